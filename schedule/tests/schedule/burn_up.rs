//! What is planned and done by each day (SCHEDULING.md §5).

use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use schedule::{Baseline, KnownProgress, Outlook};

use crate::draft::{cases, date, draft};
use crate::property::{FREE, Having, campaigns, planned};

proptest! {
    #![proptest_config(cases(50))]

    /// The burn-up of a day is the earned value as of that day.
    #[test]
    fn a_day_is_the_earned_value_as_of_it(campaign in campaigns(Having { calendars: true, ..FREE }), on in 0_i64..60) {
        let plan = Arc::new(planned(&campaign));
        let network = plan.network();
        let day = campaign.start + chrono::TimeDelta::days(on);
        let tasks = || network.wbs().iter().copied();
        let known: Vec<_> = tasks()
            .map(|task| KnownProgress { task, from: NaiveDate::MIN, percent: network.task(task).progress })
            .collect();
        // Agreed three days later than planned.
        let later = |date: NaiveDate| date + chrono::TimeDelta::days(3);
        let agreed = tasks().filter_map(|task| {
            let (first, last) = plan.days(task)?;
            Some((network.task(task).key, later(first), later(last)))
        });
        let baseline = Arc::new(Baseline::new(network, agreed).unwrap());
        let found = plan.burn_up([day], Some(&baseline), &known);
        let value = |baseline| Outlook::new(Arc::clone(&plan), day, baseline, 10).unwrap().earned_value(tasks());
        let (of_plan, of_baseline) = (value(None), value(Some(Arc::clone(&baseline))));
        // Leaves are added up in another order.
        let is_near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        prop_assert!(is_near(found[0].total, of_plan.total) && is_near(found[0].planned, of_plan.planned));
        prop_assert!(found[0].baseline.is_some_and(|agreed| is_near(agreed, of_baseline.planned)));
        prop_assert!(is_near(found[0].done, of_plan.earned));
    }
}

#[test]
fn what_is_known_of_a_leaf_is_known_until_the_next_report() {
    let plan = draft("11-03").task("A", 4).task("B", 4).plan();
    let report = |key, from, percent| KnownProgress { task: plan.id(key), from: date(from), percent };
    let known = [
        report("A", "11-06", 100),
        report("B", "11-05", 50),
        report("A", "11-04", 25),
        report("A", "11-04", 50),
    ];
    let days = ["11-03", "11-04", "11-05", "11-06", "11-07"].map(date);
    let found = plan.0.burn_up(days, None, &known);
    assert_eq!(found.iter().map(|day| day.done).collect::<Vec<_>>(), [0.0, 2.0, 4.0, 6.0, 6.0]);
    assert_eq!(found.iter().map(|day| day.planned).collect::<Vec<_>>(), [2.0, 4.0, 6.0, 8.0, 8.0]);
}
