//! The vocabulary: what a payload says, in the field's own terms.
//!
//! Nothing here knows a stage of the pipeline. Values are small, and parse and print themselves.

mod elapsed;
mod id;
mod timestamp;

pub use elapsed::Elapsed;
pub use id::{Id, IdKind};
pub use timestamp::Timestamp;
