//! Campaigns to write: one as people have them, and random ones.

use chrono::{Days, NaiveDate};
use exchange::{
    Anchor, Calendar, Campaign, Constraint, Deadline, Department, Exception, Language, Link, Person,
    Priority, Row, RowKind, Sheet, Span,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use schedule::{
    AnchorKind, AnchorOrigin, ConstraintKind, Direction, Edge, Firmness, LagUnit, LateStatus, LinkType,
};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A row that says nothing but what every row does.
pub fn row(number: i32, wbs: &str, kind: RowKind, title: &str) -> Row {
    let depth = u16::try_from(wbs.matches('.').count()).unwrap();
    Row {
        number,
        external_id: None,
        wbs: wbs.to_owned(),
        depth,
        kind,
        title: title.to_owned(),
        description: None,
        department: None,
        accountable: None,
        collaborators: Vec::new(),
        calendar: None,
        is_manual: false,
        direction: Direction::Asap,
        duration_days: (kind == RowKind::Task).then_some(5),
        constraint: None,
        constraint_wins: false,
        buffer_days: 0,
        anchor: None,
        priority: Priority::Normal,
        deadline: None,
        estimate_hours: None,
        labels: Vec::new(),
        planned: Some(Span { start: date("2026-11-02"), finish: date("2026-11-06") }),
        baseline: None,
        forecast: Some(Span { start: date("2026-11-02"), finish: date("2026-11-09") }),
        actual_start: None,
        actual_finish: None,
        progress: 0,
        remaining_days: None,
        blocked_reason: None,
        total_slack: Some(2),
        is_critical: false,
        late_status: LateStatus::NotDue,
        late_origin: None,
        delay_days: 0,
        root_cause: None,
    }
}

/// A small campaign with something of everything.
pub fn campaign() -> Sheet {
    let mut design = row(2, "1.1", RowKind::Task, "Key visual");
    design.late_status = LateStatus::Late;
    design.accountable = Some(1);
    design.department = Some(0);
    design.progress = 60;
    design.actual_start = Some(date("2026-11-02"));
    design.deadline = Some(Deadline { date: date("2026-11-05"), firmness: Firmness::Soft });
    design.labels = vec!["print".to_owned(), "a; b".to_owned()];
    let mut page = row(3, "1.2", RowKind::Task, "Landing page");
    page.accountable = Some(0);
    page.collaborators = vec![1];
    page.is_critical = true;
    page.planned = Some(Span { start: date("2026-11-09"), finish: date("2026-11-10") });
    page.duration_days = Some(2);
    let launch = row(4, "2", RowKind::Milestone(Edge::StartOfDay), "双11上线");
    Sheet {
        language: Language::English,
        as_of: date("2026-11-06"),
        campaign: Campaign {
            key: "D11".to_owned(),
            name: "Double 11".to_owned(),
            seq: 17,
            changed_at: "2026-11-06T08:30:00Z".parse().unwrap(),
            owner: 0,
            time_zone: "Asia/Shanghai".to_owned(),
            start: date("2026-11-02"),
            required_finish: Some((date("2026-11-11"), Edge::StartOfDay)),
            planned: Some(Span { start: date("2026-11-02"), finish: date("2026-11-11") }),
            forecast_finish: Some(date("2026-11-11")),
            progress: 40,
        },
        calendars: vec![Calendar {
            name: "China".to_owned(),
            week: [true, true, true, true, true, false, false],
            exceptions: vec![Exception {
                date: date("2026-11-07"),
                is_working: true,
                name: Some("调休".to_owned()),
            }],
        }],
        departments: vec![Department {
            name: "Design".to_owned(),
            colour: Some("#1f77b4".to_owned()),
            calendar: None,
        }],
        people: vec![
            Person { name: "Lin Wei".to_owned(), email: "lin.wei@example.com".to_owned() },
            Person { name: "赵倩".to_owned(), email: "zhao.qian@example.com".to_owned() },
        ],
        anchors: vec![going_live()],
        rows: vec![row(1, "1", RowKind::Phase, "Design"), design, page, launch],
        links: vec![
            link(1, 2, LinkType::FinishToStart, 2, LagUnit::WorkingDay),
            link(2, 3, LinkType::FinishToStart, -1, LagUnit::CalendarDay),
        ],
    }
}

fn going_live() -> Anchor {
    Anchor {
        origin: AnchorOrigin::Channel,
        kind: AnchorKind::Launch,
        name: "Double 11 goes live".to_owned(),
        date: date("2026-11-11"),
        edge: Edge::StartOfDay,
        late_days: 0,
        root_cause: None,
    }
}

pub fn link(predecessor: usize, successor: usize, link_type: LinkType, lag: i32, lag_unit: LagUnit) -> Link {
    Link { predecessor, successor, link_type, lag, lag_unit, is_critical: false }
}

/// Text of one line, with whatever formats take for something else.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let any = "[=+@'\"\\-<&>a-zA-Z0-9 ,;:.|/%中文活动ÄÖé😀]{1,60}";
    any.prop_map(move |text| text.trim().chars().take(longest).collect::<String>().trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..400).prop_map(|days| date("2026-03-02") + Days::new(days))
}

