//! What an entry says. A record is written once as canonical JSON (sorted keys, no spaces) and read back typed.

use super::ack::Acknowledged;
use super::after::{
    CloseDifferences, DifferenceStep, RefundRecord, RefundStep, RemittanceCancelled, RemittanceRecord,
    ReversalRecord,
};
use super::beside::{
    AidEnded, AidResolved, LostVoided, LostVoidedWithdrawn, TicketSpoilt, TicketsReceived, TicketsReturned,
};
use crate::book::BookKind;
use chrono::NaiveDate;
use cunshou_policy::{Fact, Word, Yuan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Number, time and author around a record: the whole payload of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) seq: u64,
    pub(crate) at: String,
    pub(crate) by: String,
    #[serde(flatten)]
    pub(crate) record: Record,
}

/// The kinds of entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// The first entry of a book.
    BookCreated(BookCreated),
    /// A roster came in.
    RosterImported(RosterImported),
    /// A list of a department or an office came in.
    ListImported(ListImported),
    /// An import was undone.
    ImportUndone {
        /// Which.
        import_id: Uuid,
    },
    /// The book went on after entries were lost with a disk.
    SeriesOpened(SeriesOpened),
    /// A stretch of collecting began.
    SessionOpened(SessionOpened),
    /// Money was taken from a household.
    Payment(Box<PaymentRecord>),
    /// Money of a receipt reached the treasury, and with it cover became certain.
    CoverCompleted(CoverCompleted),
    /// Two entries of the roster are one person: live lines of one are the other's.
    PeopleMerged(PeopleJoined),
    /// They are two again.
    PeopleParted(PeopleJoined),
    /// The drawer was counted.
    Count(CountRecord),
    /// A session ended.
    Close(CloseRecord),
    /// A package was written to a stick.
    PackageWritten(PackageWritten),
    /// The township answered to a package.
    Acknowledged(Acknowledged),
    /// A receipt was taken back within its session (作废).
    Void(ReversalRecord),
    /// A receipt was taken back after its close, with the township's approval (冲正).
    Reversal(ReversalRecord),
    /// Money was paid into the treasury account.
    Remittance(RemittanceRecord),
    /// A remittance was none.
    RemittanceCancelled(RemittanceCancelled),
    /// Something was done about the difference of a close.
    DifferenceStep(DifferenceStep),
    /// A refund was applied for.
    RefundApplied(RefundRecord),
    /// A refund application went a step further.
    RefundStep(RefundStep),
    /// The village collective resolved to pay for people.
    AidResolved(AidResolved),
    /// It pays no more by that resolution.
    AidEnded(AidEnded),
    /// A book of pre-printed receipts came in.
    TicketsReceived(TicketsReceived),
    /// A pre-printed receipt was spoilt.
    TicketSpoilt(TicketSpoilt),
    /// Pre-printed receipts went back unused.
    TicketsReturned(TicketsReturned),
    /// A receipt that went with a lost disk had been taken back before.
    LostVoided(LostVoided),
    /// It had not.
    LostVoidedWithdrawn(LostVoidedWithdrawn),
    /// The drawer went from one pair of hands to another.
    HandOver(HandOverRecord),
    /// A second pair of eyes looked at a close.
    CloseReviewed(CloseReviewed),
}

impl Record {
    /// The word in the `kind` column.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BookCreated(_) => "book_created",
            Self::RosterImported(_) => "roster_imported",
            Self::ListImported(_) => "list_imported",
            Self::ImportUndone { .. } => "import_undone",
            Self::SeriesOpened(_) => "series_opened",
            Self::SessionOpened(_) => "session_opened",
            Self::Payment(_) => "payment",
            Self::CoverCompleted(_) => "cover_completed",
            Self::PeopleMerged(_) => "people_merged",
            Self::PeopleParted(_) => "people_parted",
            Self::Count(_) => "count",
            Self::Close(_) => "close",
            Self::PackageWritten(_) => "package_written",
            Self::Acknowledged(_) => "acknowledged",
            Self::Void(_) => "void",
            Self::Reversal(_) => "reversal",
            Self::Remittance(_) => "remittance",
            Self::RemittanceCancelled(_) => "remittance_cancelled",
            Self::DifferenceStep(_) => "difference_step",
            Self::RefundApplied(_) => "refund_applied",
            Self::RefundStep(_) => "refund_step",
            Self::AidResolved(_) => "aid_resolved",
            Self::AidEnded(_) => "aid_ended",
            Self::TicketsReceived(_) => "tickets_received",
            Self::TicketSpoilt(_) => "ticket_spoilt",
            Self::TicketsReturned(_) => "tickets_returned",
            Self::LostVoided(_) => "lost_voided",
            Self::LostVoidedWithdrawn(_) => "lost_voided_withdrawn",
            Self::HandOver(_) => "hand_over",
            Self::CloseReviewed(_) => "close_reviewed",
        }
    }
}

