//! A bar on the terminal while an archive is read.
//!
//! In: the counters of a running audit. Out: on standard error, if that is a terminal and the work
//! takes longer than half a second, a bar by bytes with rate and time left, and at the end one line.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use jobaudit::{Audit, Config, Error};

use super::args::General;
use super::{counted, say};

/// Nobody wants to be told of what is over in a moment.
const SHOWN_AFTER: Duration = Duration::from_millis(500);

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// Audits an archive and shows how far that has come.
pub(super) fn watched(config: &Config, general: &General) -> Result<Audit, Error> {
    let wanted = !general.no_progress && !general.quiet && io::stderr().is_terminal();
    let begun = Instant::now();
    let bar = wanted.then(|| Bar::start(config.clone()));
    let audit = jobaudit::audit(config);
    let shown = bar.is_some_and(Bar::stop);
    if let (Ok(audit), true) = (&audit, shown) {
        let findings = audit.archive.findings.rules().map(|(_, tally)| tally.count).sum();
        say(&format!(
            "read {}, {}, {} in {:.1} s",
            counted(audit.archive.files_found().count() as u64, "file"),
            counted(audit.archive.jobs.len() as u64, "job"),
            counted(findings, "finding"),
            begun.elapsed().as_secs_f64()
        ));
    }
    audit
}

/// A thread that draws, and how to end it.
struct Bar {
    done: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Bar {
    fn start(config: Config) -> Bar {
        let (done, over) = channel();
        let thread = thread::spawn(move || {
            let is_over = |time| over.recv_timeout(time) != Err(RecvTimeoutError::Timeout);
            if is_over(SHOWN_AFTER) {
                return false;
            }
            let bar = ProgressBar::no_length().with_style(style(false)).with_elapsed(SHOWN_AFTER);
            let show = |bar: &ProgressBar| {
                let seen = config.progress.seen();
                bar.set_message(counted(seen.files, "file"));
                bar.set_position(seen.bytes);
                seen.of
            };
            show(&bar);
            config.progress.count(&config.paths, config.follow);
            while !is_over(TICK) {
                if let Some(of) = show(&bar) {
                    if bar.length().is_none() {
                        bar.set_style(style(true));
                    }
                    bar.set_length(of);
                }
            }
            bar.finish_and_clear();
            true
        });
        Bar { done, thread }
    }

    /// Ends it, and says whether it was ever shown.
    fn stop(self) -> bool {
        // It may have ended by itself.
        let _ = self.done.send(());
        self.thread.join().unwrap_or(false)
    }
}

/// What is drawn while nobody has counted the files, and then.
const TEMPLATES: [&str; 2] = [
    "{spinner} {bytes} ({msg})",
    "{wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left ({msg})",
];

fn style(counted: bool) -> ProgressStyle {
    // Both are templates; a test holds that.
    let style = ProgressStyle::with_template(TEMPLATES[usize::from(counted)]);
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_templates_are_templates() {
        for template in TEMPLATES {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }
}
