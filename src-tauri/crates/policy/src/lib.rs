//! The law as data, and the answer to what one person owes on one day.
//!
//! A [`Policy`] is one government notice, loaded from a TOML file in which every value stands beside its article and
//! verbatim sentence. [`assess`] answers a [`Request`] from it; [`explain`] says the answer in Chinese. The crate is
//! pure: no files, no clock, no SQL, and no place, sum or date of any notice in its code.

mod answer;
mod assess;
mod assessment;
pub mod cases;
pub mod explain;
pub mod file;
mod load;
mod money;
mod page;
mod policy;
mod request;
pub mod text;
pub mod time;
pub mod words;

pub use answer::{Answer, BadLine, BadLineError, Detail};
pub use assess::{assess, assess_person};
pub use assessment::{Assessment, Fiscal};
pub use file::{LeavingOut, Reading};
pub use load::{LoadFault, LoadProblem, file_sha256};
pub use money::{NotMoney, Yuan};
pub use page::{
    Cite, PageCategory, PageDepartment, PageEntry, PageForm, PageLine, PageMark, PageSection, PageTarget,
    PageTask, PageWindow, PolicyPage, Segment,
};
pub use policy::{Policy, Rule, WindowDays};
pub use request::{Designation, Event, Insurance, ListState, Paid, Person, Request, RequestFault, Student};
pub use words::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, EventType, Fact, Field, Foreigner, Fund, Note,
    PaymentMeans, PreviousYear, Proof, Reason, RequestKind, Residence, Route, Set, StudentLevel, Subtype,
    Word,
};
