//! `collect`: the money of one household.

use crate::access::{BookArgs, Globals, Till};
use crate::household::member_no;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::Args;
use cunshou_core::Error;
use cunshou_core::enrolment::{AidChoice, Choice, LeftOut};
use cunshou_core::household::Household;
use cunshou_core::journal::CatchUpRecord;
use cunshou_core::payment::{CatchUp, Order, Tendered, Terms, settle};
use cunshou_core::receipt::Receipt;
use cunshou_exchange::identity::mask;
use cunshou_policy::Yuan;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Collect {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "户号", help = "户号")]
    household: String,
    #[arg(long, value_name = "金额|exact", value_parser = parse_tendered, help = "收到的现金；exact 表示刚好")]
    tendered: Tendered,
    #[arg(long, num_args = 1.., value_name = "成员号=原因[:说明]", value_parser = parse_except, help = "这次不缴的人和原因")]
    except: Vec<Except>,
    #[arg(long, value_name = "文号", help = "乡镇批准这些人不缴的文号；还要在说明里写动员情况")]
    approval: Option<String>,
    #[arg(long, value_name = "编号", help = "缴费编号；同一编号再来一次，就是同一笔")]
    payment_id: Option<Uuid>,
    #[arg(long, help = "没有问过“缴费名单以后有没有在别处缴过”（不写这一项，就算问过、没有缴）")]
    not_asked: bool,
    #[arg(long, help = "看过税务系统的应缴数与本机核定不同，按政策收")]
    official_sum_seen: bool,
    #[command(flatten)]
    beside: Beside,
}

/// What is beside the cash on the table.
#[derive(Debug, Args)]
pub struct Beside {
    #[arg(long, value_name = "交易单号", help = "帮办扫码：不收现金，记手机上的交易单号")]
    scan: Option<String>,
    #[arg(long, value_name = "票号", help = "开出的专用票据号码")]
    ticket: Option<String>,
    #[arg(long, value_name = "年度", help = "收哪个参保年度的（不写就是正在收的年度）")]
    levy_year: Option<i32>,
    #[arg(long, value_name = "决议号", requires = "aid", help = "集体扶持：第几号决议")]
    aid_no: Option<u32>,
    #[arg(long, num_args = 1.., value_name = "成员号=金额", value_parser = parse_aid, requires = "aid_no", help = "集体扶持：给谁多少")]
    aid: Vec<(u32, Yuan)>,
    #[arg(long, value_name = "本号", requires_all = ["paper_serial", "taken_on", "paper_reason"], help = "补录：纸质收据的本号")]
    paper_book: Option<String>,
    #[arg(long, value_name = "页号", requires = "paper_book", help = "补录：纸质收据的页号")]
    paper_serial: Option<String>,
    #[arg(long, value_name = "日期", requires = "paper_book", help = "补录：当时收钱的日期")]
    taken_on: Option<NaiveDate>,
    #[arg(long, value_name = "原因", requires = "paper_book", help = "补录：为什么用纸质收据")]
    paper_reason: Option<String>,
}

fn parse_aid(text: &str) -> Result<(u32, Yuan), String> {
    let share = text
        .split_once('=')
        .and_then(|(member, sum)| Some((member.trim().parse().ok()?, sum.trim().parse().ok()?)));
    share.ok_or_else(|| "请写成 成员号=金额".to_owned())
}

impl Beside {
    /// The order with all of this in it.
    fn added_to(&self, order: Order, household: &Household) -> Result<Order, Refusal> {
        let mut choice = order.choice.clone().unwrap_or_default();
        choice.by_scan = self.scan.is_some();
        if let Some(aid_no) = self.aid_no {
            let shares =
                self.aid.iter().map(|(number, sum)| Ok((member_no(household, *number)?.person_id, *sum)));
            choice.aid = Some(AidChoice { aid_no, shares: shares.collect::<Result<_, Refusal>>()? });
        }
        let catch_up = self.paper_book.as_ref().zip(self.taken_on).map(|(paper_book, taken_on)| CatchUp {
            paper_book: paper_book.clone(),
            paper_serial: self.paper_serial.clone().unwrap_or_default(),
            taken_on,
            reason: self.paper_reason.clone().unwrap_or_default(),
        });
        let terms = Terms {
            levy_year: self.levy_year,
            trade_no: self.scan.clone().unwrap_or_default(),
            ticket_no: self.ticket.clone(),
            catch_up,
        };
        Ok(Order { choice: Some(choice), terms, ..order })
    }
}

