//! What waits for a second person, in the day of whoever may confirm it.

use super::{actions::VIEW, ops, pages, request::Decision};
use crate::{
    base::Result,
    data::Visit,
    features::{
        day::{Deed, ForDay, Line, Part, SHOWN, Workday},
        people::Directory,
    },
    ui::prelude::*,
};

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |_, page| page,
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let held = ops::shown(visit)?.into_iter();
    let waits =
        held.filter(|held| held.state(visit.at) == Decision::Waiting && ops::decides(visit, held));
    for held in waits.take(SHOWN) {
        let href = pages::href(&held);
        day.line(
            Line::new(
                Part::Now,
                held.id.as_ref(),
                href.as_str(),
                ops::title(visit, &held),
            )
            .mark(icon(Icon::Shield))
            .why([format!("{} asks for a second person", names.name(held.by))])
            .when(Tone::Warning, held.at.show(visit.at, &visit.tz))
            .by(held.at)
            .deed(Deed::open("Decide", href)),
        );
    }
    Ok(())
}
