//! Saying an answer in Chinese: over the table, on the screen, on paper.
//!
//! Invariant: what is said aloud or printed never names a person's category; what the notice leaves open is said to
//! be open; every sum and day comes from the assessment, none is made here. This module must not decide anything.

use crate::assessment::Assessment;
use crate::file::{AfterWindow, Reading};
use crate::money::Yuan;
use crate::policy::Policy;
use crate::text::{self, fill, fund_label};
use crate::words::{Decision, Fact, Field, Fund, Note, Reason, Route, Word};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// One step of the way to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailItem {
    /// 个人缴费标准, 资助, 待遇时间 …
    pub label: String,
    /// What was found.
    pub value: String,
    /// Where the sentence stands.
    pub article: String,
    /// The sentence, word for word.
    pub quote: String,
    /// The sentence is one that names hardship or health: it stays behind a key press with the category.
    pub names_category: bool,
}

/// The fact of [`paper_question`].
pub const PAPER_SEEN: &str = "paper_seen";
/// The answer to [`paper_question`] that none of the papers is there.
pub const NO_PAPER: &str = "none";

/// A fact that is still wanted, as a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The word of the contract.
    pub fact: String,
    /// What to ask.
    pub question: String,
    /// The answers to choose from; empty = to be filled in.
    pub options: Vec<NeedOption>,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedOption {
    /// Goes back to the program.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// A reading that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadingWords {
    /// Its name.
    pub id: String,
    /// What is open.
    pub question: String,
    /// How it is read here.
    pub chosen: String,
}

/// The one sum that an answer is about: what the person pays, or gets back, or what the treasury adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MainSum {
    /// 个人交, 退, …
    pub label: String,
    /// How much.
    pub amount: Yuan,
}

/// The sum to write large; `None` where there is none, or where it is not determined.
pub fn main_sum(a: &Assessment) -> Option<MainSum> {
    let (key, amount) = match (a.decision, a.refund_amount, a.adjust, a.fiscal) {
        (Decision::Refund, Some(amount), ..) => ("refund_amount", amount),
        (Decision::Collect, ..) => ("to_take", a.to_take()?),
        (_, _, Some(amount), _) => ("adjust", amount),
        (.., Some(fiscal)) => ("value", fiscal.value?),
        _ => return None,
    };
    Some(MainSum { label: text::trail(key).to_owned(), amount })
}

/// What a clerk can say over the table; it names sums and article, never the category. Where the money cannot be
/// taken it is [`standing_words`].
pub fn spoken(policy: &Policy, a: &Assessment) -> String {
    if let Some(fiscal) = a.fiscal {
        let see = a.see(policy).join("、");
        return match fiscal.value {
            Some(value) => fill(text::spoken("fiscal_known"), &[("value", &yuan(value))]),
            None => fill(text::spoken("fiscal"), &[("see", &see)]),
        };
    }
    if a.adjust.is_some() {
        let article = a.rules(policy, Field::Adjust).first().map_or("", |r| r.article.as_str()).to_owned();
        return fill(text::spoken("no_adjustment"), &[("title", policy.title()), ("article", &article)]);
    }
    if a.decision == Decision::Refund {
        return spoken_refund(policy, a);
    }
    let (Decision::Collect, Some(fee), Some(subsidy), Some(due)) = (a.decision, a.fee, a.subsidy, a.due)
    else {
        return standing_words(policy, a);
    };
    let field = if subsidy.is_zero() { Field::Fee } else { Field::Subsidy };
    let rules = a.rules(policy, field);
    let article = rules.first().map_or("", |r| r.article.as_str());
    let fund = a.fund.filter(|f| *f != Fund::NotDetermined);
    let template = match (subsidy.is_zero(), a.due_now.is_some(), due.is_zero(), fund.is_some()) {
        (true, ..) => "plain",
        (false, true, ..) => "pay_first",
        (false, false, true, true) => "free",
        (false, false, true, false) => "free_unknown_fund",
        (false, false, false, true) => "subsidised",
        (false, false, false, false) => "subsidised_unknown_fund",
    };
    fill(
        text::spoken(template),
        &[
            ("title", policy.title()),
            ("article", article),
            ("due", &yuan(due)),
            ("fee", &yuan(fee)),
            ("subsidy", &yuan(subsidy)),
            ("fund", fund.map_or("", fund_label)),
        ],
    )
}

