//! Files that cannot be read, and what the run says of them.
//!
//! In: a file, and why it is out of reach: what it is, what the system said, or a panic. Out: how it ends. A problem
//! of the run is also told: what was named and could not be read, and whatever the machine lacked the means for.

use std::io;

use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::container::Fault;
use crate::input::walk::Input;
use crate::ledger::FileEnd;
use crate::scan::{Scanner, size_of};

impl Scanner<'_> {
    pub(super) fn panicked(&mut self, input: &Input) -> FileEnd {
        let name = self.roots.as_written(&input.name);
        self.problems.push(format!("{name}: the program failed on this file; this is a bug"));
        let message = "the program failed while it read this file";
        self.foreign(0, Finding::of_file(Rule::InternalError, message))
    }

    pub(super) fn special(&mut self, input: &Input, what: &'static str) -> FileEnd {
        if input.named {
            let path = self.roots.as_written(&input.name);
            self.problems.push(format!("cannot read {path}: it is {what}"));
        }
        self.foreign(0, Finding::of_file(Rule::SpecialFile, what))
    }

    pub(super) fn unreadable(&mut self, input: &Input, error: &io::Error) -> FileEnd {
        if let Some(fault) = Fault::of(error) {
            if fault.is_own_report {
                return self.own_report(size_of(input).unwrap_or(0));
            }
            let finding = Finding::of_file(fault.rule, fault.message.as_str());
            return self.foreign(size_of(input).unwrap_or(0), finding);
        }
        if error.kind() == io::ErrorKind::FileTooLarge {
            return self.foreign(0, Finding::of_file(Rule::TooLarge, reason(error)));
        }
        if input.named || lacks_means(error) {
            let path = self.roots.as_written(&input.name);
            self.problems.push(format!("cannot read {path}: {}", reason(error)));
        }
        self.foreign(0, Finding::of_file(Rule::UnreadableFile, reason(error)))
    }
}

/// The number that the system gave an error, also where a walk through folders met it.
fn code_of(error: &io::Error) -> Option<i32> {
    let inner = || error.get_ref()?.source()?.downcast_ref::<io::Error>()?.raw_os_error();
    error.raw_os_error().or_else(inner)
}

/// Whether a file could not be read because the machine has no more file handles or memory, or a disk that
/// fails: then the file may be as it should be, and what is counted is not all there is.
fn lacks_means(error: &io::Error) -> bool {
    // ENOMEM, ENFILE, EMFILE and EIO; on Windows too many files, no memory, an error of the device.
    const CODES: &[i32] = if cfg!(windows) { &[4, 8, 14, 1117] } else { &[12, 23, 24, 5] };
    error.kind() == io::ErrorKind::OutOfMemory
        || code_of(error).is_some_and(|code| CODES.contains(&code))
}

/// What the system says, without the path and number that the caller or nobody needs.
pub(super) fn reason(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.source()).map(ToString::to_string);
    let text = inner.unwrap_or_else(|| error.to_string());
    text.split(" (os error").next().map(str::to_owned).unwrap_or(text)
}
