//! The window and nothing else: commands that translate between the screen and the book.
//!
//! Invariant: the only page ever shown is the one built into the program, and it can call only the
//! commands of `commands/names.txt`. It must not know a rule, a sum or a statement of SQL, and nothing
//! in it may reach a network.

mod batch;
mod bindings;
pub mod commands;
mod error;
mod files;
mod fonts;
mod state;
mod words;

pub use bindings::typescript;
pub use error::CommandError;
pub use state::AppState;

use std::time::Duration;
use tauri::{AppHandle, Manager as _, Runtime, Url, plugin::TauriPlugin};

/// The names of all commands, as the screen calls them.
pub const COMMANDS: &[&str] = include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// Opens the window and stays until it is closed.
pub fn run() {
    if !can_show_pages() {
        return;
    }
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(only_our_own_page())
        .register_uri_scheme_protocol("cunshou-font", |_, request| fonts::serve(request.uri().path()))
        .invoke_handler(include!(concat!(env!("OUT_DIR"), "/handler.rs")))
        .setup(|app| {
            let state = AppState::at(state::data_dir(app)?);
            app.manage(state);
            watch_the_idle_book(app.handle().clone());
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the window opens where a desktop is running");
}

/// Without the part that shows pages there would be no window and no word: the system itself says so then.
fn can_show_pages() -> bool {
    let is_there = tauri::webview_version().is_ok();
    if !is_there {
        say_without_a_page(&words::SAY.no_page_title.plain(), &words::SAY.no_page.plain());
    }
    is_there
}

#[cfg(windows)]
fn say_without_a_page(title: &str, words: &str) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(title)
        .set_description(words)
        .show();
}

/// The package brings WebKit along.
#[cfg(not(windows))]
fn say_without_a_page(title: &str, words: &str) {
    eprintln!("{title}\n{words}");
}

/// Closes a book that was left alone, though no page asks for anything any more. The thread ends with the program.
fn watch_the_idle_book<R: Runtime>(app: AppHandle<R>) {
    const LOOK_EVERY: Duration = Duration::from_secs(15);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK_EVERY);
            app.state::<AppState>().lock_if_left_alone();
        }
    });
}

/// A content policy does not bind `location.href`: this does. Only the built-in page may be shown.
fn only_our_own_page<R: Runtime>() -> TauriPlugin<R> {
    tauri::plugin::Builder::new("only-our-own-page").on_navigation(|_, url| is_our_own(url)).build()
}

fn is_our_own(url: &Url) -> bool {
    url.scheme() == "tauri"
        || (matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost"))
}

/// WebKitGTK paints white windows on some graphics drivers unless it is told to stay simple. The
/// settings are environment variables that must stand before the first thread, so the program starts
/// itself once more with them; what the user has set himself is left alone.
#[cfg(target_os = "linux")]
pub fn webkit_settings() {
    use std::{env, os::unix::process::CommandExt as _, process::Command};
    const SIMPLE: [&str; 2] = ["WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE"];
    let unset: Vec<_> = SIMPLE.into_iter().filter(|name| env::var_os(name).is_none()).collect();
    if unset.is_empty() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // `exec` returns only when it failed, and then the window opens without the settings.
        let _failed = Command::new(program)
            .args(env::args_os().skip(1))
            .envs(unset.iter().map(|name| (name, "1")))
            .exec();
    }
}

/// WebView2 needs no such settings.
#[cfg(not(target_os = "linux"))]
pub fn webkit_settings() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_but_our_own_is_shown() {
        for (url, ours) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost/#/collect", true),
            ("http://example.org/", false),
            ("http://tauri.localhost.example.org/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_our_own(&url.parse().expect("a URL")), ours, "{url}");
        }
    }

    #[test]
    fn each_command_is_granted_by_name_and_nothing_else_is() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json"))
            .expect("the capability file is JSON");
        let mut granted: Vec<_> =
            capability["permissions"].as_array().expect("a list").iter().filter_map(|p| p.as_str()).collect();
        let mut declared: Vec<_> =
            COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        granted.sort_unstable();
        declared.sort_unstable();
        assert_eq!(
            granted, declared,
            "capabilities/main.json grants exactly the commands of commands/names.txt"
        );
    }
}
