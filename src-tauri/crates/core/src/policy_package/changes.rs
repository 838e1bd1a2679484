//! What a notice changes against another: fee, windows, and what each category pays. A pure comparison of what both print.

use cunshou_policy::Policy;
use std::collections::HashMap;

/// What kind of value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// What a person without subsidy pays.
    Fee,
    /// From when to when money is taken.
    Window,
    /// What a category pays itself.
    Category,
}

impl ChangeKind {
    /// The word on the way to the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fee => "fee",
            Self::Window => "window",
            Self::Category => "category",
        }
    }
}

/// One value of two notices; `None` where one of them does not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    /// What kind.
    pub kind: ChangeKind,
    /// The notice's own name for it; empty for the fee.
    pub label: String,
    /// In the notice that the book follows: a sum, or two days with a slash between.
    pub before: Option<String>,
    /// In the package.
    pub after: Option<String>,
}

impl PolicyChange {
    /// Whether the value is another one.
    pub fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// What a notice says, in its own order. The same name twice is counted, so that each finds its like.
fn said(policy: &Policy) -> Vec<((ChangeKind, String, usize), String)> {
    let page = policy.page();
    let windows = page.windows.iter().map(|w| (ChangeKind::Window, &w.label, format!("{}/{}", w.from, w.to)));
    let categories = page.categories.iter().map(|c| (ChangeKind::Category, &c.label, c.due.to_string()));
    let mut seen: HashMap<(ChangeKind, &String), usize> = HashMap::new();
    let mut all = vec![((ChangeKind::Fee, String::new(), 0), page.fee.to_string())];
    for (kind, label, value) in windows.chain(categories) {
        let times = seen.entry((kind, label)).or_default();
        all.push(((kind, label.clone(), *times), value));
        *times += 1;
    }
    all
}

/// Every value of the new notice beside the old one's, then what the new one no longer has.
pub(super) fn between(old: Option<&Policy>, new: &Policy) -> Vec<PolicyChange> {
    let before = old.map(said).unwrap_or_default();
    let after = said(new);
    let old_values: HashMap<_, _> = before.iter().cloned().collect();
    let kept: HashMap<_, _> = after.iter().cloned().collect();
    let change = |(kind, label, _): (ChangeKind, String, usize), before, after| PolicyChange {
        kind,
        label,
        before,
        after,
    };
    let gone = before.into_iter().filter(|(key, _)| !kept.contains_key(key));
    let gone = gone.map(|(key, value)| change(key, Some(value), None)).collect::<Vec<_>>();
    let stays = after.into_iter().map(|(key, value)| {
        let old = old_values.get(&key).cloned();
        change(key, old, Some(value))
    });
    stays.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped::ShippedPolicy;

    #[test]
    fn what_changes_is_named_once_and_what_is_gone_is_said() {
        let all = ShippedPolicy::all();
        let loaded: Vec<_> = all.iter().map(|file| file.loaded_trusted().expect("it loads").policy).collect();
        let (first, other) = (&loaded[0], &loaded[1]);
        assert!(between(Some(first), first).iter().all(|row| !row.is_changed()), "the same notice");
        let alone = between(None, first);
        assert!(
            alone.iter().all(|row| row.before.is_none() && row.after.is_some()),
            "nothing to compare with"
        );
        let rows = between(Some(first), other);
        assert_eq!(rows[0].kind, ChangeKind::Fee);
        assert_eq!(rows.iter().filter(|row| row.after.is_some()).count(), said(other).len());
        assert_eq!(rows.iter().filter(|row| row.before.is_some()).count(), said(first).len());
    }
}
