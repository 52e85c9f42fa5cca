//! A campaign as the main part of an HTML page: how it stands, what is late by its root cause, what is due
//! this week, and the plan as a chart and as a table.

mod facts;
mod lists;
mod table;
mod words;

use words::Words;

use crate::Sheet;
use crate::brief::CampaignBrief;
use crate::gantt::{Inline, inline};

/// The part of a page that is about a campaign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// What the page is called: `D11 · Double 11`.
    pub title: String,
    /// HTML without scripts, links and styles of its own, from the heading on.
    pub body: String,
    /// A style sheet with the colours of the chart.
    pub style: String,
}

/// Writes a campaign with its brief of the same day; `status` is what its status is called.
#[must_use]
pub fn page(sheet: &Sheet, brief: &CampaignBrief, status: &str) -> Page {
    let words = Words::of(sheet.language);
    let Inline { svg, style } = inline(sheet);
    let mut body = facts::head(sheet, status);
    body.push_str("<div class=\"lists\">\n");
    body.push_str(&lists::late(sheet, brief));
    body.push_str(&lists::due(sheet, brief));
    body.push_str("</div>\n");
    let plan = format!(
        "<section class=\"card\" aria-labelledby=\"plan\">\n<h2 id=\"plan\">{}</h2>\n\
         <div class=\"chart\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n{svg}</div>\n\
         <details>\n<summary>{}</summary>\n{}</details>\n</section>\n",
        words.plan,
        words.chart,
        words.as_table,
        table::table(sheet)
    );
    body.push_str(&plan);
    Page { title: format!("{} · {}", sheet.campaign.key, sheet.campaign.name), body, style }
}
