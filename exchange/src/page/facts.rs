//! The heading, and how the campaign stands in a few figures.

use chrono::NaiveDate;
use schedule::Edge;

use super::words::Words;
use crate::gantt::counts;
use crate::{Escaped, Sheet};

/// The heading with the status, the day and the figures.
pub(super) fn head(sheet: &Sheet, status: &str) -> String {
    let (campaign, language) = (&sheet.campaign, sheet.language);
    let (key, name) = (Escaped(&campaign.key), Escaped(&campaign.name));
    let (as_of, day) = (language.words().as_of, time(sheet, sheet.as_of));
    let facts = [progress(sheet), required(sheet), planned(sheet), forecast(sheet), late(sheet)];
    format!(
        "<h1>{key} · {name}</h1>\n<p class=\"lead\"><span class=\"status\">{}</span> {as_of} {day}</p>\n\
         <dl class=\"facts\">\n{}</dl>\n",
        Escaped(status),
        facts.concat()
    )
}

/// A day as people read it, and as programs do.
pub(super) fn time(sheet: &Sheet, day: NaiveDate) -> String {
    format!("<time datetime=\"{day}\">{}</time>", sheet.language.full_day(day))
}

fn fact(name: &str, value: &str, note: &str, is_pressing: bool) -> String {
    let class = if is_pressing { " class=\"pressing\"" } else { "" };
    format!("<div{class}><dt>{name}</dt><dd>{value}{note}</dd></div>\n")
}

fn note(text: &str) -> String {
    format!("<span class=\"note\">{text}</span>")
}

fn progress(sheet: &Sheet) -> String {
    let (words, progress) = (Words::of(sheet.language), sheet.campaign.progress);
    let bar =
        format!("<progress max=\"100\" value=\"{progress}\" aria-label=\"{}\"></progress>", words.progress);
    fact(words.progress, &format!("{progress} %"), &bar, false)
}

fn required(sheet: &Sheet) -> String {
    let words = Words::of(sheet.language);
    let value = match sheet.campaign.required_finish {
        None => words.none.to_owned(),
        Some((day, Edge::EndOfDay)) => time(sheet, day),
        Some((day, Edge::StartOfDay)) => words.before(&time(sheet, day)),
    };
    fact(words.required_finish, &value, "", false)
}

fn planned(sheet: &Sheet) -> String {
    let words = Words::of(sheet.language);
    let finish = sheet.campaign.planned.map(|span| time(sheet, span.finish));
    fact(words.planned_finish, finish.as_deref().unwrap_or(words.none), "", false)
}

/// Where the campaign is headed, against what is required of it, else against its plan.
fn forecast(sheet: &Sheet) -> String {
    let (words, campaign) = (Words::of(sheet.language), &sheet.campaign);
    let Some(finish) = campaign.forecast_finish else {
        return fact(words.forecast_finish, words.none, "", false);
    };
    let required = campaign.required_finish.and_then(|(day, edge)| match edge {
        Edge::EndOfDay => Some(day),
        Edge::StartOfDay => day.pred_opt(),
    });
    let last_good = required.or(campaign.planned.map(|span| span.finish)).unwrap_or(finish);
    let days = (finish - last_good).num_days();
    let told = if days > 0 { words.days_after(days, required.is_some()) } else { words.in_time.to_owned() };
    fact(words.forecast_finish, &time(sheet, finish), &note(&told), days > 0)
}

fn late(sheet: &Sheet) -> String {
    let (words, (work, late)) = (Words::of(sheet.language), counts(sheet));
    fact(words.late_work, &late.to_string(), &note(&words.of_all(late, work)), late > 0)
}
