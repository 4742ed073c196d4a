//! The program from outside: arguments and files in, bytes and exit codes out.

#[path = "../../examples/make-archive/archive.rs"]
mod archive;
mod arrays;
mod browser;
mod cli;
mod conformance;
mod determinism;
mod errors;
mod examined;
mod explain;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod faults;
mod figures;
mod formats;
mod fuzzed;
mod golden;
mod hostile;
mod input;
mod json_schema;
mod laws;
mod left;
mod mutation;
mod oracle;
mod packed;
mod parity;
mod payloads;
mod places;
mod random;
mod readme;
mod redact;
mod rules;
mod same;
mod schema;
mod show;
mod support;
mod validate;
mod verdict;
mod xlsx;
