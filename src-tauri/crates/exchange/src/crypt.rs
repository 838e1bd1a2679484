//! Encryption of what leaves: age files, which the stock `age` opens, too.
//!
//! Invariant: nothing is written in the clear, and nothing decrypts to more than the cap. Encryption hides; it does not
//! prove where a file comes from: that is the signature's task.
//! Must not know: what is inside.

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use std::io::{Read, Write};
use std::str::FromStr;

/// The scrypt work factor (log2 of N) for passphrases: 128 MiB for a moment, also on an old laptop.
pub const WORK_FACTOR: u8 = 17;
/// A file that asks for more work is refused: it would take gigabytes.
pub const MAX_WORK_FACTOR: u8 = 20;
/// No file decrypts to more.
pub const MAX_PLAIN_BYTES: u64 = 64 << 20;
/// A shorter passphrase protects nothing.
pub const MIN_PASSPHRASE_CHARS: usize = 8;

/// For whom a file is encrypted.
#[derive(Debug, Clone, Copy)]
pub enum To<'a> {
    /// The age recipients (`age1…`) of one or more townships: each can open it alone.
    Recipients(&'a [String]),
    /// A passphrase, and the scrypt work factor (see [`WORK_FACTOR`]; tests take a small one).
    Passphrase(&'a str, u8),
}

/// What opens a file.
#[derive(Debug, Clone, Copy)]
pub enum With<'a> {
    /// An age identity (`AGE-SECRET-KEY-1…`).
    Identity(&'a str),
    /// The passphrase.
    Passphrase(&'a str),
}

/// Why a file cannot be encrypted or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptFault {
    /// Nobody to encrypt for.
    #[error("no recipient")]
    NoRecipient,
    /// A recipient or an identity is written wrongly.
    #[error("not an age key")]
    NotAKey,
    /// Fewer than [`MIN_PASSPHRASE_CHARS`] characters.
    #[error("the passphrase is too short")]
    ShortPassphrase {
        /// How many it must have.
        least: usize,
    },
    /// The key or the passphrase does not open this file.
    #[error("this key does not open the file")]
    WrongKey,
    /// Not an age file, or a changed one.
    #[error("the encrypted file is damaged")]
    Damaged,
    /// It asks for more memory or work than any file of ours.
    #[error("the encrypted file is too large")]
    TooLarge,
}

impl CryptFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRecipient => "E-CRY-001",
            Self::NotAKey => "E-CRY-002",
            Self::ShortPassphrase { .. } => "E-CRY-003",
            Self::WrongKey => "E-CRY-004",
            Self::Damaged => "E-CRY-005",
            Self::TooLarge => "E-CRY-006",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ShortPassphrase { least } => vec![("least", least.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Encrypts bytes. Each call gives other bytes, since the file key is new each time.
pub fn encrypt(plain: &[u8], to: To) -> Result<Vec<u8>, CryptFault> {
    let encryptor = match to {
        To::Recipients([]) => return Err(CryptFault::NoRecipient),
        To::Recipients(recipients) => {
            let keys = recipients
                .iter()
                .map(|text| x25519::Recipient::from_str(text.trim()).map_err(|_| CryptFault::NotAKey))
                .collect::<Result<Vec<_>, _>>()?;
            Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient))
                .map_err(|_| CryptFault::NoRecipient)?
        }
        To::Passphrase(passphrase, work_factor) => {
            if passphrase.chars().count() < MIN_PASSPHRASE_CHARS {
                return Err(CryptFault::ShortPassphrase { least: MIN_PASSPHRASE_CHARS });
            }
            let mut key = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
            key.set_work_factor(work_factor.clamp(1, MAX_WORK_FACTOR));
            Encryptor::with_recipients(std::iter::once(&key as &dyn age::Recipient))
                .map_err(|_| CryptFault::NoRecipient)?
        }
    };
    let mut out = Vec::new();
    let mut writer = encryptor.wrap_output(&mut out).map_err(|_| CryptFault::Damaged)?;
    writer.write_all(plain).map_err(|_| CryptFault::Damaged)?;
    writer.finish().map_err(|_| CryptFault::Damaged)?;
    Ok(out)
}

/// Opens an age file.
pub fn decrypt(bytes: &[u8], with: With) -> Result<Vec<u8>, CryptFault> {
    let decryptor = Decryptor::new_buffered(bytes).map_err(|error| fault_of(&error))?;
    let identity: Box<dyn age::Identity> = match with {
        With::Identity(text) => {
            Box::new(x25519::Identity::from_str(text.trim()).map_err(|_| CryptFault::NotAKey)?)
        }
        With::Passphrase(passphrase) => {
            let mut key = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
            key.set_max_work_factor(MAX_WORK_FACTOR);
            Box::new(key)
        }
    };
    let reader = decryptor.decrypt(std::iter::once(identity.as_ref())).map_err(|error| fault_of(&error))?;
    let mut plain = Vec::new();
    reader.take(MAX_PLAIN_BYTES + 1).read_to_end(&mut plain).map_err(|_| CryptFault::Damaged)?;
    if plain.len() as u64 > MAX_PLAIN_BYTES { Err(CryptFault::TooLarge) } else { Ok(plain) }
}

fn fault_of(error: &DecryptError) -> CryptFault {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            CryptFault::WrongKey
        }
        DecryptError::ExcessiveWork { .. } => CryptFault::TooLarge,
        _ => CryptFault::Damaged,
    }
}

