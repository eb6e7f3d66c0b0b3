//! People in a day: who is away and who stands in, who came last, and what nobody manages, for whoever invites people and
//! says where they belong. All of it is in memory.

use super::{DEPUTE, EDIT};
use crate::{
    base::{Result, text},
    data::Visit,
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday},
        people::{APPOINT, Department, Directory, INVITE, User},
    },
    ui::prelude::*,
};

/// Days ahead that an absence is told.
const AHEAD: i32 = 14;

pub const DAY: ForDay = ForDay {
    opens: &[INVITE],
    arrives: &[(
        INVITE,
        "who is away, who comes, and departments that nobody manages",
    )],
    read,
    live: |visit, page| page.lists::<User>(visit).lists::<Department>(visit),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let names = Directory::of(visit)?;
    let away = away(visit, &names, day);
    unmanaged(visit, &names, day);
    let staff = names.staff();
    newcomers(&staff, &names, day);
    day.number(Number::new(72, "Managers away", away, "/departments"));
    day.number(Number::new(
        71,
        "People who work here",
        staff.len(),
        "/users",
    ));
    Ok(())
}

/// Managers who are away or soon will be, with who stands in. How many are away now.
fn away(visit: &Visit, names: &Directory, day: &mut Workday) -> usize {
    let today = visit.today();
    let mut away = 0;
    for held in names.open_departments() {
        for deputy in &held.deputies {
            let runs = deputy.runs(visit.at);
            away += usize::from(runs);
            let soon = deputy.from > today && deputy.from.0 <= today.0 + AHEAD;
            if !runs && !soon {
                continue;
            }
            let (part, when) = match runs {
                true => (Part::Today, format!("until {}", deputy.until.show(today))),
                false => (Part::Next, format!("from {}", deputy.from.show(today))),
            };
            let who = names.name(deputy.of);
            let href = format!("/departments/{}", held.id);
            day.line(
                Line::new(
                    part,
                    held.id.as_ref(),
                    href.as_str(),
                    format!("{who} is away"),
                )
                .mark(Avatar::person(who).small())
                .why([
                    held.name.clone(),
                    format!("{} stands in", names.name(deputy.person)),
                ])
                .when(Tone::Stone, when)
                .by(deputy.from_at)
                .deed(Deed::open(
                    if visit.may(&DEPUTE, held) {
                        "Change"
                    } else {
                        "Open"
                    },
                    href,
                )),
            );
        }
    }
    away
}

/// Departments with people in them whom nobody manages: what is decided there finds nobody.
fn unmanaged(visit: &Visit, names: &Directory, day: &mut Workday) {
    let open = names.open_departments();
    let nobody = open.iter().filter(|held| held.manager.is_none());
    let of = |held: &Department| {
        let belongs = |user: &&&User| user.departments.contains(&held.id);
        names.staff().iter().filter(belongs).count()
    };
    for held in nobody.take(SHOWN) {
        let people = of(held);
        if people == 0 {
            continue;
        }
        let href = format!("/departments/{}", held.id);
        let label = match visit.may(&APPOINT, *held) || visit.may(&EDIT, *held) {
            true => "Appoint",
            false => "Open",
        };
        day.line(
            Line::new(
                Part::Now,
                held.id.as_ref(),
                href.as_str(),
                held.name.as_str(),
            )
            .mark(icon(Icon::Org))
            .why([
                "nobody manages it".to_owned(),
                text::count(people, "person works there", "people work there"),
            ])
            .deed(Deed::open(label, href)),
        );
    }
}

/// Those who came last, by their numbers; whoever belongs nowhere yet first of all.
fn newcomers(staff: &[&User], names: &Directory, day: &mut Workday) {
    let mut last: Vec<&&User> = staff.iter().collect();
    last.sort_by_key(|user| std::cmp::Reverse(user.id));
    for user in last.into_iter().take(SHOWN) {
        let departments = user.departments.iter().map(|id| names.department(*id));
        let departments: Vec<&str> = departments.collect();
        let href = format!("/users/{}", user.id);
        let (part, why, label) = match departments.is_empty() {
            true => (
                Part::Now,
                "belongs to no department yet".to_owned(),
                "Place",
            ),
            false => (Part::Next, departments.join(", "), "Open"),
        };
        day.line(
            Line::new(part, user.id.as_ref(), href.as_str(), user.name.as_str())
                .mark(Avatar::person(user.name.as_str()).small())
                .why(["new here", user.title.as_str(), why.as_str()])
                .deed(Deed::open(label, href)),
        );
    }
}
