//! Pages of explanations, for a terminal or a pipe.
//!
//! In: pages, or the topics that there are. Out: plain text, wrapped to a width at which people read
//! well; examples stay as they are.

use std::io::{self, Write};

use crate::reference::explain::{Page, Part, Topic};
use crate::render::Look;
use crate::render::ink::Ink;
use crate::render::wrap::{width, wrap};

/// The widest lines that read well.
const MAX_LINE_WIDTH: usize = 92;

/// Writes pages one after another.
pub fn write(pages: &[Page], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns(look);
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", bold(&page.name, look), page.about)?;
        for part in &page.parts {
            writeln!(out)?;
            match part {
                Part::Text(text) => {
                    for line in wrap(&text.replace('`', ""), columns) {
                        writeln!(out, "{line}")?;
                    }
                }
                Part::Example(lines) => {
                    for line in lines.lines() {
                        writeln!(out, "{}", format!("    {line}").trim_end())?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Writes what can be explained.
pub fn write_topics(topics: &[Topic], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns(look);
    for (at, topic) in topics.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", bold(topic.title, look))?;
        let widest = topic.entries.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let indent = (widest + 4).min(columns / 2);
        for (name, summary) in &topic.entries {
            for (at, line) in wrap(&summary.replace('`', ""), columns - indent).iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                writeln!(out, "  {name:<fill$}  {line}", fill = indent - 4)?;
            }
        }
    }
    Ok(())
}

fn columns(look: &Look) -> usize {
    look.width.unwrap_or(MAX_LINE_WIDTH).clamp(40, MAX_LINE_WIDTH)
}

fn bold(text: &str, look: &Look) -> String {
    Ink::Heading.on(text, look.color).into_owned()
}
