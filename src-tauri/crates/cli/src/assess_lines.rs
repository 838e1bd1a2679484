//! `policy assess`: requests in, answers out, a line each.
//!
//! Invariant: answers come in the order of the requests, each decided by the one engine; however many lines there
//! are, a fixed number of blocks is in memory. Several workers take blocks of whole lines in turn and write them in
//! the same turn. What this module must not know: how a request is read or an answer decided.

use crate::policy::load;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::Args;
use cunshou_core::words;
use cunshou_policy::{BadLine, BadLineError, Policy, Request, RequestFault, assess};
use serde_json::Value;
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// No request is longer; the rest of such a line is passed over.
const MOST_LINE_BYTES: usize = 1 << 20;
/// How much is read at a time: about a hundred lines, so that workers seldom meet and memory stays small.
const BLOCK_BYTES: usize = 1 << 15;
/// Blocks in hand for each processor: one being answered, one waiting for its turn to be written.
const WORKERS_PER_PROCESSOR: usize = 2;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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
        let workers = thread::available_parallelism().map_or(1, usize::from) * WORKERS_PER_PROCESSOR;
        match answer_lines(&policy, self.brief, workers, io::stdin(), io::stdout()) {
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
    workers: usize,
    input: impl Read + Send,
    output: impl Write + Send,
) -> io::Result<bool> {
    let blocks = Mutex::new(Blocks::new(input));
    let answers = Answers::new(output);
    thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| {
                let _ended = answers.end_on_panic();
                let (mut block, mut text) = (Vec::new(), Vec::new());
                loop {
                    let Some((number, read)) = lock(&blocks).next(&mut block) else { return };
                    text.clear();
                    let is_good = read.and_then(|()| answer_block(policy, brief, &block, &mut text));
                    if !answers.write(number, is_good, &text) {
                        return;
                    }
                }
            });
        }
    });
    answers.end()
}

/// The input, cut into blocks of whole lines.
struct Blocks<R> {
    input: R,
    /// What was read and not yet handed on: the beginning of a line.
    begun: Vec<u8>,
    /// The number of the next block.
    number: u64,
    /// The rest of a line that is too long is being passed over.
    skips: bool,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    fn new(input: R) -> Self {
        Self { input, begun: Vec::new(), number: 0, skips: false, ended: false }
    }

    /// The next block and its number; `None` after the last one. Whole lines are handed on as soon as they came in,
    /// so that one who asks line by line is answered line by line.
    fn next(&mut self, block: &mut Vec<u8>) -> Option<(u64, io::Result<()>)> {
        if self.ended {
            return None;
        }
        block.clear();
        let filled = self.fill(block);
        self.ended |= filled.is_err();
        if block.is_empty() && filled.is_ok() {
            return None;
        }
        if self.number == 0 && block.starts_with(BYTE_ORDER_MARK) {
            block.drain(..BYTE_ORDER_MARK.len());
        }
        self.number += 1;
        Some((self.number - 1, filled))
    }

    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let known = self.begun.len();
            if self.read()? == 0 {
                self.ended = true;
                mem::swap(block, &mut self.begun);
                return Ok(());
            }
            if self.skips {
                let end = memchr::memchr(b'\n', &self.begun);
                self.begun.drain(..end.map_or(self.begun.len(), |end| end + 1));
                self.skips = end.is_none();
            }
            // No line ended in what was known; what is passed over leaves nothing known.
            if let Some(end) = memchr::memrchr(b'\n', &self.begun[known..]).map(|end| known + end) {
                mem::swap(block, &mut self.begun);
                self.begun.extend_from_slice(&block[end + 1..]);
                block.truncate(end + 1);
                return Ok(());
            }
            if self.begun.len() > MOST_LINE_BYTES {
                // One byte too many is enough to know it for what it is.
                self.skips = true;
                mem::swap(block, &mut self.begun);
                block.truncate(MOST_LINE_BYTES + 1);
                return Ok(());
            }
        }
    }

    fn read(&mut self) -> io::Result<usize> {
        let old = self.begun.len();
        self.begun.resize(old + BLOCK_BYTES, 0);
        let read = loop {
            match self.input.read(&mut self.begun[old..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.begun.truncate(old + read.as_ref().copied().unwrap_or(0));
        read
    }
}

/// The output, written block by block in the order of their numbers.
struct Answers<W> {
    written: Mutex<Written<W>>,
    turned: Condvar,
}

struct Written<W> {
    output: W,
    /// The number of the block whose turn it is.
    next: u64,
    is_good: bool,
    /// Nothing more is to be written.
    stopped: bool,
    fault: Option<io::Error>,
}

impl<W: Write> Answers<W> {
    fn new(output: W) -> Self {
        let written = Written { output, next: 0, is_good: true, stopped: false, fault: None };
        Self { written: Mutex::new(written), turned: Condvar::new() }
    }

    /// Waits for the block's turn and writes its answers; false if there is no sense in going on.
    fn write(&self, number: u64, answered: io::Result<bool>, text: &[u8]) -> bool {
        let waits = |written: &mut Written<W>| written.next != number && !written.stopped;
        let written = self.turned.wait_while(lock(&self.written), waits);
        let mut written = written.unwrap_or_else(PoisonError::into_inner);
        if written.stopped {
            return false;
        }
        let wrote = answered.and_then(|is_good| {
            written.output.write_all(text)?;
            written.output.flush()?;
            Ok(is_good)
        });
        match wrote {
            Ok(is_good) => written.is_good &= is_good,
            Err(fault) => {
                written.fault = Some(fault);
                written.stopped = true;
            }
        }
        written.next += 1;
        self.turned.notify_all();
        !written.stopped
    }

    fn end(self) -> io::Result<bool> {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        written.fault.map_or(Ok(written.is_good), Err)
    }

    /// A worker that dies takes its turn with it: nobody must wait for that.
    fn end_on_panic(&self) -> EndOnPanic<'_, W> {
        EndOnPanic(self)
    }
}

struct EndOnPanic<'a, W>(&'a Answers<W>);

