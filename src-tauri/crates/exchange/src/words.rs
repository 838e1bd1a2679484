//! Bytes as words that two people can compare by telephone or on paper.
//!
//! Invariant: 256 words, one a byte; the list never changes, or papers already printed would say something else.

use crate::canonical::sha256;
use std::sync::LazyLock;

/// How many words make a fingerprint: 48 bits, enough where both sides read them out once.
pub const FINGERPRINT_WORDS: usize = 6;

static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../../../assets/codes/fingerprint_words.txt").lines().collect());

/// The fingerprint of a key or a card: the first six bytes of SHA-256, as words.
pub fn fingerprint_words(bytes: &[u8]) -> [String; FINGERPRINT_WORDS] {
    let hash = sha256(&[b"cunshou/fingerprint/1\n", bytes]);
    std::array::from_fn(|at| WORDS[usize::from(hash[at])].to_owned())
}

/// The first `count` bytes of a hash (a journal head, a file) as words, for a paper that is compared later.
pub fn check_words(hash: &[u8; 32], count: usize) -> Vec<String> {
    hash.iter().take(count).map(|byte| WORDS[usize::from(*byte)].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_is_one_word_of_two_characters_for_each_byte() {
        assert_eq!(WORDS.len(), 256);
        assert_eq!(WORDS.iter().collect::<HashSet<_>>().len(), 256);
        assert!(WORDS.iter().all(|word| word.chars().count() == 2));
    }

    #[test]
    fn words_follow_from_the_bytes() {
        assert_eq!(check_words(&[0; 32], 2), ["阳光", "阳光"]);
        assert_ne!(fingerprint_words(b"a"), fingerprint_words(b"b"));
        assert_eq!(fingerprint_words(b"a"), fingerprint_words(b"a"));
    }
}
