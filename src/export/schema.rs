//! All tables and columns, as JSON for programs.

use serde_json::{Value, json};

use crate::export::settings::SCHEMA_VERSION;
use crate::export::tables::Export;

/// What tables there are, with their columns, types and meanings.
pub fn tables() -> Value {
    let tables = Export::outline(|id, table| {
        let columns: Vec<Value> = table
            .columns
            .iter()
            .map(|column| {
                json!({
                    "column": column.id,
                    "type": column.kind.name(),
                    "required": column.is_required,
                    "meaning": column.meaning,
                })
            })
            .collect();
        json!({ "table": id.name(), "meaning": id.meaning(), "columns": columns })
    });
    json!({ "schema_version": SCHEMA_VERSION, "tables": tables })
}
