//! 政策包: a county's notice comes in proved and whole, from its day on, never inside a session; receipts keep theirs.

use cunshou_core::policy_package::{Signer, TrustedBy};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::{Error, Moment, words};
use cunshou_exchange::card::{TownCard, device_key, make_town_card};
use cunshou_exchange::crypt::{identity_from, recipient_of};
use cunshou_exchange::policy_package::{
    MAX_PACKAGE_BYTES, PolicySheet, make_policy_package, public_key, read_policy_package, sign_policy_package,
};
use cunshou_policy::file_sha256;
use support::{TestBook, VILLAGE, at, day};

/// The county's key, and the key of somebody else.
pub(crate) const COUNTY: [u8; 32] = [7; 32];
const STRANGER: [u8; 32] = [9; 32];
const ID: &str = "guichi-2026";
const AT_ONCE: &str = "2025-11-03";

fn shipped(id: &str) -> ShippedPolicy {
    ShippedPolicy::by_ids(&[id]).expect("it ships with the program").remove(0)
}

/// The shipped notice of the book as the county would send it again: the same law under a title of its own.
fn sheet(version: u32, effective_on: &str) -> PolicySheet {
    let file = shipped(ID);
    let renamed = |text: &str| text.replace("实施方案", &format!("实施方案（第{version}版）"));
    let notice = renamed(&file.notice);
    let toml = renamed(&file.toml).replace(&file_sha256(&file.notice), &file_sha256(&notice));
    PolicySheet {
        area_label: "贵池区".to_owned(),
        cases: file.cases,
        effective_on: day(effective_on),
        format: String::new(),
        levy_year: 2026,
        notice,
        package_version: version,
        policy_id: ID.to_owned(),
        replaces_sha256: Some(file_sha256(&file.toml)),
        toml,
        version: 0,
    }
}

/// A notice of the year after, made of this year's.
pub(crate) fn next_year() -> PolicySheet {
    let later = |text: &str| text.replace("2026", "2027").replace("2025", "2026").replace("2024", "2025");
    let file = shipped(ID);
    let notice = later(&file.notice);
    let toml = later(&file.toml.replace(&file_sha256(&file.notice), "NOTICE"));
    // Two cases hang on the holidays of the year itself.
    let first = file.cases.split("\n# ---- ").next().unwrap_or_default();
    let cases: Vec<_> = first.split("\n[[case]]").collect();
    let cases: Vec<_> =
        cases.into_iter().filter(|c| !c.contains("G26-084") && !c.contains("own-57")).collect();
    PolicySheet {
        levy_year: 2027,
        policy_id: "guichi-2027".to_owned(),
        cases: later(&cases.join("\n[[case]]")),
        toml: toml.replace("NOTICE", &file_sha256(&notice)),
        notice,
        replaces_sha256: None,
        ..sheet(1, "2026-09-01")
    }
}

fn unsigned(sheet: &PolicySheet) -> Vec<u8> {
    make_policy_package(sheet, None).expect("a package")
}

pub(crate) fn signed(sheet: &PolicySheet, seed: [u8; 32]) -> Vec<u8> {
    sign_policy_package(&unsigned(sheet), &device_key(seed)).expect("signed")
}

/// What stands on the county's paper.
fn paper(bytes: &[u8]) -> String {
    read_policy_package(bytes).expect("a package").words.join(" ")
}

/// A village whose township's card names the county's key.
pub(crate) fn paired() -> TestBook {
    let mut village = TestBook::new();
    let card = TownCard {
        town_code: "341799101".to_owned(),
        town_name: "青溪镇".to_owned(),
        village_code: VILLAGE.to_owned(),
        village_name: "石桥村".to_owned(),
        age_recipient: recipient_of(&identity_from([4; 32])).expect("a recipient"),
        verify_key: String::new(),
        policy_key: Some(public_key(&device_key(COUNTY))),
        cash_limit: None,
        cash_days: None,
        roles: Vec::new(),
        issued_at: "2025-11-01T08:00:00+08:00".to_owned(),
    };
    let card = make_town_card(&card, &device_key([8; 32])).expect("a card");
    let now = village.now();
    village.book.accept_card(&card, &now).expect("accepted");
    village
}

/// Everything that an import could have touched.
fn state(village: &TestBook) -> (Vec<(String, u32, String)>, usize, u64) {
    let book = &village.book;
    let policies = book.policy_versions().iter();
    (
        policies.map(|own| (own.policy.id().to_owned(), own.package_version, own.sha256.clone())).collect(),
        book.audit_log().expect("the log").len(),
        book.head().seq,
    )
}

