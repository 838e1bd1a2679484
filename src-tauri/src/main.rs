//! The program `cunshou`: readies the process, then hands over to the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// SQLite and the reading of long lists ask for memory in small pieces by the million. This allocator also serves the C code.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    cunshou_window::webkit_settings();
    cunshou_window::run();
}
