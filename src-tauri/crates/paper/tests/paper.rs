//! Papers as a printer, a reader and a QR scanner get them: each check opens the real PDF with a stock tool.
#![allow(clippy::float_arithmetic, reason = "places on paper are measured in fractions of a millimetre")]

#[path = "paper/documents.rs"]
mod documents;

use cunshou_paper::{
    BookKind, Cancelled, ClosePaper, DenominationLine, Fonts, Form, Item, LeftOut, Paper, PaperError,
    PaperMeans, ReceiptPaper, ReceiptPaperLine, RecoveryKeyPaper, close_sheet, receipt, recovery_key,
};
use cunshou_policy::Yuan;
use std::path::{Path, PathBuf};
use std::process::Command;

// ---- support

/// The forms on which a receipt for four has everything and one for twelve takes two pages.
const SHEETS: [Form; 3] = [Form::A5, Form::Form241x93, Form::Form241x139];

fn yuan(text: &str) -> Yuan {
    text.parse().expect("an amount of the test")
}

fn member(name: &str, relation: &str, fee: &str, subsidy: &str, aid: &str) -> ReceiptPaperLine {
    let due = yuan(fee).checked_sub(yuan(subsidy)).and_then(|due| due.checked_sub(yuan(aid))).unwrap();
    ReceiptPaperLine {
        name: name.into(),
        relation: relation.into(),
        certno_masked: "341799********1234".into(),
        fee: yuan(fee),
        subsidy: yuan(subsidy),
        collective_aid: yuan(aid),
        due,
        cover_words: "待遇 2026-01-01 至 2026-12-31（待遇起始以保费到账为准）".into(),
        article: "二（二）2".into(),
    }
}

fn household(lines: Vec<ReceiptPaperLine>) -> ReceiptPaper {
    let sum = |of: fn(&ReceiptPaperLine) -> Yuan| Yuan::sum(lines.iter().map(of)).unwrap();
    let total_due = sum(|line| line.due);
    let tendered = total_due.checked_add(yuan("40")).unwrap();
    ReceiptPaper {
        village_name: "杏花村".into(),
        town_name: "梅里镇".into(),
        receipt_no: "341799001002-A1-000123".into(),
        household_head: "张建国".into(),
        hh_no: "0457".into(),
        village_group: "第三村民组".into(),
        levy_year: 2026,
        policy_title: "贵池区2026年度城乡居民基本医疗保险参保缴费工作实施方案（贵政办〔2025〕18号）".into(),
        business_date: "2025-11-22".into(),
        taken_at: "2025-11-22 09:41".into(),
        taken_by: "李秀英".into(),
        total_fee: sum(|line| line.fee),
        total_subsidy: sum(|line| line.subsidy),
        total_collective_aid: sum(|line| line.collective_aid),
        total_due,
        tendered,
        change: yuan("40"),
        left_out: Vec::new(),
        qr_text: "CUNSHOU|341799001002-A1-000123|1140.00|7F3K9Q".into(),
        reprint_no: 0,
        cancelled: None,
        catch_up_no: String::new(),
        means: PaperMeans::Cash,
        ticket_no: String::new(),
        aid_note: String::new(),
        kind: BookKind::Live,
        footer_note: "代收凭证，正式票据以税务部门开具为准".into(),
        caveat: "待遇起始以保费到账为准".into(),
        lines,
    }
}

fn family_of_four() -> ReceiptPaper {
    household(vec![
        member("张建国", "户主", "400", "0", "0"),
        member("阿依努尔·巴合提", "配偶", "400", "0", "0"),
        member("张𠮷㛃", "子", "400", "360", "0"),
        member("张䶮𪜀", "母", "400", "0", "100"),
    ])
}

fn family_of(count: usize) -> ReceiptPaper {
    household((1..=count).map(|n| member(&format!("王成员{n}"), "其他亲属", "400", "10.05", "0")).collect())
}

