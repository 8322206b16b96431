//! The canonical decision log, as `docs/scenarios.md` section 6 lays it down.

use std::fmt;

/// One call that the app made, and what it was answered.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// Step that made it.
    pub(crate) step: usize,
    /// Verb without `app_`.
    pub(crate) verb: &'static str,
    /// What it was about.
    pub(crate) subject: String,
    /// The answer's fields.
    pub(crate) answer: Vec<String>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` of `{}` (step {})",
            self.verb, self.subject, self.step
        )
    }
}

/// The log of one scenario.
#[derive(Debug)]
pub(crate) struct Log(String);

impl Log {
    /// Begins a log.
    pub(crate) fn new(name: &str) -> Log {
        let mut log = Log(String::new());
        log.fields(&["askfirst-log", "1", name]);
        log
    }

    /// Adds the line of a step.
    pub(crate) fn line(&mut self, step: usize, ms: i64, fields: &[&str]) {
        let (step, ms) = (step.to_string(), ms.to_string());
        let mut all = vec![step.as_str(), ms.as_str()];
        all.extend(fields);
        self.fields(&all);
    }

    /// Adds the answers of a step; equal answers to calls made together share a line.
    pub(crate) fn calls(&mut self, step: usize, ms: i64, calls: &[Call]) {
        for made_together in calls.chunk_by(|one, next| {
            (one.step, one.verb, &one.subject) == (next.step, next.verb, &next.subject)
        }) {
            let mut sorted: Vec<&Call> = made_together.iter().collect();
            sorted.sort_by_key(|call| call.answer.join("\t"));
            for equal in sorted.chunk_by(|one, next| one.answer == next.answer) {
                let count = equal.len().to_string();
                let mut fields = vec!["call", equal[0].verb, &equal[0].subject, &count];
                fields.extend(equal[0].answer.iter().map(String::as_str));
                self.line(step, ms, &fields);
            }
        }
    }

    fn fields(&mut self, fields: &[&str]) {
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.0.push('\t');
            }
            self.0.push_str(&escaped(field));
        }
        self.0.push('\n');
    }

    /// The finished text.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

fn escaped(field: &str) -> String {
    if field.is_empty() {
        return "-".to_owned();
    }
    let mut text = String::with_capacity(field.len());
    for character in field.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_line_is_written_out() {
        let mut log = Log::new("a");
        log.line(1, -5, &["title", "one\ttwo\nthree\\", ""]);
        assert_eq!(
            log.into_text(),
            "askfirst-log\t1\ta\n1\t-5\ttitle\tone\\ttwo\\nthree\\\\\t-\n"
        );
    }

    #[test]
    fn equal_answers_to_calls_made_together_share_a_line() {
        let call = |step, answer: &str| Call {
            step,
            verb: "reads",
            subject: "a.b".to_owned(),
            answer: vec![answer.to_owned()],
        };
        let mut log = Log::new("a");
        log.calls(
            4,
            0,
            &[
                call(2, "value"),
                call(2, "shut"),
                call(2, "value"),
                call(3, "value"),
            ],
        );
        let text = log.into_text();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "4\t0\tcall\treads\ta.b\t1\tshut",
                "4\t0\tcall\treads\ta.b\t2\tvalue",
                "4\t0\tcall\treads\ta.b\t1\tvalue",
            ]
        );
    }
}
