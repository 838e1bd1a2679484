//! What the cell reader does not say about an xlsx: merged ranges, hidden rows, and which part is which sheet.
//!
//! Invariant: a walk over the tags of a part that was checked before; it keeps no more than the caps of the workbook
//! reader allow, and what it does not understand it leaves out.
//! Must not know: cells.

use super::{MAX_MERGES, Merge, ReadFault};
use memchr::{memchr, memrchr};
use std::collections::HashMap;

/// A tag: its name without the prefix, and what stands between the name and the end.
pub(super) struct Tag<'a> {
    /// Empty for a tag that closes an element.
    pub(super) name: &'a [u8],
    pub(super) attributes: &'a [u8],
}

/// Every tag of a part.
pub(super) fn tags(markup: &[u8]) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (begin, end) = next_tag(markup, at)?;
        at = end;
        Some(Tag::of(&markup[begin..end]))
    })
}

/// Where the next tag begins, and where what follows it does.
pub(super) fn next_tag(markup: &[u8], from: usize) -> Option<(usize, usize)> {
    let begin = from + memchr(b'<', &markup[from..])?;
    let end = memchr(b'>', &markup[begin..]).map_or(markup.len(), |length| begin + length + 1);
    Some((begin, end))
}

impl<'a> Tag<'a> {
    /// A tag as it stands in the part, its brackets included.
    pub(super) fn of(written: &'a [u8]) -> Self {
        let inside = written.strip_prefix(b"<").unwrap_or(written);
        let inside = inside.strip_suffix(b">").unwrap_or(inside);
        let name_end = inside
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        let name = memrchr(b':', name).map_or(name, |colon| &name[colon + 1..]);
        Self { name, attributes }
    }

    /// The value of an attribute, prefix or not.
    pub(super) fn attribute(&self, wanted: &[u8]) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let name = rest[..equals].trim_ascii();
            let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
            rest = rest[equals + 1..].trim_ascii_start();
            let (quote, after) = rest.split_first()?;
            let end = after.iter().position(|byte| byte == quote)?;
            if name == wanted {
                return std::str::from_utf8(&after[..end]).ok();
            }
            rest = &after[end + 1..];
        }
    }
}

/// What is known of a sheet beside its cells.
#[derive(Debug, Default)]
pub(super) struct SheetExtras {
    pub(super) merges: Vec<Merge>,
    pub(super) hidden_rows: Vec<u32>,
}

/// The merged ranges and the hidden rows of a sheet's part.
pub(super) fn sheet_extras(markup: &[u8]) -> Result<SheetExtras, ReadFault> {
    let mut extras = SheetExtras::default();
    let mut number = 0;
    for tag in tags(markup) {
        match tag.name {
            b"row" => {
                number = tag.attribute(b"r").and_then(|text| text.parse().ok()).unwrap_or(number + 1);
                if matches!(tag.attribute(b"hidden"), Some("1" | "true")) {
                    extras.hidden_rows.push(number);
                }
            }
            b"mergeCell" => {
                if let Some(merge) = tag.attribute(b"ref").and_then(range) {
                    extras.merges.push(merge);
                }
                if extras.merges.len() > MAX_MERGES {
                    return Err(ReadFault::TooLarge);
                }
            }
            _ => {}
        }
    }
    extras.merges.sort_by_key(|merge| (merge.first_row, merge.first_column));
    Ok(extras)
}

/// How many shared strings a part holds.
pub(super) fn strings(markup: &[u8]) -> usize {
    tags(markup).filter(|tag| tag.name == b"si").count()
}

/// `B4:B7` as rows and columns.
fn range(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (place(first)?, place(last)?);
    (first_row <= last_row && first_column <= last_column).then_some(Merge {
        first_row,
        last_row,
        first_column,
        last_column,
    })
}

/// `B4` as (1-based row, 0-based column).
fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        letter.is_ascii_uppercase().then_some(())?;
        column = column * 26 + u32::from(letter - b'A') + 1;
    }
    let row = row.parse().ok().filter(|row| *row > 0)?;
    Some((row, column - 1))
}

/// The part of each sheet, in the order of the workbook: from the workbook's part and its relations.
pub(super) fn sheet_parts(folder: &str, workbook: &[u8], relations: &[u8]) -> Vec<Option<String>> {
    let targets: HashMap<&str, &str> = tags(relations)
        .filter(|tag| tag.name == b"Relationship")
        .filter_map(|tag| Some((tag.attribute(b"Id")?, tag.attribute(b"Target")?)))
        .collect();
    tags(workbook)
        .filter(|tag| tag.name == b"sheet")
        .map(|tag| {
            let target = targets.get(tag.attribute(b"id")?)?;
            let path = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{folder}{target}"),
            };
            Some(path.to_ascii_lowercase())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_and_hidden_rows_are_found_whatever_the_prefix() {
        let markup = br#"<x:worksheet><x:sheetData><x:row r="3" hidden='1'><x:c r="A3"/></x:row><row/><row hidden="true" /></x:sheetData>
            <x:mergeCells count="2"><x:mergeCell ref="$B$4:B7"/><mergeCell ref="A1:N1"/><mergeCell ref="nonsense"/></x:mergeCells></x:worksheet>"#;
        let extras = sheet_extras(markup).expect("few merges");
        assert_eq!(extras.hidden_rows, [3, 5]);
        let merges: Vec<_> = extras
            .merges
            .iter()
            .map(|of| (of.first_row, of.last_row, of.first_column, of.last_column))
            .collect();
        assert_eq!(merges, [(1, 1, 0, 13), (4, 7, 1, 1)]);
    }

    #[test]
    fn sheets_are_found_by_their_relation() {
        let workbook = br#"<workbook><sheets><sheet name="a" sheetId="7" r:id="rId9"/><sheet name="b" r:id="rId1"/><sheet name="c"/></sheets></workbook>"#;
        let relations = br#"<Relationships><Relationship Id="rId1" Target="/xl/worksheets/One.xml"/><Relationship Target="worksheets/nine.xml" Id="rId9"/></Relationships>"#;
        let parts = sheet_parts("xl/", workbook, relations);
        assert_eq!(parts[0].as_deref(), Some("xl/worksheets/nine.xml"));
        assert_eq!((parts[1].as_deref(), &parts[2]), (Some("xl/worksheets/one.xml"), &None));
    }
}
