//! The walk over a template's tree that finds what must be metered.

use minijinja::machinery::ast::{self, BinOpKind, Expr, Stmt};

use super::{Edits, Uses, operator, range};
use crate::themes::functions;

/// Longest constant, in bytes as it is written, that is compared without being counted.
const SHORT: usize = 256;

impl Edits<'_> {
    fn statements(&mut self, all: &[Stmt<'_>]) {
        for statement in all {
            self.statement(statement);
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(node) => self.statements(&node.children),
            Stmt::EmitExpr(node) => self.emitted(&node.expr),
            Stmt::EmitRaw(node) => self.raw(node.raw),
            Stmt::ForLoop(node) => {
                if node.recursive {
                    self.refuse(node.span(), "recursive loops are not available; use a macro");
                }
                self.uses.declare(&node.target);
                self.expression(&node.iter);
                self.expressions(node.filter_expr.iter());
                self.statements(&node.body);
                self.statements(&node.else_body);
            }
            Stmt::IfCond(node) => {
                self.expression(&node.expr);
                self.statements(&node.true_body);
                self.statements(&node.false_body);
            }
            Stmt::WithBlock(node) => {
                node.assignments.iter().for_each(|(target, _)| self.uses.declare(target));
                self.expressions(node.assignments.iter().map(|(_, value)| value));
                self.statements(&node.body);
            }
            Stmt::Set(node) => {
                self.uses.declare(&node.target);
                self.expression(&node.expr);
            }
            Stmt::SetBlock(node) => {
                self.uses.declare(&node.target);
                let named = node.filter.as_ref().map_or_else(|| node.target.span(), Expr::span);
                self.expressions(node.filter.iter());
                self.insert(range(named).1, "|__keep");
                self.statements(&node.body);
            }
            Stmt::AutoEscape(node) => {
                self.refuse(node.span(), "escaping is always on; the autoescape tag is not available")
            }
            Stmt::FilterBlock(node) => {
                self.expression(&node.filter);
                self.statements(&node.body);
            }
            Stmt::Continue(_) | Stmt::Break(_) => {}
            other => self.structure(other),
        }
    }

    /// Statements that make up a page of several templates.
    fn structure(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Block(node) => {
                self.uses.blocks.push((self.depth == 0, Uses::named(node.name, node.span())));
                self.depth += 1;
                self.statements(&node.body);
                self.depth -= 1;
            }
            Stmt::Import(node) => {
                self.uses.declare(&node.name);
                self.named(&node.expr, "import");
                if let (Expr::Var(alias), Some(template)) = (&node.name, literal(&node.expr)) {
                    self.uses.modules.push((alias.id.to_owned(), template.to_owned()));
                }
            }
            Stmt::FromImport(node) => {
                node.names.iter().for_each(|(name, alias)| self.uses.declare(alias.as_ref().unwrap_or(name)));
                self.named(&node.expr, "from");
                let template = literal(&node.expr).unwrap_or_default().to_owned();
                let names = node
                    .names
                    .iter()
                    .filter_map(|(name, _)| if let Expr::Var(name) = name { Some(name) } else { None });
                let imported = names.map(|name| (template.clone(), Uses::named(name.id, name.span())));
                self.uses.imported.extend(imported);
            }
            Stmt::Extends(node) => self.named(&node.name, "extends"),
            Stmt::Include(node) => self.named(&node.name, "include"),
            Stmt::Macro(node) => self.function(node),
            Stmt::CallBlock(node) => {
                self.call(&node.call);
                self.function(&node.macro_decl);
            }
            Stmt::Do(node) => self.call(&node.call),
            _ => {}
        }
    }

    fn function(&mut self, node: &ast::Macro<'_>) {
        self.uses.declared.push(node.name.to_owned());
        self.uses.macros.push(node.name.to_owned());
        node.args.iter().for_each(|argument| self.uses.declare(argument));
        self.expressions(node.defaults.iter());
        self.statements(&node.body);
    }

    /// Templates are named by literals, so that the check can follow them.
    fn named(&mut self, name: &Expr<'_>, tag: &str) {
        let Some(text) = literal(name) else {
            return self.refuse(name.span(), format!("{tag} needs the name of a template in quotes"));
        };
        self.uses.templates.push(Uses::named(text, name.span()));
        if tag == "extends" {
            self.uses.extends = Some(text.to_owned());
        }
    }

    /// What is written out at once needs no bound of its own: the output has one.
    fn emitted(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Call(node) => self.call(node),
            other => self.expression(other),
        }
    }

    fn expressions<'a, 'e: 'a>(&mut self, all: impl Iterator<Item = &'a Expr<'e>>) {
        for expression in all {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        let (start, end) = range(expression.span());
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::Slice(node) => self.refuse(node.span(), "slices are not available; use |take(n) or |truncate(n)"),
            Expr::UnaryOp(node) => self.expression(&node.expr),
            Expr::BinOp(node) => self.binary(node, start, end),
            Expr::Compare(node) => {
                let parts: Vec<&Expr<'_>> =
                    std::iter::once(&node.expr).chain(node.ops.iter().map(|op| &op.expr)).collect();
                self.compared(&parts);
            }
            Expr::IfExpr(node) => {
                self.expression(&node.test_expr);
                self.expression(&node.true_expr);
                self.expressions(node.false_expr.iter());
            }
            Expr::Filter(node) => {
                self.uses.filters.push(Uses::named(node.name, node.span()));
                self.expressions(node.expr.iter());
                self.arguments(&node.args);
            }
            Expr::Test(node) => {
                self.uses.tests.push(Uses::named(node.name, node.span()));
                self.expression(&node.expr);
                self.arguments(&node.args);
            }
            Expr::GetAttr(node) => {
                if let Expr::Var(of) = &node.expr {
                    self.uses.members.push((of.id.to_owned(), Uses::named(node.name, node.span())));
                }
                self.expression(&node.expr);
            }
            Expr::GetItem(node) => {
                self.expression(&node.expr);
                self.expression(&node.subscript_expr);
            }
            Expr::Call(node) => {
                // A function of ours meters itself; what a macro returns is measured before it can be kept.
                let own = matches!(&node.expr, Expr::Var(var) if functions::NAMES.contains(&var.id));
                if !own {
                    self.insert(start, "__keep(");
                }
                self.call(node);
                if !own {
                    self.insert(end, ")");
                }
            }
            Expr::List(node) if node.as_const().is_none() => self.sequence(&node.items, start, end, *b"[]"),
            Expr::Tuple(node) if node.as_const().is_none() => self.sequence(&node.items, start, end, *b"()"),
            Expr::Map(node) if node.as_const().is_none() => self.map(node, start, end),
            Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => {}
        }
    }

    fn call(&mut self, node: &ast::Spanned<ast::Call<'_>>) {
        self.uses.call(node);
        self.expression(&node.expr);
        self.arguments(&node.args);
    }

    fn arguments(&mut self, all: &[ast::CallArg<'_>]) {
        for argument in all {
            match argument {
                ast::CallArg::Pos(value)
                | ast::CallArg::Kwarg(_, value)
                | ast::CallArg::PosSplat(value)
                | ast::CallArg::KwargSplat(value) => self.expression(value),
            }
        }
    }

    fn binary(&mut self, node: &ast::Spanned<ast::BinOp<'_>>, start: usize, end: usize) {
        match node.op {
            BinOpKind::In if is_short(&node.right) => {}
            BinOpKind::In => return self.compared(&[&node.left, &node.right]),
            BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte
                if !is_short(&node.left) && !is_short(&node.right) =>
            {
                return self.compared(&[&node.left, &node.right]);
            }
            _ => {}
        }
        let metered = operator(node.op);
        if let Some((function, _)) = metered {
            self.insert(start, function);
        }
        self.expression(&node.left);
        self.expression(&node.right);
        if let Some((_, sign)) = metered {
            match self.sign(range(node.left.span()).1, sign) {
                Some(offset) => self.replace(offset, ","),
                None => self.refuse(node.span(), "this operation cannot be measured; put its parts into brackets"),
            }
            self.insert(end, ")");
        }
    }

    /// Comparing and looking for something reads texts from end to end. With a short constant it ends soon, so that is left alone.
    fn compared(&mut self, parts: &[&Expr<'_>]) {
        for part in parts.iter().filter(|part| !is_short(part)) {
            let end = range(part.span()).1;
            self.insert(beginning(part), "__read(");
            self.expression(part);
            self.insert(end, ")");
        }
    }

    fn sequence(&mut self, items: &[Expr<'_>], start: usize, end: usize, [open, close]: [u8; 2]) {
        let bytes = self.source.as_bytes();
        if bytes.get(start) != Some(&open) || bytes.get(end.saturating_sub(1)) != Some(&close) {
            let span = items.first().map(Expr::span).unwrap_or_default();
            self.refuse(span, "write several values as a list in square brackets");
            return;
        }
        self.insert(start, "__list");
        self.replace(start, "(");
        self.expressions(items.iter());
        self.replace(end - 1, ")");
    }

    fn map(&mut self, node: &ast::Map<'_>, start: usize, end: usize) {
        self.insert(start, "__map");
        self.replace(start, "(");
        for (key, value) in node.keys.iter().zip(&node.values) {
            self.expression(key);
            match self.sign(range(key.span()).1, b':') {
                Some(offset) => self.replace(offset, ","),
                None => self.refuse(key.span(), "this map cannot be measured; put its keys into brackets"),
            }
            self.expression(value);
        }
        self.replace(end - 1, ")");
    }
}

/// Where an expression begins. The parser's own span of `a.b.c` begins at the last dot.
fn beginning(expression: &Expr<'_>) -> usize {
    let own = range(expression.span()).0;
    let first = match expression {
        Expr::GetAttr(node) => Some(&node.expr),
        Expr::GetItem(node) => Some(&node.expr),
        Expr::Call(node) => Some(&node.expr),
        Expr::Filter(node) => node.expr.as_ref(),
        Expr::Test(node) => Some(&node.expr),
        Expr::BinOp(node) => Some(&node.left),
        Expr::Compare(node) => Some(&node.expr),
        Expr::IfExpr(node) => Some(&node.true_expr),
        _ => None,
    };
    first.map_or(own, |first| own.min(beginning(first)))
}

/// A constant of few bytes, alone or as a list.
fn is_short(expression: &Expr<'_>) -> bool {
    let (start, end) = range(expression.span());
    let is_constant = match expression {
        Expr::Const(_) => true,
        Expr::List(list) => list.as_const().is_some(),
        Expr::Tuple(list) => list.as_const().is_some(),
        Expr::UnaryOp(node) => return is_short(&node.expr),
        _ => false,
    };
    is_constant && end.saturating_sub(start) <= SHORT
}

/// A text in quotes.
fn literal<'e>(expression: &'e Expr<'_>) -> Option<&'e str> {
    if let Expr::Const(node) = expression { node.value.as_str() } else { None }
}
