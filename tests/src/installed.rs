//! Programs that some tests need.  The build script looks for them too, so that tests are ignored that lack
//! theirs.

use std::path::PathBuf;

/// A variable of the environment.
#[expect(clippy::disallowed_methods, reason = "this is where the tests are configured")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The folder of `initdb` and `postgres`: one of `PATH`, or where Debian puts them.
pub fn postgres() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders = folders().chain(versions.map(|version| version.path().join("bin")));
    folders.find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// Chromium, or a browser that is built of it.
pub fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    folders().flat_map(|folder| names.map(|name| folder.join(name))).find(|program| program.exists())
}

fn folders() -> impl Iterator<Item = PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    path.split(':').map(PathBuf::from).collect::<Vec<_>>().into_iter()
}
