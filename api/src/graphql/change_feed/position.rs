//! Where a reader of the change feed is: the cursor, with a place in each scope.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::change::Scope;
use entity::{CampaignId, Viewer, WorkspaceId};
use uuid::Uuid;

use super::object::FeedKind;
use crate::error::{Error, Result};

/// The first byte of a cursor: the version of its form.
const VERSION: u8 = 1;

/// A row of the feed within its scope.
pub(super) type Place = (FeedKind, Uuid);

/// How much of a scope has been read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// Rows as they were at `seq`, in the order of their places, up to `after`.
    Loading { seq: i64, after: Option<Place> },
    /// All changes up to a sequence number.
    Read(i64),
    /// All changes before `seq`, and of that one the rows up to `after`.
    Within { seq: i64, after: Place },
}

impl Progress {
    /// The last change of which nothing is left to read; none while the scope is being loaded.
    pub(super) const fn read(self) -> Option<i64> {
        match self {
            Self::Loading { .. } => None,
            Self::Read(seq) => Some(seq),
            Self::Within { seq, .. } => Some(seq - 1),
        }
    }
}

/// A place in each scope that has been read from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Position(pub Vec<(Scope, Progress)>);

impl Position {
    /// How much of a scope has been read; none of one that is new to the reader.
    pub(super) fn of(&self, scope: Scope) -> Option<Progress> {
        self.0.iter().find(|(known, _)| *known == scope).map(|(_, progress)| *progress)
    }

    /// Moves on in a scope.
    pub(super) fn set(&mut self, scope: Scope, progress: Progress) {
        match self.0.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, known)) => *known = progress,
            None => self.0.push((scope, progress)),
        }
    }

    /// Refuses a cursor of a workspace that the caller is in and that the request is not about: its rows
    /// would look as if they were gone.
    ///
    /// # Errors
    /// [`Error::BadInput`].
    pub(super) fn check(&self, viewer: &Viewer) -> Result<()> {
        let is_elsewhere = |(scope, _): &(Scope, Progress)| match scope {
            Scope::Workspace(id) => {
                viewer.role_in(*id).is_some() && viewer.workspace_ids().all(|known| known != *id)
            }
            Scope::Campaign(_) => false,
        };
        if self.0.iter().any(is_elsewhere) {
            let message = "is a cursor of another workspace: send its id as Leadtime-Workspace";
            return Err(Error::bad_input("since", message));
        }
        Ok(())
    }

    /// The text of a cursor: 18 to 42 bytes a scope.
    pub(super) fn write(&self) -> String {
        let mut bytes = vec![VERSION];
        for (scope, progress) in &self.0 {
            let (kind, id) = match scope {
                Scope::Workspace(id) => (0, id.0),
                Scope::Campaign(id) => (8, id.0),
            };
            let (state, seq, after) = match *progress {
                Progress::Loading { seq, after: None } => (0, seq, None),
                Progress::Loading { seq, after } => (1, seq, after),
                Progress::Read(seq) => (2, seq, None),
                Progress::Within { seq, after } => (3, seq, Some(after)),
            };
            bytes.push(kind + state);
            bytes.extend(id.as_bytes());
            bytes.extend(seq.to_be_bytes());
            if let Some((kind, id)) = after {
                bytes.push(kind as u8);
                bytes.extend(id.as_bytes());
            }
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text of a cursor.
    ///
    /// # Errors
    /// [`Error::BadInput`] of any other text.
    pub(super) fn read(text: &str) -> Result<Self> {
        let unknown = || Error::bad_input("since", "is no cursor of this list");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_no_base64| unknown())?;
        let mut rest = bytes.strip_prefix(&[VERSION]).ok_or_else(unknown)?;
        let mut scopes = Vec::new();
        while !rest.is_empty() {
            scopes.push(scope(&mut rest).ok_or_else(unknown)?);
        }
        Ok(Self(scopes))
    }
}

/// Reads the next scope of a cursor.
fn scope(rest: &mut &[u8]) -> Option<(Scope, Progress)> {
    let [first] = take(rest)?;
    let id = Uuid::from_bytes(take(rest)?);
    let seq = Some(i64::from_be_bytes(take(rest)?)).filter(|seq| *seq >= 0)?;
    let mut after = || Some((FeedKind::from_number(take::<1>(rest)?[0])?, Uuid::from_bytes(take(rest)?)));
    let progress = match first & 7 {
        0 => Progress::Loading { seq, after: None },
        1 => Progress::Loading { seq, after: Some(after()?) },
        2 => Progress::Read(seq),
        3 => Progress::Within { seq, after: after()? },
        _ => return None,
    };
    let scope = match first >> 3 {
        0 => Scope::Workspace(WorkspaceId(id)),
        1 => Scope::Campaign(CampaignId(id)),
        _ => return None,
    };
    Some((scope, progress))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let (a, b) = (Uuid::from_u128(7), Uuid::from_u128(u128::MAX));
        let place = (FeedKind::Dependency, b);
        let position = Position(vec![
            (Scope::Workspace(WorkspaceId(a)), Progress::Read(i64::MAX)),
            (Scope::Campaign(CampaignId(a)), Progress::Loading { seq: 0, after: None }),
            (Scope::Campaign(CampaignId(b)), Progress::Loading { seq: 3, after: Some(place) }),
            (Scope::Workspace(WorkspaceId(b)), Progress::Within { seq: 4, after: place }),
        ]);
        let text = position.write();
        assert_eq!(Position::read(&text).unwrap(), position);
        for cut in 1..text.len() {
            // Whatever is left of it, nothing panics.
            let _either = Position::read(&text[..cut]);
        }
        assert!(Position::read("no cursor").is_err());
        assert!(Position::read("").is_err());
        let scope = Scope::Workspace(WorkspaceId(a));
        let before_all = Position(vec![(scope, Progress::Within { seq: i64::MIN, after: place })]);
        assert!(Position::read(&before_all.write()).is_err());
    }
}
