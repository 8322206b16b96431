//! Random histories that look like use: few accesses, answered, taken back and
//! asked again, under changing editions, accounts and clocks.

use crate::acts::{Act, Asks, Dated, Given, Key, Permits, Question};
use crate::lines::Edition;

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// 2026-02-01T00:00:00Z: after the days of the five policies, before those of their changed editions.
const START: i64 = 1_769_904_000_000;

/// SplitMix64: small, and the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from) as u64) as i64
    }
}

/// What a generator has to know of a policy, looked up once.
pub(crate) struct Material {
    /// Of each edition: every key that can be answered.
    keys: Vec<Vec<Key>>,
    /// Of each edition: keys of categories that nobody is named for.
    unnamed: Vec<Vec<Key>>,
    recipients: Vec<String>,
    sources: Vec<String>,
    kinds: Vec<String>,
    facts: Vec<(String, String)>,
    /// Of each edition: whether it has rules for minors.
    has_minors: Vec<bool>,
}

impl Material {
    pub(crate) fn of(editions: &[Edition<'_>]) -> Material {
        let keys_where = |edition: &Edition<'_>, unnamed: bool| {
            let chosen = edition
                .lines
                .iter()
                .filter(|it| it.recipient.is_some_and(|r| r.category) == unnamed);
            let keys = chosen.flat_map(|line| {
                let controllers = line.function.controllers.iter();
                controllers.map(|it| Key {
                    access: line.id.clone(),
                    controller: it.clone(),
                })
            });
            keys.collect::<Vec<_>>()
        };
        let first = editions[0].pack;
        let conditions = first
            .recipients
            .iter()
            .filter_map(|it| it.condition.as_ref());
        let facts = conditions.flat_map(|it| {
            it.any_of
                .iter()
                .chain(&it.none_of)
                .map(|value| (it.fact.clone(), value.clone()))
        });
        Material {
            keys: editions.iter().map(|it| keys_where(it, false)).collect(),
            unnamed: editions.iter().map(|it| keys_where(it, true)).collect(),
            recipients: first.recipients.iter().map(|it| it.id.clone()).collect(),
            sources: first.sources.iter().map(|it| it.id.clone()).collect(),
            kinds: first.kinds.iter().map(|it| it.id.clone()).collect(),
            facts: facts.collect(),
            has_minors: editions.iter().map(|it| it.pack.minors.is_some()).collect(),
        }
    }
}

/// A history in the making.
pub(crate) struct History<'a> {
    material: &'a Material,
    random: Random,
    pub(crate) acts: Vec<Dated>,
    clock: i64,
    account: u8,
    edition: usize,
    next_id: u64,
    /// The keys that the history dwells on, so that answers meet each other.
    focus: Vec<Key>,
}

impl<'a> History<'a> {
    pub(crate) fn new(material: &'a Material, seed: u64) -> History<'a> {
        let mut random = Random(seed);
        let account = u8::from(!random.one_in(3));
        let edition = random.below(material.keys.len());
        let clock = START + random.between(0, 100 * DAY);
        let (acts, focus) = (vec![], vec![]);
        let mut history = History {
            material,
            random,
            acts,
            clock,
            account,
            edition,
            next_id: 1,
            focus,
        };
        history.add(Act::Switch);
        history.open(edition);
        history
    }

    /// The whole history: a beginning as apps have it, then whatever comes.
    pub(crate) fn lived(mut self) -> History<'a> {
        if self.material.has_minors[self.edition] && !self.random.one_in(8) {
            let years = *self.random.pick(&[14, 15, 17, 18, 30, 30, 30, 30]);
            self.add(Act::Age {
                years,
                suspends: false,
            });
            if years < 18 && !self.random.one_in(6) {
                self.add(Act::GuardianConsents);
            }
        }
        if !self.random.one_in(8) {
            self.add(Act::Policy { accepted: true });
        }
        let length = 28 + self.random.below(16);
        while self.acts.len() < length {
            self.pass_time();
            // Most people accept a policy before they do anything else.
            let act = if self.is_of_no_age() && self.random.one_in(3) {
                Act::Age {
                    years: 30,
                    suspends: false,
                }
            } else if self.is_unanswered() && !self.random.one_in(3) {
                Act::Policy { accepted: true }
            } else {
                self.act()
            };
            self.add(act);
        }
        self.pass_time();
        self
    }