impl<W> Drop for EndOnPanic<'_, W> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.written).stopped = true;
            self.0.turned.notify_all();
        }
    }
}

/// A worker that panicked left its block alone, so what it locked is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers the lines of one block; false if one of them could not be answered.
fn answer_block(policy: &Policy, brief: bool, block: &[u8], out: &mut Vec<u8>) -> io::Result<bool> {
    let mut is_good = true;
    let block = block.strip_suffix(b"\n").unwrap_or(block);
    let mut from = 0;
    for end in memchr::memchr_iter(b'\n', block).chain([block.len()]) {
        let line = &block[from..end.min(from + MOST_LINE_BYTES + 1)];
        from = end + 1;
        if !line.iter().all(u8::is_ascii_whitespace) || line.len() > MOST_LINE_BYTES {
            is_good &= answer_line(policy, brief, line, out)?;
            out.push(b'\n');
        }
    }
    Ok(is_good)
}

fn answer_line(policy: &Policy, brief: bool, line: &[u8], out: &mut Vec<u8>) -> io::Result<bool> {
    match read_line(line).and_then(|request| assess(policy, &request).map(|answer| (request, answer))) {
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

fn read_line(line: &[u8]) -> Result<Request, RequestFault> {
    if line.len() > MOST_LINE_BYTES {
        return Err(RequestFault::TooLong { most_kib: MOST_LINE_BYTES >> 10 });
    }
    let text = std::str::from_utf8(line)
        .map_err(|error| RequestFault::NotJson { column: error.valid_up_to() + 1 })?;
    Request::from_json(text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_core::shipped::ShippedPolicy;
    use proptest::prelude::*;
    use std::io::Cursor;
    use std::sync::LazyLock;
    use std::sync::mpsc;

    static POLICY: LazyLock<Policy> = LazyLock::new(|| {
        let shipped = ShippedPolicy::all().remove(0);
        Policy::load_trusted(&shipped.toml, &shipped.notice).unwrap()
    });

    fn good_line(id: &str, birth: &str) -> String {
        let policy = POLICY.id();
        format!(
            r#"{{"id":"{id}","policy":"{policy}","person":{{"birth":"{birth}","insurance":{{"current":"none"}}}},"pay_on":"2025-11-05"}}"#
        )
    }

    fn answered(brief: bool, workers: usize, input: impl Read + Send) -> (bool, Vec<u8>) {
        let mut out = Vec::new();
        let is_good = answer_lines(&POLICY, brief, workers, input, &mut out).unwrap();
        (is_good, out)
    }

    fn values(out: &[u8]) -> Vec<Value> {
        let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// The plainest way: the whole input at hand, one line after the other.
    fn one_by_one(brief: bool, input: &[u8]) -> (bool, Vec<u8>) {
        let (mut is_good, mut out) = (true, Vec::new());
        for line in input.split(|byte| *byte == b'\n') {
            let line = &line[..line.len().min(MOST_LINE_BYTES + 1)];
            if line.len() > MOST_LINE_BYTES || !line.trim_ascii().is_empty() {
                is_good &= answer_line(&POLICY, brief, line, &mut out).unwrap();
                out.push(b'\n');
            }
        }
        (is_good, out)
    }

    /// Hands out a few bytes at a time, as a slow pipe does.
    struct Drip<'a> {
        left: &'a [u8],
        most: usize,
    }

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.most.min(self.left.len()).min(into.len());
            into[..count].copy_from_slice(&self.left[..count]);
            self.left = &self.left[count..];
            Ok(count)
        }
    }

    fn any_line() -> impl Strategy<Value = Vec<u8>> {
        let year = (1900..2030u32).prop_map(|year| good_line(&format!("y{year}"), &format!("{year}-02-28")));
        prop_oneof![
            8 => year.prop_map(String::into_bytes),
            1 => Just(good_line("leap", "2023-02-29").into_bytes()),
            1 => Just(good_line("号", "1970-01-01").into_bytes()),
            1 => Just(good_line("x", "1970-01-01").replace("none", "rich").into_bytes()),
            1 => Just(br#"{"id":"only"}"#.to_vec()),
            1 => Just(b"{".to_vec()),
            1 => Just(b" \t ".to_vec()),
            1 => Just(Vec::new()),
            1 => Just(b"\xff\xfe{}".to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..40),
            1 => (MOST_LINE_BYTES - 1..MOST_LINE_BYTES + 3).prop_map(|length| vec![b' '; length]),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn however_it_is_cut_and_shared_out_the_answers_are_those_of_one_line_after_the_other(
            lines in proptest::collection::vec((any_line(), prop_oneof![Just("\n"), Just("\r\n")]), 0..30),
            has_last_end in any::<bool>(),
            brief in any::<bool>(),
            workers in 1..5usize,
            most in prop_oneof![1..64usize, 60_000..BLOCK_BYTES * 2],
        ) {
            let mut input: Vec<u8> =
                lines.iter().flat_map(|(line, end)| [line.as_slice(), end.as_bytes()].concat()).collect();
            if !has_last_end {
                input.extend(good_line("last", "1990-01-01").as_bytes());
            }
            let most = if input.len() > MOST_LINE_BYTES { most.max(4_096) } else { most };
            let (is_good, out) = answered(brief, workers, Drip { left: &input, most });
            let expected = one_by_one(brief, &input);
            prop_assert_eq!(is_good, expected.0);
            prop_assert!(out == expected.1, "byte for byte the same");
        }
    }

    #[test]
    fn a_line_without_end_is_refused_and_the_next_one_answered() {
        let long = vec![b'x'; MOST_LINE_BYTES * 3];
        let input = [&long, b"\n\n{\"id\":\"a\"}\n".as_slice(), b"\xff\n"].concat();
        let (is_good, out) = answered(true, 3, Cursor::new(input));
        let lines = values(&out);
        assert!(!is_good);
        assert_eq!(lines.len(), 3, "the blank line has no answer");
        assert_eq!(lines[0]["error"]["code"], "E-REQ-013", "too long is told apart from not JSON");
        assert_eq!(
            (lines[1]["id"].as_str(), lines[1]["error"]["code"].as_str()),
            (Some("a"), Some("E-REQ-003"))
        );
        assert_eq!(lines[2]["error"]["code"], "E-REQ-001", "bytes that are no text");
    }

    #[test]
    fn order_is_kept_over_many_blocks_and_nothing_is_lost() {
        const COUNT: usize = 20_000;
        let input: String = (0..COUNT).map(|n| good_line(&n.to_string(), "1985-06-15") + "\n").collect();
        let (is_good, out) = answered(true, 4, Cursor::new(input));
        assert!(is_good);
        let ids: Vec<_> = values(&out).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, (0..COUNT).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_mark_before_the_first_line_is_passed_over() {
        let input = format!("\u{feff}{}\n", good_line("a", "1985-06-15"));
        assert!(answered(true, 1, Cursor::new(input)).0, "Windows editors put one there");
    }

    /// Gives one line, then waits until its answer was seen.
    struct Asker {
        line: Option<Vec<u8>>,
        seen: mpsc::Receiver<()>,
    }

    impl Read for Asker {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some(line) = self.line.take() else {
                self.seen.recv().expect("the first line is answered before the second is asked");
                return Ok(0);
            };
            into[..line.len()].copy_from_slice(&line);
            Ok(line.len())
        }
    }

    struct Teller(mpsc::Sender<()>);

    impl Write for Teller {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(()).expect("someone listens");
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn one_who_asks_line_by_line_is_answered_line_by_line() {
        let (told, seen) = mpsc::channel();
        let line = good_line("a", "1985-06-15") + "\n";
        let asker = Asker { line: Some(line.into_bytes()), seen };
        assert!(answer_lines(&POLICY, true, 2, asker, Teller(told)).unwrap());
    }

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(ErrorKind::NotFound.into())
        }
    }

    #[test]
    fn a_reader_who_has_gone_ends_the_run_and_a_disk_that_fails_keeps_what_was_answered() {
        let endless = io::repeat(b'\n').chain(io::empty());
        let line = good_line("a", "1985-06-15") + "\n";
        let asked = Cursor::new(line.clone()).chain(endless);
        let fault = answer_lines(&POLICY, true, 3, asked, Broken).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::BrokenPipe);

        let mut out = Vec::new();
        let fault = answer_lines(&POLICY, true, 3, Cursor::new(line).chain(Broken), &mut out).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::NotFound);
        assert_eq!(values(&out).len(), 1, "what came before is answered");
    }
}
