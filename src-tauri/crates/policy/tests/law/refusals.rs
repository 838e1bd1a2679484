//! A damaged policy file is refused, with the line and a code that has words.

use crate::{one, root, shipped};
use cunshou_policy::{LoadFault, Policy, RequestFault};
use std::fs;

/// Damages the shipped file and says what is found: code and line of the first problem.
fn damaged(from: &str, to: &str) -> (&'static str, Option<usize>) {
    let s = one("guichi-2026");
    assert!(s.toml.contains(from), "the damage finds its place: {from}");
    let toml = s.toml.replacen(from, to, 1);
    let problems =
        Policy::load(&toml, Some(&s.cases), &s.notice).map(|_| ()).expect_err("a damaged file is refused");
    (problems[0].code(), problems[0].line)
}

fn line_of(text: &str) -> Option<usize> {
    one("guichi-2026").toml.lines().position(|l| l.contains(text)).map(|i| i + 1)
}

#[test]
fn each_damage_has_its_own_code_and_line() {
    let disabled = "label = \"重度残疾人（一级、二级）\"";
    for (from, to, code, near) in [
        ("schema = 1", "schema = = 1", "E-POL-001", "schema = 1"),
        ("ask = [", "aks = [", "E-POL-002", "ask = ["),
        ("personal = \"400.00\"\n", "", "E-POL-003", "[fee]"),
        ("benefit = \"benefit_year\"", "benefit = \"some_year\"", "E-POL-004", "benefit = \"benefit_year\""),
        ("pick = \"largest_subsidy\"", "pick = \"smallest\"", "E-POL-004", "pick = "),
        ("to = \"2026-02-28\"", "to = \"2026-02-29\"", "E-POL-005", "to = \"2026-02-28\""),
        ("schema = 1", "schema = 2", "E-POL-006", "schema = 1"),
        ("source_sha256 = \"348b", "source_sha256 = \"448b", "E-POL-007", "source_sha256"),
        ("doc_no = \"贵政办秘〔2025〕37号\"", "doc_no = \"贵政办秘〔2025〕38号\"", "E-POL-008", "doc_no"),
        ("享受其中一项最高标准执行", "享受其中两项最高标准执行", "E-POL-009", "[rules.overlap]"),
        ("article = \"二（二）8\"", "article = \"\"", "E-POL-010", "[rules.overlap]"),
        ("rule = \"sub-80\"", "rule = \"sub-85\"", "E-POL-011", "rule = \"sub-80\""),
        ("tie_reading = \"tie\"", "tie_reading = \"tye\"", "E-POL-012", "tie_reading"),
        (
            "amount = \"240.00\", due = \"160.00\"",
            "amount = \"240.00\", due = \"150.00\"",
            "E-POL-016",
            "label = \"建档",
        ),
        ("percent = 80", "percent = 85", "E-POL-017", "label = \"返贫致贫人口\""),
        ("to_text = \"2月底\"", "to_text = \"3月底\"", "E-POL-018", "[rules.ext]"),
        ("to = \"2026-02-28\"", "to = \"2026-02-27\"", "E-POL-022", "id = \"extension\""),
        ("\nfrom = \"2026-01-01\"", "\nfrom = \"2025-12-31\"", "E-POL-021", "id = \"extension\""),
        ("benefit_to = \"2026-12-31\"", "benefit_to = \"2026-12-30\"", "E-POL-023", "benefit_from"),
        ("grade = [1, 2]", "grade = []", "E-POL-025", disabled),
        (
            "born_on_or_before = \"1945-12-31\"",
            "born_on_or_before = \"1946-12-31\"",
            "E-POL-018",
            "[rules.sub-age80]",
        ),
        ("days = 90", "days = 80", "E-POL-018", "[rules.newborn]"),
        ("within_months = 3", "within_months = 4", "E-POL-018", "[rules.special-3m]"),
        ("min_continuous_months = 6", "min_continuous_months = 7", "E-POL-018", "[rules.employee-gap]"),
    ] {
        let (found, line) = damaged(from, to);
        assert_eq!(found, code, "{from} -> {to}");
        assert_eq!(line, line_of(near), "{from} -> {to}: the line of {near}");
    }
}

