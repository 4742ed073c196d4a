//! CSV reads back as the texts that it was made of, and no spreadsheet runs one of them.

use jobaudit::render::csv::Dialect;
use jobaudit::render::{Format, Look};

use super::sheet::{Sheet, can_be_seen, spelled};
use super::{inputs, turn};
use crate::random::Random;

/// Texts that are formulas, quotes, ends of lines.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::texts(random)
}

/// Writes texts in one of the dialects and reads them back.
pub fn check(data: &[u8]) {
    let sheet = Sheet::of(data);
    let look = turn(data, 6) as usize;
    let dialect = Dialect::ALL[look / 2];
    if look.is_multiple_of(2) {
        let text = sheet.text(Format::Csv, &Look { dialect, ..Look::default() });
        return read_back(&sheet, &text, dialect, str::to_owned);
    }
    let on_a_terminal = Look { width: Some(80), dialect, ..Look::default() };
    let text = sheet.text(Format::Csv, &on_a_terminal);
    // Excel's own mark and line ends are there wherever it goes.
    can_be_seen(&text.replace("\r\n", "\n").replacen('\u{feff}', "", 1));
    read_back(&sheet, &text, dialect, spelled);
}

fn read_back(sheet: &Sheet, text: &str, dialect: Dialect, shown: fn(&str) -> String) {
    let (delimiter, end) = match dialect {
        Dialect::Rfc => (b',', "\n"),
        Dialect::Excel => (b',', "\r\n"),
        Dialect::ExcelSemicolon => (b';', "\r\n"),
    };
    let bare = match dialect {
        Dialect::Rfc => text,
        _ => text.strip_prefix('\u{feff}').expect("a byte order mark"),
    };
    assert!(bare.ends_with(end), "{text:?}");
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter).from_reader(bare.as_bytes());
    assert_eq!(reader.headers().expect("a header"), vec!["text", "id", "count"]);
    let records: Vec<csv::StringRecord> =
        reader.records().map(|record| record.expect("a row")).collect();
    assert_eq!(records.len(), sheet.rows.len(), "{text:?}");
    for (record, texts) in records.iter().zip(&sheet.rows) {
        assert_eq!((record.len(), &record[2]), (3, "7"), "{text:?}");
        for (field, text) in record.iter().zip(texts) {
            let there = text.replace('\0', "\\0");
            let guard = if is_run(&there) { "'" } else { "" };
            assert_eq!(field, shown(&format!("{guard}{there}")), "{text:?}");
            assert!(!is_run(field), "{field:?}");
        }
    }
}

/// Whether a spreadsheet takes a text for a formula: all that begins like one, but for numbers and
/// telephone numbers.
fn is_run(text: &str) -> bool {
    let Some(first) = text.chars().next().filter(|c| "=+-@\t\r\n＝＋－＠".contains(*c)) else {
        return false;
    };
    let rest = &text[first.len_utf8()..];
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let harmless = match first {
        '+' => is_number(rest) && (7..=15).contains(&rest.len()),
        '-' => rest.splitn(2, '.').all(is_number),
        _ => false,
    };
    !harmless
}
