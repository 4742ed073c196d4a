//! Who was meant to be moved, and what became of it.

use crate::archive::{Person, Planned};
use crate::report::sections::still_to_move::state;
use crate::report::sections::{Body, Cell, SectionContext, made};

/// Somebody of the plan, and what is known of that person.
struct Row<'a> {
    planned: &'a Planned,
    person: Option<&'a Person>,
}

pub(super) fn plan<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let archive = context.archive;
    let plan = archive.plan.as_deref().unwrap_or_default();
    let people = archive.people_by_name();
    made(context, plan.len(), move |at| Row {
        planned: &plan[at],
        person: people.get(&plan[at].user).map(|at| &archive.people.named[*at]),
    })
    .text("user", "user", |c, row| c.archive.person_cell(row.planned.user))
    .name("email", "e-mail", |c, row| {
        Cell::id(c.archive.name(c.archive.address(row.planned.user)))
    })
    .text("location", "location", |c, row| {
        let asked = row.person.and_then(|person| person.location);
        c.archive.thing_cell(row.planned.location.or(asked))
    })
    .text("state", "state", |_, row| row.person.map_or(Cell::Missing, |person| state(person.state)))
    .text("job", "job", |c, row| {
        let job = row.person.and_then(|person| person.last_try);
        Cell::id(job.and_then(|job| c.archive.job_id(&c.archive.jobs[job])))
    })
    .noted(match archive.plan {
        Some(_) => {
            "Who was meant to be moved. Not requested: no request, error or impact names the person, and no \
             attempt is left that could have been theirs. Unknown: some are."
        }
        None => "No plan says who was meant to be moved.",
    })
}
