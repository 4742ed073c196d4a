//! The program from outside: arguments and files in, bytes and exit codes out.

#[path = "../../examples/make-archive/archive.rs"]
mod archive;
mod cli;
mod conformance;
mod determinism;
mod errors;
mod explain;
mod figures;
mod formats;
mod golden;
mod input;
mod json_schema;
mod oracle;
mod payloads;
mod places;
mod readme;
mod rules;
mod schema;
mod show;
mod support;
mod validate;
mod xlsx;
