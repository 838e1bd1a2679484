//! Random days against a model, with faults in them: whatever a clerk does in whatever order, and whenever the disk fails
//! or the power goes, what was acknowledged is there, once, and nothing else is.
//!
//! A deed is one entry of [`DEEDS`]: it looks at the model, says what the book will answer, and what the model becomes.
//! `cargo xtask storm -- --rounds N` plays N such seasons; each is named by its seed.

#![expect(
    clippy::unnecessary_wraps,
    reason = "deeds of one table have one shape, and some cannot be planned yet"
)]

use super::{BOOK, open, unlawful};
use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use cunshou_core::enrolment::Choice;
use cunshou_core::household::HouseholdInput;
use cunshou_core::journal::NoteCount;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::{Book, Coded, Moment, Result};
use cunshou_policy::Yuan;
use support::dice::Dice;
use support::disk::{Fault, Kept, Op, PowerLoss, Watch, files_in, put_files};
use support::{TestBook, at, day, member, yuan};
use tempfile::TempDir;
use uuid::Uuid;

/// What must be true, kept by hand beside the book.
#[derive(Debug, Clone, Default)]
struct Model {
    households: Vec<(Uuid, bool)>,
    session: Option<Session>,
    last_date: Option<NaiveDate>,
    taken: Yuan,
    receipts: Vec<(Order, String)>,
    closes: u32,
}

#[derive(Debug, Clone)]
struct Session {
    opened_on: NaiveDate,
    cash: Yuan,
    /// The variance of a count after which nothing was taken.
    counted: Option<Yuan>,
}

type Run = Box<dyn Fn(&mut Book, &Moment) -> Result<()>>;
type Then = Box<dyn Fn(&mut Model, &Book)>;

/// One thing that is about to be done.
struct Deed {
    /// What it is, for whoever reads a failure.
    words: String,
    run: Run,
    /// The code of the refusal, if it will be refused.
    refused: Option<&'static str>,
    /// What becomes of the model once it is done; the book may be asked for the number that it gave.
    then: Then,
    /// Whether the book shows that it is done, by what the model was before. `None`: it leaves no trace worth asking for.
    trace: Option<fn(&Book) -> usize>,
}

/// The chance of a deed, and how it is planned.
type Planned = (usize, fn(&Model, &mut Season) -> Option<Deed>);

const DEEDS: &[Planned] = &[
    (2, register),
    (3, open_session),
    (7, pay),
    (1, pay_too_little),
    (2, pay_again),
    (1, pay_something_else_by_that_form),
    (4, count),
    (4, close),
    (1, package),
    (1, backup),
];

/// A season of a village: its book, its clock, its dice.
struct Season {
    folder: TempDir,
    stick: TempDir,
    at: DateTime<FixedOffset>,
    acts: u64,
    dice: Dice,
}

const EACH_FAMILY: &str = "1200";
const FLOAT: &str = "20";

impl Season {
    fn moment(&mut self) -> Moment {
        self.at += Duration::minutes(1);
        self.acts += 1;
        let mut entropy = [5; 32];
        entropy[..8].copy_from_slice(&self.acts.to_be_bytes());
        Moment::new(self.at, entropy)
    }

    /// The clock goes on, stands still over a night, or is put back.
    fn turn_the_clock(&mut self) {
        let hours = match self.dice.below(8) {
            0 => -30,
            1 => -1,
            2..=4 => 9,
            _ => 24,
        };
        let turned = self.at + Duration::hours(hours);
        if (day("2025-11-02")..day("2025-12-20")).contains(&turned.date_naive()) {
            self.at = turned;
        }
    }
}

fn receipts(book: &Book) -> usize {
    book.all_receipts().expect("the receipts").len()
}

fn closes(book: &Book) -> usize {
    book.closes().expect("the closes").len()
}

fn entries(book: &Book) -> usize {
    usize::try_from(book.head().seq).expect("few")
}

