//! The words by which departments name categories: medical, tax and national names, in every spelling, as our codes.
//!
//! Invariant: a word means a category, several, or it is unknown; nothing is guessed. What may be left out of a word
//! without changing it is data in `assets/exchange/category-words.toml`; words that change it (非, 原, 退出 …) are not there.
//! Must not know: rows, people, what a notice gives for a category.

use crate::identity::{half_width, squeeze};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The code of 残疾人, the one category with grades.
pub const DISABILITY: &str = "disability";
/// The code of 防止返贫监测对象, the one with subtypes.
pub const POVERTY_MONITORED: &str = "poverty_monitored";

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning {
    /// A category code of the policy contract.
    pub code: &'static str,
    /// 1–4, of a disability.
    pub grade: Option<u8>,
    /// `formerly_poor` or `general_household`.
    pub subtype: Option<&'static str>,
}

/// A department that hands lists out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// The stable code.
    pub code: &'static str,
    /// What the clerk calls it; also what the book keeps.
    pub label: &'static str,
    /// Words of titles, sheets and file names that mean it.
    pub words: Vec<&'static str>,
    /// The categories that it gives.
    pub categories: Vec<&'static str>,
}

/// What a row of an incremental list does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The person has the category now.
    Given,
    /// What the list said of the person before is replaced.
    Changed,
    /// The person has it no longer.
    Ended,
    /// Nothing changed.
    Same,
}

#[derive(Deserialize)]
struct Words {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    brackets: Vec<String>,
    bracket_beginnings: Vec<String>,
    disability_kinds: Vec<String>,
    grades: Vec<Vec<String>>,
    yes: Vec<String>,
    no: Vec<String>,
    change: ChangeWords,
    title: TitleWords,
}

#[derive(Deserialize)]
struct ChangeWords {
    given: Vec<String>,
    changed: Vec<String>,
    ended: Vec<String>,
    same: Vec<String>,
}

#[derive(Deserialize)]
struct TitleWords {
    full: Vec<String>,
    incremental: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/exchange/category-words.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// Every known word, as it is and without what may be left out, and the numbers of the medical offices.
struct Vocabulary {
    words: HashMap<String, Meaning>,
    numbers: HashMap<String, Meaning>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut words = HashMap::new();
    let mut numbers = HashMap::new();
    let mut learn = |word: &str, meaning: Meaning| {
        words.entry(core(&plain(word))).or_insert(meaning);
        words.insert(plain(word), meaning);
    };
    let own = include_str!("../../../../assets/codes/category_words.tsv");
    let meaning = |code: &'static str, subtype: Option<&'static str>| Meaning {
        code,
        grade: None,
        subtype: subtype.filter(|subtype| !subtype.is_empty()),
    };
    for row in own.lines().skip(1) {
        let mut columns = row.split('\t');
        let (Some(word), Some(code)) = (columns.next(), columns.next()) else { continue };
        learn(word, meaning(code, columns.next()));
    }
    let offices = include_str!("../../../../assets/codes/category_vocabulary.tsv");
    for row in offices.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [medical, tax, national, code, rest @ ..] = columns.as_slice() else { continue };
        let meaning = meaning(code, rest.first().copied());
        for word in [medical, tax, national] {
            let (word, number) = without_number(&plain(word));
            learn(&word, meaning);
            if let Some(number) = number {
                numbers.insert(number, meaning);
            }
        }
    }
    Vocabulary { words, numbers }
});

static DEPARTMENTS: LazyLock<Vec<Department>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/department.tsv")
        .lines()
        .skip(1)
        .filter_map(|row| {
            let mut columns = row.split('\t');
            let list = |text: Option<&'static str>| {
                text.unwrap_or_default().split(',').filter(|word| !word.is_empty()).collect()
            };
            Some(Department {
                code: columns.next()?,
                label: columns.next()?,
                words: list(columns.next()),
                categories: list(columns.next()),
            })
        })
        .collect()
});

/// The departments that are known.
pub fn departments() -> &'static [Department] {
    &DEPARTMENTS
}

/// The department that a code, a name or words of a title mean (`民政`, `县民政局`, `civil_affairs`); `None` if none or
/// several are meant.
pub fn department(text: &str) -> Option<&'static Department> {
    let text = squeeze(text).to_ascii_lowercase();
    if let Some(exact) = DEPARTMENTS.iter().find(|of| of.code == text || of.label == text) {
        return Some(exact);
    }
    let mut meant = DEPARTMENTS.iter().filter(|of| of.words.iter().any(|word| text.contains(word)));
    let first = meant.next()?;
    meant.next().is_none().then_some(first)
}

