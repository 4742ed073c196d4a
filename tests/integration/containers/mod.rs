//! What is compressed or lies in an archive, against the same in a folder.

mod damage;
mod kinds;
mod limits;
pub mod pack;
mod places;

use crate::archive;
use crate::support::{Folder, Json, all_sections, job, running};
use pack::{bzip2, gzip, seven_zip, tar, xz, zip, zstandard};

/// Jobs with errors files, snapshots and things that are none, by name.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for index in 0..60 {
        let job = archive::generate(index, 5);
        let folder = format!("archive/{}/{}", job.organisation, job.month);
        let mut payload = job.payload.into_bytes();
        match index % 9 {
            0 => payload.truncate(payload.len() / 2),
            1 => _ = payload.splice(1..1, *b"\"note\":1,"),
            2 => _ = payload.splice(0..0, *b"\xef\xbb\xbf"),
            _ => {}
        }
        files.push((format!("{folder}/{index}.json"), payload));
        if let Some(errors) = job.errors {
            files.push((format!("{folder}/{}", errors.file_name), errors.csv.into_bytes()));
        }
    }
    for number in 0..5 {
        let seen = format!("2023-05-30T13:04:{number:02}.000Z");
        let poll = running(1, &seen).to_string().into_bytes();
        files.push((format!("archive/poll/{number}.json"), poll));
        files.push((format!("archive/foreign/{number}.txt"), b"a note".to_vec()));
    }
    files.push((String::from("archive/empty.json"), Vec::new()));
    let stream: Vec<String> = (200..230).map(|index| archive::job(index, 5)).collect();
    files.push((String::from("archive/stream.ndjson"), stream.join("\n").into_bytes()));
    files
}

/// The whole report about a path.
#[track_caller]
fn report(folder: &Folder, path: &str, input: &[u8]) -> String {
    let args = ["report", path, "-f", "json", "--top", "0"].into_iter().chain(all_sections());
    let run = folder.pipe(args, input);
    run.exits(0);
    without_inputs(&run.stdout())
}

/// The same but for what was named and how it was read, which differs.
fn without_inputs(json: &str) -> String {
    let mut is_within = false;
    let differs = |line: &&str| {
        is_within = (is_within || line.starts_with("  \"inputs\": {"))
            && !line.starts_with("  \"verdict\"");
        !is_within && !line.starts_with("  \"ledger\"")
    };
    json.lines().filter(differs).map(|line| format!("{line}\n")).collect()
}

/// Compares line by line, so that a failure names the line and not all of it.
#[track_caller]
fn same(expected: &str, found: &str, what: &str) {
    let differs = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(expected == found, "{what}: {differs:#?}");
}

#[test]
fn an_archive_of_any_format_is_audited_like_the_folder_that_it_was_made_of() {
    let files = files();
    let folder = Folder::of(files.clone());
    let expected = report(&folder, ".", b"");
    let tarred = tar(&files);
    for (name, bytes) in [
        ("a.zip", zip(&files)),
        // What it is, its content tells.
        ("a.json", zip(&files)),
        ("a.tar", tarred.clone()),
        ("a.tar.gz", gzip(&tarred)),
        ("a.tar.zst", zstandard(&tarred)),
        ("a.tar.bz2", bzip2(&tarred)),
        ("a.tar.xz", xz(&tarred)),
        ("a.7z", seven_zip(&files)),
        // A program that unpacks it stands in front.
        ("a.exe", [b"MZ\x90\0 unpacks itself\r\n", &*zip(&files)].concat()),
        ("a.tgz", [&gzip(&tarred)[..], &[0; 1500]].concat()),
        ("a", [gzip(&tarred[..700]), gzip(&tarred[700..])].concat()),
        ("a.zip.gz", gzip(&zip(&files))),
    ] {
        folder.write(name, &bytes);
        same(&expected, &report(&folder, name, b"").replace(&format!("{name}!"), ""), name);
        same(&expected, &report(&folder, "-", &bytes).replace("<stdin>!", ""), name);
    }
}

