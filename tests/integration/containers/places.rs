//! Names in archives, and what they link.

use std::collections::BTreeMap;

use super::pack::{Entry, gzip, tar, zip, zip_by_hand, zstandard};
use crate::support::{ERRORS_CSV, Folder, job, job_id};

/// What becomes of each file in an archive with this name.
#[track_caller]
fn fates(name: &str, bytes: Vec<u8>) -> BTreeMap<String, String> {
    let (run, report) = Folder::of([(name, bytes)]).audit(&[]);
    let fates = run.fates();
    assert_eq!(report.measure("files_found"), fates.len(), "{run}");
    fates
}

#[test]
fn a_file_is_named_by_the_archives_that_it_is_in() {
    let job = |number| job(number).to_string().into_bytes();
    let inner = zip(&[("c.json", job(1)), ("d/e.json.gz", gzip(&job(2)))]);
    let files = [
        ("x/job.json", job(3)),
        ("b.zip", inner),
        ("f.tar.gz", gzip(&tar(&[("g.json", job(4))]))),
        ("h.json.zst", zstandard(&job(5))),
    ];
    for (name, bytes) in [("a.zip", zip(&files)), ("a.tar.gz", gzip(&tar(&files)))] {
        let found = fates(name, bytes);
        let expected =
            ["b.zip!c.json", "b.zip!d/e.json.gz", "f.tar.gz!g.json", "h.json.zst", "x/job.json"];
        assert!(
            found
                .keys()
                .map(String::as_str)
                .eq(expected.map(|file| format!("{name}!{file}")).iter().map(String::as_str)),
            "{found:?}"
        );
        assert!(found.values().all(|fate| fate == "job-status, 1 payload"), "{found:?}");
    }
    // Compressed again and again it still is one file.
    let found = fates("a.json.gz.gz.zst", zstandard(&gzip(&gzip(&job(1)))));
    assert_eq!(found["a.json.gz.gz.zst"], "job-status, 1 payload");
}

#[test]
fn names_are_shown_and_lead_nowhere() {
    let job = job(1).to_string();
    let mut raw = Entry::stored("", job.as_bytes());
    raw.name = b"caf\xe9.json".to_vec();
    let names = [
        "../../up.json",
        "/root.json",
        "C:\\disk.json",
        "a\\b.json",
        "same.json",
        "same.json",
        "é.json",
    ];
    let mut entries: Vec<Entry> =
        names.iter().map(|name| Entry::stored(name, job.as_bytes())).collect();
    entries.extend([raw, Entry::stored("folder/", b""), Entry::stored("other\\", b"")]);
    let folder = Folder::of([("in/a.zip", zip_by_hand(&entries))]);
    let run = folder.run(["report", "in", "-v"]);
    run.exits(0);
    let fates = run.fates();
    for name in [
        "../../up.json",
        "/root.json",
        "C:\\disk.json",
        "a\\b.json",
        "same.json",
        "same.json (2)",
        "é.json",
        "caf\\xE9.json",
    ] {
        let name = format!("a.zip!{name}");
        let fate = fates.get(&name).map(String::as_str);
        run.check(fate == Some("job-status, 1 payload"), name);
    }
    assert_eq!(fates.len(), 8, "{run}");
    assert!(!folder.path("up.json").exists() && !folder.path("in/same.json").exists());
}

#[test]
fn two_entries_of_the_same_name_are_two_files() {
    let bytes = [job(1).to_string(), job(2).to_string(), String::from("{")];
    let files: Vec<_> = bytes.iter().map(|bytes| ("job.json", bytes)).collect();
    let by_hand: Vec<_> = bytes.iter().map(|b| Entry::deflated("job.json", b.as_bytes())).collect();
    for archive in [tar(&files), zip_by_hand(&by_hand)] {
        let (_, report) = Folder::of([("a", archive)]).audit(&[]);
        assert_eq!(report.measure("jobs"), 2);
        assert_eq!(report.measure("files_found"), 3);
        assert!(report.example("not-json").starts_with("a!job.json (3):"));
    }
}

#[test]
fn names_of_any_length_are_read_from_tar() {
    let long = format!("{}/job.json", "folder/".repeat(60));
    let bytes = tar(&[(&long, job(1).to_string())]);
    assert_eq!(fates("a.tar", bytes).into_keys().next(), Some(format!("a.tar!{long}")));
    // As POSIX says it, with a size beside it.
    let job = job(1).to_string();
    let mut writer = tar::Builder::new(Vec::new());
    let size = job.len().to_string();
    let said = [("path", b"x/posix.json".as_slice()), ("size", size.as_bytes())];
    writer.append_pax_extensions(said).expect("extensions");
    let mut header = tar::Header::new_ustar();
    header.set_size(job.len() as u64);
    writer.append_data(&mut header, "short", job.as_bytes()).expect("a file");
    let found = fates("a.tar", writer.into_inner().expect("an archive"));
    assert_eq!(
        found.get("a.tar!x/posix.json").map(String::as_str).unwrap_or_default(),
        "job-status, 1 payload",
        "{found:?}"
    );
}

