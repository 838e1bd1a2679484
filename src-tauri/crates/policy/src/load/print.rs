//! What the file reads out of a sentence must be printed in it, and each sentence in the notice.
//!
//! Invariant: white space never decides. This module must not know any notice.

use super::bare;
use super::faults::LoadFault;
use super::file_sha256;
use super::locate::Found;
use crate::file::{PolicyFile, RuleText, SubsidyKind};
use crate::money::Yuan;
use crate::time::is_month_end;
use crate::words::{Route, Word};
use chrono::{Datelike, NaiveDate};

pub(super) fn check_notice(file: &PolicyFile, notice: &str) -> Vec<Found> {
    let mut faults: Vec<Found> = Vec::new();
    let found = file_sha256(notice);
    if found != file.policy.source_sha256 {
        faults.push(LoadFault::OtherNotice { expected: file.policy.source_sha256.clone(), found }.into());
    }
    let text = bare(notice);
    let head = [&file.policy.title, &file.policy.issuer, &file.policy.doc_no];
    let issued = file.policy.issued_on.map(|d| format!("{}年{}月{}日", d.year(), d.month(), d.day()));
    let funded = format!("{}年", file.policy.funding_year);
    for part in head.into_iter().filter(|t| !t.is_empty()).chain(issued.as_ref()).chain([&funded]) {
        if !text.contains(&bare(part)) {
            faults.push(LoadFault::NotInNotice { text: part.clone() }.into());
        }
    }
    for target in &file.targets {
        for task in &target.tasks {
            let printed = format!("{}{}", task.place, task.people);
            if !text.contains(&printed) {
                faults.push(LoadFault::NotInNotice { text: printed }.into());
            }
        }
    }
    for (id, rule) in &file.rules {
        if rule.article.trim().is_empty() || rule.quote.trim().is_empty() {
            faults.push(LoadFault::EmptyRule { rule: id.clone() }.into());
        } else if !text.contains(&bare(&rule.quote)) {
            faults.push(LoadFault::QuoteNotInNotice { rule: id.clone() }.into());
        }
    }
    faults
}

/// The sentence must print the sums, days and counts that the file reads out of it.
pub(super) fn check_print(file: &PolicyFile) -> Vec<Found> {
    let mut faults: Vec<Found> = Vec::new();
    let mut prints = |rules: &[&String], text: String| {
        let quotes: Vec<String> =
            rules.iter().filter_map(|r| file.rules.get(*r)).map(|r| bare(&r.quote)).collect();
        if !quotes.is_empty() && !quotes.iter().any(|q| holds_number(q, &text)) {
            faults.push(LoadFault::NotPrinted { rule: rules[0].clone(), text }.into());
        }
    };
    prints(&[&file.fee.rule], yuan(file.fee.personal));
    if let Some(a) = &file.fee.handling_allowance {
        prints(&[&a.rule], yuan(a.amount));
    }
    for category in &file.category {
        let s = &category.subsidy;
        let rule = [&category.rule];
        if let Some(percent) = s.percent {
            prints(&rule, format!("{percent}%"));
        }
        if s.kind != SubsidyKind::Full && !s.derived {
            prints(&rule, yuan(s.amount));
            prints(&rule, yuan(s.due));
        }
        if let Some(day) = category.conditions.born_on_or_before {
            prints(&rule, format!("{}年{}月{}日", day.year(), day.month(), day.day()));
        }
    }
    for window in &file.window {
        let rules = [&window.rule, &window.benefit_rule];
        let day = |day: NaiveDate| format!("{}月{}日", day.month(), day.day());
        let from = window.from_text.clone().unwrap_or_else(|| day(window.from));
        if window.follows.is_none() {
            prints(&rules, from.clone());
        }
        if window.from_text.is_some() {
            prints(&rules, format!("{}月", window.from.month()));
        }
        if let Some(end) = window.collection_to {
            prints(&rules, day(end));
        }
        let to =
            window.to_text.clone().unwrap_or_else(|| format!("{}月{}日", window.to.month(), window.to.day()));
        prints(&rules, to.clone());
        // Days and cover may stand in two sentences, but the sentence for the days prints one of them.
        let own = |rule: &RuleText| [&from, &to].iter().any(|text| holds_number(&bare(&rule.quote), text));
        if file.rules.get(&window.rule).is_some_and(|rule| !own(rule)) {
            prints(&rules[..1], to);
        }
        if window.to_text.is_some() {
            prints(&rules, format!("{}月底", window.to.month()));
        }
    }
    let long_day = |day: NaiveDate| format!("{}年{}月{}日", day.year(), day.month(), day.day());
    let short_day = |day: NaiveDate| format!("{}月{}日", day.month(), day.day());
    if let Some(newborn) = &file.newborn {
        prints(&[&newborn.rule], format!("{}天", newborn.days));
        if let Some(rule) = &newborn.after_rule {
            prints(&[rule], format!("{}天", newborn.days));
        }
        if let Some(range) = &newborn.birth_range {
            prints(&[&range.rule], long_day(range.from));
            prints(&[&range.rule], long_day(range.to));
        }
    }
    if let Some(cutoff) = &file.designation.cutoff {
        prints(&[&cutoff.rule], long_day(cutoff.day));
    }
    if let Some(list) = &file.designation.in_window {
        prints(&[&list.rule], short_day(list.list_by));
    }
    if let Some(fiscal) = &file.fee.fiscal {
        for (sum, rule) in [(fiscal.value, Some(&fiscal.rule)), (fiscal.total, fiscal.total_rule.as_ref())] {
            if let Some((sum, rule)) = sum.zip(rule) {
                prints(&[rule], yuan(sum));
            }
        }
        if let Some((year, _)) = fiscal.for_year.zip(fiscal.value) {
            prints(&[&fiscal.rule], format!("{year}年"));
        }
    }
    for target in &file.targets {
        if let Some(by) = target.by {
            prints(&[&target.rule], short_day_or_month(file, &target.rule, by));
        }
        let whole = target.percent == Some(100) && prints_everyone(file, &target.rule);
        if let Some(percent) = target.percent.filter(|_| !whole) {
            prints(&[&target.rule], format!("{percent}%"));
        }
    }
    for target in &file.targets {
        let Some(points) = target.assessment else { continue };
        prints(&[&target.rule], format!("前{}名", han(points.first)));
        prints(&[&target.rule], format!("后{}名", han(points.last)));
        prints(&[&target.rule], format!("分值{}分", points.points));
    }
    // The notice may say the monthly day once for several departments.
    let monthly = || file.departments.iter().filter(|d| d.monthly_by.is_some());
    for department in &file.departments {
        if let Some(by) = department.by {
            prints(&[&department.rule], short_day(by));
        }
        if let Some(day) = department.monthly_by {
            let own = std::iter::once(&department.rule);
            let rules: Vec<&String> = own.chain(monthly().map(|d| &d.rule)).collect();
            prints(&rules, format!("每月{day}日"));
        }
    }
    for list in file.category.iter().filter_map(|c| c.list.as_ref()) {
        prints(&[&list.rule], long_day(list.cutoff));
    }
    for late in &file.late_entry {
        prints(&[&late.rule], format!("{}个月", late.within_months));
        prints(&[&late.rule], format!("超过{}个月", late.within_months));
        prints(&[&late.rule], format!("{}个月待遇享受等待期", late.beyond_waiting_months));
        if let Some(months) = late.min_continuous_months {
            prints(&[&late.who_rule], format!("{months}个月"));
        }
    }
    faults
}

