//! Limits of the machine: how long a file may be, and how much memory there is.

use std::fs;

use crate::support::{Folder, job};

#[test]
fn a_file_over_the_limit_of_the_shell_ends_with_2_and_leaves_nothing() {
    let folder = Folder::with_example();
    // In blocks of 512 or 1,024 bytes, as the shell has them.
    for limit in [0, 1] {
        for output in ["-o new/a.html", "-o new/a.xlsx", "-o new/tables/", "-o new/a.json"] {
            let line = format!("ulimit -f {limit}; exec \"$JOBAUDIT\" report archive -q {output}");
            folder.shell(&line).exits(2).says_why("File too large");
            assert!(!folder.path("new").exists(), "{output}");
        }
        let line =
            format!("ulimit -f {limit}; exec \"$JOBAUDIT\" report archive -f html > out.html");
        folder.shell(&line).exits(2).says_why("cannot write to standard output: File too large");
        let line = format!("ulimit -f {limit}; exec \"$JOBAUDIT\" validate archive -o new/a.sarif");
        folder.shell(&line).exits(2).says_why("File too large");
    }
    // The list has a header alone: there is nobody to move.
    folder
        .shell("ulimit -f 0; exec \"$JOBAUDIT\" report archive -q --retry-list new/r.csv")
        .exits(2)
        .says_why("cannot write new/r.csv: File too large");
    assert!(!folder.path("new").exists());
}

#[test]
fn half_a_gigabyte_of_address_space_is_enough_for_many_files() {
    const FILES: u64 = 3_000;
    let folder = Folder::new();
    for number in 0..FILES {
        folder.write(&format!("archive/{}/{number}.json", number % 50), job(number).to_string());
    }
    let audit = "\"$JOBAUDIT\" report archive -q --threads 8 -f csv --section files";
    let plain = folder.shell(audit);
    // With one arena: glibc reserves 64 MiB of addresses for each thread that allocates, and how many do before
    // the last thread has its stack is chance.
    let bound = folder.shell(&format!("ulimit -v 524288; MALLOC_ARENA_MAX=1 {audit}"));
    bound.exits(0).check(bound.bytes() == plain.bytes(), "the same bytes");
    bound.check(bound.stdout().contains(&format!("job-status,{FILES},")), "all files");
}

#[test]
fn threads_that_cannot_be_had_end_with_2() {
    let folder = Folder::with_example();
    // There is no room for the stack of one, and enough for all else.
    let run = folder.shell(
        "ulimit -v 1048576; RUST_MIN_STACK=4294967296 exec \"$JOBAUDIT\" report archive --threads 2",
    );
    run.exits(2).says_why("cannot start the worker threads");
}

#[test]
fn few_open_files_are_enough() {
    let folder = Folder::of((0..50).map(|n| (format!("archive/{n}/a.json"), job(n).to_string())));
    let run = folder.shell(
        "ulimit -n 24; exec \"$JOBAUDIT\" report archive -q --threads 4 -o out/ -f csv --section jobs",
    );
    run.exits(0).check(run.stdout().lines().count() == 51, "all jobs");
    assert_eq!(fs::read_dir(folder.path("out")).expect("a folder").count(), 1);
    for few in 5..8 {
        let line = format!("ulimit -n {few}; exec \"$JOBAUDIT\" report archive -q --threads 2");
        folder.shell(&line).exits(2).says_why("Too many open files");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_takes_more_memory_than_there_is_ends_with_2() {
    let list = format!("{{\"items\":[{}]}}", vec!["{\"itemNumber\":1}"; 1 << 20].join(","));
    let folder = Folder::of([("archive/a.json", list), ("archive/b.json", job(1).to_string())]);
    let run = folder.shell(
        "ulimit -v 131072; MALLOC_ARENA_MAX=1 exec \"$JOBAUDIT\" report archive -q --threads 1",
    );
    run.exits(2).says_why("out of memory");
}
