//! What the window keeps between two commands, and the one place where it reads the clock.

use crate::{batch::BatchRun, error::AppFault};
use chrono::{DateTime, FixedOffset, Local, Offset as _, TimeZone as _, Utc};
use cunshou_core::list::{OnProgress, Progress};
use cunshou_core::{Book, Moment};
use cunshou_print::{JobId, PrintError, PrintSettings, Printer, settings};
use std::{
    collections::HashMap,
    env, fs,
    ops::{ControlFlow, Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};
use tauri::Manager as _;

const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

/// What the window keeps between two commands.
pub struct AppState {
    data_dir: PathBuf,
    printer: Box<dyn Printer>,
    desk: Mutex<Desk>,
    /// Receipts on their way out of a printer, by job.
    slips: Mutex<HashMap<JobId, String>>,
    /// The batch of receipts that is printed now, or that was printed last.
    batch: Mutex<BatchRun>,
    /// How far the long act is that runs now, if one does.
    progress: Mutex<Option<Progress>>,
    /// The clerk wants it to stop.
    stopping: AtomicBool,
}

/// The book on the desk, or the one that was last there.
#[derive(Debug, Default)]
struct Desk {
    book: Option<Book>,
    last: Option<PathBuf>,
}

/// The open book, held by one command at a time.
pub struct OpenBook<'a>(MutexGuard<'a, Desk>);

impl std::fmt::Debug for OpenBook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OpenBook").field(&self.path()).finish()
    }
}

impl Deref for OpenBook<'_> {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.0.book.as_ref().expect("AppState::book hands out an open book only")
    }
}

impl DerefMut for OpenBook<'_> {
    fn deref_mut(&mut self) -> &mut Book {
        self.0.book.as_mut().expect("AppState::book hands out an open book only")
    }
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppState").field("data_dir", &self.data_dir).finish_non_exhaustive()
    }
}

impl AppState {
    /// The state of a window whose books lie in `data_dir`.
    pub fn at(data_dir: PathBuf) -> Self {
        Self::with_printer(data_dir, cunshou_print::system())
    }

    /// The same with other printers than the machine's.
    pub fn with_printer(data_dir: PathBuf, printer: Box<dyn Printer>) -> Self {
        Self {
            data_dir,
            printer,
            desk: Mutex::default(),
            slips: Mutex::default(),
            batch: Mutex::default(),
            progress: Mutex::default(),
            stopping: AtomicBool::new(false),
        }
    }

    /// The folder in which books are kept unless the clerk names another.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The printers of this machine.
    pub fn printer(&self) -> &dyn Printer {
        &*self.printer
    }

    /// What this computer knows about its printers.
    ///
    /// # Errors
    /// The file does not read.
    pub fn print_settings(&self) -> Result<PrintSettings, PrintError> {
        PrintSettings::load(&self.data_dir.join(settings::FILE))
    }

    /// Keeps what this computer knows about its printers.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_print_settings(&self, settings: &PrintSettings) -> Result<(), PrintError> {
        // Before the first book there is no folder; that it cannot be made is said by the file that cannot be written.
        let _there = fs::create_dir_all(&self.data_dir);
        settings.save(&self.data_dir.join(settings::FILE))
    }

    /// The batch of receipts that is printed now, or that was printed last.
    pub fn batch(&self) -> MutexGuard<'_, BatchRun> {
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses while a batch is printed: what came out could not be written down in a book that was closed meanwhile.
    ///
    /// # Errors
    /// [`PrintError::BatchRunning`]
    pub fn may_close_book(&self) -> Result<(), PrintError> {
        if self.batch().running { Err(PrintError::BatchRunning) } else { Ok(()) }
    }

    /// The laptop's clock, told in Chinese time. Each command reads it at most once.
    pub fn now(&self) -> DateTime<FixedOffset> {
        let china = FixedOffset::east_opt(CHINA_OFFSET_SECONDS).expect("eight hours are an offset");
        DateTime::<Utc>::from(SystemTime::now()).with_timezone(&china)
    }

    /// A moment at an instant, with fresh randomness.
    pub fn moment_at(&self, at: DateTime<FixedOffset>) -> Result<Moment, AppFault> {
        let mut entropy = [0; 32];
        getrandom::fill(&mut entropy).map_err(|_| AppFault::NoRandomness)?;
        Ok(Moment::new(at, entropy).in_zone(zone_minutes(at)))
    }

    /// The open book with the moment of the command, by the book's own clock.
    pub fn book(&self) -> Result<(OpenBook<'_>, Moment), AppFault> {
        let desk = self.desk();
        let at = desk.book.as_ref().ok_or(AppFault::NoBook)?.clock(self.now());
        Ok((OpenBook(desk), self.moment_at(at)?))
    }

    /// Lays an open book on the desk.
    pub fn lay_open(&self, book: Book) {
        let mut desk = self.desk();
        desk.last = Some(book.path().to_owned());
        desk.book = Some(book);
    }

    /// Closes the book, so that its files are free and its key is forgotten.
    pub fn close_book(&self) {
        self.desk().book = None;
        // What was left of a batch was left of that book.
        *self.batch() = BatchRun::default();
    }

    /// The book that was on the desk last.
    pub fn last_book(&self) -> Option<PathBuf> {
        self.desk().last.clone()
    }

    /// Remembers which receipt a job prints.
    pub fn follow(&self, job: &JobId, receipt_no: &str) {
        self.slips().insert(job.clone(), receipt_no.to_owned());
    }

    /// The receipt that an ended job printed; each is answered once.
    pub fn ended(&self, job: &JobId) -> Option<String> {
        self.slips().remove(job)
    }

    /// Does a long act that says how far it is, and that the clerk may stop.
    pub fn watched<T>(&self, act: impl FnOnce(OnProgress<'_>) -> T) -> T {
        self.stopping.store(false, Ordering::Relaxed);
        let answer = act(&mut |progress| {
            self.note_progress(Some(progress));
            if self.stopping.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        self.note_progress(None);
        answer
    }

    /// How far the long act is that runs now.
    pub fn progress(&self) -> Option<Progress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The long act that runs now is to stop; what it did is taken back.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    fn note_progress(&self, progress: Option<Progress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    // A command that panicked has left the book as its last transaction did.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slips(&self) -> MutexGuard<'_, HashMap<JobId, String>> {
        self.slips.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many minutes east of Greenwich the laptop believes itself to be at an instant.
fn zone_minutes(at: DateTime<FixedOffset>) -> i32 {
    Local.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc() / 60
}

/// The folder of the books: `CUNSHOU_DATA_DIR` if it is set (tests and demonstrations), else `books` in
/// the user's own folder for this program.
pub fn data_dir(app: &tauri::App) -> tauri::Result<PathBuf> {
    match env::var_os("CUNSHOU_DATA_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => Ok(app.path().app_local_data_dir()?.join("books")),
    }
}