fn close() -> ClosePaper {
    let denominations = [
        ("100元", 12, "1200"),
        ("50元", 3, "150"),
        ("20元", 0, "0"),
        ("10元", 4, "40"),
        ("5元", 1, "5"),
        ("1元", 2, "2"),
        ("5角", 0, "0"),
        ("1角", 0, "0"),
    ]
    .map(|(label, pieces, amount)| DenominationLine {
        label: label.into(),
        pieces,
        amount: yuan(amount),
    });
    ClosePaper {
        village_name: "杏花村".into(),
        town_name: "梅里镇".into(),
        close_no: 7,
        session_no: 8,
        business_date: "2025-11-22".into(),
        float: yuan("200"),
        cash_taken: yuan("1650"),
        voids: 1,
        cash_back: yuan("400"),
        remitted: yuan("50"),
        scans: 0,
        scanned: Yuan::ZERO,
        collective_aid: Yuan::ZERO,
        also: "冲正 1 张，退还现金 ¥60.00".into(),
        expected: yuan("1400"),
        counted: yuan("1397"),
        variance: yuan("-3"),
        difference_reason: "找零时多付，已登记".into(),
        difference_outcome: "由收款人次日补足".into(),
        carried: "第3号日结（2025-11-18）短 10.00 元，已放 4 天".into(),
        open_differences: "短 13.00 元".into(),
        payments: 3,
        people: 4,
        receipt_from: "341799001002-A1-000121".into(),
        receipt_to: "341799001002-A1-000123".into(),
        perpetual_due: yuan("48400"),
        journal_head_words: "桥 麦 灯 河 石 云".into(),
        closed_at: "2025-11-22 18:05".into(),
        closed_by: "李秀英".into(),
        denominations: denominations.to_vec(),
        kind: BookKind::Live,
        reprint_no: 0,
    }
}

fn recovery() -> RecoveryKeyPaper {
    RecoveryKeyPaper {
        village_name: "梅里镇杏花村".into(),
        village_code: "341799001002".into(),
        book_id: "0198f2c4-7a10-7cc3-9f00-1a2b3c4d5e6f".into(),
        user_name: "李秀英".into(),
        key_groups: [
            "K7QM2", "9TXR4", "HJ3WD", "P8C6N", "VY5B1", "Z0GEA", "3KQ7M", "2X9TR", "4HJ3W", "DP8C6",
            "NVY5B", "1Z0GE",
        ]
        .map(String::from)
        .to_vec(),
        created_on: "2025-09-01".into(),
        kind: BookKind::Live,
    }
}

/// Runs a stock tool; one that is missing is a failure with the name of its package, never a skipped check.
fn tool(program: &str, package: &str, args: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(args).output().unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}): install the Debian package {package}")
    });
    assert!(
        output.status.success(),
        "{program} {args:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Writes the PDF where a person can look at it (`target/tmp`), and checks it.
fn saved(name: &str, paper: &Paper) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&path, paper.pdf().unwrap()).unwrap();
    let checked = String::from_utf8(tool("qpdf", "qpdf", &["--check", path.to_str().unwrap()])).unwrap();
    assert!(checked.contains("No syntax or stream encoding errors"), "{checked}");
    path
}

fn text(path: &Path) -> String {
    String::from_utf8(tool("pdftotext", "poppler-utils", &["-layout", path.to_str().unwrap(), "-"])).unwrap()
}

fn assert_has(text: &str, wanted: &[&str]) {
    let squeezed: String = text.split_whitespace().collect();
    for part in wanted {
        let part: String = part.split_whitespace().collect();
        assert!(squeezed.contains(&part), "{part:?} is not on the paper:\n{text}");
    }
}

fn picture(path: &Path, page: usize) -> PathBuf {
    let stem = path.with_extension("");
    let stem = format!("{}-{page}", stem.to_str().unwrap());
    let page = page.to_string();
    let args = [
        "-r",
        "200",
        "-gray",
        "-png",
        "-singlefile",
        "-f",
        &page,
        "-l",
        &page,
        path.to_str().unwrap(),
        &stem,
    ];
    tool("pdftoppm", "poppler-utils", &args);
    PathBuf::from(format!("{stem}.png"))
}

