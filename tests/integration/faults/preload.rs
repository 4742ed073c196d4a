//! Runs of the program with `preload.c` between it and libc.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{Folder, PACKAGE, Run};

/// What the system says.
pub const INTERRUPTED: &str = "errno 4";
pub const INPUT_OUTPUT: &str = "errno 5";
pub const DENIED: &str = "errno 13";
pub const TOO_MANY_FILES: &str = "errno 24";
pub const NO_SPACE: &str = "errno 28";
pub const CLOSED_PIPE: &str = "errno 32";

/// The library; none on a machine without a C compiler, where that is said.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY.get_or_init(compiled).as_deref()
}

fn compiled() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (own, shared) = (format!("faults-{}.so", std::process::id()), folder.join("faults.so"));
    let source = Path::new(PACKAGE).join("tests/integration/faults/preload.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(folder.join(&own)).arg(source).arg("-ldl");
    match compiler.status() {
        Ok(status) => assert!(status.success(), "{compiler:?}"),
        Err(_) => {
            assert!(std::env::var_os("CI").is_none(), "CI has a C compiler");
            let _ = writeln!(std::io::stderr(), "left out: no C compiler on this machine");
            return None;
        }
    }
    // Another run of the tests may be using the one that is there.
    std::fs::rename(folder.join(own), &shared).expect("the library is put into its place");
    Some(shared)
}

/// Whether faults can be had.
pub fn available() -> bool {
    library().is_some()
}

/// Calls to be struck.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fault<'f> {
    /// Of which function, as `preload.c` calls it.
    pub call: &'f str,
    /// On paths that have this in them.
    pub below: &'f str,
    /// What happens.
    pub action: &'f str,
    /// Whether all that follow are struck too.
    pub lasting: bool,
    /// How many bytes one call may read or write; 0 for all.
    pub most: u64,
    /// Whether files without a name can't be made.
    pub named: bool,
}

impl Fault<'_> {
    /// Runs the program with the call of that number struck: the run, how many such calls it made, and
    /// how many were struck.
    pub fn at(&self, number: u64, folder: &Folder, args: &[&str]) -> (Run, u64, u64) {
        folder.write("board", [0; 16]);
        let run = folder.run_with(args, self.variables(number, folder));
        let board = std::fs::read(folder.path("board")).expect("the board");
        let count = |at: usize| u64::from_ne_bytes(board[at..at + 8].try_into().expect("8 bytes"));
        (run, count(0), count(8))
    }

    /// What the library is told.
    pub fn variables(&self, number: u64, folder: &Folder) -> [(&'static str, String); 9] {
        let text = |flag: bool| u64::from(flag).to_string();
        let library = library().expect("the library").display().to_string();
        [
            ("LD_PRELOAD", library),
            ("FAULT_BOARD", folder.path("board").display().to_string()),
            ("FAULT_CALL", self.call.to_owned()),
            ("FAULT_BELOW", self.below.to_owned()),
            ("FAULT_ACTION", self.action.to_owned()),
            ("FAULT_AT", number.to_string()),
            ("FAULT_LASTING", text(self.lasting)),
            ("FAULT_MOST", self.most.to_string()),
            ("FAULT_NAMED", text(self.named)),
        ]
    }

    /// Strikes the first call, then the second, until there is none of that number; says how many there
    /// were. `folder` is made ready before each run, and `check` judges it.
    #[track_caller]
    pub fn everywhere(
        &self,
        folder: &Folder,
        args: &[&str],
        ready: impl Fn(&Folder),
        mut check: impl FnMut(&Run),
    ) -> u64 {
        for number in 1.. {
            ready(folder);
            let (run, _, struck) = self.at(number, folder, args);
            if struck == 0 {
                return number - 1;
            }
            check(&run);
        }
        0
    }
}

#[test]
fn the_program_goes_through_what_is_struck() {
    if !available() {
        return;
    }
    let folder = Folder::with_example();
    folder.write("archive/some.zip", super::reading::zip()).write("out/a.json", "{}");
    let args =
        ["report", "archive", "--max-file-size", "8K", "-q", "-o", "out/a.json", "-o", "new/"];
    let calls = [
        "open", "opendir", "readdir", "read", "pread", "write", "sync", "rename", "close", "stat",
        "mkdir", "unlink", "chmod",
    ];
    for call in calls {
        let fault = Fault { call, ..Fault::default() };
        let (run, calls, struck) = fault.at(0, &folder, &args);
        run.exits(0);
        assert!(calls > 0 && struck == 0, "{call}: {calls} calls, {struck} struck");
        std::fs::remove_dir_all(folder.path("new")).expect("the folder goes");
    }
}