/// The sentence for the cover must say from when it runs.
pub(super) fn check_routes(file: &PolicyFile) -> Vec<Found> {
    let mut faults = Vec::new();
    let mut says = |route: Route, head: &'static str, nth: usize, rule: &String| {
        let words = match route {
            Route::BenefitYear => return,
            Route::DayAfterPayment => "次日",
            Route::ArrivalDate => "到账",
            Route::PaymentMonth => "当月",
            Route::Birth => "出生之日",
            // Waiting follows from the months of a late entry and is no way of its own.
            Route::Waiting => {
                let fault = LoadFault::UnknownWord { word: route.word().to_owned() };
                faults.push(fault.at(head, nth, "benefit", Some(rule)));
                return;
            }
        };
        if file.rules.get(rule).is_some_and(|r| !bare(&r.quote).contains(words)) {
            faults.push(LoadFault::NotPrinted { rule: rule.clone(), text: words.to_owned() }.into());
        }
    };
    for (nth, window) in file.window.iter().enumerate() {
        says(window.benefit, "[[window]]", nth, &window.benefit_rule);
    }
    for (nth, late) in file.late_entry.iter().enumerate() {
        says(late.within, "[[late_entry]]", nth, &late.rule);
    }
    if let Some(newborn) = &file.newborn {
        says(newborn.within, "[newborn]", 0, &newborn.rule);
        if let Some(after) = newborn.after {
            says(after, "[newborn]", 0, newborn.after_rule.as_ref().unwrap_or(&newborn.rule));
        }
    }
    faults
}

/// A target's day as its sentence prints it: the day, or 「10月底」 for a month's last day.
fn short_day_or_month(file: &PolicyFile, rule: &str, by: NaiveDate) -> String {
    let end = format!("{}月底", by.month());
    let says_end = file.rules.get(rule).is_some_and(|r| bare(&r.quote).contains(&end));
    if is_month_end(by) && says_end { end } else { format!("{}月{}日", by.month(), by.day()) }
}

/// A sentence may say a hundred per cent in words.
fn prints_everyone(file: &PolicyFile, rule: &str) -> bool {
    file.rules.get(rule).is_some_and(|r| bare(&r.quote).contains("全员"))
}

/// A count as the notices write it in words.
fn han(count: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |n: u32| usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied();
    digit(count).map_or_else(|| count.to_string(), String::from)
}

/// The sentence for the cover of a whole year may print it: then it is the benefit year of the file.
pub(super) fn check_cover(file: &PolicyFile) -> Vec<Found> {
    let (from, to) = (file.policy.benefit_from, file.policy.benefit_to);
    let year = format!("{}年{}月{}日", from.year(), from.month(), from.day());
    let end = format!("{}月{}日", to.month(), to.day());
    let mut faults = Vec::new();
    for (nth, window) in file.window.iter().enumerate().filter(|(_, w)| w.benefit == Route::BenefitYear) {
        let Some(rule) = file.rules.get(&window.benefit_rule) else { continue };
        let quote = bare(&rule.quote);
        let Some(begin) = quote.find("年1月1日").map(|at| at - digits_before(&quote, at)) else {
            continue;
        };
        if !quote[begin..].starts_with(&year) || !quote[begin..].contains(&end) {
            let text = quote[begin..].chars().take(24).collect();
            let fault = LoadFault::OtherBenefitDates { rule: window.benefit_rule.clone(), text };
            faults.push(fault.at("[[window]]", nth, "benefit_rule", Some(&window.benefit_rule)));
        }
    }
    faults
}

fn digits_before(text: &str, at: usize) -> usize {
    text[..at].bytes().rev().take_while(u8::is_ascii_digit).count()
}

fn yuan(amount: Yuan) -> String {
    let text = amount.to_string();
    let whole = text.strip_suffix(".00").unwrap_or(&text);
    format!("{whole}元")
}

/// True if the text holds the words and no digit runs on before them (「340元」 does not print 「40元」).
fn holds_number(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}
