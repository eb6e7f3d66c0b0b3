//! The list of clients, and the forms for clients and contacts. The page of one is in `page`.

use maud::{Markup, html};

use super::{
    Client, Contact,
    actions::{CREATE, EXPORT},
    forms::{EditClient, EditContact, NewClient},
    query::ClientQuery,
};
use crate::{
    access::Action,
    base::{Choice, Result},
    data::{Query, Visit},
    features::{
        form_key,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::{Directory, Whom},
        records::{self, Editing, option_of},
        settings::Category,
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Reply, Request},
};

pub(super) fn services(categories: &[Category]) -> Markup {
    html! { @for category in categories { (tag(category.tone(), category.label())) " " } }
}

pub(super) fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let may_create = visit.may_somewhere(&CREATE);
    let counted = |owners: Vec<Whom>| {
        let asked = ClientQuery {
            owners,
            ..ClientQuery::default()
        };
        Totals::counted(visit, &asked.query(visit))
    };
    let add = || Button::link("Add a client", "/clients/new").icon(Icon::Plus);
    let frame = Frame {
        head: html! {
            (Head::new("Clients").actions(html! {
                @if let Some(way) = records::import_link::<Client>(visit) { (way) }
                @if may_create { (add().primary().key("n")) }
            }))
        },
        tabs: vec![
            ListTab::new("All", "").count(Some(counted(Vec::new())?)),
            ListTab::new("Kept by me", "owner=me")
                .count(Some(counted(vec![Whom::Me])?))
                .nothing(Empty::quiet(
                    "You keep no client",
                    "Clients whose relation you keep come here. Their page says who keeps it, and changes it.",
                )),
            ListTab::new("Last touched", "sort=touched"),
        ],
        find: "Find by name",
        nothing: html! {
            (Empty::first("No clients yet", "A lead becomes a client with its first quote. One that you know already can be added by hand.")
                .actions(html! { @if may_create { (add()) } }))
        },
        several: records::controls::<Client>(visit)?,
        below: html! {
            @if may_create {
                (records::line_of::<Client>("Add a client", "/clients").whole("/clients/new")
                    .hint("Such as: Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example"))
            }
        },
        ..Frame::default()
    };
    lists::page::<Client>(visit, request, frame)
}

impl Listed for Client {
    type Asked = ClientQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Category>("category", "Service"),
        Filter::people("owner", "Kept by"),
    ];
    const NAME_SORTS: &'static [(&'static str, Sort)] = &[("", Sort::Ascending)];

    fn columns() -> Vec<Shown<Client>> {
        vec![
            Shown::<Client>::new("categories", "Services", |_, client| {
                Ok(services(&client.categories))
            }),
            Shown::<Client>::new("owner", "Kept by", |around, client| {
                Ok(html! { (around.names.name(client.owner)) })
            }),
            Shown::<Client>::new("touched", "Last happened", |around, client| {
                Ok(html! { (client.touched.show(around.visit.at, &around.visit.tz)) })
            })
            .dim()
            .sorts(&[("touched", Sort::Descending)]),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let href = format!("/clients/{}", self.id);
        let named = Named::new(href, &self.name, self.id.to_string());
        Ok(named.mark(Avatar::org(self.name.as_str())))
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    fn query(visit: &Visit, asked: &ClientQuery) -> Result<Option<Query<Client>>> {
        Ok(Some(asked.query(visit)))
    }
}

// ── forms ──

fn client_fields<F: Form>(form: &Filled<F>) -> Markup {
    html! {
        (form.text("name", "Name").required().autocomplete("off").autofocus())
        (fields_two(html! { (form.phone("phone", "Phone").optional()) (form.text("website", "Website").optional()) }))
        (form.area("address", "Address").rows(3).optional())
        (Field::new("categories", "Services").theirs(form.theirs_of::<Category>("categories")).error(form.problems.of("categories")).around_group(html! {
            (hidden("categories", ""))
            @for category in Category::ALL {
                (Tick::new("categories", category.label()).value(category.key()).checked(form.values("categories").any(|held| held == category.key())))
            }
        }))
        (form.text("source", "Source").optional().hint("How they found the house."))
    }
}

fn status<F: Form>(form: &Filled<F>) -> u16 {
    form.status()
}

pub(super) fn new(_: &Visit, form: &Filled<NewClient>) -> Page {
    let body = html! {
        (Head::new("Add a client"))
        form class="stack read" method="post" action="/clients" data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (client_fields(form))
            (form.area("note", "Note").rows(3).optional())
            (Section::new("First contact", html! {
                div class="stack" {
                    (fields_two(html! { (form.text("contact", "Contact").optional()) (form.text("contact_role", "What they do there").optional()) }))
                    (fields_two(html! { (form.email("email", "E-mail").optional()) (form.phone("contact_phone", "Phone of the contact").optional()) }))
                }
            }))
            (buttons(html! { (Button::submit("Add the client").primary()) (Button::link("Cancel", "/clients")) }))
        }
    };
    Page::new("Add a client", body)
        .under("Clients", "/clients")
        .styles(&["extra"])
        .status(status(form))
}

