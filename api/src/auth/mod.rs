//! Who is asking: passwords once, signed tokens from then on.

mod key_file;
mod password;
mod token;

use std::time::{Duration, Instant};

use entity::{Role, UserId, Viewer, WorkspaceId};
use quick_cache::sync::Cache;
use sea_orm::FromQueryResult;

pub use password::{Passwords, hash};
pub use token::{AccessToken, Keys};

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::sql::Values;

/// How long somebody's memberships are kept: what they lose they lose within this time.
const KEPT: Duration = Duration::from_secs(2);

/// People kept at most.
const PEOPLE: usize = 4096;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who, and where they belong.
    pub viewer: Viewer,
    /// Where their day begins.
    pub time_zone: String,
}

/// The memberships of those who asked lately.
pub struct Viewers(Cache<UserId, (Instant, SignedIn)>);

impl Default for Viewers {
    fn default() -> Self {
        Self(Cache::new(PEOPLE))
    }
}

#[derive(FromQueryResult)]
struct MembershipRow {
    time_zone: String,
    workspace_id: Option<WorkspaceId>,
    role: Option<Role>,
}

impl Viewers {
    /// Somebody's memberships as they were at most two seconds ago.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where there is no such person any more.
    pub async fn fetch(&self, store: &Store, user_id: UserId) -> Result<SignedIn> {
        if let Some((_, known)) = self.0.get(&user_id).filter(|(read_at, _)| read_at.elapsed() < KEPT) {
            return Ok(known);
        }
        let read_at = Instant::now();
        let mut values = Values::default();
        let id = values.bind(user_id);
        let sql = format!(
            r#"select u.time_zone as time_zone, m.workspace_id as workspace_id, m.role as role
            from "user" u left join membership m on m.user_id = u.id
            where u.id = {id} order by m.workspace_id"#
        );
        let rows = values.all::<MembershipRow>(store.reader(), sql).await?;
        let time_zone = rows.first().map(|row| row.time_zone.clone()).ok_or(Error::Unauthenticated)?;
        let memberships = rows.into_iter().filter_map(|row| row.workspace_id.zip(row.role)).collect();
        let found = SignedIn { viewer: Viewer { user_id, memberships }, time_zone };
        self.0.insert(user_id, (read_at, found.clone()));
        Ok(found)
    }
}
