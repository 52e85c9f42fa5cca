//! What the user can put right, as mutations answer it.

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};

use crate::refusal::{Code, Refusal};

use super::text::Locale;

/// Something that the user can put right; nothing was done.
#[derive(SimpleObject, Serialize, Deserialize, Clone, Debug)]
pub(crate) struct UserError {
    /// The reason, for programs.
    code: UserErrorCode,
    /// The same as a sentence, in the language of the request.
    message: String,
    /// The path of the input field that is to blame; absent where none is.
    field: Option<Vec<String>>,
    /// What the message speaks of, for programs that write their own.
    params: Vec<UserErrorParam>,
}

/// Something that the message of an error speaks of.
#[derive(SimpleObject, Serialize, Deserialize, Clone, Debug)]
pub(crate) struct UserErrorParam {
    /// Name of the value.
    name: String,
    /// The value, as text.
    value: String,
}

impl UserError {
    /// A refusal in somebody's language.
    pub(crate) fn new(refusal: Refusal, locale: Locale) -> Self {
        let Refusal { code, path, params, workspace_id: _ } = refusal;
        let param = |(name, value): (&str, String)| UserErrorParam { name: name.to_owned(), value };
        Self {
            code: code.into(),
            message: message(code, locale).to_owned(),
            field: (!path.is_empty()).then_some(path),
            params: params.into_iter().map(param).collect(),
        }
    }

    /// The same in somebody else's language.
    pub(crate) fn told_in(self, locale: Locale) -> Self {
        Self { message: self.code.message(locale).to_owned(), ..self }
    }

    /// All of a list.
    pub(crate) fn all(refusals: Vec<Refusal>, locale: Locale) -> Vec<Self> {
        refusals.into_iter().map(|refusal| Self::new(refusal, locale)).collect()
    }
}

/// What a code says to a person.
pub(crate) fn message(code: Code, locale: Locale) -> &'static str {
    UserErrorCode::from(code).message(locale)
}

/// Declares the enum beside the one of ours, with a sentence in each language.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $en:literal, $zh:literal;)+) => {
        /// Why nothing was done.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Enum, Serialize, Deserialize)]
        #[graphql(remote = "Code")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub(crate) enum UserErrorCode {
            $($(#[doc = $doc])* $name,)+
        }

        impl UserErrorCode {
            const fn message(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$name, Locale::En) => $en, (Self::$name, Locale::Zh) => $zh,)+
                }
            }
        }
    };
}

