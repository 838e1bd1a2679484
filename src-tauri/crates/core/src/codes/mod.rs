//! 代码表: the tables that screens choose from and rows are checked against, read from `assets/codes/*.tsv`.
//!
//! Invariant: a code that a row holds stands in a table, and every label comes from a table, never from code.
//! Must not know: households, money, any notice.

use cunshou_exchange::identity::{self, CertificateKind, CertificateType};
use serde::Serialize;
use std::sync::LazyLock;

/// A code and what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
}

/// Why a member does not pay in this payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeaveOutReason {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
    /// True if it is a lawful reason for a notice that demands whole households.
    pub lawful: bool,
    /// The state of his enrolment afterwards.
    pub state_after: EnrolmentState,
    /// True if a note (proof, or his own words) is wanted with it.
    pub needs_note: bool,
    /// Which paper proves it; empty if none is wanted.
    pub proof: &'static str,
}

/// Why a payment is voided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VoidReason {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
    /// True if a note is wanted with it.
    pub needs_note: bool,
}

/// How the difference of a close is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DifferenceWay {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
    /// `short`, `over` or `both`: which differences it settles.
    pub of: &'static str,
    /// What is wanted with it: `note`, `paper` or `receipt`.
    pub needs: &'static str,
}

impl DifferenceWay {
    /// Whether it settles missing money (`is_short`) or money too much.
    pub fn fits(&self, is_short: bool) -> bool {
        self.of == "both" || self.of == if is_short { "short" } else { "over" }
    }
}

/// Why the township sent a row back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AckReason {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
    /// What the clerk is to do about it.
    pub todo: &'static str,
}

/// Why money that was paid in is asked back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RefundGround {
    /// The stable code; of an event, its type.
    pub code: &'static str,
    /// The word on screen and paper.
    pub label: &'static str,
    /// True if it is something that happened to the person on a day.
    pub is_event: bool,
    /// Which paper proves it.
    pub proof: &'static str,
}

/// What was heard at a visit to somebody who has not paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CanvassOutcome {
    /// The stable code.
    pub code: &'static str,
    /// The word on screen.
    pub label: &'static str,
    /// The digit that is written on the list for the round and typed afterwards.
    pub key: &'static str,
    /// The word on the list for the round.
    pub short: &'static str,
    /// True if whoever was recorded as refusing does not refuse any more.
    pub clears_refusal: bool,
    /// True if a note is wanted with it.
    pub needs_note: bool,
}

/// A category (人员类别) that a department's list gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Category {
    /// The code of the policy contract.
    pub code: &'static str,
    /// The word behind the key press.
    pub label: &'static str,
    /// True if it is health or hardship data.
    pub sensitive: bool,
}

/// Something that happens to a person and that a notice asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The type of the policy contract.
    pub code: &'static str,
    /// The word on screen.
    pub label: &'static str,
    /// What he is to the village afterwards: `present`, `dead` or `moved`.
    pub standing: &'static str,
    /// True if months of employee insurance are asked with it.
    pub asks_months: bool,
}

/// How a person stands in one levy year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentState {
    /// Has not paid.
    Unpaid,
    /// Has a live payment line in this book.
    Paid,
    /// Has paid elsewhere, with proof.
    PaidElsewhere,
    /// Need not pay, with a reason.
    Exempt,
    /// Does not want to.
    Refused,
}

impl EnrolmentState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Unpaid, Self::Paid, Self::PaidElsewhere, Self::Exempt, Self::Refused];

    /// The word in tables, files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::PaidElsewhere => "paid_elsewhere",
            Self::Exempt => "exempt",
            Self::Refused => "refused",
        }
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        label(&ENROLMENT_STATES, self.word())
    }
}

impl std::str::FromStr for EnrolmentState {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(())
    }
}

/// What a birth certificate is called in a list to choose from; rows keep the national code 99, since the national
/// table has none for it.
pub const BIRTH_CERTIFICATE: &str = "birth_certificate";

/// The rows of a shipped table, without its header.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

fn plain(text: &'static str) -> Vec<Code> {
    rows(text).map(|row| Code { code: row[0], label: row[1] }).collect()
}

fn pairs(table: &'static [(&'static str, &'static str)]) -> Vec<Code> {
    table.iter().map(|(code, label)| Code { code, label }).collect()
}

