//! The tables of a package that speak of people and not of money: who is in which household, who stands where in a levy year
//! and waits for the province's system, who was visited.
//!
//! Invariant: a row says how somebody stands now and names by `corrects` the row of an earlier package whose place it takes;
//! a row without that is the first of its person. Must not know: the book, sums.

use super::table::{Layout, table_row};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::sync::LazyLock;
use uuid::Uuid;

pub(super) const ENROLMENTS: &str = "enrolments.csv";
pub(super) const HOUSEHOLDS: &str = "households.csv";
pub(super) const CANVASSING: &str = "canvassing.csv";

pub(super) static ENROLMENTS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/enrolments.toml")));
pub(super) static HOUSEHOLDS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/households.toml")));
pub(super) static CANVASSING_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/canvassing.toml")));

/// `standing` or `state` of a row whose person is no longer in the book, or is somebody's second entry: the row that it
/// corrects holds no longer, nothing else is said.
pub const REMOVED: &str = "removed";
/// `outcome` of a row that takes back what an earlier row said of a visit.
pub const WITHDRAWN: &str = "withdrawn";
/// `state` of somebody who paid here: the only one with a receipt.
pub const PAID_HERE: &str = "paid";

/// The words of `standing`.
pub const STANDINGS: [&str; 4] = ["present", "dead", "moved", REMOVED];
/// The words of `state`.
pub const STATES: [&str; 6] = [PAID_HERE, "paid_elsewhere", "exempt", "refused", "unpaid", REMOVED];
/// The words of `registration`; empty = nothing is asked of the province's system.
pub const REGISTRATIONS: [&str; 4] = ["", "waiting", "failed", "entered"];

table_row! {
    /// A row of `households.csv`: somebody of a household that was registered or changed since the last package.
    pub struct HouseholdRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row of the same person that left before.
        pub corrects: Option<Uuid>,
        /// The household's number.
        pub hh_no: String,
        /// The village group.
        pub village_group: String,
        /// Its address.
        pub address: String,
        /// The certificate number of its head; empty if it has none.
        pub head_certno: String,
        /// The person's number in the household.
        pub member_no: Option<u32>,
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
        /// Where he is registered: `in_area`, `out_of_area`, empty = not known.
        pub resd_natu: String,
        /// Telephone number.
        pub mob: String,
        /// One of [`STANDINGS`].
        pub standing: String,
    }
}

table_row! {
    /// A row of `enrolments.csv`: somebody whose state in a levy year, or in the queue for the province's system, changed
    /// since the last package.
    pub struct EnrolmentRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row of the same person and year that left before.
        pub corrects: Option<Uuid>,
        /// The year of cover.
        pub levy_year: u32,
        /// The household's number.
        pub hh_no: String,
        /// The certificate number of its head.
        pub head_certno: String,
        /// Certificate type, `certificate_type.tsv`.
        pub psn_cert_type: String,
        /// Certificate number.
        pub certno: String,
        /// Name.
        pub psn_name: String,
        /// Second spelling of the name.
        pub psn_name_alt: Option<String>,
        /// One of [`STATES`].
        pub state: String,
        /// Why he does not pay here, `leave_out_reason.tsv`.
        pub reason: String,
        /// In the clerk's words.
        pub note: String,
        /// Which proof was seen.
        pub proof: String,
        /// The township's approval, by number.
        pub approval_no: String,
        /// The receipt by which he paid here.
        pub receipt_no: Option<String>,
        /// One of [`REGISTRATIONS`]: the least finished of his entries in the queue.
        pub registration: String,
        /// What is asked there: `new`, `name`, `certificate`, joined by `;`.
        pub registration_kinds: String,
        /// When the state was recorded.
        pub recorded_at: Option<DateTime<FixedOffset>>,
        /// By whom; of a payment `payments.csv` says it.
        pub recorded_by: String,
    }
}

table_row! {
    /// A row of `canvassing.csv`: what was heard about one person at a visit that was written down since the last package.
    pub struct CanvassingRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row whose place it takes.
        pub corrects: Option<Uuid>,
        /// The visit's number in the book.
        pub visit_no: u32,
        /// The year of cover that it was about.
        pub levy_year: u32,
        /// The household's number.
        pub hh_no: String,
        /// The village group.
        pub village_group: String,
        /// Certificate type, `certificate_type.tsv`.
        pub psn_cert_type: String,
        /// Certificate number.
        pub certno: String,
        /// Name.
        pub psn_name: String,
        /// The day of the visit.
        pub visited_on: NaiveDate,
        /// `canvass_way.tsv`.
        pub way: String,
        /// Who went.
        pub visitor: String,
        /// Whom he met.
        pub met: String,
        /// `canvass_outcome.tsv`, or [`WITHDRAWN`].
        pub outcome: String,
        /// In his words.
        pub note: String,
        /// When to come again.
        pub next_on: Option<NaiveDate>,
        /// The sentence of the notice about those who refuse that was read to them, by its id in the policy file.
        pub warned_rule: String,
        /// `yes`, `no` (would not sign), empty = no sheet.
        pub signed: String,
        /// The day on the sheet.
        pub signed_on: Option<NaiveDate>,
        /// When it was written down.
        pub recorded_at: DateTime<FixedOffset>,
        /// By whom.
        pub recorded_by: String,
    }
}

/// The tables about people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleRows {
    /// Rows of `enrolments.csv`.
    pub enrolments: Vec<EnrolmentRow>,
    /// Rows of `households.csv`.
    pub households: Vec<HouseholdRow>,
    /// Rows of `canvassing.csv`.
    pub canvassing: Vec<CanvassingRow>,
}

/// A file of the package: its name, its bytes, how many rows it has.
pub(super) type NamedTable = (String, Vec<u8>, Option<usize>);

impl PeopleRows {
    /// The three files, in the order of the archive: name, content, rows.
    pub(super) fn files(&self) -> Option<Vec<NamedTable>> {
        Some(vec![
            (ENROLMENTS.to_owned(), ENROLMENTS_LAYOUT.write(&self.enrolments)?, Some(self.enrolments.len())),
            (HOUSEHOLDS.to_owned(), HOUSEHOLDS_LAYOUT.write(&self.households)?, Some(self.households.len())),
            (CANVASSING.to_owned(), CANVASSING_LAYOUT.write(&self.canvassing)?, Some(self.canvassing.len())),
        ])
    }

    /// Each row's id and the one that it corrects.
    pub(super) fn ids(&self) -> impl Iterator<Item = (Uuid, Option<Uuid>)> {
        let enrolments = self.enrolments.iter().map(|row| (row.row_id, row.corrects));
        let households = self.households.iter().map(|row| (row.row_id, row.corrects));
        let canvassing = self.canvassing.iter().map(|row| (row.row_id, row.corrects));
        enrolments.chain(households).chain(canvassing)
    }
}
