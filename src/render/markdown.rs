//! GitHub's Markdown: a heading, what the report is, then a table a section.
//!
//! In: a report. Out: a document that renders on GitHub, in mail and in chat without raw HTML. Every
//! value is escaped, so that it reads literally: a job name is never a link, an emphasis or a column.
//! Two things are beyond any escape: GitHub turns `@name` into a mention and an e-mail address into a
//! link after the fact, with the same text.

use std::io::{self, Write};

use crate::render::escape::visible;
use crate::render::head::HeadInWords;
use crate::render::human::words;
use crate::report::{
    Align, Bars, Cell, Chart, Drawing, Overview, Report, Section, SemanticColor, Stacks,
};

/// Writes a report as one document: for managers, if it was put in their order.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = HeadInWords::of(report);
    writeln!(out, "# {}\n", literal(&head.title))?;
    match &report.brief {
        Some(brief) => write_brief(report, &head, brief, out),
        None => {
            write_origin(&head, out)?;
            for section in &report.sections {
                writeln!(out)?;
                write_section(section, out)?;
            }
            Ok(())
        }
    }
}

/// Writes what a report is made from.
fn write_origin(head: &HeadInWords<'_>, out: &mut dyn Write) -> io::Result<()> {
    for line in head.imprint() {
        writeln!(out, "- {}", literal(line))?;
    }
    Ok(())
}

/// Writes a report in the order of managers' questions.
fn write_brief(
    report: &Report<'_>,
    head: &HeadInWords<'_>,
    brief: &Overview,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(verdict) = head.verdict_line() {
        writeln!(out, "**{}**\n", literal(&verdict))?;
    }
    if let Some(details) = &head.details {
        writeln!(out, "{}\n", literal(details))?;
    }
    write_row(["", "", ""].map(str::to_owned).into_iter(), out)?;
    write_row(["---", "---:", "---"].map(str::to_owned).into_iter(), out)?;
    for figure in report.head.iter().flat_map(|head| &head.figures) {
        let value = figure.value.into();
        let cells = [&figure.title, &*words(&value), &figure.note];
        write_row(cells.map(literal).into_iter(), out)?;
    }
    for chapter in &brief.chapters {
        let sections = report.in_chapter(chapter);
        writeln!(out, "\n## {}", literal(chapter.title))?;
        for words in &chapter.words {
            writeln!(out, "\n{}", literal(words))?;
        }
        for chart in &chapter.charts {
            write_chart(chart, out)?;
        }
        for section in chapter.table.iter().chain(sections) {
            writeln!(out)?;
            write_headed(section, "###", out)?;
        }
    }
    writeln!(out, "\n## Method\n")?;
    for definition in &brief.method {
        writeln!(out, "- {}", literal(definition))?;
    }
    write_origin(head, out)
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
    writeln!(out, "\n{}{failed}\n", literal(&chart.description))?;
    write_row([chart.title, "", "count"].map(literal).into_iter(), out)?;
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
        write_row([literal(label), bar, count].into_iter(), out)?;
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
    write_headed(section, "##", out)
}

fn write_headed(section: &Section<'_>, mark: &str, out: &mut dyn Write) -> io::Result<()> {
    let section = section.for_people();
    writeln!(out, "{mark} {}\n", literal(section.title))?;
    if !section.note.is_empty() {
        writeln!(out, "{}\n", literal(&section.note))?;
    }
    if section.rows.is_empty() {
        return writeln!(out, "_None._");
    }
    write_row(section.columns.iter().map(|column| literal(column.title)), out)?;
    let rule = |align| match align {
        Align::Left | Align::Drawn | Align::Named => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    };
    write_row(section.columns.iter().map(|column| rule(column.align)), out)?;
    for row in section.rows.iter() {
        write_row(row.iter().map(|cell| literal(&words(cell))), out)?;
    }
    Ok(())
}

fn write_row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"|")?;
    for cell in cells {
        write!(out, " {cell} |")?;
    }
    writeln!(out)
}

/// Text that Markdown shows as it is.
///
/// Punctuation is escaped only where it would act, because the source is read too: an underscore
/// within a word and a colon within a time stay bare.
fn literal(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c => {
                if acts(before, c, after) {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
        }
        before = c;
    }
    escaped
}

/// Whether GitHub's Markdown would act on a character between these two.
fn acts(before: char, c: char, after: char) -> bool {
    match c {
        '\\' | '|' | '`' | '*' | '[' | ']' | '~' | '$' | '#' => true,
        '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
        // `https://` and `:emoji:`, but not `13:04` or `note: text`.
        ':' => !(after.is_whitespace() || before.is_ascii_digit() && after.is_ascii_digit()),
        // `www.example.com`
        '.' => matches!(before, 'w' | 'W') && !after.is_whitespace(),
        _ => false,
    }
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
        let start = "# Webex Calling job audit\n\n- Filters: started from 2023-05-01; organisation a\\|b or \\\\u{202e}c\n\
                     - Judged as of 2023-05-30 13:04:00 UTC\n- Generated by jobaudit 0.1.0\n\n## Kinds of cells\n\n\
                     A row is a text; p95 &lt; max, and &lt;b&gt;nothing&lt;/b&gt; is markup.\n\n| text | code |";
        assert!(text.starts_with(start), "{text}");
        assert!(text.ends_with(
            "\n\n## Nothing here\n\nA row is something that does not exist.\n\n_None._\n"
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
    fn values_are_shown_literally() {
        for (text, source) in [
            (r"a|b\", r"a\|b\\"),
            ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
            ("*a* `b` ~c~ [d](e) #1 $x$", r"\*a\* \`b\` \~c\~ \[d\](e) \#1 \$x\$"),
            ("_a_ b_c", r"\_a\_ b_c"),
            ("http://x.y www.z.de", r"http\://x.y www\.z.de"),
            (":smile: 13:04:00 note: x", r"\:smile: 13:04:00 note: x"),
            ("a\nb\u{1b}", r"a\\u{a}b\\u{1b}"),
            ("COMPLETED_WITH_ERRORS", "COMPLETED_WITH_ERRORS"),
        ] {
            assert_eq!(literal(text), source);
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