/// A book began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookCreated {
    /// The book.
    pub book_id: String,
    /// Twelve digits.
    pub village_code: String,
    /// As on papers.
    pub village_name: String,
    /// Live, training or demo.
    pub book_kind: BookKind,
    /// The receipt series.
    pub series: String,
    /// The series that it was restored from.
    pub restored_from: Option<String>,
    /// This laptop.
    pub device_id: String,
    /// Its public signing key.
    pub device_key: String,
    /// The township's paper.
    pub entrusted_paper: String,
    /// Policy ids with the sha256 of their files.
    pub policies: Vec<(String, String)>,
}

/// A roster came in: who is in it stands in the roster, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterImported {
    /// The import.
    pub import_id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// The file's SHA-256, hex.
    pub file_sha256: String,
    /// People taken in.
    pub people: u32,
    /// Households they live in.
    pub households: u32,
    /// Rows held back.
    pub bad: u32,
}

/// A list of a department or an office came in: who is on it stands in its rows, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListImported {
    /// The import.
    pub import_id: Uuid,
    /// The kind of list, as in `list_import`.
    pub list_kind: String,
    /// Where it comes from.
    pub department: String,
    /// The number of the letter that came with it.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: Option<NaiveDate>,
    /// The file's name.
    pub file_name: String,
    /// The file's SHA-256, hex.
    pub file_sha256: String,
    /// Rows that stand for somebody.
    pub rows: u32,
    /// Rows held back.
    pub bad: u32,
}

/// A new receipt series after a loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesOpened {
    /// The new series.
    pub series: String,
    /// The series of the state that was put back.
    pub previous_series: String,
    /// The newest entry that was kept.
    pub kept_to_seq: u64,
    /// The newest entry that had been acknowledged.
    pub lost_to_seq: u64,
    /// The newest receipt that had been acknowledged: those up to it come back from paper.
    pub last_receipt: Option<String>,
}

/// A session began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOpened {
    /// 1, 2, 3, …
    pub session_no: u32,
    /// The date on which everything in it is assessed, confirmed by the clerk.
    pub business_date: NaiveDate,
    /// Days by which the clock's date was ahead of the business date (negative: behind).
    pub clock_deviation_days: i64,
    /// Cash in the drawer at the beginning, for change.
    pub float: Yuan,
    /// Minutes east of Greenwich by the laptop's clock, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_minutes: Option<i32>,
    /// What was odd about the laptop's clock, and was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockOddity>,
}

/// What is odd about the laptop's clock when a session opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockOddity {
    /// What the clock showed (RFC 3339, +08:00).
    pub clock: String,
    /// The newest entry before (RFC 3339, +08:00).
    pub last_entry_at: String,
    /// It lies before that entry.
    pub is_behind: bool,
    /// Days that have passed since, if they are many.
    pub days_ahead: Option<i64>,
    /// Minutes east of Greenwich before and now, if the zone is another one than in the session before.
    pub zone_changed: Option<(i32, i32)>,
}

