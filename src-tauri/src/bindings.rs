//! The types that cross to the screen, written as TypeScript.
//!
//! Invariant: `ui/src/ipc/bindings.ts` equals what this module writes (tested; mended by
//! `cargo xtask bindings`).

use crate::{commands, error::CommandError};
use ts_rs::{Config, TS};

const HEAD: &str = "// Written by `cargo xtask bindings` from the Rust types of the commands. Do not edit.\n";

/// Every type of the commands as one TypeScript module.
pub fn typescript() -> String {
    let config = Config::default();
    let mut text = HEAD.to_owned();
    let mut declare = |declaration: String| {
        text.push_str("\nexport ");
        text.push_str(&declaration);
        text.push('\n');
    };
    declare(CommandError::decl(&config));
    commands::declare(&config, &mut declare);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, fs, path::Path};

    fn ui(file: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc").join(file)
    }

    #[test]
    fn the_screens_types_are_those_of_the_commands() {
        let file = ui("bindings.ts");
        if env::var_os("CUNSHOU_WRITE_BINDINGS").is_some() {
            fs::write(&file, typescript()).expect("ui/src/ipc can be written");
        }
        let written = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(written, typescript(), "stale types: run `cargo xtask bindings`");
    }

    #[test]
    fn the_screen_can_name_every_command() {
        let map = fs::read_to_string(ui("call.ts")).expect("the screens' door to Rust");
        let typed: Vec<&str> = map
            .lines()
            .skip_while(|line| !line.starts_with("export interface Commands"))
            .skip(1)
            .take_while(|line| !line.starts_with('}'))
            .filter_map(|line| line.trim().split_once(": [").map(|(name, _)| name))
            .collect();
        for name in crate::COMMANDS {
            assert!(typed.contains(name), "ui/src/ipc/call.ts does not type the command {name}");
        }
    }
}
