//! `demo`: a whole day in the sample village, through the same calls as every other command.
//!
//! Invariant: who lives there, what he hands over and what is counted is data (`assets/demo`); every figure that is told
//! comes from the book. It never pretends: what the program cannot do yet is not played.

use crate::access::{Globals, Till};
use crate::book::verify;
use crate::close::count_words;
use crate::collect::{Except, order, take};
use crate::household::{HouseholdFile, search};
use crate::list::write_samples;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use crate::town::{Desk, DeskArgs};
use crate::town_answer::{Answer, IDENTITY_FILE, SIGNING_KEY_FILE, make_keys};
use crate::{ack, clock, files, receipt, roster};
use chrono::Duration;
use clap::Args;
use cunshou_core::book::EXTENSION;
use cunshou_core::close::Close;
use cunshou_core::journal::NoteCount;
use cunshou_core::package::{Recipient, Written};
use cunshou_core::papers::head_words;
use cunshou_core::payment::{Order, Tendered};
use cunshou_core::receipt::Receipt;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::reversal::VoidOrder;
use cunshou_core::sample::{Brought, Sample, SampleKind, SampleList};
use cunshou_core::{Book, Error};
use cunshou_exchange::card::{TownCard, card_words, make_town_card};
use cunshou_exchange::identity::RESIDENT_ID_CODE;
use cunshou_exchange::package::{PaymentRow, REVS_NORMAL};
use cunshou_paper::{Fonts, Form, close_sheet, recovery_key, remittance_sheet, void_slip};
use cunshou_policy::{Yuan, explain};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, value_name = "文件夹", help = "演示放在哪个文件夹（里面还没有演示）")]
    dir: PathBuf,
}

/// What happens on the day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    /// Where the cash is paid in.
    account: String,
    town_code: String,
    float: Yuan,
    search: String,
    answers: Vec<FactFile>,
    short_of_cash: Offer,
    sent_twice: String,
    register: Vec<HouseholdFile>,
    collect: Vec<Offer>,
    notes: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    fact: String,
    value: String,
}

/// A household at the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    hh_no: String,
    tendered: Yuan,
    #[serde(default)]
    left_out: Vec<LeftFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftFile {
    member_no: u32,
    reason: String,
    note: String,
}

/// Reads a shipped file.
fn shipped<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Refusal> {
    toml::from_str(text).map_err(|error| out_of_step(error.message()))
}

fn out_of_step(place: &str) -> Refusal {
    CliError::SampleDay { place: place.to_owned() }.into()
}

/// Where the things of the demonstration lie.
#[derive(Debug)]
struct Folders {
    book: PathBuf,
    receipts: PathBuf,
    stick: PathBuf,
    backup: PathBuf,
    township: PathBuf,
    root: PathBuf,
}

impl Folders {
    fn make(root: &Path) -> Result<Self, Refusal> {
        let folders = Self {
            book: root.join("village").with_extension(EXTENSION),
            receipts: root.join("receipts"),
            stick: root.join("stick"),
            backup: root.join("backup"),
            township: root.join("township"),
            root: root.to_owned(),
        };
        if folders.book.exists() {
            return Err(CliError::DemoThere { path: root.to_owned() }.into());
        }
        for folder in [&folders.receipts, &folders.stick, &folders.backup, &folders.township] {
            std::fs::create_dir_all(folder).map_err(|error| Refusal::io(folder, &error))?;
        }
        Ok(folders)
    }
}

/// Tells each step as it happens.
#[derive(Debug)]
struct Teller {
    is_quiet: bool,
    step: u32,
}

impl Teller {
    fn step(&mut self, title: &str) {
        self.step += 1;
        self.line(&format!("\n{:>2}. {title}", self.step));
    }

    fn say(&self, words: &str) {
        self.line(&format!("    {words}"));
    }

    fn line(&self, line: &str) {
        use std::io::Write;
        // With --json, stdout belongs to the answer. Whether anybody listens changes nothing.
        let _ = if self.is_quiet {
            writeln!(std::io::stderr().lock(), "{line}")
        } else {
            writeln!(std::io::stdout().lock(), "{line}")
        };
    }
}

