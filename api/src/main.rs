//! The binary: see `command`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    leadtime::command::run().await
}
