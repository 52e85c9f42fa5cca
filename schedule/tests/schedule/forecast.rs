//! The forecast as of a day.

use schedule::{Edge, LateStatus, LinkType, Reason};

use crate::draft::draft;

#[test]
fn work_that_should_have_begun_is_forecast_from_the_next_working_day() {
    let seen = draft("11-03").task("A", 3).task("B", 2).fs("A", "B").plan().as_of("11-07");
    assert_eq!((seen.forecast("A"), seen.forecast("B")), ("11-10…11-12".into(), "11-13…11-14".into()));
    assert_eq!(seen.task_outlook("A").reason, Reason::StatusDate);
    assert!(matches!(seen.task_outlook("B").reason, Reason::Link { link_type: LinkType::FinishToStart, .. }));
}

#[test]
fn work_to_come_is_forecast_where_it_is_planned() {
    let seen = draft("11-03").task("A", 3).task("B", 2).fs("A", "B").plan().as_of("2025-10-31");
    assert_eq!((seen.forecast("A"), seen.forecast("B")), ("11-03…11-05".into(), "11-06…11-07".into()));
    assert_eq!(seen.task_outlook("B").status, LateStatus::NotDue);
}

#[test]
fn finished_work_is_forecast_where_it_was() {
    let plan = draft("11-03").task("A", 3).done("11-03", "11-10").task("B", 2).fs("A", "B").plan();
    let seen = plan.as_of("11-10");
    assert_eq!((seen.forecast("A"), seen.forecast("B")), ("11-03…11-10".into(), "11-11…11-12".into()));
}

#[test]
fn typed_remaining_days_are_taken_over_progress() {
    let rows = draft("11-03").task("A", 10).started("11-03", 90).with(|task| task.remaining = Some(4));
    assert_eq!(rows.plan().as_of("11-07").forecast("A"), "11-03…11-13");
}

#[test]
fn work_begun_out_of_sequence_goes_on_after_its_predecessor() {
    let rows =
        draft("11-03").task("A", 5).started("11-03", 20).task("B", 4).started("11-04", 50).fs("A", "B");
    let seen = rows.plan().as_of("11-05");
    assert_eq!((seen.forecast("A"), seen.forecast("B")), ("11-03…11-11".into(), "11-04…11-13".into()));
}

#[test]
fn manual_dates_hold_until_they_have_passed() {
    let plan = draft("11-03").task("A", 2).manual("11-08", "11-11").plan();
    assert_eq!(plan.as_of("11-07").forecast("A"), "11-08…11-11");
    assert_eq!(plan.as_of("11-10").forecast("A"), "11-11…11-12");
}

#[test]
fn an_event_that_has_not_happened_is_forecast_on_the_next_working_day() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let plan =
            draft("11-03").task("A", 1).done("11-03", "11-03").milestone("M", edge).fs("A", "M").plan();
        assert_eq!(plan.as_of("11-07").forecast("M"), "11-10…11-10", "{edge:?}");
    }
}

#[test]
fn what_is_expected_follows_the_baseline_if_there_is_one() {
    let plan = draft("11-03").task("A", 4).plan();
    let percent = |seen: &crate::draft::Seen| seen.task_outlook("A").expected.percent();
    assert!((percent(&plan.as_of("11-04")) - 50.0).abs() < 1e-9);
    assert!(percent(&plan.as_of_against("11-04", &[("A", "11-05", "11-10")])).abs() < 1e-9);
    assert!((percent(&plan.as_of("11-20")) - 100.0).abs() < 1e-9);
}

#[test]
fn variances_count_working_days_from_the_baseline() {
    let plan = draft("11-03").task("A", 4).plan();
    let variance =
        plan.as_of_against("11-03", &[("A", "10-30", "11-03")]).task_outlook("A").variance.unwrap();
    assert_eq!((variance.start, variance.finish, variance.duration), (2, 3, 1));
    assert_eq!(plan.as_of("11-03").task_outlook("A").variance, None);
}

