//! The lists of the sample village, for trying the imports on: what there is, and putting them where the clerk wants them.

use super::package::FolderRequest;
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use cunshou_core::{
    Error,
    book::BookKind,
    sample::{Sample, SampleKind, SampleList},
};
use serde::Serialize;
use std::{fs, path::Path};
use tauri::State;
use ts_rs::TS;

/// The lists that can be tried in the open book; none in a live one.
#[derive(Debug, Serialize, TS)]
pub struct SampleLists {
    /// Where they are put unless the clerk says otherwise.
    folder: String,
    lists: Vec<SampleListRow>,
}

/// A list to try.
#[derive(Debug, Serialize, TS)]
pub struct SampleListRow {
    file: String,
    /// The page on which such lists come in, as `list-way` names it.
    #[ts(type = "'roster' | 'category_list' | 'office'")]
    way: &'static str,
    kind: String,
    /// What to try with it.
    words: String,
    /// Where it lies, once it was put there.
    path: Option<String>,
}

impl SampleListRow {
    fn of(list: &SampleList, path: Option<String>) -> Self {
        Self {
            file: list.file.clone(),
            way: match list.kind {
                SampleKind::Roster => "roster",
                SampleKind::CategoryList => "category_list",
                SampleKind::Office(_) => "office",
            },
            kind: list.kind.word().to_owned(),
            words: list.words.clone(),
            path,
        }
    }
}

/// What there is to try in this book.
#[tauri::command(async)]
pub fn sample_lists(state: State<'_, AppState>) -> Result<SampleLists, CommandError> {
    let folder = state.data_dir().join(SAY.sample_folder.plain()).display().to_string();
    let lists = lists_for(&state)?.iter().map(|list| SampleListRow::of(list, None)).collect();
    Ok(SampleLists { folder, lists })
}

/// Puts them into a folder, which is made if only it is missing.
#[tauri::command(async)]
pub fn save_sample_lists(
    state: State<'_, AppState>,
    request: FolderRequest,
) -> Result<SampleLists, CommandError> {
    let folder = request.folder();
    let lists = lists_for(&state)?;
    if lists.is_empty() {
        return Err(AppFault::NoSamplesInLiveBook.into());
    }
    let path = Path::new(folder);
    if !path.is_dir() && path.parent().is_some_and(Path::is_dir) {
        fs::create_dir(path).map_err(|error| AppFault::from(Error::io(path, &error)))?;
    }
    let rows = lists.iter().map(|list| {
        files::write(folder, &list.file, list.bytes()).map(|path| SampleListRow::of(list, Some(path)))
    });
    let lists = rows.collect::<Result<_, _>>().map_err(AppFault::from)?;
    Ok(SampleLists { folder: folder.to_owned(), lists })
}

/// Invented people have no place in a book in which people live.
fn lists_for(state: &AppState) -> Result<&'static [SampleList], AppFault> {
    let (book, _) = state.book()?;
    Ok(if book.identity().kind == BookKind::Live { &[] } else { &Sample::shipped().lists })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::book::make_sample;

    #[test]
    fn the_sample_village_has_lists_to_try_and_each_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = AppState::at(folder.path().to_owned());
        assert!(lists_for(&state).is_err(), "no book is open");
        make_sample(&state).expect("the sample village is made");
        let lists = lists_for(&state).expect("a demo book");
        assert!(lists.len() > 10, "{}", lists.len());
        for list in lists {
            assert!(!list.bytes().is_empty(), "{} ships with the program", list.file);
        }
    }
}
