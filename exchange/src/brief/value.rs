//! What a brief consists of.

use chrono::NaiveDate;

use crate::{Language, Person};

/// What there is to say of some campaigns on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Brief {
    /// The day.
    pub day: NaiveDate,
    /// The language that it is written in.
    pub language: Language,
    /// The campaigns.
    pub campaigns: Vec<CampaignBrief>,
}

/// What there is to say of a campaign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CampaignBrief {
    /// Its key: `D11`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Per cent done, 0–100.
    pub progress: u8,
    /// Last day of the plan; `None` without work packages.
    pub planned_finish: Option<NaiveDate>,
    /// Last day of the forecast; `None` without work packages.
    pub forecast_finish: Option<NaiveDate>,
    /// Where late work began, what endangers an anchor first.
    pub late: Vec<Cause>,
    /// Work that is late today and was not the day before.
    pub newly_late: Vec<Work>,
    /// Open work that is to be finished today or later this week, by person.
    pub due: Vec<Due>,
    /// What is asked of whom.
    pub asked: Vec<Asked>,
}

/// A work package as a brief names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// Its position in the sheet's rows.
    pub row: usize,
    /// Its number in the campaign: 42 of `D11-42`.
    pub number: i32,
    /// Its code in the outline.
    pub wbs: String,
    /// What is to be done.
    pub title: String,
    /// The name of the person in charge.
    pub accountable: Option<String>,
    /// The name of the department that does it.
    pub department: Option<String>,
    /// Planned finish, inclusive.
    pub finish: Option<NaiveDate>,
    /// Working days that it is forecast to finish late; 0 where it is not.
    pub delay_days: i32,
}

/// Work where lateness began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The work.
    pub work: Work,
    /// How many others are late because of it.
    pub pulled_count: usize,
    /// Anchors that it endangers, by date.
    pub endangered: Vec<Endangered>,
}

/// An anchor that late work endangers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endangered {
    /// Its position in the sheet's anchors.
    pub anchor: usize,
    /// Its name.
    pub name: String,
    /// The day.
    pub date: NaiveDate,
    /// Working days by which work that leads to it is forecast to pass it.
    pub late_days: i32,
}

/// What a person has to finish.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// Who; `None` where nobody is in charge.
    pub person: Option<Person>,
    /// Work to be finished today.
    pub today: Vec<Work>,
    /// Work to be finished after today, until Sunday.
    pub this_week: Vec<Work>,
}

/// What is asked of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Who.
    pub person: Person,
    /// What of which work.
    pub asks: Vec<(Ask, Work)>,
}

/// What somebody is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// To say who can remove what blocks it, and by when.
    Unblock(String),
    /// To finish what should be finished, or say when it will be.
    Finish,
    /// To begin what should have begun.
    Start,
    /// To say what it takes to be in time.
    CatchUp,
    /// To name somebody for it: asked of the campaign's owner.
    Assign,
}
