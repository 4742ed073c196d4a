//! Where a job is shown in full on the page, so that every row that names it leads there.

use std::collections::HashSet;

use crate::report::{Cell, Column, Overview};

/// The jobs that are shown in full.
#[derive(Debug, Default)]
pub(super) struct Links<'a>(HashSet<&'a str>);

impl<'a> Links<'a> {
    pub(super) fn of(overview: &'a Overview) -> Links<'a> {
        Links(overview.jobs.iter().map(|detail| &*detail.job).collect())
    }

    /// The address of the job that a row names.
    pub(super) fn of_row(&self, columns: &[Column], row: &[Cell]) -> Option<String> {
        let at = columns.iter().position(|column| column.id == "job")?;
        let id = match &row[at] {
            Cell::Id(id) => id,
            Cell::Named(named) => &named.id,
            _ => return None,
        };
        self.0.contains(&**id).then(|| format!("#{}", anchor(id)))
    }
}

/// The anchor of a job: its id, in which whatever is no letter, digit or hyphen is spelled as a number.
pub(super) fn anchor(job: &str) -> String {
    let mut anchor = String::from("job-");
    for c in job.chars() {
        match c {
            '-' => anchor.push(c),
            c if c.is_ascii_alphanumeric() => anchor.push(c),
            c => anchor.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::anchor;

    #[test]
    fn anchors_are_plain_and_tell_ids_apart() {
        assert_eq!(anchor("0a-9Z"), "job-0a-9Z");
        assert_eq!(anchor("a b"), "job-a_20_b");
        assert_ne!(anchor("a_20_b"), anchor("a b"));
        assert_ne!(anchor("\"><script>"), anchor("script"));
    }
}
