//! Leads in a day: whom to call, what came in, and for whoever assigns what nobody touches.

use super::{
    BY_FOLLOW_UP, BY_STAGE, COUNT, FIGURES, Lead, OWNER, Stage,
    actions::{ASSIGN, NOTE, VIEW},
    figure,
    lead::{BY_TOUCHED, OPEN, VALUE},
};
use crate::{
    access::Placement,
    base::{Choice, Moment, Money, Month, Result, Whose, time},
    data::{Key, Query, Visit},
    features::{
        clocks::{self, Clock, Left},
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, me, own, reaches_others, up_to},
        people::Directory,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// What isn't touched for so long lies.
const LIES: i64 = 7 * time::DAY;
/// As many that nobody has spoken to are counted.
const MOST: usize = 100;

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
        of_departments(visit, day)?;
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
            .deed(Deed::change(
                "Assign",
                format!("/leads/{}/give?field=owner", lead.id),
            )),
        );
    }
    Ok(())
}

/// Their own: how many are open, which nobody has spoken to, and what was won.
fn numbers(visit: &Visit, day: &mut Workday) -> Result<()> {
    let person = visit.actor.person;
    let open = visit.tally::<Lead>(OPEN, Key::new().number(person))?;
    let won = |month| {
        let key = Key::new().figure(Whose::Person(person), figure::WON, month);
        visit.tally::<Lead>(FIGURES, key)
    };
    let won = Number::monthly(visit, 58, "Won this month", "/leads?stage=won", won)?;
    if open == 0 && won.is_none() {
        return Ok(());
    }
    day.number(Number::new(
        60,
        "Open leads of yours",
        open,
        "/leads?owner=me",
    ));
    let unanswered = Query::by(BY_STAGE)
        .under(Key::new().byte(Stage::New.code()))
        .facet(OWNER, me(visit));
    let unanswered = visit.count::<Lead>(&own(unanswered), MOST)?;
    day.number(
        Number::new(
            59,
            "Not answered yet",
            up_to(unanswered, MOST),
            "/leads?owner=me&stage=new",
        )
        .bad_if(unanswered > 0, "nobody called them"),
    );
    // What a closer has on a clock is when somebody was first talked to.
    let clock = |what, month| {
        let key = Key::new().figure(Whose::Person(person), what, month);
        visit.tally::<Clock>(clocks::FIGURES, key)
    };
    let in_time = |month: Month| -> Result<(i64, i64)> {
        let kept = clock(clocks::figure::KEPT, month)?;
        Ok((kept, kept + clock(clocks::figure::MISSED, month)?))
    };
    let name = "Answered in time";
    let in_time = Number::share(visit, 57, name, "/leads?owner=me", in_time)?;
    day.numbers.extend(won.into_iter().chain(in_time));
    Ok(())
}

/// Of the departments that they lead: what is in work and what it is worth, and how this month goes against the last.
/// Whoever looks after the whole house has other numbers before these.
fn of_departments(visit: &Visit, day: &mut Workday) -> Result<()> {
    let of = |place: Placement| match place {
        Placement::Department(id) => Some(id),
        _ => None,
    };
    let places = visit.actor.places(&ASSIGN);
    let departments: Vec<u64> = places.into_iter().filter_map(of).collect();
    let (mut open, mut value) = (0, 0);
    for id in &departments {
        let place = Placement::Department(*id);
        for stage in Stage::OPEN {
            let key = || Key::new().byte(stage.code());
            open += visit.total_in::<Lead>(COUNT, place, key())?.unwrap_or(0);
            value += visit.total_in::<Lead>(VALUE, place, key())?.unwrap_or(0);
        }
    }
    if open == 0 {
        return Ok(());
    }
    let currency = CurrentSettings::of(visit)?.0.currency();
    day.number(Number::new(78, "Open leads", open, "/leads").note(Money(value).show(currency)));
    let sum = |what: u8, month: Month| -> Result<i64> {
        let of = |id: &u64| {
            let key = Key::new().figure(Whose::Department(*id), what, month);
            visit.tally::<Lead>(FIGURES, key)
        };
        departments.iter().map(of).sum()
    };
    let won = |month| sum(figure::WON, month);
    let name = "Leads won this month";
    let won_of_all = |month: Month| -> Result<(i64, i64)> {
        let won = sum(figure::WON, month)?;
        Ok((won, won + sum(figure::LOST, month)?))
    };
    let monthly = Number::monthly(visit, 77, name, "/leads?stage=won", won)?;
    let share = Number::share(
        visit,
        76,
        "Won of those decided",
        "/leads?stage=lost",
        won_of_all,
    )?;
    day.numbers.extend(monthly.into_iter().chain(share));
    Ok(())
}
