//! What the window says beside a result, from `assets/text/app.toml`.
//!
//! Invariant: every sentence has a field here, so that a missing one cannot ship. It must not decide anything.

use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

macro_rules! sentences {
    ($($name:ident),+ $(,)?) => {
        /// The sentences, by name; the file says what each is for.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Sentences { $(pub $name: Sentence),+ }

        #[cfg(test)]
        impl Sentences {
            fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($name), self.$name.0.as_str())),+]
            }
        }
    };
}

sentences! {
    unremitted_today, unremitted_old,
    window_open, window_last_day, window_ahead,
    clock_behind, clock_behind_entry, clock_ahead, clock_zone, means_cash, means_scan, behind_head,
    standing_paid, standing_paid_elsewhere, standing_exempt, standing_gone, standing_no_birth, paid, gone, approved,
    state_taken, state_closed, state_exported, state_accepted, state_rejected, state_voided, state_reversed,
    way_void, way_reversal, way_refund, void_cash, reversal_cash, void_no_cash, void_paper, void_open_again,
    refund_instead, void_done, void_done_no_cash,
    payer_cash, payer_collective, remit_nothing, remit_ready, remit_open_session,
    refund_applied, refund_submitted, refund_accepted, refund_rejected, refund_withdrawn,
    refund_applied_words, refund_submitted_words, refund_accepted_words, refund_rejected_words, refund_withdrawn_words,
    receipt_file, batch_file, test_page_file, totals_file, void_slip_file, remittance_file, refund_file, suspension_file, village_paper_file, people_file, close_file, recovery_file, bad_rows_file, round_file, refusal_file, registrations_file,
    import_held, import_later, import_exported,
    batch_open_session, batch_closed_session, batch_finished, batch_stopped, batch_left,
    count_even, count_over, count_short,
    sealed_for_township, sealed_by_passphrase, can_remove,
    policy_signed_county, policy_unsigned, policy_signed_unproved, policy_signed_stranger,
    policy_there, policy_added_by_key, policy_added_by_words,
    region_unknown, certificate_unusual, grade, category_by_hand, training_paper, difference_no_category_here, difference_no_mark_there, difference_other,
    policy_in_force, policy_in_book, policy_to_come, policy_shipped,
    backup_never, backup_today, backup_days, backup_good, backup_behind, backup_old, backup_same_disk, backup_failed,
    brought_up, brought_up_safe, brought_up_only_beside, brought_up_not_elsewhere, brought_up_same_disk,
    brought_up_other_sticks,
    restore_nothing_lost, restore_closes_lost, restore_lost, restore_series, restore_close_first,
    practice_good, practice_bad,
    fact_none, fact_households, fact_people, fact_payments, fact_due, fact_back, fact_cash_back, fact_standing, fact_remitted, fact_close, fact_close_value, fact_receipt,
    fact_session, fact_journal, handed_over, audit_file, sample_folder,
    no_page_title, no_page,
}

/// One sentence, perhaps with holes in braces.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Sentence(String);

impl Sentence {
    /// The sentence without holes.
    pub fn plain(&self) -> String {
        self.0.clone()
    }

    /// The sentence with its holes filled.
    pub fn with(&self, facts: &[(&str, &dyn std::fmt::Display)]) -> String {
        facts.iter().fold(self.0.clone(), |text, (hole, fact)| {
            text.replace(&format!("{{{hole}}}"), &fact.to_string())
        })
    }
}

/// All sentences.
pub static SAY: LazyLock<Sentences> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/text/app.toml")).expect("a test reads the shipped words")
});

static LAWS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/text/laws.toml")).expect("a test reads the shipped words")
});

/// What a law of the journal means.
pub fn law(name: &str) -> String {
    LAWS.get(name).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_and_every_law_has_words() {
        for (name, words) in SAY.all() {
            assert!(!words.is_empty(), "{name}");
        }
        for name in cunshou_core::journal::LAWS.iter().map(|law| law.name) {
            assert!(!law(name).is_empty(), "assets/text/laws.toml says what {name} means");
        }
    }

    #[test]
    fn holes_are_filled() {
        assert_eq!(SAY.grade.with(&[("n", &1)]), "1级");
    }
}
