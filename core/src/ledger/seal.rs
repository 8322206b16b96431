//! Keys, seals and the hash chain.
//!
//! **Invariant:** every stored byte that can affect an answer is bound to its
//! lineage, format, place and predecessor, once by the chain (which anyone can
//! check) and once by a seal (which only the holder of the key can make).

use std::fmt;

use aes_gcm::aead::{AeadInPlace, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::{Class, LedgerError};

/// Newest ledger format this release reads, and the only one it writes.
pub const FORMAT: u32 = 1;
/// Longest payload an entry can hold.
pub const LONGEST_PAYLOAD: usize = 1 << 20;

const ENTRY_DOMAIN: &[u8; 16] = b"askfirst-entry\0\0";
const START_DOMAIN: &[u8; 16] = b"askfirst-start\0\0";
const NONCE: usize = 12;
const TAG: usize = 16;
const LENGTH: usize = 4;

pub(super) type Hash = [u8; 32];
pub(super) type LineageId = [u8; 16];
pub(super) type KeyId = [u8; 8];

/// Holds the secret that the host supplies; every ledger derives its own keys from it.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Takes the 32 secret bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret bytes, for deriving further keys from them.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A name for something outside the ledger: keyed, so that nobody can try names against it.
    pub(crate) fn name_of(&self, parts: &[&str]) -> Hash {
        let lengths: Vec<[u8; 8]> = parts
            .iter()
            .map(|part| (part.len() as u64).to_be_bytes())
            .collect();
        let mut fields: Vec<&[u8]> = vec![b"askfirst name 1"];
        for (part, length) in parts.iter().zip(&lengths) {
            fields.extend([length.as_slice(), part.as_bytes()]);
        }
        mac(&self.0, &fields)
    }

    /// Derives a key for one job of one lineage, so that no two ledgers ever share a nonce space.
    fn derive(&self, job: &str, lineage: &LineageId) -> Hash {
        mac(&self.0, &[job.as_bytes(), &[0], lineage])
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(..)")
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving out a store that nobody reads.
        std::hint::black_box(&self.0);
    }
}

/// One place in a chain: the last entry and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) seq: u64,
    pub(super) hash: Hash,
}

/// The public facts of one ledger, which every hash and seal of it includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) format: u32,
    pub(super) lineage: LineageId,
    pub(super) key_id: KeyId,
    /// Encoded anchor of the ledger this one replaced.
    pub(super) previous: Option<Vec<u8>>,
}

impl Header {
    fn encode(&self) -> Vec<u8> {
        let previous = self.previous.as_deref().unwrap_or_default();
        let mut bytes = Vec::with_capacity(64 + previous.len());
        bytes.extend_from_slice(START_DOMAIN);
        bytes.extend_from_slice(&self.format.to_be_bytes());
        bytes.extend_from_slice(&self.lineage);
        bytes.extend_from_slice(&self.key_id);
        bytes.push(u8::from(self.previous.is_some()));
        bytes.extend_from_slice(&(previous.len() as u64).to_be_bytes());
        bytes.extend_from_slice(previous);
        bytes
    }

    /// The place before the first entry.
    pub(super) fn start(&self) -> Place {
        Place {
            seq: 0,
            hash: Sha256::digest(self.encode()).into(),
        }
    }

    /// What both the hash and the seal of the entry after `prev` are bound to.
    fn bind(&self, prev: &Place, class: Class) -> [u8; 85] {
        let mut bytes = [0; 85];
        bytes[..16].copy_from_slice(ENTRY_DOMAIN);
        bytes[16..20].copy_from_slice(&self.format.to_be_bytes());
        bytes[20..36].copy_from_slice(&self.lineage);
        bytes[36..44].copy_from_slice(&self.key_id);
        bytes[44..52].copy_from_slice(&(prev.seq + 1).to_be_bytes());
        bytes[52..84].copy_from_slice(&prev.hash);
        bytes[84] = class.code();
        bytes
    }

    /// Hash of the entry that follows `prev` and stores `sealed`.
    ///
    /// Two levels, so that a payload can be erased later and the chain still verifies.
    pub(super) fn chain(&self, prev: &Place, class: Class, sealed: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        hash.update(self.bind(prev, class));
        hash.update((sealed.len() as u64).to_be_bytes());
        hash.update(Sha256::digest(sealed));
        hash.finalize().into()
    }
}

/// The keys of one ledger and what they are bound to.
pub(super) struct Seals {
    pub(super) header: Header,
    cipher: Aes256Gcm,
    mac_key: Hash,
}

impl Seals {
    /// Makes the header of a new ledger.
    pub(super) fn create(key: &Key, previous: Option<Vec<u8>>) -> Result<Self, LedgerError> {
        let mut lineage = [0; 16];
        random(&mut lineage)?;
        let header = Header {
            format: FORMAT,
            lineage,
            key_id: key_id(key, &lineage),
            previous,
        };
        Ok(Self::new(key, header))
    }

    pub(super) fn new(key: &Key, header: Header) -> Self {
        let lineage = &header.lineage;
        let cipher = Aes256Gcm::new(&key.derive("askfirst ledger seal", lineage).into());
        let mac_key = key.derive("askfirst ledger mac", lineage);
        Self {
            header,
            cipher,
            mac_key,
        }
    }

