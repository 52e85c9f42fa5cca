//! The golden corpus: two hundred generated campaigns, with everything that the core says of them, compared
//! with what is stored in `schedule/tests/golden`.
//!
//! A change of what the core answers shows here as changed lines.  When they are as they should be,
//! `LEADTIME_GOLDEN=write cargo test -p schedule golden` stores them, and their difference is read before it
//! is committed.  See `docs/testing.md`.

mod around;
mod dice;
mod generate;
mod report;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use schedule::{Baseline, Checked, Finding, Network, Outlook, Plan, Thresholds, check, suggest};

use crate::draft::Key;
use dice::Dice;
use generate::Mix;

/// How many campaigns a file holds, and how many files there are.
const PER_FILE: u64 = 10;
const FILES: u64 = 20;

/// Of how many findings of a campaign the suggested fixes are stored: each costs some plans.
const FIXED: usize = 2;

/// Everything that the core says of one campaign.
fn told(number: u64) -> String {
    let mut dice = Dice::new(number);
    let mix = Mix::new(&mut dice);
    let campaign = generate::campaign(&mut dice, &mix);
    let mut out = format!("== campaign {number}\n");
    report::rows(&mut out, &campaign);
    let plan = Arc::new(Plan::new(Arc::new(Network::new(campaign.clone()).unwrap())).unwrap());
    report::plan(&mut out, &plan);
    let agreed = around::agreed(&mut dice, &plan);
    let records = around::records(&mut dice, &mix, &campaign);
    let thresholds = around::thresholds(&mut dice);
    let outlook = seen(&plan, &mix, &agreed, &thresholds);
    report::outlook(&mut out, &outlook);
    let found = check(&outlook, &records, &thresholds);
    report::findings(&mut out, plan.network(), &found);
    let rules = (&records, &thresholds);
    for one in chosen(&mut dice, &found) {
        let fixes = suggest(&outlook, rules, &found, &one);
        report::fixes(&mut out, plan.network(), (&one, &fixes));
    }
    let edit = around::change(&mut dice, &mix, &campaign);
    match plan.preview(&[edit]) {
        Err(error) => writeln!(out, "refused {}: {error}", crate::words::edit(&edit)).unwrap(),
        Ok(after) => {
            let after = Arc::new(after);
            let now = check(&seen(&after, &mix, &agreed, &thresholds), &records, &thresholds);
            let before = Checked { plan: &plan, findings: &found };
            report::ripple(&mut out, &edit, (before, Checked { plan: &after, findings: &now }));
        }
    }
    out
}

fn seen(
    plan: &Arc<Plan<Key>>,
    mix: &Mix,
    agreed: &[(Key, NaiveDate, NaiveDate)],
    thresholds: &Thresholds,
) -> Outlook<Key> {
    let baseline = Baseline::new(plan.network(), agreed.iter().copied()).unwrap();
    let baseline = (!agreed.is_empty()).then(|| Arc::new(baseline));
    Outlook::new(Arc::clone(plan), mix.as_of, baseline, thresholds.ahead_points).unwrap()
}

/// Some findings, of different codes.
fn chosen(dice: &mut Dice, found: &[Finding]) -> Vec<Finding> {
    let mut left: Vec<Finding> = found.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < FIXED && !left.is_empty() {
        let one = left[dice.below(left.len())];
        left.retain(|other| other.code != one.code);
        chosen.push(one);
    }
    chosen
}

fn path(file: u64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{file:02}.txt"))
}

fn file(file: u64) -> String {
    (file * PER_FILE..(file + 1) * PER_FILE).map(told).collect()
}