/// Someone who is left out.
#[derive(Debug, Clone)]
pub struct Except {
    /// His number in the household.
    pub member_no: u32,
    /// The reason's code.
    pub reason: String,
    /// In the clerk's words.
    pub note: String,
    /// The township's approval of the reason.
    pub approval_no: Option<String>,
}

fn parse_except(text: &str) -> Result<Except, String> {
    let parts = text.split_once('=').and_then(|(member, why)| Some((member.trim().parse().ok()?, why)));
    let (member_no, why) = parts.ok_or_else(|| "请写成 成员号=原因 或 成员号=原因:说明".to_owned())?;
    let (reason, note) = why.split_once([':', '：']).unwrap_or((why, ""));
    Ok(Except {
        member_no,
        reason: reason.trim().to_owned(),
        note: note.trim().to_owned(),
        approval_no: None,
    })
}

fn parse_tendered(text: &str) -> Result<Tendered, String> {
    match text {
        "exact" => Ok(Tendered::Exact),
        amount => amount
            .parse::<Yuan>()
            .map(Tendered::Amount)
            .map_err(|_| "请写金额（如 400.00）或 exact".to_owned()),
    }
}

/// A payment as it is answered.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    receipt_no: &'a str,
    series: &'a str,
    serial: u32,
    payment_id: Uuid,
    hh_no: &'a str,
    head: &'a str,
    business_date: NaiveDate,
    fee: Yuan,
    subsidy: Yuan,
    collective_aid: Yuan,
    due: Yuan,
    tendered: Yuan,
    change: Yuan,
    means: &'a str,
    ticket_no: Option<&'a str>,
    catch_up: Option<&'a CatchUpRecord>,
    lines: Vec<PaidLine<'a>>,
    left_out: Vec<Left<'a>>,
    already_taken: bool,
}

#[derive(Debug, Serialize)]
struct PaidLine<'a> {
    line_no: u32,
    member_no: u32,
    name: &'a str,
    certno_masked: String,
    levy_year: i32,
    fee: Yuan,
    subsidy: Yuan,
    due: Yuan,
    benefit_from: Option<NaiveDate>,
    benefit_to: Option<NaiveDate>,
    cover_words: &'a str,
    article: &'a str,
    policy_id: &'a str,
}

#[derive(Debug, Serialize)]
struct Left<'a> {
    name: &'a str,
    reason: &'a str,
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_no: Option<&'a str>,
}

impl Collect {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let approved = |one: &Except| Except { approval_no: self.approval.clone(), ..one.clone() };
        let except: Vec<_> = self.except.iter().map(approved).collect();
        let order = order(&till, &self.household, &except, self.tendered, self.payment_id)?;
        let household = till.book.household_by_no(&self.household)?;
        let order = self.beside.added_to(order, &household)?;
        let order = Order { asked_paid: !self.not_asked, seen_official: self.official_sum_seen, ..order };
        let receipt = take(&mut till, &order)?;
        Ok(Said::done(json!(Outcome::of(&receipt)), text(&receipt)))
    }
}

