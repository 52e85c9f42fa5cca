//! Several lists of edits side by side.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;

use super::command::MOST_EDITS;
use super::edit::PlanEdit;
use super::payload::PlanEditResult;
use super::preview::{Tried, try_out};
use super::ripple::Ripple;
use crate::error::{Error, Result};
use crate::graphql::finding::Finding;
use crate::graphql::request::{Request, beyond};
use crate::graphql::scalar::Date;
use crate::graphql::user_error::UserError;
use crate::people::field;
use crate::plan::Snapshot;
use crate::refusal::At;

/// Scenarios that are compared at most.
const MOST_SCENARIOS: usize = 10;

/// Edits to try out, beside other scenarios.
#[derive(InputObject)]
pub(crate) struct PlanScenarioInput {
    /// Name, 1 to 200 characters: it is answered with the scenario.
    name: String,
    /// The edits, in the order in which they are done; none for the plan as it is.
    edits: Vec<PlanEdit>,
}

/// The plan of a campaign as it would be with the edits of a scenario; nothing is saved.  Where the edits are
/// refused, `userErrors` has the reasons, and everything else is null or empty.
#[derive(SimpleObject, Default)]
pub(crate) struct PlanScenario<'a> {
    /// Name, as it was given.
    name: String,
    /// Planned finish date of the campaign, inclusive.  Null without any work.
    planned_finish: Option<Date>,
    /// Forecast finish date of the campaign, inclusive.  Null without any work.
    forecast_finish: Option<Date>,
    /// Number of tasks and milestones whose status is `LATE`.
    late_count: Option<i32>,
    /// Number of tasks and milestones whose status is `AT_RISK`.
    at_risk_count: Option<i32>,
    /// Findings `ANCHOR_AT_RISK`: anchors that the forecast passes, with the work package that is forecast
    /// last and the working days; of the campaign's required finish, `anchor` is null.
    anchors_at_risk: Vec<Finding<'a>>,
    /// What each edit is about, in their order, as it would be.
    results: Vec<PlanEditResult<'a>>,
    /// What the edits would move, and which findings they would bring and resolve.
    ripple: Ripple<'a>,
    /// Reasons why the scenario is refused, which the user can correct.  The path of a field begins with
    /// `scenarios` and the index of the scenario, then `edits` and the index of the edit.
    user_errors: Vec<UserError>,
}

/// Tries scenarios out, each on the plan as it is.
///
/// # Errors
/// [`Error::BadInput`] of more than 10 scenarios, or of more than 500 edits in all.
pub(crate) async fn scenarios<'a>(
    request: &'a Request,
    snapshot: &Snapshot,
    given: Vec<PlanScenarioInput>,
    as_of: NaiveDate,
) -> Result<Vec<PlanScenario<'a>>> {
    let edit_count: usize = given.iter().map(|scenario| scenario.edits.len()).sum();
    if given.len() > MOST_SCENARIOS || edit_count > MOST_EDITS {
        let most = format!("{MOST_SCENARIOS} scenarios at most, with {MOST_EDITS} edits in all");
        return Err(Error::bad_input("scenarios", most));
    }
    let mut answered = Vec::with_capacity(given.len());
    for (scenario, place) in given.into_iter().zip(0..) {
        let tried = PlanScenario::new(request, snapshot, &scenario, as_of).await;
        answered.push(match tried.at(&place.to_string()).at("scenarios") {
            Ok(tried) => tried,
            Err(Error::Refused(refusals)) => {
                let user_errors = UserError::all(refusals, request.locale);
                PlanScenario { name: scenario.name, user_errors, ..PlanScenario::default() }
            }
            Err(error) => return Err(error),
        });
    }
    Ok(answered)
}

impl<'a> PlanScenario<'a> {
    async fn new(
        request: &'a Request,
        snapshot: &Snapshot,
        scenario: &PlanScenarioInput,
        as_of: NaiveDate,
    ) -> Result<Self> {
        let name = field::name(&scenario.name).at("name")?;
        let Tried { after, results, ripple } =
            Box::pin(try_out(request, snapshot, (&scenario.edits, true), as_of)).await?;
        let report = request.keep(after.status_report(as_of).map_err(|_out_of_range| beyond())?);
        let sum = report.everything();
        let [late, at_risk] = [schedule::LateStatus::Late, schedule::LateStatus::AtRisk]
            .map(|status| i32::try_from(sum.count(status)).ok());
        let is_at_risk = |row: &&schedule::Finding| row.code == schedule::Code::AnchorAtRisk;
        let finding = |row| Finding { snapshot: after, report, row, locale: request.locale };
        Ok(Self {
            name,
            planned_finish: sum.planned.map(|(_, last)| Date(last)),
            forecast_finish: sum.forecast.map(|(_, last)| Date(last)),
            late_count: late,
            at_risk_count: at_risk,
            anchors_at_risk: report.findings.iter().filter(is_at_risk).map(finding).collect(),
            results,
            ripple,
            user_errors: Vec::new(),
        })
    }
}
