//! Decides one request over and over: may this app read this datum, for which a consent is on record.
//!
//! For each line of input it says how many nanoseconds one decision took, so that the
//! other side can take turns with it.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::str::FromStr;
use std::time::Instant;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};

const ACCESS: &str = "notes.camera";
const CALLS: u32 = 50;
const POLICY: &str = r#"permit(principal, action == Action::"read", resource)
    when { principal.accepted && principal.consents.contains(resource) };"#;
const ENTITIES: &str = r#"[
    {"uid": {"type": "App", "id": "app"}, "parents": [],
     "attrs": {"accepted": true, "consents": [{"__entity": {"type": "Access", "id": "notes.camera"}}]}},
    {"uid": {"type": "Access", "id": "notes.camera"}, "parents": [], "attrs": {}}
]"#;

fn main() -> Result<(), Box<dyn Error>> {
    let authorizer = Authorizer::new();
    let policies = PolicySet::from_str(POLICY)?;
    let entities = Entities::from_json_str(ENTITIES, None)?;
    let principal = EntityUid::from_str(r#"App::"app""#)?;
    let action = EntityUid::from_str(r#"Action::"read""#)?;
    let decide = |access: &str| -> Result<bool, Box<dyn Error>> {
        let resource = EntityUid::from_str(&format!("Access::\"{access}\""))?;
        let request = Request::new(principal.clone(), action.clone(), resource, Context::empty(), None)?;
        let answer = authorizer.is_authorized(&request, &policies, &entities);
        Ok(answer.decision() == Decision::Allow)
    };
    for line in std::io::stdin().lines() {
        let _ = line?;
        let started = Instant::now();
        for _ in 0..CALLS {
            if !decide(black_box(ACCESS))? {
                return Err("the engine refuses".into());
            }
        }
        let each = started.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{each}")?;
        out.flush()?;
    }
    Ok(())
}
