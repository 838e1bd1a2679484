//! Pairing cards (`.csk`): a township and a village tell each other their keys, on paper's word.
//!
//! Invariant: a card is signed by the very key that it introduces, so it can only be accepted by comparing the six
//! fingerprint words by telephone or on paper; the words cover every key on the card.
//! Must not know: where keys are kept.

use crate::canonical::{canonical_json, hex, unhex};
use crate::crypt;
use crate::words::{FINGERPRINT_WORDS, fingerprint_words};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cunshou_policy::Yuan;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The `format` of a card.
pub const FORMAT: &str = "cunshou/pair";
/// The `version` of a card.
pub const VERSION: u32 = 1;
/// What stands before the card when it is signed.
pub const SIGNATURE_DOMAIN: &[u8] = b"cunshou/pair/1\n";
/// No card is larger.
pub const MAX_CARD_BYTES: usize = 64 << 10;

/// What a township tells a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownCard {
    /// The township's code.
    pub town_code: String,
    /// The township's name.
    pub town_name: String,
    /// The village that the card is for, twelve digits.
    pub village_code: String,
    /// The village's name.
    pub village_name: String,
    /// The age recipient (`age1…`) for which packages are encrypted.
    pub age_recipient: String,
    /// The ed25519 key that signs answers, hexadecimal; [`make_town_card`] sets it.
    pub verify_key: String,
    /// The county's key for policy packages, hexadecimal.
    pub policy_key: Option<String>,
    /// How much unremitted cash may lie in the drawer.
    pub cash_limit: Option<Yuan>,
    /// How many days it may lie there.
    pub cash_days: Option<u32>,
    /// The roles that the township switches on; none by default.
    pub roles: Vec<String>,
    /// When the card was made, RFC 3339.
    pub issued_at: String,
}

/// What a village tells its township.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageCard {
    /// Twelve digits.
    pub village_code: String,
    /// The village's name.
    pub village_name: String,
    /// The laptop.
    pub device_id: String,
    /// The ed25519 key that signs packages, hexadecimal; [`make_village_card`] sets it.
    pub device_key: String,
    /// The age recipient for answers.
    pub age_recipient: String,
    /// The book.
    pub book_id: String,
    /// The receipt series of the book.
    pub series: String,
    /// When the card was made, RFC 3339.
    pub issued_at: String,
}

/// A card that is well formed and signed by the key on it. It is not trusted until somebody has compared the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented<C> {
    /// The card.
    pub card: C,
    /// Its signing key.
    pub key: VerifyingKey,
    /// What both sides compare.
    pub words: [String; FINGERPRINT_WORDS],
}

/// Why a card is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardFault {
    /// No card, or a damaged one.
    #[error("not a card")]
    NotACard,
    /// A card of a later version.
    #[error("card version {version} is not known")]
    Version {
        /// What the card says.
        version: u32,
    },
    /// A village's card where a township's is wanted, or the other way round.
    #[error("a card of the other side")]
    OtherSide,
    /// The signature does not fit.
    #[error("the signature is wrong")]
    Signature,
    /// A field cannot be right: a key, a code.
    #[error("the field {field} is wrong")]
    Field {
        /// Which.
        field: &'static str,
    },
    /// The card is for another village.
    #[error("the card is for village {found}")]
    OtherVillage {
        /// The village of the book.
        expected: String,
        /// The village of the card.
        found: String,
    },
}

impl CardFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotACard => "E-CRD-001",
            Self::Version { .. } => "E-CRD-002",
            Self::OtherSide => "E-CRD-003",
            Self::Signature => "E-CRD-004",
            Self::Field { .. } => "E-CRD-005",
            Self::OtherVillage { .. } => "E-CRD-006",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotACard | Self::OtherSide | Self::Signature => Vec::new(),
            Self::Version { version } => vec![("version", version.to_string())],
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::OtherVillage { expected, found } => {
                vec![("expected", expected.clone()), ("found", found.clone())]
            }
        }
    }
}

/// A device's signing key from 32 random bytes.
pub fn device_key(random: [u8; 32]) -> SigningKey {
    SigningKey::from_bytes(&random)
}

