//! The closed words of the contract: every status, event, decision, reason and note that a file, a request or an
//! answer may use.
//!
//! Invariant: a word that is not listed here is refused, never guessed; a notice that needs a new word is a change
//! of code, seen as such. The wire form is snake_case. This module must not know any Chinese: labels live in
//! `assets/text/policy.toml` (see [`crate::text`]).

use serde::de::{self, Deserialize, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Marks the serde message of a word outside its list, so that the reader can name the word to the clerk.
pub(crate) const UNKNOWN_WORD: &str = "unknown word: ";

/// A word out of a closed list.
pub trait Word: Copy + Eq + fmt::Debug + 'static {
    /// Every word of the list, in the order of the contract.
    const ALL: &'static [Self];

    /// The word as it is written in files and requests.
    fn word(self) -> &'static str;

    /// Its place in [`Word::ALL`].
    fn index(self) -> usize;

    /// Finds the word by its written form.
    fn from_word(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|w| w.word() == text)
    }
}

/// Reads a [`Word`] from any self-describing format and names the word that it does not know.
pub(crate) struct WordVisitor<W>(PhantomData<W>);

impl<W> WordVisitor<W> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<W: Word> Visitor<'_> for WordVisitor<W> {
    type Value = W;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word of the contract")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<W, E> {
        W::from_word(text).ok_or_else(|| E::custom(format_args!("{UNKNOWN_WORD}{text}")))
    }
}

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* #[doc = concat!("`", $word, "`")] $variant),+ }

        impl Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            fn index(self) -> usize {
                self as usize
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(WordVisitor::new())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    )+};
}

