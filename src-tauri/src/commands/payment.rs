//! Taking the money of a household: its bill, each change of it, the payment.
//!
//! Invariant: every sum, and whether money can be taken at all, is the book's answer; here it is only said.

use super::{parse, receipt::Receipt};
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    Book, Error, Moment,
    book::BookPolicy,
    codes,
    enrolment::{self, AidChoice, BillLine, Choice, Payable, State as Standing},
    list::office::SumDifference,
    payment::{self, CatchUp, Order, Tendered, Terms},
};
use cunshou_policy::{Assessment, Decision, LeavingOut, Policy, Word as _, explain};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// What a household owes, as ordered so far.
#[derive(Debug, Serialize, TS)]
pub struct Bill {
    /// Given when the form opens; it stays the same until the money is taken.
    payment_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    business_date: NaiveDate,
    levy_year: i32,
    policy_title: String,
    lines: Vec<CollectLine>,
    total_fee: String,
    total_subsidy: String,
    /// What the village collective pays.
    total_collective_aid: String,
    total_due: String,
    /// The same, where somebody pays; `null` = nobody does, and no sum is to be offered.
    to_take: Option<String>,
    /// The notice wants payment by telephone first.
    prefers_scan: bool,
    /// Paid by telephone, as ordered: no cash.
    by_scan: bool,
    /// The next pre-printed receipt; `null` = there is no book of them.
    next_ticket: Option<String>,
    /// Resolutions of the collective that can pay for somebody here.
    aid_offers: Vec<AidOffer>,
    /// Other years of cover for which somebody here can pay now, newest first.
    other_years: Vec<i32>,
    /// Whether the notice demands whole households.
    #[ts(type = "'lawful_reason' | 'recorded_reason'")]
    leaving_out: &'static str,
    tendered: Option<String>,
    change: Option<String>,
    /// Why it cannot be taken yet.
    blocker: Option<CommandError>,
    /// The day of the newest list of those who have paid; `null` = there is none.
    paid_list_on: Option<NaiveDate>,
    /// How many days ago that was.
    #[ts(type = "number | null")]
    paid_list_age_days: Option<i64>,
    /// The payer must be asked whether he has paid elsewhere since that day.
    asks_paid: bool,
    /// Of whom the tax office asks another sum.
    sum_differences: Vec<OfficialDifference>,
}

/// What a resolution of the village collective would pay here.
#[derive(Debug, Serialize, TS)]
pub struct AidOffer {
    aid_no: u32,
    resolution_no: String,
    who: String,
    source: String,
    most_each: String,
    /// What is left of it; `null` = no bound.
    left: Option<String>,
    /// The most for each who pays.
    shares: Vec<AidShare>,
}

/// What the collective pays for one person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AidShare {
    person_id: String,
    amount: String,
}

/// Somebody of whom the tax office asks another sum than the notice.
#[derive(Debug, Serialize, TS)]
pub struct OfficialDifference {
    person_id: String,
    name: String,
    ours: Option<String>,
    theirs: Option<String>,
    /// Why they may differ, in words that name no category.
    why: String,
    article: String,
    list_date: NaiveDate,
    /// It must be seen before money is taken.
    blocks: bool,
}

/// One member on the bill, or the answer of a trial.
#[derive(Debug, Default, Serialize, TS)]
pub struct CollectLine {
    /// Empty in a trial.
    person_id: String,
    member_no: u32,
    name: String,
    relation: &'static str,
    certno_masked: String,
    age: Option<u32>,
    #[ts(
        type = "'payable' | 'paid' | 'paid_elsewhere' | 'exempt' | 'gone' | 'referred' | 'refused' | 'undetermined'"
    )]
    standing: &'static str,
    /// Why nothing can be taken, and whom to see.
    standing_words: String,
    included: bool,
    /// The reason in words.
    left_out_reason: Option<String>,
    fee: Option<String>,
    subsidy: Option<String>,
    /// Before the collective pays anything.
    owed: Option<String>,
    /// What the collective pays.
    collective_aid: Option<String>,
    due: Option<String>,
    cover_words: String,
    /// What the clerk can say aloud; it names no category.
    spoken: String,
    /// Told only by `reveal_categories`.
    category_label: Option<String>,
    has_sensitive: bool,
    /// His category is in doubt; he may pay in full so that his cover does not wait for it.
    can_pay_in_full: bool,
    pays_in_full: bool,
    trail: Vec<TrailItem>,
    readings: Vec<CollectReading>,
    needs: Vec<Need>,
    notes: Vec<String>,
    /// Those of the notes that must be seen while the money is taken.
    till_notes: Vec<String>,
}

