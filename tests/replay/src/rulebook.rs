//! The verbs beside the everyday ones: editions, joins, handling, exemptions.

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{EditionView, Exempted, Joined, Shut};
use askfirst::pack::model::{Action, Ground, Right};
use askfirst::rules::changes::Comparison;
use askfirst::rules::days::Day;
use askfirst::rules::exemptions::{Claim, Which};
use serde::{Deserialize, Serialize};

use crate::app::no;
use crate::chapters::Chapters;
use crate::fields::{AskWord, Nothing, OneAccess, Subject};
use crate::perform::{Done, listed, words};
use crate::player::Player;
use crate::tasks::Fields;
use crate::verb::verbs;

verbs! {
    /// What one step does, beside the everyday verbs.
    Rulebook also [Chapters]

    /// Lists the editions of the policy.
    AppListsEditions(Nothing) = "app_lists_editions";
    /// Lists what differs from the edition that was agreed to.
    AppListsChanges(Nothing) = "app_lists_changes";
    /// Asks which edition stood agreed to on a day.
    AppAsksAgreedText(OnDay) = "app_asks_agreed_text";
    /// Lists the rights that the person has now.
    AppListsRights(Nothing) = "app_lists_rights";
    /// Joins data.
    AppJoins(Join) = "app_joins";
    /// Ends a join.
    AppEndsJoin(OneJoin) = "app_ends_join";
    /// Asks whether a join may go on.
    AppChecksJoin(OneJoin) = "app_checks_join";
    /// Asks whether a value may be kept.
    AppKeeps(OneAccess) = "app_keeps";
    /// Asks whether a value may be passed on.
    AppPassesOn(PassOn) = "app_passes_on";
    /// Asks whether data may go out as statistics.
    AppReleases(Release) = "app_releases";
    /// Records how a source came by its data.
    AppProvesSource(Proof) = "app_proves_source";
    /// Claims an exemption.
    AppClaims(ClaimWord) = "app_claims";
}

/// The fields of `app_asks_agreed_text`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnDay {
    /// The day, in UTC+8.
    pub day: DayWord,
}

/// A day as scenarios write it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct DayWord(pub Day);

impl TryFrom<String> for DayWord {
    type Error = String;

    fn try_from(text: String) -> Result<DayWord, String> {
        let day = Day::parse(&text);
        day.map(DayWord)
            .ok_or_else(|| format!("`{text}` is not a day; write `YYYY-MM-DD`"))
    }
}

/// The fields of `app_joins`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// What is joined.
    pub accesses: Vec<String>,
    /// Who acts.
    #[serde(default)]
    pub ask: AskWord,
}

/// A step about one join.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneJoin {
    /// Its number, from 1 in the order of joining.
    pub join: usize,
}

/// The fields of `app_passes_on`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassOn {
    /// What was read.
    pub access: String,
    /// The recipient's own access.
    pub to: String,
}

/// The fields of `app_releases`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Kind of data.
    pub kind: String,
    /// Who gets them.
    pub to: String,
}

/// The fields of `app_proves_source`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The source.
    pub source: String,
    /// Where the proof can be found.
    pub reference: String,
}

/// The fields of `app_claims`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimWord {
    /// What the claim is about.
    pub access: String,
    /// What is to be done.
    #[serde(default = "collect")]
    pub action: Action,
    /// Number of the item, or its ground.
    pub item: ItemWord,
    /// Why.
    pub reason: String,
    /// Who claims.
    pub requester: String,
    /// The law.
    pub citation: Option<String>,
    /// Whether the case and the data are directly linked.
    #[serde(default)]
    pub directly: bool,
}

fn collect() -> Action {
    Action::Collect
}

/// An item by its number or by its ground.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum ItemWord {
    /// Its number in the list for the action.
    Number(u32),
    /// Its ground.
    Ground(Ground),
}

impl From<&ClaimWord> for Claim {
    fn from(word: &ClaimWord) -> Claim {
        Claim {
            action: word.action,
            item: match word.item {
                ItemWord::Number(number) => Which::Number(number),
                ItemWord::Ground(ground) => Which::Ground(ground),
            },
            reason: word.reason.clone(),
            requester: word.requester.clone(),
            citation: word.citation.clone(),
            directly: word.directly,
        }
    }
}

