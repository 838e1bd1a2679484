//! Which of a printer's forms a paper goes on, and whether the printer then really takes that sheet.
//!
//! Invariant: a paper goes onto a sheet of its own size or nowhere; Windows itself would scale it or cut it off.

/// What a sheet and a paper may differ by, in tenths of a millimetre.
const TOLERANCE_TENTHS_MM: u32 = 10;
/// A paper narrower than this, in tenths of a millimetre, is a roll: drivers know rolls by lengths of their own.
const WIDEST_ROLL_TENTHS_MM: u32 = 900;
/// Tenths of a millimetre in an inch.
const TENTHS_AN_INCH: u32 = 254;

/// Ports behind which there is no paper: a dialog that asks for a file, a file, a fax, nothing at all.
const NO_PAPER: [&str; 5] = ["PORTPROMPT:", "FILE:", "XPSPORT:", "SHRFAX:", "NUL:"];

/// Whether paper comes out where this port leads. A printer may have several, separated by commas. «Print to PDF» and the like
/// would ask for a file, and leave a receipt lying in it.
pub fn leads_to_paper(port: &str) -> bool {
    let leads = |port: &str| !NO_PAPER.iter().any(|none| port.trim().eq_ignore_ascii_case(none));
    port.split(',').any(leads)
}

/// What a printer knows of sheets, in tenths of a millimetre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forms {
    /// Its forms: Windows' number of each, width and height as it lies in the tray.
    pub known: Vec<(i16, (u32, u32))>,
    /// The least and the largest sheet that it takes without a form of that size; `None` if it takes only its forms.
    pub free: Option<((u32, u32), (u32, u32))>,
}

/// How the printer is told of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// By the number of a form.
    Known(i16),
    /// By its sides.
    Free {
        /// Width in tenths of a millimetre.
        width: i16,
        /// Height in tenths of a millimetre.
        height: i16,
    },
}

impl Forms {
    /// The sheet for a paper of this size in hundredths of a millimetre; `None` if the printer has no such sheet.
    pub fn sheet(&self, size_hundredths_mm: (u32, u32)) -> Option<Sheet> {
        let (width, height) = (size_hundredths_mm.0.div_ceil(10), size_hundredths_mm.1.div_ceil(10));
        let off = |size: (u32, u32)| size.0.abs_diff(width).max(size.1.abs_diff(height));
        let nearest = self.known.iter().min_by_key(|(_, size)| off(*size));
        if let Some((number, _)) = nearest.filter(|(_, size)| off(*size) <= TOLERANCE_TENTHS_MM) {
            return Some(Sheet::Known(*number));
        }
        let is_free = self
            .free
            .is_some_and(|((w0, h0), (w1, h1))| (w0..=w1).contains(&width) && (h0..=h1).contains(&height));
        if let (true, Ok(width), Ok(height)) = (is_free, i16::try_from(width), i16::try_from(height)) {
            return Some(Sheet::Free { width, height });
        }
        // A roll is cut where the driver's form ends: the shortest on which the paper stands whole.
        let holds = |size: (u32, u32)| size.0.abs_diff(width) <= TOLERANCE_TENTHS_MM && size.1 >= height;
        let rolls = self.known.iter().filter(|(_, size)| width < WIDEST_ROLL_TENTHS_MM && holds(*size));
        rolls.min_by_key(|(_, size)| size.1).map(|(number, _)| Sheet::Known(*number))
    }
}

/// The sheet as a printer will take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bed {
    /// Dots an inch, across and down.
    pub dpi: (u32, u32),
    /// The whole sheet in dots.
    pub sheet: (u32, u32),
    /// Where the part that can be printed on begins, in dots.
    pub offset: (u32, u32),
}

