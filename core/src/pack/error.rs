//! What can be wrong with a pack, and where.
//!
//! Every problem carries its place in the file and what would mend it, so
//! that an author need not guess. Nothing here decides what *is* a problem.

use std::fmt;

use thiserror::Error;

/// A place in a pack file; both numbers start at 1, and a column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Position = Position { line: 1, column: 1 };
}

/// What is wrong with one place of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// The file is larger than any policy needs.
    #[error("the file has {0} bytes")]
    TooLarge(usize),
    /// Lists and objects are nested deeper than the format ever is.
    #[error("nested too deeply")]
    TooDeep,
    /// The file begins with a byte order mark.
    #[error("the file begins with a byte order mark")]
    ByteOrderMark,
    /// The bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A key appears twice in one object.
    #[error("duplicate key `{0}`")]
    DuplicateKey(String),
    /// The format has no such field here.
    #[error("unknown field `{0}`")]
    UnknownField(String),
    /// A field is missing.
    #[error("missing field `{0}`")]
    MissingField(String),
    /// Something that a person must be told before consenting is missing.
    #[error("missing notice item `{0}`")]
    MissingNoticeItem(String),
    /// A value of another type than the field's.
    #[error("wrong type: found {0}")]
    WrongType(String),
    /// A word that is not in the field's closed vocabulary.
    #[error("unknown value `{0}`")]
    UnknownValue(String),
    /// The file's format is newer than this library.
    #[error("format {0} is not supported")]
    UnsupportedFormat(u32),
    /// A text without a word in it.
    #[error("empty text")]
    EmptyText,
    /// A text with characters that cannot be seen, or that reorder what is seen.
    #[error("invisible character U+{0:04X}")]
    InvisibleCharacter(u32),
    /// A list that must not be empty is.
    #[error("empty list")]
    EmptyList,
    /// An id that is not a lower-case word.
    #[error("malformed id `{0}`")]
    MalformedId(String),
    /// An id used twice in one name space.
    #[error("duplicate id `{0}`")]
    DuplicateId(String),
    /// A word that would cover things nobody named.
    #[error("wildcard `{0}`")]
    Wildcard(String),
    /// An id that nothing in the pack has.
    #[error("unknown reference `{0}`")]
    UnknownReference(String),
    /// A kind that is neither in the registry nor marked as the pack's own.
    #[error("unknown kind `{0}`")]
    UnknownKind(String),
    /// `stands_for` on a kind that already is a named one.
    #[error("`{0}` is no umbrella word")]
    NotAnUmbrella(String),
    /// `stands_for` naming another umbrella word.
    #[error("`{0}` is itself an umbrella word")]
    NotNamed(String),
    /// Two lines cover the same kind for the same purpose of the same owner.
    #[error("`{0}` is covered twice")]
    CoveredTwice(String),
    /// A gated kind that accepting the policy would open.
    #[error("`{0}` cannot be opened by accepting the policy")]
    AcceptanceOnGatedKind(String),
    /// An additional function that accepting the policy would open.
    #[error("accepting the policy cannot open an additional function")]
    AcceptanceOutsideCore,
    /// A function that is not core but would block the service.
    #[error("a function that is not core cannot block the service")]
    BlocksOutsideCore,
    /// A condition that names no value.
    #[error("the condition names no value")]
    EmptyCondition,
    /// A day that is not in the calendar, or not written as one.
    #[error("malformed date `{0}`")]
    MalformedDate(String),
    /// An address that is none of the web's.
    #[error("malformed address `{0}`")]
    MalformedAddress(String),
    /// A number outside its range.
    #[error("`{0}` is out of range")]
    OutOfRange(String),
    /// A line of a recipient that states its own purpose.
    #[error("a recipient's line takes the purpose of its item")]
    PurposeTwice,
    /// A word, number or country that a list may hold only once.
    #[error("`{0}` stands twice")]
    Repeated(String),
    /// A country that ISO 3166-1 does not have.
    #[error("unknown country `{0}`")]
    UnknownCountry(String),
    /// Something that names itself where it has to name another.
    #[error("`{0}` refers to itself")]
    SelfReference(String),
    /// A line that accepting the policy would open although it is no mere collecting for a stated purpose.
    #[error("{0} needs a prompt of its own")]
    NeedsPrompt(String),
    /// An action that a line cannot be for.
    #[error("a line cannot be for the action `{0}`")]
    WrongAction(String),
    /// Two statements that cannot both hold.
    #[error("{0} and {1} exclude each other")]
    Excludes(String, String),
    /// A statement that means nothing, or too much, without another one.
    #[error("{0} needs {1}")]
    Requires(String, String),
    /// A part that no controller of the pack plays.
    #[error("no controller has the role `{0}`")]
    NoSuchRole(String),
    /// A band of age in which nothing is different.
    #[error("the band changes nothing")]
    EmptyBand,
}

