//! What was spent on a ticket, on its page: all of it, the entries that the person sees, a timer and a form to log more.

use maud::{Markup, html};

use super::{LOG, TimeEntry};
use crate::{
    base::{Result, text, time},
    data::{Key, Visit},
    features::{
        form_key,
        people::Directory,
        projects::{
            self, Booked, ENTRIES_OF_TICKET, WorkOn,
            parts::{inline_form, timer},
        },
        tickets::Ticket,
    },
    ui::prelude::*,
    web::form::Refused,
};

/// The latest entries that are shown.
const SHOWN: usize = 6;
/// Entries that are looked at for how many there are of others.
const LOOKED: usize = 200;

pub(super) fn section(visit: &Visit, ticket: &Ticket, refused: &Refused) -> Result<Markup> {
    if !visit.may_somewhere(&LOG) {
        return Ok(html! {});
    }
    let key = Key::new().id(ticket.id);
    let entries: Vec<TimeEntry> = visit.related(ticket, ENTRIES_OF_TICKET, key, LOOKED)?;
    let others = Booked::on_ticket(visit, ticket, LOOKED)?.len() - entries.len();
    let logged = projects::on_ticket(visit, ticket.id)?;
    let names = Directory::of(visit)?;
    let today = visit.today();
    let open = !ticket.stage.is_over();
    Ok(html! {
        (Section::new("Time", html! {
            div data-live-id="ticket-time" {
                @if open { (bar(timer(visit, &WorkOn::Ticket(ticket.id))?, html! {})) }
                @if entries.is_empty() && others == 0 { p class="dim" { "What is spent on the ticket comes here, by timer or by hand." } }
                ul class="list tight" {
                    @for entry in entries.iter().take(SHOWN) {
                        li data-row {
                            span class="grow two-line" { a class="tap" href=(format!("/time-entries/{}", entry.id)) { (names.name(entry.user)) } span { (entry.day.show(today)) @if !entry.note.is_empty() { ", " (entry.note) } } }
                            @if !entry.billable { (Badge::new(Tone::Stone, "Not billable").bare()) }
                            @if entry.started.is_some() { (badge(Tone::Info, "running")) }
                            @else { span class="num" { (time::minutes(i64::from(entry.minutes))) } }
                        }
                    }
                }
                @if others > 0 { p class="dim t12" { (text::count(others, "entry", "entries")) " of others counted in, which your roles don’t show you." } }
                @if entries.len() > SHOWN { p { a class="link tap" href=(format!("/time-entries?ticket={}", ticket.id)) { "All time on it" } } }
            }
            (log_here(visit, ticket, refused))
        }).small(if logged > 0 { time::minutes(logged) } else { String::new() }))
    })
}

/// Logs time on the ticket. It lies outside of what is drawn anew, so that what is typed stays.
fn log_here(visit: &Visit, ticket: &Ticket, refused: &Refused) -> Markup {
    let form = refused.form("log");
    let today = visit.today();
    let day = form.value("day").map_or(today.iso(), str::to_owned);
    let first = ticket.created_at.day(&visit.tz);
    let last = ticket
        .closed
        .map_or(today, |closed| closed.day(&visit.tz).min(today));
    let fields = html! {
        (form.banner())
        (hidden("_key", form_key())) (hidden("ticket", ticket.id)) (hidden("back", WorkOn::Ticket(ticket.id).path()))
        (form.text("minutes", "Time").required().placeholder("1:30"))
        (form.date("day", "Day").value(day).min(first.iso()).max(last.iso()))
        (form.text("note", "What was done").optional())
        (buttons(Button::submit("Log time").small()))
    };
    fold_open(
        refused.is("log"),
        Icon::Plus,
        "Log time on the ticket",
        inline_form("/time", fields),
    )
}
