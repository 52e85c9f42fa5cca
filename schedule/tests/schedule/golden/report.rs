//! Everything that the core says of one campaign, a line for each fact.

use std::fmt::Write;

use schedule::{
    Campaign, Checked, DepartmentId, Edit, Finding, Fix, Kind, Network, Outlook, Plan, Ripple, TaskId,
};

use crate::draft::{Key, text};
use crate::words::{anchor, days, edit, finding, fix, key, link, reason, row, span, target};

/// The rows, as given.
pub fn rows(out: &mut String, campaign: &Campaign<Key>) {
    let required = campaign.required_finish.map_or(String::new(), |on| format!(", required {}", target(on)));
    writeln!(out, "starts {}{required}", text(campaign.start)).unwrap();
    for (at, row) in campaign.anchors.iter().enumerate() {
        writeln!(out, "anchor {at} {}", anchor(row.kind, row.target, row.origin)).unwrap();
    }
    for task in &campaign.tasks {
        writeln!(out, "row {}", row(task)).unwrap();
    }
    for given in &campaign.links {
        writeln!(out, "link {}", link(given)).unwrap();
    }
}

/// Where everything is planned.
pub fn plan(out: &mut String, plan: &Plan<Key>) {
    writeln!(out, "plan to {}", plan.finish().map_or("–".to_owned(), |finish| text(finish.date_closed())))
        .unwrap();
    for task in plan.network().wbs() {
        let name = key(plan.network(), *task);
        let line = match plan.network().task(*task).kind {
            Kind::Phase => phase(plan, *task),
            Kind::Task(_) | Kind::Milestone(_) => leaf(plan, *task),
        };
        writeln!(out, "  {name} {line}").unwrap();
    }
}

fn phase(plan: &Plan<Key>, task: TaskId) -> String {
    let Some(phase) = plan.phase(task) else { return "empty".to_owned() };
    let mut line = format!("{} {} {}%", days(phase.days), span(phase.span), phase.progress);
    write!(line, " of {}", phase.leaf_count).unwrap();
    if phase.critical {
        line.push_str(" critical");
    }
    if let Some(manual) = phase.manual {
        write!(line, " typed {}", span(manual)).unwrap();
    }
    line
}

fn leaf(plan: &Plan<Key>, task: TaskId) -> String {
    let leaf = plan.leaf(task).unwrap();
    let mut line = days(plan.days(task).unwrap());
    for (name, other) in [("at", leaf.span), ("early", leaf.early), ("late", leaf.late)] {
        // What repeats the days before it is left out.
        if !line.ends_with(&span(other)) {
            write!(line, " {name} {}", span(other)).unwrap();
        }
    }
    write!(line, " {}d slack {}/{}", leaf.duration, leaf.total_slack, leaf.free_slack).unwrap();
    if let Some(slack) = leaf.slack_to_deadline {
        write!(line, " due {slack}").unwrap();
    }
    if leaf.critical {
        line.push_str(" critical");
    }
    write!(line, " by {}", reason(plan.network(), leaf.reason)).unwrap();
    line
}

/// How everything stands as of the day.
pub fn outlook(out: &mut String, outlook: &Outlook<Key>) {
    let finish = outlook.finish().map_or("–".to_owned(), |finish| text(finish.date_closed()));
    writeln!(out, "as of {} to {finish}", text(outlook.as_of())).unwrap();
    let network = outlook.plan().network();
    for task in network.wbs() {
        if outlook.task_outlook(*task).is_some() {
            writeln!(out, "  {} {}", key(network, *task), task_outlook(outlook, *task)).unwrap();
        }
    }
    earned(out, "all", outlook, |_| true);
    for department in [0, 1, 2].map(DepartmentId) {
        let name = format!("D{}", department.0);
        earned(out, &name, outlook, |task| network.task(task).department == Some(department));
    }
}

fn task_outlook(outlook: &Outlook<Key>, task: TaskId) -> String {
    let (network, task_outlook) = (outlook.plan().network(), outlook.task_outlook(task).unwrap());
    let mut line = format!("{:?}", task_outlook.status);
    if let Some(origin) = task_outlook.origin {
        write!(line, " {origin:?}").unwrap();
    }
    write!(line, " {} left {}", span(task_outlook.forecast), task_outlook.remaining).unwrap();
    write!(line, " expected {}/{}", task_outlook.expected.worked, task_outlook.expected.of).unwrap();
    write!(line, " room {}", task_outlook.forecast_slack).unwrap();
    if let Some(by) = task_outlook.variance {
        write!(line, " variance {} {} {}", by.start, by.finish, by.duration).unwrap();
    }
    write!(line, " by {}", reason(network, task_outlook.reason)).unwrap();
    if let Some(cause) = outlook.root_cause(task) {
        write!(line, " late {} from {}:", task_outlook.delay, key(network, cause.task)).unwrap();
        for step in &cause.path {
            let department =
                step.department.map_or(String::new(), |department| format!(" D{}", department.0));
            write!(line, " {}{department} {}", key(network, step.task), step.days).unwrap();
        }
    }
    line
}

fn earned(out: &mut String, name: &str, outlook: &Outlook<Key>, of: impl Fn(TaskId) -> bool) {
    let tasks = outlook.plan().network().wbs().iter().copied().filter(|task| of(*task));
    let value = outlook.earned_value(tasks);
    let shares = [value.spi(), value.percent(), value.expected_percent()];
    let [index, done, expected] =
        shares.map(|share| share.map_or("–".to_owned(), |share| format!("{share:.2}")));
    let (planned, earned, total) = (value.planned, value.earned, value.total);
    writeln!(
        out,
        "  {name} earned {earned:.2} planned {planned:.2} of {total:.0}: {index} {done} {expected}"
    )
    .unwrap();
}

pub fn findings(out: &mut String, network: &Network<Key>, found: &[Finding]) {
    writeln!(out, "findings {}", found.len()).unwrap();
    for one in found {
        writeln!(out, "  {}", finding(network, one)).unwrap();
    }
}

pub fn fixes(out: &mut String, network: &Network<Key>, (of, fixes): (&Finding, &[Fix<Key>])) {
    let about = crate::words::subject(network, of.subject);
    writeln!(out, "fixes of {:?} {about}", of.code).unwrap();
    for one in fixes {
        writeln!(out, "  {}", fix(one)).unwrap();
    }
}

/// What a change moves, brings and settles.
pub fn ripple(out: &mut String, change: &Edit<Key>, (before, after): (Checked<'_, Key>, Checked<'_, Key>)) {
    writeln!(out, "change {}", edit(change)).unwrap();
    let Ripple { moves, added, removed, appeared, resolved } = schedule::diff(before, after);
    assert_eq!((added, removed), (vec![], vec![]), "no change adds or removes work packages");
    let network = after.plan.network();
    let shown = |shown: schedule::Days| shown.map_or("–".to_owned(), days);
    for step in moves {
        let by = step.reason.map_or(String::new(), |by| format!(" by {}", reason(network, by)));
        writeln!(out, "  {} {} → {}{by}", step.key, shown(step.from), shown(step.to)).unwrap();
    }
    for (sign, plan, found) in [('+', after.plan, appeared), ('-', before.plan, resolved)] {
        for one in &found {
            writeln!(out, "  {sign} {}", finding(plan.network(), one)).unwrap();
        }
    }
}
