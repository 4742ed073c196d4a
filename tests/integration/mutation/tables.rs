//! Errors files and error lists, cut and changed: rows in are rows out, or a finding says why not.

use std::sync::atomic::{AtomicUsize, Ordering};

use jobaudit::findings::rule::Rule;
use jobaudit::input::sniff;
use jobaudit::payload::PayloadKind;
use serde_json::Value;

use super::{Mutant, all_hold, is_json, places_exist, replaced, sample};
use crate::one_file::Looked;

/// The data rows of a table, counted out: lines that are not empty, where a line end inside quotes is
/// none, and quotes open at the beginning of a cell alone.
fn rows(text: &str, delimiter: u8) -> u64 {
    let (mut rows, mut empty, mut cell_begins, mut quoted) = (0, true, true, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            _ if quoted => {}
            b'"' if cell_begins => (quoted, empty) = (true, false),
            b'\n' | b'\r' => {
                rows += u64::from(!empty);
                empty = true;
            }
            _ => empty = false,
        }
        cell_begins = !quoted && (byte == delimiter || byte == b'\n' || byte == b'\r');
        at += 1;
    }
    (rows + u64::from(!empty)).saturating_sub(1)
}

/// What is owed by a file that may be an errors file.
fn table_holds(looked: &Looked) -> Result<(), String> {
    let text = looked.text.as_deref().unwrap_or_default();
    if !looked.usable {
        let silent = looked.items > 0 || looked.findings.is_empty();
        return if silent { Err(format!("set aside in silence: {looked:?}")) } else { Ok(()) };
    }
    if looked.kind != PayloadKind::ErrorsCsv {
        return Err(format!("no errors file: {looked:?}"));
    }
    let expected = rows(text, sniff::delimiter(text).unwrap_or(b','));
    let told = looked.findings.iter().any(|finding| finding.rule == Rule::CsvSkippedRows);
    if looked.left_out > 0 && !told {
        return Err(format!("rows left out in silence: {looked:?}"));
    }
    let headless = looked.findings.iter().any(|finding| finding.rule == Rule::CsvNoHeader);
    let expected = expected + u64::from(headless);
    // A row may tell several errors, and then it says so.
    let several = looked.findings.iter().any(|finding| finding.rule == Rule::CsvSeveralErrors);
    let read = looked.rows.map(|rows| rows + looked.left_out);
    if read != Some(expected) || looked.rows != Some(looked.items) && !several {
        return Err(format!("{expected} rows in {looked:?}"));
    }
    Ok(())
}

/// What quotes and line ends do, what a spreadsheet may write, what is no text.
const VALUES: &[u8] = b"\"',;\t\n\r \0\x80\xff=a1[]@";

#[test]
fn rows_of_an_errors_file_are_kept_wherever_it_is_cut_or_changed() {
    let (mut all, usable) = (0, AtomicUsize::new(0));
    for name in [
        "dogwood-hotels/2026-02/wave-1/download.csv",
        "cedar-logistics/2026-01/c663f72b-266a-4b00-87ec-c23833b0f788.csv",
        "elm-insurance/2026-02/4e930f76-b71b-4063-9dc1-68859b7e63a5.csv",
    ] {
        let text = sample(name);
        let cuts = (0..text.len()).map(|at| Mutant::cut(&text, at));
        let mutants = cuts.chain(replaced(&text, VALUES, 2));
        all += all_hold(&text, mutants, |_, _, looked| {
            usable.fetch_add(usize::from(looked.usable), Ordering::Relaxed);
            table_holds(&looked).map_err(|fault| format!("{name}: {fault}"))
        });
    }
    let usable = usable.into_inner();
    assert!(all > 10_000 && usable > all / 2, "{usable} of {all}");
}

#[test]
fn a_row_that_was_cut_in_the_middle_is_told() {
    let text = sample("dogwood-hotels/2026-02/wave-1/download.csv");
    let head = text.iter().position(|&byte| byte == b'\n').expect("a header");
    let columns = text[..head].iter().filter(|&&byte| byte == b',').count();
    let cuts = (head + 1..text.len()).map(|at| Mutant::cut(&text, at));
    all_hold(&text, cuts, |_, bytes, looked| {
        let row = bytes.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        // Where no quote hides a comma, fewer commas are fewer cells.
        let commas = row.iter().filter(|&&byte| byte == b',').count();
        let short = !row.is_empty() && commas < columns;
        let told = looked.findings.iter().any(|finding| {
            matches!(finding.rule, Rule::CsvRaggedRow | Rule::CsvMalformed | Rule::CsvSkippedRows)
        });
        if short && !told { Err(format!("{looked:?}")) } else { Ok(()) }
    });
}

/// How many errors a list says: the messages of all its items; an item without any is one all the same.
fn messages(list: &Value) -> u64 {
    let items = list["items"].as_array().map_or(&[][..], Vec::as_slice);
    let of_item = |item: &Value| item["error"]["message"].as_array().map_or(0, Vec::len).max(1);
    items.iter().map(|item| of_item(item) as u64).sum()
}

#[test]
fn errors_of_a_list_are_kept_wherever_it_is_cut_or_changed() {
    const VALUES: &[u8] = b"\"\\{}[],:0a \n\0\x80\xff";
    let mut all = 0;
    for name in [
        "dogwood-hotels/2026-02/wave-1/errors-page-1.json",
        "elm-insurance/2026-02/move-errors.json",
    ] {
        let text = sample(name);
        let cuts = (0..text.trim_ascii_end().len()).map(|at| Mutant::cut(&text, at));
        let mutants = cuts.chain(replaced(&text, VALUES, 2));
        all += all_hold(&text, mutants, |_, _, looked| {
            let fault = |what: String| Err(format!("{name}, {what}: {looked:?}"));
            let decoded = looked.text.as_deref().unwrap_or_default();
            if !is_json(decoded) {
                // Of a list that ends early, what stands before its end counts.
                let silent = looked.items > 0 && !looked.ended_early();
                let told = looked.fault_of_file() && !silent;
                return if told { Ok(()) } else { fault(String::from("no JSON")) };
            }
            let listed = serde_json::from_str(decoded).map_or(0, |value| messages(&value));
            if looked.items > listed || looked.items < listed && looked.findings.is_empty() {
                return fault(format!("{listed} errors"));
            }
            places_exist(&looked)
        });
    }
    assert!(all > 8_000, "{all}");
}