fn span() -> impl Strategy<Value = Span> {
    (day(), 0_u64..40).prop_map(|(start, days)| Span { start, finish: start + Days::new(days) })
}

fn edge() -> impl Strategy<Value = Edge> {
    select(vec![Edge::StartOfDay, Edge::EndOfDay])
}

prop_compose! {
    fn calendar()(week in any::<[bool; 6]>(), days in btree_map(day(), (any::<bool>(), option::of(text(20))), 0..6)) -> Calendar {
        let [tue, wed, thu, fri, sat, sun] = week;
        let exceptions = days
            .into_iter()
            .map(|(date, (is_working, name))| Exception { date, is_working, name })
            .collect();
        Calendar { name: String::new(), week: [true, tue, wed, thu, fri, sat, sun], exceptions }
    }
}

prop_compose! {
    fn leaf()(
        kind in prop_oneof![3 => Just(RowKind::Task), 1 => edge().prop_map(RowKind::Milestone)],
        title in text(60),
        description in option::of(text(60)),
        places in (option::of(0_usize..3), option::of(0_usize..4), option::of(0_usize..4), option::of(0_usize..2), option::of(0_usize..3)),
        rules in (any::<bool>(), any::<bool>(), option::of(1_i32..40), 0_i32..4, any::<bool>()),
        constraint in option::of((select(constraints()), day())),
        deadline in option::of((select(vec![Firmness::Firm, Firmness::Soft]), day())),
        priority in select(vec![Priority::Low, Priority::Normal, Priority::High, Priority::Urgent]),
        hours in option::of(0_i32..400),
        spans in (span(), option::of(span())),
        progress in prop_oneof![Just(0_u8), 1_u8..=100],
        words in (vec(text(20), 0..3), option::of(text(40)), option::of("[A-Z]{2}-[0-9]{1,4}")),
    ) -> Row {
        let (planned, baseline) = spans;
        let (labels, blocked_reason, external_id) = words;
        let mut row = row(1, "1", kind, &title);
        let is_task = kind == RowKind::Task;
        row.planned = Some(if is_task { planned } else { Span { start: planned.start, finish: planned.start } });
        row.baseline = baseline.filter(|_| is_task);
        (row.department, row.accountable, row.calendar, row.anchor) = (places.0, places.1, places.3, places.4);
        row.collaborators = places.2.into_iter().filter(|at| Some(*at) != places.1 && places.1.is_some()).collect();
        (row.is_manual, row.constraint_wins, row.duration_days, row.buffer_days) = (rules.0, rules.1, rules.2, rules.3);
        row.direction = if rules.4 { Direction::Alap } else { Direction::Asap };
        row.duration_days = row.duration_days.filter(|_| is_task);
        row.constraint = constraint.map(|(kind, date)| Constraint { kind, date });
        row.deadline = deadline.map(|(firmness, date)| Deadline { date, firmness });
        (row.priority, row.estimate_hours, row.description) = (priority, hours.filter(|_| is_task), description);
        row.progress = progress;
        row.actual_start = (progress > 0).then_some(planned.start);
        row.actual_finish = (progress == 100).then_some(row.planned.unwrap().finish);
        row.remaining_days = (is_task && (1..100).contains(&progress)).then_some(3);
        (row.labels, row.blocked_reason, row.external_id) = (labels, blocked_reason, external_id);
        row
    }
}

