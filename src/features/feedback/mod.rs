//! Feedback: after delivery each project's client is asked once how it was, a rating and words, and whoever led the work and
//! manages it reads the answer.
//!
//! Record: `Feedback`, one a project: what was said, or that nobody wanted to. Actions: see it, give it. Pages: the client's
//! own form in the portal, all of it for the house, and what a client said on the client's page.
//!
//! Rules: only the client's people give it, once the project is delivered and for so long (`ASKED_FOR`); it stands as it
//! was said. Of sub-projects nobody is asked: the whole is. A project that nobody was asked about in time is asked about no longer.

mod actions;
mod demo;
mod entity;
mod forms;
mod given;
mod notices;
mod ops;
mod pages;
mod portal;
mod reports;
mod routes;

use crate::{
    data::KindInfo,
    features::{Feature, projects::Project},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use forms::FeedbackForm;
pub use given::Feedback;
pub use ops::{give, waiting};

pub fn feature() -> Feature {
    Feature {
        name: "feedback",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Feedback>().guarded(given::stays)],
        actions: &[VIEW, GIVE],
        routes: Route::held("/projects", routes::routes(), |visit, request, action| {
            visit.demand_on(action, &visit.find::<Project>(request.id("id")?)?)
        }),
        nav: vec![NavItem {
            section: "Clients",
            label: "Feedback",
            icon: Icon::Star,
            href: "/feedback",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        client_sections: vec![pages::CLIENT_SECTION],
        demo_end: Some(demo::said),
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
