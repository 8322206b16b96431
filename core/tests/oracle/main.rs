//! A reference oracle against `decide`: the same answer to the same question
//! after the same history, over changed editions of all five policies.
//!
//! By default some thousand histories are tried; `ASKFIRST_ORACLE=1000000` tries
//! that many, and `ASKFIRST_ORACLE_SEED` begins elsewhere. A difference prints
//! the seed of its history, and `ASKFIRST_ORACLE=1` with it plays that one again.
//! With one rule of the engine turned off at a time, a difference must be found.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and prints its figures"
)]

mod acts;
mod engine;
mod generate;
mod lines;
mod oracle;
#[cfg(feature = "testing")]
mod planted;
mod registry;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use acts::{Act, Answer, Dated};
use askfirst::catalogue::Catalogue;
use askfirst::pack::Pack;
use engine::Engine;
use generate::{History, Material};
use lines::Edition;
use serde_json::{Value, json};

/// A rule is turned off for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// Questions put after each history.
const QUESTIONS: usize = 3;

/// One policy with the editions that the test makes of it.
struct Policy {
    editions: Vec<Edition<'static>>,
    catalogues: Vec<Catalogue>,
    material: Material,
}

impl Policy {
    fn new(number: &str) -> Policy {
        let path = format!("{}/policies/{number}.json", env!("CARGO_MANIFEST_DIR"));
        let first: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let second = reworded(&first);
        let third = rearranged(&second);
        let packs = [first, second, third]
            .map(|json| Pack::parse("edition.json", &json.to_string()).unwrap());
        // Kept for ever: there are fifteen of them.
        let kept = packs
            .iter()
            .map(|pack| &*Box::leak(Box::new(pack.data().clone())));
        let editions: Vec<Edition<'static>> = kept.map(Edition::of).collect();
        let material = Material::of(&editions);
        let catalogues = packs.into_iter().map(Catalogue::new).collect();
        Policy {
            editions,
            catalogues,
            material,
        }
    }
}

/// Every access of an edition as JSON.
fn accesses(edition: &mut Value) -> impl Iterator<Item = &mut Value> {
    let Value::Object(edition) = edition else {
        unreachable!()
    };
    let mut functions = vec![];
    for (name, block) in edition {
        let Some(owners) = block.as_array_mut() else {
            continue;
        };
        match name.as_str() {
            "functions" => {
                functions.extend(owners.iter_mut().filter_map(|it| it.get_mut("accesses")))
            }
            "recipients" => {
                let items = owners
                    .iter_mut()
                    .flat_map(|it| it["items"].as_array_mut().unwrap());
                functions.extend(items.map(|it| &mut it["accesses"]));
            }
            _ => {}
        }
    }
    functions
        .into_iter()
        .flat_map(|it| it.as_array_mut().unwrap())
}

/// The next edition: every third access is done otherwise, from a later day on, and every eighth
/// recipient is abroad though data must stay.
fn reworded(edition: &Value) -> Value {
    let mut next = edition.clone();
    next["identity"]["ordinal"] = json!(edition["identity"]["ordinal"].as_u64().unwrap() + 1);
    next["identity"]["effective"] = json!("2026-03-01");
    for access in accesses(&mut next).step_by(3) {
        access["manner"] = json!({"zh": "改为另一种方式", "en": "done otherwise now"});
    }
    next["storage"]["abroad"] = json!("never");
    let recipients = next["recipients"].as_array_mut().unwrap().iter_mut();
    for recipient in recipients.filter(|it| it["category"] != true).step_by(8) {
        recipient["region"] = json!("abroad");
    }
    next
}

