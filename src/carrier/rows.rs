//! Rows of an errors file that were written as JSON: what `ConvertTo-Json`, pandas and spreadsheets make of the table.
//!
//! In: objects and arrays that are no payloads. Out: the tables that they are rows or columns of, as CSV. An object is
//! a row where its members are called as the columns of an errors file; a table counts if a row of it has the tag of
//! an error or a code that is known, since logs speak of users and messages too.

use std::collections::HashMap;

use super::{NamesErrors, mentions_payload};
use crate::payload::ErrorRecord;
use crate::payload::json::{Elements, Members, Node};
use crate::reference::error_codes;

/// No table of errors has more columns.
const MAX_COLUMNS: usize = 64;
/// So many sorts of objects are told apart in a text.
const MAX_SORTS: usize = 1_000;

/// The rows that were met in a text.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Whether columns are those of a table of errors.
    headers: HashMap<String, bool>,
    /// Where the table with these columns stands.
    places: HashMap<String, usize>,
    tables: Vec<Table>,
}

/// A table, and what it is called.
#[derive(Debug)]
struct Table {
    name: String,
    text: String,
    is_certain: bool,
}

/// What a cell says; nothing where it is no value by itself.
fn cell(node: Node<'_>) -> Option<String> {
    match node.text().as_bytes().first()? {
        b'"' => node.read(),
        b'{' | b'[' => None,
        _ if node.text() == "null" => Some(String::new()),
        _ => Some(node.text().to_owned()),
    }
}

fn is_value(node: Node<'_>) -> bool {
    !node.text().starts_with(['{', '['])
}

/// Cells as a line of CSV.
pub(super) fn line<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> =
        cells.into_iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    cells.join(",") + "\n"
}

/// Whether a cell is an error's beyond doubt.
fn is_certain(column: &str, cell: &str) -> bool {
    let is_code = || column.to_lowercase().contains("cod") && cell.trim().len() > 3;
    ErrorRecord::tag(cell).is_some() || is_code() && error_codes::lookup(cell.trim()).is_some()
}

impl Rows {
    /// Takes an object that is a row, or all columns of a table; says whether it is one. It is called so in the first
    /// case and so in the second.
    pub fn add(
        &mut self,
        members: &Members<'_>,
        names_errors: NamesErrors,
        called: impl FnOnce(bool) -> String,
    ) -> bool {
        let columns: Vec<&str> = members.0.iter().map(|(key, _)| &**key).collect();
        // A message of a chat or a log has a payload in its text.
        if members.0.iter().any(|(_, node)| is_value(*node) && mentions_payload(node.text())) {
            return false;
        }
        if members.0.iter().all(|(_, node)| is_value(*node)) {
            let cells = members.0.iter().map(|(_, node)| cell(*node));
            let Some(table) = self.table(&columns, names_errors, || called(true)) else {
                return false;
            };
            return cells.collect::<Option<_>>().is_some_and(|cells: Vec<String>| {
                table.row(&columns, &cells);
                true
            });
        }
        if let (Some(names), Some(rows)) = (members.get("columns"), members.get("data")) {
            let names = names.read::<Vec<String>>();
            let rows = rows.elements();
            return names.zip(rows).is_some_and(|(names, rows)| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.lists(&names, rows, names_errors, || called(false))
            });
        }
        self.by_columns(&columns, members, names_errors, called)
    }

    /// Takes an array of arrays of which the first names the columns; says whether it is one.
    pub fn add_lists(
        &mut self,
        mut elements: Elements<'_>,
        names_errors: NamesErrors,
        called: impl FnOnce() -> String,
    ) -> bool {
        let names = elements.next().and_then(|first| first.read::<Vec<String>>());
        names.is_some_and(|names| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            self.lists(&names, elements, names_errors, called)
        })
    }

    /// Rows without the names of their columns.
    fn lists(
        &mut self,
        names: &[&str],
        rows: Elements<'_>,
        names_errors: NamesErrors,
        called: impl FnOnce() -> String,
    ) -> bool {
        let Some(table) = self.table(names, names_errors, called) else { return false };
        for row in rows {
            let cells = row.elements().map(|cells| cells.map(cell).collect::<Option<Vec<_>>>());
            if let Some(cells) = cells.flatten() {
                table.row(names, &cells);
            }
        }
        true
    }

    /// A member a column, with an array or a map of cells.
    fn by_columns(
        &mut self,
        names: &[&str],
        members: &Members<'_>,
        names_errors: NamesErrors,
        called: impl FnOnce(bool) -> String,
    ) -> bool {
        if members.0.iter().any(|(_, node)| is_value(*node))
            || self.header(names, names_errors).is_none()
        {
            return false;
        }
        let column = |node: Node<'_>| -> Option<Vec<String>> {
            if let Some(cells) = node.elements() {
                return cells.map(cell).collect();
            }
            let cells = node.members().filter(|cells| cells.1 == 0)?;
            cells.0.iter().map(|(_, node)| cell(*node)).collect()
        };
        let columns: Option<Vec<Vec<String>>> =
            members.0.iter().map(|(_, node)| column(*node)).collect();
        let Some(columns) = columns.filter(|all| all.iter().all(|one| one.len() == all[0].len()))
        else {
            return false;
        };
        let Some(table) = self.table(names, names_errors, || called(false)) else { return false };
        for row in 0..columns.first().map_or(0, Vec::len) {
            let cells: Vec<String> = columns.iter().map(|column| column[row].clone()).collect();
            table.row(names, &cells);
        }
        true
    }

    /// The table with these columns, if it is one of errors.
    fn table(
        &mut self,
        columns: &[&str],
        names_errors: NamesErrors,
        called: impl FnOnce() -> String,
    ) -> Option<&mut Table> {
        let header = self.header(columns, names_errors)?;
        let at = *self.places.entry(header).or_insert_with_key(|header| {
            let (name, text) = (called(), header.clone());
            self.tables.push(Table { name, text, is_certain: false });
            self.tables.len() - 1
        });
        self.tables.get_mut(at)
    }

    /// These columns as a header, if it is one of a table of errors: that is worked out once for all that is called
    /// the same.
    fn header(&mut self, columns: &[&str], names_errors: NamesErrors) -> Option<String> {
        if !(2..=MAX_COLUMNS).contains(&columns.len()) {
            return None;
        }
        let header = line(columns.iter().copied());
        let is_one = match self.headers.get(&header) {
            Some(known) => *known,
            None if self.headers.len() == MAX_SORTS => false,
            None => {
                let is_one = names_errors(&header);
                self.headers.insert(header.clone(), is_one);
                is_one
            }
        };
        is_one.then_some(header)
    }

    /// The tables of errors, each with what it is called.
    pub fn tables(self) -> impl Iterator<Item = (String, String)> {
        let certain = self.tables.into_iter().filter(|table| table.is_certain);
        certain.map(|table| (table.name, table.text))
    }
}

