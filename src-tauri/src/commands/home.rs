//! The home page: cash first, then how far the village is.

use super::{
    backup::BackupLine,
    difference::OpenDifferences,
    office_list::OfficeListAge,
    session::{SessionStatus, till_day},
};
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{book::BookKind, progress, remittance::CashInHand};
use cunshou_exchange::office_list::OfficeKind;
use cunshou_policy::{Policy, WindowDays};
use serde::Serialize;
use tauri::State;
use ts_rs::TS;

/// Everything on the home page.
#[derive(Debug, Serialize, TS)]
pub struct Home {
    village_name: String,
    levy_year: i32,
    kind: &'static str,
    business_date: NaiveDate,
    session: SessionStatus,
    today_cash: String,
    /// Float and cash of the open session.
    drawer: String,
    unremitted: Unremitted,
    /// What that cash may cost if it stays, the most pressing first.
    alarms: Vec<CashAlarm>,
    people: PeopleCount,
    households: HouseholdCount,
    /// The collection window that is open, or the next one.
    window: Option<CollectionWindow>,
    /// People who are to be visited today, and who were to be before.
    visits_today: u32,
    visits_overdue: u32,
    last_close: Option<LastClose>,
    last_package: Option<LastPackage>,
    /// Differences of closes that are not settled.
    differences: OpenDifferences,
    /// Closes of which no stick has the package yet.
    unexported_closes: Vec<u32>,
    /// How old the list of those who have paid is.
    paid_list: OfficeListAge,
    /// Proposals of lists that wait for an answer.
    proposals_open: u32,
    /// People who are to be entered in the province's system.
    registrations_open: u32,
    /// How old the newest copy of the book is, and what to do.
    backup: BackupLine,
    /// Receipts that paper has to bring back after a restore.
    lost_receipts: usize,
    /// Applications for a refund that wait for an answer.
    refunds_open: usize,
    /// People whose rows the township sent back, and nobody has done what is to be done.
    rejected_open: u32,
    /// Slips of which the bank says something else than the book.
    slips_open: usize,
}

/// What cash in hand may cost.
#[derive(Debug, Serialize, TS)]
pub struct CashAlarm {
    #[ts(type = "'over_sum' | 'over_days' | 'deadline' | 'deadline_passed' | 'cover_waits'")]
    kind: &'static str,
    message: String,
    todo: String,
}

/// Cash that is not at the treasury yet.
#[derive(Debug, Serialize, TS)]
pub struct Unremitted {
    amount: String,
    oldest_on: Option<NaiveDate>,
    #[ts(type = "number | null")]
    age_days: Option<i64>,
    /// What to do about it.
    words: String,
}

/// People by state.
#[derive(Debug, Serialize, TS)]
pub struct PeopleCount {
    total: u32,
    paid: u32,
    paid_elsewhere: u32,
    exempt: u32,
    refused: u32,
    unpaid: u32,
}

/// Households, done or not.
#[derive(Debug, Serialize, TS)]
pub struct HouseholdCount {
    total: u32,
    done: u32,
    open: u32,
}

/// A collection window with its sentence.
#[derive(Debug, Serialize, TS)]
pub struct CollectionWindow {
    label: String,
    from: NaiveDate,
    to: NaiveDate,
    /// Days to its last day; `null` before it opens.
    #[ts(type = "number | null")]
    days_left: Option<i64>,
    /// What paying in it brings.
    words: String,
    article: String,
    quote: String,
}

/// The newest close.
#[derive(Debug, Serialize, TS)]
pub struct LastClose {
    close_no: u32,
    business_date: NaiveDate,
    counted: String,
    variance: String,
}

/// The newest package on a stick.
#[derive(Debug, Serialize, TS)]
pub struct LastPackage {
    file: String,
    written_at: String,
    /// The township's answer has come in.
    answered: bool,
}

/// What cash in hand may cost, in words.
pub(super) fn alarms(book: &cunshou_core::Book, today: NaiveDate) -> cunshou_core::Result<Vec<CashAlarm>> {
    let alarms = book.remittance_alarms(today)?;
    let said = |alarm: &cunshou_core::remittance::RemittanceAlarm| {
        let (message, todo) = alarm.words();
        CashAlarm { kind: alarm.word(), message, todo }
    };
    Ok(alarms.iter().map(said).collect())
}

impl Unremitted {
    fn of(cash: &CashInHand, today: NaiveDate) -> Self {
        let age_days = cash.age_days(today).filter(|_| !cash.unremitted.is_zero());
        Self {
            amount: cash.unremitted.to_string(),
            oldest_on: cash.oldest_on,
            age_days,
            words: match age_days {
                None => String::new(),
                Some(0) => SAY.unremitted_today.plain(),
                Some(_) => SAY.unremitted_old.plain(),
            },
        }
    }
}

