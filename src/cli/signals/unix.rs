//! Signals of Unix: hang-up, interrupt, termination, and the limit on the size of files.

use std::sync::mpsc::channel;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use jobaudit::output::abandon;

/// Waits for signals from now on. Where that can't be had, they end the program as they always do.
pub(in crate::cli) fn watch() {
    let (signals, receiver) = channel::<Signals>();
    let wait = move || {
        let Ok(mut signals) = receiver.recv() else { return };
        for signal in signals.forever().filter(|signal| *signal != SIGXFSZ) {
            let _abandoned = abandon();
            let _ = emulate_default_handler(signal);
        }
    };
    // The thread first: without it nobody would heed what is caught.
    if thread::Builder::new().name(String::from("signals")).spawn(wait).is_err() {
        return;
    }
    let ignored = ignored();
    let heeded = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !ignored(*signal));
    if let Ok(caught) = Signals::new(heeded.chain([SIGXFSZ])) {
        let _ = signals.send(caught);
    }
}

/// Which signals are to be ignored: `nohup` and shells say so of what runs in the background. Where it
/// can't be told, `nohup` gets the benefit of the doubt.
fn ignored() -> impl Fn(i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    move |signal| mask.map_or(signal == SIGHUP, |mask| mask >> (signal - 1) & 1 == 1)
}
