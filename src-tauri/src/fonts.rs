//! Serves the fonts that go onto paper to the screen too, so that a preview shows what is printed.

use tauri::http::{Response, StatusCode, header};

/// Answers `cunshou-font://localhost/<name>`.
pub fn serve(path: &str) -> Response<&'static [u8]> {
    let (bytes, kind): (&'static [u8], _) = match path {
        "/sans.otf" => (cunshou_paper::fonts::PRIMARY_BYTES, "font/otf"),
        "/han.ttf" => (cunshou_paper::fonts::FALLBACK_BYTES, "font/ttf"),
        _ => return answer(StatusCode::NOT_FOUND, "text/plain", &[]),
    };
    answer(StatusCode::OK, kind, bytes)
}

fn answer(status: StatusCode, kind: &str, bytes: &'static [u8]) -> Response<&'static [u8]> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        // A font is always fetched with CORS, and the page has another origin than this scheme.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::CACHE_CONTROL, "max-age=31536000, immutable")
        .body(bytes)
        .expect("fixed headers are valid")
}
