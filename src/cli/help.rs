//! What stands around the options in the help of each command, and in the manual.
//!
//! Examples that run as they are written, exit codes, variables: in one place, so that the commands and the
//! manual read alike. No line is longer than a terminal of 80 columns shows.

/// The order of the parts: the examples, which most people look for, before the options.
pub const TEMPLATE: &str =
    "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";

pub const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  done, and a finding at or above --fail-on exists, or a --require is broken
  2  could not do it properly: the command line is wrong, a named path can't be
     read, an output can't be written
  3  nothing to audit: no payload was recognised, or no job matches the filters";

/// The variables that are heeded.
pub const ENVIRONMENT: [(&str, &str); 5] = [
    ("JOBAUDIT_CONFIG", "a file of settings instead of jobaudit.toml; empty: none"),
    ("NO_COLOR", "no colours, unless --color says so"),
    ("CLICOLOR_FORCE", "colours in a pipe too"),
    ("COLUMNS", "how wide help, and tables on a terminal, may be"),
    ("TERM", "dumb: no colours"),
];

pub const EXAMPLES: &str = "\
Examples:
  jobaudit report archive/
  jobaudit report archive/ -o audit.html -o audit.xlsx -o tables/
  jobaudit report archive/ --since 2025-11 -f csv --section failure_rates";

pub const VALIDATE_EXAMPLES: &str = "\
Examples:
  jobaudit validate archive/
  jobaudit validate archive/ --only missing-field --only wrong-type -f csv
  jobaudit validate archive/ -o findings.sarif --fail-on warning";

pub const SHOW_EXAMPLES: &str = "\
Examples:
  jobaudit show 131d985d archive/
  jobaudit show wave-2-clinics archive/ -o job.md
  jobaudit show ann.lee@example.com archive/ -f json";

pub const EXPLAIN_EXAMPLES: &str = "\
Examples:
  jobaudit explain errors-csv-missing
  jobaudit explain COMPLETED_WITH_ERRORS
  jobaudit explain 4202 27966";

pub const SCHEMA_EXAMPLES: &str = "\
Examples:
  jobaudit schema report
  jobaudit schema job-status > job-status.schema.json
  jobaudit schema findings";

pub const RENDER_EXAMPLES: &str = "\
Examples:
  jobaudit render audit.json
  jobaudit render audit.json -o audit.html -o audit.xlsx
  jobaudit render audit.json --redact --title \"Move of spring\" -o audit.md";

pub const DIFF_EXAMPLES: &str = "\
Examples:
  jobaudit diff january/ february/
  jobaudit diff january/ february/ -o changes.html -o changes.xlsx
  jobaudit diff january/ february/ --fail-on regression -q";

pub const TREND_EXAMPLES: &str = "\
Examples:
  jobaudit trend history.jsonl
  jobaudit trend history.jsonl -f csv
  jobaudit trend history.jsonl -o trend.html";

pub const EXPORT_EXAMPLES: &str = "\
Examples:
  jobaudit export archive/ -o tables/
  jobaudit export archive/ -o tables/ --jsonl --table jobs --table errors
  jobaudit export archive/ --table steps --arrow | python3 steps.py";

pub const FOLD_EXAMPLES: &str = "\
Examples:
  jobaudit fold part-1.arrows part-2.arrows > less.arrows
  jobaudit fold - < all.arrows | jobaudit report --facts -";

pub const CONFIG_EXAMPLES: &str = "\
Examples:
  jobaudit config
  jobaudit config --config customers/acme.toml
  jobaudit config -f csv";

pub const SHELL_EXAMPLES: &str = "\
Examples:
  jobaudit completions bash >> ~/.bash_completion
  jobaudit completions zsh > ~/.zfunc/_jobaudit
  jobaudit completions powershell >> $PROFILE";

pub const MAN_EXAMPLES: &str = "\
Examples:
  jobaudit man | man -l -
  jobaudit man > ~/.local/share/man/man1/jobaudit.1
  jobaudit man | groff -man -Tpdf > jobaudit.pdf";

pub const COMMANDS: &str = "\
Examples:
  jobaudit report archive/
  jobaudit validate archive/
  jobaudit show 131d985d archive/";

/// The examples of all commands in their order, for the manual.
pub const ALL_EXAMPLES: [(&str, &str); 13] = [
    ("What came of a migration:", EXAMPLES),
    ("A saved audit in any format:", RENDER_EXAMPLES),
    ("Every problem of an archive with its place:", VALIDATE_EXAMPLES),
    ("One job, or one person:", SHOW_EXAMPLES),
    ("What changed between two audits:", DIFF_EXAMPLES),
    ("Tables for other programs:", EXPORT_EXAMPLES),
    ("Facts that were brought together:", FOLD_EXAMPLES),
    ("What earlier audits came to:", TREND_EXAMPLES),
    ("Every setting with its value:", CONFIG_EXAMPLES),
    ("What a word or code means:", EXPLAIN_EXAMPLES),
    ("The schema of what is read and written:", SCHEMA_EXAMPLES),
    ("Commands and flags that a shell completes:", SHELL_EXAMPLES),
    ("This page:", MAN_EXAMPLES),
];