fn households(book: &Book) -> usize {
    book.search("", 1, 2026, day("2025-11-03")).expect("the roster").total as usize
}

fn register(model: &Model, _: &mut Season) -> Option<Deed> {
    let number = u32::try_from(model.households.len()).ok()? * 3 + 1;
    let born = |year: u32| format!("{year}-{:02}-{:02}", number / 27 % 12 + 1, number % 27 + 1);
    let members = vec![
        member("测大山", "02", &born(1979), number),
        member("测秀英", "10", &born(1981), number + 1),
        member("测小雨", "20", &born(2012), number + 2),
    ];
    let input = HouseholdInput { village_group: "一组".to_owned(), members, ..HouseholdInput::default() };
    Some(Deed {
        words: format!("register {number}"),
        run: Box::new(move |book, now| book.save_household(&input, now).map(drop)),
        refused: None,
        then: Box::new(|model, book| {
            let newest = book.search("", 1, 2026, day("2025-11-03")).expect("the roster");
            let page = newest.households.len();
            let found = if newest.total as usize > page {
                book.search("", newest.pages, 2026, day("2025-11-03")).expect("the roster").households
            } else {
                newest.households
            };
            let known = |id: Uuid| model.households.iter().any(|(own, _)| *own == id);
            let fresh = found.iter().map(|row| row.household_id).find(|id| !known(*id)).expect("it is there");
            model.households.push((fresh, false));
        }),
        trace: Some(households),
    })
}

fn open_session(model: &Model, season: &mut Season) -> Option<Deed> {
    let date = model.last_date.map_or(season.at.date_naive(), |last| last.max(season.at.date_naive()));
    let opened_on = (season.at + Duration::minutes(1)).date_naive();
    Some(Deed {
        words: format!("open {date}"),
        run: Box::new(move |book, now| book.open_session(date, yuan(FLOAT), true, now).map(drop)),
        refused: model.session.is_some().then_some("E-SES-002"),
        then: Box::new(move |model, _| {
            model.session = Some(Session { opened_on, cash: Yuan::ZERO, counted: None });
            model.last_date = Some(date);
        }),
        trace: Some(entries),
    })
}

fn order(household_id: Uuid, season: &mut Season, tendered: &str) -> Order {
    Order {
        payment_id: season.moment().id(),
        household_id,
        choice: Some(Choice::default()),
        tendered: Tendered::Amount(yuan(tendered)),
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms::default(),
    }
}

/// Why no money is taken from a household now.
fn why_not(model: &Model, season: &Season, paid: bool) -> Option<&'static str> {
    let now = (season.at + Duration::minutes(1)).date_naive();
    match &model.session {
        None => Some("E-SES-001"),
        Some(session) if now > session.opened_on => Some("E-SES-004"),
        Some(_) if paid => Some("E-PAY-005"),
        Some(_) => None,
    }
}

fn pay(model: &Model, season: &mut Season) -> Option<Deed> {
    let place = season.dice.below(model.households.len());
    let (household_id, paid) = *model.households.get(place)?;
    let tendered = *season.dice.pick(&["1200", "1250", "1300"]);
    let order = order(household_id, season, tendered);
    let (sent, kept) = (order.clone(), order);
    Some(Deed {
        words: format!("pay household {place}"),
        run: Box::new(move |book, now| book.take_payment(&sent, now).map(drop)),
        refused: why_not(model, season, paid),
        then: Box::new(move |model, book| {
            let receipt_no = book.last_receipt().expect("the receipts").expect("one").receipt_no;
            model.receipts.push((kept.clone(), receipt_no));
            model.taken = model.taken.checked_add(yuan(EACH_FAMILY)).expect("small");
            model.households[place].1 = true;
            let session = model.session.as_mut().expect("a session");
            session.cash = session.cash.checked_add(yuan(EACH_FAMILY)).expect("small");
            session.counted = None;
        }),
        trace: Some(receipts),
    })
}

