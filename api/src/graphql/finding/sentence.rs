//! Findings as sentences, made of their codes and parameters: English and Chinese, and no prose anywhere else.

use schedule::{Carrier, Code, InvalidActual, Params, Subject};

use super::Finding;
use crate::graphql::text::Locale;

/// A finding as a sentence.
pub(crate) fn sentence(finding: &Finding<'_>) -> String {
    let words = Words::of(finding);
    match finding.locale {
        Locale::En => words.english(finding.finding.code),
        Locale::Zh => words.chinese(finding.finding.code),
    }
}

/// A number of working days in English.
fn working_days(days: i32) -> String {
    if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") }
}

/// What sentences are filled with.
struct Words<'a> {
    finding: &'a Finding<'a>,
    /// What it is about.
    subject: String,
    /// The other work package or anchor.
    other: String,
    /// Its day.
    since: chrono::NaiveDate,
    /// Its days.
    days: i32,
}

impl<'a> Words<'a> {
    fn of(finding: &'a Finding<'a>) -> Self {
        let snapshot = finding.snapshot;
        let task = |task| format!("{} {}", snapshot.wbs(task), snapshot.row(task).title);
        let anchor = |id: schedule::AnchorId| {
            snapshot.anchors.get(usize::from(id.0)).map_or(String::new(), |anchor| anchor.name.clone())
        };
        let subject = match finding.finding.subject {
            Subject::Task(id) => task(id),
            Subject::Anchor(id) => anchor(id),
            Subject::RequiredFinish => match finding.locale {
                Locale::En => "the required finish".to_owned(),
                Locale::Zh => "要求完成日".to_owned(),
            },
            Subject::Carrier(Carrier::Department(id)) => {
                let department = snapshot.directory.departments.get(usize::from(id.0));
                department.map_or(String::new(), |department| department.row.name.clone())
            }
            Subject::Carrier(Carrier::Person(id)) => {
                let person =
                    usize::try_from(id.0).ok().and_then(|place| snapshot.directory.people.get(place));
                person.map_or(String::new(), |person| person.row.name.clone())
            }
        };
        let other = match finding.finding.params {
            Params::Link { peer, .. } => task(peer),
            Params::Task(id) => task(id),
            Params::Anchor(id) => anchor(id),
            Params::None
            | Params::Progress { .. }
            | Params::Buffer { .. }
            | Params::Count(_)
            | Params::Day(_)
            | Params::Actuals(_)
            | Params::Event(_)
            | Params::Load { .. } => String::new(),
        };
        Self { finding, subject, other, since: finding.finding.since, days: finding.finding.days }
    }

