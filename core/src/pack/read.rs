//! The tree of a pack turned into [`PackData`](super::model::PackData), noting every problem on the way.
//!
//! The model's own `Deserialize` drives it, so the model is the only place
//! that says what a pack may contain. Where a value is wrong, the problem is
//! noted and an empty stand-in is handed on; serde can report only its first
//! error, an author wants all of them. Whoever calls this throws the result
//! away if anything was noted.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::{Position, Problem};
use super::tree::{Member, Node, Path, Value};

/// Fields whose absence would leave a person untold of something.
const NOTICE_ITEMS: &[&str] = &[
    "clause",
    "controllers",
    "effect",
    "manner",
    "purpose",
    "refusal",
    "route",
    "term",
    "text",
    "withdrawal",
];

/// More findings than this are no news, and would make a hostile file costly.
pub(super) const MOST_FINDINGS: usize = 200;

/// A problem with its place.
pub(super) type Found = (Position, String, Problem, String);

/// What was found in one reading.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: RefCell<Vec<Found>>,
    /// Missing fields by path; kept from one pass to the next.
    missing: RefCell<BTreeMap<String, Found>>,
}

impl Findings {
    fn note(&self, at: Position, path: &Path<'_>, problem: Problem, help: String) {
        if !self.are_full() {
            self.found
                .borrow_mut()
                .push((at, path.to_string(), problem, help));
        }
    }

    fn are_full(&self) -> bool {
        self.found.borrow().len() >= MOST_FINDINGS
    }

    fn is_missing(&self, path: &Path<'_>) -> bool {
        let missing = self.missing.borrow();
        !missing.is_empty() && missing.contains_key(&path.to_string())
    }

    fn note_missing(&self, at: Position, owner: &Path<'_>, field: &str) {
        let path = owner.field(field).to_string();
        let (problem, help) = if NOTICE_ITEMS.contains(&field) {
            (
                Problem::MissingNoticeItem(field.to_owned()),
                "add it: a person must be told before consenting",
            )
        } else {
            (Problem::MissingField(field.to_owned()), "add it")
        };
        let found = (at, owner.to_string(), problem, help.to_owned());
        self.missing.borrow_mut().insert(path, found);
    }
}

/// Reads a tree as `T`.
///
/// # Errors
/// Everything found, and the stand-in value if one could be made.
pub(super) fn read<'t, T: de::Deserialize<'t>>(root: &'t Node<'t>) -> (Option<T>, Vec<Found>) {
    let findings = Findings::default();
    // Each pass stops at one missing field and the next one fills it in, so
    // there are as many passes as missing fields.
    for _ in 0..MOST_FINDINGS {
        findings.found.borrow_mut().clear();
        let result = T::deserialize(Reader {
            node: Some(root),
            path: &Path::Root,
            findings: &findings,
        });
        if !matches!(result, Err(ReadError::Again)) || findings.are_full() {
            let mut found = findings.found.into_inner();
            if let Err(ReadError::Other(what)) = &result {
                found.push((
                    root.at,
                    Path::Root.to_string(),
                    Problem::WrongType(what.clone()),
                    "follow the format".to_owned(),
                ));
            }
            found.extend(findings.missing.into_inner().into_values());
            return (result.ok(), found);
        }
    }
    let mut found = findings.found.into_inner();
    found.extend(findings.missing.into_inner().into_values());
    (None, found)
}