/// A word without spaces, widths, marks; brackets round, dashes plain, letters small.
fn plain(text: &str) -> String {
    squeeze(text)
        .chars()
        .filter(|c| !"\"'“”‘’`*★·.:".contains(*c))
        .map(|c| match c {
            '【' | '[' | '〔' | '{' | '<' | '《' => '(',
            '】' | ']' | '〕' | '}' | '>' | '》' => ')',
            '—' | '–' | '－' | '‐' | '‑' | '−' | '~' | '～' | '〜' | '_' | '―' => '-',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// A plain word without the number of the medical offices (`特困人员-7131`, `7131特困人员`, `特困人员(7131)`), and the number.
fn without_number(word: &str) -> (String, Option<String>) {
    let is_number =
        |text: &str| text.len() == 4 && text.starts_with('7') && text.bytes().all(|b| b.is_ascii_digit());
    let bare = word.trim_matches('-');
    if is_number(bare) {
        return (String::new(), Some(bare.to_owned()));
    }
    if let Some((rest, number)) = bare.strip_suffix(')').and_then(|word| word.rsplit_once('('))
        && is_number(number)
    {
        return (rest.trim_end_matches('-').to_owned(), Some(number.to_owned()));
    }
    let behind = bare.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    if is_number(&bare[behind..]) && !bare[..behind].ends_with(|c: char| c.is_ascii_digit()) {
        return (bare[..behind].trim_end_matches('-').to_owned(), Some(bare[behind..].to_owned()));
    }
    let before = bare.char_indices().nth(4).map_or(bare.len(), |(at, _)| at);
    if is_number(&bare[..before]) && !bare[before..].starts_with(|c: char| c.is_ascii_digit()) {
        return (bare[before..].trim_start_matches('-').to_owned(), Some(bare[..before].to_owned()));
    }
    (bare.to_owned(), None)
}

/// A plain word without what may stand before and behind it.
fn core(word: &str) -> String {
    let mut word = word;
    loop {
        let shorter = WORDS
            .prefixes
            .iter()
            .filter_map(|prefix| word.strip_prefix(prefix.as_str()))
            .chain(WORDS.suffixes.iter().filter_map(|suffix| word.strip_suffix(suffix.as_str())))
            .find(|rest| rest.chars().count() >= 2);
        match shorter {
            Some(rest) => word = rest,
            None => return word.to_owned(),
        }
    }
}

/// The categories that a cell means, in the order as written; empty if it is no category, or not all of it is known.
pub fn meanings(text: &str) -> Vec<Meaning> {
    if let Some(meaning) = one(text) {
        return vec![meaning];
    }
    for separators in [
        &['、', ',', '，', ';', '；', '/', '|', '+', '\n', '\r', '\t', '&'][..],
        &[' ', '\u{3000}'],
        &['和', '及', '与', '兼'],
    ] {
        let parts = split(text, separators);
        if parts.len() < 2 {
            continue;
        }
        let known: Option<Vec<Vec<Meaning>>> =
            parts.iter().map(|part| Some(meanings(part)).filter(|known| !known.is_empty())).collect();
        if let Some(known) = known {
            let mut all: Vec<Meaning> = Vec::new();
            for meaning in known.into_iter().flatten() {
                match all.iter_mut().find(|of| of.code == meaning.code) {
                    // Said twice, once closer (监测对象、边缘易致贫户): the closer one counts.
                    Some(same) => {
                        same.grade = same.grade.or(meaning.grade);
                        same.subtype = same.subtype.or(meaning.subtype);
                    }
                    None => all.push(meaning),
                }
            }
            return all;
        }
    }
    Vec::new()
}

/// The parts of a text between separators that stand outside of brackets.
fn split(text: &str, separators: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for c in text.chars() {
        match c {
            '(' | '（' | '【' | '[' | '〔' => depth += 1,
            ')' | '）' | '】' | ']' | '〕' => depth -= 1,
            _ => {}
        }
        if depth <= 0 && separators.contains(&c) {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.retain(|part| !squeeze(part).is_empty());
    parts
}

/// What one word means.
fn one(text: &str) -> Option<Meaning> {
    let (word, number) = without_number(&plain(text));
    let number = match number {
        // A number that nobody knows could be any category.
        Some(number) => Some(*VOCABULARY.numbers.get(&number)?),
        None => None,
    };
    if word.is_empty() {
        return number;
    }
    let meaning = by_word(&word).or_else(|| disability(&word)).or_else(|| with_brackets(&word))?;
    // A word with another category's number is a mistake of somebody.
    if number.is_some_and(|number| number.code != meaning.code) { None } else { Some(meaning) }
}

fn by_word(word: &str) -> Option<Meaning> {
    VOCABULARY.words.get(word).or_else(|| VOCABULARY.words.get(&core(word))).copied()
}

/// `低保对象(A类)`, `监测对象(边缘易致贫户)`, `重度残疾人(一级)`: what stands in the brackets must be harmless, or say the
/// same more closely.
fn with_brackets(word: &str) -> Option<Meaning> {
    let (outer, inner) = word.strip_suffix(')')?.rsplit_once('(')?;
    let mut meaning = by_word(outer).or_else(|| disability(outer)).or_else(|| with_brackets(outer))?;
    let is_harmless = WORDS.brackets.iter().any(|of| of == inner)
        || WORDS.bracket_beginnings.iter().any(|of| inner.starts_with(of.as_str()));
    if is_harmless {
        return Some(meaning);
    }
    if meaning.code == DISABILITY
        && let Some(rest) = without_grades(inner).filter(|(rest, _)| is_disability_rest(rest))
    {
        meaning.grade = meaning.grade.or(rest.1);
        return Some(meaning);
    }
    let closer = by_word(inner).filter(|closer| closer.code == meaning.code)?;
    meaning.subtype = meaning.subtype.or(closer.subtype);
    Some(meaning)
}

fn is_disability_rest(rest: &str) -> bool {
    rest.is_empty() || rest == "残疾" || WORDS.disability_kinds.iter().any(|kind| kind == rest)
}

/// `肢体残疾二级`, `一级残疾人`, `精神残疾`: a kind, a grade and 残疾 in any order.
fn disability(word: &str) -> Option<Meaning> {
    if !word.contains("残疾") {
        return None;
    }
    let (rest, grade) = without_grades(word)?;
    let mut rest = rest.as_str();
    let mut bare = String::new();
    for kind in &WORDS.disability_kinds {
        if rest.starts_with(kind.as_str()) || rest.ends_with(kind.as_str()) {
            bare = rest.replacen(kind.as_str(), "", 1);
            break;
        }
    }
    if !bare.is_empty() {
        rest = &bare;
    }
    let rest = core(rest);
    ["残疾", "重度残疾"].contains(&rest.as_str()).then_some(Meaning {
        code: DISABILITY,
        grade,
        subtype: None,
    })
}

/// A word without its grades (`一级`, `1-2级`, `一、二级`), and the grade if it is just one. `None` for a grade that there is
/// not.
fn without_grades(word: &str) -> Option<(String, Option<u8>)> {
    let Some((before, after)) = word.split_once('级') else { return Some((word.to_owned(), None)) };
    let is_grade = |c: char| grade_of(&c.to_string()).is_some() || "-、,和或".contains(c);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_grade(*c))
        .last()
        .map_or(before.len(), |(at, _)| at);
    let grades: Vec<u8> = before[start..].chars().filter_map(|c| grade_of(&c.to_string())).collect();
    let rest = format!("{}{after}", &before[..start]);
    match grades.as_slice() {
        [] => None,
        [grade] => Some((rest, Some(*grade))),
        _ => Some((rest, None)),
    }
}

fn grade_of(text: &str) -> Option<u8> {
    let text = match text {
        "Ⅰ" => "ⅰ",
        "Ⅱ" => "ⅱ",
        "Ⅲ" => "ⅲ",
        "Ⅳ" => "ⅳ",
        text => text,
    };
    let at = WORDS.grades.iter().position(|words| words.iter().any(|word| word == text))?;
    u8::try_from(at + 1).ok()
}

/// The grade of a disability in all its spellings: 1级, 一级, 壹级, Ⅰ级, １级, 1.
pub fn grade(text: &str) -> Option<u8> {
    let text: String = plain(text).chars().filter(|c| !matches!(c, '(' | ')' | '-')).collect();
    let text = text.trim_start_matches("残疾").trim_end_matches("残疾");
    let bare = text.strip_suffix("级").or_else(|| text.strip_suffix('等')).unwrap_or(text);
    grade_of(bare.strip_prefix('第').unwrap_or(bare))
}

/// What the number of a disabled person's card says: the ID number, and the grade in its twentieth place. A card that was
/// issued anew has more behind it.
pub fn disability_card(text: &str) -> Option<(String, u8)> {
    let number = crate::identity::normalise_number(text);
    let characters: Vec<char> = number.chars().collect();
    if !(20..=23).contains(&characters.len()) || !('1'..='7').contains(&characters[18]) {
        return None;
    }
    let grade = characters[19].to_digit(10).and_then(|grade| u8::try_from(grade).ok())?;
    (1..=4).contains(&grade).then(|| (characters[..18].iter().collect(), grade))
}

/// The subtype of a monitored household as its own column has it.
pub fn subtype(text: &str) -> Option<&'static str> {
    meanings(text).into_iter().find(|meaning| meaning.code == POVERTY_MONITORED)?.subtype
}

/// A tick, yes or no; `None` if it is neither.
pub fn tick(text: &str) -> Option<bool> {
    let text = squeeze(text).to_lowercase();
    if WORDS.yes.contains(&text) {
        Some(true)
    } else if WORDS.no.contains(&text) {
        Some(false)
    } else {
        None
    }
}

/// What a row of an incremental list does; an empty cell gives.
pub fn change(text: &str) -> Option<Change> {
    let text = plain(text);
    if text.is_empty() {
        return Some(Change::Given);
    }
    let ChangeWords { given, changed, ended, same } = &WORDS.change;
    [(given, Change::Given), (changed, Change::Changed), (ended, Change::Ended), (same, Change::Same)]
        .into_iter()
        .find(|(words, _)| words.contains(&text))
        .map(|(_, change)| change)
}

/// Whether a title or a file name says that a list is full (`Some(true)`) or incremental.
pub fn says_full(text: &str) -> Option<bool> {
    let text = half_width(text);
    if WORDS.title.full.iter().any(|word| text.contains(word.as_str())) {
        Some(true)
    } else if WORDS.title.incremental.iter().any(|word| text.contains(word.as_str())) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> String {
        meanings(text)
            .iter()
            .map(|meaning| {
                let grade = meaning.grade.map(|grade| format!("/{grade}")).unwrap_or_default();
                let subtype = meaning.subtype.map(|subtype| format!("/{subtype}")).unwrap_or_default();
                format!("{}{grade}{subtype}", meaning.code)
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn three_offices_name_the_same_category() {
        for (expect, words) in [
            (
                "destitute_support",
                &[
                    "特困人员-7131",
                    "特困人员—7131",
                    "特困人员－7131",
                    "特困人员",
                    "特困供养人员",
                    "特困户",
                    "7131",
                    "7131特困人员",
                    "特困人员（7131）",
                    "农村五保对象",
                    "特困人员(分散供养)",
                ][..],
            ),
            (
                "minimum_living_allowance",
                &[
                    "低保中重残重病人员-7019",
                    "低保对象 ",
                    "民政城乡低保对象",
                    "低保户",
                    "低保",
                    "城市低保",
                    "最低生活保障对象",
                    "城乡居民最低生活保障对象",
                    "低 保",
                    "低保对象（A类）",
                    "农村低保家庭成员",
                    "享受低保人员",
                ],
            ),
            (
                "low_income_margin",
                &["低保边缘户-7201", "低保边缘家庭", "低保边缘家庭成员", "低边户", "最低生活保障边缘家庭"],
            ),
            ("orphan", &["城乡孤儿-7041", "民政城乡孤儿", "孤儿", "社会散居孤儿"]),
            ("de_facto_unattended_child", &["事实无人抚养儿童-7141", "事实无人抚养儿童", "事实孤儿"]),
            (
                "key_entitled_group",
                &[
                    "在乡重点优抚对象（不含1－6级残疾军人）",
                    "民政在乡重点优抚对象(不含1-6级残疾军人)",
                    "在乡老复员军人-7090",
                    "在乡复原军人",
                    "重点优抚对象",
                ],
            ),
            ("illness_impoverished", &["因病致贫家庭重病患者-7110", "因病致贫重病患者"]),
            ("returned_to_poverty", &["返贫致贫人口-7202", "返贫致贫户"]),
            ("poverty_monitored", &["突发严重困难户-7205", "防止返贫监测对象", "监测户", "防返贫监测人口"]),
            (
                "poverty_monitored/formerly_poor",
                &["脱贫不稳定户-7203", "脱贫不稳定人口", "防止返贫监测对象（脱贫不稳定户）"],
            ),
            (
                "poverty_monitored/general_household",
                &["边缘易致贫户－７２０４", "边缘易致贫人口", "监测对象、边缘易致贫户"],
            ),
            ("out_of_poverty", &["脱贫人口", "脱贫户", "稳定脱贫人口"]),
            (
                "disability",
                &[
                    "城乡重度（1~2级）残疾人员-7069",
                    "民政城乡重度(一、二级)残疾人员",
                    "残疾",
                    "残疾人",
                    "重度残疾人",
                    "1-2级残疾",
                    "精神残疾",
                ],
            ),
            (
                "disability/1",
                &["一级残疾", "残疾一级", "重度残疾（一级）", "肢体残疾1级", "残疾人(Ⅰ级)", "视力残疾壹级"],
            ),
            ("high_risk_mental_patient", &["肇事肇祸精神病人", "肇事肇祸等严重精神障碍患者"]),
            (
                "minimum_living_allowance disability/2",
                &[
                    "低保、残疾二级",
                    "低保对象/二级残疾",
                    "低保；残疾人（二级）",
                    "低保 残疾二级",
                    "低保和残疾二级",
                ],
            ),
            // Not known, or changed by a word that nobody may leave out: held back.
            (
                "",
                &[
                    "",
                    "原低保对象",
                    "非低保",
                    "低保退出",
                    "低保对象（已取消）",
                    "优抚对象",
                    "低收入人口",
                    "困难群众",
                    "特困人员-7019",
                    "特困人员-7999",
                    "残疾五级",
                    "残疾军人",
                    "严重精神障碍患者",
                    "低保、困难户",
                    "残疾人证",
                    "残疾类别",
                    "本人",
                ],
            ),
        ] {
            for word in words {
                assert_eq!(codes(word), *expect, "{word}");
            }
        }
    }

    #[test]
    fn no_two_words_of_the_tables_mean_two_things() {
        let mut seen: HashMap<String, Meaning> = HashMap::new();
        for row in include_str!("../../../../assets/codes/category_words.tsv").lines().skip(1) {
            let mut columns = row.split('\t');
            let word = plain(columns.next().expect("a word"));
            let code = columns.next().expect("a code");
            assert_eq!(by_word(&word).map(|meaning| meaning.code), Some(code), "{word}");
            if let Some(other) = seen.insert(core(&word), by_word(&word).expect("known")) {
                assert_eq!(other.code, code, "{word} without its ends is another word");
            }
        }
        assert!(VOCABULARY.numbers.len() >= 13);
    }

    #[test]
    fn a_grade_has_many_spellings() {
        for (expect, words) in [
            (
                Some(1),
                &["1级", "一级", "壹级", "Ⅰ级", "I级", "１级", "1", "一 级", "残疾一级", "一级残疾"][..],
            ),
            (Some(2), &["2", "贰级", "Ⅱ级", "ii级", "二等"]),
            (Some(3), &["叁级", "Ⅲ级", "3级"]),
            (Some(4), &["肆级", "Ⅳ级", "４级", "四级", "IV级"]),
            (None, &["", "五级", "未定级", "1-2级", "0", "12"]),
        ] {
            for word in words {
                assert_eq!(grade(word), expect, "{word}");
            }
        }
        assert_eq!(
            disability_card("34179919661219324211"),
            Some(("341799196612193242".to_owned(), 1)),
            "the twentieth place is the grade"
        );
        assert_eq!(disability_card("34179919460915135X51B1").map(|card| card.1), Some(1));
        assert_eq!(disability_card("341799196612193242"), None);
        assert_eq!(disability_card("34179919661219324219"), None, "there is no ninth grade");
    }

    #[test]
    fn departments_are_known_by_their_words() {
        for (text, code) in [
            ("民政", "civil_affairs"),
            ("石桥村民政资助参保对象名单（全量）", "civil_affairs"),
            ("县残联", "disabled_federation"),
            ("农业农村局", "agriculture"),
            ("乡村振兴局防返贫监测", "agriculture"),
            ("agriculture.csv", "agriculture"),
            ("退役军人事务局", "veterans"),
        ] {
            assert_eq!(department(text).map(|of| of.code), Some(code), "{text}");
        }
        assert_eq!(department("名单"), None);
        assert_eq!(department("民政、残联"), None, "two departments are none");
        let given: Vec<_> = DEPARTMENTS.iter().flat_map(|of| &of.categories).collect();
        let unique: std::collections::HashSet<_> = given.iter().collect();
        assert_eq!(given.len(), unique.len(), "a category is given by one department");
    }

    #[test]
    fn marks_of_rows_and_titles_are_read() {
        assert_eq!(
            (tick("√"), tick(" 是 "), tick("否"), tick(""), tick("视力")),
            (Some(true), Some(true), Some(false), Some(false), None)
        );
        assert_eq!(
            (change("新增"), change(""), change("取消"), change("搬家")),
            (Some(Change::Given), Some(Change::Given), Some(Change::Ended), None)
        );
        assert_eq!(
            (says_full("名单（全量）"), says_full("11月新增对象"), says_full("名单")),
            (Some(true), Some(false), None)
        );
        assert_eq!((subtype("边缘易致贫户"), subtype("突发严重困难户")), (Some("general_household"), None));
    }
}