/// Money taken from one household: everything that its receipt shows, so that the receipt never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentRecord {
    /// Given by the core when the form opened; a retry carries the same.
    pub payment_id: Uuid,
    /// SHA-256 of what was ordered, hex: the same id with another order is refused.
    pub order_hash: String,
    /// Village code, series, serial.
    pub receipt_no: String,
    /// The series.
    pub series: String,
    /// The serial in the series.
    pub serial: u32,
    /// The session.
    pub session_no: u32,
    /// The session's date.
    pub business_date: NaiveDate,
    /// The household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// Its head's name.
    pub head_name: String,
    /// Its head's certificate number.
    pub head_certno: String,
    /// Its village group.
    pub village_group: String,
    /// `cash`, or `assisted_scan` (帮办扫码): no cash.
    pub means: String,
    /// Sum of the lines' fees.
    pub total_fee: Yuan,
    /// Sum of the subsidies.
    pub total_subsidy: Yuan,
    /// Sum of what the collective pays.
    pub total_collective_aid: Yuan,
    /// Sum of what the household owes.
    pub total_due: Yuan,
    /// Cash handed over.
    pub tendered: Yuan,
    /// Cash handed back.
    pub change: Yuan,
    /// Who pays, one line a member and levy year.
    pub lines: Vec<LineRecord>,
    /// Who does not, and why.
    pub left_out: Vec<LeftOutRecord>,
    /// Every rule that a line's answer names, as `<policy id>/<rule id>`, with its article and sentence.
    pub rules: BTreeMap<String, RuleRecord>,
    /// The day of the list of those who have paid, after which the payer was asked whether he paid elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_since: Option<NaiveDate>,
    /// What the tax office asks of those who pay, where it is another sum: seen at the till.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub official_sums: Vec<OfficialSumRecord>,
    /// The number of the pre-printed 《专用票据》 that was handed out with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_no: Option<String>,
    /// The number of the transaction on the payer's telephone, for a payment without cash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_no: Option<String>,
    /// By which resolution the collective pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aid: Option<AidRecord>,
    /// From which sheet of a paper book it was entered afterwards (补录).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catch_up: Option<CatchUpRecord>,
}

/// By which resolution the collective pays (集体扶持).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidRecord {
    /// Its number in the book.
    pub aid_no: u32,
    /// The number of the resolution.
    pub resolution_no: String,
    /// Out of which money.
    pub source: String,
}

/// A payment that was taken on paper and entered afterwards (补录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatchUpRecord {
    /// The paper book, or the series of receipts that were lost with a disk.
    pub paper_book: String,
    /// The number of the sheet.
    pub paper_serial: String,
    /// The day on which the money was taken: everything is assessed on it.
    pub taken_on: NaiveDate,
    /// Why it was taken on paper.
    pub reason: String,
}

impl CatchUpRecord {
    /// Book and sheet in one text.
    pub fn paper_no(&self) -> String {
        Self::number(&self.paper_book, &self.paper_serial)
    }

    /// The same of a book and a sheet.
    pub(crate) fn number(paper_book: &str, paper_serial: &str) -> String {
        format!("{paper_book}-{paper_serial}")
    }
}

/// What the tax office asks of somebody, where the notice asks another sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialSumRecord {
    /// The person.
    pub person_id: Uuid,
    /// The office's sum.
    pub due: Yuan,
    /// The day of its list.
    pub list_date: NaiveDate,
}

/// Where a rule stands, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRecord {
    /// The article.
    pub article: String,
    /// The sentence, word for word.
    pub quote: String,
}

/// One member's line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineRecord {
    /// The row that leaves in packages.
    pub row_id: Uuid,
    /// The row that it corrects or reverses.
    pub corrects: Option<Uuid>,
    /// 1, 2, 3, …
    pub line_no: u32,
    /// The person.
    pub person_id: Uuid,
    /// His number in the household.
    pub member_no: u32,
    /// The year of cover.
    pub levy_year: i32,
    /// The name.
    pub name: String,
    /// A second spelling for systems that lack a character.
    pub name_alt: Option<String>,
    /// Certificate type code.
    pub certificate_type: String,
    /// Certificate number.
    pub certno: String,
    /// GB/T 2261.1.
    pub sex: String,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// GB/T 3304.
    pub nation: String,
    /// GB/T 4761.
    pub relation: String,
    /// Phone.
    pub phone: String,
    /// `psn_type` of the national platform.
    pub person_type: String,
    /// The winning category; on no paper for residents.
    pub category: Option<String>,
    /// Where that category stands in a list.
    pub category_source: String,
    /// The whole personal fee.
    pub fee: Yuan,
    /// What a fund pays.
    pub subsidy: Yuan,
    /// What the village collective pays.
    pub collective_aid: Yuan,
    /// What the person pays.
    pub due: Yuan,
    /// Which fund.
    pub fund: Option<String>,
    /// First day of cover, if the notice determines it.
    pub benefit_from: Option<NaiveDate>,
    /// Last day of cover.
    pub benefit_to: Option<NaiveDate>,
    /// Waiting period.
    pub waiting_months: Option<u32>,
    /// The sentence about cover on the receipt.
    pub cover_words: String,
    /// The article that decides the sum.
    pub article: String,
    /// The policy.
    pub policy_id: String,
    /// SHA-256 of its file.
    pub policy_sha256: String,
    /// The whole answer of the engine: values, rule ids, readings, notes. The sentences stand once, in
    /// [`PaymentRecord::rules`].
    pub assessment: Value,
}