#[test]
fn the_same_name_twice_and_a_scope_without_an_end_are_refused() {
    let s = one("guichi-2026");
    for (from, to, code) in [
        ("id = \"tie\"", "id = \"wait-start\"", "E-POL-012"),
        ("code = \"key_entitled_group\"", "code = \"minimum_living_allowance\"", "E-POL-014"),
        (
            "[[scope]]\nwhen = {}\nthen = \"refuse\"\nreason = \"out_of_scope\"\nrule = \"scope-resident\"\n",
            "",
            "E-POL-028",
        ),
        ("alternatives = [\"未定\"]", "alternatives = []", "E-POL-013"),
    ] {
        assert!(s.toml.contains(from), "{from}");
        let problems =
            Policy::load_trusted(&s.toml.replacen(from, to, 1), &s.notice).map(|_| ()).unwrap_err();
        assert!(problems.iter().any(|p| p.code() == code), "{from} -> {to}: {problems:?}");
    }
    let overlap = s.toml.find("[overlap]").unwrap();
    let end = s.toml[overlap..].find("\n\n").unwrap() + overlap;
    let without = format!("{}{}", &s.toml[..overlap], &s.toml[end..]);
    let problems = Policy::load_trusted(&without, &s.notice).map(|_| ()).unwrap_err();
    assert_eq!(problems[0].code(), "E-POL-024", "several categories need an overlap rule");
}

#[test]
fn a_row_that_nobody_reaches_is_named() {
    // Rows of every kind, each shadowed or with a condition that never holds.
    for (id, from, to, label) in [
        (
            "tongcheng-2026",
            "[[scope]]\n",
            "[[scope]]\nwhen = { foreigner = [\"employed\"], insurance = [\"employee\"] }\nthen = \"refuse\"\nreason = \"employee_insured\"\nrule = \"scope\"\n\n[[scope]]\nwhen = { foreigner = [\"employed\"], insurance = [\"employee\"] }\nthen = \"refuse\"\nreason = \"employee_insured\"\nrule = \"scope\"\n\n[[scope]]\n",
            "[[scope]] 2",
        ),
        (
            "gaoyang-2026",
            "[[refund]]\nwhen = \"asked_before_benefit\"\ngrounds = [",
            "[[refund]]\nwhen = \"any\"\ngrounds = [",
            "[[refund]] 2",
        ),
        (
            "yankou-2025",
            "papers = [\"household_register\", \"residence_permit\"]\n",
            "",
            "[[registration]] 1 without",
        ),
        (
            "tongcheng-2026",
            "when = { past_newborn = true }",
            "when = { student = true }",
            "[[outside.after]] 1",
        ),
        (
            "gaoyang-2026",
            "code = \"out_of_poverty\"\nrule = \"sub-90\"",
            "code = \"orphan\"\nrule = \"sub-90\"",
            "",
        ),
    ] {
        let s = one(id);
        assert!(s.toml.contains(from), "{from}");
        let toml = s.toml.replacen(from, to, 1);
        let problems = Policy::load(&toml, Some(&s.cases), &s.notice).map(|_| ()).expect_err(to);
        let fits = |p: &cunshou_policy::LoadProblem| match &p.fault {
            LoadFault::RowNeverFires { label: found } => {
                found.contains(label) && p.line.is_some() && p.sentence.is_some()
            }
            _ => label.is_empty(),
        };
        assert!(problems.iter().any(fits), "{id} {to}: {problems:?}");
    }
}

#[test]
fn dead_text_repeated_sentences_and_wrong_articles_are_named() {
    let dead = "[[reading]]\nid = \"nobody-asks\"\nquestion = \"q\"\nchosen = \"c\"\nalternatives = [\"a\"]\nbasis = \"b\"\n\n[rules.overlap]";
    let twice = "[rules.overlap-again]\narticle = \"二（二）8\"\nquote = \"对符合政府资助参保多项条件的，以享受其中一项最高标准执行\"\n\n[rules.overlap]";
    for (from, to, code) in [
        ("[rules.overlap]", dead, "E-POL-034"),
        ("[rules.overlap]", twice, "E-POL-036"),
        ("benefit_rule = \"benefit\"", "benefit_rule = \"ext-benefit\"", "E-POL-037"),
        (
            "who = { migrant_worker = true }",
            "who = { migrant_worker = true }\nproofs = [\"migrant_work_proof\"]",
            "E-POL-038",
        ),
        (
            "who = { migrant_worker = true }",
            "who = { migrant_worker = true }\nchannels = [\"village\"]",
            "E-POL-038",
        ),
        ("article = \"二（二）8\"", "article = \"二（二）9\"", "E-POL-039"),
        ("article = \"二（二）8\"", "article = \"三（二）8\"", "E-POL-039"),
        ("label = \"低保对象\"\nsensitive = true", "label = \"低保对象\"\nsensitive = false", "E-POL-040"),
    ] {
        let s = one("guichi-2026");
        assert!(s.toml.contains(from), "{from}");
        let toml = s.toml.replacen(from, to, 1);
        let problems = Policy::load(&toml, Some(&s.cases), &s.notice).map(|_| ()).expect_err(to);
        let found =
            problems.iter().find(|p| p.code() == code).unwrap_or_else(|| panic!("{to}: {problems:?}"));
        assert!(found.line.is_some(), "{code} has a line");
        let sentence = found.params().into_iter().find(|(name, _)| *name == "sentence");
        assert!(
            code == "E-POL-034" || sentence.is_some_and(|(_, s)| !s.is_empty()),
            "{code} has its sentence"
        );
    }
}

