//! The book itself: which there are, making, opening, locking, keeping a copy.

use super::backup::BroughtUp;
use crate::{
    error::{AppFault, CommandError},
    state::AppState,
    words::SAY,
};
use chrono::{DateTime, FixedOffset};
use cunshou_core::{
    Book, Moment,
    book::{BehindHead, BookKind, EXTENSION, KdfCost, NewBook, Secret, missing_ranges, missing_words},
    sample::Sample,
    shipped::ShippedPolicy,
};
use cunshou_policy::Policy;
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tauri::State;
use ts_rs::TS;

/// Where the program stands with its book.
#[derive(Debug, Serialize, TS)]
pub struct BookStatus {
    #[ts(type = "'none' | 'locked' | 'open'")]
    state: &'static str,
    path: Option<String>,
    village_name: Option<String>,
    village_code: Option<String>,
    #[ts(type = "'live' | 'training' | 'demo' | null")]
    kind: Option<String>,
    series: Option<String>,
    /// Who has a password.
    users: Vec<String>,
    /// Who opened it.
    user: Option<String>,
    /// Until when no password is tried.
    locked_until: Option<String>,
    last_receipt: Option<LastReceipt>,
    /// A warning, if the book lacks entries that were acknowledged before.
    behind_head: Option<String>,
    /// The book's own time; a demo book has a clock of its own.
    business_now: Option<String>,
    /// It was opened with the recovery key: a new password is wanted.
    wants_password: bool,
    /// Minutes without a key press until the window locks; 0 = never.
    idle_minutes: u32,
    /// What whoever is here is, while roles are on.
    role: Option<String>,
    /// An older program wrote the book, and it was brought up when it was opened.
    brought_up: Option<BroughtUp>,
}

/// The newest receipt, so that nothing unprinted is forgotten after a crash.
#[derive(Debug, Serialize, TS)]
pub struct LastReceipt {
    receipt_no: String,
    household_head: String,
    due: String,
    printed: bool,
}

/// A book in the usual folder.
#[derive(Debug, Serialize, TS)]
pub struct KnownBook {
    path: String,
    village_name: String,
    kind: String,
}

/// What a new book needs.
#[derive(Debug, Deserialize, TS)]
pub struct CreateBookRequest {
    village_code: String,
    village_name: String,
    town_name: String,
    #[ts(type = "'live' | 'training'")]
    kind: NewKind,
    policy_ids: Vec<String>,
    /// The township's paper; empty = the village is not entrusted, and a live book is refused.
    entrusted_paper: String,
    user_name: String,
    password: String,
    /// Another folder than the usual one.
    folder: Option<String>,
}

/// The kinds of books that a clerk makes himself.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NewKind {
    Live,
    Training,
}

/// A new book, open. The recovery key is told this once.
#[derive(Debug, Serialize, TS)]
pub struct CreatedBook {
    recovery_key: String,
    status: BookStatus,
}

/// The sample village, open.
#[derive(Debug, Serialize, TS)]
pub struct CreatedSampleBook {
    recovery_key: String,
    password: String,
    status: BookStatus,
}

/// Which book to open, as whom.
#[derive(Debug, Deserialize, TS)]
pub struct OpenBookRequest {
    /// `null` = the one that was open last, else the first in the usual folder.
    path: Option<String>,
    /// `null` = the book's first user.
    user: Option<String>,
    password: String,
}

/// A notice that ships with the program.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "ShippedPolicy")]
pub struct ShippedNotice {
    id: String,
    title: String,
    doc_no: String,
    area_label: String,
    levy_year: i32,
}

/// Where a copy goes.
#[derive(Debug, Deserialize, TS)]
pub struct BackupRequest {
    folder: String,
}

impl NewKind {
    fn kind_and_cost(self) -> (BookKind, KdfCost) {
        match self {
            Self::Live => (BookKind::Live, KdfCost::LIVE),
            Self::Training => (BookKind::Training, KdfCost::LIGHT),
        }
    }
}

impl From<cunshou_core::receipt::ReceiptRow> for LastReceipt {
    fn from(row: cunshou_core::receipt::ReceiptRow) -> Self {
        Self {
            receipt_no: row.receipt_no,
            household_head: row.head,
            due: row.due.to_string(),
            // A receipt that was taken back wants no paper any more.
            printed: row.printed > 0 || row.state.is_taken_back(),
        }
    }
}

fn behind_words(book: &Book, behind: &BehindHead) -> cunshou_core::Result<String> {
    let missing = missing_words(&missing_ranges(&book.missing_receipts()?));
    Ok(SAY.behind_head.with(&[
        ("book_seq", &behind.book_seq),
        ("head_seq", &behind.head_seq),
        ("missing", &missing),
    ]))
}

