//! Lists that somebody names on the command line: who was meant to be moved, and what ids are called.
//!
//! In: a file: a table with any delimiter and in any encoding, a Markdown table, or JSON. Out: its rows, whose
//! columns are found by what they hold and what they are called. A row that holds no id and no address is
//! none of anybody: a title, a header, an empty line.

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::input::{encoding, side_file};
use crate::payload::identity::{person, thing};
use crate::payload::{Id, IdKind, Text};

/// Somebody of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedPerson {
    /// What the row calls the person: an id, an address, a number; the first tells best.
    pub known_as: Vec<String>,
    /// The person's name.
    pub name: Option<String>,
    /// Where the person is to be moved to.
    pub location: Option<String>,
}

/// An id of a list, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedName {
    /// What it is the id of.
    pub kind: IdKind,
    /// A UUID, or the id as it is written.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// A person's e-mail address, in lower case.
    pub email: Option<String>,
    /// A person's login.
    pub login: Option<String>,
}

/// The people of a list.
///
/// # Errors
///
/// When the file can't be read, or no column of it holds ids or addresses.
pub fn people(path: &Path) -> io::Result<Vec<ListedPerson>> {
    let rows = Rows::of(&text(path)?);
    let ids = rows.column(&["userid", "personid", "user", "id", "uuid"], NO_PERSON, is_id);
    let emails = rows.column(&["email", "mail", "upn", "user", "login"], &[], is_address);
    if ids.is_none() && emails.is_none() {
        return Err(io::Error::other("no column of it holds ids of people or e-mail addresses"));
    }
    let numbers = rows.column(&["phonenumber", "phone", "number", "did"], &[], is_number);
    let locations = rows.named(&["location", "site", "target"]);
    let names = rows.names();
    let listed = |row: &Vec<String>| {
        let told =
            [cell(row, ids).filter(|id| is_id(id)), cell(row, emails).filter(|a| is_address(a))];
        let mut known_as: Vec<String> = told.into_iter().flatten().map(known).collect();
        known_as.dedup();
        if known_as.is_empty() {
            return None;
        }
        known_as.extend(cell(row, numbers).filter(|number| is_number(number)).map(known));
        let location = cell(row, locations).map(|text| thing(Text::from(text)).to_string());
        Some(ListedPerson { known_as, name: names.of(row), location })
    };
    Ok(rows.rows.iter().filter_map(listed).collect())
}

impl ListedName {
    /// Reads `ID=NAME`.
    pub fn parse(text: &str) -> Option<ListedName> {
        // An id may end in what stands between them.
        let mut pairs = text.match_indices('=').filter_map(|(at, _)| {
            let (id, name) = (Id::parse(text[..at].trim())?, text[at + 1..].trim());
            (!name.is_empty() && !name.starts_with('=')).then_some((id, name))
        });
        let (id, name) = pairs.next()?;
        Some(ListedName {
            kind: id.kind().unwrap_or(IdKind::Other),
            id: id.to_string(),
            name: Some(name.to_owned()),
            email: None,
            login: None,
        })
    }
}

/// The names of a list.
///
/// # Errors
///
/// When the file can't be read, or no column of it holds ids.
pub fn names(path: &Path) -> io::Result<Vec<ListedName>> {
    let rows = Rows::of(&text(path)?);
    let ids = rows.column(&["id", "uuid"], &[], is_id);
    let Some(ids) = ids else { return Err(io::Error::other("no column of it holds ids")) };
    let emails = rows.column(&["email", "mail", "upn"], &[], is_address);
    let logins = rows.titled(&["login", "loginname", "username", "samaccountname", "nickname"]);
    let names = rows.names();
    let is_of_people = rows.header.get(ids).is_some_and(|name| {
        let name = plain(name);
        ["user", "person", "people"].iter().any(|part| name.contains(part))
    });
    let name = |row: &Vec<String>| {
        let id = cell(row, Some(ids)).and_then(Id::parse)?;
        let email = cell(row, emails).filter(|text| is_address(text)).map(known);
        let kind = id.kind().unwrap_or(match email.is_some() || logins.is_some() || is_of_people {
            true => IdKind::Person,
            false => IdKind::Other,
        });
        let login = cell(row, logins).filter(|text| kind == IdKind::Person && !is_address(text));
        let login = login.map(str::to_owned);
        let name = names.of(row).or_else(|| rows.first_words(row, ids, emails));
        (name.is_some() || email.is_some()).then(|| ListedName {
            kind,
            id: id.to_string(),
            name,
            email,
            login,
        })
    };
    Ok(rows.rows.iter().filter_map(name).collect())
}

