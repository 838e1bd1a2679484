//! People with passwords, the lock, two pairs of hands and eyes.

use super::{close::NotePieces, parse};
use crate::{error::CommandError, state::AppState, words::SAY};
use cunshou_core::user::{HandOverForm, Role};
use cunshou_core::{Error, book::Rekeyed, journal::NoteCount, papers::difference_lines};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Everybody, and how the book is guarded.
#[derive(Debug, Serialize, TS)]
pub struct People {
    users: Vec<UserRow>,
    roles: Vec<RoleItem>,
    roles_on: bool,
    /// Minutes without a key press until the window locks; 0 = never.
    idle_minutes: u32,
    /// Who is here.
    me: String,
    /// For the next form by which the drawer is handed over: the same form again is the same hand-over.
    hand_over_id: Uuid,
    hand_overs: Vec<HandOverRow>,
    /// The differences of closes that are open, in words: who takes the drawer over takes them over.
    differences: Vec<String>,
}

/// Somebody.
#[derive(Debug, Serialize, TS)]
pub struct UserRow {
    name: String,
    #[ts(type = "'clerk' | 'reviewer' | 'township'")]
    role: &'static str,
    role_label: &'static str,
    has_password: bool,
    since: String,
}

/// A role.
#[derive(Debug, Serialize, TS)]
pub struct RoleItem {
    code: &'static str,
    label: &'static str,
}

/// A hand-over of the drawer.
#[derive(Debug, Serialize, TS)]
pub struct HandOverRow {
    at: String,
    from: String,
    to: String,
    counted: String,
    variance: String,
    notes_said: String,
    /// The differences that both signed for, in words.
    differences: Vec<String>,
}

/// Somebody new.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct AddUserRequest {
    name: String,
    #[ts(type = "'clerk' | 'reviewer' | 'township'")]
    role: String,
    password: String,
}

/// A new password.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct SetPasswordRequest {
    name: String,
    /// The old one, or the recovery key in its place.
    proof: String,
    password: String,
}

/// Somebody is something else.
#[derive(Debug, Deserialize, TS)]
pub struct SetRoleRequest {
    name: String,
    #[ts(type = "'clerk' | 'reviewer' | 'township'")]
    role: String,
}

/// A password of somebody who stays.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct Stay {
    name: String,
    password: String,
}

/// Who goes (empty = nobody, only the key is changed), and the passwords of those who stay.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct RekeyRequest {
    gone: String,
    stays: Vec<Stay>,
}

/// The book under a new key. The recovery key is told this once.
#[derive(Serialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct RekeyedBook {
    recovery_key: String,
    without_password: Vec<String>,
}

/// The drawer goes to somebody else.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub struct HandOverRequest {
    hand_over_id: Uuid,
    own_password: String,
    to: String,
    their_password: String,
    notes: Vec<NotePieces>,
    say: String,
}

/// Roles on or off.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct SwitchRolesRequest {
    on: bool,
    recovery_key: String,
}

/// When the window locks.
#[derive(Debug, Deserialize, TS)]
pub struct IdleRequest {
    minutes: u32,
}

/// A review.
#[derive(Debug, Deserialize, TS)]
pub struct ReviewRequest {
    close_no: u32,
    notes: String,
}

/// A review as it was recorded.
#[derive(Debug, Serialize, TS)]
pub struct ReviewRow {
    close_no: u32,
    by: String,
    at: String,
    notes: String,
}

fn role(code: &str) -> Result<Role, CommandError> {
    Ok(code.parse().map_err(|()| Error::UnknownCode { field: "role", code_given: code.to_owned() })?)
}

fn people(state: &AppState) -> Result<People, CommandError> {
    let (book, now) = state.book()?;
    let users = book.users()?.into_iter().map(|user| UserRow {
        role: user.role.word(),
        role_label: user.role.label(),
        name: user.name,
        has_password: user.has_password,
        since: user.created_at,
    });
    let hand_overs = book.hand_overs()?.into_iter().rev().map(|over| HandOverRow {
        differences: over.signed_differences(),
        at: over.at,
        from: over.record.from,
        to: over.record.to,
        counted: over.record.counted.to_string(),
        variance: over.record.variance.to_string(),
        notes_said: over.record.notes_said,
    });
    Ok(People {
        users: users.collect(),
        roles: Role::ALL
            .into_iter()
            .map(|role| RoleItem { code: role.word(), label: role.label() })
            .collect(),
        roles_on: book.roles_are_on(),
        idle_minutes: book.idle_minutes()?,
        me: book.user().to_owned(),
        hand_over_id: now.id(),
        hand_overs: hand_overs.take(20).collect(),
        differences: difference_lines(&book.differences_to_hand_over()?, now.on()),
    })
}

