//! Whatever happens to households, in whatever order: nobody is lost or doubled, every household that is lived in has one
//! head, payments stay with their people, numbers are not given again, and the book verifies.

use cunshou_core::codes::EnrolmentState;
use cunshou_core::household::life::{
    LifeAct, LifeRequest, MoveReason, NewHead, NewPlace, Paper, Place, Relations,
};
use cunshou_core::household::{Household, MemberInput};
use cunshou_core::payment::Order;
use cunshou_core::person::Standing;
use cunshou_core::{Coded, Error};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use support::{TestBook, day, member};
use uuid::Uuid;

/// What may happen next; numbers choose among whoever is there.
#[derive(Debug, Clone)]
enum Step {
    Split { household: usize, people: usize, head: usize },
    Merge { household: usize, into: usize },
    Move { household: usize, people: usize, into: usize },
    Head { household: usize, head: usize },
    Birth { household: usize },
    MoveIn { household: Option<usize> },
    Death { household: usize, person: usize },
    Leave { household: usize, people: usize },
    Return { person: usize },
    Undo { act: usize },
    Pay { household: usize },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let any = any::<usize>;
    prop_oneof![
        4 => (any(), any(), any()).prop_map(|(household, people, head)| Step::Split { household, people, head }),
        3 => (any(), any()).prop_map(|(household, into)| Step::Merge { household, into }),
        4 => (any(), any(), any()).prop_map(|(household, people, into)| Step::Move { household, people, into }),
        2 => (any(), any()).prop_map(|(household, head)| Step::Head { household, head }),
        2 => any().prop_map(|household| Step::Birth { household }),
        1 => proptest::option::of(any()).prop_map(|household| Step::MoveIn { household }),
        2 => (any(), any()).prop_map(|(household, person)| Step::Death { household, person }),
        2 => (any(), any()).prop_map(|(household, people)| Step::Leave { household, people }),
        2 => any().prop_map(|person| Step::Return { person }),
        3 => any().prop_map(|act| Step::Undo { act }),
        4 => any().prop_map(|household| Step::Pay { household }),
        1 => Just(Step::Restart),
    ]
}

/// What must be true, kept by hand beside the book.
#[derive(Default)]
struct Model {
    households: Vec<Uuid>,
    /// Everybody who was ever written down and not undone.
    people: BTreeSet<Uuid>,
    /// Who paid, by which receipt.
    paid: BTreeMap<Uuid, String>,
    /// Every household's numbers, and to whom each was given.
    numbers: BTreeMap<(Uuid, u32), Uuid>,
    hh_nos: BTreeMap<String, Uuid>,
    acts: Vec<Uuid>,
    born: u32,
}

fn all(village: &TestBook, model: &Model) -> Vec<Household> {
    model.households.iter().map(|id| village.book.household(*id).expect("no household is lost")).collect()
}

fn pick<T>(from: &[T], at: usize) -> Option<&T> {
    (!from.is_empty()).then(|| &from[at % from.len()])
}

/// A few of the people who are here, at least one: the bits of a number choose.
fn some(household: &Household, bits: usize) -> Vec<Uuid> {
    let here: Vec<Uuid> = household.present().map(|member| member.person_id).collect();
    let chosen: Vec<Uuid> =
        here.iter().enumerate().filter(|(at, _)| bits >> (at % 16) & 1 == 1).map(|(_, id)| *id).collect();
    if chosen.is_empty() { here.first().copied().into_iter().collect() } else { chosen }
}

/// What everybody else is to a head: proposed where the table knows, some relative where it does not.
fn under(village: &TestBook, household: &Household, people: &[Uuid], head: Uuid) -> NewHead {
    let proposals = village.book.propose_relations(household.household_id, people, head).expect("proposals");
    let relations: Relations = proposals
        .into_iter()
        .map(|proposal| (proposal.person_id, proposal.relation.unwrap_or_else(|| "97".to_owned())))
        .collect();
    assert_eq!(relations.len() + 1, people.len(), "one proposal for everybody but the head");
    NewHead { person_id: head, relations }
}

/// Who follows the head, if he is among those who go and others stay.
fn follows(village: &TestBook, household: &Household, going: &[Uuid]) -> Option<NewHead> {
    let staying: Vec<Uuid> =
        household.present().map(|member| member.person_id).filter(|id| !going.contains(id)).collect();
    let head_goes = household.head_id.is_some_and(|head| going.contains(&head));
    let first = staying.first().copied()?;
    head_goes.then(|| under(village, household, &staying, first))
}

