//! From stored records to the documents that `cunshou-paper` lays out: one way for the window and the command line.
//!
//! Invariant: a paper shows the stored record; nothing on it is computed or assessed anew. Must not know: forms, fonts,
//! printers.

mod canvass;
mod difference;
mod drawer;
mod enrolled;
mod leaflet;
mod money;
mod notice;
mod store;
mod village;

pub use difference::{ReadyWords, beyond_words, difference_lines, ready_words, short_or_over};
pub use enrolled::{KeyGroup, Posting};
use money::cancelled;

use crate::book::{Book, BookKind};
use crate::close::Close;
use crate::codes;
use crate::error::{Error, Result};
use crate::journal::{CloseAlso, LineRecord, NoteCount, PaymentRecord};
use crate::receipt::Receipt;
use chrono::{DateTime, NaiveDate};
use cunshou_exchange::{identity, words::check_words};
use cunshou_paper::{
    ClosePaper, DenominationLine, Fonts, LeftOut, PaperMeans, ReceiptPaper, ReceiptPaperLine,
    RecoveryKeyPaper, coverage,
};
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::sync::LazyLock;

/// How many words of the journal's head stand on a close sheet.
const HEAD_WORDS: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    receipt_footer: String,
    receipt_caveat: String,
    span: String,
    cover: String,
    close_reversals: String,
    close_unremitted: String,
    note_yuan: String,
    note_jiao: String,
    note_fen: String,
}

static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/papers.toml"))
        .expect("the shipped words of papers read")
});

impl Book {
    /// The document of a stored receipt; after the first print the next one says that it is a reprint.
    pub fn receipt_paper(&self, receipt: &Receipt) -> ReceiptPaper {
        let (identity, payment) = (self.identity(), &receipt.payment);
        let first = payment.lines.first();
        let policy = first.and_then(|line| self.policy_by_sha256(&line.policy_sha256)).map(|own| &own.policy);
        let left_out = |left: &crate::journal::LeftOutRecord| LeftOut {
            name: left.name.clone(),
            reason: codes::leave_out_reason(&left.reason)
                .map_or_else(String::new, |reason| reason.label.to_owned()),
        };
        ReceiptPaper {
            village_name: identity.village_name.clone(),
            town_name: identity.town_name.clone(),
            receipt_no: payment.receipt_no.clone(),
            household_head: printable(&payment.head_name, head_alt(payment))
                .unwrap_or_else(|_| payment.head_name.clone()),
            hh_no: payment.hh_no.clone(),
            village_group: payment.village_group.clone(),
            levy_year: first.map_or(0, |line| line.levy_year),
            policy_title: policy.map_or_else(String::new, |p| format!("{} {}", p.title(), p.doc_no())),
            business_date: payment.business_date.to_string(),
            taken_at: minute(&receipt.taken_at),
            taken_by: receipt.taken_by.clone(),
            lines: payment.lines.iter().map(receipt_line).collect(),
            total_fee: payment.total_fee,
            total_subsidy: payment.total_subsidy,
            total_collective_aid: payment.total_collective_aid,
            total_due: payment.total_due,
            tendered: payment.tendered,
            change: payment.change,
            left_out: payment.left_out.iter().map(left_out).filter(|left| !left.reason.is_empty()).collect(),
            qr_text: format!("{} {} {}", payment.receipt_no, payment.total_due, receipt.check_code),
            reprint_no: receipt.printed,
            cancelled: receipt.taken_back.as_ref().map(cancelled),
            catch_up_no: payment.catch_up.as_ref().map_or_else(String::new, |paper| paper.paper_no()),
            means: match &payment.trade_no {
                _ if payment.means == "cash" => PaperMeans::Cash,
                trade_no => PaperMeans::AssistedScan { reference: trade_no.clone().unwrap_or_default() },
            },
            ticket_no: payment.ticket_no.clone().unwrap_or_default(),
            aid_note: payment.aid.as_ref().map_or_else(String::new, |aid| aid.resolution_no.clone()),
            kind: kind(identity.kind),
            footer_note: TEXT.receipt_footer.clone(),
            caveat: TEXT.receipt_caveat.clone(),
        }
    }

    /// The document of a close.
    pub fn close_paper(&self, close: &Close) -> ClosePaper {
        let (identity, record) = (self.identity(), &close.record);
        let also = record.also.as_ref();
        let outcome = |code: &String| {
            let known = codes::difference_outcomes().iter().find(|known| known.code == code);
            known.map_or_else(String::new, |known| known.label.to_owned())
        };
        ClosePaper {
            village_name: identity.village_name.clone(),
            town_name: identity.town_name.clone(),
            close_no: record.close_no.into(),
            session_no: record.session_no.into(),
            business_date: record.business_date.to_string(),
            float: record.float,
            cash_taken: record.cash,
            voids: also.map_or(0, |also| also.voids.into()),
            cash_back: also.map_or(Yuan::ZERO, |also| also.cash_back),
            remitted: also.map_or(Yuan::ZERO, |also| also.remitted_from_drawer),
            scans: also.map_or(0, |also| also.scans.into()),
            scanned: also.map_or(Yuan::ZERO, |also| also.scanned),
            collective_aid: also.map_or(Yuan::ZERO, |also| also.collective_aid),
            expected: record.expected,
            counted: record.counted,
            variance: record.variance,
            difference_reason: record.difference_reason.clone().unwrap_or_default(),
            difference_outcome: record.difference_outcome.as_ref().map(outcome).unwrap_or_default(),
            carried: difference::carried(record),
            open_differences: difference::open_differences(record),
            payments: record.payments.into(),
            people: record.people.into(),
            also: also.map_or_else(String::new, close_also),
            receipt_from: record.receipt_from.clone().unwrap_or_default(),
            receipt_to: record.receipt_to.clone().unwrap_or_default(),
            perpetual_due: record.perpetual_due,
            journal_head_words: head_words(&close.head),
            closed_at: minute(&close.closed_at),
            closed_by: close.closed_by.clone(),
            denominations: close.notes.iter().filter_map(denomination).collect(),
            kind: kind(identity.kind),
            reprint_no: 0,
        }
    }

