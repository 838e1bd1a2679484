//! Old workbooks made byte by byte, as spreadsheets write them and as nobody does.

use super::*;
use crate::workbook::read;

fn rec(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).expect("a short record").to_le_bytes());
    bytes.extend(data);
    bytes
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn bof(version: u16, kind: u16) -> Vec<u8> {
    rec(BOF, &words(&[version, kind, 0, 0, 0, 0, 0, 0]))
}

/// A shared string of two bytes a character.
fn shared(text: &str) -> Vec<u8> {
    let mut bytes = words(&[u16::try_from(text.encode_utf16().count()).expect("short")]);
    bytes.push(1);
    bytes.extend(wide(text));
    bytes
}

fn strings(texts: &[&str]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).expect("few");
    let mut data = [count.to_le_bytes(), count.to_le_bytes()].concat();
    data.extend(texts.iter().flat_map(|text| shared(text)));
    rec(SHARED_STRINGS, &data)
}

/// A stream of globals and one sheet named 名册.
fn stream(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let mut name = vec![2, 1];
    name.extend(wide("名册"));
    let bound = |at: u32| rec(BOUND_SHEET, &[at.to_le_bytes().to_vec(), vec![0, 0], name.clone()].concat());
    let before = [bof(BIFF8, 5), globals.concat()].concat();
    let at = before.len() + bound(0).len() + 4;
    let mut bytes = before;
    bytes.extend(bound(u32::try_from(at).expect("short")));
    bytes.extend(rec(EOF, &[]));
    bytes.extend(bof(BIFF8, 16));
    bytes.extend(sheet.concat());
    bytes.extend(rec(EOF, &[]));
    bytes
}

/// A compound file with one stream, which is kept in sectors of its own.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut content = stream.to_vec();
    content.resize(content.len().next_multiple_of(512).max(4_096), 0);
    let sectors = content.len() / 512;
    assert!(sectors < 120, "one table of sectors is enough");
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(24, 0);
    header.extend(words(&[0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 0, 0]));
    // One table in sector 0, the folder in sector 1, the stream from sector 2.
    for word in [1, 1, 0, 4_096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0_u32] {
        header.extend(word.to_le_bytes());
    }
    header.resize(512, 0xFF);
    let mut table = vec![0xFFFF_FFFD_u32, 0xFFFF_FFFE];
    table.extend(
        (0..sectors)
            .map(|at| if at + 1 == sectors { 0xFFFF_FFFE } else { u32::try_from(at + 3).expect("few") }),
    );
    table.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut bytes = wide(name);
        bytes.resize(64, 0);
        bytes.extend(words(&[u16::try_from(2 * name.len() + 2).expect("short")]));
        bytes.extend([kind, 1]);
        bytes.resize(116, 0);
        bytes.extend(start.to_le_bytes());
        bytes.extend(u32::try_from(size).expect("short").to_le_bytes());
        bytes.resize(128, 0);
        bytes
    };
    let mut folder = entry("Root Entry", 5, 0xFFFF_FFFE, 0);
    folder.extend(entry(name, 2, 2, content.len()));
    folder.resize(512, 0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, folder, content].concat()
}

fn label(row: u16, column: u16, index: u32) -> Vec<u8> {
    rec(LABEL_SST, &[words(&[row, column, 0]), index.to_le_bytes().to_vec()].concat())
}

fn answer(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Result<Workbook, ReadFault> {
    read(&compound("Workbook", &stream(globals, sheet)), "a.xls")
}

fn texts(book: &Workbook) -> Vec<String> {
    book.sheets[0]
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(at, cell)| format!("{}:{at} {}", row.number, cell.text())))
        .collect()
}