fn accept(village: &mut TestBook, bytes: &[u8], typed: Option<&str>) -> Result<Option<TrustedBy>, Error> {
    let now = village.now();
    village.book.accept_policy_package(bytes, typed, None, &now).map(|accepted| accepted.trusted_by)
}

/// Refused with words, also when only looked at, and nothing changed.
fn refused(village: &mut TestBook, bytes: &[u8], typed: Option<&str>) -> Error {
    let before = state(village);
    let error = accept(village, bytes, typed).expect_err("refused");
    let said = words::of(&error);
    assert!(words::knows(&said.code), "{} has words", said.code);
    assert!(!format!("{}{}", said.message, said.todo).contains(['{', '}']), "no holes: {said:?}");
    assert_eq!(state(village), before, "nothing changed");
    village.assert_lawful();
    error
}

#[test]
fn a_package_signed_by_the_enrolled_county_needs_no_words() {
    let mut village = paired();
    let bytes = signed(&sheet(1, AT_ONCE), COUNTY);
    let now = village.now();
    let offer = village.book.read_policy_package(&bytes, &now).expect("looked at");
    assert_eq!((offer.signer, offer.already_there), (Signer::County, false));
    assert!(offer.cases > 20, "its cases were run: {}", offer.cases);
    assert!(offer.changes.iter().all(|change| !change.is_changed()), "the same law: {:?}", offer.changes);
    assert_eq!(offer.compared_with.expect("the notice in force").package_version, 0);
    assert_eq!(village.book.policy_versions().len(), 1, "looking stores nothing");
    assert_eq!(accept(&mut village, &bytes, None).expect("accepted"), Some(TrustedBy::CountyKey));
    let last = village.book.audit_log().expect("the log").remove(0);
    assert_eq!(last.act, "policy_package_accepted");
    let village = village.reopen();
    let own = village.book.policy_on(day(AT_ONCE)).expect("in force");
    assert_eq!((own.package_version, own.policy.title().ends_with("（第1版）")), (1, true));
    village.assert_lawful();
}

#[test]
fn an_unsigned_package_is_accepted_by_the_words_of_the_paper() {
    let mut village = TestBook::new();
    let bytes = unsigned(&sheet(1, AT_ONCE));
    let right = paper(&bytes);
    assert!(matches!(refused(&mut village, &bytes, None), Error::PolicyWordsMissing {}));
    assert!(matches!(refused(&mut village, &bytes, Some("　")), Error::PolicyWordsMissing {}));
    let mut turned: Vec<_> = right.split(' ').collect();
    turned.swap(0, 5);
    assert!(matches!(refused(&mut village, &bytes, Some(&turned.join(" "))), Error::PolicyWordsWrong {}));
    let other = paper(&unsigned(&sheet(2, AT_ONCE)));
    assert!(matches!(refused(&mut village, &bytes, Some(&other)), Error::PolicyWordsWrong {}));
    let typed = right.replace(' ', "　，");
    assert_eq!(accept(&mut village, &bytes, Some(&typed)).expect("accepted"), Some(TrustedBy::Words));
    village.assert_lawful();
}

#[test]
fn another_key_than_the_countys_is_refused_unless_the_words_are_typed() {
    let mut village = paired();
    let bytes = signed(&sheet(1, AT_ONCE), STRANGER);
    let now = village.now();
    assert_eq!(village.book.read_policy_package(&bytes, &now).expect("seen").signer, Signer::Stranger);
    let error = refused(&mut village, &bytes, None);
    assert!(matches!(error, Error::PolicyKeyUnknown { .. }), "{error:?}");
    let words = paper(&bytes);
    assert_eq!(accept(&mut village, &bytes, Some(&words)).expect("accepted"), Some(TrustedBy::Words));
    // Words that were typed wrongly are not passed over because the signature is right.
    let right_key = signed(&sheet(2, AT_ONCE), COUNTY);
    assert!(matches!(refused(&mut village, &right_key, Some(&words)), Error::PolicyWordsWrong {}));
    // A village that knows no county key cannot judge a signature.
    let mut alone = TestBook::new();
    assert!(matches!(refused(&mut alone, &bytes, None), Error::PolicyWordsMissing {}));
    let now = alone.now();
    assert_eq!(alone.book.read_policy_package(&bytes, &now).expect("seen").signer, Signer::Unproved);
}

