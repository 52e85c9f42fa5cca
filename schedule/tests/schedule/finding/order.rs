//! The order of findings.

use schedule::Subject;

use crate::draft::draft;

#[test]
fn findings_come_by_severity_then_critical_then_own_then_day_then_wbs() {
    let seen = draft("11-03").task("A", 3).task("B", 9).task("C", 1).fs("A", "C").plan().as_of("11-20");
    let found = seen.findings();
    let keys: Vec<_> = found
        .iter()
        .map(|found| {
            let Subject::Task(task) = found.subject else { panic!("only work packages here") };
            (
                found.severity,
                !found.critical,
                found.origin.map_or(2, |origin| origin as u8),
                found.since,
                seen.0.plan().network().wbs_rank(task),
            )
        })
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(found.len() > 10);
}
