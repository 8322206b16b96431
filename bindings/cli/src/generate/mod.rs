//! `askfirst generate`: the accesses of a pack as constants, each with the type of its value.
//!
//! What is generated holds no rule: an id, a kind and a value type for each
//! line. The pack itself decides at run time; the constants keep an app from
//! naming what the pack does not have.

mod kotlin;
mod names;
mod swift;

use std::ffi::OsStr;
use std::path::Path;

use askfirst::catalogue::{Catalogue, Line, Part};
use askfirst::pack::Pack;
use askfirst::pack::model::Text;
use askfirst::texts::Language;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, check, complain, print};

/// A value type that a binding has for a kind.
struct Typed {
    /// The kind.
    kind: &'static str,
    /// The constant that names the kind.
    constant: &'static str,
    /// The type of the value.
    value: &'static str,
}

impl Typed {
    const fn new(kind: &'static str, constant: &'static str, value: &'static str) -> Typed {
        Typed {
            kind,
            constant,
            value,
        }
    }
}

/// The typed kind that a line is read as: its own, or the only one among those it stands for.
fn typed_as<'t>(line: &Line, types: &'t [Typed]) -> Option<&'t Typed> {
    let of = |id: &str| types.iter().find(|typed| typed.kind == id);
    of(&line.kind.id).or_else(|| {
        let mut covered = line.covers.iter().filter_map(|id| of(id));
        covered.next().filter(|_| covered.next().is_none())
    })
}

/// What the file is generated for.
struct Target {
    /// File name of the pack, without folders.
    file: String,
    /// The name of what is generated.
    name: String,
    /// Whether only its own module may see it.
    internal: bool,
}

/// The language, and where its files find things.
enum Dialect {
    Kotlin { package: String },
    Swift { bundle: String },
}

/// Generates and hands over.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let internal = arguments.flag("--internal");
    let out = arguments.option("--out")?;
    let name = arguments.option("--name")?;
    let dialect = dialect(&mut arguments)?;
    let file = arguments.expect("PACK", "PACK")?;
    arguments.end()?;
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let stem = part(Path::new(&file).file_stem());
    let name = name.unwrap_or_else(|| format!("Policy{}", names::pascal(&stem)));
    is_name(&arguments, &name)?;
    let pack = match check::read(&file, arguments.language) {
        Ok(pack) => pack,
        Err(ended) => return Ok(ended),
    };
    let target = Target {
        file: part(Path::new(&file).file_name()),
        name,
        internal,
    };
    let catalogue = Catalogue::new(pack);
    let text = match dialect {
        Dialect::Kotlin { package } => kotlin::file(&catalogue, &target, &package),
        Dialect::Swift { bundle } => swift::file(&catalogue, &target, &bundle),
    };
    Ok(hand_over(&text, out.as_deref(), arguments.language))
}

fn dialect(arguments: &mut Arguments) -> Result<Dialect, Misuse> {
    let package = arguments.option("--package")?;
    let bundle = arguments.option("--bundle")?;
    match arguments
        .expect("kotlin 或 swift", "kotlin or swift")?
        .as_str()
    {
        "kotlin" => {
            unused(arguments, "--bundle", bundle.as_deref())?;
            let missing = || arguments.misuse("缺少 --package", "--package is missing");
            let package = package.ok_or_else(missing)?;
            for name in package.split('.') {
                is_name(arguments, name)?;
            }
            Ok(Dialect::Kotlin { package })
        }
        "swift" => {
            unused(arguments, "--package", package.as_deref())?;
            let bundle = bundle.unwrap_or_else(|| "main".to_owned());
            if !["main", "module"].contains(&bundle.as_str()) {
                return Err(arguments.misuse(
                    &format!("`--bundle {bundle}`：只有 main 和 module"),
                    &format!("`--bundle {bundle}`: there are main and module"),
                ));
            }
            Ok(Dialect::Swift { bundle })
        }
        other => Err(arguments.misuse(
            &format!("`{other}`：只能生成 kotlin 和 swift"),
            &format!("`{other}`: there are kotlin and swift"),
        )),
    }
}

fn is_name(arguments: &Arguments, name: &str) -> Result<(), Misuse> {
    if names::is_name(name) {
        return Ok(());
    }
    Err(arguments.misuse(
        &format!("`{name}` 不能作为名字"),
        &format!("`{name}` cannot be a name"),
    ))
}

fn unused(arguments: &Arguments, option: &str, value: Option<&str>) -> Result<(), Misuse> {
    value.map_or(Ok(()), |_| {
        Err(arguments.misuse(
            &format!("这里用不到 `{option}`"),
            &format!("`{option}` has no use here"),
        ))
    })
}

