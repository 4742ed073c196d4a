//! Lines and tables, drawn for a terminal or for a plain text file.
//!
//! In: sentences and sections, and the look of the place where they will be read. Out: lines that are no wider
//! than the terminal, in which no value is cut: what does not fit is wrapped, or continues in a block of columns
//! below.

use std::borrow::Cow;
use std::io::{self, Write};

use tabled::builder::Builder;
use tabled::settings::formatting::AlignmentStrategy;
use tabled::settings::object::{Columns, Rows, Segment};
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

use crate::render::Look;
use crate::render::bar;
use crate::render::escape::visible;
use crate::render::human::words;
use crate::render::ink::Ink;
use crate::render::layout::{Block, COLUMN_GAP, Contents, Keys, Need, arrange};
use crate::render::wrap::{width, wrap};
use crate::report::{Align, Cell, Section, SemanticColor};

/// The narrowest terminal that is laid out for; narrower ones get lines of this width.
const NARROWEST_TERMINAL: usize = 20;

/// How many rows are laid out together: a table of a million rows is never held whole.
const ROWS_AT_ONCE: usize = 256;

/// What every line is drawn with.
pub(super) struct Pen {
    pub(super) color: bool,
    /// The columns of the terminal, if it is one.
    pub(super) terminal: Option<usize>,
}

impl Pen {
    pub(super) fn new(look: &Look) -> Pen {
        Pen {
            color: look.color,
            terminal: look.width.map(|columns| columns.max(NARROWEST_TERMINAL)),
        }
    }

    pub(super) fn section(&self, section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
        let section = &section.for_people();
        self.lines(section.title, Ink::Heading, out)?;
        if !section.note.is_empty() {
            self.lines(&section.note, Ink::Aside, out)?;
        }
        writeln!(out)?;
        if section.rows.is_empty() {
            return writeln!(out, "(none)");
        }
        self.table(section, out)
    }

