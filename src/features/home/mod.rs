//! My day: each person's workbench. What waits for their decision, what is theirs today and next, whose turn it is
//! elsewhere, two or three numbers, and what they were told.
//!
//! No records of its own, and no other room's: each says its lines and numbers itself (`Feature::day`), and only those
//! that the person may use are asked. Action: see one's own day. Page: My day (`/`, which sends clients to their portal).
//!
//! Rules: within a part the oldest risk comes first; only the first decision is the primary button; a part that holds
//! nothing isn't there; whoever has nothing to do is told what will arrive, what they can begin and whom to ask.

mod api;
mod pages;
mod today;

use crate::{
    access::{Action, Tier},
    base::Result,
    data::Visit,
    features::{Feature, day},
    ui::icon::Icon,
    web::{NavItem, Reply, Request, Route},
};

pub const VIEW: Action = day::VIEW;

pub fn feature() -> Feature {
    Feature {
        name: "home",
        actions: &[VIEW],
        routes: vec![
            Route::anyone("GET", "/", home).at_the_portal(),
            Route::api_get(
                "/me/day",
                VIEW,
                "One's own day: what waits for a decision, what is due, what comes next, whose turn it is, time",
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
            go: Some('m'),
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