/// One problem of a pack, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackError {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Where it is.
    pub at: Position,
    /// Path of the value: `$.functions[2].accesses[0].kind`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
    /// What was expected, or how to mend it.
    pub help: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.at;
        write!(
            f,
            "{}:{line}:{column}: {}: {}; {}",
            self.file, self.path, self.problem, self.help
        )
    }
}

impl std::error::Error for PackError {}

/// Every problem found in a pack, in the order of the file; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackErrors(pub(super) Vec<PackError>);

impl PackErrors {
    /// The problems.
    #[must_use]
    pub fn all(&self) -> &[PackError] {
        &self.0
    }
}

impl fmt::Display for PackErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}

/// Something the policy leaves doubtful, settled on the closed side.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Doubt {
    /// The text takes effect before it was last changed; it counts from the later day.
    #[error("effective on {effective}, before the update of {updated}; it counts from {updated}")]
    InvertedDates {
        /// Day it takes effect, as the text says.
        effective: String,
        /// Day it was last changed, as the text says.
        updated: String,
    },
    /// Kinds that the text names without any purpose; they stay shut.
    #[error("named without a purpose, so never collected: {}", listed(.0))]
    KindsWithoutPurpose(Vec<String>),
    /// An umbrella word for identifiers that names none; it covers none.
    #[error("`{0}` names no identifier, so it covers none")]
    UnresolvedUmbrella(String),
    /// Kinds without a purpose of their own, collected for the general one; each read is asked for (D-15).
    #[error("without a purpose of their own, so asked for under the general one: {}", listed(.0))]
    GeneralPurpose(Vec<String>),
    /// A permission that opens more than its purpose needs; it stays as the text says.
    #[error("`{kind}` is wider than its purpose; `{enough}` would do")]
    WiderThanPurpose {
        /// The kind that the text names.
        kind: String,
        /// The kind that would be enough.
        enough: String,
    },
    /// The text names no day; it counts from the day it is first shown.
    #[error("no day is given; it counts from when it is first shown")]
    Undated,
    /// A recipient abroad, although the text says that data stay; nothing goes to it.
    #[error("`{0}` is abroad, and the data stay in the country; nothing goes to it")]
    AbroadAndStays(String),
    /// An item of a list of exemptions that can never open anything.
    #[error("item {0} opens nothing: {1}")]
    OpensNothing(u32, &'static str),
    /// A text that withholds what nobody can withhold; withdrawing stays possible.
    #[error("withdrawal is withheld by the text; it stays possible all the same")]
    WithdrawalWithheld,
    /// Promotional messages without a way to stop them; the guard's own switch stands in.
    #[error("promotional messages without a way to stop them; the guard's own switch stands in")]
    NoOptOut,
    /// A line that the author added; the text does not name it (D-6).
    #[error("`{0}` is not named by the text; a screen says so")]
    NotInText(String),
}

fn listed(ids: &[String]) -> String {
    ids.iter()
        .map(|id| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A doubt with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackWarning {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Where it is.
    pub at: Position,
    /// Path of the value.
    pub path: String,
    /// What is doubtful.
    pub doubt: Doubt,
}

impl fmt::Display for PackWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.at;
        write!(
            f,
            "{}:{line}:{column}: {}: warning: {}",
            self.file, self.path, self.doubt
        )
    }
}
