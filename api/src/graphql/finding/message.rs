//! Findings as sentences, made of their codes and parameters: one table, English and Chinese, and no prose
//! elsewhere.

use schedule::Code::{
    AnchorAtRisk, AnchorOrder, AtRiskMasked, BehindProgress, BufferBurn, CalendarUnknown, ChildOutsidePhase,
    ConstraintConflict, DeadlineAtRisk, DeadlineMissed, DependencyViolated, DueSoon, FirmDeadlineNoBuffer,
    ForecastLate, HolidaySqueeze, InvalidActuals, LastSafeStart, LatePredecessor, LowSlack, NegativeSlack,
    NoDates, NoDepartment, NoPredecessor, NoSlack, NoSuccessor, NodeCollision, NonWorkingDate, OverAllocated,
    Overdue, OverdueStart, PersonOff, RepeatSlip, SlippedFromBaseline, Stale, StartSoon,
    StartedOutOfSequence, TooFast, Unassigned,
};
use schedule::{Carrier, Code, InvalidActual, Params, Subject};

use super::Finding;
use crate::graphql::text::Locale;

/// A sentence in both languages; `{…}` is filled in.
struct Sentence(Code, &'static str, &'static str);

/// Said of findings by their numbers alone.
const MESSAGES: [Sentence; 38] = [
    Sentence(
        Overdue,
        "{subject} was planned to be done on {since}; it is {working days} overdue.",
        "「{subject}」计划 {since} 完成,已超期 {days} 个工作日。",
    ),
    Sentence(
        OverdueStart,
        "{subject} was planned to start on {since}; that was {working days} ago.",
        "「{subject}」计划 {since} 开始,已晚 {days} 个工作日仍未开始。",
    ),
    Sentence(
        DueSoon,
        "{subject} is due on {since}, in {working days}.",
        "「{subject}」将于 {since} 到期,还有 {days} 个工作日。",
    ),
    Sentence(
        StartSoon,
        "{subject} starts on {since}, in {working days}.",
        "「{subject}」将于 {since} 开始,还有 {days} 个工作日。",
    ),
    Sentence(
        BehindProgress,
        "{subject} is at {actual} % where {expected} % is expected: speed up.",
        "「{subject}」完成 {actual}%,应完成 {expected}%,需要提速。",
    ),
    Sentence(
        TooFast,
        "{subject} is at {actual} % where {expected} % is expected: slow down.",
        "「{subject}」完成 {actual}%,应完成 {expected}%,需要踩刹车。",
    ),
    Sentence(
        ForecastLate,
        "{subject} is forecast to finish {working days} after its plan.",
        "「{subject}」预计比计划晚 {days} 个工作日完成。",
    ),
    Sentence(
        DeadlineMissed,
        "{subject} has missed its deadline of {since} by {working days}.",
        "「{subject}」已错过截止日 {since},超出 {days} 个工作日。",
    ),
    Sentence(
        DeadlineAtRisk,
        "{subject} is forecast to finish {working days} after its deadline of {since}.",
        "「{subject}」预计在截止日 {since} 之后 {days} 个工作日完成。",
    ),
    Sentence(
        AnchorAtRisk,
        "{subject} on {since} is at risk: {other} is forecast {working days} after it.",
        "节点「{subject}」({since})有风险:「{other}」预计晚于它 {days} 个工作日。",
    ),
    Sentence(
        LastSafeStart,
        "{subject} has to start by {since}, or it cannot make its deadline or anchor.",
        "「{subject}」最迟须于 {since} 开始,否则赶不上截止日或节点。",
    ),
    Sentence(
        NegativeSlack,
        "{subject} is {working days} short of what has to follow it.",
        "「{subject}」距后续要求还差 {days} 个工作日。",
    ),
    Sentence(
        NoSlack,
        "{subject} has no slack: any delay moves the end.",
        "「{subject}」没有浮动时间,一旦延误即影响终点。",
    ),
    Sentence(
        LowSlack,
        "{subject} has only {working days} of slack.",
        "「{subject}」只剩 {days} 个工作日的浮动时间。",
    ),
    Sentence(
        FirmDeadlineNoBuffer,
        "{subject} lacks {working days} of buffer before its firm deadline of {since}.",
        "「{subject}」的硬性截止日 {since} 前缓冲不足,还差 {days} 个工作日。",
    ),
    Sentence(
        BufferBurn,
        "{subject} has used {actual} of {limit} working days of buffer with {expected} % of its chain done.",
        "「{subject}」已用掉 {limit} 个工作日缓冲中的 {actual} 个,而链路只完成了 {expected}%。",
    ),
    Sentence(
        LatePredecessor,
        "{subject} starts on {since}, and {other} before it is late.",
        "「{subject}」将于 {since} 开始,而其前置「{other}」已延误。",
    ),
    Sentence(
        StartedOutOfSequence,
        "{subject} was begun on {since} while {other} before it was open.",
        "「{subject}」于 {since} 开始,而其前置「{other}」尚未完成。",
    ),
    Sentence(
        DependencyViolated,
        "The dates of {subject} break its dependency on {other}.",
        "「{subject}」的日期违反了对「{other}」的依赖。",
    ),
    Sentence(
        ConstraintConflict,
        "The constraint of {subject} disagrees with its dependency on {other}.",
        "「{subject}」的约束与对「{other}」的依赖冲突。",
    ),
    Sentence(
        AtRiskMasked,
        "The fixed dates of {subject} hide that {other} will make it {working days} later.",
        "「{subject}」的固定日期掩盖了「{other}」将使其推迟 {days} 个工作日。",
    ),
    Sentence(
        AnchorOrder,
        "The anchor {subject} on {since} does not come after {other}.",
        "节点「{subject}」({since})没有排在「{other}」之后。",
    ),
    Sentence(
        NodeCollision,
        "The anchor {subject} falls on an industry event on {since}.",
        "节点「{subject}」与 {since} 的行业大促撞期。",
    ),
    Sentence(
        HolidaySqueeze,
        "Holidays take {working days} out of the span of {subject}.",
        "「{subject}」的跨度被节假日占去 {days} 个工作日。",
    ),
    Sentence(
        NonWorkingDate,
        "{subject} has a date on {since}, which is a day off.",
        "「{subject}」有日期落在休息日 {since}。",
    ),
    Sentence(
        InvalidActuals,
        "The actuals of {subject} contradict each other or the day: {contradiction}.",
        "「{subject}」的实际数据自相矛盾:{contradiction}。",
    ),
    Sentence(
        ChildOutsidePhase,
        "{subject} lies {calendar days} outside the dates of {other}.",
        "「{subject}」超出阶段「{other}」的日期 {days} 天。",
    ),
    Sentence(
        SlippedFromBaseline,
        "{subject} is planned {working days} after its baseline.",
        "「{subject}」的计划比基线晚 {days} 个工作日。",
    ),
    Sentence(
        RepeatSlip,
        "{subject} was moved later {actual} times, by {calendar days} in sum.",
        "「{subject}」已推迟 {actual} 次,累计 {days} 天。",
    ),
    Sentence(
        Stale,
        "Nothing was reported on {subject} for {working days}.",
        "「{subject}」已有 {days} 个工作日没有更新。",
    ),
    Sentence(
        CalendarUnknown,
        "{subject} reaches to {since}, and the holidays of its calendar are known through {date} only.",
        "「{subject}」排到 {since},而其日历的节假日只公布到 {date}。",
    ),
    Sentence(
        Unassigned,
        "{subject} starts on {since}, and nobody is in charge of it.",
        "「{subject}」将于 {since} 开始,还没有负责人。",
    ),
    Sentence(
        NoDepartment,
        "{subject} starts on {since}, and no department does it.",
        "「{subject}」将于 {since} 开始,还没有负责部门。",
    ),
    Sentence(
        NoDates,
        "{subject} starts on {since}, and nobody has said how long it takes.",
        "「{subject}」将于 {since} 开始,还没有填写工期。",
    ),
    Sentence(
        NoPredecessor,
        "{subject} starts on {since}, and follows nothing.",
        "「{subject}」将于 {since} 开始,没有任何前置。",
    ),
    Sentence(
        NoSuccessor,
        "{subject} starts on {since}, and leads to nothing.",
        "「{subject}」将于 {since} 开始,没有任何后续。",
    ),
    Sentence(
        OverAllocated,
        "{subject} carries up to {actual} work packages at once from {since} to {date}, and can carry \
            {limit}.",
        "「{subject}」在 {since} 至 {date} 同时承担多达 {actual} 项工作,上限为 {limit} 项。",
    ),
    Sentence(
        PersonOff,
        "Who is in charge of {subject} is off from {since} on, for {working days} of it.",
        "「{subject}」的负责人自 {since} 起休假,占其 {days} 个工作日。",
    ),
];

