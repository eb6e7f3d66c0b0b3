//! Signatures in a day: what waits for one's own, and what one sent and still waits for.

use super::{
    actions::VIEW,
    list::waiting,
    request::{BY_MOVED, SENDER, STATUS, SignatureRequest, Status},
};
use crate::{
    base::{Choice, Moment, Result},
    data::{Key, Query, Visit},
    features::day::{Deed, ForDay, Line, Part, SHOWN, Workday, me, own},
    ui::prelude::*,
    web::shell::of_me,
};

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.live(of_me("signature-requests@me", visit)),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let today = visit.today();
    for held in waiting(visit)?.into_iter().take(SHOWN) {
        let href = format!("/signature-requests/{}/sign", held.id);
        day.line(
            Line::new(
                Part::Now,
                held.id.as_ref(),
                href.as_str(),
                held.name.as_str(),
            )
            .mark(icon(Icon::Sign))
            .why(["waits for your signature"])
            .when(Tone::Warning, format!("until {}", held.expires.show(today)))
            .by(Moment::at(held.expires, 0, &visit.tz))
            .deed(Deed::open("Read and sign", href)),
        );
    }
    let sent = Query::<SignatureRequest>::by(BY_MOVED)
        .facet(SENDER, me(visit))
        .facet(STATUS, Key::new().text(Status::Open.key()))
        .limit(SHOWN);
    for held in visit.list(own(sent))?.rows {
        let whose = held.whose_turn();
        let names: Vec<&str> = whose.iter().map(|signer| signer.name.as_str()).collect();
        let href = format!("/signature-requests/{}", held.id);
        day.line(
            Line::new(
                Part::Waiting,
                held.id.as_ref(),
                href.as_str(),
                held.name.as_str(),
            )
            .mark(icon(Icon::Sign))
            .why(["to be signed by".to_owned(), names.join(", ")])
            .when(Tone::Stone, format!("until {}", held.expires.show(today)))
            .by(held.moved()),
        );
    }
    Ok(())
}
