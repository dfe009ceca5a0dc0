//! The functions and imports of a parsed file.

use std::collections::BTreeSet;

use rhai::{AST, ASTNode, Expr, FnAccess, ImmutableString, Position, Stmt};

use super::source::ScriptSource;

/// One function of a file.
pub(super) struct Function {
    pub name: ImmutableString,
    pub params: Vec<ImmutableString>,
    /// Whether other files may call it.
    pub public: bool,
    /// Where its name stands.
    pub position: Position,
    /// Where its body begins.
    pub start: Position,
    /// A tree with this function alone, because Rhai walks all bodies of a tree in one go.
    ast: AST,
}

/// All functions of a file, closures included, in the order of their places.
pub(super) fn of(source: &ScriptSource, ast: &AST) -> Vec<Function> {
    let functions = ast.shared_lib().iter_script_fn_info().map(|(.., function)| {
        let start = function.body.start_position();
        let mut alone = ast.clone_functions_only();
        let count = function.params.len();
        alone.retain_functions(|_, _, name, params| name == function.name && params == count);
        Function {
            name: function.name.clone(),
            params: function.params.iter().cloned().collect(),
            public: function.access == FnAccess::Public,
            position: name_position(&source.text, &function.name, start).unwrap_or(start),
            start,
            ast: alone,
        }
    });
    let mut functions: Vec<Function> = functions.collect();
    functions.sort_by_key(|function| (function.start.line(), function.start.position()));
    functions
}

/// Names and numbers of parameters of the functions that other files may call.
pub(super) fn public(source: &ScriptSource, ast: &AST) -> BTreeSet<(String, usize)> {
    let functions = of(source, ast).into_iter().filter(|function| function.public && !function.is_closure());
    functions.map(|function| (function.name.to_string(), function.params.len())).collect()
}

/// Paths of the literal imports of a file, with their places.
pub(super) fn imports(ast: &AST) -> Vec<(String, Position)> {
    let mut found = Vec::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::Import(import, _))) = path.last()
            && let Expr::StringConstant(name, position) = &import.0
        {
            found.push((name.to_string(), *position));
        }
        true
    });
    found
}

impl Function {
    /// Whether it was written as `|x| ...`.
    pub(super) fn is_closure(&self) -> bool {
        self.name.starts_with("anon$")
    }

    /// Visits every node of the body, parents first.
    pub(super) fn walk(&self, visit: &mut dyn FnMut(&[ASTNode])) {
        self.ast.walk(&mut |path: &[ASTNode]| {
            visit(path);
            true
        });
    }

    /// The statements of the body.
    pub(super) fn body(&self) -> Vec<Stmt> {
        let mut body = Vec::new();
        self.walk(&mut |path| {
            if let [ASTNode::Stmt(statement)] = path {
                body.push((*statement).clone());
            }
        });
        body
    }
}

/// Rhai keeps no place for a function's name, so it is looked up in the text before the body.
fn name_position(text: &str, name: &str, body: Position) -> Option<Position> {
    let last = body.line()?;
    let lines: Vec<&str> = text.lines().take(last).collect();
    lines.iter().enumerate().rev().find_map(|(index, line)| {
        let declared = line.match_indices(name).find(|(at, _)| {
            let rest = line[at + name.len()..].trim_start();
            rest.starts_with('(') && line[..*at].trim_end().ends_with("fn")
        });
        let (at, _) = declared?;
        let column = line[..at].chars().count() + 1;
        Some(Position::new(u16::try_from(index + 1).ok()?, u16::try_from(column).ok()?))
    })
}
