//! Ctrl-C, Ctrl-Break and the closing of a console.

use jobaudit::output::abandon;

/// How a program ends on Windows that Ctrl-C has ended (`STATUS_CONTROL_C_EXIT`).
const CONTROL_C_EXIT: i32 = 0xC000_013A_u32.cast_signed();

/// Waits for them from now on. Where that can't be had, they end the program as they always do.
pub(in crate::cli) fn watch() {
    let _unheeded = ctrlc::set_handler(|| {
        let _abandoned = abandon();
        #[expect(clippy::exit, reason = "the end that was asked for, once nothing is half done")]
        std::process::exit(CONTROL_C_EXIT);
    });
}
