//! `policy`: checking the law as data, and asking it.
//!
//! Invariant: `assess` reads and answers line by line, so any number of requests runs in the same memory.

use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::words;
use cunshou_policy::{
    BadLine, BadLineError, LoadProblem, Policy, Request, RequestFault, assess, cases, explain,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// No request is longer; the rest of such a line is passed over.
const MOST_LINE_BYTES: u64 = 1 << 20;
/// How the name of a case file ends: such a file goes with its policy and is no policy itself.
const CASES_END: &str = ".cases.toml";

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "检查政策文件，并跑它自带的算例")]
    Check(Check),
    #[command(about = "从标准输入逐行读 JSON 请求，逐行写出核定结果")]
    Assess(Assess),
    #[command(about = "逐条说明一个请求的核定理由")]
    Explain(Explain),
}

#[derive(Debug, Args)]
pub struct Check {
    #[arg(required = true, value_name = "文件", help = "policies/<id>.toml，可以多个")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Assess {
    #[arg(long, value_name = "文件", help = "政策文件")]
    policy: PathBuf,
    #[arg(long, help = "条款只写编号，不写条文")]
    brief: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    #[arg(long, value_name = "文件", help = "政策文件")]
    policy: PathBuf,
    #[arg(long, value_name = "文件", help = "一个 JSON 请求")]
    request: PathBuf,
}

impl Command {
    pub fn run(&self) -> Result<Said, Refusal> {
        match self {
            Self::Check(command) => Ok(command.run()),
            Self::Assess(command) => command.run(),
            Self::Explain(command) => command.run(),
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
fn load(path: &Path) -> Result<Policy, Refusal> {
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
            let (report, line) = check(path);
            is_good &= report["ok"] == true;
            text.push_str(&line);
            reports.push(report);
        }
        Said::found(is_good, json!({"ok": is_good, "files": reports}), text)
    }
}

/// One file: its report, and the same in words.
fn check(path: &Path) -> (Value, String) {
    let shown = path.display().to_string();
    let problem = |code: &str, message: &str, line: Option<usize>| json!({"code": code, "message": message, "line": line});
    let files = match read_policy(path) {
        Ok(files) => files,
        Err(refusal) => {
            let words = refusal.words;
            let report =
                json!({"file": shown, "ok": false, "problems": [problem(&words.code, &words.message, None)]});
            return (report, format!("{shown}：不能用\n  {} {}{}\n", words.code, words.message, words.todo));
        }
    };
    match Policy::load(&files.toml, Some(&files.cases), &files.notice) {
        Ok(policy) => {
            let count = cases::read_cases(policy.id(), &files.cases).map_or(0, |cases| cases.len());
            let report = json!({
                "file": shown, "ok": true, "policy_id": policy.id(), "levy_year": policy.levy_year(),
                "title": policy.title(), "sha256": policy.file_sha256(), "cases": count, "problems": [],
            });
            let title = policy.title();
            (
                report,
                format!("{shown}：可用。《{title}》，{}年度，{count} 个算例全部通过\n", policy.levy_year()),
            )
        }
        Err(problems) => {
            let mut text = format!("{shown}：不能用，{} 处问题\n", problems.len());
            for one in &problems {
                let _ = writeln!(text, "  {} {}", one.code(), problem_words(one));
            }
            let said = |one: &LoadProblem| {
                problem(one.code(), &words::say(one.code(), &one.params()).message, one.line)
            };
            let problems: Vec<_> = problems.iter().map(said).collect();
            (json!({"file": shown, "ok": false, "problems": problems}), text)
        }
    }
}

impl Assess {
    fn run(&self) -> Result<Said, Refusal> {
        let policy = load(&self.policy)?;
        let stdout = std::io::stdout().lock();
        match answer_lines(
            &policy,
            self.brief,
            std::io::stdin().lock(),
            BufWriter::with_capacity(1 << 16, stdout),
        ) {
            Ok(is_good) => Ok(Said::streamed(is_good)),
            // Whoever reads has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Said::streamed(true)),
            Err(error) => Err(Refusal::io(Path::new("-"), &error)),
        }
    }
}

/// Answers each line; false if one of them could not be answered. Blank lines are passed over.
fn answer_lines(
    policy: &Policy,
    brief: bool,
    mut lines: impl BufRead,
    mut out: impl Write,
) -> std::io::Result<bool> {
    let mut is_good = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut line)?;
        if read == 0 {
            out.flush()?;
            return Ok(is_good);
        }
        let is_cut = read as u64 == MOST_LINE_BYTES && !line.ends_with(b"\n");
        if is_cut {
            lines.skip_until(b'\n')?;
        }
        if line.iter().all(u8::is_ascii_whitespace) && !is_cut {
            continue;
        }
        is_good &= answer_line(policy, brief, &line, &mut out)?;
        out.write_all(b"\n")?;
    }
}

fn answer_line(policy: &Policy, brief: bool, line: &[u8], out: &mut impl Write) -> std::io::Result<bool> {
    let asked = std::str::from_utf8(line)
        .map_err(|error| RequestFault::NotJson { column: error.valid_up_to() + 1 })
        .and_then(|text| Request::from_json(text.trim_end()));
    let answered = asked.and_then(|request| assess(policy, &request).map(|answer| (request, answer)));
    match answered {
        Ok((request, answer)) => {
            let answer = answer.answer(policy).with_id(&request.id);
            serde_json::to_writer(out, &if brief { answer.brief() } else { answer })?;
            Ok(true)
        }
        Err(fault) => {
            let asked: Option<Value> = serde_json::from_slice(line).ok();
            let id = asked.as_ref().and_then(|asked| asked["id"].as_str());
            let message = words::say(fault.code(), &fault.params()).message;
            serde_json::to_writer(out, &BadLine { id, error: BadLineError { code: fault.code(), message } })?;
            Ok(false)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_end_is_refused_and_the_next_one_answered() {
        let shipped = ShippedPolicy::all().remove(0);
        let policy = Policy::load_trusted(&shipped.toml, &shipped.notice).unwrap();
        let long = vec![b'x'; usize::try_from(MOST_LINE_BYTES).unwrap() * 2];
        let input = [&long, b"\n\n{\"id\":\"a\"}\n".as_slice(), b"\xff\n"].concat();
        let mut out = Vec::new();
        let is_good = answer_lines(&policy, true, input.as_slice(), &mut out).unwrap();
        let lines: Vec<Value> = out
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
            .map(|l| serde_json::from_slice(l).unwrap())
            .collect();
        assert!(!is_good);
        assert_eq!(lines.len(), 3, "the blank line has no answer");
        assert_eq!(lines[0]["error"]["code"], "E-REQ-001");
        assert_eq!(
            (lines[1]["id"].as_str(), lines[1]["error"]["code"].as_str()),
            (Some("a"), Some("E-REQ-003"))
        );
        assert_eq!(lines[2]["error"]["code"], "E-REQ-001", "bytes that are no text");
    }
}