fn act(village: &TestBook, model: &mut Model, step: &Step) -> Option<LifeAct> {
    let households = all(village, model);
    let at = |place: usize| pick(&households, place);
    Some(match step {
        Step::Split { household, people, head } => {
            let household = at(*household)?;
            let people = some(household, *people);
            let head = *pick(&people, *head)?;
            LifeAct::Split {
                household_id: household.household_id,
                head: under(village, household, &people, head),
                next_head: follows(village, household, &people),
                place: NewPlace::default(),
                people,
            }
        }
        Step::Merge { household, into } => {
            let (from, into) = (at(*household)?, at(*into)?);
            let relations = from.present().map(|member| (member.person_id, "97".to_owned())).collect();
            LifeAct::Merge { from: from.household_id, into: into.household_id, relations }
        }
        Step::Move { household, people, into } => {
            let (from, into) = (at(*household)?, at(*into)?);
            let people = some(from, *people);
            LifeAct::Move {
                relations: people.iter().map(|id| (*id, "97".to_owned())).collect(),
                next_head: follows(village, from, &people),
                into: into.household_id,
                reason: MoveReason::Other,
                people,
            }
        }
        Step::Head { household, head } => {
            let household = at(*household)?;
            let here: Vec<Uuid> = household.present().map(|member| member.person_id).collect();
            let head = under(village, household, &here, *pick(&here, *head)?);
            LifeAct::Head { household_id: household.household_id, head }
        }
        Step::Birth { household } => {
            let household = at(*household)?;
            model.born += 1;
            let child = MemberInput { relation: "49".to_owned(), ..newcomer(model.born, "2025-11-02") };
            LifeAct::Birth { household_id: household.household_id, child: Box::new(child) }
        }
        Step::MoveIn { household } => {
            model.born += 1;
            let place = household.and_then(at);
            let relation =
                if place.is_some_and(|place| place.present().next().is_some()) { "97" } else { "02" };
            let members =
                vec![MemberInput { relation: relation.to_owned(), ..newcomer(model.born, "1980-05-05") }];
            let place =
                place.map_or(Place::New(NewPlace::default()), |one| Place::Household(one.household_id));
            LifeAct::MoveIn { place, members }
        }
        Step::Death { household, person } => {
            let household = at(*household)?;
            let here: Vec<Uuid> = household.present().map(|member| member.person_id).collect();
            let person_id = *pick(&here, *person)?;
            LifeAct::Death { person_id, next_head: follows(village, household, &[person_id]) }
        }
        Step::Leave { household, people } => {
            let household = at(*household)?;
            let people = some(household, *people);
            LifeAct::Leave { next_head: follows(village, household, &people), people }
        }
        Step::Return { person } => {
            let away: Vec<Uuid> = households
                .iter()
                .flat_map(|household| &household.members)
                .filter(|member| member.standing == Standing::Moved)
                .map(|member| member.person_id)
                .collect();
            LifeAct::Return { person_id: *pick(&away, *person)?, relation: "97".to_owned() }
        }
        Step::Undo { .. } | Step::Pay { .. } | Step::Restart => return None,
    })
}

fn newcomer(number: u32, birth: &str) -> MemberInput {
    let names: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    let name: String =
        format!("{number:03}").chars().filter_map(|d| names.get(d.to_digit(10)? as usize)).collect();
    member(&format!("新{name}"), "97", birth, 500 + number)
}

fn pay(village: &mut TestBook, model: &mut Model, place: usize) {
    let households = all(village, model);
    let Some(household) = pick(&households, place) else { return };
    let now = village.now();
    let form = village.book.open_collect(household.household_id, &now).expect("the form opens");
    let order = Order { choice: None, ..village.order(household) };
    match village.take(&Order { payment_id: form.payment_id, ..order }) {
        Ok(receipt) => {
            for line in &receipt.payment.lines {
                let before = model.paid.insert(line.person_id, receipt.payment.receipt_no.clone());
                assert_eq!(before, None, "{} pays once, wherever he lives", line.name);
            }
        }
        Err(error) => assert!(
            matches!(error.code(), "E-PAY-002" | "E-PAY-005"),
            "only an empty or a paid household is refused: {error:?}"
        ),
    }
}

