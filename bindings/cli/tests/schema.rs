//! The schema that is shipped is the one that the types say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use askfirst::pack::schema;

use common::{askfirst, project};

#[test]
fn the_shipped_schema_is_that_of_the_types() {
    let file = project().join("core/policies/pack.schema.json");
    let shipped = std::fs::read_to_string(file).unwrap();
    assert!(
        shipped == schema::text(),
        "write it anew: cargo run -p askfirst --features schema --example schema > core/policies/pack.schema.json"
    );
}

#[test]
fn the_command_prints_it() {
    let output = askfirst(&["schema"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout == schema::text().into_bytes());
}