fn label(table: &[Code], code: &str) -> &'static str {
    table.iter().find(|item| item.code == code).map_or("", |item| item.label)
}

static RELATIONS: LazyLock<Vec<Code>> = LazyLock::new(|| pairs(identity::relations()));
static NATIONS: LazyLock<Vec<Code>> = LazyLock::new(|| pairs(identity::nations()));
static CERTIFICATES: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let mut all = pairs(identity::certificate_types());
    let birth = all.iter().position(|item| item.code == identity::RESIDENT_ID_CODE).map_or(0, |at| at + 1);
    all.insert(birth, Code { code: BIRTH_CERTIFICATE, label: fact_label("certificate", BIRTH_CERTIFICATE) });
    all
});
static HOUSEHOLD_STATES: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/household_state.tsv")));
static ENROLMENT_STATES: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/enrolment_state.tsv")));
static DIFFERENCE_OUTCOMES: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/difference_outcome.tsv")));
static DIFFERENCE_WAYS: LazyLock<Vec<DifferenceWay>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/difference_way.tsv"))
        .map(|row| DifferenceWay { code: row[0], label: row[1], of: row[2], needs: row[3] })
        .collect()
});
static ACK_REASONS: LazyLock<Vec<AckReason>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/ack_reason.tsv"))
        .map(|row| AckReason { code: row[0], label: row[1], todo: row[2] })
        .collect()
});
static FACTS: LazyLock<Vec<(&'static str, Vec<Code>)>> = LazyLock::new(|| {
    let mut facts: Vec<(&'static str, Vec<Code>)> = Vec::new();
    for row in rows(include_str!("../../../../../assets/codes/fact.tsv")) {
        let item = Code { code: row[1], label: row[2] };
        match facts.iter_mut().find(|(fact, _)| *fact == row[0]) {
            Some((_, items)) => items.push(item),
            None => facts.push((row[0], vec![item])),
        }
    }
    facts
});
static LAST_YEAR: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/last_year.tsv")));
static MISSING_REASONS: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/missing_reason.tsv")));
static LEAVE_OUT_REASONS: LazyLock<Vec<LeaveOutReason>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/leave_out_reason.tsv"))
        .map(|row| LeaveOutReason {
            code: row[0],
            label: row[1],
            lawful: row[2] == "yes",
            state_after: row[3].parse().unwrap_or(EnrolmentState::Unpaid),
            needs_note: row[4] == "yes",
            proof: row[5],
        })
        .collect()
});
static VOID_REASONS: LazyLock<Vec<VoidReason>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/void_reason.tsv"))
        .map(|row| VoidReason { code: row[0], label: row[1], needs_note: row[2] == "yes" })
        .collect()
});
static REFUND_GROUNDS: LazyLock<Vec<RefundGround>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/refund_ground.tsv"))
        .map(|row| RefundGround { code: row[0], label: row[1], is_event: row[2] == "yes", proof: row[3] })
        .collect()
});
static CANVASS_OUTCOMES: LazyLock<Vec<CanvassOutcome>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/canvass_outcome.tsv"))
        .map(|row| CanvassOutcome {
            code: row[0],
            label: row[1],
            key: row[2],
            short: row[3],
            clears_refusal: row[4] == "yes",
            needs_note: row[5] == "yes",
        })
        .collect()
});
static CANVASS_WAYS: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/canvass_way.tsv")));
static WHEREABOUTS: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/whereabouts.tsv")));
static CATEGORIES: LazyLock<Vec<Category>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/category.tsv"))
        .map(|row| Category { code: row[0], label: row[1], sensitive: row[2] == "yes" })
        .collect()
});
static EVENTS: LazyLock<Vec<Event>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/event.tsv"))
        .map(|row| Event { code: row[0], label: row[1], standing: row[2], asks_months: row[3] == "yes" })
        .collect()
});

static LIFE_PAPERS: LazyLock<Vec<Code>> =
    LazyLock::new(|| plain(include_str!("../../../../../assets/codes/life_paper.tsv")));

/// Papers by which an act of household life is written down.
pub fn life_papers() -> &'static [Code] {
    &LIFE_PAPERS
}

/// The word for a paper.
pub fn life_paper_label(code: &str) -> &'static str {
    label(&LIFE_PAPERS, code)
}

