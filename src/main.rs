//! The `jobaudit` program: a thin edge around the library of the same name.

mod cli;

use std::process::ExitCode;

/// The static build's own: that of musl has one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