#[test]
fn two_rows_for_one_person_need_a_word_which_counts() {
    let s = one("gaoyang-2026");
    let from = "match = { subtype = [\"general_household\"], risk_cleared = false }";
    assert!(s.toml.contains(from));
    let toml = s.toml.replacen(from, "match = { subtype = [\"formerly_poor\"], risk_cleared = false }", 1);
    let problems = Policy::load_trusted(&toml, &s.notice).map(|_| ()).unwrap_err();
    assert!(problems.iter().any(|p| p.code() == "E-POL-035" && p.line.is_some()), "{problems:?}");
}

#[test]
fn what_is_no_fault_is_listed() {
    for s in shipped() {
        let policy = Policy::load_trusted(&s.toml, &s.notice).unwrap();
        let open = policy.unquoted_sentences();
        assert!(
            open.iter().all(|sentence| policy.notice().chars().any(|c| sentence.contains(c))),
            "{}",
            s.id
        );
        assert!(
            policy.unused_rules().len() * 3 < policy.rules().len(),
            "{}: {:?}",
            s.id,
            policy.unused_rules()
        );
    }
    let s = one("guichi-2026");
    let toml = s.toml.replacen(
        "[rules.overlap]",
        "[rules.aside]\narticle = \"二（二）8\"\nquote = \"最高标准执行\"\n\n[rules.overlap]",
        1,
    );
    let toml = toml.replacen("confirmed_by = \"区残联\"", "confirmed_by = \"区残联办\"", 1);
    let policy = Policy::load_trusted(&toml, &s.notice).unwrap();
    assert!(policy.unused_rules().contains(&"aside"), "a rule that no table names is listed");
    assert!(
        policy.names_not_in_notice().contains(&"区残联办"),
        "an office that the notice does not name is listed"
    );
}

#[test]
fn another_notice_is_refused() {
    let s = one("guichi-2026");
    let problems =
        Policy::load_trusted(&s.toml, &s.notice.replace("360元", "350元")).map(|_| ()).unwrap_err();
    let codes: Vec<_> = problems.iter().map(cunshou_policy::LoadProblem::code).collect();
    assert!(codes.contains(&"E-POL-007") && codes.contains(&"E-POL-009"), "{codes:?}");
}

#[test]
fn a_file_that_fails_its_own_cases_is_refused() {
    let s = one("guichi-2026");
    for (from, to, code) in [
        ("due = \"40.00\"", "due = \"41.00\"", "E-POL-031"),
        ("designated_by = \"in_area\"", "designated_by = \"in_town\"", "E-POL-030"),
        ("[[case]]", "[[case]]\nwhy = 1", "E-POL-029"),
    ] {
        assert!(s.cases.contains(from), "{from}");
        let cases = s.cases.replacen(from, to, 1);
        let problems = Policy::load(&s.toml, Some(&cases), &s.notice).map(|_| ()).unwrap_err();
        assert_eq!(problems[0].code(), code, "{from} -> {to}: {problems:?}");
    }
}

#[test]
fn every_code_has_words_that_use_its_facts() {
    let words: toml::Table =
        fs::read_to_string(root().join("assets/text/errors-policy.toml")).unwrap().parse().unwrap();
    let load_codes = (1..=40).map(|n| format!("E-POL-{n:03}"));
    let request_codes = (1..=13).map(|n| format!("E-REQ-{n:03}"));
    for code in load_codes.chain(request_codes) {
        let entry = words.get(&code).unwrap_or_else(|| panic!("{code} has words"));
        for part in ["message", "todo"] {
            let text = entry[part].as_str().unwrap();
            assert!(text.ends_with(['。', '}']) && !text.is_empty(), "{code} {part}: {text}");
        }
    }
    assert_eq!(words.len(), 53, "no words without a code");
    let fault = RequestFault::BornAfterPayment {
        birth: "2026-02-01".parse().unwrap(),
        pay_on: "2026-01-01".parse().unwrap(),
    };
    let mut text = words[fault.code()]["message"].as_str().unwrap().to_owned();
    for (name, value) in fault.params() {
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    assert_eq!(text, "出生日期2026-02-01晚于缴费日期2026-01-01。");
}
