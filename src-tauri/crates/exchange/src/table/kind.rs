//! What a row below the header is: somebody, or only a part of the table.
//!
//! Invariant: a row with a certificate number stands for a person, unless it is a total or the header again. What is
//! left out is only what nobody would take for a person.
//! Must not know: fields beyond the name and the number.

use crate::identity::squeeze;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody, well or badly written.
    Person,
    /// 一组, 第三村民小组: what follows belongs to it.
    GroupTitle(String),
    /// Neither name nor number, and no word that tells what it is: perhaps the household's number in a row of its own.
    Bare,
    /// Totals, footers, notes, titles, the header again, or nothing at all.
    Other,
}

const TOTALS: [&str; 6] = ["合计", "总计", "小计", "共计", "累计", "本页计"];
const FOOTERS: [&str; 21] = [
    "制表",
    "填表",
    "审核",
    "复核",
    "注",
    "说明",
    "备注",
    "经办",
    "负责人",
    "单位",
    "日期",
    "填报",
    "盖章",
    "签字",
    "签名",
    "联系电话",
    "以下空白",
    "以下无",
    "此页无正文",
    "村书记",
    "村主任",
];

/// True for most rows without a closer look: a number with the digits of one, and a name that is no word for a sum.
pub(super) fn is_surely_person(name: &str, number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    digits >= 15 && !name.is_empty() && !name.chars().any(|c| "计合总共累".contains(c))
}

/// Told apart by what the row itself says: `name` and `number` of its own cells, `texts` all of its own cells in order.
/// `is_header` says whether the words are those of the header; `titles` are what stands above it;
/// `evidence` counts the own cells that only a person has (a relation, a birth date).
pub(super) fn kind_of(
    name: &str,
    number: &str,
    texts: &[String],
    is_header: bool,
    titles: &[String],
    evidence: usize,
) -> Kind {
    if is_header || texts.is_empty() {
        return Kind::Other;
    }
    let name = squeeze(name);
    let number = squeeze(number);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_total = |text: &str| {
        let text = squeeze(text);
        let text = text.trim_end_matches(':');
        TOTALS.iter().any(|word| text.starts_with(word) || text.ends_with(word))
    };
    if is_total(&name) || (digits < 6 && texts.iter().any(|text| is_total(text))) {
        return Kind::Other;
    }
    let is_footer = |text: &str| {
        let text = squeeze(text);
        FOOTERS.iter().any(|word| text == *word)
            || (text.contains(':') && FOOTERS.iter().any(|word| text.contains(word)))
            || ["以下空白", "以下无", "此页无正文"].iter().any(|word| text.contains(word))
    };
    // A page number or a signature line under the numbers is no number.
    let is_no_number = digits < 6 && (is_page(&number) || number.ends_with(':') || is_footer(&number));
    if !(number.is_empty() || name.is_empty() && is_no_number) {
        return Kind::Person;
    }
    let group = texts.iter().find(|text| is_group_title(text)).filter(|_| texts.len() <= 2);
    if name.is_empty() && evidence > 1 {
        return Kind::Person;
    }
    if name.is_empty() {
        let is_bare = number.is_empty() && !texts.iter().any(|text| is_footer(text));
        let other = if is_bare { Kind::Bare } else { Kind::Other };
        return group.map_or(other, |group| Kind::GroupTitle(squeeze(group)));
    }
    if is_group_title(&name) {
        return Kind::GroupTitle(name);
    }
    if name.contains(':') || texts.iter().any(|text| is_footer(text)) {
        return Kind::Other;
    }
    // Alone in its row: the title again on the next printed page, a page number, a count of heads, a remark.
    let is_alone = texts.len() == 1;
    if is_alone && (titles.iter().any(|title| squeeze(title) == name) || is_remark(&name)) {
        return Kind::Other;
    }
    Kind::Person
}

fn is_page(text: &str) -> bool {
    text.starts_with('第') && text.contains('页')
}

/// What no name is: a page number, a count, a sentence, more Han characters in a row than a name has.
fn is_remark(name: &str) -> bool {
    let is_count = name.starts_with('共') && name.chars().any(|c| c.is_ascii_digit());
    let is_long = name.chars().count() > 5 && name.chars().all(crate::identity::is_han);
    is_page(name)
        || is_count
        || is_long
        || name.starts_with("续表")
        || name.contains(['。', '，', ',', '；', ';'])
}

/// 一组, 第十二组, 3组, 二村民组, 第1村民小组; also with the village before it (石桥村一组).
pub fn is_group_title(text: &str) -> bool {
    let text = squeeze(text);
    let Some(rest) = text.strip_suffix('组') else { return false };
    let rest = rest.strip_suffix('小').unwrap_or(rest);
    let rest = rest.strip_suffix("村民").unwrap_or(rest);
    let number = rest.rsplit(['村', '第']).next().unwrap_or(rest);
    !number.is_empty()
        && number.chars().count() <= 3
        && number.chars().all(|c| "一二三四五六七八九十0123456789".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nobody_is_told_from_who_is_badly_written() {
        let titles = ["石桥村户籍花名册".to_owned()];
        for (cells, expect) in [
            (&["", "王大山", "341799197904120010"][..], Kind::Person),
            (&["", "王大山", ""], Kind::Person),
            (&["3", "", "341799197904120010"], Kind::Person),
            (&["合计", "1284", ""], Kind::Other),
            (&["", "合计：", "34"], Kind::Other),
            (&["小 计", "", ""], Kind::Other),
            (&["", "合 计", "341799197904120010"], Kind::Other),
            (&["第三村民小组", "", ""], Kind::GroupTitle("第三村民小组".to_owned())),
            (&["", "十二组", ""], Kind::GroupTitle("十二组".to_owned())),
            (&["", "石桥村一组", ""], Kind::GroupTitle("石桥村一组".to_owned())),
            (&["制表人：", "王大山", ""], Kind::Other),
            (&["", "制表：王大山", ""], Kind::Other),
            (&["", "石桥村户籍花名册", ""], Kind::Other),
            (&["", "第 2 页", ""], Kind::Other),
            (&["", "以下空白", ""], Kind::Other),
            (&["17", "", ""], Kind::Bare),
            (&["备注：一式两份。", "", ""], Kind::Other),
            (&["", "", "第 1 页，共 4 页"], Kind::Other),
            (&["负责人：", "", "经办人："], Kind::Other),
            (&["", "", "待办"], Kind::Person),
            (&["", "以上情况属实", ""], Kind::Other),
            (&["", "阿卜杜热合曼·古丽", ""], Kind::Person),
            (&["", "", ""], Kind::Other),
            (&["", "组", ""], Kind::Person),
        ] {
            let texts: Vec<String> =
                cells.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()).collect();
            assert_eq!(kind_of(cells[1], cells[2], &texts, false, &titles, 0), expect, "{cells:?}");
        }
    }
}