/// That an application can go forward, how much it is for and who takes it.
fn spoken_refund(policy: &Policy, a: &Assessment) -> String {
    let article = a.rules(policy, Field::Decision).first().map_or("", |r| r.article.as_str());
    let amount = a.refund_amount.map(yuan).unwrap_or_default();
    let year = a.refund_year.map(|year| year.to_string()).unwrap_or_default();
    let template = match (a.refund_amount.is_some(), a.refund_year.is_some()) {
        (false, _) => "refund_open",
        (true, false) => "refund",
        (true, true) => "refund_year",
    };
    let values = [("title", policy.title()), ("article", article), ("amount", &*amount), ("year", &*year)];
    let see = a.see(policy);
    let ask = if see.is_empty() {
        String::new()
    } else {
        fill(text::standing("see"), &[("see", &see.join("、"))])
    };
    fill(text::spoken(template), &values) + &ask
}

/// From when to when cover runs, or that the notice does not say. Empty where no money is taken.
pub fn cover_words(policy: &Policy, a: &Assessment) -> String {
    if a.decision != Decision::Collect {
        return String::new();
    }
    let to = a.benefit_to.map(|d| d.to_string()).unwrap_or_default();
    let ask = policy.ask().join("、");
    if let (Some(from), Some(_)) = (a.benefit_from, a.benefit_to) {
        let months = a.waiting_months.filter(|m| *m > 0).map(|m| m.to_string());
        let template = text::cover(if months.is_some() { "waiting" } else { "days" });
        let months = months.unwrap_or_default();
        return fill(template, &[("from", &from.to_string()), ("to", &to), ("months", &months)]);
    }
    if a.notes.contains(Note::WaitingExceedsYear) && !a.notes.contains(Note::ContinuityRulesElsewhere) {
        return text::cover("none_this_year").to_owned();
    }
    if let Some((year, month)) = a.benefit_from_month {
        let (year, month) = (year.to_string(), month.to_string());
        return fill(text::cover("month"), &[("year", &year), ("month", &month), ("to", &to), ("ask", &ask)]);
    }
    if a.route == Some(Route::ArrivalDate) && a.benefit_to.is_some() {
        return fill(text::cover("arrival"), &[("to", &to)]);
    }
    let see = a.see(policy).into_iter().filter(|s| !policy.ask().iter().any(|ask| ask == s));
    let see = see.collect::<Vec<_>>().join("、");
    let template = text::cover(if see.is_empty() { "open_ask" } else { "open" });
    fill(template, &[("ask", &ask), ("see", &see)])
}

/// Why the money cannot be taken now and whom to see; where it can be taken, what must be said beside it.
pub fn standing_words(policy: &Policy, a: &Assessment) -> String {
    let see = see_words(policy, a);
    let mut parts = Vec::new();
    if a.decision == Decision::Collect {
        parts.extend(notes(policy, a));
        if a.needs_consent {
            parts.push(text::standing("consent").to_owned());
        }
    } else if let Some(reason) = a.reason {
        let from = policy.windows().next().map(|w| crate::answer::chinese_day(w.from)).unwrap_or_default();
        let due = a.due.map(yuan).unwrap_or_default();
        let template = text::reason(reason, a.decision);
        let guide = guide(policy, a);
        let area = policy.area_label();
        let values =
            [("see", see.as_str()), ("guide", &guide), ("from", &from), ("due", &due), ("area", area)];
        parts.push(fill(template, &values));
        let names_them = template.contains("{see}") || template.contains("{guide}");
        if !names_them && !a.see.is_empty() {
            parts.push(fill(text::standing("see"), &[("see", &see)]));
        }
    } else if a.needs.is_empty() && a.decision == Decision::Undetermined {
        parts.push(fill(text::standing("silent"), &[("see", &see)]));
    }
    let questions: String = askable(a).map(|f| need_question(policy, f).question).collect();
    if !questions.is_empty() {
        parts.push(fill(text::standing("needs"), &[("questions", &questions)]));
    }
    if !a.needs_any.is_empty() {
        let papers = a.needs_any.iter().map(text::paper).collect::<Vec<_>>().join("、");
        let key = if a.needs_any.iter().count() > 1 { "papers" } else { "one_paper" };
        parts.push(fill(text::standing(key), &[("papers", &papers)]));
    }
    if let (Some(day), Some(fee)) = (a.pay_full_until, a.fee) {
        let day = crate::answer::chinese_day(day);
        parts.push(fill(text::standing("pay_full"), &[("day", &day), ("fee", &yuan(fee))]));
    } else if let Some(day) = a.last_day.filter(|_| can_come_back(a)) {
        parts.push(fill(text::standing("last_day"), &[("day", &crate::answer::chinese_day(day))]));
    }
    parts.concat()
}

