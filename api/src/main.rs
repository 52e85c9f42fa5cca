//! The binary: see `command`.

use std::process::ExitCode;

fn main() -> ExitCode {
    leadtime::command::run()
}
