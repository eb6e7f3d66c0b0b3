//! Approvals in a day: what waits for one's decision, what one asked for, and for whoever decides everywhere what others
//! leave too long.

use super::{
    Approval, BY_MANAGER, BY_STATUS,
    actions::{APPROVE, VIEW},
    approvable,
    asking::kind_of,
    deadline,
    query::waiting_for_me,
    round::Verdict,
    show,
};
use crate::{
    base::{Id, Result, time},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, me, own, reaches_others},
        people::Directory,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::shell::of_me,
};

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[(APPROVE, "approvals that wait for your decision")],
    read,
    live: |visit, page| {
        let page = page.live(of_me("approvals@me", visit));
        match oversees(visit) {
            true => page.reads::<Approval>(visit, &APPROVE),
            false => page,
        }
    },
};

fn oversees(visit: &Visit) -> bool {
    visit.may_somewhere(&APPROVE) && reaches_others(visit, &APPROVE)
}

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let mine = own(Query::by(BY_MANAGER).under(me(visit).byte(0)).limit(SHOWN));
    let shown_here = |approval: &Approval| kind_of(approval).is_ok_and(|kind| !kind.own_day);
    let rows = visit.list::<Approval>(mine)?.rows;
    for approval in rows.into_iter().filter(shown_here) {
        let id = approval.id;
        let line = line(visit, Part::Now, &approval)?.at(approval.due, format!("Decide {id}"));
        day.line(decided_here(visit, &approval, line)?);
    }
    let waiting = waiting_for_me(visit)?;
    if waiting > 0 {
        day.facts.push(match waiting {
            1 => "1 approval waits for you".to_owned(),
            more => format!("{more} approvals wait for you"),
        });
    }
    asked_for(visit, day)?;
    if oversees(visit) {
        late_with_others(visit, day)?;
        day.number(Number::new(80, "To decide", waiting, "/approvals"));
    }
    Ok(())
}

/// What needs nothing found out before is decided in its row; what does, on its page.
fn decided_here(visit: &Visit, approval: &Approval, line: Line) -> Result<Line> {
    let href = format!("/approvals/{}", approval.id);
    let kind = kind_of(approval)?;
    let verdicts = show::verdicts(visit, approval);
    if kind.assessed || !verdicts.contains(&Verdict::Approve) {
        return Ok(line.deed(Deed::open("Decide", href)));
    }
    let version = approval.version;
    let line = line.deed(Deed::post("Approve", format!("{href}/approve")).with("version", version));
    Ok(line.deed_if(verdicts.contains(&Verdict::Return), || {
        Deed::say(
            "Return",
            format!("{href}/return"),
            "reason",
            "What is missing",
        )
        .with("version", version)
    }))
}

/// What is asked, for whom, with its price and its load.
fn line(visit: &Visit, part: Part, approval: &Approval) -> Result<Line> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let (tone, when) = deadline::left(visit, approval);
    let mut why = vec![show::client_name(visit, approval)?];
    if approval.value.0 > 0 {
        why.push(approval.value.show(currency));
    }
    if approval.budget_minutes > 0 {
        why.push(format!(
            "{} h",
            time::hours(i64::from(approval.budget_minutes))
        ));
    }
    why.push(match part {
        Part::Waiting => format!("with {}", names.name(approval.manager)),
        _ => format!(
            "{}, asked by {}",
            approvable::name_of(&approval.kind),
            names.name(approval.requested_by)
        ),
    });
    let href = format!("/approvals/{}", approval.id);
    Ok(
        Line::new(part, approval.id.as_ref(), href, approval.title.as_str())
            .mark(icon(Icon::Approve))
            .why(why)
            .when(tone, when)
            .by(approval.due),
    )
}

/// What lies with the person and others decide: they asked for it.
fn asked_for(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(BY_STATUS).under(Key::new().byte(0)).limit(SHOWN);
    for approval in visit.list::<Approval>(own(list))?.rows {
        if !approval.asked_now().contains(&Id::new(visit.actor.person)) {
            day.line(line(visit, Part::Waiting, &approval)?);
        }
    }
    Ok(())
}

/// Whose time is over, in others' hands.
fn late_with_others(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(BY_STATUS)
        .under(Key::new().byte(0))
        .until(Key::new().signed(visit.at.0))
        .with(APPROVE)
        .limit(SHOWN);
    for approval in visit.list::<Approval>(list)?.rows {
        let me = Id::new(visit.actor.person);
        if !approval.asked_now().contains(&me) && approval.requested_by != me {
            let href = format!("/approvals/{}", approval.id);
            day.line(line(visit, Part::Waiting, &approval)?.deed(Deed::open("Decide", href)));
        }
    }
    Ok(())
}
