//! Asking somebody whose turn it is, where the record itself isn't theirs to write on who asks.

use super::Deed;
use crate::{base::Id, data::Visit, features::people::User, ui::prelude::*};

/// Opens the direct room with them. None for oneself, for nobody, and for whoever may open none.
pub fn ask(visit: &Visit, person: Id<User>, name: &str) -> Option<Deed> {
    let rooms = visit.store().schema().action("rooms.create")?;
    let may = visit.may_somewhere(&rooms) && person.raw() != visit.actor.person;
    let asks = || {
        let label = format!("Ask {}", first_name(name));
        Deed::post(label, "/rooms").with("people", person)
    };
    (may && !name.is_empty()).then(asks)
}