    /// The document of the recovery key, for the township's safe.
    pub fn recovery_paper(&self, recovery_key: &str, created_on: NaiveDate) -> RecoveryKeyPaper {
        let identity = self.identity();
        RecoveryKeyPaper {
            village_name: identity.village_name.clone(),
            village_code: identity.village_code.clone(),
            book_id: identity.book_id.clone(),
            user_name: self.user().to_owned(),
            key_groups: recovery_key.split('-').map(str::to_owned).collect(),
            created_on: created_on.to_string(),
            kind: kind(identity.kind),
        }
    }
}

/// What a close says of cash that is not in the drawer: given back after an earlier close, and not yet in the bank.
fn close_also(also: &CloseAlso) -> String {
    let said = |words: &str, count: u32, amount: Yuan| {
        words.replace("{count}", &count.to_string()).replace("{amount}", &amount.to_string())
    };
    let parts = [
        (also.reversals > 0, said(&TEXT.close_reversals, also.reversals, also.reversed)),
        (!also.unremitted.is_zero(), said(&TEXT.close_unremitted, 0, also.unremitted)),
    ];
    let told: Vec<String> = parts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words).collect();
    told.join("；")
}

/// A certificate number as it stands on a paper.
fn masked_or_full(certno: &str, full: bool) -> String {
    if full { certno.to_owned() } else { identity::mask(certno) }
}

/// The journal's head as words that can be compared by telephone.
pub fn head_words(head: &[u8; 32]) -> String {
    check_words(head, HEAD_WORDS).join(" ")
}

/// A note or coin as people call it: 100元, 5角, 1分.
pub fn note_label(note: Yuan) -> String {
    let (template, n) = match note.fen() {
        fen @ 100.. => (&TEXT.note_yuan, fen / 100),
        fen @ 10..=99 => (&TEXT.note_jiao, fen / 10),
        fen => (&TEXT.note_fen, fen),
    };
    template.replace("{n}", &n.to_string())
}

/// The second spelling of the head's name, if he is among those who pay.
fn head_alt(payment: &PaymentRecord) -> Option<&str> {
    payment.lines.iter().find(|line| line.name == payment.head_name)?.name_alt.as_deref()
}

/// The name as paper can show it: the name itself, or its second spelling where a character is in no font.
///
/// # Errors
/// [`Error::Unprintable`] names the character: nothing is ever printed as a box or dropped.
pub(crate) fn printable(name: &str, name_alt: Option<&str>) -> Result<String> {
    let fonts = Fonts::shipped();
    match coverage(name, &fonts) {
        Ok(()) => Ok(name.to_owned()),
        Err(fault) => match name_alt.filter(|alt| coverage(alt, &fonts).is_ok()) {
            Some(alt) => Ok(alt.to_owned()),
            None => {
                let character = fault.params().into_iter().find(|(key, _)| *key == "character");
                Err(Error::Unprintable {
                    name: name.to_owned(),
                    character: character.map_or_else(String::new, |(_, character)| character),
                })
            }
        },
    }
}

fn receipt_line(line: &LineRecord) -> ReceiptPaperLine {
    ReceiptPaperLine {
        name: printable(&line.name, line.name_alt.as_deref()).unwrap_or_else(|_| line.name.clone()),
        relation: codes::relation_label(&line.relation).to_owned(),
        certno_masked: identity::mask(&line.certno),
        fee: line.fee,
        subsidy: line.subsidy,
        collective_aid: line.collective_aid,
        due: line.due,
        cover_words: line.cover_words.clone(),
        article: line.article.clone(),
    }
}

fn denomination(line: &NoteCount) -> Option<DenominationLine> {
    Some(DenominationLine {
        label: note_label(line.note),
        pieces: line.pieces,
        amount: line.note.times(line.pieces)?,
    })
}

/// An instant as it is read on paper.
fn minute(at: &str) -> String {
    DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

fn kind(kind: BookKind) -> cunshou_paper::BookKind {
    match kind {
        BookKind::Live => cunshou_paper::BookKind::Live,
        BookKind::Training => cunshou_paper::BookKind::Training,
        BookKind::Demo => cunshou_paper::BookKind::Demo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_coins_are_called_as_people_call_them() {
        let label = |text: &str| note_label(text.parse().expect("an amount"));
        assert_eq!([label("100.00"), label("0.50"), label("0.01")], ["100元", "5角", "1分"]);
    }
}
