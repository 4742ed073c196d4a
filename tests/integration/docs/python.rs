//! The scripts of `docs/python.md`: each runs as it stands, in a folder with the samples.
//!
//! A script that needs pandas or DuckDB is left out where this machine's Python has none.

use super::Document;
use super::examples::Shell;
use crate::support::left_out;

#[test]
fn the_scripts_for_python_run_as_they_are_written() {
    let document = Document::named("docs/python.md");
    let scripts = document.blocks("python");
    assert!(scripts.len() >= 4, "{}", scripts.len());
    let shell = Shell::new();
    for (at, script) in scripts.iter().enumerate() {
        let library = ["pandas", "duckdb"].into_iter().find(|name| script.contains(name));
        if let Some(name) = library
            && !shell.run(&format!("python3 -c 'import {name}'")).status().success()
        {
            left_out(&format!("no python3 with {name} (pip install {name})"));
            continue;
        }
        let file = format!("script-{at}.py");
        shell.write(&file, script);
        let run = shell.run(&format!("python3 {file}"));
        run.exits(0).check(!run.stdout().is_empty(), format_args!("{file} prints"));
    }
}
