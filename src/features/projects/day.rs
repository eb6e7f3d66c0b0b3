//! Projects in a day: late ones, with whose they are, for whoever can do something about it; and what was delivered, for
//! whoever bills.

use super::{
    BY_FINISH, BY_STATE, COUNT, Project, Status,
    actions::{BILL, DELIVER, EDIT, RESUME, VIEW},
};
use crate::{
    access::Action,
    base::{Choice, Id, Moment, Result},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, ask, up_to},
        people::Directory,
        settings::CurrentSettings,
    },
    ui::prelude::*,
};

/// As many late ones are counted.
const MOST: usize = 100;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[(EDIT, "projects that run late or stand still")],
    read,
    live: |visit, page| {
        let page = match answers_for(visit) {
            Some(action) => page.reads::<Project>(visit, &action),
            None => page,
        };
        match bills(visit) {
            Ok(true) => page.lists::<Project>(visit),
            _ => page,
        }
    },
};

/// By what the person answers for projects: whoever plans them, else whoever hands them to the client.
fn answers_for(visit: &Visit) -> Option<Action> {
    let mut all = [EDIT, DELIVER].into_iter();
    all.find(|action| visit.may_somewhere(action))
}

fn bills(visit: &Visit) -> Result<bool> {
    let me = Id::new(visit.actor.person);
    Ok(Directory::of(visit)?.is_on_duty(me, &BILL))
}

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if let Some(action) = answers_for(visit) {
        by_finish(visit, day, action)?;
        standing(visit, day, action)?;
    }
    if bills(visit)? {
        to_bill(visit, day)?;
    }
    Ok(())
}

/// A project with its client and what else there is to say.
fn line(visit: &Visit, project: &Project, why: &str) -> Result<Line> {
    let client = visit.follow(project, |project: &Project| project.client)?;
    let me = visit.actor.person;
    let part = match [project.manager, project.team_lead]
        .map(Id::raw)
        .contains(&me)
    {
        true => Part::Now,
        false => Part::Waiting,
    };
    Ok(Line::new(
        part,
        project.id.as_ref(),
        format!("/projects/{}", project.id),
        project.title.as_str(),
    )
    .why([
        client.map(|client| client.name).unwrap_or_default(),
        why.to_owned(),
    ]))
}

/// Those under way by when they are planned to be over: late ones with whose they are, then what comes to its end next.
fn by_finish(visit: &Visit, day: &mut Workday, action: Action) -> Result<()> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let open = || {
        Query::<Project>::by(BY_FINISH)
            .under(Key::new().byte(0))
            .with(action)
    };
    for project in visit.list(open().limit(SHOWN))?.rows {
        if project.state == Status::OnHold {
            continue;
        }
        let lead = names.name(project.team_lead);
        let why = format!("{}%, led by {lead}", project.progress);
        let late = project.finish < today;
        let mut line = line(visit, &project, &why)?
            .mark(Avatar::person(lead).small())
            .when(
                if late { Tone::Danger } else { Tone::Stone },
                project.finish.show(today),
            )
            .by(Moment::at(project.finish, 0, &visit.tz));
        if !late {
            line.part = Part::Next;
        }
        let asks = match line.part {
            Part::Waiting => ask(visit, project.team_lead, lead),
            _ => None,
        };
        let open = || Deed::open("Open", format!("/projects/{}", project.id));
        day.line(line.deed(asks.unwrap_or_else(open)));
    }
    let late = open().until(Key::new().signed(i64::from(today.0)));
    let count = visit.count(&late, MOST)?;
    day.number(
        Number::new(
            65,
            "Projects late",
            up_to(count, MOST),
            "/projects?show=open",
        )
        .bad_if(count > 0, "past their plan"),
    );
    Ok(())
}

/// What stands still, as long as somebody has to say that it goes on.
fn standing(visit: &Visit, day: &mut Workday, action: Action) -> Result<()> {
    let names = Directory::of(visit)?;
    let list = Query::by(BY_STATE)
        .under(Key::new().byte(Status::OnHold.code()))
        .with(action)
        .limit(SHOWN);
    for project in visit.list::<Project>(list)?.rows {
        let lead = names.name(project.team_lead);
        let why = format!("{}, led by {lead}", project.state.label().to_lowercase());
        day.line(
            line(visit, &project, &why)?
                .mark(Avatar::person(lead).small())
                .when(
                    Tone::Warning,
                    format!("due {}", project.finish.show(visit.today())),
                )
                .by(Moment::at(project.finish, 0, &visit.tz))
                .deed(match visit.may(&RESUME, &project) {
                    true => Deed::post("Resume", format!("/projects/{}/resume", project.id)),
                    false => Deed::open("Open", format!("/projects/{}", project.id)),
                }),
        );
    }
    Ok(())
}

/// Delivered and not closed: the client has it, and nobody has billed it yet. Beside it what will be delivered next.
fn to_bill(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let today = visit.today();
    let delivered = || Key::new().byte(Status::Delivered.code());
    let done = Query::by(BY_STATE).under(delivered()).limit(SHOWN);
    let next = Query::by(BY_FINISH)
        .under(Key::new().byte(0))
        .from(Key::new().signed(i64::from(today.0)))
        .limit(SHOWN);
    let mut bill =
        |project: Project, part: Part, tone: Tone, when: String, by: Moment| -> Result<()> {
            let value = match project.value.0 != 0 && visit.reads_key("value", &project)? {
                true => project.value.show(currency),
                false => String::new(),
            };
            let mut line = line(visit, &project, &value)?
                .mark(icon(Icon::Invoice))
                .when(tone, when)
                .by(by)
                .deed(match part {
                    Part::Now => Deed::open("Invoice", format!("/projects/{}/billing", project.id)),
                    _ => Deed::open("Look", format!("/projects/{}", project.id)),
                });
            line.part = part;
            day.line(line);
            Ok(())
        };
    for project in visit.list::<Project>(done)?.rows {
        let since = project.delivered_at.unwrap_or_default();
        let when = since.show(visit.at, &visit.tz);
        bill(project, Part::Now, Tone::Warning, when, since)?;
    }
    for project in visit.list::<Project>(next)?.rows {
        let by = Moment::at(project.finish, 0, &visit.tz);
        let when = project.finish.show(today);
        bill(project, Part::Next, Tone::Stone, when, by)?;
    }
    if let Some(count) = visit.total::<Project>(COUNT, delivered())? {
        let href = "/projects?state=delivered";
        day.number(Number::new(90, "Delivered, to bill", count, href));
    }
    Ok(())
}