/// The township as the village meets it.
struct Township {
    identity: PathBuf,
    signing_key: PathBuf,
    card: PathBuf,
    words: String,
}

/// The day, going on.
struct Stage {
    village: &'static Sample,
    day: Day,
    folders: Folders,
    teller: Teller,
    till: Till,
    figures: serde_json::Map<String, Value>,
}

impl Demo {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let village = Sample::shipped();
        let day: Day = shipped(include_str!("../../../../assets/demo/day.toml"))?;
        let folders = Folders::make(&self.dir)?;
        let mut teller = Teller { is_quiet: globals.json, step: 0 };
        teller.line(&format!(
            "{}：一天从早到晚（演示，{}）",
            village.village_name,
            village.clock.date_naive()
        ));
        let township = set_up_township(&mut teller, village, &day, &folders)?;
        let till = make_book(&mut teller, village, &folders)?;
        let mut stage = Stage { village, day, folders, teller, till, figures: serde_json::Map::new() };
        stage.pair(&township)?;
        stage.bring_in_roster()?;
        stage.bring_in_lists()?;
        stage.register()?;
        stage.look_up()?;
        stage.ask()?;
        stage.open_session()?;
        let mut receipts = stage.collect()?;
        stage.take_back(&mut receipts)?;
        stage.print(&receipts)?;
        let close = stage.count_and_close()?;
        let written = stage.export(&close)?;
        stage.receive(&township, &written)?;
        stage.pay_in(&receipts)?;
        stage.acknowledge(&township, &written)?;
        stage.check_book()?;
        stage.finish(&receipts, &close, &written)
    }
}

fn set_up_township(
    teller: &mut Teller,
    village: &Sample,
    day: &Day,
    folders: &Folders,
) -> Result<Township, Refusal> {
    teller.step(&format!("{}备好钥匙和给本村的名片", village.town_name));
    let (key, recipient) = make_keys(&folders.township, village.clock)?;
    let identity = folders.township.join(IDENTITY_FILE);
    let card = TownCard {
        town_code: day.town_code.clone(),
        town_name: village.town_name.clone(),
        village_code: village.village_code.clone(),
        village_name: village.village_name.clone(),
        age_recipient: recipient.clone(),
        verify_key: String::new(),
        policy_key: None,
        cash_limit: None,
        cash_days: None,
        roles: Vec::new(),
        issued_at: village.clock.to_rfc3339(),
    };
    let path = folders.township.join("town.csk");
    files::write(&path, &make_town_card(&card, &key)?)?;
    let words = card_words(&key.verifying_key(), &recipient).join(" ");
    teller.say(&format!("名片的六个词：{words}"));
    teller.say(&format!("{}  {}", identity.display(), path.display()));
    let signing_key = folders.township.join(SIGNING_KEY_FILE);
    Ok(Township { identity, signing_key, card: path, words })
}

fn make_book(teller: &mut Teller, village: &Sample, folders: &Folders) -> Result<Till, Refusal> {
    teller.step("新建账簿");
    let notices = village.notices()?;
    let created = Book::create(&folders.book, &village.book(&notices), &clock::moment_at(village.clock)?)?;
    let sheet = folders.root.join("recovery-key.pdf");
    let document = created.book.recovery_paper(&created.recovery_key, village.clock.date_naive());
    files::write(&sheet, &recovery_key(&document, &Fonts::shipped())?.pdf()?)?;
    let password = folders.root.join("password.txt");
    files::write(&password, format!("{}\n", village.password).as_bytes())?;
    let identity = created.book.identity();
    teller
        .say(&format!("{}（{}），票号段 {}", identity.village_name, identity.village_code, identity.series));
    for known in created.book.policies(village.clock.date_naive()) {
        teller.say(&format!("执行《{}》（{}）", known.policy.title(), known.policy.doc_no()));
    }
    teller.say(&format!("恢复钥匙（只显示这一次，交乡镇保管）：{}", created.recovery_key));
    teller.say(&format!("{}  {}", folders.book.display(), sheet.display()));
    Ok(Till::at(created.book, village.clock))
}

