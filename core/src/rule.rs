//! Names of the rules that are judged at run time.
//!
//! A place that judges a rule names it with [`Rule::holds`]. That is always so;
//! in a release build it compiles to nothing. Test builds note which rules were
//! asked for, and can turn one off to see which scenario shows that it is gone.

#![cfg_attr(
    not(feature = "testing"),
    allow(unreachable_pub, reason = "test builds name the rules from outside")
)]

/// Lists the rules: the name, what goes wrong without it, and the traps it is the answer to.
macro_rules! rules {
    ($($name:ident $code:literal $without:literal [$($trap:literal)*];)*) => {
        /// A rule that is judged at run time, by its number in the requirements.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $without] $name,)*
        }

        #[cfg(feature = "testing")]
        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),*];

            /// Its number, such as `R-026`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code,)* }
            }

            /// What goes wrong without it.
            #[must_use]
            pub fn without(self) -> &'static str {
                match self { $(Rule::$name => $without,)* }
            }

            /// Traps that it is the answer to, such as `T-24`.
            #[must_use]
            pub fn traps(self) -> &'static [&'static str] {
                match self { $(Rule::$name => &[$($trap),*],)* }
            }
        }
    };
}

rules! {
    R001 "R-001" "A kind that the policy does not name is taken for one that it names." ["T-13"];
    R002 "R-002" "A kind that only a definition names counts as collectable." ["T-09" "T-60"];
    R003 "R-003" "A consent for one purpose serves another." [];
    R004 "R-004" "Core or additional is looked up by the kind alone." ["T-05"];
    R005 "R-005" "Where the text is silent, a refusal blocks." ["T-06"];
    R006 "R-006" "Open wording is a wildcard." ["T-10"];
    R007 "R-007" "An umbrella word stands for every datum of the device." ["T-11"];
    R008 "R-008" "What is declared as typed may be read." [];
    R009 "R-009" "A refused place can be had another way." ["T-14"];
    T15 "T-15" "A place by the network is no place." ["T-15"];
    T16 "T-16" "A consent to the approximate place opens the precise one." ["T-16"];
    R010 "R-010" "Sensitive kinds share a prompt." [];
    R011 "R-011" "Any controller is as good as another." ["T-64"];
    R012 "R-012" "A pack applies to every surface." ["T-66"];
    R013 "R-013" "One identifier does for another." ["T-12"];
    R014 "R-014" "A broken pack is used as far as it goes." [];
    R015 "R-015" "Nobody is asked before collecting." ["T-01"];
    R016 "R-016" "Doors open before the policy was accepted." ["T-04"];
    R017 "R-017" "Any control accepts, whatever act the text names." [];
    R018 "R-018" "An acceptance that an older release reports counts." ["T-03"];
    R019 "R-019" "Accepting the policy opens everything in it." ["T-02"];
    R020 "R-020" "People are asked at start-up." [];
    R021 "R-021" "A prompt leaves out what it must tell." ["T-58"];
    R022 "R-022" "A prompt says that a refusal blocks the service." [];
    R023 "R-023" "Closing a prompt agrees." [];
    R024 "R-024" "One switch agrees to all of them." ["T-68"];
    R025 "R-025" "An answer counts without a prompt that was shown." ["T-67"];
    R026 "R-026" "A refused question is put again." [];
    R027 "R-027" "The system's permission is consent." [];
    R028 "R-028" "What was typed for one purpose opens reading it." [];
    R029 "R-029" "A consent for once, or up to a day, lasts." [];
    R030 "R-030" "Consent belongs to the device." ["T-49"];
    R031 "R-031" "A consent to take from a platform is one to give to it." [];
    R032 "R-032" "What is new in an edition is not announced as new." [];
    R033 "R-033" "Purposes are taken for related." ["T-34"];
    R034 "R-034" "A face given for one scene serves another." [];
    R035 "R-035" "A ledger that cannot be trusted is replaced silently." ["T-65"];
    R036 "R-036" "Refusing anything shuts everything." ["T-08"];
    R037 "R-037" "Hedged wording blocks." ["T-07"];
    R038 "R-038" "Another way to the same end is not offered." [];
    R039 "R-039" "The system's switch and permission are not looked at." ["T-27"];
    R040 "R-040" "Reading goes on in the background." ["T-54"];
    R041 "R-041" "Joined data are judged alone." ["T-30"];
    R042 "R-042" "Consent beats a promise never to join." ["T-31"];
    R043 "R-043" "De-identified data leave the rules." ["T-32"];
    R044 "R-044" "What may be used may be kept." ["T-33"];
    R045 "R-045" "A permit outlives a withdrawal." ["T-55"];
    T56 "T-56" "Two callers ask twice." ["T-56"];
    R046 "R-046" "Looking is not reading." ["T-17"];
    R047 "R-047" "Decisions are not logged." [];
    R048 "R-048" "What is seen is not compared." ["T-20"];
    R049 "R-049" "Error reports go out by themselves." [];
    R050 "R-050" "Refusing figures costs the service." [];
    R051 "R-051" "Every message may go out." [];
    R052 "R-052" "Refusing cookies blocks." [];
    R053 "R-053" "A consent cannot be taken back by itself." ["T-52"];
    R054 "R-054" "Consent ends only in the system's settings." ["T-29"];
    R055 "R-055" "A permission that went off and on again is consent again." ["T-28"];
    R056 "R-056" "A withdrawal takes the past with it." ["T-25"];
    R057 "R-057" "Core data can be withdrawn without a word." [];
    R058 "R-058" "A restart revives what was taken back." [];
    T46 "T-46" "A ledger that was put back is believed." ["T-46"];
    R059 "R-059" "A withdrawal does not reach the SDK." ["T-26"];
    R060 "R-060" "A closed account is open." ["T-51"];
    R061 "R-061" "Collecting goes on while an account is being closed." [];
    R062 "R-062" "The check before closing uses what it likes." ["T-53"];
    R063 "R-063" "Data kept for the law are used every day." [];
    R064 "R-064" "The service ends and collecting does not." [];
    R065 "R-065" "An account that is opened again has its consents again." [];
    R066 "R-066" "Anybody is in a category." [];
    R067 "R-067" "An SDK starts before its row was agreed to." [];
    R068 "R-068" "The app's consent is the SDK's." ["T-18" "T-22"];
    R069 "R-069" "One consent opens everything of a recipient." ["T-19"];
    R070 "R-070" "A recipient's condition is not looked at." ["T-21"];
    R071 "R-071" "A successor has to ask anew whatever it promised." [];
    R072 "R-072" "Sharing is transferring." ["T-23"];
    R073 "R-073" "Data go abroad like anywhere." [];
    R074 "R-074" "Handing data to somebody else is a case without consent." ["T-24"];
    R075 "R-075" "A deletion is not passed on." [];
    R076 "R-076" "A notice may lack what was promised." [];
    R077 "R-077" "Data come from anywhere." [];
    R078 "R-078" "One list of exemptions serves every action." ["T-35"];
    R079 "R-079" "Exemptions are on, and stay." [];
    R080 "R-080" "Wide items expand." ["T-36" "T-37" "T-38"];
    R081 "R-081" "An edition is known by its number." ["T-40"];
    R082 "R-082" "A text binds before it was written." ["T-39" "T-41"];
    R083 "R-083" "An author's rating is believed." ["T-43"];
    R084 "R-084" "A new edition voids every consent." ["T-42"];
    R085 "R-085" "An edition binds before its notice." ["T-44"];
    R086 "R-086" "A new edition takes rights away." ["T-45"];
    R087 "R-087" "Who declines an edition has accepted it." [];
    R088 "R-088" "An older edition comes back." ["T-46"];
    R089 "R-089" "Everybody is an adult." ["T-47"];
    R090 "R-090" "A guardian's consent may come afterwards." ["T-48"];
    R091 "R-091" "What a minor agreed to stands." [];
    R092 "R-092" "A copy leaves out what was refused." [];
    R093 "R-093" "A right that is not declared is pretended." [];
    R094 "R-094" "Working days are counted without a calendar." ["T-50"];
    R095 "R-095" "A request is answered to whoever asks." [];
    R096 "R-096" "A request is refused on any ground." [];
    R097 "R-097" "The policy is out of reach while the guard is shut." [];
    R099 "R-099" "Any key will do." [];
}