/// The first lines in which two texts differ, with the heading of the campaign that they belong to.
fn difference(stored: &str, now: &str) -> Option<String> {
    const SHOWN: usize = 5;
    let (old, new): (Vec<_>, Vec<_>) = (stored.lines().collect(), now.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    if same == old.len() && same == new.len() {
        return None;
    }
    let heading = new.iter().take(same + 1).rfind(|line| line.starts_with("==")).copied().unwrap_or_default();
    let mut told = format!("from line {}, in {heading}:\n", same + 1);
    for (sign, lines) in [('-', &old), ('+', &new)] {
        lines.iter().skip(same).take(SHOWN).for_each(|line| writeln!(told, "{sign} {line}").unwrap());
    }
    Some(told)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "this is where the corpus is written")]
fn the_golden_corpus_is_what_the_core_answers() {
    let is_writing = std::env::var("LEADTIME_GOLDEN").is_ok_and(|mode| mode == "write");
    std::thread::scope(|scope| {
        let files = [0..FILES / 2, FILES / 2..FILES];
        let halves =
            files.map(|files| scope.spawn(move || files.for_each(|number| compare(number, is_writing))));
        for half in halves {
            half.join().expect("the corpus differs, as told above");
        }
    });
}

fn compare(number: u64, is_writing: bool) {
    let (path, now) = (path(number), file(number));
    if is_writing {
        std::fs::write(&path, &now).unwrap();
        return;
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    if let Some(difference) = difference(&stored, &now) {
        panic!("{} differs {difference}See docs/testing.md.", path.display());
    }
}

/// What is somewhere in the corpus, a star for any number: every code, status, reason and change, and what
/// rows and links can have.
const COVERED: [&str; 11] = [
    "Overdue OverdueStart DueSoon StartSoon BehindProgress TooFast ForecastLate DeadlineMissed \
        DeadlineAtRisk \
     AnchorAtRisk LastSafeStart NegativeSlack NoSlack LowSlack FirmDeadlineNoBuffer BufferBurn \
     LatePredecessor StartedOutOfSequence DependencyViolated ConstraintConflict AtRiskMasked AnchorOrder \
     NodeCollision HolidaySqueeze NonWorkingDate InvalidActuals ChildOutsidePhase SlippedFromBaseline \
     RepeatSlip Stale Unassigned NoDepartment NoDates NoPredecessor NoSuccessor OverAllocated PersonOff",
    "StartInFuture FinishInFuture ProgressWithoutStart DoneWithoutFinish FinishWithoutStart \
        FinishWithoutProgress",
    "Done DoneLate Late AtRisk Behind OnTrack Ahead NotDue Own Inherited",
    "CampaignStart Constraint Deadline RequiredFinish Calendar Actual Manual StatusDate Duration",
    "FS SS FF SF FS+*wd FS-*wd SS+*wd SS-*wd FF+*wd FF-*wd SF+*wd SF-*wd FS+*cd FS-*cd SS+*cd SS-*cd FF+*cd \
        FF-*cd \
     SF+*cd SF-*cd",
    "SNET SNLT FNET FNLT MSO MFO wins manual ALAP firm soft buffer anchor phase event 00:00 24:00 left \
        actual",
    "WarmUp Launch End PrizeIssue PrizeClaim Custom Channel Company required",
    "D0 D1 D2 p1 p2 p3 1d 20d 0h 40h",
    "resize move release remain link unlink report put require assign refused deadline constraint",
    "resolves, helps, variance late due critical typed empty",
    "Critical Error Warning Info",
];

#[test]
fn the_golden_corpus_has_a_bit_of_everything() {
    let texts = (0..FILES).map(|number| std::fs::read_to_string(path(number)).unwrap());
    let all: String = texts.collect();
    let words: std::collections::HashSet<&str> = all.split([' ', '\n']).collect();
    let is_there = |pattern: &str| match pattern.split_once('*') {
        None => words.contains(pattern),
        Some((start, end)) => words.iter().any(|word| word.starts_with(start) && word.ends_with(end)),
    };
    let patterns = COVERED.iter().flat_map(|words| words.split(' '));
    let missing: Vec<&str> = patterns.filter(|pattern| !is_there(pattern)).collect();
    assert_eq!(missing, [""; 0]);
}
