//! The papers that lie in a tray: what a printer's offsets are kept for. Several forms can stand on one medium.

use crate::form::Form;
use crate::page::Paper;

/// A paper in a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    /// A4 sheet.
    A4,
    /// A5 sheet, printed lying.
    A5,
    /// Tractor form of 241×93.1 mm.
    Form241x93,
    /// Tractor form of 241×139.7 mm.
    Form241x139,
    /// Roll of 80 mm.
    Roll80,
    /// Roll of 58 mm.
    Roll58,
}

impl Medium {
    /// Every medium, in the order in which the window offers them.
    pub const ALL: [Self; 6] =
        [Self::A4, Self::A5, Self::Form241x93, Self::Form241x139, Self::Roll80, Self::Roll58];

    /// The medium of a code, as the window and the settings write it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.code() == code)
    }

    /// The code of the medium.
    pub fn code(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            _ => self.form().code(),
        }
    }

    /// The name of the medium for the clerk.
    pub fn label(self) -> &'static str {
        match self {
            Self::A4 => "A4 纸（竖放，210×297 毫米）",
            _ => self.form().label(),
        }
    }

    /// A form that stands on it.
    pub(crate) fn form(self) -> Form {
        match self {
            Self::A4 => Form::A4Two,
            Self::A5 => Form::A5,
            Self::Form241x93 => Form::Form241x93,
            Self::Form241x139 => Form::Form241x139,
            Self::Roll80 => Form::Roll80,
            Self::Roll58 => Form::Roll58,
        }
    }

    /// The medium of a name for the print system; a roll is named with the length of its page.
    fn of_name(name: &str) -> Option<Self> {
        let is_roll = |medium: &Self| {
            medium.form().is_roll() && name.starts_with(&format!("Custom.{}x", medium.form().size_mm().0))
        };
        let named = |medium: &Self| !medium.form().is_roll() && medium.form().cups_media() == name;
        Self::ALL.into_iter().find(|medium| named(medium) || is_roll(medium))
    }
}

impl Form {
    /// The paper on which the form stands.
    pub fn medium(self) -> Medium {
        match self {
            Self::A4Two | Self::A4Three => Medium::A4,
            Self::A5 => Medium::A5,
            Self::Form241x93 => Medium::Form241x93,
            Self::Form241x139 => Medium::Form241x139,
            Self::Roll80 => Medium::Roll80,
            Self::Roll58 => Medium::Roll58,
        }
    }

    /// How many receipts stand on a sheet.
    pub fn up(self) -> usize {
        self.sheet().map_or(1, |sheet| sheet.up.max(1))
    }
}

impl Paper {
    /// The medium that it needs; `None` for a form file of somebody's own with another size.
    pub fn medium(&self) -> Option<Medium> {
        Medium::of_name(self.cups_media())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_is_known_by_its_name_for_the_print_system() {
        for form in Form::ALL {
            assert_eq!(Medium::of_name(form.cups_media()), Some(form.medium()), "{form:?}");
            assert_eq!(Medium::from_code(form.medium().code()), Some(form.medium()));
        }
        assert_eq!(Medium::of_name("Custom.58x213.4mm"), Some(Medium::Roll58));
        assert_eq!(Medium::of_name("Custom.200x100mm"), None);
    }
}