/// Why a pass ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// A field is missing in the struct that is being read.
    Missing(&'static str),
    /// It was noted; read again, with a stand-in for it.
    Again,
    /// Anything else that a `Deserialize` says.
    Other(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Missing(field) => write!(f, "missing field `{field}`"),
            ReadError::Again => f.write_str("a field is missing"),
            ReadError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: std::fmt::Display>(message: T) -> ReadError {
        ReadError::Other(message.to_string())
    }

    fn missing_field(field: &'static str) -> ReadError {
        ReadError::Missing(field)
    }
}

/// One value on its way into the model; `node` is none for a stand-in.
#[derive(Clone, Copy)]
struct Reader<'t, 'p> {
    node: Option<&'t Node<'t>>,
    path: &'p Path<'p>,
    findings: &'p Findings,
}

impl<'t> Reader<'t, '_> {
    fn wrong_type(&self, expected: &str) {
        if let Some(node) = self.node {
            let problem = Problem::WrongType(node.sort().to_owned());
            self.findings
                .note(node.at, self.path, problem, format!("expected {expected}"));
        }
    }

    fn value(&self) -> Option<&'t Value<'t>> {
        self.node.map(|node| &node.value)
    }

    fn whole_number<N: FromStr + Display + Default>(&self, largest: N) -> N {
        let Some(Value::Number(text)) = self.value() else {
            self.wrong_type("a whole number");
            return N::default();
        };
        text.parse().unwrap_or_else(|_| {
            let at = self.node.map_or(Position::START, |node| node.at);
            let shown: String = text.chars().take(24).collect();
            let help = format!("expected a whole number from 0 to {largest}");
            self.findings
                .note(at, self.path, Problem::OutOfRange(shown), help);
            N::default()
        })
    }
}

impl<'t> Deserializer<'t> for Reader<'t, '_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'t>>(self, _: V) -> Result<V::Value, ReadError> {
        // A type of the model that fits no method below would have to be
        // taught here first; until then it is an error, not a guess.
        Err(ReadError::Other(
            "a type that the reader does not know".to_owned(),
        ))
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if let Some(Value::Text(text)) = self.value() {
            return visitor.visit_borrowed_str(text);
        }
        self.wrong_type("a string");
        visitor.visit_borrowed_str("")
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if let Some(Value::Bool(value)) = self.value() {
            return visitor.visit_bool(*value);
        }
        self.wrong_type("`true` or `false`");
        visitor.visit_bool(false)
    }

    fn deserialize_u32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u32(self.whole_number(u32::MAX))
    }

    fn deserialize_u8<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u8(self.whole_number(u8::MAX))
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value() {
            None | Some(Value::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let nodes: &'t [Node<'t>] = match self.value() {
            Some(Value::List(nodes)) => nodes,
            Some(_) | None => {
                self.wrong_type("a list");
                &[]
            }
        };
        visitor.visit_seq(Elements {
            reader: self,
            nodes,
            next: 0,
        })
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let members: Option<&'t [Member<'t>]> = match self.value() {
            Some(Value::Object(members)) => Some(members),
            Some(_) | None => {
                self.wrong_type("an object");
                None
            }
        };
        let result = visitor.visit_map(Fields {
            reader: self,
            fields,
            members,
            seen: Vec::new(),
            next: 0,
            filled: 0,
            value: None,
        });
        match (result, self.node) {
            (Err(ReadError::Missing(field)), Some(node)) => {
                self.findings.note_missing(node.at, self.path, field);
                Err(ReadError::Again)
            }
            (result, _) => result,
        }
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let (name, inner) = match self.value() {
            Some(Value::Text(text)) => (Some(text.as_ref()), None),
            Some(Value::Object(members)) if members.len() == 1 => {
                (Some(members[0].key.as_ref()), Some(&members[0].value))
            }
            Some(_) | None => (None, None),
        };
        let known = name.and_then(|name| variants.iter().find(|variant| **variant == name));
        if let (None, Some(node)) = (known, self.node) {
            let help = format!("expected one of {}", quoted(variants));
            let problem = name.map_or_else(
                || Problem::WrongType(node.sort().to_owned()),
                |name| Problem::UnknownValue(name.to_owned()),
            );
            self.findings.note(node.at, self.path, problem, help);
        }
        let name = known.copied().unwrap_or(variants[0]);
        visitor.visit_enum(Choice {
            reader: self,
            name,
            inner: known.and(inner),
        })
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        i8 i16 i32 i64 i128 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map identifier ignored_any
    }
}

/// Words in backticks, with commas.
pub(super) fn quoted(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

struct Elements<'t, 'p> {
    reader: Reader<'t, 'p>,
    nodes: &'t [Node<'t>],
    next: usize,
}

