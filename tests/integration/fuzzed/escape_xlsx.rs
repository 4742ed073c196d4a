//! A workbook reads back as the texts that it was made of, and holds no formula.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jobaudit::render::{Format, Look};

use super::inputs;
use super::sheet::{Sheet, in_a_cell, spelled};
use crate::random::Random;

/// The most UTF-16 units that a cell holds.
const LONGEST: usize = 32_767;
/// The first row of data.
const FIRST: u32 = 3;

/// Texts that are formulas, control characters, what Excel's own files escape.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::texts(random)
}

/// Writes texts as a workbook and reads them back.
pub fn check(data: &[u8]) {
    let sheet = Sheet::of(data);
    let bytes = sheet.written(Format::Xlsx, &Look::default());
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Texts"]);
    let formulas = book.worksheet_formula("Texts").expect("a sheet");
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{data:?}");
    let cells = book.worksheet_range("Texts").expect("a sheet");
    let title = cells.get_value((0, 0)).cloned().unwrap_or_default();
    same(&title, &format!("{}: Texts", spelled(&sheet.title)));
    let note = cells.get_value((1, 0)).cloned().unwrap_or_default().to_string();
    assert!(
        note.contains(&spelled(&format!("Filters: organisation {}", sheet.filter)))
            || note.ends_with('…'),
        "{note:?}"
    );
    for (row, texts) in (FIRST..).zip(&sheet.rows) {
        for (column, text) in (0..).zip(texts) {
            let cell = cells.get_value((row, column)).cloned().unwrap_or_default();
            same(&cell, &in_a_cell(text));
        }
        assert_eq!(cells.get_value((row, 2)), Some(&Data::Float(7.0)));
    }
    let rows = u32::try_from(sheet.rows.len()).expect("a few rows");
    let last = if rows > 0 { FIRST + rows - 1 } else { FIRST - 1 };
    assert_eq!(cells.end().map(|(row, _)| row), Some(last));
}

/// A cell is a text and says this, as far as it can hold it.
fn same(cell: &Data, expected: &str) {
    let found = match cell {
        Data::Empty => "",
        Data::String(text) => text,
        other => panic!("{other:?} instead of {expected:?}"),
    };
    if expected.encode_utf16().count() <= LONGEST {
        assert_eq!(found, expected);
    } else {
        let kept = found.strip_suffix('…').expect("a mark where it was cut");
        assert!(expected.starts_with(kept));
    }
}
