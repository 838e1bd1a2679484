//! Every document: its text against what was looked at once, its PDF against stock tools, and the awkward cases of life.

use super::{assert_has, assert_tidy, family_of, family_of_four, picture, saved, text, tool, yuan};
use cunshou_paper::{
    BookKind, Cancelled, Cancelling, DeclarationLine, DeclarationPaper, DenominationLine, Fonts, Form,
    HouseholdNoticePaper, LeafletLine, LeafletPaper, LeafletSection, LeafletSum, LeafletWindow, LedgerLine,
    LedgerPaper, Letterhead, MaskedNumber, Medium, NoticeLine, Paper, PaperError, PaperMeans,
    PolicySlipPaper, PostedLine, PostedPaper, PrinterFit, ReceiptBookLine, ReceiptBookPaper, RefundLine,
    RefundPaper, RemittanceLine, RemittancePaper, SlipRule, TextLine, UnpaidLine, UnpaidPaper, VoidSlipPaper,
    XReportPaper, household_notices, key_group_ledgers, policy_leaflet, policy_slip, posted_list, receipt,
    receipt_book, receipts, refund_application, remittance_sheet, subsidy_declaration,
    suspension_application, test_page, unpaid_lists, void_slip, x_report,
};
use cunshou_policy::Yuan;
use std::fmt::Write as _;
use std::path::Path;

/// A name of thirty characters, in three fonts' worth of blocks.
const LONG: &str = "买买提吐尔逊·阿卜杜热合曼·阿不都热依木·𠮷𪜀䶮阿迪力江·";

fn head() -> Letterhead {
    Letterhead {
        village_name: "杏花村".into(),
        town_name: "梅里镇".into(),
        levy_year: 2026,
        printed_on: "2025-12-03".into(),
        kind: BookKind::Live,
    }
}