/// No two lines of text touch each other and none leaves the sheet; the pale mark behind the text may be written over.
fn assert_tidy(paper: &Paper) {
    for page in &paper.pages {
        let mut boxes: Vec<([f32; 4], String)> = Vec::new();
        for line in page.lines().filter(|line| line.black_percent == 100) {
            let em = line.size_pt * 25.4 / 72.0;
            let left = line.glyphs[0].x_mm[0];
            let last = line.glyphs.last().unwrap();
            let last_character = last.text.chars().last().unwrap();
            let right = last.x_mm.last().unwrap() + if last_character.is_ascii() { em * 0.55 } else { em };
            let (top, bottom) = (line.baseline_mm - em * 0.86, line.baseline_mm + em * 0.1);
            assert!(left >= 3.99 && right <= page.width_mm - 3.99, "{} leaves the sheet", line.text());
            assert!(top >= 3.0 && bottom <= page.height_mm - 3.0, "{} leaves the sheet", line.text());
            for (other, words) in &boxes {
                let apart = right <= other[0] || left >= other[2] || bottom <= other[1] || top >= other[3];
                assert!(apart, "{:?} lies over {words:?}", line.text());
            }
            boxes.push(([left, top, right, bottom], line.text()));
        }
    }
}

// ---- receipts

#[test]
fn a_receipt_can_be_read_searched_and_checked_on_both_forms() {
    for form in SHEETS {
        let paper = receipt(&family_of_four(), form, &Fonts::shipped()).unwrap();
        assert_eq!(paper.pages.len(), 1, "{form:?}");
        assert_tidy(&paper);
        let path = saved(&format!("receipt-{}", form.code()), &paper);
        picture(&path, 1);
        assert_has(
            &text(&path),
            &[
                "城乡居民基本医疗保险费代收凭证",
                "梅里镇杏花村",
                "票号 341799001002-A1-000123",
                "户主 张建国",
                "户号 0457",
                "第三村民组",
                "2026年度",
                "缴费日期 2025-11-22",
                "阿依努尔·巴合提",
                "张𠮷㛃",
                "张䶮𪜀",
                "341799********1234",
                "360.00",
                "100.00",
                "2026-01-01 至 2026-12-31",
                "二（二）2",
                "合计 4 人",
                "1600.00",
                "人民币（大写）壹仟壹佰肆拾元整",
                "¥1140.00",
                "¥1180.00",
                "找零 ¥40.00",
                "收款人 李秀英",
                "缴费人签字",
                "待遇起始以保费到账为准",
                "代收凭证，正式票据以税务部门开具为准",
                "贵政办〔2025〕18号",
                "第1页 共1页",
            ],
        );
        let words = text(&path);
        assert_eq!(words.matches("待遇起始以保费到账为准").count(), 1, "the caveat stands once");
        for absent in ["补打", "作废", "练习", "演示", "低保"] {
            assert!(!words.contains(absent), "{absent} has no place on this receipt");
        }
    }
}

#[test]
fn the_page_has_the_size_the_title_and_the_language_of_the_form() {
    for (form, size) in [(Form::A5, "595.28 x 419.53"), (Form::Form241x93, "683.15 x 263.9")] {
        let paper = receipt(&family_of_four(), form, &Fonts::shipped()).unwrap();
        let path = saved(&format!("meta-{}", form.code()), &paper);
        let info = String::from_utf8(tool("pdfinfo", "poppler-utils", &[path.to_str().unwrap()])).unwrap();
        assert!(info.contains(&format!("Page size:       {size}")), "{info}");
        assert!(info.contains("代收凭证 341799001002-A1-000123"), "{info}");
        assert!(!info.contains("CreationDate"), "no clock in the file: {info}");
        let fonts = String::from_utf8(tool("pdffonts", "poppler-utils", &[path.to_str().unwrap()])).unwrap();
        assert!(fonts.contains("CunshouSans") && fonts.contains("CunshouHan"), "{fonts}");
        for line in fonts.lines().skip(2) {
            // Columns "emb sub uni": embedded, cut down, and with its way back to Unicode.
            assert!(line.contains("yes yes yes"), "{fonts}");
        }
        let catalog = String::from_utf8_lossy(&paper.pdf().unwrap()).into_owned();
        assert!(catalog.contains("/Lang(zh-CN)") || catalog.contains("/Lang (zh-CN)"), "the language is set");
        assert!(catalog.contains("/PrintScaling/None") || catalog.contains("/PrintScaling /None"));
    }
}