/// Said instead of findings that name a day which stands out.
const DATED: [Sentence; 2] = [
    Sentence(
        TooFast,
        "{subject} was published on {date}, {working days} early: slow down.",
        "「{subject}」于 {date} 提前 {days} 个工作日发布,需要踩刹车。",
    ),
    Sentence(
        HolidaySqueeze,
        "{subject} falls on {date}, a worked weekend that its department does not work.",
        "「{subject}」落在调休上班日 {date},而其部门当天不上班。",
    ),
];

/// What contradicts what.
const CONTRADICTIONS: [(InvalidActual, &str, &str); 6] = [
    (InvalidActual::StartInFuture, "its start lies in the future", "开始日在未来"),
    (InvalidActual::FinishInFuture, "its finish lies in the future", "完成日在未来"),
    (InvalidActual::ProgressWithoutStart, "progress without a start", "有进度而没有开始日"),
    (InvalidActual::DoneWithoutFinish, "100 % without a finish", "进度 100% 而没有完成日"),
    (InvalidActual::FinishWithoutStart, "a finish without a start", "有完成日而没有开始日"),
    (InvalidActual::FinishWithoutProgress, "a finish at less than 100 %", "有完成日而进度不足 100%"),
];

/// A finding as a sentence.
pub(crate) fn message(finding: &Finding<'_>) -> String {
    let dated: &[Sentence] = if matches!(finding.row.params, Params::Day(_)) { &DATED } else { &[] };
    let found = dated.iter().chain(&MESSAGES).find(|Sentence(code, ..)| *code == finding.row.code);
    let template = found.map_or("", |Sentence(_, english, chinese)| match finding.locale {
        Locale::En => english,
        Locale::Zh => chinese,
    });
    let mut text = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&filled(finding, name));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// What stands for a name in braces.