fn pay_too_little(model: &Model, season: &mut Season) -> Option<Deed> {
    let place = season.dice.below(model.households.len());
    let (household_id, paid) = *model.households.get(place)?;
    let order = order(household_id, season, "1199.99");
    Some(Deed {
        words: format!("too little from household {place}"),
        run: Box::new(move |book, now| book.take_payment(&order, now).map(drop)),
        refused: why_not(model, season, paid).or(Some("E-PAY-001")),
        then: Box::new(|_, _| ()),
        trace: Some(receipts),
    })
}

fn pay_again(model: &Model, season: &mut Season) -> Option<Deed> {
    let (order, receipt_no) = model.receipts.get(season.dice.below(model.receipts.len()))?.clone();
    Some(Deed {
        words: format!("{receipt_no} again"),
        run: Box::new(move |book, now| {
            let again = book.take_payment(&order, now)?;
            assert!(
                again.already_taken && again.payment.receipt_no == receipt_no,
                "the same payment: {again:?}"
            );
            Ok(())
        }),
        refused: None,
        then: Box::new(|_, _| ()),
        trace: None,
    })
}

fn pay_something_else_by_that_form(model: &Model, season: &mut Season) -> Option<Deed> {
    let (order, receipt_no) = model.receipts.get(season.dice.below(model.receipts.len()))?.clone();
    let other = Order { tendered: Tendered::Amount(yuan("5000")), ..order };
    Some(Deed {
        words: format!("something else by the form of {receipt_no}"),
        run: Box::new(move |book, now| book.take_payment(&other, now).map(drop)),
        refused: Some("E-PAY-006"),
        then: Box::new(|_, _| ()),
        trace: Some(receipts),
    })
}

fn count(model: &Model, season: &mut Season) -> Option<Deed> {
    let cash = model.session.as_ref().map_or(Yuan::ZERO, |session| session.cash);
    let expected = cash.checked_add(yuan(FLOAT)).expect("small");
    let off_by = i64::from(season.dice.below(4) == 0);
    let pieces = u32::try_from(expected.fen() / 1_000 - off_by).expect("a few notes");
    let variance = Yuan::from_fen(-1_000 * off_by);
    Some(Deed {
        words: format!("count, off by {variance}"),
        run: Box::new(move |book, now| {
            let count = book.count(&[NoteCount { note: yuan("10"), pieces }], now)?;
            assert_eq!((count.expected, count.variance), (expected, variance), "float and cash");
            Ok(())
        }),
        refused: model.session.is_none().then_some("E-SES-001"),
        then: Box::new(move |model, _| model.session.as_mut().expect("a session").counted = Some(variance)),
        trace: Some(entries),
    })
}

fn close(model: &Model, _: &mut Season) -> Option<Deed> {
    let (taken, closes_before) = (model.taken, model.closes);
    Some(Deed {
        words: "close".to_owned(),
        run: Box::new(move |book, now| {
            let close = book.close_session(None, None, now)?.record;
            assert_eq!(
                (close.perpetual_due, close.close_no),
                (taken, closes_before + 1),
                "what this book ever took"
            );
            Ok(())
        }),
        refused: match &model.session {
            None => Some("E-SES-001"),
            Some(Session { counted: None, .. }) => Some("E-CLO-001"),
            Some(Session { counted: Some(variance), .. }) if !variance.is_zero() => Some("E-CLO-002"),
            Some(_) => None,
        },
        then: Box::new(|model, _| {
            model.session = None;
            model.closes += 1;
        }),
        trace: Some(closes),
    })
}

fn package(model: &Model, season: &mut Season) -> Option<Deed> {
    let close_no = 1 + u32::try_from(season.dice.below(model.closes as usize)).ok()?;
    Some(Deed {
        words: format!("package of Z{close_no}"),
        run: Box::new(move |book, now| book.package(close_no, now).map(drop)),
        refused: (close_no > model.closes).then_some("E-CLO-004"),
        then: Box::new(|_, _| ()),
        trace: None,
    })
}