words! {
    /// What a request asks for.
    RequestKind {
        Collect = "collect", Refund = "refund", Recompute = "recompute", FiscalSubsidy = "fiscal_subsidy",
    }

    /// What may be done here and now.
    Decision {
        /// The payment may be taken now; a due of 0.00 means that the person is only registered.
        Collect = "collect",
        /// Not here or not by this clerk: see the offices named.
        Refer = "refer",
        /// The notice rules it out.
        Refuse = "refuse",
        /// A fact is missing, or the notice is silent.
        Undetermined = "undetermined",
        /// Forward the application for a refund.
        Refund = "refund",
        /// An answer to a question, no money.
        Answer = "answer",
    }

    /// Why something is refused or referred.
    Reason {
        NotOpenYet = "not_open_yet", WindowClosed = "window_closed", EmployeeInsured = "employee_insured",
        InsuredElsewhere = "insured_elsewhere", OutOfScope = "out_of_scope",
        DesignatedElsewhere = "designated_elsewhere", GroupNotNamed = "group_not_named",
        SubsidyFromNextYear = "subsidy_from_next_year",
        StatusChangedAfterWindow = "status_changed_after_window", SchoolChannel = "school_channel",
        CountyWindowOnly = "county_window_only", ChannelNotAllowed = "channel_not_allowed",
        PaymentMeansNotAllowed = "payment_means_not_allowed", ProofMissing = "proof_missing",
        PartialPayment = "partial_payment", AmountExceedsDue = "amount_exceeds_due",
        RuleNotApplicable = "rule_not_applicable", ConditionElsewhere = "condition_elsewhere", Silent = "silent",
        CityBureauChangesYear = "city_bureau_changes_year", BenefitStarted = "benefit_started",
        GroundNotListed = "ground_not_listed",
        EventBeforeApplicationAfter = "event_before_application_after",
    }

    /// Who pays the subsidy.
    Fund {
        DistrictFinance = "district_finance", MedicalAssistance = "medical_assistance", Finance = "finance",
        FinanceOriginalChannel = "finance_original_channel", NotDetermined = "not_determined",
    }

    /// A fact or paper that is still wanted.
    Fact {
        MigrantWorkerStatus = "migrant_worker_status", DisabilityGrade = "disability_grade",
        PovertyMonitoredSubtype = "poverty_monitored_subtype", Hukou = "hukou",
        PreviousYearInsurance = "previous_year_insurance",
        EmployeeContinuousMonths = "employee_continuous_months", OnDepartmentList = "on_department_list",
        PaymentArrivalDate = "payment_arrival_date",
        /// Where the person lives; not in the first contract, needed where only that decides.
        Residence = "residence",
        /// On which day a department gave the status; not in the first contract, matters after the window only.
        DesignatedOn = "designated_on",
        /// The payer cannot pay by telephone; not in the first contract, needed where cash is for such people only.
        CannotUseApp = "cannot_use_app",
        StudentSignedNotice = "student_signed_notice", MigrantWorkProof = "migrant_work_proof",
        HouseholdRegister = "household_register", ResidencePermit = "residence_permit", IdCard = "id_card",
        BirthCertificate = "birth_certificate", Lease = "lease", PropertyCertificate = "property_certificate",
        BusinessLicence = "business_licence", LabourContract = "labour_contract",
    }

    /// A note to print beside the answer.
    Note {
        BirthYearCoverNotDetermined = "birth_year_cover_not_determined",
        CoverBeforeYearNotDetermined = "cover_before_year_not_determined",
        WaitingExceedsYear = "waiting_exceeds_year", ContinuityRulesElsewhere = "continuity_rules_elsewhere",
        MustEnrolGroup = "must_enrol_group", PaysAsOriginalStatus = "pays_as_original_status",
        RetroactiveForGapPerRules = "retroactive_for_gap_per_rules",
        PrintSpecialReceipt = "print_special_receipt",
        HouseholdShouldEnrolTogether = "household_should_enrol_together",
        HouseholdMustEnrolTogether = "household_must_enrol_together",
        NoRegistrationNeeded = "no_registration_needed",
    }

    /// What happened to a person.
    EventType {
        MilitaryDischarge = "military_discharge", MilitarySpouseRelocation = "military_spouse_relocation",
        ReleaseFromPrison = "release_from_prison", EmployeeInsuranceEnded = "employee_insurance_ended",
        Death = "death", JoinedEmployeeInsurance = "joined_employee_insurance",
        JoinedResidentElsewhere = "joined_resident_elsewhere", MilitaryEnlistment = "military_enlistment",
        Imprisonment = "imprisonment", DuplicatePayment = "duplicate_payment", MovedAway = "moved_away",
    }

    /// A status that may carry a subsidy.
    CategoryCode {
        DestituteSupport = "destitute_support", Orphan = "orphan",
        DeFactoUnattendedChild = "de_facto_unattended_child", HivAffectedChild = "hiv_affected_child",
        MinimumLivingAllowance = "minimum_living_allowance", LowIncomeMargin = "low_income_margin",
        IllnessImpoverished = "illness_impoverished", ReturnedToPoverty = "returned_to_poverty",
        PovertyMonitored = "poverty_monitored", OutOfPoverty = "out_of_poverty",
        KeyEntitledGroup = "key_entitled_group", PensionEntitledGroup = "pension_entitled_group",
        ResettledFisher = "resettled_fisher", FamilyPlanningHardship = "family_planning_hardship",
        Disability = "disability", HighRiskMentalPatient = "high_risk_mental_patient",
        /// Derived from the birth date, never from a list.
        Age80Plus = "age_80_plus",
        /// Derived from the birth date, never from a list.
        Centenarian = "centenarian",
    }

    /// Inside or outside the area that a policy is for.
    Area { In = "in_area", Out = "out_of_area" }

    /// Where a person lives for the long term.
    Residence { InArea = "in_area", Elsewhere = "elsewhere" }

    /// Insurance for the benefit year of the policy.
    CurrentInsurance { None = "none", Employee = "employee", ResidentElsewhere = "resident_elsewhere" }

    /// Insurance in the year before the benefit year.
    PreviousYear {
        Normal = "normal", None = "none", ResidentHere = "resident_here",
        ResidentElsewhere = "resident_elsewhere", NotApplicable = "not_applicable",
    }

    /// The school of a student.
    StudentLevel {
        College = "college", SecondaryVocational = "secondary_vocational", School = "school",
        Kindergarten = "kindergarten",
    }

    /// Why a monitored household is monitored.
    Subtype { FormerlyPoor = "formerly_poor", GeneralHousehold = "general_household" }

    /// Where the payment is made.
    Channel {
        Village = "village", School = "school", Online = "online", TaxHall = "tax_hall",
        CountyWindow = "county_window",
    }

    /// How the payment is made.
    PaymentMeans { Qr = "qr", Cash = "cash" }

    /// A foreigner's ground for living here.
    Foreigner { ExpertSpouse = "expert_spouse", Employed = "employed" }

    /// A paper that is at hand.
    Proof {
        MigrantWorkProof = "migrant_work_proof", HouseholdRegister = "household_register",
        ResidencePermit = "residence_permit", IdCard = "id_card", BirthCertificate = "birth_certificate",
        StudentSignedNotice = "student_signed_notice", Lease = "lease",
        PropertyCertificate = "property_certificate", BusinessLicence = "business_licence",
        LabourContract = "labour_contract",
    }

    /// The value of an answer that a rule stands behind.
    Field {
        Decision = "decision", Fee = "fee", Subsidy = "subsidy", Due = "due", DueNow = "due_now",
        SubsidisedLater = "subsidised_later", Category = "category", Fund = "fund", BenefitFrom = "benefit_from",
        BenefitTo = "benefit_to", BenefitFromMonth = "benefit_from_month", WaitingMonths = "waiting_months",
        Needs = "needs", Notes = "notes", See = "see", HandlingAllowance = "handling_allowance",
        RefundAmount = "refund_amount", Adjust = "adjust", Value = "value",
    }

    /// Which way of paying carries the cover.
    Route {
        /// Inside the collection period: the whole benefit year.
        BenefitYear = "benefit_year",
        /// From the day after the payment.
        DayAfterPayment = "day_after_payment",
        /// From the day on which the payment reaches the treasury.
        ArrivalDate = "arrival_date",
        /// From the month of the payment; the day is not printed.
        PaymentMonth = "payment_month",
        /// From birth.
        Birth = "birth",
        /// After a waiting period.
        Waiting = "waiting",
    }
}

