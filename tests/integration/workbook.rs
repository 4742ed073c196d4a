//! The workbook, read back by another program's eyes.

use std::io::{Cursor, Write};
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use jobaudit::payload::Timestamp;
use jobaudit::render::escape::visible;
use jobaudit::report::{Cell, Options, Report, SectionId};
use jobaudit::{Audit, AuditOptions, Config, audit};
use serde_json::{Value, json};

use crate::support::{Folder, Json, all_sections, job, run};

/// The line of the header, counted from 0.
const HEADER: u32 = 2;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

#[track_caller]
fn open(bytes: &[u8]) -> Workbook {
    open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook")
}

#[track_caller]
fn sheet(workbook: &mut Workbook, name: &str) -> Range<Data> {
    workbook.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn at(sheet: &Range<Data>, line: u32, place: u32) -> &Data {
    sheet.get_value((line, place)).unwrap_or(&Data::Empty)
}

fn text(sheet: &Range<Data>, line: u32, place: u32) -> &str {
    match at(sheet, line, place) {
        Data::String(text) => text,
        Data::Empty => "",
        other => panic!("no text in {line}, {place}: {other:?}"),
    }
}

/// Milliseconds from day 0 of the calendar to a time.
fn calendar_milliseconds(text: &str) -> i128 {
    let time = Timestamp::parse(text).expect("a time");
    let day_zero = Timestamp::parse("1899-12-30T00:00:00Z").expect("a time");
    time.nanos_since(day_zero) / 1_000_000
}

/// Fails unless a cell of the sheet says what the report's JSON says.
#[track_caller]
fn same(cell: &Cell, json: &Value, found: &Data, place: &str) {
    let milliseconds = |days: f64| (days * 86_400_000.0).round() as i128;
    match (cell, found) {
        (Cell::Missing | Cell::Share { whole: 0, .. }, Data::Empty) => {
            assert!(json.is_null(), "{place}");
        }
        (Cell::Text(_) | Cell::Id(_), Data::String(found)) => {
            assert_eq!(visible(json.as_str().expect(place)), *found, "{place}");
        }
        (Cell::Named(named), Data::String(found)) => {
            assert_eq!(visible(json.as_str().expect(place)), visible(&named.id), "{place}");
            assert_eq!(visible(&named.shown), *found, "{place}");
        }
        // An empty text is no text.
        (Cell::Text(text) | Cell::Id(text), Data::Empty) => assert_eq!(text, "", "{place}"),
        (Cell::Term(term), Data::String(found)) => {
            assert_eq!((term.id, &*term.title), (json.as_str().expect(place), &**found), "{place}");
        }
        (Cell::Flag(flag), Data::String(found)) => {
            assert_eq!(json.as_bool(), Some(*flag), "{place}");
            assert_eq!(found, if *flag { "yes" } else { "no" }, "{place}");
        }
        (Cell::Count(_) | Cell::Integer(_) | Cell::Bytes(_), Data::Float(found)) => {
            assert_eq!(json.as_i64().expect(place) as f64, *found, "{place}");
        }
        (Cell::Share { .. } | Cell::Fraction(_), Data::Float(found)) => {
            let expected = json.as_f64().expect(place);
            // Spreadsheets keep 15 digits.
            assert!((expected - found).abs() <= 1e-14 * expected, "{place}: {expected}, {found}");
        }
        (Cell::Duration(_), Data::DateTime(found)) => {
            assert!(found.is_duration(), "{place}");
            assert_eq!(milliseconds(found.as_f64()), json.as_i64().expect(place).into(), "{place}");
        }
        (Cell::Duration(nanoseconds), Data::String(found)) => {
            assert!(*nanoseconds < 0 && found.contains('-'), "{place}: {found}");
        }
        (Cell::Time(_), Data::DateTime(found)) => {
            assert!(!found.is_duration(), "{place}");
            let expected = calendar_milliseconds(json.as_str().expect(place));
            assert_eq!(milliseconds(found.as_f64()), expected, "{place}");
        }
        (cell, found) => panic!("{place}: {cell:?} became {found:?}"),
    }
}

/// Compares all sections of an archive: its report, its JSON and its workbook.
#[track_caller]
fn compare(report: &Report<'_>, json: &Json, workbook: &mut Workbook) {
    for section in &report.sections {
        let sheet = sheet(workbook, section.title);
        for (place, column) in (0..).zip(&section.columns) {
            assert_eq!(text(&sheet, HEADER, place), column.title, "{}", section.id);
        }
        let rows = json.rows(section.id);
        assert_eq!(rows.len(), section.rows.len(), "{}", section.id);
        for (line, (cells, row)) in (HEADER + 1..).zip(section.rows.iter().zip(rows)) {
            for ((place, cell), column) in (0..).zip(cells).zip(&section.columns) {
                let name = format!("{}, line {line}, {}", section.id, column.id);
                same(&cell, &row[column.id], at(&sheet, line, place), &name);
            }
        }
        let last = HEADER + 1 + u32::try_from(rows.len()).expect("a line");
        assert!((0..30).all(|place| *at(&sheet, last, place) == Data::Empty), "{}", section.id);
    }
}

fn audit_of(path: &str) -> Audit {
    let options = AuditOptions { words: true, ..AuditOptions::default() };
    audit(&Config { paths: vec![path.into()], options, ..Config::default() }).expect("an audit")
}

fn whole_report(audit: &Audit) -> Report<'_> {
    let options = Options { sections: SectionId::all().collect(), ..Options::default() };
    Report::of(&audit.archive, &options)
}