/// True if another way, or the paper that is missing, is of use until the last day.
fn can_come_back(a: &Assessment) -> bool {
    a.decision == Decision::Refer
        || matches!(a.reason, Some(Reason::ProofMissing | Reason::PaymentMeansNotAllowed))
}

/// The notes of an answer in words, in the order of the contract.
pub fn notes(policy: &Policy, a: &Assessment) -> Vec<String> {
    let see = see_words(policy, a);
    a.notes.iter().map(|n| fill(text::note(n), &[("see", &see)])).collect()
}

/// The notes that must be seen while the money is taken: what to print, who of the household is missing, and that
/// somebody pays for no cover. None of them tells what the person is.
pub fn till_notes(policy: &Policy, a: &Assessment) -> Vec<String> {
    if a.decision != Decision::Collect {
        return Vec::new();
    }
    let see = see_words(policy, a);
    let told = [
        Note::PrintSpecialReceipt,
        Note::HouseholdShouldEnrolTogether,
        Note::HouseholdMustEnrolTogether,
        Note::WaitingExceedsYear,
    ];
    let words = told.into_iter().filter(|note| a.notes.contains(*note));
    let consent = a.needs_consent.then(|| text::standing("consent").to_owned());
    words.map(|note| fill(text::note(note), &[("see", &see)])).chain(consent).collect()
}

/// The whole way to the answer, the deciding sentence of each value first. It may name what a category pays; it is
/// for the screen, on request.
pub fn trail(policy: &Policy, a: &Assessment) -> Vec<TrailItem> {
    let fields = [
        Field::Decision,
        Field::Fee,
        Field::Subsidy,
        Field::DueNow,
        Field::BenefitFrom,
        Field::Notes,
        Field::Needs,
        Field::RefundAmount,
        Field::Adjust,
        Field::Value,
        Field::HandlingAllowance,
    ];
    let hides = sentences_of_hardship(policy);
    let mut items = Vec::new();
    for field in fields {
        let value = trail_value(policy, a, field);
        for (place, rule) in a.rules(policy, field).into_iter().enumerate() {
            items.push(TrailItem {
                label: text::trail(field.word()).to_owned(),
                value: if place == 0 { value.clone() } else { String::new() },
                article: rule.article.clone(),
                quote: rule.quote.clone(),
                names_category: hides.contains(rule.id.as_str()),
            });
        }
    }
    items
}

fn trail_value(policy: &Policy, a: &Assessment, field: Field) -> String {
    let sum = |amount: Option<Yuan>| amount.map(|y| format!("{}元", yuan(y)));
    let open = || text::trail("undetermined").to_owned();
    match field {
        Field::Decision => text::decision_label(a.decision).to_owned(),
        Field::Fee => sum(a.fee).unwrap_or_else(open),
        Field::Subsidy => match a.subsidy {
            Some(subsidy) if subsidy.is_zero() => text::trail("none").to_owned(),
            Some(_) => sum(a.subsidy).unwrap_or_else(open),
            None => open(),
        },
        Field::DueNow => sum(a.due_now).unwrap_or_default(),
        Field::BenefitFrom => cover_words(policy, a),
        Field::Notes => notes(policy, a).concat(),
        Field::RefundAmount => sum(a.refund_amount).unwrap_or_else(open),
        Field::Adjust => text::trail("nothing_to_adjust").to_owned(),
        Field::Value => a.fiscal.and_then(|f| sum(f.value)).unwrap_or_else(open),
        Field::HandlingAllowance => sum(a.handling_allowance).unwrap_or_default(),
        _ => String::new(),
    }
}

