//! Pairing with the township: its card comes in (and is compared by six words over the telephone), ours goes out.

use super::{TOWN_CARD, TOWN_CODE};
use crate::book::Book;
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::user::Act;
use cunshou_exchange::card::{
    Presented, TownCard, VillageCard, device_key, make_village_card, read_town_card,
};
use cunshou_exchange::crypt::recipient_of;

/// The setting that holds the village's age identity, for the township's answers.
pub(crate) const AGE_IDENTITY: &str = "age_identity";

impl Book {
    /// What a township's card says, with the six words to compare by telephone. Nothing is stored.
    pub fn read_card(&self, bytes: &[u8]) -> Result<Presented<TownCard>> {
        Ok(read_town_card(bytes, &self.identity().village_code)?)
    }

    /// Accepts a township's card after the words were compared.
    pub fn accept_card(&mut self, bytes: &[u8], now: &Moment) -> Result<TownCard> {
        let presented = self.read_card(bytes)?;
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.transact_as(Act::Setup, now, |tx, acting| {
            tx.set_setting(TOWN_CARD, &text)?;
            tx.set_setting(TOWN_CODE, &presented.card.town_code)?;
            tx.audit(acting, "card_accepted", &presented.words.join(" "))
        })?;
        self.roles_by_card(&presented.card.roles, now)?;
        Ok(presented.card)
    }

    /// The township's card, with its words, if one was accepted.
    pub fn accepted_card(&self) -> Result<Option<Presented<TownCard>>> {
        let stored = self.read(|tx| tx.setting(TOWN_CARD))?;
        stored.map(|text| self.read_card(text.as_bytes())).transpose()
    }

    pub(crate) fn town_card(&self) -> Result<Option<TownCard>> {
        Ok(self.accepted_card()?.map(|presented| presented.card))
    }

    /// This village's card for the township: signing key, age recipient, book and series.
    pub fn make_card(&self, now: &Moment) -> Result<Vec<u8>> {
        let (seed, identity) = self.read(|tx| Ok((tx.signing_seed()?, tx.setting(AGE_IDENTITY)?)))?;
        let identity =
            identity.ok_or_else(|| Error::BadRow { table: "setting", detail: AGE_IDENTITY.to_owned() })?;
        let key = device_key(seed);
        let book = self.identity();
        let card = VillageCard {
            village_code: book.village_code.clone(),
            village_name: book.village_name.clone(),
            device_id: book.device_id.clone(),
            device_key: crate::journal::hex(key.verifying_key().as_bytes()),
            age_recipient: recipient_of(&identity)?,
            book_id: book.book_id.clone(),
            series: book.series.clone(),
            issued_at: now.text(),
        };
        Ok(make_village_card(&card, &key)?)
    }
}
