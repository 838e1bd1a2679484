//! What can stand between a document and its paper. Words for the clerk are in `assets/text/errors-paper.toml`.

use cunshou_policy::Yuan;

/// Why a paper was not made. Nothing was printed and nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A character that is in none of the shipped fonts.
    #[error("no glyph for {character:?} in {where_:?}")]
    NoGlyph {
        /// The character.
        character: char,
        /// The text in which it stands, whole, so that the clerk can find it.
        where_: String,
    },
    /// A text that does not fit its place even in the smallest print that can be read.
    #[error("{text:?} does not fit on form {form}")]
    DoesNotFit {
        /// Code of the form.
        form: String,
        /// The text.
        text: String,
    },
    /// A QR text that is too long for any QR symbol.
    #[error("a QR text of {length} bytes is too long")]
    QrTooLong {
        /// Length of the text in bytes.
        length: usize,
    },
    /// Amounts whose sum is beyond [`Yuan::LIMIT_FEN`].
    #[error("a sum on the paper is out of range")]
    SumOutOfRange,
    /// A total that is not the sum of the lines above it: such a paper must not be signed.
    #[error("the total {stated} is not the sum {computed} of the lines")]
    SumsDiffer {
        /// The total that the document states.
        stated: Yuan,
        /// The sum of its lines.
        computed: Yuan,
    },
    /// A number of pieces that does not follow from the lines above it.
    #[error("the number {stated} is not the number {computed} that follows from the lines")]
    CountsDiffer {
        /// The number that the document states.
        stated: u64,
        /// What follows from its lines.
        computed: u64,
    },
    /// A certificate number on its way to a posted list that is not masked.
    #[error("a certificate number is not masked")]
    NotMasked,
    /// Offsets or a scale for a printer that no printer needs.
    #[error("offsets or scale out of range")]
    FitOutOfRange,
    /// A form file that cannot be read, or that names a field which its document does not have.
    #[error("form {form} is wrong at {place}")]
    BadForm {
        /// Code of the form.
        form: String,
        /// The field or the line at which it is wrong.
        place: String,
    },
    /// A font that could not be cut down to the characters of this paper.
    #[error("font {font} could not be cut down")]
    BadFont {
        /// Family name of the font.
        font: &'static str,
    },
}

impl PaperError {
    /// The stable code under which `assets/text` has the words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoGlyph { .. } => "E-PAPER-001",
            Self::DoesNotFit { .. } => "E-PAPER-002",
            Self::QrTooLong { .. } => "E-PAPER-003",
            Self::SumOutOfRange => "E-PAPER-004",
            Self::BadForm { .. } => "E-PAPER-005",
            Self::BadFont { .. } => "E-PAPER-006",
            Self::SumsDiffer { .. } => "E-PAPER-007",
            Self::CountsDiffer { .. } => "E-PAPER-008",
            Self::NotMasked => "E-PAPER-009",
            Self::FitOutOfRange => "E-PAPER-010",
        }
    }

    /// The facts of the error by the names that the words use.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoGlyph { character, where_ } => vec![
                ("character", character.to_string()),
                ("code_point", format!("U+{:04X}", u32::from(*character))),
                ("where", where_.clone()),
            ],
            Self::DoesNotFit { form, text } => vec![("form", form.clone()), ("text", text.clone())],
            Self::QrTooLong { length } => vec![("length", length.to_string())],
            Self::SumOutOfRange | Self::NotMasked | Self::FitOutOfRange => Vec::new(),
            Self::SumsDiffer { stated, computed } => {
                vec![("stated", stated.to_string()), ("computed", computed.to_string())]
            }
            Self::CountsDiffer { stated, computed } => {
                vec![("stated", stated.to_string()), ("computed", computed.to_string())]
            }
            Self::BadForm { form, place } => vec![("form", form.clone()), ("place", place.clone())],
            Self::BadFont { font } => vec![("font", (*font).to_owned())],
        }
    }
}