fn filled(finding: &Finding<'_>, name: &str) -> String {
    let numbers = finding.numbers();
    let number = |number: Option<i32>| number.map_or_else(String::new, |number| number.to_string());
    let days = finding.row.days.abs();
    match name {
        "subject" => subject(finding),
        "other" => other(finding),
        "since" => finding.row.since.to_string(),
        "days" => days.to_string(),
        "working days" => counted(days, "working day"),
        "calendar days" => counted(days, "day"),
        "actual" => number(numbers.actual),
        "expected" => number(numbers.expected),
        "limit" => number(numbers.limit),
        "date" => numbers.date.map_or_else(String::new, |date| date.to_string()),
        "contradiction" => contradiction(finding).to_owned(),
        _ => String::new(),
    }
}

fn counted(number: i32, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

fn subject(finding: &Finding<'_>) -> String {
    let directory = &finding.snapshot.directory;
    match finding.row.subject {
        Subject::Task(task) => titled(finding, task),
        Subject::Anchor(id) => anchor(finding, id),
        Subject::RequiredFinish => match finding.locale {
            Locale::En => "the required finish".to_owned(),
            Locale::Zh => "要求完成日".to_owned(),
        },
        Subject::Carrier(Carrier::Department(id)) => {
            let department = directory.departments.get(usize::from(id.0));
            department.map_or_else(String::new, |department| department.row.name.clone())
        }
        Subject::Carrier(Carrier::Person(id)) => {
            let person = usize::try_from(id.0).ok().and_then(|place| directory.people.get(place));
            person.map_or_else(String::new, |person| person.row.name.clone())
        }
    }
}

fn other(finding: &Finding<'_>) -> String {
    match finding.row.params {
        Params::Link { peer: task, .. } | Params::Task(task) => titled(finding, task),
        Params::Anchor(id) => anchor(finding, id),
        Params::None
        | Params::Progress { .. }
        | Params::Buffer { .. }
        | Params::Count(_)
        | Params::Day(_)
        | Params::Actuals(_)
        | Params::Event(_)
        | Params::Load { .. } => String::new(),
    }
}

fn titled(finding: &Finding<'_>, task: schedule::TaskId) -> String {
    format!("{} {}", finding.snapshot.wbs(task), finding.snapshot.row(task).title)
}

fn anchor(finding: &Finding<'_>, id: schedule::AnchorId) -> String {
    finding.snapshot.anchors.at(usize::from(id.0)).map_or_else(String::new, |anchor| anchor.name.clone())
}

fn contradiction(finding: &Finding<'_>) -> &'static str {
    let found = CONTRADICTIONS.iter().find(|(what, ..)| finding.row.params == Params::Actuals(*what));
    found.map_or("", |(_, english, chinese)| match finding.locale {
        Locale::En => english,
        Locale::Zh => chinese,
    })
}

#[cfg(test)]
mod tests {
    use super::MESSAGES;

    #[test]
    fn every_code_has_one_sentence() {
        for (code, name, _) in schedule::Code::VALUES {
            assert_eq!(MESSAGES.iter().filter(|sentence| sentence.0 == *code).count(), 1, "{name}");
        }
    }
}
