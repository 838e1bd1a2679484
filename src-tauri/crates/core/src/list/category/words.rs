//! The words of `assets/text/category-list.toml`.

use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Texts {
    category: HashMap<String, String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../../assets/text/category-list.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A sentence of `assets/text/category-list.toml`.
pub(super) fn say(key: &str) -> &'static str {
    TEXTS.category.get(key).map_or("", String::as_str)
}

/// Where a category comes from, as the person's page says it.
pub(super) fn source(department: &str, list_date: Option<NaiveDate>, document_no: &str) -> String {
    let date = list_date.map(|day| day.to_string()).unwrap_or_default();
    let key = if document_no.is_empty() { "source" } else { "source_with_document" };
    say(key)
        .replace("{department}", department)
        .replace("{list_date}", &date)
        .replace("{document_no}", document_no)
        .trim()
        .to_owned()
}
