//! JSON text as a tree in which every value knows its line and column.
//!
//! serde_json tells a position only for its own errors, and lets a later
//! duplicate key win; a pack needs positions for every rule and may not say
//! anything twice. This module knows JSON, not packs.

use std::borrow::Cow;
use std::fmt;

use super::error::Position;

/// A value and where it begins.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) at: Position,
    pub(super) value: Value<'a>,
}

#[derive(Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    /// As written: the fields of a pack are whole numbers, so no number needs rounding.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

/// One key of an object with its value.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) key_at: Position,
    pub(super) value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The value of a key; the first one, if there are several.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'a>> {
        let Value::Object(members) = &self.value else {
            return None;
        };
        members
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// Follows a path down from this value.
    pub(super) fn find(&self, path: &Path<'_>) -> Option<&Node<'a>> {
        match path {
            Path::Root => Some(self),
            Path::Field(parent, name) => self.find(parent)?.get(name),
            Path::Index(parent, index) => match &self.find(parent)?.value {
                Value::List(nodes) => nodes.get(*index),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Text(_)
                | Value::Object(_) => None,
            },
        }
    }

    /// Position of a path, or of the closest thing above it that exists.
    pub(super) fn locate(&self, path: &Path<'_>) -> Position {
        match (self.find(path), path) {
            (Some(node), _) => node.at,
            (None, Path::Field(parent, _) | Path::Index(parent, _)) => self.locate(parent),
            (None, Path::Root) => self.at,
        }
    }

    /// What a person calls this sort of value.
    pub(super) fn sort(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// Appends the canonical form: keys sorted, no white space, one way to write a string.
    pub(super) fn write_canonical(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Number(text) => out.push_str(text),
            Value::Text(text) => write_text(text, out),
            Value::List(nodes) => {
                out.push('[');
                for (index, node) in nodes.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    node.write_canonical(out);
                }
                out.push(']');
            }
            Value::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| a.key.cmp(&b.key));
                out.push('{');
                for (index, member) in sorted.into_iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_text(&member.key, out);
                    out.push(':');
                    member.value.write_canonical(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Where a value stands, as a chain of steps from the root.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(super) fn field<'p>(&'p self, name: &'p str) -> Path<'p> {
        Path::Field(self, name)
    }

    pub(super) fn index(&self, index: usize) -> Path<'_> {
        Path::Index(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => f.write_str("$"),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
