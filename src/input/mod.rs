//! From paths to text.
//!
//! In: what somebody named ([`roots`]). Out: every file below it ([`walk`]), its bytes ([`reader`]), what they are
//! as text ([`encoding`]) and what that text looks like ([`sniff`]). What is compressed or lies in an
//! archive is unpacked in memory ([`container`]) and read like a file. What stands beside an archive is read by [`side_file`].

pub mod container;
pub mod encoding;
pub mod lists;
pub(crate) mod own_report;
pub mod path_text;
mod plain;
pub mod progress;
pub mod reader;
pub mod roots;
pub mod side_file;
pub mod sniff;
pub mod system_file;
pub mod walk;

pub use own_report::SETTINGS;
pub(crate) use plain::plain;