/// GB/T 4761: relation to the head.
pub fn relations() -> &'static [Code] {
    &RELATIONS
}

/// Certificate types, with the birth certificate after the resident ID card.
pub fn certificates() -> &'static [Code] {
    &CERTIFICATES
}

/// GB/T 3304: nations.
pub fn nations() -> &'static [Code] {
    &NATIONS
}

/// Why a member may be left out of a payment.
pub fn leave_out_reasons() -> &'static [LeaveOutReason] {
    &LEAVE_OUT_REASONS
}

/// The reason of that code.
pub fn leave_out_reason(code: &str) -> Option<&'static LeaveOutReason> {
    LEAVE_OUT_REASONS.iter().find(|reason| reason.code == code)
}

/// Why a payment may be voided.
pub fn void_reasons() -> &'static [VoidReason] {
    &VOID_REASONS
}

/// Why money that was paid in is asked back.
pub fn refund_grounds() -> &'static [RefundGround] {
    &REFUND_GROUNDS
}

/// What can be heard at a visit, in the order of the keys.
pub fn canvass_outcomes() -> &'static [CanvassOutcome] {
    &CANVASS_OUTCOMES
}

/// The outcome of that code.
pub fn canvass_outcome(code: &str) -> Option<&'static CanvassOutcome> {
    CANVASS_OUTCOMES.iter().find(|outcome| outcome.code == code)
}

/// How somebody is reached.
pub fn canvass_ways() -> &'static [Code] {
    &CANVASS_WAYS
}

/// The word for a way of reaching somebody.
pub fn canvass_way_label(code: &str) -> &'static str {
    label(&CANVASS_WAYS, code)
}

/// Where somebody can be.
pub fn whereabouts_kinds() -> &'static [Code] {
    &WHEREABOUTS
}

/// The word for where somebody is.
pub fn whereabouts_label(code: &str) -> &'static str {
    label(&WHEREABOUTS, code)
}

/// Why the township sends rows back.
pub fn ack_reasons() -> &'static [AckReason] {
    &ACK_REASONS
}

/// The reason of a code; none if this program does not know it.
pub fn ack_reason(code: &str) -> Option<&'static AckReason> {
    ack_reasons().iter().find(|reason| reason.code == code)
}

/// What becomes of a difference in the drawer.
pub fn difference_outcomes() -> &'static [Code] {
    &DIFFERENCE_OUTCOMES
}

/// How a difference is settled.
pub fn difference_ways() -> &'static [DifferenceWay] {
    &DIFFERENCE_WAYS
}

/// The word for a way of settling a difference; empty if there is none of that code.
pub fn difference_way_label(code: &str) -> &'static str {
    DIFFERENCE_WAYS.iter().find(|way| way.code == code).map_or("", |way| way.label)
}

/// Categories that a department's list gives; those that follow from the birth date are not among them.
pub fn categories() -> &'static [Category] {
    &CATEGORIES
}

/// The category of that code.
pub fn category(code: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.code == code)
}

/// What happens to people.
pub fn events() -> &'static [Event] {
    &EVENTS
}

/// The event of that type.
pub fn event(code: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.code == code)
}

/// The word for how somebody was insured last year.
pub fn last_year_label(code: &str) -> &'static str {
    label(&LAST_YEAR, code)
}

/// What is open about a member who is not done.
pub fn missing_reasons() -> &'static [Code] {
    &MISSING_REASONS
}

/// The states of an enrolment.
pub fn enrolment_states() -> &'static [Code] {
    &ENROLMENT_STATES
}

/// The values that a fact about a person can have (`hukou`, `residence`, `insurance_current`,
/// `previous_year_insurance`, `migrant_worker`, `disability_grade`, `poverty_monitored_subtype`, `student_level`,
/// `student_school`); empty for a fact that has no table.
pub fn fact_values(fact: &str) -> &'static [Code] {
    FACTS.iter().find(|(name, _)| *name == fact).map_or(&[], |(_, values)| values)
}

/// The word for a value of a fact.
pub fn fact_label(fact: &str, value: &str) -> &'static str {
    label(fact_values(fact), value)
}

/// The word for a relation.
pub fn relation_label(code: &str) -> &'static str {
    label(&RELATIONS, code)
}

/// The word for a nation.
pub fn nation_label(code: &str) -> &'static str {
    label(&NATIONS, code)
}

