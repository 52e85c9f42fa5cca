//! `ANCHOR_ORDER`: not warm-up < launch < end ≤ prize issue ≤ prize claim.  One finding for each anchor that
//! comes too early, naming the one before it.

use crate::campaign::{Anchor, AnchorId, AnchorKind};
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params, Subject};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let anchors = &context.network().campaign().anchors;
    let mut in_order: Vec<(AnchorId, &Anchor)> = (0..).map(AnchorId).zip(anchors).collect();
    in_order.retain(|(_, anchor)| anchor.kind != AnchorKind::Custom);
    in_order.sort_by_key(|(_, anchor)| (anchor.kind, anchor.boundary()));
    let mut latest: Option<(AnchorId, &Anchor)> = None;
    for (id, anchor) in in_order {
        if let Some((before, earlier)) = latest.filter(|(_, earlier)| !may_follow(earlier, anchor)) {
            let code = Code::AnchorOrder;
            found.push(Finding {
                code,
                severity: code.severity(),
                subject: Subject::Anchor(id),
                params: Params::Anchor(before),
                since: anchor.target.date,
                days: earlier.boundary().days() - anchor.boundary().days(),
                critical: false,
                origin: None,
                root_cause: None,
            });
        }
        if latest.is_none_or(|(_, earlier)| anchor.boundary() >= earlier.boundary()) {
            latest = Some((id, anchor));
        }
    }
}

/// Whether an anchor of a later kind, or the same, may be where it is.
fn may_follow(earlier: &Anchor, anchor: &Anchor) -> bool {
    match anchor.kind {
        _ if earlier.kind == anchor.kind => true,
        AnchorKind::Launch | AnchorKind::End => anchor.boundary() > earlier.boundary(),
        AnchorKind::WarmUp | AnchorKind::PrizeIssue | AnchorKind::PrizeClaim | AnchorKind::Custom => {
            anchor.boundary() >= earlier.boundary()
        }
    }
}
