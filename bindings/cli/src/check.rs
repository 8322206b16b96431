//! `askfirst check`: what is wrong or doubtful in a policy pack.

use askfirst::pack::Pack;
use askfirst::texts::Language;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, complain, print};

/// How the name of a schema ends.
const SCHEMA: &str = ".schema.json";

/// Checks every pack, even after one of them failed.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let strict = arguments.flag("--strict");
    let language = arguments.language;
    let first = arguments.expect("PACK", "PACK")?;
    let rest = arguments.rest()?;
    let files = std::iter::once(first).chain(rest);
    let ended = files.map(|file| one(&file, strict, language)).max();
    Ok(ended.unwrap_or(Ended::Well))
}

fn one(file: &str, strict: bool, language: Language) -> Ended {
    if file.ends_with(SCHEMA) {
        // It lies beside the packs, where `*.json` finds it.
        print(&match language {
            Language::Zh => format!("{file}：这是 JSON Schema，不是政策包，已跳过\n"),
            Language::En => format!("{file}: a JSON Schema and no pack, skipped\n"),
        });
        return Ended::Well;
    }
    let pack = match read(file, language) {
        Ok(pack) => pack,
        Err(ended) => return ended,
    };
    for warning in pack.warnings() {
        print(&format!("{warning}\n"));
    }
    let (warnings, hash) = (pack.warnings().len(), pack.hash().to_hex());
    let noun = if warnings == 1 { "warning" } else { "warnings" };
    print(&match language {
        Language::Zh => format!("{file}：无误，{warnings} 条警告，哈希 {hash}\n"),
        Language::En => format!("{file}: sound, {warnings} {noun}, hash {hash}\n"),
    });
    if strict && warnings > 0 {
        Ended::Wrong
    } else {
        Ended::Well
    }
}

/// Reads a pack; what is wrong with it has been told if there is none.
pub(crate) fn read(file: &str, language: Language) -> Result<Pack, Ended> {
    let bytes = std::fs::read(file).map_err(|problem| {
        complain(&match language {
            Language::Zh => format!("{file}：无法读取：{problem}\n"),
            Language::En => format!("{file}: cannot be read: {problem}\n"),
        });
        Ended::Unusable
    })?;
    Pack::from_bytes(file, &bytes).map_err(|problems| {
        let count = problems.all().len();
        let noun = if count == 1 { "problem" } else { "problems" };
        complain(&match language {
            Language::Zh => format!("{problems}\n{file}：{count} 个问题\n"),
            Language::En => format!("{problems}\n{file}: {count} {noun}\n"),
        });
        Ended::Wrong
    })
}
