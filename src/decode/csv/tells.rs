//! Whether a text is a table of errors, told without keeping any of it.
//!
//! In: a text, or the names of columns. Out: whether an errors file is to be read there; and of what looks like a
//! table and is none, why.

use crate::decode::csv::header::Tells;
use crate::decode::csv::{Dialect, header_of, read};
use crate::findings::Finding;

/// No more of a text is looked at for a row that tells an error.
const MAX_BYTES_LOOKED_AT: usize = 256 << 10;

/// Whether columns of these names, between commas, are those of an errors file.
pub fn names_errors(header: &str) -> bool {
    header_of(header, b',').tell() == Tells::Errors
}

/// Whether the header of an errors file stands in the first lines of a text, and a row below it tells an error or
/// impact.
pub fn tells_errors(text: &str) -> bool {
    let Some(dialect) = Dialect::below_header(text) else { return false };
    let mut told = false;
    let beginning = &text.as_bytes()[..text.len().min(MAX_BYTES_LOOKED_AT)];
    let read = read(beginning, &dialect, (u64::MAX, 1), |_| told = true);
    told && read.is_ok_and(|table| table.usable)
}

/// Why a table that begins so is no errors file; nothing where it is one.
pub fn no_errors_file(text: &str, dialect: &Dialect) -> Option<Finding> {
    if dialect.was_found || header_of(text, dialect.delimiter).tell() == Tells::Errors {
        return None;
    }
    // Behind the header of another table nothing is read.
    let table = read(text.as_bytes(), dialect, (u64::MAX, 1), |_| {}).ok()?;
    table.findings.first().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_errors_has_a_header_and_a_row_that_tells_one() {
        for (text, expected) in [
            ("User,Code,Message\na,4202,[Error 4202] No.\n", true),
            ("\n# notes\n\n| User | Code |\n|---|---|\n| a | 4202 |\n$ exit\n", true),
            ("User,Code,Message\n", false),
            ("Errors of the user, the code\nand the message\n", false),
            ("id,status\n1,[Error 4202] No.\n", false),
            ("[Error 4202] No.\n[Error 19605] No.\n", false),
        ] {
            assert_eq!(tells_errors(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_errors_file_is_said() {
        for (text, expected) in [
            ("User,Code\na,1\n", None),
            ("@timestamp,@message\n1,x\n", Some("csv-unknown-columns")),
            ("a@example.com,x,y\n", Some("csv-no-header")),
        ] {
            let found = no_errors_file(text, &Dialect::of_table(text));
            assert_eq!(found.map(|finding| finding.rule.name()), expected, "{text:?}");
        }
    }
}
