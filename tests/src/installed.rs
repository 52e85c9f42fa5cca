//! Programs that some tests need.  The build script looks for them too, so that tests are ignored that lack theirs.

use std::path::PathBuf;

/// The folder of `initdb` and `postgres`: one of a `PATH`, or where Debian puts them.
pub fn postgres(path: &str) -> Option<PathBuf> {
    let mut folders: Vec<_> = path.split(':').map(PathBuf::from).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(versions.map(|version| version.path().join("bin")));
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}