#[test]
fn the_qr_symbol_says_what_it_was_given() {
    for form in Form::ALL {
        let document = family_of_four();
        let path =
            saved(&format!("qr-{}", form.code()), &receipt(&document, form, &Fonts::shipped()).unwrap());
        let png = picture(&path, 1);
        let read = tool("zbarimg", "zbar-tools", &["--quiet", "--raw", png.to_str().unwrap()]);
        assert_eq!(String::from_utf8(read).unwrap().trim(), document.qr_text, "{form:?}");
    }
}

#[test]
fn the_same_receipt_gives_the_same_small_file() {
    for form in Form::ALL {
        let pdf = receipt(&family_of_four(), form, &Fonts::shipped()).unwrap().pdf().unwrap();
        let again = receipt(&family_of_four(), form, &Fonts::shipped()).unwrap().pdf().unwrap();
        assert_eq!(pdf, again, "{form:?}: a reprint is the same paper");
        assert!(pdf.len() <= 25 * 1024, "{form:?}: {} bytes", pdf.len());
        let mut other = family_of_four();
        other.reprint_no = 1;
        assert_ne!(receipt(&other, form, &Fonts::shipped()).unwrap().pdf().unwrap(), pdf);
    }
}

#[test]
fn marks_stand_on_every_page() {
    for form in SHEETS {
        let mut document = family_of(14);
        document.reprint_no = 2;
        document.cancelled = Some(Cancelled::default());
        document.kind = BookKind::Training;
        document.left_out = vec![
            LeftOut { name: "王在校".into(), reason: "在校大学生，已在学校参保".into() },
            LeftOut { name: "王职工".into(), reason: "职工医保".into() },
        ];
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        assert_tidy(&paper);
        for page in &paper.pages {
            let lines: Vec<String> = page.lines().map(cunshou_paper::TextLine::text).collect();
            for mark in ["补打 第2次", "作废", "练习"] {
                assert!(lines.iter().any(|line| line == mark), "{form:?}: {mark} is missing in {lines:?}");
            }
        }
        let path = saved(&format!("marks-{}", form.code()), &paper);
        picture(&path, 1);
        picture(&path, paper.pages.len());
        assert_has(&text(&path), &["本次未缴费：王在校（在校大学生，已在学校参保）、王职工（职工医保）"]);

        document.cancelled = None;
        document.kind = BookKind::Demo;
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        assert!(paper.pages.iter().all(|page| page.lines().any(|line| line.text() == "演示")));
    }
}

#[test]
fn a_long_household_flows_to_a_second_page_with_carried_sums() {
    for form in SHEETS {
        let document = family_of(12);
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        assert_eq!(paper.pages.len(), 2, "{form:?}");
        assert_tidy(&paper);
        let path = saved(&format!("long-{}", form.code()), &paper);
        picture(&path, 1);
        picture(&path, 2);
        let words = text(&path);
        let pages: Vec<&str> = words.split('\u{c}').collect();
        let on_first = (1..=12).filter(|n| pages[0].contains(&format!("王成员{n} "))).count();
        assert!((1..12).contains(&on_first), "{form:?}: {on_first} members on the first page");
        // 400.00 − 10.05 a member.
        let carried = yuan("389.95").times(u32::try_from(on_first).unwrap()).unwrap().to_string();
        assert_has(pages[0], &["过次页", &carried, "第1页 共2页"]);
        assert!(!pages[0].contains("人民币"), "the total is on the last page only");
        assert_has(
            pages[1],
            &[
                "承前页",
                &carried,
                "合计 12 人",
                "4679.40",
                "人民币（大写）肆仟陆佰柒拾玖元肆角",
                "第2页 共2页",
            ],
        );
        for n in 1..=12 {
            assert!(words.contains(&format!("王成员{n} ")), "{form:?}: member {n} is on the paper");
        }
    }
}

