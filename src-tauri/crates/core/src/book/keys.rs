//! The key file `<book>.keys`: the data file's key, wrapped once for each password and once for the recovery key.
//!
//! Invariant: the key file is replaced whole or not at all, and each slot is bound to the book's id, so a slot copied
//! from another book opens nothing. A slot that does not open means a wrong secret, never damage of the data file, and
//! never damage of the key file either: that has a checksum, so nobody is told that his right password is wrong.

use super::files::write_whole;
use crate::error::{Error, Result};
use crate::moment::Moment;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use zeroize::Zeroizing;

/// The least length of a password, in characters.
pub const PASSWORD_LEAST: usize = 6;

/// What one try at a password costs (Argon2id, one lane). Stored with each slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl KdfCost {
    /// What a live book costs at least: 64 MiB, two passes.
    pub const LIVE: Self = Self { memory_kib: 64 * 1024, passes: 2 };
    /// For training, demo and test books, which guard no money.
    pub const LIGHT: Self = Self { memory_kib: 64, passes: 1 };

    fn at_least(self, floor: Self) -> Self {
        Self { memory_kib: self.memory_kib.max(floor.memory_kib), passes: self.passes.max(floor.passes) }
    }

    /// The cost that a book of this kind may use.
    pub(crate) fn for_kind(self, kind: super::BookKind) -> Self {
        if kind == super::BookKind::Live { self.at_least(Self::LIVE) } else { self }
    }
}

/// The key file's content.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    format: String,
    pub(crate) book_id: String,
    pub(crate) village_name: String,
    pub(crate) kind: String,
    slots: Vec<Slot>,
    /// The slots of the key to which the data file is being changed. Gone again once it is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    next: Vec<Slot>,
    /// Over everything above; a file of a program before it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checksum: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slot {
    opens_with: SlotKind,
    user: String,
    cost: KdfCost,
    salt: String,
    nonce: String,
    wrapped: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SlotKind {
    Password,
    Recovery,
}

const FORMAT: &str = "cunshou/keys/1";

impl KeyFile {
    pub(crate) fn new(book_id: &str, village_name: &str, kind: super::BookKind) -> Self {
        Self {
            format: FORMAT.to_owned(),
            book_id: book_id.to_owned(),
            village_name: village_name.to_owned(),
            kind: kind.word().to_owned(),
            slots: Vec::new(),
            next: Vec::new(),
            checksum: None,
        }
    }

    /// The same book's key file without any slot.
    pub(crate) fn without_slots(&self) -> Self {
        Self {
            format: self.format.clone(),
            book_id: self.book_id.clone(),
            village_name: self.village_name.clone(),
            kind: self.kind.clone(),
            slots: Vec::new(),
            next: Vec::new(),
            checksum: None,
        }
    }

    /// The key file as it is while the data file has not gone over.
    pub(crate) fn current(&self) -> Self {
        Self { slots: self.slots.clone(), ..self.without_slots() }
    }

    /// The data file is about to go over to the key of `next`.
    pub(crate) fn await_next(&mut self, next: &Self) {
        self.next.clone_from(&next.slots);
    }

    /// It did not.
    pub(crate) fn forget_next(&mut self) {
        self.next.clear();
    }

    /// The key file as it is once the data file went over, if it was on its way when the program stopped.
    pub(crate) fn next(&self) -> Option<Self> {
        (!self.next.is_empty()).then(|| Self { slots: self.next.clone(), ..self.without_slots() })
    }

