//! An empty window with our settings and nothing in it: what the cold start of the program is measured against.

use tauri::{WebviewUrl, WebviewWindowBuilder, http::Response};

fn main() {
    cunshou_window::webkit_settings();
    let mut context: tauri::Context = tauri::generate_context!();
    context.config_mut().app.windows.clear();
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let page =
                "<!doctype html><meta charset=utf-8><body style='font-size:40px'>An empty window, with words";
            Response::builder()
                .header("content-type", "text/html")
                .body(page.as_bytes().to_vec())
                .unwrap_or_default()
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            WebviewWindowBuilder::new(app, "empty", page).inner_size(1366.0, 768.0).build()?;
            Ok(())
        })
        .run(context)
        .expect("the window opens where a desktop is running");
}