/// The lines of every page in drawing order, against the text that was read once and found good. What differs is written
/// beside the PDFs; copy it over the old text if it is meant.
fn check_text(name: &str, paper: &Paper) {
    let mut found = String::new();
    for (at, page) in paper.pages.iter().enumerate() {
        let _ = writeln!(found, "-- page {} of {}", at + 1, paper.pages.len());
        for line in page.lines() {
            found += &line.text();
            found.push('\n');
        }
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/paper/texts/{name}.txt"));
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.txt"));
    std::fs::write(&new, &found).unwrap();
    let kept = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(kept == found, "{name} reads otherwise now: see {}", new.display());
}

/// Everything that holds for every paper: tidy, whole, the same bytes again, read by other people's tools.
fn check(name: &str, paper: &Paper) {
    let path = saved(name, paper);
    for page in 1..=paper.pages.len().min(3) {
        picture(&path, page);
    }
    assert_tidy(paper);
    assert_eq!(std::fs::read(&path).unwrap(), paper.pdf().unwrap(), "{name}: the same paper, the same bytes");
    let words: String = text(&path).split_whitespace().collect();
    for line in paper.pages.iter().flat_map(|page| page.lines()).filter(|line| line.black_percent == 100) {
        let line: String = line.text().split_whitespace().collect();
        // pdftotext puts cells of one height on one line; each cell is whole in it.
        assert!(words.contains(&line), "{name}: {line:?} cannot be extracted from:\n{words}");
    }
    for svg in paper.svg() {
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    }
}

/// All the text of a paper without its spaces and line ends.
fn squeezed(paper: &Paper) -> String {
    let lines: String = paper.pages.iter().flat_map(|page| page.lines()).map(TextLine::text).collect();
    lines.split_whitespace().collect()
}

// ---- the documents of a village

fn remittance(receipts: usize) -> RemittancePaper {
    let lines: Vec<RemittanceLine> = (0..receipts)
        .map(|n| RemittanceLine {
            village_group: ["第一村民组", "第二村民组", "大塘自然村"][n % 3].into(),
            receipt_no: format!("341799001002-A1-{:06}", n + 1),
            business_date: "2025-11-22".into(),
            household_head: if n == 4 { LONG.into() } else { format!("王户主{n}") },
            people: 4,
            amount: yuan(if n == 0 { "99999999.99" } else { "1600" }),
        })
        .collect();
    RemittancePaper {
        head: head(),
        remittance_no: "J0003".into(),
        amount: Yuan::sum(lines.iter().map(|line| line.amount)).unwrap(),
        slip_no: "20251203-8842-000417".into(),
        account_name: "国家金库池州市贵池区支库".into(),
        account_no: "1310 0101 2000 0417 88".into(),
        bank_name: "徽商银行贵池支行".into(),
        remitted_on: "2025-12-03".into(),
        closes: "Z3、Z4".into(),
        remitted_by: "李秀英".into(),
        note: String::new(),
        differences: String::new(),
        lines,
    }
}

fn refund() -> RefundPaper {
    let line = |name: &str, amount: &str| RefundLine {
        name: name.into(),
        certno: "341799197904121234".into(),
        receipt_no: "341799001002-A1-000123".into(),
        ticket_no: "皖00412345".into(),
        paid_on: "2025-11-22".into(),
        amount: yuan(amount),
    };
    RefundPaper {
        head: head(),
        application_no: "T0001".into(),
        applied_on: "2025-12-20".into(),
        applicant: "张建国".into(),
        phone: "13855550123".into(),
        place: "第三村民组 杏花路12号".into(),
        hh_no: "0457".into(),
        household_head: "张建国".into(),
        ground: "缴费后在外地参加职工医保，重复参保".into(),
        article: "四（二）".into(),
        quote: "在待遇享受期开始前，参保人因参加职工医保等原因可以申请退费，由税务部门办理".into(),
        policy_title: "贵池区2026年度城乡居民基本医疗保险参保缴费工作实施方案（贵政办〔2025〕18号）".into(),
        deadline_words: "2025-12-31 以前".into(),
        papers: ["身份证复印件", "收据原件", "职工医保参保证明"].map(String::from).to_vec(),
        tax_office: "国家税务总局池州市贵池区税务局".into(),
        insurance_office: "池州市贵池区医疗保障局".into(),
        suspended_from: "2026-01-01".into(),
        handled_by: "李秀英".into(),
        lines: vec![line("张小军", "400"), line(LONG, "40")],
        total: yuan("440"),
    }
}

fn declaration(people: usize) -> DeclarationPaper {
    let kinds = [
        ("特困供养人员", "区财政", "400"),
        ("低保对象", "区财政", "360"),
        ("重度残疾人（一级、二级）", "区财政", "240"),
        ("重点优抚对象", "退役军人事务局", "360"),
    ];
    let lines = (0..people).map(|n| {
        let (category, fund, subsidy) = kinds[n % kinds.len()];
        let due = yuan("400").checked_sub(yuan(subsidy)).unwrap();
        DeclarationLine {
            fund: fund.into(),
            category: category.into(),
            name: if n == 5 { LONG.into() } else { format!("王人{n}") },
            certno: "341799********1234".into(),
            village_group: "第三村民组".into(),
            list_no: "贵民〔2025〕41号".into(),
            fee: yuan("400"),
            subsidy: yuan(subsidy),
            due,
            receipt_no: if due.is_zero() { String::new() } else { format!("341799001002-A1-{:06}", n + 1) },
            enrolled_on: "2025-11-22".into(),
        }
    });
    DeclarationPaper {
        head: head(),
        declaration_no: "S0001".into(),
        period_words: "2025-10-20 至 2025-11-30".into(),
        policy_title: "贵池区2026年度城乡居民基本医疗保险参保缴费工作实施方案（贵政办〔2025〕18号）".into(),
        made_by: "李秀英".into(),
        lines: lines.collect(),
    }
}

fn ledger(people: usize) -> LedgerPaper {
    let lines = (0..people).map(|n| LedgerLine {
        name: if n == 3 { LONG.into() } else { format!("王人{n}") },
        certno_masked: "341799********1234".into(),
        household: "第三村民组 0457".into(),
        phone: "13855550123".into(),
        valid_words: "2025-01-01 起".into(),
        due: Some(yuan("40")),
        is_enrolled: n % 4 != 0,
        state_words: if n % 4 == 0 { "未缴费" } else { "收据 000123，2025-11-22" }.into(),
        visit_words: if n % 4 == 0 { "11-20 走访：外出务工，月底回来" } else { "" }.into(),
    });
    LedgerPaper {
        head: head(),
        category: "低保对象".into(),
        department: "区民政局".into(),
        list_words: "贵民〔2025〕41号 2025-09-30".into(),
        target_words: "全员参保".into(),
        cadre: "王支书".into(),
        lines: lines.collect(),
    }
}

fn unpaid(group: &str, households: usize) -> UnpaidPaper {
    let lines = (0..households).map(|n| UnpaidLine {
        hh_no: format!("{:04}", n + 1),
        household_head: if n == 2 { LONG.into() } else { format!("王户主{n}") },
        phone: "13855550123".into(),
        undetermined: u64::from(n == 1 || n == 4),
        names: (0..=n % 4).map(|m| format!("王人{m}")).collect(),
        due: (n != 1).then(|| yuan(if n == 3 { "12345678.00" } else { "800" })),
        last_words: if n % 3 == 0 { "11-20 在考虑" } else { "" }.into(),
    });
    UnpaidPaper {
        head: head(),
        village_group: group.into(),
        cadre: "王支书".into(),
        window_words: "集中征缴期到 2025-12-31 为止".into(),
        lines: lines.collect(),
    }
}

fn notice(members: usize) -> HouseholdNoticePaper {
    let lines: Vec<NoticeLine> = (0..members)
        .map(|n| NoticeLine {
            name: if n == 1 { LONG.into() } else { format!("王人{n}") },
            relation: "其他亲属".into(),
            fee: yuan("400"),
            subsidy: yuan(if n == 0 { "360" } else { "0" }),
            collective_aid: yuan("0"),
            due: (n != 2).then(|| yuan(if n == 0 { "40" } else { "400" })),
            state_words: if n == 2 { "已在学校缴费" } else { "未缴" }.into(),
            article: if n == 2 { "" } else { "二（二）2" }.into(),
        })
        .collect();
    HouseholdNoticePaper {
        head: head(),
        hh_no: "0457".into(),
        household_head: "张建国".into(),
        village_group: "第三村民组".into(),
        policy_title: "贵池区2026年度城乡居民基本医疗保险参保缴费工作实施方案（贵政办〔2025〕18号）".into(),
        total_due: Yuan::sum(lines.iter().filter_map(|line| line.due)).unwrap(),
        lines,
        window_words: "2025-10-20 至 2025-12-31".into(),
        pay_words: "到村委会交现金，或者用“安徽税务社保缴费”微信小程序、支付宝自己缴".into(),
        bring_words: "户口本、身份证，新生儿带出生医学证明".into(),
        contact_words: "李秀英 13855550123".into(),
        hotline: "0566-2022345".into(),
    }
}

fn slip() -> PolicySlipPaper {
    let rule = |label: &str, article: &str, quote: Option<&str>| SlipRule {
        label: label.into(),
        article: article.into(),
        quote: quote.map(str::to_owned),
    };
    PolicySlipPaper {
        head: head(),
        name: LONG.into(),
        hh_no: "0457".into(),
        on: "2025-11-22".into(),
        fee: yuan("400"),
        subsidy: yuan("360"),
        collective_aid: Yuan::ZERO,
        due: yuan("40"),
        cover_words: "2026-01-01 至 2026-12-31（待遇起始以保费到账为准）".into(),
        policy_title: "贵池区2026年度城乡居民基本医疗保险参保缴费工作实施方案（贵政办〔2025〕18号）".into(),
        rules: vec![
            rule("缴费标准", "二（一）", Some("2026年度城乡居民基本医疗保险个人缴费标准为每人每年400元")),
            rule("资助", "二（二）2", None),
            rule(
                "什么时候缴",
                "二（三）",
                Some("集中征缴期为2025年10月20日至2025年12月31日，参保人员按年度一次性足额缴纳"),
            ),
        ],
        contact_words: "区医保局 0566-2022345".into(),
    }
}

fn posted(people: usize) -> PostedPaper {
    let lines = (0..people).map(|n| PostedLine {
        village_group: "第三村民组".into(),
        household_head: "张建国".into(),
        name: if n == 1 { LONG.into() } else { format!("王人{n}") },
        certno: MaskedNumber::new("341799********1234").unwrap(),
        enrolled_on: "2025-11-22".into(),
    });
    PostedPaper {
        head: head(),
        village_group: "第三村民组".into(),
        intro: "现将本组已经参加2026年度城乡居民基本医疗保险的人员公示如下，请大家核对。没有列入的，请尽快到村委会缴费。"
            .into(),
        posted_from: "2025-12-01".into(),
        posted_to: "2025-12-07".into(),
        objection_words: "村委会 李秀英 13855550123".into(),
        hotline: "0566-2022345".into(),
        lines: lines.collect(),
    }
}

fn leaflet() -> LeafletPaper {
    let line = |label: &str, words: &str| LeafletLine { label: label.into(), words: words.into() };
    LeafletPaper {
        head: head(),
        policy_title: "贵池区2026年城乡居民基本医疗保险费征缴工作实施方案".into(),
        doc_no: "贵政办秘〔2025〕37号".into(),
        issuer: "池州市贵池区人民政府办公室".into(),
        area_label: "贵池区".into(),
        fee: yuan("400"),
        benefit_words: "待遇 2026-01-01 至 2026-12-31".into(),
        windows: vec![
            LeafletWindow {
                label: "集中征缴期".into(),
                days: "2025-10-20 至 2025-12-31".into(),
                who: "所有应参保的人".into(),
                cover: "待遇 2026-01-01 至 2026-12-31".into(),
            },
            LeafletWindow {
                label: "外出务工人员延长期".into(),
                days: "2026-01-01 至 2026-02-28".into(),
                who: "只限外出务工人员".into(),
                cover: "缴费次日起享受待遇".into(),
            },
        ],
        sums: vec![
            LeafletSum { label: "特困供养人员".into(), subsidy: yuan("400"), due: Yuan::ZERO },
            LeafletSum { label: "低保对象".into(), subsidy: yuan("360"), due: yuan("40") },
            LeafletSum {
                label: "建档立卡退捕渔民（含升金湖禁捕退捕渔民）".into(),
                subsidy: yuan("240"),
                due: yuan("160"),
            },
            LeafletSum {
                label: "80周岁及以上老年人口（1945年12月31日前出生，户籍在贵池区）".into(),
                subsidy: yuan("200"),
                due: yuan("200"),
            },
        ],
        channels: vec![
            line(
                "线上缴费",
                "“池州医疗保障”微信公众号、安徽医保公共服务平台、皖事通APP、“安徽税务社保缴费”微信小程序、支付宝",
            ),
            line("村（居）委会代收代缴", "受委托的村（居）委会协办人员集中收取"),
            line("办税服务厅", "区税务局办税服务厅"),
        ],
        sections: vec![
            LeafletSection {
                title: "新生儿和征缴期以外".into(),
                lines: vec![
                    line("新生儿，出生90天内", "出生之日起享受待遇"),
                    line(
                        "退役、刑满释放、新认定救助对象",
                        "3个月内来缴，缴费次日起享受；超过3个月的，等待3个月",
                    ),
                ],
            },
            LeafletSection {
                title: "退费".into(), lines: vec![line("什么时候都一样", "请问区税务局")]
            },
        ],
        hotline: String::new(),
        contact_words: "李秀英 13855550123".into(),
    }
}

fn cancelled(way: Cancelling) -> Cancelled {
    Cancelled {
        way,
        cancel_no: "V0002".into(),
        cancelled_at: "2025-11-22 10:15".into(),
        reason: "收错户：同名同姓，应收隔壁组的张建国".into(),
        approval_no: if way == Cancelling::Reversal {
            "梅政批〔2025〕7号".into()
        } else {
            String::new()
        },
        returned: yuan("1140"),
    }
}

fn void() -> VoidSlipPaper {
    VoidSlipPaper {
        head: head(),
        cancelled: cancelled(Cancelling::Void),
        receipt_no: "341799001002-A1-000123".into(),
        taken_at: "2025-11-22 09:41".into(),
        hh_no: "0457".into(),
        household_head: LONG.into(),
        names: ["张建国", "阿依努尔·巴合提", "张𠮷㛃", "张䶮𪜀"].map(String::from).to_vec(),
        total_due: yuan("1140"),
        returned_by: "李秀英".into(),
        qr_text: "341799001002-A1-000123 1140.00 7f3a9c21".into(),
        reprint_no: 0,
    }
}

fn register() -> ReceiptBookPaper {
    let line = |on: &str, what: &str, from: &str, to: &str, [received, used, spoilt, returned]: [u64; 4]| {
        ReceiptBookLine {
            on: on.into(),
            what: what.into(),
            from_no: from.into(),
            to_no: to.into(),
            received,
            used,
            spoilt,
            returned,
            by: "李秀英".into(),
        }
    };
    ReceiptBookPaper {
        head: head(),
        book_name: "社会保险费专用票据".into(),
        period_words: "2025-10-20 至 2025-12-03".into(),
        opening: 2,
        lines: vec![
            line("2025-10-20", "向乡镇领入", "皖00412301", "皖00412400", [100, 0, 0, 0]),
            line("2025-11-22", "收费使用", "皖00412301", "皖00412342", [0, 42, 0, 0]),
            line("2025-11-22", "打印卡纸，作废", "皖00412343", "皖00412344", [0, 0, 2, 0]),
            line("2025-12-03", "用剩缴回乡镇", "皖00412391", "皖00412400", [0, 0, 0, 10]),
        ],
        closing: 48,
        used_amount: yuan("16800"),
        booked_amount: yuan("16800"),
        kept_by: "李秀英".into(),
    }
}

fn interim() -> XReportPaper {
    XReportPaper {
        head: head(),
        session_no: 8,
        report_no: 1,
        business_date: "2025-11-22".into(),
        float: yuan("200"),
        cash_taken: yuan("12345678.00"),
        remitted: Yuan::ZERO,
        expected: yuan("12345878.00"),
        counted: Some(yuan("12345877.50")),
        denominations: vec![
            DenominationLine { label: "100元".into(), pieces: 123_458, amount: yuan("12345800") },
            DenominationLine { label: "1元".into(), pieces: 77, amount: yuan("77") },
            DenominationLine { label: "5角".into(), pieces: 1, amount: yuan("0.50") },
        ],
        payments: 42,
        people: 131,
        voids: 1,
        voided: yuan("1140"),
        scans: 3,
        scanned: yuan("2400"),
        receipt_from: "341799001002-A1-000121".into(),
        receipt_to: "341799001002-A1-000163".into(),
        made_at: "2025-11-22 12:05".into(),
        made_by: "李秀英".into(),
    }
}

#[test]
fn every_document_reads_as_it_was_looked_at() {
    let fonts = Fonts::shipped();
    let papers: Vec<(&str, Result<Paper, PaperError>)> = vec![
        ("remittance", remittance_sheet(&remittance(5), &fonts)),
        ("refund", refund_application(&refund(), &fonts)),
        ("suspension", suspension_application(&refund(), &fonts)),
        ("declaration", subsidy_declaration(&declaration(9), &fonts)),
        ("ledger", key_group_ledgers(&[ledger(6)], &fonts)),
        ("unpaid", unpaid_lists(&[unpaid("第一村民组", 6), unpaid("第二村民组", 2)], &fonts)),
        ("notice", household_notices(&[notice(5), notice(1)], &fonts)),
        ("policy-slip", policy_slip(&slip(), &fonts)),
        ("posted", posted_list(&posted(4), &fonts)),
        ("leaflet", policy_leaflet(&leaflet(), &fonts)),
        ("register", receipt_book(&register(), &fonts)),
        ("x-report", x_report(&interim(), &fonts)),
    ];
    let mut other = Vec::new();
    for (name, paper) in papers {
        let paper = paper.unwrap_or_else(|error| panic!("{name}: {error}"));
        check(name, &paper);
        other.extend(std::panic::catch_unwind(|| check_text(name, &paper)).err().map(|_| name));
    }
    assert!(other.is_empty(), "these read otherwise: {other:?}");
}

#[test]
fn a_void_slip_comes_out_on_the_paper_of_the_receipts() {
    for form in Form::ALL {
        let mut document = void();
        let paper = void_slip(&document, form, &Fonts::shipped()).unwrap();
        check(&format!("void-{}", form.code()), &paper);
        let words: String = paper.pages[0].lines().map(TextLine::text).collect();
        let words = words.replace(' ', "");
        for part in ["作废凭证", "V0002", "1140.00", "壹仟壹佰肆拾元整", "缴费人签字", "收错户", LONG]
        {
            assert!(words.contains(part), "{form:?}: {part} in {words}");
        }
        assert!(!words.contains("批准文号"), "{form:?}: a void needs no approval");
        document.cancelled = cancelled(Cancelling::Reversal);
        document.reprint_no = 1;
        document.head.kind = BookKind::Training;
        let paper = void_slip(&document, form, &Fonts::shipped()).unwrap();
        check(&format!("reversal-{}", form.code()), &paper);
        let words = squeezed(&paper);
        for part in ["冲正凭证", "梅政批〔2025〕7号", "补打第1次", "练习"] {
            assert!(words.contains(part), "{form:?}: {part} in {words}");
        }
    }
}

#[test]
fn a_receipt_says_what_became_of_it_and_how_it_was_paid() {
    for form in Form::ALL {
        let mut document = family_of_four();
        document.cancelled = Some(cancelled(Cancelling::Reversal));
        document.catch_up_no = "0007712".into();
        document.ticket_no = "皖00412345".into();
        document.aid_note = "杏花村村民代表会议〔2025〕3号决议".into();
        document.reprint_no = 3;
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        check(&format!("fate-{}", form.code()), &paper);
        let words = squeezed(&paper);
        for part in [
            "冲正 V0002",
            "批准文号 梅政批〔2025〕7号",
            "已退现金 ¥1140.00",
            "补录",
            "0007712",
            "皖00412345",
            "〔2025〕3号决议",
            "补打 第3次",
        ] {
            assert!(words.contains(&part.replace(' ', "")), "{form:?}: {part} in {words}");
        }
        document.cancelled = None;
        document.means = PaperMeans::AssistedScan { reference: "4200 0025 1122".into() };
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        let words = squeezed(&paper);
        assert!(words.contains("帮办扫码，未收现金"), "{form:?}: {words}");
        assert!(!words.contains("实收"), "{form:?}: nothing went into the drawer: {words}");
    }
}

#[test]
fn a_roll_is_as_long_as_what_stands_on_it() {
    let fonts = Fonts::shipped();
    for form in [Form::Roll80, Form::Roll58] {
        let lengths = [1, 4, 12].map(|members| {
            let paper = receipt(&family_of(members), form, &fonts).unwrap();
            assert_eq!(paper.pages.len(), 1, "{form:?}");
            check(&format!("roll-{}-{members}", form.code()), &paper);
            let (width, height) = paper.size_mm();
            assert_eq!(paper.cups_media(), format!("Custom.{width}x{height}mm"), "the print system is told");
            assert!((width - form.size_mm().0).abs() < 0.01);
            let lowest = paper.pages[0].lines().map(|line| line.baseline_mm).fold(0.0, f32::max);
            assert!(
                (4.0..16.0).contains(&(height - lowest)),
                "{form:?}: {height} mm for text down to {lowest}"
            );
            height
        });
        assert!(lengths[0] < lengths[1] && lengths[1] < lengths[2], "{form:?}: {lengths:?}");
    }
    let words = |form| -> String {
        receipt(&family_of_four(), form, &fonts).unwrap().pages[0].lines().map(TextLine::text).collect()
    };
    assert!(words(Form::Roll80).contains("二（二）2") && !words(Form::Roll58).contains("二（二）2"));
    assert!(words(Form::Roll58).contains("资助 360.00"), "a narrow roll carries the sums");
}

#[test]
fn receipts_of_a_group_share_sheets_and_keep_their_order_and_page_numbers() {
    let fonts = Fonts::shipped();
    let batch: Vec<_> = (1..=5)
        .map(|n| {
            let mut document = if n == 2 { family_of(12) } else { family_of_four() };
            document.receipt_no = format!("341799001002-A1-{n:06}");
            document
        })
        .collect();
    for (form, pages) in [(Form::A5, 6), (Form::A4Two, 3), (Form::Form241x93, 6), (Form::Roll80, 5)] {
        let paper = receipts(&batch, form, &fonts).unwrap();
        assert_eq!(paper.pages.len(), pages, "{form:?}");
        assert_eq!(paper.title, "代收凭证 341799001002-A1-000001 至 341799001002-A1-000005 共5张");
        check(&format!("batch-{}", form.code()), &paper);
        let numbers: Vec<String> = paper
            .pages
            .iter()
            .flat_map(|page| page.lines())
            .map(TextLine::text)
            .filter(|line| line.starts_with("票号"))
            .collect();
        let mut sorted = numbers.clone();
        sorted.sort();
        assert_eq!(numbers, sorted, "{form:?}: in their order");
        sorted.dedup();
        assert_eq!(sorted.len(), 5, "{form:?}: every receipt is there");
    }
    let three = receipts(&batch[2..], Form::A4Three, &fonts).unwrap();
    check("batch-a4x3", &three);
    assert_eq!(three.pages.len(), 1, "three on a sheet");
    assert_eq!((three.size_mm(), three.cups_media()), ((210.0, 297.0), "A4"));
    let one = receipt(&batch[0], Form::A4Three, &fonts).unwrap();
    let (alone, shared) = (one.pages[0].lines().count(), three.pages[0].lines().count());
    assert_eq!(shared, 3 * alone, "each stands as it stands alone");
}

#[test]
fn long_lists_repeat_their_heads_and_carry_their_sums() {
    let fonts = Fonts::shipped();
    let papers: Vec<(&str, Paper)> = vec![
        ("remittance-long", remittance_sheet(&remittance(90), &fonts).unwrap()),
        ("declaration-long", subsidy_declaration(&declaration(120), &fonts).unwrap()),
        ("ledger-long", key_group_ledgers(&[ledger(70)], &fonts).unwrap()),
        ("unpaid-long", unpaid_lists(&[unpaid("第一村民组", 60)], &fonts).unwrap()),
        ("notice-long", household_notices(&[notice(14)], &fonts).unwrap()),
        ("posted-long", posted_list(&posted(130), &fonts).unwrap()),
    ];
    for (name, paper) in &papers {
        check(name, paper);
        assert!(paper.pages.len() > 1 || *name == "notice-long", "{name}");
    }
    let lines = |paper: &Paper, page: usize| -> Vec<String> {
        paper.pages[page].lines().map(TextLine::text).collect()
    };
    let (_, remittance) = &papers[0];
    let (first, second) = (lines(remittance, 0), lines(remittance, 1));
    let carried = |lines: &[String], label: &str| -> String {
        let at = lines.iter().position(|line| line.starts_with(label)).unwrap_or_else(|| panic!("{lines:?}"));
        // The label, then the people, then the sum.
        lines[at + 2].clone()
    };
    assert_eq!(carried(&first, "过次页"), carried(&second, "承前页"), "what is carried over arrives");
    assert!(second.iter().any(|line| line == "收据号"), "the head stands on each page");
    assert!(second.iter().any(|line| line.ends_with("（续）")), "a group that goes on says so: {second:?}");
    let last = lines(remittance, remittance.pages.len() - 1);
    assert_eq!(carried(&last, "合计"), "100142399.99");
    for page in 0..remittance.pages.len() {
        let lines = lines(remittance, page);
        let groups = ["第一村民组", "第二村民组", "大塘自然村"];
        let before_sums = lines.iter().rev().find(|line| !line.starts_with("过次页") && !line.contains("号"));
        assert!(
            before_sums.is_none_or(|line| !groups.contains(&line.as_str())),
            "no heading ends page {page}"
        );
    }
    let (_, declared) = &papers[1];
    assert_has(&text(&saved("declaration-long", declared)), &["个人不缴费", "合计 120 人", "48000.00"]);
}

#[test]
fn papers_for_residents_have_no_place_for_a_category() {
    // The types have no such field; what a caller could still smuggle in through words is his to keep out.
    let fonts = Fonts::shipped();
    let mut words = String::new();
    for paper in [
        posted_list(&posted(3), &fonts).unwrap(),
        household_notices(&[notice(3)], &fonts).unwrap(),
        policy_slip(&slip(), &fonts).unwrap(),
        unpaid_lists(&[unpaid("第一村民组", 3)], &fonts).unwrap(),
        void_slip(&void(), Form::A5, &fonts).unwrap(),
    ] {
        words.extend(paper.pages.iter().flat_map(|page| page.lines()).map(TextLine::text));
    }
    for word in ["低保", "特困", "残疾", "贫", "身份："] {
        assert!(!words.contains(word), "{word}");
    }
    assert!(words.contains("原文可以在村里当面查看"), "the sentence behind a subsidy is not handed out");
}

#[test]
fn documents_that_do_not_add_up_are_refused() {
    let fonts = Fonts::shipped();
    let mut sheet = remittance(3);
    sheet.amount = yuan("1");
    assert_eq!(remittance_sheet(&sheet, &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut application = refund();
    application.total = yuan("400");
    assert_eq!(refund_application(&application, &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut declared = declaration(3);
    declared.lines[1].due = yuan("41");
    assert_eq!(subsidy_declaration(&declared, &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut owed = notice(3);
    owed.total_due = yuan("1");
    assert_eq!(household_notices(&[owed], &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut told = leaflet();
    told.sums[1].due = yuan("41");
    assert_eq!(policy_leaflet(&told, &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut counted = interim();
    counted.counted = Some(yuan("1"));
    assert_eq!(x_report(&counted, &fonts).unwrap_err().code(), "E-PAPER-007");
    let mut book = register();
    book.closing = 47;
    let error = receipt_book(&book, &fonts).unwrap_err();
    assert_eq!(error, PaperError::CountsDiffer { stated: 47, computed: 48 });
    book.lines[1].used = 1000;
    assert_eq!(receipt_book(&book, &fonts).unwrap_err().code(), "E-PAPER-008");
}

#[test]
fn a_test_page_shows_how_far_a_printer_is_off_and_a_fit_puts_every_page_right() {
    let fonts = Fonts::shipped();
    for medium in Medium::ALL {
        let fit = PrinterFit::new(2.5, -1.0, 0.99).unwrap();
        let paper = test_page(medium, "EPSON LQ-630KII", fit, &fonts).unwrap();
        assert_eq!(paper.medium(), Some(medium));
        check(&format!("test-{}", medium.code()), &paper);
        let path = saved(&format!("test-{}", medium.code()), &paper);
        assert_has(&text(&path), &["测试页", "右移 2.5 毫米", "下移 -1 毫米", "缩放 99%"]);
    }
    let plain = receipt(&family_of_four(), Form::A5, &fonts).unwrap();
    let fitted = plain.clone().fitted(PrinterFit::new(10.0, 5.0, 0.9).unwrap());
    assert_eq!(plain.svg(), fitted.svg(), "the preview shows the paper, not the printer's fault");
    assert_eq!(plain.pdf().unwrap(), plain.clone().fitted(PrinterFit::default()).pdf().unwrap());
    let place = |name: &str, paper: &Paper| -> (f32, f32) {
        let path = saved(name, paper);
        let boxes =
            String::from_utf8(tool("pdftotext", "poppler-utils", &["-bbox", path.to_str().unwrap(), "-"]));
        let boxes = boxes.unwrap();
        let word = boxes.lines().find(|line| line.contains(">341799001002-A1-000123<")).unwrap();
        let number = |at: usize| word.split('"').nth(at).unwrap().parse::<f32>().unwrap() * 25.4 / 72.0;
        (number(1), number(3))
    };
    let (before, after) = (place("fit-before", &plain), place("fit-after", &fitted));
    assert!((after.0 - (before.0 * 0.9 + 10.0)).abs() < 0.1, "{before:?} {after:?}");
    assert!((after.1 - (before.1 * 0.9 + 5.0)).abs() < 0.1, "{before:?} {after:?}");
    for (x, y, scale) in [(31.0, 0.0, 1.0), (0.0, -31.0, 1.0), (0.0, 0.0, 1.3), (0.0, f32::NAN, 1.0)] {
        assert_eq!(PrinterFit::new(x, y, scale), Err(PaperError::FitOutOfRange));
    }
}

#[test]
fn twelve_members_eight_digits_and_names_of_thirty_characters_fit_every_receipt() {
    for form in Form::ALL {
        let mut document = family_of(12);
        for line in &mut document.lines {
            line.fee = yuan("1000000.00");
            line.subsidy = yuan("99.99");
            line.due = yuan("999900.01");
        }
        document.lines[3].name = LONG.into();
        document.household_head = LONG.into();
        document.total_fee = yuan("12000000");
        document.total_subsidy = yuan("1199.88");
        document.total_due = yuan("11998800.12");
        document.tendered = yuan("11998900.12");
        document.change = yuan("100");
        let paper =
            receipt(&document, form, &Fonts::shipped()).unwrap_or_else(|error| panic!("{form:?}: {error}"));
        check(&format!("heavy-{}", form.code()), &paper);
        let words: String = paper.pages.iter().flat_map(|page| page.lines()).map(TextLine::text).collect();
        for part in [LONG, "11998800.12", "壹仟壹佰玖拾玖万捌仟捌佰元壹角贰分"] {
            assert!(words.contains(part), "{form:?}: {part} in {words}");
        }
    }
}
