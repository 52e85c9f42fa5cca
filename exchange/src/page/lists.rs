//! What is late, by its root cause, and what is due, by person.

use super::facts::time;
use super::words::Words;
use crate::brief::{self, CampaignBrief, Cause, Due, Work, whose};
use crate::{Escaped, Sheet};

/// A section with a heading, a count beside it, and a sentence where there is nothing.
fn section((id, heading, nothing): (&str, &str, &str), count: usize, content: &str) -> String {
    let content = if count == 0 { format!("<p class=\"well\">{nothing}</p>\n") } else { content.to_owned() };
    format!(
        "<section class=\"card\" aria-labelledby=\"{id}\">\n\
         <h2 id=\"{id}\">{heading} <span class=\"count\">{count}</span></h2>\n{content}</section>\n"
    )
}

/// Late work, one entry a root cause.
pub(super) fn late(sheet: &Sheet, brief: &CampaignBrief) -> String {
    let words = brief::Words::of(sheet.language);
    let causes: String = brief.late.iter().map(|late| cause(sheet, late)).collect();
    let content = format!("<ol class=\"entries\">\n{causes}</ol>\n");
    section(("late", words.late, Words::of(sheet.language).nothing_late), brief.late.len(), &content)
}

/// The work, whose it is, by how many days it is late, what it pulls along, which anchors it endangers.
fn cause(sheet: &Sheet, late: &Cause) -> String {
    let (language, words) = (sheet.language, brief::Words::of(sheet.language));
    let pulled = (late.pulled_count > 0).then(|| words.pulls(late.pulled_count));
    let more = std::iter::once(whose(&late.work, words)).chain(pulled);
    let more: Vec<_> = more.map(|fact| Escaped(&fact).to_string()).collect();
    let endangered = late.endangered.iter().map(|anchor| {
        let told = words.endangers(&anchor.name, &language.full_day(anchor.date), anchor.late_days);
        format!("<span class=\"risk\">{}</span>", Escaped(&told))
    });
    let more: Vec<_> = more.into_iter().chain(endangered).collect();
    entry(sheet, &late.work, &format!("<p class=\"more\">{}</p>", more.join(" · ")))
}

/// A work package, by how many days it is late, and more about it.
fn entry(sheet: &Sheet, work: &Work, more: &str) -> String {
    let words = brief::Words::of(sheet.language);
    let days = (work.delay_days > 0)
        .then(|| format!(" <span class=\"late\">{}</span>", words.days(work.delay_days)));
    format!(
        "<li><p><span class=\"wbs\">{}</span> <b>{}</b>{}</p>{more}</li>\n",
        Escaped(&work.wbs),
        Escaped(&work.title),
        days.unwrap_or_default()
    )
}

/// Open work to be finished today and later this week, by person.
pub(super) fn due(sheet: &Sheet, brief: &CampaignBrief) -> String {
    let words = brief::Words::of(sheet.language);
    let count = brief.due.iter().map(|due| due.today.len() + due.this_week.len()).sum();
    let people: String = brief.due.iter().map(|due| of_person(sheet, due)).collect();
    section(("due", words.due, Words::of(sheet.language).nothing_due), count, &people)
}

fn of_person(sheet: &Sheet, due: &Due) -> String {
    let words = brief::Words::of(sheet.language);
    let name = due.person.as_ref().map_or(words.nobody, |person| person.name.as_str());
    let today = due.today.iter().map(|work| {
        entry(sheet, work, &format!("<p class=\"more\"><span class=\"today\">{}</span></p>", words.today))
    });
    let later = due.this_week.iter().map(|work| {
        let day = work.finish.map(|day| time(sheet, day)).unwrap_or_default();
        entry(sheet, work, &format!("<p class=\"more\">{day}</p>"))
    });
    let entries: String = today.chain(later).collect();
    format!("<h3>{}</h3>\n<ul class=\"entries\">\n{entries}</ul>\n", Escaped(name))
}
