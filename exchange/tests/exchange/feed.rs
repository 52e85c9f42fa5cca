//! Calendar feeds.

use exchange::{
    Cancelled, Deadline, Event, Feed, Language, Sheet, Topic, anchor_key, events, ics, row_key, work,
};
use icalendar::parser::{read_calendar, unfold};
use proptest::prelude::*;
use schedule::{AnchorKind, Firmness, LateStatus};

use crate::sample;

fn feed(events: Vec<Event>) -> Feed {
    Feed {
        name: "Double 11; all, of \\ it".to_owned(),
        domain: "ws_1".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        events,
    }
}

fn campaign() -> Sheet {
    let mut sheet = sample::campaign();
    sheet.rows[1].deadline = Some(Deadline { date: sample::date("2026-11-05"), firmness: Firmness::Firm });
    sheet.rows[1].description = Some("Two versions,\none in red; \"final\"".to_owned());
    sheet
}

/// The value of a property of the event with a key.
fn value(text: &str, key: &str, property: &str) -> Option<String> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let is_it = |part: &&icalendar::parser::Component<'_>| {
        part.find_prop("UID").is_some_and(|uid| uid.val.as_str() == format!("{key}@ws_1"))
    };
    let event = calendar.components.iter().find(is_it)?;
    event.find_prop(property).map(|found| found.val.as_str().to_owned())
}

#[test]
fn a_deadline_is_a_whole_day_that_ends_before_the_next() {
    let text = ics(&feed(events(&campaign())));
    let of = |property| value(&text, "D11-2-deadline", property).unwrap();
    assert_eq!((of("DTSTART"), of("DTEND")), ("20261105".to_owned(), "20261106".to_owned()));
    assert_eq!((of("SEQUENCE"), of("LAST-MODIFIED")), ("17".to_owned(), "20261106T083000Z".to_owned()));
    assert_eq!(of("SUMMARY"), "Due: Key visual");
    assert!(text.contains("SUMMARY:Due: Key visual\r\n"));
}

#[test]
fn anchors_and_milestones_are_events_of_their_own() {
    let text = ics(&feed(events(&campaign())));
    assert_eq!(value(&text, "D11-anchor-launch", "DTSTART").unwrap(), "20261111");
    assert_eq!(value(&text, "D11-4-milestone", "SUMMARY").unwrap(), "双11上线");
}

#[test]
fn firm_deadlines_remind_until_they_are_met() {
    let alarms = |sheet: &Sheet| {
        let events = events(sheet);
        events.iter().find(|event| event.key == "D11-2-deadline").unwrap().alarms.len()
    };
    let mut sheet = campaign();
    assert_eq!(alarms(&sheet), 2);
    sheet.rows[1].late_status = LateStatus::Done;
    assert_eq!(alarms(&sheet), 0);
    sheet.rows[1].late_status = LateStatus::Late;
    sheet.rows[1].deadline = Some(Deadline { date: sample::date("2026-11-05"), firmness: Firmness::Soft });
    assert_eq!(alarms(&sheet), 0);
    let text = ics(&feed(events(&campaign())));
    assert!(text.contains("TRIGGER:-P2DT15H\r\n") && text.contains("TRIGGER:-PT15H\r\n"));
}

#[test]
fn what_is_cancelled_says_so_and_reminds_nobody() {
    let mut events = events(&campaign());
    for event in &mut events {
        event.is_cancelled = true;
    }
    let text = ics(&feed(events));
    assert_eq!(value(&text, "D11-2-deadline", "STATUS").unwrap(), "CANCELLED");
    assert!(!text.contains("VALARM"));
}

#[test]
fn what_was_deleted_has_the_id_of_what_was_there() {
    let there = events(&campaign());
    let deadline = there.iter().find(|event| event.topic == Topic::Deadline).unwrap();
    let key = row_key("D11", 2, Topic::Deadline);
    assert_eq!(deadline.key, key);
    let (topic, title, span) = (Topic::Deadline, "Key visual".to_owned(), deadline.span);
    let gone = Cancelled { key, topic, title, span, sequence: 18, at: deadline.changed_at };
    let text = ics(&feed(vec![gone.event(Language::English)]));
    let of = |property| value(&text, "D11-2-deadline", property).unwrap();
    assert_eq!(
        (of("STATUS"), of("SEQUENCE"), of("SUMMARY")),
        ("CANCELLED".to_owned(), "18".to_owned(), "Due: Key visual".to_owned())
    );
    assert_eq!(anchor_key("D11", AnchorKind::Launch, "Doors"), "D11-anchor-launch");
    assert_eq!(anchor_key("D11", AnchorKind::Custom, "Open day"), "D11-anchor-open-day");
}

#[test]
fn a_person_has_their_own_work_from_its_first_day_to_its_last() {
    let own: Vec<_> = work(&campaign(), |row| row.accountable == Some(1) || row.collaborators.contains(&1))
        .into_iter()
        .map(|event| event.key)
        .collect();
    assert_eq!(own, ["D11-2-work", "D11-2-deadline", "D11-3-work"]);
    let text =
        ics(&feed(work(&campaign(), |row| row.accountable == Some(0) || row.collaborators.contains(&0))));
    let of = |property| value(&text, "D11-3-work", property).unwrap();
    assert_eq!((of("DTSTART"), of("DTEND")), ("20261109".to_owned(), "20261111".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_short_end_as_they_should_and_lose_nothing(title in "\\PC{0,200}", more in "[\\PC\n\t]{0,300}") {
        let mut sheet = campaign();
        sheet.rows[1].title = title.clone();
        sheet.rows[1].description = Some(more.clone());
        let text = ics(&feed(work(&sheet, |row| row.accountable == Some(1) || row.collaborators.contains(&1))));
        for line in text.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        }
        prop_assert_eq!(value(&text, "D11-2-work", "SUMMARY").unwrap(), title);
        let description = value(&text, "D11-2-work", "DESCRIPTION").unwrap();
        prop_assert!(description.ends_with(&more.replace('\t', " ")), "{description:?}");
    }
}