#[test]
fn every_cell_of_every_section_is_what_the_json_says() {
    // The library has no clock for it.
    let args = ["report", "samples", "--ignore", "live-signed-url", "-f"];
    let json = run(args.into_iter().chain(["json"]).chain(all_sections())).json();
    let mut workbook = open(run(args.into_iter().chain(["xlsx"])).exits(0).bytes());
    compare(&whole_report(&audit_of("samples")), &json, &mut workbook);
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.is_empty(), "{name}");
    }
}

/// LibreOffice's own copy of a workbook; none on a machine without, where that is said.
fn reopened(folder: &Folder, name: &str) -> Option<Vec<u8>> {
    let profile = format!("-env:UserInstallation=file://{}", folder.path("profile").display());
    let convert = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .args([folder.path("copy"), folder.path(name)])
        .output();
    let output = match convert {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var_os("CI").is_none(), "CI has LibreOffice");
            let _ = writeln!(std::io::stderr(), "left out: no LibreOffice on this machine");
            return None;
        }
        output => output.expect("LibreOffice runs"),
    };
    assert!(output.status.success(), "{output:?}");
    Some(std::fs::read(folder.path("copy").join(name)).expect("what it read, written again"))
}

#[test]
fn libre_office_reads_every_cell_and_chart() {
    let folder = Folder::new();
    let path = folder.path("audit.xlsx").display().to_string();
    let args = ["report", "samples", "--ignore", "live-signed-url"];
    let json = run(args.into_iter().chain(["-f", "json"]).chain(all_sections())).json();
    run(args.into_iter().chain(["-q", "-o", &path]).chain(all_sections())).exits(0);
    let Some(copy) = reopened(&folder, "audit.xlsx") else { return };
    compare(&whole_report(&audit_of("samples")), &json, &mut open(&copy));
    let own = std::fs::read(folder.path("audit.xlsx")).expect("a workbook");
    assert_eq!(charts(&copy).len(), charts(&own).len());
}

#[test]
fn the_sheets_are_all_sections_in_the_managers_order() {
    let workbook = open(run(["report", "samples", "-f", "xlsx"]).exits(0).bytes());
    let expected = [
        "Overview",
        "Still to be moved",
        "Errors and impacts",
        "Jobs",
        "Limits",
        "What to do",
        "Plan",
        "Summary",
        "Error codes",
        "Failure rates",
        "Over time",
        "Trend",
        "Step timing",
        "Throughput",
        "Slowest steps",
        "Jobs that need attention",
        "Users",
        "Exit codes",
        "Statuses",
        "Findings",
        "Files",
        "Steps",
        "Charts",
    ];
    assert_eq!(workbook.sheet_names(), expected);
}

