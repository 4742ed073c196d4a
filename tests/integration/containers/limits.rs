//! Limits on what comes out of an archive, each on both sides, and bombs.

use std::time::{Duration, Instant};

use super::pack::{
    Entry, closed, gzip, smallest, tar, zip, zip_by_hand, zstandard, zstandard_blanks,
};
use crate::support::{Folder, Run, job};

/// Audits an archive by itself with some flags.
fn audit(bytes: impl AsRef<[u8]>, flags: &[&str]) -> Run {
    Folder::of([("a", bytes)]).audit(flags).0
}

/// Checks that nothing of an archive counts, for a limit that this flag moves.
#[track_caller]
fn is_over(bytes: impl AsRef<[u8]>, flags: &[&str], flag: &str) {
    let begun = Instant::now();
    let (run, report) = Folder::of([("a", bytes)]).audit(flags);
    run.exits(3).check(run.fates().len() == 1, "one file");
    run.check(run.fates()["a"] == "set aside, archive-limit", "set aside");
    run.check(report.example("archive-limit").contains(flag), flag);
    // Debug builds unpack about 100 MB/s.
    run.check(begun.elapsed() < Duration::from_secs(20), "in time");
}

fn jobs(count: u64) -> Vec<(String, String)> {
    (0..count).map(|n| (format!("{n}.json"), job(n).to_string())).collect()
}

#[test]
fn entries_are_counted_with_those_of_archives_within() {
    let files = jobs(5);
    let nested = zip(&[("x.zip", zip(&files[..2])), ("y.tar", tar(&files[2..]))]);
    for (bytes, entries) in [(zip(&files), 5), (gzip(&tar(&files)), 5), (nested, 7)] {
        audit(&bytes, &["--max-archive-entries", &entries.to_string()]).exits(0);
        let fewer = (entries - 1).to_string();
        is_over(&bytes, &["--max-archive-entries", &fewer], "--max-archive-entries");
    }
}

#[test]
fn the_size_is_counted_as_it_comes_out() {
    let text = job(1).to_string();
    for bytes in [gzip(text.as_bytes()), zstandard(text.as_bytes()), zip(&[("job.json", &text)])] {
        audit(&bytes, &["--max-archive-size", &text.len().to_string()]).exits(0);
        let less = (text.len() - 1).to_string();
        is_over(&bytes, &["--max-archive-size", &less], "--max-archive-size");
    }
    // Whatever the directory says.
    let mut entry = Entry::deflated("job.json", text.as_bytes());
    entry.size = 3;
    is_over(zip_by_hand(&[entry]), &["--max-archive-size", "1K"], "--max-archive-size");
}

#[test]
fn all_files_of_an_archive_count_together() {
    let files = jobs(40);
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    let bytes = zip(&files);
    audit(&bytes, &["--max-archive-size", &size.to_string()]).exits(0);
    let less = (size - 1).to_string();
    for threads in ["1", "2", "8"] {
        is_over(&bytes, &["--max-archive-size", &less, "--threads", threads], "--max-archive-size");
    }
}

#[test]
fn the_ratio_is_judged_where_much_has_come_out() {
    // 16 MiB of blanks are an empty file however little they were packed to.
    let blanks = vec![b' '; 16 << 20];
    for pack in [gzip, zstandard] {
        let run = audit(pack(&blanks), &["--max-archive-ratio", "2"]);
        assert_eq!(run.fates()["a"], "set aside, empty-file");
        let more = pack(&[&blanks[..], b" "].concat());
        is_over(&more, &["--max-archive-ratio", "2"], "--max-archive-ratio");
        audit(&more, &["--max-archive-ratio", "20000"]).exits(3);
    }
    // What archives of jobs reach is allowed.
    let line = format!("{}\n", job(1));
    let stream = line.repeat((20 << 20) / line.len());
    let ratio = stream.len() / gzip(stream.as_bytes()).len();
    assert!((20..1000).contains(&ratio), "{ratio}");
    audit(gzip(stream.as_bytes()), &[]).exits(0);
}

#[test]
fn archives_lie_within_each_other_as_deep_as_allowed() {
    let mut bytes = job(1).to_string().into_bytes();
    for depth in 1..=6 {
        bytes = zip(&[("x", &bytes)]);
        let name = format!("a{}", "!x".repeat(depth));
        let run = audit(&bytes, &["--max-archive-depth", &depth.to_string()]);
        run.exits(0).check(run.fates()[&name] == "job-status, 1 payload", &name);
        let run = audit(&bytes, &["--max-archive-depth", &(depth - 1).to_string()]);
        let outer = name.trim_end_matches("!x").to_owned() + &"!x".repeat(depth - 1);
        run.exits(3).check(run.fates()[&outer] == "set aside, archive-limit", &outer);
        run.check(run.fates().len() == 1, "one file");
    }
    // By default four; a compressed tar archive is one.
    let mut bytes = job(1).to_string().into_bytes();
    for _ in 0..4 {
        bytes = gzip(&tar(&[("x", &bytes)]));
    }
    audit(&bytes, &[]).exits(0);
    audit(gzip(&tar(&[("x", &bytes)])), &[]).exits(3);
    // Others in the same archive count all the same.
    let deep = zip(&[("job.json", job(2).to_string().into_bytes()), ("x.tgz", bytes)]);
    let run = audit(&deep, &[]);
    run.exits(0).check(run.fates()["a!job.json"] == "job-status, 1 payload", "the job");
    run.check(run.fates()["a!x.tgz!x!x!x"] == "set aside, archive-limit", "the archive");
}

