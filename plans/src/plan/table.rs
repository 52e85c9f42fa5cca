//! Rows of one table of a campaign in memory.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::ops::Index;
use std::sync::Arc;

use entity::{
    AnchorId, BaselineId, CampaignId, DependencyId, FindingAcknowledgementId, ProposalId, ReportId, SlipId,
    WorkPackageId, anchor, baseline, campaign, dependency, finding_acknowledgement, plan_proposal,
    progress_report, slip, work_package,
};
use hashbrown::DefaultHashBuilder;
use indexmap::IndexMap;
use uuid::Uuid;

/// A row with an id of its own.
pub trait Identified: Clone + PartialEq {
    /// The type of its id.
    type Id: Copy + Ord + Hash + From<Uuid>;

    /// Its id.
    fn id(&self) -> Self::Id;
}

macro_rules! identified {
    ($($table:ident: $id:ty),+ $(,)?) => {$(
        impl Identified for $table::Model {
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }
        }
    )+};
}

identified! {
    anchor: AnchorId,
    baseline: BaselineId,
    campaign: CampaignId,
    dependency: DependencyId,
    finding_acknowledgement: FindingAcknowledgementId,
    plan_proposal: ProposalId,
    progress_report: ReportId,
    slip: SlipId,
    work_package: WorkPackageId,
}

/// Rows in an order, found by id.  A copy shares the rows themselves: only those that are changed then take
/// room of their own, and two versions of a plan are compared without a look at what they share.
#[derive(Clone, Debug)]
pub struct Table<M: Identified>(IndexMap<M::Id, Arc<M>, DefaultHashBuilder>);

/// What became of rows: those that are gone, that are new, and that differ, as they were and as they are.
#[derive(Debug)]
pub struct Difference<M> {
    /// Rows that are not there any more.
    pub gone: Vec<M>,
    /// Rows that were not there.
    pub new: Vec<M>,
    /// Rows that are not equal to what they were.
    pub changed: Vec<(M, M)>,
}

impl<M: Identified> Table<M> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows in their order.
    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// The row of an id.
    #[must_use]
    pub fn get(&self, id: M::Id) -> Option<&M> {
        self.0.get(&id).map(|row| &**row)
    }

    /// The row at a place in their order.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&M> {
        self.0.get_index(place).map(|(_, row)| &**row)
    }

    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: M::Id) -> Option<usize> {
        self.0.get_index_of(&id)
    }

    /// The row of an id, to change it.
    pub fn get_mut(&mut self, id: M::Id) -> Option<&mut M> {
        self.0.get_mut(&id).map(Arc::make_mut)
    }

    /// Replaces the row of the same id, or adds the row at the end.
    pub fn put(&mut self, row: M) {
        self.0.insert(row.id(), Arc::new(row));
    }

    /// Takes a row out; whether it was there.
    pub fn remove(&mut self, id: M::Id) -> bool {
        self.0.shift_remove(&id).is_some()
    }

    /// Takes rows out.
    pub fn remove_all(&mut self, gone: &BTreeSet<M::Id>) {
        match gone.first().filter(|_| gone.len() == 1) {
            Some(only) => drop(self.remove(*only)),
            None => self.0.retain(|id, _| !gone.contains(id)),
        }
    }

    /// Takes out all rows but some.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&M) -> bool) {
        self.0.retain(|_, row| is_kept(row));
    }

    /// Replaces rows; those for which there is no other stay as they are.
    pub fn change(&mut self, mut other: impl FnMut(&M) -> Option<M>) {
        for row in self.0.values_mut() {
            if let Some(other) = other(row) {
                *row = Arc::new(other);
            }
        }
    }

    /// Puts the rows in an order; equal ones stay as they are.
    pub fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&M) -> K) {
        // To sort is to build the index anew.
        if !self.0.values().is_sorted_by_key(|row| key(row)) {
            self.0.sort_by_key(|_, row| key(row));
        }
    }

    /// The rows that are new or differ from what they were, with what that was.
    pub fn since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = (Option<&'a M>, &'a M)> {
        self.0.iter().filter_map(|(id, row)| match before.0.get(id) {
            Some(old) if Arc::ptr_eq(old, row) || old == row => None,
            old => Some((old.map(|old| &**old), &**row)),
        })
    }

    /// What became of the rows that there were before.
    #[must_use]
    pub fn difference(&self, before: &Self) -> Difference<M> {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (old, row) in self.since(before) {
            match old {
                Some(old) => changed.push((old.clone(), row.clone())),
                None => new.push(row.clone()),
            }
        }
        let gone = before.0.iter().filter(|(id, _)| !self.0.contains_key(*id));
        Difference { gone: gone.map(|(_, row)| M::clone(row)).collect(), new, changed }
    }
}

impl<M: Identified> Default for Table<M> {
    fn default() -> Self {
        Self(IndexMap::default())
    }
}

impl<M: Identified> Index<usize> for Table<M> {
    type Output = M;

    #[expect(clippy::indexing_slicing, reason = "as of a slice")]
    fn index(&self, place: usize) -> &M {
        &self.0[place]
    }
}

impl<'a, M: Identified> IntoIterator for &'a Table<M> {
    type Item = &'a M;
    type IntoIter = std::iter::Map<indexmap::map::Values<'a, M::Id, Arc<M>>, fn(&'a Arc<M>) -> &'a M>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.values().map(|row| &**row)
    }
}

impl<M: Identified> IntoIterator for Table<M> {
    type Item = M;
    type IntoIter = std::iter::Map<indexmap::map::IntoValues<M::Id, Arc<M>>, fn(Arc<M>) -> M>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_values().map(Arc::unwrap_or_clone)
    }
}

impl<M: Identified> FromIterator<M> for Table<M> {
    fn from_iter<T: IntoIterator<Item = M>>(rows: T) -> Self {
        Self(rows.into_iter().map(|row| (row.id(), Arc::new(row))).collect())
    }
}

impl<M: Identified> Extend<M> for Table<M> {
    fn extend<T: IntoIterator<Item = M>>(&mut self, rows: T) {
        rows.into_iter().for_each(|row| self.put(row));
    }
}
