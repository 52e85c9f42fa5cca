//! Who is asking: passwords once, signed tokens and sessions from then on, tokens of their own for scripts.

mod key_file;
mod password;
pub(crate) mod secret;
mod throttle;
mod token;
mod viewers;

use chrono::{DateTime, Utc};
use entity::{Viewer, WorkspaceId};

pub use key_file::rotate;
pub use password::{Passwords, hash, is_outdated};
pub use throttle::{Left, Throttle, Throttles, network};
pub use token::{AccessToken, Keys, Source};
pub use viewers::{Credential, Viewers};

use crate::error::{Error, Result};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who, and where they belong.
    pub viewer: Viewer,
    /// IANA time zone, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// Of a token for scripts, when it was last used as far as is stored.
    pub token_last_used_at: Option<DateTime<Utc>>,
}

impl SignedIn {
    /// The same, asking about one of their workspaces.
    ///
    /// # Errors
    /// [`Error::BadInput`] where they are not in it.
    pub fn about(mut self, workspace: &str) -> Result<Self> {
        let is_theirs = WorkspaceId::parse(workspace).is_some_and(|id| self.viewer.ask_about(id));
        let unknown = || Error::bad_input("Leadtime-Workspace", "you are in no such workspace");
        is_theirs.then_some(self).ok_or_else(unknown)
    }
}
