//! Markdown, read back by a parser that is not ours: tables of text, and nothing that acts.

use std::collections::BTreeSet;

use jobaudit::render::escape::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::archive::{TEXTS, job_about};
use super::outputs::{everything, named};
use crate::support::Folder;

/// What a document says: the cells of its tables, row by row, and whatever is in it that acts.
#[derive(Default)]
struct Read {
    tables: Vec<Vec<Vec<String>>>,
    acts: Vec<String>,
}

fn read(source: &str) -> Read {
    let mut read = Read::default();
    for event in Parser::new_ext(source, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::Table(_)) => read.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                read.tables.last_mut().expect("a table").push(Vec::new());
            }
            Event::Start(Tag::TableCell) => {
                let row = read.tables.last_mut().and_then(|table| table.last_mut());
                row.expect("a row").push(String::new());
            }
            // What would act where a text is pasted, such as `@name`, stands as code.
            Event::Text(text) | Event::Code(text) => {
                let row = read.tables.last_mut().and_then(|table| table.last_mut());
                if let Some(cell) = row.and_then(|row| row.last_mut()) {
                    cell.push_str(&text);
                }
            }
            // Ours: headings, sentences, lists of what a report is made from, the verdict, "None.".
            Event::Start(
                Tag::Heading { .. }
                | Tag::Paragraph
                | Tag::List(None)
                | Tag::Item
                | Tag::Strong
                | Tag::Emphasis,
            ) => {}
            Event::End(TagEnd::Table) => {}
            Event::End(_) | Event::SoftBreak => {}
            other => read.acts.push(format!("{other:?}")),
        }
    }
    read
}

/// Fails where GitHub would make a link of what the parser above leaves alone.
#[track_caller]
fn links_nothing(source: &str, name: &str) {
    // In code an address is only text.
    let (mut outside, mut in_code, mut before) = (String::new(), false, ' ');
    for c in source.chars() {
        in_code ^= c == '`' && (in_code || before != '\\');
        // No code goes on behind its line.
        in_code &= c != '\n';
        if !in_code {
            outside.push(c);
        }
        before = c;
    }
    for mark in ["://", "www.", "WWW.", "mailto:", "xmpp:"] {
        let source = outside.as_str();
        let bare = source.match_indices(mark).find(|(at, _)| !source[..*at].ends_with('\\'));
        let around = bare.map(|(at, _)| source[..at].chars().rev().take(60).collect::<String>());
        assert_eq!(bare, None, "{name}: {around:?}");
    }
}

/// Fails unless each line of a table has as many pipes that part as the one above it.
#[track_caller]
fn columns_are_constant(source: &str, name: &str) {
    let count = |line: &str| {
        let mut chars = line.chars();
        let mut pipes = 0;
        while let Some(c) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '|' => pipes += 1,
                _ => {}
            }
        }
        pipes
    };
    let lines: Vec<&str> = source.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with('|'))) {
        assert_eq!(count(pair[0]), count(pair[1]), "{name}: {pair:?}");
    }
}

#[test]
fn a_document_is_tables_of_text_whatever_the_archive_says() {
    let mut all: Vec<(String, String)> = everything()
        .iter()
        .filter(|output| output.name.ends_with(".md") || output.name == "validate markdown")
        .map(|output| (output.name.clone(), output.text()))
        .collect();
    assert_eq!(all.len(), 5);
    let jobs = read(&named(everything(), "a.md").text()).tables;
    let jobs = jobs.iter().find(|table| table[0].len() > 20).expect("the table of jobs");
    // The first thirty are listed; each is one of ours, as it is spelled out.
    let names: BTreeSet<&str> = jobs[1..].iter().map(|row| row[1].trim_matches('"')).collect();
    let ours: BTreeSet<String> =
        TEXTS.iter().map(|text| visible(text).trim_matches(['"', ' ']).to_owned()).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(ours.contains(name.trim()), "{name:?} is none of {ours:?}");
    }
    for text in TEXTS.into_iter().filter(|text| !text.contains('\0')) {
        let folder = Folder::of([("a.json", job_about(text).to_string())]);
        let run = folder.run(["show", "-f", "markdown", "--", text, "."]);
        let source = run.exits(0).stdout();
        // Every one is told literally, the names that no list has room for too.
        let shown = visible(text);
        let cells: Vec<String> = read(&source).tables.concat().concat();
        let is_it = |cell: &String| cell.trim_matches(['"', ' ']) == shown.trim_matches(['"', ' ']);
        assert!(cells.iter().filter(|cell| is_it(cell)).count() > 3, "{text:?} in {source}");
        all.push((format!("show {text:?}"), source));
    }
    for (name, source) in &all {
        assert_eq!(read(source).acts, [""; 0], "{name}");
        links_nothing(source, name);
        columns_are_constant(source, name);
    }
}