impl Stage {
    fn pair(&mut self, township: &Township) -> Result<(), Refusal> {
        self.teller.step("村和乡镇互换名片");
        self.till.pass(Duration::minutes(5));
        let bytes = files::read(&township.card)?;
        let words = self.till.book.read_card(&bytes)?.words.join(" ");
        if words != township.words {
            return Err(out_of_step("town.csk"));
        }
        self.teller.say(&format!("电话里对过六个词，一个不差：{words}"));
        let now = self.till.moment()?;
        self.till.book.accept_card(&bytes, &now)?;
        let card = self.village_card();
        files::write(&card, &self.till.book.make_card(&self.till.moment()?)?)?;
        self.teller.say(&format!("本村的名片已交乡镇：{}", card.display()));
        Ok(())
    }

    fn village_card(&self) -> PathBuf {
        self.folders.township.join("village.csk")
    }

    fn bring_in_roster(&mut self) -> Result<(), Refusal> {
        self.teller.step("导入户籍花名册");
        self.till.pass(Duration::minutes(10));
        let bad_rows = self.folders.root.join("bad-rows.xlsx");
        let list = self.village.roster();
        let (bytes, name) = (list.bytes(), list.file.as_str());
        let preview = roster::import(&mut self.till, bytes, name, true, Some(bad_rows.clone()))?;
        self.teller.say(&preview.sentence());
        for note in preview.bad.iter().take(3) {
            self.teller.say(&format!("第{}行 {}：{}", note.row, note.name, note.message));
        }
        self.teller.say(&format!("…… 要改的 {} 行都写在：{}", preview.bad.len(), bad_rows.display()));
        let report = roster::import(&mut self.till, bytes, name, false, None)?;
        self.teller.say(&report.sentence());
        self.keep("roster", json!({
            "people": report.people, "households": report.households, "good": report.good, "bad": report.bad.len(),
        }));
        Ok(())
    }

    /// What the offices handed out: last year's insured, and the departments' lists one after the other.
    fn bring_in_lists(&mut self) -> Result<(), Refusal> {
        self.teller.step("导入上年参保名单和各部门的名单");
        let folder = self.folders.root.join("lists");
        let mut brought = Vec::new();
        let of_day = |list: &&SampleList| {
            list.kind != SampleKind::Roster && (list.stands || list.kind == SampleKind::CategoryList)
        };
        for list in write_samples(&folder)?.iter().filter(of_day) {
            self.till.pass(Duration::minutes(1));
            let now = self.till.moment()?;
            let Brought { rows, matched, bad } = self.till.book.bring_in_sample(list, &now)?;
            self.teller.say(&format!("{}：{rows} 行，对上 {matched} 行，要改的行 {bad}", list.file));
            brought.push(json!({"file": list.file, "rows": rows, "matched": matched, "bad": bad}));
        }
        let till = &mut self.till;
        let at = till.moment()?.at();
        let known = till.book.note_known_of_sample(|| clock::moment_at(at))?;
        self.teller.say(&format!("户册备注里的参军、上学、外出：登记 {known} 人"));
        self.teller.say(&format!("其余的名单留着练习：{}", folder.display()));
        self.keep("lists", json!(brought));
        Ok(())
    }

    fn register(&mut self) -> Result<(), Refusal> {
        self.teller.step("手工登记不在名册上的户");
        for household in std::mem::take(&mut self.day.register) {
            self.till.pass(Duration::minutes(4));
            let now = self.till.moment()?;
            let saved = self.till.book.save_household(&household.into(), &now)?;
            let names: Vec<_> = saved.members.iter().map(|member| member.name.as_str()).collect();
            self.teller.say(&format!("{}  {}（{} 人）", saved.hh_no, names.join("、"), names.len()));
        }
        Ok(())
    }

    fn look_up(&mut self) -> Result<(), Refusal> {
        self.teller.step(&format!("查找：按拼音首字母「{}」", self.day.search));
        let (found, total, _) = search(&self.till, &self.day.search, 1)?;
        for household in &found {
            self.teller.say(&household.sentence());
        }
        if total == 0 {
            return Err(out_of_step(&self.day.search));
        }
        self.keep("found", json!({"text": self.day.search, "households": total, "head": found[0].head}));
        Ok(())
    }

