//! The list of clients, the page of one, and the forms for clients and contacts.

use std::sync::LazyLock;

use maud::{Markup, html};

use super::{
    CONTACT, CREATE, Client, Contact, EDIT, EXPORT, PORTAL, Section as RoomSection,
    contact::BY_CLIENT,
    forms::{ContactForm, EditClient, EditContact, NewClient},
    query::ClientQuery,
};
use crate::{
    base::{Choice, Id, Result, text},
    data::{Key, Visit},
    features::{self, form_key, history, people::Directory, records, settings::Category},
    ui::prelude::*,
    web::{Filled, Form, Page, Request, find_here, pages_around},
};

/// The filter of a list that has a client's records alone.
pub fn chip(visit: &Visit, request: &Request, client: Id<Client>) -> Result<Markup> {
    let name = visit.title_of(client.as_ref())?;
    let name = name.unwrap_or_else(|| client.to_string());
    Ok(chip_set(
        &request.with_query("client", None),
        "Client",
        name,
    ))
}

fn services(categories: &[Category]) -> Markup {
    html! { @for category in categories { (tag(category.tone(), category.label())) " " } }
}

pub(super) fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let query: ClientQuery = request.filters();
    let page = visit.list(query.query().page(request.page(50)))?;
    let (asked, category) = (query.words.as_str(), query.category);
    let names = Directory::of(visit)?;
    let may_create = visit.may_somewhere(&CREATE);
    let may_bulk = visit.may_somewhere(&EDIT);
    let rows = page.rows.iter().map(|client| {
        Row::keyed(client.id.to_string(), client.name.as_str())
            .walked()
            .id(format!("cl-{}", client.id.raw()))
            .name(html! {
                span class="row nowrap" {
                    (Avatar::org(client.name.as_str()))
                    (two_line_link(&format!("/clients/{}", client.id), client.name.as_str(), client.id.to_string()))
                }
            })
            .cell(services(&client.categories))
            .cell(names.name(client.owner))
            .dim(client.touched.show(visit.at, &visit.tz))
    });
    let add = || Button::link("Add a client", "/clients/new").icon(Icon::Plus);
    let body = html! {
        (Head::new("Clients").actions(html! {
            @if let Some(way) = records::import_link::<Client>(visit) { (way) }
            @if may_create { (add().primary().key("n")) }
        }))
        (bar(
            html! {
                (find_here(request, "Find by name"))
                (answering("chips", html! {
                    @for each in Category::ALL {
                        @if category == Some(*each) {
                            (chip_removable(&request.with_query("category", None), "Service", each.label()))
                        } @else {
                            (chip_link(each.label(), &request.with_query("category", Some(each.key()))))
                        }
                    }
                    @if !asked.is_empty() || category.is_some() { (chips_clear("/clients")) }
                }))
            },
            html! {},
        ))
        (answering("list", html! {
        @if !page.rows.is_empty() {
            form method="post" action="/clients/bulk" data-once {
                div { (table(may_bulk, page.rows.len()).caption("Clients")
                    .column(Column::new("Client")).column(Column::new("Services")).column(Column::new("Kept by")).column(Column::new("Last happened"))
                    .body(rows)) }
                @if may_bulk {
                    (hidden("back", request.here()))
                    (bulk("Selected clients", None, records::controls::<Client>(visit)?))
                }
            }
        } @else if asked.is_empty() && category.is_none() {
            (Empty::first("No clients yet", "A lead becomes a client with its first quote. One that you know already can be added by hand.")
                .actions(html! { @if may_create { (add()) } }))
        } @else {
            (Empty::no_match("No client like this", "Nobody of this name or service is among the clients you may see.")
                .actions(chips_clear("/clients")))
        }
        (pages_around(request, text::count(page.rows.len(), "client", "clients"), &page))
        @if visit.may_somewhere(&EXPORT) {
            p { a class="link" href=(request.with_path("/clients/export.csv")) { "Export these as CSV" } }
        }
        }))
    };
    Ok(Page::new("Clients", body)
        .styles(&["list", "empty"])
        .scripts(&["bulk-select"])
        .live("clients"))
}

fn table(ticks: bool, rows: usize) -> Table {
    match ticks {
        true => Table::rows().ticks(format!("Select all {rows}")),
        false => Table::rows(),
    }
}

/// What each room shows of a client, the latest stage of the work first.
static SECTIONS: LazyLock<Vec<RoomSection>> = LazyLock::new(|| {
    let all = features::all().into_iter();
    let mut all: Vec<RoomSection> = all.flat_map(|feature| feature.client_sections).collect();
    all.reverse();
    all
});

