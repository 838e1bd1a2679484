//! The tables of a package that speak of money: what was taken and given back, counted at a close, paid in, asked back, and
//! done about a difference.
//!
//! Invariant: a row is a projection of the journal and is never changed; a later row corrects it. The field names are
//! the columns, in the order of the layout in `assets/exchange`. Must not know: the book, whether a row is right.

use super::table::{Layout, table_row};
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use std::sync::LazyLock;
use uuid::Uuid;

/// `insutype`: the residents' basic medical insurance.
pub const INSUTYPE: &str = "390";
/// `clct_way`: collected by the community (社区代收).
pub const CLCT_WAY: &str = "05";
/// `clct_type`: a normal payment.
pub const CLCT_TYPE_NORMAL: &str = "10";
/// `clct_type`: a refund to a resident.
pub const CLCT_TYPE_REFUND: &str = "991";
/// `means`: cash. Only this comes into the drawer.
pub const MEANS_CASH: &str = "cash";
/// `means`: assisted scan (帮办扫码): no cash, nothing in the drawer.
pub const MEANS_ASSISTED_SCAN: &str = "assisted_scan";
/// `state` of a remittance that stands.
pub const PAID_IN: &str = "paid_in";
/// `state` of a remittance that was none.
pub const CANCELLED: &str = "cancelled";
/// `revs_flag`: a normal row.
pub const REVS_NORMAL: &str = "Z";
/// `revs_flag`: a row that has been reversed.
pub const REVS_REVERSED: &str = "+";
/// `revs_flag`: the reversal itself, with negative sums.
pub const REVS_REVERSAL: &str = "-";

pub(super) const PAYMENTS: &str = "payments.csv";
pub(super) const CLOSES: &str = "closes.csv";
pub(super) const REMITTANCES: &str = "remittances.csv";
pub(super) const REFUNDS: &str = "refunds.csv";
pub(super) const DIFFERENCES: &str = "differences.csv";

pub(super) static PAYMENTS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/payments.toml")));
pub(super) static CLOSES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/closes.toml")));
pub(super) static REMITTANCES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/remittances.toml")));
pub(super) static REFUNDS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/refunds.toml")));
pub(super) static DIFFERENCES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/differences.toml")));

table_row! {
    /// A row of `payments.csv`: a payment line, void, reversal or correction. The field names are the national platform's
    /// where it has one. Sums of a reversal are negative.
    pub struct PaymentRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Village + series + serial, as printed.
        pub receipt_no: String,
        /// 1-based line of the receipt.
        pub line_no: u32,
        /// The payment's id.
        pub payment_id: Uuid,
        /// The year of cover.
        pub levy_year: u32,
        /// [`MEANS_CASH`] or [`MEANS_ASSISTED_SCAN`].
        pub means: String,
        /// The household's number.
        pub hh_no: String,
        /// The certificate number of the household's head.
        pub head_certno: String,
        /// Relation to the head, GB/T 4761.
        pub rlts: String,
        /// Certificate type, `certificate_type.tsv`.
        pub psn_cert_type: String,
        /// Certificate number.
        pub certno: String,
        /// Name.
        pub psn_name: String,
        /// Second spelling of the name.
        pub psn_name_alt: Option<String>,
        /// Sex, GB/T 2261.1.
        pub gend: String,
        /// Birth date.
        pub brdy: Option<NaiveDate>,
        /// Nation, GB/T 3304.
        pub naty: String,
        /// Nature of the household registration, as recorded.
        pub resd_natu: String,
        /// Telephone number.
        pub mob: String,
        /// Kind of insurance: [`INSUTYPE`].
        pub insutype: String,
        /// 1401 newborn, 1402 preschool, 1403 pupil, 1404 student, 1405 under age not at school, 1501 adult, 16 elderly.
        pub psn_type: String,
        /// Our category code, empty for none.
        pub category: String,
        /// Where the category comes from.
        pub category_source: String,
        /// Month in which the money was taken, `202511`.
        pub cashym: String,
        /// First month of the levy, `202601`.
        pub accrym_begn: String,
        /// Last month of the levy, `202612`.
        pub accrym_end: String,
        /// First day of cover, where the notice says it.
        pub benefit_from: Option<NaiveDate>,
        /// Last day of cover.
        pub benefit_to: Option<NaiveDate>,
        /// Months of waiting.
        pub waiting_months: Option<u32>,
        /// The fee of the notice for one person.
        pub std_amt: Yuan,
        /// What the person owes (due).
        pub psn_clct_amt: Yuan,
        /// What the village collective pays.
        pub collective_aid: Yuan,
        /// What public money pays (subsidy).
        pub finsubs_amt: Yuan,
        /// Who pays the subsidy.
        pub subsidy_fund: String,
        /// All of it: due + collective aid + subsidy.
        pub clct_sumamt: Yuan,
        /// How it was collected: [`CLCT_WAY`].
        pub clct_way: String,
        /// [`CLCT_TYPE_NORMAL`] or [`CLCT_TYPE_REFUND`].
        pub clct_type: String,
        /// [`REVS_NORMAL`], [`REVS_REVERSED`] or [`REVS_REVERSAL`].
        pub revs_flag: String,
        /// Of a reversal, the receipt that it reverses.
        pub orig_receipt_no: Option<String>,
        /// When the money was taken.
        pub clct_time: DateTime<FixedOffset>,
        /// Who took it.
        pub agnter_name: String,
        /// The policy by which it was assessed.
        pub policy_id: String,
        /// The article of the notice.
        pub article: String,
    }
}

