//! From the roster's row to the question that the law answers.

use crate::person::{Asked, Person};
use chrono::NaiveDate;
use cunshou_policy::{
    Area, Assessment, CategoryCode, Channel, CurrentInsurance, Designation, Event, EventType, Insurance,
    ListState, Paid, PaymentMeans, Policy, PreviousYear, RequestFault, RequestKind, Residence, Student,
    StudentLevel, Subtype, Word,
};

/// What the notice says, or why the question makes no sense (born after the payment, no birth date, past the year).
pub(crate) type Answered = std::result::Result<Assessment, Option<RequestFault>>;

/// What the notice says about a person on a day.
pub(crate) fn assess_person(
    policy: &Policy,
    person: &Person,
    asked: &Asked,
    unpaid_members: u32,
    on: NaiveDate,
) -> Answered {
    let question = question(person, asked, unpaid_members, true).ok_or(None)?;
    cunshou_policy::assess_person(policy, &question, on, RequestKind::Collect, None).map_err(Some)
}

/// The same for someone whose category is in doubt and who pays in full so that his cover does not wait for it.
pub(crate) fn paid_in_full(
    policy: &Policy,
    person: &Person,
    asked: &Asked,
    unpaid_members: u32,
    on: NaiveDate,
) -> Answered {
    let question = question(person, asked, unpaid_members, false).ok_or(None)?;
    cunshou_policy::assess_person(policy, &question, on, RequestKind::Collect, None).map_err(Some)
}

/// What the notice says about someone who has paid: what becomes of the sum (`kind` is a refund or a recomputation).
pub(crate) fn since_payment(
    policy: &Policy,
    person: &Person,
    asked: &Asked,
    paid: Paid,
    kind: RequestKind,
    on: NaiveDate,
) -> Answered {
    let mut question = question(person, asked, 0, true).ok_or(None)?;
    question.paid = Some(paid);
    cunshou_policy::assess_person(policy, &question, on, kind, None).map_err(Some)
}

/// The person as the law knows him; `None` without a birth date.
fn question(
    person: &Person,
    counter: &Asked,
    unpaid_members: u32,
    with_categories: bool,
) -> Option<cunshou_policy::Person> {
    let mut asked = cunshou_policy::Person::born(person.birth?);
    asked.hukou = person.hukou.as_deref().and_then(Area::from_word);
    asked.residence = person.residence.as_deref().and_then(Residence::from_word);
    asked.insurance = Insurance {
        current: CurrentInsurance::from_word(&person.insurance_current).unwrap_or(CurrentInsurance::None),
        previous_year: person.previous_year.as_deref().and_then(PreviousYear::from_word),
    };
    asked.student = person.student.as_ref().and_then(|student| {
        Some(Student {
            level: StudentLevel::from_word(&student.level)?,
            school: Area::from_word(&student.school)?,
        })
    });
    asked.migrant_worker = person.migrant_worker;
    asked.channel = Channel::Village;
    asked.payment_means = Some(if counter.by_scan { PaymentMeans::Qr } else { PaymentMeans::Cash });
    asked.cannot_use_app = counter.cannot_use_app;
    asked.proofs.clone_from(&counter.papers);
    asked.household_unpaid_members = Some(unpaid_members);
    if with_categories {
        asked.categories = person
            .categories
            .iter()
            .filter_map(|own| {
                Some(Designation {
                    code: CategoryCode::from_word(&own.code)?,
                    designated_on: own.designated_on,
                    designated_by: Area::from_word(&own.designated_by)?,
                    grade: own.grade,
                    subtype: own.subtype.as_deref().and_then(Subtype::from_word),
                    ended_on: own.ended_on,
                    risk_cleared: counter.risk_cleared,
                    list_pushed_on: ListState::On,
                    label: None,
                })
            })
            .collect();
    }
    asked.events = person
        .events
        .iter()
        .filter_map(|own| {
            Some(Event {
                kind: EventType::from_word(&own.event_type)?,
                on: own.happened_on,
                continuous_months: own.continuous_months,
            })
        })
        .collect();
    Some(asked)
}
