//! Amounts in capital characters (金额大写), by 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.

use cunshou_policy::Yuan;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

/// The amount in capital characters without the leading 人民币, e.g. 壹仟贰佰元整, 壹拾元整, 壹万零伍元整, 叁佰贰拾伍元零肆分.
///
/// 整 stands after 元 only: after 角 the rule leaves it open and its own example (壹仟肆佰零玖元伍角) does without.
/// Where the rule lets one write or leave out 零 (a zero at the end of a group), it is left out, as in its first form.
pub fn capital_amount(amount: Yuan) -> String {
    let fen = amount.fen();
    let sign = if fen < 0 { "负" } else { "" };
    let fen = fen.unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = sign.to_owned();
    if yuan > 0 || (jiao == 0 && fen == 0) {
        text += &whole(yuan);
        text += "元";
    }
    match (jiao, fen) {
        (0, 0) => text += "整",
        (0, _) => {
            if yuan > 0 {
                text += "零";
            }
            text += digit(fen);
            text += "分";
        }
        (_, _) => {
            text += digit(jiao);
            text += "角";
            if fen > 0 {
                text += digit(fen);
                text += "分";
            }
        }
    }
    text
}

fn digit(value: u64) -> &'static str {
    usize::try_from(value % 10).map_or("", |at| DIGITS[at])
}

/// Whole yuan, group by group of four digits; zeros between digits collapse to one 零.
fn whole(yuan: u64) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let digits: Vec<u64> = yuan.to_string().bytes().map(|b| u64::from(b - b'0')).collect();
    let mut text = String::new();
    let mut zero_open = false;
    let mut group_used = false;
    for (at, value) in digits.iter().enumerate() {
        let place = digits.len() - 1 - at;
        if *value == 0 {
            zero_open = !text.is_empty();
        } else {
            if zero_open {
                text += "零";
            }
            zero_open = false;
            group_used = true;
            text += digit(*value);
            text += PLACES[place % 4];
        }
        if place.is_multiple_of(4) {
            if group_used {
                text += GROUPS[place / 4];
                // 壹拾万柒仟, 壹佰陆拾万伍佰: a group's own last zero is not spoken, its first one is (壹万零伍).
                zero_open = false;
            }
            group_used = false;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_payment_rules_write_them() {
        for (amount, expected) in [
            // The examples of the rule itself.
            ("1409.50", "壹仟肆佰零玖元伍角"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            // What a village takes.
            ("0", "零元整"),
            ("400", "肆佰元整"),
            ("40", "肆拾元整"),
            ("10", "壹拾元整"),
            ("15", "壹拾伍元整"),
            ("1200", "壹仟贰佰元整"),
            ("1600", "壹仟陆佰元整"),
            ("2050", "贰仟零伍拾元整"),
            ("2005", "贰仟零伍元整"),
            ("10005", "壹万零伍元整"),
            ("10050", "壹万零伍拾元整"),
            ("10500", "壹万零伍佰元整"),
            ("15000", "壹万伍仟元整"),
            ("100000", "壹拾万元整"),
            ("100005", "壹拾万零伍元整"),
            ("110000", "壹拾壹万元整"),
            ("1000000", "壹佰万元整"),
            ("1010101.01", "壹佰零壹万零壹佰零壹元零壹分"),
            ("20000300", "贰仟万零叁佰元整"),
            ("100000000", "壹亿元整"),
            ("100000001", "壹亿零壹元整"),
            ("100010000", "壹亿零壹万元整"),
            ("1000000000", "壹拾亿元整"),
            ("10000000000", "壹佰亿元整"),
            ("9999999999.99", "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
            ("0.5", "伍角"),
            ("0.05", "伍分"),
            ("0.55", "伍角伍分"),
            ("1.05", "壹元零伍分"),
            ("-400", "负肆佰元整"),
        ] {
            assert_eq!(capital_amount(amount.parse().unwrap()), expected, "{amount}");
        }
    }
}