    /// Whether the key is the one the ledger says it was sealed with.
    pub(super) fn is_key_of(key: &Key, header: &Header) -> bool {
        key_id(key, &header.lineage) == header.key_id
    }

    pub(super) fn header_mac(&self) -> Hash {
        mac(&self.mac_key, &[b"header\0", &self.header.encode()])
    }

    /// Seals the end of the chain, without which a lost tail would be invisible.
    pub(super) fn head_mac(&self, head: &Place, checkpoint: u64) -> Hash {
        let seq = head.seq.to_be_bytes();
        mac(
            &self.mac_key,
            &[
                b"head\0",
                &self.bound(),
                &seq,
                &head.hash,
                &checkpoint.to_be_bytes(),
            ],
        )
    }

    /// Seals the copy of the head that is kept in the shared words.
    pub(super) fn mirror_mac(&self, head: &Place) -> Hash {
        mac(
            &self.mac_key,
            &[
                b"mirror\0",
                &self.bound(),
                &head.seq.to_be_bytes(),
                &head.hash,
            ],
        )
    }

    fn bound(&self) -> [u8; 28] {
        let mut bytes = [0; 28];
        bytes[..4].copy_from_slice(&self.header.format.to_be_bytes());
        bytes[4..20].copy_from_slice(&self.header.lineage);
        bytes[20..].copy_from_slice(&self.header.key_id);
        bytes
    }

    /// Seals the payload of the entry that follows `prev`: nonce, ciphertext, tag.
    pub(super) fn seal(
        &self,
        prev: &Place,
        class: Class,
        payload: &[u8],
    ) -> Result<Vec<u8>, LedgerError> {
        self.seal_bound(&self.header.bind(prev, class), payload)
    }

    /// Opens what [`Seals::seal`] made for the same place; `None` if one bit is different.
    pub(super) fn open(&self, prev: &Place, class: Class, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open_bound(&self.header.bind(prev, class), sealed)
    }

    /// Seals a checkpoint taken at `head`.
    pub(super) fn seal_checkpoint(
        &self,
        head: &Place,
        state: &[u8],
    ) -> Result<Vec<u8>, LedgerError> {
        self.seal_bound(&self.bind_checkpoint(head), state)
    }

    /// Opens what [`Seals::seal_checkpoint`] made at the same place.
    pub(super) fn open_checkpoint(&self, head: &Place, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open_bound(&self.bind_checkpoint(head), sealed)
    }

    fn bind_checkpoint(&self, head: &Place) -> Vec<u8> {
        [
            b"checkpoint\0".as_slice(),
            &self.bound(),
            &head.seq.to_be_bytes(),
            &head.hash,
        ]
        .concat()
    }

    fn seal_bound(&self, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, LedgerError> {
        let padded = padded(LENGTH + plain.len());
        let mut sealed = vec![0; NONCE + padded + TAG];
        let length = u32::try_from(plain.len()).map_err(|_| too_large(plain.len()))?;
        let (nonce, rest) = sealed.split_at_mut(NONCE);
        let (body, tag) = rest.split_at_mut(padded);
        random(nonce)?;
        body[..LENGTH].copy_from_slice(&length.to_be_bytes());
        body[LENGTH..LENGTH + plain.len()].copy_from_slice(plain);
        let made = self
            .cipher
            .encrypt_in_place_detached(Nonce::from_slice(nonce), bound, body)
            .map_err(|_| too_large(plain.len()))?;
        tag.copy_from_slice(&made);
        Ok(sealed)
    }

    fn open_bound(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        if sealed.len() < NONCE + LENGTH + TAG {
            return None;
        }
        let (nonce, rest) = sealed.split_at(NONCE);
        let (body, tag) = rest.split_at(rest.len() - TAG);
        let mut plain = body.to_vec();
        self.cipher
            .decrypt_in_place_detached(
                Nonce::from_slice(nonce),
                bound,
                &mut plain,
                Tag::from_slice(tag),
            )
            .ok()?;
        let length = u32::from_be_bytes(plain.get(..LENGTH)?.try_into().ok()?);
        let end = LENGTH.checked_add(usize::try_from(length).ok()?)?;
        Some(plain.get(LENGTH..end)?.to_vec())
    }
}

impl fmt::Debug for Seals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seals(..)")
    }
}

/// Rounds a length up to one of a few sizes, because lengths tell what was answered.
fn padded(length: usize) -> usize {
    const SIZES: [usize; 5] = [128, 256, 512, 1024, 2048];
    SIZES
        .into_iter()
        .find(|size| length <= *size)
        .unwrap_or_else(|| length.div_ceil(4096) * 4096)
}

pub(super) fn too_large(length: usize) -> LedgerError {
    LedgerError::TooLarge {
        length,
        limit: LONGEST_PAYLOAD,
    }
}

fn key_id(key: &Key, lineage: &LineageId) -> KeyId {
    let full = key.derive("askfirst ledger key id", lineage);
    let mut id = [0; 8];
    id.copy_from_slice(&full[..8]);
    id
}

fn mac(key: &Hash, parts: &[&[u8]]) -> Hash {
    // An HMAC key may have any length, so that this branch cannot be reached; an all-zero answer
    // would match nothing that was stored.
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn random(bytes: &mut [u8]) -> Result<(), LedgerError> {
    getrandom::fill(bytes).map_err(|_| LedgerError::Unavailable(std::io::ErrorKind::Other))
}