    /// Asks everyone at the table what the notice wants to know about him.
    fn ask(&mut self) -> Result<(), Refusal> {
        self.teller.step("问清通知要问的情况");
        let mut people = 0;
        for answer in &self.day.answers {
            for offer in &self.day.collect {
                self.till.pass(Duration::seconds(20));
                let household = self.till.book.household_by_no(&offer.hh_no)?;
                let now = self.till.moment()?;
                let bill = self.till.book.open_collect(household.household_id, &now)?.bill;
                let asked: Vec<Uuid> = bill
                    .lines
                    .iter()
                    .filter(|line| {
                        let needs =
                            line.assessment.as_ref().map(|own| explain::needs(&bill.policy.policy, own));
                        needs.is_some_and(|needs| needs.iter().any(|need| need.fact == answer.fact))
                    })
                    .map(|line| line.person.person_id)
                    .collect();
                self.till.book.answer_facts(&asked, &answer.fact, &answer.value, &now)?;
                people += asked.len();
            }
            let label = cunshou_core::codes::fact_label(&answer.fact, &answer.value);
            self.teller.say(&format!("{people} 人：{label}"));
        }
        self.keep("asked", json!(people));
        Ok(())
    }

    fn open_session(&mut self) -> Result<(), Refusal> {
        self.teller.step("开班");
        self.till.pass(Duration::minutes(1));
        let now = self.till.moment()?;
        let session = self.till.book.open_session(now.on(), self.day.float, false, &now)?;
        self.teller.say(&format!(
            "第 {} 班，业务日期 {}，备用金 {} 元",
            session.session_no, session.business_date, session.float
        ));
        Ok(())
    }

    fn order(&self, offer: &Offer) -> Result<Order, Refusal> {
        let except = |left: &LeftFile| Except {
            member_no: left.member_no,
            reason: left.reason.clone(),
            note: left.note.clone(),
            approval_no: None,
        };
        let except: Vec<_> = offer.left_out.iter().map(except).collect();
        order(&self.till, &offer.hh_no, &except, Tendered::Amount(offer.tendered), None)
    }

    fn collect(&mut self) -> Result<Vec<Receipt>, Refusal> {
        self.teller.step("收费");
        let mut receipts = Vec::new();
        for offer in self.day.collect.clone() {
            self.till.pass(Duration::minutes(3));
            if offer.hh_no == self.day.short_of_cash.hh_no {
                self.refuse_too_little()?;
            }
            let order = self.order(&offer)?;
            let taken = take(&mut self.till, &order)?;
            self.tell(&taken);
            if offer.hh_no == self.day.sent_twice {
                let again = take(&mut self.till, &order)?;
                if !again.already_taken || again.payment != taken.payment {
                    return Err(out_of_step(&offer.hh_no));
                }
                self.teller
                    .say(&format!("  同一张单子又送来一次：还是收据 {}，没有再收", again.payment.serial));
                self.keep(
                    "sent_twice",
                    json!({"serial": again.payment.serial, "already_taken": again.already_taken}),
                );
            }
            receipts.push(taken);
        }
        Ok(receipts)
    }

    fn refuse_too_little(&mut self) -> Result<(), Refusal> {
        let order = self.order(&self.day.short_of_cash)?;
        let now = self.till.moment()?;
        match self.till.book.take_payment(&order, &now) {
            Err(error @ Error::LessThanDue { .. }) => {
                let refusal = Refusal::from(error);
                self.teller.say(&format!("  没有收：{}{}", refusal.words.message, refusal.words.todo));
                self.keep("short_of_cash", json!(refusal.words.code));
                Ok(())
            }
            _ => Err(out_of_step(&self.day.short_of_cash.hh_no)),
        }
    }

    fn tell(&self, receipt: &Receipt) {
        let payment = &receipt.payment;
        let people = payment.lines.len();
        self.teller.say(&format!(
            "收据 {}  {}户 {people} 人  应缴 {}  资助 {}  收到 {}  找零 {}",
            payment.serial,
            payment.head_name,
            payment.total_due,
            payment.total_subsidy,
            payment.tendered,
            payment.change
        ));
        for left in payment.left_out.iter().filter(|left| !left.reason.is_empty()) {
            let label = cunshou_core::codes::leave_out_reason(&left.reason).map_or("", |reason| reason.label);
            self.teller.say(&format!("  不在这张收据上：{}（{label}，{}）", left.name, left.note));
        }
    }

