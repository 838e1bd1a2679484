//! What the window keeps between two commands, and the one place where it reads the clock.

use crate::print::{self, Printer};
use chrono::{DateTime, FixedOffset, Utc};
use std::{
    env,
    path::{Path, PathBuf},
    time::SystemTime,
};
use tauri::Manager as _;

const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

/// What the window keeps between two commands.
pub struct AppState {
    data_dir: PathBuf,
    printer: Box<dyn Printer>,
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppState").field("data_dir", &self.data_dir).finish_non_exhaustive()
    }
}

impl AppState {
    /// The state of a window whose books lie in `data_dir`.
    pub fn at(data_dir: PathBuf) -> Self {
        Self { data_dir, printer: print::system() }
    }

    /// The folder in which books are kept unless the clerk names another.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The printers of this machine.
    pub fn printer(&self) -> &dyn Printer {
        &*self.printer
    }

    /// The laptop's clock, told in Chinese time. Each command reads it at most once.
    pub fn now(&self) -> DateTime<FixedOffset> {
        let china = FixedOffset::east_opt(CHINA_OFFSET_SECONDS).expect("eight hours are an offset");
        DateTime::<Utc>::from(SystemTime::now()).with_timezone(&china)
    }
}

/// The folder of the books: `CUNSHOU_DATA_DIR` if it is set (tests and demonstrations), else the
/// user's own folder for this program.
pub fn data_dir(app: &tauri::App) -> tauri::Result<PathBuf> {
    match env::var_os("CUNSHOU_DATA_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => app.path().app_local_data_dir(),
    }
}
