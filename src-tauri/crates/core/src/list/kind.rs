//! The kinds of lists that come in.

use cunshou_exchange::office_list::OfficeKind;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// 户籍花名册.
    Roster,
    /// 资助对象名单 of a department.
    CategoryList,
    /// 缴费名单 of this levy year.
    PaidList,
    /// 资助标识 and sums of the tax office.
    MarkedSums,
    /// Who was insured last year.
    InsuredList,
    /// 死亡.
    Deaths,
    /// 迁入迁出.
    Moves,
    /// 在校学生.
    School,
    /// 领取养老金.
    Pension,
}

impl ListKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Roster,
        Self::CategoryList,
        Self::PaidList,
        Self::MarkedSums,
        Self::InsuredList,
        Self::Deaths,
        Self::Moves,
        Self::School,
        Self::Pension,
    ];

    /// The word in tables, files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::CategoryList => "category_list",
            Self::PaidList => "paid_list",
            Self::MarkedSums => "marked_sums",
            Self::InsuredList => "insured_list",
            Self::Deaths => "deaths",
            Self::Moves => "moves",
            Self::School => "school",
            Self::Pension => "pension",
        }
    }
}

impl ListKind {
    /// What the clerk calls it.
    pub fn label(self) -> &'static str {
        super::plan::kind_label(self.word())
    }
}

impl From<OfficeKind> for ListKind {
    fn from(kind: OfficeKind) -> Self {
        match kind {
            OfficeKind::PaidList => Self::PaidList,
            OfficeKind::MarkedSums => Self::MarkedSums,
            OfficeKind::InsuredList => Self::InsuredList,
            OfficeKind::Deaths => Self::Deaths,
            OfficeKind::Moves => Self::Moves,
            OfficeKind::School => Self::School,
            OfficeKind::Pension => Self::Pension,
        }
    }
}

impl std::str::FromStr for ListKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}
