//! `askfirst explain`: what a pack makes the guard ask, show and do about an access.

use askfirst::catalogue::Catalogue;
use askfirst::explain::{Question, explain};

use crate::arguments::Arguments;
use crate::check::read;
use crate::{Ended, Misuse, print};

/// Explains every access that the words are about.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let language = arguments.language;
    let file = arguments.expect_plain("PACK", "PACK")?;
    let kind = arguments.expect_plain("KIND", "KIND")?;
    let mut given = || arguments.next().filter(|word| word != "-");
    let (purpose, recipient) = (given(), given());
    arguments.end()?;
    let pack = match read(&file, language) {
        Ok(pack) => pack,
        Err(ended) => return Ok(ended),
    };
    let question = Question {
        kind,
        purpose,
        recipient,
    };
    let explained = explain(&Catalogue::new(pack), &question, language);
    let texts: Vec<String> = explained.iter().map(|it| it.lines.join("\n")).collect();
    print(&format!("{}\n", texts.join("\n\n")));
    let declared = explained.iter().all(|it| it.access.is_some());
    Ok(if declared { Ended::Well } else { Ended::Wrong })
}
