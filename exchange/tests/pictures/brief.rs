//! The daily brief: what those who read it in the morning rely on.

use exchange::brief::{Ask, Brief, CampaignBrief, html, markdown, of, of_department, text};
use exchange::{Anchor, Language, Person, Row, Sheet};
use schedule::{AnchorKind, AnchorOrigin, Edge, LateOrigin, LateStatus};

use crate::sheets;

/// As of Monday, 2026-09-14: 1 is late by its own doing and pulls 2 and 3 along, 4 is blocked, 5 is due on
/// Wednesday.
pub fn campaign(language: Language) -> Sheet {
    let mut sheet = sheets::empty(language);
    sheet.as_of = sheets::day(7);
    let late = |row: Row, origin, days| Row {
        late_status: LateStatus::Late,
        late_origin: Some(origin),
        delay_days: days,
        root_cause: Some(0),
        ..row
    };
    let first = Row { accountable: Some(1), department: Some(0), ..sheets::row(1, "1", "Design", (0, 3)) };
    sheet.rows = vec![
        late(Row { actual_start: Some(sheets::day(0)), progress: 40, ..first }, LateOrigin::Own, 3),
        late(Row { accountable: Some(2), ..sheets::row(2, "2", "Build", (4, 11)) }, LateOrigin::Inherited, 3),
        late(Row { accountable: Some(3), ..sheets::row(3, "3", "Test", (12, 14)) }, LateOrigin::Inherited, 2),
        Row {
            accountable: Some(2),
            blocked_reason: Some("no test account".into()),
            ..sheets::row(4, "4", "Pay", (7, 30))
        },
        Row { department: Some(4), ..sheets::row(5, "5", "Pack", (8, 9)) },
    ];
    sheet.anchors = vec![Anchor {
        kind: AnchorKind::Launch,
        origin: AnchorOrigin::Company,
        name: "Launch".into(),
        date: sheets::day(15),
        edge: Edge::StartOfDay,
        late_days: 2,
        root_cause: Some(0),
    }];
    sheet
}

/// The same a day earlier, when only 1 was late.
fn the_day_before(today: &Sheet) -> Sheet {
    let mut sheet = today.clone();
    sheet.as_of = sheets::day(6);
    for row in sheet.rows.iter_mut().skip(1) {
        row.late_status = LateStatus::NotDue;
    }
    sheet
}

fn is(person: Option<&Person>, name: &str) -> bool {
    person.is_some_and(|person| person.name == name)
}

fn brief(sheet: &Sheet) -> Brief {
    let campaigns = vec![of(sheet, &the_day_before(sheet))];
    Brief { day: sheet.as_of, language: sheet.language, campaigns }
}

#[test]
fn late_work_is_one_line_a_root_cause() {
    let today = campaign(Language::English);
    let told: CampaignBrief = of(&today, &the_day_before(&today));
    let [cause] = told.late.as_slice() else { panic!("{:?}", told.late) };
    assert_eq!((cause.work.wbs.as_str(), cause.work.delay_days, cause.pulled_count), ("1", 3, 2));
    assert_eq!(cause.work.accountable.as_deref(), Some("Wang Wei"));
    assert_eq!(cause.endangered[0].name, "Launch");
    let line = "- 1 Design (Wang Wei, Design, 3 days late, makes 2 others late, endangers Launch on Tue 22 \
        Sep 2026 (+2d))";
    assert!(markdown(&brief(&today)).contains(line));
}

#[test]
fn what_became_late_since_yesterday_is_told_once() {
    let today = campaign(Language::English);
    let told = of(&today, &the_day_before(&today));
    assert_eq!(told.newly_late.iter().map(|work| work.number).collect::<Vec<_>>(), [2, 3]);
    assert!(of(&today, &today).newly_late.is_empty());
}

#[test]
fn everybody_sees_what_is_due_until_sunday() {
    let today = campaign(Language::English);
    let told = of(&today, &today);
    let of_nobody = told.due.iter().find(|due| due.person.is_none()).unwrap();
    assert_eq!(of_nobody.this_week[0].wbs, "5");
    let of_zhao = told.due.iter().find(|due| is(due.person.as_ref(), "Zhao Min")).unwrap();
    assert_eq!(of_zhao.this_week[0].wbs, "2");
    assert!(told.due.iter().all(|due| !is(due.person.as_ref(), "Chen Jie")), "due next week");
    let on_friday = Sheet { as_of: sheets::day(11), ..today };
    let zhao = of(&on_friday, &on_friday).due.into_iter().find(|due| is(due.person.as_ref(), "Zhao Min"));
    assert_eq!(zhao.unwrap().today[0].wbs, "2");
}

#[test]
fn each_person_is_asked_for_what_they_can_do() {
    let mut today = campaign(Language::English);
    today.as_of = sheets::day(10);
    let told = of(&today, &today);
    let of_person = |name: &str| {
        let asked = told.asked.iter().find(|asked| asked.person.name == name).unwrap();
        asked.asks.iter().map(|(ask, work)| (ask.clone(), work.number)).collect::<Vec<_>>()
    };
    assert_eq!(of_person("Wang Wei"), [(Ask::Finish, 1)]);
    assert_eq!(of_person("Zhao Min"), [(Ask::Start, 2), (Ask::Unblock("no test account".into()), 4)]);
    assert_eq!(
        of_person("Li Na"),
        [(Ask::Assign, 5)],
        "the owner names who does what nobody is in charge of"
    );
}

#[test]
fn a_department_sees_its_work_and_the_lateness_that_it_causes() {
    let today = campaign(Language::English);
    let of_design = of_department(&today, &the_day_before(&today), 0);
    assert_eq!(of_design.late.len(), 1);
    assert!(of_design.due.is_empty());
    let of_warehouse = of_department(&today, &the_day_before(&today), 4);
    assert!(of_warehouse.late.is_empty());
    assert_eq!(of_warehouse.due[0].this_week[0].wbs, "5");
}

#[test]
fn a_brief_is_in_the_language_of_its_reader() {
    let told = brief(&campaign(Language::Chinese));
    for written in [markdown(&told), html(&told), text(&told)] {
        assert!(
            written.contains("每日简报 2026年9月14日 周一") && written.contains("延期 3 天"),
            "{written}"
        );
    }
}

#[test]
fn a_day_on_which_all_is_well_says_so() {
    let sheet = sheets::empty(Language::English);
    for written in [markdown(&brief(&sheet)), html(&brief(&sheet)), text(&brief(&sheet))] {
        assert!(written.contains("Nothing is late, nothing is due this week."));
    }
}

#[test]
fn a_title_is_text_in_every_format() {
    let mut sheet = campaign(Language::English);
    sheet.rows[0].title = "<b>*now*</b>\n# [x](http://example.com)".into();
    let told = brief(&sheet);
    let written = html(&told);
    assert!(written.contains("&lt;b&gt;*now*&lt;/b&gt; # [x]") && !written.contains("<b>"));
    assert!(markdown(&told).contains(r"\<b\>\*now\*\</b\> \# \[x\](http://example.com)"));
    assert!(roxmltree::Document::parse(&written).is_ok(), "one element that is closed");
}