/// One step of the way to a sum, with its sentence.
#[derive(Debug, Serialize, TS)]
pub struct TrailItem {
    label: String,
    value: String,
    article: String,
    quote: String,
    /// The sentence names hardship: it stays behind the key with the category.
    names_category: bool,
}

/// What the notice leaves open, and how it is read here.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Reading")]
pub struct CollectReading {
    question: String,
    chosen: String,
}

/// A fact that is still wanted.
#[derive(Debug, Serialize, TS)]
pub struct Need {
    fact: String,
    question: String,
    options: Vec<NeedOption>,
}

/// One answer to choose.
#[derive(Debug, Serialize, TS)]
pub struct NeedOption {
    value: String,
    label: String,
}

/// A member who is left out, and why.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct LeftOut {
    person_id: String,
    reason: String,
    note: String,
    /// The township's approval of a reason that the notice does not allow.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    approval_no: Option<String>,
    /// Which proof was seen.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    proof: String,
}

/// Which household, and for which year.
#[derive(Debug, Deserialize, TS)]
pub struct OpenCollectRequest {
    household_id: String,
    /// Another year of cover than the one that is collected for.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
}

/// What the clerk orders, without the cash.
#[derive(Debug, Deserialize, TS)]
pub struct OrderRequest {
    payment_id: String,
    household_id: String,
    left_out: Vec<LeftOut>,
    /// Who pays in full although his category is in doubt.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    in_full: Vec<String>,
    /// Who pays although he is recorded as excused.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    brought_in: Vec<String>,
    /// The payer was asked whether he has paid elsewhere since the newest list, and has not.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    asked_paid: bool,
    /// The clerk has seen that the tax office asks another sum.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    seen_official: bool,
    /// Another year of cover than the one that is collected for.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
    /// Paid by telephone: no cash.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    by_scan: bool,
    /// The number of the transaction on the telephone.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    trade_no: String,
    /// The pre-printed receipt that is handed out.
    #[serde(default)]
    #[ts(optional)]
    ticket_no: Option<String>,
    /// What the village collective pays.
    #[serde(default)]
    #[ts(optional)]
    aid: Option<AidOrder>,
    /// It was taken on paper before.
    #[serde(default)]
    #[ts(optional)]
    catch_up: Option<CatchUpSheet>,
}

/// By which resolution the collective pays, and for whom.
#[derive(Debug, Deserialize, TS)]
pub struct AidOrder {
    aid_no: u32,
    shares: Vec<AidShare>,
}

/// A sheet of the paper book.
#[derive(Debug, Deserialize, TS)]
pub struct CatchUpSheet {
    paper_book: String,
    paper_serial: String,
    taken_on: String,
    reason: String,
}

/// The bill as the clerk wants it now.
#[derive(Debug, Deserialize, TS)]
pub struct QuoteRequest {
    #[serde(flatten)]
    order: OrderRequest,
    tendered: Option<String>,
}

/// Whose mark, and how it is known that he has not paid.
#[derive(Debug, Deserialize, TS)]
pub struct ClearPaidMarkRequest {
    person_id: String,
    /// The year of the form; none = the one that is collected for.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
    reason: String,
}

/// Whose mark of his own word.
#[derive(Debug, Deserialize, TS)]
pub struct ClearMarkRequest {
    person_id: String,
    /// The year of the form; none = the one that is collected for.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
}

/// The money on the table.
#[derive(Debug, Deserialize, TS)]
pub struct TakePaymentRequest {
    #[serde(flatten)]
    order: OrderRequest,
    tendered: String,
    /// The sum that the clerk saw; if it is another by now, nothing is taken.
    #[serde(default)]
    #[ts(optional)]
    seen_due: Option<String>,
}

impl OrderRequest {
    fn choice(&self) -> cunshou_core::Result<Choice> {
        let left_out = |left: &LeftOut| {
            Ok(enrolment::LeftOut {
                person_id: parse::person(&left.person_id)?,
                reason: left.reason.clone(),
                note: left.note.clone(),
                approval_no: left.approval_no.clone(),
                proof: left.proof.clone(),
            })
        };
        Ok(Choice {
            left_out: self.left_out.iter().map(left_out).collect::<cunshou_core::Result<_>>()?,
            in_full: parse::people(&self.in_full)?,
            brought_in: parse::people(&self.brought_in)?,
            by_scan: self.by_scan,
            aid: self.aid.as_ref().map(AidOrder::read).transpose()?,
        })
    }

