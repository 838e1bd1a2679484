//! What the clerk says and sees.

use crate::{ask, load};
use cunshou_policy::explain::{
    article, cover_words, need_question, needs, notes, readings, spoken, standing_words, trail,
};
use cunshou_policy::text::category_label;
use cunshou_policy::{CategoryCode, Fact, Word};

const MLA: &str = r#""categories":[{"code":"minimum_living_allowance","designated_on":"2024-05-01","designated_by":"in_area"}]"#;

#[test]
fn the_clerk_can_say_the_sum_and_the_article_over_the_table() {
    let p = load("guichi-2026");
    let said = |person: &str, day: &str| spoken(&p, &ask(&p, person, day));
    let title = "按《贵池区2026年城乡居民基本医疗保险费征缴工作实施方案》";
    assert_eq!(said("", "2025-11-05"), format!("{title}二（二），个人缴400元。"));
    assert_eq!(said(MLA, "2025-11-05"), format!("{title}二（二）2，个人缴40元，区财政资助360元。"));
    let student = format!(r#""student":{{"level":"college","school":"in_area"}},"channel":"school",{MLA}"#);
    assert_eq!(
        said(&student, "2025-11-05"),
        format!("{title}二（二）7，现在先缴400元，缴费后由区财政统一资助360元。")
    );
    assert_eq!(
        said(r#""birth":"1920-01-01""#, "2025-11-05"),
        format!("{title}二（二）1，个人不用缴钱，区财政资助400元，今天只登记。")
    );
    assert_eq!(said("", "2025-10-01"), "还没有到缴费时间（2025年10月20日开始），请到时再来。");
}

#[test]
fn nothing_said_over_the_table_names_a_category() {
    let p = load("guichi-2026");
    for code in CategoryCode::ALL {
        let person = format!(
            r#""categories":[{{"code":"{code}","designated_on":"2024-05-01","designated_by":"in_area","grade":1}}]"#
        );
        for day in ["2025-11-05", "2026-03-20"] {
            let a = ask(&p, &person, day);
            for text in [spoken(&p, &a), cover_words(&p, &a), standing_words(&p, &a)] {
                assert!(!text.contains(category_label(*code)), "{code}: {text}");
            }
        }
    }
}

#[test]
fn cover_says_from_when_to_when_or_that_it_is_open() {
    let p = load("guichi-2026");
    let cover = |person: &str, day: &str| cover_words(&p, &ask(&p, person, day));
    assert_eq!(cover("", "2025-11-05"), "待遇 2026-01-01 至 2026-12-31（待遇起始以保费到账为准）");
    assert_eq!(
        cover(r#""insurance":{"current":"none","previous_year":"none"}"#, "2025-11-05"),
        "待遇时间本通知未确定，请问区医保局（国办发〔2024〕38号、我省实施意见）"
    );
    let released = r#""events":[{"type":"release_from_prison","on":"2026-01-15"}]"#;
    assert_eq!(
        cover(released, "2026-04-16"),
        "等待3个月，待遇 2026-07-17 至 2026-12-31（等待期内的医疗费用不报销；待遇起始以保费到账为准）"
    );
    assert_eq!(cover(released, "2026-10-20"), "本年度内享受不到待遇，请问清楚再缴");
    assert_eq!(cover("", "2026-01-05"), "", "nothing is promised where nothing is taken");
}

#[test]
fn who_cannot_be_served_hears_why_and_whom_to_see() {
    let p = load("guichi-2026");
    let standing = |person: &str, day: &str| standing_words(&p, &ask(&p, person, day));
    assert_eq!(
        standing("", "2026-01-05"),
        "集中征缴期已过，村里不能收，要看国办发〔2024〕38号、我省实施意见，请问区医保局。"
    );
    assert_eq!(
        standing(r#""migrant_worker":null"#, "2026-01-05"),
        "还要先问清楚：是不是在外面打工、过年才回来？"
    );
    assert_eq!(
        standing(
            r#""birth":"2014-01-01","categories":[{"code":"orphan","designated_on":"2024-05-01","designated_by":"in_area"}]"#,
            "2025-11-05"
        ),
        "通知没有写明，请问区民政局、区医保局。也可以在2025年12月31日前先按400元缴，差额能不能退还没有定。"
    );
    assert_eq!(
        standing(r#""student":{"level":"college","school":"in_area"}"#, "2025-11-05"),
        "在校学生由学校统一代收，请到在池高校缴费。这件事2025年12月31日前去办才赶得上。"
    );
    assert_eq!(standing("", "2025-11-05"), "", "nothing stands in the way");
}

#[test]
fn the_trail_shows_every_value_with_its_sentence() {
    let p = load("guichi-2026");
    let a = ask(&p, MLA, "2025-11-05");
    let items = trail(&p, &a);
    let shown: Vec<_> =
        items.iter().map(|i| (i.label.as_str(), i.value.as_str(), i.article.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("能不能收", "可以收", "二（一）"),
            ("能不能收", "", "二（三）"),
            ("个人缴费标准", "400元", "二（二）"),
            ("资助", "360元", "二（二）2"),
            ("待遇时间", "待遇 2026-01-01 至 2026-12-31（待遇起始以保费到账为准）", "二（三）"),
            ("代办经费（不向群众收）", "1元", "七（五）"),
        ]
    );
    assert!(items.iter().all(|i| !i.quote.is_empty()));
    assert_eq!(article(&p, &a), Some("二（二）2"));
}

#[test]
fn every_question_is_whole_and_has_answers_to_choose_or_a_form_to_fill() {
    let p = load("guichi-2026");
    for fact in Fact::ALL {
        let need = need_question(&p, *fact);
        assert!(!need.question.is_empty() && !need.question.contains('{'), "{fact}: {need:?}");
        assert!(need.options.len() >= 2 || need.question.contains("格式"), "{fact}");
        assert!(need.options.iter().all(|o| !o.value.contains('{') && !o.label.contains('{')), "{need:?}");
    }
    let months = need_question(&p, Fact::EmployeeContinuousMonths);
    assert_eq!(months.question, "断保前连续参加职工医保满6个月吗（补缴的不算）？");
    assert_eq!(months.options.iter().map(|o| o.value.as_str()).collect::<Vec<_>>(), ["6", "5"]);
    let a = ask(&p, r#""migrant_worker":null"#, "2026-01-10");
    assert_eq!(needs(&p, &a).len(), 1);
}

#[test]
fn readings_and_notes_come_in_words() {
    let p = load("guichi-2026");
    let newborn = r#""birth":"2025-12-01","insurance":{"current":"none","previous_year":"not_applicable"}"#;
    let a = ask(&p, newborn, "2025-12-20");
    assert_eq!(notes(&p, &a), ["出生当年的待遇通知没有写明，请问区医保局。"]);
    let read = readings(&p, &a);
    assert!(read.iter().any(|r| r.id == "birth-year-cover" && !r.chosen.is_empty()), "{read:?}");
}

#[test]
fn the_page_shows_the_whole_notice_with_its_used_sentences_marked() {
    let p = load("guichi-2026");
    let page = p.page();
    let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let shown: String = page.notice.iter().flatten().map(|s| bare(&s.text)).collect();
    assert_eq!(shown, bare(p.notice()).replace("[bookmark:_GoBack]", ""), "nothing is lost or moved");
    for rule in p.rules() {
        let marked: String = page
            .notice
            .iter()
            .flatten()
            .filter(|s| s.rule_ids.contains(&rule.id))
            .map(|s| bare(&s.text))
            .collect();
        assert_eq!(marked, bare(&rule.quote), "{} is marked, no more and no less", rule.id);
    }
    let split = page.notice.iter().find(|para| para.iter().any(|s| s.rule_ids == ["sub-50"])).unwrap();
    assert!(
        split.iter().any(|s| bare(&s.text).contains("个人各承担200元")),
        "a sentence over two lines is one paragraph"
    );
    assert_eq!(page.categories.len(), 10);
    assert_eq!(page.windows.len(), 2);
    assert_eq!(page.windows[1].who_words, "只限外出务工人员");
    let sensitive: Vec<_> =
        page.categories.iter().filter(|c| !c.sensitive).map(|c| c.label.as_str()).collect();
    assert_eq!(sensitive, ["“百岁”老人", "重点优抚对象", "80周岁及以上老年人口"]);
    let json = serde_json::to_value(&page).unwrap();
    assert_eq!(json["fee"], "400.00");
    assert_eq!(json["windows"][0]["from"], "2025-10-20");
}