#[test]
fn earned_value_weighs_progress_by_duration_or_by_hours() {
    let rows = |hours: [Option<u32>; 2]| {
        draft("11-03")
            .task("A", 2)
            .done("11-03", "11-04")
            .with(|task| task.estimated_hours = hours[0])
            .task("B", 8)
            .started("11-03", 25)
            .with(|task| task.estimated_hours = hours[1])
            .plan()
            .as_of("11-06")
    };
    let value = |seen: &crate::draft::Seen| seen.0.earned_value(seen.0.plan().network().wbs().to_vec());
    let by_duration = value(&rows([Some(10), None]));
    assert_eq!((by_duration.planned, by_duration.earned), (6.0, 4.0));
    let by_hours = value(&rows([Some(10), Some(40)]));
    assert_eq!((by_hours.planned, by_hours.earned, by_hours.spi()), (30.0, 20.0, Some(2.0 / 3.0)));
    assert_eq!(value(&draft("11-03").task("A", 2).plan().as_of("2025-10-01")).spi(), None);
}

#[test]
fn work_reported_done_stays_where_it_was_whatever_the_day() {
    let rows = draft("11-03")
        .task("A", 2)
        .started("11-03", 100)
        .milestone("M", Edge::EndOfDay)
        .with(|task| task.progress = 100);
    let plan = rows.task("B", 2).fs("A", "B").plan();
    for day in ["11-04", "11-12"] {
        let seen = plan.as_of(day);
        assert_eq!(
            (seen.task_outlook("A").status, seen.task_outlook("M").status),
            (LateStatus::Done, LateStatus::Done),
            "{day}"
        );
    }
    assert_eq!(plan.as_of("11-12").task_outlook("B").origin, Some(schedule::LateOrigin::Own));
}

#[test]
fn an_event_has_happened_once_it_has_started() {
    let plan = draft("11-03")
        .milestone("M", Edge::StartOfDay)
        .with(|task| task.actual_start = Some(crate::draft::date("11-03")))
        .plan();
    assert_eq!(plan.as_of("11-10").task_outlook("M").status, LateStatus::Done);
}

#[test]
fn an_event_on_a_weekend_is_expected_that_day_and_forecast_after_it() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let plan = draft("11-03").milestone("M", edge).manual("11-08", "11-08").plan();
        let seen = |day| {
            let seen = plan.as_of(day);
            (seen.task_outlook("M").status, seen.forecast("M"))
        };
        assert_eq!(seen("11-07"), (LateStatus::NotDue, "11-08…11-08".into()), "{edge:?}");
        assert_eq!(seen("11-09"), (LateStatus::Late, "11-10…11-10".into()), "{edge:?}");
    }
}

#[test]
fn an_edge_of_a_milestone_does_not_let_work_go_on_before_it() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let rows = draft("11-03").task("A", 5).milestone("M", edge).task("B", 5).started("11-03", 40);
        assert_eq!(
            rows.chain(&["A", "M", "B"]).plan().as_of("11-05").forecast("B"),
            "11-03…11-17",
            "{edge:?}"
        );
    }
}

#[test]
fn typed_dates_hold_over_a_duration_beside_them() {
    let plan = draft("11-03").task("A", 2).manual("11-03", "11-14").plan();
    assert_eq!(plan.leaf("A").duration, 10);
    assert_eq!(plan.as_of("11-04").forecast("A"), "11-05…11-18");
}

#[test]
fn an_event_that_is_placed_late_is_held_by_its_date_even_where_its_predecessor_ends_with_it() {
    let rows = draft("11-03").task("A", 1).milestone("M", Edge::EndOfDay).alap().fs("A", "M");
    let seen = rows.required("11-03", Edge::EndOfDay).plan().as_of("10-31");
    assert_eq!(seen.task_outlook("M").reason, Reason::RequiredFinish);
}