    fn with_cash(&self, tendered: Tendered, seen_due: Option<&str>) -> cunshou_core::Result<Order> {
        Ok(Order {
            payment_id: payment_id(&self.payment_id)?,
            household_id: parse::household(&self.household_id)?,
            choice: Some(self.choice()?),
            tendered,
            seen_due: seen_due.map(parse::yuan).transpose()?,
            asked_paid: self.asked_paid,
            seen_official: self.seen_official,
            terms: Terms {
                levy_year: self.levy_year,
                trade_no: self.trade_no.clone(),
                ticket_no: self.ticket_no.clone(),
                catch_up: self.catch_up.as_ref().map(CatchUpSheet::read).transpose()?,
            },
        })
    }
}

impl AidOrder {
    fn read(&self) -> cunshou_core::Result<AidChoice> {
        let share = |share: &AidShare| Ok((parse::person(&share.person_id)?, parse::yuan(&share.amount)?));
        let shares = self.shares.iter().map(share).collect::<cunshou_core::Result<_>>()?;
        Ok(AidChoice { aid_no: self.aid_no, shares })
    }
}

impl CatchUpSheet {
    fn read(&self) -> cunshou_core::Result<CatchUp> {
        Ok(CatchUp {
            paper_book: self.paper_book.clone(),
            paper_serial: self.paper_serial.clone(),
            taken_on: parse::day("taken_on", &self.taken_on)?,
            reason: self.reason.clone(),
        })
    }
}

impl QuoteRequest {
    fn order(&self) -> cunshou_core::Result<Order> {
        let tendered = self.tendered.as_deref().map(parse::yuan).transpose()?;
        self.order.with_cash(tendered.map_or(Tendered::Exact, Tendered::Amount), None)
    }
}

impl TakePaymentRequest {
    fn order(&self) -> cunshou_core::Result<Order> {
        let tendered = Tendered::Amount(parse::yuan(&self.tendered)?);
        self.order.with_cash(tendered, self.seen_due.as_deref())
    }
}

fn payment_id(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::BadPaymentId { text: text.to_owned() })
}

impl Bill {
    fn of(payment_id: Uuid, bill: &enrolment::Bill, book: &Book) -> cunshou_core::Result<Self> {
        let (totals, offers) = (bill.totals()?, book.till_offers(bill)?);
        let (household, policy) = (&bill.household, &bill.policy.policy);
        Ok(Self {
            payment_id,
            household_id: household.household_id,
            hh_no: household.hh_no.clone(),
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            village_group: household.village_group.clone(),
            business_date: bill.business_date,
            levy_year: bill.policy.levy_year,
            policy_title: policy.title().to_owned(),
            lines: bill
                .lines
                .iter()
                .map(|line| CollectLine::of(line, &bill.policy, bill.business_date))
                .collect(),
            total_fee: totals.fee.to_string(),
            total_subsidy: totals.subsidy.to_string(),
            total_collective_aid: totals.collective_aid.to_string(),
            total_due: totals.due.to_string(),
            to_take: bill.to_take()?.map(|sum| sum.to_string()),
            prefers_scan: policy.prefers_scan(),
            by_scan: bill.by_scan,
            next_ticket: offers.next_ticket,
            aid_offers: offers.aid.into_iter().map(Into::into).collect(),
            other_years: offers.other_years,
            leaving_out: match policy.leaving_out() {
                LeavingOut::LawfulReason => "lawful_reason",
                LeavingOut::RecordedReason => "recorded_reason",
            },
            tendered: None,
            change: None,
            blocker: None,
            paid_list_on: bill.paid_list.as_ref().map(|list| list.list_date),
            paid_list_age_days: bill.paid_list.as_ref().map(|list| list.age_days(bill.business_date)),
            asks_paid: bill.asks_since().is_some(),
            sum_differences: bill
                .sum_differences()
                .into_iter()
                .filter(|one| !one.is_paid)
                .map(|one| OfficialDifference::of(one, bill))
                .collect(),
        })
    }

    /// With what taking it would answer.
    fn tried(self, book: &Book, order: &Order, tendered: Option<String>, now: &Moment) -> Self {
        match book.try_payment(order, now) {
            Ok(settled) => {
                let change = tendered.is_some().then(|| settled.change.to_string());
                Self { change, tendered: tendered.map(|_| settled.tendered.to_string()), ..self }
            }
            Err(error) => Self { blocker: Some(error.into()), tendered, ..self },
        }
    }
}

