//! Declares the window's commands to Tauri (a command that is not declared could be called past the
//! capability file) and writes the handler that serves exactly the declared ones. Both come from
//! `src/commands/names.txt`, so they cannot differ.

use std::{env, fs, path::PathBuf};

fn main() {
    let list = "src/commands/names.txt";
    println!("cargo:rerun-if-changed={list}");
    println!("cargo:rerun-if-changed=../ui/dist");
    let text = fs::read_to_string(list).expect("the list of commands is part of the source");
    let paths: Vec<&str> =
        text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    // AppManifest keeps what it is given for the life of the program, and a build script's life is short.
    let names: Vec<&'static str> =
        paths.iter().map(|p| &*p.rsplit("::").next().unwrap_or(p).to_owned().leak()).collect();

    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let handlers: Vec<String> = paths.iter().map(|path| format!("crate::commands::{path}")).collect();
    let handler = format!("tauri::generate_handler![{}]", handlers.join(", "));
    fs::write(out.join("handler.rs"), handler).expect("OUT_DIR is writable");
    fs::write(out.join("names.rs"), format!("&{names:?}")).expect("OUT_DIR is writable");

    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json and capabilities are right");
}