fn check(village: &TestBook, model: &mut Model) {
    let households = all(village, model);
    let mut seen = BTreeSet::new();
    for household in &households {
        let mut heads = 0;
        for person in &household.members {
            assert!(seen.insert(person.person_id), "{} lives in two households", person.name);
            assert_eq!(person.household_id, household.household_id);
            let owner =
                *model.numbers.entry((household.household_id, person.member_no)).or_insert(person.person_id);
            assert_eq!(
                owner, person.person_id,
                "number {} of {} is given twice",
                person.member_no, household.hh_no
            );
            heads += u32::from(person.is_present() && person.relation == "02");
        }
        let lived_in = household.present().next().is_some();
        assert_eq!(heads, u32::from(lived_in), "{} has one head while anybody is there", household.hh_no);
        assert_eq!(household.head_id.is_some(), lived_in);
        let owner = *model.hh_nos.entry(household.hh_no.clone()).or_insert(household.household_id);
        assert_eq!(owner, household.household_id, "a household number is given twice");
        let row = village
            .book
            .household_row(household.household_id, 2026, day("2025-11-03"))
            .expect("a row")
            .expect("it is there");
        for member in &row.members {
            assert_eq!(
                member.state == EnrolmentState::Paid,
                model.paid.contains_key(&member.person_id),
                "{}'s payment is where he is",
                member.name
            );
        }
    }
    assert_eq!(seen, model.people, "nobody is lost, nobody comes from nowhere");
    village.assert_lawful();
}

fn run(steps: &[Step]) {
    let mut village = TestBook::new();
    let mut model = Model::default();
    for (surname, sequence) in [("赵", 1), ("钱", 31), ("孙", 61)] {
        let household = village.family(surname, sequence);
        model.people.extend(household.members.iter().map(|member| member.person_id));
        model.households.push(household.household_id);
    }
    village.open_session("0");
    for step in steps {
        match step {
            Step::Pay { household } => pay(&mut village, &mut model, *household),
            Step::Restart => village = village.reopen(),
            Step::Undo { act } => {
                let Some(act_id) = pick(&model.acts, *act).copied() else { continue };
                let before = all(&village, &model);
                let now = village.now();
                match village.book.undo_life(act_id, "测试", &now) {
                    Ok(_) => {
                        // A birth or an arrival that was a mistake takes its people with it, and only them.
                        let left: BTreeSet<Uuid> = all(&village, &model)
                            .iter()
                            .flat_map(|household| household.members.iter().map(|member| member.person_id))
                            .collect();
                        let gone: Vec<Uuid> = model.people.difference(&left).copied().collect();
                        assert!(
                            gone.iter().all(|id| !model.paid.contains_key(id)),
                            "who paid is never removed"
                        );
                        model.people = left;
                    }
                    Err(error) => {
                        assert!(
                            matches!(
                                error,
                                Error::ActChangedSince { .. }
                                    | Error::ActUndone { .. }
                                    | Error::MemberHasPaid { .. }
                                    | Error::NoSuchAct { .. }
                            ),
                            "{error:?}"
                        );
                        assert_eq!(all(&village, &model), before, "a refused undoing changes nothing");
                    }
                }
            }
            step => {
                let Some(act) = act(&village, &mut model, step) else { continue };
                let before = all(&village, &model);
                let now = village.now();
                let request = LifeRequest {
                    act,
                    paper: Paper::of_day(day("2025-11-02")),
                    same_person_confirmed: false,
                };
                match village.book.record_life(&request, &now) {
                    Ok(done) => {
                        model.acts.push(done.act_id);
                        for household in &done.households {
                            if !model.households.contains(&household.household_id) {
                                model.households.push(household.household_id);
                            }
                            if matches!(request.act, LifeAct::Birth { .. } | LifeAct::MoveIn { .. }) {
                                model.people.extend(household.members.iter().map(|member| member.person_id));
                            }
                        }
                    }
                    Err(error) => {
                        // Nobody to move, nobody to stay, the same household, several into an empty one without a head,
                        // a child for nobody.
                        let expected = [
                            "E-HH-023", "E-HH-019", "E-HH-018", "E-HH-016", "E-HH-007", "E-HH-011",
                            "E-HH-004",
                        ];
                        assert!(expected.contains(&error.code()), "{step:?}: {error:?}");
                        assert_eq!(all(&village, &model), before, "a refused act changes nothing");
                    }
                }
            }
        }
        check(&village, &mut model);
    }
    let receipts = village.book.all_receipts().expect("receipts");
    let paid: BTreeSet<&String> = model.paid.values().collect();
    assert_eq!(receipts.len(), paid.len(), "every receipt is still somebody's");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn nobody_is_lost_and_payments_stay_with_their_people(steps in prop::collection::vec(step(), 1..24)) {
        run(&steps);
    }
}
