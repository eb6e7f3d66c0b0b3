//! The page on which one's own timer is stopped as of when the work ended: where a notice about a forgotten timer leads to.

use maud::html;

use super::{forms::StopTimer, grid, place::Place, running};
use crate::{
    base::{Result, time},
    data::Visit,
    ui::prelude::*,
    web::{Filled, Page, Reply},
};

/// As it is asked for; where no timer runs, the timesheet says so.
pub(super) fn shown(visit: &Visit) -> Result<Reply> {
    page(visit, &Filled::blank(&[]))
}

pub(super) fn page(visit: &Visit, form: &Filled<StopTimer>) -> Result<Reply> {
    let Some(entry) = running(visit)? else {
        return Ok(Reply::go("/time"));
    };
    let place = Place::of(visit, &entry)?;
    let since = entry.started.unwrap_or(visit.at);
    let elapsed = time::minutes(visit.at.since(since) / time::MINUTE);
    let title = place.as_ref().map_or("Your timer", Place::title);
    let body = html! {
        (Head::new("Stop the timer").fact(title).fact(html! { "runs for " time data-since=(since.0) { (elapsed) } }))
        form class="stack read" method="post" action="/time/stop" data-once {
            (form.summary())
            (form.text("ended_at", "Worked until").placeholder("17:30").optional().hint("A time of day, the last one that was. Left open, the timer stops now."))
            (form.text("note", "What was done").optional())
            (grid::why_over(form, "over_budget"))
            (buttons(html! {
                (Button::submit("Stop timer").primary().icon(Icon::Stop))
                (Button::link("It still runs", entry.on().path()))
            }))
        }
    };
    Ok(Page::new("Stop the timer", body)
        .under("Timesheet", "/time")
        .styles(&["extra"])
        .status(form.status())
        .into())
}