fn backup(_: &Model, season: &mut Season) -> Option<Deed> {
    let stick = season.stick.path().to_owned();
    Some(Deed {
        words: "backup".to_owned(),
        run: Box::new(move |book, now| {
            let copy = book.backup(&stick, now)?;
            std::fs::remove_file(copy).expect("the stick is taken away");
            Ok(())
        }),
        refused: None,
        then: Box::new(|_, _| ()),
        trace: None,
    })
}

/// What happens to the machine during a deed.
enum Weather {
    Fair,
    Fails(usize, Fault),
    PowerLost,
}

impl Weather {
    fn rolled(dice: &mut Dice) -> Self {
        match dice.below(6) {
            0 => {
                let faults = [Fault::Io, Fault::Full, Fault::Half, Fault::Gone];
                Self::Fails(dice.below(90), *dice.pick(&faults))
            }
            1 => Self::PowerLost,
            _ => Self::Fair,
        }
    }
}

/// Plays one season and answers how many deeds it had, how many faults struck, and how many of those deeds had landed.
fn play(seed: u64) -> (usize, usize, usize) {
    let mut dice = Dice::new(seed);
    let deeds = 10 + dice.below(30);
    let (folder, stick) = (super::folder(), super::folder());
    put_files(folder.path(), &files_in(TestBook::new().hold().path()));
    let mut season = Season { folder, stick, at: at("2025-11-03T09:30:00+08:00"), acts: 0, dice };
    let mut model = Model::default();
    let mut book = open(season.folder.path()).expect("it opens");
    let (mut struck, mut landed) = (0, 0);
    let mut diary = Vec::new();
    let chances: usize = DEEDS.iter().map(|(chance, _)| chance).sum();
    for _ in 0..deeds {
        if season.dice.below(6) == 0 {
            season.turn_the_clock();
        }
        let mut chance = season.dice.below(chances);
        let (_, plan) = DEEDS
            .iter()
            .find(|(own, _)| {
                let hit = chance < *own;
                chance = chance.saturating_sub(*own);
                hit
            })
            .expect("the chances add up");
        let Some(deed) = plan(&model, &mut season) else { continue };
        let weather = Weather::rolled(&mut season.dice);
        diary.push(format!("{} {}", season.at, deed.words));
        let fail = |why: String| -> ! { panic!("season {seed:#x}, after {diary:#?}: {why}") };
        let before = deed.trace.map(|trace| trace(&book));
        let files = files_in(season.folder.path());
        let watch = Watch::over(season.folder.path());
        // The book was opened before the watch began: it is opened again under it.
        drop(book);
        book = open(season.folder.path()).unwrap_or_else(|error| fail(format!("does not open: {error:?}")));
        watch.start(match weather {
            Weather::Fails(at, fault) => Some((at, fault)),
            _ => None,
        });
        let now = season.moment();
        let answer = (deed.run)(&mut book, &now);
        let answered = watch.so_far();
        let mut acknowledged = answer.is_ok();
        let mut fault_struck = false;
        if let Weather::PowerLost = weather {
            let (log, _) = watch.stop();
            drop(book);
            let border = season.dice.below(log.len() + 1);
            // An act that wrote nothing is acknowledged whenever it is.
            acknowledged = answer.is_ok() && border >= answered;
            put_files(season.folder.path(), &remains(&files, &log[..border], &mut season.dice));
            fault_struck = true;
            book =
                open(season.folder.path()).unwrap_or_else(|error| fail(format!("does not open: {error:?}")));
        } else {
            fault_struck |= watch.stop().1;
            if fault_struck && answer.is_err() {
                drop(book);
                book = open(season.folder.path())
                    .unwrap_or_else(|error| fail(format!("does not open: {error:?}")));
            }
        }
        if book.behind_head().is_some() {
            fail(format!("lacks what was acknowledged: {:?}", book.behind_head()));
        }
        match (&answer, deed.refused, fault_struck) {
            (Ok(()), None, false) => (deed.then)(&mut model, &book),
            (Err(error), Some(code), false) if error.code() == code => {}
            (Err(error), Some(code), true) if error.code() == code => {}
            (_, None, true) => {
                struck += 1;
                let grown = deed.trace.map_or(0, |trace| trace(&book) - before.unwrap_or(0));
                if grown > 1 {
                    fail(format!("was done {grown} times"));
                }
                if acknowledged && deed.trace.is_some() && grown == 0 {
                    fail("was acknowledged and is lost".to_owned());
                }
                if grown == 1 {
                    landed += 1;
                    (deed.then)(&mut model, &book);
                }
            }
            (Err(_), Some(_), true) => struck += 1,
            (answer, refused, _) => fail(format!("answered {answer:?} where {refused:?} was to come")),
        }
        if fault_struck && let Err(why) = unlawful(&book) {
            fail(why);
        }
        agrees(&model, &book).unwrap_or_else(|why| fail(why));
    }
    if let Err(why) = unlawful(&book) {
        panic!("season {seed:#x}, after {diary:#?}: {why}");
    }
    assert!(season.folder.path().join(BOOK).is_file());
    (diary.len(), struck, landed)
}

