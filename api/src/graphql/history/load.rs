//! Changes from the change log.

use std::collections::{BTreeSet, HashMap};

use entity::{CampaignId, WorkPackageId, change, work_package};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;
use crate::graphql::request::Request;
use crate::store::sql::Values;
use crate::write::Change;

/// Changes that are read at a time: the body of one may have thousands of rows.
const CHANGES: usize = 20;

/// A change with the rows that it is shown with.
#[derive(Clone, Debug)]
pub(crate) struct LoggedChange {
    /// Its row, without its body.
    pub row: change::Model,
    /// The changed rows; none of an import by an earlier version.
    pub changes: Vec<Change>,
}

/// A page of the history of a work package: changes before a sequence number, the latest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct HistoryKey {
    pub work_package: WorkPackageId,
    pub before: Option<i64>,
    /// Changes at most.
    pub limit: usize,
}

/// The latest changes of a campaign before a sequence number.
pub(crate) async fn of_campaign(
    request: &Request,
    id: CampaignId,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<LoggedChange>> {
    let all = change::Entity::find().filter(change::Column::ScopeId.eq(id.0));
    let rows = all
        .filter(change::Column::Seq.lt(before.unwrap_or(i64::MAX)))
        .order_by_desc(change::Column::Seq)
        .limit(u64::try_from(limit).unwrap_or_default())
        .all(request.app.store.reader())
        .await?;
    Ok(rows.into_iter().map(LoggedChange::read).collect())
}

/// The latest changes of a work package, with the rows that are about it.
pub(crate) async fn of_work_package(
    request: &Request,
    (campaign, key): (CampaignId, HistoryKey),
) -> Result<&Vec<LoggedChange>> {
    request.histories.get(key, |keys| of_work_packages(request, campaign, keys)).await
}

/// A change that a work package takes part in, by its place among the latest.
#[derive(FromQueryResult)]
struct Subject {
    work_package_id: WorkPackageId,
    seq: i64,
}

async fn of_work_packages(
    request: &Request,
    campaign: CampaignId,
    keys: Vec<HistoryKey>,
) -> Result<HashMap<HistoryKey, Vec<LoggedChange>>> {
    // Siblings ask alike: all of them are read with the first.
    let mut found: HashMap<_, _> = keys.into_iter().map(|key| (key, Vec::new())).collect();
    let pages: BTreeSet<_> = found.keys().map(|key| (key.before, key.limit)).collect();
    for (before, limit) in pages {
        let ids = found.keys().filter(|key| (key.before, key.limit) == (before, limit));
        let subjects = subjects(request, ids.map(|key| key.work_package), (before, limit)).await?;
        let seqs: BTreeSet<_> = subjects.iter().map(|subject| subject.seq).collect();
        let seqs: Vec<_> = seqs.into_iter().rev().collect();
        for some in seqs.chunks(CHANGES) {
            let of_these = change::Column::Seq.is_in(some.iter().copied());
            let rows = change::Entity::find()
                .filter(change::Column::ScopeId.eq(campaign.0))
                .filter(of_these)
                .order_by_desc(change::Column::Seq)
                .all(request.app.store.reader())
                .await?;
            for read in rows.into_iter().map(LoggedChange::read) {
                for subject in subjects.iter().filter(|subject| subject.seq == read.row.seq) {
                    let key = HistoryKey { work_package: subject.work_package_id, before, limit };
                    found.entry(key).or_default().push(read.about(subject.work_package_id));
                }
            }
        }
    }
    Ok(found)
}

/// The latest changes of each of some work packages.
async fn subjects(
    request: &Request,
    ids: impl Iterator<Item = WorkPackageId>,
    (before, limit): (Option<i64>, usize),
) -> Result<Vec<Subject>> {
    let mut values = Values::default();
    let (ids, before) = (values.bind_all(ids), values.bind(before.unwrap_or(i64::MAX)));
    let sql = format!(
        "select work_package_id, seq from (
            select s.work_package_id, s.seq,
                row_number() over (partition by s.work_package_id order by s.seq desc) as place
            from change_subject s where s.work_package_id in ({ids}) and s.seq < {before}) latest
        where place <= {limit}"
    );
    values.all(request.app.store.reader(), sql).await
}

impl LoggedChange {
    /// Takes the changed rows out of a row's body.
    pub(crate) fn read(mut row: change::Model) -> Self {
        // That of an import by an earlier version is no list of rows.
        let changes = serde_json::from_str(&std::mem::take(&mut row.body)).unwrap_or_default();
        Self { row, changes }
    }

    /// The same with the rows alone that are about a work package.
    fn about(&self, id: WorkPackageId) -> Self {
        let id = serde_json::Value::from(id.0.to_string());
        let is_about = |change: &&Change| {
            let names = |(_, before, after): &(String, serde_json::Value, serde_json::Value)| {
                *before == id || *after == id
            };
            change.key.contains(&id)
                || !change.is_of::<work_package::Model>() && change.columns.iter().any(names)
        };
        Self { row: self.row.clone(), changes: self.changes.iter().filter(is_about).cloned().collect() }
    }
}
