//! Typed ids: one type a table, so that a department's id cannot be given where a campaign's is asked.

use std::fmt;

use uuid::Uuid;

/// The alphabet of Crockford's base 32: no `i`, `l`, `o`, `u`, and in the order of its values, so that texts
/// sort as the ids do.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of an id after its prefix: 128 bits, five a character.
const LENGTH: usize = 26;

/// A value whose text is appended without a formatter, which takes several times as long as the text of an
/// id.
pub trait AppendText {
    /// Appends the text that `Display` shows.
    fn append_to(&self, out: &mut Vec<u8>);
}

impl AppendText for String {
    fn append_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

/// The characters of an id after its prefix.
pub(crate) fn encode(id: Uuid) -> [u8; LENGTH] {
    let (high, low) = id.as_u64_pair();
    let mut text = [0; LENGTH];
    // Eight bits, then twice sixty: numbers of one register each.
    let (first, rest) = text.split_at_mut(2);
    let (second, third) = rest.split_at_mut(12);
    spell(high >> 56, first);
    spell(high << 4 | low >> 60, second);
    spell(low, third);
    text
}

/// Writes the lowest bits, five a character.
fn spell(bits: u64, text: &mut [u8]) {
    for (at, character) in text.iter_mut().rev().enumerate() {
        let value = usize::try_from((bits >> (5 * at)) & 31).unwrap_or_default();
        *character = ALPHABET.get(value).copied().unwrap_or_default();
    }
}

pub(crate) fn write(prefix: &str, id: Uuid, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(prefix)?;
    f.write_str(str::from_utf8(&encode(id)).unwrap_or_default())
}

pub(crate) fn parse(prefix: &str, text: &str) -> Option<Uuid> {
    let digits = text.strip_prefix(prefix)?.as_bytes();
    let first_fits = digits.first().is_some_and(|first| *first <= b'7');
    if digits.len() != LENGTH || !first_fits {
        return None;
    }
    let value =
        |digit: &u8| ALPHABET.iter().zip(0_u128..).find_map(|(d, value)| (d == digit).then_some(value));
    let bits = digits.iter().try_fold(0_u128, |bits, digit| Some((bits << 5) | value(digit)?))?;
    Some(Uuid::from_u128(bits))
}

/// A text that is no id of the type that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidId;

/// Declares ids: a newtype over a [`Uuid`] each, shown as its prefix and 26 characters of base 32.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, sea_orm::DeriveValueType,
            serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// What its text begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Reads what [`Display`](std::fmt::Display) shows; anything else is none.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                $crate::id::parse($prefix, text).map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(digits: uuid::Uuid) -> Self {
                Self(digits)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or($crate::InvalidId)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::id::write($prefix, self.0, f)
            }
        }

        impl $crate::AppendText for $name {
            fn append_to(&self, out: &mut Vec<u8>) {
                out.extend_from_slice($prefix.as_bytes());
                out.extend_from_slice(&$crate::id::encode(self.0));
            }
        }

        impl $crate::Stored for $name {
            fn read(columns: &mut impl $crate::Columns) -> Result<Option<Self>, sea_orm::DbErr> {
                Ok(columns.uuid()?.map(Self))
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// Of an anchor.
    AnchorId = "anc_";
    /// Of a token for scripts.
    ApiTokenId = "tok_";
    /// Of an entry of the audit log.
    AuditEntryId = "aud_";
    /// Of a baseline.
    BaselineId = "bas_";
    /// Of a calendar.
    CalendarId = "cal_";
    /// Of a campaign.
    CampaignId = "cmp_";
    /// Of days off.
    DayOffId = "off_";
    /// Of a department.
    DepartmentId = "dep_";
    /// Of a dependency.
    DependencyId = "lnk_";
    /// Of an acknowledgement of a finding.
    FindingAcknowledgementId = "ack_";
    /// Of an import that is done after the answer.
    ImportJobId = "imp_";
    /// Of an invitation.
    InvitationId = "inv_";
    /// Of edits that somebody proposes.
    ProposalId = "prp_";
    /// Of a report of progress.
    ReportId = "rep_";
    /// Of a session.
    SessionId = "ses_";
    /// Of a date that was moved.
    SlipId = "slp_";
    /// Of a person.
    UserId = "usr_";
    /// Of a work package.
    WorkPackageId = "wp_";
    /// Of a workspace.
    WorkspaceId = "wsp_";
}
