//! What happens when the program is told to end.
//!
//! In: signals, and on Windows Ctrl-C and Ctrl-Break. Out: no temporary file, and the end that whoever sent
//! the signal expects. A thread waits for them. Outputs that are just being put into their places come first,
//! so that a folder has the tables of one run. A file over the limit of the shell (`ulimit -f`) is an error
//! like a full disk.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::watch;
#[cfg(windows)]
pub(super) use windows::watch;