impl<'t> SeqAccess<'t> for Elements<'t, '_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'t>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        // Only a reading that is refused anyway can be full, so nothing is lost by stopping.
        if self.reader.findings.are_full() {
            return Ok(None);
        }
        let Some(node) = self.nodes.get(self.next) else {
            return Ok(None);
        };
        let path = self.reader.path.index(self.next);
        self.next += 1;
        seed.deserialize(Reader {
            node: Some(node),
            path: &path,
            findings: self.reader.findings,
        })
        .map(Some)
    }
}

/// The fields of a struct: those that are there, then stand-ins for those known to be missing.
struct Fields<'t, 'p> {
    reader: Reader<'t, 'p>,
    fields: &'static [&'static str],
    members: Option<&'t [Member<'t>]>,
    seen: Vec<&'static str>,
    next: usize,
    filled: usize,
    value: Option<(&'static str, Option<&'t Node<'t>>)>,
}

impl<'t> Fields<'t, '_> {
    /// The next field that the struct knows; what it does not know is noted.
    fn next_present(&mut self) -> Option<(&'static str, &'t Node<'t>)> {
        let members = self.members?;
        while let Some(member) = members.get(self.next) {
            self.next += 1;
            if self.reader.findings.are_full() {
                return None;
            }
            let known = self.fields.iter().find(|field| **field == member.key);
            let (problem, help) = match known {
                Some(field) if !self.seen.contains(field) => {
                    self.seen.push(field);
                    return Some((field, &member.value));
                }
                Some(_) => (
                    Problem::DuplicateKey(member.key.to_string()),
                    "keep one of them".to_owned(),
                ),
                None => (
                    Problem::UnknownField(member.key.to_string()),
                    format!("expected one of {}", quoted(self.fields)),
                ),
            };
            self.reader
                .findings
                .note(member.key_at, self.reader.path, problem, help);
        }
        None
    }

    fn next_filled(&mut self) -> Option<&'static str> {
        while let Some(field) = self.fields.get(self.filled) {
            self.filled += 1;
            let stand_in = self.members.is_none()
                || self
                    .reader
                    .findings
                    .is_missing(&self.reader.path.field(field));
            if stand_in {
                return Some(field);
            }
        }
        None
    }
}

impl<'t> MapAccess<'t> for Fields<'t, '_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let next = self.next_present().map(|(field, node)| (field, Some(node)));
        let Some((field, node)) = next.or_else(|| self.next_filled().map(|field| (field, None)))
        else {
            return Ok(None);
        };
        self.value = Some((field, node));
        seed.deserialize(BorrowedStrDeserializer::new(field))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let Some((field, node)) = self.value.take() else {
            return Err(ReadError::Other("a value without a key".to_owned()));
        };
        let path = self.reader.path.field(field);
        seed.deserialize(Reader {
            node,
            path: &path,
            findings: self.reader.findings,
        })
    }
}

struct Choice<'t, 'p> {
    reader: Reader<'t, 'p>,
    name: &'static str,
    inner: Option<&'t Node<'t>>,
}

impl<'t> EnumAccess<'t> for Choice<'t, '_> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'t>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let name = seed.deserialize(StrDeserializer::<ReadError>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'t> VariantAccess<'t> for Choice<'t, '_> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        if self.inner.is_some() {
            self.reader
                .wrong_type(&format!("`\"{}\"` by itself", self.name));
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'t>>(self, seed: T) -> Result<T::Value, ReadError> {
        if self.inner.is_none() {
            self.reader
                .wrong_type(&format!("`{{\"{}\": …}}`", self.name));
        }
        let path = self.reader.path.field(self.name);
        seed.deserialize(Reader {
            node: self.inner,
            path: &path,
            findings: self.reader.findings,
        })
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, _: V) -> Result<V::Value, ReadError> {
        Err(ReadError::Other(
            "a variant that the reader does not know".to_owned(),
        ))
    }

    fn struct_variant<V: Visitor<'t>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ReadError> {
        Err(ReadError::Other(
            "a variant that the reader does not know".to_owned(),
        ))
    }
}
