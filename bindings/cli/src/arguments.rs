//! The words after `askfirst`: `--lang` and `--help` may stand anywhere.

use std::collections::VecDeque;

use askfirst::texts::Language;

use crate::Misuse;

/// What a command line says.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// The language to speak.
    pub(crate) language: Language,
    /// Whether help was asked for.
    pub(crate) help: bool,
    words: VecDeque<String>,
}

impl Arguments {
    /// The command line of this process.
    pub(crate) fn of_process() -> Result<Arguments, Misuse> {
        let mut words = Vec::new();
        for word in std::env::args_os().skip(1) {
            let word = word
                .into_string()
                .map_err(|word| Misuse(format!("not UTF-8: {}", word.display())))?;
            words.push(word);
        }
        let spoken = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        Arguments::new(words, Language::of(&spoken.unwrap_or_default()))
    }

    fn new(words: Vec<String>, spoken: Language) -> Result<Arguments, Misuse> {
        let words = words.into();
        let mut arguments = Arguments {
            language: spoken,
            help: false,
            words,
        };
        if let Some(name) = arguments.option("--lang")? {
            arguments.language = match name.as_str() {
                "zh" => Language::Zh,
                "en" => Language::En,
                other => {
                    return Err(arguments.misuse(
                        &format!("`--lang {other}`：只有 zh 和 en"),
                        &format!("`--lang {other}`: there are zh and en"),
                    ));
                }
            };
        }
        arguments.help = arguments.flag("--help") | arguments.flag("-h");
        Ok(arguments)
    }

    /// Takes a flag out; whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// Takes an option and its value out.
    pub(crate) fn option(&mut self, name: &str) -> Result<Option<String>, Misuse> {
        let Some(at) = self.words.iter().position(|word| word == name) else {
            return Ok(None);
        };
        let _ = self.words.remove(at);
        let value = self
            .words
            .remove(at)
            .filter(|value| !value.starts_with('-'));
        if value.is_none() {
            return Err(self.misuse(
                &format!("`{name}` 后面缺少值"),
                &format!("`{name}` needs a value"),
            ));
        }
        if self.words.iter().any(|word| word == name) {
            return Err(self.misuse(
                &format!("`{name}` 只能出现一次"),
                &format!("`{name}` can stand only once"),
            ));
        }
        Ok(value)
    }

    /// Takes the next word out.
    pub(crate) fn next(&mut self) -> Option<String> {
        self.words.pop_front()
    }

    /// Takes the next word out, which has to be there.
    pub(crate) fn expect(&mut self, zh: &str, en: &str) -> Result<String, Misuse> {
        self.no_options()?;
        self.next()
            .ok_or_else(|| self.misuse(&format!("缺少{zh}"), &format!("{en} is missing")))
    }

    /// Takes the next word out, which has to be there; a single dash among the
    /// later words stands for nothing named.
    pub(crate) fn expect_plain(&mut self, zh: &str, en: &str) -> Result<String, Misuse> {
        let option = |word: &&String| word.starts_with('-') && word.len() > 1;
        if let Some(word) = self.words.iter().find(option) {
            return Err(self.unknown(word));
        }
        self.next()
            .ok_or_else(|| self.misuse(&format!("缺少{zh}"), &format!("{en} is missing")))
    }

    /// The words that are left, none of them an option.
    pub(crate) fn rest(self) -> Result<Vec<String>, Misuse> {
        self.no_options()?;
        Ok(self.words.into())
    }

    /// Checks that nothing is left.
    pub(crate) fn end(&self) -> Result<(), Misuse> {
        self.no_options()?;
        match self.words.front() {
            None => Ok(()),
            Some(word) => Err(self.misuse(
                &format!("多余的参数 `{word}`"),
                &format!("`{word}` is one argument too many"),
            )),
        }
    }

    fn no_options(&self) -> Result<(), Misuse> {
        match self.words.iter().find(|word| word.starts_with('-')) {
            None => Ok(()),
            Some(word) => Err(self.unknown(word)),
        }
    }

    fn unknown(&self, option: &str) -> Misuse {
        self.misuse(
            &format!("未知选项 `{option}`"),
            &format!("unknown option `{option}`"),
        )
    }

    /// A misuse, in the language spoken.
    pub(crate) fn misuse(&self, zh: &str, en: &str) -> Misuse {
        Misuse(self.language.pick(zh, en).to_owned())
    }
}
