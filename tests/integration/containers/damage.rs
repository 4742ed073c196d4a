//! What is cut short, changed, encrypted, or packed in a way that is not read.

use super::pack::{Entry, bzip2, closed, gzip, seven_zip, tar, xz, zip, zip_by_hand, zstandard};
use crate::support::{Folder, Json, Run, job};

/// Audits an archive by itself.
fn audit(bytes: impl AsRef<[u8]>) -> (Run, Json) {
    Folder::of([("a", bytes)]).audit(&[])
}

/// Checks that a file by itself is set aside as broken, with these words.
#[track_caller]
fn is_broken(bytes: impl AsRef<[u8]>, words: &str) {
    let (run, report) = audit(bytes);
    run.exits(3).check(run.fates()["a"] == "set aside, archive-broken", "set aside");
    run.check(run.fates().len() == 1, "one file");
    run.check(report.example("archive-broken").contains(words), words);
}

/// Jobs by name.
fn jobs(count: u64) -> Vec<(String, Vec<u8>)> {
    (0..count).map(|n| (format!("{n}.json"), job(n).to_string().into_bytes())).collect()
}

/// Cuts of some bytes, most of them where things begin and end.
fn cuts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let len = bytes.len();
    let ends = (4..20).chain(len - 20..len);
    ends.chain((1..60).map(move |part| part * len / 60)).map(|cut| &bytes[..cut.max(4)])
}

/// Several archives of a kind in one folder, so that one run is enough.
fn audit_all<'a>(all: impl Iterator<Item = &'a [u8]>) -> (Run, Json, usize) {
    let files: Vec<_> = all.enumerate().map(|(at, bytes)| (format!("{at:03}"), bytes)).collect();
    let count = files.len();
    let (run, report) = Folder::of(files).audit(&[]);
    (run, report, count)
}

#[test]
fn a_comment_that_looks_like_the_end_of_an_archive_hides_nothing() {
    let end = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    for comment in [[&end[..], b"fake"].concat(), [b"fake", &end[..]].concat(), end.repeat(2)] {
        let mut packed = zip(&jobs(2));
        packed.truncate(packed.len() - 2);
        packed.extend(u16::try_from(comment.len()).expect("a short one").to_le_bytes());
        packed.extend(comment);
        let (run, report) = audit(packed);
        run.exits(0);
        assert_eq!(report.measure("jobs"), 2);
    }
}

#[test]
fn of_a_compressed_file_that_was_cut_nothing_counts() {
    let lines = jobs(20).into_iter().map(|(_, job)| [&job[..], b"\n"].concat());
    let lines: Vec<u8> = lines.flatten().collect();
    for packed in [gzip(&lines), zstandard(&lines)] {
        let (run, report, count) = audit_all(cuts(&packed));
        run.exits(3);
        assert_eq!(report.measure("files_set_aside"), count);
        assert_eq!(report.findings("archive-broken"), count as u64, "{run}");
        assert_eq!(report.measure("jobs"), 0);
    }
}

#[test]
fn of_a_large_stream_that_breaks_off_nothing_counts() {
    let line = format!("{}\n", job(1));
    let lines = line.repeat((3 << 20) / line.len());
    let cut = |packed: Vec<u8>| packed[..packed.len() - 3].to_vec();
    let of_tar = tar(&[("small.json", job(2).to_string()), ("large.ndjson", lines.clone())]);
    let flags = ["--max-file-size", "1M"];
    for (bytes, jobs, found) in [
        (cut(gzip(lines.as_bytes())), 0, 1),
        (cut(zstandard(lines.as_bytes())), 0, 1),
        (gzip(&of_tar[..of_tar.len() - (1 << 20)]), 1, 2),
        (of_tar[..of_tar.len() - (1 << 20)].to_vec(), 1, 2),
    ] {
        let (run, report) = Folder::of([("a", bytes)]).audit(&flags);
        assert_eq!(
            (report.measure("jobs"), report.measure("files_found")),
            (&jobs.into(), &found.into()),
            "{run}"
        );
        assert_eq!(run.fates()["a"], "set aside, archive-broken", "{run}");
    }
}