#[test]
fn forty_members_lose_nobody() {
    for form in Form::ALL {
        let paper = receipt(&family_of(40), form, &Fonts::shipped()).unwrap();
        assert_tidy(&paper);
        let words: String =
            paper.pages.iter().flat_map(cunshou_paper::Page::lines).map(|line| line.text() + "\n").collect();
        for n in 1..=40 {
            assert_eq!(words.matches(&format!("王成员{n}\n")).count(), 1, "{form:?}: member {n}");
        }
    }
}

#[test]
fn every_length_of_household_is_tidy() {
    for form in Form::ALL {
        for count in 1..=24 {
            let mut document = family_of(count);
            document.left_out =
                vec![LeftOut { name: "王外出".into(), reason: "异地参保".into() }; count % 4];
            assert_tidy(&receipt(&document, form, &Fonts::shipped()).unwrap());
        }
    }
}

#[test]
fn long_names_and_titles_are_set_smaller_or_in_more_lines_and_lose_nothing() {
    for form in SHEETS {
        let mut document = family_of_four();
        let long = "买买提吐尔逊·阿卜杜热合曼·阿不都热依木";
        document.household_head = long.into();
        document.lines[1].name = long.into();
        document.town_name = "某某某某某民族乡人民政府".into();
        document.village_name = "某某某某某某某某村民委员会".into();
        document.village_group = "某某某某自然村第十三村民组".into();
        document.policy_title = "关于做好某某市某某区二〇二六年度城乡居民基本医疗保险参保缴费工作的实施方案（某政办〔2025〕118号，2025年9月1日印发）".into();
        document.lines[0].cover_words =
            "未定：是否出生后九十天内参保尚缺出生日期，请向乡镇医保经办机构查询后再告知待遇开始时间".into();
        let paper = receipt(&document, form, &Fonts::shipped()).unwrap();
        assert_tidy(&paper);
        let path = saved(&format!("wide-{}", form.code()), &paper);
        picture(&path, 1);
        let words: String = paper.pages[0].lines().map(cunshou_paper::TextLine::text).collect();
        for part in [&document.policy_title, &document.lines[0].cover_words, &document.household_head] {
            assert!(words.contains(part.as_str()), "{form:?}: {part} is whole");
        }
    }
}

#[test]
fn a_character_in_no_font_is_named_and_nothing_is_made() {
    for form in Form::ALL {
        let mut document = family_of_four();
        document.lines[2].name = "张\u{e863}".into();
        let error = receipt(&document, form, &Fonts::shipped()).unwrap_err();
        assert_eq!(error, PaperError::NoGlyph { character: '\u{e863}', where_: "张\u{e863}".into() });
        assert_eq!(error.code(), "E-PAPER-001");
    }
}

#[test]
fn a_paper_that_does_not_add_up_is_refused() {
    let mut document = family_of_four();
    document.total_due = yuan("1100");
    let error = receipt(&document, Form::A5, &Fonts::shipped()).unwrap_err();
    assert_eq!(error, PaperError::SumsDiffer { stated: yuan("1100"), computed: yuan("1140") });
    let mut document = close();
    document.denominations[0].amount = yuan("1300");
    assert_eq!(close_sheet(&document, &Fonts::shipped()).unwrap_err().code(), "E-PAPER-007");
    let mut document = close();
    document.cash_back = Yuan::ZERO;
    assert_eq!(
        close_sheet(&document, &Fonts::shipped()).unwrap_err().code(),
        "E-PAPER-007",
        "cash went back"
    );
    let mut document = close();
    document.variance = Yuan::ZERO;
    assert_eq!(close_sheet(&document, &Fonts::shipped()).unwrap_err().code(), "E-PAPER-007");
}

#[test]
fn a_text_that_fits_nowhere_is_refused_not_clipped() {
    let mut document = family_of_four();
    document.household_head = "长".repeat(200);
    let error = receipt(&document, Form::A5, &Fonts::shipped()).unwrap_err();
    assert_eq!(error.code(), "E-PAPER-002");
}

// ---- the preview

