//! The totals as a workbook that leaves. No person is named in it.

use super::{AllowanceSource, Season, Share, Totals};
use crate::book::Book;
use crate::close::Close;
use crate::codes;
use crate::difference::Difference;
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::papers::short_or_over;
use cunshou_exchange::sheets::{Cell, Sheet, workbook};
use cunshou_policy::{CategoryCode, Fund, Word, text};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    months: String,
    closes: String,
    shares: String,
    differences: String,
    allowance: String,
    month_head: Vec<String>,
    close_head: Vec<String>,
    share_head: Vec<String>,
    difference_head: Vec<String>,
    allowance_head: Vec<String>,
    all: String,
    open_session: String,
    estimate: String,
    by_category: String,
    by_fund: String,
    by_means: String,
    no_category: String,
    no_fund: String,
    means_cash: String,
    means_scan: String,
    states: States,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    open: String,
    carried: String,
    reported: String,
    settled: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/totals.toml"))
        .expect("the shipped words of totals read")
});

/// By what lines are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareOf {
    /// The category of a person.
    Category,
    /// The fund that pays a subsidy.
    Fund,
    /// How a payment was made.
    Means,
}

impl ShareOf {
    /// What people call a code.
    pub fn label(self, code: &str) -> String {
        let known = |label: Option<&'static str>| label.map_or_else(|| code.to_owned(), str::to_owned);
        match (self, code) {
            (Self::Category, "") => WORDS.no_category.clone(),
            (Self::Fund, "") => WORDS.no_fund.clone(),
            (Self::Category, _) => {
                let of = CategoryCode::ALL.iter().find(|known| known.word() == code);
                known(of.map(|of| text::category_label(*of)))
            }
            (Self::Fund, _) => {
                let of = Fund::ALL.iter().find(|known| known.word() == code);
                known(of.map(|of| text::fund_label(*of)))
            }
            (Self::Means, "cash") => WORDS.means_cash.clone(),
            (Self::Means, _) => WORDS.means_scan.clone(),
        }
    }
}

/// What people call the state of a difference.
pub fn difference_state_label(state: crate::difference::DifferenceState) -> &'static str {
    use crate::difference::DifferenceState as State;
    match state {
        State::Open => &WORDS.states.open,
        State::Carried => &WORDS.states.carried,
        State::Reported => &WORDS.states.reported,
        State::Settled => &WORDS.states.settled,
    }
}

impl Book {
    /// The totals of a year of cover (or of the whole book) as a workbook: months, closes, differences, shares, the estimate
    /// of the handling allowance. That it left is recorded.
    pub fn export_season(&mut self, levy_year: Option<i32>, now: &Moment) -> Result<Vec<u8>> {
        let season = self.season(levy_year, now.on())?;
        let (closes, differences) = (self.closes()?, self.differences()?);
        let of = levy_year.map_or_else(|| WORDS.all.clone(), |year| year.to_string());
        let title = format!("{} {of}", self.identity().village_name);
        let sheets = [months(&season), close_list(&closes), difference_list(&differences), shares(&season)];
        let sheets: Vec<Sheet> = sheets.into_iter().chain(allowance(&season)).collect();
        let bytes = workbook(&title, &sheets)
            .map_err(|error| Error::BadRow { table: "totals", detail: error.to_string() })?;
        self.transact(now, |tx, acting| tx.audit(acting, "export_totals", &of))?;
        Ok(bytes)
    }
}

fn months(season: &Season) -> Sheet {
    let line = |name: String, totals: &Totals| {
        let t = totals;
        vec![
            Cell::Text(name),
            Cell::Count(t.receipts.into()),
            Cell::Count(t.people.into()),
            Cell::Money(t.taken),
            Cell::Count(t.voids.into()),
            Cell::Money(t.cash_back),
            Cell::Count(t.reversals.into()),
            Cell::Money(t.reversed),
            Cell::Count(t.scans.into()),
            Cell::Money(t.scanned),
            Cell::Money(t.collective_aid),
            Cell::Money(t.remitted),
            Cell::Money(t.unremitted),
            Cell::Money(t.aid_remitted),
            Cell::Count(t.refunds.into()),
            Cell::Money(t.refunded),
            Cell::Count(t.closes.into()),
            Cell::Money(t.short),
            Cell::Money(t.over),
            Cell::Money(t.settled),
        ]
    };
    let months = season.months.iter();
    let mut rows: Vec<_> =
        months.map(|own| line(own.month.format("%Y-%m").to_string(), &own.totals)).collect();
    rows.push(line(WORDS.all.clone(), &season.all));
    if let Some(session_no) = season.open_session {
        rows.push(vec![Cell::Text(WORDS.open_session.replace("{session_no}", &session_no.to_string()))]);
    }
    Sheet { name: WORDS.months.clone(), head: WORDS.month_head.clone(), rows }
}

