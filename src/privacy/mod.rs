//! What must not leave an archive: secrets, always; people, where that is asked for.
//!
//! In: texts. Out: the same without what grants access ([`secrets`]), or with stable pseudonyms in the
//! place of people ([`pseudonyms`]). Nothing here knows a stage.

mod addresses;
mod credentials;
mod ids;
mod known;
mod markup;
mod name_forms;
mod number_words;
mod numbers;
pub(crate) mod paths;
mod plain;
pub mod pseudonyms;
pub mod secrets;
pub(crate) mod unseen;
