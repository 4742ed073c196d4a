//! The program from outside: arguments and files in, bytes and exit codes out.

mod architecture;
#[path = "../../examples/make-archive/archive.rs"]
mod archive;
mod arrays;
mod browser;
mod cli;
mod conformance;
mod determinism;
mod docs;
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
mod redact;
mod rules;
mod same;
mod schema;
mod show;
mod support;
mod validate;
mod xlsx;
