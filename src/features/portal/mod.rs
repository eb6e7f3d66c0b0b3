//! The client's front room: what is under way, what the house needs from them, what happened lately.
//! No records; it reads projects, quotes, requests and documents as far as the client may see them.
//!
//! Words for clients: request, not ticket; never hours, cost, roles or risks; always the next date and who answers.
//! Every text of the client's pages stands in `assets/texts/portal.en.ftl` and `portal.de.ftl` (`base::language`); German
//! says Sie. What people wrote stays as they wrote it.

mod actions;
mod app;
mod pages;

use crate::{
    access::Action,
    features::{Feature, documents},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;

pub fn feature() -> Feature {
    Feature {
        name: "portal",
        actions: &[VIEW],
        routes: app::routes()
            .into_iter()
            .chain([
                Route::page("/portal", VIEW, |visit, _| {
                    pages::first(visit).map(Into::into)
                })
                .portal(),
                Route::page("/portal/files", documents::VIEW, |visit, request| {
                    pages::files(visit, request).map(Into::into)
                })
                .portal(),
            ])
            .collect(),
        portal_nav: vec![
            item("Home", Icon::Home, "/portal", VIEW, 'm'),
            item("Files", Icon::Docs, "/portal/files", documents::VIEW, 'd'),
        ],
        ..Feature::default()
    }
}

fn item(label: &'static str, icon: Icon, href: &'static str, action: Action, go: char) -> NavItem {
    NavItem {
        section: "",
        label,
        icon,
        href,
        action,
        go: Some(go),
        count: None,
        hot: false,
    }
}
