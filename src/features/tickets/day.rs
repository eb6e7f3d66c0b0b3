//! Tickets in a day: those in one's hands by their clock, accepted quotes that wait for one, and those of others by their clock.

use super::{
    BY_DUE, BY_HAND, Stage, Ticket,
    actions::{CHECK, COMPLETE, EDIT, OPEN, REPLY, RETURN, VIEW},
    query::{in_my_hands, waiting},
};
use crate::{
    base::{Choice, Result, Whose, time},
    data::{Key, Query, Visit},
    features::{
        clocks::{Clock, FIGURES, Left, figure},
        day::{
            Deed, ForDay, Line, Number, Part, SHOWN, Workday, ask, me, own, reaches_others, up_to,
        },
        people::Directory,
        quotes::{self, Quote},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// Nearer than this to the end of its clock, a ticket is for now.
const NEAR: i64 = 4 * time::HOUR;
/// As many late ones are counted.
const MOST: usize = 100;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[
        (EDIT, "tickets that are handed over to you"),
        (OPEN, "accepted quotes that wait for their ticket"),
    ],
    read,
    live: |visit, page| {
        let mut page = page.live(of_me("tickets@me", visit));
        if visit.may_somewhere(&OPEN) {
            page = page.reads::<Quote>(visit, &quotes::VIEW);
        }
        match reaches_others(visit, &VIEW) {
            true => page.lists::<Ticket>(visit),
            false => page,
        }
    },
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    in_hand(visit, day)?;
    to_open(visit, day)?;
    if reaches_others(visit, &VIEW) {
        with_others(visit, day)?;
    }
    numbers(visit, day)
}

fn client_of(visit: &Visit, ticket: &Ticket) -> Result<String> {
    let client = visit.follow(ticket, |ticket: &Ticket| ticket.client)?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

/// What its stage asks of whoever has it in hand.
fn deed(visit: &Visit, ticket: &Ticket) -> Deed {
    let href = format!("/tickets/{}", ticket.id);
    match ticket.stage {
        Stage::Validation if visit.may(&CHECK, ticket) => Deed::open("Check", href),
        Stage::Enrichment if visit.may(&COMPLETE, ticket) => Deed::open("Complete", href),
        Stage::Open if visit.may(&REPLY, ticket) => Deed::say(
            "Reply",
            format!("{href}/replies"),
            "text",
            "What the client reads",
        ),
        _ => Deed::open("Open", href),
    }
}

fn in_hand(visit: &Visit, day: &mut Workday) -> Result<()> {
    // In production the work is the project's; the ticket only waits for its delivery.
    let list = Query::by(BY_HAND).under(me(visit)).limit(SHOWN * 2);
    let rows = visit.list::<Ticket>(own(list))?.rows.into_iter();
    for ticket in rows.filter(|ticket| ticket.stage != Stage::Production) {
        let near = ticket.due.is_some_and(|due| due.since(visit.at) < NEAR);
        let (part, of_stage) = match ticket.stage {
            Stage::Approval | Stage::Answered => (Part::Waiting, ticket.stage.label()),
            stage if near => (Part::Now, stage.label()),
            stage => (Part::Today, stage.label()),
        };
        let mut line = Line::new(
            part,
            ticket.id.as_ref(),
            format!("/tickets/{}", ticket.id),
            ticket.title.as_str(),
        )
        .mark(icon(Icon::Ticket))
        .why([
            client_of(visit, &ticket)?.as_str(),
            ticket.kind.label(),
            of_stage,
        ])
        .deed(deed(visit, &ticket));
        if let Some(next) = &ticket.next {
            let left = Left::of_next(visit, next)?;
            line = line.when(left.tone, left.left);
        }
        if let Some(due) = ticket.due {
            line = line.by(due).at(due, ticket.id.to_string());
        }
        day.line(line.deed_if(
            ticket.can_be_returned() && visit.may(&RETURN, &ticket),
            || {
                Deed::say(
                    "Return",
                    format!("/tickets/{}/return", ticket.id),
                    "reason",
                    "Why it goes back",
                )
            },
        ));
    }
    Ok(())
}

/// What clients said yes to and nobody opened a ticket for, the newest first.
fn to_open(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    for quote in waiting(visit, SHOWN * 2)?.into_iter().take(SHOWN) {
        let since = quote.decided_at.unwrap_or(quote.touched);
        day.line(
            Line::new(
                Part::Now,
                quote.id.as_ref(),
                format!("/quotes/{}", quote.id),
                quote.title.as_str(),
            )
            .mark(icon(Icon::Quote))
            .why([
                "accepted, waits for its ticket".to_owned(),
                quote.totals().gross.show(currency),
            ])
            .when(Tone::Warning, since.show(visit.at, &visit.tz))
            .by(since)
            .deed(Deed::open(
                "Open ticket",
                format!("/tickets/new?quote={}", quote.id),
            )),
        );
    }
    Ok(())
}

/// Those of others by their clock: late ones, then what is next to be.
fn with_others(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let by_clock = Query::by(BY_DUE).limit(SHOWN);
    let rows = visit.list::<Ticket>(by_clock)?.rows.into_iter();
    for ticket in rows.filter(|ticket| ticket.owner.raw() != visit.actor.person) {
        let owner = names.name(ticket.owner);
        let href = format!("/tickets/{}", ticket.id);
        let mut line = Line::new(
            Part::Waiting,
            ticket.id.as_ref(),
            href.as_str(),
            ticket.title.as_str(),
        )
        .mark(Avatar::person(owner).small())
        .why([
            client_of(visit, &ticket)?,
            format!("{}, with {owner}", ticket.stage.label()),
        ]);
        if let (Some(next), Some(due)) = (&ticket.next, ticket.due) {
            let left = Left::of_next(visit, next)?;
            line = line.when(left.tone, left.left).by(due);
        }
        day.line(match visit.may(&REPLY, &ticket) {
            true => line.deed(
                Deed::say(
                    format!("Ask {}", first_name(owner)),
                    format!("{href}/replies"),
                    "text",
                    "A note that only the staff reads",
                )
                .with("internal", "on"),
            ),
            false => line
                .deed(ask(visit, ticket.owner, owner).unwrap_or_else(|| Deed::open("Open", href))),
        });
    }
    let late = Query::<Ticket>::by(BY_DUE).until(Key::new().signed(visit.at.0));
    let count = visit.count(&late, MOST)?;
    day.number(
        Number::new(55, "Tickets late", up_to(count, MOST), "/tickets")
            .bad_if(count > 0, "over their time"),
    );
    Ok(())
}

fn numbers(visit: &Visit, day: &mut Workday) -> Result<()> {
    if visit.may_somewhere(&EDIT) {
        let mine = in_my_hands(visit)?;
        day.number(Number::new(54, "In your hands", mine, "/tickets?show=mine"));
    }
    let whose = Whose::Person(visit.actor.person);
    let kept = |month| visit.tally::<Clock>(FIGURES, Key::new().figure(whose, figure::KEPT, month));
    let href = "/tickets?show=mine";
    let kept = Number::monthly(visit, 53, "In time this month", href, kept)?;
    day.numbers.extend(kept);
    Ok(())
}