fn constraints() -> Vec<ConstraintKind> {
    vec![
        ConstraintKind::StartNoEarlierThan,
        ConstraintKind::StartNoLaterThan,
        ConstraintKind::FinishNoEarlierThan,
        ConstraintKind::FinishNoLaterThan,
        ConstraintKind::MustStartOn,
        ConstraintKind::MustFinishOn,
    ]
}

type Drawn = (Vec<(Row, u16)>, Vec<(usize, usize, LinkType, i32, LagUnit)>);

fn drawn() -> impl Strategy<Value = Drawn> {
    let types = vec![
        LinkType::FinishToStart,
        LinkType::StartToStart,
        LinkType::FinishToFinish,
        LinkType::StartToFinish,
    ];
    let units = vec![LagUnit::WorkingDay, LagUnit::CalendarDay];
    let links = vec((0_usize..24, 0_usize..24, select(types), -9_i32..10, select(units)), 0..20);
    (vec((leaf(), 0_u16..4), 1..24), links)
}

/// A campaign that nobody has planned, but that every format has to keep.
pub fn sheets() -> impl Strategy<Value = Sheet> {
    let names = (vec(text(20), 4), vec(calendar(), 2), vec(text(20), 1));
    let zone = (select(vec![Language::English, Language::Chinese]), option::of((day(), edge())));
    (drawn(), names, zone).prop_map(|((rows, links), (names, calendars, anchors), (language, finish))| {
        let mut sheet = campaign();
        (sheet.language, sheet.campaign.required_finish) = (language, finish);
        sheet.people =
            (0..).zip(names).map(|(at, name)| Person { name, email: format!("p{at}@example.com") }).collect();
        sheet.calendars = (0..)
            .zip(calendars)
            .map(|(at, days)| Calendar { name: format!("Calendar {at}"), ..days })
            .collect();
        sheet.departments = (0..3)
            .map(|at| Department {
                name: format!("Dept {at}, = & <b>"),
                colour: None,
                calendar: (at == 1).then_some(1),
            })
            .collect();
        let anchor = |kind, name: &str| Anchor { kind, name: name.to_owned(), ..sheet.anchors[0].clone() };
        sheet.anchors = vec![
            anchor(AnchorKind::Launch, "Goes live"),
            anchor(AnchorKind::PrizeIssue, "奖品发放"),
            anchor(AnchorKind::Custom, &format!("+{}", anchors[0])),
        ];
        (sheet.rows, sheet.links) = (in_outline(rows), Vec::new());
        for (first, second, link_type, lag, unit) in links {
            let (first, second) = (first % sheet.rows.len(), second % sheet.rows.len());
            let is_known = sheet
                .links
                .iter()
                .any(|known| (known.predecessor, known.successor) == (first.min(second), first.max(second)));
            if first != second && !is_known {
                sheet.links.push(link(first.min(second), first.max(second), link_type, lag, unit));
            }
        }
        sheet.links.sort_by_key(|link| (link.successor, link.predecessor));
        sheet
    })
}

/// Rows with codes by their depths; those with rows below them become phases.
fn in_outline(rows: Vec<(Row, u16)>) -> Vec<Row> {
    let mut path: Vec<u32> = Vec::new();
    let mut found: Vec<Row> = Vec::new();
    for ((drawn, depth), number) in rows.into_iter().zip(1..) {
        let depth = usize::from(depth).min(path.len());
        let next = if depth < path.len() { path[depth] + 1 } else { 1 };
        path.truncate(depth);
        path.push(next);
        let wbs = path.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        let depth = u16::try_from(depth).unwrap();
        if let Some(above) = found.last_mut().filter(|above| above.depth < depth) {
            *above = Row {
                department: above.department,
                accountable: above.accountable,
                description: above.description.clone(),
                labels: above.labels.clone(),
                ..row(above.number, &above.wbs, RowKind::Phase, &above.title)
            };
        }
        found.push(Row { number, wbs, depth, ..drawn });
    }
    found
}
