//! Worked cases: what an officer wrote down before the program answered.
//!
//! A case file is TOML: `[usual]` holds the person that most cases speak of, each `[[case]]` only what differs.
//! TOML has no null, so the string `"null"` stands for "unknown" or "none". Invariant: a case expects only values
//! that it names; sums, days and words must be equal, readings must be among those of the answer.

use crate::assess::assess;
use crate::policy::Policy;
use crate::request::{Request, RequestFault};
use serde::Deserialize;
use serde_json::{Map, Value};

/// One worked case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its number.
    pub id: String,
    /// What it tries, for people.
    pub note: String,
    /// The question.
    pub request: Request,
    /// The values that the answer must have.
    pub expect: Map<String, Value>,
    /// The rule that must be among those of the answer.
    pub rule: Option<String>,
    /// Rests on a disputable reading.
    pub ambiguous: bool,
}

/// Where an answer is not what the case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The case.
    pub case: String,
    /// The value.
    pub field: String,
    /// What the case expects.
    pub expected: String,
    /// What the program answers.
    pub found: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(default)]
    usual: Usual,
    #[serde(default, rename = "case")]
    cases: Vec<RawCase>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Usual {
    pay_on: Option<String>,
    #[serde(default)]
    person: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    id: String,
    note: String,
    request: Option<String>,
    #[serde(default)]
    person: toml::Table,
    pay_on: Option<String>,
    offered: Option<String>,
    expect: toml::Table,
    rule: String,
    #[serde(default)]
    ambiguous: bool,
}

/// Why a case file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseFault {
    /// No TOML, or keys that a case file does not have.
    File {
        /// Where, counted from 1.
        line: usize,
        /// The key, where one is to blame.
        key: String,
    },
    /// A case whose question makes no sense.
    Request {
        /// The case.
        case: String,
        /// What is wrong.
        fault: RequestFault,
    },
}

/// Reads a case file for one policy.
///
/// # Errors
/// The first thing in it that cannot be read.
pub fn read_cases(policy_id: &str, text: &str) -> Result<Vec<Case>, CaseFault> {
    let file: CaseFile = toml::from_str(text).map_err(|e| {
        let start = e.span().map_or(0, |s| s.start);
        let line = text.get(..start).map_or(1, |t| t.matches('\n').count() + 1);
        CaseFault::File { line, key: e.message().split('`').nth(1).unwrap_or_default().to_owned() }
    })?;
    let Usual { pay_on, person } = file.usual;
    file.cases
        .into_iter()
        .map(|raw| {
            let mut who = person.clone();
            who.extend(raw.person);
            let mut line = Map::new();
            line.insert("id".to_owned(), raw.id.clone().into());
            line.insert("policy".to_owned(), policy_id.into());
            line.insert("person".to_owned(), json(&toml::Value::Table(who)));
            let keys = [
                ("request", raw.request),
                ("pay_on", raw.pay_on.or_else(|| pay_on.clone())),
                ("offered", raw.offered),
            ];
            for (key, value) in keys {
                if let Some(value) = value {
                    line.insert(key.to_owned(), value.into());
                }
            }
            let request = Request::from_json(&Value::Object(line).to_string())
                .map_err(|fault| CaseFault::Request { case: raw.id.clone(), fault })?;
            let Value::Object(expect) = json(&toml::Value::Table(raw.expect)) else {
                unreachable!("a table is an object")
            };
            Ok(Case {
                id: raw.id,
                note: raw.note,
                request,
                expect,
                rule: Some(raw.rule),
                ambiguous: raw.ambiguous,
            })
        })
        .collect()
}

/// Reads one line of golden cases as the contract writes them.
///
/// # Errors
/// As [`Request::from_json`].
pub fn read_golden(line: &str) -> Result<Case, RequestFault> {
    #[derive(Deserialize)]
    struct Margin {
        #[serde(default)]
        note: String,
        expect: Map<String, Value>,
        rule: Option<String>,
        #[serde(default)]
        ambiguous: bool,
    }
    let request = Request::from_json(line)?;
    let margin: Margin =
        serde_json::from_str(line).map_err(|e| RequestFault::WrongShape { column: e.column() })?;
    let rule = margin.rule.map(|r| r.rsplit_once('/').map_or(r.clone(), |(_, rule)| rule.to_owned()));
    Ok(Case {
        id: request.id.clone(),
        note: margin.note,
        request,
        expect: margin.expect,
        rule,
        ambiguous: margin.ambiguous,
    })
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(s) if s == "null" => Value::Null,
        toml::Value::String(s) => Value::String(s.clone()),
        toml::Value::Integer(i) => (*i).into(),
        toml::Value::Boolean(b) => (*b).into(),
        toml::Value::Array(a) => Value::Array(a.iter().map(json).collect()),
        toml::Value::Table(t) => Value::Object(t.iter().map(|(k, v)| (k.clone(), json(v))).collect()),
        toml::Value::Float(_) | toml::Value::Datetime(_) => Value::String(value.to_string()),
    }
}

/// Answers the case and compares.
pub fn check_case(policy: &Policy, case: &Case) -> Vec<Mismatch> {
    let miss = |field: &str, expected: String, found: String| Mismatch {
        case: case.id.clone(),
        field: field.to_owned(),
        expected,
        found,
    };
    let assessment = match assess(policy, &case.request) {
        Ok(assessment) => assessment,
        Err(fault) => {
            let expected = case.expect.get("error").and_then(Value::as_str).unwrap_or_default();
            if expected == fault.code() {
                return Vec::new();
            }
            return vec![miss("error", expected.to_owned(), fault.code().to_owned())];
        }
    };
    let Ok(answer) = serde_json::to_value(assessment.answer(policy)) else {
        return vec![miss("answer", String::new(), String::new())];
    };
    let mut misses: Vec<Mismatch> = case
        .expect
        .iter()
        .filter_map(|(field, expected)| {
            let found = answer.get(field).unwrap_or(&Value::Null);
            let same = match (field.as_str(), expected) {
                ("readings", Value::Array(wanted)) => wanted.iter().all(|w| holds(found, w)),
                (_, Value::Array(wanted)) => {
                    wanted.iter().all(|w| holds(found, w))
                        && found.as_array().map_or(0, Vec::len) == wanted.len()
                }
                _ => found == expected,
            };
            (!same).then(|| miss(field, expected.to_string(), found.to_string()))
        })
        .collect();
    if let Some(rule) = &case.rule {
        let cited: Vec<&str> = assessment.trail(policy).iter().map(|(_, r)| r.id.as_str()).collect();
        if !cited.contains(&rule.as_str()) {
            misses.push(miss("rules", rule.clone(), cited.join(" ")));
        }
    }
    misses
}

fn holds(list: &Value, item: &Value) -> bool {
    list.as_array().is_some_and(|l| l.contains(item))
}