#[test]
fn versions_only_rise() {
    let mut village = paired();
    let second = signed(&sheet(2, AT_ONCE), COUNTY);
    accept(&mut village, &second, None).expect("accepted");
    let before = state(&village);
    assert_eq!(accept(&mut village, &second, None).expect("there already"), None, "said, and nothing done");
    assert_eq!(state(&village), before);
    let now = village.now();
    assert!(village.book.read_policy_package(&second, &now).expect("seen").already_there);
    let error = refused(&mut village, &signed(&sheet(1, AT_ONCE), COUNTY), None);
    assert!(matches!(error, Error::PolicyOlder { version: 1, installed: 2 }), "{error:?}");
    let other = PolicySheet { effective_on: day("2025-12-01"), ..sheet(2, AT_ONCE) };
    let error = refused(&mut village, &signed(&other, COUNTY), None);
    assert!(matches!(error, Error::PolicySameVersion { version: 2 }), "{error:?}");
    // The old file again under a new number: the county takes its change back.
    let back = shipped(ID);
    let back = PolicySheet { toml: back.toml, notice: back.notice, ..sheet(3, AT_ONCE) };
    accept(&mut village, &signed(&back, COUNTY), None).expect("accepted");
    let village = village.reopen();
    let versions: Vec<_> = village.book.policy_versions().iter().map(|own| own.package_version).collect();
    assert_eq!(versions, [3, 2, 0], "and what came with the book stays");
    assert_eq!(village.book.policy_versions()[0].sha256, village.book.policy_versions()[2].sha256);
    village.assert_lawful();
}

#[test]
fn a_notice_that_does_not_pass_its_own_checks_stays_out() {
    let mut village = paired();
    let good = sheet(1, AT_ONCE);
    let wrong_case =
        PolicySheet { cases: good.cases.replacen("\"400.00\"", "\"399.00\"", 1), ..good.clone() };
    assert_ne!(wrong_case.cases, good.cases);
    let wrong_quote = PolicySheet { toml: good.toml.replacen("400元", "401元", 1), ..good.clone() };
    assert_ne!(wrong_quote.toml, good.toml);
    let other_notice = PolicySheet { notice: format!("{}\n又", good.notice), ..good.clone() };
    let not_toml = PolicySheet { toml: "schema = [[[".to_owned(), ..good.clone() };
    for sheet in [wrong_case, wrong_quote, other_notice, not_toml] {
        let error = refused(&mut village, &signed(&sheet, COUNTY), None);
        assert!(
            matches!(&error, Error::PolicyFaulty { count, problems } if *count > 0 && !problems.is_empty()),
            "{error:?}"
        );
    }
    let usual = good.cases.split("\n[[case]]").next().expect("what stands before the cases").to_owned();
    let error = refused(&mut village, &signed(&PolicySheet { cases: usual, ..good.clone() }, COUNTY), None);
    assert!(matches!(error, Error::PolicyWithoutCases {} | Error::PolicyFaulty { .. }), "{error:?}");
    let later = PolicySheet { levy_year: 2027, ..good.clone() };
    let error = refused(&mut village, &signed(&later, COUNTY), None);
    assert!(
        matches!(error, Error::PolicyHeadDiffers { field: "levy_year", .. } | Error::PolicyYearTaken { .. }),
        "{error:?}"
    );
    let renamed = PolicySheet { policy_id: "guichi-2027".to_owned(), levy_year: 2027, ..good };
    let error = refused(&mut village, &signed(&renamed, COUNTY), None);
    assert!(matches!(error, Error::PolicyHeadDiffers { field: "policy_id", .. }), "{error:?}");
}

#[test]
fn a_package_of_another_area_or_of_a_year_that_is_taken_stays_out() {
    let mut village = paired();
    let neighbour = shipped("tongcheng-2026");
    let policy = neighbour.loaded().expect("it loads").policy;
    let theirs = PolicySheet {
        area_label: policy.area_label().to_owned(),
        policy_id: policy.id().to_owned(),
        toml: neighbour.toml,
        cases: neighbour.cases,
        notice: neighbour.notice,
        ..sheet(1, AT_ONCE)
    };
    let error = refused(&mut village, &signed(&theirs, COUNTY), None);
    assert!(matches!(error, Error::PolicyOfOtherArea { .. }), "{error:?}");
    // The head says our area, the notice inside does not.
    let disguised = PolicySheet { policy_id: ID.to_owned(), area_label: "贵池区".to_owned(), ..theirs };
    let error = refused(&mut village, &signed(&disguised, COUNTY), None);
    assert!(matches!(error, Error::PolicyHeadDiffers { .. }), "{error:?}");
    let twin = PolicySheet { policy_id: "guichi-2026b".to_owned(), ..sheet(1, AT_ONCE) };
    let error = refused(&mut village, &signed(&twin, COUNTY), None);
    assert!(matches!(error, Error::PolicyYearTaken { levy_year: 2026, .. }), "{error:?}");
}

