//! An Excel workbook: a sheet a section, in the order in which managers read.
//!
//! In: a report. Out: a workbook with numbers, dates and durations to reckon with. Every sheet is made
//! alike: its title, its note, then in the third line the header, frozen and with filters. The first
//! sheet is the head of the report, the summary has the charts. Text from the archive is written as text,
//! never as a formula or a link. What a sheet cannot hold is cut, and the sheet says so.
//!
//! The same report gives the same bytes: the workbook's date is that of the report, not of the clock.

mod cell;
mod charts;
mod head;
mod sheet;
mod tone;

use std::io::{self, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use tempfile::SpooledTempFile;

use crate::payload::Timestamp;
use crate::render::escape::visible;
use crate::report::{Report, Section, SectionId};
use sheet::{HEADER_LINE, Sheet};

/// What to say to those who want to see a workbook on a terminal.
pub const NOT_A_TERMINAL: &str =
    "xlsx is no text to be shown on a terminal: write a file with -o audit.xlsx, or pipe it";

/// How large a workbook is kept in memory until it is whole.
const MAX_BYTES_IN_MEMORY: usize = 1 << 20;

/// Writes a report as a workbook.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // The crate expects of temporary files that they can be written.
    let made = catch_unwind(AssertUnwindSafe(|| {
        // The crate wants a writer of its own, and a large workbook is held by the disk.
        let mut bytes = SpooledTempFile::new(MAX_BYTES_IN_MEMORY);
        workbook(report)?.save_to_writer(&mut bytes)?;
        Ok(bytes)
    }));
    let mut bytes = made
        .map_err(|_| io::Error::other("the folder for temporary files cannot be written"))?
        .map_err(|error| match error {
            XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
            error => io::Error::other(error.to_string()),
        })?;
    bytes.rewind()?;
    io::copy(&mut bytes, out)?;
    Ok(())
}

fn workbook(report: &Report<'_>) -> Result<Workbook, XlsxError> {
    let mut sections: Vec<&Section<'_>> =
        report.sections.iter().map(|section| &**section).collect();
    sections
        .sort_by_key(|section| SectionId::from_name(section.id).map_or(u16::MAX, SectionId::sheet));
    let sheets: Vec<Sheet<'_>> = sections.into_iter().map(Sheet::new).collect();
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let overview = report.brief.as_deref().zip(report.head.as_deref());
    if let Some((_, of_report)) = overview {
        head::write(report, of_report, workbook.add_worksheet().set_name(head::NAME)?)?;
    }
    for (at, sheet) in sheets.iter().enumerate() {
        let made = if sheet.is_long() {
            workbook.add_worksheet_with_constant_memory()?
        } else {
            workbook.add_worksheet()
        };
        made.set_name(&sheet.name)?;
        let is_first = at == 0 && overview.is_none();
        sheet::write(sheet, is_first.then_some(report), made)?;
        // Programs find every sheet, and people are not led to empty ones.
        made.set_hidden(sheet.len == 0 && overview.is_some());
    }
    let summary = sheets.iter().position(|sheet| sheet.section.id == "summary");
    if let Some(((overview, _), at)) = overview.zip(summary) {
        let beside = u16::try_from(sheets[at].columns.len() + 1).unwrap_or(0);
        // Behind the first sheet.
        let place = (at + 1, HEADER_LINE + 1, beside);
        charts::insert(overview, &mut workbook, place, report.zone)?;
    }
    Ok(workbook)
}

fn properties(report: &Report<'_>) -> Result<DocProperties, XlsxError> {
    let seconds = report
        .as_of
        .zip(Timestamp::from_unix_seconds(0))
        .map(|(as_of, start)| as_of.nanos_since(start).div_euclid(1_000_000_000));
    let made = seconds.and_then(|seconds| i64::try_from(seconds).ok());
    let made = match made.map(ExcelDateTime::from_timestamp) {
        Some(Ok(made)) => made,
        _ => ExcelDateTime::from_ymd(1980, 1, 1)?,
    };
    // A property holds 255 characters.
    let title: String = visible(&report.title).chars().take(255).collect();
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(visible(&report.generator))
        .set_creation_datetime(&made))
}

