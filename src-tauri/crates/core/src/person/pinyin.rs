//! Pinyin of names, for searching as one types: initials and full spelling, surnames read as surnames.
//!
//! Invariant: a name of Han characters has at least one spelling of each kind; the number of spellings is bounded.
//! Must not know: people, rows. Polyphonic surnames are data in `assets/codes/surnames.tsv`.

use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Spellings by initials that a name may have at most.
const MOST_INITIALS: usize = 32;
/// Full spellings that a name may have at most.
const MOST_SPELLINGS: usize = 6;

static SURNAMES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("../../../../../assets/codes/surnames.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(surname, readings)| (surname, readings.split(' ').collect()))
        .collect()
});

/// The initials of a name, with every reading of every character: 单晓明 is `sxm`, and for those who read it so `dxm`
/// and `cxm` too. The readings of a surname as a surname come first.
pub fn initials(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut all = Vec::new();
    for (length, readings) in surname(&characters) {
        let first = readings.iter().map(|reading| surname_initials(reading, length)).collect();
        let rest = characters[length..].iter().map(|c| letters(*c));
        combine(std::iter::once(first).chain(rest), MOST_INITIALS, &mut all);
    }
    combine(characters.iter().map(|c| letters(*c)), MOST_INITIALS, &mut all);
    all
}

/// The full spelling of a name, `shanxiaoming`: the surname read as one, ü written v.
pub fn spellings(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let syllables = |from: usize| {
        characters[from..].iter().map(|c| {
            let mut readings: Vec<String> = Vec::new();
            if let Some(all) = c.to_pinyin_multi() {
                for reading in all.into_iter().take(2).map(|reading| plain(reading.plain())) {
                    if !readings.contains(&reading) {
                        readings.push(reading);
                    }
                }
            }
            readings
        })
    };
    let mut all = Vec::new();
    for (length, readings) in surname(&characters) {
        let first = readings.iter().map(|reading| (*reading).to_owned()).collect();
        combine(std::iter::once(first).chain(syllables(length)), MOST_SPELLINGS, &mut all);
    }
    if all.is_empty() {
        combine(syllables(0), MOST_SPELLINGS, &mut all);
    }
    all
}

/// The readings of the surname that a name begins with, by the number of its characters; a name may begin with two
/// surnames (单 and 单于), and then both count.
fn surname(characters: &[char]) -> Vec<(usize, &'static [&'static str])> {
    [2, 1]
        .into_iter()
        .filter(|length| characters.len() > *length)
        .filter_map(|length| {
            let surname: String = characters[..length].iter().collect();
            SURNAMES.get(surname.as_str()).map(|readings| (length, readings.as_slice()))
        })
        .collect()
}

/// The initials of a surname's reading; of a double surname (`moqi`) the second syllable begins where the shipped
/// characters say, so only its first letter is sure: the second comes from the syllable tables.
fn surname_initials(reading: &str, characters: usize) -> String {
    let first: String = reading.chars().take(1).collect();
    if characters == 1 {
        return first;
    }
    // The longest syllable that the reading begins with leaves the second syllable.
    (1..reading.len())
        .rev()
        .find(|cut| is_syllable(&reading[..*cut]) && is_syllable(&reading[*cut..]))
        .map_or_else(|| first.clone(), |cut| format!("{first}{}", &reading[cut..=cut]))
}

fn is_syllable(text: &str) -> bool {
    static SYLLABLES: LazyLock<std::collections::HashSet<String>> = LazyLock::new(|| {
        ('\u{4E00}'..='\u{9FFF}')
            .filter_map(|c| c.to_pinyin())
            .map(|reading| plain(reading.plain()))
            .collect()
    });
    SYLLABLES.contains(text)
}

fn plain(reading: &str) -> String {
    reading.replace('ü', "v").replace('ê', "e")
}

/// The first letters that a character may begin with, the usual reading's first; none for what is no Han character.
fn letters(c: char) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let letter = match reading.plain().chars().next() {
            Some('ü') => 'v',
            Some('ê') => 'e',
            Some(letter) => letter,
            None => continue,
        };
        if !letters.iter().any(|known| known.starts_with(letter)) {
            letters.push(letter.to_string());
        }
    }
    letters
}

/// Every way to choose one of each place, in order, up to a number; places without a choice are passed over.
fn combine(places: impl Iterator<Item = Vec<String>>, most: usize, all: &mut Vec<String>) {
    let mut made = vec![String::new()];
    for choices in places.filter(|choices| !choices.is_empty()) {
        made = made
            .iter()
            .flat_map(|begun| choices.iter().map(move |choice| format!("{begun}{choice}")))
            .take(most)
            .collect();
    }
    for spelling in made {
        if !spelling.is_empty() && !all.contains(&spelling) && all.len() < most {
            all.push(spelling);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_are_read_as_surnames() {
        for (name, begins, spelt) in [
            ("单晓明", "sxm", "shanxiaoming"),
            ("仇英", "qy", "qiuying"),
            ("曾国强", "zgq", "zengguoqiang"),
            ("翟志刚", "zzg", "zhaizhigang"),
            ("缪红", "mh", "miaohong"),
            ("解放", "xf", "xiefang"),
            ("区志", "oz", "ouzhi"),
            ("盖丽", "gl", "geli"),
            ("尉迟恭", "ycg", "yuchigong"),
            ("万俟雪", "mqx", "moqixue"),
            ("覃海", "qh", "qinhai"),
            ("黑建", "hj", "hejian"),
            ("查良", "zl", "zhaliang"),
            ("朴实", "ps", "piaoshi"),
            ("乐平", "yp", "yueping"),
            ("吕布", "lb", "lvbu"),
            ("欧阳锋", "oyf", "ouyangfeng"),
        ] {
            assert_eq!(initials(name).first().map(String::as_str), Some(begins), "{name}");
            assert!(spellings(name).contains(&spelt.to_owned()), "{name}: {:?}", spellings(name));
        }
    }

    #[test]
    fn other_readings_are_found_too() {
        assert!(initials("单晓明").contains(&"dxm".to_owned()));
        assert!(initials("覃海").contains(&"th".to_owned()));
        assert!(
            spellings("单于飞").contains(&"shanyufei".to_owned())
                && spellings("单于飞").contains(&"chanyufei".to_owned())
        );
        assert_eq!(initials("阿依努尔·巴合提").first().map(String::as_str), Some("aynebht"));
        assert_eq!(initials("John"), Vec::<String>::new());
    }

    #[test]
    fn the_number_of_spellings_is_bounded() {
        assert!(initials(&"乐重长单行还".repeat(8)).len() <= MOST_INITIALS);
        assert!(spellings(&"乐重长单行还".repeat(8)).len() <= MOST_SPELLINGS);
    }

    #[test]
    fn every_line_of_the_table_is_a_surname_with_readings() {
        assert!(SURNAMES.len() > 100);
        for (surname, readings) in SURNAMES.iter() {
            assert!((1..=2).contains(&surname.chars().count()), "{surname}");
            assert!(
                readings.iter().all(|r| !r.is_empty() && r.bytes().all(|b| b.is_ascii_lowercase())),
                "{surname}"
            );
        }
    }
}
