//! 集体扶持: what the village collective resolved to pay for people, with the number of its resolution and its source. It is
//! a third payer beside the household and the public funds, and never the clerk's own money (垫资).
//!
//! Invariants: a resolution is confirmed by the township's paper before it pays; it never pays more for a person than it
//! says, nor more in all. Its money does not enter the drawer: it is paid in by a slip of its own ([`crate::remittance`]).

mod store;

use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{AidEnded, AidResolved, Record};
use crate::moment::Moment;
use cunshou_policy::Yuan;
use serde::Serialize;

pub use crate::journal::AidGrant;

/// A resolution with what it has paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resolution {
    /// 1, 2, 3, …
    pub aid_no: u32,
    /// What it grants, and by which papers.
    #[serde(flatten)]
    pub grant: AidGrant,
    /// What it has paid, without receipts that were taken back.
    pub paid: Yuan,
    /// For how many people.
    pub people: u32,
    /// What is left of the budget; `None` = no bound.
    pub left: Option<Yuan>,
    /// It pays no more.
    pub is_ended: bool,
}

/// The longest text of a resolution, in characters.
const LONGEST: usize = 100;

impl Book {
    /// Enters a resolution of the village collective.
    ///
    /// # Errors
    /// [`Error::AidTextMissing`], [`Error::TextTooLong`]; [`Error::AidSumOdd`]; [`Error::AidInFuture`]; [`Error::NoPolicyForYear`];
    /// [`Error::AidKnown`] if the number is entered for the year.
    pub fn resolve_aid(&mut self, grant: &AidGrant, now: &Moment) -> Result<Resolution> {
        self.refuse_while_behind()?;
        let aid_no = self.transact(now, |tx, acting| {
            let text = |field: &'static str, text: &str| -> Result<String> {
                let text = text.trim();
                match text.chars().count() {
                    0 => Err(Error::AidTextMissing { field }),
                    n if n > LONGEST => Err(Error::TextTooLong { field, most: LONGEST }),
                    _ => Ok(text.to_owned()),
                }
            };
            let sums = [Some(grant.most_each), grant.budget];
            if sums.into_iter().flatten().any(|sum| sum.is_zero() || sum.is_negative()) {
                return Err(Error::AidSumOdd {});
            }
            if grant.resolved_on > now.on() {
                return Err(Error::AidInFuture { resolved_on: grant.resolved_on, today: now.on() });
            }
            if !acting.policies.iter().any(|policy| policy.levy_year == grant.levy_year) {
                return Err(Error::NoPolicyForYear { levy_year: grant.levy_year });
            }
            let grant = AidGrant {
                resolution_no: text("resolution_no", &grant.resolution_no)?,
                source: text("source", &grant.source)?,
                who: text("who", &grant.who)?,
                paper: text("paper", &grant.paper)?,
                ..grant.clone()
            };
            let record = AidResolved { aid_no: tx.last_aid_no()? + 1, grant };
            for aid_no in 1..record.aid_no {
                let known = tx.resolution(aid_no)?;
                let is_same = known.as_ref().is_some_and(|known| {
                    !known.is_ended
                        && known.grant.levy_year == record.grant.levy_year
                        && known.grant.resolution_no == record.grant.resolution_no
                });
                if is_same {
                    return Err(Error::AidKnown { aid_no, resolution_no: record.grant.resolution_no });
                }
            }
            let entry = tx.append(&Record::AidResolved(record.clone()), acting.user, now)?;
            tx.insert_aid(&record, entry.seq)?;
            tx.audit(acting, "aid_resolved", &record.grant.resolution_no)?;
            Ok(record.aid_no)
        })?;
        self.read(|tx| tx.resolution(aid_no)?.or_not_found(|| Error::NoSuchAid { aid_no }))
    }

    /// From now on a resolution pays no more; what it has paid stays.
    ///
    /// # Errors
    /// [`Error::NoSuchAid`], [`Error::AidEnded`], [`Error::AidTextMissing`].
    pub fn end_aid(&mut self, aid_no: u32, reason: &str, now: &Moment) -> Result<()> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let aid = tx.resolution(aid_no)?.or_not_found(|| Error::NoSuchAid { aid_no })?;
            if aid.is_ended {
                return Err(Error::AidEnded { aid_no });
            }
            let reason: String = reason.trim().chars().take(LONGEST).collect();
            if reason.is_empty() {
                return Err(Error::AidTextMissing { field: "reason" });
            }
            let entry = tx.append(&Record::AidEnded(AidEnded { aid_no, reason }), acting.user, now)?;
            tx.insert_aid_ended(aid_no, entry.seq)
        })
    }

    /// All resolutions, newest first.
    pub fn resolutions(&self) -> Result<Vec<Resolution>> {
        self.read(|tx| {
            (1..=tx.last_aid_no()?).rev().filter_map(|aid_no| tx.resolution(aid_no).transpose()).collect()
        })
    }
}