#[cfg(not(feature = "testing"))]
impl Rule {
    /// Whether the rule is in force: always.
    #[inline(always)]
    pub(crate) const fn holds(self) -> bool {
        true
    }
}

#[cfg(feature = "testing")]
mod switches {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::Rule;

    const NONE: usize = usize::MAX;
    static OFF: AtomicUsize = AtomicUsize::new(NONE);
    static ASKED: [AtomicBool; Rule::ALL.len()] =
        [const { AtomicBool::new(false) }; Rule::ALL.len()];

    impl Rule {
        /// Whether the rule is in force: always, unless a test turned it off.
        #[inline]
        pub(crate) fn holds(self) -> bool {
            ASKED[self as usize].store(true, Ordering::Relaxed);
            OFF.load(Ordering::Relaxed) != self as usize
        }

        /// Turns one rule off in this process, or all of them on. Only a test
        /// that has the process to itself may do so.
        pub fn turn_off(rule: Option<Rule>) {
            OFF.store(rule.map_or(NONE, |rule| rule as usize), Ordering::SeqCst);
        }

        /// Rules that were asked for since this was last called.
        #[must_use]
        pub fn take_asked() -> Vec<Rule> {
            let asked = |rule: &&Rule| ASKED[**rule as usize].swap(false, Ordering::SeqCst);
            Rule::ALL.iter().filter(asked).copied().collect()
        }
    }
}
