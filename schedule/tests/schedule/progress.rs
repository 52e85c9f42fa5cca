//! The progress of groups: one value for a phase wherever it is shown.

use schedule::Edge;

use crate::draft::{Draft, draft};

/// The progress of phase P, as its roll-up and as the earned value of its leaves say.
fn progress(rows: Draft) -> (u8, Option<u8>) {
    let plan = rows.plan();
    let seen = plan.as_of("11-07");
    let value = seen.0.earned_value(plan.0.network().wbs().to_vec());
    assert_eq!(value.percent(), value.progress.map(f64::from));
    (plan.0.phase(plan.id("P")).unwrap().progress, value.progress)
}

fn under_p(rows: Draft, hours: Option<u32>) -> Draft {
    rows.under("P").with(|task| task.estimated_hours = hours)
}

#[test]
fn a_phase_and_its_leaves_have_one_progress() {
    let tasks = |hours: [Option<u32>; 2]| {
        let rows = under_p(draft("11-03").phase("P").task("A", 4).done("11-03", "11-06"), hours[0]);
        under_p(rows.task("B", 4), hours[1])
    };
    assert_eq!(progress(tasks([Some(0), Some(0)])), (50, Some(50)));
    assert_eq!(progress(tasks([Some(30), Some(10)])), (75, Some(75)));
    assert_eq!(progress(tasks([Some(30), None])), (50, Some(50)));
    assert_eq!(
        progress(under_p(tasks([Some(30), Some(10)]).milestone("M", Edge::EndOfDay), None)),
        (75, Some(75))
    );
}

#[test]
fn milestones_alone_count_by_their_number() {
    let happened =
        |rows: Draft, key| under_p(rows.milestone(key, Edge::EndOfDay).done("11-03", "11-03"), Some(0));
    let open = |rows: Draft, key| under_p(rows.milestone(key, Edge::StartOfDay), Some(8));
    let rows = happened(happened(draft("11-03").phase("P"), "a"), "b");
    assert_eq!(progress(rows.clone()), (100, Some(100)));
    assert_eq!(progress(open(open(open(rows, "c"), "d"), "e")), (40, Some(40)));
}

#[test]
fn a_phase_with_anything_open_is_below_a_hundred() {
    let done = || under_p(draft("11-03").phase("P").task("A", 4).done("11-03", "11-06"), Some(10));
    assert_eq!(progress(done()), (100, Some(100)));
    assert_eq!(progress(under_p(done().milestone("M", Edge::EndOfDay), None)), (99, Some(99)));
    assert_eq!(progress(under_p(done().task("B", 1), Some(0))), (99, Some(99)));
    let nested = done().phase("Q").under("P").milestone("M", Edge::EndOfDay).under("Q");
    assert_eq!(progress(nested), (99, Some(99)));
}

#[test]
fn nothing_has_no_progress() {
    let plan = draft("11-03").phase("P").plan();
    let value = plan.as_of("11-07").0.earned_value(plan.0.network().wbs().to_vec());
    assert_eq!((value.progress, value.percent(), value.spi()), (None, None, None));
}
