//! One sheet: its title, its note, the header and the rows.
//!
//! In: a section. Out: a sheet that can be read, sorted, filtered and printed as it is. A first look over
//! all cells tells how wide columns are and what has to be cut, so that rows are then written once, in
//! order, and need not be kept.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder,
    IgnoreError, Worksheet, XlsxError,
};

use crate::render::escape::visible;
use crate::render::head::HeadInWords;
use crate::render::human::words;
use crate::render::wrap::{widest_word, wrap};
use crate::render::xlsx::cell::{Formats, Value, fitting, is_cut};
use crate::render::xlsx::tone::{COLORED_COLUMNS, color_of, colored};
use crate::report::{Align, Cell, Column, Report, Section, SemanticColor};

/// The line of the header, counted from 0.
pub(super) const HEADER_LINE: u32 = 2;
/// The most rows that a sheet holds below its header.
const MAX_ROWS: usize = 1_048_576 - HEADER_LINE as usize - 1;
/// From so many rows on a sheet is kept on disk while it is written, and no cell is several lines
/// high.
pub(super) const ON_DISK_FROM_ROWS: usize = 10_000;
/// The widest column, and about how wide a note is, in characters.
const MAX_COLUMN_WIDTH: usize = 70;
const NOTE_WIDTH: usize = 110;
/// What a screen shows side by side; of wider tables the first column stays in sight.
const SCREEN_WIDTH: usize = 150;
/// What a page can be read with side by side.
const PAGE_WIDTH: usize = 320;
/// The margins of a page in inches, left, right, top, bottom, and of its footer.
const MARGINS: [f64; 5] = [0.4, 0.4, 0.4, 0.5, 0.2];
/// The size of paper, by its number in Excel.
const A4: u8 = 9;
/// The width of columns that nobody has set, in characters.
const USUAL_WIDTH: usize = 8;
/// The most lines of a cell that are in sight.
const MAX_LINES: usize = 10;
const LINE_HEIGHT: u32 = 15;
/// The room that the button of a filter takes, in characters.
const FILTER_BUTTON_WIDTH: usize = 3;

/// A section on its way to become a sheet.
pub(super) struct Sheet<'a> {
    /// Its name on the tab.
    pub(super) name: String,
    pub(super) section: &'a Section<'a>,
    /// Those that are no pictures.
    pub(super) columns: Vec<usize>,
    /// How many rows fit on it.
    pub(super) len: usize,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(section: &'a Section) -> Sheet<'a> {
        let columns = section.columns.iter().enumerate();
        let said = columns.filter(|(_, column)| column.align != Align::Drawn);
        Sheet {
            name: sheet_name(section.title),
            section,
            columns: said.map(|(at, _)| at).collect(),
            len: section.rows.len().min(MAX_ROWS),
        }
    }

    /// The rows that fit on it.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Cell>> + '_ {
        self.section.rows.iter().take(self.len)
    }

    /// The place of a column on the sheet, and in the section.
    pub(super) fn column(&self, id: &str) -> Option<(u16, usize)> {
        let mut columns = (0..).zip(self.columns.iter().copied());
        columns.find(|&(_, at)| self.section.columns[at].id == id)
    }

    /// Whether it is too long to be held in memory and to be read line by line.
    pub(super) fn is_long(&self) -> bool {
        self.len >= ON_DISK_FROM_ROWS
    }
}

/// Writes a sheet from its first line to its last; the first sheet also says what the report is.
pub(super) fn write(
    sheet: &Sheet<'_>,
    report: Option<&Report<'_>>,
    out: &mut Worksheet,
) -> Result<(), XlsxError> {
    let survey = Survey::of(sheet);
    let columns = sheet.columns.iter().zip(&survey.widths).enumerate();
    let widths: Vec<Width> =
        columns.map(|(place, (&at, &content))| Width::of(sheet, place, at, content)).collect();
    for (at, width) in (0..).zip(&widths) {
        out.set_column_width(at, width.given as f64)?;
    }
    let title = Format::new().set_bold().set_font_size(14);
    out.write_string_with_format(0, 0, fitting(first_line(sheet, report).into()), &title)?;
    write_note(&note(sheet, report, survey.cut), &widths, out)?;
    write_header(sheet, &widths, out)?;

    let formats: Vec<[Formats; 2]> = widths.iter().map(Width::formats).collect();
    for (at, row) in sheet.rows().enumerate() {
        let line = HEADER_LINE + 1 + u32::try_from(at).unwrap_or(u32::MAX);
        let strong = usize::from(at >= sheet.section.rows_before_total());
        let mut lines = 1;
        for ((place, &at), width) in (0..).zip(&sheet.columns).zip(&widths) {
            let formats = &formats[usize::from(place)][strong];
            match Value::of(&row[at]) {
                Value::Empty => {}
                Value::Number(number, style) => {
                    out.write_number_with_format(line, place, number, formats.of(style))?;
                }
                Value::Text(text, style) => {
                    if width.wrapped {
                        lines = lines.max(wrap(&text, width.given).len());
                    }
                    out.write_string_with_format(line, place, text, formats.of(style))?;
                }
            }
        }
        if lines > 1 {
            out.set_row_height(line, height(lines))?;
        }
    }
    let total: usize = widths.iter().map(|width| width.given).sum();
    finish(sheet, total, out)?;
    color(sheet, &survey, out)
}

