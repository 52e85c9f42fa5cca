//! What a page says, in English and Chinese, beside what briefs and charts say.

use crate::Language;

pub(super) struct Words {
    language: Language,
    pub progress: &'static str,
    pub planned_finish: &'static str,
    pub required_finish: &'static str,
    pub forecast_finish: &'static str,
    pub late_work: &'static str,
    pub in_time: &'static str,
    pub none: &'static str,
    pub nothing_late: &'static str,
    pub nothing_due: &'static str,
    pub plan: &'static str,
    pub chart: &'static str,
    pub as_table: &'static str,
    pub table: &'static str,
    pub forecast: &'static str,
    pub status: &'static str,
}

const ENGLISH: Words = Words {
    language: Language::English,
    progress: "Progress",
    planned_finish: "Planned finish",
    required_finish: "Required finish",
    forecast_finish: "Forecast finish",
    late_work: "Late or at risk",
    in_time: "in time",
    none: "none",
    nothing_late: "Nothing is late.",
    nothing_due: "Nothing is due this week.",
    plan: "Plan",
    chart: "Gantt chart; every row of it is in the table below",
    as_table: "Show the plan as a table",
    table: "Work packages with dates, progress and lateness",
    forecast: "Forecast finish",
    status: "Status",
};

const CHINESE: Words = Words {
    language: Language::Chinese,
    progress: "进度",
    planned_finish: "计划完成",
    required_finish: "要求完成",
    forecast_finish: "预计完成",
    late_work: "延期或有风险",
    in_time: "按时",
    none: "无",
    nothing_late: "没有延期。",
    nothing_due: "本周没有到期的工作。",
    plan: "计划",
    chart: "甘特图；每一行也在下方的表格中",
    as_table: "以表格显示计划",
    table: "工作项的日期、进度与延期",
    forecast: "预计完成",
    status: "状态",
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }

    /// The day before whose beginning something is to be done.
    pub fn before(&self, day: &str) -> String {
        match self.language {
            Language::English => format!("before {day}"),
            Language::Chinese => format!("{day} 之前"),
        }
    }

    /// By how many calendar days a forecast is after what is required, or after the plan.
    pub fn days_after(&self, days: i64, is_required: bool) -> String {
        match (self.language, is_required) {
            (Language::English, true) if days == 1 => "1 day after the required finish".into(),
            (Language::English, true) => format!("{days} days after the required finish"),
            (Language::English, false) if days == 1 => "1 day after the plan".into(),
            (Language::English, false) => format!("{days} days after the plan"),
            (Language::Chinese, true) => format!("晚于要求 {days} 天"),
            (Language::Chinese, false) => format!("晚于计划 {days} 天"),
        }
    }

    /// How many of how many work packages.
    pub fn of_all(&self, some: usize, all: usize) -> String {
        match self.language {
            Language::English => format!("{some} of {all} work packages"),
            Language::Chinese => format!("{all} 个工作项中的 {some} 个"),
        }
    }
}