#[test]
fn files_that_are_compressed_one_by_one_are_audited_like_the_files() {
    let files = files();
    let expected = report(&Folder::of(files.clone()), ".", b"");
    let packs =
        [(".gz", gzip as fn(&[u8]) -> Vec<u8>), (".zst", zstandard), (".bz2", bzip2), (".xz", xz)];
    for (ending, pack) in packs {
        let packed = files.iter().map(|(name, bytes)| (format!("{name}{ending}"), pack(bytes)));
        let packed: Vec<_> = packed.collect();
        let folder = Folder::of(packed.clone());
        same(&expected, &report(&folder, ".", b"").replace(ending, ""), ending);
        folder.write("all.zip", zip(&packed));
        let of_zip = report(&folder, "all.zip", b"").replace("all.zip!", "");
        same(&expected, &of_zip.replace(ending, ""), ending);
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let files = files();
    let folder = Folder::of([
        ("in/a.zip", zip(&files)),
        ("in/b.tar.gz", gzip(&tar(&files))),
        ("in/c.zip", zip(&[("d.zip", zip(&files)), ("e.json.gz", gzip(b"{"))])),
        ("in/f.tar.gz", gzip(&tar(&files))[..9000].to_vec()),
        ("in/g.zip", zip(&[("h.json.gz", gzip(&vec![b' '; 17 << 20]))])),
    ]);
    let outputs = |threads: &str| {
        let run = folder.run(["validate", "in", "-v", "--threads", threads, "-f", "json"]);
        format!("{}{}{}", run.stdout(), run.stderr(), report(&folder, "in", b""))
    };
    let expected = outputs("1");
    assert!(
        expected.contains("archive-broken") && expected.contains("archive-limit"),
        "{expected}"
    );
    for threads in ["2", "7", "7"] {
        same(&expected, &outputs(threads), threads);
    }
}

#[test]
fn a_stream_in_an_archive_may_be_larger_than_what_is_read_whole() {
    let line = format!("{}\n", job(0));
    let count = (2 << 20) / line.len() + 1;
    let mut lines = String::new();
    for number in 0..count {
        lines.push_str(&line.replace("000000000000", &format!("{number:012}")));
    }
    let row = "ann@example.com,Error,19605,[Error 19605] No, not at all and never.\n";
    let rows = (2 << 20) / row.len() + 1;
    let table = format!(
        "User ID,Type,Code,\"Message\"\n{}",
        row.replace("[", "\"[").replace(".\n", ".\"\n").repeat(rows)
    );
    let files = [("jobs.ndjson", lines.into_bytes()), ("x/errors.csv", table.into_bytes())];
    let flags = ["--max-archive-ratio", "100000", "--max-file-size", "1M"];
    let found = |report: &Json| {
        ["files_found", "jobs", "errors", "findings_error"].map(|name| report.measure(name).clone())
    };
    let expected = found(&Folder::of(files.clone()).audit(&flags).1);
    assert_eq!(expected[1], count);
    for (name, bytes) in
        [("a.zip", zip(&files)), ("a.tar", tar(&files)), ("a.tgz", gzip(&tar(&files)))]
    {
        let folder = Folder::of([(name, bytes)]);
        assert_eq!(found(&folder.audit(&flags).1), expected, "{name}");
    }
    let packed = files.map(|(name, bytes)| (format!("{name}.gz"), gzip(&bytes)));
    assert_eq!(found(&Folder::of(packed).audit(&flags).1), expected);
}

#[test]
fn a_document_in_an_archive_has_the_limit_of_one() {
    let files =
        [("job.json", job(1).to_string()), ("list.json", format!("{{\"items\":[{}]}}", job(2)))];
    let limit = files[0].1.len().to_string();
    for bytes in [zip(&files), gzip(&tar(&files)), zstandard(&tar(&files))] {
        let (run, report) = Folder::of([("a", bytes)]).audit(&["--max-file-size", &limit]);
        run.exits(0);
        assert_eq!(run.fates()["a!list.json"], "set aside, too-large", "{run}");
        assert_eq!(report.measure("jobs"), 1);
        assert!(report.example("too-large").contains("more than"), "{run}");
    }
}
