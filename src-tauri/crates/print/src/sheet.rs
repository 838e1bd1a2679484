//! Whether a printer knows a sheet, by the names that PWG 5101.1 gives to sizes.
//!
//! Invariant: whole hundredths of a millimetre (the unit of IPP itself), no floating point.

/// What a printer's list and a form may differ by and still be the same sheet.
const TOLERANCE_HUNDREDTHS_MM: i64 = 100;

/// Whether `known` (the values of `media-supported`) holds a sheet of this size.
/// A queue without a driver names no sheets at all and passes on whatever it is given.
pub fn is_among(known: &[String], size_hundredths_mm: (u32, u32)) -> bool {
    let wanted = (i64::from(size_hundredths_mm.0), i64::from(size_hundredths_mm.1));
    let bound = |prefix| known.iter().find(|name| name.starts_with(prefix)).and_then(|name| sides_of(name));
    let custom = bound("custom_min_").zip(bound("custom_max_"));
    // CUPS 2.4 garbles a length beyond 21 m (`15x-490.-931in`): a bound that is no number binds nothing.
    let between = |low: Option<i64>, side: i64, high: Option<i64>| {
        low.is_none_or(|low| low <= side) && high.is_none_or(|high| side <= high)
    };
    let within = |(width, height): (i64, i64)| {
        custom.is_some_and(|((w0, h0), (w1, h1))| between(w0, width, w1) && between(h0, height, h1))
    };
    let same = |found: (i64, i64), wanted: (i64, i64)| {
        found.0.abs_diff(wanted.0).max(found.1.abs_diff(wanted.1)) <= TOLERANCE_HUNDREDTHS_MM.unsigned_abs()
    };
    let sizes: Vec<_> = known.iter().filter_map(|name| size_of(name)).collect();
    sizes.is_empty() || within(wanted) || sizes.iter().any(|&found| same(found, wanted))
}

/// `iso_a5_148x210mm`, `na_letter_8.5x11in` → width and height in hundredths of a millimetre.
fn size_of(name: &str) -> Option<(i64, i64)> {
    let (width, height) = sides_of(name)?;
    width.zip(height)
}

/// The same, each side by itself.
fn sides_of(name: &str) -> Option<(Option<i64>, Option<i64>)> {
    let size = name.rsplit('_').next()?;
    let (size, hundredths_a_unit) = match (size.strip_suffix("mm"), size.strip_suffix("in")) {
        (Some(size), _) => (size, 100),
        (_, Some(size)) => (size, 2540),
        _ => return None,
    };
    let (width, height) = size.split_once('x')?;
    let hundredths = |text: &str| Some(thousandths(text)? * hundredths_a_unit / 1000);
    Some((hundredths(width), hundredths(height)))
}

fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.len() <= 6 && s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_names() {
        assert_eq!(size_of("iso_a5_148x210mm"), Some((14_800, 21_000)));
        assert_eq!(size_of("na_letter_8.5x11in"), Some((21_590, 27_940)));
        assert_eq!(size_of("custom_max_241.3x3048mm"), Some((24_130, 304_800)));
        for odd in ["auto", "iso_a5", "x_1x2", "x_1.2.3x4mm", "x_x4mm", "x_9999999x1mm", ""] {
            assert_eq!(size_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_sheet_is_known_by_its_size() {
        let known = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let (a5, form) = ((14_800, 21_000), (24_100, 9_310));
        assert!(is_among(&[], form), "a queue without a driver takes any sheet");
        assert!(is_among(&known(&["iso_a4_210x297mm", "iso_a5_148x210mm"]), a5));
        assert!(!is_among(&known(&["om_a5-rotated_210x148mm"]), a5), "a turned sheet is another sheet");
        assert!(!is_among(&known(&["iso_a4_210x297mm"]), a5));
        let tractor = known(&["iso_a4_210x297mm", "custom_min_25.4x25.4mm", "custom_max_254x558.8mm"]);
        assert!(is_among(&tractor, form));
        assert!(!is_among(&tractor, (30_000, 9_310)), "too wide");
        let long = known(&["iso_a4_210x297mm", "custom_min_0.5x0.5in", "custom_max_15x-490.-931in"]);
        assert!(is_among(&long, form), "a garbled bound");
        assert!(!is_among(&long, (40_000, 9_310)), "the other bound still binds");
    }
}
