//! Who of one's people is away today and soon, for whoever leads some.

use super::{
    Absences, Leave,
    actions::{ASK, ENTER, VIEW},
};
use crate::{
    access::Placement,
    base::{Day, Result},
    data::Visit,
    features::{
        day::{ForDay, Line, Number, Part, SHOWN, Workday},
        people::{Directory, User},
    },
    ui::prelude::*,
};

/// Days ahead that an absence is told.
const AHEAD: i32 = 14;

pub const DAY: ForDay = ForDay {
    opens: &[ASK],
    arrives: &[],
    read,
    live: |visit, page| page.lists::<Leave>(visit),
};

/// Whoever enters leave for everybody looks after all of it.
fn sees_all(visit: &Visit) -> bool {
    let global = |action| visit.actor.places(action).contains(&Placement::Global);
    global(&ENTER) && global(&VIEW)
}

/// Whether somebody leads another: their team, or a department of theirs.
fn leads(names: &Directory, me: u64, user: &User) -> bool {
    let teams = user.teams.iter();
    let mut teams = teams.filter_map(|id| names.teams.get(&id.raw()));
    let departments = user.departments.iter();
    let mut departments = departments.filter_map(|id| names.departments.get(&id.raw()));
    teams.any(|team| team.lead.is_some_and(|lead| lead.raw() == me))
        || departments.any(|held| held.manager.is_some_and(|manager| manager.raw() == me))
}

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let absences = visit.cached::<Absences>()?;
    let (me, today) = (visit.actor.person, visit.today());
    let mut found: Vec<(Day, Part, Day, &User)> = Vec::new();
    let all = sees_all(visit);
    let mut away = 0;
    for user in names.staff() {
        let is_away = absences.until(user.id, today).is_some();
        away += usize::from(is_away);
        if user.id.raw() == me || !(all || leads(&names, me, user)) {
            continue;
        }
        if let Some(until) = absences.until(user.id, today) {
            found.push((today, Part::Today, until, user));
        } else if let Some((from, until)) = absences.next(user.id, today)
            && from - today <= AHEAD
        {
            found.push((from, Part::Next, until, user));
        }
    }
    if all {
        day.number(Number::new(60, "Away today", away, "/leave"));
    }
    found.sort_by_key(|(from, _, until, user)| (*from, *until, user.id));
    for (from, part, until, user) in found.into_iter().take(SHOWN) {
        let when = match part {
            Part::Today => format!("until {}", until.show(today)),
            _ => format!("{} to {}", from.show(today), until.show(today)),
        };
        let href = format!("/leave?user={}", user.id);
        day.line(
            Line::new(part, None, href, format!("{} is away", user.name))
                .mark(Avatar::person(user.name.as_str()).small())
                .why([user.title.clone()])
                .when(Tone::Stone, when),
        );
    }
    Ok(())
}
