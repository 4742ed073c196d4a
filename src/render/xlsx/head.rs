//! The first sheet: what every format for people begins with.
//!
//! In: the head of a report. Out: a sheet with its title, whose jobs they are, what came of them, the key figures,
//! what to do next, and who still has to be moved, which prints one page wide.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::payload::Zone;
use crate::render::escape::visible;
use crate::render::head::{self, HeadInWords};
use crate::render::human::words;
use crate::render::wrap::wrap;
use crate::render::xlsx::cell::{Formats, Value, fitting};
use crate::render::xlsx::sheet::{height, on_paper};
use crate::render::xlsx::tone::colored;
use crate::report::{Align, Figure, Head, Report, Section};

/// Its name on the tab.
pub(super) const NAME: &str = "Overview";

/// How wide the columns are, in characters.
const WIDTHS: [usize; 7] = [40, 16, 46, 22, 46, 18, 28];
/// The last column that a sentence runs across, and how many characters it holds.
const ACROSS: u16 = 4;
const SENTENCE_WIDTH: usize = WIDTHS[0] + WIDTHS[1] + WIDTHS[2] + WIDTHS[3] + WIDTHS[4];

/// A sheet that is written line by line.
struct Lines<'w> {
    out: &'w mut Worksheet,
    line: u32,
}

/// Writes the sheet.
pub(super) fn write(
    report: &Report<'_>,
    head: &Head,
    out: &mut Worksheet,
) -> Result<(), XlsxError> {
    for (at, width) in (0..).zip(WIDTHS) {
        out.set_column_width(at, width as f64)?;
    }
    let words = HeadInWords::of(report);
    let mut lines = Lines { out, line: 0 };
    lines.sentence(&words.title, &Format::new().set_bold().set_font_size(14))?;
    if let Some(whose) = &words.whose {
        lines.sentence(whose, &Format::new().set_bold())?;
    }
    for line in words.imprint() {
        lines.sentence(line, &Format::new().set_font_color(0x59_59_59))?;
    }
    lines.line += 1;
    if let Some(verdict) = words.verdict_line() {
        lines.sentence(&verdict, &Format::new().set_bold().set_font_size(12))?;
    }
    if let Some(details) = words.details {
        lines.sentence(details, &Format::new())?;
    }
    lines.line += 1;
    lines.figures(&head.figures)?;
    lines.tables(head, report.zone)?;
    on_paper((1, 0), out);
    Ok(())
}

impl Lines<'_> {
    /// A sentence across some columns.
    fn sentence(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = fitting(visible(text));
        let lines = wrap(&text, SENTENCE_WIDTH).len();
        let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
        self.out.merge_range(self.line, 0, self.line, ACROSS, &text, &format)?;
        if lines > 1 {
            self.out.set_row_height(self.line, height(lines))?;
        }
        self.line += 1;
        Ok(())
    }

    fn figures(&mut self, figures: &[Figure]) -> Result<(), XlsxError> {
        self.heading("Key figures")?;
        for figure in figures {
            let value = figure.value.into();
            let format = colored(figure.tone).set_bold().set_align(FormatAlign::Right);
            let text = Format::new().set_indent(1);
            self.out.write_string_with_format(
                self.line,
                0,
                fitting(visible(&figure.title)),
                &text,
            )?;
            self.out.write_string_with_format(self.line, 1, fitting(words(&value)), &format)?;
            self.out.write_string_with_format(
                self.line,
                2,
                fitting(visible(&figure.note)),
                &text,
            )?;
            self.line += 1;
        }
        self.line += 1;
        Ok(())
    }

    fn tables(&mut self, head: &Head, zone: Zone) -> Result<(), XlsxError> {
        for section in head::actions(head).iter().chain(&head::left(head, zone)) {
            self.table(section)?;
            self.line += 1;
        }
        if let Some(more) = head::more_left(head) {
            self.line -= 1;
            let more = format!("{more}, on the sheet \u{201c}Still to be moved\u{201d}");
            self.sentence(&more, &Format::new().set_italic())?;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = Format::new().set_bold().set_font_size(12);
        self.out.write_string_with_format(self.line, 0, text, &format)?;
        self.line += 1;
        Ok(())
    }

    fn table(&mut self, section: &Section<'_>) -> Result<(), XlsxError> {
        self.heading(section.title)?;
        let header = Format::new().set_bold().set_background_color(0xF2_F2_F2);
        let header = header.set_border_bottom(FormatBorder::Thin);
        let set = |format: Format, align| match align {
            Align::Right => format.set_align(FormatAlign::Right),
            Align::Left | Align::Drawn | Align::Named => {
                format.set_align(FormatAlign::Left).set_indent(1)
            }
        };
        for (place, column) in (0..).zip(&section.columns) {
            let format = set(header.clone(), column.align);
            self.out.write_string_with_format(self.line, place, &*column.title, &format)?;
        }
        self.line += 1;
        let formats: Vec<Formats> = section
            .columns
            .iter()
            .map(|column| {
                let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
                Formats::new(&set(wrapped, column.align))
            })
            .collect();
        for row in section.rows.iter() {
            let mut lines = 1;
            for (((place, cell), formats), width) in (0..).zip(&row).zip(&formats).zip(WIDTHS) {
                match Value::of(cell) {
                    Value::Empty => {}
                    Value::Number(number, style) => {
                        let format = formats.of(style);
                        self.out.write_number_with_format(self.line, place, number, format)?;
                    }
                    Value::Text(text, style) => {
                        lines = lines.max(wrap(&text, width).len());
                        let format = formats.of(style);
                        self.out.write_string_with_format(self.line, place, text, format)?;
                    }
                }
            }
            if lines > 1 {
                self.out.set_row_height(self.line, height(lines))?;
            }
            self.line += 1;
        }
        Ok(())
    }
}