/// The order for a household: whoever is recorded as exempt stays out, and whoever is named with a reason.
pub fn order(
    till: &Till,
    hh_no: &str,
    except: &[Except],
    tendered: Tendered,
    payment_id: Option<Uuid>,
) -> Result<Order, Refusal> {
    let household = till.book.household_by_no(hh_no)?;
    let form = till.book.open_collect(household.household_id, &till.moment()?)?;
    let left_out = except
        .iter()
        .map(|one| {
            let person_id = member_no(&household, one.member_no)?.person_id;
            let (reason, note) = (one.reason.clone(), one.note.clone());
            Ok(LeftOut {
                person_id,
                reason,
                note,
                approval_no: one.approval_no.clone(),
                proof: String::new(),
            })
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    Ok(Order {
        payment_id: payment_id.unwrap_or(form.payment_id),
        household_id: household.household_id,
        choice: Some(Choice { left_out, ..Choice::default() }),
        tendered,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms::default(),
    })
}

/// Takes the money; where no session is open, one is opened on the clock's date, if the payment can be taken at all.
pub fn take(till: &mut Till, order: &Order) -> Result<Receipt, Refusal> {
    let now = till.moment()?;
    match till.book.take_payment(order, &now) {
        Err(Error::NoSession {}) if order.terms == Terms::default() => {
            let bill = till.book.bill(order.household_id, order.choice.as_ref(), now.on())?;
            bill.not_paid_before()?;
            bill.completeness()?;
            bill.asked_since_list(order.asked_paid)?;
            bill.official_sums_seen(order.seen_official)?;
            settle(&bill, order.tendered)?;
            // A clock that was said on the command line is meant; the laptop's own is asked about.
            till.book.open_session(now.on(), Yuan::ZERO, till.clock_was_said(), &now)?;
            let now = till.moment()?;
            Ok(till.book.take_payment(order, &now)?)
        }
        taken => Ok(taken?),
    }
}

impl<'a> Outcome<'a> {
    fn of(receipt: &'a Receipt) -> Self {
        let payment = &receipt.payment;
        Self {
            receipt_no: &payment.receipt_no,
            series: &payment.series,
            serial: payment.serial,
            payment_id: payment.payment_id,
            hh_no: &payment.hh_no,
            head: &payment.head_name,
            business_date: payment.business_date,
            fee: payment.total_fee,
            subsidy: payment.total_subsidy,
            collective_aid: payment.total_collective_aid,
            due: payment.total_due,
            tendered: payment.tendered,
            change: payment.change,
            means: &payment.means,
            ticket_no: payment.ticket_no.as_deref(),
            catch_up: payment.catch_up.as_ref(),
            lines: payment
                .lines
                .iter()
                .map(|line| PaidLine {
                    line_no: line.line_no,
                    member_no: line.member_no,
                    name: &line.name,
                    certno_masked: mask(&line.certno),
                    levy_year: line.levy_year,
                    fee: line.fee,
                    subsidy: line.subsidy,
                    due: line.due,
                    benefit_from: line.benefit_from,
                    benefit_to: line.benefit_to,
                    cover_words: &line.cover_words,
                    article: &line.article,
                    policy_id: &line.policy_id,
                })
                .collect(),
            left_out: payment
                .left_out
                .iter()
                .map(|left| Left {
                    name: &left.name,
                    reason: &left.reason,
                    note: &left.note,
                    approval_no: left.approval_no.as_deref(),
                })
                .collect(),
            already_taken: receipt.already_taken,
        }
    }
}

fn text(receipt: &Receipt) -> String {
    let payment = &receipt.payment;
    let again = if receipt.already_taken { "（这一笔先前已收，没有再收一次）" } else { "" };
    let mut text =
        format!("收据 {}{again}\n{}  户主 {}\n", payment.receipt_no, payment.hh_no, payment.head_name);
    for line in &payment.lines {
        let _ = writeln!(
            text,
            "  {}  缴费标准 {}  资助 {}  应缴 {}",
            line.name, line.fee, line.subsidy, line.due
        );
        let _ = writeln!(text, "    {}", line.cover_words);
    }
    let _ = writeln!(text, "应缴 {}  收到 {}  找零 {}", payment.total_due, payment.tendered, payment.change);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_left_out_is_read_with_reason_and_note() {
        let except = parse_except("3=refused:说以后再说").unwrap();
        assert_eq!(
            (except.member_no, except.reason.as_str(), except.note.as_str()),
            (3, "refused", "说以后再说")
        );
        assert_eq!(parse_except("12=later").unwrap().note, "");
        assert!(parse_except("later").is_err());
        assert!(matches!(parse_tendered("400"), Ok(Tendered::Amount(sum)) if sum.to_string() == "400.00"));
        assert!(parse_tendered("4 0").is_err());
    }
}