impl Proof {
    /// The paper as something still wanted.
    pub fn wanted(self) -> Fact {
        match self {
            Self::MigrantWorkProof => Fact::MigrantWorkProof,
            Self::HouseholdRegister => Fact::HouseholdRegister,
            Self::ResidencePermit => Fact::ResidencePermit,
            Self::IdCard => Fact::IdCard,
            Self::BirthCertificate => Fact::BirthCertificate,
            Self::StudentSignedNotice => Fact::StudentSignedNotice,
            Self::Lease => Fact::Lease,
            Self::PropertyCertificate => Fact::PropertyCertificate,
            Self::BusinessLicence => Fact::BusinessLicence,
            Self::LabourContract => Fact::LabourContract,
        }
    }
}

/// A small set of words, kept as bits: no allocation, and always in the order of the contract.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Set<W> {
    bits: u32,
    words: PhantomData<W>,
}

impl<W: Word> Set<W> {
    /// The empty set.
    pub const EMPTY: Self = Self { bits: 0, words: PhantomData };

    /// Adds a word.
    pub fn insert(&mut self, word: W) {
        self.bits |= 1 << word.index();
    }

    /// True if the word is in it.
    pub fn contains(self, word: W) -> bool {
        self.bits & (1 << word.index()) != 0
    }

    /// True if nothing is in it.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Everything in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { bits: self.bits | other.bits, words: PhantomData }
    }

    /// The words in it, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = W> {
        W::ALL.iter().copied().filter(move |w| self.contains(*w))
    }
}

impl<W: Word> Default for Set<W> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<W: Word> FromIterator<W> for Set<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut set = Self::EMPTY;
        words.into_iter().for_each(|w| set.insert(w));
        set
    }
}

impl<W: Word> fmt::Debug for Set<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A short list kept in place. What does not fit is dropped by [`Few::push`], which says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Few<T, const N: usize> {
    len: u8,
    items: [Option<T>; N],
}

impl<T: Copy + PartialEq, const N: usize> Few<T, N> {
    /// The empty list.
    pub const EMPTY: Self = Self { len: 0, items: [None; N] };

    /// Adds an item unless it is there already; false if there is no room.
    pub fn push(&mut self, item: T) -> bool {
        if self.iter().any(|i| i == item) {
            return true;
        }
        let Some(place) = self.items.get_mut(usize::from(self.len)) else { return false };
        *place = Some(item);
        self.len += 1;
        true
    }

    /// The items in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.items[..usize::from(self.len)].iter().flatten().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first one.
    pub fn first(&self) -> Option<T> {
        self.items.first().copied().flatten()
    }
}

impl<T: Copy + PartialEq, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: Copy + PartialEq + fmt::Debug, const N: usize> fmt::Debug for Few<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<W: Word>() {
        for (place, word) in W::ALL.iter().enumerate() {
            assert_eq!(W::from_word(word.word()), Some(*word), "{word:?} reads back");
            assert_eq!(word.index(), place, "{word:?} stands where its index says");
            assert!(place < 32, "a set has room for {word:?}");
        }
        assert_eq!(W::from_word("no such word"), None);
    }

    #[test]
    fn every_word_reads_back_as_it_was_written() {
        round_trip::<Reason>();
        round_trip::<Fact>();
        round_trip::<Note>();
        round_trip::<CategoryCode>();
        round_trip::<EventType>();
        round_trip::<Field>();
    }

    #[test]
    fn a_full_list_says_that_it_is_full() {
        let mut few: Few<u8, 2> = Few::EMPTY;
        assert!(few.push(1) && few.push(2) && few.push(1), "a repeated item needs no room");
        assert!(!few.push(3));
        assert_eq!(few.iter().collect::<Vec<_>>(), [1, 2]);
    }
}
