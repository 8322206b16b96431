//! `askfirst verify`: an auditor's look at an exported ledger, without the app.

use std::path::{Path, PathBuf};

use askfirst::ledger::offline::{Findings, Held, ledger_in, verify_file};
use askfirst::ledger::{Anchor, Key, LedgerError};
use askfirst::texts::Language;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, complain, print};

/// Verifies one ledger.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let key = arguments.option("--key")?;
    let anchor = arguments.option("--anchor")?;
    let head = arguments.option("--head")?;
    let path = PathBuf::from(arguments.expect("账本的路径", "the path of the ledger")?);
    arguments.end()?;
    let language = arguments.language;
    let key = match key.map(|file| read_key(&file)).transpose() {
        Ok(key) => key,
        Err(problem) => return Ok(unusable(&problem.said(language))),
    };
    let anchor = match anchor.map(|file| read_anchor(&file)).transpose() {
        Ok(anchor) => anchor,
        Err(problem) => return Ok(unusable(&problem.said(language))),
    };
    let head = match head {
        None => None,
        Some(text) => Some(hash_of(&text).ok_or_else(|| {
            arguments.misuse(
                "`--head` 应为 64 个十六进制数字",
                "`--head` takes 64 hexadecimal digits",
            )
        })?),
    };
    let held = Held {
        key: key.as_ref(),
        anchor,
        head,
    };
    Ok(look(&path, &held, language))
}

fn look(path: &Path, held: &Held<'_>, language: Language) -> Ended {
    let file = if path.is_dir() {
        match ledger_in(path) {
            Ok(file) => file,
            Err(error) => return refused(path, &error, language),
        }
    } else {
        path.to_owned()
    };
    match verify_file(&file, held) {
        Ok(findings) => {
            print(&report(&file, &findings, language));
            if findings.known == Some(false) {
                complain(&format!(
                    "{}: {}\n",
                    file.display(),
                    language.pick(
                        "账本里没有另处保存的那个位置：它被换成了旧副本，或历史被改写",
                        "the place that was kept elsewhere is not in it: an older copy, or a history that was rewritten",
                    )
                ));
                Ended::Wrong
            } else {
                Ended::Well
            }
        }
        Err(error) => refused(&file, &error, language),
    }
}

/// Damage is a finding; what kept the file from being looked at is none.
fn refused(path: &Path, error: &LedgerError, language: Language) -> Ended {
    let (ended, said) = match error {
        LedgerError::Damaged { entry, what } => {
            let entry = entry.map_or(String::new(), |entry| match language {
                Language::Zh => format!("第 {entry} 条："),
                Language::En => format!("entry {entry}: "),
            });
            let said = match language {
                Language::Zh => format!("{entry}账本被改动或损坏（{what}）"),
                Language::En => format!("{entry}altered or damaged: {what}"),
            };
            (Ended::Wrong, said)
        }
        LedgerError::WrongKey => (
            Ended::Wrong,
            language
                .pick(
                    "这把密钥不是这个账本的：换了密钥，或是另一台设备、另一个账本",
                    "the key is not the one of this ledger: another key, another device or another ledger",
                )
                .to_owned(),
        ),
        LedgerError::NewerFormat { found, supported } => (
            Ended::Unusable,
            match language {
                Language::Zh => format!("账本格式是 {found}，本命令只懂到 {supported}"),
                Language::En => {
                    format!("the ledger has format {found}; this command reads up to {supported}")
                }
            },
        ),
        other => (
            Ended::Unusable,
            match language {
                Language::Zh => format!("无法查看：{other}"),
                Language::En => format!("it cannot be looked at: {other}"),
            },
        ),
    };
    complain(&format!("{}: {said}\n", path.display()));
    ended
}

fn report(path: &Path, found: &Findings, language: Language) -> String {
    let shown = match (found.seals, found.known, language) {
        (true, _, Language::Zh) => "链条和全部封印：每一条都出自持有密钥的应用",
        (true, _, Language::En) => {
            "the chain and every seal: each entry is from the app that holds the key"
        }
        (false, Some(true), Language::Zh) => "链条，以及另处保存的位置：那之前没有被改写",
        (false, Some(true), Language::En) => {
            "the chain and the place kept elsewhere: nothing before it was rewritten"
        }
        (false, _, Language::Zh) => {
            "只有链条：文件前后一致；没有密钥或另处保存的位置，不能证明没有整体重写"
        }
        (false, _, Language::En) => {
            "the chain only: the file agrees with itself; without the key or a place kept elsewhere a rewrite of all of it would not show"
        }
    };
    let rows = [
        ("文件", "file", path.display().to_string()),
        ("格式", "format", found.format.to_string()),
        ("账本", "lineage", hex(&found.lineage)),
        ("条数", "entries", found.entries.to_string()),
        ("链头", "head", hex(&found.head.hash())),
        (
            "检查点",
            "checkpoint",
            match (found.checkpoint, language) {
                (0, Language::Zh) => "无".to_owned(),
                (0, Language::En) => "none".to_owned(),
                (entry, Language::Zh) => format!("第 {entry} 条之后"),
                (entry, Language::En) => format!("after entry {entry}"),
            },
        ),
        ("验证", "verified", shown.to_owned()),
    ];
    rows.iter()
        .map(|(zh, en, value)| match language {
            Language::Zh => format!("{zh}：{value}\n"),
            Language::En => format!("{en}: {value}\n"),
        })
        .collect()
}

/// A file that says nothing usable.
struct Unreadable {
    file: String,
    zh: String,
    en: String,
}

impl Unreadable {
    fn said(&self, language: Language) -> String {
        match language {
            Language::Zh => format!("{}：{}", self.file, self.zh),
            Language::En => format!("{}: {}", self.file, self.en),
        }
    }
}

fn read_file(file: &str) -> Result<Vec<u8>, Unreadable> {
    std::fs::read(file).map_err(|error| Unreadable {
        file: file.to_owned(),
        zh: format!("无法读取（{error}）"),
        en: format!("cannot be read ({error})"),
    })
}

/// 32 bytes, or 64 hexadecimal digits.
fn read_key(file: &str) -> Result<Key, Unreadable> {
    let bytes = read_file(file)?;
    let text = std::str::from_utf8(&bytes).ok().map(str::trim);
    let secret = <[u8; 32]>::try_from(bytes.as_slice())
        .ok()
        .or_else(|| text.and_then(hash_of));
    secret.map(Key::new).ok_or(Unreadable {
        file: file.to_owned(),
        zh: "密钥应为 32 字节，或 64 个十六进制数字".to_owned(),
        en: "a key is 32 bytes, or 64 hexadecimal digits".to_owned(),
    })
}

/// The bytes that a host keeps, or their hexadecimal digits.
fn read_anchor(file: &str) -> Result<Anchor, Unreadable> {
    let bytes = read_file(file)?;
    let text = std::str::from_utf8(&bytes).ok().map(str::trim);
    let written = text.and_then(digits);
    Anchor::from_bytes(&bytes)
        .or_else(|| Anchor::from_bytes(&written?))
        .ok_or(Unreadable {
            file: file.to_owned(),
            zh: format!("锚点应为 {} 字节，或其十六进制数字", Anchor::LENGTH),
            en: format!(
                "an anchor is {} bytes, or their hexadecimal digits",
                Anchor::LENGTH
            ),
        })
}

fn hash_of(text: &str) -> Option<[u8; 32]> {
    digits(text)?.try_into().ok()
}

fn digits(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unusable(said: &str) -> Ended {
    complain(&format!("{said}\n"));
    Ended::Unusable
}
