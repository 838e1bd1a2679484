//! Numbers, names, words and days as lists write them, and what they are read as.

use super::certificate::{CERTIFICATE_NAMES, CERTIFICATE_WORDS};
use super::codes::{RELATION_NAMES, RELATION_WORDS};
use super::*;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date of the test")
}

#[test]
fn a_number_is_refused_at_the_first_layer_that_fails() {
    let check = |text: &str| check_resident_id(text, day("2025-12-01")).map(|id| id.number);
    let good = |text: &str| Ok(text.to_owned());
    for (written, expect) in [
        ("34179919800106116x", good("34179919800106116X")),
        ("３４１７９９２００７０７１９６００７", good("341799200707196007")),
        ("341799-19961230-5586", good("341799199612305586")),
        ("'341799200003163442", good("341799200003163442")),
        ("\u{202d}341799199309268305\u{202c}", good("341799199309268305")),
        ("\t341799199102082634", good("341799199102082634")),
        ("=\"341799202109169374\"", good("341799202109169374")),
        ("", Err(IdFault::Missing)),
        ("待办", Err(IdFault::Missing)),
        ("/", Err(IdFault::Missing)),
        ("3.41799E+17", Err(IdFault::LostDigits)),
        ("341799801216530", Err(IdFault::OldFifteenDigits)),
        ("34179919620622321", Err(IdFault::Length)),
        ("3417992O0108233603", Err(IdFault::Characters)),
        ("34179919X001061160", Err(IdFault::Characters)),
        ("34179919540229792X", Err(IdFault::Date)),
        ("341799000001012689", Err(IdFault::Date)),
        ("341799205103022754", Err(IdFault::FutureBirth)),
        ("341799195805171543", Err(IdFault::CheckDigit)),
    ] {
        assert_eq!(check(written), expect, "{written}");
    }
}

#[test]
fn sex_birth_and_region_follow_from_the_number() {
    let id = check_resident_id("341799196707156436", day("2025-12-01")).expect("a good number");
    assert_eq!((id.birth, id.sex, id.region_known), (day("1967-07-15"), Sex::Male, false));
    assert!(
        region_known("341702")
            && region_known("342901")
            && !region_known("341799")
            && !region_known("999999")
    );
}

#[test]
fn the_day_of_the_question_decides_what_is_the_future() {
    let number = "341799202510173329";
    assert!(check_resident_id(number, day("2025-10-17")).is_ok());
    assert_eq!(check_resident_id(number, day("2025-10-16")), Err(IdFault::FutureBirth));
}

#[test]
fn a_mask_hides_the_birth_date() {
    assert_eq!(mask("34179919670715643X"), "341799********643X");
    assert_eq!(mask("Z349962086"), "Z*****2086");
    assert_eq!(mask("12345"), "***45");
    assert_eq!(mask(""), "");
}

#[test]
fn a_name_has_one_spelling() {
    for (written, expect) in [
        ("徐　露", "徐露"),
        (" 章 文静 ", "章文静"),
        ("阿依努尔•巴合提", "阿依努尔·巴合提"),
        ("吉克・阿木", "吉克·阿木"),
        ("努尔兰.叶尔兰", "努尔兰·叶尔兰"),
        ("努尔兰 ． 叶尔兰", "努尔兰·叶尔兰"),
        ("杨\u{E863}", "杨䶮"),
        ("John  A. Smith", "John A. Smith"),
        ("\u{202d}李敏\u{202c}", "李敏"),
    ] {
        assert_eq!(normalise_name(written), expect, "{written}");
        assert_eq!(name_fault(expect), None, "{expect}");
    }
    for wrong in ["=HYPERLINK", "12", "张3", "·", "-张", "\u{E900}", "名".repeat(51).as_str()] {
        assert_eq!(name_fault(wrong), Some(NameFault::NotAName), "{wrong}");
    }
    assert_eq!(name_fault(""), Some(NameFault::Missing));
}

