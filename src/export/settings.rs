//! What tables are made with, for whoever opens them without knowing.
//!
//! In: the settings of a run. Out: pairs of names and texts that stand in the metadata of every Parquet file and
//! Arrow stream. None of them is the time of the run: the same input gives the same bytes.

use serde_json::json;

use crate::archive::Archive;
use crate::config::Filter;
use crate::findings::RuleChoice;

/// The version of the tables: within one, columns are only added, at the end.
pub const SCHEMA_VERSION: u32 = 1;

/// What stands beside the columns of a table: names and texts.
pub type Metadata = Vec<(String, String)>;

/// What tables are made with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The filters that the archive's jobs were chosen by.
    pub filters: Vec<Filter>,
    /// Whose findings count.
    pub rules: RuleChoice,
    /// Whether pseudonyms stand for people.
    pub is_redacted: bool,
}

impl Settings {
    /// What stands in the metadata of a table.
    pub fn described(&self, archive: &Archive, table: &str) -> Metadata {
        let mut pairs = vec![
            ("schema_version", SCHEMA_VERSION.to_string()),
            ("table", table.to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("redacted", self.is_redacted.to_string()),
        ];
        pairs.extend(archive.as_of.map(|as_of| ("as_of", as_of.text())));
        let filters: serde_json::Map<_, _> = self
            .filters
            .iter()
            .map(|filter| (filter.name.to_owned(), json!(filter.values)))
            .collect();
        pairs.push(("filters", json!(filters).to_string()));
        for (name, rules) in [("only", &self.rules.only), ("ignore", &self.rules.ignore)] {
            if !rules.is_empty() {
                let rules: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
                pairs.push((name, rules.join(" ")));
            }
        }
        pairs.into_iter().map(|(name, text)| (format!("jobaudit.{name}"), text)).collect()
    }
}
