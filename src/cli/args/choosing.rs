//! Which jobs count: for every command that tells of many.

use clap::Args;

use jobaudit::Filters;
use jobaudit::payload::Zone;

use super::values::{TypedTime, since, until};

#[derive(Debug, Args)]
pub struct Choosing {
    /// Only jobs that started at TIME or later: a time, or a day, month or year of --tz
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Filters")]
    pub since: Option<TypedTime>,

    /// Only jobs that started at TIME or earlier; all of it, where it is a day or a month
    #[arg(long, value_name = "TIME", value_parser = until, help_heading = "Filters")]
    pub until: Option<TypedTime>,

    /// Only jobs of that name; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub job_name: Vec<String>,

    /// Only jobs run for that organisation: a UUID, its first digits, or an id; repeatable
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub org: Vec<String>,

    /// Only jobs with that exit code; repeatable
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub exit_code: Vec<String>,
}

impl Choosing {
    /// The same as the library has it, in a zone.
    pub fn filters(&self, zone: Zone) -> Filters {
        let within = |time: &Option<TypedTime>| time.as_ref().and_then(|time| time.within(zone));
        Filters {
            since: within(&self.since),
            until: within(&self.until),
            job_names: self.job_name.clone(),
            orgs: self.org.clone(),
            exit_codes: self.exit_code.clone(),
        }
    }
}