#[test]
fn the_preview_is_the_paper() {
    let paper = receipt(&family_of_four(), Form::A5, &Fonts::shipped()).unwrap();
    let svg = paper.svg();
    assert_eq!(svg.len(), 1);
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("receipt-a5.svg"), &svg[0]).unwrap();
    for forbidden in ["style", "<script", "href", "class=", " on"] {
        assert!(!svg[0].contains(forbidden), "the window's policy forbids {forbidden}");
    }
    assert!(svg[0].starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2100 1480""#));
    let mut drawn = String::new();
    for element in svg[0].split("<text ").skip(1) {
        let (attributes, rest) = element.split_once('>').unwrap();
        let words = rest.split_once("</text>").unwrap().0;
        let places = attributes.split('"').nth(1).unwrap().split(' ').count();
        assert_eq!(places, words.chars().count(), "each character of {words:?} has its place");
        drawn += words;
    }
    let wanted: String = paper.pages[0].lines().map(cunshou_paper::TextLine::text).collect();
    assert_eq!(drawn, wanted);
    // The places are those of the printed page: the reader of the PDF finds the words where the preview shows them.
    let path = saved("preview", &paper);
    let boxes =
        String::from_utf8(tool("pdftotext", "poppler-utils", &["-bbox", path.to_str().unwrap(), "-"]))
            .unwrap();
    let word =
        boxes.lines().find(|line| line.contains(">341799001002-A1-000123<")).expect("the receipt's number");
    let x_pt: f32 = word.split('"').nth(1).unwrap().parse().unwrap();
    let line = paper.pages[0].lines().find(|line| line.text().starts_with("票号")).unwrap();
    let x_mm = line.glyphs[0].x_mm[line.text().chars().position(|c| c == '3').unwrap()];
    assert!((x_pt * 25.4 / 72.0 - x_mm).abs() < 0.1, "{x_pt} pt and {x_mm} mm are one place");
}

#[test]
fn what_looks_like_markup_stays_text() {
    let mut document = family_of_four();
    document.taken_by = "<b>&李".into();
    let svg = receipt(&document, Form::A5, &Fonts::shipped()).unwrap().svg();
    assert!(svg[0].contains("&lt;b&gt;&amp;李") && !svg[0].contains("<b>"));
    document.household_head = "{capital}".into();
    let paper = receipt(&document, Form::A5, &Fonts::shipped()).unwrap();
    assert!(paper.pages[0].lines().any(|line| line.text() == "户主 {capital}"), "a name is no template");
}

// ---- other papers

#[test]
fn a_close_sheet_shows_what_must_be_there_what_was_counted_and_the_difference() {
    let paper = close_sheet(&close(), &Fonts::shipped()).unwrap();
    assert_eq!(paper.pages.len(), 1);
    assert_tidy(&paper);
    let path = saved("close", &paper);
    picture(&path, 1);
    assert_has(
        &text(&path),
        &[
            "日结第 7 号",
            "班次 8",
            "业务日期 2025-11-22",
            "开班备用金¥200.00",
            "本班收取现金¥1650.00",
            "应有现金里已减去：作废退回 1 笔 ¥400.00，已从钱箱缴存 ¥50.00",
            "本班另有：冲正 1 张，退还现金 ¥60.00",
            "以前没了结的差额：第3号日结（2025-11-18）短 10.00 元，已放 4 天",
            "没了结的差额 短 13.00 元",
            "应有现金¥1400.00",
            "实点现金¥1397.00",
            "短款 ¥3.00",
            "3 笔 4 人",
            "341799001002-A1-000121 至 341799001002-A1-000123",
            "100元",
            "实点合计 1397.00",
            "壹仟叁佰玖拾柒元整",
            "差额原因：找零时多付，已登记",
            "差额处理：由收款人次日补足",
            "累计收款 ¥48400.00",
            "桥 麦 灯 河 石 云",
            "复核人签字",
        ],
    );
}

