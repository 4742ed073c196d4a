//! Comma-separated values: one section, for other programs and for spreadsheets.
//!
//! In: a section. Out: RFC 4180 in UTF-8 with column ids as header and plain line feeds (readers take
//! both endings; diff and grep like this one), or what a spreadsheet opens by a double click. A
//! spreadsheet runs a cell that looks like a formula, so text from the archive that does gets an
//! apostrophe in front. On a terminal control characters are spelled out.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::render::Look;
use crate::render::escape::{visible, without_nul};
use crate::render::machine::{Value, value};
use crate::report::{Report, Section};

/// What to say to those who want several sections in one file.
pub(crate) const ONE_SECTION: &str =
    "a CSV file holds one section: add --section ID, or name a folder (tables/)";

/// For whom a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// For programs.
    #[default]
    Rfc,
    /// For a spreadsheet whose language separates fields by commas: with a byte order mark, without
    /// which Excel takes UTF-8 for something else, and CRLF.
    Excel,
    /// The same where a comma stands in decimal numbers, as in most of Europe: separated by
    /// semicolons, with decimal commas.
    ExcelSemicolon,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Dialect; 3] = [Dialect::Rfc, Dialect::Excel, Dialect::ExcelSemicolon];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::Rfc => "rfc",
            Dialect::Excel => "excel",
            Dialect::ExcelSemicolon => "excel-semicolon",
        }
    }

    /// The dialect of that name.
    pub fn from_name(name: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|dialect| dialect.name() == name)
    }
}

/// Writes the only section of a report; several are [`io::ErrorKind::InvalidInput`].
pub fn write(report: &Report<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match &report.sections[..] {
        [section] => write_section(section, look, out),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, ONE_SECTION)),
    }
}

/// Writes one section: a header and its rows.
pub fn write_section(section: &Section<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    write_records(section, look, out).map_err(|error| match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error, // with its kind: a closed pipe is not a failure
        kind => io::Error::other(format!("{kind:?}")),
    })
}

fn write_records(
    section: &Section<'_>,
    look: &Look,
    out: &mut dyn Write,
) -> Result<(), ::csv::Error> {
    let mut builder = ::csv::WriterBuilder::new();
    builder.terminator(::csv::Terminator::Any(b'\n'));
    if look.dialect != Dialect::Rfc {
        builder.terminator(::csv::Terminator::CRLF);
        out.write_all("\u{feff}".as_bytes())?;
    }
    if look.dialect == Dialect::ExcelSemicolon {
        builder.delimiter(b';');
    }
    let mut writer = builder.from_writer(out);
    writer.write_record(section.columns.iter().map(|column| column.id))?;
    for row in section.rows.iter() {
        for cell in &row {
            writer.write_field(field(value(cell), look).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.flush()?)
}

fn field<'c>(value: Value<'c>, look: &Look) -> Cow<'c, str> {
    match value {
        Value::Null => "".into(),
        Value::Flag(flag) => flag.to_string().into(),
        Value::Integer(number) => number.to_string().into(),
        Value::Number(number) if look.dialect == Dialect::ExcelSemicolon => {
            number.to_string().replace('.', ",").into()
        }
        Value::Number(number) => number.to_string().into(),
        Value::Word(word) => word,
        Value::Text(text) => {
            let shown = if look.width.is_some() { visible } else { without_nul };
            inert(match text {
                Cow::Borrowed(text) => shown(text),
                Cow::Owned(text) => shown(&text).into_owned().into(),
            })
        }
    }
}

/// How a formula begins, full-width signs included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What separates cells and rows, in the language of whoever opens the file: it may be split at
/// separators that stand inside of its texts.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\r', '\n'];

/// Text that a spreadsheet shows instead of running it: with an apostrophe before what would be a
/// formula where a cell begins. Where apostrophes stand already there is one more, so that to take one
/// away always gives the text.
pub(crate) fn inert(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_phone_number(&text) || is_negative_number(&text) {
        return text;
    }
    let runs = |at: &usize| text[*at..].trim_start_matches(['\'', '"']).starts_with(FORMULA);
    let behind = text.match_indices(SEPARATORS).map(|(at, mark)| at + mark.len()).filter(runs);
    // Programs that read the file may leave out what is blank.
    let bare = text.trim_start_matches(|c| matches!(c, '\'' | '"') || is_blank(c));
    let first =
        bare.starts_with(FORMULA) || text.trim_start_matches('\'').starts_with(['\t', '\r', '\n']);
    let mut spots = first.then_some(0).into_iter().chain(behind).peekable();
    if spots.peek().is_none() {
        return text;
    }
    let (mut shown, mut from) = (String::with_capacity(text.len() + 1), 0);
    for spot in spots {
        shown.push_str(&text[from..spot]);
        shown.push('\'');
        from = spot;
    }
    shown.push_str(&text[from..]);
    shown.into()
}

/// Whether nothing is seen of a character.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.general_category() == GeneralCategory::Format
}

