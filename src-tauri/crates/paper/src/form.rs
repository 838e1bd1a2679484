//! The forms: where each thing stands on which paper. They are data (`assets/forms/*.toml`); a county's own form is
//! matched by editing numbers, not code. The language of the files is described in `assets/forms/README.md`.

use crate::error::PaperError;
use serde::Deserialize;
use std::sync::OnceLock;

/// A paper that a receipt can be printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A5 sheet, lying (half of an A4 sheet).
    A5,
    /// Tractor form of 241×93.1 mm (one third of a sheet) for dot-matrix printers.
    Form241x93,
    /// Tractor form of 241×139.7 mm (one half of a sheet) for dot-matrix printers.
    Form241x139,
    /// Two receipts one below the other on an A4 sheet, to be cut.
    A4Two,
    /// Three receipts one below the other on an A4 sheet, to be cut.
    A4Three,
    /// Roll of 80 mm; the page is as long as what stands on it.
    Roll80,
    /// Roll of 58 mm: room for names and sums only.
    Roll58,
}

impl Form {
    /// Every form, in the order in which the window offers them.
    pub const ALL: [Self; 7] = [
        Self::A5,
        Self::Form241x93,
        Self::Form241x139,
        Self::A4Two,
        Self::A4Three,
        Self::Roll80,
        Self::Roll58,
    ];

    /// The form of a code, as the window and the settings write it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// The code of the form.
    pub fn code(self) -> &'static str {
        self.shipped().code
    }

    /// The name of the form for the clerk.
    pub fn label(self) -> &'static str {
        self.sheet().map_or(self.code(), |sheet| &sheet.label)
    }

    /// Width and height of the paper in millimetres. The height of a roll is that of the shortest page; what was laid out
    /// says its own ([`crate::Paper::size_mm`]).
    pub fn size_mm(self) -> (f32, f32) {
        self.sheet().map_or((0.0, 0.0), Sheet::size_mm)
    }

    /// The medium for `lp -o media=…`; without it CUPS scales an odd form onto Letter. For a roll ask the paper
    /// ([`crate::Paper::cups_media`]).
    pub fn cups_media(self) -> &'static str {
        self.sheet().map_or("", |sheet| &sheet.cups_media)
    }

    /// True for a roll: the length of a page follows from what stands on it.
    pub fn is_roll(self) -> bool {
        self.sheet().is_ok_and(|sheet| sheet.roll)
    }

    pub(crate) fn sheet(self) -> Result<&'static Sheet, PaperError> {
        self.shipped().sheet()
    }

    fn shipped(self) -> &'static Shipped {
        match self {
            Self::A5 => &RECEIPT_A5,
            Self::Form241x93 => &RECEIPT_241X93,
            Self::Form241x139 => &RECEIPT_241X139,
            Self::A4Two => &RECEIPT_A4X2,
            Self::A4Three => &RECEIPT_A4X3,
            Self::Roll80 => &RECEIPT_ROLL80,
            Self::Roll58 => &RECEIPT_ROLL58,
        }
    }

    /// The layout of a void slip for the same paper.
    pub(crate) fn void_sheet(self) -> Result<&'static Sheet, PaperError> {
        match self {
            Self::A5 => VOID_A5.sheet(),
            Self::Form241x93 => VOID_241X93.sheet(),
            Self::Form241x139 => VOID_241X139.sheet(),
            Self::A4Two | Self::A4Three => VOID_A4.sheet(),
            Self::Roll80 => VOID_ROLL80.sheet(),
            Self::Roll58 => VOID_ROLL58.sheet(),
        }
    }
}

/// A form file that is built in, read on first use. It may say only what it has otherwise than another form.
pub(crate) struct Shipped {
    code: &'static str,
    source: &'static str,
    base: Option<&'static str>,
    sheet: OnceLock<Result<Sheet, PaperError>>,
}

impl Shipped {
    const fn new(code: &'static str, source: &'static str, base: Option<&'static str>) -> Self {
        Self { code, source, base, sheet: OnceLock::new() }
    }

    pub(crate) fn sheet(&self) -> Result<&Sheet, PaperError> {
        let read = || Sheet::read(self.code, self.source, self.base);
        self.sheet.get_or_init(read).as_ref().map_err(Clone::clone)
    }
}

macro_rules! shipped {
    (@base) => { None };
    (@base $base:literal) => { Some(include_str!(concat!("../../../../assets/forms/", $base))) };
    ($($name:ident = $code:literal from $file:literal $(over $base:literal)?;)*) => {
        $(pub(crate) static $name: Shipped = Shipped::new(
            $code,
            include_str!(concat!("../../../../assets/forms/", $file)),
            shipped!(@base $($base)?),
        );)*
        #[cfg(test)]
        static EVERY: &[&Shipped] = &[$(&$name),*];
    };
}

