//! What somebody asked for and did not get, and can put right: data of an answer, not a fault.

use entity::WorkspaceId;

/// Why not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// There is no account with this e-mail and password.
    InvalidCredentials,
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
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Which.
    pub code: Code,
    /// The path of the input field that is to blame, with dots; empty where none is.
    pub field: &'static str,
    /// What the message speaks of, by name.
    pub params: Vec<(&'static str, String)>,
    /// Where it was refused, for the audit log.
    pub workspace_id: Option<WorkspaceId>,
}

impl Code {
    /// Of a field.
    #[must_use]
    pub const fn at(self, field: &'static str) -> Refusal {
        Refusal { code: self, field, params: Vec::new(), workspace_id: None }
    }
}

impl Refusal {
    /// The same, in a workspace.
    #[must_use]
    pub fn within(self, workspace_id: WorkspaceId) -> Self {
        Self { workspace_id: Some(workspace_id), ..self }
    }

    /// The same, with something that its message speaks of.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}
