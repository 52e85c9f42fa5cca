//! Pages of the change feed.

use std::collections::HashMap;

use entity::change::{self, Scope};
use entity::{CampaignId, WorkspaceId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition};

use super::content::Content;
use super::object::{ChangeFeed, FeedKind, FeedRow};
use super::position::{Place, Position, Progress};
use super::records::{self, Records};
use super::touched::{Touched, may_show_all};
use crate::change_log;
use crate::error::Result;
use crate::graphql::request::Request;
use crate::store::sql::Values;

/// Scopes that are read at a time.
const SCOPES: usize = 8;

/// Changes that are read at a time.
const CHANGES: usize = 100;

/// Rows that an event of a subscription has at most.
const MOST_OF_EVENT: usize = 1000;

/// A page on its way.
struct Page {
    position: Position,
    limit: usize,
    rows: Vec<(Scope, i64, Place)>,
    /// Whether there are tombstones of scopes for which it had no room.
    has_left_over: bool,
    /// Whether the log does not reach back to the position.
    resync_required: bool,
}

/// The rows after a position, as many as a page has.
pub(super) async fn read(request: &Request, since: Position, limit: usize) -> Result<ChangeFeed<'_>> {
    since.check(request.viewer()?)?;
    let scopes = scopes(request).await?;
    let mut page =
        Page { position: since, limit, rows: Vec::new(), has_left_over: false, resync_required: false };
    page.leave(&scopes);
    let pending: Vec<_> = scopes.into_iter().filter(|(scope, seq)| !page.has_read(*scope, *seq)).collect();
    let mut contents = HashMap::new();
    for some in pending.chunks(SCOPES) {
        if page.is_full() || page.resync_required {
            break;
        }
        let mut found = contents_of(request, some).await?;
        let log = read_log(request, &page.position, &found).await?;
        let is_loaded =
            |scope: Scope| page.position.of(scope).is_none_or(|progress| progress.read().is_none());
        list_records(request, &mut found, is_loaded, &log.changes).await?;
        for (scope, content) in found {
            page.add(scope, content, &log);
            contents.insert(scope, content);
        }
    }
    let is_left = |scope: Scope| !page.has_read(scope, contents.get(&scope).map_or(i64::MAX, Content::seq));
    let has_more = page.has_left_over || pending.iter().any(|(scope, _)| is_left(*scope));
    let records = Records::read(request, page.rows.iter().map(|(_, _, place)| *place)).await?;
    let row = |(scope, seq, place): (Scope, i64, Place)| {
        let entity = contents.get(&scope).and_then(|content| content.node(records, place));
        FeedRow { scope, seq, kind: place.0, id: place.1, entity }
    };
    if page.resync_required {
        let end_cursor = Position::default().write();
        return Ok(ChangeFeed { rows: Vec::new(), end_cursor, has_more: true, resync_required: true });
    }
    Ok(ChangeFeed {
        rows: page.rows.into_iter().map(row).collect(),
        end_cursor: page.position.write(),
        has_more,
        resync_required: false,
    })
}

/// The rows that changes of a scope were about, as they are now; none where there are more than an event has.
pub(crate) async fn changed_rows<'a>(
    request: &'a Request,
    scope: (Scope, i64),
    changes: &[change::Model],
) -> Result<Option<Vec<FeedRow<'a>>>> {
    let mut found = contents_of(request, &[scope]).await?;
    list_records(request, &mut found, |_| false, changes).await?;
    let Some((scope, content)) = found.into_iter().next() else {
        let (kind, id) = (kind_of(scope.0), scope.0.id());
        return Ok(Some(vec![FeedRow { scope: scope.0, seq: scope.1, kind, id, entity: None }]));
    };
    let mut touched = Touched::default();
    for change in changes {
        touched.add(change.seq, &change.body, &content);
    }
    let rows = touched.in_order();
    if rows.len() > MOST_OF_EVENT {
        return Ok(None);
    }
    let records = Records::read(request, rows.iter().map(|(_, place)| *place)).await?;
    let row = |(seq, place): (i64, Place)| FeedRow {
        scope,
        seq,
        kind: place.0,
        id: place.1,
        entity: content.node(records, place),
    };
    Ok(Some(rows.into_iter().map(row).collect()))
}

