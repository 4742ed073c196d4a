//! A terminal is shown every text, and obeys none.

use std::sync::Arc;

use jobaudit::render::escape::visible;
use jobaudit::render::{Format, Look};
use jobaudit::report::{Cell, Report, Section};
use unicode_width::UnicodeWidthStr;

use super::sheet::{Sheet, can_be_seen, in_a_cell, spelled, unspelled};
use super::{inputs, turn};
use crate::random::Random;

/// Texts with escape sequences and the like.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::texts(random)
}

/// Shows texts by themselves and in tables of any width.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let shown = visible(&text);
    assert_eq!(shown, spelled(&text));
    assert!(!shown.contains('\n'), "{shown:?}");
    can_be_seen(&shown);
    assert_eq!(unspelled(&shown), text, "no two texts are shown alike");

    let sheet = Sheet::of(data);
    let columns = 20 + data.len() % 140;
    match turn(data, 3) {
        0 => in_a_pipe(&sheet),
        1 => in_colour(&sheet, columns),
        _ => nothing_is_lost(sheet, columns),
    }
}

/// In a pipe a row is a line.
fn in_a_pipe(sheet: &Sheet) {
    let table = |sheet: &Sheet| sheet.text(Format::Table, &Look::default());
    let text = table(sheet);
    can_be_seen(&text);
    assert_eq!(text.lines().count(), table(&sheet.harmless()).lines().count(), "{text}");
}

/// Colours come and go, and nothing else.
fn in_colour(sheet: &Sheet, columns: usize) {
    let mut look = Look { width: Some(columns), ..Look::default() };
    let plain = sheet.text(Format::Table, &look);
    can_be_seen(&plain);
    look.color = true;
    assert_eq!(without_colour(&sheet.text(Format::Table, &look)), plain);
}

/// A text without the sequences that set colours. Others are not allowed, so they stay.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (numbers, rest) = part.split_once('m').expect("the end of a colour");
        let is_colour = numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
        assert!(is_colour, "{part:?}");
        plain.push_str(rest);
    }
    plain
}

/// In a column by itself a text is all there, in lines that fit.
fn nothing_is_lost(sheet: Sheet, columns: usize) {
    let Some([text, _]) = sheet.rows.first() else { return };
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let expected = if text.is_empty() { String::new() } else { solid(&in_a_cell(text)) };
    let section = &sheet.report.sections[0];
    let alone = Section {
        note: section.note.clone(),
        columns: section.columns[..1].to_vec(),
        rows: [vec![Cell::Text(text.clone())]].into_iter().collect(),
        ..*section.as_ref()
    };
    let report = Report { sections: vec![Arc::new(alone)], ..sheet.report };
    let sheet = Sheet { report, title: sheet.title, filter: sheet.filter, rows: Vec::new() };
    let look = Look { width: Some(columns), ..Look::default() };
    let table = sheet.text(Format::Table, &look);
    assert!(solid(&table).ends_with(&expected), "{expected:?} in\n{table}");
    for line in table.lines() {
        assert!(line.width() <= columns, "{line:?} in {columns} columns");
    }
}