#[test]
fn of_a_tar_archive_that_was_cut_the_files_before_that_count() {
    let files = jobs(60);
    let whole = tar(&files);
    // The mark of its end is two blocks, of which one is enough.
    let content = whole[..whole.len() - 1024].to_vec();
    // Zstandard gives out nothing of the last window before the cut, here all.
    for (packed, least) in [(content, 50), (gzip(&whole), 50), (zstandard(&whole), 0)] {
        let (run, report, count) = audit_all(cuts(&packed));
        let fates = run.fates();
        // What is in the archives counts whole or not at all, and each archive has its finding.
        let inside = fates.iter().filter(|(name, _)| name.contains('!'));
        run.check(inside.clone().all(|(_, fate)| fate == "job-status, 1 payload"), "whole jobs");
        let aside = fates.len() - inside.count();
        run.check(aside == count, format!("{aside} of {count} archives"));
        assert_eq!(report.findings("not-json"), 0);
        let jobs = report.measure("jobs").as_u64().expect("a number");
        run.check((least..=60).contains(&jobs), "some jobs");
    }
}

#[test]
fn a_zip_archive_that_was_cut_is_lost_and_said_to_be() {
    let whole = zip(&jobs(12));
    let (run, report, count) = audit_all(cuts(&whole));
    run.exits(3);
    assert_eq!(report.findings("archive-broken"), count as u64, "{run}");
    is_broken(&whole[..whole.len() - 1], "no directory at its end; it was cut short");
}

#[test]
fn a_changed_byte_is_noticed_or_changes_nothing_and_never_ends_the_program() {
    let files = jobs(3);
    let expected = Folder::of(files.clone()).audit(&[]).1;
    let single = job(0).to_string();
    for (packed, jobs) in [
        (zip(&files), 3),
        (gzip(&tar(&files)), 3),
        (zstandard(&tar(&files)), 3),
        (gzip(single.as_bytes()), 1),
        (zstandard(single.as_bytes()), 1),
        (bzip2(single.as_bytes()), 1),
        (xz(single.as_bytes()), 1),
        (seven_zip(&files), 3),
    ] {
        let changed: Vec<Vec<u8>> = (0..150)
            .map(|part| {
                let mut changed = packed.clone();
                let at = 4 + part * (changed.len() - 4) / 150;
                changed[at] ^= 1 << (part % 8);
                changed
            })
            .collect();
        for (at, changed) in changed.chunks(50).enumerate() {
            let (run, report, count) = audit_all(changed.iter().map(Vec::as_slice));
            run.check(!run.stderr().contains("panicked"), "no panic");
            assert_eq!(report.findings("internal-error"), 0, "{run}");
            let read = report.measure("payloads").as_u64().expect("a number");
            let broken = report.findings("archive-broken") + report.findings("unknown-payload");
            assert!(read + broken * jobs >= count as u64, "{at} {run}");
            // A job that counts is one of those that were packed.
            assert!(report.measure("jobs").as_u64() <= expected.measure("jobs").as_u64());
            assert_eq!(
                report.findings("not-json") + report.findings("conflicting-snapshots"),
                0,
                "{run}"
            );
        }
    }
}

#[test]
fn what_goes_on_behind_the_end_is_said() {
    let one = tar(&jobs(1));
    let (run, report) = audit([&one[..], &one].concat());
    assert_eq!(run.fates()["a"], "set aside, archive-broken");
    assert!(report.example("archive-broken").contains("something follows"), "{run}");
    assert_eq!(report.measure("jobs"), 1);
    // Programs fill up the last block, with up to 10 KiB and more.
    let (run, _) = audit([&one[..], &[0; 20_000]].concat());
    run.exits(0).check(run.fates().len() == 1, "only the job");
    for packed in [gzip(b"{}"), zstandard(b"{}")] {
        is_broken([&packed[..], b"more"].concat(), "something follows its end");
        is_broken([&packed[..], b"and much more"].concat(), "something follows its end");
    }
}

#[test]
fn one_bad_entry_of_a_zip_archive_costs_only_itself() {
    let text = job(1).to_string();
    let text = text.as_bytes();
    let with = |change: fn(&mut Entry)| {
        let mut entry = Entry::deflated("bad", text);
        change(&mut entry);
        entry
    };
    for (bad, words) in [
        (with(|entry| entry.crc ^= 1), "checksum"),
        (with(|entry| entry.size -= 1), "checksum"),
        (with(|entry| entry.size += 1), "breaks off"),
        (with(|entry| entry.flags = 1), "encrypted"),
        (with(|entry| entry.method = 9), "Deflate64"),
        (with(|entry| entry.method = 14), "LZMA"),
        (with(|entry| entry.method = 77), "method 77"),
        (with(|entry| entry.method = 0), "breaks off"),
        (with(|entry| entry.packed.truncate(20)), "breaks off"),
        (with(|entry| entry.packed[5] ^= 0xff), "damaged"),
    ] {
        let good = Entry::new("good", text, 93, zstandard(text));
        let (run, report) = audit(zip_by_hand(&[Entry::stored("first", text), bad, good]));
        run.exits(0);
        let fates = run.fates();
        assert_eq!(fates["a!bad"], "set aside, archive-broken", "{words}");
        assert_eq!((fates["a!good"].as_str(), fates.len()), ("job-status, 1 payload", 3), "{run}");
        assert!(report.example("archive-broken").contains(words), "{words}: {run}");
    }
}