/// What is known of all cells before the first is written.
struct Survey {
    /// How wide the widest cell of each column is.
    widths: Vec<usize>,
    /// How many texts do not fit into their cells.
    cut: usize,
    /// The words that have colours, by the place of their column.
    colors: BTreeMap<u16, BTreeMap<String, SemanticColor>>,
}

impl Survey {
    fn of(sheet: &Sheet<'_>) -> Survey {
        let colored: Vec<(u16, usize)> =
            COLORED_COLUMNS.into_iter().filter_map(|id| sheet.column(id)).collect();
        let (mut widths, mut cut) = (vec![0; sheet.columns.len()], 0);
        let mut colors: BTreeMap<u16, BTreeMap<String, SemanticColor>> = BTreeMap::new();
        for row in sheet.rows() {
            for (widest, &at) in widths.iter_mut().zip(&sheet.columns) {
                *widest = Value::of(&row[at]).width().max(*widest);
            }
            cut += row.iter().filter(|cell| is_cut(cell)).count();
            for &(place, at) in &colored {
                if let Some(color) = color_of(&row[at]) {
                    colors.entry(place).or_default().insert(words(&row[at]).into_owned(), color);
                }
            }
        }
        Survey { widths, cut, colors }
    }
}

/// Lets the colours follow the words when rows are sorted or edited.
fn color(sheet: &Sheet<'_>, survey: &Survey, out: &mut Worksheet) -> Result<(), XlsxError> {
    let last_line = HEADER_LINE + u32::try_from(sheet.len).unwrap_or(u32::MAX);
    for (place, words) in &survey.colors {
        for (word, color) in words {
            let rule = ConditionalFormatCellRule::EqualTo(word.as_str());
            let format = ConditionalFormatCell::new().set_rule(rule).set_format(colored(*color));
            out.add_conditional_format(HEADER_LINE + 1, *place, last_line, *place, &format)?;
        }
    }
    Ok(())
}

/// What a table does by itself: it stays in sight, can be filtered, shows its colours and prints.
fn finish(sheet: &Sheet<'_>, width: usize, out: &mut Worksheet) -> Result<(), XlsxError> {
    out.set_freeze_panes(HEADER_LINE + 1, u16::from(width > SCREEN_WIDTH))?;
    let pages = u16::try_from(width.div_ceil(PAGE_WIDTH)).unwrap_or(1).max(1);
    // The summary is one page with its charts, the others are as long as they are.
    let long = u16::from(sheet.section.id == "summary");
    on_paper((pages, long), out);
    out.set_repeat_rows(HEADER_LINE, HEADER_LINE)?;
    if pages > 1 {
        out.set_repeat_columns(0, 0)?;
    }
    let rows = u32::try_from(sheet.len).unwrap_or(u32::MAX);
    let (Some(last_column), Some(last)) = (sheet.columns.len().checked_sub(1), rows.checked_sub(1))
    else {
        return Ok(());
    };
    let last_column = u16::try_from(last_column).unwrap_or(u16::MAX);
    let last_line = HEADER_LINE + 1 + last;
    // The total stays where it is, however the others are sorted.
    let total = sheet.section.ends_in_total && last > 0;
    out.autofilter(HEADER_LINE, 0, last_line - u32::from(total), last_column)?;
    let text = IgnoreError::NumberStoredAsText;
    out.ignore_error_range(HEADER_LINE + 1, 0, last_line, last_column, text)?;
    Ok(())
}

/// Lets a sheet print across, so many pages wide and high; as high as it is where that is 0.
pub(super) fn on_paper((wide, high): (u16, u16), out: &mut Worksheet) {
    let [left, right, top, bottom, footer] = MARGINS;
    out.set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(wide, high)
        .set_footer("&L&A&R&P / &N")
        .set_margins(left, right, top, bottom, footer, footer);
}

/// A sheet's name: at most 31 characters, none of them one that means something in a formula.
pub(super) fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !r"[]:*?/\'".contains(*c)).take(31).collect()
}

