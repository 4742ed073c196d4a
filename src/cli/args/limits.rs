//! Limits that an audit is to keep: for every command that writes a report.

use clap::Args;

use jobaudit::report::gates::Gate;

#[derive(Debug, Args)]
pub struct Limits {
    /// Exit with 1 unless this holds: a measure of the summary, or p50, p90, p95, p99, mean, min or max of a step,
    /// and a limit, as in 'item_failure_rate<=2%' or 'p95(STEP)<=10m'. What is unknown does not hold; repeatable
    #[arg(long, value_name = "LIMIT", value_parser = Gate::parse, help_heading = "Findings")]
    pub require: Vec<Gate>,
}