#[test]
fn the_first_sheet_has_the_title_and_the_filters() {
    let args = ["report", "samples", "-f", "xlsx", "--title", "Wave 3", "--job-name", "moveusers"];
    let mut workbook = open(run(args).exits(0).bytes());
    let overview = sheet(&mut workbook, "Overview");
    let first: Vec<&str> = (0..90).map(|line| text(&overview, line, 0)).collect();
    assert_eq!(first[0], "Wave 3");
    assert!(first[1].starts_with("Birchwood Schools, "), "{first:?}");
    assert_eq!(first[3], "Read from samples");
    assert_eq!(first[4], "Filters: job name moveusers");
    assert!(first[5].starts_with("Judged as of 2026-"), "{first:?}");
    assert_eq!(first[6], concat!("Generated by jobaudit ", env!("CARGO_PKG_VERSION")));
    assert!(first[8].starts_with("Action needed: "), "{first:?}");
    for said in ["Key figures", "Moves done", "What to do next", "Who still has to be moved"] {
        assert!(first.contains(&said), "{said}: {first:?}");
    }
    assert!(
        first.iter().any(|text| text.ends_with("on the sheet “Still to be moved”")),
        "{first:?}"
    );
    let summary = sheet(&mut workbook, "Summary");
    let note = text(&summary, 1, 0);
    assert!(note.contains("Where nothing but a dash stands"), "{note}");
    assert_eq!(text(&sheet(&mut workbook, "Jobs"), 0, 0), "Jobs");
}

/// The charts of a workbook, as they are in the file.
fn charts(bytes: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut names: Vec<String> =
        zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    names.retain(|name| name.starts_with("xl/charts/chart"));
    names.sort();
    let read = |name: &String| std::io::read_to_string(zip.by_name(name).expect("a part"));
    names.iter().map(read).collect::<Result<_, _>>().expect("text")
}

/// The text behind a mark up to the next `<` or `"`.
fn after<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split(['<', '"']).next())
}

#[test]
fn the_charts_are_those_of_the_page_and_refer_to_cells() {
    let folder = Folder::new();
    let [page, book] = ["a.html", "a.xlsx"].map(|name| folder.path(name).display().to_string());
    run(["report", "samples", "-q", "-o", &page, "-o", &book]).exits(0);
    let page = folder.read("a.html");
    let mut on_page: Vec<&str> = after(&page, "<figcaption><strong>").collect();
    let bytes = std::fs::read(folder.path("a.xlsx")).expect("a workbook");
    let charts = charts(&bytes);
    let title = |chart: &String| after(chart, "<a:t>").next().expect("a title").to_owned();
    let mut in_book: Vec<String> = charts.iter().map(title).collect();
    on_page.sort_unstable();
    in_book.sort_unstable();
    assert_eq!(in_book, on_page);

    // Each range of names or numbers has as many cells as the sheet has beside it.
    let numbers = sheet(&mut open(&bytes), "Charts");
    for chart in &charts {
        let ranges: Vec<&str> = after(chart, "<c:f>Charts!").filter(|f| f.contains(':')).collect();
        assert!(!ranges.is_empty(), "{chart}");
        for range in ranges {
            let lines: Vec<u32> = range
                .split(':')
                .map(|cell| {
                    cell.rsplit('$').next().and_then(|line| line.parse().ok()).expect("a line")
                })
                .collect();
            let [first, last] = lines[..] else { panic!("{range}") };
            let names = (first - 1..last).filter(|line| *at(&numbers, *line, 0) != Data::Empty);
            assert_eq!(names.count(), (last - first + 1) as usize, "{range}");
            assert_eq!(*at(&numbers, last, 0), Data::Empty, "{range}");
            assert_eq!(text(&numbers, first - 3, 0), title(chart));
        }
    }
}

#[test]
fn without_all_that_managers_read_there_are_no_charts() {
    let args = ["report", "samples", "-f", "xlsx", "--section", "error_codes", "--section", "jobs"];
    assert_eq!(charts(run(args).exits(0).bytes()).len(), 0);
    let folder = Folder::of([("archive/notes.txt", "nothing")]);
    assert_eq!(charts(folder.run(["report", "archive", "-f", "xlsx"]).bytes()).len(), 0);
}

#[test]
fn only_the_sections_asked_for_and_the_filters_all_the_same() {
    let args = ["report", "samples", "-f", "xlsx", "--section", "jobs", "--org", "9a80e86d"];
    let mut workbook = open(run(args).exits(0).bytes());
    assert_eq!(workbook.sheet_names(), ["Jobs"]);
    let jobs = sheet(&mut workbook, "Jobs");
    assert_eq!(text(&jobs, 0, 0), "Job audit: Jobs");
    assert!(text(&jobs, 1, 0).contains("Filters: organisation 9a80e86d"));
}

