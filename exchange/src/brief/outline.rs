//! A brief as headings and lines, which every format writes in its own way.

use super::words::Words;
use super::{Ask, Brief, CampaignBrief, Cause, Work};

/// The brief of a campaign.
pub(super) struct Part {
    pub heading: String,
    /// One line on where it stands.
    pub summary: String,
    pub sections: Vec<Section>,
}

/// A heading with what is under it.
pub(super) struct Section {
    pub heading: &'static str,
    pub groups: Vec<Group>,
}

/// Lines, of a person where it has a heading.
pub(super) struct Group {
    pub heading: Option<String>,
    pub lines: Vec<String>,
}

/// The brief's own heading.
pub(super) fn heading(brief: &Brief) -> String {
    Words::of(brief.language).heading(&brief.language.full_day(brief.day))
}

pub(super) fn parts(brief: &Brief) -> Vec<Part> {
    let words = Words::of(brief.language);
    brief.campaigns.iter().map(|campaign| part(campaign, words, brief)).collect()
}

fn part(campaign: &CampaignBrief, words: &Words, brief: &Brief) -> Part {
    let line = |work: &Work| described(work, words, brief);
    let due = campaign.due.iter().map(|due| Group {
        heading: Some(due.person.as_ref().map_or(words.nobody, |person| &person.name).into()),
        lines: (due.today.iter().map(|work| format!("{}: {}", words.today, named(work))))
            .chain(due.this_week.iter().map(&line))
            .collect(),
    });
    let asked = campaign.asked.iter().map(|asked| Group {
        heading: Some(asked.person.name.clone()),
        lines: asked.asks.iter().map(|(ask, work)| words.ask(ask, &named(work))).collect(),
    });
    let plain = |lines: Vec<String>| vec![Group { heading: None, lines }];
    let sections = [
        (words.late, plain(campaign.late.iter().map(|cause| late(cause, words, brief)).collect())),
        (words.newly_late, plain(campaign.newly_late.iter().map(line).collect())),
        (words.due, due.collect()),
        (words.asked, asked.collect()),
    ];
    let sections = sections.into_iter().map(|(heading, groups)| Section { heading, groups });
    let said = |section: &Section| section.groups.iter().any(|group| !group.lines.is_empty());
    Part {
        heading: format!("{} · {}", campaign.key, campaign.name),
        summary: words.summary(campaign, |day| brief.language.full_day(day)),
        sections: sections.filter(said).collect(),
    }
}

fn named(work: &Work) -> String {
    format!("{} {}", work.wbs, work.title)
}

/// Whose it is: the person, the department, or both.
pub(crate) fn whose(work: &Work, words: &Words) -> String {
    let names: Vec<_> =
        [&work.accountable, &work.department].into_iter().flatten().map(String::as_str).collect();
    if names.is_empty() { words.nobody.into() } else { names.join(words.comma) }
}

fn described(work: &Work, words: &Words, brief: &Brief) -> String {
    let day = work.finish.map(|day| brief.language.full_day(day)).unwrap_or_default();
    let late = if work.delay_days > 0 { words.days(work.delay_days) } else { String::new() };
    let facts = [whose(work, words), day, late];
    let facts: Vec<_> = facts.iter().filter(|fact| !fact.is_empty()).map(String::as_str).collect();
    words.with(&named(work), &facts.join(words.comma))
}

/// One line a root cause: the work, whose it is, by how many days, what it pulls along, which anchors it
/// endangers.
fn late(cause: &Cause, words: &Words, brief: &Brief) -> String {
    let mut facts = vec![whose(&cause.work, words)];
    facts.extend((cause.work.delay_days > 0).then(|| words.days(cause.work.delay_days)));
    facts.extend((cause.pulled_count > 0).then(|| words.pulls(cause.pulled_count)));
    facts.extend(cause.endangered.iter().map(|anchor| {
        words.endangers(&anchor.name, &brief.language.full_day(anchor.date), anchor.late_days)
    }));
    words.with(&named(&cause.work), &facts.join(words.comma))
}

impl Words {
    fn ask(&self, ask: &Ask, work: &str) -> String {
        match ask {
            Ask::Unblock(reason) => self.with(&format!("{work}: {}", self.unblock), reason),
            Ask::Finish => format!("{work}: {}", self.finish),
            Ask::Start => format!("{work}: {}", self.start),
            Ask::CatchUp => format!("{work}: {}", self.catch_up),
            Ask::Assign => format!("{work}: {}", self.assign),
        }
    }
}
