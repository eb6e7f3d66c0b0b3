//! What of a draft is changed where it stands, and whose quote it is as long as something is to be done with it; its items
//! have an editor of their own.

use super::{Quote, actions::EDIT, editor, forms::GiveQuote, ops};
use crate::{
    base::Result,
    data::{Field, Visit},
    features::{
        leads,
        people::{Directory, User},
        records::{Holders, InPlace, Way},
        settings::CurrentSettings,
    },
    web::Filled,
};

impl InPlace for Quote {
    fn ways() -> Vec<Way<Quote>> {
        vec![
            Way::new(
                "change",
                EDIT,
                &["title", "valid_until", "note", "terms"],
                |visit, quote| {
                    let settings = CurrentSettings::of(visit)?;
                    Ok(editor::filled(&editor::values(quote, &settings.0)))
                },
                ops::edit,
            ),
            Way::new(
                "give",
                EDIT,
                &["owner"],
                |_, quote| {
                    let held = quote.owner.to_string();
                    Ok(Filled::<GiveQuote>::blank(&[("owner", held)]))
                },
                ops::give,
            ),
        ]
    }

    fn takes_changes(&self, _: &Visit) -> bool {
        self.is_in_hand()
    }

    fn takes(&self, _: &Visit, key: &str) -> bool {
        key == "owner" || self.must_be_draft().is_ok()
    }

    fn people(&self, visit: &Visit, _: &Field) -> Result<Holders> {
        let names = Directory::of(visit)?;
        let ids = |users: Vec<&User>| users.iter().map(|user| user.id).collect::<Vec<_>>();
        Ok(Holders::default()
            .group("Sales agents", ids(names.on_duty(&leads::RECEIVE)))
            .group("Everyone else", ids(names.staff())))
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/quotes/{}/edit", self.id))
    }
}