    /// The last receipt is taken back and the same household's money taken once more: its number is not given again.
    fn take_back(&mut self, receipts: &mut Vec<Receipt>) -> Result<(), Refusal> {
        self.teller.step("作废一张收据，再收一次");
        let (Some(mistaken), Some(offer)) = (receipts.pop(), self.day.collect.last().cloned()) else {
            return Err(out_of_step("collect"));
        };
        self.till.pass(Duration::minutes(2));
        let now = self.till.moment()?;
        let order = VoidOrder {
            void_id: now.id(),
            receipt_no: mistaken.payment.receipt_no,
            reason: "wrong_amount".to_owned(),
            note: String::new(),
            approval_no: None,
            paper_back: true,
        };
        let done = self.till.book.void_receipt(&order, &now)?;
        let record = &done.record;
        self.teller.say(&format!(
            "收据 {} 作废（第 {} 号），退现金 {} 元；票号留着，不再用",
            record.receipt_no, record.void_no, record.cash_back
        ));
        self.keep("voided", json!({"receipt_no": record.receipt_no, "cash_back": record.cash_back}));
        let slip = void_slip(&self.till.book.void_slip_paper(&done)?, Form::A5, &Fonts::shipped())?.pdf()?;
        files::write(&self.folders.root.join("void-slip.pdf"), &slip)?;
        self.till.pass(Duration::minutes(1));
        let again = self.order(&offer)?;
        let taken = take(&mut self.till, &again)?;
        self.tell(&taken);
        receipts.push(taken);
        Ok(())
    }

    /// The day's cash goes to the bank.
    fn pay_in(&mut self, receipts: &[Receipt]) -> Result<(), Refusal> {
        self.teller.step("缴存：去银行，照回单登记");
        self.till.pass(Duration::minutes(30));
        let now = self.till.moment()?;
        let order = RemittanceOrder {
            remittance_id: now.id(),
            payer: Payer::Cash,
            slip_no: "YS20251103001".to_owned(),
            remitted_on: now.on(),
            account: self.day.account.clone(),
            amount: Yuan::sum(receipts.iter().map(|receipt| receipt.payment.total_due))
                .ok_or_else(|| out_of_step("remit"))?,
            parts: None,
            note: String::new(),
        };
        let paid_in = self.till.book.remit(&order, &now)?;
        let sheet =
            remittance_sheet(&self.till.book.remittance_paper(&paid_in)?, &Fonts::shipped())?.pdf()?;
        let path = self.folders.root.join("remittance-1.pdf");
        files::write(&path, &sheet)?;
        self.teller.say(&format!(
            "回单 {}：{} 元，{} 张收据；缴存单 {}",
            paid_in.record.slip_no,
            paid_in.record.amount,
            paid_in.record.parts.len(),
            path.display()
        ));
        Ok(())
    }

    fn print(&mut self, receipts: &[Receipt]) -> Result<(), Refusal> {
        self.teller.step("打出收据");
        let mut bytes = 0;
        for receipt in receipts {
            self.till.pass(Duration::seconds(10));
            for form in [Form::A5, Form::Form241x93] {
                let payment = &receipt.payment;
                let out = self.folders.receipts.join(format!("{}-{}.pdf", payment.receipt_no, form.code()));
                bytes += receipt::write_pdf(&mut self.till, &payment.receipt_no, form, &out, None)?.1;
            }
        }
        let files = receipts.len() * 2;
        let folder = self.folders.receipts.display();
        self.teller.say(&format!(
            "{files} 个 PDF（每张 A5 和 241×93 各一份），平均 {} KB：{folder}",
            bytes / files.max(1) / 1024
        ));
        self.keep("receipt_files", json!(files));
        Ok(())
    }

