//! Audits archived Webex Calling job payloads.
#![forbid(unsafe_code)]

pub mod model;
pub mod render;
pub mod report;
