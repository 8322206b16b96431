//! What a word, a day, an address or a country in a pack may look like.

use serde::Serialize;

/// Whole words that name everything, or nothing in particular.
const WILDCARDS: &[&str] = &[
    "all",
    "any",
    "anything",
    "etc",
    "everything",
    "misc",
    "miscellaneous",
    "other",
    "others",
    "related",
    "unknown",
    "various",
    "其他",
    "其它",
    "全部",
    "所有",
    "任何",
    "等",
];

/// Beginnings and ends that do the same to a longer word.
const WILD_PARTS: &[&str] = &["all", "any", "other"];

/// Whether a word would cover things that nobody named.
pub(super) fn is_wildcard(word: &str) -> bool {
    let lower = word.trim().to_lowercase();
    let part = |part: &&str| {
        lower
            .strip_prefix(*part)
            .is_some_and(|rest| rest.starts_with('_'))
            || lower
                .strip_suffix(*part)
                .is_some_and(|rest| rest.ends_with('_'))
    };
    is_wild_word(&lower) || WILD_PARTS.iter().any(part)
}

/// Whether a word by itself names everything, or nothing in particular.
///
/// People may be named by what they are not: `other_users` are those of the same service.
pub(super) fn is_wild_word(word: &str) -> bool {
    let lower = word.trim().to_lowercase();
    lower.contains(['*', '?', '%']) || WILDCARDS.contains(&lower.as_str())
}

/// Whether a word can be an id: lower-case letters, digits and `_`, beginning with a letter.
pub(crate) fn is_id(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a character cannot be seen, or changes the order of those that can.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a text is an address that a browser can open and a person can read.
pub(super) fn is_web_address(address: &str) -> bool {
    let host = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric()))
        && !address
            .chars()
            .any(|c| c.is_whitespace() || is_invisible(c))
}

/// Whether a text is a day of the calendar, written `YYYY-MM-DD`.
pub(super) fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                *b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if !shape {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    year >= 1 && (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a word is a country of ISO 3166-1, in two capital letters.
pub(super) fn is_country(word: &str) -> bool {
    COUNTRIES.split_ascii_whitespace().any(|code| code == word)
}

const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA \
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The name of a value of a closed vocabulary, as packs write it.
pub(super) fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        // No vocabulary of the format is anything else; an empty name would only blur a message.
        Ok(_) | Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn countries_are_those_of_the_standard() {
        let codes: Vec<&str> = COUNTRIES.split_ascii_whitespace().collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted() && codes.windows(2).all(|two| two[0] != two[1]));
        for known in ["CN", "HK", "MO", "TW", "DE", "GB", "US", "ZW"] {
            assert!(is_country(known), "{known}");
        }
        for unknown in [
            "", "C", "cn", "CHN", "UK", "EU", "XX", "中国", "CN US", " CN",
        ] {
            assert!(!is_country(unknown), "{unknown}");
        }
    }
}
