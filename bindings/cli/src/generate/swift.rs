//! The Swift file.

use std::fmt::Write;

use askfirst::catalogue::{Catalogue, Line};

use super::names::{self, Taken};
use super::{Owner, Target, Typed, about, both, origin, owners, typed_as, wrapped};

/// The kinds that the Swift library has value types for; a test holds them to its extensions of `Kind`.
pub(super) const TYPES: &[Typed] = &[
    Typed::new("clip.content", "clipboard", "Clip"),
    Typed::new("loc.precise", "preciseLocation", "Fix"),
    Typed::new("loc.coarse", "approximateLocation", "Fix"),
    Typed::new("device.id_any", "deviceIdentifier", "DeviceIdentifier"),
    Typed::new("device.idfa", "advertisingIdentifier", "DeviceIdentifier"),
    Typed::new("apps.installed", "installedApps", "InstalledApps"),
];

/// Words that Swift keeps for itself, as far as one word of an id can be one.
const KEYWORDS: &[&str] = &[
    "as",
    "associatedtype",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "deinit",
    "do",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "operator",
    "precedencegroup",
    "private",
    "protocol",
    "public",
    "repeat",
    "rethrows",
    "return",
    "self",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "var",
    "where",
    "while",
];

/// Longest line that swift-format lets pass.
const WIDTH: usize = 110;

/// A line with the name of its constant.
struct Constant<'a> {
    name: String,
    line: &'a Line,
    value: &'static str,
}

/// The whole file.
pub(super) fn file(catalogue: &Catalogue, target: &Target, bundle: &str) -> String {
    let owners = owners(catalogue);
    let mut taken = Taken::default();
    let constants: Vec<Constant<'_>> = owners
        .iter()
        .flat_map(|owner| &owner.lines)
        .map(|line| Constant {
            name: taken.give(names::swift(&line.id)),
            line,
            value: typed_as(line, TYPES).map_or("Never", |typed| typed.value),
        })
        .collect();
    let seen = if target.internal { "" } else { "public " };
    let mut text = String::new();
    for line in origin(catalogue.pack(), target, "swift") {
        let _ = writeln!(text, "// {line}");
    }
    text.push_str("\nimport AskFirst\nimport Foundation\n");
    write_pack(&mut text, catalogue, target, seen, bundle);
    let mut values: Vec<&str> = Vec::new();
    for constant in &constants {
        if !values.contains(&constant.value) {
            values.push(constant.value);
        }
    }
    for value in values {
        let _ = writeln!(text, "\nextension Access where Value == {value} {{");
        let of_value = constants.iter().filter(|it| it.value == value);
        let written: Vec<String> = of_value.map(|it| constant(it, seen)).collect();
        text.push_str(&written.join("\n"));
        text.push_str("}\n");
    }
    let recipients: Vec<&Owner<'_>> = owners.iter().filter(|owner| owner.recipient).collect();
    if !recipients.is_empty() {
        text.push_str("\nextension Recipient {\n");
        // What every type has already.
        let mut taken = Taken::by(&["self", "init", "Type"]);
        let written: Vec<String> = recipients
            .iter()
            .map(|owner| recipient(owner, &constants, &mut taken, seen))
            .collect();
        text.push_str(&written.join("\n"));
        text.push_str("}\n");
    }
    text
}

fn write_pack(text: &mut String, catalogue: &Catalogue, target: &Target, seen: &str, bundle: &str) {
    let title = &catalogue.data().identity.title;
    let (stem, extension) = target.file.rsplit_once('.').unwrap_or((&target.file, ""));
    let mut first = target.name.chars();
    let lower = first.next().map(|c| c.to_ascii_lowercase());
    let name: String = lower.into_iter().chain(first).collect();
    let _ = writeln!(text, "\nextension Pack {{");
    text.push_str(&comment(&both(title)));
    let _ = writeln!(text, "  {seen}static var {}: Pack {{", quoted(&name));
    let found = format!("Bundle.{bundle}.url(forResource: {stem:?}, withExtension: {extension:?})");
    let _ = writeln!(text, "    Pack(contentsOf: {found})");
    text.push_str("  }\n}\n");
}

fn constant(constant: &Constant<'_>, seen: &str) -> String {
    let line = constant.line;
    let kind = match typed_as(line, TYPES) {
        Some(typed) => format!(".{}", typed.constant),
        None => format!("{:?}", line.kind.id),
    };
    format!(
        "{}  {seen}static var {}: Access {{\n    Access({:?}, kind: {kind})\n  }}\n",
        comment(&about(line)),
        quoted(&constant.name),
        line.id
    )
}

fn recipient(
    owner: &Owner<'_>,
    constants: &[Constant<'_>],
    taken: &mut Taken,
    seen: &str,
) -> String {
    let name = taken.give(names::swift(owner.id));
    let ids: Vec<String> = owner
        .lines
        .iter()
        .filter_map(|line| constants.iter().find(|it| it.line.id == line.id))
        .map(|it| format!("Access<{}>.{}.id", it.value, quoted(&it.name)))
        .collect();
    let made = match &ids[..] {
        [one] => format!("Recipient({:?}, all: [{one}])", owner.id),
        several => {
            let list = several.join(",\n        ");
            let id = owner.id;
            format!("Recipient(\n      {id:?},\n      all: [\n        {list},\n      ])")
        }
    };
    format!(
        "{}  {seen}static var {}: Recipient {{\n    {made}\n  }}\n",
        comment(&owner.about),
        quoted(&name)
    )
}

/// A comment of paragraphs.
fn comment(paragraphs: &[String]) -> String {
    let wrapped = paragraphs
        .iter()
        .map(|it| format!("  /// {}\n", wrapped(it, WIDTH - 6).join("\n  /// ")));
    wrapped.collect::<Vec<_>>().join("  ///\n")
}

fn quoted(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("`{name}`")
    } else {
        name.to_owned()
    }
}
