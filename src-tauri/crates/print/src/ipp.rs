//! The little of the Internet Printing Protocol (RFC 8010, 8011) that tells how a job fares. It is
//! spoken over the scheduler's local socket, so that no tool's translated prose has to be read.
//!
//! Invariant: a unix socket is the only thing that is opened. Whatever the answer holds, reading it
//! ends in attributes or an error.

use std::{
    collections::HashMap,
    io::{self, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

/// `printer-state` of a printer that does nothing until somebody sees to it (RFC 8011 §5.4.11).
pub const PRINTER_STOPPED: i32 = 5;

const PATIENCE: Duration = Duration::from_secs(5);
const MAX_ANSWER_BYTES: u64 = 1 << 20;

const CANCEL_JOB: u16 = 0x0008;
const GET_JOB_ATTRIBUTES: u16 = 0x0009;
const GET_PRINTER_ATTRIBUTES: u16 = 0x000B;

const OPERATION_GROUP: u8 = 0x01;
const END_OF_ATTRIBUTES: u8 = 0x03;
const FIRST_VALUE_TAG: u8 = 0x10;
const INTEGER: u8 = 0x21;
const BOOLEAN: u8 = 0x22;
const ENUM: u8 = 0x23;
const NAME: u8 = 0x42;
const KEYWORD: u8 = 0x44;
const URI: u8 = 0x45;
const CHARSET: u8 = 0x47;
const LANGUAGE: u8 = 0x48;

/// The attributes of an answer, by name; each holds its values as they came.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attributes(HashMap<String, Vec<(u8, Vec<u8>)>>);

impl Attributes {
    /// The first value of an attribute that is a number.
    pub fn integer(&self, name: &str) -> Option<i32> {
        match self.0.get(name)?.first()? {
            (INTEGER | ENUM, bytes) => Some(i32::from_be_bytes(bytes.as_slice().try_into().ok()?)),
            _ => None,
        }
    }

    /// The values of an attribute that are keywords or names.
    pub fn words(&self, name: &str) -> Vec<String> {
        let values = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        let words = values.iter().filter(|(tag, _)| matches!(*tag, KEYWORD | NAME));
        words.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

/// Asks how a job fares.
pub fn job_attributes(socket: &Path, job: i32) -> io::Result<Attributes> {
    let request = Request::about(GET_JOB_ATTRIBUTES, "job-uri", &job_uri(job));
    ask(socket, request.wanting(&["job-state", "job-state-reasons"]))
}

/// Asks how a printer fares.
pub fn printer_state(socket: &Path, printer: &str) -> io::Result<Attributes> {
    let request = Request::about(GET_PRINTER_ATTRIBUTES, "printer-uri", &printer_uri(printer));
    ask(socket, request.wanting(&["printer-state", "printer-state-reasons"]))
}

/// Asks for the sheets that a printer knows (`media-supported`).
pub fn printer_media(socket: &Path, printer: &str) -> io::Result<Attributes> {
    let request = Request::about(GET_PRINTER_ATTRIBUTES, "printer-uri", &printer_uri(printer));
    ask(socket, request.wanting(&["media-supported"]))
}

/// Makes the scheduler forget a job, and delete its copy of the paper. CUPS' `cancel -x` refuses a job
/// that has ended, so the operation is sent from here with CUPS' own attribute.
pub fn purge_job(socket: &Path, job: i32, user: &str) -> io::Result<()> {
    let mut request = Request::about(CANCEL_JOB, "job-uri", &job_uri(job));
    request.attribute(NAME, "requesting-user-name", user.as_bytes());
    request.attribute(BOOLEAN, "purge-job", &[1]);
    ask(socket, request).map(|_| ())
}

/// Asks the scheduler to cancel a job; it answers the same whether the job had ended or not.
pub fn cancel_job(socket: &Path, job: i32, user: &str) -> io::Result<()> {
    let mut request = Request::about(CANCEL_JOB, "job-uri", &job_uri(job));
    request.attribute(NAME, "requesting-user-name", user.as_bytes());
    ask(socket, request).map(|_| ())
}

fn job_uri(job: i32) -> String {
    format!("ipp://localhost/jobs/{job}")
}

fn printer_uri(printer: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let encode = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    format!("ipp://localhost/printers/{}", printer.bytes().map(encode).collect::<String>())
}

struct Request(Vec<u8>);

impl Request {
    fn about(operation: u16, target: &str, uri: &str) -> Self {
        let mut request = Self(vec![2, 0]);
        request.0.extend(operation.to_be_bytes());
        request.0.extend(1_u32.to_be_bytes());
        request.0.push(OPERATION_GROUP);
        request.attribute(CHARSET, "attributes-charset", b"utf-8");
        request.attribute(LANGUAGE, "attributes-natural-language", b"en");
        request.attribute(URI, target, uri.as_bytes());
        request
    }

    fn wanting(mut self, attributes: &[&str]) -> Self {
        for (at, name) in attributes.iter().enumerate() {
            // A further value of the same attribute has an empty name.
            self.attribute(KEYWORD, if at == 0 { "requested-attributes" } else { "" }, name.as_bytes());
        }
        self
    }

    fn attribute(&mut self, tag: u8, name: &str, value: &[u8]) {
        self.0.push(tag);
        for bytes in [name.as_bytes(), value] {
            let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
            self.0.extend(length.to_be_bytes());
            self.0.extend(&bytes[..length.into()]);
        }
    }
}

fn ask(socket: &Path, request: Request) -> io::Result<Attributes> {
    let mut body = request.0;
    body.push(END_OF_ATTRIBUTES);
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // HTTP/1.0 asks for one whole answer, without chunks and without waiting for more questions.
    let head = format!(
        "POST / HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
    let end_of_head = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(garbled)?;
    parse(&answer[end_of_head + 4..])
}

fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn parse(mut rest: &[u8]) -> io::Result<Attributes> {
    let _version_status_and_request = take(&mut rest, 8)?;
    let mut attributes = Attributes::default();
    let mut current = String::new();
    loop {
        match take(&mut rest, 1)?[0] {
            END_OF_ATTRIBUTES => return Ok(attributes),
            group if group < FIRST_VALUE_TAG => {}
            tag => {
                let name = counted(&mut rest)?;
                if !name.is_empty() {
                    current = String::from_utf8_lossy(name).into_owned();
                }
                let value = counted(&mut rest)?.to_vec();
                attributes.0.entry(current.clone()).or_default().push((tag, value));
            }
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> io::Result<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count).ok_or_else(garbled)?;
    *rest = left;
    Ok(taken)
}

fn counted<'a>(rest: &mut &'a [u8]) -> io::Result<&'a [u8]> {
    let length = take(rest, 2)?;
    take(rest, usize::from(u16::from_be_bytes([length[0], length[1]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 0x02];
        bytes.extend(b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09");
        bytes.extend(b"\x44\x00\x11job-state-reasons\x00\x04none");
        bytes.extend(b"\x44\x00\x00\x00\x0bmedia-empty");
        bytes.push(END_OF_ATTRIBUTES);
        bytes
    }

    #[test]
    fn an_answer_is_read() {
        let attributes = parse(&answer()).expect("well formed");
        assert_eq!(attributes.integer("job-state"), Some(9));
        assert_eq!(attributes.words("job-state-reasons"), ["none", "media-empty"]);
        assert_eq!(attributes.integer("job-state-reasons"), None, "a keyword is no number");
    }

    #[test]
    fn an_answer_cut_anywhere_is_an_error() {
        let whole = answer();
        for length in 0..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "cut after {length} bytes");
        }
    }

    #[test]
    fn a_printers_name_fits_into_an_address() {
        assert_eq!(printer_uri("a b/针"), "ipp://localhost/printers/a%20b%2F%E9%92%88");
    }
}
