//! In which language a client is written to where it is none of their people: on papers, and to an address of the company.

use super::{
    Client,
    contact::{BY_CLIENT, Contact},
};
use crate::{
    base::{Id, Result, language::Language},
    data::{Change, Key, Visit},
    features::{people::User, settings::Look},
};

/// The one that the first of their people in the portal chose who chose any; else the house's.
///
/// # Errors
/// When the store can't be read.
pub fn language(visit: &Visit, id: Id<Client>) -> Result<Language> {
    let house =
        visit.unchecked_as_system("a paper is in its client's language, whoever asks for it");
    let client: Client = house.find(id)?;
    for contact in house.related::<Contact>(&client, BY_CLIENT, Key::new().id(id), MOST)? {
        let user = house.follow(&contact, |contact| contact.user.unwrap_or_default())?;
        if let Some(chosen) = chosen(user) {
            return Ok(chosen);
        }
    }
    Ok(visit.cached::<Look>()?.0.language.unwrap_or_default())
}

/// The same within a deed.
///
/// # Errors
/// When the store can't be read.
pub fn language_in(change: &mut Change<'_, '_>, id: Id<Client>) -> Result<Language> {
    let mut house = change.unscoped("a paper is in its client's language, whoever writes it");
    for contact in house.children::<Contact>(BY_CLIENT, Key::new().id(id))? {
        let user = match contact.user {
            Some(user) => house.find(user)?,
            None => None,
        };
        if let Some(chosen) = chosen(user) {
            return Ok(chosen);
        }
    }
    let look = change.cached::<Look>();
    Ok(look.and_then(|look| look.0.language).unwrap_or_default())
}

/// People of a client that are asked.
const MOST: usize = 50;

fn chosen(user: Option<User>) -> Option<Language> {
    let user = user.filter(|user| !user.inactive)?;
    Language::by_code(&user.language)
}