/// Whether there is a book, whether it is open, and what to know before going on.
#[tauri::command(async)]
pub fn book_status(state: State<'_, AppState>) -> Result<BookStatus, CommandError> {
    status(&state)
}

/// The books in the usual folder.
#[tauri::command(async)]
pub fn known_books(state: State<'_, AppState>) -> Vec<KnownBook> {
    let known = Book::known_in(state.data_dir(), state.now()).into_iter();
    known.map(|b| KnownBook { path: shown(&b.path), village_name: b.village_name, kind: b.kind }).collect()
}

/// Makes the book of a village, and leaves it open.
#[tauri::command(async)]
pub fn create_book(
    state: State<'_, AppState>,
    request: CreateBookRequest,
) -> Result<CreatedBook, CommandError> {
    let now = state.moment_at(state.now())?;
    let (kind, cost) = request.kind.kind_and_cost();
    let training = SAY.training_paper.plain();
    let entrusted_paper = match kind {
        BookKind::Training if request.entrusted_paper.trim().is_empty() => &training,
        _ => &request.entrusted_paper,
    };
    let folder = request.folder.as_ref().map_or_else(|| state.data_dir().to_owned(), PathBuf::from);
    let new = NewBook {
        village_code: &request.village_code,
        village_name: &request.village_name,
        town_name: &request.town_name,
        kind,
        policies: &ShippedPolicy::by_ids(&request.policy_ids)?,
        entrusted_paper,
        user: &request.user_name,
        password: &request.password,
        cost,
        own_clock: None,
    };
    let created = Book::create(&book_path(&folder, &request.village_code, kind), &new, &now)?;
    state.lay_open(created.book);
    Ok(CreatedBook { recovery_key: created.recovery_key, status: status(&state)? })
}

/// Makes the sample village with its roster, and leaves it open.
#[tauri::command(async)]
pub fn create_sample_book(state: State<'_, AppState>) -> Result<CreatedSampleBook, CommandError> {
    let recovery_key = make_sample(&state)?;
    Ok(CreatedSampleBook {
        recovery_key,
        password: Sample::shipped().password.clone(),
        status: status(&state)?,
    })
}

/// Opens a book with a password.
#[tauri::command(async)]
pub fn open_book(state: State<'_, AppState>, request: OpenBookRequest) -> Result<BookStatus, CommandError> {
    let now = state.moment_at(state.now())?;
    let path = request.path.map(PathBuf::from).or_else(|| usual_book(&state)).ok_or(AppFault::NoBook)?;
    state.may_close_book()?;
    state.close_book();
    let secret = Secret::Password { user: request.user.as_deref(), password: &request.password };
    state.lay_open(Book::open_with_sticks(&path, secret, &cunshou_stick::folders(), &now)?);
    status(&state)
}

/// Closes the book, so that a password is wanted again.
#[tauri::command(async)]
pub fn lock_book(state: State<'_, AppState>) -> Result<BookStatus, CommandError> {
    state.may_close_book()?;
    state.close_book();
    status(&state)
}

/// Somebody pressed a key or moved the pointer; refused if the book was locked meanwhile.
#[tauri::command(async)]
pub fn still_here(state: State<'_, AppState>) -> Result<(), CommandError> {
    Ok(state.still_here()?)
}

/// The notices in the program, the newest levy year first.
#[tauri::command(async)]
pub fn shipped_policies() -> Result<Vec<ShippedNotice>, CommandError> {
    let row = |policy: &Arc<Policy>| ShippedNotice {
        id: policy.id().to_owned(),
        title: policy.title().to_owned(),
        doc_no: policy.doc_no().to_owned(),
        area_label: policy.area_label().to_owned(),
        levy_year: policy.levy_year(),
    };
    Ok(super::policy::shipped().iter().map(row).collect())
}

/// Writes a verified copy of the book into a folder and answers its path.
#[tauri::command(async)]
pub fn backup_book(state: State<'_, AppState>, request: BackupRequest) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(shown(&book.backup(Path::new(&request.folder), &now)?))
}

/// Goes on with a book that was put back to an older state and has no newer copy; recorded.
#[tauri::command(async)]
pub fn continue_after_loss(state: State<'_, AppState>) -> Result<BookStatus, CommandError> {
    let (mut book, now) = state.book()?;
    book.continue_after_loss(&now)?;
    drop(book);
    status(&state)
}

