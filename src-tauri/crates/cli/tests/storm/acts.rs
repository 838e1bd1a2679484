//! The acts that the storm cuts off: everything of the command line that moves money, or settles where it is.
//!
//! A new act of the book is one entry of [`ACTS`]: how the village comes to the moment before it, the command, what the
//! journal has of it afterwards, and what the command says when it is sent again.

use crate::village::Stage;
use serde_json::{Value, json};

/// What is said to a done act that is sent again.
pub enum Again {
    /// The first answer, with this word on it.
    TheSame(&'static str),
    /// That it is done: one of these codes.
    Refused(&'static [&'static str]),
}

/// An act that is cut off.
pub struct Act {
    pub name: &'static str,
    /// Brings the village to the moment before it, undisturbed, and answers the command: the same at each try.
    pub prepare: fn(&mut Stage<'_>) -> Vec<String>,
    /// The kinds of the entries that it adds to the journal.
    pub entries: &'static [&'static str],
    /// What the journal has to hold, word for word, if this was answered.
    pub holds: fn(&Value) -> Value,
    pub again: Again,
}

/// The parts of an answer that its entry has under the same names.
fn parts(kind: &str, answer: &Value, names: &[&str]) -> Value {
    let mut said: serde_json::Map<_, _> =
        names.iter().map(|name| ((*name).to_owned(), answer[*name].clone())).collect();
    said.insert("kind".to_owned(), json!(kind));
    Value::Object(said)
}

fn payment(answer: &Value) -> Value {
    parts("payment", answer, &["receipt_no", "serial", "payment_id", "tendered"])
}

fn reversal(answer: &Value) -> Value {
    let kind = answer["kind"].as_str().unwrap_or_default();
    parts(kind, answer, &["receipt_no", "void_no", "void_id", "cash_back"])
}

fn remittance(answer: &Value) -> Value {
    parts("remittance", answer, &["remittance_no", "remittance_id", "slip_no", "amount", "parts"])
}

fn close(answer: &Value) -> Value {
    parts("close", answer, &["close_no", "business_date", "counted", "expected", "variance"])
}

