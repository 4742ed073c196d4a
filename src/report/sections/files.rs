//! How far the archive can be trusted: its findings, and what became of its files.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::archive::Link;
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section, Term};

pub(super) fn findings(material: &SectionContext<'_>) -> Section {
    let mut rules: Vec<_> = material.archive.findings.rules().collect();
    rules.sort_by_key(|(rule, tally)| (Reverse(rule.severity()), Reverse(tally.count), *rule));
    let rows = rules.into_iter().map(|(rule, tally)| {
        let example = &tally.example;
        let severity = rule.severity().name();
        vec![
            Cell::Id(rule.name().to_owned()),
            Cell::Term(Term { id: severity, title: severity }),
            Cell::Count(tally.count),
            Cell::Count(tally.files),
            Cell::Text(format!(
                "{}{}: {}",
                example.file,
                example.finding.place.suffix(),
                example.finding.message
            )),
            Cell::Text(rule.summary().to_owned()),
        ]
    });
    Section {
        id: "findings",
        title: "Findings",
        note: String::from(
            "What is wrong with the archive, or worth knowing about it: all of it, whatever jobs were filtered. The \
             example is the first by file and place.",
        ),
        columns: vec![
            text("rule", "rule"),
            text("severity", "severity"),
            number("count", "count"),
            number("files", "files"),
            text("example", "example"),
            text("summary", "summary"),
        ],
        rows: rows.collect(),
    }
}

/// The files of one kind or fate.
#[derive(Default)]
struct Tally {
    files: u64,
    bytes: u64,
    payloads: u64,
    /// How the errors in them were linked to their jobs.
    links: BTreeMap<Link, u64>,
}

impl Tally {
    /// How errors found their jobs, as a part of a sentence.
    fn linked(&self) -> String {
        let links = self.links.iter().map(|(link, files)| format!("{} ({files})", link.words()));
        let links: Vec<String> = links.collect();
        if links.is_empty() { String::new() } else { format!("; linked by {}", links.join(", ")) }
    }
}

pub(super) fn files(material: &SectionContext<'_>) -> Section {
    // Used files by kind first, then those set aside by reason.
    let mut tallies: BTreeMap<(bool, &str), (Tally, String)> = BTreeMap::new();
    for (file, id) in material.archive.files_found() {
        let (key, note) = match file.set_aside {
            None => ((false, file.kind.name()), file.kind.description().to_owned()),
            Some(rule) => ((true, rule.name()), format!("set aside: {}", rule.summary())),
        };
        let (tally, _) = tallies.entry(key).or_insert_with(|| (Tally::default(), note));
        tally.files += 1;
        tally.bytes += file.bytes;
        tally.payloads += file.payloads;
        if let Some(&link) = material.archive.links.get(&id) {
            *tally.links.entry(link).or_default() += 1;
        }
    }
    let rows = tallies.into_iter().map(|((_, kind), (tally, note))| {
        vec![
            Cell::Id(kind.to_owned()),
            Cell::Count(tally.files),
            Cell::Bytes(tally.bytes),
            Cell::Count(tally.payloads),
            Cell::Text(format!("{note}{}", tally.linked())),
        ]
    });
    Section {
        id: "files",
        title: "Files",
        note: String::from("Every file that was found, by what it is or by why it was set aside."),
        columns: vec![
            text("kind", "kind"),
            number("files", "files"),
            number("bytes", "size"),
            number("payloads", "payloads"),
            text("note", "note"),
        ],
        rows: rows.collect(),
    }
}