codes! {
    /// There is no such account, or its password is another: nobody is told which.
    InvalidCredentials = "There is no account with this e-mail and password.", "邮箱或密码不正确。";
    /// The password is not that of the account, or not the one that was registered with.
    WrongPassword = "The password is wrong.", "密码不正确。";
    /// The text is no address of e-mail, or longer than 254 bytes.
    InvalidEmail = "This is no address of e-mail.", "邮箱地址无效。";
    /// The text is empty, longer than 200 characters, or has control characters.
    InvalidName = "A name has 1 to 200 characters.", "名称须为1至200个字符。";
    /// The text is no IANA time zone.
    InvalidTimeZone = "This is no time zone: expected a name such as Asia/Shanghai.",
        "时区无效，应为 Asia/Shanghai 这样的名称。";
    /// Messages are not written in this language.
    InvalidLocale = "Languages are en and zh.", "语言只能是 en 或 zh。";
    /// The day has passed, or is further ahead than is allowed.
    InvalidDate = "This day has passed, or lies more than a year ahead.", "日期已过，或超过一年。";
    /// The number is too small or too large.
    OutOfRange = "This number is too small or too large.", "数值超出范围。";
    /// No scope is given.
    InvalidScopes = "Give at least one scope.", "至少需要一个权限范围。";
    /// The password is shorter than 12 bytes.
    PasswordTooShort = "This password is too short.", "密码过短。";
    /// The password is longer than 1024 bytes.
    PasswordTooLong = "This password is too long.", "密码过长。";
    /// The password is among the first that anybody would try.
    PasswordTooCommon = "This password is easily guessed: choose another.", "密码过于常见，请更换。";
    /// The link is none of ours, was used, or is too old.
    InvalidLink = "This link does not hold any more: ask for a new one.", "链接已失效，请重新获取。";
    /// The session has ended.
    SessionEnded = "The session has ended: sign in again.", "会话已结束，请重新登录。";
    /// There is nothing of this id that the viewer can see.
    NotFound = "There is no such thing.", "不存在。";
    /// The viewer may not.
    Forbidden = "You may not do this.", "没有权限。";
    /// A workspace keeps one owner at least.
    LastOwner = "A workspace keeps at least one owner.", "工作区至少需要一位所有者。";
    /// The person is a member already.
    AlreadyMember = "They are a member already.", "该用户已是成员。";
    /// They lead a department, own a campaign or are accountable for open work.
    StillResponsible = "They are still responsible for campaigns, departments or work: hand these over \
        first.",
        "仍负责活动、部门或工作，请先移交。";
    /// What is given is not what it has to be: the name of what is deleted.
    Mismatch = "This is not its name.", "名称不匹配。";
    /// Something has to be given here.
    Required = "This is needed here.", "此项必填。";
    /// The person has as many tokens as one may have: revoke some.
    TooManyTokens = "One person makes 25 tokens at most that hold: revoke some.", "每人最多25个令牌，请先撤销一些。";
    /// Somebody else has changed it since; `params` has its version now.
    Conflict = "Somebody else has changed it meanwhile.", "数据已被他人修改。";
    /// The idempotency key was sent with another request before.
    IdempotencyKeyReused = "This idempotency key was used for another request.", "该幂等键已用于其他请求。";
    /// Dependencies would run in a circle; `params` has its path.
    Cycle = "Dependencies would run in a circle.", "依赖关系形成循环。";
    /// A phase would lie in itself.
    HierarchyCycle = "A phase cannot lie in itself.", "阶段不能包含自身。";
    /// A work package would depend on itself.
    SelfLink = "A work package cannot depend on itself.", "工作包不能依赖自身。";
    /// A work package would depend on a phase that it lies in, or the other way round.
    LinkToAncestor = "A work package cannot depend on a phase that it lies in.", "工作包不能与其所属阶段建立依赖。";
    /// Phases have no dates, durations or progress of their own: change the work in them.
    NotOnPhase = "A phase has none of its own: change the work in it.", "阶段没有此属性，请修改其中的工作。";
    /// Milestones have no duration.
    NotOnMilestone = "A milestone has no duration.", "里程碑没有工期。";
    /// A milestone, or a task on which work has begun, cannot have children.
    NotAPhase = "A milestone, or a task that has begun, cannot have children.", "里程碑或已开始的任务不能包含子项。";
    /// The finish date is before the start date.
    FinishBeforeStart = "The finish is before the start.", "结束日期早于开始日期。";
    /// The work is finished, and working days are left of it.
    FinishedWithRemaining = "Finished work has nothing left to do.", "已完成的工作不能有剩余工期。";
    /// Finished work is not moved: open it again first.
    AlreadyFinished = "This work is finished: open it again before you move it.", "工作已完成，请先重新打开。";
    /// An actual date is after today, which `params` has.
    FutureDate = "An actual date cannot lie after today.", "实际日期不能晚于今天。";
    /// A date, given or computed, is outside 1900-01-01 to 2199-12-31.
    DateOutOfRange = "A date lies outside 1900 to 2199.", "日期超出1900至2199年。";
    /// A batch has more than 500 edits, or a campaign more rows than it can have.
    TooLarge = "This is too much at once.", "数量过多。";
    /// What is to be undone has been changed since by another change: undo that first.
    ChangedSince = "This has been changed since: undo the later change first.", "此后又有修改，请先撤销后来的修改。";
    /// The change is undone already; `params` has the `changeSeq` of the change that undid it, as `undoneBy`.
    AlreadyUndone = "This is undone already.", "该修改已被撤销。";
    /// The change is in effect: only what was undone is done again.
    NotUndone = "This is in effect: there is nothing to do again.", "该修改仍然有效，无需重做。";
    /// Another campaign or work package has this key or id.
    AlreadyTaken = "This is taken.", "已被占用。";
    /// A deleted campaign has this key until it is purged, 30 days after its deletion; `params` has its
    /// `campaignId`.
    KeyOfDeletedCampaign = "A deleted campaign has this key: restore it, or choose another.",
        "已删除的活动仍占用此键，请恢复该活动或选择其他键。";
    /// The campaign key is invalid: it is a letter followed by up to 15 letters or digits.
    InvalidKey = "A key is a letter and up to 15 letters or digits.", "键须以字母开头，最多16个字母或数字。";
    /// The text is no colour as `#1f77b4`.
    InvalidColour = "Expected a colour as #1f77b4.", "颜色须为 #1f77b4 这样的格式。";
    /// The department, calendar or anchor is in use.  `params` of a department: `workPackages`, `campaigns`
    /// and `campaignKeys`, the keys of the first ten; of a calendar: `campaigns`, `departments` and
    /// `workPackages`, each a number; of an anchor: `workPackages`, and `workPackageKeys`, the keys of the
    /// first ten.
    StillInUse = "This is still in use: let something else take its place first.", "仍在使用中，请先替换。";
    /// The default calendar of the workspace is neither deleted nor set to be no default: make another the
    /// default instead.
    DefaultCalendar = "A workspace keeps a default calendar: make another the default first.",
        "工作区须有默认日历，请先将其他日历设为默认。";
    /// The calendar would have no working day in its week.
    NoWorkingDay = "A calendar has at least one working day a week.", "日历每周至少须有一个工作日。";
    /// Holidays of this country or of one of these years are not built in.  `params` has the `country` and
    /// the `years` that are.
    UnknownHolidays = "These holidays are not built in: set them as exceptions.", "没有内置这些节假日，请手动设置例外日期。";
    /// The proposal was accepted, declined or withdrawn before.
    AlreadyDecided = "This proposal is decided already.", "该提案已处理。";
    /// An anchor is moved, or a deadline that is firm or has passed is moved later or removed, without saying
    /// why: send a `slipReason`.  `params` has the `date` that is moved.
    SlipReasonRequired = "Say why this date is moved.", "请说明更改该日期的原因。";
    /// The channel sets the date of the anchor, which `params` names: send `confirmChannelChange: true` to
    /// change it.
    ConfirmChannelChange = "The channel sets this date: confirm that it has changed there.",
        "该日期由渠道设定，请先确认渠道已更改。";
    /// No step leads from the campaign's status to this one; `params` has both as `from` and `to`.
    InvalidStatus = "The campaign cannot get from its status to this one.", "活动不能从当前状态变为该状态。";
    /// The file is wrong.  `params` has the `place`, such as `Sheet1!D17` or `task 12 "Title"`, the
    /// `problem`, and, where the file could be read, the `path` of it in the plan, such as
    /// `workPackages[3].title`.
    InvalidFile = "Something in the file is wrong: correct it and import it again.", "文件有误，请修改后重新导入。";
    /// The campaign has no task and no milestone: there is nothing to plan, approve or run.
    NoWorkPackages = "A campaign needs at least one task or milestone for this.", "活动至少需要一个任务或里程碑。";
}
