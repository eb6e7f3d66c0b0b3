//! Users: the pages on which people are invited, edited and deactivated. The records and verbs are `people`'s.

mod pages;
mod routes;

use crate::{
    features::{Feature, people::VIEW},
    ui::icon::Icon,
    web::NavItem,
};

pub fn feature() -> Feature {
    Feature {
        name: "users",
        routes: routes::routes(),
        nav: vec![NavItem {
            section: "House",
            label: "People",
            icon: Icon::Users,
            href: "/users",
            action: VIEW,
            go: 'u',
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}
