//! The documents against the program: examples show what it prints, lists hold what there is.
//!
//! In: `README.md`, `CONTRIBUTING.md`, `SECURITY.md` and `docs/`. A block in the
//! language `console` is a terminal of 100 columns, a block in `sh` is commands for a shell, and what
//! stands between `<!-- generated: NAME -->` and `<!-- end -->` comes from the tables of the program.
//! `JOBAUDIT_BLESS=1 cargo test --test integration docs::` writes outputs and lists anew; look at the
//! difference before it is committed.

mod archiving;
mod ci;
mod examples;
mod install;
mod lists;
mod python;
#[cfg(feature = "tables")]
mod queries;
mod references;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{PACKAGE, first_difference};

/// A document of the repository.
struct Document {
    /// Its path from the repository's root.
    name: String,
    text: String,
}

impl Document {
    fn named(name: &str) -> Document {
        let path = Path::new(PACKAGE).join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        Document { name: name.to_owned(), text }
    }

    /// The README and all that it leads to.
    fn all() -> Vec<Document> {
        let mut names: Vec<String> =
            ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(str::to_owned).into();
        let docs = fs::read_dir(Path::new(PACKAGE).join("docs")).expect("docs/");
        let mut files: Vec<PathBuf> = docs.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "md")) {
            let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
            names.push(format!("docs/{name}"));
        }
        names.iter().map(|name| Document::named(name)).collect()
    }

    /// The fenced blocks in a language.
    fn blocks(&self, language: &str) -> Vec<&str> {
        let fence = format!("\n```{language}\n");
        let after = self.text.split(fence.as_str()).skip(1);
        after.map(|rest| rest.split("```").next().expect("a block ends")).collect()
    }

    /// The same with each part that `renew` knows made anew; `renew` takes the line that opens a part
    /// and the lines in it.
    fn renewed(&self, close: &str, renew: impl Fn(&str, &[&str]) -> Option<String>) -> Document {
        let mut text = String::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            text.push_str(line);
            text.push('\n');
            let within: Vec<&str> = lines.clone().take_while(|line| *line != close).collect();
            if let Some(new) = renew(line, &within) {
                text.push_str(&new);
                text.push_str(close);
                text.push('\n');
                lines.nth(within.len()).expect("the part ends");
            }
        }
        Document { name: self.name.clone(), text }
    }

    /// Fails where the document is not what it would be if it were made now, or keeps that.
    fn must_be(&self, renewed: &Document) {
        if self.text == renewed.text {
            return;
        }
        if std::env::var_os("JOBAUDIT_BLESS").is_some_and(|value| value == "1") {
            let path = Path::new(PACKAGE).join(&self.name);
            fs::write(path, &renewed.text).expect("the document is written");
            return;
        }
        panic!(
            "{}: {}\nJOBAUDIT_BLESS=1 cargo test --test integration docs:: keeps the new one",
            self.name,
            first_difference(&self.text, &renewed.text)
        );
    }
}

#[test]
fn examples_and_lists_are_what_the_program_prints_and_holds() {
    let shell = examples::Shell::new();
    for document in Document::all() {
        let renewed = document.renewed("<!-- end -->", |open, _| {
            let name = open.strip_prefix("<!-- generated: ")?.strip_suffix(" -->")?;
            Some(lists::list(name))
        });
        let renewed = renewed.renewed("```", |open, within| {
            (open == "```console").then(|| shell.session(&document.name, within))
        });
        document.must_be(&renewed);
    }
}
