//! Findings for people, like a compiler's.
//!
//! In: a validation and the look of the place where it will be read. Out: a line a finding,
//! `path:line:column: severity[rule] message`, which editors and grep understand, and so with the path as
//! it was written, which they can open; on a terminal,
//! under it, the line of the file with the place marked, cut to fit, and an empty line; at the end a
//! count.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::findings::Excerpt;
use crate::findings::rule::Severity;
use crate::render::Look;
use crate::render::escape::{visible, visible_line};
use crate::render::ink::Ink;
use crate::render::wrap::{width, wrap};
use crate::report::{PlacedFinding, Validation};

/// The narrowest terminal that is laid out for.
const MIN_TERMINAL_WIDTH: usize = 40;

/// Writes findings by file and place, and how many there are.
pub(super) fn write(
    validation: &Validation<'_>,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let terminal = look.width.map(|columns| columns.max(MIN_TERMINAL_WIDTH));
    let pen = Pen { color: look.color, terminal };
    for file in validation.by_file() {
        for finding in &file.findings {
            pen.finding(finding, out)?;
        }
        for (rule, shown, all) in file.shortened {
            let name = visible(&file.path).into_owned();
            let more = format!(
                "{name}: {all} of {rule} in this file, {shown} shown (--max-findings 0 shows all)"
            );
            pen.lines(&more, out)?;
            if terminal.is_some() {
                writeln!(out)?;
            }
        }
    }
    pen.lines(&validation.total(), out)
}

struct Pen {
    color: bool,
    /// The columns of the terminal, if it is one.
    terminal: Option<usize>,
}

impl Pen {
    fn finding(&self, finding: &PlacedFinding<'_>, out: &mut dyn Write) -> io::Result<()> {
        let place = format!("{}{}", visible(&finding.path), finding.place());
        let severity = finding.severity;
        let named = format!("{}[{}]", severity.name(), finding.rule);
        let line = format!("{place}: {named} {}", visible(&finding.message));
        // Not in the name of the file, which may look like it.
        let mut from = place.len();
        for line in self.wrapped(&line) {
            let (name, rest) = line.split_at(line.floor_char_boundary(from));
            writeln!(out, "{name}{}", rest.replacen(&named, &self.paint(&named, severity), 1))?;
            from = from.saturating_sub(line.len());
        }
        let Some(columns) = self.terminal else { return Ok(()) };
        if let Some(excerpt) = finding.excerpt {
            self.frame(finding, excerpt, columns, out)?;
        }
        writeln!(out)
    }

    /// A line, wrapped to the terminal; what does not fit is set in.
    fn wrapped(&self, text: &str) -> Vec<String> {
        let Some(columns) = self.terminal else { return vec![text.to_owned()] };
        let lines = wrap(text, columns - 4).into_iter().enumerate();
        lines.map(|(at, line)| format!("{}{line}", if at == 0 { "" } else { "    " })).collect()
    }

    fn lines(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.wrapped(text).iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// Writes the line of the file with the place marked.
    fn frame(
        &self,
        finding: &PlacedFinding<'_>,
        excerpt: &Excerpt,
        columns: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let number = finding.line.map_or(String::new(), |line| line.to_string());
        let gutter = " ".repeat(number.len());
        let room = columns - (number.len() + 4).min(columns / 2);
        let Fitted { before, marked, after } = Fitted::of(excerpt, room);
        writeln!(out, " {} {before}{marked}{after}", self.dim(&format!("{number} |")))?;
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        let pointer = visible(pointer);
        let indent = width(&before);
        let mark = "^".repeat(width(&marked).max(1));
        let mark = if finding.column.is_none() { "" } else { &mark };
        let gutter = format!("{gutter} |");
        let gutter = self.dim(&gutter);
        let fits = indent + mark.len() + 1 + width(&pointer) <= room;
        if !mark.is_empty() {
            let label = if fits { &*pointer } else { "" };
            let severity = finding.severity;
            let mark = self.paint(mark, severity);
            writeln!(
                out,
                "{}",
                format!(" {gutter} {}{mark} {label}", " ".repeat(indent)).trim_end()
            )?;
        }
        if (mark.is_empty() || !fits) && !pointer.is_empty() {
            for line in wrap(&pointer, room) {
                writeln!(out, " {gutter} {line}")?;
            }
        }
        Ok(())
    }

    fn dim<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Ink::Aside.on(text, self.color)
    }

    fn paint<'t>(&self, text: &'t str, severity: Severity) -> Cow<'t, str> {
        Ink::Severity(severity).on(text, self.color)
    }
}

/// An excerpt that fits into so many columns, with what cannot be seen spelled out.
struct Fitted {
    before: String,
    marked: String,
    after: String,
}

impl Fitted {
    fn of(excerpt: &Excerpt, room: usize) -> Fitted {
        let [before, marked, after] = [&excerpt.before, &excerpt.marked, &excerpt.after]
            .map(|part| visible_line(part).into_owned());
        let marked = beginning(&marked, room * 2 / 3);
        let left = room.saturating_sub(width(&marked));
        // Half of what is left to each side, and what one side does not need to the other.
        let most_before = left - (left / 2).min(width(&after));
        let before = end(&before, most_before);
        let after = beginning(&after, left - width(&before));
        Fitted { before, marked, after }
    }
}

/// The beginning of a text that takes no more columns, with `…` where it is cut.
fn beginning(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut) + 1 > columns {
            cut.pop();
            break;
        }
    }
    cut.push('…');
    cut
}

/// The end of a text that takes no more columns, with `…` where it is cut.
fn end(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut from = text.len();
    for (at, _) in text.char_indices().rev() {
        if width(&text[at..]) + 1 > columns {
            break;
        }
        from = at;
    }
    format!("…{}", &text[from..])
}
