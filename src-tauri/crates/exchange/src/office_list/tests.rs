//! Lists as offices write them, read from csv text.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

/// The number of nobody: an unassigned region, a birth date, a sequence, the right check digit (GB 11643).
fn nobody(birth: &str, sequence: u32) -> String {
    let body = format!("341799{}{sequence:03}", birth.replace('-', ""));
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    format!("{body}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize])
}

fn read(kind: OfficeKind, text: &str) -> OfficeList {
    let text =
        (1..=9).fold(text.to_owned(), |text, at| text.replace(&format!("#{at}"), &nobody("1979-04-12", at)));
    read_office_list(kind, text.as_bytes(), "名单.csv", &OfficeOptions::default(), day("2025-12-01"))
        .expect("a list")
}

fn faults(list: &OfficeList) -> Vec<(u32, &'static str)> {
    list.bad.iter().map(|bad| (bad.row, bad.fault.word())).collect()
}

#[test]
fn the_shipped_columns_and_words_are_whole() {
    for kind in OfficeKind::ALL {
        assert!(kind.columns().columns().iter().any(|column| column.required), "{kind:?}");
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    assert_eq!(words::payment_state(" 已 缴费 "), Some("paid"));
    assert_eq!(words::payment_state("已退费"), Some("not_paid"), "a refund is looked for first");
    assert_eq!((words::channel("微信"), words::channel("石桥村代收")), (Some("own"), Some("agent")));
    assert_eq!(words::level("职业高中二年级"), Some("secondary_vocational"));
    assert!(words::is_no_mark("普通居民") && !words::is_no_mark("低保对象"));
}

#[test]
fn titles_say_year_and_day() {
    for (text, year, on) in [
        ("2026年度城乡居民医保已缴费人员名单（截至2025年11月20日）", Some(2026), Some("2025-11-20")),
        ("石桥村2026年城乡居民医疗保险缴费明细 统计时间：2025.11.20", Some(2026), Some("2025-11-20")),
        ("缴费名单20251120", None, Some("2025-11-20")),
        ("2025-10-01至2025-11-20缴费", None, Some("2025-11-20")),
        ("缴费明细", None, None),
        ("2026", Some(2026), None),
        ("202601-202612", None, None),
    ] {
        assert_eq!(day_in(text, day("2025-12-01")), on.map(day), "{text}");
        if text != "202601-202612" {
            assert_eq!(year_in(text), year, "{text}");
        }
    }
    assert_eq!(year_in("2026-01-01至2026-12-31"), None, "a period of days is no year by itself");
}

#[test]
fn a_paid_list_is_read_with_sums_days_channels_and_states() {
    let list = read(
        OfficeKind::PaidList,
        "2026年度城乡居民医保缴费名单（截至2025年11月20日）,,,,,\n\
         参保人姓名,社会保障号码,缴费金额,缴款日期,渠道,缴费状态\n\
         王大山,#1,400.00,2025-11-03 10:21:33,微信,已缴费\n\
         李四,#2,￥40元,2025/11/5,村级代收,缴费成功\n\
         赵六,#3,0,20251106,,正常\n\
         钱七,#4,400,2025-11-07,支付宝,已退费\n\
         孙八,#5,四百,2025-11-07,,已缴费\n\
         周九,#6,400,2026-11-07,,已缴费\n\
         吴十,#7,400,,,处理中\n\
         郑一,341799********0012,400,,,已缴费\n\
         王大山,#1,400.00,2025-11-03 10:21:33,微信,已缴费\n\
         王大山,#1,400.00,2025-11-09,支付宝,已缴费\n\
         合计,,1640,,,\n",
    );
    assert_eq!((list.levy_year, list.list_date), (Some(2026), Some(day("2025-11-20"))));
    let rows: Vec<_> = list
        .rows
        .iter()
        .map(|row| {
            format!(
                "{} {} {:?} {:?} {} {}",
                row.row,
                row.name,
                row.sum,
                row.on.map(|d| d.to_string()),
                row.meaning,
                row.aside
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "3 王大山 Some(400.00) Some(\"2025-11-03\") paid own",
            "4 李四 Some(40.00) Some(\"2025-11-05\") paid agent",
            "5 赵六 Some(0.00) Some(\"2025-11-06\") paid ",
            "6 钱七 Some(400.00) Some(\"2025-11-07\") not_paid own",
            "12 王大山 Some(400.00) Some(\"2025-11-09\") paid own",
        ]
    );
    assert_eq!(faults(&list), [(7, "bad_sum"), (8, "future_day"), (9, "unknown_word"), (10, "masked_id")]);
    assert_eq!(list.repeated, [(11, 3)], "the same said twice is said once");
}

#[test]
fn rows_of_another_year_are_held_back() {
    let list = read(
        OfficeKind::PaidList,
        "2026年度缴费名单,,\n姓名,身份证号,参保年度\n王大山,#1,2026\n李四,#2,2025\n赵六,#3,2026年度\n",
    );
    assert_eq!((list.rows.len(), faults(&list)), (2, vec![(4, "other_year")]));
}

#[test]
fn marks_and_sums_are_read_and_what_says_nothing_is_held_back() {
    let list = read(
        OfficeKind::MarkedSums,
        "姓名,公民身份号码,资助标识,个人缴费标准,资助金额,个人应缴金额\n\
         王大山,#1,低保对象,400,360,40\n李四,#2,普通居民,400,,400\n赵六,#3,特困,400,400,\n钱七,#4,,,,\n孙八,#5,,400,,abc\n",
    );
    let rows: Vec<_> =
        list.rows.iter().map(|row| (row.meaning, row.sum.map(|sum| sum.to_string()))).collect();
    let sum = |text: &str| Some(text.to_owned());
    assert_eq!(rows, [("mark", sum("40.00")), ("none", sum("400.00")), ("mark", sum("0.00"))]);
    assert_eq!(faults(&list), [(5, "nothing_said"), (6, "bad_sum")]);
}

#[test]
fn lists_of_other_offices_say_what_happened_in_our_words() {
    let list = read(
        OfficeKind::Deaths,
        "姓名,身份证号,死亡时间,死亡证明编号\n王大山,#1,2025年10月3日,A12\n李四,#2,,\n赵六,#3,不详,\n",
    );
    assert_eq!((list.rows[0].on, list.rows[0].paper.as_str()), (Some(day("2025-10-03")), "A12"));
    assert_eq!((list.rows.len(), list.rows[1].on, faults(&list)), (2, None, vec![(4, "bad_day")]));
    let list = read(
        OfficeKind::Moves,
        "姓名,身份证号,迁移日期,变动类型,迁往地\n王大山,#1,2025-10-03,迁往市外,合肥市\n李四,#2,2025-10-03,婚入,\n赵六,#3,2025-10-03,其他,\n",
    );
    let moves: Vec<_> = list.rows.iter().map(|row| (row.meaning, row.words.as_str())).collect();
    assert_eq!((moves, faults(&list)), (vec![("out", "合肥市"), ("in", "")], vec![(4, "unknown_word")]));
    let list = read(
        OfficeKind::School,
        "姓名,身份证号,学校,年级,是否本地就读\n王大山,#1,青溪小学,三年级,是\n李四,#2,合肥学院,本科,市外\n赵六,#3,某处,,\n",
    );
    let pupils: Vec<_> = list.rows.iter().map(|row| (row.meaning, row.aside)).collect();
    assert_eq!(
        (pupils, faults(&list)),
        (vec![("school", "in_area"), ("college", "out_of_area")], vec![(4, "unknown_word")])
    );
    let list = read(
        OfficeKind::Pension,
        "姓名,身份证号,待遇状态,停发时间,停发原因\n王大山,#1,正常发放,,\n李四,#2,终止,2025-10-01,死亡\n赵六,#3,暂停发放,,未认证\n",
    );
    let states: Vec<_> = list.rows.iter().map(|row| row.meaning).collect();
    assert_eq!(states, ["paid", "dead", "stopped"]);
}

#[test]
fn bad_rows_go_back_with_a_reason_and_come_in_mended() {
    let list = read(OfficeKind::PaidList, "姓名,身份证号,实缴金额\n王大山,#1,四百\n李四,#2,400\n");
    let bytes = list.bad_rows(|bad| (bad.fault.word().to_owned(), "改".to_owned())).expect("a workbook");
    let again = read_office_list(
        OfficeKind::PaidList,
        &bytes,
        "需要改正.xlsx",
        &OfficeOptions::default(),
        day("2025-12-01"),
    )
    .expect("it reads");
    assert_eq!(
        (again.rows.len(), faults(&again)),
        (0, vec![(2, "bad_sum")]),
        "unmended it is bad for the same reason"
    );
}
