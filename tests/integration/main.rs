//! The program from outside: arguments and files in, bytes and exit codes out.

mod architecture;
#[path = "../../examples/make-archive/archive.rs"]
mod archive;
mod baseline;
mod carriers;
mod cli;
mod command_line;
mod configuration;
mod containers;
mod copies;
mod determinism;
mod diff;
mod diff_people;
mod diff_regressions;
mod diff_settings;
// What the documents show is typed into a shell.
#[cfg(unix)]
mod docs;
#[cfg(feature = "tables")]
mod duckdb;
mod duplicates;
mod durations_and_timestamps;
mod errors;
mod explain;
mod export;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod faults;
mod figures;
mod finding_places;
mod fuzzed;
mod gates;
mod golden;
mod head;
mod history;
mod hostile;
mod html_page;
mod human_formats;
mod input;
mod job_names;
mod json_conformance;
mod json_schema;
mod large_arrays;
mod left_to_do;
mod links;
mod machine_formats;
mod mixed;
mod mutation;
mod one_file;
mod other_programs;
mod outputs;
mod overwriting;
mod own_reports;
mod payloads;
mod properties;
mod random;
mod redact;
mod render;
mod roots;
mod rules;
mod schema_mutations;
mod show;
mod split;
mod support;
mod tables;
mod time_zone;
mod two_names;
mod validate;
mod verdict;
mod verdict_claims;
mod workbook;
