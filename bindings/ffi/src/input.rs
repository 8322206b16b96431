//! What hosts hand in: options, accesses in parts, accounts; over UniFFI, and
//! as the lines of text that JNI takes.

use askfirst::catalogue::{AccessParts as CoreParts, Binding};
use askfirst::pack::model::{Action, Mode, Region, Surface};

/// How a guard is set up.
#[derive(Debug, Clone, uniffi::Record)]
pub struct OpenOptions {
    /// Directory of the ledger.
    pub directory: String,
    /// Text of the pack.
    pub pack: String,
    /// Name of the pack's file, for messages.
    pub pack_name: String,
    /// Surface that the host is.
    pub surface: Surface,
    /// BCP 47 tag of the language for messages.
    pub language: String,
    /// Hours of silence after a question was left open.
    pub quiet_period_hours: Option<u32>,
    /// How long a prompt may take to be drawn, in milliseconds.
    pub shown_timeout_ms: u64,
    /// How long the key store may take, in milliseconds.
    pub key_timeout_ms: u64,
    /// Tests only: a clock set by hand, beginning here.
    pub manual_clock_ms: Option<i64>,
    /// Facts about the device.
    pub device: Vec<Fact>,
    /// Whether the system's dialog may answer a primer with one control (iOS).
    pub ios: bool,
    /// Whether two controls are shown even where a primer would do.
    pub two_controls_always: bool,
    /// Who stands behind the categories of recipients that the policy names.
    pub bindings: Vec<Binding>,
    /// Whether exemptions may be claimed at all.
    pub exemptions: bool,
}

/// A recipient by its name, behind a category of the policy.
#[uniffi::remote(Record)]
pub struct Binding {
    pub category: String,
    pub id: String,
    pub name: String,
    pub region: Region,
}

/// Where a recipient processes data.
#[uniffi::remote(Enum)]
pub enum Region {
    Domestic,
    Abroad,
}

/// A fact about the device that conditions of recipients look at.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Fact {
    /// Name, such as `brand`.
    pub name: String,
    /// Value.
    pub value: String,
}

/// What an app asks for, in parts.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccessParts {
    /// Kind of data.
    pub kind: String,
    /// Function id.
    pub function: Option<String>,
    /// Purpose id.
    pub purpose: Option<String>,
    /// Recipient id.
    pub recipient: Option<String>,
    /// Controller id.
    pub controller: Option<String>,
    /// How the data come.
    pub mode: Mode,
    /// What is done with them.
    pub action: Option<Action>,
    /// Source id.
    pub source: Option<String>,
}

/// An account of the app.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Account {
    /// The app's own name for it.
    pub id: String,
    /// Tenant.
    pub tenant: Option<String>,
}

pub(crate) fn parts(parts: AccessParts) -> CoreParts {
    let AccessParts {
        kind,
        function,
        purpose,
        recipient,
        controller,
        mode,
        action,
        source,
    } = parts;
    CoreParts {
        kind,
        function,
        purpose,
        recipient,
        controller,
        mode,
        action,
        source,
    }
}

/// The options as Kotlin hands them over: name, value, name, value …; facts of the device are named `device.NAME`.
pub(crate) fn options_of(fields: &[String]) -> Result<OpenOptions, String> {
    let value = |name: &str| {
        let pair = fields.chunks_exact(2).find(|pair| pair[0] == name);
        pair.map(|pair| pair[1].clone())
    };
    let number = |name: &str, otherwise: u64| {
        value(name)
            .and_then(|it| it.parse().ok())
            .unwrap_or(otherwise)
    };
    let flag = |name: &str| value(name).as_deref() == Some("true");
    let device = fields.chunks_exact(2).filter_map(|pair| {
        let name = pair[0].strip_prefix("device.")?;
        Some(Fact {
            name: name.to_owned(),
            value: pair[1].clone(),
        })
    });
    // A host whose surface nobody knows must not be taken for any that the pack covers.
    let surface = value("surface").unwrap_or_default();
    let surface = Surface::from_name(&surface)
        .ok_or_else(|| format!("the host names a surface that does not exist: `{surface}`"))?;
    Ok(OpenOptions {
        directory: value("directory").unwrap_or_default(),
        pack: value("pack").unwrap_or_default(),
        pack_name: value("pack_name").unwrap_or_default(),
        surface,
        language: value("language").unwrap_or_default(),
        quiet_period_hours: value("quiet_period_hours").and_then(|it| it.parse().ok()),
        shown_timeout_ms: number("shown_timeout_ms", 4_000),
        key_timeout_ms: number("key_timeout_ms", 10_000),
        manual_clock_ms: value("manual_clock_ms").and_then(|it| it.parse().ok()),
        device: device.collect(),
        ios: flag("ios"),
        two_controls_always: flag("two_controls_always"),
        bindings: fields.chunks_exact(2).filter_map(binding_of).collect(),
        exemptions: flag("exemptions"),
    })
}

/// A name that stands behind a category: `binding.ID`, then category, region and name with tabs between them.
fn binding_of(pair: &[String]) -> Option<Binding> {
    let id = pair[0].strip_prefix("binding.")?;
    let mut rest = pair[1].splitn(3, '\t');
    let (category, region, name) = (rest.next()?, rest.next()?, rest.next()?);
    Some(Binding {
        category: category.to_owned(),
        id: id.to_owned(),
        name: name.to_owned(),
        // What is not known to stay in the country counts as abroad.
        region: if region == "domestic" {
            Region::Domestic
        } else {
            Region::Abroad
        },
    })
}

/// The parts of an access, in the order of [`AccessParts`]; empty is none.
pub(crate) fn parts_of(fields: &[String]) -> AccessParts {
    let part = |index: usize| fields.get(index).filter(|it| !it.is_empty()).cloned();
    AccessParts {
        kind: part(0).unwrap_or_default(),
        function: part(1),
        purpose: part(2),
        recipient: part(3),
        controller: part(4),
        mode: match part(5).as_deref() {
            Some("active") => Mode::Active,
            Some("import") => Mode::Import,
            _ => Mode::Passive,
        },
        action: part(6).as_deref().map(action_of),
        source: part(7),
    }
}

fn action_of(name: &str) -> Action {
    match name {
        "collect" => Action::Collect,
        "share" => Action::Share,
        "transfer" => Action::Transfer,
        "disclose" => Action::Disclose,
        "retain" => Action::Retain,
        "refuse_request" => Action::RefuseRequest,
        // Nothing is ever declared for it, so that an unknown word opens nothing.
        _ => Action::RefuseRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_that_does_not_exist_is_refused_and_none_is_no_surface() {
        let with = |surface: &str| options_of(&["surface".to_owned(), surface.to_owned()]);
        assert_eq!(with("mini_program").unwrap().surface, Surface::MiniProgram);
        for unknown in ["", "App", "apps"] {
            let refused = with(unknown).unwrap_err();
            assert!(refused.contains(&format!("`{unknown}`")), "{refused}");
        }
        assert!(options_of(&[]).is_err());
    }
}