/// Parts of the names of columns whose ids are not those of people.
const NO_PERSON: &[&str] =
    &["org", "customer", "location", "site", "job", "runner", "licen", "device", "tracking"];

/// The text of a file, whatever its encoding.
fn text(path: &Path) -> io::Result<String> {
    let bytes = side_file::bytes(path)?;
    match encoding::text(&bytes) {
        Ok((text, _)) => Ok(text.into_owned()),
        Err(finding) => Err(io::Error::other(finding.message)),
    }
}

/// The rows of a list, with the names of their columns.
#[derive(Debug, Default)]
struct Rows {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn of(text: &str) -> Rows {
        let text = text.trim_start_matches('\u{feff}');
        match serde_json::from_str(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => Rows::of_json(&value),
            _ if text.lines().any(|line| line.starts_with('|')) => Rows::of_markdown(text),
            _ => Rows::of_table(text),
        }
    }

    fn of_table(text: &str) -> Rows {
        let lines: Vec<&str> = text.lines().take(50).collect();
        let count = |mark: &u8| -> usize {
            lines.iter().map(|line| line.bytes().filter(|byte| byte == mark).count()).sum()
        };
        let delimiter = [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(count);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.unwrap_or(b','))
            .from_reader(text.as_bytes());
        let own =
            |record: csv::StringRecord| record.iter().map(|cell| cell.trim().to_owned()).collect();
        let rows: Vec<Vec<String>> = reader.records().flatten().map(own).collect();
        match rows.iter().all(|row| is_recipients(row)) {
            true => Rows {
                rows: rows.into_iter().flatten().map(|cell| vec![known(&cell)]).collect(),
                ..Rows::default()
            },
            false => Rows::headed(rows),
        }
    }

    fn of_markdown(text: &str) -> Rows {
        let lines = text.lines().filter(|line| line.starts_with('|'));
        let cells = |line: &str| -> Vec<String> {
            let line = line.trim().trim_matches('|').replace("\\|", "\u{1}");
            line.split('|')
                .map(|cell| cell.trim().replace('\u{1}', "|").replace('\\', ""))
                .collect()
        };
        let is_rule =
            |row: &Vec<String>| row.iter().all(|cell| cell.trim_matches(['-', ':']).is_empty());
        Rows::headed(lines.map(cells).filter(|row| !is_rule(row)).collect())
    }

    /// Objects become rows, wherever in the document they stand.
    fn of_json(value: &Value) -> Rows {
        let mut rows = Rows::default();
        let mut left = vec![value];
        while let Some(value) = left.pop() {
            match value {
                Value::Array(all) => left.extend(all.iter().rev()),
                Value::Object(members) => {
                    let mut row = vec![String::new(); rows.header.len()];
                    for (key, value) in members {
                        let text = match value {
                            Value::String(text) => text.clone(),
                            Value::Number(number) => number.to_string(),
                            Value::Array(all) => match all.first() {
                                Some(Value::String(text)) => text.clone(),
                                _ => String::new(),
                            },
                            _ => String::new(),
                        };
                        let at = rows.header.iter().position(|known| known == key);
                        let at = at.unwrap_or_else(|| {
                            rows.header.push(key.clone());
                            row.push(String::new());
                            rows.header.len() - 1
                        });
                        row[at] = text.trim().to_owned();
                        left.push(value);
                    }
                    rows.rows.push(row);
                }
                _ => {}
            }
        }
        rows
    }

    /// The first row that holds no data and has as many cells as any is the header.
    fn headed(rows: Vec<Vec<String>>) -> Rows {
        let is_data = |row: &Vec<String>| row.iter().any(|cell| is_id(cell) || is_address(cell));
        let first = rows.iter().position(is_data).unwrap_or(rows.len());
        let header = rows[..first].iter().rev().find(|row| row.iter().any(|cell| !cell.is_empty()));
        Rows { header: header.cloned().unwrap_or_default(), rows }
    }

