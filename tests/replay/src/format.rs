//! The data of a scenario, exactly as `docs/scenarios.md` describes it.
//!
//! Unknown fields are errors everywhere: an expectation that is misspelt and
//! silently ignored would pass for ever.

use std::collections::BTreeMap;

use askfirst::catalogue::Binding;
use askfirst::decide::Permission;
use askfirst::pack::model::Region;
use askfirst::texts::Language;
use serde::{Deserialize, Deserializer, de};

use crate::expect::Then;
use crate::moment::Moment;
use crate::verb::Verb;

/// One scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The file's name without its ending.
    pub name: String,
    /// What it shows, in one sentence.
    pub about: String,
    /// Requirements and traps it is evidence for.
    pub covers: Vec<RuleId>,
    /// Number of a policy, or path of a pack relative to the file.
    pub pack: String,
    /// The clock at the first step.
    pub start: Moment,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// Language of the guard and of the screen.
    #[serde(default)]
    pub language: Tongue,
    /// Surface that the app is.
    #[serde(default = "app")]
    pub surface: String,
    /// Platform that the app pretends to run on.
    #[serde(default)]
    pub platform: Platform,
    /// Facts about the device.
    #[serde(default)]
    pub device: BTreeMap<String, String>,
    /// Whether a roll-back anchor is kept.
    #[serde(default = "yes")]
    pub anchor: bool,
    /// Whether the screen draws prompts by itself.
    #[serde(default = "yes")]
    pub draws: bool,
    /// The app's own quiet period.
    #[serde(default)]
    pub quiet_period_hours: Option<u32>,
    /// Two controls even before a system dialog.
    #[serde(default)]
    pub two_controls_always: bool,
    /// What an older release remembered.
    #[serde(default)]
    pub legacy: Option<Legacy>,
    /// The age in full years that the app states for every account whose age is wanted and unknown.
    #[serde(default, deserialize_with = "age")]
    pub age: Option<u8>,
    /// What the system says at the start.
    #[serde(default)]
    pub phone: PhoneChange,
    /// Who stands behind the policy's categories of recipients.
    #[serde(default)]
    pub bindings: Vec<BindingWord>,
    /// Whether the app has switched exemptions on.
    #[serde(default)]
    pub exemptions: bool,
    /// How SDKs behave.
    #[serde(default)]
    pub sdks: BTreeMap<String, Sdk>,
}

fn yes() -> bool {
    true
}

fn app() -> String {
    "app".to_owned()
}

/// An age that is written is a number; `null` is none in no language.
fn age<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    u8::deserialize(deserializer).map(Some)
}

/// A requirement or a trap, such as `R-026` or `T-24`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RuleId(pub String);

impl TryFrom<String> for RuleId {
    type Error = String;

    fn try_from(text: String) -> Result<RuleId, String> {
        let digits = match text.split_once('-') {
            Some(("R", digits)) if digits.len() == 3 => digits,
            Some(("T", digits)) if digits.len() == 2 => digits,
            _ => "",
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "`{text}` is neither a requirement (`R-026`) nor a trap (`T-24`)"
            ));
        }
        Ok(RuleId(text))
    }
}

/// A language of prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Language {
        match tongue {
            Tongue::Zh => Language::Zh,
            Tongue::En => Language::En,
        }
    }
}

/// The platform that the app pretends to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Two controls, whatever follows.
    #[default]
    Android,
    /// The system's dialog may answer a primer.
    Ios,
}

/// What an older release remembered as agreement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Legacy {
    /// Version of the text.
    pub text_version: String,
    /// When.
    pub at: Moment,
}

/// A name for a category of recipients.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingWord {
    /// Id of the category in the pack.
    pub category: String,
    /// Id of the recipient.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it processes data.
    pub region: Region,
}

impl From<&BindingWord> for Binding {
    fn from(word: &BindingWord) -> Binding {
        Binding {
            category: word.category.clone(),
            id: word.id.clone(),
            name: word.name.clone(),
            region: word.region,
        }
    }
}

/// How one SDK behaves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdk {
    /// How it stops.
    pub stops: Stops,
}

/// How an SDK stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stops {
    /// At once.
    #[default]
    Now,
    /// With the process.
    AfterRestart,
}

/// A change of the phone; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneChange {
    /// The system's permissions by kind.
    #[serde(default)]
    pub permissions: BTreeMap<String, PermissionWord>,
    /// The system's switches by kind.
    #[serde(default)]
    pub switches: BTreeMap<String, bool>,
    /// What a read gives, by kind.
    #[serde(default)]
    pub gives: BTreeMap<String, Gives>,
    /// Whether the app is in use.
    #[serde(default)]
    pub foreground: Option<bool>,
    /// Whether there is a screen to ask on.
    #[serde(default)]
    pub screen: Option<bool>,
}

/// A permission as scenarios write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionWord {
    /// The system asks nobody.
    NotNeeded,
    /// The system has not asked yet.
    NotAsked,
    /// On.
    Granted,
    /// Off.
    Denied,
    /// No such data.
    Unavailable,
}

impl From<PermissionWord> for Permission {
    fn from(word: PermissionWord) -> Permission {
        match word {
            PermissionWord::NotNeeded => Permission::NotNeeded,
            PermissionWord::NotAsked => Permission::NotAsked,
            PermissionWord::Granted => Permission::Granted,
            PermissionWord::Denied => Permission::Denied,
            PermissionWord::Unavailable => Permission::Unavailable,
        }
    }
}

/// What the phone gives when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// A value.
    #[default]
    Value,
    /// Nothing is there.
    NoValue,
    /// It has no such data.
    NotOffered,
    /// It fails.
    Failed,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is done.
    pub verb: Verb,
    /// What must come of it.
    pub then: Then,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Step, D::Error> {
        deserializer.deserialize_map(StepVisitor)
    }
}

/// Reads a step by hand: one verb with `then` and `note` beside it, in any
/// order, each read where it stands, so that errors carry their position.
struct StepVisitor;

impl<'de> de::Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a step: an object with one verb")
    }

    fn visit_map<M: de::MapAccess<'de>>(self, mut map: M) -> Result<Step, M::Error> {
        let (mut verb, mut then) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "then" if then.is_none() => then = Some(map.next_value::<Then>()?),
                "note" => drop(map.next_value::<String>()?),
                "then" => return Err(de::Error::duplicate_field("then")),
                _ if verb.is_some() => {
                    return Err(de::Error::custom(format!(
                        "a step has one verb; `{key}` is a second one"
                    )));
                }
                name => verb = Some(Verb::read(name, &mut map)?),
            }
        }
        let verb =
            verb.ok_or_else(|| de::Error::custom("a step needs a verb, such as `app_reads`"))?;
        Ok(Step {
            verb,
            then: then.unwrap_or_default(),
        })
    }
}
