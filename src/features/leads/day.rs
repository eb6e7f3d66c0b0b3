//! Leads in a day: whom to call, what came in, and for whoever assigns what nobody touches.

use super::{
    BY_FOLLOW_UP, BY_STAGE, COUNT, FIGURES, Lead, OWNER, Stage,
    actions::{ASSIGN, NOTE, VIEW},
    figure,
    lead::BY_TOUCHED,
};
use crate::{
    base::{Choice, Moment, Month, Result, Whose, time},
    data::{Key, Query, Visit},
    features::{
        clocks::Left,
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, me, own, reaches_others},
        people::Directory,
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// What isn't touched for so long lies.
const LIES: i64 = 7 * time::DAY;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[(super::actions::EDIT, "leads to follow up")],
    read,
    live: |visit, page| {
        let page = page.live(of_me("leads@me", visit));
        match visit.may_somewhere(&ASSIGN) {
            true => page.reads::<Lead>(visit, &ASSIGN),
            false => page,
        }
    },
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if visit.may_somewhere(&NOTE) {
        new(visit, day)?;
        follow_ups(visit, day)?;
        others_of_mine(visit, day)?;
        numbers(visit, day)?;
    }
    if visit.may_somewhere(&ASSIGN) && reaches_others(visit, &ASSIGN) {
        lying(visit, day)?;
    }
    Ok(())
}

/// A lead as a line: the person before the company.
fn line(part: Part, lead: &Lead) -> Line {
    let (title, company) = match lead.contact.is_empty() {
        true => (&lead.company, ""),
        false => (&lead.contact, lead.company.as_str()),
    };
    let phone = lead.phone.is_empty();
    Line::new(
        part,
        lead.id.as_ref(),
        format!("/leads/{}", lead.id),
        title.as_str(),
    )
    .mark(icon(if phone { Icon::Mail } else { Icon::Phone }))
    .why([company, lead.stage.label()])
}

/// What was said with them, noted in the row.
fn note(lead: &Lead) -> Deed {
    Deed::say(
        "Note a call",
        format!("/leads/{}/activities", lead.id),
        "text",
        "What was said",
    )
    .with("channel", "call")
}

fn call(lead: &Lead) -> Deed {
    let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
    let number: String = lead.phone.chars().filter(dialled).collect();
    Deed::open("Call", format!("tel:{number}"))
}

/// Those that came in and that nobody has spoken to, the one that waits longest first.
fn new(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(BY_STAGE)
        .under(Key::new().byte(Stage::New.code()))
        .facet(OWNER, me(visit))
        .limit(SHOWN);
    for lead in visit.list::<Lead>(own(list))?.rows {
        let left = match &lead.next {
            Some(next) => Left::of_next(visit, next)?,
            None => Left::plain(lead.entered.show(visit.at, &visit.tz)),
        };
        day.line(
            line(Part::Now, &lead)
                .when(left.tone, left.left)
                .by(lead.entered)
                .deed(note(&lead))
                .deed_if(!lead.phone.is_empty(), || call(&lead)),
        );
    }
    Ok(())
}

/// Leads to be called today, then what is late, the latest first: what was to be done a year ago is not for today.
fn follow_ups(visit: &Visit, day: &mut Workday) -> Result<()> {
    let today = visit.today();
    let list = Query::by(BY_FOLLOW_UP)
        .under(Key::new().byte(0))
        .until(Key::new().signed(i64::from(today.0) + 1))
        .facet(OWNER, me(visit))
        .descending(true)
        .limit(SHOWN);
    for lead in visit.list::<Lead>(own(list))?.rows {
        let Some(due) = lead.follow_up.filter(|_| lead.stage != Stage::New) else {
            continue;
        };
        let tone = match due < today {
            true => Tone::Danger,
            false => Tone::Warning,
        };
        day.line(
            line(Part::Today, &lead)
                .when(tone, due.show(today))
                .by(Moment::at(due, 0, &visit.tz))
                .deed(note(&lead))
                .deed_if(!lead.phone.is_empty(), || call(&lead)),
        );
    }
    Ok(())
}

/// Their other open ones, the one that nobody touched the longest first.
fn others_of_mine(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(BY_TOUCHED)
        .under(Key::new().byte(0))
        .facet(OWNER, me(visit))
        .limit(SHOWN);
    let today = visit.today();
    let told = |lead: &Lead| {
        lead.stage == Stage::New || lead.follow_up.is_some_and(|follow_up| follow_up <= today)
    };
    let rows = visit.list::<Lead>(own(list))?.rows;
    for lead in rows.into_iter().filter(|lead| !told(lead)) {
        day.line(
            line(Part::Next, &lead)
                .when(Tone::Stone, lead.touched.show(visit.at, &visit.tz))
                .by(lead.touched)
                .deed(note(&lead)),
        );
    }
    Ok(())
}

/// What others have and nobody touched for a week, for whoever can give it to somebody else.
fn lying(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let list = Query::by(BY_TOUCHED)
        .under(Key::new().byte(0))
        .until(Key::new().signed(visit.at.0 - LIES))
        .with(ASSIGN)
        .limit(SHOWN);
    for lead in visit.list::<Lead>(list)?.rows {
        if lead.owner.raw() == visit.actor.person {
            continue;
        }
        let owner = names.name(lead.owner);
        let why = match owner {
            "" => "nobody has it".to_owned(),
            owner => format!("{owner} has it, nobody touched it"),
        };
        day.line(
            Line::new(
                Part::Waiting,
                lead.id.as_ref(),
                format!("/leads/{}", lead.id),
                lead.company.as_str(),
            )
            .mark(Avatar::person(owner).small())
            .why([lead.stage.label(), &why])
            .when(Tone::Warning, lead.touched.show(visit.at, &visit.tz))
            .by(lead.touched)
            .deed(Deed::open("Assign", format!("/leads/{}", lead.id))),
        );
    }
    Ok(())
}

fn numbers(visit: &Visit, day: &mut Workday) -> Result<()> {
    let open = Stage::OPEN
        .iter()
        .map(|stage| visit.total::<Lead>(COUNT, Key::new().byte(stage.code())));
    if let Some(open) = open.sum::<Result<Option<i64>>>()? {
        day.number(Number::new(60, "Open leads", open, "/leads"));
    }
    let month = Month::at(visit.at);
    let whose = Whose::Person(visit.actor.person);
    let won = |month| visit.tally::<Lead>(FIGURES, Key::new().figure(whose, figure::WON, month));
    let (now, before) = (won(month)?, won(month.before(1))?);
    if now + before > 0 {
        day.number(Number::monthly(
            58,
            "Won this month",
            now,
            before,
            "/leads?stage=won",
        ));
    }
    Ok(())
}
