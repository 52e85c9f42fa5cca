//! The order of findings.

use crate::boundary::Boundary;
use crate::finding::context::Found;
use crate::finding::{Finding, Subject};
use crate::late::LateOrigin;
use crate::network::{Key, Network};

/// Sorts by severity, critical first, own before inherited, day, WBS order, code.
pub(super) fn sorted<K: Key>(found: Found, network: &Network<K>) -> Vec<Finding> {
    let findings = found.into_findings();
    let mut keyed: Vec<(u64, u32)> =
        (0..).zip(&findings).map(|(at, finding)| (order_key(finding, network), at)).collect();
    keyed.sort_unstable();
    keyed.iter().filter_map(|(_, at)| findings.get(*at as usize)).copied().collect()
}

/// All that the order looks at, in one number.
pub(crate) fn order_key<K: Key>(finding: &Finding, network: &Network<K>) -> u64 {
    let origin = match finding.origin {
        Some(LateOrigin::Own) => 0,
        Some(LateOrigin::Inherited) => 1,
        None => 2,
    };
    let day = u64::try_from(Boundary::opening(finding.since).days() - Boundary::FIRST.days()).unwrap_or(0);
    let (class, position) = match finding.subject {
        Subject::Anchor(anchor) => (0, u64::from(anchor.0)),
        Subject::RequiredFinish => (1, 0),
        Subject::Task(task) => (2, u64::from(network.wbs_rank(task))),
        Subject::Carrier(_) => (3, 0),
    };
    let fields = [
        (finding.severity as u64, 2),
        (u64::from(!finding.critical), 1),
        (origin, 2),
        (day, 18),
        (class, 2),
        (position, 24),
        (finding.code as u64, 6),
    ];
    fields.into_iter().fold(0, |key, (value, bits)| (key << bits) + value)
}
