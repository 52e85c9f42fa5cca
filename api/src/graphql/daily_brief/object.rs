use async_graphql::Enum;
use exchange::Person;
use exchange::brief::{self, Ask, Asked, Brief, Cause, Due, Endangered, Work};
use macros::serialised_object;

use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::scalar::Date;
use crate::graphql::serialised::serialised_enum;
use crate::graphql::user::User;
use crate::graphql::work_package::WorkPackage;
use crate::plan::Snapshot;

/// A brief with the campaigns that it tells of, in its order.
pub(crate) struct DailyBrief<'a> {
    pub(crate) brief: &'a Brief,
    pub(super) snapshots: Vec<&'a Snapshot>,
}

/// What the people of some campaigns have to know on a day.
#[serialised_object(name = "DailyBrief")]
impl<'a> DailyBrief<'a> {
    /// The day, as of whose close campaigns are looked at.
    fn date(&self) -> Date {
        Date(self.brief.day)
    }

    /// The campaigns, in the order in which they were made.
    fn campaigns(&self) -> Vec<CampaignBrief<'a>> {
        let campaigns = self.brief.campaigns.iter().zip(&self.snapshots);
        campaigns.map(|(brief, snapshot)| CampaignBrief { snapshot, brief }).collect()
    }

    /// The brief as Markdown, in the language of the request.
    fn markdown(&self) -> String {
        brief::markdown(self.brief)
    }

    /// The brief as one `section` of HTML without scripts, styles or links, in the language of the request.
    fn html(&self) -> String {
        brief::html(self.brief)
    }

    /// The brief as plain text, in the language of the request.
    fn text(&self) -> String {
        brief::text(self.brief)
    }
}

/// What there is to say of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct CampaignBrief<'a> {
    snapshot: &'a Snapshot,
    brief: &'a brief::CampaignBrief,
}

impl<'a> CampaignBrief<'a> {
    fn work(&self, work: &'a [Work]) -> Vec<WorkPackage<'a>> {
        work.iter().filter_map(|work| work_package(self.snapshot, work)).collect()
    }
}

/// The work package of a line: rows of a sheet are in the order of the outline.
fn work_package<'a>(snapshot: &'a Snapshot, work: &Work) -> Option<WorkPackage<'a>> {
    snapshot.network().wbs().get(work.row).map(|task| WorkPackage { snapshot, task: *task })
}

fn user<'a>(snapshot: &'a Snapshot, person: &Person) -> Option<User<'a>> {
    let directory = &snapshot.directory;
    let place = directory.people.iter().position(|known| known.row.email == person.email)?;
    User::at(directory, place)
}

/// What there is to say of one campaign.
#[serialised_object(name = "CampaignBrief")]
impl<'a> CampaignBrief<'a> {
    /// The campaign.
    fn campaign(&self) -> Campaign<'a> {
        Campaign::planned(self.snapshot)
    }

    /// Late work by where it began, what endangers an anchor first, then by days.  Whoever is late because of
    /// another is counted there.
    fn late(&self) -> Vec<LateCause<'a>> {
        let snapshot = self.snapshot;
        let late = self.brief.late.iter();
        late.filter_map(|cause| {
            Some(LateCause { snapshot, cause, work_package: work_package(snapshot, &cause.work)? })
        })
        .collect()
    }

    /// Work packages that are late or at risk as of the day and were not as of the day before.
    fn newly_late(&self) -> Vec<WorkPackage<'a>> {
        self.work(&self.brief.newly_late)
    }

    /// Open work to be finished on the day or later in its week, by person.
    fn due(&self) -> Vec<DueByPerson<'a>> {
        self.brief.due.iter().map(|due| DueByPerson { of: *self, due }).collect()
    }

    /// What is asked of whom, by name.
    fn asked(&self) -> Vec<AskedPerson<'a>> {
        let snapshot = self.snapshot;
        let asked = self.brief.asked.iter();
        asked
            .filter_map(|asked| Some(AskedPerson { snapshot, asked, person: user(snapshot, &asked.person)? }))
            .collect()
    }
}

/// Work where lateness began.
#[derive(Clone, Copy)]
pub(crate) struct LateCause<'a> {
    snapshot: &'a Snapshot,
    cause: &'a Cause,
    work_package: WorkPackage<'a>,
}