#[test]
fn a_policy_is_never_swapped_inside_a_session_and_collects_from_its_day_on() {
    let mut village = paired();
    let families: Vec<_> = (0..3)
        .map(|n| village.family(["张", "李", "王"][n], u32::try_from(n).expect("small") * 10 + 1))
        .collect();
    let bytes = signed(&sheet(1, "2025-11-05"), COUNTY);
    village.open_session("0.00");
    let error = refused(&mut village, &bytes, None);
    assert!(matches!(error, Error::PolicyInSession { .. }), "{error:?}");
    let now = village.now();
    assert!(matches!(village.book.read_policy_package(&bytes, &now), Err(Error::PolicyInSession { .. })));
    let first = village.pay(&families[0]);
    village.count(&[("100", 12)]);
    village.close();

    accept(&mut village, &bytes, None).expect("accepted between two sessions");
    village.open_session("0.00");
    let second = village.pay(&families[1]);
    village.count(&[("100", 12)]);
    village.close();
    village.set_clock("2025-11-05T09:00:00+08:00");
    village.open_session("0.00");
    let third = village.pay(&families[2]);
    village.count(&[("100", 12)]);
    village.close();

    let old = file_sha256(&shipped(ID).toml);
    let new = file_sha256(&sheet(1, AT_ONCE).toml);
    let under = |receipt: &cunshou_core::receipt::Receipt| receipt.payment.lines[0].policy_sha256.clone();
    assert_eq!([under(&first), under(&second), under(&third)], [old.clone(), old.clone(), new.clone()]);
    assert_eq!(village.book.policy(ID, day("2025-11-04")).expect("in force").sha256, old);
    assert_eq!(village.book.policy(ID, day("2025-11-05")).expect("in force").sha256, new);
    assert_eq!(village.book.policies(day("2025-11-05")).len(), 1, "one line a notice");
    for close_no in 1..=3 {
        let now = village.now();
        village.book.package(close_no, &now).expect("each day leaves under its own policy");
    }
    village.assert_lawful();
}

#[test]
fn an_old_receipt_is_printed_again_as_it_was() {
    let mut village = paired();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let taken = village.pay(&household);
    village.count(&[("100", 12)]);
    village.close();
    let number = &taken.payment.receipt_no;
    let before = village.book.receipt_paper(&village.book.receipt(number).expect("stored"));
    assert!(!before.policy_title.contains("版"), "{}", before.policy_title);
    accept(&mut village, &signed(&sheet(4, AT_ONCE), COUNTY), None).expect("accepted");
    let check = |village: &TestBook| {
        let after = village.book.receipt_paper(&village.book.receipt(number).expect("stored"));
        assert_eq!(after, before, "title, article and sums as on the day");
        village.assert_lawful();
    };
    check(&village);
    let mut village = village.reopen();
    check(&village);
    let other = village.family("李", 11);
    village.open_session("0.00");
    let now = village.pay(&other);
    let paper = village.book.receipt_paper(&now);
    assert!(
        paper.policy_title.contains("（第4版）"),
        "and the next one is under the new file: {}",
        paper.policy_title
    );
}

#[test]
fn a_notice_of_the_next_year_adds_a_year() {
    let mut village = paired();
    let bytes = signed(&next_year(), COUNTY);
    let now = village.now();
    let offer = village.book.read_policy_package(&bytes, &now).expect("looked at");
    assert_eq!(offer.compared_with.expect("last year's").levy_year, 2026);
    assert!(
        offer.changes.iter().any(|change| change.kind.word() == "window" && change.is_changed()),
        "{:?}",
        offer.changes
    );
    accept(&mut village, &bytes, None).expect("accepted");
    assert_eq!(village.book.year_to_open(), Some(2027));
    let early = village.book.policy_on(day("2026-09-01")).expect("in force").levy_year;
    assert_eq!(early, 2026, "until the year is opened, nobody pays for it");
    let now = village.now();
    village.book.open_levy_year(2027, &now).expect("opened");
    let village = village.reopen();
    let year = |on: &str| village.book.policy_on(day(on)).expect("in force").levy_year;
    assert_eq!((year("2026-08-31"), year("2026-09-01")), (2026, 2027), "from its day on");
    let on = day("2025-11-04");
    let ids: Vec<_> = village.book.policies(on).iter().map(|own| own.policy.id().to_owned()).collect();
    assert_eq!(ids, ["guichi-2027", ID], "it can be read before its day");
    village.assert_lawful();
}

