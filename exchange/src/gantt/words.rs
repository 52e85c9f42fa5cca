//! What a picture says, in English and Chinese.

use chrono::{Datelike, NaiveDate};

use crate::Language;

/// Headings and the legend.
pub(crate) struct Words {
    pub title: &'static str,
    pub department: &'static str,
    pub accountable: &'static str,
    pub start: &'static str,
    pub finish: &'static str,
    pub as_of: &'static str,
    pub planned_finish: &'static str,
    pub forecast_finish: &'static str,
    pub done: &'static str,
    pub planned: &'static str,
    pub baseline: &'static str,
    pub forecast: &'static str,
    pub critical: &'static str,
    pub milestone: &'static str,
    pub deadline: &'static str,
    pub late: &'static str,
    pub root_cause: &'static str,
    pub day_off: &'static str,
    pub continued: &'static str,
    pub nothing: &'static str,
}

const ENGLISH: Words = Words {
    title: "Work package",
    department: "Department",
    accountable: "Accountable",
    start: "Start",
    finish: "Finish",
    as_of: "As of",
    planned_finish: "planned finish",
    forecast_finish: "forecast finish",
    done: "done",
    planned: "Planned, with progress",
    baseline: "Baseline",
    forecast: "Forecast",
    critical: "Critical",
    milestone: "Milestone",
    deadline: "Deadline",
    late: "Late, in working days",
    root_cause: "Root cause",
    day_off: "Day off",
    continued: "continued",
    nothing: "No work packages yet",
};

const CHINESE: Words = Words {
    title: "工作项",
    department: "部门",
    accountable: "负责人",
    start: "开始",
    finish: "完成",
    as_of: "截至",
    planned_finish: "计划完成",
    forecast_finish: "预计完成",
    done: "已完成",
    planned: "计划与进度",
    baseline: "基线",
    forecast: "预测",
    critical: "关键路径",
    milestone: "里程碑",
    deadline: "截止日",
    late: "延期（工作日）",
    root_cause: "延期根源",
    day_off: "休息日",
    continued: "续",
    nothing: "尚无工作项",
};

impl Language {
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }

    /// `October 2026`.
    pub(super) fn month_of_year(self, day: NaiveDate) -> String {
        match self {
            Self::English => format!("{} {}", Self::month_name(day), day.year()),
            Self::Chinese => format!("{}年{}月", day.year(), day.month()),
        }
    }

    /// `20 Oct`; with its year, `2026-10-20`.
    pub(crate) fn day(self, day: NaiveDate, has_year: bool) -> String {
        match self {
            _ if has_year => day.to_string(),
            Self::English => format!("{} {}", day.day(), self.month(day)),
            Self::Chinese => format!("{}月{}日", day.month(), day.day()),
        }
    }

    /// `+3d`.
    pub(crate) fn late_days(self, days: i32) -> String {
        match self {
            Self::English => format!("+{days}d"),
            Self::Chinese => format!("+{days}天"),
        }
    }

    /// `Page 2 of 5`.
    pub(super) fn page(self, page: usize, pages: usize) -> String {
        match self {
            Self::English => format!("Page {page} of {pages}"),
            Self::Chinese => format!("第 {page} 页，共 {pages} 页"),
        }
    }

    /// `Levels 1 to 2: 40 of 10000 rows`.
    pub(super) fn levels(self, level: usize, (shown, rows): (usize, usize)) -> String {
        match (self, level) {
            (Self::English, 1) => format!("Level 1: {shown} of {rows} rows"),
            (Self::English, _) => format!("Levels 1 to {level}: {shown} of {rows} rows"),
            (Self::Chinese, 1) => format!("第 1 级，{rows} 行中的 {shown} 行"),
            (Self::Chinese, _) => format!("第 1 至 {level} 级，{rows} 行中的 {shown} 行"),
        }
    }

    /// How much there is and how much of it is late.
    pub(super) fn summary(self, work: usize, late: usize) -> String {
        match self {
            Self::English => format!("{work} work packages, {late} late or at risk"),
            Self::Chinese => format!("{work} 个工作项，{late} 个延期或有延期风险"),
        }
    }
}