fn difference_step(answer: &Value) -> Value {
    let steps = answer["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let own = steps.iter().find(|step| step["step_no"] == answer["step_no"]).unwrap_or(&Value::Null);
    parts("difference_step", own, &["step_no", "step_id", "state", "amount", "open", "on"])
}

const NO_SESSION: Again = Again::Refused(&["E-SES-001"]);
const TAKEN: Again = Again::TheSame("already_taken");
const RECORDED: Again = Again::TheSame("already_recorded");

pub const ACTS: &[Act] = &[
    Act {
        name: "open a session",
        prepare: |stage| {
            stage.closed();
            stage.words("session open --date 2025-11-03 --float 20.00")
        },
        entries: &["session_opened"],
        holds: |answer| parts("session_opened", answer, &["session_no", "business_date", "float"]),
        again: Again::Refused(&["E-SES-002"]),
    },
    Act {
        name: "collect",
        prepare: |stage| {
            stage.opened();
            stage.collect("")
        },
        entries: &["payment"],
        holds: payment,
        again: TAKEN,
    },
    Act {
        name: "collect where no session is open",
        prepare: |stage| {
            stage.closed();
            stage.collect("")
        },
        entries: &["session_opened", "payment"],
        holds: payment,
        again: TAKEN,
    },
    Act {
        name: "collect with collective aid and a ticket",
        prepare: |stage| {
            stage.opened();
            let ticket = stage.next_ticket();
            stage.collect(&format!("--aid-no 1 --aid 1=50 2=50 --ticket {ticket}"))
        },
        entries: &["payment"],
        holds: payment,
        again: TAKEN,
    },
    Act {
        name: "record a scan",
        prepare: |stage| {
            stage.opened();
            let trade_no = format!("42000020251103{:08}", stage.round);
            stage.collect(&format!("--scan {trade_no}"))
        },
        entries: &["payment"],
        holds: payment,
        again: TAKEN,
    },
    Act {
        name: "enter a sheet of the paper book",
        prepare: |stage| {
            stage.opened();
            let serial = format!("{:06}", stage.round);
            stage.collect(&format!(
                "--paper-book 停电本1 --paper-serial {serial} --taken-on 2025-11-02 --paper-reason 停电"
            ))
        },
        entries: &["payment"],
        holds: payment,
        again: TAKEN,
    },
    Act {
        name: "void",
        prepare: |stage| {
            let receipt_no = stage.paid();
            let id = stage.id("--void-id");
            stage.words(&format!("receipt void {receipt_no} --reason wrong_household {id}"))
        },
        entries: &["void"],
        holds: reversal,
        again: Again::TheSame("already_done"),
    },
    Act {
        name: "reverse after the close",
        prepare: |stage| {
            let receipt_no = stage.closed_receipt();
            stage.opened();
            let id = stage.id("--void-id");
            let approval = format!("青镇冲〔2025〕{}号", stage.round);
            stage.words(&format!(
                "receipt void {receipt_no} --reason wrong_household --approval {approval} {id}"
            ))
        },
        entries: &["reversal"],
        holds: reversal,
        again: Again::TheSame("already_done"),
    },
    Act {
        name: "remit, oldest first",
        prepare: |stage| {
            let amount = stage.something_to_remit();
            let (id, slip) = (stage.id("--remittance-id"), stage.slip());
            stage.words(&format!("remit --slip {slip} --amount {amount} --on 2025-11-03 {id}"))
        },
        entries: &["remittance"],
        holds: remittance,
        again: RECORDED,
    },
    Act {
        name: "remit the cash of chosen receipts",
        prepare: |stage| {
            let (first, second) = (stage.closed_receipt(), stage.paid());
            let (id, slip) = (stage.id("--remittance-id"), stage.slip());
            stage.words(&format!(
                "remit --slip {slip} --amount 1300.00 --on 2025-11-03 {id} --part {first}=100.00 {second}=1200.00"
            ))
        },
        entries: &["remittance"],
        holds: remittance,
        again: RECORDED,
    },
    Act {
        name: "remit the collective's money",
        prepare: |stage| {
            let amount = stage.aid_to_remit();
            let (id, slip) = (stage.id("--remittance-id"), stage.slip());
            stage.words(&format!(
                "remit --slip {slip} --amount {amount} --on 2025-11-03 --payer collective_aid {id}"
            ))
        },
        entries: &["remittance"],
        holds: remittance,
        again: RECORDED,
    },
    Act {
        name: "cancel a remittance",
        prepare: |stage| {
            let receipt_no = stage.paid();
            let remittance_no = stage.remitted(&receipt_no);
            stage.words(&format!("remittance cancel {remittance_no} --reason 银行退回"))
        },
        entries: &["remittance_cancelled"],
        holds: |answer| json!({"kind": "remittance_cancelled", "remittance_no": answer["remittance_no"], "reason": answer["cancelled"]}),
        again: Again::Refused(&["E-REM-011"]),
    },
    Act {
        name: "apply for a refund",
        prepare: |stage| {
            let receipt_no = stage.paid();
            stage.remitted(&receipt_no);
            let (id, line) = (stage.id("--refund-id"), 1 + stage.dice.below(3));
            stage.words(&format!(
                "refund apply {receipt_no} --line {line} --ground wrong_person --applicant 测大山 --proof 收据 {id}"
            ))
        },
        entries: &["refund_applied"],
        holds: |answer| {
            let names = ["refund_no", "refund_id", "receipt_no", "lines"];
            parts("refund_applied", &answer["application"], &names)
        },
        again: RECORDED,
    },
    Act {
        name: "a step of a refund application",
        prepare: |stage| {
            let refund_no = stage.applied_for_refund();
            let state = *stage.dice.pick(&["submitted", "accepted", "rejected", "withdrawn"]);
            stage.words(&format!(
                "refund step {refund_no} --state {state} --on 2025-11-03 --note 青税退〔2025〕1号"
            ))
        },
        entries: &["refund_step"],
        holds: |answer| json!({"kind": "refund_step", "refund_no": answer["application"]["refund_no"], "state": answer["state"]}),
        again: Again::Refused(&["E-REF-011", "E-REF-012"]),
    },
    Act {
        name: "count the drawer",
        prepare: |stage| {
            stage.opened();
            let pieces = stage.dice.below(40);
            let id = stage.id("--count-id");
            stage.words(&format!("count --note 100={pieces} 0.5=3 {id}"))
        },
        entries: &["count"],
        holds: |answer| {
            parts("count", answer, &["count_no", "count_id", "session_no", "counted", "variance"])
        },
        again: RECORDED,
    },
    Act {
        name: "close, and the count is right",
        prepare: |stage| {
            stage.opened();
            stage.counted(0);
            stage.words("close")
        },
        entries: &["close"],
        holds: close,
        again: NO_SESSION,
    },
    Act {
        name: "close with a difference, settled on the spot",
        prepare: |stage| {
            stage.counted_wrong();
            stage.words("close --reason 数错 --outcome settled")
        },
        entries: &["close", "difference_step"],
        holds: close,
        again: NO_SESSION,
    },
    Act {
        name: "close with a difference, carried",
        prepare: |stage| {
            stage.counted_wrong();
            stage.words("close --reason 数错 --outcome carried")
        },
        entries: &["close"],
        holds: close,
        again: NO_SESSION,
    },
    Act {
        name: "close with a difference, to be reported",
        prepare: |stage| {
            stage.counted_wrong();
            stage.words("close --reason 数错 --outcome reported")
        },
        entries: &["close"],
        holds: close,
        again: NO_SESSION,
    },
    Act {
        name: "settle a difference",
        prepare: |stage| {
            let (close_no, way, whole) = stage.differing_close();
            // A part of it: sent twice, it would be settled twice.
            let amount = if stage.dice.below(2) == 0 { "1.00".to_owned() } else { whole };
            let id = stage.id("--step-id");
            stage.words(&format!(
                "difference settle {close_no} --way {way} --amount {amount} --paper 青镇收〔2025〕9号 --note 找到了 {id}"
            ))
        },
        entries: &["difference_step"],
        holds: difference_step,
        again: RECORDED,
    },
    Act {
        name: "carry a difference",
        prepare: |stage| {
            let (close_no, ..) = stage.differing_close();
            let id = stage.id("--step-id");
            stage.words(&format!("difference carry {close_no} --note 下次再数 {id}"))
        },
        entries: &["difference_step"],
        holds: difference_step,
        again: RECORDED,
    },
    Act {
        name: "report a difference",
        prepare: |stage| {
            let (close_no, ..) = stage.differing_close();
            let id = stage.id("--step-id");
            stage.words(&format!("difference report {close_no} --paper 青镇报〔2025〕4号 {id}"))
        },
        entries: &["difference_step"],
        holds: difference_step,
        again: RECORDED,
    },
    Act {
        name: "enter a resolution of collective aid",
        prepare: |stage| {
            let number = stage.round;
            stage.words(&format!(
                "aid add --levy-year 2026 --resolution 民决〔2025〕{number}号 --on 2025-10-20 --source 村集体 --who 全体村民 --most-each 50.00 --budget 500.00 --paper 青镇〔2025〕31号"
            ))
        },
        entries: &["aid_resolved"],
        holds: |answer| parts("aid_resolved", answer, &["aid_no", "resolution_no", "most_each", "budget"]),
        again: Again::Refused(&["E-AID-005"]),
    },
    Act {
        name: "end a resolution",
        prepare: |stage| {
            let aid_no = stage.resolved();
            stage.words(&format!("aid end {aid_no} --reason 钱用完了"))
        },
        entries: &["aid_ended"],
        holds: |answer| parts("aid_ended", answer, &["aid_no"]),
        again: Again::Refused(&["E-AID-006"]),
    },
    Act {
        name: "receive a book of tickets",
        prepare: |stage| {
            let (first, last) = (stage.round * 100 + 1, stage.round * 100 + 50);
            stage.words(&format!("ticket receive --first 乙{first:08} --last 乙{last:08} --on 2025-11-03"))
        },
        entries: &["tickets_received"],
        holds: |answer| parts("tickets_received", answer, &["ticket_book_no"]),
        again: Again::Refused(&["E-TKT-002"]),
    },
    Act {
        name: "a spoilt ticket",
        prepare: |stage| {
            let ticket = stage.next_ticket();
            stage.words(&format!("ticket spoil {ticket} --reason 写错"))
        },
        entries: &["ticket_spoilt"],
        holds: |answer| parts("ticket_spoilt", answer, &["ticket_no"]),
        again: Again::Refused(&["E-TKT-004"]),
    },
    Act {
        name: "tickets that go back",
        prepare: |stage| {
            let ticket = stage.next_ticket();
            stage
                .words(&format!("ticket return --first {ticket} --last {ticket} --on 2025-11-03 --to 青溪镇"))
        },
        entries: &["tickets_returned"],
        // The answer says how many; the journal is asked how often.
        holds: |_| json!({"kind": "tickets_returned", "to": "青溪镇"}),
        again: Again::Refused(&["E-TKT-004"]),
    },
];
