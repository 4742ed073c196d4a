//! What the documents show being typed: sessions on a terminal, and commands for a shell.

use std::fs;
use std::path::Path;

use super::Document;
use crate::support::{Folder, PACKAGE, PROGRAM, Run};

/// The columns of the terminal that the documents show.
const TERMINAL: u32 = 100;

/// A shell in a folder that holds the samples and what the tour adds to them, in which `jobaudit` is the program.
pub struct Shell(Folder);

/// What a reader finds in the repository.
const FOLDERS: [&str; 2] = ["samples", "docs/tour"];

impl Shell {
    pub fn new() -> Shell {
        let folder = Folder::new();
        for name in FOLDERS {
            copy(&Path::new(PACKAGE).join(name), &folder.path(name));
        }
        Shell(folder)
    }

    /// Where it is.
    #[cfg(feature = "tables")]
    pub fn folder(&self) -> std::path::PathBuf {
        self.0.path("")
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, text: &str) {
        self.0.write(name, text);
    }

    /// Runs a line as it stands.
    pub fn run(&self, line: &str) -> Run {
        let programs = Path::new(PROGRAM).parent().expect("a folder").display();
        self.0.shell(&format!("export PATH='{programs}':\"$PATH\" NO_COLOR=1; {line}"))
    }

    /// A session on a terminal with its commands as they are and their outputs made anew. What goes to
    /// standard error is not shown: a bar may be among it.
    pub fn session(&self, document: &str, lines: &[&str]) -> String {
        let commands: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
        assert!(!commands.is_empty(), "{document}: a session without a command");
        let typed = |command: &&str| {
            self.0.write("typed", format!("stty cols {TERMINAL} rows 50\n{command}\n"));
            let run = self.run("script -qec 'sh typed 2>/dev/null' /dev/null");
            let code = run.status().code();
            let fine = matches!(code, Some(0 | 1));
            run.check(fine, format_args!("{document}: `{command}` ends with 0 or 1"));
            let shown = run.stdout().replace("\r\n", "\n");
            format!("$ {command}\n{shown}")
        };
        let text: String = commands.iter().map(typed).collect();
        let prints = text.lines().any(|line| !line.starts_with("$ ") && !line.is_empty());
        assert!(prints, "{document}: `{}` prints", commands.join("; "));
        text
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file");
        }
    }
}

#[test]
fn the_commands_for_a_shell_work_as_they_are_written() {
    // What `.ci/run` runs, or is itself.
    let elsewhere =
        ["cargo ", "JOBAUDIT_BLESS=1 cargo ", "benches/peers/run ", "fuzz/run ", ".ci/run"];
    let mut tried = 0;
    for document in Document::all() {
        let shell = Shell::new();
        let lines = document.blocks("sh").into_iter().flat_map(str::lines);
        let commands = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        for command in commands.filter(|line| !elsewhere.iter().any(|with| line.starts_with(with)))
        {
            let name = &document.name;
            assert!(command.starts_with("jobaudit "), "{name}: nobody tests `{command}`");
            let run = shell.run(command);
            run.exits(0).check(
                !run.stdout().is_empty() || !run.stderr().is_empty(),
                format_args!("{name}: `{command}` prints"),
            );
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried}");
}
