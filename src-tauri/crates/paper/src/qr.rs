//! QR symbols. What stands in one is the caller's business: number, sum and check code, never personal data.

use crate::error::PaperError;
use fast_qr::{ECL, QRBuilder};

/// The modules of a QR symbol with error correction M (15 %: a dot-matrix ribbon smears), and how many make a side.
pub(crate) fn modules(text: &str) -> Result<(usize, Vec<bool>), PaperError> {
    let code =
        QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| PaperError::QrTooLong { length: text.len() })?;
    let side = code.size;
    let dark = code.data[..side * side].iter().map(|module| module.value()).collect();
    Ok((side, dark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_beyond_the_largest_symbol_is_refused() {
        assert_eq!(modules(&"长".repeat(2000)), Err(PaperError::QrTooLong { length: 6000 }));
    }
}
