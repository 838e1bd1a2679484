//! What the screen sends as text, read as what the book wants: ids, days, sums.

use chrono::NaiveDate;
use cunshou_core::Error;
use cunshou_policy::Yuan;
use uuid::Uuid;

pub fn day(field: &'static str, text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::BadDate { field, text: text.to_owned() })
}

pub fn day_or_none(field: &'static str, text: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| day(field, text)).transpose()
}

pub fn yuan(text: &str) -> Result<Yuan, Error> {
    text.parse().map_err(|_| Error::NotMoney { text: text.to_owned() })
}

pub fn household(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NoSuchHousehold { hh_no: text.to_owned() })
}

pub fn person(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NoSuchPerson { member: text.to_owned() })
}

pub fn cadre(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NoSuchCadre { name: text.to_owned() })
}

pub fn people(texts: &[String]) -> Result<Vec<Uuid>, Error> {
    texts.iter().map(|text| person(text)).collect()
}
