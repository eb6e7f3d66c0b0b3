//! Users: the pages on which people are invited, edited and deactivated. The records and verbs are `people`'s.

mod asked;
mod pages;
mod routes;

use crate::{
    features::{Feature, people::VIEW},
    ui::icon::Icon,
    web::NavItem,
};

pub fn feature() -> Feature {
    let mut routes = routes::routes();
    routes.extend(asked::routes());
    Feature {
        name: "users",
        routes,
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
