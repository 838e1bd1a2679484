//! What the window keeps between two commands, and the one place where it reads the clocks.
//!
//! Invariant: after the book's idle time it is closed here, whatever the page does: a page that hangs, or whose timer
//! failed, opens nothing.

use crate::{batch::BatchRun, error::AppFault};
use chrono::{DateTime, FixedOffset, Local, Offset as _, TimeZone as _, Utc};
use cunshou_core::list::{OnProgress, Progress};
use cunshou_core::user::IdleWatch;
use cunshou_core::{Book, Moment};
use cunshou_print::{JobId, PrintError, PrintSettings, Printer, settings};
use std::{
    collections::HashMap,
    env, fs,
    ops::{ControlFlow, Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};
use tauri::Manager as _;

const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

/// What the window keeps between two commands.
pub struct AppState {
    data_dir: PathBuf,
    printer: Box<dyn Printer>,
    desk: Mutex<Desk>,
    /// Reads the clock that only goes forward, for the idle lock.
    ticks: fn() -> Duration,
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
    idle: IdleWatch,
    /// It was closed because nobody did anything for a while.
    left_alone: bool,
}

impl Desk {
    /// Closes the book if it has been left alone for too long: its key is forgotten. A batch of receipts that is printed,
    /// or waits for paper, keeps it open: each sheet is counted in it.
    fn lock_if_left_alone(&mut self, at: Duration, is_printing: bool) {
        let Some(book) = &self.book else { return };
        if is_printing {
            self.idle.touched(at);
            return;
        }
        // A setting that cannot be read is for the command to say; the clerk is not shut out for it.
        if self.idle.is_over(at, book.idle_minutes().unwrap_or(0)) {
            self.book = None;
            self.left_alone = true;
        }
    }

    fn why_shut(&self) -> AppFault {
        if self.left_alone { AppFault::LeftAlone } else { AppFault::NoBook }
    }
}

/// The open book, held by one command at a time.
pub struct OpenBook<'a> {
    desk: MutexGuard<'a, Desk>,
    /// Set if somebody asked for it: his act counts until its end.
    asked: Option<fn() -> Duration>,
}

impl Drop for OpenBook<'_> {
    fn drop(&mut self) {
        if let Some(ticks) = self.asked {
            self.desk.idle.touched(ticks());
        }
    }
}

impl std::fmt::Debug for OpenBook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OpenBook").field(&self.path()).finish()
    }
}

impl Deref for OpenBook<'_> {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.desk.book.as_ref().expect("AppState::book hands out an open book only")
    }
}

