//! The recovery key (恢复钥匙): the sheet that the township keeps in its safe.

use super::BookKind;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::RECOVERY_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many groups of the key stand on one line of the sheet.
const GROUPS_A_LINE: usize = 4;

/// What stands on the sheet. It holds a secret: its `Debug` form leaves the key out.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecoveryKeyPaper {
    /// The village.
    pub village_name: String,
    /// Its code of twelve digits.
    pub village_code: String,
    /// Identifier of the book that the key opens.
    pub book_id: String,
    /// The first user of the book.
    pub user_name: String,
    /// The key, in the groups in which it is typed.
    pub key_groups: Vec<String>,
    /// The day on which the book was made, `YYYY-MM-DD`.
    pub created_on: String,
    /// The kind of book.
    pub kind: BookKind,
}

impl fmt::Debug for RecoveryKeyPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryKeyPaper").field("book_id", &self.book_id).finish_non_exhaustive()
    }
}

/// The sheet on A4.
pub fn recovery_key(document: &RecoveryKeyPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    lay_out(RECOVERY_A4.sheet()?, &content(document), fonts)
}

fn content(document: &RecoveryKeyPaper) -> Content {
    const CELLS: [&str; GROUPS_A_LINE] = ["group_1", "group_2", "group_3", "group_4"];
    let d = document;
    let fields = Fields::from([
        ("village_name", d.village_name.clone()),
        ("village_code", d.village_code.clone()),
        ("book_id", d.book_id.clone()),
        ("user_name", d.user_name.clone()),
        ("created_on", d.created_on.clone()),
        ("kind_mark", d.kind.mark().to_owned()),
        ("groups", d.key_groups.len().to_string()),
    ]);
    let rows = d
        .key_groups
        .chunks(GROUPS_A_LINE)
        .enumerate()
        .map(|(at, groups)| {
            let mut cells: Fields = CELLS
                .iter()
                .enumerate()
                .map(|(i, name)| (*name, groups.get(i).cloned().unwrap_or_default()))
                .collect();
            cells.insert("line_no", format!("第{}行", at + 1));
            Row::line(cells)
        })
        .collect();
    Content { title: format!("恢复钥匙 {}", d.village_name), fields, rows, qr: None }
}
