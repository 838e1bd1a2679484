//! What a computer knows about its printers: which one takes which kind of paper, and how each is off on each medium.
//!
//! Invariant: a file beside the books, written whole or not at all, without a word about anybody; measures are whole tenths
//! and within what [`PrinterFit`] allows. A file that does not read is said, never passed over: a paper that stands wrong
//! spoils a numbered form. It belongs to the computer and not to a book, since the printers do.

use crate::PrintError;
use cunshou_paper::{Medium, Paper, PrinterFit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// The name of the file.
pub const FILE: &str = "printing.toml";

/// The farthest that a page is moved, in tenths of a millimetre.
const MOST_OFFSET: i32 = 300;
/// The least and the largest scale, in tenths of a per cent.
const SCALES: std::ops::RangeInclusive<i32> = 800..=1200;
/// A scale that changes nothing.
const WHOLE: i32 = 1000;

/// Everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrintSettings {
    /// By the kind of paper.
    choice: BTreeMap<String, PrintChoice>,
    fit: Vec<StoredFit>,
}

/// What was chosen last for one kind of paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintChoice {
    /// The printer; empty: the system's own choice.
    #[serde(default)]
    pub printer: String,
    /// The form; empty where there is only one.
    #[serde(default)]
    pub paper: String,
}

/// How one printer is off on one medium, in tenths of a millimetre and of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    right_tenths_mm: i32,
    down_tenths_mm: i32,
    scale_tenths_percent: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredFit {
    printer: String,
    medium: String,
    right_tenths_mm: i32,
    down_tenths_mm: i32,
    scale_tenths_percent: i32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { right_tenths_mm: 0, down_tenths_mm: 0, scale_tenths_percent: WHOLE }
    }
}

impl Tuning {
    /// What a clerk typed: millimetres to the right and down (negative: to the left, up), and per cent. At most one place.
    ///
    /// # Errors
    /// [`PrintError::BadMeasure`] names the first that is no number or that no printer needs.
    pub fn typed(right: &str, down: &str, scale: &str) -> Result<Self, PrintError> {
        let offset = |what, typed: &str| {
            let found = tenths(typed, &["毫米", "mm"]).filter(|tenths| tenths.abs() <= MOST_OFFSET);
            found.ok_or(PrintError::BadMeasure {
                what,
                typed: typed.to_owned(),
                least: "-30 毫米",
                most: "30 毫米",
            })
        };
        let scale_tenths_percent =
            tenths(scale, &["%", "％"]).filter(|tenths| SCALES.contains(tenths)).ok_or_else(|| {
                PrintError::BadMeasure { what: "缩放", typed: scale.to_owned(), least: "80%", most: "120%" }
            })?;
        Ok(Self {
            right_tenths_mm: offset("右移", right)?,
            down_tenths_mm: offset("下移", down)?,
            scale_tenths_percent,
        })
    }

    /// Millimetres to the right.
    pub fn right(self) -> String {
        shown(self.right_tenths_mm)
    }

    /// Millimetres down.
    pub fn down(self) -> String {
        shown(self.down_tenths_mm)
    }

    /// Per cent.
    pub fn scale(self) -> String {
        shown(self.scale_tenths_percent)
    }

    /// The same for a paper.
    #[expect(
        clippy::float_arithmetic,
        clippy::cast_precision_loss,
        reason = "paper is measured in fractions of a millimetre; no money is here"
    )]
    pub fn fit(self) -> PrinterFit {
        let [right, down] = [self.right_tenths_mm, self.down_tenths_mm].map(|tenths| tenths as f32 / 10.0);
        // Within the bounds by construction; a printer that is not off is the safe answer.
        PrinterFit::new(right, down, self.scale_tenths_percent as f32 / 1000.0).unwrap_or_default()
    }
}