pub(super) fn status(state: &AppState) -> Result<BookStatus, CommandError> {
    let real = state.now();
    let Ok((book, now)) = state.book() else { return Ok(closed_status(state, real)) };
    let identity = book.identity();
    Ok(BookStatus {
        state: "open",
        path: Some(shown(book.path())),
        village_name: Some(identity.village_name.clone()),
        village_code: Some(identity.village_code.clone()),
        kind: Some(identity.kind.word().to_owned()),
        series: Some(identity.series.clone()),
        users: Book::known(book.path(), real).map(|known| known.users).unwrap_or_default(),
        user: Some(book.user().to_owned()),
        locked_until: None,
        last_receipt: book.last_receipt()?.map(Into::into),
        behind_head: book.behind_head().map(|behind| behind_words(&book, behind)).transpose()?,
        business_now: Some(now.text()),
        wants_password: book.opened_by_recovery(),
        idle_minutes: book.idle_minutes()?,
        role: book.roles_are_on().then(|| book.role().label().to_owned()),
        brought_up: book.brought_up().map(Into::into),
    })
}

/// What can be said without a password.
fn closed_status(state: &AppState, now: DateTime<FixedOffset>) -> BookStatus {
    let known = usual_book(state).and_then(|path| Book::known(&path, now).ok());
    let none = BookStatus {
        state: "none",
        path: None,
        village_name: None,
        village_code: None,
        kind: None,
        series: None,
        users: Vec::new(),
        user: None,
        locked_until: None,
        last_receipt: None,
        behind_head: None,
        business_now: None,
        wants_password: false,
        idle_minutes: 0,
        role: None,
        brought_up: None,
    };
    let Some(known) = known else { return none };
    BookStatus {
        state: "locked",
        path: Some(shown(&known.path)),
        village_name: Some(known.village_name),
        kind: Some(known.kind),
        users: known.users,
        locked_until: known.locked_until.map(|until| until.to_rfc3339()),
        ..none
    }
}

/// The book that was open last, else the first in the usual folder.
fn usual_book(state: &AppState) -> Option<PathBuf> {
    let first = || Book::known_in(state.data_dir(), state.now()).into_iter().next().map(|known| known.path);
    state.last_book().or_else(first)
}

fn book_path(folder: &Path, village_code: &str, kind: BookKind) -> PathBuf {
    let plain: String = village_code.chars().filter(char::is_ascii_digit).collect();
    let name = if kind == BookKind::Live { plain } else { format!("{plain}-{}", kind.word()) };
    folder.join(format!("{name}.{EXTENSION}"))
}

/// Where a copy becomes a book again: in the usual folder, under the copy's village and the instant.
pub(super) fn restored_path(state: &AppState, copy: &Path, now: &Moment) -> PathBuf {
    let name = copy.file_name().unwrap_or_default().to_string_lossy();
    let village = name.get(..12).unwrap_or("book");
    state.data_dir().join(format!("{village}-{}.{EXTENSION}", now.at().format("%Y%m%d-%H%M%S")))
}

/// The sample village begins by its own clock; opened again, it goes on from there.
pub(crate) fn make_sample(state: &AppState) -> Result<String, AppFault> {
    let sample = Sample::shipped();
    let first = sample.clock;
    let notices = sample.notices()?;
    let path = sample_path(state.data_dir());
    let mut created = Book::create(&path, &sample.book(&notices), &state.moment_at(first)?)?;
    created.book.fill_sample(|| state.moment_at(first))?;
    drop(created.book);
    let secret = Secret::Password { user: None, password: &sample.password };
    state.lay_open(Book::open(&path, secret, &state.moment_at(state.now())?)?);
    Ok(created.recovery_key)
}

/// A sample village that was made before stays as it is; a new one stands beside it.
fn sample_path(folder: &Path) -> PathBuf {
    let named = |n: u32| folder.join(format!("{}-demo-{n}.{EXTENSION}", Sample::shipped().village_code));
    (1..=u32::MAX).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_village_begins_in_a_window_of_its_notice() {
        let first = Sample::shipped().clock;
        let policies = Sample::shipped().notices().expect("its notices ship with the program");
        let policy = policies[0].loaded().expect("the notice loads").policy;
        let window = policy.window_on(first.date_naive()).expect("a window lies ahead");
        assert!(window.from <= first.date_naive(), "the window is open");
    }

    #[test]
    fn a_sample_village_is_made_open_with_its_people_and_goes_on_by_its_own_clock() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = AppState::at(folder.path().to_owned());
        assert_eq!(status(&state).expect("no book").state, "none");
        let key = make_sample(&state).expect("the sample village is made");
        assert!(!key.is_empty());
        let open = status(&state).expect("open");
        assert_eq!((open.state, open.kind.as_deref()), ("open", Some("demo")));
        assert!(open.business_now.expect("a clock").starts_with("2025-11-03T09:00"));
        {
            let (book, now) = state.book().expect("open");
            let levy_year = book.policy_on(now.on()).expect("a notice").levy_year;
            assert!(book.progress(levy_year).expect("counted").people.total > 0, "the roster is in");
        }
        state.close_book();
        assert_eq!(status(&state).expect("locked").state, "locked");
        make_sample(&state).expect("another one stands beside the first");
    }
}
