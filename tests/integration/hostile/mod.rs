//! An archive from a stranger: whatever it says is data in every output, no output gives a secret away
//! or, with `--redact`, a person, and nothing that it holds costs more than it may.

pub mod archive;
#[cfg(unix)]
mod limits;
mod machines;
mod markdown;
#[cfg(target_os = "linux")]
mod memory;
mod messages;
mod outputs;
mod page;
mod people;
mod secrets;
mod sheet;
#[cfg(unix)]
mod terminal;
