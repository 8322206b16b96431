//! Prints the JSON Schema of packs:
//! `cargo run -p askfirst --features schema --example schema > core/policies/pack.schema.json`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(askfirst::pack::schema::text().as_bytes())
}