/// What the row of a scope itself is.
const fn kind_of(scope: Scope) -> FeedKind {
    match scope {
        Scope::Workspace(_) => FeedKind::Workspace,
        Scope::Campaign(_) => FeedKind::Campaign,
    }
}

/// The scopes that the caller can see, with their numbers: workspaces first, the oldest first.
async fn scopes(request: &Request) -> Result<Vec<(Scope, i64)>> {
    let directories = request.own_directories().await?;
    let mut scopes: Vec<_> = directories
        .iter()
        .map(|directory| (Scope::Workspace(directory.workspace_id()), directory.workspace.directory_seq))
        .collect();
    let mut values = Values::default();
    let visible = request.visible_campaigns(&mut values)?;
    let sql = format!("select c.id, c.seq from campaign c where {visible} order by c.id");
    for row in values.rows(request.app.store.reader(), sql).await? {
        let id: CampaignId = row.try_get("", "id")?;
        scopes.push((Scope::Campaign(id), row.try_get("", "seq")?));
    }
    Ok(scopes)
}

/// Scopes as they are now; those that went meanwhile are left to the next page.
async fn contents_of<'a>(request: &'a Request, scopes: &[(Scope, i64)]) -> Result<Vec<(Scope, Content<'a>)>> {
    let campaigns: Vec<CampaignId> = scopes
        .iter()
        .filter_map(|(scope, _)| match scope {
            Scope::Campaign(id) => Some(*id),
            Scope::Workspace(_) => None,
        })
        .collect();
    let workspaces: Vec<(WorkspaceId, i64)> = scopes
        .iter()
        .filter_map(|(scope, seq)| match scope {
            Scope::Workspace(id) => Some((*id, *seq)),
            Scope::Campaign(_) => None,
        })
        .collect();
    let mut found = Vec::new();
    for directory in request.directories(&workspaces).await? {
        found.push((Scope::Workspace(directory.workspace_id()), Content::Workspace(directory)));
    }
    if !campaigns.is_empty() {
        let batch = request.campaigns_of(campaigns.iter().copied()).await?;
        let snapshots = batch.0.iter().filter_map(|row| request.snapshot(row));
        found.extend(
            snapshots
                .map(|snapshot| (Scope::Campaign(snapshot.campaign.id), Content::Campaign(snapshot, &[]))),
        );
        // A batch comes in the order of its statement.
        found.sort_by_key(|(scope, _)| scopes.iter().position(|(known, _)| known == scope));
    }
    Ok(found)
}