/// The word for the state of a household: `open`, `done` or `empty`.
pub fn household_state_label(code: &str) -> &'static str {
    label(&HOUSEHOLD_STATES, code)
}

/// The item of [`certificates`] that a stored row stands for.
pub fn certificate_choice(certificate_type: &str, certno: &str) -> &'static Code {
    let is_birth = certificate_type == identity::BIRTH_CERTIFICATE_CODE
        && identity::birth_certificate_number(certno).is_some();
    let code = if is_birth { BIRTH_CERTIFICATE } else { certificate_type };
    CERTIFICATES.iter().find(|item| item.code == code).unwrap_or(&CERTIFICATES[0])
}

/// What a code of [`certificates`] (or a usual word for a certificate) means for the check of its number.
pub fn certificate_type(code: &str) -> Option<CertificateType> {
    if code == BIRTH_CERTIFICATE {
        return Some(CertificateType {
            code: identity::BIRTH_CERTIFICATE_CODE,
            kind: CertificateKind::BirthCertificate,
        });
    }
    identity::certificate_type(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_codes_and_labels() {
        for table in [
            relations(),
            certificates(),
            nations(),
            difference_outcomes(),
            enrolment_states(),
            canvass_ways(),
            whereabouts_kinds(),
            fact_values("hukou"),
            fact_values("previous_year_insurance"),
        ] {
            assert!(!table.is_empty());
            assert!(table.iter().all(|item| !item.code.is_empty() && !item.label.is_empty()), "{table:?}");
        }
        for state in EnrolmentState::ALL {
            assert_eq!(state.word().parse(), Ok(state));
            assert!(!state.label().is_empty(), "{state:?}");
        }
        assert!(leave_out_reasons().iter().all(|reason| reason.state_after != EnrolmentState::Paid));
        assert_eq!(leave_out_reason("paid_elsewhere").map(|r| (r.lawful, r.needs_note)), Some((true, true)));
        assert_eq!(
            leave_out_reason("refused").map(|r| (r.lawful, r.state_after)),
            Some((false, EnrolmentState::Refused))
        );
        assert!(!ack_reasons().is_empty());
        assert!(ack_reasons().iter().all(|reason| !reason.label.is_empty() && !reason.todo.is_empty()));
        assert!(events().iter().all(|event| ["present", "dead", "moved"].contains(&event.standing)));
        assert_eq!((categories().len(), void_reasons().len()), (16, 6));
    }

    #[test]
    fn the_tables_and_the_engine_have_the_same_words() {
        use cunshou_policy::{
            CategoryCode, CurrentInsurance, EventType, PreviousYear, StudentLevel, Subtype, Word,
        };
        fn words<W: Word>() -> Vec<&'static str> {
            W::ALL.iter().map(|word| word.word()).collect()
        }
        let sorted = |mut words: Vec<&'static str>| {
            words.sort_unstable();
            words
        };
        let codes = |fact| sorted(fact_values(fact).iter().map(|item| item.code).collect());
        let by_birth = ["age_80_plus", "centenarian"];
        let listed = words::<CategoryCode>().into_iter().filter(|code| !by_birth.contains(code)).collect();
        assert_eq!(sorted(categories().iter().map(|item| item.code).collect()), sorted(listed));
        assert_eq!(sorted(events().iter().map(|item| item.code).collect()), sorted(words::<EventType>()));
        assert_eq!(codes("insurance_current"), sorted(words::<CurrentInsurance>()));
        assert_eq!(codes("previous_year_insurance"), sorted(words::<PreviousYear>()));
        assert_eq!(codes("student_level"), sorted(words::<StudentLevel>()));
        assert_eq!(codes("poverty_monitored_subtype"), sorted(words::<Subtype>()));
    }

    #[test]
    fn a_birth_certificate_is_chosen_by_name_and_kept_by_number() {
        assert_eq!(certificate_choice("99", "Z349962086").code, BIRTH_CERTIFICATE);
        assert_eq!(certificate_choice("99", "12345").code, "99");
        assert_eq!(certificate_choice("01", "341799196707156436").code, "01");
        assert_eq!(certificate_type(BIRTH_CERTIFICATE).map(|t| t.code), Some("99"));
        assert!(certificate_type("no such").is_none());
    }
}