impl Table {
    fn row(&mut self, columns: &[&str], cells: &[String]) {
        self.is_certain |= columns.iter().zip(cells).any(|(column, cell)| is_certain(column, cell));
        self.text.push_str(&line(cells.iter().map(String::as_str)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_errors(header: &str) -> bool {
        header.contains("\"User\"") && header.contains("\"Code\"")
    }

    #[test]
    fn rows_and_columns_are_tables_in_any_orientation() {
        let table = "\"User\",\"Code\"\n\"a\",\"4202\"\n\"b, \"\"c\"\"\",\"\"\n";
        for text in [
            r#"[{"User":"a","Code":4202},{"User":"b, \"c\"","Code":null}]"#,
            r#"[["User","Code"],["a",4202],["b, \"c\"",null]]"#,
            r#"[{"columns":["User","Code"],"index":[0,1],"data":[["a",4202],["b, \"c\"",null]]}]"#,
            r#"[{"User":{"0":"a","1":"b, \"c\""},"Code":{"0":"4202","1":null}}]"#,
            r#"[{"User":["a","b, \"c\""],"Code":["4202",""]}]"#,
        ] {
            let mut rows = Rows::default();
            let elements = Node::document(text).expect("JSON").elements().expect("an array");
            if !rows.add_lists(elements, names_errors, || String::from("x")) {
                for members in elements.filter_map(Node::members) {
                    assert!(rows.add(&members, names_errors, |_| String::from("x")), "{text}");
                }
            }
            let tables: Vec<_> = rows.tables().collect();
            assert_eq!(tables, [(String::from("x"), table.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_tells_no_error_is_no_row() {
        for text in [
            r#"{"User":"a","Code":"200"}"#,
            r#"{"User":"a","level":"info"}"#,
            r#"{"User":"a","Code":"4202","more":{}}"#,
            r#"{"User":["a"],"Code":["4202","4202"]}"#,
        ] {
            let mut rows = Rows::default();
            let members = Node::document(text).ok().and_then(Node::members).expect("an object");
            rows.add(&members, names_errors, |_| String::from("x"));
            assert_eq!(rows.tables().count(), 0, "{text}");
        }
    }
}