/// One client with everything that the house does for them, as far as the person sees it.
pub(super) fn show(visit: &Visit, request: &Request) -> Result<Page> {
    let client: Client = visit.find(request.id("id")?)?;
    let history = history::of(visit, &client, request)?;
    let sections = SECTIONS.iter().map(|section| section(visit, &client));
    let sections: Vec<Markup> = sections.collect::<Result<_>>()?;
    let sections = html! { @for section in &sections { (section) } };
    page(visit, &client, sections, history)
}

/// What is known of them, their contacts, and `sections` with the work for them.
fn page(visit: &Visit, client: &Client, sections: Markup, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let contacts: Vec<Contact> = visit.related(client, BY_CLIENT, Key::new().id(client.id), 50)?;
    let may_edit = visit.may(&EDIT, client);
    let departments: Vec<&str> = client
        .departments
        .iter()
        .map(|d| names.department(*d))
        .filter(|n| !n.is_empty())
        .collect();
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let main = html! {
        (sections)
        (Section::new("History", history))
    };
    let aside = html! {
        (contact_section(visit, client, &contacts))
        (Section::new("Details", Facts::new()
            .fact("Kept by", html! { (who(names.name(client.owner))) })
            .maybe("Departments", some(&departments.join(", ")))
            .maybe("Phone", some(&client.phone))
            .maybe("Website", some(&client.website))
            .maybe("Address", some(&client.address))
            .maybe("Source", some(&client.source))
            .fact("Client since", client.since.day(&visit.tz).show(visit.today()))
            .fact("Last happened", client.touched.show(visit.at, &visit.tz))))
        @if !client.note.is_empty() { (Section::new("Note", remark(client.note.as_str()))) }
        (crate::features::shares::section(visit, client)?)
    };
    let body = html! {
        (Head::new(client.name.as_str())
            .avatar(Avatar::org(client.name.as_str()).huge())
            .fact(id(client.id.to_string()))
            .mark(services(&client.categories))
            .actions(html! {
                @if may_edit { (Button::link("Edit", format!("/clients/{}/edit", client.id)).icon(Icon::Edit).key("e")) }
            }))
        (record(html! { div class="stack l" { (main) } }, aside))
    };
    Ok(Page::new(client.name.as_str(), body)
        .under("Clients", "/clients")
        .styles(&["record", "thread", "list", "empty", "arcade"])
        .live(format!("clients:{}", client.id.raw())))
}

fn contact_section(visit: &Visit, client: &Client, contacts: &[Contact]) -> Markup {
    let (may_add, may_open) = (visit.may(&CONTACT, client), visit.may(&PORTAL, client));
    let section = Section::new("Contacts", html! {
        @if contacts.is_empty() {
            p class="mute" { "Nobody yet. A quote is sent to a contact, and contacts come into the portal." }
        } @else {
            ul class="list" {
                @for contact in contacts {
                    li data-live-id=(format!("cn-{}", contact.id.raw())) {
                        (Avatar::person(contact.name.as_str()))
                        span class="grow two-line" {
                            span {
                                @if may_add { a class="link" href=(format!("/contacts/{}/edit", contact.id)) { (contact.name) } } @else { (contact.name) }
                                @if !contact.role.is_empty() { " " span class="dim" { (contact.role) } }
                            }
                            span { (reached_by(contact)) }
                        }
                        @if contact.user.is_some() {
                            span class="row nowrap t12" { (icon_small(Icon::Globe)) "Portal" }
                        } @else if may_open {
                            @let button = Button::submit("Open the portal").small();
                            (post_button(&format!("/contacts/{}/open-portal", contact.id), html! {}, if contact.email.is_empty() {
                                button.disabled_because("Add their e-mail first: they sign in with it.")
                            } else {
                                button
                            }))
                        }
                    }
                }
            }
        }
    })
    .live("contacts");
    if may_add {
        html! { (section.action(Button::square_link(Icon::Plus, "Add a contact", format!("/clients/{}/contacts/new", client.id)))) }
    } else {
        html! { (section) }
    }
}

fn reached_by(contact: &Contact) -> Markup {
    let both = !contact.email.is_empty() && !contact.phone.is_empty();
    html! { (mail_to(&contact.email)) @if both { ", " } (call(&contact.phone)) }
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
            (form.select("owner", "Kept by").options(names.staff().iter().map(|user| (user.id, user.name.clone()))))
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

pub(super) fn new_contact(client: &Client, form: &Filled<ContactForm>) -> Page {
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