    fn count_and_close(&mut self) -> Result<Close, Refusal> {
        self.teller.step("盘点和日结");
        self.till.pass(Duration::hours(5));
        let notes = self.day.notes.iter().map(|(note, pieces)| {
            Ok(NoteCount { note: note.parse().map_err(|_| out_of_step(note))?, pieces: *pieces })
        });
        let mut notes = notes.collect::<Result<Vec<_>, Refusal>>()?;
        notes.sort_by_key(|note| std::cmp::Reverse(note.note));
        let now = self.till.moment()?;
        let count = self.till.book.count(&notes, &now)?;
        let pieces: Vec<_> =
            notes.iter().map(|note| format!("{} 元 {} 张", note.note, note.pieces)).collect();
        self.teller.say(&format!("先数钱：{}", pieces.join("，")));
        self.teller.say(&format!("再看账：{}", count_words(&count)));
        let now = self.till.moment()?;
        let close = self.till.book.close_session(None, None, &now)?;
        let sheet = self.folders.root.join(format!("close-z{}.pdf", close.record.close_no));
        files::write(&sheet, &close_sheet(&self.till.book.close_paper(&close), &Fonts::shipped())?.pdf()?)?;
        let record = &close.record;
        self.teller.say(&format!(
            "第 {} 号日结：{} 笔、{} 人，收现金 {} 元",
            record.close_no, record.payments, record.people, record.cash
        ));
        self.teller.say(&format!("流水校验词：{}", head_words(&close.head)));
        self.teller.say(&format!("日结单：{}", sheet.display()));
        let now = self.till.moment()?;
        let backup = self.till.book.backup(&self.folders.backup, &now)?;
        self.teller.say(&format!("备份：{}", backup.display()));
        Ok(close)
    }

    fn export(&mut self, close: &Close) -> Result<Written, Refusal> {
        self.teller.step("写对账包到U盘");
        self.till.pass(Duration::minutes(2));
        let now = self.till.moment()?;
        let written =
            self.till.book.export(close.record.close_no, &self.folders.stick, Recipient::Township, &now)?;
        self.teller.say(&format!("已加密给{}，读回核对无误，可以拔出U盘", self.village.town_name));
        self.teller.say(&format!("{}（{} 字节）", written.path.display(), written.size));
        Ok(written)
    }

    fn receive(&mut self, township: &Township, written: &Written) -> Result<(), Refusal> {
        self.teller.step(&format!("{}收包：解密、凭名片核对、从头算一遍", self.village.town_name));
        let looked =
            Desk::new(Some(&township.identity), None, &[self.village_card()])?.look(&written.path)?;
        for line in looked.text().lines() {
            self.teller.say(line);
        }
        if !looked.ok || !looked.origin_proved {
            return Err(out_of_step(&files::name_of(&written.path)));
        }
        self.keep("township", json!(looked));
        Ok(())
    }

    /// The township has the tax office's result and the bank's, answers with both, and the answer comes back on the stick.
    fn acknowledge(&mut self, township: &Township, written: &Written) -> Result<(), Refusal> {
        self.teller.step(&format!("{}写回执，村里读入", self.village.town_name));
        self.till.pass(Duration::hours(1));
        let card = self.village_card();
        let report =
            Desk::new(Some(&township.identity), None, std::slice::from_ref(&card))?.open(&written.path)?;
        let on = self.till.moment()?.on();
        let (results, arrived) =
            (self.folders.township.join("results.csv"), self.folders.township.join("arrived.csv"));
        // The tax office knows nobody yet who has only a birth certificate.
        let said = |row: &PaymentRow| {
            if row.psn_cert_type == RESIDENT_ID_CODE {
                format!("{},accepted,,,{on}\n", row.row_id)
            } else {
                format!("{},rejected,not_registered,,\n", row.row_id)
            }
        };
        let normal = report.payments.iter().filter(|row| row.revs_flag == REVS_NORMAL);
        let header = "row_id,status,reason_code,reason,booked_on\n".to_owned();
        let rows: String = std::iter::once(header).chain(normal.map(said)).collect();
        files::write(&results, rows.as_bytes())?;
        let slips = self.till.book.remittances()?.into_iter().map(|remittance| remittance.record);
        let slips = slips.map(|slip| format!("{},{},{on}\n", slip.slip_no, slip.amount));
        let slips: String = std::iter::once("slip_no,amount,arrived_on\n".to_owned()).chain(slips).collect();
        files::write(&arrived, slips.as_bytes())?;
        let answer = Answer {
            desk: DeskArgs {
                files: vec![written.path.clone()],
                identity: Some(township.identity.clone()),
                passphrase_file: None,
                card: vec![card],
            },
            key: township.signing_key.clone(),
            ack_no: 1,
            results: Some(results),
            paid_list: None,
            arrived: Some(arrived),
            to: self.folders.stick.clone(),
        };
        let said = answer.answer(self.till.moment()?.at(), true)?;
        let file = said.json.as_ref().and_then(|json| json["answers"][0]["file"].as_str());
        let file = PathBuf::from(file.ok_or_else(|| out_of_step("town answer"))?);
        let read = ack::read(&mut self.till, &file)?;
        for line in said.text.lines().chain(read.text.lines()) {
            self.teller.say(line);
        }
        if let Some(json) = read.json {
            self.keep("acknowledged", json);
        }
        self.keep("ack", json!(file));
        Ok(())
    }

