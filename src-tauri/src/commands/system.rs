//! The system's own dialogs, and the sticks that are plugged in.

use serde::{Deserialize, Serialize};
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use ts_rs::TS;

/// What file is wanted.
#[derive(Debug, Deserialize, TS)]
pub struct ChooseFileRequest {
    /// Says in the dialog's title what the file is for.
    pub title: String,
    /// The endings that are offered, without dots; none means any file.
    pub extensions: Vec<String>,
}

/// What folder is wanted.
#[derive(Debug, Deserialize, TS)]
pub struct ChooseFolderRequest {
    /// Says in the dialog's title what the folder is for.
    pub title: String,
}

/// A stick or card on which a package can be written.
#[derive(Debug, Serialize, TS)]
pub struct ExportTarget {
    /// Its folder.
    pub path: String,
    /// Its name, as the file manager shows it.
    pub label: String,
    /// Room left, in bytes.
    #[ts(type = "number")]
    pub free_bytes: u64,
}

/// Lets the clerk choose a file in the system's dialog; `null` when he closes it.
#[tauri::command(async)]
pub fn choose_file(app: AppHandle, request: ChooseFileRequest) -> Option<String> {
    let mut dialog = app.dialog().file().set_title(request.title);
    if !request.extensions.is_empty() {
        let extensions: Vec<&str> = request.extensions.iter().map(String::as_str).collect();
        dialog = dialog.add_filter(extensions.join(" / "), &extensions);
    }
    dialog.blocking_pick_file().and_then(shown)
}

/// Lets the clerk choose a folder in the system's dialog; `null` when he closes it.
#[tauri::command(async)]
pub fn choose_folder(app: AppHandle, request: ChooseFolderRequest) -> Option<String> {
    app.dialog().file().set_title(request.title).blocking_pick_folder().and_then(shown)
}

/// The sticks that are plugged in and can be written.
#[tauri::command(async)]
pub fn export_targets() -> Vec<ExportTarget> {
    cunshou_stick::plugged_in()
        .into_iter()
        .map(|stick| ExportTarget { path: stick.folder, label: stick.label, free_bytes: stick.free_bytes })
        .collect()
}

/// A path that is no text cannot come back from the screen, so it counts as not chosen.
fn shown(path: FilePath) -> Option<String> {
    path.into_path().ok()?.into_os_string().into_string().ok()
}