    /// Reads the key file beside a book.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let unusable = || Error::KeysUnusable { path: path.to_owned() };
        let bytes = std::fs::read(path).map_err(|_| unusable())?;
        let mut keys: Self = serde_json::from_slice(&bytes).map_err(|_| unusable())?;
        let written = keys.checksum.take();
        let whole = written.is_none_or(|sum| sum == keys.checksum());
        if keys.format == FORMAT && whole { Ok(keys) } else { Err(unusable()) }
    }

    /// SHA-256 of the content without its checksum, hex.
    fn checksum(&self) -> String {
        crate::journal::hex(&Sha256::digest(
            serde_json::to_vec(&(
                &self.format,
                &self.book_id,
                &self.village_name,
                &self.kind,
                &self.slots,
                &self.next,
            ))
            .unwrap_or_default(),
        ))
    }

    /// Replaces the key file atomically.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let unusable = |_| Error::KeysUnusable { path: path.to_owned() };
        let mut file = serde_json::to_value(self).map_err(unusable)?;
        file["checksum"] = self.checksum().into();
        let bytes = serde_json::to_vec_pretty(&file).map_err(unusable)?;
        write_whole(path, &bytes)
    }

    /// Who may open the book with a password, in the order in which they were added.
    pub(crate) fn users(&self) -> Vec<String> {
        self.slots
            .iter()
            .filter(|slot| slot.opens_with == SlotKind::Password)
            .map(|slot| slot.user.clone())
            .collect()
    }

    /// Adds (or replaces) the password slot of `user`.
    pub(crate) fn set_password(
        &mut self,
        user: &str,
        password: &str,
        key: &[u8; 32],
        cost: KdfCost,
        now: &Moment,
    ) -> Result<()> {
        self.slots.retain(|slot| slot.opens_with != SlotKind::Password || slot.user != user);
        self.add(SlotKind::Password, user, password, key, cost, now)
    }

    /// Makes the recovery key (shown once, kept in the township's safe) and its slot.
    pub(crate) fn set_recovery(&mut self, key: &[u8; 32], cost: KdfCost, now: &Moment) -> Result<String> {
        self.slots.retain(|slot| slot.opens_with != SlotKind::Recovery);
        let recovery = recovery_words(&now.draw());
        self.add(SlotKind::Recovery, "", &bare(&recovery), key, cost, now)?;
        Ok(recovery)
    }

    fn add(
        &mut self,
        opens_with: SlotKind,
        user: &str,
        secret: &str,
        key: &[u8; 32],
        cost: KdfCost,
        now: &Moment,
    ) -> Result<()> {
        let (salt, random) = (now.draw(), now.draw());
        let mut nonce = [0_u8; 24];
        nonce.copy_from_slice(&random[..24]);
        let wrapping = derive(secret, &salt, cost)?;
        let cipher = XChaCha20Poly1305::new((&*wrapping).into());
        let bound = self.bound_to(opens_with, user);
        let wrapped = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: key, aad: bound.as_bytes() })
            .map_err(|_| Error::KeysUnusable { path: std::path::PathBuf::new() })?;
        self.slots.push(Slot {
            opens_with,
            user: user.to_owned(),
            cost,
            salt: BASE64.encode(salt),
            nonce: BASE64.encode(nonce),
            wrapped: BASE64.encode(wrapped),
        });
        Ok(())
    }

    /// The data file's key, if `password` is the one of `user`.
    pub(crate) fn open_with_password(&self, user: &str, password: &str) -> Option<Zeroizing<[u8; 32]>> {
        self.open(SlotKind::Password, user, password)
    }

    /// The data file's key, if `recovery` is the recovery key (spaces, dashes and case do not matter).
    pub(crate) fn open_with_recovery(&self, recovery: &str) -> Option<Zeroizing<[u8; 32]>> {
        self.open(SlotKind::Recovery, "", &bare(recovery))
    }

    /// The data file's key, if `secret` is the password of `user`, or the recovery key typed in its place.
    pub(crate) fn open_with_either(&self, user: &str, secret: &str) -> Option<Zeroizing<[u8; 32]>> {
        let recovered = || is_recovery_key(secret).then(|| self.open_with_recovery(secret)).flatten();
        self.open_with_password(user, secret).or_else(recovered)
    }

    fn open(&self, opens_with: SlotKind, user: &str, secret: &str) -> Option<Zeroizing<[u8; 32]>> {
        let slot = self.slots.iter().find(|slot| slot.opens_with == opens_with && slot.user == user)?;
        let salt = BASE64.decode(&slot.salt).ok()?;
        let nonce: [u8; 24] = BASE64.decode(&slot.nonce).ok()?.try_into().ok()?;
        let wrapped = BASE64.decode(&slot.wrapped).ok()?;
        let wrapping = derive(secret, &salt, slot.cost).ok()?;
        let cipher = XChaCha20Poly1305::new((&*wrapping).into());
        let bound = self.bound_to(opens_with, user);
        let opened = Zeroizing::new(
            cipher.decrypt(&XNonce::from(nonce), Payload { msg: &wrapped, aad: bound.as_bytes() }).ok()?,
        );
        let mut key = Zeroizing::new([0_u8; 32]);
        if opened.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&opened);
        Some(key)
    }

    /// What a slot's seal covers besides the key: a slot moved to another book, user or kind stays shut.
    fn bound_to(&self, opens_with: SlotKind, user: &str) -> String {
        format!("{FORMAT}\n{}\n{opens_with:?}\n{user}", self.book_id)
    }
}

fn derive(secret: &str, salt: &[u8], cost: KdfCost) -> Result<Zeroizing<[u8; 32]>> {
    let unusable = |_| Error::KeysUnusable { path: std::path::PathBuf::new() };
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(unusable)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret.as_bytes(), salt, &mut *key)
        .map_err(unusable)?;
    Ok(key)
}

/// Crockford's base 32: no I, L, O or U, which a clerk misreads.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// So many characters of base 32 (five bits each) from random bytes.
pub(crate) fn base32(random: &[u8], characters: usize) -> String {
    (0..characters)
        .map(|place| {
            let bit = place * 5;
            let pair = u16::from(random[bit / 8]) << 8 | u16::from(*random.get(bit / 8 + 1).unwrap_or(&0));
            char::from(ALPHABET[usize::from(pair >> (11 - bit % 8) & 31)])
        })
        .collect()
}

/// 160 bits in eight groups of four.
fn recovery_words(random: &[u8; 32]) -> String {
    let letters = base32(&random[..20], 32);
    letters
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join("-")
}

/// True for a text of a recovery key's shape: only then is the costly second try made.
pub(crate) fn is_recovery_key(text: &str) -> bool {
    let bare = bare(text);
    bare.len() == 32 && bare.bytes().all(|letter| ALPHABET.contains(&letter))
}

/// A recovery key as typed: without spaces and dashes, misreadings mended.
fn bare(recovery: &str) -> String {
    recovery
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}