impl CollectionWindow {
    fn of(window: &WindowDays<'_>, policy: &Policy, today: NaiveDate) -> Self {
        let benefit = policy.page().windows.into_iter().find(|on_page| on_page.label == window.label);
        let benefit = benefit.map(|on_page| on_page.benefit_words).unwrap_or_default();
        let days_left = (window.from <= today).then(|| (window.to - today).num_days());
        Self {
            label: window.label.to_owned(),
            from: window.from,
            to: window.to,
            days_left,
            words: match days_left {
                None => SAY.window_ahead.with(&[("from", &window.from)]),
                Some(0) => SAY.window_last_day.with(&[("benefit", &benefit)]),
                Some(_) => SAY.window_open.with(&[("benefit", &benefit)]),
            },
            article: window.rule.article.clone(),
            quote: window.rule.quote.clone(),
        }
    }
}

impl From<progress::PeopleCount> for PeopleCount {
    fn from(count: progress::PeopleCount) -> Self {
        let progress::PeopleCount { total, paid, paid_elsewhere, exempt, refused, unpaid } = count;
        Self { total, paid, paid_elsewhere, exempt, refused, unpaid }
    }
}

impl From<progress::HouseholdCount> for HouseholdCount {
    fn from(count: progress::HouseholdCount) -> Self {
        let progress::HouseholdCount { total, done, open } = count;
        Self { total, done, open }
    }
}

/// The home page.
#[tauri::command(async)]
pub fn home(state: State<'_, AppState>) -> Result<Home, CommandError> {
    let (book, now) = state.book()?;
    let business_date = till_day(&book, &now)?;
    let policy = book.policy_on(business_date)?;
    let cash = book.cash_in_hand(business_date)?;
    let progress = book.progress(policy.levy_year)?;
    let closes = book.closes()?;
    let answers = book.package_answers()?;
    let (visits_today, visits_overdue) = book.visits_due(now.on())?;
    let identity = book.identity();
    let exports = identity.kind != BookKind::Training;
    let unexported = closes.iter().filter(|close| exports && close.package_file.is_none());
    Ok(Home {
        village_name: identity.village_name.clone(),
        levy_year: policy.levy_year,
        kind: identity.kind.word(),
        business_date,
        session: SessionStatus::of(&book, &now)?,
        today_cash: cash.today.to_string(),
        drawer: cash.drawer.to_string(),
        unremitted: Unremitted::of(&cash, now.on()),
        alarms: alarms(&book, now.on())?,
        people: progress.people.into(),
        households: progress.households.into(),
        window: policy
            .policy
            .window_on(business_date)
            .map(|window| CollectionWindow::of(&window, &policy.policy, business_date)),
        visits_today,
        visits_overdue,
        last_close: closes.first().map(|close| LastClose {
            close_no: close.record.close_no,
            business_date: close.record.business_date,
            counted: close.record.counted.to_string(),
            variance: close.record.variance.to_string(),
        }),
        last_package: closes.iter().find_map(|close| {
            let (file, written_at) = (close.package_file.clone()?, close.package_written_at.clone()?);
            let answer = answers.iter().find(|answer| answer.close_no == close.record.close_no);
            Some(LastPackage { file, written_at, answered: answer.is_some() })
        }),
        differences: OpenDifferences::of(&book.open_differences()?, now.on()),
        unexported_closes: unexported.map(|close| close.record.close_no).rev().collect(),
        paid_list: OfficeListAge::of(
            OfficeKind::PaidList,
            policy.levy_year,
            book.newest_list(OfficeKind::PaidList, policy.levy_year)?,
            now.on(),
        ),
        proposals_open: book.proposals_open()?,
        registrations_open: book.registrations_open()?,
        backup: BackupLine::of(&book, &now)?,
        lost_receipts: book.missing_receipts()?.len(),
        rejected_open: book.ack_work_open()?,
        slips_open: book.open_slips()?.len(),
        refunds_open: book.refunds()?.iter().filter(|refund| refund.state.is_open()).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_policy::Yuan;

    #[test]
    fn what_to_do_about_cash_follows_from_its_age() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let words = |fen, oldest: Option<&str>| {
            let cash = CashInHand {
                today: Yuan::ZERO,
                drawer: Yuan::ZERO,
                unremitted: Yuan::from_fen(fen),
                oldest_on: oldest.map(day),
            };
            Unremitted::of(&cash, day("2025-11-06")).words
        };
        assert_eq!(words(0, None), "", "the sum says it");
        assert_eq!(words(40_000, Some("2025-11-06")), SAY.unremitted_today.plain());
        assert_eq!(words(40_000, Some("2025-11-03")), SAY.unremitted_old.plain());
    }
}
