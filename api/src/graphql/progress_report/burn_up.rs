//! How far a campaign should be and was on each day.

use chrono::NaiveDate;
use macros::SerialisedObject;
use schedule::BurnUpDay;

use super::load::of_campaign;
use crate::error::{Error, Result};
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::graphql::serialised::List;
use crate::plan::Snapshot;

/// Days of a burn-up at most.
const DAYS: i64 = 400;

/// How far a campaign should be and was, day by day.  Work packages weigh by their estimated hours where
/// every task has them, else by their duration.
#[derive(async_graphql::SimpleObject)]
pub(crate) struct BurnUp {
    /// The days, the earliest first: holidays too.
    days: List<BurnUpPoint>,
}

/// A day of a burn-up, at its close.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "BurnUpDay")]
pub(crate) struct BurnUpPoint {
    /// The day.
    date: Date,
    /// What should be done by the plan as it is now, in per cent of all work, 0 to 100.
    planned: f64,
    /// What should be done by the active baseline, in per cent; work that is not in it counts as planned.
    /// Null if no baseline is active.
    baseline: Option<f64>,
    /// What was known to be done, in per cent, by the reports up to this day.  Null for days after today.
    done: Option<f64>,
}

/// The burn-up of a campaign; from its start to the last day of its plan, or today where that is later, if
/// the days are left out.
pub(crate) async fn burn_up(
    request: &Request,
    snapshot: &Snapshot,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<BurnUp> {
    let today = request.as_of(None, &snapshot.campaign);
    let last = snapshot.work_packages.iter().map(|row| row.planned_finish_on).max();
    let from = from.unwrap_or(snapshot.campaign.start_on);
    let to = to.unwrap_or_else(|| last.map_or(today, |last| last.max(today)).min(from + DAYS_AFTER));
    let length = (to - from).num_days() + 1;
    if !(1..=DAYS).contains(&length) {
        return Err(Error::bad_input("to", format!("expected 1 to {DAYS} days from `from` on")));
    }
    let reports = of_campaign(request, snapshot.campaign.id).await?;
    let known = snapshot.known_progress(&reports);
    let days = from.iter_days().take(usize::try_from(length).unwrap_or_default());
    let found = snapshot.plan.burn_up(days, snapshot.baseline.as_deref(), &known);
    Ok(BurnUp { days: List(found.into_iter().map(|day| BurnUpPoint::new(day, today)).collect()) })
}

/// The last of the most days, from the first.
const DAYS_AFTER: chrono::TimeDelta = chrono::TimeDelta::days(DAYS - 1);

impl BurnUpPoint {
    fn new(day: BurnUpDay, today: NaiveDate) -> Self {
        let percent = |part: f64| {
            let share = if day.total > 0.0 { 100.0 * part / day.total } else { 0.0 };
            (share * 100.0).round() / 100.0
        };
        Self {
            date: Date(day.date),
            planned: percent(day.planned),
            baseline: day.baseline.map(percent),
            done: (day.date <= today).then(|| percent(day.done)),
        }
    }
}
