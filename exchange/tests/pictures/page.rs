//! The page of a campaign: what those who read, hear or print it rely on.

use exchange::brief::of;
use exchange::gantt::{Theme, inline};
use exchange::page::{Page, page};
use exchange::{Language, RowKind, Sheet};
use schedule::Edge;

use crate::brief::campaign;
use crate::drawn::svg;
use crate::sheets;

fn shown(sheet: &Sheet) -> Page {
    page(sheet, &of(sheet, sheet), "Running")
}

/// The values of the custom properties of a style sheet: light, then dark.
fn colours(style: &str) -> Vec<Vec<&str>> {
    let blocks = style.split(":root{").skip(1).map(|block| block.split('}').next().unwrap());
    blocks
        .map(|block| block.split(';').map(|property| property.split_once(':').unwrap().1).collect())
        .collect()
}

#[test]
fn late_work_stands_under_where_it_began_with_what_it_endangers() {
    let body = shown(&campaign(Language::English)).body;
    let late = body.split("id=\"late\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(late.matches("<li>").count(), 1, "{late}");
    for part in [
        "<b>Design</b>",
        "3 days late",
        "Wang Wei, Design",
        "makes 2 others late",
        "endangers Launch on Tue 22 Sep 2026",
    ] {
        assert!(late.contains(part), "{part}: {late}");
    }
}

#[test]
fn what_is_due_stands_under_who_does_it() {
    let body = shown(&campaign(Language::Chinese)).body;
    let due = body.split("id=\"due\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        due.contains("<h3>无人负责</h3>") && due.contains("<b>Pack</b>") && due.contains("2026年9月16日"),
        "{due}"
    );
}

#[test]
fn the_table_has_every_row_of_the_chart() {
    let sheet = sheets::generated(40, Language::English);
    let body = shown(&sheet).body;
    assert_eq!(body.matches("<th scope=\"row\"").count(), sheet.rows.len());
    let phases = sheet.rows.iter().filter(|row| row.kind == RowKind::Phase).count();
    assert_eq!(body.matches("<tr class=\"phase\">").count(), phases);
}

#[test]
fn the_forecast_is_compared_with_what_is_required() {
    let mut sheet = campaign(Language::English);
    sheet.campaign.forecast_finish = Some(sheets::day(20));
    for (day, edge, expected) in [
        (20, Edge::EndOfDay, "in time"),
        (20, Edge::StartOfDay, "1 day after the required finish"),
        (17, Edge::EndOfDay, "3 days after the required finish"),
    ] {
        sheet.campaign.required_finish = Some((sheets::day(day), edge));
        assert!(shown(&sheet).body.contains(expected), "{expected}");
    }
    sheet.campaign.required_finish = None;
    sheet.campaign.planned = Some(exchange::Span { start: sheets::day(0), finish: sheets::day(18) });
    assert!(shown(&sheet).body.contains("2 days after the plan"));
}

#[test]
fn a_campaign_without_work_says_so() {
    let body = shown(&sheets::empty(Language::English)).body;
    assert!(body.contains("Nothing is late.") && body.contains("Nothing is due this week."), "{body}");
}

#[test]
fn the_chart_of_a_page_has_the_colours_of_both_themes() {
    let sheet = campaign(Language::English);
    let inline = inline(&sheet);
    assert!(!inline.svg.contains("=\"#"), "every colour follows the page");
    let [light, dark] = colours(&inline.style).try_into().unwrap();
    assert_eq!(light.len(), dark.len());
    for (theme, used) in [(Theme::Light, light), (Theme::Dark, dark)] {
        let whole = svg(&sheet, theme);
        let foreign: Vec<_> = used.into_iter().filter(|colour| !whole.contains(*colour)).collect();
        assert_eq!(foreign, Vec::<&str>::new(), "{theme:?}");
    }
}
