//! A first look at speed, run on request: `cargo test -p cunshou-policy --test law -- --ignored --nocapture`.

use crate::{load, one};
use cunshou_policy::cases::read_cases;
use cunshou_policy::{Policy, assess_person};
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a check"]
fn how_many_answers_a_second() {
    let s = one("guichi-2026");
    let policy = load(&s.id);
    let cases = read_cases(&s.id, &s.cases).unwrap();
    let people: Vec<_> =
        cases.iter().map(|c| (&c.request.person, c.request.pay_on, c.request.request)).collect();
    let rounds = 20_000;
    let start = Instant::now();
    let mut kept = 0usize;
    for _ in 0..rounds {
        for (person, pay_on, kind) in &people {
            kept += usize::from(assess_person(&policy, person, *pay_on, *kind, None).is_ok());
        }
    }
    let spent = start.elapsed();
    println!("{kept} answers in {spent:?}: {} a second", kept as u128 * 1_000_000 / spent.as_micros());
    let start = Instant::now();
    Policy::load(&s.toml, Some(&s.cases), &s.notice).unwrap();
    println!("a file loaded, swept and its {} cases run: {:?}", cases.len(), start.elapsed());
    let start = Instant::now();
    Policy::load_trusted(&s.toml, &s.notice).unwrap();
    println!("loaded again without sweep and cases: {:?}", start.elapsed());
}