/// The title; where not all rows fit, that as well.
pub(super) fn first_line(sheet: &Sheet<'_>, report: Option<&Report<'_>>) -> String {
    let section = sheet.section;
    let mut line = match report {
        Some(report) if section.id == "summary" => visible(&report.title).into_owned(),
        Some(report) => format!("{}: {}", visible(&report.title), section.title),
        None => section.title.to_owned(),
    };
    if sheet.len < section.rows.len() {
        let (shown, all) = (sheet.len, section.rows.len());
        line += &format!(" (the first {shown} of {all} rows; a sheet holds no more)");
    }
    line
}

/// What the rows are; on the first sheet also how they were made.
fn note(sheet: &Sheet<'_>, report: Option<&Report<'_>>, cut: usize) -> String {
    let mut lines = Vec::new();
    if let Some(head) = report.map(HeadInWords::of) {
        let verdict = head.verdict_line();
        let said = verdict.iter().map(String::as_str).chain(head.details);
        let all = said.chain(head.imprint().map(String::as_str));
        lines.extend(all.map(|line| visible(line).into_owned()));
    }
    if !sheet.section.note.is_empty() {
        lines.push(visible(&sheet.section.note).into_owned());
    }
    match cut {
        0 => {}
        1 => lines
            .push(String::from("1 text is longer than a cell can be: it is cut and ends in ….")),
        cut => lines
            .push(format!("{cut} texts are longer than a cell can be: they are cut and end in ….")),
    }
    if sheet.len == 0 {
        lines.push(String::from("There are none."));
    }
    lines.join("\n")
}

/// Writes the note across as many columns as it takes to be read.
fn write_note(note: &str, widths: &[Width], out: &mut Worksheet) -> Result<(), XlsxError> {
    let mut across = 0;
    let mut last = 0;
    for place in 0_u16.. {
        across += widths.get(usize::from(place)).map_or(USUAL_WIDTH, |width| width.given);
        last = place;
        if across >= NOTE_WIDTH && place > 0 {
            break;
        }
    }
    let lines: usize = note.split('\n').map(|line| wrap(line, across).len()).sum();
    let format = Format::new().set_font_color(0x59_59_59).set_text_wrap();
    let format = format.set_align(FormatAlign::Top);
    out.merge_range(HEADER_LINE - 1, 0, HEADER_LINE - 1, last, &fitting(note.into()), &format)?;
    out.set_row_height(HEADER_LINE - 1, height(lines))?;
    Ok(())
}

fn write_header(sheet: &Sheet<'_>, widths: &[Width], out: &mut Worksheet) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_background_color(0xF2_F2_F2);
    let format = format.set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let mut lines = 1;
    for ((place, &at), width) in (0..).zip(&sheet.columns).zip(widths) {
        let title = &*sheet.section.columns[at].title;
        let format = width.set(format.clone());
        out.write_string_with_format(HEADER_LINE, place, title, &format)?;
        lines = lines.max(wrap(title, width.given.saturating_sub(FILTER_BUTTON_WIDTH)).len());
    }
    out.set_row_height(HEADER_LINE, height(lines))?;
    Ok(())
}

/// The height of so many lines of text, in points.
pub(super) fn height(lines: usize) -> u32 {
    u32::try_from(lines.clamp(1, MAX_LINES)).unwrap_or(1) * LINE_HEIGHT
}

/// How a column is set.
struct Width {
    /// How wide, in characters.
    given: usize,
    /// Whether its texts take several lines.
    wrapped: bool,
    align: Align,
    /// Whether it begins at some distance from the column before.
    apart: bool,
}

impl Width {
    fn of(sheet: &Sheet<'_>, place: usize, at: usize, content: usize) -> Width {
        let Column { title, align, .. } = &sheet.section.columns[at];
        let align = *align;
        let apart = place > 0 && align == Align::Left;
        let content = content + 2;
        let header = widest_word(title) + FILTER_BUTTON_WIDTH + 1;
        let given = content.max(header).clamp(USUAL_WIDTH, MAX_COLUMN_WIDTH) + usize::from(apart);
        Width { given, wrapped: content > MAX_COLUMN_WIDTH && !sheet.is_long(), align, apart }
    }

    /// A format for its side of the column.
    fn set(&self, format: Format) -> Format {
        match self.align {
            Align::Right => format.set_align(FormatAlign::Right),
            Align::Left | Align::Drawn | Align::Named => {
                format.set_align(FormatAlign::Left).set_indent(u8::from(self.apart))
            }
        }
    }

    /// The formats of its cells, and of those in a row that is a total.
    fn formats(&self) -> [Formats; 2] {
        let base = self.set(Format::new());
        let base = if self.wrapped { base.set_text_wrap() } else { base };
        [Formats::new(&base), Formats::new(&base.set_bold())]
    }
}