#[test]
fn links_and_devices_in_an_archive_are_set_aside() {
    let mut writer = tar::Builder::new(Vec::new());
    for (kind, name) in [
        (tar::EntryType::Symlink, "link"),
        (tar::EntryType::Link, "second"),
        (tar::EntryType::Fifo, "pipe"),
        (tar::EntryType::Char, "device"),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        writer.append_link(&mut header, name, "job.json").expect("a link");
    }
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Directory);
    header.set_size(0);
    writer.append_data(&mut header, "folder/", &b""[..]).expect("a folder");
    let text = job(1).to_string();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(text.len() as u64);
    writer.append_data(&mut header, "job.json", text.as_bytes()).expect("a file");
    let found = fates("a.tar", writer.into_inner().expect("an archive"));
    for name in ["link", "second", "pipe", "device"] {
        assert_eq!(found[&format!("a.tar!{name}")], "set aside, special-file");
    }
    assert_eq!(found["a.tar!job.json"], "job-status, 1 payload");
    assert_eq!(found.len(), 5);

    let mut link = Entry::stored("link", b"job.json");
    link.mode = 0o120_777;
    let found = fates("a.zip", zip_by_hand(&[link, Entry::stored("job.json", text.as_bytes())]));
    assert_eq!(found["a.zip!link"], "set aside, special-file");
    assert_eq!(found.len(), 2);
}

#[test]
fn errors_find_their_jobs_in_an_archive_as_in_a_folder() {
    let of_two = ERRORS_CSV.replace("ann", "bob");
    let (one, two) = (job(1).to_string(), job(2).to_string());
    let by_id = format!("errors_{}.csv.gz", job_id(1));
    let of_id = gzip(ERRORS_CSV.as_bytes());
    let (one, two, errors) = (one.as_bytes(), two.as_bytes(), ERRORS_CSV.as_bytes());
    type Files<'a> = Vec<(&'a str, &'a [u8])>;
    let cases: [(&str, &str, Files<'_>); 4] = [
        ("alone", "a.zip!errors.csv", vec![("a.json", one), ("errors.csv", errors)]),
        (
            "alone",
            "a.zip!x/errors.csv",
            vec![("x/a.json", one), ("x/errors.csv", errors), ("b.json", two)],
        ),
        (
            "name of the job's own file",
            "a.zip!wave-errors.csv",
            vec![("wave.json", one), ("wave-errors.csv", errors), ("c.json", two)],
        ),
        ("id in the file's name", &by_id, vec![("a.json", one), ("b.json", two), (&by_id, &of_id)]),
    ];
    for (how, name, files) in cases {
        let (run, _) = Folder::of([("a.zip", zip(&files))]).audit(&[]);
        let fates = run.fates();
        let linked = fates.iter().any(|(file, fate)| file.ends_with(name) && fate.contains(how));
        run.check(linked, format!("{name} is linked by {how}"));
    }
    // Beside an archive is not in it, nor is another archive.
    let (run, report) = Folder::of([
        ("a.zip", zip(&[("a.json", one)])),
        ("b.zip", zip(&[("errors.csv", errors)])),
        ("errors.csv", of_two.as_bytes().to_vec()),
    ])
    .audit(&[]);
    run.check(report.findings("errors-csv-unmatched") == 2, "no links between archives");
    // A compressed job gives its name without the ending.
    let (run, _) = Folder::of([
        ("wave.json.gz", gzip(one)),
        ("wave.csv.zst", zstandard(errors)),
        ("other.json", two.to_vec()),
    ])
    .audit(&[]);
    run.check(run.fates()["wave.csv.zst"].contains("own file"), "linked by the stem");
    // A folder or an archive may be named after the job.
    let named = format!("{}.zip", job_id(1));
    let (run, _) = Folder::of([
        (named, zip(&[("errors.csv", errors)])),
        (String::from("jobs.zip"), zip(&[("1.json", one), ("2.json", two)])),
    ])
    .audit(&[]);
    run.check(
        run.fates().values().any(|fate| fate.contains("folder's name")),
        "linked by the folder",
    );
}