    fn english(&self, code: Code) -> String {
        let Self { subject, other, since, .. } = self;
        let days = working_days(self.days);
        match code {
            Code::Overdue => format!("{subject} was planned to be done on {since}; it is {days} overdue."),
            Code::OverdueStart => {
                format!("{subject} was planned to start on {since}; that was {days} ago.")
            }
            Code::DueSoon => format!("{subject} is due on {since}, in {days}."),
            Code::StartSoon => format!("{subject} starts on {since}, in {days}."),
            Code::BehindProgress => format!("{subject} is at {}: speed up.", self.progress_in_english()),
            Code::TooFast => match self.finding.finding.params {
                Params::Day(day) => format!("{subject} was published on {day}, {days} early: slow down."),
                _ => format!("{subject} is at {}: slow down.", self.progress_in_english()),
            },
            Code::ForecastLate => format!("{subject} is forecast to finish {days} after its plan."),
            Code::DeadlineMissed => format!("{subject} has missed its deadline of {since} by {days}."),
            Code::DeadlineAtRisk => {
                format!("{subject} is forecast to finish {days} after its deadline of {since}.")
            }
            Code::AnchorAtRisk => {
                format!("{subject} on {since} is at risk: {other} is forecast {days} after it.")
            }
            Code::LastSafeStart => {
                format!("{subject} has to start by {since}, or it cannot make its deadline or anchor.")
            }
            Code::NegativeSlack => {
                format!("{subject} is {} short of what has to follow it.", working_days(self.days.abs()))
            }
            Code::NoSlack => format!("{subject} has no slack: any delay moves the end."),
            Code::LowSlack => format!("{subject} has only {days} of slack."),
            Code::FirmDeadlineNoBuffer => {
                format!(
                    "{subject} has a firm deadline on {since} and too little buffer before it: {days} are missing."
                )
            }
            Code::BufferBurn => match self.finding.finding.params {
                Params::Buffer { used, of, chain_done } => format!(
                    "{subject} has used {used} of {of} working days of buffer with {chain_done} % of its chain done."
                ),
                _ => format!("{subject} uses its buffer up faster than its chain is done."),
            },
            Code::LatePredecessor => format!("{subject} starts on {since}, and {other} before it is late."),
            Code::StartedOutOfSequence => {
                format!("{subject} was begun on {since} while {other} before it was open.")
            }
            Code::DependencyViolated => format!("The dates of {subject} break its dependency on {other}."),
            Code::ConstraintConflict => {
                format!("The constraint of {subject} disagrees with its dependency on {other}.")
            }
            Code::AtRiskMasked => {
                format!("The fixed dates of {subject} hide that {other} will make it {days} later.")
            }
            Code::AnchorOrder => format!("The anchor {subject} on {since} does not come after {other}."),
            Code::NodeCollision => format!("The anchor {subject} falls on an industry event on {since}."),
            Code::HolidaySqueeze => match self.finding.finding.params {
                Params::Day(day) => format!(
                    "{subject} falls on the worked weekend of {day}, which its department does not work."
                ),
                _ => format!("Holidays take {days} out of the span of {subject}."),
            },
            Code::NonWorkingDate => format!("{subject} has a date on {since}, which is a day off."),
            Code::InvalidActuals => {
                format!("The actuals of {subject} contradict each other: {}.", self.actuals_in_english())
            }
            Code::ChildOutsidePhase => {
                format!("{subject} lies {} days outside the dates of {other}.", self.days)
            }
            Code::SlippedFromBaseline => format!("{subject} is planned {days} after its baseline."),
            Code::RepeatSlip => {
                format!("{subject} was moved later again and again, by {} days in sum.", self.days)
            }
            Code::Stale => format!("Nothing was reported on {subject} for {days}."),
            Code::Unassigned => format!("{subject} starts on {since}, and nobody is in charge of it."),
            Code::NoDepartment => format!("{subject} starts on {since}, and no department does it."),
            Code::NoDates => format!("{subject} starts on {since}, and nobody has said how long it takes."),
            Code::NoPredecessor => format!("{subject} starts on {since}, and follows nothing."),
            Code::NoSuccessor => format!("{subject} starts on {since}, and leads to nothing."),
            Code::OverAllocated => match self.finding.finding.params {
                Params::Load { count, capacity, until } => {
                    format!(
                        "{subject} carries up to {count} work packages at once from {since} to {until}, and can carry {capacity}."
                    )
                }
                _ => format!("{subject} carries too much at once from {since} on."),
            },
            Code::PersonOff => format!(
                "Who is in charge of {subject} is off from {since} on, for {days} of its working days."
            ),
        }
    }

    fn progress_in_english(&self) -> String {
        match self.finding.finding.params {
            Params::Progress { actual, expected } => format!("{actual} % where {expected} % is expected"),
            _ => String::new(),
        }
    }