/// The words that both sides compare: over the signing key and the age recipient, so a card made again has the same.
pub fn card_words(key: &VerifyingKey, age_recipient: &str) -> [String; FINGERPRINT_WORDS] {
    fingerprint_words(&[key.as_bytes(), age_recipient.as_bytes()].concat())
}

const TOWN: &str = "town";
const VILLAGE: &str = "village";

#[derive(Serialize)]
struct Sheet<'a, C> {
    card: &'a C,
    format: &'static str,
    from: &'static str,
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetIn<'a> {
    #[serde(borrow)]
    card: &'a RawValue,
    format: &'a str,
    from: &'a str,
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed<'a> {
    #[serde(borrow)]
    sheet: &'a RawValue,
    signature: &'a str,
}

/// Writes a township's card for a village.
pub fn make_town_card(card: &TownCard, key: &SigningKey) -> Result<Vec<u8>, CardFault> {
    let card = TownCard { verify_key: hex(key.verifying_key().as_bytes()), ..card.clone() };
    check_town(&card)?;
    make(&card, TOWN, key)
}

/// Writes a village's card for its township.
pub fn make_village_card(card: &VillageCard, key: &SigningKey) -> Result<Vec<u8>, CardFault> {
    let card = VillageCard { device_key: hex(key.verifying_key().as_bytes()), ..card.clone() };
    check_village(&card)?;
    make(&card, VILLAGE, key)
}

fn make<C: Serialize>(card: &C, from: &'static str, key: &SigningKey) -> Result<Vec<u8>, CardFault> {
    let sheet = canonical_json(&Sheet { card, format: FORMAT, from, version: VERSION })
        .map_err(|_| CardFault::NotACard)?;
    let signature = BASE64.encode(key.sign(&[SIGNATURE_DOMAIN, &sheet].concat()).to_bytes());
    Ok([br#"{"sheet":"#, sheet.as_slice(), br#","signature":""#, signature.as_bytes(), br#""}"#].concat())
}

/// Reads the card of a township. `village_code` is the village of the book that is to be paired.
pub fn read_town_card(bytes: &[u8], village_code: &str) -> Result<Presented<TownCard>, CardFault> {
    let (card, key) = read(bytes, TOWN, |card: &TownCard| &card.verify_key, "verify_key")?;
    check_town(&card)?;
    if card.village_code != village_code {
        return Err(CardFault::OtherVillage { expected: village_code.to_owned(), found: card.village_code });
    }
    Ok(Presented { words: card_words(&key, &card.age_recipient), card, key })
}

/// Reads the card of a village.
pub fn read_village_card(bytes: &[u8]) -> Result<Presented<VillageCard>, CardFault> {
    let (card, key) = read(bytes, VILLAGE, |card: &VillageCard| &card.device_key, "device_key")?;
    check_village(&card)?;
    Ok(Presented { words: card_words(&key, &card.age_recipient), card, key })
}

fn read<C: DeserializeOwned>(
    bytes: &[u8],
    from: &str,
    key: impl Fn(&C) -> &String,
    field: &'static str,
) -> Result<(C, VerifyingKey), CardFault> {
    if bytes.len() > MAX_CARD_BYTES {
        return Err(CardFault::NotACard);
    }
    let signed: Signed = serde_json::from_slice(bytes).map_err(|_| CardFault::NotACard)?;
    let sheet = signed.sheet.get();
    let start: SheetIn = serde_json::from_str(sheet).map_err(|_| CardFault::NotACard)?;
    if start.format != FORMAT {
        return Err(CardFault::NotACard);
    }
    if start.version != VERSION {
        return Err(CardFault::Version { version: start.version });
    }
    if start.from != from {
        return Err(CardFault::OtherSide);
    }
    let card: C = serde_json::from_str(start.card.get()).map_err(|_| CardFault::NotACard)?;
    let key = unhex(key(&card))
        .and_then(|key| VerifyingKey::from_bytes(&key).ok())
        .ok_or(CardFault::Field { field })?;
    let signature = BASE64
        .decode(signed.signature)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or(CardFault::Signature)?;
    key.verify_strict(&[SIGNATURE_DOMAIN, sheet.as_bytes()].concat(), &signature)
        .map_err(|_| CardFault::Signature)?;
    Ok((card, key))
}

fn check_town(card: &TownCard) -> Result<(), CardFault> {
    check_village_code(&card.village_code)?;
    check_recipient(&card.age_recipient)?;
    if card.town_code.is_empty() || !card.town_code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CardFault::Field { field: "town_code" });
    }
    if card.policy_key.as_ref().is_some_and(|key| unhex(key).is_none()) {
        return Err(CardFault::Field { field: "policy_key" });
    }
    Ok(())
}

