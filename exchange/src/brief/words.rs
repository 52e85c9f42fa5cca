//! What a brief says, in English and Chinese.

use chrono::NaiveDate;

use super::CampaignBrief;
use crate::Language;

pub(crate) struct Words {
    language: Language,
    pub late: &'static str,
    pub newly_late: &'static str,
    pub due: &'static str,
    pub asked: &'static str,
    pub today: &'static str,
    pub nobody: &'static str,
    pub comma: &'static str,
    pub unblock: &'static str,
    pub finish: &'static str,
    pub start: &'static str,
    pub catch_up: &'static str,
    pub assign: &'static str,
    pub all_well: &'static str,
}

const ENGLISH: Words = Words {
    language: Language::English,
    late: "Late, by where it began",
    newly_late: "Late since yesterday",
    due: "Due today and this week",
    asked: "Asked of whom",
    today: "Today",
    nobody: "nobody in charge",
    comma: ", ",
    unblock: "say who can unblock it, and by when",
    finish: "finish it, or say when it will be finished",
    start: "start it",
    catch_up: "say what it takes to be in time",
    assign: "name who is in charge",
    all_well: "Nothing is late, nothing is due this week.",
};

const CHINESE: Words = Words {
    language: Language::Chinese,
    late: "延期（按根源）",
    newly_late: "昨日以来新增延期",
    due: "今日与本周到期",
    asked: "请处理",
    today: "今日",
    nobody: "无人负责",
    comma: "，",
    unblock: "请说明由谁、何时解除阻塞",
    finish: "请完成，或说明何时完成",
    start: "请开始",
    catch_up: "请说明如何赶上进度",
    assign: "请指定负责人",
    all_well: "没有延期，本周没有到期的工作。",
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }

    pub fn heading(&self, day: &str) -> String {
        match self.language {
            Language::English => format!("Daily brief, {day}"),
            Language::Chinese => format!("每日简报 {day}"),
        }
    }

    pub fn summary(&self, campaign: &CampaignBrief, day: impl Fn(NaiveDate) -> String) -> String {
        let finish = campaign.planned_finish.zip(campaign.forecast_finish);
        match (self.language, finish) {
            (Language::English, None) => format!("{} % done.", campaign.progress),
            (Language::English, Some((planned, forecast))) => format!(
                "{} % done, planned finish {}, forecast finish {}.",
                campaign.progress,
                day(planned),
                day(forecast)
            ),
            (Language::Chinese, None) => format!("已完成 {} %。", campaign.progress),
            (Language::Chinese, Some((planned, forecast))) => format!(
                "已完成 {} %，计划完成 {}，预计完成 {}。",
                campaign.progress,
                day(planned),
                day(forecast)
            ),
        }
    }

    /// By how many working days something is late.
    pub fn days(&self, days: i32) -> String {
        match (self.language, days) {
            (Language::English, 1) => "1 day late".into(),
            (Language::English, _) => format!("{days} days late"),
            (Language::Chinese, _) => format!("延期 {days} 天"),
        }
    }

    pub fn pulls(&self, count: usize) -> String {
        match (self.language, count) {
            (Language::English, 1) => "makes 1 other late".into(),
            (Language::English, _) => format!("makes {count} others late"),
            (Language::Chinese, _) => format!("带动 {count} 项延期"),
        }
    }

    pub fn endangers(&self, anchor: &str, day: &str, late_days: i32) -> String {
        match self.language {
            Language::English => format!("endangers {anchor} on {day} (+{late_days}d)"),
            Language::Chinese => format!("危及{anchor}（{day}，+{late_days}天）"),
        }
    }

    /// A text with more about it in brackets.
    pub fn with(&self, text: &str, more: &str) -> String {
        match self.language {
            Language::English => format!("{text} ({more})"),
            Language::Chinese => format!("{text}（{more}）"),
        }
    }
}