/// An age identity (the secret) from 32 random bytes, as the stock `age` reads it from a file.
pub fn identity_from(random: [u8; 32]) -> String {
    bech32("age-secret-key-", &random).to_uppercase()
}

/// The recipient (`age1…`) that belongs to an identity.
pub fn recipient_of(identity: &str) -> Result<String, CryptFault> {
    let identity = x25519::Identity::from_str(identity.trim()).map_err(|_| CryptFault::NotAKey)?;
    Ok(identity.to_public().to_string())
}

/// True for a well-written age recipient.
pub fn is_recipient(text: &str) -> bool {
    x25519::Recipient::from_str(text).is_ok()
}

/// Bech32 (BIP 173) of bytes, in lower case: what age keys are written in.
fn bech32(prefix: &str, bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut fives = Vec::new();
    let (mut bits, mut value) = (0_u32, 0_u32);
    for byte in bytes {
        value = (value << 8 | u32::from(*byte)) & 0xFFF;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            fives.push((value >> bits) & 31);
        }
    }
    if bits > 0 {
        fives.push((value << (5 - bits)) & 31);
    }
    let step = |sum: u32, value: u32| {
        const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
        let top = sum >> 25;
        (0..5).fold((sum & 0x01ff_ffff) << 5 ^ value, |sum, at| {
            if top >> at & 1 == 1 { sum ^ GENERATOR[at] } else { sum }
        })
    };
    let sum = prefix
        .bytes()
        .map(|byte| u32::from(byte) >> 5)
        .chain(std::iter::once(0))
        .chain(prefix.bytes().map(|byte| u32::from(byte) & 31))
        .chain(fives.iter().copied())
        .chain([0; 6])
        .fold(1, step)
        ^ 1;
    let checks = (0..6).map(|at| sum >> (5 * (5 - at)) & 31);
    let digits = fives.iter().copied().chain(checks).map(|five| char::from(ALPHABET[five as usize]));
    format!("{prefix}1{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_made_from_bytes_opens_what_its_recipient_gets() {
        let identity = identity_from([7; 32]);
        let recipient = recipient_of(&identity).expect("a recipient");
        let other = recipient_of(&identity_from([8; 32])).expect("a recipient");
        let secret = encrypt(b"abc", To::Recipients(&[other, recipient])).expect("encrypted");
        assert_eq!(decrypt(&secret, With::Identity(&identity)), Ok(b"abc".to_vec()));
        assert_eq!(decrypt(&secret, With::Identity(&identity_from([9; 32]))), Err(CryptFault::WrongKey));
        assert_eq!(decrypt(&secret, With::Passphrase("whatever it is")), Err(CryptFault::WrongKey));
    }

    #[test]
    fn a_passphrase_opens_it_and_no_other_does() {
        let secret = encrypt(b"abc", To::Passphrase("石桥村的口令一二", 2)).expect("encrypted");
        assert_eq!(decrypt(&secret, With::Passphrase("石桥村的口令一二")), Ok(b"abc".to_vec()));
        assert_eq!(decrypt(&secret, With::Passphrase("石桥村的口令一三")), Err(CryptFault::WrongKey));
        assert_eq!(
            encrypt(b"abc", To::Passphrase("1234567", 2)),
            Err(CryptFault::ShortPassphrase { least: MIN_PASSPHRASE_CHARS })
        );
    }

    #[test]
    fn no_byte_of_an_encrypted_file_can_change_unnoticed() {
        let identity = identity_from([7; 32]);
        let recipient = recipient_of(&identity).expect("a recipient");
        let secret = encrypt(b"the day's file", To::Recipients(&[recipient])).expect("encrypted");
        for at in 0..secret.len() {
            let mut changed = secret.clone();
            changed[at] ^= 1 << (at % 8);
            assert!(decrypt(&changed, With::Identity(&identity)).is_err(), "byte {at}");
        }
        assert_eq!(decrypt(&secret[..secret.len() - 1], With::Identity(&identity)), Err(CryptFault::Damaged));
    }

    #[test]
    fn a_file_that_asks_for_gigabytes_is_refused() {
        let secret = encrypt(b"abc", To::Passphrase("a long passphrase", 2)).expect("encrypted");
        let header = b"scrypt ";
        let at = secret.windows(header.len()).position(|window| window == header).expect("a stanza");
        let line_end = at + secret[at..].iter().position(|byte| *byte == b'\n').expect("an end");
        let mut greedy = secret[..line_end - 1].to_vec();
        greedy.extend_from_slice(b"30");
        greedy.extend_from_slice(&secret[line_end..]);
        assert_eq!(decrypt(&greedy, With::Passphrase("a long passphrase")), Err(CryptFault::TooLarge));
        assert_eq!(encrypt(b"", To::Recipients(&["age1nonsense".to_owned()])), Err(CryptFault::NotAKey));
        assert_eq!(encrypt(b"", To::Recipients(&[])), Err(CryptFault::NoRecipient));
    }
}
