//! From text to a checked [`Pack`].

use std::sync::Arc;

use super::check;
use super::error::{PackError, PackErrors, PackWarning, Position, Problem};
use super::kinds;
use super::model::{PACK_FORMAT, PackData};
use super::read::{self, Found};
use super::scan;
use super::tree::{Node, Value};
use crate::digest::Digest;
use crate::rule::Rule;

/// Largest pack; the longest policy known needs a sixth of it.
pub const MAX_BYTES: usize = 1 << 19;

/// The one key that a pack may have beside the format's own: where its JSON schema lies.
const SCHEMA_KEY: &str = "$schema";

/// SHA-256 over the canonical form of a pack: keys sorted, no white space, no `$schema`.
///
/// Formatting a file anew keeps it; changing any word does not.
pub type PackHash = Digest;

/// A policy version that passed every check. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pack(Arc<Loaded>);

#[derive(Debug)]
struct Loaded {
    data: PackData,
    hash: PackHash,
    canonical: Box<str>,
    warnings: Vec<PackWarning>,
}

impl Pack {
    /// Reads and checks a pack; `name` stands in messages for the file.
    ///
    /// # Errors
    /// Every problem at once, except that a fault of the JSON itself hides
    /// what comes after it.
    pub fn parse(name: &str, json: &str) -> Result<Pack, PackErrors> {
        let early = |at, problem, help: &str| Err(one(name, at, problem, help));
        if json.len() > MAX_BYTES {
            return early(
                Position::START,
                Problem::TooLarge(json.len()),
                &format!("at most {MAX_BYTES} bytes"),
            );
        }
        if json.starts_with('\u{feff}') {
            return early(
                Position::START,
                Problem::ByteOrderMark,
                "save the file without one",
            );
        }
        let mut root = match scan::scan(json) {
            Ok(root) => root,
            Err(fault) => return early(fault.at, fault.problem, &fault.help),
        };
        let misnamed = take_schema(&mut root);
        // A newer format may differ anywhere, so its own fault would be drowned by the rest.
        if let Some((at, format)) = other_format(&root) {
            let help = format!("this library reads format {PACK_FORMAT}");
            return Err(errors(
                name,
                vec![(
                    at,
                    "$.format".to_owned(),
                    Problem::UnsupportedFormat(format),
                    help,
                )],
            ));
        }
        let (data, mut found) = read::read::<PackData>(&root);
        found.extend(misnamed);
        let mut doubts = Vec::new();
        if let Some(data) = data.as_ref().filter(|_| found.len() < read::MOST_FINDINGS) {
            let checked = check::check(&root, data);
            add_unhidden(&mut found, checked.found);
            doubts = checked.doubts;
        }
        let strict = Rule::R006.holds() && Rule::R014.holds();
        let Some(mut data) = data.filter(|_| found.is_empty() || !strict) else {
            return Err(errors(name, found));
        };
        for kind in &mut data.kinds {
            // The stricter of pack and registry holds, so nobody downstream has to ask both.
            kind.sensitive = kinds::sensitive(kind);
        }
        let mut canonical = String::with_capacity(json.len());
        root.write_canonical(&mut canonical);
        let hash = Digest::of("askfirst pack 1", &[canonical.as_bytes()]);
        doubts.sort_by_key(|(at, ..)| *at);
        let warnings = doubts
            .into_iter()
            .map(|(at, path, doubt)| PackWarning {
                file: name.to_owned(),
                at,
                path,
                doubt,
            })
            .collect();
        Ok(Pack(Arc::new(Loaded {
            data,
            hash,
            canonical: canonical.into(),
            warnings,
        })))
    }

    /// Reads and checks the bytes of a file; see [`Pack::parse`].
    ///
    /// # Errors
    /// As [`Pack::parse`]; bytes that are not UTF-8 are a problem at the place of the first one.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Pack, PackErrors> {
        match std::str::from_utf8(bytes) {
            Ok(json) => Pack::parse(name, json),
            Err(error) => {
                let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                Err(one(
                    name,
                    end_of(&sound),
                    Problem::NotUtf8,
                    "save the file as UTF-8",
                ))
            }
        }
    }

    /// What the pack says.
    #[must_use]
    pub fn data(&self) -> &PackData {
        &self.0.data
    }

    /// Identity of its words.
    #[must_use]
    pub fn hash(&self) -> &PackHash {
        &self.0.hash
    }

    /// Its canonical form: what its hash is taken of, and what reads back as the same pack.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.0.canonical
    }

    /// What was doubtful in it.
    #[must_use]
    pub fn warnings(&self) -> &[PackWarning] {
        &self.0.warnings
    }
}

