//! From a code to what the clerk reads: the words and what to do, from `assets/text/errors-*.toml`.
//!
//! Invariant: the only place where Chinese sentences for errors are made; a code without words is a failing test.

use crate::error::Coded;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

static TEXT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../assets/text");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    message: String,
    todo: String,
}

static TEMPLATES: LazyLock<HashMap<String, Template>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for file in TEXT.files() {
        let name = file.path().to_string_lossy();
        if name.starts_with("errors-")
            && let Some(text) = file.contents_utf8()
            && let Ok(templates) = toml::from_str::<HashMap<String, Template>>(text)
        {
            all.extend(templates);
        }
    }
    all
});

/// What the clerk reads about an error or refusal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Words {
    /// The stable code, for the telephone call with the township.
    pub code: String,
    /// What happened, in a sentence.
    pub message: String,
    /// What to do now, in a sentence.
    pub todo: String,
}

/// The words of an error.
pub fn of(error: &dyn Coded) -> Words {
    say(error.code(), &error.params())
}

/// The words of a code with its facts filled in.
pub fn say(code: &str, params: &[(&str, String)]) -> Words {
    let fill = |text: &str| {
        params.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    TEMPLATES.get(code).map_or_else(
        || Words {
            code: code.to_owned(),
            message: format!("程序遇到了没有预料到的情况（{code}）"),
            todo: "请不要重复收款，记下这个编号并联系乡镇。".to_owned(),
        },
        |template| Words {
            code: code.to_owned(),
            message: fill(&template.message),
            todo: fill(&template.todo),
        },
    )
}

/// True if the code has words of its own.
pub fn knows(code: &str) -> bool {
    TEMPLATES.contains_key(code)
}