shipped! {
    RECEIPT_A5 = "a5" from "receipt-a5.toml";
    RECEIPT_241X93 = "241x93" from "receipt-241x93.toml";
    RECEIPT_241X139 = "241x139" from "receipt-241x139.toml";
    RECEIPT_A4X2 = "a4x2" from "receipt-a4x2.toml" over "receipt-a5.toml";
    RECEIPT_A4X3 = "a4x3" from "receipt-a4x3.toml";
    RECEIPT_ROLL80 = "roll80" from "receipt-roll80.toml";
    RECEIPT_ROLL58 = "roll58" from "receipt-roll58.toml";
    VOID_A5 = "void-a5" from "void-a5.toml";
    VOID_A4 = "void-a4" from "void-a4.toml" over "void-a5.toml";
    VOID_241X93 = "void-241x93" from "void-241x93.toml";
    VOID_241X139 = "void-241x139" from "void-241x139.toml" over "void-241x93.toml";
    VOID_ROLL80 = "void-roll80" from "void-roll80.toml";
    VOID_ROLL58 = "void-roll58" from "void-roll58.toml";
    CLOSE_A4 = "close-a4" from "close-a4.toml";
    X_REPORT_A4 = "x-report-a4" from "x-report-a4.toml";
    RECOVERY_A4 = "recovery-a4" from "recovery-a4.toml";
    CANVASS_ROUND_A4 = "canvass-round-a4" from "canvass-round-a4.toml";
    CANVASS_REFUSAL_A4 = "canvass-refusal-a4" from "canvass-refusal-a4.toml";
    REMITTANCE_A4 = "remittance-a4" from "remittance-a4.toml";
    REFUND_A4 = "refund-a4" from "refund-a4.toml";
    SUSPENSION_A4 = "suspension-a4" from "suspension-a4.toml" over "refund-a4.toml";
    DECLARATION_A4 = "declaration-a4" from "declaration-a4.toml";
    DECLARATION_SUMS_A4 = "declaration-sums-a4" from "declaration-sums-a4.toml";
    LEDGER_A4 = "ledger-a4" from "ledger-a4.toml";
    UNPAID_A4 = "unpaid-a4" from "unpaid-a4.toml";
    HOUSEHOLD_NOTICE_A4 = "household-notice-a4" from "household-notice-a4.toml";
    POSTED_A4 = "posted-a4" from "posted-a4.toml";
    LEAFLET_A4 = "leaflet-a4" from "leaflet-a4.toml";
    POLICY_SLIP_A5 = "policy-slip-a5" from "policy-slip-a5.toml";
    RECEIPT_BOOK_A4 = "receipt-book-a4" from "receipt-book-a4.toml";
    BLANK_RECEIPT_A4 = "blank-receipt-a4" from "blank-receipt-a4.toml";
}

/// One form file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sheet {
    pub code: String,
    pub label: String,
    pub cups_media: String,
    /// Width and height of the page. Where several slips stand on a sheet: of one of them; of a roll: the least height.
    pub width_mm: f32,
    pub height_mm: f32,
    /// How many slips stand one below the other on a sheet, to be cut apart.
    #[serde(default = "one")]
    pub up: usize,
    /// The page grows with what stands on it; there is always one.
    #[serde(default)]
    pub roll: bool,
    /// Above this the flow after the table must end, on the last page. On a roll: how much stays free below it.
    pub flow_bottom: f32,
    /// Smallest print in points to which a text is shrunk that would not fit.
    #[serde(default = "default_smallest")]
    pub smallest: f32,
    #[serde(default)]
    pub text: Vec<TextBox>,
    #[serde(default)]
    pub rule: Vec<Rule>,
    #[serde(default)]
    pub frame: Vec<FrameBox>,
    pub qr: Option<QrBox>,
    /// Where the lines before the table begin, on the first page.
    #[serde(default)]
    pub lead_top: f32,
    #[serde(default)]
    pub lead: Vec<FlowRow>,
    pub grid: Option<Grid>,
    pub table: Option<Table>,
    #[serde(default)]
    pub flow: Vec<FlowRow>,
}

fn default_smallest() -> f32 {
    5.0
}

impl Sheet {
    /// Width and height of the paper on which it is printed.
    pub(crate) fn size_mm(&self) -> (f32, f32) {
        (self.width_mm, (0..self.up).map(|_| self.height_mm).sum())
    }

