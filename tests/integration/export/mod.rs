//! Tables for other programs: they say what the report says, in every format, and appear whole.

mod agreement;
#[cfg(feature = "tables")]
mod facts;
mod folders;
#[cfg(feature = "tables")]
mod packed;
#[cfg(feature = "tables")]
mod read_by_duckdb;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use jobaudit::export::{Column, Export, TableId};

use crate::archive::{self, Layout, Plan};
use crate::hostile;
use crate::support::{Folder, PACKAGE};

/// All tables with their columns.
fn tables() -> BTreeMap<&'static str, Vec<Column>> {
    Export::outline(|id, table| (id.name(), table.columns.clone())).into_iter().collect()
}

/// A table of texts as it stands in a CSV file.
#[derive(Clone, Debug, PartialEq)]
struct Texts {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Texts {
    #[track_caller]
    fn read(path: &Path) -> Texts {
        let reader = csv::Reader::from_path(path);
        let mut reader = reader.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let columns = texts(reader.headers().expect("a header"));
        let rows = reader.records().map(|record| texts(&record.expect("a row"))).collect();
        Texts { columns, rows }
    }

    /// The values of a column; none where there is no such column.
    fn column(&self, id: &str) -> Option<Vec<&str>> {
        let at = self.columns.iter().position(|column| column == id)?;
        Some(self.rows.iter().map(|row| row[at].as_str()).collect())
    }

    #[track_caller]
    fn all(&self, id: &str) -> Vec<&str> {
        self.column(id).unwrap_or_else(|| panic!("no column {id} in {:?}", self.columns))
    }
}

/// Archives of all kinds: the samples, two that are generated, and one whose texts are awkward.
fn archives() -> Vec<(&'static str, Folder)> {
    let samples = Folder::new();
    copy(&Path::new(PACKAGE).join("samples"), &samples.path("archive"));
    let generated = |layout, unsaved| {
        let folder = Folder::new();
        let plan = Plan { jobs: 60, seed: 11, layout, unsaved };
        archive::write(&folder.path("archive"), &plan).expect("an archive");
        folder
    };
    let awkward = Folder::new();
    copy(&hostile::archive::archive().path(""), &awkward.path("archive"));
    vec![
        ("samples", samples),
        ("files", generated(Layout::Files, 3)),
        ("stream", generated(Layout::Ndjson, 0)),
        ("awkward", awkward),
    ]
}

/// A moment in microseconds, as CSV has it.
#[cfg(feature = "tables")]
fn moment(micros: i64) -> String {
    format!("{:.3}", jiff::Timestamp::from_microsecond(micros).expect("a time"))
}

/// Text as CSV has it has an apostrophe more where a spreadsheet would run it, and spells out NUL.
#[cfg(feature = "tables")]
fn without_apostrophes(table: Texts) -> Texts {
    let rows = table.rows.into_iter();
    let rows = rows.map(|row| {
        row.into_iter()
            .map(|text| text.replace('\'', "").replace('\0', "\\u{0}").replace("\\u{5c}", "\\"))
            .collect()
    });
    Texts { columns: table.columns, rows: rows.collect() }
}

/// Flags under which tables and report have to agree.
const FLAGS: [&[&str]; 3] =
    [&[], &["--since", "2025-10", "--ignore", "unknown-payload"], &["--as-of", "2026-03-01"]];

/// What `export --csv` and `report -o FOLDER/` wrote of an archive under the same flags.
struct Written {
    archive: &'static str,
    flags: &'static [&'static str],
    tables: BTreeMap<String, Texts>,
    report: BTreeMap<String, Texts>,
}

impl Written {
    #[track_caller]
    fn of(archive: &'static str, folder: &Folder, flags: &'static [&'static str]) -> Option<Self> {
        let written = |args: &[&str]| {
            let run = folder.run(args.iter().chain(flags));
            run.check(!run.stderr().contains("panicked"), "no panic");
            let to = folder.path(args[args.len() - 1]);
            let tables = read_all(&to);
            let _ = std::fs::remove_dir_all(to);
            tables
        };
        let all = ["export", "archive", "--csv", "--max-findings", "0", "-o", "tables/"];
        let tables = written(&all);
        let report = written(&["report", "archive", "-q", "-o", "report/"])?;
        Some(Written { archive, flags, tables: tables.expect("tables"), report })
    }
}

/// All tables in a folder, if there is one.
fn read_all(folder: &Path) -> Option<BTreeMap<String, Texts>> {
    let entries = std::fs::read_dir(folder).ok()?;
    let tables = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), Texts::read(&path))
    });
    Some(tables.collect())
}

/// What was written of all archives, under all flags that leave any job.
fn all_written() -> &'static [Written] {
    static ALL: LazyLock<Vec<Written>> = LazyLock::new(|| {
        let of = |(name, folder): (&'static str, Folder)| {
            let all = FLAGS.map(|flags| Written::of(name, &folder, flags));
            assert!(all[0].is_some(), "{name}: there are jobs");
            all
        };
        archives().into_iter().flat_map(of).flatten().collect()
    });
    &ALL
}

/// The same without any flag.
fn plainly_written() -> impl Iterator<Item = &'static Written> {
    all_written().iter().filter(|written| written.flags.is_empty())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a file")),
        }
    }
}

#[test]
fn the_schema_lists_every_table_with_its_columns_types_and_meanings() {
    let schema = crate::support::run(["schema", "tables"]).exits(0).json().0;
    assert_eq!(schema["schema_version"], jobaudit::export::SCHEMA_VERSION);
    let listed = schema["tables"].as_array().expect("tables");
    assert_eq!(listed.len(), TableId::all().count());
    for (listed, id) in listed.iter().zip(TableId::all()) {
        assert_eq!(listed["table"], id.name());
        let columns = listed["columns"].as_array().expect("columns");
        let mut ids: Vec<&str> =
            columns.iter().filter_map(|column| column["column"].as_str()).collect();
        assert_eq!(ids.len(), columns.len());
        for column in columns {
            let id = column["column"].as_str().expect("an id");
            assert_eq!(id.ends_with("_ns"), column["type"] == "int64" && id.ends_with("_ns"));
            assert!(!id.ends_with("_ms"), "{id}: durations are nanoseconds");
            assert!(column["meaning"].as_str().is_some_and(|words| !words.is_empty()), "{column}");
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), columns.len(), "no two columns of {} are called alike", id.name());
    }
}
