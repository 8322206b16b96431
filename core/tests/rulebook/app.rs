//! An app over the test pack of the rulebook, its person, its clock, and its later releases.

pub(crate) use std::sync::Arc;
pub(crate) use std::time::Duration;

pub(crate) use askfirst::decide::{Ask, PlatformState};
pub(crate) use askfirst::guard::{
    Account, Cause, Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState, Prompt, ReadOutcome,
    Reply, Shut, Standing, Started, Status, Tap, Verdict, Withdrawn,
};
pub(crate) use askfirst::ledger::Key;
pub(crate) use askfirst::pack::Pack;
pub(crate) use askfirst::prompt::Style;
pub(crate) use askfirst::reason::Reason;
pub(crate) use askfirst::rules::days::Day;
pub(crate) use askfirst::texts::Language;
pub(crate) use askfirst::{Clock, ManualClock, Timestamp};
pub(crate) use serde_json::{Value, json};

use crate::support::Folder;

/// 2024-01-10, 09:00 UTC.
pub(crate) const START: Timestamp = Timestamp(1_704_877_200_000);
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) struct App {
    folder: Arc<Folder>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) guard: Guard,
}

/// The test pack, to be changed at will.
pub(crate) fn text() -> Value {
    serde_json::from_str(include_str!("../../../tests/scenarios/packs/rulebook.json")).unwrap()
}

pub(crate) fn pack(text: &Value) -> Pack {
    Pack::parse("rulebook.json", &text.to_string()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The next edition of the test pack, with a change.
pub(crate) fn next(change: impl FnOnce(&mut Value)) -> Value {
    let mut text = text();
    text["identity"]["ordinal"] = json!(2);
    change(&mut text);
    text
}

/// The element of a list that has this id.
pub(crate) fn of<'a>(list: &'a mut Value, id: &str) -> &'a mut Value {
    let list = list.as_array_mut().unwrap();
    let found = list.iter_mut().find(|it| it["id"] == id);
    found.unwrap_or_else(|| panic!("nothing is called `{id}`"))
}

impl App {
    pub(crate) fn new() -> App {
        App::with(&text(), |_| {})
    }

    /// Opened, with the policy accepted.
    pub(crate) fn accepted() -> App {
        let app = App::new();
        app.accept();
        app
    }

    pub(crate) fn with(text: &Value, change: impl FnOnce(&mut Options)) -> App {
        let folder = Arc::new(Folder::in_memory());
        let clock = Arc::new(ManualClock::new(START));
        App::open(folder, clock, text, change)
    }

    pub(crate) fn at(day: &str, text: &Value) -> App {
        let folder = Arc::new(Folder::in_memory());
        let clock = Arc::new(ManualClock::new(Day::parse(day).unwrap().start()));
        App::open(folder, clock, text, |_| {})
    }

    fn open(
        folder: Arc<Folder>,
        clock: Arc<ManualClock>,
        text: &Value,
        change: impl FnOnce(&mut Options),
    ) -> App {
        let mut options = Options::new(folder.path().join("ledger"));
        options.clock = Arc::clone(&clock) as Arc<dyn Clock>;
        options.shown_timeout = Duration::from_secs(60);
        change(&mut options);
        let guard = Guard::open(pack(text), options);
        guard.supply_key(KeyAnswer::Key(Key::new([7; 32])), None);
        let () = guard.settle().wait();
        App {
            folder,
            clock,
            guard,
        }
    }

    /// The app is killed and comes back as another release, with another pack.
    pub(crate) fn again(self, text: &Value) -> App {
        self.again_with(text, |_| {})
    }

    pub(crate) fn again_with(self, text: &Value, change: impl FnOnce(&mut Options)) -> App {
        let () = self.guard.settle().wait();
        self.guard.test_kill();
        let (folder, clock) = (Arc::clone(&self.folder), Arc::clone(&self.clock));
        App::open(folder, clock, text, change)
    }

    pub(crate) fn accept(&self) {
        assert_eq!(self.policy("agree"), PolicyState::Accepted);
    }

    pub(crate) fn decline(&self) {
        assert_eq!(self.policy("refuse"), PolicyState::Declined);
    }

    fn policy(&self, control: &str) -> PolicyState {
        let policy = self.guard.present_policy(Ask::Tapped, true);
        self.press(control, &[]);
        policy.wait()
    }

