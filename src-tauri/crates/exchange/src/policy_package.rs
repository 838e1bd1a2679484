//! Policy packages (`.csq`): a county's notice as data, with its worked cases and its text, in one file for the stick.
//!
//! Invariant: a package is written in one form only, and any other bytes are refused: so a signed package cannot change
//! by a byte, and an unsigned one cannot change without changing the six words on the county's paper. The words are over
//! the sheet alone, so signing a package leaves them as they were printed.
//! Must not know: whether the law inside is any good, which key is the county's, what is installed.

use crate::canonical::{canonical_json, hex, sha256, unhex};
use crate::words::{FINGERPRINT_WORDS, fingerprint_words};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The `format` of a package.
pub const FORMAT: &str = "cunshou/policy";
/// The `version` of the format.
pub const VERSION: u32 = 1;
/// What stands before the sheet when it is signed.
pub const SIGNATURE_DOMAIN: &[u8] = b"cunshou/policy/1\n";
/// No package is larger: a notice is some ten thousand characters, its cases a few times that.
pub const MAX_PACKAGE_BYTES: usize = 4 << 20;
/// How the name of a package ends.
pub const EXTENSION: &str = "csq";

/// What a package holds. The head repeats what the TOML says, so that it can be seen before the TOML is read; whoever
/// accepts a package compares the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySheet {
    /// The notice's area, as people say it.
    pub area_label: String,
    /// The worked cases, TOML.
    pub cases: String,
    /// The day from which it may be used.
    pub effective_on: NaiveDate,
    /// [`FORMAT`]; [`make_policy_package`] sets it.
    pub format: String,
    /// The year of cover.
    pub levy_year: i32,
    /// The notice's text.
    pub notice: String,
    /// Counted up by the county, from 1.
    pub package_version: u32,
    /// The policy's id.
    pub policy_id: String,
    /// SHA-256 of the TOML that this one replaces, if the county names it.
    pub replaces_sha256: Option<String>,
    /// The policy file.
    pub toml: String,
    /// [`VERSION`]; [`make_policy_package`] sets it.
    pub version: u32,
}

/// A package that is well formed; if it is signed, the signature is right. Nobody has said yet whose the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPackage {
    /// What it holds.
    pub sheet: PolicySheet,
    /// SHA-256 of the sheet's bytes, hex: which package this is, signed or not.
    pub sheet_sha256: String,
    /// The key that signed it.
    pub key: Option<VerifyingKey>,
    /// What stands on the county's paper.
    pub words: [String; FINGERPRINT_WORDS],
}

/// Why a file is no policy package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyPackageFault {
    /// No package, or a damaged one.
    #[error("not a policy package")]
    NotAPackage,
    /// Larger than any package.
    #[error("larger than {most_mib} MiB")]
    TooLarge {
        /// The most that is read.
        most_mib: usize,
    },
    /// A package of a later version.
    #[error("package version {version} is not known")]
    Version {
        /// What the package says.
        version: u32,
    },
    /// The signature does not fit.
    #[error("the signature is wrong")]
    Signature,
    /// A field cannot be right.
    #[error("the field {field} is wrong")]
    Field {
        /// Which.
        field: &'static str,
    },
    /// Signed by another key than it is checked with.
    #[error("signed by {found}")]
    OtherKey {
        /// The key that was asked for.
        expected: String,
        /// The key of the package; empty if it is unsigned.
        found: String,
    },
    /// A file that holds no signing key.
    #[error("not a key")]
    NotAKey,
}

impl PolicyPackageFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAPackage => "E-PKP-001",
            Self::TooLarge { .. } => "E-PKP-002",
            Self::Version { .. } => "E-PKP-003",
            Self::Signature => "E-PKP-004",
            Self::Field { .. } => "E-PKP-005",
            Self::OtherKey { .. } => "E-PKP-006",
            Self::NotAKey => "E-PKP-007",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotAPackage | Self::Signature | Self::NotAKey => Vec::new(),
            Self::TooLarge { most_mib } => vec![("most_mib", most_mib.to_string())],
            Self::Version { version } => vec![("version", version.to_string())],
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::OtherKey { expected, found } => {
                vec![("expected", expected.clone()), ("found", found.clone())]
            }
        }
    }
}

/// A county's signing key from the 64 hexadecimal digits of its key file.
pub fn county_key(text: &str) -> Result<SigningKey, PolicyPackageFault> {
    unhex(text.trim()).map(|seed| SigningKey::from_bytes(&seed)).ok_or(PolicyPackageFault::NotAKey)
}

