//! `policy assess`: requests in, answers out, a line each.
//!
//! Invariant: `assess` reads and answers line by line, so any number of requests runs in the same memory.

use crate::policy::load;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::Args;
use cunshou_core::words;
use cunshou_policy::{BadLine, BadLineError, Policy, Request, RequestFault, assess};
use serde_json::Value;
use std::io::{BufRead, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// No request is longer; the rest of such a line is passed over.
const MOST_LINE_BYTES: u64 = 1 << 20;

#[derive(Debug, Args)]
pub struct AssessLines {
    #[arg(long, value_name = "文件", help = "政策文件")]
    policy: PathBuf,
    #[arg(long, help = "条款只写编号，不写条文")]
    brief: bool,
}

impl AssessLines {
    pub fn run(&self) -> Result<Said, Refusal> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_core::shipped::ShippedPolicy;

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