#[test]
fn a_directory_that_is_not_true_is_a_finding() {
    let text = job(1).to_string();
    let entry = Entry::deflated("job.json", text.as_bytes());
    // An entry that is not where it is said to be.
    let (run, _) = audit(closed(entry.local(), &[entry.central(7)]));
    assert_eq!(run.fates()["a!job.json"], "set aside, archive-broken");
    // More entries announced than there are, more bytes, a directory beyond the end.
    let whole = zip_by_hand(&[entry]);
    let end = whole.len() - 22;
    for (at, value) in [(10, 9), (12, 9), (13, 200), (16, 9), (19, 127)] {
        let mut changed = whole.clone();
        changed[end + at] = value;
        let (run, _) = audit(&changed);
        assert_eq!(run.fates()["a"], "set aside, archive-broken", "{at} {run}");
    }
    let mut split = whole.clone();
    split[end + 4] = 1;
    is_broken(&split, "was split");
    // A comment behind the end is none of it.
    let mut commented = whole;
    commented[end + 20] = 5;
    commented.extend(b"hello");
    audit(&commented).0.exits(0);
}

#[test]
fn what_is_packed_in_a_way_that_is_not_read_is_a_finding() {
    let mut bytes = tar(&jobs(2));
    for (kind, words) in [(b'S', "sparse"), (b'M', "begins in another archive")] {
        bytes[156] = kind;
        let sum: u32 = bytes[..148].iter().chain(&bytes[156..512]).map(|&b| u32::from(b)).sum();
        bytes[148..156].copy_from_slice(format!("{:06o}\0 ", sum + 256).as_bytes());
        let (run, report) = audit(&bytes);
        assert_eq!(run.fates()["a!0.json"], "set aside, archive-broken");
        assert_eq!(run.fates()["a!1.json"], "job-status, 1 payload");
        assert!(report.example("archive-broken").contains(words), "{run}");
    }
}

#[test]
fn an_archive_without_files_is_a_file_that_holds_nothing() {
    let folders = zip_by_hand(&[Entry::stored("a/", b""), Entry::stored("a/b/", b"")]);
    for bytes in [zip::<&str, &str>(&[]), folders] {
        let (run, report) = audit(bytes);
        run.exits(3);
        assert_eq!(run.fates()["a"], "set aside, empty-file");
        assert!(report.example("empty-file").contains("without any file"), "{run}");
    }
    // A compressed file without bytes is an empty file.
    for bytes in [gzip(b""), zstandard(b"")] {
        let (run, _) = audit(bytes);
        run.exits(3).check(run.fates()["a"] == "set aside, empty-file", "empty");
    }
}

#[test]
fn documents_of_office_programs_stay_what_they_are() {
    for parts in [
        vec![("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")],
        vec![("word/document.xml", "<w/>"), ("[Content_Types].xml", "<Types/>")],
        vec![
            ("mimetype", "application/vnd.oasis"),
            ("content.xml", "<x/>"),
            ("META-INF/manifest.xml", "<x/>"),
        ],
    ] {
        let (run, report) = audit(zip(&parts));
        run.exits(3).check(run.fates().len() == 1, "one file");
        assert_eq!(run.fates()["a"], "set aside, unknown-payload");
        assert!(report.example("unknown-payload").contains("an Office document"), "{run}");
    }
}

#[test]
fn jobs_beside_the_parts_of_a_document_count() {
    let text = job(1).to_string();
    for parts in [
        vec![("word/document.xml", "<w/>"), ("[Content_Types].xml", "<Types/>"), ("x.json", &text)],
        vec![("[Content_Types].xml", "<Types/>"), ("jobs/xl/1.json", &text)],
        vec![("mimetype", "x"), ("META-INF/manifest.xml", "<x/>"), ("1.json", &text)],
    ] {
        let (_, report) = audit(zip(&parts));
        assert_eq!(report.measure("jobs"), 1, "{parts:?}");
    }
}