/// The one after it: another purpose, rules for minors, an heir, data that may
/// go abroad, data that name nobody alone; whoever declines it loses the service.
fn rearranged(edition: &Value) -> Value {
    let mut next = edition.clone();
    next["identity"]["ordinal"] = json!(edition["identity"]["ordinal"].as_u64().unwrap() + 1);
    next["identity"]["effective"] = json!("2026-03-20");
    next["purposes"][0]["text"] = json!({"zh": "另一个目的", "en": "do something else"});
    next["change"]["declined"] = json!("service_ends");
    next["minors"] = json!({
        "bands": [
            {"up_to_age": 17, "needs_guardian": true, "clause": "1"},
            {"up_to_age": 14, "all_sensitive": true, "clause": "1"}
        ],
        "use_limits": {"zh": "仅在法律允许时", "en": "only where the law allows"},
        "clause": "1"
    });
    next["storage"]["abroad"] = json!("separate_consent");
    for kind in next["kinds"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .filter(|it| it["sensitive"] != true)
        .step_by(4)
    {
        kind["identifiability"] = json!("de_identified");
    }
    let former = next["controllers"][0]["id"].clone();
    next["controllers"][0]["succeeds"] = former;
    next["controllers"][0]["id"] = json!("heir");
    for function in next["functions"].as_array_mut().unwrap() {
        for controller in function["controllers"].as_array_mut().unwrap() {
            if *controller == next_controller(edition) {
                *controller = json!("heir");
            }
        }
    }
    relate_purposes(&mut next);
    next
}

/// Calls purposes related for which functions read the same kind; a general one covers nothing else.
fn relate_purposes(edition: &mut Value) {
    let purposes = edition["purposes"].as_array().unwrap();
    let general = purposes.iter().filter(|it| it["general"] == true);
    let general: Vec<Value> = general.map(|it| it["id"].clone()).collect();
    let mut read = BTreeMap::<String, Value>::new();
    let mut pairs = vec![];
    for access in accesses(&mut edition.clone()) {
        let (kind, purpose) = (access["kind"].to_string(), access["purpose"].clone());
        if purpose.is_null() || general.contains(&purpose) {
            continue;
        }
        let first = read.entry(kind).or_insert_with(|| purpose.clone());
        if *first != purpose {
            pairs.push((purpose, first.clone()));
        }
    }
    for purpose in edition["purposes"].as_array_mut().unwrap() {
        if let Some((_, other)) = pairs.iter().find(|(one, _)| *one == purpose["id"]) {
            purpose["related_to"] = json!([other]);
        }
    }
}

fn next_controller(edition: &Value) -> Value {
    edition["controllers"][0]["id"].clone()
}

/// What was seen over all histories.
#[derive(Default)]
struct Tally {
    questions: u64,
    acts: u64,
    answers: BTreeMap<String, u64>,
    features: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn note(&mut self, history: &[Dated], answers: &[Answer]) {
        self.acts += history.len() as u64;
        for answer in answers {
            self.questions += 1;
            let name = match answer {
                Answer::Allow { .. } => "ALLOW",
                Answer::Ask => "ASK",
                Answer::AskSystem => "ASK_SYSTEM",
                Answer::Deny(code) => code,
            };
            *self.answers.entry(name.to_owned()).or_default() += 1;
        }
        let any = |of: fn(&Act) -> bool| history.iter().any(|it| of(&it.act));
        let editions = history
            .windows(2)
            .any(|pair| pair[0].edition != pair[1].edition);
        let accounts = history
            .windows(2)
            .any(|pair| pair[0].account != pair[1].account);
        let clocks = history.windows(2).any(|pair| pair[0].at > pair[1].at);
        for (name, holds) in [
            (
                "withdrawals",
                any(|act| matches!(act, Act::Withdrawn { .. })),
            ),
            ("editions change", editions),
            ("accounts change", accounts),
            ("clock goes back", clocks),
        ] {
            *self.features.entry(name).or_default() += u64::from(holds);
        }
    }

    fn add(&mut self, other: Tally) {
        self.questions += other.questions;
        self.acts += other.acts;
        for (name, count) in other.answers {
            *self.answers.entry(name).or_default() += count;
        }
        for (name, count) in other.features {
            *self.features.entry(name).or_default() += count;
        }
    }
}

/// One history: both sides answer each question. The difference, if there is one.
fn compare(policies: &[Policy], seed: u64) -> Result<(Vec<Dated>, Vec<Answer>), String> {
    let policy = &policies[(seed % policies.len() as u64) as usize];
    let mut history = History::new(&policy.material, seed).lived();
    let mut answers = vec![];
    let engine = Engine::after(&policy.catalogues, &history.acts);
    for _ in 0..QUESTIONS {
        let question = history.question();
        let expected = oracle::judge(&history.acts, &policy.editions, &question);
        let found = engine.decide(&question);
        if expected != found {
            let acts: Vec<String> = history
                .acts
                .iter()
                .enumerate()
                .map(|(at, it)| format!("{at} {it:?}"))
                .collect();
            return Err(format!(
                "seed {seed}: {question:#?}\nexpected {expected:?}, found {found:?}\n{}",
                acts.join("\n")
            ));
        }
        answers.push(expected);
    }
    Ok((history.acts, answers))
}

fn policies() -> Vec<Policy> {
    ["000", "001", "002", "003", "004"].map(Policy::new).into()
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn the_engine_agrees_with_the_oracle() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let policies = policies();
    let (wanted, first) = (
        number("ASKFIRST_ORACLE", 3_000),
        number("ASKFIRST_ORACLE_SEED", 1),
    );
    let (next, whole) = (AtomicU64::new(first), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut tally = Tally::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + wanted {
                        break;
                    }
                    let (history, answers) = compare(&policies, seed)
                        .unwrap_or_else(|difference| panic!("{difference}"));
                    tally.note(&history, &answers);
                }
                whole.lock().unwrap().add(tally);
            });
        }
    });
    let tally = whole.into_inner().unwrap();
    println!(
        "{wanted} histories from seed {first}: {} questions, {} acts",
        tally.questions, tally.acts
    );
    println!("  {:?}\n  {:?}", tally.answers, tally.features);
    if wanted >= 1_000 {
        require_quotas(&tally, wanted);
    }
}

