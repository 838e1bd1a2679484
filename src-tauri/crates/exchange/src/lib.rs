//! Bytes in, rows out, and back: workbooks and csv files, the sync package, pairing cards, policy packages.
//!
//! Invariant: everything here is a function of its arguments. A file is bytes, the date is an argument, signing keys are
//! passed in, and memory is bounded by named caps whatever the file claims about itself. (Only age draws its own
//! randomness, for the key of each encrypted file.)
//! Must not know: SQL, the book, the window, the clock. So the township's verifier cannot lean on the laptop's state.

mod archive;

pub mod ack;
pub mod audit;
pub mod canonical;
pub mod card;
pub mod category;
pub mod category_list;
pub mod crypt;
pub mod generate;
pub mod identity;
pub mod office_list;
pub mod package;
pub mod people;
pub mod policy_package;
pub mod registration;
pub mod roster;
mod row_words;
pub mod sheets;
pub mod table;
pub mod words;
pub mod workbook;
mod xlsx;

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use std::collections::{BTreeMap, BTreeSet};

    #[derive(Deserialize)]
    struct Words {
        message: String,
        todo: String,
    }

    /// Every code in this crate's sources has words, and no words are left over.
    #[test]
    fn every_error_code_has_words() {
        let text = include_str!("../../../../assets/text/errors-exchange.toml");
        let words: BTreeMap<String, Words> = toml::from_str(text).expect("the words are TOML");
        let sources = [
            include_str!("ack/mod.rs"),
            include_str!("card.rs"),
            include_str!("crypt.rs"),
            include_str!("identity/name.rs"),
            include_str!("identity/resident.rs"),
            include_str!("package/write.rs"),
            include_str!("package/verify.rs"),
            include_str!("policy_package.rs"),
            include_str!("workbook.rs"),
        ];
        let codes: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| source.split('"'))
            .filter(|text| text.starts_with("E-"))
            .collect();
        assert_eq!(codes, words.keys().map(String::as_str).collect());
        assert!(words.values().all(|words| !words.message.is_empty() && !words.todo.is_empty()));
    }
}
