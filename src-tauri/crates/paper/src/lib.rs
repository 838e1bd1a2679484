//! Papers: a document goes in, pages come out, as PDF for the printer and as SVG for the preview.
//!
//! Invariants: the preview and the PDF are two drawings of one display list ([`Page`]), so what the clerk sees is what he
//! gets; the same document gives the same bytes; every character is looked up in the shipped fonts before a line is laid
//! out, and one that no font has is named ([`PaperError::NoGlyph`]), never dropped and never printed as a box.
//!
//! This crate must not know the book, SQL, the network, the clock or a printer, and it reads no files: layouts
//! (`assets/forms`) and fonts (`assets/fonts`) are built in.

mod capital;
mod documents;
mod error;
pub mod fonts;
mod form;
mod layout;
mod medium;
mod page;
mod pdf;
mod qr;
mod svg;

pub use capital::capital_amount;
pub use documents::blank_receipt::{BlankReceiptPaper, blank_receipts};
pub use documents::canvass::{
    RefusalPaper, RefusalPaperLine, RoundPaper, RoundPaperRow, refusal_sheets, round_sheet,
};
pub use documents::close::{ClosePaper, DenominationLine, close_sheet};
pub use documents::declaration::{DeclarationLine, DeclarationPaper, subsidy_declaration};
pub use documents::leaflet::{
    LeafletLine, LeafletPaper, LeafletSection, LeafletSum, LeafletWindow, policy_leaflet,
};
pub use documents::ledger::{LedgerLine, LedgerPaper, key_group_ledgers};
pub use documents::notice::{
    HouseholdNoticePaper, NoticeLine, PolicySlipPaper, SlipRule, household_notices, policy_slip,
};
pub use documents::posted::{MaskedNumber, PostedLine, PostedPaper, posted_list};
pub use documents::receipt::{
    Cancelled, Cancelling, LeftOut, PaperMeans, ReceiptPaper, ReceiptPaperLine, receipt, receipts,
};
pub use documents::receipt_book::{ReceiptBookLine, ReceiptBookPaper, receipt_book};
pub use documents::recovery::{RecoveryKeyPaper, recovery_key};
pub use documents::refund::{RefundLine, RefundPaper, refund_application, suspension_application};
pub use documents::remittance::{RemittanceLine, RemittancePaper, remittance_sheet};
pub use documents::test_page::test_page;
pub use documents::unpaid::{UnpaidLine, UnpaidPaper, unpaid_lists};
pub use documents::void_slip::{VoidSlipPaper, void_slip};
pub use documents::x_report::{XReportPaper, x_report};
pub use documents::{BookKind, Letterhead};
pub use error::PaperError;
pub use fonts::{Fonts, coverage};
pub use form::Form;
pub use medium::Medium;
pub use page::{Glyphs, Item, Page, Paper, PrinterFit, TextLine, Typeface};
