//! What `leadtime --version` tells: the version, and of a release build from a git repository its commit.
//! Other builds omit the commit, so that a commit does not build the crate anew.

use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script by its environment")]
fn is_release() -> bool {
    std::env::var("PROFILE").as_deref() == Ok("release")
}

/// Not `LEADTIME_…`: `cargo run` hands the variable to the server too, which reads those as settings.
fn set_version(version: &str) {
    println!("cargo::rustc-env=VERSION_AND_COMMIT={version}");
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env!("CARGO_PKG_VERSION");
    if !is_release() {
        set_version(version);
        return;
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).map_or_else(String::new, |id| format!(" ({id})"));
    set_version(&format!("{version}{commit}"));
    // What HEAD and its branch are stored in: a commit changes one of them.
    let of_branch = git(&["symbolic-ref", "HEAD"]);
    for name in ["HEAD".to_owned()].into_iter().chain(of_branch) {
        if let Some(path) = git(&["rev-parse", "--git-path", &name]) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
}