impl Player<'_> {
    /// Does what a verb of this list says.
    pub(crate) fn consult(&mut self, name: &'static str, verb: &Rulebook) -> Done {
        let app = self.app()?;
        match verb {
            Rulebook::Chapters(verb) => self.attend(name, verb)?,
            Rulebook::AppListsEditions(_) => {
                let all = app.guard.editions().all();
                let fields = listed("editions", all.iter().map(edition));
                self.make(name, "", async { fields });
            }
            Rulebook::AppListsChanges(_) => self.make(name, "", async move {
                let changes = app.guard.editions().changes().await;
                changes.map_or(words(&["no_changes"]), |it| changes_of(&it))
            }),
            Rulebook::AppAsksAgreedText(on) => {
                let hash = app.guard.editions().agreed_on(on.day.0);
                let all = app.guard.editions().all();
                let agreed = hash.and_then(|hash| all.iter().find(|it| it.hash == hash));
                let ordinal = agreed.map_or("-".to_owned(), |it| it.ordinal.to_string());
                let fields = words(&["agreed", &ordinal]);
                self.make(name, &on.day.0.to_string(), async { fields });
            }
            Rulebook::AppListsRights(_) => self.make(name, "", async move {
                let rights = app.guard.editions().rights().await;
                let mut offered: Vec<String> = rights.iter().filter_map(right).collect();
                offered.sort();
                listed("rights", offered.into_iter())
            }),
            Rulebook::AppJoins(join) => self.joins(name, join)?,
            Rulebook::AppEndsJoin(join) => {
                let id = self.join_of(join)?;
                self.make(name, &join.join.to_string(), async move {
                    let ended = app.guard.joins().end(id).await;
                    words(&[if ended { "ended" } else { "no_join" }])
                });
            }
            Rulebook::AppChecksJoin(join) => {
                let id = self.join_of(join)?;
                self.make(name, &join.join.to_string(), async move {
                    yes_or("stands", app.guard.joins().stands(id).await.as_ref())
                });
            }
            Rulebook::AppKeeps(one) => {
                let gate = app.guard.gate(&one.access);
                self.make(name, &one.access, async move {
                    yes_or("kept", app.guard.handling().keep(gate).await.as_ref())
                });
            }
            Rulebook::AppPassesOn(pass) => {
                let (from, to) = (app.guard.gate(&pass.access), app.guard.gate(&pass.to));
                self.make(name, &format!("{},{}", pass.access, pass.to), async move {
                    let shut = app.guard.handling().pass_on(from, to).await;
                    yes_or("passed_on", shut.as_ref())
                });
            }
            Rulebook::AppReleases(release) => {
                let (kind, to) = (release.kind.clone(), release.to.clone());
                self.make(name, &release.kind, async move {
                    let shut = app.guard.handling().release(kind, to).await;
                    yes_or("released", shut.as_ref())
                });
            }
            Rulebook::AppProvesSource(proof) => {
                let (source, reference) = (proof.source.clone(), proof.reference.clone());
                self.make(name, &proof.source, async move {
                    let proven = app.guard.handling().prove_source(source, reference).await;
                    words(&[if proven { "proven" } else { "not_proven" }])
                });
            }
            Rulebook::AppClaims(claim) => {
                let door = app.door(&Subject::Id(claim.access.clone()));
                let platform = app.platform_of(&door);
                let claimed: Claim = claim.into();
                self.make(name, &claim.access, async move {
                    let exemptions = app.guard.exemptions();
                    match exemptions.claim(door.gate(), claimed, platform).await {
                        Exempted::Permit(permit) => app.provide(permit, &door).await,
                        Exempted::Recorded(_) => words(&["recorded"]),
                        Exempted::Shut(shut) => no("shut", &shut),
                    }
                });
            }
        }
        Ok(())
    }

    fn joins(&mut self, name: &'static str, join: &Join) -> Done {
        let app = self.app()?;
        let gates = join.accesses.iter().map(|it| app.guard.gate(it)).collect();
        let (ask, joins) = (Ask::from(join.ask), self.joins.clone());
        let platform = PlatformState {
            screen: self.phone.borrow().has_screen(),
            ..PlatformState::OPEN
        };
        self.make(name, &join.accesses.join(","), async move {
            match app.guard.joins().open(gates, ask, platform).await {
                Joined::Open(id) => {
                    joins.borrow_mut().push(id);
                    words(&["joined"])
                }
                Joined::Shut(shut) => no("shut", &shut),
            }
        });
        Ok(())
    }

    fn join_of(&self, join: &OneJoin) -> Result<u64, crate::open::BadScenario> {
        let joins = self.joins.borrow();
        let found = join.join.checked_sub(1).and_then(|at| joins.get(at));
        found
            .copied()
            .ok_or_else(|| self.cannot(&format!("nothing was joined a {}. time", join.join)))
    }
}

fn yes_or(yes: &str, shut: Option<&Shut>) -> Fields {
    shut.map_or_else(|| words(&[yes]), |shut| no("shut", shut))
}

fn edition(edition: &EditionView) -> String {
    let state = match (edition.answered, edition.shown) {
        (Some((true, _)), _) => "accepted",
        (Some((false, _)), _) => "declined",
        (None, Some(_)) => "shown",
        (None, None) => "unseen",
    };
    let current = if edition.is_current { ":current" } else { "" };
    format!("{}:{state}{current}", edition.ordinal)
}

fn changes_of(comparison: &Comparison) -> Fields {
    if comparison.unknown {
        return words(&["unknown"]);
    }
    let changes = comparison
        .changes
        .iter()
        .map(|it| format!("{}:{}:{}", word_of(it.class), it.how.name(), it.path));
    listed("changes", changes)
}

fn right(right: &Right) -> Option<String> {
    right.offered.then(|| word_of(right.right))
}

/// A plain value as scenarios write it.
pub(crate) fn word_of(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
