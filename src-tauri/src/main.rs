//! The program `cunshou`: readies the process, then hands over to the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    cunshou_window::webkit_settings();
    cunshou_window::run();
}