/// True if a sentence of the notice, by the name of its rule, tells what hardship somebody is in: it is not put on paper for
/// him and stays behind a key press with the category.
pub fn names_category(policy: &Policy, rule_id: &str) -> bool {
    sentences_of_hardship(policy).contains(rule_id)
}

/// The name of a step of the way to an answer: 缴费标准, 资助, 待遇时间 …
pub fn field_label(field: Field) -> &'static str {
    text::trail(field.word())
}

/// The sentences by which someone who hears them could tell what hardship the person is in: those of the sensitive
/// categories, and those that list such categories.
fn sentences_of_hardship(policy: &Policy) -> BTreeSet<&str> {
    let file = &policy.file;
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for category in file.category.iter().filter(|c| c.sensitive) {
        ids.insert(&category.rule);
        ids.extend(category.fund_rule.as_deref());
        ids.extend(category.list.as_ref().map(|list| list.rule.as_str()));
        ids.extend(category.more.as_ref().map(|more| more.rule.as_str()));
    }
    ids.extend(file.category_gap.iter().filter(|gap| gap.sensitive).map(|gap| gap.rule.as_str()));
    ids.extend(file.no_subsidy.iter().filter(|g| policy.is_sensitive(g.code)).map(|g| g.rule.as_str()));
    ids.extend(file.must_enrol.as_ref().map(|must| must.rule.as_str()));
    ids.extend(file.refuser.as_ref().map(|refuser| refuser.rule.as_str()));
    ids.extend(file.student.as_ref().filter(|s| !s.categories.is_empty()).map(|s| s.rule.as_str()));
    for late in file.late_entry.iter().filter(|late| !late.newly_designated.is_empty()) {
        ids.insert(&late.who_rule);
    }
    let designation = &file.designation;
    ids.extend([designation.elsewhere.rule.as_str()]);
    match &designation.after_window {
        AfterWindow::Subsidise { rule, unnamed, paid, .. } => {
            ids.extend([rule.as_str(), unnamed.rule.as_str(), paid.rule.as_str()]);
        }
        AfterWindow::OriginalStatus { rule, paid, .. } => ids.extend([rule.as_str(), paid.rule.as_str()]),
        AfterWindow::Open { unpaid, paid } => ids.extend([unpaid.rule.as_str(), paid.rule.as_str()]),
        AfterWindow::NoCutoff { .. } => {}
    }
    ids.extend(designation.in_window.as_ref().map(|w| w.rule.as_str()));
    ids.extend(designation.in_window_paid.as_ref().map(|paid| paid.rule.as_str()));
    ids.extend(designation.left_after_payment.as_ref().map(|left| left.rule.as_str()));
    // A sentence that also says what everybody pays is no secret.
    ids.remove(file.fee.rule.as_str());
    ids
}

/// The question for a fact, with the answers to choose from.
pub fn need_question(policy: &Policy, fact: Fact) -> Need {
    let months = policy.law.least_months.unwrap_or(0);
    let (months, fewer) = (months.to_string(), months.saturating_sub(1).to_string());
    let previous_year = (policy.levy_year() - 1).to_string();
    let values = [
        ("area", policy.area_label()),
        ("months", &months),
        ("fewer", &fewer),
        ("previous_year", &previous_year),
    ];
    let words = text::need(fact);
    Need {
        fact: fact.word().to_owned(),
        question: words.map(|n| fill(&n.question, &values)).unwrap_or_default(),
        options: words.map_or_else(Vec::new, |n| {
            let option = |o: &text::OptionText| NeedOption {
                value: fill(&o.value, &values),
                label: fill(&o.label, &values),
            };
            n.option.iter().map(option).collect()
        }),
    }
}

/// The questions for everything that an answer still wants and that somebody at the table can tell.
pub fn needs(policy: &Policy, a: &Assessment) -> Vec<Need> {
    askable(a).map(|fact| need_question(policy, fact)).collect()
}

