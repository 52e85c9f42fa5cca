//! Files that are written beside their place, and take it when they are whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file that is not whole yet.  Until it is, what stands in its place stays, and it is deleted if it never is.
pub(super) struct Part {
    path: PathBuf,
    place: PathBuf,
}

impl Part {
    /// A file for a place.  What is no file there, such as a pipe, is written itself.
    ///
    /// # Errors
    /// Where a file cannot be made there.
    pub(super) fn create(place: &Path) -> io::Result<(Self, File)> {
        // Of a link the file that it leads to is replaced.
        let place = place.canonicalize().unwrap_or_else(|_new| place.to_owned());
        let found = place.metadata().ok();
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            let file = File::create(&place)?;
            return Ok((Self { path: place.clone(), place }, file));
        }
        let path = place.with_added_extension(format!("{}.part", std::process::id()));
        let file = File::create(&path)?;
        let part = Self { path, place };
        if let Some(found) = found {
            file.set_permissions(found.permissions())?;
        }
        Ok((part, file))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// What the file system answers.
    pub(super) fn take_place(self) -> io::Result<()> {
        if self.path == self.place { Ok(()) } else { fs::rename(&self.path, &self.place) }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.path != self.place {
            // It is not there any more where it has taken its place.
            drop(fs::remove_file(&self.path));
        }
    }
}