#[test]
fn what_a_spreadsheet_would_run_stays_text() {
    let nasty =
        ["=1+1", "+49301234567", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "_x0041_", "007"];
    let folder = Folder::of((1..).zip(nasty).map(|(number, name)| {
        let mut job = job(number);
        job["name"] = json!(name);
        (format!("archive/{number}.json"), job.to_string())
    }));
    folder.write(
        "archive/more.csv",
        "User ID,Type,Code,Message\n=cmd|' /C calc'!A0,Error,=2+2,\"=3\x01+\n3\"\n",
    );
    let run = folder.run(["report", "archive", "-o", "a.xlsx", "-q"]);
    run.exits(0);
    let mut workbook = open(&std::fs::read(folder.path("a.xlsx")).expect("a file"));
    let jobs = sheet(&mut workbook, "Jobs");
    let names = (HEADER + 1..).take(nasty.len()).map(|line| text(&jobs, line, 1));
    let mut names: Vec<&str> = names.collect();
    let mut expected = nasty;
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    let users = sheet(&mut workbook, "Users");
    assert_eq!(text(&users, HEADER + 1, 0), "=cmd|' /C calc'!A0");
    for name in workbook.sheet_names() {
        assert!(workbook.worksheet_formula(&name).expect("a sheet").is_empty(), "{name}");
    }
}

#[test]
fn the_same_archive_gives_the_same_bytes() {
    let bytes = |threads: &str| {
        let run = run(["report", "samples", "-f", "xlsx", "--threads", threads]);
        run.exits(0).bytes().to_vec()
    };
    let first = bytes("1");
    assert!(first == bytes("1") && first == bytes("2"));
}

#[test]
fn an_archive_without_a_job_is_a_workbook_too() {
    let folder = Folder::of([("archive/notes.txt", "nothing")]);
    let run = folder.run(["report", "archive", "-f", "xlsx"]);
    run.exits(3);
    let mut workbook = open(run.bytes());
    let jobs = sheet(&mut workbook, "Jobs");
    assert_eq!(text(&jobs, HEADER, 0), "job");
    assert!(text(&jobs, 1, 0).ends_with("\nThere are none."));
}

#[test]
fn one_job_is_not_written_as_a_workbook() {
    let folder = Folder::with_example();
    let refused = folder.run(["show", "07", "archive", "-o", "job.xlsx"]);
    refused
        .exits(2)
        .says_why("use one of .txt, .md, .markdown, .json, .jsonl, .ndjson, .html, .htm");
    folder.run(["show", "07", "archive", "-f", "xlsx"]).exits(2).says_why("xlsx");
}

#[test]
fn people_are_not_led_to_empty_sheets_and_the_first_prints_one_page_wide() {
    let bytes = run(["report", "samples", "-f", "xlsx"]).exits(0).bytes().to_vec();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes.clone())).expect("a zip file");
    let mut part =
        |name: &str| std::io::read_to_string(zip.by_name(name).expect("a part")).expect("text");
    let names = part("xl/workbook.xml");
    let hidden: Vec<&str> = names
        .split("<sheet ")
        .filter(|sheet| sheet.contains("state=\"hidden\""))
        .filter_map(|sheet| sheet.split('"').nth(1))
        .collect();
    // Nothing was planned, limited or remembered.
    assert_eq!(hidden, ["Limits", "Plan", "Trend"]);
    let first = part("xl/worksheets/sheet1.xml");
    let setup = "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"";
    assert!(first.contains(setup), "{}", &first[first.len().saturating_sub(900)..]);
    // Times of charts have room: spreadsheets show `###` for a number without.
    let charts =
        open(&bytes).sheet_names().iter().position(|name| name == "Charts").expect("charts");
    let charts = part(&format!("xl/worksheets/sheet{}.xml", charts + 1));
    let widths = charts.split(" width=\"").skip(1).map(|rest| rest.split('"').next());
    let widths: Vec<f64> =
        widths.map(|width| width.and_then(|width| width.parse().ok()).expect("a width")).collect();
    assert!(widths.len() > 1 && widths.iter().all(|width| *width >= 13.0), "{widths:?}");
}
