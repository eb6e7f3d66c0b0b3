//! Users: the list of people with its search, filters and sheets, and the pages on which people are invited, edited,
//! or changed several at once. The records and verbs are `people`'s; leaving and moving on are `departments`'.

mod asked;
mod bulk;
mod bulk_page;
mod in_place;
mod list;
mod pages;
mod query;
mod routes;
mod sheet;

use crate::{
    features::{
        Feature, Start,
        people::{INVITE, User, VIEW},
        records,
    },
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub fn feature() -> Feature {
    let mut routes = routes::routes();
    routes.extend(asked::routes());
    Feature {
        name: "users",
        routes: Route::about::<User>("/users", routes),
        nav: vec![NavItem {
            section: "House",
            label: "People",
            icon: Icon::Users,
            href: "/users",
            action: VIEW,
            go: Some('u'),
            count: None,
            hot: false,
        }],
        starts: &[Start {
            title: "Invite somebody",
            href: "/users/new",
            action: INVITE,
            takes: Some("name"),
        }],
        jobs: vec![records::import_job::<User>],
        ..Feature::default()
    }
}