impl DerefMut for OpenBook<'_> {
    fn deref_mut(&mut self) -> &mut Book {
        self.desk.book.as_mut().expect("AppState::book hands out an open book only")
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
            ticks,
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

    /// The open book with the moment of the command, by the book's own clock. Somebody asked: the idle time begins anew.
    ///
    /// # Errors
    /// [`AppFault::NoBook`]; [`AppFault::LeftAlone`] if it was closed for want of anybody: nothing was done.
    pub fn book(&self) -> Result<(OpenBook<'_>, Moment), AppFault> {
        self.book_for(Some(self.ticks))
    }

    /// The same for what the page asks by itself: nobody's presence is seen in it.
    ///
    /// # Errors
    /// Those of [`AppState::book`].
    pub fn book_unasked(&self) -> Result<(OpenBook<'_>, Moment), AppFault> {
        self.book_for(None)
    }

    fn book_for(&self, asked: Option<fn() -> Duration>) -> Result<(OpenBook<'_>, Moment), AppFault> {
        let is_printing = self.batch().running;
        let mut desk = self.desk();
        desk.lock_if_left_alone((self.ticks)(), is_printing);
        let at = desk.book.as_ref().ok_or_else(|| desk.why_shut())?.clock(self.now());
        Ok((OpenBook { desk, asked }, self.moment_at(at)?))
    }

    /// Somebody pressed a key or moved the pointer.
    ///
    /// # Errors
    /// Those of [`AppState::book`].
    pub fn still_here(&self) -> Result<(), AppFault> {
        let is_printing = self.batch().running;
        let mut desk = self.desk();
        let at = (self.ticks)();
        desk.lock_if_left_alone(at, is_printing);
        if desk.book.is_none() {
            return Err(desk.why_shut());
        }
        desk.idle.touched(at);
        Ok(())
    }

    /// Closes the book if it has been left alone for too long. A command that is under way is somebody's act: it is not
    /// waited for.
    pub fn lock_if_left_alone(&self) {
        let is_printing = self.batch().running;
        let mut desk = match self.desk.try_lock() {
            Ok(desk) => desk,
            Err(TryLockError::Poisoned(desk)) => desk.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        desk.lock_if_left_alone((self.ticks)(), is_printing);
    }

    /// Lays an open book on the desk.
    pub fn lay_open(&self, book: Book) {
        let mut desk = self.desk();
        desk.last = Some(book.path().to_owned());
        desk.idle.touched((self.ticks)());
        desk.left_alone = false;
        desk.book = Some(book);
    }

    /// Closes the book, so that its files are free and its key is forgotten.
    pub fn close_book(&self) {
        let mut desk = self.desk();
        desk.book = None;
        desk.left_alone = false;
        drop(desk);
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

/// The time since the laptop was started, its sleep included: put to sleep with an open book, it wakes with a shut one.
#[cfg(target_os = "linux")]
fn ticks() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}

/// The time since the program asked first. On Windows it runs on while the laptop sleeps.
#[cfg(not(target_os = "linux"))]
fn ticks() -> Duration {
    static FIRST: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    FIRST.elapsed()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::book::make_sample;
    use cunshou_core::{Coded as _, book::Secret};
    use std::cell::Cell;

    thread_local! {
        /// What the clock reads in this test, in seconds.
        static SECONDS: Cell<u64> = const { Cell::new(1_000) };
    }

    fn read() -> Duration {
        Duration::from_secs(SECONDS.get())
    }

    fn pass(seconds: u64) {
        SECONDS.set(SECONDS.get() + seconds);
    }

    /// The sample village on a desk whose clock the test moves; it locks after ten minutes of nobody.
    fn desk() -> (tempfile::TempDir, AppState) {
        let folder = tempfile::tempdir().expect("a folder");
        let state = AppState { ticks: read, ..AppState::at(folder.path().to_owned()) };
        make_sample(&state).expect("the sample village is made");
        assert_eq!(state.book().expect("open").0.idle_minutes().expect("read"), 10);
        (folder, state)
    }

    fn refusal(state: &AppState) -> &'static str {
        state.book().map(drop).expect_err("it is shut").code()
    }

    #[test]
    fn a_batch_that_waits_for_paper_keeps_the_book_open_and_the_time_begins_at_its_end() {
        let (_folder, state) = desk();
        state.batch().running = true;
        pass(6_000);
        state.lock_if_left_alone();
        drop(state.book_unasked().expect("each sheet is counted in it"));
        state.batch().running = false;
        pass(600);
        drop(state.book_unasked().expect("ten minutes are not over"));
        pass(60);
        assert_eq!(refusal(&state), "E-APP-006");
    }

    #[test]
    fn after_the_idle_time_a_command_is_refused_and_the_book_is_shut() {
        let (_folder, state) = desk();
        let path = state.last_book().expect("it was open");
        for _ in 0..5 {
            pass(600);
            drop(state.book().expect("each command begins the time anew"));
        }
        pass(660);
        assert_eq!(refusal(&state), "E-APP-006", "the page's own lock should have come a minute ago");
        assert_eq!(refusal(&state), "E-APP-006", "and it stays shut");
        assert_eq!(state.still_here().expect_err("a key opens nothing").code(), "E-APP-006");
        // Its files are free: the key is forgotten with the book.
        let now = state.moment_at(state.now()).expect("a moment");
        let secret = Secret::Password { user: None, password: "cunshou" };
        let again = Book::open(&path, secret, &now);
        assert!(!matches!(again, Err(cunshou_core::Error::InUse { .. })), "{again:?}");
    }

    #[test]
    fn what_the_page_asks_by_itself_keeps_nothing_open_and_a_key_does() {
        let (_folder, state) = desk();
        for _ in 0..10 {
            pass(65);
            drop(state.book_unasked().expect("not yet"));
        }
        pass(10);
        assert_eq!(state.book_unasked().map(drop).expect_err("nobody was there").code(), "E-APP-006");
        let (_folder, state) = desk();
        for _ in 0..20 {
            pass(300);
            state.still_here().expect("somebody types a long form");
        }
        drop(state.book().expect("it is open"));
    }

    #[test]
    fn without_any_command_the_watch_shuts_it_and_a_long_act_is_waited_for() {
        let (_folder, state) = desk();
        {
            let _act = state.book().expect("open");
            pass(3_000);
            state.lock_if_left_alone();
        }
        state.lock_if_left_alone();
        drop(state.book().expect("the time counts from the end of the act"));
        pass(659);
        state.lock_if_left_alone();
        drop(state.book_unasked().expect("not yet"));
        pass(1);
        state.lock_if_left_alone();
        assert!(state.desk().book.is_none(), "shut before anybody asked");
        assert_eq!(refusal(&state), "E-APP-006");
        state.close_book();
        assert_eq!(refusal(&state), "E-APP-001", "locked by hand it says so");
    }

    #[test]
    fn zero_minutes_never_lock() {
        let (_folder, state) = desk();
        {
            let (mut book, now) = state.book().expect("open");
            book.set_idle_minutes(0, &now).expect("set");
        }
        pass(1_000_000);
        state.lock_if_left_alone();
        drop(state.book().expect("still open"));
    }

    #[test]
    fn the_clock_of_the_idle_lock_goes_forward() {
        let (first, second) = (ticks(), ticks());
        assert!(second >= first && (first > Duration::ZERO || cfg!(not(target_os = "linux"))));
    }
}
