//! The columns of a table: what each is called, in the order that they are written in.

use crate::sheet::Language;

/// A column of a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    Wbs,
    Title,
    Kind,
    Department,
    Accountable,
    Start,
    Finish,
    Duration,
    Predecessors,
    Progress,
    Status,
    Deadline,
    Firmness,
    Forecast,
    Slack,
    ActualStart,
    ActualFinish,
    Remaining,
    Scheduling,
    Direction,
    Constraint,
    ConstraintDate,
    ConstraintWins,
    Buffer,
    Anchor,
    Priority,
    Hours,
    Collaborators,
    Calendar,
    Labels,
    BaselineStart,
    BaselineFinish,
    Blocked,
    Description,
    Number,
    ExternalId,
    /// Its number in the list, which predecessors name it by: of Project's tables, not of ours.
    Id,
    /// How deep it lies, 1 at the top: of Project's tables, not of ours.
    Level,
}

/// How a column is called and written.
pub struct Heading {
    pub column: Column,
    /// Its name in a mapping.
    pub field: &'static str,
    pub english: &'static str,
    pub chinese: &'static str,
    /// What others call it.
    pub others: &'static [&'static str],
    /// In characters.
    pub width: u8,
    /// Whether it is written where all of it is empty, too.
    pub is_core: bool,
}