table_row! {
    /// A row of `closes.csv`: a Z.
    pub struct CloseRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Number of the close.
        pub close_no: u32,
        /// Number of the session that it ends.
        pub session_no: u32,
        /// The session's business date.
        pub business_date: NaiveDate,
        /// When the session was opened.
        pub opened_at: DateTime<FixedOffset>,
        /// When it was closed.
        pub closed_at: DateTime<FixedOffset>,
        /// Receipts issued in it.
        pub payments: u32,
        /// Payment lines in it.
        pub persons: u32,
        /// Cash in the drawer at the opening.
        pub opening_float: Yuan,
        /// Cash taken in the session.
        pub cash_taken: Yuan,
        /// Receipts taken back in the session itself.
        pub voids: u32,
        /// Cash that went back for them, out of the drawer.
        pub cash_back: Yuan,
        /// Receipts of earlier sessions taken back in this one.
        pub reversals: u32,
        /// Cash that went back for them, out of what lay ready for the bank.
        pub reversed: Yuan,
        /// Cash of the session that left its drawer for the bank before the close.
        pub remitted_from_drawer: Yuan,
        /// Payments without cash.
        pub scans: u32,
        /// Their sum.
        pub scanned: Yuan,
        /// Cash of all sessions that was not paid in at the close.
        pub unremitted: Yuan,
        /// What should be in the drawer: float + cash taken − cash back − remitted from the drawer.
        pub expected: Yuan,
        /// What was counted.
        pub counted: Yuan,
        /// Counted − expected.
        pub variance: Yuan,
        /// Why they differ.
        pub difference_reason: Option<String>,
        /// What becomes of the difference.
        pub difference_outcome: Option<String>,
        /// The count by denomination: `100.00x3;50.00x1`.
        pub denominations: String,
        /// Everything that the book has ever taken, voids and reversals deducted.
        pub perpetual_due: Yuan,
        /// Who closed it.
        pub closed_by: String,
    }
}

table_row! {
    /// A row of `remittances.csv`: what one bank slip pays in of one receipt. A cancelled remittance comes again with its sums
    /// negated.
    pub struct RemittanceRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Number of the remittance in the book.
        pub remittance_no: u32,
        /// `cash`, or `collective_aid`.
        pub payer: String,
        /// The number of the bank's slip.
        pub slip_no: String,
        /// The day on the slip.
        pub remitted_on: NaiveDate,
        /// The account or the counter.
        pub account: String,
        /// The sum on the slip.
        pub slip_amount: Yuan,
        /// The receipt.
        pub receipt_no: String,
        /// What of it is paid in.
        pub amount: Yuan,
        /// [`PAID_IN`] or [`CANCELLED`].
        pub state: String,
        /// A note, or why it was cancelled.
        pub reason: String,
        /// Who recorded it.
        pub recorded_by: String,
    }
}

table_row! {
    /// A row of `refunds.csv`: one person's part of an application, once for the application and once for each step.
    pub struct RefundRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// Of a step, the row of the application.
        pub corrects: Option<Uuid>,
        /// Number of the application in the book.
        pub refund_no: u32,
        /// The row of `payments.csv` that is asked back.
        pub payment_row_id: Uuid,
        /// Its receipt.
        pub receipt_no: String,
        /// Its line of the receipt.
        pub line_no: u32,
        /// The year of cover.
        pub levy_year: u32,
        /// What is asked back.
        pub amount: Yuan,
        /// `1` if cover ends with it, `0` if only a difference comes back.
        pub ends_cover: String,
        /// Why, `refund_ground.tsv`.
        pub ground: String,
        /// When that happened.
        pub happened_on: Option<NaiveDate>,
        /// The paper that proves it.
        pub proof: String,
        /// Who applies.
        pub applicant: String,
        /// Where he can be reached.
        pub phone: String,
        /// What the notice says: `refund`, `refer`, `undetermined`.
        pub decision: String,
        /// Whom to see.
        pub see: String,
        /// `applied`, `submitted`, `accepted`, `rejected`, `withdrawn`.
        pub state: String,
        /// Since when.
        pub state_on: NaiveDate,
        /// In the clerk's words.
        pub note: String,
    }
}

table_row! {
    /// A row of `differences.csv`: something that was done about the difference of a close.
    pub struct DifferenceRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// None: a step is never corrected, another one follows it.
        pub corrects: Option<Uuid>,
        /// Number of the step in the book.
        pub step_no: u32,
        /// Whose difference; its sum and reason are in `closes.csv`.
        pub close_no: u32,
        /// `settled`, `carried`, `reported`.
        pub state: String,
        /// How it was settled, `difference_way.tsv`; empty for another state.
        pub way: String,
        /// By how much it moved towards nought.
        pub amount: Yuan,
        /// What of it is open afterwards.
        pub open: Yuan,
        /// The township's paper.
        pub paper_no: Option<String>,
        /// The receipt that explains it.
        pub receipt_no: Option<String>,
        /// On which day.
        pub on_day: NaiveDate,
        /// How and why, in the clerk's words.
        pub note: String,
        /// Who recorded it.
        pub recorded_by: String,
    }
}