#[test]
fn what_is_accepted_is_what_was_looked_at() {
    let mut village = paired();
    let (seen, swapped) = (signed(&sheet(1, AT_ONCE), COUNTY), signed(&sheet(2, AT_ONCE), COUNTY));
    let now = village.now();
    let offer = village.book.read_policy_package(&seen, &now).expect("looked at");
    let before = state(&village);
    let error = village.book.accept_policy_package(&swapped, None, Some(&offer.sheet_sha256), &now);
    assert!(matches!(error, Err(Error::PolicyFileChanged {})), "the stick holds another file now");
    assert_eq!(state(&village), before);
    village.book.accept_policy_package(&seen, None, Some(&offer.sheet_sha256), &now).expect("the same file");
}

#[test]
fn files_that_are_no_package_are_refused_with_words() {
    let mut village = TestBook::new();
    let good = unsigned(&sheet(1, AT_ONCE));
    let deep = format!(r#"{{"key":null,"sheet":{}"#, "[".repeat(MAX_PACKAGE_BYTES - 64));
    let cut = good[..good.len() / 2].to_vec();
    let later = String::from_utf8(good.clone()).expect("text").replace(r#""version":1}"#, r#""version":9}"#);
    for (bytes, code) in [
        (vec![b' '; MAX_PACKAGE_BYTES + 1], "E-PKP-002"),
        (deep.into_bytes(), "E-PKP-001"),
        (cut, "E-PKP-001"),
        (later.into_bytes(), "E-PKP-003"),
        (b"PK\x03\x04".to_vec(), "E-PKP-001"),
        (Vec::new(), "E-PKP-001"),
    ] {
        let error = refused(&mut village, &bytes, Some("阳光"));
        assert_eq!(words::of(&error).code, code);
    }
    let mut forged = signed(&sheet(1, AT_ONCE), COUNTY);
    let place = forged.windows(4).rposition(|four| four == b"400.").expect("a sum");
    forged[place] = b'3';
    let error = refused(&mut village, &forged, None);
    assert_eq!(words::of(&error).code, "E-PKP-004", "one digit of the law");
}

#[test]
fn accepted_packages_are_final_and_a_book_of_before_learns_them() {
    let mut village = paired();
    accept(&mut village, &signed(&sheet(1, AT_ONCE), COUNTY), None).expect("accepted");
    for statement in [
        "UPDATE policy_package SET effective_on = '2020-01-01'",
        "DELETE FROM policy_package",
        "INSERT OR REPLACE INTO policy_package SELECT * FROM policy_package",
        "INSERT INTO policy_package SELECT policy_id, 1, policy_sha256, effective_on, 'x', NULL, trusted_by, NULL, added_at, added_by FROM policy_package",
    ] {
        village = village.with_raw(|file| assert!(file.execute_batch(statement).is_err(), "{statement}"));
    }
    village.assert_lawful();

    // A book that the program before this one wrote.
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    village.close();
    let folder = village.hold();
    let path = folder.path().join("village.cunshou");
    support::as_of_schema(&path, 1);
    let secret = cunshou_core::book::Secret::Password { user: None, password: support::PASSWORD };
    let moment = Moment::new(at("2025-11-04T09:00:00+08:00"), [3; 32]);
    let mut book = cunshou_core::Book::open(&path, secret, &moment).expect("it opens and is brought up");
    assert_eq!(book.policy_versions().len(), 1);
    let kept = std::fs::read_dir(folder.path()).expect("the folder").filter_map(Result::ok);
    assert!(
        kept.map(|file| file.file_name()).any(|name| name.to_string_lossy().contains("before-")),
        "a copy was kept"
    );
    let bytes = unsigned(&sheet(1, AT_ONCE));
    book.accept_policy_package(&bytes, Some(&paper(&bytes)), None, &moment).expect("accepted");
    assert!(book.verify().expect("verified").iter().all(cunshou_core::journal::LawReport::ok));
}