fn hand_over(text: &str, out: Option<&str>, language: Language) -> Ended {
    let Some(out) = out else {
        print(text);
        return Ended::Well;
    };
    match std::fs::write(out, text) {
        Ok(()) => Ended::Well,
        Err(problem) => {
            complain(&match language {
                Language::Zh => format!("{out}：无法写入：{problem}\n"),
                Language::En => format!("{out}: cannot be written: {problem}\n"),
            });
            Ended::Unusable
        }
    }
}

/// An owner of lines: a function, or a recipient with the constant for all of it.
struct Owner<'a> {
    id: &'a str,
    about: [String; 2],
    recipient: bool,
    lines: Vec<&'a Line>,
}

/// The functions and recipients that have lines, in the pack's order.
///
/// A companion, the second consent that an access may need, is no access to be named by itself.
fn owners(catalogue: &Catalogue) -> Vec<Owner<'_>> {
    let data = catalogue.data();
    let functions = data.functions.iter().enumerate().map(|(index, function)| {
        let own = move |line: &&Line| {
            line.part == Part::Whole && line.recipient.is_none() && line.function == index
        };
        Owner {
            id: &function.id,
            about: both(&function.name),
            recipient: false,
            lines: catalogue.lines().iter().filter(own).collect(),
        }
    });
    let recipients = data
        .recipients
        .iter()
        .enumerate()
        .map(|(index, recipient)| {
            let own = move |line: &&Line| line.part == Part::Whole && line.recipient == Some(index);
            Owner {
                id: &recipient.id,
                about: both(&recipient.name),
                recipient: true,
                lines: catalogue.lines().iter().filter(own).collect(),
            }
        });
    let owners = functions.chain(recipients);
    owners.filter(|owner| !owner.lines.is_empty()).collect()
}

/// What a line is, in both languages.
fn about(line: &Line) -> [String; 2] {
    let (term, purpose) = (&line.kind.term, &line.purpose.text);
    [
        format!("{}：{}", term.zh, purpose.zh),
        format!("{}: {}", term.en, purpose.en),
    ]
}

fn both(text: &Text) -> [String; 2] {
    [text.zh.clone(), text.en.clone()]
}

/// A text in lines of at most `width` characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Which pack a file was written from.
fn origin(pack: &Pack, target: &Target, what: &str) -> [String; 2] {
    let identity = &pack.data().identity;
    let hash = pack.hash().to_hex();
    [
        format!(
            "Written by `askfirst generate {what}` from {}; change the pack and write it anew.",
            target.file
        ),
        format!("{}, edition {}, {hash}", identity.id, identity.ordinal),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test stops at the first surprise"
    )]

    use super::*;

    fn source(path: &str) -> String {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        std::fs::read_to_string(file).unwrap()
    }

    fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
        let (_, rest) = text.split_once(before)?;
        Some(rest.split_once(after)?.0)
    }

    #[test]
    fn kotlin_types_are_those_of_the_library() {
        let library = source("kotlin/askfirst/src/main/kotlin/org/askfirst/Access.kt");
        let kinds = between(&library, "public object Kinds {", "\n}").unwrap();
        let found: Vec<(&str, &str, &str)> = kinds
            .lines()
            .filter_map(|line| {
                let (constant, rest) = line.trim().strip_prefix("public val ")?.split_once(": ")?;
                let (value, kind) = rest.strip_prefix("Kind<")?.split_once("> = Kind(\"")?;
                Some((kind.strip_suffix("\")")?, constant, value))
            })
            .collect();
        assert_eq!(found, known(kotlin::TYPES));
    }

    #[test]
    fn swift_types_are_those_of_the_library() {
        let library = source("swift/Sources/AskFirst/Providers/Values.swift");
        let mut found = Vec::new();
        for block in library.split("extension Kind where Value == ").skip(1) {
            let (value, rest) = block.split_once(" {").unwrap();
            for constant in rest.split("static var ").skip(1) {
                let name = constant.split(':').next().unwrap();
                let kind = between(constant, "Kind(\"", "\")").unwrap();
                found.push((kind, name, value));
            }
        }
        assert_eq!(found, known(swift::TYPES));
    }

    fn known(types: &[Typed]) -> Vec<(&str, &str, &str)> {
        types
            .iter()
            .map(|typed| (typed.kind, typed.constant, typed.value))
            .collect()
    }

    #[test]
    fn long_texts_are_broken_at_blanks() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("一二三四五六七八", 4), ["一二三四五六七八"]);
        assert_eq!(wrapped("", 4), [""; 0]);
    }
}