/// Nobody can tell, while the money is being handed over, on which day it will reach the treasury: that day is entered
/// when it is known, and the words about cover say so.
fn askable(a: &Assessment) -> impl Iterator<Item = Fact> {
    let collects = a.decision == Decision::Collect;
    a.needs.iter().filter(move |fact| !(collects && *fact == Fact::PaymentArrivalDate))
}

/// Which of the papers is at hand, where any one of them is enough: the answers are the papers' words, and
/// [`NO_PAPER`].
pub fn paper_question(a: &Assessment) -> Option<Need> {
    if a.needs_any.is_empty() {
        return None;
    }
    let label = |paper| fill(text::standing("paper_seen"), &[("paper", text::paper(paper))]);
    let seen = |paper: Fact| NeedOption { value: paper.word().to_owned(), label: label(paper) };
    let none = NeedOption { value: NO_PAPER.to_owned(), label: text::standing("paper_none").to_owned() };
    let papers = a.needs_any.iter().map(text::paper).collect::<Vec<_>>().join("、");
    Some(Need {
        fact: PAPER_SEEN.to_owned(),
        question: fill(text::standing("paper_question"), &[("papers", &papers)]),
        options: a.needs_any.iter().map(seen).chain([none]).collect(),
    })
}

/// Cover that has become certain with the arrival of the money.
pub fn arrived_words(from: NaiveDate, to: NaiveDate) -> String {
    fill(text::cover("arrived"), &[("from", &from.to_string()), ("to", &to.to_string())])
}

/// A reading by its name.
pub fn reading<'p>(policy: &'p Policy, id: &str) -> Option<&'p Reading> {
    policy.readings().iter().find(|r| r.id == id)
}

/// The readings that an answer rests on, as they are shown and printed.
pub fn readings(policy: &Policy, a: &Assessment) -> Vec<ReadingWords> {
    a.readings(policy)
        .into_iter()
        .filter_map(|id| reading(policy, id))
        .map(|r| ReadingWords { id: r.id.clone(), question: r.question.clone(), chosen: r.chosen.clone() })
        .collect()
}

/// The article to print beside a line: that of the subsidy, or of the fee where there is none.
pub fn article<'p>(policy: &'p Policy, a: &Assessment) -> Option<&'p str> {
    let field = if a.subsidy.is_some_and(|s| !s.is_zero()) { Field::Subsidy } else { Field::Fee };
    a.rules(policy, field).first().map(|r| r.article.as_str())
}

/// Which papers settle it and whom to ask about them.
fn guide(policy: &Policy, a: &Assessment) -> String {
    let is_paper = |name: &&str| policy.is_paper(name);
    let (papers, offices): (Vec<&str>, Vec<&str>) = a.see(policy).into_iter().partition(is_paper);
    let offices = if offices.is_empty() { policy.ask().join("、") } else { offices.join("、") };
    let key = if papers.is_empty() { "guide_offices" } else { "guide" };
    fill(text::standing(key), &[("papers", &papers.join("、")), ("offices", &offices)])
}

fn see_words(policy: &Policy, a: &Assessment) -> String {
    let is_paper = |name: &&str| policy.is_paper(name);
    let (papers, offices): (Vec<&str>, Vec<&str>) = a.see(policy).into_iter().partition(is_paper);
    let offices = if offices.is_empty() { policy.ask().join("、") } else { offices.join("、") };
    if papers.is_empty() {
        return offices;
    }
    fill(text::standing("see_papers"), &[("papers", &papers.join("、")), ("offices", &offices)])
}

/// 400.00 as people say it: 400; 40.50 stays.
pub(crate) fn yuan(amount: Yuan) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or(text.clone(), ToOwned::to_owned)
}

/// True if the answer means that the person must go elsewhere rather than come back.
pub fn must_go_elsewhere(a: &Assessment) -> bool {
    a.decision == Decision::Refer || (a.decision == Decision::Undetermined && a.needs.is_empty())
}

/// The first day on which money may be taken, where it is too early.
pub fn opens_on(policy: &Policy, a: &Assessment) -> Option<NaiveDate> {
    (a.reason == Some(Reason::NotOpenYet)).then(|| policy.windows().next().map(|w| w.from)).flatten()
}
