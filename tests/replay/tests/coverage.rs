//! `docs/coverage.md` holds the table that `askfirst coverage` prints.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use askfirst_replay::coverage::Coverage;
use common::folder;

#[test]
fn the_page_is_what_the_scenarios_say() {
    let coverage = Coverage::read(&folder("scenarios")).unwrap();
    let page = std::fs::read_to_string(folder("../docs/coverage.md")).unwrap();
    assert!(
        page.ends_with(&coverage.table()),
        "docs/coverage.md is not what the scenarios say; run cargo xtask coverage"
    );
    assert_eq!(coverage.overloaded(), Vec::<String>::new());
    assert_eq!(coverage.stale(), Vec::<String>::new());
}
