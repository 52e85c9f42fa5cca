//! The core's errors as refusals: a code, with the keys of work packages as people know them.

use entity::WorkPackageId;
use entity::work_package::RowRule;

use crate::plan::PlanError;
use crate::refusal::{Code, Refusal};

/// The refusal of rows that make no plan.
pub(super) fn refuse(error: &PlanError, numbers: &[(WorkPackageId, i32)], campaign_key: &str) -> Refusal {
    use schedule::Error;
    let name = |id: &WorkPackageId| {
        let found = numbers.iter().find(|(known, _)| known == id);
        found.map_or_else(|| id.to_string(), |(_, number)| format!("{campaign_key}-{number}"))
    };
    let names = |ids: &[WorkPackageId]| ids.iter().map(name).collect::<Vec<_>>().join(" → ");
    let of = |code: Code, id: &WorkPackageId| Refusal::from(code).with("workPackage", &name(id));
    match error {
        Error::Cycle(ids) => Refusal::from(Code::Cycle).with("path", &names(ids)),
        Error::HierarchyCycle(ids) => Refusal::from(Code::HierarchyCycle).with("path", &names(ids)),
        Error::SelfLink(id) => of(Code::SelfLink, id),
        Error::LinkToAncestor { predecessor, successor } => Refusal::from(Code::LinkToAncestor)
            .with("predecessor", &name(predecessor))
            .with("successor", &name(successor)),
        Error::PhaseWithDuration(id) => of(Code::NotOnPhase, id),
        Error::NotOnPhase { key, property } => {
            of(Code::NotOnPhase, key).with("property", &format!("{property:?}"))
        }
        Error::NoDuration(id) => of(Code::NotOnMilestone, id),
        Error::FinishBeforeStart { key, start, finish } => {
            of(Code::FinishBeforeStart, key).with("start", start).with("finish", finish)
        }
        Error::FinishedWithRemaining { key, remaining } => {
            of(Code::FinishedWithRemaining, key).with("remaining", remaining)
        }
        Error::NumberOutOfRange { key, field, value } => {
            of(Code::OutOfRange, key).with("number", &format!("{field:?}")).with("value", value)
        }
        Error::DateOutOfRange { key } => {
            let refusal = Refusal::from(Code::DateOutOfRange);
            key.iter().fold(refusal, |refusal, id| refusal.with("workPackage", &name(id)))
        }
        Error::TooLarge => Code::TooLarge.into(),
        Error::UnknownParent { .. }
        | Error::UnknownCalendar { .. }
        | Error::UnknownDepartment { .. }
        | Error::UnknownAnchor { .. }
        | Error::UnknownKey(_)
        | Error::UnknownLink { .. }
        | Error::NoSibling { .. }
        | Error::DuplicateKey(_) => Code::NotFound.into(),
    }
}

/// The refusal of a work package that contradicts itself.
pub(super) fn refuse_row(rule: RowRule) -> Refusal {
    let code = match rule {
        RowRule::FinishBeforeStart | RowRule::ActualFinishBeforeStart => Code::FinishBeforeStart,
        RowRule::DurationOfTasks
        | RowRule::ProgressOfPhase
        | RowRule::DirectionOfPhase
        | RowRule::ConstraintOfPhase
        | RowRule::MilestoneEdge
        | RowRule::TypedDatesOfManual => Code::NotOnPhase,
        RowRule::RemainingOfMilestone => Code::NotOnMilestone,
        RowRule::NothingRemainingUnbegun | RowRule::RemainingOfDone => Code::FinishedWithRemaining,
    };
    Refusal::from(code).with("rule", &rule.message())
}
