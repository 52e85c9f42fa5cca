//! Calendar feeds (iCalendar, RFC 5545).

mod content;
mod event;

use chrono::{DateTime, Utc};

pub use event::{Alarm, Cancelled, Event, Topic, anchor_key, events, row_key, work};

use content::Lines;

/// Which program wrote a feed.
const PRODUCT: &str = "-//Leadtime//Leadtime//EN";

/// A calendar that others subscribe to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// What calendars call it.
    pub name: String,
    /// What makes ids unique beyond the workspace: its id, or the name of a host.
    pub domain: String,
    /// IANA name of the time zone that its days are of.
    pub time_zone: String,
    /// What is in it.
    pub events: Vec<Event>,
}

/// A feed as text.  It follows from the feed alone: as long as nothing changes, it is the same.
#[must_use]
pub fn ics(feed: &Feed) -> String {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", PRODUCT);
    lines.raw("CALSCALE", "GREGORIAN");
    lines.raw("METHOD", "PUBLISH");
    lines.text("NAME", &feed.name);
    lines.text("X-WR-CALNAME", &feed.name);
    lines.text("X-WR-TIMEZONE", &feed.time_zone);
    // How often it is worth asking again: by the standard, and as Outlook knows it.
    lines.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    lines.raw("X-PUBLISHED-TTL", "PT1H");
    for event in &feed.events {
        write_event(&mut lines, event, &feed.domain);
    }
    lines.raw("END", "VCALENDAR");
    lines.finish()
}

fn write_event(lines: &mut Lines, event: &Event, domain: &str) {
    let Event { key, topic, summary, description, url, span, sequence, changed_at, is_cancelled, alarms } =
        event;
    lines.raw("BEGIN", "VEVENT");
    lines.text("UID", &format!("{key}@{domain}"));
    // Not the moment of writing: then the same feed would never be the same text.
    lines.raw("DTSTAMP", &moment(*changed_at));
    lines.raw("LAST-MODIFIED", &moment(*changed_at));
    lines.raw("SEQUENCE", &sequence.to_string());
    lines.raw("DTSTART;VALUE=DATE", &span.start.format("%Y%m%d").to_string());
    // The first day that is not of it.
    let end = span.finish.succ_opt().unwrap_or(span.finish);
    lines.raw("DTEND;VALUE=DATE", &end.format("%Y%m%d").to_string());
    lines.text("SUMMARY", summary);
    if let Some(description) = description {
        lines.text("DESCRIPTION", description);
    }
    if let Some(url) = url {
        lines.raw("URL", url);
    }
    lines.raw("CATEGORIES", topic.category());
    lines.raw("STATUS", if *is_cancelled { "CANCELLED" } else { "CONFIRMED" });
    // Nobody is busy because of a deadline.
    lines.raw("TRANSP", "TRANSPARENT");
    for alarm in alarms.iter().filter(|_| !is_cancelled) {
        lines.raw("BEGIN", "VALARM");
        lines.raw("ACTION", "DISPLAY");
        lines.raw("TRIGGER", &alarm.trigger());
        lines.text("DESCRIPTION", summary);
        lines.raw("END", "VALARM");
    }
    lines.raw("END", "VEVENT");
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