impl Bed {
    /// Whether this is a sheet of the given size in hundredths of a millimetre. Drivers take what they do not know without
    /// a word and print on another sheet; so they are asked what they made of it.
    pub fn is_of(&self, size_hundredths_mm: (u32, u32)) -> bool {
        let tenths = |dots: u32, dpi: u32| {
            (u64::from(dots) * u64::from(TENTHS_AN_INCH)).checked_div(u64::from(dpi)).unwrap_or_default()
        };
        let is_near = |dots, dpi, hundredths: u32| {
            // A dot-matrix printer feeds by the line; half a line is still the same form.
            tenths(dots, dpi).abs_diff(u64::from(hundredths / 10)) <= u64::from(2 * TOLERANCE_TENTHS_MM)
        };
        let is_roll = size_hundredths_mm.0 / 10 < WIDEST_ROLL_TENTHS_MM;
        let is_longer = tenths(self.sheet.1, self.dpi.1) >= u64::from(size_hundredths_mm.1 / 10);
        is_near(self.sheet.0, self.dpi.0, size_hundredths_mm.0)
            && (is_near(self.sheet.1, self.dpi.1, size_hundredths_mm.1) || (is_roll && is_longer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A5: (u32, u32) = (14_800, 21_000);
    const TRACTOR: (u32, u32) = (24_100, 9_310);

    #[test]
    fn a_printer_that_only_asks_for_a_file_is_no_printer() {
        for (port, leads) in [
            ("USB001", true),
            ("LPT1:", true),
            ("192.0.2.7", true),
            ("CUPS:office", true),
            ("", true),
            ("COM1:,FILE:", true),
            ("PORTPROMPT:", false),
            ("FILE:", false),
            ("nul:", false),
            ("SHRFAX:", false),
            (" portprompt: ", false),
        ] {
            assert_eq!(leads_to_paper(port), leads, "{port:?}");
        }
    }

    #[test]
    fn a_paper_goes_on_the_form_of_its_size_or_on_a_free_one_or_nowhere() {
        let office = Forms {
            known: vec![(1, (2159, 2794)), (9, (2100, 2970)), (11, (1480, 2100)), (70, (1050, 1480))],
            free: None,
        };
        assert_eq!(office.sheet(A5), Some(Sheet::Known(11)));
        assert_eq!(office.sheet((21_000, 29_700)), Some(Sheet::Known(9)));
        assert_eq!(office.sheet(TRACTOR), None, "an office printer has no such form");
        assert_eq!(office.sheet((21_000, 14_800)), None, "a turned sheet is another sheet");
        let tractor = Forms { free: Some(((1000, 500), (2540, 5588))), ..office.clone() };
        assert_eq!(tractor.sheet(TRACTOR), Some(Sheet::Free { width: 2410, height: 931 }));
        assert_eq!(tractor.sheet(A5), Some(Sheet::Known(11)), "a form of its size comes first");
        assert_eq!(tractor.sheet((26_000, 9_310)), None, "too wide");
        assert_eq!(tractor.sheet((24_100, 600_000)), None, "too long");
        let own = Forms { known: vec![(120, (2410, 940)), (121, (2412, 932))], free: None };
        assert_eq!(own.sheet(TRACTOR), Some(Sheet::Known(121)), "the nearest of two");
        assert_eq!(Forms::default().sheet(A5), None);
        let till =
            Forms { known: vec![(1, (800, 2970)), (2, (800, 32_760)), (3, (580, 32_760))], free: None };
        assert_eq!(
            till.sheet((8_000, 15_200)),
            Some(Sheet::Known(1)),
            "the shortest on which it stands whole"
        );
        assert_eq!(till.sheet((8_000, 40_000)), Some(Sheet::Known(2)));
        assert_eq!(till.sheet((5_800, 15_200)), Some(Sheet::Known(3)));
        assert_eq!(till.sheet((5_800, 400_000)), None);
    }

    #[test]
    fn a_driver_that_takes_another_sheet_than_it_was_told_is_found_out() {
        let bed = |dpi, sheet| Bed { dpi, sheet, offset: (0, 0) };
        assert!(bed((600, 600), (3496, 4961)).is_of(A5));
        assert!(!bed((600, 600), (4961, 3496)).is_of(A5), "it lies");
        assert!(!bed((600, 600), (4961, 7016)).is_of(A5), "A4 instead");
        assert!(bed((360, 180), (3416, 660)).is_of(TRACTOR), "other dots across than down");
        assert!(!bed((360, 180), (3416, 990)).is_of(TRACTOR));
        assert!(bed((203, 203), (639, 2374)).is_of((8_000, 15_200)), "a roll may be longer");
        assert!(!bed((203, 203), (639, 800)).is_of((8_000, 15_200)), "and not shorter");
        assert!(!bed((0, 0), (3416, 660)).is_of(TRACTOR));
    }
}
