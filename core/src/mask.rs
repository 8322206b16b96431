//! Values as a screen may show them.
//!
//! The guard itself never sees a value. An app that has to show one, a phone
//! number in a form or an identifier in a list, shows it masked; these helpers
//! do it the same way everywhere. They keep nothing and write nothing.

/// What stands for what is not shown.
const MASK: char = '*';

/// How much of a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Masking {
    /// A telephone number: the first three and the last four digits.
    Phone,
    /// A number of a document, card or device: the first and the last two.
    Number,
    /// A name: the first letter.
    Name,
    /// A mail address: the first letter, and what follows the @.
    Mail,
    /// Nothing but that there is something.
    Hidden,
}

/// A value with all but a small part of it masked.
///
/// A value that is too short to keep the rest secret is masked whole, and the
/// length of a hidden one does not show.
#[must_use]
pub fn masked(value: &str, masking: Masking) -> String {
    let value = value.trim();
    match masking {
        Masking::Phone => keeping(value, 3, 4),
        Masking::Number => keeping(value, 2, 2),
        Masking::Name => keeping(value, 1, 0),
        Masking::Mail => match value.rsplit_once('@') {
            Some((name, host)) => format!("{}@{host}", keeping(name, 1, 0)),
            None => keeping(value, 1, 0),
        },
        Masking::Hidden if value.is_empty() => String::new(),
        Masking::Hidden => MASK.to_string().repeat(6),
    }
}

/// Keeps so many letters at both ends, if at least as many stay masked.
fn keeping(value: &str, front: usize, back: usize) -> String {
    let letters: Vec<char> = value.chars().collect();
    let hidden = letters.len().saturating_sub(front + back);
    let (front, back) = if hidden >= (front + back).clamp(1, 4) {
        (front, back)
    } else {
        (0, 0)
    };
    let last = letters.len() - back;
    let shown = |index: usize| index < front || index >= last;
    let marked = letters.iter().enumerate();
    marked
        .map(|(index, &letter)| if shown(index) { letter } else { MASK })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_part_stays() {
        assert_eq!(masked("13812345678", Masking::Phone), "138****5678");
        assert_eq!(
            masked("110101199003072316", Masking::Number),
            "11**************16"
        );
        assert_eq!(masked("张三丰", Masking::Name), "张**");
        assert_eq!(
            masked(" zhang@example.cn ", Masking::Mail),
            "z****@example.cn"
        );
        assert_eq!(masked("no address", Masking::Mail), "n*********");
        assert_eq!(masked("anything", Masking::Hidden), "******");
    }

    #[test]
    fn what_is_too_short_is_masked_whole() {
        assert_eq!(masked("12345678", Masking::Phone), "********");
        assert_eq!(masked("1234567", Masking::Number), "*******");
        assert_eq!(masked("张", Masking::Name), "*");
        assert_eq!(masked("a@b.cn", Masking::Mail), "*@b.cn");
        assert_eq!(masked("", Masking::Hidden), "");
        assert_eq!(masked("", Masking::Phone), "");
    }

    /// Of whatever length, at least half of a number stays hidden.
    #[test]
    fn at_least_half_of_a_value_is_hidden() {
        for length in 1..40 {
            let value = "7".repeat(length);
            for masking in [
                Masking::Number,
                Masking::Name,
                Masking::Mail,
                Masking::Hidden,
            ] {
                let shown = masked(&value, masking).matches('7').count();
                assert!(shown * 2 <= length, "{length} {masking:?}");
            }
            let shown = masked(&value, Masking::Phone).matches('7').count();
            assert!(shown <= 7 && length - shown >= 4.min(length), "{length}");
        }
    }
}
