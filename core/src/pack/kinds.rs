//! The registry of kinds: what personal data can be, and who else asks for it.
//!
//! The registry itself is data (`kinds.json`). A pack may add kinds of its
//! own under the prefix `x.`; they are gated like any other. What is gated is
//! decided here and nowhere else.

use once_cell::sync::Lazy;
use serde::Deserialize;

use super::model::{Kind, Mode, Text};

/// Prefix of a kind that a pack declares for itself.
pub const OWN_PREFIX: &str = "x.";

/// One kind of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindInfo {
    /// Id, such as `clip.content`.
    pub id: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// The headline family it belongs to, if it does.
    #[serde(default)]
    pub family: Option<Family>,
    /// Whether it is sensitive unless a pack says otherwise; a pack can add, never remove.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether it names a device or a person wherever it turns up.
    #[serde(default)]
    pub identifier: bool,
    /// For an umbrella word: what it stands for where a pack does not say. Never an identifier.
    #[serde(default)]
    pub umbrella: Option<Vec<String>>,
    /// A kind that opens less and is enough for some purposes.
    #[serde(default)]
    pub narrower: Option<Narrower>,
    /// On Android.
    pub android: OnPlatform,
    /// On iOS.
    pub ios: OnPlatform,
}

/// A kind that would be enough, and the words by which a purpose shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Narrower {
    /// The kind.
    pub kind: String,
    /// Words of such a purpose, Chinese or English in small letters.
    pub words: Vec<String>,
}

/// The four families that always need a prompt of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Device identifiers.
    DeviceId,
    /// Location in all its forms.
    Location,
    /// Clipboard.
    Clipboard,
    /// Installed apps and their use.
    AppList,
}

/// How a kind is read on one platform.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnPlatform {
    /// Whether the system asks the person.
    pub dialog: SystemDialog,
    /// By what it is read; none if the platform has no way.
    pub how: Option<String>,
}

/// Whether a system asks the person before a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemDialog {
    /// It does.
    Yes,
    /// For some ways of reading it.
    Partly,
    /// If the app reads it; not when the person types it.
    IfRead,
    /// It does not.
    No,
}

// A registry that cannot be read is empty: every kind is then unknown and
// stays shut. A test holds that it can be read.
static REGISTRY: Lazy<Vec<KindInfo>> =
    Lazy::new(|| serde_json::from_str(include_str!("kinds.json")).unwrap_or_default());

/// Every kind of the registry.
#[must_use]
pub fn registry() -> &'static [KindInfo] {
    &REGISTRY
}

/// Finds a kind of the registry by its id.
#[must_use]
pub fn info(id: &str) -> Option<&'static KindInfo> {
    registry().iter().find(|info| info.id == id)
}

/// The named kinds that a kind of a pack covers: itself, or what its umbrella word stands for.
///
/// An umbrella word that a pack leaves open covers the registry's minimum,
/// which never holds an identifier.
#[must_use]
pub fn covered_by(kind: &Kind) -> Vec<String> {
    if !kind.stands_for.is_empty() {
        return kind.stands_for.clone();
    }
    match info(&kind.id).and_then(|info| info.umbrella.clone()) {
        Some(minimum) => minimum,
        None => vec![kind.id.clone()],
    }
}

/// Whether only a prompt of its own can open a line.
///
/// Gated are the four headline families, whatever has a system dialog on any
/// platform, whatever is sensitive, a pack's own kinds, and every line of a
/// recipient (R-019, D-2, D-16).
#[must_use]
pub fn gated(kind: &Kind, mode: Mode, recipient: bool) -> bool {
    recipient
        || kind.sensitive
        || is_gated(&kind.id, mode)
        || covered_by(kind)
            .iter()
            .any(|covered| is_gated(covered, mode))
}

/// Whether a kind, by itself, needs a prompt of its own when it comes to the app in this way.
///
/// What a pack says of it, and whose line it is, can only add to this; see [`gated`].
#[must_use]
pub fn is_gated(id: &str, mode: Mode) -> bool {
    // A pack's own kind is one that the registry knows nothing harmless about.
    let Some(info) = info(id) else { return true };
    let asks = |platform: &OnPlatform| match platform.dialog {
        SystemDialog::Yes | SystemDialog::Partly => true,
        SystemDialog::IfRead => mode != Mode::Active,
        SystemDialog::No => false,
    };
    info.family.is_some() || info.sensitive || asks(&info.android) || asks(&info.ios)
}

/// Whether the registry calls a kind, or one it covers, sensitive.
#[must_use]
pub fn sensitive(kind: &Kind) -> bool {
    kind.sensitive
        || std::iter::once(&kind.id)
            .chain(&covered_by(kind))
            .any(|id| info(id).is_some_and(|info| info.sensitive))
}

/// Whether the system of some platform asks the person before a read of a kind.
#[must_use]
pub fn has_system_dialog(id: &str) -> bool {
    let asks = |platform: &OnPlatform| platform.dialog != SystemDialog::No;
    info(id).is_some_and(|info| asks(&info.android) || asks(&info.ios))
}

/// Whether a kind, or one it covers, names a device or a person by itself.
#[must_use]
pub fn identifies(kind: &Kind) -> bool {
    std::iter::once(&kind.id)
        .chain(&covered_by(kind))
        .any(|id| info(id).is_some_and(|info| info.identifier))
}

/// A kind that would do for this purpose, where `id` opens more than it needs.
///
/// A guess by words, good enough to warn and never to decide.
#[must_use]
pub fn enough_for(id: &str, purpose: &Text) -> Option<&'static str> {
    let narrower = info(id)?.narrower.as_ref()?;
    let english = purpose.en.to_lowercase();
    let shows = |word: &String| purpose.zh.contains(word) || english.contains(word);
    narrower
        .words
        .iter()
        .any(shows)
        .then_some(narrower.kind.as_str())
}
