//! The township's answer to a package, begun.

use cunshou_exchange::ack::{Ack, AckCounts};
use cunshou_exchange::package::Report;

/// The head of an answer that says nothing of rows and slips yet. What the writing fills in stands empty.
pub fn answer_to(report: &Report, ack_no: u32, answered_at: &str) -> Ack {
    let manifest = report.manifest.clone().expect("a manifest");
    Ack {
        ack_no,
        answered_at: answered_at.to_owned(),
        app_version: "0.1.0".to_owned(),
        book_id: manifest.book_id,
        close_no: manifest.close_no,
        counts: AckCounts::default(),
        device_id: manifest.device_id,
        format: String::new(),
        journal_head: manifest.journal_head,
        kind: manifest.kind,
        package_id: manifest.package_id,
        package_sha256: report.sha256.clone(),
        rows_sha256: String::new(),
        series: manifest.series,
        slips: Vec::new(),
        town_code: manifest.town_code,
        town_key: String::new(),
        version: 0,
        village_code: manifest.village_code,
    }
}