    /// Writes the rows of a section under the titles of their columns.
    pub(super) fn table(&self, section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
        for (at, block) in self.blocks(section).iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            self.draw(section, block, out)?;
        }
        Ok(())
    }

    /// Writes a sentence, wrapped to the terminal.
    pub(super) fn lines(&self, text: &str, ink: Ink, out: &mut dyn Write) -> io::Result<()> {
        self.opened("", ink, text, out)
    }

    /// Writes a sentence, wrapped to the terminal, whose first words stand out; where there are none, all of it
    /// does.
    pub(super) fn opened(
        &self,
        opening: &str,
        ink: Ink,
        rest: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = format!("{opening}{rest}");
        for (at, line) in self.folded(&visible(&text), usize::MAX).into_iter().enumerate() {
            match line.strip_prefix(opening).filter(|_| at == 0 && !opening.is_empty()) {
                Some(rest) => writeln!(out, "{}{rest}", ink.on(opening, self.color))?,
                None if opening.is_empty() => writeln!(out, "{}", ink.on(line, self.color))?,
                None => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    }

    /// A text in lines of a column, and of no more than the terminal; without one it stays as it is.
    fn folded<'t>(&self, text: &'t str, limit: usize) -> Vec<&'t str> {
        self.terminal.map_or_else(|| vec![text], |terminal| wrap(text, limit.min(terminal)))
    }

    /// Which columns stand side by side, found out by a first look at all rows.
    fn blocks(&self, section: &Section<'_>) -> Vec<Block> {
        let mut contents = vec![Contents::default(); section.columns.len()];
        let mut keys = Keys::of(&section.columns);
        for row in section.rows.iter() {
            let texts: Vec<String> =
                row.iter().map(|cell| visible(&words(cell)).into_owned()).collect();
            for ((contents, text), cell) in contents.iter_mut().zip(&texts).zip(&row) {
                contents.add(text, is_words(cell));
            }
            if self.terminal.is_some() {
                keys.add(&texts);
            }
        }
        let columns = contents.iter().zip(&section.columns);
        let needs: Vec<Need> = columns.map(|(contents, column)| contents.need(column)).collect();
        match self.terminal {
            Some(terminal) => arrange(&needs, keys.count(), terminal),
            None => {
                let columns = needs.iter().map(|need| need.most).enumerate();
                vec![Block { columns: columns.collect() }]
            }
        }
    }

    /// Draws some columns of a section as one table, some rows at a time, so that not all are kept.
    fn draw(&self, section: &Section<'_>, block: &Block, out: &mut dyn Write) -> io::Result<()> {
        let title = |&(at, limit): &(usize, usize)| self.folded(&section.columns[at].title, limit);
        let titles: Vec<Vec<&str>> = block.columns.iter().map(title).collect();
        let widths = self.widths(section, block, &titles);
        let mut rows = section.rows.iter().peekable();
        let mut header = Some(&*titles);
        while rows.peek().is_some() {
            let batch: Vec<Vec<Cell>> = rows.by_ref().take(ROWS_AT_ONCE).collect();
            self.draw_batch((section, block, &widths), header.take(), &batch, out)?;
        }
        Ok(())
    }

    /// Draws some rows, the first of which is as wide as all are.
    fn draw_batch(
        &self,
        (section, block, widths): (&Section<'_>, &Block, &[usize]),
        header: Option<&[Vec<&str>]>,
        rows: &[Vec<Cell>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let columns = &block.columns;
        let align = |place: usize| section.columns[columns[place].0].align;
        let mut records: Vec<Vec<String>> = Vec::with_capacity(rows.len() + 1);
        records.extend(header.map(|titles| titles.iter().map(|lines| lines.join("\n")).collect()));
        records.extend(rows.iter().map(|row| {
            let cell = |&(at, limit): &(usize, usize)| {
                self.folded(&shown(&row[at], limit), limit).join("\n")
            };
            columns.iter().map(cell).collect()
        }));
        if let Some(first) = records.first_mut() {
            for (place, (text, width)) in first.iter_mut().zip(widths).enumerate() {
                spread(text, *width, align(place));
            }
        }
        let mut table = Builder::from_iter(records).build();
        let rule = HorizontalLine::new('─');
        match header {
            Some(_) => table.with(Style::empty().horizontals([(1, rule)])),
            None => table.with(Style::empty()),
        };
        table
            .with(Padding::new(0, COLUMN_GAP, 0, 0))
            .modify(Columns::last(), Padding::zero())
            .modify(Segment::all(), AlignmentStrategy::PerLine);
        if header.is_some() {
            table.modify(Rows::first(), Alignment::bottom());
        }
        for place in (0..columns.len()).filter(|&place| align(place) == Align::Right) {
            table.modify(Columns::one(place), Alignment::right());
        }
        if self.color {
            let first = usize::from(header.is_some());
            for (nth, row) in rows.iter().enumerate() {
                for (place, &(at, _)) in columns.iter().enumerate() {
                    if let Some(ink) = alarm(&row[at]).filter(|ink| ink.is_colored()) {
                        table.modify((first + nth, place), ink.color());
                    }
                }
            }
        }
        for line in table.to_string().lines() {
            writeln!(out, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }

    /// How wide the columns of a block come to be, of which it is known how wide they may be.
    fn widths(&self, section: &Section<'_>, block: &Block, titles: &[Vec<&str>]) -> Vec<usize> {
        let columns = &block.columns;
        let is_drawn = |&(at, _): &(usize, usize)| section.columns[at].align == Align::Drawn;
        // Where nothing is wrapped, all but pictures are as wide as that.
        if self.terminal.is_none() && !columns.iter().any(is_drawn) {
            return columns.iter().map(|&(_, limit)| limit).collect();
        }
        let widest = |lines: &[&str]| lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let mut widths: Vec<usize> = titles.iter().map(|lines| widest(lines)).collect();
        for row in section.rows.iter() {
            for (known, &(at, limit)) in widths.iter_mut().zip(columns) {
                let text = shown(&row[at], limit);
                *known = widest(&self.folded(&text, limit)).max(*known);
            }
        }
        widths
    }
}

/// Makes the first line of a text so wide, on the side where there is room.
fn spread(text: &mut String, to: usize, align: Align) {
    let end = text.find('\n').unwrap_or(text.len());
    let space = " ".repeat(to.saturating_sub(width(&text[..end])));
    text.insert_str(if align == Align::Right { 0 } else { end }, &space);
}

/// A cell as it is shown in a column of that width.
fn shown(cell: &Cell, limit: usize) -> Cow<'_, str> {
    match cell {
        // A picture is as wide as there is room.
        Cell::Bar(bar) => bar::draw(bar, limit).into(),
        _ => match words(cell) {
            Cow::Borrowed(text) => visible(text),
            Cow::Owned(text) => visible(&text).into_owned().into(),
        },
    }
}

fn is_words(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(_) | Cell::Id(_) | Cell::Named(_) | Cell::Link(_) | Cell::Term(_))
}

/// The colour of our own words for what went wrong; the words say it too.
fn alarm(cell: &Cell) -> Option<Ink> {
    let Cell::Term(term) = cell else { return None };
    SemanticColor::of_word(term.id).map(Ink::Word)
}