/// The key by which others check what `key` signed, as pairing cards carry it.
pub fn public_key(key: &SigningKey) -> String {
    hex(key.verifying_key().as_bytes())
}

/// Writes a package; without a key it is accepted only by its words.
pub fn make_policy_package(
    sheet: &PolicySheet,
    key: Option<&SigningKey>,
) -> Result<Vec<u8>, PolicyPackageFault> {
    let sheet = PolicySheet { format: FORMAT.to_owned(), version: VERSION, ..sheet.clone() };
    check(&sheet)?;
    let sheet = canonical_json(&sheet).map_err(|_| PolicyPackageFault::NotAPackage)?;
    let signed = key.map(|key| (key.verifying_key(), key.sign(&signed_bytes(&sheet))));
    let bytes = envelope(&sheet, signed.as_ref());
    if bytes.len() > MAX_PACKAGE_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// The same package, signed by `key` (again, if it was signed before). Its words stay.
pub fn sign_policy_package(bytes: &[u8], key: &SigningKey) -> Result<Vec<u8>, PolicyPackageFault> {
    make_policy_package(&read_policy_package(bytes)?.sheet, Some(key))
}

/// Reads a package and checks its signature, if it has one, by the key in it.
pub fn read_policy_package(bytes: &[u8]) -> Result<PolicyPackage, PolicyPackageFault> {
    use PolicyPackageFault::{NotAPackage, Signature as WrongSignature};
    if bytes.len() > MAX_PACKAGE_BYTES {
        return Err(too_large());
    }
    let outer: Envelope = serde_json::from_slice(bytes).map_err(|_| NotAPackage)?;
    let text = outer.sheet.get().as_bytes();
    let start: Start = serde_json::from_slice(text).map_err(|_| NotAPackage)?;
    if start.format != FORMAT {
        return Err(NotAPackage);
    }
    if start.version != VERSION {
        return Err(PolicyPackageFault::Version { version: start.version });
    }
    let sheet: PolicySheet = serde_json::from_slice(text).map_err(|_| NotAPackage)?;
    let signed = match (outer.key, outer.signature) {
        (None, None) => None,
        (Some(key), Some(signature)) => {
            let key = unhex(&key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
            let key = key.ok_or(PolicyPackageFault::Field { field: "key" })?;
            let signature = BASE64.decode(signature).ok();
            let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
            Some((key, signature.ok_or(WrongSignature)?))
        }
        _ => return Err(WrongSignature),
    };
    // One form only: what a reader of JSON would pass over (blanks, another order of keys) is a change too.
    let canonical = canonical_json(&sheet).map_err(|_| NotAPackage)?;
    if canonical != text || envelope(text, signed.as_ref()) != bytes {
        return Err(NotAPackage);
    }
    if let Some((key, signature)) = &signed {
        key.verify_strict(&signed_bytes(text), signature).map_err(|_| WrongSignature)?;
    }
    check(&sheet)?;
    let hash = sha256(&[text]);
    Ok(PolicyPackage {
        sheet,
        sheet_sha256: hex(&hash),
        key: signed.map(|(key, _)| key),
        words: fingerprint_words(&hash),
    })
}

impl PolicyPackage {
    /// The signing key, hex.
    pub fn key_hex(&self) -> Option<String> {
        self.key.map(|key| hex(key.as_bytes()))
    }

    /// That this very key (hex) signed the package.
    pub fn check_key(&self, expected: &str) -> Result<(), PolicyPackageFault> {
        let found = self.key_hex().unwrap_or_default();
        if found == expected {
            return Ok(());
        }
        Err(PolicyPackageFault::OtherKey { expected: expected.to_owned(), found })
    }

    /// Whether somebody typed the six words of the county's paper: all, in order. Blanks, commas and points between
    /// them, of either width, do not matter.
    pub fn is_named_by(&self, typed: &str) -> bool {
        let letters = typed.chars().filter(|c| !c.is_whitespace() && !SEPARATORS.contains(*c));
        letters.eq(self.words.iter().flat_map(|word| word.chars()))
    }
}

/// What people put between words.
const SEPARATORS: &str = "\u{200b}\u{feff},.;·-，。、；－";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    key: Option<String>,
    #[serde(borrow)]
    sheet: &'a RawValue,
    signature: Option<String>,
}

/// What is read first, so that a later version is named and not called damaged.
#[derive(Deserialize)]
struct Start {
    format: String,
    version: u32,
}

fn envelope(sheet: &[u8], signed: Option<&(VerifyingKey, Signature)>) -> Vec<u8> {
    let quoted = |text: String| format!("\"{text}\"");
    let null = || "null".to_owned();
    let key = signed.map_or_else(null, |(key, _)| quoted(hex(key.as_bytes())));
    let signature = signed.map_or_else(null, |(_, signature)| quoted(BASE64.encode(signature.to_bytes())));
    [br#"{"key":"#, key.as_bytes(), br#","sheet":"#, sheet, br#","signature":"#, signature.as_bytes(), b"}"]
        .concat()
}

fn signed_bytes(sheet: &[u8]) -> Vec<u8> {
    [SIGNATURE_DOMAIN, sheet].concat()
}

fn too_large() -> PolicyPackageFault {
    PolicyPackageFault::TooLarge { most_mib: MAX_PACKAGE_BYTES >> 20 }
}

fn check(sheet: &PolicySheet) -> Result<(), PolicyPackageFault> {
    let wrong = |field| Err(PolicyPackageFault::Field { field });
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if sheet.policy_id.is_empty() || !sheet.policy_id.chars().all(named) {
        return wrong("policy_id");
    }
    if sheet.package_version == 0 {
        return wrong("package_version");
    }
    if sheet.replaces_sha256.as_ref().is_some_and(|hash| unhex(hash).is_none()) {
        return wrong("replaces_sha256");
    }
    for (field, text) in [
        ("area_label", &sheet.area_label),
        ("cases", &sheet.cases),
        ("notice", &sheet.notice),
        ("toml", &sheet.toml),
    ] {
        if text.trim().is_empty() {
            return wrong(field);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::device_key;

    fn sheet() -> PolicySheet {
        PolicySheet {
            area_label: "清溪县".to_owned(),
            cases: "# 算例\n".to_owned(),
            effective_on: "2026-09-01".parse().expect("a day"),
            format: String::new(),
            levy_year: 2027,
            notice: "清溪县人民政府办公室通知\n一、个人缴费\"400\"元。".to_owned(),
            package_version: 2,
            policy_id: "qingxi-2027".to_owned(),
            replaces_sha256: Some("ab".repeat(32)),
            toml: "schema = 1\r\n".to_owned(),
            version: 0,
        }
    }

    fn signed() -> Vec<u8> {
        make_policy_package(&sheet(), Some(&device_key([5; 32]))).expect("a package")
    }

    fn unsigned() -> Vec<u8> {
        make_policy_package(&sheet(), None).expect("a package")
    }

    #[test]
    fn a_package_is_read_back_as_it_was_made() {
        let read = read_policy_package(&signed()).expect("read");
        let made = PolicySheet { format: FORMAT.to_owned(), version: VERSION, ..sheet() };
        assert_eq!(read.sheet, made, "text comes back to the letter");
        assert_eq!(read.key_hex(), Some(public_key(&device_key([5; 32]))));
        assert_eq!(read.check_key(&public_key(&device_key([5; 32]))), Ok(()));
        assert_eq!(
            read.check_key(&"0".repeat(64)),
            Err(PolicyPackageFault::OtherKey {
                expected: "0".repeat(64),
                found: read.key_hex().expect("signed")
            })
        );
    }

    #[test]
    fn signing_leaves_the_words_that_the_paper_shows() {
        let plain = read_policy_package(&unsigned()).expect("read");
        let with_key = sign_policy_package(&unsigned(), &device_key([5; 32])).expect("signed");
        assert_eq!(with_key, signed(), "one form only");
        let read = read_policy_package(&with_key).expect("read");
        assert_eq!((read.words, read.sheet_sha256), (plain.words, plain.sheet_sha256));
        let again = sign_policy_package(&with_key, &device_key([6; 32])).expect("signed by another");
        assert_eq!(
            read_policy_package(&again).expect("read").key_hex(),
            Some(public_key(&device_key([6; 32])))
        );
    }

    #[test]
    fn no_byte_of_a_package_can_change_unnoticed() {
        let words = read_policy_package(&signed()).expect("read").words;
        for (bytes, is_signed) in [(signed(), true), (unsigned(), false)] {
            for at in 0..bytes.len() {
                for bit in 0..8 {
                    let mut changed = bytes.clone();
                    changed[at] ^= 1 << bit;
                    let seen = read_policy_package(&changed);
                    let noticed = seen.as_ref().map_or(true, |seen| !is_signed && seen.words != words);
                    assert!(noticed, "bit {bit} of byte {at}, signed: {is_signed}");
                }
            }
        }
        for more in [" ", "\n", "\0", "{}"] {
            assert!(
                read_policy_package(&[&signed(), more.as_bytes()].concat()).is_err(),
                "{more:?} behind it"
            );
            assert!(
                read_policy_package(&[more.as_bytes(), &signed()].concat()).is_err(),
                "{more:?} before it"
            );
        }
        for cut in 0..signed().len() {
            assert!(read_policy_package(&signed()[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn another_form_of_the_same_content_is_no_package() {
        let text = String::from_utf8(unsigned()).expect("text");
        for (from, to) in [
            (r#""version":1"#, r#""version": 1"#),
            (r#""version":1"#, r#""version":1,"more":2"#),
            (r#""version":1"#, r#""version":1,"version":1"#),
            ("清溪县", "\\u6e05溪县"),
            (r#""signature":null"#, r#""signature":"""#),
            (r#""key":null"#, r#""key":null,"sheet":{}"#),
            (r#"{"key":null,"#, "{"),
            (r#""levy_year":2027"#, r#""levy_year":2027.0"#),
            (r#""levy_year":2027"#, r#""levy_year":99999999999"#),
            (r#""effective_on":"2026-09-01""#, r#""effective_on":"2026-02-30""#),
            (r#""format":"cunshou/policy""#, r#""format":"cunshou/pair""#),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from} is there");
            assert!(read_policy_package(changed.as_bytes()).is_err(), "{to}");
        }
        let later = text.replace(r#""version":1"#, r#""version":2"#);
        assert_eq!(read_policy_package(later.as_bytes()), Err(PolicyPackageFault::Version { version: 2 }));
    }

    #[test]
    fn a_package_that_cannot_be_right_is_not_made() {
        for (field, wrong) in [
            ("policy_id", PolicySheet { policy_id: "../x".to_owned(), ..sheet() }),
            ("package_version", PolicySheet { package_version: 0, ..sheet() }),
            ("replaces_sha256", PolicySheet { replaces_sha256: Some("AB".to_owned()), ..sheet() }),
            ("toml", PolicySheet { toml: " ".to_owned(), ..sheet() }),
            ("cases", PolicySheet { cases: String::new(), ..sheet() }),
        ] {
            assert_eq!(make_policy_package(&wrong, None), Err(PolicyPackageFault::Field { field }));
        }
        let huge = PolicySheet { notice: "字".repeat(MAX_PACKAGE_BYTES / 3 + 1), ..sheet() };
        assert_eq!(make_policy_package(&huge, None), Err(too_large()));
    }

    #[test]
    fn hostile_files_are_refused_in_bounded_memory() {
        let huge = vec![b'['; MAX_PACKAGE_BYTES + 1];
        assert_eq!(read_policy_package(&huge), Err(too_large()));
        let deep = |open: &str| open.repeat(MAX_PACKAGE_BYTES / open.len() / 2);
        let nested = format!(r#"{{"key":null,"sheet":{}"#, deep("["));
        let closed = format!(
            r#"{{"key":null,"sheet":{}{},"signature":null}}"#,
            deep("["),
            "]".repeat(MAX_PACKAGE_BYTES / 2 - 64)
        );
        let objects = format!(r#"{{"key":null,"sheet":{}"#, deep(r#"{"a":"#));
        for text in [nested, closed, objects, String::new(), "null".to_owned(), "PK\u{3}\u{4}".to_owned()] {
            assert!(read_policy_package(text.as_bytes()).is_err(), "{} bytes", text.len());
        }
        assert_eq!(read_policy_package(b"\xff\xfe\x00"), Err(PolicyPackageFault::NotAPackage));
    }

    #[test]
    fn words_are_typed_as_people_type() {
        let package = read_policy_package(&unsigned()).expect("read");
        let words = package.words.clone();
        for between in ["", " ", "\u{3000}", "，", "、", ", ", "\n", "·"] {
            assert!(package.is_named_by(&words.join(between)), "{between:?} between the words");
        }
        assert!(package.is_named_by(&format!(" {} ", words.join("  "))));
        let mut turned = words.clone();
        turned.reverse();
        assert!(!package.is_named_by(&turned.join(" ")), "in order");
        assert!(!package.is_named_by(&words[..5].join(" ")), "all six");
        assert!(!package.is_named_by(&format!("{} {}", words.join(" "), words[0])), "and no more");
        assert!(!package.is_named_by(""));
    }

    #[test]
    fn a_key_file_holds_64_digits() {
        assert_eq!(county_key(&format!("{}\n", "05".repeat(32))), Ok(device_key([5; 32])));
        assert_eq!(county_key("05"), Err(PolicyPackageFault::NotAKey));
    }
}
