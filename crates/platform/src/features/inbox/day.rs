//! The inbox in a day: what was told lately, by the record that it is about.

use super::{
    Notification,
    notification::{BY_PLACE, Shelf},
    shown::address,
};
use crate::{
    base::{Choice, Result, text::shorten},
    data::{Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Part, Workday, own},
        people::Directory,
    },
    ui::prelude::*,
};

/// The last ones that are looked at, and how many records of theirs are shown.
const LOOKED_AT: usize = 10;
const SHOWN: usize = 5;

pub const DAY: ForDay = ForDay {
    opens: &[super::actions::VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.live(format!("person:{}", visit.actor.person)),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let list = Query::by(BY_PLACE).under(Shelf::Open.key());
    let list = list.descending(true).limit(LOOKED_AT);
    let mut told: Vec<(Notification, usize)> = Vec::new();
    for held in visit.list::<Notification>(own(list))?.rows {
        match told.iter_mut().find(|(first, _)| first.about == held.about) {
            Some((_, more)) => *more += 1,
            None => told.push((held, 0)),
        }
    }
    for (n, (held, more)) in told.iter().take(SHOWN).enumerate() {
        let from = names.name_of(held.from);
        let more = match more {
            0 => String::new(),
            more => format!("{more} more about it"),
        };
        let mut line = Line::new(
            Part::News,
            held.about,
            address(visit, held),
            shorten(&held.text, 160),
        )
        .mark(Avatar::person(from))
        .why([held.reason.label(), from, more.as_str()])
        .when(Tone::Stone, held.at.show(visit.at, &visit.tz))
        .by(crate::base::Moment(n as i64));
        line.unread = held.read.is_none();
        day.line(line.deed_if(held.read.is_none(), || {
            Deed::icon(
                Icon::Check,
                "Mark as read",
                format!("/inbox/{}/open", held.id),
            )
        }));
    }
    Ok(())
}
