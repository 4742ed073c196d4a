//! Colour on a terminal.
//!
//! In: a text, and what it stands for. Out: the same text between escape sequences, where these are wanted.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use tabled::settings::Color;

use crate::findings::rule::Severity;
use crate::report::SemanticColor;

/// How a text stands out. Its words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Heading,
    Aside,
    /// One of our own words, by what it stands for.
    Word(SemanticColor),
    /// The same where it is what matters most.
    Strong(SemanticColor),
    /// A severity in a list of findings.
    Severity(Severity),
}

impl Ink {
    fn style(self) -> Style {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Ink::Heading => Style::new().bold(),
            Ink::Aside => Style::new().dimmed(),
            Ink::Word(SemanticColor::Bad) => color(AnsiColor::Red),
            Ink::Word(SemanticColor::Stopped) => color(AnsiColor::Magenta),
            Ink::Word(SemanticColor::Warn) => color(AnsiColor::Yellow),
            Ink::Strong(color) => Ink::Word(color).style().bold(),
            // What goes well or goes on needs no alarm.
            Ink::Word(_) => Style::new(),
            Ink::Severity(Severity::Error) => color(AnsiColor::Red).bold(),
            Ink::Severity(Severity::Warning) => color(AnsiColor::Yellow).bold(),
            Ink::Severity(Severity::Info) => color(AnsiColor::Cyan).bold(),
        }
    }

    /// Whether it changes anything.
    pub(super) fn is_colored(self) -> bool {
        self.style() != Style::new()
    }

    /// The same for a cell of a table.
    pub(super) fn color(self) -> Color {
        let style = self.style();
        Color::new(style.render().to_string(), style.render_reset().to_string())
    }

    /// A text in it, or as it is.
    pub(super) fn on(self, text: &str, color: bool) -> Cow<'_, str> {
        if !color || text.is_empty() {
            return text.into();
        }
        let style = self.style();
        format!("{style}{text}{style:#}").into()
    }
}
