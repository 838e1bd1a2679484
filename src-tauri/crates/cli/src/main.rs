//! `cunshou-cli`: the same core without a window, for the township's IT, for scripts and for tests.
//!
//! Invariant: a command converts, makes one call, converts; exit status 0 done, 1 refused, 2 usage. What it must not do:
//! decide anything, or read the clock outside [`clock`].

mod access;
mod ack;
mod aid;
mod assess_lines;
mod backup;
mod book;
mod canvass;
mod card;
mod category;
mod clock;
mod close;
mod collect;
mod demo;
mod duplicate;
mod files;
mod generate;
mod household;
mod life;
mod list;
mod office;
mod people;
mod policy;
mod policy_package;
mod print;
mod receipt;
mod refund;
mod refusal;
mod registration;
mod remittance;
mod roster;
mod said;
mod session;
mod ticket;
mod totals;
mod town;
mod town_answer;
mod user;
mod village_paper;

use access::Globals;
use clap::{Parser, Subcommand};
use refusal::{REFUSED, Refusal};
use said::Said;
use std::io::Write;
use std::process::ExitCode;

/// SQLite and the reading of long lists ask for memory in small pieces by the million. This allocator also serves the C code.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(name = "cunshou-cli", version, about = "村收：城乡居民医保代收（命令行）")]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(subcommand, about = "政策文件：检查、核定、说明理由、打包、收下")]
    Policy(policy::Command),
    #[command(subcommand, about = "账簿：新建")]
    Book(book::Command),
    #[command(subcommand, about = "户籍花名册：导入")]
    Roster(roster::Command),
    #[command(subcommand, about = "名单：导入各单位的名单，处理名单提出的变动")]
    List(list::Command),
    #[command(subcommand, about = "登记队列：等着录入省系统的人")]
    Registration(registration::Command),
    #[command(about = "按姓名、拼音首字母、证件号码、电话、组别、住址查找")]
    Search(household::Search),
    #[command(subcommand, about = "户：查看、登记、补充情况、分户并户等变化")]
    Household(household::Command),
    #[command(subcommand, about = "人员：列出、导出")]
    People(people::Command),
    #[command(subcommand, about = "谁还没有办好，差什么")]
    Missing(people::Missing),
    #[command(subcommand, about = "参保年度：列出、打开")]
    LevyYear(people::LevyYears),
    #[command(subcommand, about = "动员：走访、去向、干部、走访表")]
    Canvass(canvass::Command),
    #[command(subcommand, about = "重复登记：像是同一个人的两条")]
    Duplicate(duplicate::Command),
    #[command(subcommand, about = "班次：开班")]
    Session(session::Command),
    #[command(about = "收一户的钱")]
    Collect(collect::Collect),
    #[command(subcommand, about = "收据：列出、出 PDF、打印、成批打印")]
    Receipt(receipt::Command),
    #[command(subcommand, about = "打印机：列出、偏移和缩放、测试页")]
    Printer(print::Command),
    #[command(subcommand, about = "集体扶持：登记、列出、停用决议")]
    Aid(aid::Command),
    #[command(subcommand, about = "专用票据：领、废、交、登记簿")]
    Ticket(ticket::Command),
    #[command(about = "登记一次缴存：银行回单号、金额、日期")]
    Remit(remittance::Remit),
    #[command(subcommand, about = "缴存：列出、看还没缴存的、撤销")]
    Remittance(remittance::Command),
    #[command(subcommand, about = "退费申请：填写、登记进展、列出")]
    Refund(refund::Command),
    #[command(
        subcommand,
        about = "资料：催缴单、通知单、公示、台账、申报表、明白纸、依据单、中途盘点单、票据登记簿"
    )]
    Paper(village_paper::Command),
    #[command(about = "盘点钱箱（先数钱，后看账）")]
    Count(close::Count),
    #[command(about = "日结")]
    Close(close::CloseDay),
    #[command(subcommand, about = "以前的日结：列出、出日结单")]
    Closes(totals::Closes),
    #[command(subcommand, about = "日结的差额：列出、了结、计入下次、报镇里")]
    Difference(totals::Differences),
    #[command(about = "按月和按参保年度合计")]
    Totals(totals::Totals),
    #[command(about = "写出某次日结的对账包，读回核对")]
    Export(close::Export),
    #[command(subcommand, about = "镇里的回执：读入，看退回了什么")]
    Ack(ack::Command),
    #[command(subcommand, about = "与乡镇交换名片")]
    Card(card::Command),
    #[command(subcommand, about = "乡镇一侧")]
    Town(town::Command),
    #[command(about = "从头核对账簿：流水、收据、金额、文件")]
    Verify(book::Verify),
    #[command(about = "备份账簿（加密的原样，打开读回核对），看备份的情况")]
    Backup(backup::Backup),
    #[command(about = "从备份恢复成另一个账簿文件，换用新票号段，列出要补录的收据")]
    Restore(backup::Restore),
    #[command(about = "恢复演练：打开备份和账簿对照，什么都不改")]
    Practise(backup::Practise),
    #[command(about = "列出恢复以后要凭纸质收据补录的票号")]
    LostReceipts(backup::LostReceipts),
    #[command(about = "丢失的收据在丢失以前就作废了：凭收据和作废单销号")]
    LostVoided(backup::LostVoided),
    #[command(about = "撤销上面的销号：这张收据又要补录")]
    LostVoidedWithdraw(backup::LostVoidedWithdraw),
    #[command(subcommand, about = "人员：列出、添加、换密码、删除、交接钱箱、按身份管")]
    User(user::Command),
    #[command(about = "更换账簿钥匙和恢复钥匙")]
    Rekey(user::Rekey),
    #[command(about = "复核一次日结")]
    Review(user::Review),
    #[command(about = "看操作记录，或存成表格")]
    Audit(user::Audit),
    #[command(about = "在演示村走完一整天")]
    Demo(demo::Demo),
    #[command(about = "生成一个虚构村的花名册和各部门名单，供试用和测试")]
    Generate(generate::Generate),
}

