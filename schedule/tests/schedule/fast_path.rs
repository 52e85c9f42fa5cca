//! Links between plain leaves of one calendar are added up in ranks, all others go by boundaries: both ways
//! give the same answer.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use schedule::{
    Baseline, Campaign, Finding, Kind, LinkType, Mode, Network, Outlook, Plan, Records, RootCause,
    TaskOutlook, Thresholds, check,
};

use crate::draft::{cases, draft};
use crate::property::{EVERYTHING, FREE, Having, campaigns, start};

/// The same campaign without plain leaves: what remains of unstarted work is said in so many words, which
/// changes no date.
fn in_words(mut campaign: Campaign<u32>) -> Campaign<u32> {
    for task in &mut campaign.tasks {
        let days = match task.kind {
            Kind::Task(duration) => duration.unwrap_or(1),
            Kind::Milestone(_) => 0,
            Kind::Phase => continue,
        };
        if !task.is_started() && task.mode == Mode::Automatic {
            task.remaining = Some(days);
        }
    }
    campaign
}

type Told = (Vec<Option<(TaskOutlook, Option<RootCause>)>>, Vec<Option<schedule::Planned>>, Vec<Finding>);

fn told(campaign: Campaign<u32>, day: u64, baseline: &[(u64, u64)]) -> Told {
    let plan = Arc::new(Plan::new(Arc::new(Network::new(campaign).unwrap())).unwrap());
    let span =
        |(first, length): (u64, u64)| (start() + Days::new(first), start() + Days::new(first + length));
    let rows = (0..).zip(baseline).map(|(key, span_of)| {
        let (first, last): (NaiveDate, NaiveDate) = span(*span_of);
        (key, first, last)
    });
    let agreed = Baseline::new(plan.network(), rows).unwrap();
    let outlook = Outlook::new(plan, start() + Days::new(day), Some(Arc::new(agreed)), 10).unwrap();
    let tasks = outlook.plan().network().wbs();
    let outlooks = tasks.iter().map(|task| Some((outlook.task_outlook(*task)?, outlook.root_cause(*task))));
    let planned = tasks.iter().map(|task| outlook.plan().leaf(*task));
    let found = check(&outlook, &Records::default(), &Thresholds::default());
    (outlooks.collect(), planned.collect(), found)
}

/// Agreed dates, as often as not on days off, of the first leaves.
fn agreed() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0_u64..30, 0_u64..10), 0..15)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn ranks_and_boundaries_give_the_same_answer(campaign in campaigns(FREE), day in 0_u64..40, agreed in agreed()) {
        prop_assert_eq!(told(campaign.clone(), day, &agreed), told(in_words(campaign), day, &agreed));
    }

    #[test]
    fn they_do_beside_whatever_else_a_campaign_has(
        campaign in campaigns(Having { constraints: false, ..EVERYTHING }),
        day in 0_u64..40,
        agreed in agreed(),
    ) {
        prop_assert_eq!(told(campaign.clone(), day, &agreed), told(in_words(campaign), day, &agreed));
    }
}

#[test]
fn work_agreed_to_end_on_a_saturday_lets_what_ends_with_it_end_on_monday() {
    let rows = draft("11-03").task("A", 5).task("B", 5).link("A", "B", LinkType::FinishToFinish, 0);
    let seen = rows.plan().as_of_against("11-05", &[("A", "11-03", "11-08")]);
    assert_eq!(["A", "B"].map(|key| seen.forecast(key)), ["11-06…11-12", "11-06…11-12"]);
    assert_eq!(["A", "B"].map(|key| seen.task_outlook(key).delay), [3, 2]);
    assert_eq!(seen.cause("B").unwrap(), "A 2 B 0");
}
