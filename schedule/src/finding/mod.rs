//! Findings: what is wrong, or about to be, as of a day (SCHEDULING.md §6).
//!
//! One rule a file, each `fn check(context, found)` over one [`Context`] of plan, status as of a day and
//! records.  A finding is data: a code, what it is about, and the numbers that a sentence about it needs;
//! nothing here writes sentences.

mod anchor_at_risk;
mod anchor_order;
mod at_risk_masked;
mod behind_progress;
mod buffer_burn;
mod calendar_unknown;
mod child_outside_phase;
mod code;
mod constraint_conflict;
mod context;
mod deadline;
mod dependency_violated;
mod due_soon;
mod firm_deadline_no_buffer;
mod fix;
mod forecast_late;
mod holiday_squeeze;
mod invalid_actuals;
mod last_safe_start;
mod late_predecessor;
mod missing;
mod node_collision;
mod non_working_date;
mod order;
mod over_allocated;
mod overdue;
mod person_off;
mod records;
mod recover;
mod repeat_slip;
mod slack;
mod slipped_from_baseline;
mod stale;
mod start_soon;
mod started_out_of_sequence;
mod too_fast;

use chrono::NaiveDate;

use crate::campaign::{AnchorId, LinkType};
use crate::late::LateOrigin;
use crate::network::{Key, TaskId};
use crate::outlook::Outlook;

pub use code::{Code, Severity};
pub use fix::{Effect, Fix, suggest};
pub use invalid_actuals::InvalidActual;
pub(crate) use order::order_key;
pub use records::{Carrier, DaysOff, IndustryEvent, Records, Slip, Thresholds};
pub use recover::{Recovery, recover};

use context::{Context, Found};

/// One thing that is wrong, or about to be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Finding {
    /// What it says.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The numbers and names that its sentence needs.
    pub params: Params,
    /// The day that it is about: that since when it holds, or that is coming, or that is broken.
    pub since: NaiveDate,
    /// By how many days, as the code counts them; 0 where it counts none.
    pub days: i32,
    /// Whether the subject is critical.
    pub critical: bool,
    /// Whose doing it is, of lateness alone.
    pub origin: Option<LateOrigin>,
    /// Where the lateness began, if the subject is late.
    pub root_cause: Option<TaskId>,
}

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A work package.
    Task(TaskId),
    /// An anchor.
    Anchor(AnchorId),
    /// The campaign's required finish.
    RequiredFinish,
    /// A person or a department.
    Carrier(Carrier),
}

/// What a finding's sentence needs beside its subject, day and number of days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Params {
    /// Nothing.
    None,
    /// The link in question, by its other end.
    Link {
        /// The predecessor, or the phase that the link leaves.
        peer: TaskId,
        /// Its type.
        link_type: LinkType,
    },
    /// Another work package: the phase, or the one that is forecast last.
    Task(TaskId),
    /// Another anchor.
    Anchor(AnchorId),
    /// Progress and what is expected, in per cent.
    Progress {
        /// Reported.
        actual: u8,
        /// Expected, rounded down.
        expected: u8,
    },
    /// A share of a buffer, in working days, and of its chain, in per cent.
    Buffer {
        /// Working days used.
        used: i32,
        /// Working days in all.
        of: i32,
        /// Per cent of the chain done, rounded down.
        chain_done: u8,
    },
    /// How often something was moved.
    Count(u32),
    /// A day that stands out: a worked weekend, a publication, the last day that a calendar knows.
    Day(NaiveDate),
    /// What contradicts what.
    Actuals(InvalidActual),
    /// An industry event, by its position in [`Records::events`].
    Event(usize),
    /// How much is carried at once, and until when.
    Load {
        /// Work packages at once, at most.
        count: u32,
        /// How many are bearable.
        capacity: u32,
        /// The last day of it.
        until: NaiveDate,
    },
}

/// Everything that is found, the most pressing first: by severity, critical first, own before inherited, then
/// by day and WBS order.
#[must_use]
pub fn check<K: Key>(outlook: &Outlook<K>, records: &Records<K>, thresholds: &Thresholds) -> Vec<Finding> {
    let context = Context::new(outlook, records, *thresholds);
    let mut found = Found::with_capacity(context.open().count());
    for rule in rules() {
        rule(&context, &mut found);
    }
    order::sorted(found, outlook.network())
}

type Rule<K> = fn(&Context<'_, K>, &mut Found);

/// The rules in the order of the table.
const fn rules<K: Key>() -> [Rule<K>; 30] {
    [
        overdue::check,
        due_soon::check,
        start_soon::check,
        behind_progress::check,
        too_fast::check,
        forecast_late::check,
        deadline::check,
        anchor_at_risk::check,
        last_safe_start::check,
        slack::check,
        firm_deadline_no_buffer::check,
        buffer_burn::check,
        late_predecessor::check,
        started_out_of_sequence::check,
        dependency_violated::check,
        constraint_conflict::check,
        at_risk_masked::check,
        anchor_order::check,
        node_collision::check,
        holiday_squeeze::check,
        non_working_date::check,
        invalid_actuals::check,
        child_outside_phase::check,
        slipped_from_baseline::check,
        repeat_slip::check,
        stale::check,
        calendar_unknown::check,
        missing::check,
        over_allocated::check,
        person_off::check,
    ]
}