/// `2.5`, `-1`, `２．５毫米` → tenths. More than one place is no measure that a ruler gives.
fn tenths(typed: &str, units: &[&str]) -> Option<i32> {
    let half_width: String = typed
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '。' => '.',
            '−' | '—' | '–' => '-',
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    let text = units.iter().fold(half_width.as_str(), |text, unit| text.strip_suffix(unit).unwrap_or(text));
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() != 1 || !plain(whole) || !plain(part) {
        return None;
    }
    Some(sign * (whole.parse::<i32>().ok()? * 10 + part.parse::<i32>().ok()?))
}

fn shown(tenths: i32) -> String {
    let (sign, whole, part) =
        (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

impl PrintSettings {
    /// The settings in a file; none in a file that is not there.
    ///
    /// # Errors
    /// [`PrintError::BadSettings`]
    pub fn load(path: &Path) -> Result<Self, PrintError> {
        let bad = || PrintError::BadSettings { path: path.display().to_string() };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(_) => return Err(bad()),
        };
        let settings: Self = toml::from_str(&text).map_err(|_| bad())?;
        let is_right = |fit: &StoredFit| {
            fit.right_tenths_mm.abs() <= MOST_OFFSET
                && fit.down_tenths_mm.abs() <= MOST_OFFSET
                && SCALES.contains(&fit.scale_tenths_percent)
        };
        if settings.fit.iter().all(is_right) { Ok(settings) } else { Err(bad()) }
    }

    /// Writes the settings over those that are there.
    ///
    /// # Errors
    /// [`PrintError::SettingsNotWritten`]
    pub fn save(&self, path: &Path) -> Result<(), PrintError> {
        let part = path.with_extension("toml.part");
        let write = || -> io::Result<()> {
            let text = toml::to_string(self).map_err(io::Error::other)?;
            let mut file = File::create(&part)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&part, path)
        };
        write().map_err(|error| {
            let _half_written = fs::remove_file(&part);
            PrintError::SettingsNotWritten { path: path.display().to_string(), said: error.to_string() }
        })
    }

    /// What was chosen last for a kind of paper.
    pub fn choice(&self, kind: &str) -> PrintChoice {
        self.choice.get(kind).cloned().unwrap_or_default()
    }

    /// Every choice, by the kind of paper.
    pub fn choices(&self) -> impl Iterator<Item = (&str, &PrintChoice)> {
        self.choice.iter().map(|(kind, choice)| (kind.as_str(), choice))
    }

    /// Remembers a choice; true if it is another than before.
    pub fn choose(&mut self, kind: &str, choice: PrintChoice) -> bool {
        self.choice.insert(kind.to_owned(), choice.clone()).is_none_or(|before| before != choice)
    }

    /// How a printer is off on a medium.
    pub fn tuning(&self, printer: &str, medium: Medium) -> Tuning {
        let found = self.fit.iter().find(|fit| fit.printer == printer && fit.medium == medium.code());
        found.map_or_else(Tuning::default, |fit| Tuning {
            right_tenths_mm: fit.right_tenths_mm,
            down_tenths_mm: fit.down_tenths_mm,
            scale_tenths_percent: fit.scale_tenths_percent,
        })
    }

    /// Every printer that is off, on each medium on which it is.
    pub fn tunings(&self) -> impl Iterator<Item = (&str, Medium, Tuning)> {
        self.fit.iter().filter_map(|fit| {
            let medium = Medium::from_code(&fit.medium)?;
            Some((fit.printer.as_str(), medium, self.tuning(&fit.printer, medium)))
        })
    }

    /// Sets how a printer is off on a medium.
    pub fn tune(&mut self, printer: &str, medium: Medium, tuning: Tuning) {
        self.fit.retain(|fit| fit.printer != printer || fit.medium != medium.code());
        if tuning != Tuning::default() {
            self.fit.push(StoredFit {
                printer: printer.to_owned(),
                medium: medium.code().to_owned(),
                right_tenths_mm: tuning.right_tenths_mm,
                down_tenths_mm: tuning.down_tenths_mm,
                scale_tenths_percent: tuning.scale_tenths_percent,
            });
            self.fit.sort_by(|a, b| (&a.printer, &a.medium).cmp(&(&b.printer, &b.medium)));
        }
    }

    /// The paper put right for a printer; as it is where nothing is set.
    pub fn fitted(&self, paper: Paper, printer: &str) -> Paper {
        match paper.medium().map(|medium| self.tuning(printer, medium)) {
            Some(tuning) if tuning != Tuning::default() => paper.fitted(tuning.fit()),
            _ => paper,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_read_as_they_are_typed() {
        for (typed, tenths) in [
            ("2.5", Some(25)),
            ("-1", Some(-10)),
            ("－１．５", Some(-15)),
            (" 2.5 毫米", Some(25)),
            ("+0.3mm", Some(3)),
            ("", None),
            ("-", None),
            ("2.55", None),
            ("1e3", None),
            ("两毫米", None),
            ("99999", None),
            (".5", None),
        ] {
            assert_eq!(super::tenths(typed, &["毫米", "mm"]), tenths, "{typed}");
        }
        for tenths in [0, 5, -5, 10, -25, 300] {
            assert_eq!(super::tenths(&shown(tenths), &[]), Some(tenths), "shown as it is typed");
        }
    }

    #[test]
    fn a_measure_that_no_printer_needs_is_refused_by_name() {
        for (right, down, scale, what) in [
            ("30.1", "0", "100", "右移"),
            ("0", "-31", "100", "下移"),
            ("0", "0", "79.9", "缩放"),
            ("0", "0", "121", "缩放"),
            ("左", "0", "100", "右移"),
        ] {
            let refused = Tuning::typed(right, down, scale).expect_err("refused");
            assert!(
                matches!(&refused, PrintError::BadMeasure { what: named, .. } if *named == what),
                "{refused:?}"
            );
        }
        let most = Tuning::typed("30", "-30", "120%").expect("the bounds themselves");
        assert_eq!((most.right(), most.down(), most.scale()), ("30".into(), "-30".into(), "120".into()));
        assert_eq!(most.fit(), PrinterFit::new(30.0, -30.0, 1.2).expect("within"));
    }

    #[test]
    fn settings_come_back_as_they_were_written_and_a_spoilt_file_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let mut settings = PrintSettings::load(&path).expect("none yet");
        assert_eq!(settings, PrintSettings::default());
        let tuning = Tuning::typed("2.5", "-1", "99.5").expect("right");
        settings.tune("针打", Medium::Form241x93, tuning);
        settings.tune("激光", Medium::A4, tuning);
        settings.tune("激光", Medium::A4, Tuning::default());
        let choice = PrintChoice { printer: "针打".into(), paper: "241x93".into() };
        assert!(settings.choose("receipt", choice.clone()));
        assert!(!settings.choose("receipt", choice.clone()), "the same again is nothing new");
        settings.save(&path).expect("written");
        let read = PrintSettings::load(&path).expect("read");
        assert_eq!(read, settings);
        assert_eq!((read.choice("receipt"), read.choice("close")), (choice, PrintChoice::default()));
        assert_eq!(read.tuning("针打", Medium::Form241x93), tuning);
        assert_eq!(read.tuning("针打", Medium::A4), Tuning::default(), "each medium for itself");
        assert_eq!(read.tunings().count(), 1, "a printer that is not off has no row");
        for spoilt in [
            "fit = 3",
            "[[fit]]\nprinter = 'a'\nmedium = 'a4'\nright_tenths_mm = 301\ndown_tenths_mm = 0\nscale_tenths_percent = 1000\n",
        ] {
            fs::write(&path, spoilt).expect("own folder");
            assert!(matches!(PrintSettings::load(&path), Err(PrintError::BadSettings { .. })), "{spoilt}");
        }
        settings.save(&path).expect("written over");
        assert_eq!(PrintSettings::load(&path).as_ref(), Ok(&settings));
    }
}
