//! A report as people in a time zone read it.
//!
//! In: a report, whose times are instants. Out: the same with what clocks in its zone show, and with the name of
//! the zone wherever UTC stood. Programs get the report as it is: for them a time is UTC.

use std::borrow::Cow;
use std::sync::Arc;

use crate::config::Filter;
use crate::payload::{Timestamp, Zone};
use crate::report::{Cell, Column, Head, Report, Rows, Section, Term};

impl<'a> Report<'a> {
    /// The same with what clocks show.
    pub(crate) fn on_clocks(&self) -> Report<'a> {
        let zone = self.zone;
        if zone.is_utc() {
            return self.clone();
        }
        Report {
            as_of: self.as_of.map(|time| time.clock_in(zone)),
            filters: self.filters.iter().map(|filter| filter_on_clocks(filter, zone)).collect(),
            brief: self.brief.as_deref().map(|overview| Arc::new(overview.on_clocks(zone))),
            head: self.head.as_deref().map(|head| Arc::new(head.on_clocks(zone))),
            sections: self
                .sections
                .iter()
                .map(|section| Arc::new(Section::on_clocks(section.clone(), zone)))
                .collect(),
            ..self.clone()
        }
    }
}

/// A filter by time is told in the zone too.
fn filter_on_clocks(filter: &Filter, zone: Zone) -> Filter {
    let is_time = matches!(filter.name, "since" | "until");
    let value = |value: &String| match Timestamp::parse(value).filter(|_| is_time) {
        Some(time) => time.clock_in(zone).to_string(),
        None => value.clone(),
    };
    Filter { name: filter.name, values: filter.values.iter().map(value).collect() }
}

impl Head {
    fn on_clocks(&self, zone: Zone) -> Head {
        let clock = |time: Option<Timestamp>| time.map(|time| time.clock_in(zone));
        let mut head = self.clone();
        (head.first, head.last) = (clock(head.first), clock(head.last));
        for left in &mut head.left {
            left.last_try = clock(left.last_try);
        }
        head
    }
}

impl<'a> Section<'a> {
    /// The same with what clocks show.
    pub(crate) fn on_clocks(section: Arc<Section<'a>>, zone: Zone) -> Section<'a> {
        let column =
            |column: &Column| Column { title: titled(column.title.clone(), zone), ..*column };
        let (id, title, ends_in_total) = (section.id, section.title, section.ends_in_total);
        let columns = section.columns.iter().map(column).collect();
        let note = section.note.replace("(UTC)", &format!("({zone})"));
        let len = section.rows.len();
        let row = move |at| {
            let cells = section.rows.at(at);
            cells.into_iter().map(|cell| cell_on_clocks(cell, zone)).collect()
        };
        Section { id, title, note, columns, rows: Rows::made(len, row), ends_in_total }
    }
}

fn cell_on_clocks(cell: Cell, zone: Zone) -> Cell {
    match cell {
        Cell::Time(time) => Cell::Time(time.clock_in(zone)),
        Cell::Term(Term { id, title }) => Cell::Term(Term { id, title: titled(title, zone) }),
        cell => cell,
    }
}

/// A title with the zone in the place of UTC.
pub(crate) fn titled(title: Cow<'static, str>, zone: Zone) -> Cow<'static, str> {
    if zone.is_utc() || !title.contains("(UTC)") {
        return title;
    }
    title.replace("(UTC)", &format!("({zone})")).into()
}