#[test]
fn an_archive_that_has_to_be_held_in_memory_has_the_limit_of_a_document() {
    let inner = zip_by_hand(&[Entry::stored("x.txt", &vec![b'x'; 100_000])]);
    let size = inner.len().to_string();
    let outer = zip(&[("job.json", job(1).to_string().into_bytes()), ("b.zip", inner)]);
    let run = audit(&outer, &["--max-file-size", &size]);
    assert_eq!(run.fates()["a!b.zip!x.txt"], "set aside, unknown-payload", "{run}");
    let run = audit(&outer, &["--max-file-size", "99999"]);
    assert_eq!(run.fates()["a!b.zip"], "set aside, archive-limit", "{run}");
    assert_eq!(run.fates()["a!job.json"], "job-status, 1 payload");
}

// ---------------------------------------------------------------------------------------------
// Bombs
// ---------------------------------------------------------------------------------------------

/// A gzip file of so many blanks, made of members of 64 MiB.
fn blanks(members: usize) -> Vec<u8> {
    smallest(&vec![b' '; 64 << 20]).repeat(members)
}

#[test]
fn a_small_file_that_unpacks_to_a_large_one_is_stopped() {
    is_over(blanks(4), &[], "--max-archive-ratio");
    let zstandard = zstandard_blanks(500);
    is_over(&zstandard, &[], "--max-archive-ratio");
    is_over(zip(&[("x", &zstandard)]), &[], "--max-archive-ratio");
}

#[test]
fn archives_of_archives_of_archives_are_stopped() {
    // 16 to the power of 3 files of 64 MiB: 256 GiB.
    let mut bytes = blanks(1);
    for _ in 0..3 {
        let names: Vec<String> = (0..16).map(|name| name.to_string()).collect();
        let files: Vec<_> = names.iter().map(|name| (name, &bytes)).collect();
        bytes = zip(&files);
    }
    is_over(&bytes, &[], "--max-archive-ratio");
    let run = audit(&bytes, &["--max-archive-depth", "3", "--max-archive-entries", "5000"]);
    run.exits(3)
        .check(run.fates().values().all(|fate| fate == "set aside, archive-limit"), "limits");
}

#[test]
fn archives_within_each_other_end_before_the_stack_does() {
    let mut packed = job(1).to_string().into_bytes();
    for depth in 1..=1_000 {
        packed = smallest(&packed);
        if [32, 33, 1_000].contains(&depth) {
            let run = audit(&packed, &["--max-archive-depth", "32"]);
            let code = if depth == 32 { 0 } else { 3 };
            run.exits(code)
                .check((run.fates()["a"] == "set aside, archive-limit") == (code == 3), depth);
        }
    }
    let folder = Folder::of([("a", packed)]);
    folder.run(["report", ".", "--max-archive-depth", "33"]).exits(2);
}

#[test]
fn entries_that_share_their_bytes_are_stopped() {
    // One kernel of 10 KB, 20,000 times in the directory: 200 GB.
    let kernel = Entry::deflated("x", &vec![b' '; 10 << 20]);
    let directory: Vec<_> = (0..20_000).map(|_| kernel.central(0)).collect();
    is_over(
        closed(kernel.local(), &directory),
        &["--max-archive-ratio", "100"],
        "--max-archive-ratio",
    );
}

#[test]
fn many_names_for_nothing_are_stopped() {
    let entry = Entry::stored("x", b"");
    let directory: Vec<_> = (0..60_000).map(|_| entry.central(0)).collect();
    let flags = ["--max-archive-entries", "50000"];
    is_over(closed(entry.local(), &directory), &flags, "--max-archive-entries");
}

#[test]
#[cfg(target_os = "linux")]
fn a_bomb_costs_little_memory() {
    let mut window = zstandard(b"{}");
    // The header of a frame with a window of 2 TiB, and of one of 64 MiB that nothing fills.
    window.splice(4..6, [0x00, 0xf8]);
    let mut name = tar(&[("x", "")]);
    name[156] = b'L';
    name[124..136].copy_from_slice(b"77777777777\0");
    name[148..156].fill(b' ');
    let sum: u32 = name[..512].iter().map(|&byte| u32::from(byte)).sum();
    name[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    name.truncate(512);
    name.resize(64 << 20, b'a');
    let folder = Folder::of([
        ("in/1.gz", blanks(40)),
        ("in/2.zst", zstandard_blanks(500)),
        ("in/3.zst", window),
        ("in/4.tar.gz", gzip(&name)),
        ("in/5.tar", tar(&[("x", vec![b' '; 40 << 20])])),
    ]);
    // 512 MiB of addresses are enough for all of it, with two threads and their stacks.
    let run =
        folder.shell("ulimit -v 524288; $JOBAUDIT report in -v --threads 2 --max-file-size 64M");
    run.exits(3);
    let fates = run.fates();
    assert_eq!(fates["2.zst"], "set aside, archive-limit", "{run}");
    assert_eq!(fates["3.zst"], "set aside, archive-limit", "{run}");
    assert_eq!(fates["4.tar.gz"], "set aside, archive-broken", "{run}");
}

#[test]
fn a_window_beyond_the_limit_is_no_damage() {
    // A Zstandard frame with a window of 2^27 or 2^28 bytes, and a last block without content.
    let frame =
        |exponent: u8| [b"\x28\xb5\x2f\xfd\0", &[(exponent - 10) << 3][..], b"\x01\0\0"].concat();
    let (run, report) = Folder::of([("a", frame(28))]).audit(&[]);
    run.exits(3).check(run.fates()["a"] == "set aside, archive-limit", "over it");
    assert!(report.example("archive-limit").contains("128 MiB"));
    let run = audit(frame(27), &[]);
    run.exits(3).check(run.fates()["a"] == "set aside, empty-file", "within it");
}
