//! Gates: the relays that hand the demands of links into phases down to the leaves.

use hashbrown::{HashMap, HashSet};

use super::wiring::{Passage, Wiring};
use super::{NodeId, Place, Role, TaskId};
use crate::campaign::CalendarId;
use crate::table::{Id, Table};

/// The relays that hand the demands of links into phases down to the leaves.
#[derive(Default)]
pub(super) struct Gates {
    /// The phases that links lead into, by type.
    pub(super) needed: HashSet<(TaskId, Passage)>,
    by_calendar: HashMap<(TaskId, Passage, CalendarId), NodeId>,
    by_phase: HashMap<(TaskId, Passage), Vec<NodeId>>,
}

impl Gates {
    pub(super) fn of(&self, phase: TaskId, passage: Passage) -> &[NodeId] {
        self.by_phase.get(&(phase, passage)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn build(&mut self, wiring: &mut Wiring<'_>) {
        let hierarchy = wiring.hierarchy;
        let mut passages: Vec<Passage> = self.needed.iter().map(|(_, passage)| *passage).collect();
        passages.sort_unstable_by_key(|passage| (passage.link_type, passage.from as u8, passage.has_lag));
        passages.dedup();
        for passage in passages {
            let mut nearest = Table::filled(TaskId::NONE, wiring.place.len());
            for task in hierarchy.wbs.iter().copied() {
                let above = hierarchy.parent[task].some().map_or(TaskId::NONE, |parent| nearest[parent]);
                let is_gate = self.needed.contains(&(task, passage));
                nearest[task] = if is_gate { task } else { above };
                if let Place::Leaf(node) = wiring.place[task] {
                    self.tie_upwards(wiring, (node, above), passage, &nearest);
                }
            }
        }
    }

    /// Ties a leaf to the nearest gate above it, making gates up to the first that is there.
    fn tie_upwards(
        &mut self,
        wiring: &mut Wiring<'_>,
        (leaf, phase): (NodeId, TaskId),
        passage: Passage,
        nearest: &Table<TaskId, TaskId>,
    ) {
        let calendar = wiring.nodes[leaf].calendar;
        let (mut below, mut phase) = (leaf, phase);
        while let Some(gated) = phase.some() {
            if let Some(gate) = self.by_calendar.get(&(gated, passage, calendar)) {
                wiring.tie(*gate, below, passage);
                return;
            }
            let gate = wiring.relay(gated, calendar, Role::Latest);
            self.by_calendar.insert((gated, passage, calendar), gate);
            self.by_phase.entry((gated, passage)).or_default().push(gate);
            wiring.tie(gate, below, passage);
            below = gate;
            phase = wiring.hierarchy.parent[gated].some().map_or(TaskId::NONE, |parent| nearest[parent]);
        }
    }
}
