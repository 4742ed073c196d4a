//! How far the archive can be trusted: its findings, and what became of its files.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::archive::{Archive, LeftOut, Link};
use crate::report::Term;
use crate::report::sections::{Body, Cell, SectionContext, listed};
use crate::report::verdict::counted;

pub(super) fn findings<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let levels = context.archive.findings.levels();
    let mut rules: Vec<_> = context.archive.findings.rules().collect();
    rules.sort_by_key(|(rule, tally)| (Reverse(levels.of(*rule)), Reverse(tally.count), *rule));
    listed(context, rules)
        .text("rule", "rule", |_, (rule, _)| Cell::Id(rule.name().to_owned()))
        .text("severity", "severity", |context, (rule, _)| {
            let severity = context.archive.findings.levels().of(*rule);
            Cell::Term(Term::new(severity.name(), severity.title()))
        })
        .number("count", "count", |_, (_, tally)| Cell::Count(tally.count))
        .number("files", "files", |_, (_, tally)| Cell::Count(tally.files))
        .text("example", "example", |_, (_, tally)| {
            let example = &tally.example;
            let (place, message) = (example.finding.place.suffix(), &example.finding.message);
            Cell::Text(format!("{}{place}: {message}", example.file))
        })
        .text("summary", "summary", |_, (rule, _)| Cell::Text(rule.summary().to_owned()))
        .noted(format!(
            "Problems in the archive files. The example is the first by file and place.{}",
            left_out(context.archive)
        ))
}

/// How much belongs to jobs that were not chosen, as a sentence; nothing where all were.
fn left_out(archive: &Archive) -> String {
    let LeftOut { jobs, files, findings, .. } = archive.left_out;
    match jobs {
        0 => String::new(),
        _ => format!(
            " Left out by the filters, with other jobs or belonging to none: {} and {}.",
            counted(files, "file", "files"),
            counted(findings, "finding", "findings")
        ),
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

pub(super) fn files<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let archive = context.archive;
    // Used files by kind first, then those set aside by reason.
    let mut tallies: BTreeMap<(bool, &str), (Tally, String)> = BTreeMap::new();
    for (id, file) in archive.chosen_files() {
        let (key, note) = match file.set_aside {
            None => ((false, file.kind.name()), file.kind.description().to_owned()),
            Some(rule) => ((true, rule.name()), format!("set aside: {}", rule.summary())),
        };
        let (tally, _) = tallies.entry(key).or_insert_with(|| (Tally::default(), note));
        tally.files += 1;
        tally.bytes += file.bytes;
        tally.payloads += file.payloads;
        if let Some(&link) = archive.links.get(&id) {
            *tally.links.entry(link).or_default() += 1;
        }
    }
    listed(context, tallies)
        .text("kind", "kind", |_, ((_, kind), _)| Cell::id(Some(*kind)))
        .number("files", "files", |_, (_, (tally, _))| Cell::Count(tally.files))
        .number("bytes", "size", |_, (_, (tally, _))| Cell::Bytes(tally.bytes))
        .number("payloads", "payloads", |_, (_, (tally, _))| Cell::Count(tally.payloads))
        .text("note", "note", |_, (_, (tally, note))| {
            Cell::Text(format!("{note}{}", tally.linked()))
        })
        .noted(format!(
            "Every file that was found, by what it is or by why it was set aside.{}",
            left_out(context.archive)
        ))
}
