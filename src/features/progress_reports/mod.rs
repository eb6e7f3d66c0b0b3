//! Progress reports: what a client reads of a project each week or month. Atrium drafts one from facts (done, late, next,
//! hours, risks, what is needed from the client), whoever leads the project edits it, and publishes it to the portal and by
//! mail.
//!
//! Records: `ReportPlan` (how often a project is reported on, and when next: a wake of its own) and `ProgressReport`.
//! Actions: see, draft, edit and publish reports, say how often. Pages: a tab of the project, one report, and the client's in
//! the portal.
//!
//! Rules: a draft is the house's, and tells only of what the client may see of the work; hours are told where whoever
//! publishes says so, each hour in one published report. What is published stays as it was read; each cycle is drafted
//! once, the latest alone after days off.

mod actions;
mod demo;
mod entity;
mod facts;
mod forms;
mod notices;
mod ops;
mod pages;
mod plan;
mod portal;
mod report;
mod routes;

use crate::{
    data::KindInfo,
    features::{Demo, Feature, projects::Project},
    jobs::clock::Handler,
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use forms::{CycleForm, ReportForm};
pub use ops::{draft, edit, plan, publish};
pub use plan::{Cycle, ReportPlan};
pub use report::{ProgressReport, Standing};

pub use crate::features::projects::VIEW_REPORTS as VIEW;

pub fn feature() -> Feature {
    Feature {
        name: "progress_reports",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<ReportPlan>(),
            KindInfo::entity::<ProgressReport>().guarded(report::stays),
        ],
        actions: &[VIEW, DRAFT, EDIT, PUBLISH, PLAN, DRAFT_DUE],
        routes: Route::about::<ProgressReport>(
            "/progress-reports",
            Route::about::<Project>("/projects", routes::routes()),
        ),
        wakes: vec![Handler::after_reading(
            plan::DRAFTS,
            DRAFT_DUE,
            ops::read_due,
            ops::draft_due,
        )],
        portal_nav: vec![NavItem {
            section: "",
            label: "Reports",
            icon: Icon::Report,
            href: "/portal/reports",
            action: VIEW,
            go: Some('g'),
            count: None,
            hot: false,
        }],
        demo_after: Some(Demo {
            by: "department-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
