//! The vocabulary: what a payload says, in the field's own terms.
//!
//! Nothing here knows a stage of the pipeline. Values are small, and parse and print themselves.

mod accounting;
mod code;
mod column;
mod directory;
mod duration;
mod error_record;
mod family;
pub mod field;
pub mod fields;
mod hex;
mod id;
pub(crate) mod identity;
mod job;
mod job_selector;
pub mod json;
mod key_style;
pub(crate) mod keys;
mod kind;
mod move_request;
pub(crate) mod named_job;
mod nearest;
mod object;
mod object_macro;
mod page;
mod position;
pub mod recognize;
pub mod serialized;
mod status;
mod text;
mod timestamp;
mod usual_json;
mod zone;

pub use accounting::Accounting;
pub use code::Code;
pub use column::Column;
pub use directory::DirectoryEntry;
pub use duration::Elapsed;
pub use error_record::{ErrorOrImpact, ErrorOrigin, ErrorRecord};
pub use family::{Counts, Family, Items};
pub use field::is_like;
pub use fields::{Execution, Job, Step};
pub use hex::hex;
pub use id::{Id, IdKind, IdText};
pub use job_selector::JobSelector;
pub use key_style::KeyStyle;
pub use kind::PayloadKind;
pub use move_request::{MAX_USERS_IN_REQUEST, MoveRequest, RequestedMove};
pub use nearest::{hint, nearest};
pub use page::Page;
pub use position::Position;
pub use status::{ExitCode, Outcome, Status};
pub use text::{Text, first_digits};
pub use timestamp::Timestamp;
pub use zone::Zone;

pub(crate) use column::plain;
pub(crate) use id::{ID_BEGINNING, hyphenated};
pub(crate) use object::Object;
pub(crate) use object_macro::{EachField, Element};
pub(crate) use usual_json::{Reader, UsualJson, UsualObject};
