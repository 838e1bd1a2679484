//! 示例村: the village of nobody that ships with the program, and the lists that lie beside it to try the imports on.
//!
//! Invariant: roster and lists are what `cunshou_exchange::generate` makes of the figures in `assets/demo/village.toml`,
//! byte for byte (`cargo xtask sample-village` writes them, a test compares). Must not know: the clock, where files go.

use crate::book::{Book, BookKind, KdfCost, NewBook};
use crate::canvass::WhereaboutsInput;
use crate::enrolment::{LeftOut, Mark};
use crate::error::{Error, Result};
use crate::list::ListFile;
use crate::list::category::CategoryOptions;
use crate::list::office::OfficeSaid;
use crate::moment::Moment;
use crate::shipped::ShippedPolicy;
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_exchange::generate::Wanted;
use cunshou_exchange::office_list::OfficeKind;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::sync::LazyLock;
use uuid::Uuid;

static LISTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../assets/demo/lists");
static ROSTER: &[u8] = include_bytes!("../../../../assets/demo/roster.xlsx");
static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/demo/village.toml"))
        .expect("the sample village is shipped with the program and read by a test")
});

/// `assets/demo/village.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Its code, of a region that no county has.
    pub village_code: String,
    /// Its name.
    pub village_name: String,
    /// The name of its township.
    pub town_name: String,
    /// Who works in it.
    pub user: String,
    /// The password, which guards no money and is shown.
    pub password: String,
    /// The paper that entrusts it.
    pub entrusted_paper: String,
    /// Its first instant.
    pub clock: DateTime<FixedOffset>,
    /// The notices that it follows.
    pub policies: Vec<String>,
    made: Made,
    /// The roster and the lists, in the order in which a village gets them.
    #[serde(rename = "list")]
    pub lists: Vec<SampleList>,
    #[serde(rename = "known")]
    known: Vec<Known>,
}

/// What the clerk knew of people already, by what the roster remarks of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    remark: String,
    /// Why they do not pay here: a code of `assets/codes/leave_out_reason.tsv`.
    reason: Option<String>,
    /// Which paper he saw; empty = it is still to be brought.
    #[serde(default)]
    proof: String,
    /// Where they are: a code of `assets/codes/whereabouts.tsv`.
    whereabouts: Option<String>,
    #[serde(default)]
    place: String,
}

/// What the generator is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    persons: u32,
    seed: u64,
    as_of: NaiveDate,
}

/// A file of the sample village.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleList {
    /// Its name.
    pub file: String,
    /// What kind of list it is.
    pub kind: SampleKind,
    /// It is in the sample village's book from the beginning.
    #[serde(default)]
    pub stands: bool,
    /// What to try with it.
    pub words: String,
}

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum SampleKind {
    /// 户籍花名册.
    Roster,
    /// 资助对象名单.
    CategoryList,
    /// A list of the tax, insurance or another office.
    Office(OfficeKind),
}

impl From<String> for SampleKind {
    fn from(word: String) -> Self {
        match word.parse() {
            Ok(kind) => Self::Office(kind),
            Err(()) if word == "roster" => Self::Roster,
            Err(()) => Self::CategoryList,
        }
    }
}

impl SampleKind {
    /// The word of the kind.
    pub fn word(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::CategoryList => "category_list",
            Self::Office(kind) => kind.word(),
        }
    }
}

/// What came of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Rows that stand for a person.
    pub rows: u32,
    /// Of people who are in the book now.
    pub matched: u32,
    /// Rows to be mended.
    pub bad: u32,
}

impl Sample {
    /// The sample village of this program.
    pub fn shipped() -> &'static Self {
        &SAMPLE
    }

    /// What the generator is asked for.
    pub fn wanted(&self) -> Wanted {
        Wanted { persons: self.made.persons, seed: self.made.seed, as_of: self.made.as_of, dirty: true }
    }

    /// The roster.
    pub fn roster(&self) -> &SampleList {
        self.lists
            .iter()
            .find(|list| list.kind == SampleKind::Roster)
            .expect("a test reads the sample village's roster")
    }

    /// The lists that stand in its book from the beginning, behind the roster.
    pub fn standing(&self) -> impl Iterator<Item = &SampleList> {
        self.lists.iter().filter(|list| list.stands && list.kind != SampleKind::Roster)
    }

    /// Its book, to be made with these notices ([`Sample::notices`]).
    pub fn book<'a>(&'a self, policies: &'a [ShippedPolicy]) -> NewBook<'a> {
        NewBook {
            village_code: &self.village_code,
            village_name: &self.village_name,
            town_name: &self.town_name,
            kind: BookKind::Demo,
            policies,
            entrusted_paper: &self.entrusted_paper,
            user: &self.user,
            password: &self.password,
            cost: KdfCost::LIGHT,
            own_clock: Some(self.clock),
        }
    }

    /// The notices that it follows.
    ///
    /// # Errors
    /// One of them does not ship with the program.
    pub fn notices(&self) -> Result<Vec<ShippedPolicy>> {
        ShippedPolicy::by_ids(&self.policies)
    }
}

