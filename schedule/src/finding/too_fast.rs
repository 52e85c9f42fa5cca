//! `TOO_FAST`: progress above what is expected, or something published before its planned finish, by more
//! than the threshold; brake.

use crate::boundary::Boundary;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, Place};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.begun() {
        let expected = context.outlook.expected(leaf.id);
        if expected.is_exceeded(leaf.task.progress, context.thresholds.ahead_points) {
            let (_, last) = context.days(&leaf);
            let params = Params::Progress { actual: leaf.task.progress, expected: expected.whole_percent() };
            found.push(Finding { params, ..context.about(Code::TooFast, &leaf, last, 0) });
        }
    }
    let network = context.network();
    for (key, on) in context.records.publications.iter().filter(|(_, on)| *on <= context.as_of()) {
        let Some(Place::Leaf(id)) = network.find(key).map(|task| network.place(task)) else { continue };
        let leaf = context.open_leaf(id, &network.nodes[id]);
        let planned = context.plan().span_of(id).finish;
        let days = context.calendar(leaf.node).working_days(Boundary::closing(*on), planned);
        if days > context.thresholds.publication_days {
            found
                .push(Finding { params: Params::Day(*on), ..context.about(Code::TooFast, &leaf, *on, days) });
        }
    }
}