fn check_village(card: &VillageCard) -> Result<(), CardFault> {
    check_village_code(&card.village_code)?;
    check_recipient(&card.age_recipient)
}

fn check_village_code(code: &str) -> Result<(), CardFault> {
    if code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(CardFault::Field { field: "village_code" })
    }
}

fn check_recipient(text: &str) -> Result<(), CardFault> {
    if crypt::is_recipient(text) { Ok(()) } else { Err(CardFault::Field { field: "age_recipient" }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VILLAGE_CODE: &str = "341799001001";

    fn recipient(seed: u8) -> String {
        crypt::recipient_of(&crypt::identity_from([seed; 32])).expect("a recipient")
    }

    fn town() -> TownCard {
        TownCard {
            town_code: "341799001".to_owned(),
            town_name: "柳塘镇".to_owned(),
            village_code: VILLAGE_CODE.to_owned(),
            village_name: "石桥村".to_owned(),
            age_recipient: recipient(1),
            verify_key: String::new(),
            policy_key: None,
            cash_limit: Some(Yuan::from_fen(2_000_000)),
            cash_days: Some(3),
            roles: Vec::new(),
            issued_at: "2025-11-03T08:00:00+08:00".to_owned(),
        }
    }

    fn village() -> VillageCard {
        VillageCard {
            village_code: VILLAGE_CODE.to_owned(),
            village_name: "石桥村".to_owned(),
            device_id: "d".to_owned(),
            device_key: String::new(),
            age_recipient: recipient(2),
            book_id: "b".to_owned(),
            series: "A".to_owned(),
            issued_at: "2025-11-03T08:00:00+08:00".to_owned(),
        }
    }

    #[test]
    fn both_cards_are_read_back_with_the_words_to_compare() {
        let key = device_key([3; 32]);
        let presented =
            read_town_card(&make_town_card(&town(), &key).expect("a card"), VILLAGE_CODE).expect("read");
        assert_eq!((presented.card.cash_limit, presented.key), (town().cash_limit, key.verifying_key()));
        assert_eq!(presented.words, card_words(&key.verifying_key(), &recipient(1)));
        let presented =
            read_village_card(&make_village_card(&village(), &key).expect("a card")).expect("read");
        assert_eq!(presented.card.series, "A");
        assert_ne!(presented.words, card_words(&device_key([4; 32]).verifying_key(), &recipient(2)));
    }

    #[test]
    fn no_byte_of_a_card_can_change_unnoticed() {
        let bytes = make_town_card(&town(), &device_key([3; 32])).expect("a card");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            assert!(read_town_card(&changed, VILLAGE_CODE).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_card_is_refused_for_the_reason_that_it_has() {
        let key = device_key([3; 32]);
        let bytes = make_town_card(&town(), &key).expect("a card");
        assert_eq!(
            read_town_card(&bytes, "341799001002"),
            Err(CardFault::OtherVillage {
                expected: "341799001002".to_owned(),
                found: VILLAGE_CODE.to_owned()
            })
        );
        assert_eq!(read_village_card(&bytes), Err(CardFault::OtherSide));
        assert_eq!(read_town_card(b"PK", VILLAGE_CODE), Err(CardFault::NotACard));
        let wrong = TownCard { age_recipient: "age1x".to_owned(), ..town() };
        assert_eq!(make_town_card(&wrong, &key), Err(CardFault::Field { field: "age_recipient" }));
        // Another key on the same signature: whoever changes the key must sign again, and then the words differ.
        let text = String::from_utf8(bytes).expect("text");
        let other = hex(device_key([4; 32]).verifying_key().as_bytes());
        let forged = text.replace(&hex(key.verifying_key().as_bytes()), &other);
        assert_eq!(read_town_card(forged.as_bytes(), VILLAGE_CODE), Err(CardFault::Signature));
    }
}
