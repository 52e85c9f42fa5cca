use entity::finding_acknowledgement;
use macros::serialised_object;

use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::user::User;
use crate::plan::Snapshot;

/// The acknowledgement of a finding.
#[derive(Clone, Copy)]
pub(crate) struct FindingAcknowledgement<'a> {
    pub snapshot: &'a Snapshot,
    pub row: &'a finding_acknowledgement::Model,
}

/// That somebody knows of a finding and accepts it.
#[serialised_object(name = "FindingAcknowledgement")]
impl<'a> FindingAcknowledgement<'a> {
    /// The last day on which the finding is acknowledged.  Null if it is until that is withdrawn.
    fn until(&self) -> Option<Date> {
        self.row.until_on.map(Date)
    }

    /// Why it is acknowledged.  Null if nobody said.
    fn note(&self) -> Option<&'a str> {
        self.row.note.as_deref()
    }

    /// The person who acknowledged it.  Null if they are no member of the workspace any more.
    fn by(&self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row.acknowledged_by)
    }

    /// Time at which it was acknowledged.
    fn at(&self) -> DateTime {
        DateTime(self.row.acknowledged_at)
    }

    /// Version of the acknowledgement: increments whenever it changes; send it as `expectedVersion` to detect
    /// conflicts.
    fn version(&self) -> i32 {
        self.row.version
    }
}
