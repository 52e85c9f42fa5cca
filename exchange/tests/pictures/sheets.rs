//! Generated campaigns: phases of work that follows one another, some of it late.

use chrono::{Days, NaiveDate};
use exchange::{
    Anchor, Calendar, Campaign, Deadline, Department, Exception, Language, Link, Person, Priority, Row,
    RowKind, Sheet, Span,
};
use schedule::{
    AnchorKind, AnchorOrigin, Direction, Edge, Firmness, LagUnit, LateOrigin, LateStatus, LinkType,
};

/// Work of a phase, its heading included.
const PHASE: usize = 12;

const ENGLISH: [&str; 6] = [
    "Agree the theme with the channel",
    "Draft the copy of the landing page",
    "Design key visuals",
    "Build the landing page",
    "Test the checkout under load",
    "Brief customer service",
];

const CHINESE: [&str; 6] = [
    "与平台确认活动主题",
    "撰写活动落地页文案",
    "设计主视觉",
    "开发活动页面",
    "下单链路压力测试",
    "客服培训与话术",
];

/// A day of 2026 or later, counted from the campaign's start.
pub fn day(offset: usize) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();
    start.checked_add_days(Days::new(u64::try_from(offset).unwrap())).unwrap()
}

/// A row that is planned and nothing else.
pub fn row(number: usize, wbs: &str, title: &str, (start, finish): (usize, usize)) -> Row {
    let span = Span { start: day(start), finish: day(finish) };
    Row {
        number: i32::try_from(number).unwrap(),
        external_id: None,
        wbs: wbs.into(),
        depth: u16::try_from(wbs.matches('.').count()).unwrap(),
        kind: RowKind::Task,
        title: title.into(),
        description: None,
        department: None,
        accountable: None,
        collaborators: Vec::new(),
        calendar: None,
        is_manual: false,
        direction: Direction::Asap,
        duration_days: None,
        constraint: None,
        constraint_wins: false,
        deadline: None,
        buffer_days: 0,
        anchor: None,
        priority: Priority::Normal,
        remaining_days: None,
        estimate_hours: None,
        labels: Vec::new(),
        planned: Some(span),
        baseline: None,
        forecast: Some(span),
        actual_start: None,
        actual_finish: None,
        progress: 0,
        blocked_reason: None,
        total_slack: Some(5),
        is_critical: false,
        late_status: LateStatus::NotDue,
        late_origin: None,
        delay_days: 0,
        root_cause: None,
    }
}

/// A link of the usual kind.
pub fn link(predecessor: usize, successor: usize) -> Link {
    Link {
        predecessor,
        successor,
        link_type: LinkType::FinishToStart,
        lag: 0,
        lag_unit: LagUnit::WorkingDay,
        is_critical: false,
    }
}

/// A campaign without work.
pub fn empty(language: Language) -> Sheet {
    let is_chinese = language == Language::Chinese;
    let of = |english: &'static str, chinese: &'static str| if is_chinese { chinese } else { english };
    let departments = [
        ("Design", "设计部", None),
        ("Technology", "技术部", None),
        ("Promotion", "推广部", Some("#9b51e0")),
        ("Customer service", "客服部", None),
        ("Warehouse", "仓储部", Some("#ffee88")),
    ];
    let people = [("Li Na", "李娜"), ("Wang Wei", "王伟"), ("Zhao Min", "赵敏"), ("Chen Jie", "陈杰")];
    Sheet {
        language,
        as_of: day(40),
        campaign: Campaign {
            key: "D11".into(),
            name: of("Double 11 main venue", "双11主会场").into(),
            owner: 0,
            time_zone: "Asia/Shanghai".into(),
            start: day(0),
            required_finish: None,
            planned: None,
            forecast_finish: None,
            progress: 0,
            seq: 1,
            changed_at: day(0).and_time(chrono::NaiveTime::MIN).and_utc(),
        },
        calendars: vec![Calendar {
            name: "Mainland China".into(),
            week: [true, true, true, true, true, false, false],
            exceptions: (24..31)
                .map(|offset| Exception { date: day(offset), is_working: false, name: None })
                .collect(),
        }],
        departments: departments
            .into_iter()
            .map(|(english, chinese, colour)| Department {
                name: of(english, chinese).into(),
                colour: colour.map(str::to_owned),
                calendar: None,
            })
            .collect(),
        people: people
            .into_iter()
            .map(|(english, chinese)| Person {
                name: of(english, chinese).into(),
                email: format!("{}@example.com", english.replace(' ', ".").to_lowercase()),
            })
            .collect(),
        anchors: Vec::new(),
        rows: Vec::new(),
        links: Vec::new(),
    }
}

