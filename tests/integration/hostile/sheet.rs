//! The workbook, read back: texts and numbers, no formula, no link.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jobaudit::render::escape::visible;

use super::archive::TEXTS;
use super::outputs::{everything, named};

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
