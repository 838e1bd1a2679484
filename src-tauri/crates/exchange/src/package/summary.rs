//! `summary.xlsx`: the package for people. Sums by category, by who pays the subsidy, by means and by village group, and
//! the list of receipts.
//!
//! Must not know: anything that is not in the rows. The numbers that are checked are those of `payments.csv`.

use super::manifest::Share;
use super::money::REVS_REVERSAL;
use super::sums::{Sums, shares};
use super::write::PackageContents;
use crate::xlsx::{Lines, Value, fixed_properties};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

pub(super) const SUMMARY: &str = "summary.xlsx";

pub(super) fn workbook(contents: &PackageContents, sums: &Sums) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties("代收汇总")?);
    let sheet = book.add_worksheet();
    sheet.set_name("汇总")?;
    totals(sheet, contents, sums)?;
    let sheet = book.add_worksheet();
    sheet.set_name("收据")?;
    receipts(sheet, contents)?;
    book.save_to_buffer()
}

fn totals(sheet: &mut Worksheet, contents: &PackageContents, sums: &Sums) -> Result<(), XlsxError> {
    let facts = &contents.facts;
    let label = |code: &str, none: &str| {
        if code.is_empty() {
            none.to_owned()
        } else {
            contents.labels.get(code).cloned().unwrap_or_else(|| code.to_owned())
        }
    };
    let mut lines = Lines::new(sheet);
    let title = format!("{} 第{}次日结（{}）", facts.village_name, facts.close_no, facts.business_date);
    lines.head(&[&title])?;
    if let Some(close) = contents.closes.last() {
        for (word, amount) in [
            ("开班备用金", close.opening_float),
            ("现金收入", close.cash_taken),
            ("应有现金", close.expected),
            ("实点现金", close.counted),
            ("长短款", close.variance),
            ("未缴存现金", facts.unremitted),
            ("累计代收", facts.perpetual_due),
        ] {
            lines.line(&[Value::Text(word), Value::Money(amount)])?;
        }
    }
    let groups =
        shares(&contents.payments, |row| contents.village_groups.get(&row.hh_no).map_or("", String::as_str))
            .unwrap_or_default();
    for (header, none, parts) in [
        ("人员类别", "普通居民", &sums.by_category),
        ("资助资金来源", "无资助", &sums.by_fund),
        ("缴费方式", "未注明", &sums.by_means),
        ("村民组", "未分组", &groups),
    ] {
        lines.skip();
        lines.head(&[header, "人次", "个人缴纳", "资助", "集体扶持"])?;
        for share in parts {
            share_line(&mut lines, &label(&share.code, none), share)?;
        }
        share_line(&mut lines, "合计", &sums.all)?;
    }
    lines.fit();
    Ok(())
}

fn share_line(lines: &mut Lines, word: &str, share: &Share) -> Result<(), XlsxError> {
    lines.line(&[
        Value::Text(word),
        Value::Count(share.lines),
        Value::Money(share.due),
        Value::Money(share.subsidy),
        Value::Money(share.collective_aid),
    ])
}

fn receipts(sheet: &mut Worksheet, contents: &PackageContents) -> Result<(), XlsxError> {
    let mut lines = Lines::new(sheet);
    lines.head(&[
        "收据号",
        "户号",
        "户主",
        "村民组",
        "人次",
        "个人缴纳",
        "资助",
        "集体扶持",
        "收款时间",
        "收款人",
        "备注",
    ])?;
    let mut order: Vec<&str> = Vec::new();
    let mut by_receipt: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for row in &contents.payments {
        let rows = by_receipt.entry(&row.receipt_no).or_default();
        if rows.is_empty() {
            order.push(&row.receipt_no);
        }
        rows.push(row.clone());
    }
    for receipt_no in order {
        let rows = &by_receipt[receipt_no];
        let first = &rows[0];
        let head = rows.iter().find(|row| row.certno == row.head_certno).unwrap_or(first);
        let group = contents.village_groups.get(&first.hh_no).map_or("", String::as_str);
        let Some(share) = shares(rows, |_| "").and_then(|mut shares| shares.pop()) else { continue };
        let note = if rows.iter().any(|row| row.revs_flag == REVS_REVERSAL) { "含冲销" } else { "" };
        let time = first.clct_time.format("%Y-%m-%d %H:%M").to_string();
        lines.line(&[
            Value::Text(receipt_no),
            Value::Text(&first.hh_no),
            Value::Text(&head.psn_name),
            Value::Text(group),
            Value::Count(share.lines),
            Value::Money(share.due),
            Value::Money(share.subsidy),
            Value::Money(share.collective_aid),
            Value::Text(&time),
            Value::Text(&first.agnter_name),
            Value::Text(note),
        ])?;
    }
    lines.freeze_head()?;
    lines.fit();
    Ok(())
}
