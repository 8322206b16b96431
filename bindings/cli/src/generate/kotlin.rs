//! The Kotlin file.

use std::fmt::Write;

use askfirst::catalogue::{Catalogue, Line};

use super::names::{self, Taken};
use super::{Owner, Target, Typed, about, both, origin, owners, typed_as, wrapped};

/// The kinds that the Kotlin library has value types for; a test holds them to its `Kinds`.
pub(super) const TYPES: &[Typed] = &[
    Typed::new("clip.content", "CLIPBOARD", "Clip"),
    Typed::new("loc.precise", "PRECISE_LOCATION", "Fix"),
    Typed::new("loc.coarse", "COARSE_LOCATION", "Fix"),
    Typed::new("apps.installed", "INSTALLED_APPS", "List<InstalledApp>"),
    Typed::new("device.android_id", "ANDROID_ID", "DeviceId"),
];

/// Words that Kotlin keeps for itself.
const KEYWORDS: &[&str] = &[
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

/// Types that the file uses; an owner of the same name would hide them.
const TYPE_NAMES: &[&str] = &[
    "Access",
    "Any",
    "Clip",
    "DeviceId",
    "Fix",
    "InstalledApp",
    "JvmField",
    "JvmStatic",
    "Kind",
    "Kinds",
    "List",
    "Pack",
    "Recipient",
    "String",
];

/// Longest line that ktlint lets pass.
const WIDTH: usize = 120;

/// The whole file.
pub(super) fn file(catalogue: &Catalogue, target: &Target, package: &str) -> String {
    let owners = owners(catalogue);
    let mut text = String::new();
    for line in origin(catalogue.pack(), target, "kotlin") {
        let _ = writeln!(text, "// {line}");
    }
    let _ = writeln!(text, "\npackage {package}\n");
    for import in imports(&owners) {
        let _ = writeln!(text, "import org.askfirst.{import}");
    }
    let seen = if target.internal {
        "internal"
    } else {
        "public"
    };
    let title = &catalogue.data().identity.title;
    text.push('\n');
    write_comment(&mut text, "", &both(title));
    let _ = writeln!(text, "{seen} object {} {{", target.name);
    let _ = writeln!(text, "    /** Name of the pack's file. */");
    let file = literal(&target.file);
    let _ = writeln!(text, "    public const val FILE: String = {file}\n");
    let _ = writeln!(text, "    /** The pack, from the text of its file. */");
    let _ = writeln!(text, "    @JvmStatic");
    let _ = writeln!(
        text,
        "    public fun pack(json: String): Pack = Pack(FILE, json)"
    );
    let mut taken = Taken::by(TYPE_NAMES);
    let _ = taken.give(target.name.clone());
    let mut all = Vec::new();
    for owner in &owners {
        let name = taken.give(names::pascal(owner.id));
        text.push('\n');
        write_owner(&mut text, owner, &name, &mut all);
    }
    let _ = writeln!(text, "\n    /** Every access of the pack. */");
    let _ = writeln!(text, "    public val all: List<Access<*>>");
    let _ = writeln!(text, "        get() = listOf(");
    let _ = writeln!(text, "            {}", all.join(",\n            "));
    text.push_str("        )\n}\n");
    text
}

fn imports(owners: &[Owner<'_>]) -> Vec<&'static str> {
    let lines = || owners.iter().flat_map(|owner| &owner.lines);
    let mut imports = vec!["Access", "Pack"];
    for line in lines() {
        match typed_as(line, TYPES) {
            Some(typed) => {
                let value = typed.value.trim_start_matches("List<");
                imports.extend(["Kinds", value.trim_end_matches('>')]);
            }
            None => imports.push("Kind"),
        }
    }
    if owners.iter().any(|owner| owner.recipient) {
        imports.push("Recipient");
    }
    imports.sort_unstable();
    imports.dedup();
    imports
}

fn write_owner(text: &mut String, owner: &Owner<'_>, name: &str, all: &mut Vec<String>) {
    write_comment(text, "    ", &owner.about);
    let _ = writeln!(text, "    public object {name} {{");
    let mut taken = Taken::by(&["recipient"]);
    let mut own = Vec::new();
    for line in &owner.lines {
        let constant = quoted(&taken.give(names::camel(&line.access.id)));
        write_line(text, line, &constant);
        all.push(format!("{name}.{constant}"));
        own.push(constant);
    }
    if owner.recipient {
        let _ = writeln!(text, "        /** All of it. */");
        let _ = writeln!(text, "        @JvmField");
        let head = "        public val recipient: Recipient =";
        let whole = format!("Recipient({:?}, listOf({}))", owner.id, own.join(", "));
        if head.len() + 1 + whole.len() <= WIDTH {
            let _ = writeln!(text, "{head} {whole}");
        } else {
            let _ = writeln!(text, "{head}\n            Recipient(");
            let _ = writeln!(text, "                {:?},", owner.id);
            let _ = writeln!(text, "                listOf(");
            let list = own.join(",\n                    ");
            let _ = writeln!(text, "                    {list}");
            let _ = writeln!(text, "                )\n            )");
        }
    } else {
        // The blank line after the last constant.
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.push_str("    }\n");
}

fn write_line(text: &mut String, line: &Line, constant: &str) {
    let (value, kind) = match typed_as(line, TYPES) {
        Some(typed) => (typed.value, format!("Kinds.{}", typed.constant)),
        None => ("Any", format!("Kind({:?})", line.kind.id)),
    };
    write_comment(text, "        ", &about(line));
    let _ = writeln!(text, "        @JvmField");
    let head = format!("        public val {constant}: Access<{value}> =");
    let made = format!("Access({:?}, {kind})", line.id);
    if head.len() + 1 + made.len() <= WIDTH {
        let _ = writeln!(text, "{head} {made}\n");
    } else {
        let _ = writeln!(text, "{head}\n            {made}\n");
    }
}

fn quoted(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("`{name}`")
    } else {
        name.to_owned()
    }
}

/// A text as Kotlin writes it; a dollar sign would begin a template.
fn literal(text: &str) -> String {
    format!("{text:?}").replace('$', "\\$")
}

/// A comment of paragraphs, none of which can end it.
fn write_comment(text: &mut String, indent: &str, paragraphs: &[String]) {
    let _ = writeln!(text, "{indent}/**");
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if index > 0 {
            let _ = writeln!(text, "{indent} *");
        }
        for line in wrapped(&paragraph.replace("*/", "* /"), WIDTH - indent.len() - 3) {
            let _ = writeln!(text, "{indent} * {line}");
        }
    }
    let _ = writeln!(text, "{indent} */");
}