/// A generator that never reaches something shows nothing about it.
fn require_quotas(tally: &Tally, histories: u64) {
    let allowed = tally.answers["ALLOW"];
    assert!(
        allowed * 5 >= tally.questions,
        "allowed {allowed} of {}",
        tally.questions
    );
    assert!(tally.acts >= 30 * histories, "histories are too short");
    for (name, &count) in &tally.features {
        assert!(count * 10 >= histories, "{name}: only {count}");
    }
    for code in REACHED {
        let count = tally.answers.get(code).copied().unwrap_or_default();
        assert!(
            count * 1_000 >= histories,
            "{code}: only {count} of {}",
            tally.questions
        );
    }
    let others: Vec<&String> = tally
        .answers
        .keys()
        .filter(|name| !REACHED.contains(&name.as_str()))
        .collect();
    assert_eq!(others, [""; 0], "name them as reached");
}

/// Everything that `decide` can answer over these editions: at least one in a
/// thousand histories ends in each, which makes a thousand of a million.
const REACHED: [&str; 28] = [
    "ALLOW",
    "ASK",
    "ASK_SYSTEM",
    "ACCOUNT_CLOSED",
    "ACCOUNT_CLOSING",
    "AGE_UNKNOWN",
    "CLOCK_STRANGE",
    "CROSS_BORDER",
    "EXPIRED",
    "GUARDIAN_REQUIRED",
    "LEGAL_HOLD",
    "NONCONFORMING",
    "NOT_ANSWERED",
    "NOT_IN_USE",
    "NO_CONSENT",
    "NO_POLICY_ACCEPTANCE",
    "NO_SCREEN",
    "OBLIGATION_PENDING",
    "OS_DENIED",
    "RECIPIENT_CONDITION",
    "RECIPIENT_NOT_DECLARED",
    "REFUSED",
    "SERVICE_ENDED",
    "SOURCE_UNPROVEN",
    "STALE_CONSENT",
    "SWITCH_OFF",
    "TRIGGER_MISMATCH",
    "WITHDRAWN",
];