impl SampleList {
    /// The file.
    pub fn bytes(&self) -> &'static [u8] {
        match self.kind {
            SampleKind::Roster => ROSTER,
            _ => LISTS.get_file(&self.file).map_or(&[], include_dir::File::contents),
        }
    }
}

impl Book {
    /// Fills the sample village's new book: roster, the lists that stand, what was known of people. Each act has a moment of
    /// its own.
    ///
    /// # Errors
    /// No moment is to be had; the shipped files do not fit each other.
    pub fn fill_sample<E: From<Error>>(
        &mut self,
        mut now: impl FnMut() -> std::result::Result<Moment, E>,
    ) -> std::result::Result<(), E> {
        let sample = Sample::shipped();
        for list in std::iter::once(sample.roster()).chain(sample.standing()) {
            self.bring_in_sample(list, &now()?)?;
        }
        self.note_known_of_sample(now)?;
        Ok(())
    }

    /// Records what was known of people of the sample village before anybody came to pay; answers of how many.
    ///
    /// # Errors
    /// As for [`Book::fill_sample`].
    pub fn note_known_of_sample<E: From<Error>>(
        &mut self,
        mut now: impl FnMut() -> std::result::Result<Moment, E>,
    ) -> std::result::Result<u32, E> {
        let mut noted = 0;
        let as_of = Sample::shipped().clock.date_naive();
        for (person_id, known) in self.known_of_sample(as_of)? {
            if let Some(reason) = &known.reason {
                let (reason, proof) = (reason.clone(), known.proof.clone());
                let left_out = LeftOut { person_id, reason, proof, ..LeftOut::default() };
                self.mark_enrolment(&Mark { left_out, levy_year: None }, &now()?)?;
            }
            if let Some(kind) = &known.whereabouts {
                let (kind, place, phone) = (kind.clone(), known.place.clone(), String::new());
                let there = WhereaboutsInput { person_id, kind, place, phone, as_of, feeds_roster: true };
                self.record_whereabouts(&there, &now()?)?;
            }
            noted += 1;
        }
        Ok(noted)
    }

    /// Of whom something was known, and what.
    fn known_of_sample(&self, on: NaiveDate) -> Result<Vec<(Uuid, &'static Known)>> {
        let levy_year = self.policy_on(on)?.levy_year;
        let mut found = Vec::new();
        for page in 1.. {
            let households = self.search("", page, levy_year, on)?;
            for row in &households.households {
                for member in self.household(row.household_id)?.members {
                    let known = SAMPLE.known.iter().find(|known| member.remarks.contains(&known.remark));
                    found.extend(known.map(|known| (member.person_id, known)));
                }
            }
            if page >= households.pages {
                break;
            }
        }
        Ok(found)
    }

    /// Brings a list of the sample village in, as a clerk would who believes what he sees.
    ///
    /// # Errors
    /// As for the import of such a list: [`Error::ImportedBefore`] the second time.
    pub fn bring_in_sample(&mut self, list: &SampleList, now: &Moment) -> Result<Brought> {
        let (bytes, name) = (list.bytes(), list.file.as_str());
        let file = ListFile { name, bytes };
        if bytes.is_empty() {
            return Err(Error::NothingUsable { file_name: list.file.clone() });
        }
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        Ok(match list.kind {
            SampleKind::Roster => {
                let done = self.import_roster(bytes, name, now)?;
                Brought { rows: done.people + done.bad, matched: done.people, bad: done.bad }
            }
            SampleKind::CategoryList => {
                let done = self.import_category_list(file, &CategoryOptions::default(), now)?;
                Brought { rows: done.rows, matched: done.matched, bad: count(done.bad.len()) }
            }
            SampleKind::Office(kind) => {
                let done = self.import_office_list(kind, file, &OfficeSaid::default(), now)?;
                Brought { rows: done.rows, matched: done.matched, bad: count(done.bad.len()) }
            }
        })
    }
}
