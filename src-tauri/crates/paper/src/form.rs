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
}

impl Form {
    /// Every form, in the order in which the window offers them.
    pub const ALL: [Self; 2] = [Self::A5, Self::Form241x93];

    /// The form of a code, as the window and the settings write it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// The code of the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::A5 => "a5",
            Self::Form241x93 => "241x93",
        }
    }

    /// The name of the form for the clerk.
    pub fn label(self) -> &'static str {
        self.sheet().map_or(self.code(), |sheet| &sheet.label)
    }

    /// Width and height in millimetres.
    pub fn size_mm(self) -> (f32, f32) {
        self.sheet().map_or((0.0, 0.0), |sheet| (sheet.width_mm, sheet.height_mm))
    }

    /// The medium for `lp -o media=…`; without it CUPS scales an odd form onto Letter.
    pub fn cups_media(self) -> &'static str {
        self.sheet().map_or("", |sheet| &sheet.cups_media)
    }

    pub(crate) fn sheet(self) -> Result<&'static Sheet, PaperError> {
        match self {
            Self::A5 => RECEIPT_A5.sheet(),
            Self::Form241x93 => RECEIPT_241X93.sheet(),
        }
    }
}

/// A form file that is built in, read on first use.
pub(crate) struct Shipped {
    code: &'static str,
    source: &'static str,
    sheet: OnceLock<Result<Sheet, PaperError>>,
}

impl Shipped {
    const fn new(code: &'static str, source: &'static str) -> Self {
        Self { code, source, sheet: OnceLock::new() }
    }

    pub(crate) fn sheet(&self) -> Result<&Sheet, PaperError> {
        self.sheet.get_or_init(|| Sheet::read(self.code, self.source)).as_ref().map_err(Clone::clone)
    }
}

pub(crate) static RECEIPT_A5: Shipped =
    Shipped::new("a5", include_str!("../../../../assets/forms/receipt-a5.toml"));
pub(crate) static RECEIPT_241X93: Shipped =
    Shipped::new("241x93", include_str!("../../../../assets/forms/receipt-241x93.toml"));
pub(crate) static CLOSE_A4: Shipped =
    Shipped::new("close-a4", include_str!("../../../../assets/forms/close-a4.toml"));
pub(crate) static RECOVERY_A4: Shipped =
    Shipped::new("recovery-a4", include_str!("../../../../assets/forms/recovery-a4.toml"));
pub(crate) static CANVASS_ROUND_A4: Shipped =
    Shipped::new("canvass-round-a4", include_str!("../../../../assets/forms/canvass-round-a4.toml"));
pub(crate) static CANVASS_REFUSAL_A4: Shipped =
    Shipped::new("canvass-refusal-a4", include_str!("../../../../assets/forms/canvass-refusal-a4.toml"));

/// One form file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sheet {
    pub code: String,
    pub label: String,
    pub cups_media: String,
    pub width_mm: f32,
    pub height_mm: f32,
    /// Above this the flow after the table must end, on the last page.
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
    pub table: Option<Table>,
    #[serde(default)]
    pub flow: Vec<FlowRow>,
}

fn default_smallest() -> f32 {
    5.0
}

impl Sheet {
    fn read(code: &str, source: &str) -> Result<Self, PaperError> {
        toml::from_str(source).map_err(|error| {
            let line = error.span().map_or(0, |span| source[..span.start].lines().count());
            PaperError::BadForm { form: code.to_owned(), place: line.to_string() }
        })
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
    pub size: f32,
    pub title_size: f32,
    /// Free space above and below the text of a row.
    pub pad: f32,
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

/// One line (which may wrap) after the table. It is left out where all fields that it names are empty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlowRow {
    /// Free space above.
    pub gap: f32,
    #[serde(default)]
    pub rule_above_pt: Option<f32>,
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
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_form_can_be_read() {
        for shipped in
            [&RECEIPT_A5, &RECEIPT_241X93, &CLOSE_A4, &RECOVERY_A4, &CANVASS_ROUND_A4, &CANVASS_REFUSAL_A4]
        {
            let sheet = shipped.sheet().unwrap();
            assert_eq!(sheet.code, shipped.code);
        }
    }

    #[test]
    fn codes_lead_back_to_their_forms() {
        for form in Form::ALL {
            assert_eq!(Form::from_code(form.code()), Some(form));
            assert!(!form.label().is_empty());
        }
        assert_eq!(Form::from_code("a3"), None);
        assert_eq!(Form::Form241x93.size_mm(), (241.0, 93.1));
        assert_eq!(Form::Form241x93.cups_media(), "Custom.241x93.1mm");
        assert_eq!(Form::A5.cups_media(), "A5");
    }

    #[test]
    fn tractor_forms_keep_their_holes_free_and_their_print_large() {
        let sheet = RECEIPT_241X93.sheet().unwrap();
        let free = 14.0..=(sheet.width_mm - 14.0);
        let mut boxes: Vec<(f32, f32, f32)> = sheet.text.iter().map(|t| (t.x, t.w, t.size)).collect();
        boxes.extend(sheet.flow.iter().flat_map(|row| &row.cell).map(|c| (c.x, c.w, c.size)));
        let table = sheet.table.as_ref().unwrap();
        boxes.extend(table.column.iter().map(|c| (c.x, c.w, table.size.min(table.title_size))));
        for (x, w, size) in boxes {
            assert!(free.contains(&x) && free.contains(&(x + w)), "{x}+{w} is over the holes");
            assert!(size >= 10.0, "{size} pt is too small for a dot-matrix printer");
        }
    }

    #[test]
    fn a_form_with_an_unknown_word_is_refused_with_its_line() {
        let source =
            include_str!("../../../../assets/forms/receipt-a5.toml").replace("flow_bottom", "flow_botom");
        let error = Sheet::read("a5", &source).unwrap_err();
        assert!(matches!(error, PaperError::BadForm { form, .. } if form == "a5"));
    }
}