/// `+` and 7 to 15 digits, as E.164 has it.
fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `-12` or `-1.5`.
fn is_negative_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = text.strip_prefix('-') else {
        return false;
    };
    number
        .split_once('.')
        .map_or(digits(number), |(whole, decimals)| digits(whole) && digits(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::report::{Align, Cell};
    use proptest::prelude::*;

    fn written(section: &Section<'_>) -> String {
        let mut out = Vec::new();
        write_section(section, &Look::default(), &mut out).expect("CSV");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_spreadsheet_gets_its_mark_its_line_ends_and_its_decimal_comma() {
        let mut section = sample::kinds();
        section.columns = ["a", "b", "c"].map(|id| sample::column(id, id, Align::Left)).to_vec();
        let row = vec![Cell::Fraction(0.25), Cell::text(Some("a,b;c")), Cell::Duration(1_500_000)];
        section.rows = [row].into_iter().collect();
        for (dialect, expected) in [
            (Dialect::Rfc, "a,b,c\n0.25,\"a,b;c\",2\n"),
            (Dialect::Excel, "\u{feff}a,b,c\r\n0.25,\"a,b;c\",2\r\n"),
            (Dialect::ExcelSemicolon, "\u{feff}a;b;c\r\n0,25;\"a,b;c\";2\r\n"),
        ] {
            let mut out = Vec::new();
            write_section(&section, &Look { dialect, ..Look::default() }, &mut out).expect("CSV");
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
            assert_eq!(Dialect::from_name(dialect.name()), Some(dialect));
        }
    }

    #[test]
    fn on_a_terminal_nothing_from_the_archive_is_a_command() {
        let section = one_column(vec![Cell::text(Some("a\u{1b}]0;b\u{7}\u{202e}"))]);
        let mut out = Vec::new();
        let look = Look { width: Some(80), ..Look::default() };
        write_section(&section, &look, &mut out).expect("CSV");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(!text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'), "{text:?}");
    }

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader =
            ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.expect("a record").iter().map(String::from).collect())
            .collect()
    }

    fn one_column(rows: Vec<Cell>) -> Section<'static> {
        let mut section = sample::kinds();
        section.columns = vec![sample::column("text", "text", Align::Left)];
        section.rows = rows.into_iter().map(|cell| vec![cell]).collect();
        section
    }

    #[test]
    fn the_header_is_the_column_ids_and_cells_are_for_machines() {
        let records = read(&written(&sample::kinds()));
        assert_eq!(records[0][..5], ["text", "code", "severity", "jobs", "instance"]);
        assert_eq!(
            records[2][1..],
            [
                "001",
                "with_errors",
                "1240",
                "-1",
                "1900",
                "0.016935483870967744",
                "0.25",
                "2753",
                "2023-05-30T13:04:00.469Z",
                ""
            ]
        );
    }

    #[test]
    fn lines_end_in_a_line_feed_and_text_keeps_its_own() {
        let text = written(&one_column(vec![Cell::text(Some("a\r\nb \"c\", d"))]));
        assert_eq!(text, "text\n\"a\r\nb \"\"c\"\", d\"\n");
    }

    #[test]
    fn a_lone_missing_value_is_still_a_row() {
        assert_eq!(written(&one_column(vec![Cell::Missing, Cell::Count(1)])), "text\n\"\"\n1\n");
    }

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_do_not() {
        for text in [
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "+49 30 1234567",
            "+123456",
            "+1234567890123456",
            "-",
            "-1.",
            "-.5",
            "-1e5",
            "-1,5",
            "'=1",
            "''+4930123456",
            " =1",
            "\u{a0}@x",
            "\u{200b}\u{feff}-1",
            "' \u{200b}=1",
            " +4930123456",
            "\"=1\"",
        ] {
            assert_eq!(inert(text.into()), format!("'{text}"));
        }
        // A file that is split at a mark inside of a text has a cell that begins there.
        for (text, shown) in [("\t=1", "'\t'=1"), ("a;=1", "a;'=1"), ("a, -b", "a, -b")] {
            assert_eq!(inert(text.into()), shown);
        }
        for text in [
            "+4930123456",
            "+1234567",
            "+123456789012345",
            "-12",
            "-1.5",
            "a=b",
            "",
            "007",
            "'x",
            "a, -b",
        ] {
            assert_eq!(inert(text.into()), text);
        }
    }

    #[test]
    fn a_text_that_is_split_elsewhere_has_no_formula_in_its_pieces() {
        for (text, shown) in [
            ("a;=1;b", "a;'=1;b"),
            ("a,\"=1\"\n-1\t@x", "a,'\"=1\"\n'-1\t'@x"),
            ("a;'=1", "a;''=1"),
        ] {
            assert_eq!(inert(text.into()), shown);
        }
    }

    #[test]
    fn a_nul_is_made_visible() {
        let cells = ["a\0b", r"a\u{0}b"].map(|text| Cell::text(Some(text)));
        assert_eq!(written(&one_column(cells.to_vec())), "text\na\\u{0}b\na\\u{5c}u{0}b\n");
    }

    #[test]
    fn several_sections_are_refused_with_a_way_out() {
        let error =
            write(&sample::report(), &Look::default(), &mut Vec::new()).expect_err("two sections");
        assert_eq!(error.to_string(), ONE_SECTION);
    }

    proptest! {
        #[test]
        fn text_reads_back_as_it_was(texts in prop::collection::vec("(?s)[^\0\\\\]{0,20}", 1..8)) {
            let section = one_column(texts.iter().map(|text| Cell::text(Some(text.as_str()))).collect());
            let records = read(&written(&section));
            prop_assert_eq!(records.len(), texts.len() + 1);
            for (record, text) in records[1..].iter().zip(&texts) {
                let field = record[0].as_str();
                prop_assert!(field == text || field.replace('\'', "") == text.replace('\'', ""), "{:?} {:?}", field, text);
            }
        }
    }
}
