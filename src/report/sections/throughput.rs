//! How long the next wave takes, by the size of a job.

use crate::report::sections::{Body, Cell, SectionContext, listed};
use crate::stats::{JobSize, Spread, Throughput, throughput as measure};

/// Jobs of a name and a size, and how long they took.
struct Row<'a> {
    name: Option<&'a str>,
    size: JobSize,
    of: Throughput,
    all: Option<Spread>,
    for_item: Option<Spread>,
}

pub(super) fn throughput<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let measured = measure(&context.archive.jobs).into_iter();
    let mut rows: Vec<Row<'_>> = measured
        .map(|((name, size), of)| Row {
            name: context.archive.name(name),
            size,
            all: of.durations.spread(),
            for_item: of.for_item.spread(),
            of,
        })
        .collect();
    rows.sort_by_key(|row| (row.name.is_none(), row.name, row.size));
    let of = |spread: &Option<Spread>, value: fn(&Spread) -> i64| {
        Cell::duration(spread.as_ref().map(value))
    };
    listed(context, rows)
        .text("job_name", "job name", |_, row| Cell::text(row.name))
        .text("size", "items in a job", |_, row| Cell::text(Some(row.size.name())))
        .number("jobs", "jobs", |_, row| Cell::Count(row.of.jobs))
        .number("items", "items", |_, row| Cell::Count(row.of.items))
        .number("p50_ms", "p50", move |_, row| of(&row.all, |spread| spread.p50))
        .number("p90_ms", "p90", move |_, row| of(&row.all, |spread| spread.p90))
        .number("max_ms", "max", move |_, row| of(&row.all, |spread| spread.max))
        .number("ms_per_item_p50", "per item, p50", move |_, row| {
            of(&row.for_item, |spread| spread.p50)
        })
        .number("ms_per_item_p90", "per item, p90", move |_, row| {
            of(&row.for_item, |spread| spread.p90)
        })
        .noted(
            "How long finished jobs took, by how many items they worked on, such as people to move: what to expect \
             of the next wave. Per item: a job's time divided by its items.",
        )
}
