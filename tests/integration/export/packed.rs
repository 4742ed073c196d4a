//! Parquet and Arrow, read back by the libraries of those formats: the same as CSV says, in types that every
//! reader knows, and the same bytes whatever the number of threads.

use std::fs::{self, File};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, RowAccessor};
use parquet::schema::parser::parse_message_type;

use super::{Texts, archives, moment, plainly_written, tables, without_apostrophes};
use crate::support::Folder;

/// A value as CSV has it.
fn text(column: &dyn Array, at: usize) -> String {
    if column.is_null(at) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(at).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(at).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(at).to_string(),
        DataType::Boolean => column.as_boolean().value(at).to_string(),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if &**zone == "UTC" => {
            moment(column.as_primitive::<TimestampMicrosecondType>().value(at))
        }
        other => panic!("a type that not every reader knows: {other}"),
    }
}

fn texts(schema: &SchemaRef, batches: &[RecordBatch]) -> Texts {
    let columns = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut rows = Vec::new();
    for batch in batches {
        for at in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| text(column, at)).collect());
        }
    }
    Texts { columns, rows }
}

/// A value of Parquet, as CSV has it.
fn text_of(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Bool(flag) => flag.to_string(),
        Field::TimestampMicros(micros) => moment(*micros),
        other => panic!("a type that not every reader knows: {other:?}"),
    }
}

/// A Parquet file, and what stands in its metadata.
fn read(path: &std::path::Path) -> (Texts, Vec<(String, String)>) {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().cloned().unwrap_or_default().into_iter();
    let pairs = pairs.map(|pair| (pair.key, pair.value.unwrap_or_default())).collect();
    let columns = metadata.schema_descr().columns().iter();
    let columns = columns.map(|column| column.name().to_owned()).collect();
    let rows = reader.get_row_iter(None).expect("rows").map(|row| {
        row.expect("a row").get_column_iter().map(|(_, field)| text_of(field)).collect()
    });
    (Texts { columns, rows: rows.collect() }, pairs)
}

#[test]
fn parquet_and_arrow_say_what_csv_says() {
    for ((name, folder), csv) in archives().into_iter().zip(plainly_written()) {
        let all = ["export", "archive", "-q", "--max-findings", "0"];
        folder.run(all.iter().chain(&["-o", "parquet/"]));
        for (id, columns) in tables() {
            let csv = without_apostrophes(csv.tables[id].clone());
            let (table, _) = read(&folder.path(&format!("parquet/{id}.parquet")));
            assert_eq!(without_apostrophes(table), csv, "{name} {id}");
            let run = folder.run(all.iter().chain(&["--arrow", "--table", id]));
            let stream = arrow_ipc::reader::StreamReader::try_new(run.bytes(), None);
            let stream = stream.expect("a stream");
            let schema = stream.schema();
            let required = schema.fields().iter().map(|field| !field.is_nullable());
            assert!(required.eq(columns.iter().map(|column| column.is_required)), "{id}");
            let batches = stream.collect::<Result<Vec<_>, _>>().expect("rows");
            assert_eq!(without_apostrophes(texts(&schema, &batches)), csv, "{name} {id}");
            assert_eq!(schema.metadata()["jobaudit.table"], id);
        }
    }
}

#[test]
fn the_metadata_say_with_what_a_table_was_made_and_never_when() {
    let (_, folder) = archives().swap_remove(0);
    let flags = ["--redact", "--job-name", "moveusers", "--ignore", "stuck-job"];
    let args = ["export", "archive", "-q", "-o", "tables/", "--as-of", "2026-03-01"];
    folder.run(args.iter().chain(&flags)).exits(0);
    let (_, pairs) = read(&folder.path("tables/jobs.parquet"));
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        pairs,
        [
            ("jobaudit.schema_version", "1"),
            ("jobaudit.table", "jobs"),
            ("jobaudit.version", env!("CARGO_PKG_VERSION")),
            ("jobaudit.redacted", "true"),
            ("jobaudit.as_of", "2026-03-01T00:00:00.000Z"),
            ("jobaudit.filters", r#"{"job-name":["moveusers"]}"#),
            ("jobaudit.ignore", "stuck-job"),
        ]
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, folder) in archives() {
        for threads in ["1", "2", "5"] {
            let to = format!("with-{threads}/");
            folder.run(["export", "archive", "-q", "-o", &to, "--threads", threads]);
        }
        for id in tables().keys() {
            let bytes = ["1", "2", "5"].map(|threads| {
                let path = folder.path(&format!("with-{threads}/{id}.parquet"));
                fs::read(path).expect("a file")
            });
            assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2], "{name} {id}");
        }
    }
}

#[test]
fn a_table_of_several_groups_of_rows_is_whole() {
    // More steps than a group of rows has.
    let job = crate::support::job(1);
    let step = job["jobExecutionStatus"][0]["stepExecutionStatuses"][0].clone();
    let folder = Folder::new();
    for nth in 0..14 {
        let mut job = crate::support::job(nth);
        let steps = job["jobExecutionStatus"][0]["stepExecutionStatuses"].as_array_mut();
        steps.expect("steps").resize(10_000, step.clone());
        folder.write(&format!("archive/{nth}.json"), job.to_string());
    }
    let args = ["export", "archive", "-q", "-o", "tables/", "--table", "steps"];
    folder.run(args).exits(0);
    let file = File::open(folder.path("tables/steps.parquet")).expect("a file");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let column = "message steps { REQUIRED INT64 step_number; }";
    let column = parse_message_type(column).expect("a schema");
    let rows = reader.get_row_iter(Some(column)).expect("rows");
    let numbers = rows.map(|row| row.expect("a row").get_long(0).expect("a number"));
    assert!(numbers.eq((0..140_000).map(|at| at % 10_000 + 1)));
}
