//! What values of enums are called: in plan files, and in headings and cells of both languages.

use schedule::{
    AnchorKind, AnchorOrigin, ConstraintKind, Direction, Edge, Firmness, LagUnit, LateStatus, LinkType,
};

use crate::sheet::{Language, Priority};

/// One value: itself, its name in plan files, what English and Chinese readers call it.
type Entry<T> = (T, &'static str, &'static str, &'static str);

/// A closed set of values with names.
pub trait Named: Copy + PartialEq + 'static {
    /// All values.
    const NAMES: &'static [Entry<Self>];

    /// Its name in plan files.
    fn name(self) -> &'static str {
        entry(self).map_or("", |(_, name, ..)| name)
    }

    /// What readers of a language call it.
    fn label(self, language: Language) -> &'static str {
        entry(self).map_or("", |(_, _, english, chinese)| match language {
            Language::English => english,
            Language::Chinese => chinese,
        })
    }

    /// The value by any of its names, whatever the case and the space around it.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_it = |(_, name, english, chinese): &&Entry<Self>| {
            [name, english, chinese].iter().any(|known| known.eq_ignore_ascii_case(text))
        };
        Self::NAMES.iter().find(is_it).map(|entry| entry.0)
    }

    /// What can be written in its place, for messages: `Firm, Soft`.
    fn known() -> String {
        Self::NAMES.iter().map(|(_, _, english, _)| *english).collect::<Vec<_>>().join(", ")
    }
}

fn entry<T: Named>(value: T) -> Option<&'static Entry<T>> {
    T::NAMES.iter().find(|(known, ..)| *known == value)
}

/// What a row of a table is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Task,
    Milestone,
    MilestoneAtStart,
    Phase,
}

/// Where the dates of a row come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Automatic,
    Manual,
}

/// An answer to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Yes,
    No,
}

impl From<bool> for Answer {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}

impl Named for Kind {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::Task, "TASK", "Task", "任务"),
        (Self::Milestone, "MILESTONE", "Milestone", "里程碑"),
        (Self::MilestoneAtStart, "MILESTONE", "Milestone, start of day", "里程碑（当日开始）"),
        (Self::Phase, "PHASE", "Phase", "阶段"),
    ];
}

impl Named for Mode {
    const NAMES: &'static [Entry<Self>] =
        &[(Self::Automatic, "AUTOMATIC", "Automatic", "自动"), (Self::Manual, "MANUAL", "Manual", "手动")];
}

impl Named for Answer {
    const NAMES: &'static [Entry<Self>] =
        &[(Self::Yes, "true", "Yes", "是"), (Self::No, "false", "No", "否")];
}

impl Named for Priority {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::Low, "LOW", "Low", "低"),
        (Self::Normal, "NORMAL", "Normal", "普通"),
        (Self::High, "HIGH", "High", "高"),
        (Self::Urgent, "URGENT", "Urgent", "紧急"),
    ];
}

impl Named for Edge {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::StartOfDay, "START_OF_DAY", "Start of day", "当日开始"),
        (Self::EndOfDay, "END_OF_DAY", "End of day", "当日结束"),
    ];
}

impl Named for Direction {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::Asap, "ASAP", "As soon as possible", "越早越好"),
        (Self::Alap, "ALAP", "As late as possible", "越晚越好"),
    ];
}

impl Named for Firmness {
    const NAMES: &'static [Entry<Self>] =
        &[(Self::Firm, "FIRM", "Firm", "硬性"), (Self::Soft, "SOFT", "Soft", "软性")];
}

impl Named for AnchorOrigin {
    const NAMES: &'static [Entry<Self>] =
        &[(Self::Channel, "CHANNEL", "Channel", "平台"), (Self::Company, "COMPANY", "Company", "公司")];
}

impl Named for AnchorKind {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::WarmUp, "WARM_UP", "Warm-up", "预热"),
        (Self::Launch, "LAUNCH", "Launch", "上线"),
        (Self::End, "END", "End", "结束"),
        (Self::PrizeIssue, "PRIZE_ISSUE", "Prizes issued", "发奖"),
        (Self::PrizeClaim, "PRIZE_CLAIM", "Prize claims close", "领奖截止"),
        (Self::Custom, "CUSTOM", "Other", "其他"),
    ];
}

impl Named for ConstraintKind {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::StartNoEarlierThan, "START_NO_EARLIER_THAN", "Start no earlier than", "不得早于…开始"),
        (Self::StartNoLaterThan, "START_NO_LATER_THAN", "Start no later than", "不得晚于…开始"),
        (Self::FinishNoEarlierThan, "FINISH_NO_EARLIER_THAN", "Finish no earlier than", "不得早于…完成"),
        (Self::FinishNoLaterThan, "FINISH_NO_LATER_THAN", "Finish no later than", "不得晚于…完成"),
        (Self::MustStartOn, "MUST_START_ON", "Must start on", "必须开始于"),
        (Self::MustFinishOn, "MUST_FINISH_ON", "Must finish on", "必须完成于"),
    ];
}

impl Named for LinkType {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::FinishToStart, "FINISH_TO_START", "FS", "完成-开始"),
        (Self::StartToStart, "START_TO_START", "SS", "开始-开始"),
        (Self::FinishToFinish, "FINISH_TO_FINISH", "FF", "完成-完成"),
        (Self::StartToFinish, "START_TO_FINISH", "SF", "开始-完成"),
    ];
}

impl Named for LagUnit {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::WorkingDay, "WORKING_DAY", "d", "工作日"),
        (Self::CalendarDay, "CALENDAR_DAY", "ed", "自然日"),
    ];
}

impl Named for LateStatus {
    const NAMES: &'static [Entry<Self>] = &[
        (Self::Done, "DONE", "Done", "已完成"),
        (Self::DoneLate, "DONE_LATE", "Done late", "逾期完成"),
        (Self::Late, "LATE", "Late", "已逾期"),
        (Self::AtRisk, "AT_RISK", "At risk", "有风险"),
        (Self::Behind, "BEHIND", "Behind", "落后"),
        (Self::OnTrack, "ON_TRACK", "On track", "正常"),
        (Self::Ahead, "AHEAD", "Ahead", "超前"),
        (Self::NotDue, "NOT_DUE", "Not due", "未到期"),
    ];
}