/// What a power loss leaves, by the dice.
fn remains(before: &support::disk::Files, log: &[Op], dice: &mut Dice) -> support::disk::Files {
    let loss = PowerLoss::after(before, log);
    let mut order: Vec<usize> = (0..loss.pending().len()).collect();
    if dice.below(3) == 0 {
        dice.shuffle(&mut order);
    }
    let kept: Vec<_> = loss
        .pending()
        .iter()
        .map(|op| match (dice.below(4), op) {
            (0, _) => Kept::Nothing,
            (1, Op::Write { .. }) => Kept::Sectors(dice.roll()),
            _ => Kept::Whole,
        })
        .collect();
    loss.leaves(&order, &kept)
}

/// The book against the model: every receipt with its number, none besides, no gap, every yuan.
fn agrees(model: &Model, book: &Book) -> std::result::Result<(), String> {
    let rows = book.all_receipts().map_err(|error| format!("{error:?}"))?;
    let numbers: Vec<_> = rows.iter().map(|row| row.receipt_no.as_str()).collect();
    let known: Vec<_> = model.receipts.iter().map(|(_, receipt_no)| receipt_no.as_str()).collect();
    if numbers != known {
        return Err(format!("receipts {numbers:?} are not {known:?}"));
    }
    if !rows.iter().map(|row| row.serial as usize).eq(1..=rows.len()) {
        return Err(format!("there is a gap in {numbers:?}"));
    }
    let sum = Yuan::sum(rows.iter().map(|row| row.due));
    if sum != Some(model.taken) {
        return Err(format!("{sum:?} is not {}", model.taken));
    }
    if closes(book) != model.closes as usize || households(book) != model.households.len() {
        return Err("closes or households differ".to_owned());
    }
    Ok(())
}

/// How many seasons the usual run plays.
const USUAL: u64 = 12;

#[test]
fn storm_of_days_loses_and_doubles_nothing() {
    let rounds = std::env::var("CUNSHOU_STORM_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(USUAL);
    let seed = std::env::var("CUNSHOU_STORM_SEED").ok().map_or(0x2025_1103, |n| n.parse().expect("a number"));
    let (mut deeds, mut struck, mut landed) = (0, 0, 0);
    for round in 0..rounds {
        let (own, own_struck, own_landed) = play(seed + round);
        (deeds, struck, landed) = (deeds + own, struck + own_struck, landed + own_landed);
    }
    println!(
        "storm of days: {rounds} seasons from seed {seed:#x}, {deeds} deeds, {struck} faults struck one that was to be \
         done, {landed} of these were done nevertheless; lost 0, doubled 0"
    );
    assert!(struck > 0, "faults do strike");
}
