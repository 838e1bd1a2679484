//! The tables of a package: typed rows to csv and back, with the layout as data.
//!
//! Invariant: a row that is read back is the row that was written, and its hash is over its fields as they are, before
//! anything is made harmless for a spreadsheet.
//! Must not know: what the fields mean.

use crate::canonical::{hex, sha256};
use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use cunshou_policy::Yuan;
use serde::Deserialize;
use uuid::Uuid;

/// A value in a cell of a csv.
pub(crate) trait CsvValue: Sized {
    fn to_csv(&self) -> String;
    fn from_csv(text: &str) -> Option<Self>;
}

impl CsvValue for String {
    fn to_csv(&self) -> String {
        self.clone()
    }
    fn from_csv(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl CsvValue for Yuan {
    fn to_csv(&self) -> String {
        self.to_string()
    }
    fn from_csv(text: &str) -> Option<Self> {
        let amount: Self = text.parse().ok()?;
        (amount.to_string() == text).then_some(amount)
    }
}

impl CsvValue for u32 {
    fn to_csv(&self) -> String {
        self.to_string()
    }
    fn from_csv(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &Self| number.to_string() == text)
    }
}

impl CsvValue for Uuid {
    fn to_csv(&self) -> String {
        self.to_string()
    }
    fn from_csv(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl CsvValue for NaiveDate {
    fn to_csv(&self) -> String {
        self.to_string()
    }
    fn from_csv(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl CsvValue for DateTime<FixedOffset> {
    fn to_csv(&self) -> String {
        self.to_rfc3339_opts(SecondsFormat::Secs, false)
    }
    fn from_csv(text: &str) -> Option<Self> {
        Self::parse_from_rfc3339(text).ok()
    }
}

impl<T: CsvValue> CsvValue for Option<T> {
    fn to_csv(&self) -> String {
        self.as_ref().map_or_else(String::new, CsvValue::to_csv)
    }
    fn from_csv(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { T::from_csv(text).map(Some) }
    }
}

/// A row of a table: its fields in the order in which they are hashed.
pub(crate) trait TableRow: Sized {
    const FIELDS: &'static [&'static str];
    fn cells(&self) -> Vec<String>;
    /// The row of such cells (in the order of [`Self::FIELDS`]), or the field that cannot be read.
    fn from_cells(cells: &[String]) -> Result<Self, &'static str>;
}

/// Declares a row type and its fields at once, so that none can be forgotten in the file.
macro_rules! table_row {
    ($(#[$meta:meta])* pub struct $name:ident { $( $(#[$field_meta:meta])* pub $field:ident: $type:ty, )* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $( $(#[$field_meta])* pub $field: $type, )* }

        impl $crate::package::table::TableRow for $name {
            const FIELDS: &'static [&'static str] = &[ $( stringify!($field), )* ];
            fn cells(&self) -> Vec<String> {
                vec![ $( $crate::package::table::CsvValue::to_csv(&self.$field), )* ]
            }
            fn from_cells(cells: &[String]) -> Result<Self, &'static str> {
                let mut cells = cells.iter();
                Ok(Self { $(
                    $field: cells
                        .next()
                        .and_then(|cell| $crate::package::table::CsvValue::from_csv(cell))
                        .ok_or(stringify!($field))?,
                )* })
            }
        }

        impl $name {
            /// SHA-256 over the row's fields, joined by U+001F, in hexadecimal digits: the `row_hash` of the table.
            pub fn row_hash(&self) -> String {
                $crate::package::table::row_hash(&$crate::package::table::TableRow::cells(self))
            }
        }
    };
}
pub(crate) use table_row;

pub(crate) fn row_hash(cells: &[String]) -> String {
    hex(&sha256(&[cells.join("\u{1F}").as_bytes()]))
}

/// The layout of a table: which field stands where, under which header.
#[derive(Deserialize)]
pub(crate) struct Layout {
    column: Vec<LayoutColumn>,
}

#[derive(Deserialize)]
struct LayoutColumn {
    field: String,
    header: String,
    #[serde(default)]
    free: bool,
}

const ROW_HASH: &str = "row_hash";
const ROW_ID: &str = "row_id";
const MARK: char = '\u{FEFF}';

impl Layout {
    /// Reads a layout that is shipped with the program.
    pub(crate) fn shipped(text: &str) -> Self {
        toml::from_str(text).expect("the layout is shipped with the program and read by a test")
    }

    /// Where each column's value stands among the fields of a row; the hash behind the last.
    fn places<R: TableRow>(&self) -> Option<Vec<usize>> {
        self.column
            .iter()
            .map(|column| {
                if column.field == ROW_HASH {
                    Some(R::FIELDS.len())
                } else {
                    R::FIELDS.iter().position(|field| *field == column.field)
                }
            })
            .collect()
    }

    /// True if every field and the hash have a column: only then can the table be read back.
    pub(crate) fn is_complete<R: TableRow>(&self) -> bool {
        self.places::<R>().is_some_and(|mut places| {
            places.sort_unstable();
            places.into_iter().eq(0..=R::FIELDS.len())
        })
    }

    /// The table as csv: UTF-8 with a mark, CRLF, RFC 4180.
    pub(crate) fn write<R: TableRow>(&self, rows: &[R]) -> Option<Vec<u8>> {
        let places = self.places::<R>()?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(MARK.to_string().into_bytes());
        writer.write_record(self.column.iter().map(|column| &column.header)).ok()?;
        for row in rows {
            let mut cells = row.cells();
            cells.push(row_hash(&cells));
            let cells = self.column.iter().zip(&places).map(|(column, place)| {
                if column.free { harmless(&cells[*place]) } else { cells[*place].clone() }
            });
            writer.write_record(cells).ok()?;
        }
        writer.into_inner().ok()
    }

    /// The ids of the rows of a table, without reading anything else of them; none if it is no such table.
    pub(crate) fn row_ids(&self, bytes: &[u8]) -> Option<Vec<Uuid>> {
        let place = self.column.iter().position(|column| column.field == ROW_ID)?;
        let text = bytes.strip_prefix(MARK.to_string().as_bytes())?;
        let mut reader = csv::ReaderBuilder::new().from_reader(text);
        let mut record = csv::ByteRecord::new();
        let mut ids = Vec::new();
        while reader.read_byte_record(&mut record).ok()? {
            ids.push(Uuid::try_parse_ascii(record.get(place)?).ok()?);
        }
        Some(ids)
    }

    /// Reads a table that [`Self::write`] has written.
    pub(crate) fn read<R: TableRow>(&self, bytes: &[u8]) -> Result<Vec<R>, TableFault> {
        let places = self.places::<R>().filter(|_| self.is_complete::<R>()).ok_or(TableFault::Layout)?;
        let text = bytes.strip_prefix(MARK.to_string().as_bytes()).ok_or(TableFault::Layout)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        let mut records = reader.records();
        let header = records.next().and_then(Result::ok).ok_or(TableFault::Layout)?;
        if !header.iter().eq(self.column.iter().map(|column| column.header.as_str())) {
            return Err(TableFault::Layout);
        }
        let mut rows = Vec::new();
        for (index, record) in records.enumerate() {
            let line = u32::try_from(index + 2).unwrap_or(u32::MAX);
            let record = record.map_err(|_| TableFault::Row { line, field: "" })?;
            let mut cells = vec![String::new(); R::FIELDS.len() + 1];
            for ((column, place), cell) in self.column.iter().zip(&places).zip(record.iter()) {
                cells[*place] = if column.free { as_typed(cell) } else { cell.to_owned() };
            }
            let hash = cells.pop().unwrap_or_default();
            if hash != row_hash(&cells) {
                return Err(TableFault::Row { line, field: ROW_HASH });
            }
            rows.push(R::from_cells(&cells).map_err(|field| TableFault::Row { line, field })?);
        }
        Ok(rows)
    }
}

/// Why a table cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableFault {
    /// Other columns than ours.
    Layout,
    /// A row is not what was written.
    Row {
        /// The 1-based line.
        line: u32,
        /// The field that is wrong.
        field: &'static str,
    },
}

/// A text that no spreadsheet takes for a formula. An apostrophe in front is doubled, so that [`as_typed`] is exact.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text before it was made [`harmless`].
pub(crate) fn as_typed(text: &str) -> String {
    text.strip_prefix('\'').unwrap_or(text).to_owned()
}