fn close_list(closes: &[Close]) -> Sheet {
    let rows = closes.iter().rev().map(|close| {
        let record = &close.record;
        let also = record.also.clone().unwrap_or_default();
        vec![
            Cell::Count(record.close_no.into()),
            Cell::Text(record.business_date.to_string()),
            Cell::Count(record.payments.into()),
            Cell::Count(record.people.into()),
            Cell::Money(record.cash),
            Cell::Money(also.cash_back),
            Cell::Money(also.reversed),
            Cell::Money(also.scanned),
            Cell::Money(also.remitted_from_drawer),
            Cell::Money(record.expected),
            Cell::Money(record.counted),
            Cell::Money(record.variance),
            Cell::Text(record.difference_reason.clone().unwrap_or_default()),
            Cell::Text(close.closed_by.clone()),
        ]
    });
    Sheet { name: WORDS.closes.clone(), head: WORDS.close_head.clone(), rows: rows.collect() }
}

fn difference_list(differences: &[Difference]) -> Sheet {
    let mut rows = Vec::new();
    for one in differences.iter().rev() {
        rows.push(vec![
            Cell::Count(one.close_no.into()),
            Cell::Text(one.business_date.to_string()),
            Cell::Text(short_or_over(one.variance)),
            Cell::Money(one.open),
            Cell::Text(difference_state_label(one.state).to_owned()),
            Cell::Text(one.reason.clone()),
            Cell::Text(one.closed_by.clone()),
        ]);
        for step in &one.steps {
            let record = &step.record;
            let way = record.way.as_deref().map_or("", codes::difference_way_label);
            let papers = [record.paper_no.as_deref(), record.receipt_no.as_deref(), Some(&record.note)];
            let said = papers.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            rows.push(vec![
                Cell::Text(format!("{}-{}", one.close_no, record.step_no)),
                Cell::Text(record.on.to_string()),
                Cell::Text(if way.is_empty() { step_label(&record.state) } else { way.to_owned() }),
                Cell::Money(record.open),
                Cell::Text(String::new()),
                Cell::Text(said.join("；")),
                Cell::Text(step.by.clone()),
            ]);
        }
    }
    Sheet { name: WORDS.differences.clone(), head: WORDS.difference_head.clone(), rows }
}

/// What people call a step that settles nothing.
pub fn step_label(state: &str) -> String {
    match state {
        "carried" => WORDS.states.carried.clone(),
        "reported" => WORDS.states.reported.clone(),
        _ => WORDS.states.settled.clone(),
    }
}

fn shares(season: &Season) -> Sheet {
    let mut rows = Vec::new();
    let parts = [
        (&WORDS.by_category, ShareOf::Category, &season.by_category),
        (&WORDS.by_fund, ShareOf::Fund, &season.by_fund),
        (&WORDS.by_means, ShareOf::Means, &season.by_means),
    ];
    let line = |kind: &str, label: String, share: &Share| {
        vec![
            Cell::Text(kind.to_owned()),
            Cell::Text(label),
            Cell::Count(share.people.into()),
            Cell::Money(share.due),
            Cell::Money(share.subsidy),
            Cell::Money(share.collective_aid),
            Cell::Money(share.fee),
        ]
    };
    for (kind, of, parts) in parts {
        rows.extend(parts.iter().map(|share| line(kind, of.label(&share.code), share)));
    }
    rows.push(line(&WORDS.all, String::new(), &season.standing));
    Sheet { name: WORDS.shares.clone(), head: WORDS.share_head.clone(), rows }
}

fn allowance(season: &Season) -> Option<Sheet> {
    let estimate = season.allowance.as_ref()?;
    let source = match &estimate.source {
        AllowanceSource::Notice { article, quote } => format!("{article} {quote}"),
        AllowanceSource::Paper { paper } => paper.clone(),
    };
    let row = vec![
        Cell::Text(WORDS.estimate.clone()),
        Cell::Money(estimate.each),
        Cell::Count(estimate.people.into()),
        Cell::Money(estimate.amount),
        Cell::Text(source),
    ];
    Some(Sheet { name: WORDS.allowance.clone(), head: WORDS.allowance_head.clone(), rows: vec![row] })
}