impl From<Rekeyed> for RekeyedBook {
    fn from(rekeyed: Rekeyed) -> Self {
        Self { recovery_key: rekeyed.recovery_key, without_password: rekeyed.without_password }
    }
}

/// Everybody who has a password, and how the book is guarded.
#[tauri::command(async)]
pub fn people_with_passwords(state: State<'_, AppState>) -> Result<People, CommandError> {
    people(&state)
}

/// Gives somebody a password of his own.
#[tauri::command(async)]
pub fn add_user(state: State<'_, AppState>, request: AddUserRequest) -> Result<People, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.add_user(&request.name, role(&request.role)?, &request.password, &now)?;
    }
    people(&state)
}

/// A new password for somebody who shows the old one or the recovery key.
#[tauri::command(async)]
pub fn set_password(state: State<'_, AppState>, request: SetPasswordRequest) -> Result<People, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.set_password(&request.name, &request.proof, &request.password, &now)?;
    }
    people(&state)
}

/// Makes somebody something else.
#[tauri::command(async)]
pub fn set_role(state: State<'_, AppState>, request: SetRoleRequest) -> Result<People, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.set_role(&request.name, role(&request.role)?, &now)?;
    }
    people(&state)
}

/// Changes the key, and takes somebody's password away if one is named.
#[tauri::command(async)]
pub fn rekey(state: State<'_, AppState>, request: RekeyRequest) -> Result<RekeyedBook, CommandError> {
    let (mut book, now) = state.book()?;
    let stays: Vec<_> =
        request.stays.iter().map(|stay| (stay.name.as_str(), stay.password.as_str())).collect();
    let rekeyed = match request.gone.trim() {
        "" => book.rekey(&stays, &now)?,
        gone => book.remove_user(gone, &stays, &now)?,
    };
    Ok(rekeyed.into())
}

/// Hands the drawer to somebody else, who has the book open from then on.
#[tauri::command(async)]
pub fn hand_over(state: State<'_, AppState>, request: HandOverRequest) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let read = |line: &NotePieces| Ok(NoteCount { note: parse::yuan(line.note())?, pieces: line.pieces() });
    let notes = request.notes.iter().map(read).collect::<cunshou_core::Result<Vec<_>>>()?;
    let form = HandOverForm {
        hand_over_id: request.hand_over_id,
        own_password: &request.own_password,
        to: &request.to,
        their_password: &request.their_password,
        notes: &notes,
        notes_said: &request.say,
    };
    let record = book.hand_over(&form, &now)?.over.record;
    Ok(SAY.handed_over.with(&[("from", &record.from), ("to", &record.to), ("amount", &record.counted)]))
}

/// Switches roles on or off, with the township's recovery key.
#[tauri::command(async)]
pub fn switch_roles(state: State<'_, AppState>, request: SwitchRolesRequest) -> Result<People, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.switch_roles(request.on, &request.recovery_key, &now)?;
    }
    people(&state)
}

/// Says when the window locks.
#[tauri::command(async)]
pub fn set_idle_minutes(state: State<'_, AppState>, request: IdleRequest) -> Result<People, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.set_idle_minutes(request.minutes, &now)?;
    }
    people(&state)
}

/// Records that whoever is here has looked at a close of somebody else.
#[tauri::command(async)]
pub fn review_close(
    state: State<'_, AppState>,
    request: ReviewRequest,
) -> Result<Vec<ReviewRow>, CommandError> {
    {
        let (mut book, now) = state.book()?;
        book.review_close(request.close_no, &request.notes, &now)?;
    }
    reviews_of(&state)
}

/// All reviews, oldest first.
#[tauri::command(async)]
pub fn reviews(state: State<'_, AppState>) -> Result<Vec<ReviewRow>, CommandError> {
    reviews_of(&state)
}

fn reviews_of(state: &AppState) -> Result<Vec<ReviewRow>, CommandError> {
    let (book, _) = state.book()?;
    let row = |review: cunshou_core::user::Review| ReviewRow {
        close_no: review.record.close_no,
        by: review.by,
        at: review.at,
        notes: review.record.notes,
    };
    Ok(book.reviews()?.into_iter().map(row).collect())
}
