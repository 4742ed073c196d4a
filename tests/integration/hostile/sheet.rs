//! The workbook, read back: texts and numbers, no formula, no link.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jobaudit::render::escape::visible;

use super::archive::{TEXTS, job_about};
use super::outputs::{everything, named};
use crate::support::Folder;

#[test]
fn a_workbook_holds_every_text_and_runs_none() {
    let all = everything();
    let bytes = &named(all, "a.xlsx").bytes;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).expect("a workbook");
    let mut texts = BTreeSet::new();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.cells().all(|(.., formula)| formula.is_empty()), "{name}");
        let sheet = book.worksheet_range(&name).expect("a sheet");
        texts.extend(sheet.cells().filter_map(|(.., cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    for text in TEXTS {
        assert!(texts.contains(&*visible(text)), "{text:?}");
    }
    // What the sheets are made of: nothing that runs or leads out.
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP archive");
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml).expect("text");
        is_xml(&name, &xml);
        let marks: &[&str] = match &*name {
            name if name.contains("charts/") => &["<hyperlink", "TargetMode=\"External\""],
            _ => &["<f>", "<f ", "<hyperlink", "TargetMode=\"External\"", "ddeLink", "<oleObject"],
        };
        for mark in marks {
            assert!(!xml.contains(mark), "{name}: {mark}");
        }
        assert!(!name.contains("external") && !name.contains("vba"), "{name}");
    }
}

/// Fails unless a part has only characters that XML has, and only tags that end; else a workbook is damaged to
/// whoever opens it.
#[track_caller]
fn is_xml(name: &str, xml: &str) {
    let bad = xml
        .chars()
        .find(|c| c.is_control() && !"\t\r\n".contains(*c) || "\u{fffe}\u{ffff}".contains(*c));
    assert_eq!(bad, None, "{name}");
    let mut reader = quick_xml::Reader::from_str(xml);
    while reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}"))
        != quick_xml::events::Event::Eof
    {}
}

#[test]
fn a_workbook_is_whole_whatever_its_charts_are_about() {
    for text in
        TEXTS.into_iter().filter(|text| text.chars().any(|c| c.is_control() || "<&\"".contains(c)))
    {
        let mut errors = csv::Writer::from_writer(Vec::new());
        errors.write_record(["user", "code", "message"]).expect("a header");
        errors.write_record(["ann", text, text]).expect("a row");
        let folder = Folder::of([
            ("in/a.json", job_about(text).to_string().into_bytes()),
            ("in/a.csv", errors.into_inner().expect("rows")),
        ]);
        let run = folder.run(["report", "in", "-f", "xlsx", "--title", &text.replace('\0', "")]);
        let mut parts =
            zip::ZipArchive::new(Cursor::new(run.exits(0).bytes())).expect("a ZIP archive");
        for at in 0..parts.len() {
            let mut part = parts.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut xml = String::new();
            part.read_to_string(&mut xml).expect("text");
            is_xml(&name, &xml);
        }
    }
}