impl Heading {
    pub const fn label(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

const fn core(
    column: Column,
    field: &'static str,
    names: [&'static str; 2],
    width: u8,
    others: &'static [&'static str],
) -> Heading {
    let [english, chinese] = names;
    Heading { column, field, english, chinese, others, width, is_core: true }
}

const fn extra(
    column: Column,
    field: &'static str,
    names: [&'static str; 2],
    width: u8,
    others: &'static [&'static str],
) -> Heading {
    Heading { is_core: false, ..core(column, field, names, width, others) }
}

/// All columns.
#[rustfmt::skip]
pub const HEADINGS: &[Heading] = &[
    core(Column::Wbs, "wbs", ["WBS", "编号"], 9, &["WBS Code", "Outline Number", "WBS编码", "大纲编号", "工作编号"]),
    core(Column::Title, "title", ["Title", "任务"], 44,
        &["Task", "Task Name", "Name", "Work", "Work Package", "Activity", "任务名称", "名称", "工作", "工作内容", "事项", "内容", "标题", "活动"]),
    core(Column::Kind, "kind", ["Type", "类型"], 12, &["Kind", "任务类型"]),
    core(Column::Department, "department", ["Department", "部门"], 16,
        &["Dept", "Team", "责任部门", "负责部门", "所属部门", "团队"]),
    core(Column::Accountable, "accountable", ["Accountable", "负责人"], 18,
        &["Owner", "Responsible", "Assignee", "Assigned To", "Person", "In Charge", "Resource Names", "责任人", "执行人", "资源名称"]),
    core(Column::Start, "start", ["Start", "开始"], 12,
        &["Start Date", "Begin", "From", "开始时间", "开始日期", "计划开始", "起始日期"]),
    core(Column::Finish, "finish", ["Finish", "完成"], 12,
        &["Finish Date", "End", "End Date", "To", "完成时间", "完成日期", "结束", "结束时间", "结束日期", "计划完成"]),
    core(Column::Duration, "duration", ["Duration", "工期"], 10,
        &["Days", "Working Days", "天数", "持续时间", "时长", "工作日"]),
    core(Column::Predecessors, "predecessors", ["Predecessors", "前置任务"], 18,
        &["Predecessor", "Depends On", "Dependencies", "前置", "紧前任务", "依赖"]),
    core(Column::Progress, "progress", ["Progress", "进度"], 10,
        &["% Complete", "Complete", "Percent Complete", "Done", "完成率", "完成百分比", "完成度"]),
    core(Column::Status, "status", ["Status", "状态"], 12, &["Late Status"]),
    core(Column::Deadline, "deadline", ["Deadline", "截止日期"], 12,
        &["Due", "Due Date", "截止", "截止时间", "期限", "最晚完成"]),
    extra(Column::Firmness, "firmness", ["Deadline is", "截止性质"], 12, &[]),
    extra(Column::Forecast, "forecast", ["Forecast finish", "预计完成"], 15, &[]),
    extra(Column::Slack, "slack", ["Total slack", "总时差"], 11, &["Total Float", "Slack", "可宽延的总时间"]),
    extra(Column::ActualStart, "actualStart", ["Actual start", "实际开始"], 12, &["实际开始时间", "实际开始日期"]),
    extra(Column::ActualFinish, "actualFinish", ["Actual finish", "实际完成"], 13, &["实际完成时间", "实际完成日期"]),
    extra(Column::Remaining, "remaining", ["Remaining", "剩余工期"], 11, &["Remaining Duration", "剩余天数"]),
    core(Column::Scheduling, "scheduling", ["Scheduling", "排程"], 12, &["Task Mode", "Mode", "任务模式"]),
    extra(Column::Direction, "direction", ["Direction", "排程方向"], 18, &[]),
    extra(Column::Constraint, "constraint", ["Constraint", "限制类型"], 22, &["Constraint Type"]),
    extra(Column::ConstraintDate, "constraintDate", ["Constraint date", "限制日期"], 15, &[]),
    extra(Column::ConstraintWins, "constraintWins", ["Constraint prevails", "限制优先"], 18, &[]),
    extra(Column::Buffer, "buffer", ["Buffer", "缓冲"], 9, &["缓冲天数"]),
    extra(Column::Anchor, "anchor", ["Leads to", "对应节点"], 18, &[]),
    extra(Column::Priority, "priority", ["Priority", "优先级"], 10, &[]),
    extra(Column::Hours, "estimateHours", ["Hours", "工时"], 9, &["Estimated Hours", "Estimate", "预计工时"]),
    extra(Column::Collaborators, "collaborators", ["Collaborators", "协作人"], 24,
        &["Participants", "参与人", "配合人"]),
    extra(Column::Calendar, "calendar", ["Calendar", "日历"], 18, &["Task Calendar", "任务日历"]),
    extra(Column::Labels, "labels", ["Labels", "标签"], 18, &["Tags"]),
    extra(Column::BaselineStart, "baselineStart", ["Baseline start", "基线开始"], 14, &["比较基准开始时间"]),
    extra(Column::BaselineFinish, "baselineFinish", ["Baseline finish", "基线完成"], 14, &["比较基准完成时间"]),
    extra(Column::Blocked, "blockedReason", ["Blocked by", "受阻原因"], 24, &["Blocked", "Blocker", "阻塞原因"]),
    extra(Column::Description, "description", ["Description", "说明"], 40,
        &["Notes", "Note", "Remarks", "Comment", "备注", "描述"]),
    extra(Column::Number, "number", ["Number", "任务号"], 10, &["Key"]),
    extra(Column::ExternalId, "externalId", ["External id", "外部编号"], 14, &["External ID"]),
    extra(Column::Id, "id", ["ID", "序号"], 6, &["No.", "No", "#", "标识号", "行号"]),
    extra(Column::Level, "level", ["Outline level", "大纲级别"], 12, &["Level", "级别", "层级"]),
];

/// What a mapping can name: `title`, `start`, `accountable`, …
pub fn fields() -> impl Iterator<Item = &'static str> {
    HEADINGS.iter().map(|heading| heading.field)
}

/// How a column is called.
pub fn heading(column: Column) -> Option<&'static Heading> {
    HEADINGS.iter().find(|heading| heading.column == column)
}

/// The column that a heading means.
pub fn by_heading(text: &str) -> Option<Column> {
    let text = normal(text);
    let is_it = |heading: &&Heading| {
        let own = [heading.english, heading.chinese];
        own.iter().chain(heading.others).any(|name| normal(name) == text)
    };
    HEADINGS.iter().find(is_it).map(|heading| heading.column)
}

/// A heading without case, spaces and what stands in brackets.
pub fn normal(text: &str) -> String {
    let text = text.split(['(', '（', '[']).next().unwrap_or_default();
    let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '*' | ':' | '：' | '_' | '-');
    text.chars().filter(is_kept).flat_map(char::to_lowercase).collect()
}
