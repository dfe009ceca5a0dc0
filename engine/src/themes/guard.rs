//! Puts the meter into templates before they are compiled.
//!
//! The template language has operations that make a big value out of small ones: `~`, `+`, `*`, lists in lists, captured blocks. Fuel
//! counts each as one step. So every such operation is rewritten into a call of a metered function, at its exact place in the source:
//! `a ~ b` becomes `__cat(a , b)`. Long runs of plain text are cut, so that fuel bounds them too. What cannot be metered is refused.
//! Lines stay what they were, and [`Guarded::original`] finds the place in the author's file again.

mod uses;
mod walk;

use minijinja::{
    Error,
    machinery::{Span, Token, ast, parse, tokenize},
    syntax::SyntaxConfig,
};
use portico_host::diagnostic::Diagnostic;

use super::source::line_column;
pub use uses::{Use, Uses};

/// Longest run of plain text that costs one step.
const RAW_STEP: usize = 256;
/// Most tokens in one tag. The compiler recurses over long expressions.
const MAX_TAG_TOKENS: usize = 500;
/// Most `elif` and `macro` tags of one template. The parser recurses over the first, dropping values over the second.
const MAX_ELIFS: usize = 100;
const MAX_MACROS: usize = 64;

/// A template with the meter in it.
#[derive(Debug, Clone, Default)]
pub struct Guarded {
    pub source: String,
    /// Where something was put in, by offset in `source`, and how many bytes.
    inserted: Vec<(usize, usize)>,
    /// What the template refers to, at the author's offsets.
    pub uses: Uses,
}

impl Guarded {
    /// The author's byte offset for an offset in `source`.
    pub fn original(&self, offset: usize) -> usize {
        let before = self.inserted.iter().take_while(|(at, _)| *at < offset);
        before.fold(offset, |left, (at, bytes)| left - (*bytes).min(offset - at))
    }
}

/// How templates are written: a line with nothing but a tag leaves no empty line behind.
pub fn syntax() -> SyntaxConfig {
    let mut builder = SyntaxConfig::builder();
    builder.trim_blocks(true).lstrip_blocks(true);
    builder.build().expect("the delimiters are those of the default")
}

/// Rewrites a template, or says what in it is refused.
pub fn guard(source: &str, file: &str) -> Result<Guarded, Vec<Diagnostic>> {
    let at = |offset: usize, message: String| {
        let (line, column) = line_column(source, offset);
        Diagnostic::error(file, message).at(source, line, Some(column))
    };
    if let Some((offset, message)) = too_much(source) {
        return Err(vec![at(offset, message)]);
    }
    let tree = parse(source, file, syntax()).map_err(|error| vec![syntax_error(&error, source, file)])?;
    let mut edits = Edits { source, changes: Vec::new(), refused: Vec::new(), uses: Uses::default(), depth: 0 };
    edits.statement(&tree);
    let refused = std::mem::take(&mut edits.refused);
    if !refused.is_empty() {
        return Err(refused.into_iter().map(|(offset, message)| at(offset, message)).collect());
    }
    Ok(edits.apply())
}

/// A syntax error in the author's words and place.
pub fn syntax_error(error: &Error, source: &str, file: &str) -> Diagnostic {
    let message = error.detail().unwrap_or("the template cannot be read").to_owned();
    let found = Diagnostic::error(file, message);
    match (error.range(), error.line()) {
        (Some(range), _) if !range.is_empty() => {
            let (line, column) = line_column(source, range.start);
            found.at(source, line, Some(column))
        }
        (_, Some(line)) => found.at(source, line, None),
        _ => found,
    }
}