#[test]
fn what_no_directory_of_a_zip_lists_is_said() {
    let [one, two] = [1, 2].map(|number| zip(&[(number.to_string(), job(number).to_string())]));
    let length_of_entry =
        one.windows(4).position(|mark| mark == b"PK\x01\x02").expect("a directory");
    let (entry, directory) = one.split_at(length_of_entry);
    let (directory, end) = directory.split_at(directory.len() - 22);
    let hidden = [b'x'; 100];
    let mut end_behind = end.to_vec();
    let at = u32::try_from(length_of_entry + hidden.len()).expect("a small archive");
    end_behind[16..20].copy_from_slice(&at.to_le_bytes());
    for (bytes, words) in [
        ([&one[..], &two].concat(), "entries of another archive stand in front of it"),
        ([entry, &two].concat(), "entries of another archive stand in front of it"),
        ([job(3).to_string().as_bytes(), &one].concat(), "JSON stands in front of it"),
        ([entry, &hidden, directory, &end_behind].concat(), "100 bytes of it"),
        ([entry, directory, &hidden, end].concat(), "100 bytes of it"),
        ([&one[..], &hidden].concat(), "100 bytes of it"),
    ] {
        let (run, report) = audit(&bytes);
        run.check(report.example("archive-broken").contains(words), words);
        assert_eq!(report.measure("jobs"), 1, "{words}");
    }
    // A program that unpacks it, and zeros behind it.
    for bytes in [[&b"MZ unpacks"[..], &one].concat(), [&one[..], &[0; 500]].concat()] {
        let (_, report) = audit(&bytes);
        assert_eq!(report.findings("archive-broken"), 0);
        assert_eq!(report.measure("jobs"), 1);
    }
}

#[test]
fn a_size_of_posix_that_is_no_number_is_said() {
    let mut bytes = tar(&[("x", "11 size=1x\n"), ("1.json", &job(1).to_string())]);
    bytes[156] = b'x';
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes[..512].iter().map(|&byte| u32::from(byte)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let (_, report) = audit(bytes);
    assert!(report.example("archive-broken").contains("has no size"));
}

#[test]
fn what_only_looks_packed_is_read_as_what_it_is() {
    // A job whose 257th byte begins the word that tar has there.
    let text = job(1).to_string();
    let padded = format!("{{\"note\":\"{}ustar\",{}", "x".repeat(248), &text[1..]);
    assert_eq!(&padded[257..262], "ustar");
    let (run, _) = audit(&padded);
    run.exits(0).check(run.fates()["a"] == "job-status, 1 payload", "a job");
    // The oldest format has no word at all, but a sum.
    let mut old = tar(&[("job.json", &text)]);
    old[257..265].fill(0);
    let sum: u32 = old[..148].iter().chain(&old[156..512]).map(|&byte| u32::from(byte)).sum();
    old[148..156].copy_from_slice(format!("{:06o}\0 ", sum + 256).as_bytes());
    let (run, _) = audit(&old);
    run.exits(0).check(run.fates()["a!job.json"] == "job-status, 1 payload", "in an archive");
    is_broken(b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe", "no directory");
    is_broken(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "breaks off");
}

#[test]
fn zeros_behind_a_compressed_file_are_no_fault_and_anything_else_is() {
    let packed = gzip(job(1).to_string().as_bytes());
    for zeros in [1, 3, 512, 100_000] {
        let (_, report) = audit([&packed[..], &vec![0; zeros]].concat());
        assert_eq!((report.measure("jobs"), report.rules()), (&serde_json::json!(1), vec![]));
    }
    for after in [&b"\0\0\0x"[..], b"x"] {
        is_broken([&packed[..], after].concat(), "something follows its end");
    }
}

#[test]
fn what_stands_before_a_zip_archive_costs_nothing() {
    let bytes = zip(&jobs(3));
    let entries: Vec<Entry> =
        jobs(3).iter().map(|(name, bytes)| Entry::deflated(name, bytes)).collect();
    for archive in [bytes, zip_by_hand(&entries)] {
        for before in ["#!/bin/sh\nexec unzip \"$0\"\n", "HTTP/1.1 200 OK\r\n\r\n", "MZ\u{0}\u{1}"]
        {
            let (_, report) = audit([before.as_bytes(), &archive].concat());
            assert_eq!(*report.measure("jobs"), 3, "{before}");
        }
    }
    let large = [&vec![0; 5 << 20][..], &zip(&jobs(3))].concat();
    assert_eq!(*audit(large).1.measure("jobs"), 3);
}
