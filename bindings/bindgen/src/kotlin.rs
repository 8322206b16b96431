//! Marks every top-level declaration of a Kotlin file `internal`.
//!
//! Works by character, not by line: the generator puts a declaration behind the
//! end of its doc comment, and strings, templates and comments may hold anything
//! that looks like one. It is no Kotlin parser: it relies on a declaration
//! starting a line (comments and annotations aside), which generated code does.

/// Words that may stand before a declaration's own keyword.
const MODIFIERS: &[&str] = &[
    "open",
    "sealed",
    "data",
    "enum",
    "abstract",
    "inline",
    "const",
    "suspend",
    "annotation",
    "external",
    "operator",
    "infix",
    "tailrec",
    "value",
    "lateinit",
    "final",
    "expect",
    "actual",
];
const KEYWORDS: &[&str] = &[
    "class",
    "interface",
    "object",
    "fun",
    "val",
    "var",
    "typealias",
];
const VISIBILITY: &[&str] = &["public", "internal", "private", "protected"];

/// The same source with no top-level declaration left public.
pub(crate) fn mark_internal(source: &str) -> String {
    let mut scanner = Scanner {
        source,
        at: 0,
        copied: 0,
        out: String::with_capacity(source.len()),
    };
    scanner.file();
    scanner.out.push_str(&source[scanner.copied..]);
    scanner.out
}

struct Scanner<'a> {
    source: &'a str,
    at: usize,
    copied: usize,
    out: String,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn file(&mut self) {
        let mut depth = 0_usize;
        let mut fresh = true;
        while let Some(next) = self.peek() {
            if self.comment() {
                continue;
            }
            match next {
                '\n' => {
                    fresh = true;
                    self.step();
                }
                _ if next.is_whitespace() => self.step(),
                '@' if fresh && depth == 0 => self.annotation(),
                _ if fresh && depth == 0 && is_word(next) => {
                    self.declaration();
                    fresh = false;
                }
                _ => {
                    fresh = false;
                    self.token(&mut depth);
                }
            }
        }
    }

    /// Steps over one piece of code, keeping count of the brackets.
    fn token(&mut self, depth: &mut usize) {
        match self.peek() {
            Some('{' | '(' | '[') => *depth += 1,
            Some('}' | ')' | ']') => *depth = depth.saturating_sub(1),
            Some('"') => return self.string(),
            Some('\'') => return self.quoted('\''),
            Some('`') => return self.quoted('`'),
            _ => {}
        }
        self.step();
    }

    /// Steps over a comment, if one starts here. Kotlin's block comments nest.
    fn comment(&mut self) -> bool {
        if self.rest().starts_with("//") {
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            return true;
        }
        if !self.rest().starts_with("/*") {
            return false;
        }
        let mut depth = 0_usize;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    break;
                }
            } else {
                self.step();
            }
        }
        true
    }

    /// Steps over a character or a name in backticks.
    fn quoted(&mut self, end: char) {
        self.step();
        while let Some(next) = self.peek() {
            self.step();
            if next == '\\' && end == '\'' {
                self.step();
            } else if next == end {
                break;
            }
        }
    }

    /// Steps over a string, code inside its templates included.
    fn string(&mut self) {
        let end = if self.rest().starts_with("\"\"\"") {
            "\"\"\""
        } else {
            "\""
        };
        self.at += end.len();
        while let Some(next) = self.peek() {
            if self.rest().starts_with(end) {
                self.at += end.len();
                return;
            }
            if self.rest().starts_with("${") {
                self.at += 1;
                self.brackets();
            } else {
                self.step();
                if next == '\\' && end == "\"" {
                    self.step();
                }
            }
        }
    }

    /// Steps over one bracketed piece of code, from its opening bracket on.
    fn brackets(&mut self) {
        let mut depth = 0_usize;
        while self.peek().is_some() {
            if !self.comment() {
                self.token(&mut depth);
                if depth == 0 {
                    return;
                }
            }
        }
    }

    fn annotation(&mut self) {
        self.step();
        while self
            .peek()
            .is_some_and(|next| is_word(next) || next == '.' || next == ':')
        {
            self.step();
        }
        if self.peek() == Some('(') {
            self.brackets();
        }
    }

    fn word(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(is_word) {
            self.step();
        }
        &self.source[start..self.at]
    }

    fn declaration(&mut self) {
        let start = self.at;
        let mut visibility = None;
        loop {
            let at = self.at;
            let word = self.word();
            if VISIBILITY.contains(&word) {
                visibility = Some((at, word));
            } else if KEYWORDS.contains(&word) {
                return self.narrow(start, visibility);
            } else if !MODIFIERS.contains(&word) {
                return;
            }
            let gap = self.rest().len() - self.rest().trim_start().len();
            self.at += gap;
        }
    }

    fn narrow(&mut self, start: usize, visibility: Option<(usize, &str)>) {
        match visibility {
            Some((at, "public")) => self.insert(at, at + "public".len(), "internal"),
            Some(_) => {}
            None => self.insert(start, start, "internal "),
        }
    }

    fn insert(&mut self, from: usize, to: usize, text: &str) {
        self.out.push_str(&self.source[self.copied..from]);
        self.out.push_str(text);
        self.copied = to;
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::mark_internal;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(mark_internal(source), expected);
    }

    #[test]
    fn a_plain_declaration_becomes_internal() {
        check(
            "class A {\n  fun b() {}\n}\n",
            "internal class A {\n  fun b() {}\n}\n",
        );
        check(
            "data class A(\n  val b: Int\n)\n",
            "internal data class A(\n  val b: Int\n)\n",
        );
        check(
            "fun interface A { fun b() }",
            "internal fun interface A { fun b() }",
        );
    }

    #[test]
    fn public_is_replaced_and_narrower_is_left() {
        check("public object A", "internal object A");
        check(
            "private val a = 1\ninternal fun b() = 2",
            "private val a = 1\ninternal fun b() = 2",
        );
        check("public sealed class A", "internal sealed class A");
    }

    #[test]
    fn a_declaration_behind_its_doc_comment_is_found() {
        check(
            "/**\n * class x\n */public interface A",
            "/**\n * class x\n */internal interface A",
        );
        check(
            "/* a /* nested */ class b */\nval c = 1",
            "/* a /* nested */ class b */\ninternal val c = 1",
        );
    }

    #[test]
    fn annotations_are_stepped_over() {
        check(
            "@Suppress(\"class\")\n@JvmField val a = 1",
            "@Suppress(\"class\")\n@JvmField internal val a = 1",
        );
        check(
            "@file:Suppress(\"NAME\")\n\npackage a.b\n",
            "@file:Suppress(\"NAME\")\n\npackage a.b\n",
        );
    }

    #[test]
    fn strings_templates_and_characters_hide_what_looks_like_code() {
        check(
            "fun a() = \"{ ${b(\"}\")} \\\"\"\nfun c() = '{'\nclass D",
            "internal fun a() = \"{ ${b(\"}\")} \\\"\"\ninternal fun c() = '{'\ninternal class D",
        );
        check(
            "val a = \"\"\"\nclass b \"\n\"\"\"\nval c = `fun x`",
            "internal val a = \"\"\"\nclass b \"\n\"\"\"\ninternal val c = `fun x`",
        );
    }

    #[test]
    fn an_expression_is_not_a_declaration() {
        check(
            "val a = object : B {\n  val c = 1\n}",
            "internal val a = object : B {\n  val c = 1\n}",
        );
        check("import a.public.b\n", "import a.public.b\n");
    }
}
