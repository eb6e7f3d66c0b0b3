//! What the journal has for the day of whoever reads it: the searches that they keep, and up to where it is proven.

use super::Search;
use crate::{
    base::Result,
    data::Visit,
    features::{
        administration::backups::Keeper,
        day::{Deed, Line, Number, Part, SHOWN, Workday},
        lists::kept,
    },
    ui::prelude::*,
};

pub fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    for held in kept::own::<Search>(visit)?.into_iter().take(SHOWN) {
        let href = format!("/journal?{}", held.query);
        day.line(
            Line::new(Part::Next, None, href.as_str(), held.name)
                .mark(icon(Icon::Search))
                .why(["a search of the journal that you keep"])
                .deed(Deed::open("Read", href)),
        );
    }
    let last = Keeper::of(visit).and_then(|keeper| keeper.list().ok()?.newest(visit.at).cloned());
    let proven = match last {
        Some(listed) => format!("signed up to entry {}", listed.seq),
        None => "no checkpoint yet".to_owned(),
    };
    let entries = visit.store().newest();
    day.number(Number::new(40, "Entries of the journal", entries, "/journal").note(proven));
    Ok(())
}
