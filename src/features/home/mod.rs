//! My day: where everyone who works here arrives. What is late, what is due, what waits for a decision, whom to call.
//!
//! No records of its own. Action: see one's own day. Pages: My day (`/`, which sends clients to their portal) and,
//! because it shows work of every feature below it, the page of one client.
//!
//! Rule: only what is the person's own and only sections that hold something; a first day says what will arrive.

mod api;
mod client_page;
mod dayrule;
mod pages;
mod today;

use crate::{
    access::{Action, Tier},
    base::Result,
    data::Visit,
    features::{Feature, clients},
    ui::icon::Icon,
    web::{NavItem, Reply, Request, Route},
};

pub const VIEW: Action = Action::own("home.view", "See the own day");

pub fn feature() -> Feature {
    Feature {
        name: "home",
        actions: &[VIEW],
        routes: vec![
            Route::anyone("GET", "/", home).at_the_portal(),
            Route::page("/clients/{id}", clients::VIEW, client_page::show),
            Route::api_get(
                "/me/day",
                VIEW,
                "One's own day: tasks, approvals, follow-ups, tickets, time",
                api::day,
            )
            .tells(api::DAY),
        ],
        nav: vec![NavItem {
            section: "",
            label: "My day",
            icon: Icon::Home,
            href: "/",
            action: VIEW,
            go: 'm',
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}

fn home(visit: &Visit, _: &Request) -> Result<Reply> {
    if visit.actor.tier == Tier::Client {
        return Ok(Reply::go("/portal"));
    }
    pages::day(visit)
}
