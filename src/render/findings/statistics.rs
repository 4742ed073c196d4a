//! How many findings there are of each rule, for people.
//!
//! In: the counts. Out: a line a rule, the most frequent first, and how many there are in all.

use std::io::{self, Write};

use crate::render::Look;
use crate::render::ink::Ink;
use crate::report::{RuleCount, Statistics, grouped};

/// Writes a line a rule, and a total.
pub(super) fn write(statistics: &Statistics, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let counts = statistics.rules.iter().map(|rule| grouped(rule.count.into()));
    let counts: Vec<String> = counts.collect();
    let named = |of: &RuleCount| format!("{}[{}]", of.severity.name(), of.rule);
    let number_width = counts.iter().map(String::len).max().unwrap_or(0);
    let name_width = statistics.rules.iter().map(|of| named(of).len()).max().unwrap_or(0);
    for (of, count) in statistics.rules.iter().zip(&counts) {
        let name = format!("{:name_width$}", named(of));
        let name = Ink::Severity(of.severity).on(&name, look.color);
        writeln!(out, "{count:>number_width$}  {name}  {}", of.rule.summary())?;
    }
    writeln!(out, "{}", statistics.total)
}