    fn add(&mut self, act: Act) {
        let (at, account, edition) = (self.clock, self.account, self.edition);
        self.acts.push(Dated {
            at,
            account,
            edition,
            act,
        });
    }

    fn open(&mut self, edition: usize) {
        self.edition = edition;
        let opening = self.random.next();
        self.add(Act::Open { opening });
        let keys = &self.material.keys[edition];
        let kept = self.focus.iter().filter(|key| keys.contains(key));
        let mut focus: Vec<Key> = kept.take(4).cloned().collect();
        while focus.len() < 7 {
            // A key with its neighbours: the same function or recipient, or its second consents.
            let first = self.random.below(keys.len());
            focus.extend(keys[first..].iter().take(1 + self.random.below(3)).cloned());
            let second = keys
                .iter()
                .filter(|it| it.access.split('@').next() == Some(&keys[first].access));
            focus.extend(second.take(3).cloned());
        }
        self.focus = focus;
    }

    fn pass_time(&mut self) {
        let step = match self.random.below(20) {
            0 => -self.random.between(0, 3 * DAY),
            1 => -self.random.between(0, 10 * 60 * SECOND),
            2..=12 => self.random.between(0, 60 * SECOND),
            13..=17 => self.random.between(0, 5 * HOUR),
            _ => self.random.between(0, 6 * DAY),
        };
        self.clock += step;
    }

    /// Whether the account has no answer to the edition at hand.
    fn is_unanswered(&self) -> bool {
        let mine = self
            .acts
            .iter()
            .rev()
            .filter(|it| it.account == self.account);
        let mut since =
            mine.take_while(|it| !matches!(it.act, Act::OpenedAgain | Act::GuardianLeaves));
        !since.any(|it| it.edition == self.edition && matches!(it.act, Act::Policy { .. }))
    }

    /// Whether the edition at hand wants to know the person's age, and nobody has said it.
    fn is_of_no_age(&self) -> bool {
        let mine = self
            .acts
            .iter()
            .rev()
            .filter(|it| it.account == self.account);
        let mut since = mine.take_while(|it| !matches!(it.act, Act::OpenedAgain));
        self.material.has_minors[self.edition] && !since.any(|it| matches!(it.act, Act::Age { .. }))
    }

    fn key(&mut self) -> Key {
        self.random.pick(&self.focus).clone()
    }

    fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn act(&mut self) -> Act {
        match self.random.below(100) {
            0..=39 => self.given(),
            40..=45 => Act::Refused {
                key: self.key(),
                in_system: self.random.one_in(3),
            },
            46..=50 => Act::Withdrawn {
                key: self.key(),
                by_system: self.random.one_in(3),
            },
            51..=53 => Act::Spent { key: self.key() },
            54..=60 => Act::LeftOpen {
                key: self.key(),
                drawn: !self.random.one_in(4),
            },
            61..=63 => Act::SystemSeen {
                key: self.key(),
                on: self.random.one_in(2),
            },
            64..=69 => self.policy(),
            70..=73 => self.next_edition(),
            74..=76 => {
                self.account = u8::from(!self.random.one_in(3));
                Act::Switch
            }
            77..=84 => self.of_recipients(),
            85..=88 => self.of_joins(),
            89..=92 => self.of_the_account(),
            93..=94 => self.of_the_person(),
            95 if self.random.one_in(6) => Act::Recovered,
            96 if self.random.one_in(6) => Act::ServiceEnds {
                from: self.clock + self.random.between(-DAY, 30 * DAY),
            },
            97 if !self.material.sources.is_empty() => Act::Proven {
                source: self.random.pick(&self.material.sources).clone(),
            },
            other => Act::Aside(other as u8),
        }
    }

    fn given(&mut self) -> Act {
        let lasts = match self.random.below(8) {
            0 => Given::OneRead,
            1 => Given::Until(self.clock + self.random.between(SECOND, 3 * DAY)),
            _ => Given::WhileUsing,
        };
        Act::Given {
            key: self.key(),
            lasts,
        }
    }

