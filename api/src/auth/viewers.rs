//! Who asks: what a session or a token for scripts stands for at this moment.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    ApiTokenId, CampaignId, DepartmentId, Limits, Role, Scope, SessionId, UserId, Viewer, WorkspaceId,
};
use quick_cache::sync::Cache;
use sea_orm::{ActiveEnum, FromQueryResult};

use super::{Keys, SignedIn, secret};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::sql::Values;

/// How long what somebody may do is kept: what they lose they lose within this time, on every replica.
const KEPT: TimeDelta = TimeDelta::seconds(2);

/// Sessions and tokens kept at most.
const MANY: usize = 4096;

/// What somebody shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Credential {
    /// A session of somebody.
    Session(SessionId, UserId),
    /// A token for scripts, by its hash.
    ApiToken(String),
}

impl Credential {
    /// What a bearer token stands for, as far as that shows without the database.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of anything but a token of ours.
    pub fn read(token: &str, keys: &Keys, now: DateTime<Utc>) -> Result<Self> {
        if secret::looks_like_api_token(token) {
            let is_one = secret::is_api_token(token);
            return is_one.then(|| Self::ApiToken(secret::hash(token))).ok_or(Error::Unauthenticated);
        }
        let (user, session) = keys.verify(token, now)?;
        Ok(Self::Session(session, user))
    }
}

#[derive(Clone)]
struct Known {
    read_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    who: SignedIn,
}

/// What those who asked lately may do.
pub struct Viewers(Cache<Credential, Known>);

impl Default for Viewers {
    fn default() -> Self {
        Self(Cache::new(MANY))
    }
}

/// Somebody, one of their memberships, and one of their token's limits: a row for each pair of these.
#[derive(FromQueryResult)]
struct Row {
    user_id: UserId,
    time_zone: String,
    workspace_id: Option<WorkspaceId>,
    role: Option<Role>,
    token_id: Option<ApiTokenId>,
    scopes: Option<String>,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    department_id: Option<DepartmentId>,
    campaign_id: Option<CampaignId>,
}

impl Viewers {
    /// Who it is and what they may do, as of at most two seconds ago.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where it stands for nobody any more.
    pub async fn fetch(&self, store: &Store, shown: Credential, now: DateTime<Utc>) -> Result<SignedIn> {
        let is_fresh = |known: &Known| (now - known.read_at).abs() < KEPT;
        let known = if let Some(known) = self.0.get(&shown).filter(is_fresh) {
            known
        } else {
            let known = read(store, &shown, now).await?;
            self.0.insert(shown, known.clone());
            known
        };
        let holds = known.expires_at.is_none_or(|until| now < until);
        if holds { Ok(known.who) } else { Err(Error::Unauthenticated) }
    }

    /// Forgets what is kept of accounts whose access has changed: this replica need not wait until it is two
    /// seconds old.
    pub fn forget(&self, accounts: &BTreeSet<UserId>) {
        if !accounts.is_empty() {
            self.0.retain(|_, known| !accounts.contains(&known.who.viewer.user_id));
        }
    }
}

async fn read(store: &Store, shown: &Credential, now: DateTime<Utc>) -> Result<Known> {
    let mut values = Values::default();
    let sql = match shown {
        Credential::Session(session, user) => {
            let (session, user) = (values.bind(*session), values.bind(*user));
            format!(
                r#"select u.id as user_id, u.time_zone as time_zone, m.workspace_id as workspace_id, m.role as role,
                    s.expires_at as expires_at
                from session s join "user" u on u.id = s.user_id
                left join membership m on m.user_id = u.id and m.status = 'active'
                where s.id = {session} and s.user_id = {user} and s.ended_at is null
                order by m.workspace_id"#
            )
        }
        Credential::ApiToken(hash) => {
            let hash = values.bind(hash.as_str());
            format!(
                r#"select u.id as user_id, u.time_zone as time_zone, m.workspace_id as workspace_id, m.role as role,
                    t.id as token_id, t.scopes as scopes, t.expires_at as expires_at, t.last_used_at as last_used_at,
                    l.department_id as department_id, l.campaign_id as campaign_id
                from api_token t join "user" u on u.id = t.user_id
                join membership m on m.workspace_id = t.workspace_id and m.user_id = t.user_id and m.status = 'active'
                left join api_token_limit l on l.api_token_id = t.id
                where t.hash = {hash} and t.revoked_at is null"#
            )
        }
    };
    let rows = values.all::<Row>(store.reader(), sql).await?;
    let first = rows.first().ok_or(Error::Unauthenticated)?;
    let mut memberships: Vec<_> = rows.iter().filter_map(|row| row.workspace_id.zip(row.role)).collect();
    memberships.dedup();
    let session_id = match shown {
        Credential::Session(id, _) => Some(*id),
        Credential::ApiToken(_) => None,
    };
    let viewer = Viewer {
        user_id: first.user_id,
        session_id,
        in_view: memberships.first().copied().into_iter().collect(),
        memberships,
        limits: first.token_id.map(|token_id| limits(token_id, &rows)),
    };
    let who = SignedIn { viewer, time_zone: first.time_zone.clone(), token_last_used_at: first.last_used_at };
    Ok(Known { read_at: now, expires_at: first.expires_at, who })
}

fn limits(token_id: ApiTokenId, rows: &[Row]) -> Limits {
    let words = rows.first().and_then(|row| row.scopes.as_deref()).unwrap_or_default().split(' ');
    Limits {
        token_id,
        scopes: words.filter_map(|word| Scope::try_from_value(&word.to_owned()).ok()).collect(),
        departments: rows.iter().filter_map(|row| row.department_id).collect(),
        campaigns: rows.iter().filter_map(|row| row.campaign_id).collect(),
    }
}