    /// The column that holds what is asked for: of those that do, the one that is called so first, else the
    /// one that holds most; never one that is called otherwise.
    fn column(&self, names: &[&str], not: &[&str], holds: impl Fn(&str) -> bool) -> Option<usize> {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let count = |at: usize| {
            self.rows.iter().filter(|row| row.get(at).is_some_and(|cell| holds(cell))).count()
        };
        let counts: Vec<usize> = (0..width).map(count).collect();
        let title = |at: usize| self.header.get(at).map(|name| plain(name)).unwrap_or_default();
        let fits =
            |at: &usize| counts[*at] > 0 && !not.iter().any(|part| title(*at).contains(part));
        let exact =
            names.iter().find_map(|name| (0..width).filter(fits).find(|at| title(*at) == *name));
        let part = || {
            names
                .iter()
                .find_map(|name| (0..width).filter(fits).find(|at| title(*at).contains(name)))
        };
        exact.or_else(part).or_else(|| (0..width).rev().filter(fits).max_by_key(|at| counts[*at]))
    }

    /// The column that is called so, and nothing else.
    fn titled(&self, names: &[&str]) -> Option<usize> {
        let titles: Vec<String> = self.header.iter().map(|name| plain(name)).collect();
        names.iter().find_map(|name| titles.iter().position(|title| title == name))
    }

    /// The column that is called so, or has that in its name.
    fn named(&self, names: &[&str]) -> Option<usize> {
        let titles: Vec<String> = self.header.iter().map(|name| plain(name)).collect();
        let part = || {
            names.iter().find_map(|name| {
                titles.iter().position(|title| title.contains(name) && !title.contains("source"))
            })
        };
        self.titled(names).or_else(part)
    }

    fn names(&self) -> NameColumns {
        let full = self.named(&["displayname", "fullname", "name", "username"]);
        let is_part = |at: usize| {
            let title = plain(&self.header[at]);
            ["first", "last", "given", "family", "user", "file", "org", "location", "host", "job"]
                .iter()
                .any(|part| title.contains(part))
        };
        NameColumns {
            full: full.filter(|at| !is_part(*at)),
            first: self.named(&["firstname", "givenname"]),
            last: self.named(&["lastname", "familyname", "surname"]),
        }
    }

    /// The first cell of a row that is neither an id nor an address.
    fn first_words(&self, row: &[String], ids: usize, emails: Option<usize>) -> Option<String> {
        let cells = row.iter().enumerate();
        let mut words = cells.filter(|(at, cell)| {
            *at != ids
                && Some(*at) != emails
                && !cell.is_empty()
                && !is_id(cell)
                && !is_address(cell)
        });
        words.next().map(|(_, cell)| cell.clone())
    }
}

/// The columns that hold the names of people or things.
struct NameColumns {
    full: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
}

impl NameColumns {
    fn of(&self, row: &[String]) -> Option<String> {
        let parts = [cell(row, self.first), cell(row, self.last)];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let joined = (!parts.is_empty()).then(|| parts.join(" "));
        cell(row, self.full).map(str::to_owned).or(joined).filter(|name| !is_address(name))
    }
}

fn cell(row: &[String], at: Option<usize>) -> Option<&str> {
    row.get(at?).map(String::as_str).filter(|cell| !cell.is_empty())
}

/// Whether a row is no row of a table: addresses one behind the other, as mail programs list whom they write to.
fn is_recipients(row: &[String]) -> bool {
    row.iter().all(|cell| cell.is_empty() || is_address(&known(cell)))
}

/// A column's name without what varies.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Somebody, as every other file of the archive knows the person.
fn known(text: &str) -> String {
    person(Text::from(text)).to_string()
}

fn is_id(cell: &str) -> bool {
    Id::parse(cell).is_some()
}

fn is_address(cell: &str) -> bool {
    let parts = cell.split_once('@').filter(|(name, _)| !name.is_empty());
    parts.is_some_and(|(_, host)| host.contains('.')) && !cell.contains(char::is_whitespace)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits > 6 && !is_id(cell) && cell.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c))
}

#[cfg(test)]
mod tests;
