//! Profitability: what was planned, earned, invoiced and collected, and what it cost, by project, client, service, person
//! and month. It reads what the other rooms keep and writes nothing.
//!
//! Actions: see it, take it along. Page: the report; each of its figures leads to the rows that it is added up of.
//!
//! Rules: it is for whoever sees all of what is added up, and what an hour costs, and empty for others; whole numbers,
//! rounded once a line (`rule`). Plans, time and expenses of projects are read from sums that are kept as records change.

mod actions;
mod pages;
mod read;
mod report;
mod reports;
mod routes;
mod rule;

use crate::{features::Feature, ui::icon::Icon, web::NavItem};

pub use actions::*;

pub fn feature() -> Feature {
    Feature {
        name: "profitability",
        actions: &[VIEW, EXPORT],
        routes: routes::routes(),
        nav: vec![NavItem {
            section: "Overview",
            label: "Profitability",
            icon: Icon::Report,
            href: pages::HERE,
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
