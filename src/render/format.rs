//! The formats that there are: one table, from which the command line, its help and the outputs come.
//!
//! In: a name, or the ending of a file. Out: the format. A new format is a row here, a file beside this one,
//! and an arm in [`write()`](crate::render::write).

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A line a finding, like a compiler's.
    Text,
    /// Tables for a terminal or a plain text file.
    Table,
    /// GitHub's Markdown.
    Markdown,
    /// Comma-separated values: one table.
    Csv,
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// A page for a browser.
    Html,
    /// An Excel workbook.
    Xlsx,
    /// The Static Analysis Results Interchange Format, which code hosts show.
    Sarif,
    /// Commands of GitHub Actions.
    Github,
    /// A JUnit report, which build servers show as tests.
    Junit,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// An audit.
    Report,
    /// One job in full.
    Job,
    /// The findings, one by one.
    Findings,
    /// How many findings there are of each rule.
    Statistics,
}

/// What there is to know of a format.
struct Row {
    format: Format,
    /// What the command line calls it.
    name: &'static str,
    /// How its files end, without the dot; the usual one first. None where it is a command's output.
    endings: &'static [&'static str],
    /// The documents it can hold. Of several formats of one ending the first is meant that can.
    holds: &'static [DocumentKind],
    readers: Readers,
}

/// Who reads a format.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever works on the archive.
    People,
    /// Those who want to know what came of it all, in the order of their questions.
    Managers,
    Programs,
}

#[rustfmt::skip]
const ROWS: [Row; 11] = {
    use DocumentKind::{Findings, Job, Report, Statistics};
    use Readers::{Managers, People, Programs};
    [
        Row { format: Format::Text, name: "text", endings: &["txt"], holds: &[Findings, Statistics], readers: People },
        Row { format: Format::Table, name: "table", endings: &["txt"], holds: &[Report, Job, Findings, Statistics], readers: People },
        Row { format: Format::Markdown, name: "markdown", endings: &["md", "markdown"], holds: &[Report, Job, Findings, Statistics], readers: Managers },
        Row { format: Format::Csv, name: "csv", endings: &["csv"], holds: &[Report, Findings, Statistics], readers: Programs },
        Row { format: Format::Json, name: "json", endings: &["json"], holds: &[Report, Job, Findings, Statistics], readers: Programs },
        Row { format: Format::Jsonl, name: "jsonl", endings: &["jsonl", "ndjson"], holds: &[Report, Job, Findings, Statistics], readers: Programs },
        Row { format: Format::Html, name: "html", endings: &["html", "htm"], holds: &[Report, Job], readers: Managers },
        Row { format: Format::Xlsx, name: "xlsx", endings: &["xlsx"], holds: &[Report], readers: Managers },
        Row { format: Format::Sarif, name: "sarif", endings: &["sarif"], holds: &[Findings], readers: Programs },
        Row { format: Format::Github, name: "github", endings: &[], holds: &[Findings], readers: Programs },
        Row { format: Format::Junit, name: "junit", endings: &["xml"], holds: &[Findings], readers: Programs },
    ]
};

impl Format {
    /// All formats that can hold a document, in the order in which help lists them.
    pub fn of(kind: DocumentKind) -> impl Iterator<Item = Format> {
        let rows = ROWS.iter().filter(move |row| row.holds.contains(&kind));
        rows.map(|row| row.format)
    }

    /// The format of that name, if it can hold the document.
    pub fn from_name(kind: DocumentKind, name: &str) -> Option<Format> {
        Format::of(kind).find(|format| format.name() == name)
    }

    /// The format of files that end so, in any case, without the dot.
    ///
    /// ```
    /// use jobaudit::render::{DocumentKind, Format};
    /// assert_eq!(Format::from_ending(DocumentKind::Report, "MD"), Some(Format::Markdown));
    /// assert_eq!(Format::from_ending(DocumentKind::Report, "doc"), None);
    /// assert_eq!(Format::from_ending(DocumentKind::Findings, "txt"), Some(Format::Text));
    /// ```
    pub fn from_ending(kind: DocumentKind, ending: &str) -> Option<Format> {
        Format::of(kind).find(|format| {
            let mut known = format.endings().iter();
            known.any(|known| known.eq_ignore_ascii_case(ending))
        })
    }

    /// How files of a document may end: `.txt, .md, .json`.
    pub fn known_endings(kind: DocumentKind) -> String {
        let mut known: Vec<&str> = Format::of(kind).flat_map(Format::endings).copied().collect();
        known.dedup();
        known.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ")
    }

    /// Whether it can hold such a document.
    pub fn holds(self, kind: DocumentKind) -> bool {
        self.row().holds.contains(&kind)
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// How its files end, without the dot; the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        self.row().endings
    }

    /// Whether managers read it, in the order of their questions.
    pub fn is_for_managers(self) -> bool {
        self.row().readers == Readers::Managers
    }

    /// Whether people read it, who see enough after some findings of a kind.
    pub fn is_for_people(self) -> bool {
        self.row().readers != Readers::Programs
    }

    /// Whether a document in it is text.
    pub fn is_text(self) -> bool {
        self != Format::Xlsx
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [DocumentKind; 4] =
        [DocumentKind::Report, DocumentKind::Job, DocumentKind::Findings, DocumentKind::Statistics];

    #[test]
    fn every_row_stands_at_the_place_of_its_format() {
        for row in &ROWS {
            assert_eq!(row.format.name(), row.name);
        }
    }

    #[test]
    fn every_name_and_ending_leads_back_to_a_format_that_holds_the_document() {
        for kind in KINDS {
            for format in Format::of(kind) {
                assert_eq!(Format::from_name(kind, format.name()), Some(format));
                for ending in format.endings() {
                    let found = Format::from_ending(kind, &ending.to_uppercase());
                    assert!(found.is_some_and(|found| found.endings().contains(ending)));
                }
            }
        }
        assert_eq!(Format::from_ending(DocumentKind::Job, "csv"), None);
        assert_eq!(
            Format::known_endings(DocumentKind::Findings),
            ".txt, .md, .markdown, .csv, .json, .jsonl, .ndjson, .sarif, .xml"
        );
    }
}