impl LineRecord {
    /// True if the notice gives cover from the day on which the money arrives, and that day was not known at the till.
    pub fn waits_for_arrival(&self) -> bool {
        let wanted = self.assessment["needs"].as_array();
        let arrival = |needs: &Vec<Value>| needs.iter().any(|need| need == Fact::PaymentArrivalDate.word());
        self.benefit_from.is_none() && self.benefit_to.is_some() && wanted.is_some_and(arrival)
    }
}

/// A member who does not pay in this payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRecord {
    /// The person.
    pub person_id: Uuid,
    /// The name.
    pub name: String,
    /// A code of `assets/codes/leave_out_reason.tsv`, or the engine's decision.
    pub reason: String,
    /// In the clerk's words.
    pub note: String,
    /// The township's approval of a reason that the notice does not allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_no: Option<String>,
}

/// The money of a receipt reached the treasury: cover that hangs on that day is certain now. The receipt stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverCompleted {
    /// The receipt.
    pub receipt_no: String,
    /// When its money arrived.
    pub arrived_on: NaiveDate,
    /// By what that is known: the bank slip's number, the township's answer.
    pub source: String,
    /// The entry that this one corrects.
    pub corrects: Option<u64>,
    /// The lines whose cover hangs on the arrival.
    pub lines: Vec<CompletedLine>,
}

/// The cover of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletedLine {
    /// The row of the payment.
    pub row_id: Uuid,
    /// Its number on the receipt.
    pub line_no: u32,
    /// First day of the policy's year of cover: cover never begins before it.
    pub year_from: NaiveDate,
    /// First day of cover.
    pub benefit_from: NaiveDate,
    /// Last day of cover.
    pub benefit_to: NaiveDate,
}

/// Two entries of the roster became one person, or two again. Who they are stands in the roster, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleJoined {
    /// The verdict.
    pub verdict_no: i64,
    /// The entry that stays.
    pub kept: Uuid,
    /// The entry that goes, or comes back.
    pub gone: Uuid,
    /// Rows of payments whose live line went from the one to the other.
    pub lines: Vec<Uuid>,
}

/// Pieces of one denomination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteCount {
    /// The denomination.
    pub note: Yuan,
    /// How many.
    pub pieces: u32,
}

/// The drawer was counted, blind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRecord {
    /// The form by which it was counted: the same form again is the same count. Counts of older programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_id: Option<Uuid>,
    /// 1, 2, 3, …
    pub count_no: u32,
    /// The session.
    pub session_no: u32,
    /// What lay there.
    pub notes: Vec<NoteCount>,
    /// The sum.
    pub counted: Yuan,
    /// Float plus cash taken.
    pub expected: Yuan,
    /// Counted less expected.
    pub variance: Yuan,
}

