//! Cells that are formatted and hold nothing: a sheet that somebody formatted to its last row has a million rows of them.
//! They are taken out of the sheet's part before the cell reader goes through them one by one.
//!
//! Invariant: the cell reader finds the same cells in what is left. A part of which that is not sure stays as it is.
//! Must not know: cells with content.

use super::markup::{Tag, next_tag, tags};
use memchr::{memchr_iter, memmem};

/// Fewer are quicker read than looked for.
const MANY: usize = 10_000;

/// Takes the cells without content out of a sheet's part, and the rows in which nothing is left, if there are many.
pub(super) fn take_out(markup: &mut Vec<u8>) {
    if memmem::find_iter(markup, b"/>").take(MANY).count() == MANY && is_sure(markup) {
        squeeze(markup);
    }
}

/// True if each row and each cell says itself where it stands, so that those before it need not be counted, and every
/// tag of theirs ends where it seems to.
fn is_sure(markup: &[u8]) -> bool {
    for tag in tags(markup) {
        match tag.name {
            b"row" | b"c" => {
                let says_where = tag.attributes.starts_with(b" r=\"") || tag.attribute(b"r").is_some();
                // A bracket inside a quoted value would cut the tag short.
                let is_whole = memchr_iter(b'"', tag.attributes).count().is_multiple_of(2)
                    && memchr_iter(b'\'', tag.attributes).count().is_multiple_of(2);
                if !says_where || !is_whole {
                    return false;
                }
            }
            b"" if closes(&tag, b"sheetData") => return true,
            // A comment, or text that only looks like tags.
            name if name.starts_with(b"!") => return false,
            _ => {}
        }
    }
    false
}

fn squeeze(markup: &mut Vec<u8>) {
    let (mut at, mut kept) = (0, 0);
    // Where the row begins that has had no content so far.
    let mut bare_row = None;
    while let Some((begin, end)) = next_tag(markup, at) {
        markup.copy_within(at..begin, kept);
        kept += begin - at;
        at = end;
        let tag = Tag::of(&markup[begin..end]);
        let is_empty = tag.attributes.ends_with(b"/");
        match tag.name {
            b"row" | b"c" if is_empty => continue,
            b"row" => bare_row = Some(kept),
            b"c" => bare_row = None,
            b"" if closes(&tag, b"row") => {
                if let Some(beginning) = bare_row.take() {
                    kept = beginning;
                    continue;
                }
            }
            b"" if closes(&tag, b"sheetData") => {
                at = begin;
                break;
            }
            _ => {}
        }
        markup.copy_within(begin..end, kept);
        kept += end - begin;
    }
    let length = markup.len();
    markup.copy_within(at..length, kept);
    markup.truncate(kept + length - at);
}

/// True for `</name>`, prefix or not.
fn closes(tag: &Tag<'_>, name: &[u8]) -> bool {
    let closed = tag.attributes.strip_prefix(b"/").map(|rest| rest.trim_ascii_end());
    closed.is_some_and(|closed| closed.rsplit(|byte| *byte == b':').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squeezed(markup: &str) -> Option<String> {
        let mut bytes = markup.as_bytes().to_vec();
        is_sure(&bytes).then(|| {
            squeeze(&mut bytes);
            String::from_utf8(bytes).expect("whole tags are taken out")
        })
    }

    #[test]
    fn what_holds_nothing_is_taken_out_and_the_rest_stays() {
        let markup = r#"<worksheet><cols><col min="1"/></cols><sheetData><row r="1" spans="1:2"><c r="A1" s="1"/><c r="B1" t="s"><v>0</v></c></row>
<row r="2"/><row r="3" ht="9"><c r="A3" s="1"/><x:c s='1' r='B3' /></row><row r="4"><c r="A4"/><c r="B4"></c><c r="C4"/></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><row/></worksheet>"#;
        let left = r#"<worksheet><cols><col min="1"/></cols><sheetData><row r="1" spans="1:2"><c r="B1" t="s"><v>0</v></c></row>
<row r="4"><c r="B4"></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><row/></worksheet>"#;
        assert_eq!(squeezed(markup).as_deref(), Some(left));
    }

    #[test]
    fn a_part_of_which_nothing_is_sure_stays_as_it_is() {
        for inside in [
            r#"<row r="1"><c s="1"/></row>"#,
            r#"<row><c r="A1"/></row>"#,
            r#"<row r="1"><c r="A1" x=">/>"/></row>"#,
            r#"<row r="1"><!-- <c r="A1"/> --></row>"#,
            r#"<row r="1"><c r="A1"><v><![CDATA[<c r="B1"/>]]></v></c></row>"#,
        ] {
            assert_eq!(
                squeezed(&format!("<worksheet><sheetData>{inside}</sheetData></worksheet>")),
                None,
                "{inside}"
            );
        }
        assert_eq!(squeezed(r#"<worksheet><sheetData><row r="1"/>"#), None, "cut short");
    }
}
