//! `askfirst diff`: what changed between two editions of a policy.

use askfirst::catalogue::Catalogue;
use askfirst::pack::model::Identity;
use askfirst::rules::changes::{Comparison, compare};
use askfirst::texts::Language;

use crate::arguments::Arguments;
use crate::check::read;
use crate::{Ended, Misuse, complain, print};

/// Compares two editions.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let language = arguments.language;
    let old = arguments.expect("OLD", "OLD")?;
    let new = arguments.expect("NEW", "NEW")?;
    arguments.end()?;
    // Both are read before anything is said, so that the faults of both are told.
    let (old, new) = match (read(&old, language), read(&new, language)) {
        (Ok(old), Ok(new)) => (Catalogue::new(old), Catalogue::new(new)),
        (old, new) => return Ok(old.err().max(new.err()).unwrap_or(Ended::Wrong)),
    };
    let (was, is) = (&old.data().identity, &new.data().identity);
    if was.id != is.id || was.ordinal > is.ordinal {
        complain(&not_in_order(was, is, language));
        return Ok(Ended::Unusable);
    }
    let comparison = compare(&old, &new);
    print(&told(&comparison, language));
    Ok(if comparison.is_material() {
        Ended::Wrong
    } else {
        Ended::Well
    })
}

fn not_in_order(was: &Identity, is: &Identity, language: Language) -> String {
    let (one, other) = (
        format!("{} {}", was.id, was.ordinal),
        format!("{} {}", is.id, is.ordinal),
    );
    match language {
        Language::Zh => format!("{one} 和 {other} 不是同一政策的先后版本\n"),
        Language::En => {
            format!("{one} and {other} are not editions of one policy in their order\n")
        }
    }
}

fn told(comparison: &Comparison, language: Language) -> String {
    if !comparison.is_material() {
        let (zh, en) = ("没有实质变化\n", "nothing material changed\n");
        return language.pick(zh, en).to_owned();
    }
    let mut text = String::new();
    for change in &comparison.changes {
        let words = language.of_text(&change.text);
        let class = change.class_name(language);
        let how = change.how_name(language);
        text.push_str(&match language {
            Language::Zh => format!("{class}：{how} {words}（{}）\n", change.path),
            Language::En => format!("{class}: {how} {words} ({})\n", change.path),
        });
    }
    let mut list = |zh: &str, en: &str, ids: &[String]| {
        if !ids.is_empty() {
            let ids = ids.join(language.pick("、", ", "));
            text.push_str(&match language {
                Language::Zh => format!("{zh}：{ids}\n"),
                Language::En => format!("{en}: {ids}\n"),
            });
        }
    };
    list(
        "需要重新征得的同意",
        "consents that go stale",
        &comparison.stale,
    );
    list("新增的访问", "accesses that are new", &comparison.new);
    list(
        "减少的权利",
        "rights that become less",
        &comparison.taken_away_names(language),
    );
    if comparison.understated {
        text.push_str(language.pick(
            "作者标为轻微变化，实际为实质变化\n",
            "the author calls it minor, and it is material\n",
        ));
    }
    text
}
