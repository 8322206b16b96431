//! The JSON grammar, strict: no comments, no trailing commas, nothing after the end.
//!
//! The first fault ends the reading, because what follows it cannot be told
//! apart any more.

use std::borrow::Cow;
use std::str::CharIndices;

use super::error::{Position, Problem};
use super::tree::{Member, Node, Value};
use super::words::is_invisible;

/// Deepest nesting; the format itself needs eight levels.
const MAX_DEPTH: usize = 32;

/// A fault of the text itself; the first one ends the reading.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Position,
    pub(super) problem: Problem,
    pub(super) help: String,
}

type Scanned<T> = Result<T, Fault>;

/// Reads a whole text as one JSON value.
pub(super) fn scan(text: &str) -> Scanned<Node<'_>> {
    let mut scanner = Scanner {
        text,
        rest: text.char_indices(),
        at: Position::START,
    };
    scanner.space();
    let node = scanner.value(0)?;
    scanner.space();
    match scanner.peek() {
        None => Ok(node),
        Some(_) => Err(scanner.fault("text after the end", "remove what follows the last bracket")),
    }
}

struct Scanner<'a> {
    text: &'a str,
    rest: CharIndices<'a>,
    at: Position,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next().map(|(_, c)| c)
    }

    fn next(&mut self) -> Option<char> {
        let (_, c) = self.rest.next()?;
        if c == '\n' {
            self.at = Position {
                line: self.at.line + 1,
                column: 1,
            };
        } else {
            self.at.column += 1;
        }
        Some(c)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn fault(&self, what: &str, help: &str) -> Fault {
        Fault {
            at: self.at,
            problem: Problem::Syntax(what.to_owned()),
            help: help.to_owned(),
        }
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let what = match self.peek() {
            None => "the text ends early".to_owned(),
            Some(c) if is_invisible(c) => format!("unexpected U+{:04X}", c as u32),
            Some(c) => format!("unexpected `{c}`"),
        };
        self.fault(&what, &format!("expected {expected}"))
    }

    fn value(&mut self, depth: usize) -> Scanned<Node<'a>> {
        let at = self.at;
        if depth > MAX_DEPTH {
            let help = format!("nest at most {MAX_DEPTH} levels");
            return Err(Fault {
                at,
                problem: Problem::TooDeep,
                help,
            });
        }
        let value = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => Value::Number(self.number()?),
            Some('a'..='z') => self.word()?,
            Some(_) | None => return Err(self.unexpected("a value")),
        };
        Ok(Node { at, value })
    }

    fn object(&mut self, depth: usize) -> Scanned<Value<'a>> {
        let mut members = Vec::new();
        self.next();
        self.space();
        if self.took('}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let key_at = self.at;
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = self.string()?;
            self.space();
            if !self.took(':') {
                return Err(self.unexpected("`:`"));
            }
            self.space();
            let value = self.value(depth + 1)?;
            members.push(Member { key, key_at, value });
            self.space();
            if self.took('}') {
                return Ok(Value::Object(members));
            }
            if !self.took(',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Scanned<Value<'a>> {
        let mut nodes = Vec::new();
        self.next();
        self.space();
        if self.took(']') {
            return Ok(Value::List(nodes));
        }
        loop {
            self.space();
            nodes.push(self.value(depth + 1)?);
            self.space();
            if self.took(']') {
                return Ok(Value::List(nodes));
            }
            if !self.took(',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn took(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    fn word(&mut self) -> Scanned<Value<'a>> {
        let at = self.at;
        let start = self.rest.offset();
        while matches!(self.peek(), Some('a'..='z')) {
            self.next();
        }
        match &self.text[start..self.rest.offset()] {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            word => {
                let problem = Problem::Syntax(format!("unexpected `{word}`"));
                Err(Fault {
                    at,
                    problem,
                    help: "expected a value; strings stand in double quotes".to_owned(),
                })
            }
        }
    }

    fn number(&mut self) -> Scanned<&'a str> {
        let start = self.rest.offset();
        self.took('-');
        if !self.took('0') {
            self.digits()?;
        }
        if self.took('.') {
            self.digits()?;
        }
        // Only `cargo xtask fuzz` plants it, to see that it would be found.
        assert!(
            !(cfg!(askfirst_planted_panic) && self.peek() == Some('E')),
            "a planted panic"
        );
        if self.took('e') || self.took('E') {
            let _ = self.took('+') || self.took('-');
            self.digits()?;
        }
        Ok(&self.text[start..self.rest.offset()])
    }

    fn digits(&mut self) -> Scanned<()> {
        if !matches!(self.peek(), Some('0'..='9')) {
            return Err(self.unexpected("a digit"));
        }
        while matches!(self.peek(), Some('0'..='9')) {
            self.next();
        }
        Ok(())
    }

    fn string(&mut self) -> Scanned<Cow<'a, str>> {
        let opened = self.at;
        self.next();
        let start = self.rest.offset();
        let mut copy: Option<String> = None;
        loop {
            let end = self.rest.offset();
            match self.peek() {
                None => {
                    let problem = Problem::Syntax("a string is not closed".to_owned());
                    return Err(Fault {
                        at: opened,
                        problem,
                        help: "close it with `\"`".to_owned(),
                    });
                }
                Some('"') => {
                    self.next();
                    return Ok(copy.map_or(Cow::Borrowed(&self.text[start..end]), Cow::Owned));
                }
                Some('\\') => {
                    let c = self.escape()?;
                    copy.get_or_insert_with(|| self.text[start..end].to_owned())
                        .push(c);
                }
                Some(c) if (c as u32) < 0x20 => {
                    return Err(self.fault(
                        "a control character in a string",
                        "write it as an escape, or close the string with `\"`",
                    ));
                }
                Some(c) => {
                    self.next();
                    if let Some(copy) = &mut copy {
                        copy.push(c);
                    }
                }
            }
        }
    }

    fn escape(&mut self) -> Scanned<char> {
        self.next();
        let plain = match self.peek() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            Some(_) | None => return Err(self.unexpected("an escape such as `\\n`")),
        };
        self.next();
        Ok(plain)
    }

    fn unicode(&mut self) -> Scanned<char> {
        let at = self.at;
        let high = self.four_digits()?;
        let code =
            if (0xD800..0xDC00).contains(&high) && self.took('\\') && self.peek() == Some('u') {
                let low = self.four_digits()?;
                if (0xDC00..0xE000).contains(&low) {
                    0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    high
                }
            } else {
                high
            };
        char::from_u32(code).ok_or_else(|| Fault {
            at,
            problem: Problem::Syntax("half a surrogate pair".to_owned()),
            help: "write the character itself".to_owned(),
        })
    }

    fn four_digits(&mut self) -> Scanned<u32> {
        self.next();
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            code = code * 16 + digit;
            self.next();
        }
        Ok(code)
    }
}
