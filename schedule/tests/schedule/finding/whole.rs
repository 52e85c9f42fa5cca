//! Everything that is found in small campaigns, with all that each finding carries.

use schedule::{Code, Firmness};

use super::told;
use crate::draft::draft;

#[test]
fn two_days_that_nobody_used_are_told_of_all_that_they_touch() {
    let seen = draft("11-03").task("A", 3).task("B", 2).fs("A", "B").plan().as_of("11-04");
    let expected = [
        "Warning OverdueStart A 11-03 1 critical Own root A",
        "Warning BehindProgress A 11-03 0 critical Own root A 0% of 66%",
        "Warning ForecastLate A 11-05 2 critical Own root A",
        "Warning LatePredecessor B 11-06 2 critical Inherited root A A FS",
        "Warning ForecastLate B 11-07 2 critical Inherited root A",
        "Info DueSoon A 11-05 1 critical",
        "Info NoSlack A 11-05 0 critical",
        "Info StartSoon B 11-06 2 critical",
        "Info DueSoon B 11-07 3 critical",
        "Info NoSlack B 11-07 0 critical",
    ];
    assert_eq!(told(&seen), expected);
}

#[test]
fn a_deadline_that_has_passed_outweighs_everything_else() {
    let seen = draft("11-03")
        .task("A", 2)
        .deadline("11-05", Firmness::Firm)
        .task("B", 5)
        .started("11-03", 60)
        .plan()
        .as_of("11-06");
    let expected = [
        "Critical DeadlineMissed A 11-05 1 Own root A",
        "Error Overdue A 11-04 2 Own root A",
        "Warning BehindProgress B 11-03 0 critical Own root B 60% of 80%",
        "Warning ForecastLate B 11-07 1 critical Own root B",
        "Warning Stale B 11-03 3 critical",
        "Warning OverdueStart A 11-03 3 Own root A",
        "Warning BehindProgress A 11-03 0 Own root A 0% of 100%",
        "Warning ForecastLate A 11-04 4 Own root A",
        "Info DueSoon B 11-07 1 critical",
        "Info NoSlack B 11-07 0 critical",
        "Info LowSlack A 11-04 1",
    ];
    assert_eq!(told(&seen), expected);
}

#[test]
fn a_code_is_called_after_what_it_means() {
    for (code, ..) in Code::VALUES {
        assert_eq!(code.name().replace('_', "").to_lowercase(), format!("{code:?}").to_lowercase());
    }
}
