//! GitHub's Markdown: the head, then what managers ask, each list no longer than anybody reads.
//!
//! In: a report. Out: a document that renders on GitHub, in mail and in chat without raw HTML, and whose source
//! can be read as it is. Every value is escaped for the place where it stands, so that it reads literally: a
//! job name is never a link, an emphasis or a column. However large the archive, the document fits into a
//! mail: a longer list ends with the number of the rest and where it stands.

use std::io::{self, Write};

use crate::payload::Zone;
use crate::render::escape::href;
use crate::render::head::{self, HeadInWords};
use crate::render::human::words;
use crate::render::markdown_text::{Place, literal};
use crate::report::{
    Align, Bars, Cell, Chart, Drawing, Head, Overview, Report, Section, SemanticColor, Stacks,
};

/// How many rows of a list are shown.
const MAX_ROWS_LISTED: usize = 30;

/// Where what is left out of a list stands.
const REST: &str = "in the workbook or the CSV tables of this audit";

/// Writes a report as one document: for managers, if it was put in their order.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = HeadInWords::of(report);
    writeln!(out, "# {}", literal(&head.title, Place::Heading))?;
    if let Some(whose) = &head.whose {
        writeln!(out, "\n{}", literal(whose, Place::Sentence))?;
    }
    writeln!(out)?;
    for line in head.imprint() {
        writeln!(out, "- {}", literal(line, Place::Sentence))?;
    }
    match (&report.brief, &report.head) {
        (Some(brief), Some(of_report)) => {
            write_head(&head, (of_report, report.zone), out)?;
            write_chapters(report, brief, out)
        }
        (_, of_report) => {
            // A list of findings, or one job, is there to be read whole.
            let most = if of_report.is_some() { MAX_ROWS_LISTED } else { usize::MAX };
            for section in &report.sections {
                writeln!(out)?;
                write_headed(section, "##", most, out)?;
            }
            Ok(())
        }
    }
}

/// Writes what came of it all, the key figures, what to do next and who is left.
fn write_head(
    words_of: &HeadInWords<'_>,
    (head, zone): (&Head, Zone),
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some((word, sentence)) = words_of.verdict {
        writeln!(out, "\n**{}:** {}", word.title(), literal(sentence, Place::Sentence))?;
    }
    if let Some(details) = words_of.details {
        writeln!(out, "\n{}", literal(details, Place::Sentence))?;
    }
    writeln!(out)?;
    write_row(["key figure", "", ""].map(str::to_owned).into_iter(), out)?;
    write_row(["---", "---:", "---"].map(str::to_owned).into_iter(), out)?;
    for figure in &head.figures {
        let value = figure.value.into();
        let cells = [&figure.title, &*words(&value), &figure.note];
        write_row(cells.map(cell).into_iter(), out)?;
    }
    for section in head::actions(head).iter().chain(&head::left(head, zone)) {
        writeln!(out)?;
        write_headed(section, "##", MAX_ROWS_LISTED, out)?;
    }
    match head::more_left(head) {
        None => Ok(()),
        Some(more) => writeln!(out, "\n{more}, {REST}"),
    }
}

/// Writes the chapters that have anything to say beside the head.
fn write_chapters(report: &Report<'_>, brief: &Overview, out: &mut dyn Write) -> io::Result<()> {
    for chapter in &brief.chapters {
        let of_chapter = report.in_chapter(chapter).filter(|section| !is_in_head(section));
        let own = chapter.tables(report.zone);
        let of_chapter: Vec<&Section<'_>> = of_chapter.collect();
        let all = own.iter().chain(of_chapter.iter().map(|section| &**section));
        let sections: Vec<&Section<'_>> = all.filter(|section| !section.rows.is_empty()).collect();
        // The first words explain the tables, whatever follows is about this archive.
        if sections.is_empty() && chapter.words.len() <= 1 {
            continue;
        }
        writeln!(out, "\n## {}", literal(&chapter.title, Place::Heading))?;
        for words in &chapter.words {
            writeln!(out, "\n{}", literal(words, Place::Sentence))?;
        }
        for chart in &chapter.charts {
            write_chart(chart, out)?;
        }
        for section in sections {
            writeln!(out)?;
            write_headed(section, "###", MAX_ROWS_LISTED, out)?;
        }
    }
    writeln!(out, "\n## Method\n")?;
    for definition in &brief.method {
        writeln!(out, "- {}", literal(definition, Place::Sentence))?;
    }
    Ok(())
}

/// Whether the head has said what a section says.
fn is_in_head(section: &Section<'_>) -> bool {
    ["actions", "still_to_move"].contains(&section.id)
}

/// How long the longest bar of a chart is.
const MAX_BAR_LENGTH: u64 = 24;

/// A line of a chart: a label, what is good or neither, and what is bad; none where something is left out.
type Bar = (String, Option<(u64, u64)>);

