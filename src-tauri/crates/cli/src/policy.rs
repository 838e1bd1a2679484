//! `policy`: checking the law as data, and asking it.
//!
//! Invariant: a policy is only asked after it passed all its checks.

use crate::access::Globals;
use crate::assess_lines::AssessLines;
use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::words;
use cunshou_policy::{LoadProblem, Policy, Request, assess, cases, explain};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How the name of a case file ends: such a file goes with its policy and is no policy itself.
const CASES_END: &str = ".cases.toml";

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "检查政策文件，并跑它自带的算例")]
    Check(Check),
    #[command(about = "从标准输入逐行读 JSON 请求，逐行写出核定结果")]
    Assess(AssessLines),
    #[command(about = "逐条说明一个请求的核定理由")]
    Explain(Explain),
    #[command(flatten)]
    Package(crate::policy_package::Command),
}

#[derive(Debug, Args)]
pub struct Check {
    #[arg(required = true, value_name = "文件", help = "policies/<id>.toml，可以多个")]
    files: Vec<PathBuf>,
    #[arg(long, help = "也列出写着数字、资助或待遇而没有一条规则引用的句子")]
    verbose: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    #[arg(long, value_name = "文件", help = "政策文件")]
    policy: PathBuf,
    #[arg(long, value_name = "文件", help = "一个 JSON 请求")]
    request: PathBuf,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Check(command) => Ok(command.run()),
            Self::Assess(command) => command.run(),
            Self::Explain(command) => command.run(),
            Self::Package(command) => command.run(globals),
        }
    }
}

/// A policy file with what stands beside it: `<id>.cases.toml` and `notices/<id>.txt`.
pub fn read_policy(path: &Path) -> Result<ShippedPolicy, Refusal> {
    let cases = path.with_extension("cases.toml");
    if path.exists() && !cases.exists() {
        return Err(CliError::CasesMissing { path: cases }.into());
    }
    let notice = path.with_extension("txt");
    let notice =
        path.parent().unwrap_or(Path::new("")).join("notices").join(notice.file_name().unwrap_or_default());
    Ok(ShippedPolicy {
        toml: files::read_text(path)?,
        cases: files::read_text(&cases)?,
        notice: files::read_text(&notice)?,
    })
}

/// A policy that passed all its checks.
pub fn load(path: &Path) -> Result<Policy, Refusal> {
    let files = read_policy(path)?;
    Policy::load(&files.toml, Some(&files.cases), &files.notice).map_err(|problems| {
        let faults = problems.iter().map(problem_words).collect::<Vec<_>>().join("；");
        CliError::PolicyRefused { path: path.to_owned(), faults }.into()
    })
}

fn problem_words(problem: &LoadProblem) -> String {
    let message = words::say(problem.code(), &problem.params()).message;
    problem.line.map_or_else(|| message.clone(), |line| format!("第{line}行：{message}"))
}

impl Check {
    fn run(&self) -> Said {
        let mut is_good = true;
        let mut text = String::new();
        let mut reports = Vec::new();
        for path in self.files.iter().filter(|path| !path.to_string_lossy().ends_with(CASES_END)) {
            let (report, line) = check(path, self.verbose);
            is_good &= report["ok"] == true;
            text.push_str(&line);
            reports.push(report);
        }
        Said::found(is_good, json!({"ok": is_good, "files": reports}), text)
    }
}

