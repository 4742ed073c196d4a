//! A terminal is shown every text, and obeys none.

use jobaudit::render::escape::visible;
use jobaudit::render::{Format, Look};
use jobaudit::report::Cell;
use unicode_width::UnicodeWidthStr;

use super::inputs;
use super::sheet::{Sheet, can_be_seen, spelled};
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
    assert_eq!(visible(&shown), shown);

    let sheet = Sheet::of(data);
    let in_a_pipe = sheet.text(Format::Table, &Look::default());
    can_be_seen(&in_a_pipe);
    let lines = |text: &str| text.lines().count();
    // In a pipe a row is a line.
    assert_eq!(lines(&in_a_pipe), lines(&sheet.harmless().text(Format::Table, &Look::default())));

    let columns = 20 + data.len() % 140;
    let mut look = Look { width: Some(columns), ..Look::default() };
    let plain = sheet.text(Format::Table, &look);
    can_be_seen(&plain);
    look.color = true;
    assert_eq!(without_colour(&sheet.text(Format::Table, &look)), plain);
    nothing_is_lost(sheet, columns);
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
    let expected = if text.is_empty() { String::new() } else { solid(&spelled(text)) };
    let mut report = sheet.report;
    report.sections[0].columns.truncate(1);
    report.sections[0].rows = vec![vec![Cell::Text(text.clone())]];
    let sheet = Sheet { report, title: sheet.title, filter: sheet.filter, rows: Vec::new() };
    let look = Look { width: Some(columns), ..Look::default() };
    let table = sheet.text(Format::Table, &look);
    assert!(solid(&table).ends_with(&expected), "{expected:?} in\n{table}");
    for line in table.lines() {
        assert!(line.width() <= columns, "{line:?} in {columns} columns");
    }
}