/// Writes a chart as a table of bars, if it has any.
fn write_chart(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let plain = |label: &str, n: u64| (label.to_owned(), Some((n, 0)));
    let bars: Vec<Bar> = match &chart.drawing {
        Drawing::Pareto(pareto) => {
            let rest = pareto.rest().map(|(said, n)| (format!("{said}: {}", grouped(n)), None));
            pareto.bars.iter().map(|(label, _, n)| plain(label, *n)).chain(rest).collect()
        }
        Drawing::Bars(Bars(bars)) => bars.iter().map(|(label, _, n)| plain(label, *n)).collect(),
        Drawing::Stacks(stacks) => columns(stacks),
        // Their tables tell the same, and no row of blocks would.
        Drawing::Spreads(_) | Drawing::Dots(_) => return Ok(()),
    };
    let drawn = || bars.iter().filter_map(|(_, parts)| *parts);
    let longest = drawn().map(|(good, bad)| good + bad).max().unwrap_or(0).max(1);
    let failed = if drawn().any(|(_, bad)| bad > 0) { " (░ failed or stopped)" } else { "" };
    writeln!(out, "\n{}{failed}\n", literal(&chart.description, Place::Sentence))?;
    write_row([&*chart.title, "", "count"].map(cell).into_iter(), out)?;
    write_row(["---", "---", "---:"].map(str::to_owned).into_iter(), out)?;
    for (label, parts) in &bars {
        // What there is at all is at least one block.
        let blocks = |n: u64, c: &str| {
            let length = if n == 0 { 0 } else { (n * MAX_BAR_LENGTH / longest).max(1) };
            c.repeat(usize::try_from(length).unwrap_or(0))
        };
        let (bar, count) = match *parts {
            Some((good, bad)) => {
                (format!("{}{}", blocks(good, "█"), blocks(bad, "░")), grouped(good + bad))
            }
            None => (String::new(), String::new()),
        };
        write_row([cell(label), bar, count].into_iter(), out)?;
    }
    Ok(())
}

/// The columns of a chart as lines, and between them what is left out.
fn columns(stacks: &Stacks) -> Vec<Bar> {
    let sum = |at: usize, bad: bool| -> u64 {
        let is_bad = |tone| matches!(tone, SemanticColor::Bad | SemanticColor::Stopped);
        let own = stacks.series.iter().filter(|series| is_bad(series.tone) == bad);
        own.filter_map(|series| series.values.get(at)).sum()
    };
    let columns = stacks.labels.iter().zip(&stacks.gaps).enumerate();
    let lines = columns.flat_map(|(at, (label, gap))| {
        let gap = gap.as_ref().map(|gap| (format!("… {gap}"), None));
        gap.into_iter().chain([(label.clone(), Some((sum(at, false), sum(at, true))))])
    });
    lines.collect()
}

fn grouped(number: u64) -> String {
    words(&Cell::Count(number)).into_owned()
}

/// Writes one section: its title, its note, its rows.
pub fn write_section(section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_headed(section, "##", usize::MAX, out)
}

fn write_headed(
    section: &Section<'_>,
    mark: &str,
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let section = section.for_people();
    writeln!(out, "{mark} {}\n", literal(section.title, Place::Heading))?;
    if !section.note.is_empty() {
        writeln!(out, "{}\n", literal(&section.note, Place::Sentence))?;
    }
    if section.rows.is_empty() {
        return writeln!(out, "There are none.");
    }
    write_row(section.columns.iter().map(|column| cell(&column.title)), out)?;
    let rule = |align| match align {
        Align::Left | Align::Drawn | Align::Named => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    };
    write_row(section.columns.iter().map(|column| rule(column.align)), out)?;
    let all = section.rows_before_total();
    // Measures are no list: each is of its own kind.
    let shown = if section.id == "summary" { all } else { all.min(most) };
    let rows = section.rows.iter().take(shown).chain(section.total());
    for row in rows {
        write_row(row.iter().map(cell_of), out)?;
    }
    match all - shown {
        0 => Ok(()),
        more => writeln!(out, "\nand {} more, {REST}", grouped(more as u64)),
    }
}

fn write_row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"|")?;
    for cell in cells {
        write!(out, " {cell} |")?;
    }
    writeln!(out)
}

fn cell_of(value: &Cell) -> String {
    match value {
        Cell::Link(file) => format!("[{}]({})", literal(&file.shown, Place::Link), href(&file.id)),
        value => cell(&words(value)),
    }
}

fn cell(text: &str) -> String {
    literal(text, Place::Cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    fn markdown() -> String {
        let mut out = Vec::new();
        write(&sample::report(), &mut out).expect("markdown");
        String::from_utf8(out).expect("UTF-8")
    }

    /// The cells of a row as GitHub splits them: at each pipe without a backslash.
    fn cells(row: &str) -> usize {
        let mut count = 0;
        let mut chars = row.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '|' => count += 1,
                _ => {}
            }
        }
        count - 1
    }

    #[test]
    fn a_document_has_a_heading_what_it_is_and_its_sections() {
        let text = markdown();
        let start = "# Webex Calling job audit\n\n- Filters: started from 2023-05-01; organisation a|b or \\u{202e}c\n\
                     - Judged as of 2023-05-30 13:04:00 UTC\n- Generated by jobaudit 0.1.0\n\n## Kinds of cells\n\n\
                     A row is a text; p95 < max, and &lt;b>nothing&lt;/b> is markup.\n\n| text | code |";
        assert!(text.starts_with(start), "{text}");
        assert!(text.ends_with(
            "\n\n## Nothing here\n\nA row is something that does not exist.\n\nThere are none.\n"
        ));
    }

    #[test]
    fn numbers_are_set_to_the_right() {
        assert!(markdown().contains("\n| --- | --- | --- | ---: | ---: |"));
    }

    #[test]
    fn every_row_has_every_cell_on_one_line() {
        let text = markdown();
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), 2 + sample::NASTY.len());
        for row in rows {
            assert_eq!(cells(row), sample::kinds().columns.len(), "{row}");
        }
    }

    #[test]
    fn what_people_read_is_in_the_cells() {
        let text = markdown();
        assert!(text.contains(
            "| with errors | 1,240 | -1 | 1.9 kB | 21 / 1,240 (1.7 %) | 25.0 % | 2.75 s |"
        ));
        assert!(text.contains("| 2023-05-30 13:04:00 | — |"));
    }
}
