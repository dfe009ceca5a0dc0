//! What a template refers to by name, gathered while it is walked, for the check.

use minijinja::machinery::{Span, ast};

/// A name and where it stands in the author's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    pub offset: usize,
}

/// Everything that a template names.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    pub filters: Vec<Use>,
    pub tests: Vec<Use>,
    pub functions: Vec<Use>,
    /// Literal first arguments by function: keys of texts, icons, assets.
    pub literals: Vec<(String, Use)>,
    /// Templates that it extends, includes or imports.
    pub templates: Vec<Use>,
    /// Macros that it imports by name, each with the template that should have it.
    pub imported: Vec<(String, Use)>,
    /// Templates that it imports whole, by the name that it gives them.
    pub modules: Vec<(String, String)>,
    /// What is asked of a plain name: `ui.details` asks `ui` for "details".
    pub members: Vec<(String, Use)>,
    /// The one that it extends.
    pub extends: Option<String>,
    /// Its blocks; true: not inside another block.
    pub blocks: Vec<(bool, Use)>,
    /// Its macros.
    pub macros: Vec<String>,
    /// Names that it declares itself: macros, imports, variables.
    pub declared: Vec<String>,
    /// Plain text with its offset.
    pub raw: Vec<Use>,
}

impl Uses {
    pub(super) fn named(name: &str, span: Span) -> Use {
        Use { name: name.to_owned(), offset: span.start_offset as usize }
    }

    /// The names that an assignment makes.
    pub(super) fn declare(&mut self, target: &ast::Expr<'_>) {
        match target {
            ast::Expr::Var(node) => self.declared.push(node.id.to_owned()),
            ast::Expr::List(node) => node.items.iter().for_each(|item| self.declare(item)),
            ast::Expr::Tuple(node) => node.items.iter().for_each(|item| self.declare(item)),
            _ => {}
        }
    }

    pub(super) fn call(&mut self, node: &ast::Spanned<ast::Call<'_>>) {
        let ast::Expr::Var(callee) = &node.expr else { return };
        self.functions.push(Self::named(callee.id, callee.span()));
        if let Some(ast::CallArg::Pos(ast::Expr::Const(literal))) = node.args.first()
            && let Some(text) = literal.value.as_str()
        {
            self.literals.push((callee.id.to_owned(), Self::named(text, literal.span())));
        }
    }
}
