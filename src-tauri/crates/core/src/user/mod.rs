//! 人员和身份: who has a password, as what, and what that lets him do; hand-over of the drawer, review of a close.
//!
//! Invariant: what a role may do is one table, asked at the one door of acts. Roles are off until the township switches
//! them on: a village of one must not stand still. They bind people, not somebody who has the disk.
//! Must not know: keys and files (see [`crate::book`]).

mod hand_over;
mod idle;
mod review;
mod store;

pub use hand_over::{HandOver, HandOverForm, HandedOver};
pub use idle::IdleWatch;
pub use review::Review;

/// What somebody is in this book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 代办员: keeps the roster, takes the money, counts and closes.
    Clerk,
    /// 复核人: looks at everything, compares whole numbers with paper, reviews closes, takes no money.
    Reviewer,
    /// 乡镇: sets up, adds and removes people, reviews.
    Township,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Reviewer, Self::Township];

    /// The word in tables, files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Reviewer => "reviewer",
            Self::Township => "township",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clerk => "代办员",
            Self::Reviewer => "复核人",
            Self::Township => "乡镇",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(())
    }
}

/// What can be done in a book, as far as roles tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Everything that is nothing else here: the roster, lists, money, counts, closes, packages, exports.
    Keep,
    /// Review a close.
    Review,
    /// See one person's whole certificate number or categories; written down each time. Whoever reviews compares them with
    /// the paper. Whole lists of them (exports, forms for offices) are the clerk's.
    Reveal,
    /// Add and remove people, give them roles, change the key.
    People,
    /// Pair with the township, take in notices, say where copies go and when the window locks.
    Setup,
    /// Make a copy.
    Backup,
    /// One's own password.
    OwnPassword,
}

/// Who may do what while roles are on. An act that is not named to a role is refused to it.
pub const MAY: &[(Act, &[Role])] = &[
    (Act::Keep, &[Role::Clerk]),
    (Act::Review, &[Role::Reviewer, Role::Township]),
    (Act::Reveal, &[Role::Clerk, Role::Reviewer, Role::Township]),
    (Act::People, &[Role::Township]),
    (Act::Setup, &[Role::Clerk, Role::Township]),
    (Act::Backup, &[Role::Clerk, Role::Reviewer, Role::Township]),
    (Act::OwnPassword, &[Role::Clerk, Role::Reviewer, Role::Township]),
];

/// Whether a role may do an act while roles are on.
pub fn may(role: Role, act: Act) -> bool {
    MAY.iter().any(|(known, roles)| *known == act && roles.contains(&role))
}

/// Somebody of this book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// As it stands on receipts.
    pub name: String,
    /// What he is.
    pub role: Role,
    /// He can open the book; who lost his password in a change of the key cannot, until he gets a new one.
    pub has_password: bool,
    /// Since when (RFC 3339, +08:00).
    pub created_at: String,
    /// Until when; `None` = he is here.
    pub removed_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table cell by cell, so that nobody gets or loses a right by the way.
    #[test]
    fn each_cell_of_the_table_is_as_decided() {
        let decided = "\
                        Clerk Reviewer Township
            Keep        yes   no       no
            Review      no    yes      yes
            Reveal      yes   yes      yes
            People      no    no       yes
            Setup       yes   no       yes
            Backup      yes   yes      yes
            OwnPassword yes   yes      yes";
        let mut lines = decided.lines();
        let heads: Vec<&str> = lines.next().expect("a head").split_whitespace().collect();
        assert_eq!(heads, Role::ALL.map(|role| format!("{role:?}")), "every role has a column");
        let mut acts = Vec::new();
        for line in lines {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let named = |(act, _): &&(Act, &[Role])| format!("{act:?}") == cells[0];
            let (act, _) = MAY.iter().find(named).unwrap_or_else(|| panic!("{} is in the table", cells[0]));
            for (role, cell) in Role::ALL.into_iter().zip(&cells[1..]) {
                assert_eq!(may(role, *act), *cell == "yes", "{role:?} {act:?}");
            }
            acts.push(cells[0]);
        }
        assert_eq!(
            acts,
            MAY.iter().map(|(act, _)| format!("{act:?}")).collect::<Vec<_>>(),
            "every act has a line"
        );
    }
}