    pub(crate) fn gate(&self, access: &str) -> Gate {
        self.guard.gate(access)
    }

    pub(crate) fn is_open(&self, access: &str) -> bool {
        self.guard.is_open(self.gate(access))
    }

    pub(crate) fn request(&self, access: &str, ask: Ask) -> Reply<Verdict> {
        self.guard
            .request(self.gate(access), ask, PlatformState::OPEN)
    }

    /// What is answered at once to who acts so; a question would never be answered.
    pub(crate) fn read(&self, access: &str, ask: Ask) -> Result<u64, Reason> {
        let mut reply = self.request(access, ask);
        let verdict = reply.wait_for(Duration::from_secs(5));
        match verdict {
            Some(Verdict::Permit(permit)) => Ok(permit.entry),
            Some(Verdict::Shut(shut)) => Err(shut.reason),
            other => panic!("`{access}` gave {other:?}"),
        }
    }

    pub(crate) fn never(&self, access: &str) -> Result<u64, Reason> {
        self.read(access, Ask::Never)
    }

    /// The question that is before the person.
    pub(crate) fn prompt(&self) -> Arc<Prompt> {
        for _ in 0..2000 {
            if let Some(prompt) = self.guard.prompt() {
                return prompt;
            }
            let () = self.guard.settle().wait();
        }
        panic!("no question came; status {:?}", self.guard.status());
    }

    /// Draws the question in Chinese and presses a control of it.
    pub(crate) fn press(&self, control: &str, on: &[&str]) -> Arc<Prompt> {
        let prompt = self.prompt();
        assert!(self.guard.shown(prompt.ticket, Language::Zh).wait());
        let on = on.iter().map(|id| (*id).to_owned()).collect();
        let pressed = self
            .guard
            .press(prompt.ticket, control.to_owned(), on, Tap::Bound);
        assert!(pressed.wait(), "the answer counted");
        prompt
    }

    /// Asks at the person's tap and gives the answer; what came of the read.
    pub(crate) fn answered(&self, access: &str, control: &str) -> Result<u64, Reason> {
        let read = self.request(access, Ask::Tapped);
        self.press(control, &[]);
        match read.wait() {
            Verdict::Permit(permit) => Ok(permit.entry),
            Verdict::Shut(shut) => Err(shut.reason),
            other @ Verdict::AskSystem(_) => panic!("`{access}` gave {other:?}"),
        }
    }

    pub(crate) fn give(&self, access: &str) {
        assert!(self.answered(access, "agree").is_ok(), "{access} was given");
    }

    pub(crate) fn refuse(&self, access: &str) {
        assert_eq!(self.answered(access, "refuse"), Err(Reason::Refused));
    }

    pub(crate) fn withdraw(&self, access: &str) {
        let done = self.guard.withdraw(self.gate(access)).wait();
        assert!(matches!(done, Withdrawn::Done(_)), "{access}: {done:?}");
    }

    /// What happened, by the words of the entry list.
    pub(crate) fn happened(&self, what: &str) -> Vec<String> {
        let entries = self.guard.entries(1, usize::MAX).wait();
        let found = entries.into_iter().filter(|it| it.what == what);
        found
            .map(|it| it.access.unwrap_or_default() + &it.detail)
            .collect()
    }

    pub(crate) fn asks_nobody(&self) {
        let () = self.guard.settle().wait();
        assert!(self.guard.prompt().is_none(), "{:?}", self.guard.prompt());
    }

    pub(crate) fn cause(&self) -> Option<Cause> {
        match self.guard.status() {
            Status::Closed(closed) => Some(closed.cause),
            Status::Opening | Status::Ready { .. } => None,
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.guard.test_kill();
    }
}

/// Everything that a prompt says in Chinese.
pub(crate) fn says(prompt: &Prompt) -> String {
    let text = prompt
        .texts
        .iter()
        .find(|text| text.language == Language::Zh)
        .unwrap();
    let paragraphs = text.paragraphs.iter().map(|it| it.text.as_str());
    let choices = text
        .choices
        .iter()
        .flat_map(|it| [it.title.as_str(), it.detail.as_str()]);
    std::iter::once(text.title.as_str())
        .chain(paragraphs)
        .chain(choices)
        .collect::<Vec<_>>()
        .join("\n")
}

pub(crate) fn start(day: &str) -> Timestamp {
    Day::parse(day).unwrap().start()
}
