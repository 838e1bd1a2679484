//! The day's file for the township, and the cards by which both sides know each other.

use super::list::PathRequest;
use crate::{error::CommandError, files, state::AppState, words::SAY};
use cunshou_core::package::Recipient;
use serde::{Deserialize, Serialize};
use std::path::Path;
use tauri::State;
use ts_rs::TS;

/// Which close goes where, and how it is sealed.
#[derive(Debug, Deserialize, TS)]
pub struct ExportRequest {
    close_no: u32,
    folder: String,
    /// `null` = for the township whose card was accepted.
    passphrase: Option<String>,
}

/// A package on the stick. It is answered only after it was read back.
#[derive(Debug, Serialize, TS)]
pub struct ExportedPackage {
    path: String,
    /// Of the zip inside.
    sha256: String,
    package_id: uuid::Uuid,
    #[ts(type = "number")]
    size: u64,
    encrypted_to: String,
    verified: bool,
    can_remove_words: String,
}

/// Where a card goes.
#[derive(Debug, Deserialize, TS)]
pub struct FolderRequest {
    folder: String,
}

impl FolderRequest {
    /// The folder.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }
}

/// A township's card, before its words were compared.
#[derive(Debug, Serialize, TS)]
pub struct CardOffer {
    town_code: String,
    town_name: String,
    /// To be compared by telephone.
    words: Vec<String>,
    accepted: bool,
}

/// The township's card that was accepted.
#[derive(Debug, Serialize, TS)]
pub struct CardStatus {
    town_name: String,
    words: Vec<String>,
}

/// Writes the package of a close, encrypted, and reads it back.
#[tauri::command(async)]
pub fn export_package(
    state: State<'_, AppState>,
    request: ExportRequest,
) -> Result<ExportedPackage, CommandError> {
    let (mut book, now) = state.book()?;
    let to = request.passphrase.as_deref().map_or(Recipient::Township, Recipient::Passphrase);
    let written = book.export(request.close_no, Path::new(&request.folder), to, &now)?;
    let town = book.accepted_card()?.map(|presented| presented.card.town_name).unwrap_or_default();
    Ok(ExportedPackage {
        path: written.path.display().to_string(),
        sha256: written.package.zip_sha256,
        package_id: written.package.package_id,
        size: written.size,
        encrypted_to: match request.passphrase {
            None => SAY.sealed_for_township.with(&[("town_name", &town)]),
            Some(_) => SAY.sealed_by_passphrase.plain(),
        },
        verified: true,
        can_remove_words: SAY.can_remove.plain(),
    })
}

/// Reads a township's card and tells its words; nothing is stored.
#[tauri::command(async)]
pub fn accept_card(state: State<'_, AppState>, request: PathRequest) -> Result<CardOffer, CommandError> {
    let (bytes, _) = files::read(&request.path)?;
    let (book, _) = state.book()?;
    let presented = book.read_card(&bytes)?;
    Ok(CardOffer {
        town_code: presented.card.town_code,
        town_name: presented.card.town_name,
        words: presented.words.to_vec(),
        accepted: false,
    })
}

/// Accepts a township's card after its words were compared.
#[tauri::command(async)]
pub fn confirm_card(state: State<'_, AppState>, request: PathRequest) -> Result<(), CommandError> {
    let (bytes, _) = files::read(&request.path)?;
    let (mut book, now) = state.book()?;
    book.accept_card(&bytes, &now)?;
    Ok(())
}

/// The township's card, if one was accepted.
#[tauri::command(async)]
pub fn card_status(state: State<'_, AppState>) -> Result<Option<CardStatus>, CommandError> {
    let (book, _) = state.book()?;
    let accepted = book.accepted_card()?;
    Ok(accepted.map(|a| CardStatus { town_name: a.card.town_name, words: a.words.to_vec() }))
}

/// Writes this village's card into a folder.
#[tauri::command(async)]
pub fn make_card(state: State<'_, AppState>, request: FolderRequest) -> Result<String, CommandError> {
    let (book, now) = state.book()?;
    let name = format!("{}.csk", book.identity().village_code);
    Ok(files::write(&request.folder, &name, &book.make_card(&now)?)?)
}
