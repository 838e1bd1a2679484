//! Which headers mean which field of a kind of list: data of `assets/exchange/<kind>-columns.toml`.
//!
//! Must not know: rows.

use crate::identity::squeeze;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

/// A field of a kind of list: an enum of units whose serde names are the keys of its column file.
pub trait Field: Copy + Eq + Hash + Debug + DeserializeOwned + Send + Sync + 'static {}

impl<F: Copy + Eq + Hash + Debug + DeserializeOwned + Send + Sync + 'static> Field for F {}

/// A column that a kind of list may have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, bound = "F: DeserializeOwned")]
pub struct Column<F> {
    /// The field.
    pub key: F,
    /// How our own lists head it.
    pub header: String,
    /// How other lists head it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A row without it is no header.
    #[serde(default)]
    pub required: bool,
    /// Two columns of it are refused until the clerk says which is meant; a required column is always so. Of other
    /// fields the first column counts.
    #[serde(default)]
    pub once: bool,
    /// Only a person has it: a row with two such cells stands for somebody, even without name and number.
    #[serde(default)]
    pub evidence: bool,
}

/// The columns of a kind of list. One field has the key `name` and one `certno`: by these two a row is known to stand
/// for a person.
#[derive(Debug, Clone)]
pub struct ColumnSet<F> {
    columns: Vec<Column<F>>,
    headers: HashMap<String, F>,
    pub(super) name: Option<F>,
    pub(super) certno: Option<F>,
}

#[derive(Deserialize)]
#[serde(bound = "F: DeserializeOwned")]
struct File<F> {
    column: Vec<Column<F>>,
}

#[derive(Deserialize)]
#[serde(bound = "F: DeserializeOwned")]
struct Key<F> {
    key: F,
}

impl<F: Field> ColumnSet<F> {
    /// Reads a column file that is shipped with the program.
    ///
    /// # Errors
    /// What is wrong with it, for the test that reads every shipped file.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let File { column: columns } = toml::from_str::<File<F>>(text)?;
        let mut headers = HashMap::new();
        for column in &columns {
            for header in std::iter::once(&column.header).chain(&column.aliases) {
                headers.entry(plain_header(header)).or_insert(column.key);
            }
        }
        let key = |key: &str| {
            let key = toml::from_str::<Key<F>>(&format!("key = \"{key}\"")).ok()?.key;
            columns.iter().any(|column| column.key == key).then_some(key)
        };
        let (name, certno) = (key("name"), key("certno"));
        Ok(Self { columns, headers, name, certno })
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column<F>] {
        &self.columns
    }

    /// How our own lists head a field.
    pub fn header(&self, field: F) -> &str {
        self.columns.iter().find(|column| column.key == field).map_or("", |column| &column.header)
    }

    /// The field that a header means. What stands in brackets is an explanation, unless it says whose column it is:
    /// `姓名（户主）` is `户主姓名`.
    pub fn field_of(&self, header: &str) -> Option<F> {
        let whole: String = squeeze(header).chars().filter(|c| !"()[]【】".contains(*c)).collect();
        if let Some(field) = self.headers.get(&plain_header(&whole)) {
            return Some(*field);
        }
        let plain = plain_header(header);
        if whole.contains("户主") && !plain.contains("户主") && plain_header(&whole) != plain {
            return self.headers.get(&format!("户主{plain}")).copied();
        }
        self.headers.get(&plain).copied()
    }

    /// The field whose own header or key this is: how a clerk names a field in a mapping.
    pub fn named(&self, text: &str) -> Option<F> {
        let text = text.trim();
        self.columns
            .iter()
            .find(|column| column.header == text)
            .map(|column| column.key)
            .or_else(|| self.field_of(text))
    }

    pub(super) fn required(&self) -> impl Iterator<Item = &Column<F>> {
        self.columns.iter().filter(|column| column.required)
    }

    pub(super) fn must_be_once(&self, field: F) -> bool {
        self.columns.iter().any(|column| column.key == field && (column.once || column.required))
    }
}

/// A header without spaces, widths, marks, numbering and brackets: `*身份证号 （18位）` is `身份证号`, `3、姓名` is `姓名`.
fn plain_header(header: &str) -> String {
    let mut depth = 0;
    let plain: String = squeeze(header)
        .to_ascii_lowercase()
        .chars()
        .filter(|c| match c {
            '(' | '[' | '【' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' => {
                depth -= 1;
                false
            }
            c => depth <= 0 && !matches!(c, '*' | '★' | ':' | '.' | ',' | '、' | '"' | '\''),
        })
        .collect();
    let named = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    if named.is_empty() { plain } else { named.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum F {
        Name,
        HeadName,
        Certno,
    }

    #[test]
    fn a_header_is_known_by_its_words() {
        let set: ColumnSet<F> = ColumnSet::from_toml(
            "[[column]]\nkey=\"name\"\nheader=\"姓名\"\nrequired=true\n[[column]]\nkey=\"head_name\"\nheader=\"户主姓名\"\naliases=[\"户主\"]\n[[column]]\nkey=\"certno\"\nheader=\"身份证号码\"\naliases=[\"身份证号\"]",
        )
        .expect("a column file");
        for (header, field) in [
            (" 姓　名 ", Some(F::Name)),
            ("*姓名", Some(F::Name)),
            ("3、姓名：", Some(F::Name)),
            ("姓名（户主）", Some(F::HeadName)),
            ("户主", Some(F::HeadName)),
            ("身份证号（18位）", Some(F::Certno)),
            ("身份证号码（户主）", None),
            ("3", None),
            ("", None),
        ] {
            assert_eq!(set.field_of(header), field, "{header}");
        }
        assert_eq!((set.name, set.certno), (Some(F::Name), Some(F::Certno)));
        assert_eq!(set.named("户主姓名"), Some(F::HeadName));
        assert!(ColumnSet::<F>::from_toml("[[column]]\nkey=\"age\"\nheader=\"年龄\"").is_err());
    }
}
