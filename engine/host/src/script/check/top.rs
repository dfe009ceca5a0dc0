//! What stands outside functions: only imports and constants may.

use rhai::{AST, ASTFlags, ASTNode, Expr, Stmt};

use super::{File, Import};
use crate::diagnostic::Diagnostic;

pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = file.ast.statements().iter().filter_map(|s| statement(file, s)).collect();
    for import in &file.imports {
        found.extend(target(file, import));
        found.extend(unused(file, import));
    }
    found
}

/// All imports of a file, also those inside functions.
pub(super) fn imports(ast: &AST) -> Vec<Import> {
    let mut found = Vec::new();
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Stmt(Stmt::Import(import, _))) = path.last() {
            let (path, alias) = &**import;
            let position = path.start_position();
            let literal = match path {
                Expr::StringConstant(text, _) => Some(text.clone()),
                _ => None,
            };
            found.push(Import { alias: alias.name.clone(), path: literal, position });
        }
        true
    });
    found
}

fn statement(file: &File, statement: &Stmt) -> Option<Diagnostic> {
    let wrong = match statement {
        Stmt::Import(..) | Stmt::Noop(_) => return None,
        Stmt::Var(_, flags, _) if flags.contains(ASTFlags::CONSTANT) => return None,
        Stmt::Var(variable, ..) => {
            let message = "a variable outside a function would not be seen by any function";
            file.source.error(message, statement.position()).suggest(format!("write const {} = ...", variable.0.name))
        }
        _ => file
            .source
            .error("only import, const and fn may stand outside functions", statement.position())
            .suggest("move this into a function"),
    };
    Some(wrong)
}

fn target(file: &File, import: &Import) -> Option<Diagnostic> {
    let Some(path) = &import.path else {
        let message = "the name of a module must be written out, so that it can be checked";
        return Some(file.source.error(message, import.position).suggest("write import \"lib/name\" as name;"));
    };
    if import.alias.is_empty() {
        let name = path.rsplit('/').next().unwrap_or(path);
        let wrong = file.source.error("the import has no name, so nothing of it can be called", import.position);
        return Some(wrong.suggest(format!("write import \"{path}\" as {name};")));
    }
    let missing = file.library.find(path).err()?;
    let wrong = file.source.error(missing.message, import.position);
    Some(missing.suggestion.into_iter().fold(wrong, Diagnostic::suggest))
}

fn unused(file: &File, import: &Import) -> Option<Diagnostic> {
    let mut used = import.alias.is_empty();
    file.ast.walk(&mut |path: &[ASTNode]| {
        let namespace = match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, _)) | ASTNode::Expr(Expr::FnCall(call, _))) => &call.namespace,
            Some(ASTNode::Expr(Expr::Variable(variable, ..))) => &variable.2,
            _ => return true,
        };
        used |= !namespace.is_empty() && namespace.root() == import.alias;
        !used
    });
    let message = format!("the import \"{}\" is never used", import.alias);
    (!used).then(|| file.source.warning(message, import.position))
}
