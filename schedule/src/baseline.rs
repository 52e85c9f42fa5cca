//! Baselines: what the plan was when it was agreed.

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::campaign::{Edge, Kind};
use crate::error::Error;
use crate::network::{Key, Network, TaskId};
use crate::table::Table;

/// The first and last days that work packages had in a baseline.
#[derive(Clone, Debug)]
pub struct Baseline(Table<TaskId, Option<(NaiveDate, NaiveDate)>>);

impl Baseline {
    /// The baseline of a network from its rows: key, first day, last day.  Work packages that are gone from
    /// the network are passed over; those that came later have no baseline.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] and [`Error::FinishBeforeStart`], with the key of the row.
    pub fn new<K: Key>(
        network: &Network<K>,
        rows: impl IntoIterator<Item = (K, NaiveDate, NaiveDate)>,
    ) -> Result<Self, Error<K>> {
        let mut days = Table::filled(None, network.campaign().tasks.len());
        for (key, first, last) in rows {
            if !Boundary::covers(first) || !Boundary::covers(last) {
                return Err(Error::DateOutOfRange { key: Some(key) });
            }
            if last < first {
                return Err(Error::FinishBeforeStart { key, start: first, finish: last });
            }
            if let Some(task) = network.find(&key) {
                days[task] = Some((first, last));
            }
        }
        Ok(Self(days))
    }

    /// The first and last day that a work package had.
    #[must_use]
    pub fn days(&self, task: TaskId) -> Option<(NaiveDate, NaiveDate)> {
        self.0[task]
    }

    /// The span that a work package of this kind had.
    pub(crate) fn span(&self, task: TaskId, kind: Kind) -> Option<Span> {
        let (first, last) = self.0[task]?;
        let (opening, closing) = (Boundary::opening(first), Boundary::closing(last));
        Some(match kind {
            Kind::Task(_) | Kind::Phase => Span { start: opening, finish: closing },
            Kind::Milestone(Edge::StartOfDay) => Span::at(Boundary::opening(last)),
            Kind::Milestone(Edge::EndOfDay) => Span::at(closing),
        })
    }
}
