//! Every path that a document names exists. Paths are what stands in code spans and links; examples that a reader is to make up are
//! written with a placeholder (`themes/{theme}/theme.toml`) or in a code block.

use std::collections::BTreeSet;

use super::assert_none;
use super::tree::{File, files};

/// All paths of the project, folders too.
fn known(files: &[File]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for file in files {
        let mut path = file.path.as_str();
        while known.insert(path.to_owned()) {
            let Some((folder, _)) = path.rsplit_once('/') else { break };
            path = folder;
        }
    }
    known
}

fn problems(document: &File, known: &BTreeSet<String>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut in_block = false;
    for (index, line) in document.text().lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            let links = links(line).filter(|link| is_missing_link(link, document, known));
            let spans = spans(line).filter(|span| is_missing_span(span, document, known));
            let missing = links.chain(spans);
            problems.extend(missing.map(|path| document.problem(index + 1, &format!("{path} does not exist"))));
        }
    }
    problems
}

/// `[text](path#part)`
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

/// Text between single backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_missing_link(link: &str, document: &File, known: &BTreeSet<String>) -> bool {
    let path = link.split('#').next().unwrap_or(link);
    let is_elsewhere = path.is_empty() || path.contains(':') || path.starts_with('/');
    !is_elsewhere && !exists(path, document, known, false)
}

/// A span is a path if it has a slash and begins with a folder that is there, at the top or beside the document.
fn is_missing_span(span: &str, document: &File, known: &BTreeSet<String>) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    let Some((first, rest)) = span.trim_start_matches("./").split_once('/') else { return false };
    if first.is_empty()
        || rest.is_empty()
        || !span.chars().all(is_plain)
        || span.contains("...")
        || span.contains("NNNN")
    {
        return false;
    }
    let begins_here = first == ".." || exists(first, document, known, true);
    begins_here && !exists(span, document, known, true)
}

/// Whether the path is there, seen from the document or, for what is no link, from the top.
fn exists(path: &str, document: &File, known: &BTreeSet<String>, from_top: bool) -> bool {
    let path = path.trim_end_matches('/');
    let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_known = |path: Option<String>| path.is_some_and(|path| path.is_empty() || known.contains(&path));
    is_known(resolve(folder, path)) || (from_top && is_known(resolve("", path)))
}

fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn every_path_named_in_a_document_exists() {
    let files = files();
    let known = known(&files);
    let documents = files.iter().filter(|file| file.extension() == "md");
    assert_none(&documents.flat_map(|document| problems(document, &known)).collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let files = ["engine/src/store/mod.rs", "themes/default/theme.toml", "themes/README.md", "README.md"];
        problems(&File::new(path, text), &known(&files.map(|path| File::new(path, ""))))
    }

    #[test]
    fn a_path_that_is_not_there_is_named_with_its_line() {
        assert_eq!(
            found("README.md", "one\nsee `engine/src/shop.rs`"),
            ["README.md:2: engine/src/shop.rs does not exist"]
        );
        assert_eq!(found("README.md", "see [the shop](engine/shop.md#top)").len(), 1);
        assert_eq!(found("themes/README.md", "see `default/missing.toml`").len(), 1);
        assert_eq!(found("themes/README.md", "see `../engine/missing`").len(), 1);
    }

    #[test]
    fn paths_are_seen_from_the_top_and_from_the_document() {
        for (path, text) in [
            ("README.md", "`engine/src/store/mod.rs`, `engine/src/`, [themes](themes/README.md), [top](#top)"),
            ("themes/README.md", "`default/theme.toml`, `engine/src`, `../engine`, [up](../README.md)"),
        ] {
            assert_eq!(found(path, text), Vec::<String>::new());
        }
    }

    #[test]
    fn examples_addresses_and_code_blocks_are_not_paths() {
        for text in [
            "`themes/{theme}/theme.toml`",
            "`GET /p/nordwind/requests`, `text/html`, `and/or`",
            "`themes/*/theme.toml`, `themes/.../x`",
            "[site](https://example.org/engine/x)",
            "```\nthemes/mine/theme.toml `engine/none`\n```",
            "`cargo test engine/none`",
        ] {
            assert_eq!(found("README.md", text), Vec::<String>::new(), "{text}");
        }
    }
}
