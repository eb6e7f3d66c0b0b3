//! Time: what people spent on tasks, on a project as a whole, on tickets or on internal work, by a running timer or typed in
//! afterwards.
//!
//! Record: `TimeEntry` (declared with the project it is filed under). Actions: start and stop the timer, log, edit,
//! delete, write a week. Pages: one's own week as a grid, and a draft of it from what one did.
//!
//! Rules: one running timer a person, starting another stops the first; a timer on a task that is to do starts it;
//! what a timer measured is always booked, and asked about afterwards where it went beyond a budget (`timer`);
//! nothing is logged on a day to come, nor on a ticket after the day it was closed on; time of a week that is submitted or approved, and of a locked period, stays as it is
//! (`timesheets::guard`). A cell of the grid is a sum over entries: what is typed is spread over them (`week`). The draft is
//! worked out when it is asked for, from the person's own deeds; nobody else sees it, and nothing of it is kept before its
//! person says so (`draft`). Minutes are tallied per task, per project and per person and day.

mod actions;
mod commands;
mod day;
mod draft;
mod forms;
mod grid;
mod list;
pub mod notices;
mod on_ticket;
mod ops;
mod pages;
mod place;
mod query;
mod routes;
mod stopping;
mod timer;
mod week;

use maud::{Markup, html};

use crate::{
    base::Result,
    data::{KindInfo, Visit},
    features::{
        Commands, Declaration, Feature, Start,
        projects::{DAY_MINUTES, Project, TIMER_FULL, TIMER_LONG, Task, day_key},
        records,
        tickets::{Ticket, TicketSection},
        timesheets,
    },
    jobs::clock::Handler,
    ui::{icon::Icon, route},
    web::{
        NavItem, Route, assets,
        shell::{LINTEL, of_me},
    },
};

pub use crate::features::projects::{
    LOG_TIME as LOG, TimeEntry, VIEW_TIME as VIEW, on_project, on_task, running,
};
pub use actions::*;
pub use draft::LogSeveral;
pub use forms::{EditTime, LogTime, StartTimer, StopTimer, Target, Work};
pub use ops::{delete, edit, log, log_several};
pub use timer::{start, stop};
pub use week::{WeekForm, WeekRow, save as save_week};

pub fn feature() -> Feature {
    Feature {
        name: "time",
        kinds: vec![KindInfo::entity::<TimeEntry>().guarded(timesheets::guard)],
        notices: notices::ALL,
        actions: &[
            VIEW, EXPORT, LOG, START, STOP, EDIT, DELETE, SAVE_WEEK, ASK_AFTER, AT_BUDGET,
        ],
        wakes: vec![
            Handler::of(TIMER_LONG, ASK_AFTER, timer::ask_after),
            Handler::of(TIMER_FULL, AT_BUDGET, timer::at_budget),
        ],
        jobs: vec![records::several_job::<TimeEntry>],
        several: vec![records::for_several::<TimeEntry>()],
        routes: Route::about::<TimeEntry>(
            "/time-entries",
            Route::about::<TimeEntry>("/time", routes::routes()),
        ),
        commands: vec![
            Commands::of::<Task>(commands::commands),
            Commands::of::<Project>(commands::on_project),
            Commands::of::<Ticket>(commands::on_ticket),
        ],
        declares: vec![Declaration::of(TicketSection(on_ticket::section))],
        anywhere: Some(commands::anywhere),
        starts: &[Start {
            title: "Log time",
            href: "/time",
            action: LOG,
            takes: None,
        }],
        nav: vec![NavItem {
            section: "Work",
            label: "Timesheet",
            icon: Icon::Hours,
            href: "/time",
            action: LOG,
            go: Some('h'),
            count: None,
            hot: false,
        }],
        day: vec![day::DAY],
        ends_with: Some(timer::leave),
        ..Feature::default()
    }
}

/// Minutes the visitor has logged today.
pub fn logged_today(visit: &Visit) -> Result<i64> {
    visit.tally::<TimeEntry>(
        DAY_MINUTES,
        day_key(crate::base::Id::new(visit.actor.person), visit.today()),
    )
}

/// After so many minutes without a hand on anything, whoever comes back is asked what becomes of the timer.
const IDLE: i64 = 15;

/// The running timer, in the topbar of every page.
pub fn in_the_topbar(visit: &Visit) -> Result<Markup> {
    let topic = of_me("time-entries@me", visit);
    let Some(entry) = running(visit)? else {
        return Ok(html! { span data-live-id=(LINTEL) data-topics=(topic) {} });
    };
    let since = entry.started.unwrap_or(visit.at);
    let minutes = visit.at.since(since) / crate::base::time::MINUTE;
    let elapsed = format!("{}:{:02}:00", minutes / 60, minutes % 60);
    let on = entry.on();
    let number = on.to_string();
    Ok(html! {
        span data-live-id=(LINTEL) data-topics=(topic) {
            (route::timer("/time/stop", html! {}, &number, &on.path(), &elapsed, since.0))
            (route::away("/time/stop", IDLE, since.0, &assets::url("js/away.js")))
        }
    })
}
