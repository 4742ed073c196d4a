//! The tables as another program reads them: every cell is that of the CSV table, which is that of the report, and
//! what the report counts comes out where somebody counts it again in SQL.

use serde::Deserialize;
use serde_json::{Value, json};

use jobaudit::export::Kind;

use super::{Texts, Written, all_written, archives, moment, tables, without_apostrophes};
use crate::duckdb;

/// Prints for each folder of tables what stands in them, and what some questions give.
const READ: &str = r#"
import json, sys, duckdb
asked = json.load(sys.stdin)
told = []
for folder in asked["folders"]:
    connection = duckdb.connect()
    tables = {}
    for table in asked["tables"]:
        path = f"{folder}/{table}.parquet"
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
        columns = [column[:2] for column in connection.execute(f"DESCRIBE {table}").fetchall()]
        cells = [f'epoch_us("{name}")' if kind.startswith("TIMESTAMP") else f'"{name}"' for name, kind in columns]
        rows = connection.execute(f"SELECT {', '.join(cells)} FROM {table}").fetchall()
        tables[table] = {"columns": columns, "rows": rows}
    answers = [connection.execute(f"SELECT CAST(({question}) AS BIGINT)").fetchone()[0] for question in asked["questions"]]
    told.append({"tables": tables, "answers": answers})
json.dump(told, sys.stdout)
"#;

/// A measure of the report, and how somebody would count the same in SQL.
const MEASURES: &[(&str, &str)] = &[
    ("files_found", "SELECT count(*) FROM files"),
    ("files_used", "SELECT count(*) FROM files WHERE fate = 'used'"),
    ("files_set_aside", "SELECT count(*) FROM files WHERE fate = 'set-aside'"),
    ("payloads", "SELECT sum(payloads) FROM files WHERE fate = 'used'"),
    ("jobs", "SELECT count(*) FROM jobs"),
    ("failed", "SELECT count(*) FROM jobs WHERE outcome = 'failed'"),
    ("with_errors", "SELECT count(*) FROM jobs WHERE outcome = 'with-errors'"),
    ("in_progress", "SELECT count(*) FROM jobs WHERE outcome = 'in-progress'"),
    ("elapsed_total_ns", "SELECT sum(elapsed_ns * count) FROM durations WHERE level = 'execution'"),
    ("errors", "SELECT count(*) FROM errors WHERE kind = 'error'"),
    ("impacts", "SELECT count(*) FROM errors WHERE kind = 'impact'"),
    ("findings_error", "SELECT count(*) FROM findings WHERE severity = 'error'"),
    ("findings_warning", "SELECT count(*) FROM findings WHERE severity = 'warning'"),
    ("findings_info", "SELECT count(*) FROM findings WHERE severity = 'info'"),
    ("people_to_move", "SELECT sum(people) FROM still_to_move"),
    ("jobs_to_look_at", "SELECT count(DISTINCT job) FROM attention"),
];

/// What DuckDB finds in a folder.
#[derive(Deserialize)]
struct Told {
    tables: std::collections::BTreeMap<String, Read>,
    answers: Vec<Option<i64>>,
}

/// A table: its columns with their types, and its rows.
#[derive(Deserialize)]
struct Read {
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Value>>,
}

/// A type as DuckDB calls it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "VARCHAR",
        Kind::Integer | Kind::Duration => "BIGINT",
        Kind::Number => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Time => "TIMESTAMP WITH TIME ZONE",
    }
}

impl Read {
    /// As CSV has it.
    fn texts(&self) -> Texts {
        let text = |(value, (_, kind)): (&Value, &(String, String))| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(micros) if kind.starts_with("TIMESTAMP") => {
                moment(micros.as_i64().expect("microseconds"))
            }
            Value::Number(number) if kind == "DOUBLE" => {
                number.as_f64().expect("a number").to_string()
            }
            other => other.to_string(),
        };
        let row = |row: &Vec<Value>| row.iter().zip(&self.columns).map(text).collect();
        Texts {
            columns: self.columns.iter().map(|(name, _)| name.clone()).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }
}

#[test]
fn duckdb_reads_in_every_table_what_the_report_says() {
    let archives = archives();
    let folder_of = |archive: &str| {
        let found = archives.iter().find(|(name, _)| *name == archive);
        &found.expect("an archive").1
    };
    let mut folders = Vec::new();
    for (at, written) in all_written().iter().enumerate() {
        let (folder, to) = (folder_of(written.archive), format!("parquet-{at}/"));
        let all = ["export", "archive", "-q", "--max-findings", "0", "-o", &to];
        folder.run(all.iter().chain(written.flags));
        folders.push(folder.path(&to));
    }
    let questions: Vec<&str> = MEASURES.iter().map(|(_, question)| *question).collect();
    let tables = tables();
    let names: Vec<&str> = tables.keys().copied().collect();
    let asked = json!({ "folders": folders, "tables": names, "questions": questions });
    let told = duckdb::asked::<Vec<Told>>(READ, &archives[0].1.path(""), &asked);
    let Some(told) = told else { return };
    assert_eq!(told.len(), all_written().len());
    for (told, Written { archive, flags, tables: csv, .. }) in told.iter().zip(all_written()) {
        for (id, columns) in &tables {
            let read = &told.tables[*id];
            let kinds = columns.iter().map(|column| (column.id, kind(column.kind)));
            let found = read.columns.iter().map(|(name, kind)| (name.as_str(), kind.as_str()));
            assert!(kinds.eq(found), "{archive} {id}: {:?}", read.columns);
            let csv = without_apostrophes(csv[*id].clone());
            assert_eq!(without_apostrophes(read.texts()), csv, "{archive} {flags:?} {id}");
        }
        let measures = told.tables["measures"].texts();
        for ((measure, question), answer) in MEASURES.iter().zip(&told.answers) {
            let row = measures.rows.iter().find(|row| row[0] == *measure);
            let value = row.unwrap_or_else(|| panic!("no measure {measure}"))[1].as_str();
            let answer = answer.map_or_else(String::new, |answer| answer.to_string());
            assert_eq!(answer, value, "{archive} {flags:?} {measure}: {question}");
        }
    }
}