impl Command {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Policy(command) => command.run(globals),
            Self::Book(command) => command.run(globals),
            Self::Roster(command) => command.run(globals),
            Self::List(command) => command.run(globals),
            Self::Registration(command) => command.run(globals),
            Self::Search(command) => command.run(globals),
            Self::Household(command) => command.run(globals),
            Self::People(command) => command.run(globals),
            Self::Missing(command) => command.run(globals),
            Self::LevyYear(command) => command.run(globals),
            Self::Canvass(command) => command.run(globals),
            Self::Duplicate(command) => command.run(globals),
            Self::Session(command) => command.run(globals),
            Self::Collect(command) => command.run(globals),
            Self::Receipt(command) => command.run(globals),
            Self::Printer(command) => command.run(),
            Self::Aid(command) => command.run(globals),
            Self::Ticket(command) => command.run(globals),
            Self::Remit(command) => command.run(globals),
            Self::Remittance(command) => command.run(globals),
            Self::Refund(command) => command.run(globals),
            Self::Paper(command) => command.run(globals),
            Self::Count(command) => command.run(globals),
            Self::Close(command) => command.run(globals),
            Self::Closes(command) => command.run(globals),
            Self::Difference(command) => command.run(globals),
            Self::Totals(command) => command.run(globals),
            Self::Export(command) => command.run(globals),
            Self::Card(command) => command.run(globals),
            Self::Ack(command) => command.run(globals),
            Self::Town(command) => command.run(globals),
            Self::Verify(command) => command.run(globals),
            Self::Backup(command) => command.run(globals),
            Self::Restore(command) => command.run(globals),
            Self::Practise(command) => command.run(globals),
            Self::LostReceipts(command) => command.run(globals),
            Self::LostVoided(command) => command.run(globals),
            Self::LostVoidedWithdraw(command) => command.run(globals),
            Self::User(command) => command.run(globals),
            Self::Rekey(command) => command.run(globals),
            Self::Review(command) => command.run(globals),
            Self::Audit(command) => command.run(globals),
            Self::Demo(command) => command.run(globals),
            Self::Generate(command) => command.run(),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run(&cli.globals) {
        Ok(said) => {
            match (cli.globals.json, said.json) {
                (true, Some(json)) => say(&json.to_string()),
                (false, Some(_)) if !said.text.is_empty() => say(said.text.trim_end()),
                _ => {}
            }
            if said.is_good { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) }
        }
        Err(refusal) => {
            if cli.globals.json {
                say(&refusal.json().to_string());
            }
            let words = &refusal.words;
            eprintln!("{} {}{}", words.code, words.message, words.todo);
            ExitCode::from(refusal.exit)
        }
    }
}

/// One answer on stdout. A reader who has gone away is no fault of the act, which is done.
fn say(answer: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{answer}");
}