    /// Whoever has accepted an edition is not asked about it again, so cannot decline it.
    fn policy(&mut self) -> Act {
        let mine = self
            .acts
            .iter()
            .filter(|it| it.account == self.account && it.edition == self.edition);
        let accepted = mine
            .clone()
            .any(|it| matches!(it.act, Act::Policy { accepted: true }));
        match self.random.below(6) {
            0 => Act::PolicyShown,
            1 if !accepted => Act::Policy { accepted: false },
            _ => Act::Policy { accepted: true },
        }
    }

    /// Editions only go forward, or the app is started again with the same one.
    fn next_edition(&mut self) -> Act {
        let last = self.material.keys.len() - 1;
        let edition = (self.edition + usize::from(self.random.one_in(2))).min(last);
        self.open(edition);
        // The opening is in; what follows is an act that changes nothing.
        Act::Aside(0)
    }

    fn of_recipients(&mut self) -> Act {
        if self.material.recipients.is_empty() {
            return Act::Aside(1);
        }
        let recipient = self.random.pick(&self.material.recipients).clone();
        let mut mine = self
            .focus
            .iter()
            .filter_map(|key| key.access.split('.').next());
        let mine = mine.find(|id| self.material.recipients.iter().any(|it| it == id));
        let recipient = mine.map_or(recipient, str::to_owned);
        match self.random.below(8) {
            0 | 1 => Act::Owes {
                id: self.id(),
                recipient,
            },
            2..=4 => Act::Confirmed {
                id: self.some_id(),
                after_restart: self.random.one_in(2),
            },
            5 | 6 => Act::Nonconforming { recipient },
            _ => Act::Cleared { recipient },
        }
    }

    fn some_id(&mut self) -> u64 {
        1 + self.random.next() % self.next_id
    }

    fn of_joins(&mut self) -> Act {
        if self.random.one_in(3) {
            return Act::Unjoined { id: self.some_id() };
        }
        let keys = vec![self.key(), self.key()];
        Act::Joined {
            id: self.id(),
            keys,
        }
    }

    fn of_the_account(&mut self) -> Act {
        match self.random.below(24) {
            0..=2 => Act::ClosingBegun,
            3..=7 => Act::ClosingEnded,
            8 => Act::Closed,
            9..=12 => Act::OpenedAgain,
            13 | 14 => {
                let all = self.random.one_in(4);
                let kinds = if all {
                    vec![]
                } else {
                    vec![self.random.pick(&self.material.kinds).clone()]
                };
                Act::Held {
                    id: self.id(),
                    kinds,
                }
            }
            _ => Act::Released { id: self.some_id() },
        }
    }

    fn of_the_person(&mut self) -> Act {
        match self.random.below(6) {
            0 => Act::Age {
                years: self.random.below(25) as u8,
                suspends: self.random.one_in(4),
            },
            1 if self.random.one_in(3) => Act::GuardianLeaves,
            2 | 3 => Act::GuardianConsents,
            _ => Act::Age {
                years: 20 + self.random.below(40) as u8,
                suspends: false,
            },
        }
    }

    /// A question at the end, mostly about what the history dwelt on.
    pub(crate) fn question(&mut self) -> Question {
        let unnamed = &self.material.unnamed[self.edition];
        let key = match self.random.below(40) {
            0 if !unnamed.is_empty() => self.random.pick(unnamed).clone(),
            1..=4 => self.random.pick(&self.material.keys[self.edition]).clone(),
            _ => self.key(),
        };
        let random = &mut self.random;
        let facts = match random.below(3) {
            0 => vec![],
            _ => self
                .material
                .facts
                .iter()
                .filter(|_| random.one_in(2))
                .take(1)
                .cloned()
                .collect(),
        };
        Question {
            key,
            now: self.clock,
            ask: *random.pick(&[Asks::Never, Asks::IfNew, Asks::Tapped]),
            by_person: random.one_in(2),
            permission: match random.below(12) {
                0 => Permits::Denied,
                1 => Permits::NotAsked,
                2 => Permits::Unavailable,
                3..=6 => Permits::Granted,
                _ => Permits::NotNeeded,
            },
            switch_on: !random.one_in(20),
            foreground: !random.one_in(15),
            screen: !random.one_in(8),
            facts,
            quiet_hours: random.between(1, 72),
        }
    }
}