    fn read(code: &str, source: &str, base: Option<&str>) -> Result<Self, PaperError> {
        let wrong = |source: &str, error: &toml::de::Error| {
            let line = error.span().map_or(0, |span| source[..span.start].lines().count());
            PaperError::BadForm { form: code.to_owned(), place: line.to_string() }
        };
        let Some(base) = base else { return toml::from_str(source).map_err(|error| wrong(source, &error)) };
        let mut whole: toml::Table = toml::from_str(base).map_err(|error| wrong(base, &error))?;
        whole.extend(toml::from_str::<toml::Table>(source).map_err(|error| wrong(source, &error))?);
        whole.try_into().map_err(|error| wrong(source, &error))
    }
}

/// On which pages a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum On {
    #[default]
    Every,
    First,
    /// All but the first.
    Next,
    Last,
    /// All but the last.
    More,
}

impl On {
    pub(crate) fn holds(self, page: usize, pages: usize) -> bool {
        match self {
            Self::Every => true,
            Self::First => page == 0,
            Self::Next => page > 0,
            Self::Last => page + 1 == pages,
            Self::More => page + 1 < pages,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    #[default]
    Left,
    Center,
    Right,
}

/// A text at a fixed place. It is left out where all fields that it names are empty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBox {
    #[serde(default)]
    pub on: On,
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub size: f32,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub bold: bool,
    /// The most lines it may take before it is set smaller.
    #[serde(default = "one")]
    pub lines: usize,
    /// A frame around the text, for marks.
    #[serde(default)]
    pub framed: bool,
    #[serde(default = "black")]
    pub black_percent: u8,
    pub text: String,
}

fn one() -> usize {
    1
}

fn black() -> u8 {
    100
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    #[serde(default)]
    pub on: On,
    pub from: [f32; 2],
    pub to: [f32; 2],
    pub width_pt: f32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrameBox {
    #[serde(default)]
    pub on: On,
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
    pub width_pt: f32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QrBox {
    #[serde(default)]
    pub on: On,
    pub x: f32,
    pub y: f32,
    pub side: f32,
}

/// A grid of boxes, as official forms have them: labels and what is filled in, or is to be filled in by hand. It stands on
/// the first page, before the table, and never breaks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grid {
    pub x: f32,
    pub w: f32,
    /// Highest place; lines before it push it down.
    pub top: f32,
    /// Free space to the lines before it.
    #[serde(default)]
    pub gap: f32,
    pub size: f32,
    /// Free space left and right of each text, and above and below it.
    pub pad: f32,
    pub strong_pt: f32,
    pub fine_pt: f32,
    pub row: Vec<GridRow>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GridRow {
    /// The least height.
    pub h: f32,
    /// Left out where all fields that its cells name are empty.
    #[serde(default)]
    pub optional: bool,
    pub cell: Vec<GridCell>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GridCell {
    pub w: f32,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub bold: bool,
    /// Its own print size, where it differs from the grid's.
    pub size: Option<f32>,
    /// The text stands at the top of the box, not in its middle.
    #[serde(default)]
    pub top: bool,
    /// A line at the bottom of the box, right-aligned: who signs there.
    pub foot: Option<String>,
}

/// The table of a form: one row a member (or a denomination, or a line of a key).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub x: f32,
    pub w: f32,
    /// Top edge on the first page and on the others.
    pub top_first: f32,
    pub top_next: f32,
    /// Lowest edge on a page that is not the last.
    pub bottom_more: f32,
    /// Free space to the lines before it, where they push it down.
    #[serde(default)]
    pub gap: f32,
    pub size: f32,
    pub title_size: f32,
    /// Free space above and below the text of a row.
    pub pad: f32,
    /// The least height of a row: space to write.
    #[serde(default)]
    pub row_h: f32,
    /// Lines left and right of the whole table.
    #[serde(default)]
    pub boxed: bool,
    /// Thickness of the lines above and below the table, and between rows, in points.
    pub strong_pt: f32,
    pub fine_pt: f32,
    pub column: Vec<Column>,
    /// A second line below each row.
    pub detail: Option<Detail>,
    /// The row of sums at the end of the table, and those that carry sums over a page.
    pub totals: Option<Totals>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub title: String,
    pub x: f32,
    pub w: f32,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub bold: bool,
    pub text: String,
    /// What is set instead where the text needs more than one line.
    pub short: Option<String>,
    /// Name of the amount that is summed up in this column.
    pub sum: Option<String>,
    /// Name of the number that is counted together in this column.
    pub count: Option<String>,
    /// A line at its left edge, from the head to the end of the table: a column to be written in.
    #[serde(default)]
    pub ruled: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detail {
    pub x: f32,
    pub w: f32,
    pub size: f32,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Totals {
    pub x: f32,
    pub w: f32,
    pub total: String,
    pub forward: String,
    pub carried: String,
}

/// One line (which may wrap) before or after the table. It is left out where all fields that it names are empty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlowRow {
    /// Free space above.
    pub gap: f32,
    #[serde(default)]
    pub rule_above_pt: Option<f32>,
    /// The QR symbol, in the middle of the page. Left out where the document has none.
    pub qr_side: Option<f32>,
    #[serde(default)]
    pub cell: Vec<FlowCell>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlowCell {
    pub x: f32,
    pub w: f32,
    pub size: f32,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub bold: bool,
    #[serde(default = "one")]
    pub lines: usize,
    /// A frame around the text, for marks.
    #[serde(default)]
    pub framed: bool,
    /// A line along the foot of the cell, to be written on. A cell without text keeps its height for it.
    pub write_pt: Option<f32>,
    #[serde(default)]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_form_can_be_read_and_keeps_to_its_paper() {
        for shipped in EVERY {
            let sheet = shipped.sheet().unwrap_or_else(|error| panic!("{}: {error}", shipped.code));
            assert_eq!(sheet.code, shipped.code);
            for (x, w, _) in boxes(sheet) {
                assert!(
                    x >= 4.0 && x + w <= sheet.width_mm - 4.0,
                    "{}: {x}+{w} is over the edge",
                    sheet.code
                );
            }
            if let Some(grid) = &sheet.grid {
                for row in &grid.row {
                    let w: f32 = row.cell.iter().map(|cell| cell.w).sum();
                    assert!((w - grid.w).abs() < 0.01, "{}: a grid row of {w} mm", sheet.code);
                }
            }
            if let Some(table) = &sheet.table {
                for pair in table.column.windows(2) {
                    assert!(
                        pair[0].x + pair[0].w <= pair[1].x + 0.01,
                        "{}: column {} runs into the next",
                        sheet.code,
                        pair[0].title
                    );
                }
            }
        }
    }

    /// Left edge, width and print size of everything that holds text.
    fn boxes(sheet: &Sheet) -> Vec<(f32, f32, f32)> {
        let mut boxes: Vec<(f32, f32, f32)> = sheet.text.iter().map(|t| (t.x, t.w, t.size)).collect();
        let rows = sheet.lead.iter().chain(&sheet.flow);
        boxes.extend(rows.flat_map(|row| &row.cell).map(|c| (c.x, c.w, c.size)));
        if let Some(grid) = &sheet.grid {
            let sizes = grid.row.iter().flat_map(|row| &row.cell).filter_map(|cell| cell.size);
            boxes.push((grid.x, grid.w, sizes.fold(grid.size, f32::min)));
        }
        if let Some(table) = &sheet.table {
            boxes.push((table.x, table.w, table.size));
            boxes.extend(table.column.iter().map(|c| (c.x, c.w, table.size.min(table.title_size))));
            boxes.extend(table.detail.iter().map(|d| (d.x, d.w, d.size)));
            boxes.extend(table.totals.iter().map(|t| (t.x, t.w, table.size)));
        }
        boxes
    }

    #[test]
    fn codes_lead_back_to_their_forms() {
        for form in Form::ALL {
            assert_eq!(Form::from_code(form.code()), Some(form));
            assert!(!form.label().is_empty());
        }
        assert_eq!(Form::from_code("a3"), None);
        assert_eq!(Form::Form241x93.size_mm(), (241.0, 93.1));
        assert_eq!(Form::A4Three.size_mm(), (210.0, 297.0));
        assert_eq!(Form::A4Two.cups_media(), "A4");
        assert_eq!(Form::Form241x93.cups_media(), "Custom.241x93.1mm");
        assert_eq!(Form::A5.cups_media(), "A5");
    }

    #[test]
    fn tractor_forms_keep_their_holes_free_and_their_print_large() {
        for shipped in [&RECEIPT_241X93, &RECEIPT_241X139, &VOID_241X93, &VOID_241X139] {
            let sheet = shipped.sheet().unwrap();
            let free = 14.0..=(sheet.width_mm - 14.0);
            for (x, w, size) in boxes(sheet) {
                assert!(
                    free.contains(&x) && free.contains(&(x + w)),
                    "{}: {x}+{w} is over the holes",
                    sheet.code
                );
                assert!(size >= 10.0, "{}: {size} pt is too small for a dot-matrix printer", sheet.code);
            }
            assert!(sheet.smallest >= 7.0, "{}: even a long text stays readable", sheet.code);
        }
    }

    #[test]
    fn a_form_with_an_unknown_word_is_refused_with_its_line() {
        let source =
            include_str!("../../../../assets/forms/receipt-a5.toml").replace("flow_bottom", "flow_botom");
        let error = Sheet::read("a5", &source, None).unwrap_err();
        assert!(matches!(error, PaperError::BadForm { form, .. } if form == "a5"));
    }
}