#[test]
fn a_close_sheet_tells_what_left_the_drawer_and_what_never_came_into_it() {
    let mut document = close();
    document.voids = 1;
    document.cash_back = yuan("40");
    document.remitted = yuan("800");
    document.expected = yuan("1010");
    document.variance = yuan("387");
    document.scans = 2;
    document.scanned = yuan("1600");
    document.collective_aid = yuan("120");
    let paper = close_sheet(&document, &Fonts::shipped()).unwrap();
    assert_tidy(&paper);
    let lines: Vec<String> = paper.pages[0].lines().map(cunshou_paper::TextLine::text).collect();
    for wanted in [
        "应有现金里已减去：作废退回 1 笔 ¥40.00，已从钱箱缴存 ¥800.00",
        "不进钱箱的：帮办扫码 2 笔 ¥1600.00，集体扶持 ¥120.00",
    ] {
        assert!(lines.contains(&wanted.to_owned()), "{wanted} in {lines:?}");
    }
    document.expected = yuan("1850");
    assert_eq!(
        close_sheet(&document, &Fonts::shipped()).unwrap_err().code(),
        "E-PAPER-007",
        "float and cash alone"
    );
}

#[test]
fn a_close_without_difference_says_so_and_asks_for_no_reason() {
    let mut document = close();
    document.counted = document.expected;
    document.denominations[5] = DenominationLine { label: "1元".into(), pieces: 5, amount: yuan("5") };
    document.variance = Yuan::ZERO;
    document.difference_reason = String::new();
    document.difference_outcome = String::new();
    document.also = String::new();
    document.receipt_from = String::new();
    document.receipt_to = String::new();
    let paper = close_sheet(&document, &Fonts::shipped()).unwrap();
    let lines: Vec<String> = paper.pages[0].lines().map(cunshou_paper::TextLine::text).collect();
    assert!(
        lines.contains(&"账款相符 ¥0.00".to_owned()) && lines.contains(&"票号 无".to_owned()),
        "{lines:?}"
    );
    assert!(!lines.iter().any(|line| line.starts_with("差额") || line.starts_with("本班另有")), "{lines:?}");
}

#[test]
fn a_recovery_sheet_carries_each_group_once_and_its_debug_form_none() {
    let document = recovery();
    let paper = recovery_key(&document, &Fonts::shipped()).unwrap();
    assert_eq!(paper.pages.len(), 1);
    assert_tidy(&paper);
    let path = saved("recovery", &paper);
    picture(&path, 1);
    let words = text(&path);
    for group in &document.key_groups {
        assert_eq!(words.matches(group.as_str()).count(), 1, "{group}");
        assert!(!format!("{document:?}").contains(group.as_str()));
    }
    assert_has(
        &words,
        &["341799001002", "梅里镇杏花村", "李秀英", "第1行", "交乡镇放入保险柜", "密钥共 12 组"],
    );
    assert!(
        !paper.pages[0].items.iter().any(|item| matches!(item, Item::Qr { .. })),
        "no camera reads this key"
    );
}

#[test]
fn every_error_has_words_for_the_clerk() {
    let words: toml::Table =
        toml::from_str(include_str!("../../../../assets/text/errors-paper.toml")).unwrap();
    let text = String::from("x");
    let errors = [
        PaperError::NoGlyph { character: '字', where_: text.clone() },
        PaperError::DoesNotFit { form: text.clone(), text: text.clone() },
        PaperError::QrTooLong { length: 1 },
        PaperError::SumOutOfRange,
        PaperError::BadForm { form: text.clone(), place: text.clone() },
        PaperError::BadFont { font: "x" },
        PaperError::SumsDiffer { stated: Yuan::ZERO, computed: Yuan::ZERO },
        PaperError::CountsDiffer { stated: 1, computed: 2 },
        PaperError::NotMasked,
        PaperError::FitOutOfRange,
    ];
    for error in &errors {
        let entry = words[error.code()].as_table().unwrap_or_else(|| panic!("{} has no words", error.code()));
        for part in ["message", "todo"] {
            let mut filled = entry[part].as_str().unwrap().to_owned();
            for (name, value) in error.params() {
                filled = filled.replace(&format!("{{{name}}}"), &value);
            }
            assert!(
                !filled.contains('{'),
                "{} names a fact that the error does not have: {filled}",
                error.code()
            );
        }
    }
    assert_eq!(words.len(), errors.len(), "no words without an error");
}