#[test]
fn relations_nations_and_certificates_come_from_the_tables() {
    for (word, code) in
        [("本人", "02"), ("之妻", "12"), ("媳", "38"), ("孙", "41"), ("女", "30"), ("02", "02")]
    {
        assert_eq!(relation_code(word), Some(code), "{word}");
    }
    assert_eq!(relation_code("邻居"), None);
    assert_eq!((nation_code("汉"), nation_code("维吾尔族"), nation_code("")), (Some("01"), Some("05"), None));
    let kind = |word| certificate_type(word).map(|c| (c.code, c.kind));
    assert_eq!(kind("居民身份证"), Some(("01", CertificateKind::ResidentId)));
    assert_eq!(kind("出生医学证明"), Some(("99", CertificateKind::BirthCertificate)));
    assert_eq!(kind("外国人护照"), Some(("08", CertificateKind::Other)));
    assert_eq!(kind("澳门特区护照/港澳居民来往内地通行证"), Some(("05", CertificateKind::Other)));
    assert_eq!(kind("图书证"), None);
}

#[test]
fn every_word_of_the_alias_tables_means_a_code_of_the_standard() {
    for code in RELATION_WORDS.values() {
        assert!(RELATION_NAMES.iter().any(|(known, _)| known == code), "{code}");
    }
    for (word, rest) in CERTIFICATE_WORDS.iter() {
        let code = rest.split('\t').next().expect("a code");
        assert!(CERTIFICATE_NAMES.iter().any(|(known, _)| *known == code), "{word}");
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    let third = Some(day("2025-11-03"));
    for written in
        ["2025-11-03", "2025/11/3", "20251103", "2025年11月3日", "2025-11-03 00:00:00", "２０２５-11-03 "]
    {
        assert_eq!(parse_date(written), third, "{written}");
    }
    for written in
        ["2025-02-30", "/", "—", "11/12/2025", "20251301", "25-11-3", "长期", "2025年11月", "", "45964"]
    {
        assert_eq!(parse_date(written), None, "{written}");
    }
    assert_eq!(date_of_serial(45964, false), third);
    assert_eq!(date_of_serial(45964 - 1462, true), third);
    assert_eq!(date_of_serial(20_251_103, false), third);
    assert_eq!(date_of_serial(1, false), Some(day("1900-01-01")));
    assert_eq!((date_of_serial(60, false), date_of_serial(61, false)), (None, Some(day("1900-03-01"))));
}

#[test]
fn certificates_of_one_person_have_one_key() {
    let key = Some("341799196707156436".to_owned());
    for number in ["341799196707156436", "341799670715643", "34179919670715643642", "34179919670715643642B1"]
    {
        assert_eq!(identity_key(number), key, "{number}");
    }
    for number in [
        "341799196707156437",
        "341799671315643",
        "Z349962086",
        "",
        "H12345678",
        "三四一七九九一九六七〇七一五六四三六",
    ] {
        assert_eq!(identity_key(number), None, "{number}");
    }
}

#[test]
fn a_number_that_looks_odd_is_doubted_and_not_refused() {
    for (code, number) in [
        ("04", "H12345678"),
        ("05", "M1234567890"),
        ("06", "12345678"),
        ("07", "USA123456789012"),
        ("08", "K12345"),
        ("09", "34179919670715643642"),
        ("16", "E12345678"),
        ("16", "EA1234567"),
        ("17", "81000019670715643X"),
        ("02", "军字第1号"),
    ] {
        assert_eq!(unusual_form(code, number), None, "{code} {number}");
    }
    for (code, number) in
        [("04", "M12345678"), ("06", "T1234"), ("07", "123"), ("16", "123456789"), ("17", "8100")]
    {
        assert!(unusual_form(code, number).is_some(), "{code} {number}");
    }
}

#[test]
fn telephones_are_digits() {
    assert_eq!(phone("154 1234 5678").as_deref(), Some("15412345678"));
    assert_eq!(phone("0566-2123456").as_deref(), Some("0566-2123456"));
    assert_eq!((phone("无"), phone("123")), (None, None));
}
