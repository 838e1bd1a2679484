//! One file a noun; each command converts, makes one call and converts back.

pub mod printing;
pub mod system;

use ts_rs::{Config, TS};

/// Hands the TypeScript of each type of each command to `declare`.
pub(crate) fn declare(config: &Config, declare: &mut impl FnMut(String)) {
    declare(system::ChooseFileRequest::decl(config));
    declare(system::ChooseFolderRequest::decl(config));
    declare(system::ExportTarget::decl(config));
    declare(printing::PrinterInfo::decl(config));
    declare(printing::PrintJobState::decl(config));
    declare(printing::PrintJobRequest::decl(config));
    declare(printing::PrintJob::decl(config));
}