/// One file: its report, and the same in words.
fn check(path: &Path, verbose: bool) -> (Value, String) {
    let shown = path.display().to_string();
    let problem = |code: &str, message: &str, todo: &str| json!({"code": code, "message": message, "todo": todo, "line": null, "sentence": null});
    let files = match read_policy(path) {
        Ok(files) => files,
        Err(refusal) => {
            let words = refusal.words;
            let report = json!({"file": shown, "ok": false, "problems": [problem(&words.code, &words.message, &words.todo)]});
            return (report, format!("{shown}：不能用\n  {} {}{}\n", words.code, words.message, words.todo));
        }
    };
    match Policy::load(&files.toml, Some(&files.cases), &files.notice) {
        Ok(policy) => {
            let count = cases::read_cases(policy.id(), &files.cases).map_or(0, |cases| cases.len());
            let report = json!({
                "file": shown, "ok": true, "policy_id": policy.id(), "levy_year": policy.levy_year(),
                "title": policy.title(), "sha256": policy.file_sha256(), "cases": count, "problems": [],
                "unused_rules": policy.unused_rules(), "names_not_in_notice": policy.names_not_in_notice(),
                "unquoted_sentences": policy.unquoted_sentences(),
            });
            let title = policy.title();
            let mut text =
                format!("{shown}：可用。《{title}》，{}年度，{count} 个算例全部通过\n", policy.levy_year());
            let mut list = |head: &str, items: &[&str], mark: &str| {
                if !items.is_empty() {
                    let _ = writeln!(text, "  {head}：{}", items.join(mark));
                }
            };
            list("没有用到的规则", &policy.unused_rules(), "、");
            list("原文里没有这样写的部门、文件名", &policy.names_not_in_notice(), "、");
            let open = policy.unquoted_sentences();
            if verbose {
                list("没有引用的句子", &open.iter().map(String::as_str).collect::<Vec<_>>(), "\n    ");
            } else if !open.is_empty() {
                let _ = writeln!(
                    text,
                    "  还有 {} 句写着数字、资助或待遇的没有引用（--verbose 列出）",
                    open.len()
                );
            }
            (report, text)
        }
        Err(problems) => {
            let mut text = format!("{shown}：不能用，{} 处问题\n", problems.len());
            for one in &problems {
                let _ = writeln!(text, "  {} {}", one.code(), problem_words(one));
                let _ = writeln!(text, "    {}", words::say(one.code(), &one.params()).todo);
                if let Some(sentence) = &one.sentence {
                    let _ = writeln!(text, "    原文：「{sentence}」");
                }
            }
            let said = |one: &LoadProblem| {
                let words = words::say(one.code(), &one.params());
                json!({"code": one.code(), "message": words.message, "todo": words.todo, "line": one.line, "sentence": one.sentence})
            };
            let problems: Vec<_> = problems.iter().map(said).collect();
            (json!({"file": shown, "ok": false, "problems": problems}), text)
        }
    }
}

/// The reasoning behind one answer.
#[derive(Debug, Serialize)]
struct Explained<'a> {
    policy_id: &'a str,
    policy_title: &'a str,
    pay_on: chrono::NaiveDate,
    decision_words: &'static str,
    spoken: String,
    cover_words: String,
    standing_words: String,
    trail: Vec<explain::TrailItem>,
    readings: Vec<explain::ReadingWords>,
    needs: Vec<explain::Need>,
    notes: Vec<String>,
    answer: cunshou_policy::Answer<'a>,
}

impl Explain {
    fn run(&self) -> Result<Said, Refusal> {
        let policy = load(&self.policy)?;
        let request = Request::from_json(files::read_text(&self.request)?.trim())?;
        let answer = assess(&policy, &request)?;
        let explained = Explained {
            policy_id: policy.id(),
            policy_title: policy.title(),
            pay_on: request.pay_on,
            decision_words: cunshou_policy::text::decision_label(answer.decision),
            spoken: explain::spoken(&policy, &answer),
            cover_words: explain::cover_words(&policy, &answer),
            standing_words: explain::standing_words(&policy, &answer),
            trail: explain::trail(&policy, &answer),
            readings: explain::readings(&policy, &answer),
            needs: explain::needs(&policy, &answer),
            notes: explain::notes(&policy, &answer),
            answer: answer.answer(&policy).with_id(&request.id),
        };
        Ok(Said::done(json!(explained), explained.text()))
    }
}

impl Explained<'_> {
    fn text(&self) -> String {
        let mut text = format!("《{}》  {}：{}\n", self.policy_title, self.pay_on, self.decision_words);
        let mut said = vec![&self.spoken, &self.cover_words, &self.standing_words];
        said.dedup();
        for words in said.into_iter().filter(|words| !words.is_empty()) {
            let _ = writeln!(text, "{words}");
        }
        for item in &self.trail {
            let value = if item.value.is_empty() { String::new() } else { format!("：{}", item.value) };
            let _ = writeln!(text, "\n【{}】{value}\n  {}：「{}」", item.label, item.article, item.quote);
        }
        for reading in &self.readings {
            let _ =
                writeln!(text, "\n［读法 {}］{}\n  这里按：{}", reading.id, reading.question, reading.chosen);
        }
        for need in &self.needs {
            let _ = writeln!(text, "\n［还要问］{}", need.question);
        }
        text
    }
}