impl From<payment::AidOffer> for AidOffer {
    fn from(offer: payment::AidOffer) -> Self {
        let share = |(person_id, amount): (Uuid, cunshou_policy::Yuan)| AidShare {
            person_id: person_id.to_string(),
            amount: amount.to_string(),
        };
        let resolution = offer.resolution;
        Self {
            aid_no: resolution.aid_no,
            resolution_no: resolution.grant.resolution_no,
            who: resolution.grant.who,
            source: resolution.grant.source,
            most_each: resolution.grant.most_each.to_string(),
            left: resolution.left.map(|sum| sum.to_string()),
            shares: offer.shares.into_iter().map(share).collect(),
        }
    }
}

impl OfficialDifference {
    fn of(one: SumDifference, bill: &enrolment::Bill) -> Self {
        let blocks = one.ours.is_some()
            && one.theirs.is_some()
            && bill.included().any(|line| line.person.person_id == one.person_id);
        Self {
            person_id: one.person_id.to_string(),
            name: one.name,
            ours: one.ours.map(|sum| sum.to_string()),
            theirs: one.theirs.map(|sum| sum.to_string()),
            why: difference_words(one.why),
            article: one.article,
            list_date: one.list_date,
            blocks,
        }
    }
}

/// Why the tax office's sum differs, in words that name no category.
pub(super) fn difference_words(why: &str) -> String {
    match why {
        "no_category_here" => SAY.difference_no_category_here.plain(),
        "no_mark_there" => SAY.difference_no_mark_there.plain(),
        _ => SAY.difference_other.plain(),
    }
}

impl CollectLine {
    fn of(line: &BillLine, policy: &BookPolicy, on: NaiveDate) -> Self {
        let person = &line.person;
        let payable = matches!(line.payable, Payable::Yes | Payable::InFull);
        let sums = payable.then(|| line.sums());
        let said =
            line.assessment.as_ref().map(|answer| Self::said(&policy.policy, answer)).unwrap_or_default();
        Self {
            person_id: person.person_id.to_string(),
            member_no: person.member_no,
            name: person.name.clone(),
            relation: codes::relation_label(&person.relation),
            certno_masked: person.certno_masked(),
            age: person.age_on(on),
            standing: standing(line),
            standing_words: standing_words(line, &policy.policy),
            included: line.included,
            left_out_reason: line
                .left_out
                .as_ref()
                .map(|left| reason_words(&left.reason, &left.note, left.approval_no.as_deref())),
            fee: sums.map(|s| s.fee.to_string()),
            subsidy: sums.map(|s| s.subsidy.to_string()),
            owed: payable.then(|| line.owed().to_string()),
            collective_aid: sums.map(|s| s.collective_aid.to_string()),
            due: sums.map(|s| s.due.to_string()),
            has_sensitive: person.has_sensitive(),
            can_pay_in_full: line.can_pay_in_full,
            pays_in_full: line.payable == Payable::InFull,
            needs: line.questions(&policy.policy).into_iter().map(Need::from).collect(),
            ..said
        }
    }

    /// What the notice says about somebody of whom only the facts matter.
    pub(super) fn trial(policy: &Policy, answer: &Assessment) -> Self {
        Self {
            standing: of_decision(answer.decision),
            standing_words: explain::standing_words(policy, answer),
            included: answer.decision == Decision::Collect,
            fee: answer.fee.map(|sum| sum.to_string()),
            subsidy: answer.subsidy.map(|sum| sum.to_string()),
            due: answer.to_take().map(|sum| sum.to_string()),
            ..Self::said(policy, answer)
        }
    }

    /// The answer in words, with its sentences.
    fn said(policy: &Policy, answer: &Assessment) -> Self {
        let step = |item: explain::TrailItem| TrailItem {
            label: item.label,
            value: item.value,
            article: item.article,
            quote: item.quote,
            names_category: item.names_category,
        };
        let readings = explain::readings(policy, answer).into_iter();
        Self {
            cover_words: explain::cover_words(policy, answer),
            spoken: explain::spoken(policy, answer),
            trail: explain::trail(policy, answer).into_iter().map(step).collect(),
            readings: readings.map(|r| CollectReading { question: r.question, chosen: r.chosen }).collect(),
            needs: explain::needs(policy, answer).into_iter().map(Need::from).collect(),
            notes: explain::notes(policy, answer),
            till_notes: explain::till_notes(policy, answer),
            ..Self::default()
        }
    }
}

impl From<explain::Need> for Need {
    fn from(need: explain::Need) -> Self {
        let option = |o: explain::NeedOption| NeedOption { value: o.value, label: o.label };
        Self {
            fact: need.fact,
            question: need.question,
            options: need.options.into_iter().map(option).collect(),
        }
    }
}