/// A session ended (Z).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseRecord {
    /// 1, 2, 3, …
    pub close_no: u32,
    /// The session.
    pub session_no: u32,
    /// Its date.
    pub business_date: NaiveDate,
    /// The count that it rests on.
    pub count_no: u32,
    /// The float of the session.
    pub float: Yuan,
    /// Cash taken in it.
    pub cash: Yuan,
    /// Float plus cash.
    pub expected: Yuan,
    /// What was counted.
    pub counted: Yuan,
    /// Counted less expected.
    pub variance: Yuan,
    /// What else the session did. Closes of a book that could not do it yet say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<CloseAlso>,
    /// What is open of differences, those of earlier closes with it. Closes of a book that did not follow them say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differences: Option<Box<CloseDifferences>>,
    /// Why they differ.
    pub difference_reason: Option<String>,
    /// What becomes of the difference: a code of `assets/codes/difference_outcome.tsv`.
    pub difference_outcome: Option<String>,
    /// Payments in it.
    pub payments: u32,
    /// People in them.
    pub people: u32,
    /// First receipt of the session.
    pub receipt_from: Option<String>,
    /// Last receipt.
    pub receipt_to: Option<String>,
    /// All that this book ever took.
    pub perpetual_due: Yuan,
    /// The newest entry before this one.
    pub journal_seq: u64,
    /// Its hash, hex.
    pub journal_head: String,
}

/// What a session did besides taking cash, and what the book ever did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseAlso {
    /// Receipts taken back within the session.
    pub voids: u32,
    /// Cash that went back for them.
    pub cash_back: Yuan,
    /// Receipts of earlier sessions taken back in this one.
    pub reversals: u32,
    /// Cash that went back for them, out of what lay ready for the bank.
    pub reversed: Yuan,
    /// Cash that left this session's drawer for the bank.
    pub remitted_from_drawer: Yuan,
    /// Payments without cash (帮办扫码).
    pub scans: u32,
    /// Their sum.
    pub scanned: Yuan,
    /// What the collective is to pay for the session's receipts.
    pub collective_aid: Yuan,
    /// All that was ever taken, without what went back.
    pub perpetual_taken: Yuan,
    /// All that ever went back.
    pub perpetual_back: Yuan,
    /// All cash that was ever paid in.
    pub perpetual_remitted: Yuan,
    /// Cash that is not paid in.
    pub unremitted: Yuan,
}

/// A package was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageWritten {
    /// The close.
    pub close_no: u32,
    /// The package.
    pub package_id: Uuid,
    /// SHA-256 of its zip, hex.
    pub zip_sha256: String,
    /// The file's name on the stick.
    pub file_name: String,
    /// `township` or `passphrase`.
    pub encrypted_to: String,
}

/// The drawer went from one pair of hands to another; both said so by password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverRecord {
    /// The form that both filled in: the same form again is the same hand-over. Those of older programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over_id: Option<Uuid>,
    /// Who gave it: the author of the entry.
    pub from: String,
    /// Who took it.
    pub to: String,
    /// The session that was open.
    pub session_no: Option<u32>,
    /// What lay there.
    pub notes: Vec<NoteCount>,
    /// The sum.
    pub counted: Yuan,
    /// Cash that was not paid in, with the float of the open session; where `differences` are told, less what of it was
    /// missing before and with what lay over.
    pub expected: Yuan,
    /// Counted less expected: what was not known before.
    pub variance: Yuan,
    /// What both say about it; never empty if the count differs.
    pub notes_said: String,
    /// The differences of closes that were open, for which both say so too. Hand-overs of a book that did not tell them yet
    /// say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differences: Option<Box<CloseDifferences>>,
}

/// Somebody else than who made it has compared a close with its sheet, the cash and the slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseReviewed {
    /// The close.
    pub close_no: u32,
    /// Its entry in the journal.
    pub close_seq: u64,
    /// That entry's hash, hex.
    pub close_hash: String,
    /// What he found; may be empty.
    pub notes: String,
}

/// JSON with sorted keys and without spaces, whatever order the map had.
pub(crate) fn canonical(value: &Value) -> Vec<u8> {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Object(map) => {
                let mut keys: Vec<_> = map.keys().collect();
                keys.sort();
                out.push('{');
                for (place, key) in keys.into_iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    out.push_str(&Value::String(key.clone()).to_string());
                    out.push(':');
                    write(&map[key], out);
                }
                out.push('}');
            }
            Value::Array(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    write(item, out);
                }
                out.push(']');
            }
            leaf => out.push_str(&leaf.to_string()),
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let value = serde_json::json!({"b": [{"z": 1, "a": "引号\""}], "a": null});
        assert_eq!(String::from_utf8(canonical(&value)).unwrap(), r#"{"a":null,"b":[{"a":"引号\"","z":1}]}"#);
    }
}