    fn check_book(&mut self) -> Result<(), Refusal> {
        self.teller.step("账簿从头核对");
        let said = verify(&self.till.book)?;
        for line in said.text.lines() {
            self.teller.say(line);
        }
        if !said.is_good {
            return Err(out_of_step("verify"));
        }
        self.keep("verified", json!(said.is_good));
        Ok(())
    }

    fn keep(&mut self, name: &str, figure: Value) {
        self.figures.insert(name.to_owned(), figure);
    }

    fn finish(mut self, receipts: &[Receipt], close: &Close, written: &Written) -> Result<Said, Refusal> {
        let on = close.record.business_date;
        let levy_year = self.till.book.policy_on(on)?.levy_year;
        let progress = self.till.book.progress(levy_year)?;
        let cash = self.till.book.cash_in_hand(on)?;
        let sum = |of: fn(&Receipt) -> Yuan| Yuan::sum(receipts.iter().map(of)).unwrap_or_default();
        let (fee, subsidy) = (sum(|r| r.payment.total_fee), sum(|r| r.payment.total_subsidy));
        let (due, change) = (sum(|r| r.payment.total_due), sum(|r| r.payment.change));
        let record = close.record.clone();
        let rows = [
            (
                "名册上的人（含手工登记）",
                format!("{} 人，{} 户", progress.people.total, progress.households.total),
            ),
            ("已缴费", format!("{} 人，{} 户全部办完", progress.people.paid, progress.households.done)),
            ("收据", format!("{} 张", receipts.len())),
            ("缴费标准合计", format!("{fee} 元")),
            ("财政和医疗救助资助", format!("{subsidy} 元")),
            ("收现金", format!("{due} 元（找零 {change} 元）")),
            (
                "钱箱实点",
                format!(
                    "{} 元，{}",
                    record.counted,
                    if record.variance.is_zero() { "账款相符" } else { "账款不符" }
                ),
            ),
            ("未缴存的现金", format!("{} 元", cash.unremitted)),
        ];
        self.teller.line("\n今天的结果");
        for (label, value) in &rows {
            self.teller.say(&format!("{label}：{value}"));
        }
        self.teller.line(&format!(
            "\n东西都在 {}；账簿的密码在 password.txt。乡镇也可以不用本程序打开对账包：",
            self.folders.root.display()
        ));
        let identity = self.folders.township.join("identity.txt");
        self.teller.say(&format!(
            "age -d -i {} -o package.zip {}",
            identity.display(),
            written.path.display()
        ));
        self.keep("receipts", json!(receipts.len()));
        self.keep("people", json!({
            "total": progress.people.total, "paid": progress.people.paid, "exempt": progress.people.exempt,
            "unpaid": progress.people.unpaid,
        }));
        self.keep(
            "households",
            json!({"total": progress.households.total, "done": progress.households.done}),
        );
        self.keep(
            "sums",
            json!({
                "fee": fee, "subsidy": subsidy, "due": due, "change": change, "counted": record.counted,
                "variance": record.variance, "unremitted": cash.unremitted,
            }),
        );
        self.keep("close_no", json!(record.close_no));
        self.keep("book", json!(self.folders.book));
        self.keep("package", json!(written.path));
        let mut said = Said::streamed(true);
        said.json = Some(Value::Object(self.figures));
        Ok(said)
    }
}
