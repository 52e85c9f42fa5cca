//! Tables out and in again: workbooks and comma-separated text.

use exchange::{Given, convert};
use proptest::prelude::*;

use crate::written::{csv, xlsx};
use crate::{expected, sample};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_workbook_that_is_read_again_is_the_same_plan(sheet in sample::sheets()) {
        let plan = convert(&xlsx(&sheet), &Given::default()).unwrap().plan;
        prop_assert_eq!(expected::work_packages(&plan), expected::rows(&sheet));
        prop_assert_eq!(expected::links_of(&plan), expected::links(&sheet));
        prop_assert_eq!(expected::baseline_of(&plan), expected::baseline(&sheet));
        prop_assert_eq!(expected::facts_of(&plan), expected::facts(&sheet));
    }

    #[test]
    fn a_table_of_text_that_is_read_again_has_the_same_rows(sheet in sample::sheets()) {
        let mut given = Given { people: sheet.people.clone(), ..Given::default() };
        given.start = Some(sheet.campaign.start);
        let plan = convert(&csv(&sheet, false), &given).unwrap().plan;
        prop_assert_eq!(expected::work_packages(&plan), expected::rows(&sheet));
        prop_assert_eq!(expected::links_of(&plan), expected::links(&sheet));
        prop_assert_eq!(expected::baseline_of(&plan), expected::baseline(&sheet));
    }
}