#[cfg(test)]
mod tests {
    use super::sheet::{ON_DISK_FROM_ROWS, first_line, sheet_name};
    use super::*;
    use crate::render::sample;
    use crate::report::{Align, Cell, Term};
    use std::sync::Arc;

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    fn written(report: &Report<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        write(report, &mut out).expect("a workbook");
        out
    }

    fn read(report: &Report<'_>) -> Xlsx<io::Cursor<Vec<u8>>> {
        open_workbook_from_rs(io::Cursor::new(written(report))).expect("a workbook")
    }

    /// A part of the workbook as it is in the file.
    fn part(report: &Report<'_>, name: &str) -> String {
        let mut zip = zip::ZipArchive::new(io::Cursor::new(written(report))).expect("a zip file");
        io::read_to_string(zip.by_name(name).expect("a part")).expect("text")
    }

    /// A section of one column.
    fn column(rows: Vec<Cell>) -> Section<'static> {
        let mut section = sample::kinds();
        section.columns = vec![sample::column("text", "text", Align::Left)];
        section.rows = rows.into_iter().map(|cell| vec![cell]).collect();
        section
    }

    fn report(section: Section<'static>) -> Report<'static> {
        Report { sections: vec![Arc::new(section)], ..sample::one_section() }
    }

    #[test]
    fn a_sheet_is_its_title_its_note_a_header_and_the_rows() {
        let mut book = read(&sample::report());
        assert_eq!(book.sheet_names(), ["Kinds of cells", "Nothing here"]);
        let sheet = book.worksheet_range("Kinds of cells").expect("a sheet");
        let text = |line, place| sheet.get_value((line, place)).cloned().unwrap_or_default();
        assert_eq!(text(0, 0), "Webex Calling job audit: Kinds of cells");
        assert_eq!(
            text(1, 0),
            "Filters: started from 2023-05-01; organisation a|b or \\u{202e}c\nJudged as of 2023-05-30 13:04:00 UTC\n\
             Generated by jobaudit 0.1.0\nA row is a text; p95 < max, and <b>nothing</b> is markup."
        );
        let header = sample::kinds().columns;
        for (place, column) in (0..).zip(&header) {
            assert_eq!(text(HEADER_LINE, place), *column.title);
        }
        for (line, nasty) in (HEADER_LINE + 1..).zip(sample::NASTY) {
            let found = text(line, 0);
            assert!(nasty.is_empty() && found == Data::Empty || found == *visible(nasty));
            assert_eq!(text(line, 2), "with errors");
            assert_eq!(text(line, 10), Data::Empty);
        }
        assert_eq!(text(HEADER_LINE + 2, 3), 1240.0);
        let empty = book.worksheet_range("Nothing here").expect("a sheet");
        let note = "A row is something that does not exist.\nThere are none.";
        assert_eq!(*empty.get_value((1, 0)).expect("a note"), *note);
    }

    #[test]
    fn the_header_is_frozen_and_filters_the_rows() {
        let sheet = part(&sample::report(), "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<pane xSplit=\"1\" ySplit=\"3\""), "{sheet}");
        assert!(sheet.contains("<autoFilter ref=\"A3:K15\"/>"), "{sheet}");
        assert!(
            sheet
                .contains("<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\""),
            "{sheet}"
        );
    }

    #[test]
    fn numbers_have_the_formats_of_their_kinds() {
        let styles = part(&sample::report(), "xl/styles.xml");
        for format in ["0.0%", "[h]:mm:ss.000", "yyyy\\-mm\\-dd hh:mm:ss", "[&lt;1000]0"] {
            let plain = format.replace('\\', "");
            assert!(styles.contains(format) || styles.contains(&plain), "{format}: {styles}");
        }
        assert!(styles.contains("quotePrefix=\"1\""), "{styles}");
    }

    #[test]
    fn the_properties_are_those_of_the_report() {
        let mut report = sample::report();
        report.title = String::from("<Wave> 3");
        let core = part(&report, "docProps/core.xml");
        assert!(core.contains("<dc:title>&lt;Wave&gt; 3</dc:title>"), "{core}");
        assert_eq!(core.matches(">2023-05-30T13:04:00Z<").count(), 2, "{core}");
        for as_of in [None, Timestamp::parse("0001-01-01T00:00:00Z")] {
            report.as_of = as_of;
            let core = part(&report, "docProps/core.xml");
            assert_eq!(core.matches(">1980-01-01T00:00:00Z<").count(), 2, "{core}");
        }
    }

    #[test]
    fn words_of_outcomes_have_their_colours() {
        let mut section = column(Vec::new());
        section.columns = vec![sample::column("outcome", "outcome", Align::Left)];
        let term = |id, title| vec![Cell::Term(Term::new(id, title))];
        let failed = || term("failed", "failed");
        section.rows =
            [failed(), term("with-errors", "with errors"), failed()].into_iter().collect();
        let sheet = part(&report(section), "xl/worksheets/sheet1.xml");
        assert_eq!(sheet.matches("<cfRule ").count(), 2, "{sheet}");
        assert!(sheet.contains("<conditionalFormatting sqref=\"A4:A6\">"), "{sheet}");
        assert!(sheet.contains("<formula>\"with errors\"</formula>"), "{sheet}");
    }

    #[test]
    fn the_total_is_not_filtered() {
        let mut section = column(vec![Cell::text(Some("a")), Cell::text(Some("all"))]);
        section.ends_in_total = true;
        let sheet = part(&report(section), "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<autoFilter ref=\"A3:A4\"/>"), "{sheet}");
    }

    #[test]
    fn a_text_that_is_cut_is_said() {
        let long = "x".repeat(40_000);
        let mut book = read(&report(column(vec![Cell::text(Some(long.as_str()))])));
        let sheet = book.worksheet_range("Kinds of cells").expect("a sheet");
        let note = sheet.get_value((1, 0)).expect("a note").to_string();
        assert!(note.ends_with("1 text is longer than a cell can be: it is cut and ends in …."));
        let found = sheet.get_value((HEADER_LINE + 1, 0)).expect("a text").to_string();
        assert_eq!(found, format!("{}…", &long[..32_766]));
    }

    #[test]
    fn rows_that_do_not_fit_are_said_first() {
        let section = column(vec![Cell::Count(1); 3]);
        let whole = Sheet::new(&section);
        assert_eq!(first_line(&whole, None), "Kinds of cells");
        let cut = Sheet { len: 2, ..whole };
        assert_eq!(
            first_line(&cut, None),
            "Kinds of cells (the first 2 of 3 rows; a sheet holds no more)"
        );
    }

    #[test]
    fn a_long_sheet_reads_like_a_short_one() {
        let rows =
            (0..ON_DISK_FROM_ROWS as u64).map(|at| Cell::id(Some(format!("=job {at}")))).collect();
        let mut book = read(&report(column(rows)));
        let sheet = book.worksheet_range("Kinds of cells").expect("a sheet");
        for at in [0, 1, ON_DISK_FROM_ROWS - 1] {
            let line = HEADER_LINE + 1 + u32::try_from(at).expect("a line");
            let expected = format!("=job {at}");
            assert_eq!(*sheet.get_value((line, 0)).expect("a text"), *expected);
        }
        assert_eq!(*sheet.get_value((HEADER_LINE, 0)).expect("a header"), *"text");
        assert_eq!(sheet.end(), Some((HEADER_LINE + ON_DISK_FROM_ROWS as u32, 0)));
    }

    #[test]
    fn names_of_sheets_fit() {
        assert_eq!(sheet_name("a/b: [c]*?"), "ab c");
        assert_eq!(sheet_name(&"x".repeat(40)).len(), 31);
    }

    #[test]
    fn a_report_of_nothing_is_a_workbook() {
        let nothing = Report { sections: Vec::new(), ..sample::one_section() };
        assert_eq!(read(&nothing).sheet_names().len(), 1);
    }
}