/// What would make the parser or compiler recurse too deep.
fn too_much(source: &str) -> Option<(usize, String)> {
    let (mut in_tag, mut elifs, mut macros) = (0_usize, 0_usize, 0_usize);
    let mut first = false;
    // An error of the lexer comes back from the parser, with its place.
    for (token, span) in tokenize(source, false, syntax()).map_while(Result::ok) {
        let offset = span.start_offset as usize;
        match token {
            Token::VariableStart => in_tag = 0,
            Token::BlockStart => (in_tag, first) = (0, true),
            Token::Ident("elif") if first => (elifs, first) = (elifs + 1, false),
            Token::Ident("macro" | "call") if first => (macros, first) = (macros + 1, false),
            _ => first = false,
        }
        in_tag += 1;
        if in_tag > MAX_TAG_TOKENS {
            return Some((offset, format!("a tag may have {MAX_TAG_TOKENS} words and signs")));
        }
        if elifs > MAX_ELIFS {
            return Some((offset, format!("a template may have {MAX_ELIFS} elif tags")));
        }
        if macros > MAX_MACROS {
            return Some((offset, format!("a template may have {MAX_MACROS} macros and calls")));
        }
    }
    None
}

/// Changes to a source, gathered in the order of the tree.
struct Edits<'s> {
    source: &'s str,
    /// Offset, bytes taken away, text put there.
    changes: Vec<(usize, usize, &'static str)>,
    refused: Vec<(usize, String)>,
    uses: Uses,
    /// How many blocks stand around this place.
    depth: usize,
}

impl Edits<'_> {
    fn insert(&mut self, offset: usize, text: &'static str) {
        self.changes.push((offset, 0, text));
    }

    /// Replaces one byte by one byte.
    fn replace(&mut self, offset: usize, text: &'static str) {
        self.changes.push((offset, 1, text));
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>) {
        self.refused.push((span.start_offset as usize, message.into()));
    }

    /// Offset of `wanted` after `from`, where only spaces and closing brackets may stand between.
    fn sign(&self, from: usize, wanted: u8) -> Option<usize> {
        let rest = self.source.as_bytes().get(from..)?;
        let found = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b')')?;
        (rest[found] == wanted).then_some(from + found)
    }

    /// Cuts long plain text into pieces by an empty output.
    fn raw(&mut self, raw: &str) {
        let start = raw.as_ptr() as usize - self.source.as_ptr() as usize;
        self.uses.raw.push(Use { name: raw.to_owned(), offset: start });
        let before = self.source[..start].trim_end_matches(['\n', '\r', ' ', '\t']);
        let in_raw_block =
            before.ends_with("%}") && before.trim_end_matches(['%', '}', '-', '+', ' ']).ends_with("raw");
        if in_raw_block && raw.len() > RAW_STEP {
            self.refused.push((start, format!("a raw block may have {RAW_STEP} bytes; use a static file")));
            return;
        }
        let mut next = RAW_STEP;
        for (index, _) in raw.char_indices() {
            // Not after a brace: together they would begin a tag.
            if index >= next && !raw[..index].ends_with('{') {
                self.insert(start + index, "{{''}}");
                next = index + RAW_STEP;
            }
        }
    }

    fn apply(mut self) -> Guarded {
        // The sort is stable: of several openings at one place the outermost was gathered first.
        self.changes.sort_by_key(|(offset, taken, _)| (*offset, *taken));
        let mut out =
            Guarded { source: String::with_capacity(self.source.len() + 64), inserted: Vec::new(), uses: self.uses };
        let mut from = 0;
        for (offset, taken, text) in self.changes {
            out.source.push_str(&self.source[from..offset]);
            if taken == 0 {
                out.inserted.push((out.source.len(), text.len()));
            }
            out.source.push_str(text);
            from = offset + taken;
        }
        out.source.push_str(&self.source[from..]);
        out
    }
}

/// Start and end of a node.
fn range(span: Span) -> (usize, usize) {
    (span.start_offset as usize, span.end_offset as usize)
}

/// The metered function for an operator, and its sign.
fn operator(op: ast::BinOpKind) -> Option<(&'static str, u8)> {
    match op {
        ast::BinOpKind::Concat => Some(("__cat(", b'~')),
        ast::BinOpKind::Add => Some(("__add(", b'+')),
        ast::BinOpKind::Mul => Some(("__mul(", b'*')),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