fn of_decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Collect => "payable",
        Decision::Refer => "referred",
        Decision::Refuse => "refused",
        _ => "undetermined",
    }
}

fn standing(line: &BillLine) -> &'static str {
    match (&line.payable, &line.state) {
        (Payable::Paid { .. }, _) => "paid",
        (Payable::PaidElsewhere, _) => "paid_elsewhere",
        (Payable::Gone, _) => "gone",
        (Payable::Yes, Standing::Exempt(_)) if line.included => "payable",
        (_, Standing::Exempt(_)) => "exempt",
        (Payable::Yes | Payable::InFull, _) => "payable",
        (Payable::No(decision), _) => of_decision(*decision),
    }
}

fn standing_words(line: &BillLine, policy: &Policy) -> String {
    match (standing(line), &line.state, &line.assessment, &line.fault) {
        ("paid", Standing::Paid { receipt_no }, ..) => SAY.standing_paid.with(&[("receipt_no", receipt_no)]),
        ("paid_elsewhere", Standing::PaidElsewhere(left), ..) => {
            SAY.standing_paid_elsewhere.with(&[("note", &left.note)])
        }
        ("gone", ..) => {
            let label = codes::fact_label("standing", line.person.standing.word());
            SAY.standing_gone.with(&[("standing", &label)])
        }
        ("exempt", Standing::Exempt(left), ..) => {
            SAY.standing_exempt.with(&[("reason", &reason_words(&left.reason, &left.note, None))])
        }
        (_, _, Some(answer), _) => explain::standing_words(policy, answer),
        (_, _, None, Some(fault)) => {
            let words = cunshou_core::words::say(fault.code(), &fault.params());
            format!("{}{}", words.message, words.todo)
        }
        (_, _, None, None) => SAY.standing_no_birth.plain(),
    }
}

/// Why somebody is not part of a payment: the clerk's reason with his note and the township's approval, or what the
/// book or the notice found.
pub(super) fn reason_words(reason: &str, note: &str, approval_no: Option<&str>) -> String {
    let label = codes::leave_out_reason(reason).map(|known| known.label);
    let found = || match reason {
        "paid" => SAY.paid.plain(),
        "gone" => SAY.gone.plain(),
        word => Decision::from_word(word)
            .map_or_else(String::new, |d| cunshou_policy::text::decision_label(d).to_owned()),
    };
    let label = label.map_or_else(found, str::to_owned);
    let words = if note.trim().is_empty() { label } else { format!("{label}：{}", note.trim()) };
    match approval_no.map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => words + &SAY.approved.with(&[("number", &number)]),
        None => words,
    }
}

/// Opens the form of a household, as the notice prefers it, and gives the payment id.
#[tauri::command(async)]
pub fn open_collect(state: State<'_, AppState>, request: OpenCollectRequest) -> Result<Bill, CommandError> {
    let (book, now) = state.book()?;
    let form = book.open_till(parse::household(&request.household_id)?, request.levy_year, &now)?;
    Ok(Bill::of(form.payment_id, &form.bill, &book)?)
}

/// The bill after a change; nothing is taken.
#[tauri::command(async)]
pub fn quote(state: State<'_, AppState>, request: QuoteRequest) -> Result<Bill, CommandError> {
    let (book, now) = state.book()?;
    let order = request.order()?;
    let bill = Bill::of(order.payment_id, &book.quote(&order, &now)?, &book)?;
    Ok(bill.tried(&book, &order, request.tendered, &now))
}

/// Takes the money. The same id again answers the same receipt.
#[tauri::command(async)]
pub fn take_payment(
    state: State<'_, AppState>,
    request: TakePaymentRequest,
) -> Result<Receipt, CommandError> {
    let (mut book, now) = state.book()?;
    let order = request.order()?;
    Ok(book.take_payment(&order, &now)?.into())
}

/// Takes back a mark (paid elsewhere, excused, refused) that was wrong; recorded.
#[tauri::command(async)]
pub fn clear_enrolment(state: State<'_, AppState>, request: ClearMarkRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.clear_enrolment(parse::person(&request.person_id)?, request.levy_year, &now)?)
}

/// Takes away the mark that a list of those who have paid set on somebody, with the reason; recorded.
#[tauri::command(async)]
pub fn clear_paid_mark(
    state: State<'_, AppState>,
    request: ClearPaidMarkRequest,
) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let person_id = parse::person(&request.person_id)?;
    Ok(book.clear_paid_mark(person_id, request.levy_year, &request.reason, &now)?)
}
