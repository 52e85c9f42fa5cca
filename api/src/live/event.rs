//! Changes of a scope as its followers get them, read once for all who are at the same place of the change
//! log.

use std::sync::Arc;

use entity::change::{self, Scope};
use sea_orm::{ColumnTrait, Condition};

use super::followers::{Live, LogEvent};
use super::recent::Found;
use crate::change_log;
use crate::error::Result;
use crate::store::Store;

/// Changes that wait for a follower and still come in events of their own; more than that come in one.
const EACH: i64 = 16;

/// Who is slow stops at multiples of this.
const STOPS: i64 = 8;

/// Changes that one event has at most.
const MOST: i64 = 200;

/// The next changes of a scope that has come to a number, as far as that is known; none where there are none
/// yet.
///
/// # Errors
/// What the database answers.
pub(crate) async fn next(
    (live, store): (&Live, &Store),
    (scope, after): (Scope, i64),
    known: Option<i64>,
) -> Result<Option<Arc<LogEvent>>> {
    if known.is_some_and(|known| known <= after) {
        return Ok(None);
    }
    let stop = known.and_then(|known| stop(after, known));
    let key = (scope, after, stop);
    let turn = match live.events.find(key, None).await {
        Found::Made(event, _) => return Ok(Some(event)),
        Found::Turn(turn) => turn,
    };
    let Some(event) = read(store, (scope, after), stop).await?.map(Arc::new) else { return Ok(None) };
    let bytes = event.changes.iter().flatten().map(|change| change.body.len()).sum();
    live.events.keep(key, &turn, &event, bytes);
    Ok(Some(event))
}

/// Where an event for a follower ends that is so far behind that it gets many changes in one: everything that
/// waits, but for the last few.  All who are slow stop at the same numbers, so that they are at one place soon,
/// and get the same.
fn stop(after: i64, known: i64) -> Option<i64> {
    let last = known.min(after.saturating_add(MOST));
    (known - after > EACH).then(|| last - last % STOPS)
}

/// Changes up to where a follower stops; else one change, or where many wait as many as are read together.
async fn read(store: &Store, (scope, after): (Scope, i64), stop: Option<i64>) -> Result<Option<LogEvent>> {
    let wanted = after_in(scope, after).add_option(stop.map(|stop| change::Column::Seq.lte(stop)));
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let (pending, fitting) = change_log::count(store, &wanted, most).await?;
    if pending == 0 && stop.is_some() {
        // The log does not reach back so far: it goes on where the log begins.
        return Box::pin(read(store, (scope, after), None)).await;
    }
    if pending == 0 {
        return Ok(None);
    }
    let is_behind = stop.is_some() || i64::try_from(pending).is_ok_and(|pending| pending > EACH);
    let changes = change_log::load(store, wanted, if is_behind { fitting } else { 1 }).await?;
    let Some((first, last)) = changes.first().zip(changes.last()) else { return Ok(None) };
    let (is_whole, seq) = (first.seq == after + 1, last.seq);
    Ok(Some(LogEvent { scope, after, seq, changes: is_whole.then_some(changes) }))
}

/// Changes of a scope after a number.
pub(crate) fn after_in(scope: Scope, after: i64) -> Condition {
    Condition::all().add(change::Column::ScopeId.eq(scope.id())).add(change::Column::Seq.gt(after))
}
