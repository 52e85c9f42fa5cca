//! What somebody asked for and did not get, and can put right: data of an answer, not a fault.

use entity::WorkspaceId;

/// Why not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// There is no account with this e-mail and password.
    InvalidCredentials,
    /// Not the password of the account, or of the registration.
    WrongPassword,
    /// No address of e-mail, or one longer than 254 bytes.
    InvalidEmail,
    /// Empty, longer than 200 characters, or with control characters.
    InvalidName,
    /// No IANA time zone.
    InvalidTimeZone,
    /// No language that messages are written in.
    InvalidLocale,
    /// A day that has passed, or that is further ahead than is allowed.
    InvalidDate,
    /// A number that is too small or too large.
    OutOfRange,
    /// No scope is given.
    InvalidScopes,
    /// Shorter than 12 bytes.
    PasswordTooShort,
    /// Longer than 1024 bytes.
    PasswordTooLong,
    /// Among the first that anybody would try.
    PasswordTooCommon,
    /// The link is none of ours, was used, or is too old.
    InvalidLink,
    /// The session has ended: sign in again.
    SessionEnded,
    /// Nothing of this id that the viewer can see.
    NotFound,
    /// The viewer may not.
    Forbidden,
    /// A workspace keeps one owner at least.
    LastOwner,
    /// The person is a member already.
    AlreadyMember,
    /// They lead a department, own a campaign or are accountable for open work: give that to others first.
    StillResponsible,
    /// What is given is not what it has to be.
    Mismatch,
    /// Something has to be given here.
    Required,
    /// The person has as many tokens as one may have.
    TooManyTokens,
    /// Somebody else has changed it since: `params` has its version now.
    Conflict,
    /// The idempotency key was used with another request.
    IdempotencyKeyReused,
    /// Dependencies run in a circle.
    Cycle,
    /// A phase lies in itself.
    HierarchyCycle,
    /// A work package depends on itself.
    SelfLink,
    /// A work package depends on a phase that it lies in.
    LinkToAncestor,
    /// A phase has no such thing: its work has.
    NotOnPhase,
    /// A milestone has no such thing.
    NotOnMilestone,
    /// A milestone, or a task that has begun, has no children.
    NotAPhase,
    /// The finish is before the start.
    FinishBeforeStart,
    /// Work remains on work that is finished.
    FinishedWithRemaining,
    /// The work is finished, and does not move.
    AlreadyFinished,
    /// An actual date after today.
    FutureDate,
    /// A date outside 1900 to 2199.
    DateOutOfRange,
    /// More rows than a campaign has, or more edits than a batch has.
    TooLarge,
    /// What is to be undone has been changed since.
    ChangedSince,
    /// The change is undone already: `params` has the change that undid it.
    AlreadyUndone,
    /// The change is in effect: there is nothing to do again.
    NotUndone,
    /// Another has this key or this id.
    AlreadyTaken,
    /// A campaign that was deleted, and is not purged yet, has this key.
    KeyOfDeletedCampaign,
    /// A campaign key is a letter and up to 15 letters or digits.
    InvalidKey,
    /// No colour as `#1f77b4`.
    InvalidColour,
    /// Campaigns, departments or work packages use it: `params` has how many.
    StillInUse,
    /// A workspace keeps its default calendar.
    DefaultCalendar,
    /// On a calendar something is worked.
    NoWorkingDay,
    /// Holidays of this country or year are not built in: `params` has those that are.
    UnknownHolidays,
    /// The proposal was accepted, declined or withdrawn.
    AlreadyDecided,
    /// A promised date is moved without saying why.
    SlipReasonRequired,
    /// The channel sets the anchor: its date is changed with a confirmation alone.
    ConfirmChannelChange,
    /// A campaign does not get from its status to this one in one step.
    InvalidStatus,
    /// A campaign without work packages has no plan.
    NoWorkPackages,
    /// A file is wrong: `params` has the place, the problem, and the path in the plan.
    InvalidFile,
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Which.
    pub code: Code,
    /// The path of the input field to blame, the outermost first; empty where none is.  Whoever calls with
    /// the value of a field puts its name in front, with [`At::at`].
    pub path: Vec<String>,
    /// Values that the message names.
    pub params: Vec<(&'static str, String)>,
    /// The workspace in which it was refused, for the audit log.
    pub workspace_id: Option<WorkspaceId>,
}

impl Code {
    /// A refusal of the input field of this name.
    #[must_use]
    pub fn at(self, field: &str) -> Refusal {
        Refusal::from(self).at(field)
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, path: Vec::new(), params: Vec::new(), workspace_id: None }
    }
}

impl Refusal {
    /// The same, in a workspace.
    #[must_use]
    pub fn within(self, workspace_id: WorkspaceId) -> Self {
        Self { workspace_id: Some(workspace_id), ..self }
    }

    /// The same, with a value that its message names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

/// What may be refused because of the value of an input field.
pub trait At {
    /// The same, with a field's name or an element's index in front of its path.
    #[must_use]
    fn at(self, field: &str) -> Self;
}

impl At for Refusal {
    fn at(mut self, field: &str) -> Self {
        self.path.insert(0, field.to_owned());
        self
    }
}

impl<T> At for Result<T, Refusal> {
    fn at(self, field: &str) -> Self {
        self.map_err(|refusal| refusal.at(field))
    }
}