/// Work where lateness began, with what it does to others.
#[serialised_object(name = "LateCause")]
impl<'a> LateCause<'a> {
    /// The work package where lateness began.
    fn work_package(&self) -> WorkPackage<'a> {
        self.work_package
    }

    /// Working days that it is forecast to finish late; 0 where it is not.
    fn delay_days(&self) -> i32 {
        self.cause.work.delay_days
    }

    /// Number of other work packages that are late because of it.
    fn pulled_count(&self) -> i32 {
        i32::try_from(self.cause.pulled_count).unwrap_or(i32::MAX)
    }

    /// Anchors that it endangers, by date.
    fn endangered_anchors(&self) -> Vec<EndangeredAnchor<'a>> {
        let endangered = self.cause.endangered.iter();
        endangered
            .filter_map(|endangered| {
                let anchor = self.snapshot.anchors.at(endangered.anchor)?;
                Some(EndangeredAnchor { anchor: Anchor(anchor), endangered })
            })
            .collect()
    }
}

/// An anchor that late work endangers.
#[derive(Clone, Copy)]
pub(crate) struct EndangeredAnchor<'a> {
    anchor: Anchor<'a>,
    endangered: &'a Endangered,
}

/// An anchor that late work endangers.
#[serialised_object(name = "EndangeredAnchor")]
impl<'a> EndangeredAnchor<'a> {
    /// The anchor.
    fn anchor(&self) -> Anchor<'a> {
        self.anchor
    }

    /// Working days by which work that leads to it is forecast to pass it, 1 or more.
    fn late_days(&self) -> i32 {
        self.endangered.late_days
    }
}

/// What a person has to finish.
#[derive(Clone, Copy)]
pub(crate) struct DueByPerson<'a> {
    of: CampaignBrief<'a>,
    due: &'a Due,
}

/// What a person has to finish.
#[serialised_object(name = "DueByPerson")]
impl<'a> DueByPerson<'a> {
    /// The person in charge.  Null where nobody is.
    fn person(&self) -> Option<User<'a>> {
        user(self.of.snapshot, self.due.person.as_ref()?)
    }

    /// Work packages planned to finish on the day.
    fn today(&self) -> Vec<WorkPackage<'a>> {
        self.of.work(&self.due.today)
    }

    /// Work packages planned to finish after the day, until Sunday.
    fn this_week(&self) -> Vec<WorkPackage<'a>> {
        self.of.work(&self.due.this_week)
    }
}

/// What is asked of a person.
#[derive(Clone, Copy)]
pub(crate) struct AskedPerson<'a> {
    snapshot: &'a Snapshot,
    asked: &'a Asked,
    person: User<'a>,
}

/// What is asked of a person.
#[serialised_object(name = "AskedPerson")]
impl<'a> AskedPerson<'a> {
    /// The person.
    fn person(&self) -> User<'a> {
        self.person
    }

    /// What they are asked for, in the order of the outline; one thing for each work package.
    fn asks(&self) -> Vec<BriefAsk<'a>> {
        let asks = self.asked.asks.iter();
        asks.filter_map(|(ask, work)| {
            Some(BriefAsk { kind: ask.into(), work_package: work_package(self.snapshot, work)? })
        })
        .collect()
    }
}

/// Something that is asked for a work package.
#[derive(Clone, Copy)]
pub(crate) struct BriefAsk<'a> {
    kind: BriefAskKind,
    work_package: WorkPackage<'a>,
}

/// Something that is asked for a work package.
#[serialised_object(name = "BriefAsk")]
impl<'a> BriefAsk<'a> {
    /// What is asked for.
    fn kind(&self) -> BriefAskKind {
        self.kind
    }

    /// The work package that it is about.
    fn work_package(&self) -> WorkPackage<'a> {
        self.work_package
    }
}

/// What a brief asks a person for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum BriefAskKind {
    /// Work that is blocked: say who can remove what blocks it, and by when.
    Unblock,
    /// Work whose planned finish has come or passed: finish it, or say when it will be finished.
    Finish,
    /// Work whose planned start has passed: start it.
    Start,
    /// Work that is forecast to be late: say what it takes to be in time.
    CatchUp,
    /// Work without anybody accountable: name somebody.  The campaign's owner is asked.
    Assign,
}

serialised_enum! { BriefAskKind }

impl From<&Ask> for BriefAskKind {
    fn from(ask: &Ask) -> Self {
        match ask {
            Ask::Unblock(_) => Self::Unblock,
            Ask::Finish => Self::Finish,
            Ask::Start => Self::Start,
            Ask::CatchUp => Self::CatchUp,
            Ask::Assign => Self::Assign,
        }
    }
}