/// A campaign of so many rows, a part of it late.
pub fn generated(rows: usize, language: Language) -> Sheet {
    let mut sheet = empty(language);
    let titles = if language == Language::Chinese { CHINESE } else { ENGLISH };
    for at in 0..rows {
        let (phase, place) = (at / PHASE, at % PHASE);
        // Later phases begin later, but a plan of any size takes a year at most.
        let begin = phase * 9 % 320 + place * 4;
        let title = titles[(phase + place) % titles.len()];
        let added = if place == 0 {
            let end = begin + PHASE.min(rows - at) * 4;
            let last =
                row(at + 1, &format!("{}", phase + 1), &format!("{title} {}", phase + 1), (begin, end));
            Row { kind: RowKind::Phase, total_slack: None, ..last }
        } else {
            let length = 2 + (at * 7) % 9;
            let wbs = format!("{}.{place}", phase + 1);
            task(row(at + 1, &wbs, title, (begin, begin + length)), (at, place), sheet.as_of)
        };
        sheet.rows.push(added);
        if place > 1 {
            let is_critical = phase.is_multiple_of(3);
            sheet.links.push(Link { is_critical, ..link(at - 1, at) });
        }
        if place > 4 && at.is_multiple_of(4) {
            sheet.links.push(Link { link_type: LinkType::StartToStart, ..link(at - 3, at) });
        }
    }
    let span = sheet.rows.iter().filter_map(|row| row.planned);
    sheet.campaign.planned =
        span.reduce(|all, one| Span { start: all.start.min(one.start), finish: all.finish.max(one.finish) });
    sheet.campaign.forecast_finish =
        sheet.rows.iter().filter_map(|row| row.forecast).map(|span| span.finish).max();
    sheet.campaign.progress = 41;
    sheet.anchors = vec![
        anchor(AnchorKind::WarmUp, ("Warm-up", "预热"), 49, (0, language)),
        anchor(AnchorKind::Launch, ("Launch", "正式开售"), 65, (2, language)),
        anchor(AnchorKind::End, ("End", "结束"), 68, (0, language)),
    ];
    sheet
}

fn anchor(
    kind: AnchorKind,
    (english, chinese): (&str, &str),
    offset: usize,
    (late_days, language): (i32, Language),
) -> Anchor {
    let name = if language == Language::Chinese { chinese } else { english };
    let root_cause = (late_days > 0).then_some(3);
    Anchor {
        kind,
        origin: AnchorOrigin::Company,
        name: name.into(),
        date: day(offset),
        edge: Edge::StartOfDay,
        late_days,
        root_cause,
    }
}

/// What is done of a task, who does it, and whether it is late, by its place.
fn task(row: Row, (at, place): (usize, usize), as_of: NaiveDate) -> Row {
    let span = row.planned.unwrap();
    let is_done = span.finish < as_of && place != 3;
    let is_begun = span.start <= as_of;
    let cause = at / PHASE * PHASE + 3;
    let is_late = !is_done && (3..9).contains(&place) && is_begun;
    let late = if is_late { 1 + i32::try_from(at % 4).unwrap() } else { 0 };
    let moved = |date: NaiveDate| date.checked_add_days(Days::new(late.unsigned_abs().into())).unwrap();
    let earlier = |date: NaiveDate| date.checked_sub_days(Days::new(u64::try_from(at % 3).unwrap())).unwrap();
    let kind = if place == PHASE - 1 { RowKind::Milestone(Edge::EndOfDay) } else { RowKind::Task };
    let span = if kind == RowKind::Task { span } else { Span { start: span.finish, finish: span.finish } };
    let origin = if at == cause { LateOrigin::Own } else { LateOrigin::Inherited };
    Row {
        kind,
        department: Some(at % 5),
        accountable: (!at.is_multiple_of(7)).then_some(at % 4),
        deadline: at.is_multiple_of(6).then(|| Deadline {
            date: span.finish.checked_add_days(Days::new(2)).unwrap(),
            firmness: if at.is_multiple_of(12) { Firmness::Firm } else { Firmness::Soft },
        }),
        planned: Some(span),
        baseline: Some(Span { start: earlier(span.start), finish: earlier(span.finish) }),
        forecast: Some(Span { start: span.start, finish: moved(span.finish) }),
        actual_start: is_begun.then_some(span.start),
        actual_finish: is_done.then_some(span.finish),
        progress: if is_done {
            100
        } else if is_begun {
            45
        } else {
            0
        },
        is_critical: (at / PHASE).is_multiple_of(3),
        late_status: match (is_done, is_late) {
            (true, _) => LateStatus::Done,
            (false, true) => LateStatus::Late,
            (false, false) => LateStatus::NotDue,
        },
        late_origin: is_late.then_some(origin),
        delay_days: late,
        root_cause: is_late.then_some(cause),
        ..row
    }
}