/// Takes the name of the schema out of a pack; it is for editors and no part of the pack's words.
///
/// So naming a schema, or another copy of it, changes neither the pack nor its hash.
fn take_schema(root: &mut Node<'_>) -> Vec<Found> {
    let Value::Object(members) = &mut root.value else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut named = false;
    members.retain(|member| {
        if member.key != SCHEMA_KEY {
            return true;
        }
        if named {
            let problem = Problem::DuplicateKey(SCHEMA_KEY.to_owned());
            let help = "keep one of them".to_owned();
            found.push((member.key_at, "$".to_owned(), problem, help));
        } else if !matches!(member.value.value, Value::Text(_)) {
            let problem = Problem::WrongType(member.value.sort().to_owned());
            let help = "expected a string: where the schema lies".to_owned();
            found.push((member.value.at, format!("$.{SCHEMA_KEY}"), problem, help));
        }
        named = true;
        false
    });
    found
}

fn other_format(root: &Node<'_>) -> Option<(Position, u32)> {
    let node = root.get("format")?;
    let Value::Number(text) = node.value else {
        return None;
    };
    let format = text.parse().ok()?;
    (format != PACK_FORMAT).then_some((node.at, format))
}

fn end_of(text: &str) -> Position {
    let line = text.matches('\n').count() as u32 + 1;
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    Position { line, column }
}

/// Adds what the rules found, leaving out what only follows from a stand-in.
fn add_unhidden(found: &mut Vec<Found>, more: Vec<Found>) {
    let hidden: Vec<String> = found.iter().map(hides).collect();
    found.extend(
        more.into_iter()
            .filter(|it| !hidden.iter().any(|above| may_follow(it, above))),
    );
}

/// Whether a rule's finding may only follow from the fault at another path.
fn may_follow((_, path, problem, _): &Found, fault: &str) -> bool {
    let lists = [
        "$.controllers",
        "$.kinds",
        "$.purposes",
        "$.functions",
        "$.sources",
    ];
    match problem {
        // A list that is missing as a whole would make every reference to it look wrong.
        Problem::UnknownReference(_) if lists.contains(&fault) => true,
        // These weigh several fields of one element, and its kind, against each other.
        Problem::AcceptanceOnGatedKind(_)
        | Problem::AcceptanceOutsideCore
        | Problem::BlocksOutsideCore
        | Problem::CoveredTwice(_)
        | Problem::NeedsPrompt(_)
        | Problem::Excludes(..)
            if element(fault) == element(path) || is_under(fault, "$.kinds") =>
        {
            true
        }
        // These look for what is not there, in the element or in another list of exemptions.
        Problem::Requires(..) | Problem::EmptyBand
            if element(fault) == element(path) || both_under(path, fault, "$.exemptions") =>
        {
            true
        }
        Problem::NoSuchRole(_) if is_under(fault, "$.controllers") => true,
        // The first of a vocabulary stands in for an unknown word, and may be the other one.
        Problem::Repeated(_)
            if is_under(fault, list_of(path)) || both_under(path, fault, "$.rights") =>
        {
            true
        }
        _ => is_under(path, fault),
    }
}

/// The innermost list that a path leads through.
fn list_of(path: &str) -> &str {
    path.rfind('[').map_or(path, |start| &path[..start])
}

/// The element of a top-level list that a path leads through: `$.functions[2]`.
fn element(path: &str) -> &str {
    path.find(']').map_or(path, |end| &path[..=end])
}

/// The path for which a finding stands: that of the missing field, or its own.
fn hides((_, path, problem, _): &Found) -> String {
    match problem {
        Problem::MissingField(field) | Problem::MissingNoticeItem(field) => {
            format!("{path}.{field}")
        }
        // An unknown or repeated key leaves its object as it is.
        Problem::UnknownField(field) | Problem::DuplicateKey(field) => format!("{path}.{field}"),
        _ => path.clone(),
    }
}

fn both_under(one: &str, other: &str, above: &str) -> bool {
    is_under(one, above) && is_under(other, above)
}

fn is_under(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn one(file: &str, at: Position, problem: Problem, help: &str) -> PackErrors {
    errors(file, vec![(at, "$".to_owned(), problem, help.to_owned())])
}

fn errors(file: &str, mut found: Vec<Found>) -> PackErrors {
    found.sort_by_key(|(at, ..)| *at);
    let named = |(at, path, problem, help)| PackError {
        file: file.to_owned(),
        at,
        path,
        problem,
        help,
    };
    PackErrors(found.into_iter().map(named).collect())
}
