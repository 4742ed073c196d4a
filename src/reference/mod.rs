//! What is known beforehand: the error codes, the HTTP status codes, the documented schema of each
//! payload, and the words that explain all of them.
//!
//! Tables and texts, embedded. Nothing here knows a stage.

pub mod actions;
pub mod error_codes;
pub mod explain;
pub mod http_status;
pub mod schema;