pub(super) fn edit(visit: &Visit, client: &Client, form: &Filled<EditClient>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let back = format!("/clients/{}", client.id);
    let body = html! {
        (Head::new("Edit ".to_owned() + &client.name))
        form class="stack read" method="post" action=(back) data-once {
            (form.version(client.version))
            (form.summary())
            (client_fields(form))
            (form.select("owner", "Kept by").options(names.staff().iter().map(|user| option_of(visit, &names, user.id))))
            (form.area("note", "Note").rows(4).optional())
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", back.as_str())) }))
        }
    };
    Ok(Page::new("Edit", body)
        .under("Clients", "/clients")
        .under(client.name.as_str(), back.as_str())
        .styles(&["extra"])
        .status(status(form)))
}

fn contact_page<F: Form>(
    client: &Client,
    form: &Filled<F>,
    title: &str,
    action: &str,
    more: Markup,
    verb: &str,
) -> Page {
    let back = format!("/clients/{}", client.id);
    let body = html! {
        (Head::new(title))
        form class="stack read" method="post" action=(action) data-once {
            (more)
            (form.summary())
            (form.text("name", "Name").required().autocomplete("off").autofocus())
            (form.text("role", "What they do there").optional().hint("Such as owner, or practice manager."))
            (fields_two(html! { (form.email("email", "E-mail").optional().autocomplete("off")) (form.phone("phone", "Phone").optional()) }))
            (buttons(html! { (Button::submit(verb).primary()) (Button::link("Keep things as they are", back.as_str())) }))
        }
    };
    Page::new(title, body)
        .under("Clients", "/clients")
        .under(client.name.as_str(), back.as_str())
        .styles(&["extra"])
        .status(status(form))
}

pub(super) fn new_contact<F: Form>(client: &Client, form: &Filled<F>) -> Page {
    let action = format!("/clients/{}/contacts", client.id);
    contact_page(
        client,
        form,
        "Add a contact",
        &action,
        hidden("_key", form_key()),
        "Add the contact",
    )
}

pub(super) fn edit_contact(client: &Client, contact: &Contact, form: &Filled<EditContact>) -> Page {
    let action = format!("/contacts/{}", contact.id);
    contact_page(
        client,
        form,
        &contact.name,
        &action,
        form.version(contact.version),
        "Save",
    )
}

pub(super) fn portal_opened(client: &Client, contact: &Contact, link: &str, mailed: bool) -> Page {
    let back = format!("/clients/{}", client.id);
    Page::new("Portal opened", html! {
        (Head::new("The portal is open for ".to_owned() + &contact.name))
        (read(html! {
            @if mailed { p { "Sent to " b { (contact.email) } ". The link works once, for seven days, and lets them choose their password. It is not shown again; if the mail doesn't arrive, give it to them yourself." } }
            @else { p { "Give " (first_name(&contact.name)) " this link yourself. It works once, for seven days, and lets them choose their password. It is not shown again." } }
            p { code data-copy=(link) { (link) } }
            p class="mute" { "From then on they sign in with " (contact.email) "." }
            (buttons(html! {
                button class="btn" type="button" data-copy=(link) { (icon(Icon::Copy)) "Copy the link" }
                (Button::link(format!("Back to {}", client.name), back.as_str()))
            }))
        }))
    })
    .under("Clients", "/clients")
    .under(client.name.as_str(), back.as_str())
    .scripts(&["copy"])
}
