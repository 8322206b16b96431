//! What hosts hand in of their key store, and of the place that guards against roll-back.

use askfirst::guard::KeyAnswer as CoreKeyAnswer;
use askfirst::ledger::{Anchor, Key};

/// What the host's key store says.
#[derive(Clone, uniffi::Enum)]
pub enum KeyAnswer {
    /// The key: 32 bytes.
    Key {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Locked; try again later.
    Locked,
    /// Gone for good.
    Lost,
}

impl std::fmt::Debug for KeyAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the bytes.
        f.write_str(match self {
            KeyAnswer::Key { .. } => "Key(..)",
            KeyAnswer::Locked => "Locked",
            KeyAnswer::Lost => "Lost",
        })
    }
}

/// What the host keeps outside the ledger against roll-back.
///
/// A store that cannot answer *now* is no answer: the host reports the key as
/// locked until it can, so that only `None` opens without noticing a roll-back.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum AnchorAnswer {
    /// Nothing was ever kept.
    None,
    /// What was kept last.
    Kept {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Something was kept, and it cannot be read any more.
    Broken,
}

pub(crate) fn key_answer(answer: KeyAnswer) -> CoreKeyAnswer {
    match answer {
        KeyAnswer::Key { mut bytes } => {
            let key = <[u8; 32]>::try_from(bytes.as_slice());
            wipe(&mut bytes);
            match key {
                Ok(mut key) => {
                    let answer = CoreKeyAnswer::Key(Key::new(key));
                    wipe(&mut key);
                    answer
                }
                // A key of another length is no key.
                Err(_) => CoreKeyAnswer::Lost,
            }
        }
        KeyAnswer::Locked => CoreKeyAnswer::Locked,
        KeyAnswer::Lost => CoreKeyAnswer::Lost,
    }
}

/// Leaves no copy of a key in memory that is given back.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    // Without somebody who might look, the compiler may leave the zeroes out.
    std::hint::black_box(bytes);
}

pub(crate) fn anchor(answer: AnchorAnswer) -> Option<Anchor> {
    match answer {
        AnchorAnswer::None => None,
        AnchorAnswer::Kept { bytes } => {
            Some(Anchor::from_bytes(&bytes).unwrap_or(Anchor::unreadable()))
        }
        AnchorAnswer::Broken => Some(Anchor::unreadable()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_printed() {
        let bytes = vec![0xab; 32];
        let printed = format!("{:?}", KeyAnswer::Key { bytes });
        assert_eq!(printed, "Key(..)");
    }

    #[test]
    fn only_a_store_that_never_kept_anything_gives_no_anchor() {
        assert_eq!(anchor(AnchorAnswer::None), None);
        let kept = Anchor::unreadable().to_bytes().to_vec();
        let garbage = AnchorAnswer::Kept { bytes: vec![1; 60] };
        for answer in [
            AnchorAnswer::Broken,
            garbage,
            AnchorAnswer::Kept { bytes: Vec::new() },
            AnchorAnswer::Kept { bytes: kept },
        ] {
            assert_eq!(anchor(answer), Some(Anchor::unreadable()));
        }
    }

    #[test]
    fn a_key_of_another_length_is_no_key() {
        let answer = key_answer(KeyAnswer::Key { bytes: vec![1; 31] });
        assert!(matches!(answer, CoreKeyAnswer::Lost));
    }
}
