//! `askfirst kinds`: the registry of kinds, for whoever writes a pack.

use askfirst::pack::kinds::{self, KindInfo, OnPlatform, SystemDialog};
use askfirst::pack::model::Mode;
use askfirst::texts::Language;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, complain, print};

/// Prints every kind in which all of the words occur.
pub(crate) fn run(arguments: Arguments) -> Result<Ended, Misuse> {
    let language = arguments.language;
    let words = arguments.rest()?;
    let found = kinds::registry().iter().filter(|kind| fits(kind, &words));
    let entries: Vec<String> = found.map(|kind| entry(kind, language)).collect();
    if entries.is_empty() {
        complain(language.pick(
            "没有这样的类别；政策包可以用前缀 `x.` 自己声明一个，它总要单独征得同意\n",
            "no such kind; a pack can declare one of its own under the prefix `x.`, which always needs a prompt of its own\n",
        ));
        return Ok(Ended::Wrong);
    }
    print(&entries.concat());
    Ok(Ended::Well)
}

/// Names are compared without regard to case; what a platform calls it counts as well.
fn fits(kind: &KindInfo, words: &[String]) -> bool {
    let how = [&kind.android, &kind.ios].map(|it| it.how.as_deref().unwrap_or_default());
    let all = [&kind.id, &kind.zh, &kind.en, how[0], how[1]].join("\n");
    let all = all.to_lowercase();
    words.iter().all(|word| all.contains(&word.to_lowercase()))
}

fn entry(kind: &KindInfo, language: Language) -> String {
    let name = language.pick(kind.zh.as_str(), kind.en.as_str());
    let lines = [
        opens(kind, language),
        covers(kind, language),
        Some(platform("Android", &kind.android, language)),
        Some(platform("iOS", &kind.ios, language)),
    ];
    let lines = lines.into_iter().flatten();
    let lines: String = lines.map(|line| format!("    {line}\n")).collect();
    format!("{}  {name}\n{lines}", kind.id)
}

/// What can open it, and what it is besides.
fn opens(kind: &KindInfo, language: Language) -> Option<String> {
    let gated = |mode| kinds::is_gated(&kind.id, mode);
    let opens = match (gated(Mode::Passive), gated(Mode::Active)) {
        (true, true) => language.pick("需要单独同意", "needs a prompt of its own"),
        (true, false) => language.pick(
            "由应用读取时需要单独同意，本人填写时不需要",
            "needs a prompt of its own if the app reads it, not if the person types it",
        ),
        (false, _) => language.pick("可由接受政策打开", "accepting the policy can open it"),
    };
    let traits = [
        (kind.sensitive, language.pick("敏感", "sensitive")),
        (kind.identifier, language.pick("标识符", "an identifier")),
    ];
    let traits = traits.into_iter().filter(|(holds, _)| *holds);
    let words: Vec<&str> = std::iter::once(opens)
        .chain(traits.map(|(_, word)| word))
        .collect();
    Some(words.join(language.pick("；", "; ")))
}

/// For an umbrella word: what it covers where the pack does not say.
fn covers(kind: &KindInfo, language: Language) -> Option<String> {
    let minimum = kind.umbrella.as_ref()?;
    let minimum = match minimum.is_empty() {
        true => language.pick("无", "nothing").to_owned(),
        false => minimum.join(language.pick("、", ", ")),
    };
    Some(match language {
        Language::Zh => format!("笼统说法：在 `stands_for` 里写明所指；不写则只含 {minimum}"),
        Language::En => {
            format!(
                "an umbrella word: say in `stands_for` what it stands for; else it covers {minimum}"
            )
        }
    })
}

fn platform(name: &str, on: &OnPlatform, language: Language) -> String {
    let colon = language.pick("：", ": ");
    let Some(how) = &on.how else {
        let none = language.pick("无法读取", "cannot be read");
        return format!("{name}{colon}{none}");
    };
    let dialog = match on.dialog {
        SystemDialog::Yes => language.pick("；系统会弹窗", "; the system asks as well"),
        SystemDialog::Partly => language.pick(
            "；部分途径系统会弹窗",
            "; the system asks as well for some ways",
        ),
        SystemDialog::IfRead => language.pick(
            "；由应用读取时系统会弹窗",
            "; the system asks as well if the app reads it",
        ),
        SystemDialog::No => "",
    };
    format!("{name}{colon}{how}{dialog}")
}
