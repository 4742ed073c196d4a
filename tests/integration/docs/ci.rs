//! The pipelines in the documents: each command in them does what it is there for.

use super::Document;
use super::examples::Shell;

/// The languages that pipelines are written in.
const LANGUAGES: [&str; 3] = ["yaml", "groovy", "crontab"];

/// What a pipeline takes up after its commands.
const FILES: [&str; 5] =
    ["findings.sarif", "findings.xml", "summary.md", "audit.html", "audit.json"];

/// The commands in a block, each from the program's name to the end of what is quoted or of the line.
fn commands(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter_map(|line| {
        let (before, _) = line.split_once("jobaudit ")?;
        let command = &line[before.len()..];
        let is_run = ["", "-", "sh '"].contains(&before.trim()) || before.ends_with("&& ");
        let is_quoted = before.ends_with('\'');
        is_run.then(|| if is_quoted { command.trim_end_matches('\'') } else { command })
    })
}

#[test]
fn every_command_of_a_pipeline_runs_and_writes_what_the_pipeline_takes_up() {
    let document = Document::named("docs/ci.md");
    let mut tried = 0;
    for block in LANGUAGES.into_iter().flat_map(|language| document.blocks(language)) {
        let shell = Shell::new();
        shell.run("mv samples archive").exits(0);
        for command in commands(block) {
            let run = shell.run(command);
            let code = run.status().code();
            run.check(matches!(code, Some(0 | 1)), format_args!("`{command}` ends with 0 or 1"));
            tried += 1;
        }
        for file in FILES.into_iter().filter(|file| block.contains(file)) {
            shell.run(&format!("test -s {file}")).exits(0);
        }
    }
    assert!(tried >= 6, "{tried}");
}
