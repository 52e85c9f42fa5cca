//! `NODE_COLLISION`: a company anchor on the days of an industry event, unless an anchor of the channel lies
//! in the same event, so that the campaign follows the channel.

use crate::campaign::{AnchorId, AnchorOrigin};
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params, Subject};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let anchors = &context.network().campaign().anchors;
    for (event, days) in context.records.events.iter().enumerate() {
        let hit = |origin| {
            let ids = (0..).map(AnchorId).zip(anchors);
            ids.filter(move |(_, anchor)| {
                anchor.origin == origin && (days.first..=days.last).contains(&anchor.target.date)
            })
        };
        if hit(AnchorOrigin::Channel).next().is_some() {
            continue;
        }
        for (id, anchor) in hit(AnchorOrigin::Company) {
            let code = Code::NodeCollision;
            found.push(Finding {
                code,
                severity: code.severity(),
                subject: Subject::Anchor(id),
                params: Params::Event(event),
                since: anchor.target.date,
                days: 0,
                critical: false,
                origin: None,
                root_cause: None,
            });
        }
    }
}
