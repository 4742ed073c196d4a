//! What stands below the options in the long help of each command.
//!
//! Three examples that run as they are written, and the exit codes, in one place so that the
//! commands read alike.

pub const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  done, and a finding at or above --fail-on exists, or a --require is broken
  2  could not do it properly: the command line is wrong, a named path can't be read, an output
     can't be written
  3  nothing to audit: no payload was recognised";

pub const EXAMPLES: &str = "\
Examples:
  jobaudit report archive/
  jobaudit report archive/ -o audit.html -o audit.xlsx -o tables/
  jobaudit report archive/ --by org --since 2025-11 -f csv --section failure_rates";

pub const VALIDATE_EXAMPLES: &str = "\
Examples:
  jobaudit validate archive/
  jobaudit validate archive/ --only missing-field --only wrong-type -f csv
  jobaudit validate archive/ -o findings.sarif --fail-on warning";

pub const SHOW_EXAMPLES: &str = "\
Examples:
  jobaudit show 131d985d archive/
  jobaudit show 131d985d-be8a-4728-b360-630c50151271 archive/ -f json
  jobaudit show 131d archive/ -o job.md";

pub const EXPLAIN_EXAMPLES: &str = "\
Examples:
  jobaudit explain errors-csv-missing
  jobaudit explain COMPLETED_WITH_ERRORS
  jobaudit explain 4202";

pub const SCHEMA_EXAMPLES: &str = "\
Examples:
  jobaudit schema report
  jobaudit schema job-status > job-status.schema.json
  jobaudit schema findings";

pub const SHELL_EXAMPLES: &str = "\
Examples:
  jobaudit completions bash > ~/.local/share/bash-completion/completions/jobaudit
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