#[test]
fn every_kind_of_cell_is_read() {
    let number = |kind, row, value: &[u8]| rec(kind, &[words(&[row, 1, 1]), value.to_vec()].concat());
    let date = rec(FORMAT, &[words(&[164, 10]), vec![0], b"yyyy\\-mm\\-d".to_vec()[..10].to_vec()].concat());
    let styles = [rec(XF, &words(&[0, 0])), rec(XF, &words(&[0, 164]))];
    let formula = [words(&[6, 1, 0]), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF], vec![0; 6]].concat();
    let stored = [words(&[2]), vec![1], wide("乙丙")].concat();
    let sheet = [
        rec(ROW, &[words(&[2, 0, 9, 0, 0, 0]), HIDDEN.to_le_bytes().to_vec()].concat()),
        label(0, 0, 0),
        label(0, 300, 0),
        number(NUMBER, 1, &45964.0_f64.to_le_bytes()),
        number(RK, 2, &((45_964_u32 << 2) | 2).to_le_bytes()),
        rec(
            MUL_RK,
            &[
                words(&[3, 1, 0]),
                ((700_u32 << 2) | 3).to_le_bytes().to_vec(),
                words(&[0]),
                ((8_u32 << 2) | 2).to_le_bytes().to_vec(),
                words(&[2]),
            ]
            .concat(),
        ),
        rec(BOOL_ERROR, &[words(&[4, 1, 0]), vec![1, 0]].concat()),
        rec(LABEL, &[words(&[5, 1, 0]), words(&[1]), vec![0, b'x']].concat()),
        rec(FORMULA, &formula),
        rec(STRING, &stored),
        rec(MERGED_CELLS, &words(&[1, 3, 5, 0, 0])),
    ];
    let book = answer(&[date, styles.concat(), rec(DATE_MODE, &words(&[1])), strings(&["甲䶮𠮷"])], &sheet)
        .expect("a workbook");
    assert_eq!(
        texts(&book),
        ["1:0 甲䶮𠮷", "2:1 45964", "3:1 45964", "4:1 7", "4:2 8", "5:1 TRUE", "6:1 x", "7:1 乙丙"]
    );
    let sheet = &book.sheets[0];
    assert_eq!(sheet.rows[1].cells[0].1, Cell::Number { value: 45964.0, is_date: true });
    assert_eq!((sheet.hidden_rows.as_slice(), sheet.merges[0].last_row), (&[3][..], 6));
    assert_eq!((sheet.name.as_str(), book.is_1904, book.columns_left_out), ("名册", true, true));
}

#[test]
fn a_shared_string_may_go_on_in_the_next_record_with_another_width() {
    let head = [1_u32.to_le_bytes(), 2_u32.to_le_bytes()].concat();
    let first = [head, words(&[4]), vec![1], wide("甲乙")].concat();
    let rest = [vec![0], b"ab".to_vec(), shared("丙")].concat();
    let globals = [rec(SHARED_STRINGS, &first), rec(CONTINUE, &rest)];
    let book = answer(&globals, &[label(0, 0, 0), label(1, 0, 1)]).expect("a workbook");
    assert_eq!(texts(&book), ["1:0 甲乙ab", "2:0 丙"]);
}

#[test]
fn what_cannot_be_read_is_refused_in_its_own_words() {
    let person = [label(0, 0, 0)];
    assert_eq!(answer(&[rec(FILE_PASS, &[0; 6])], &person), Err(ReadFault::Encrypted));
    let mut of_before = stream(&[strings(&["甲"])], &person);
    of_before[5] = 5;
    assert_eq!(read(&compound("Workbook", &of_before), "a.xls"), Err(ReadFault::OldWorkbook));
    assert_eq!(read(&compound("Book", &of_before), "a.xls"), Err(ReadFault::OldWorkbook));
    assert_eq!(read(&compound("WordDocument", &of_before), "a.xls"), Err(ReadFault::WrongType));
    assert_eq!(read(&compound("_VBA_PROJECT_CUR", &of_before), "a.xls"), Err(ReadFault::Macro));
    assert_eq!(read(b"\x09\x08\x08\x00\x00\x05\x05\x00", "a.xls"), Err(ReadFault::OldWorkbook));
    assert_eq!(answer(&[strings(&["甲"])], &[]), Err(ReadFault::Empty));
    // A cell that points beyond the strings, and a sheet that is not where the globals say.
    assert_eq!(answer(&[strings(&["甲"])], &[label(0, 0, 7)]), Err(ReadFault::Damaged));
    let whole = compound("Workbook", &stream(&[strings(&["甲"])], &person));
    assert_eq!(read(&whole[..1_500], "a.xls"), Err(ReadFault::Damaged));
}

#[test]
fn a_chain_of_sectors_in_a_circle_ends() {
    let mut bytes = compound("Workbook", &stream(&[strings(&["甲"])], &[label(0, 0, 0)]));
    // The stream's second sector points back to its first.
    bytes[512 + 4 * 3..512 + 4 * 4].copy_from_slice(&2_u32.to_le_bytes());
    assert_eq!(read(&bytes, "a.xls"), Err(ReadFault::Damaged));
}

#[test]
fn a_format_is_one_of_a_date_or_not() {
    for (format, expect) in [
        ("yyyy/m/d", true),
        ("yyyy\"年\"m\"月\"d\"日\"", true),
        ("[$-804]yyyy\"年\"m\"月\"", true),
        ("General", false),
        ("0.00E+00", false),
        ("#,##0.00_);[Red]\\(#,##0.00\\)", false),
        ("0\"d\"", false),
        ("@", false),
    ] {
        assert_eq!(is_date_format(format), expect, "{format}");
    }
}