    fn actuals_in_english(&self) -> &'static str {
        match self.finding.finding.params {
            Params::Actuals(InvalidActual::StartInFuture) => "its start lies in the future",
            Params::Actuals(InvalidActual::FinishInFuture) => "its finish lies in the future",
            Params::Actuals(InvalidActual::ProgressWithoutStart) => "progress without a start",
            Params::Actuals(InvalidActual::DoneWithoutFinish) => "100 % without a finish",
            Params::Actuals(InvalidActual::FinishWithoutStart) => "a finish without a start",
            Params::Actuals(InvalidActual::FinishWithoutProgress) => "a finish at less than 100 %",
            _ => "",
        }
    }

    fn chinese(&self, code: Code) -> String {
        let Self { subject, other, since, days, .. } = self;
        match code {
            Code::Overdue => format!("「{subject}」计划 {since} 完成,已超期 {days} 个工作日。"),
            Code::OverdueStart => format!("「{subject}」计划 {since} 开始,已晚 {days} 个工作日仍未开始。"),
            Code::DueSoon => format!("「{subject}」将于 {since} 到期,还有 {days} 个工作日。"),
            Code::StartSoon => format!("「{subject}」将于 {since} 开始,还有 {days} 个工作日。"),
            Code::BehindProgress => format!("「{subject}」{},需要提速。", self.progress_in_chinese()),
            Code::TooFast => match self.finding.finding.params {
                Params::Day(day) => format!("「{subject}」于 {day} 提前 {days} 个工作日发布,需要踩刹车。"),
                _ => format!("「{subject}」{},需要踩刹车。", self.progress_in_chinese()),
            },
            Code::ForecastLate => format!("「{subject}」预计比计划晚 {days} 个工作日完成。"),
            Code::DeadlineMissed => format!("「{subject}」已错过截止日 {since},超出 {days} 个工作日。"),
            Code::DeadlineAtRisk => format!("「{subject}」预计在截止日 {since} 之后 {days} 个工作日完成。"),
            Code::AnchorAtRisk => {
                format!("节点「{subject}」({since})有风险:「{other}」预计晚于它 {days} 个工作日。")
            }
            Code::LastSafeStart => format!("「{subject}」最迟须于 {since} 开始,否则赶不上截止日或节点。"),
            Code::NegativeSlack => format!("「{subject}」距后续要求还差 {} 个工作日。", days.abs()),
            Code::NoSlack => format!("「{subject}」没有浮动时间,一旦延误即影响终点。"),
            Code::LowSlack => format!("「{subject}」只剩 {days} 个工作日的浮动时间。"),
            Code::FirmDeadlineNoBuffer => {
                format!("「{subject}」的硬性截止日 {since} 前缓冲不足,还差 {days} 个工作日。")
            }
            Code::BufferBurn => match self.finding.finding.params {
                Params::Buffer { used, of, chain_done } => {
                    format!(
                        "「{subject}」已用掉 {of} 个工作日缓冲中的 {used} 个,而链路只完成了 {chain_done}%。"
                    )
                }
                _ => format!("「{subject}」的缓冲消耗快于链路进度。"),
            },
            Code::LatePredecessor => format!("「{subject}」将于 {since} 开始,而其前置「{other}」已延误。"),
            Code::StartedOutOfSequence => {
                format!("「{subject}」于 {since} 开始,而其前置「{other}」尚未完成。")
            }
            Code::DependencyViolated => format!("「{subject}」的日期违反了对「{other}」的依赖。"),
            Code::ConstraintConflict => format!("「{subject}」的约束与对「{other}」的依赖冲突。"),
            Code::AtRiskMasked => {
                format!("「{subject}」的固定日期掩盖了「{other}」将使其推迟 {days} 个工作日。")
            }
            Code::AnchorOrder => format!("节点「{subject}」({since})没有排在「{other}」之后。"),
            Code::NodeCollision => format!("节点「{subject}」与 {since} 的行业大促撞期。"),
            Code::HolidaySqueeze => match self.finding.finding.params {
                Params::Day(day) => format!("「{subject}」落在调休上班日 {day},而其部门当天不上班。"),
                _ => format!("「{subject}」的跨度被节假日占去 {days} 个工作日。"),
            },
            Code::NonWorkingDate => format!("「{subject}」有日期落在休息日 {since}。"),
            Code::InvalidActuals => {
                format!("「{subject}」的实际数据自相矛盾:{}。", self.actuals_in_chinese())
            }
            Code::ChildOutsidePhase => format!("「{subject}」超出阶段「{other}」的日期 {days} 天。"),
            Code::SlippedFromBaseline => format!("「{subject}」的计划比基线晚 {days} 个工作日。"),
            Code::RepeatSlip => format!("「{subject}」一再推迟,累计 {days} 天。"),
            Code::Stale => format!("「{subject}」已有 {days} 个工作日没有更新。"),
            Code::Unassigned => format!("「{subject}」将于 {since} 开始,还没有负责人。"),
            Code::NoDepartment => format!("「{subject}」将于 {since} 开始,还没有负责部门。"),
            Code::NoDates => format!("「{subject}」将于 {since} 开始,还没有填写工期。"),
            Code::NoPredecessor => format!("「{subject}」将于 {since} 开始,没有任何前置。"),
            Code::NoSuccessor => format!("「{subject}」将于 {since} 开始,没有任何后续。"),
            Code::OverAllocated => match self.finding.finding.params {
                Params::Load { count, capacity, until } => {
                    format!(
                        "「{subject}」在 {since} 至 {until} 同时承担多达 {count} 项工作,上限为 {capacity} 项。"
                    )
                }
                _ => format!("「{subject}」自 {since} 起同时承担的工作过多。"),
            },
            Code::PersonOff => format!("「{subject}」的负责人自 {since} 起休假,占其 {days} 个工作日。"),
        }
    }

    fn progress_in_chinese(&self) -> String {
        match self.finding.finding.params {
            Params::Progress { actual, expected } => format!("完成 {actual}%,应完成 {expected}%"),
            _ => String::new(),
        }
    }

    fn actuals_in_chinese(&self) -> &'static str {
        match self.finding.finding.params {
            Params::Actuals(InvalidActual::StartInFuture) => "开始日在未来",
            Params::Actuals(InvalidActual::FinishInFuture) => "完成日在未来",
            Params::Actuals(InvalidActual::ProgressWithoutStart) => "有进度而没有开始日",
            Params::Actuals(InvalidActual::DoneWithoutFinish) => "进度 100% 而没有完成日",
            Params::Actuals(InvalidActual::FinishWithoutStart) => "有完成日而没有开始日",
            Params::Actuals(InvalidActual::FinishWithoutProgress) => "有完成日而进度不足 100%",
            _ => "",
        }
    }
}
