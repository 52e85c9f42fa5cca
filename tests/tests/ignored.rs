//! Tests that lack a program are ignored; the build script does not see every program come.

use tests::installed::{chromium, postgres, variable};

#[test]
fn tests_are_ignored_only_where_their_program_is_missing() {
    let is_postgres_there = variable("LEADTIME_TEST_POSTGRES_URL").is_some() || postgres().is_some();
    assert!(cfg!(has_postgres) || !is_postgres_there, "PostgreSQL is there now: touch tests/build.rs");
    assert!(cfg!(has_chromium) || chromium().is_none(), "Chromium is there now: touch tests/build.rs");
}
