//! What the house needs in a day, for those who look after it: alerts, work of its own that fails, mail that nobody got,
//! how long ago a restore was proven, and what the journal has for whoever reads it.

use super::{
    Drills, Grade, VIEW_HEALTH, backups,
    health::grade_of,
    journal,
    security::{self, Alert, HANDLE, Stage},
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday},
        gateways, history, mail,
    },
    jobs::Supervisor,
    ui::prelude::*,
};

pub const DAY: ForDay = ForDay {
    opens: &[security::VIEW, VIEW_HEALTH, backups::VIEW, history::VIEW],
    arrives: &[
        (security::VIEW, "what looks unusual"),
        (VIEW_HEALTH, "what the house itself needs"),
        (history::VIEW, "searches of the journal that you keep"),
    ],
    read,
    live: |visit, page| {
        let page = match visit.may_somewhere(&security::VIEW) {
            true => page.lists::<Alert>(visit),
            false => page,
        };
        match visit.may_somewhere(&backups::VIEW) {
            true => page.lists::<super::Drill>(visit),
            false => page,
        }
    },
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if visit.may_somewhere(&security::VIEW) {
        alerts(visit, day)?;
    }
    if visit.may_somewhere(&history::VIEW) {
        journal::read_day(visit, day)?;
    }
    if visit.may_somewhere(&VIEW_HEALTH) {
        failing(visit, day);
    }
    if visit.may_somewhere(&backups::VIEW) {
        proven(visit, day)?;
    }
    if visit.may_somewhere(&mail::VIEW) {
        let failed = visit.total::<mail::OutgoingMail>(mail::FAILED, Key::new())?;
        let failed = failed.unwrap_or(0);
        day.number(
            Number::new(73, "Mails that failed", failed, "/mail?show=failed")
                .bad_if(failed > 0, "nobody got them"),
        );
    }
    if visit.may_somewhere(&gateways::VIEW) {
        let failed = visit.total::<gateways::OutgoingCall>(gateways::FAILED, Key::new())?;
        // Few houses have a gateway: nothing is said while nothing failed.
        if let Some(failed) = failed.filter(|failed| *failed > 0) {
            let number = Number::new(
                72,
                "Messages that failed",
                failed,
                "/messages-out?show=failed",
            );
            day.number(number.bad_if(true, "nobody got them"));
        }
    }
    Ok(())
}

/// Those nobody has looked at, the newest first.
fn alerts(visit: &Visit, day: &mut Workday) -> Result<()> {
    let list = Query::by(security::ALERTS_BY_STAGE)
        .under(Alert::at(Stage::Open))
        .descending(true)
        .limit(SHOWN);
    for alert in visit.list::<Alert>(list)?.rows {
        let href = format!("/alerts/{}", alert.id);
        day.line(
            Line::new(
                Part::Now,
                alert.id.as_ref(),
                href.as_str(),
                alert.text.as_str(),
            )
            .mark(icon(Icon::Shield))
            .when(Tone::Warning, alert.last.show(visit.at, &visit.tz))
            .by(alert.last)
            .deed(match visit.may(&HANDLE, &alert) {
                true => Deed::post("See", format!("{href}/see")),
                false => Deed::open("Look", href),
            }),
        );
    }
    let open = security::open_alerts(visit)?;
    day.number(Number::new(76, "Open alerts", open, "/security").bad_if(open > 0, "not looked at"));
    Ok(())
}

/// The house's own work that doesn't go well; in memory.
fn failing(visit: &Visit, day: &mut Workday) {
    let Some(jobs) = visit.store().service::<Supervisor>() else {
        return;
    };
    let mut wrong = 0;
    for job in jobs.status() {
        let grade = grade_of(&job);
        if grade == Grade::Good {
            continue;
        }
        wrong += 1;
        let why = job.last_error.map(|(_, why)| why).or(job.trouble);
        let tone = match grade {
            Grade::Act => Tone::Danger,
            _ => Tone::Warning,
        };
        day.line(
            Line::new(Part::Now, None, "/health", job.name)
                .mark(icon(Icon::Server))
                .why([why.unwrap_or_else(|| "is behind".into())])
                .when(tone, "doesn't go well")
                .by(visit.at)
                .deed(Deed::open("Look", "/health")),
        );
    }
    day.number(
        Number::new(74, "Work that fails", wrong, "/health").bad_if(wrong > 0, "look at it"),
    );
}

/// How long ago a snapshot was proven to bring the house back.
fn proven(visit: &Visit, day: &mut Workday) -> Result<()> {
    let drills = visit.cached::<Drills>()?;
    let value = match drills.last_good {
        Some(at) => at.show(visit.at, &visit.tz),
        None => "never".into(),
    };
    let overdue = drills.alarm(visit.at);
    day.number(
        Number::new(75, "Restore proven", value, "/backups").bad_if(overdue.is_some(), "overdue"),
    );
    if overdue.is_some() {
        day.line(
            Line::new(
                Part::Now,
                None,
                "/backups",
                "No snapshot is proven to bring the house back",
            )
            .mark(icon(Icon::Backup))
            .why(["a restore drill proves one"])
            .by(visit.at)
            .deed(Deed::open("Look at the backups", "/backups")),
        );
    }
    Ok(())
}
