//! What columns hold that nobody named.
//!
//! In: rows of an errors file that has no header, or one whose names do not tell all. Out: what each column holds,
//! told by its cells: ids and addresses name a person, numbers of the catalogue are
//! codes, and texts behind a tag are messages. Where they do not tell both whom and what, it is none.

use csv::{ByteRecord, ReaderBuilder};

use crate::payload::{Code, Column, ErrorOrImpact, ErrorRecord, Id, IdKind};
use crate::reference::error_codes;

/// In so many rows the cells of a column are looked at.
const SAMPLE: usize = 20;

/// What the columns of an errors file without a header hold.
pub(super) fn of(text: &str, delimiter: u8) -> Option<Vec<Option<Column>>> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    let mut reader = builder.from_reader(text.as_bytes());
    let rows: Vec<ByteRecord> = reader.byte_records().take(SAMPLE).flatten().collect();
    let columns = rows.iter().map(ByteRecord::len).max()?;
    let mut contents: Vec<Option<Column>> = (0..columns).map(|at| column(&rows, at)).collect();
    let has = |contents: &[Option<Column>], column| contents.contains(&Some(column));
    let names_somebody = contents.iter().flatten().any(|column| column.is_person());
    let says_what = has(&contents, Column::Code) || has(&contents, Column::Message);
    if !has(&contents, Column::Message)
        && let Some(words) = (0..columns).rfind(|&at| contents[at].is_none() && is_prose(&rows, at))
    {
        contents[words] = Some(Column::Message);
    }
    (names_somebody && says_what).then_some(contents)
}

/// What the columns hold of which a header does not tell it, by the fields of the rows below it: the first that
/// names a person, the first with codes and the first with messages.
pub(super) fn below<'a>(
    rows: impl Iterator<Item = Vec<&'a str>>,
    is_unnamed: impl Fn(usize) -> bool,
) -> Vec<(Column, usize)> {
    let rows: Vec<ByteRecord> = rows.map(ByteRecord::from).collect();
    let columns = rows.iter().map(ByteRecord::len).max().unwrap_or_default();
    let told = (0..columns).filter(|&at| is_unnamed(at));
    let told: Vec<_> = told.filter_map(|at| Some((column(&rows, at)?, at))).collect();
    let first = |is: fn(Column) -> bool| told.iter().find(|(column, _)| is(*column)).copied();
    let of =
        [Column::is_person, |column| column == Column::Code, |column| column == Column::Message];
    of.into_iter().filter_map(first).collect()
}

/// What all cells of a column hold that hold anything, which is half of them at least.
fn column(rows: &[ByteRecord], at: usize) -> Option<Column> {
    if cells(rows, at).count() * 2 < rows.len() {
        return None;
    }
    let mut columns = cells(rows, at).map(|cell| content(&cell));
    let first = columns.next()??;
    columns.all(|column| column == Some(first)).then_some(first)
}

fn cells(rows: &[ByteRecord], at: usize) -> impl Iterator<Item = String> {
    let cells = rows.iter().filter_map(move |row| row.get(at));
    cells
        .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
        .filter(|cell| !cell.is_empty())
}

/// What a cell holds, as far as it can be nothing else.
fn content(cell: &str) -> Option<Column> {
    if ErrorRecord::tag(cell).is_some() {
        Some(Column::Message)
    } else if let Some(id) = Id::parse(cell) {
        let is_other = [IdKind::Job, IdKind::Location, IdKind::Organization].map(Some);
        (!is_other.contains(&id.kind())).then_some(Column::Person)
    } else if ErrorRecord::is_told_by(cell) {
        Some(Column::Email)
    } else if error_codes::lookup(&Code::of(cell).code).is_some() {
        Some(Column::Code)
    } else if cell.split_whitespace().count() == 1 && ErrorOrImpact::of_word(cell).is_some() {
        Some(Column::Kind)
    } else {
        None
    }
}

/// Whether the cells of a column are sentences rather than names.
fn is_prose(rows: &[ByteRecord], at: usize) -> bool {
    cells(rows, at).any(|cell| cell.split_whitespace().count() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::sniff;

    #[test]
    fn what_columns_hold_is_told_by_their_cells() {
        for (text, expected) in [
            (
                "ann@example.com,Error,4202,[Error 4202] No.\n",
                vec![
                    Some(Column::Email),
                    Some(Column::Kind),
                    Some(Column::Code),
                    Some(Column::Message),
                ],
            ),
            (
                "52efdff9-9db6-438d-9b96-638365789353;19605\n",
                vec![Some(Column::Person), Some(Column::Code)],
            ),
            (
                "1,ann@example.com,19605,It did not go well\n",
                vec![None, Some(Column::Email), Some(Column::Code), Some(Column::Message)],
            ),
        ] {
            let delimiter = sniff::delimiter(text).expect("a table");
            assert_eq!(of(text, delimiter), Some(expected), "{text}");
        }
        for text in ["ann@example.com,Ann\n", "4202,No\n", "Ann,12\n", "a,b\n", "1,2,3"] {
            assert_eq!(of(text, b','), None, "{text}");
        }
    }
}