/// Lists the rows that snapshots do not have, of campaigns that are being loaded and of those all of whose
/// rows a change may be about.
async fn list_records<'a>(
    request: &'a Request,
    found: &mut [(Scope, Content<'a>)],
    is_loaded: impl Fn(Scope) -> bool,
    changes: &[change::Model],
) -> Result<()> {
    let shows_all = |scope: Scope| {
        changes.iter().any(|change| change.scope_id == scope.id() && may_show_all(&change.body))
    };
    let wanted = found.iter().filter_map(|(scope, _)| match scope {
        Scope::Campaign(id) => (is_loaded(*scope) || shows_all(*scope)).then_some(*id),
        Scope::Workspace(_) => None,
    });
    let listed: &HashMap<_, _> = request.keep(records::list(request, wanted.collect()).await?);
    for (_, content) in found {
        if let Content::Campaign(snapshot, places) = content {
            *places = listed.get(&snapshot.campaign.id).map_or(&[], Vec::as_slice);
        }
    }
    Ok(())
}

/// The next changes of scopes, by scope and number, and whether there may be more.
struct Log {
    changes: Vec<change::Model>,
    is_cut: bool,
}

async fn read_log(request: &Request, position: &Position, of: &[(Scope, Content<'_>)]) -> Result<Log> {
    let of_scope = |(scope, content): &(Scope, Content<'_>)| {
        let read = position.of(*scope)?.read()?;
        let between = change::Column::Seq.gt(read).and(change::Column::Seq.lte(content.seq()));
        Some(change::Column::ScopeId.eq(scope.id()).and(between))
    };
    let wanted: Vec<_> = of.iter().filter_map(of_scope).collect();
    if wanted.is_empty() {
        return Ok(Log { changes: Vec::new(), is_cut: false });
    }
    let any = wanted.into_iter().fold(Condition::any(), Condition::add);
    let (pending, fitting) = change_log::count(&request.app.store, &any, CHANGES).await?;
    let changes = change_log::load(&request.app.store, any, fitting).await?;
    Ok(Log { is_cut: fitting < pending || pending == CHANGES, changes })
}

impl Page {
    fn is_full(&self) -> bool {
        self.rows.len() >= self.limit
    }

    /// Whether nothing of a scope up to a number is left to read.
    fn has_read(&self, scope: Scope, seq: i64) -> bool {
        self.position.of(scope) == Some(Progress::Read(seq))
    }

    /// Adds the tombstones of scopes that the caller cannot see any more.
    fn leave(&mut self, scopes: &[(Scope, i64)]) {
        let is_seen = |scope: Scope| scopes.iter().any(|(known, _)| *known == scope);
        let mut left: Vec<_> = self.position.0.iter().map(|(scope, _)| *scope).collect();
        left.retain(|scope| !is_seen(*scope));
        self.has_left_over = left.len() > self.limit;
        left.truncate(self.limit);
        for scope in left {
            self.rows.push((scope, 0, (kind_of(scope), scope.id())));
            self.position.0.retain(|(known, _)| *known != scope);
        }
    }

    /// Adds rows of a scope, as far as there is room for them.
    fn add(&mut self, scope: Scope, content: Content<'_>, log: &Log) {
        match self.position.of(scope) {
            _ if self.is_full() => {}
            None => self.load(scope, content, (content.seq(), None)),
            Some(Progress::Loading { seq, after }) => self.load(scope, content, (seq, after)),
            Some(progress) => self.add_changes((scope, progress), content, log),
        }
    }

    /// Adds rows of a scope that the reader does not have yet.
    fn load(&mut self, scope: Scope, content: Content<'_>, (seq, after): (i64, Option<Place>)) {
        let places = content.places();
        let rest = places.partition_point(|place| after.is_some_and(|after| *place <= after));
        let rest = places.get(rest..).unwrap_or_default();
        let some = rest.get(..rest.len().min(self.limit - self.rows.len())).unwrap_or_default();
        self.rows.extend(some.iter().map(|place| (scope, 0, *place)));
        let is_done = some.len() == rest.len();
        let after = some.last().copied().or(after);
        self.position
            .set(scope, if is_done { Progress::Read(seq) } else { Progress::Loading { seq, after } });
    }

    /// Adds rows of a scope that have changed.
    fn add_changes(&mut self, (scope, progress): (Scope, Progress), content: Content<'_>, log: &Log) {
        let before = progress.read().unwrap_or_default();
        let (mut read, mut touched) = (before, Touched::default());
        let of_scope = log.changes.iter().filter(|change| change.scope_id == scope.id());
        let mut has_gap = before > content.seq();
        for change in of_scope {
            has_gap |= change.seq != read + 1;
            if has_gap {
                break;
            }
            touched.add(change.seq, &change.body, &content);
            read = change.seq;
        }
        let may_be_cut = log.is_cut && log.changes.last().is_some_and(|last| last.scope_id <= scope.id());
        if has_gap || read < content.seq() && !may_be_cut {
            self.resync_required = true;
        } else if read > before {
            self.fill((scope, progress), touched, read);
        }
    }

    /// Adds the rows of changes up to `read`.
    fn fill(&mut self, (scope, progress): (Scope, Progress), touched: Touched, read: i64) {
        let mut rows = touched.in_order();
        if let Progress::Within { seq, after } = progress {
            rows.retain(|row| *row > (seq, after));
        }
        let room = self.limit - self.rows.len();
        let next = if rows.len() > room {
            rows.truncate(room);
            rows.last().map_or(progress, |(seq, place)| Progress::Within { seq: *seq, after: *place })
        } else {
            Progress::Read(read)
        };
        self.rows.extend(rows.into_iter().map(|(seq, place)| (scope, seq, place)));
        self.position.set(scope, next);
    }
}
