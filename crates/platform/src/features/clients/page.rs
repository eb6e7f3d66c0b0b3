//! The page of a client: by tabs what the rooms of the house have of them, as far as its reader may see it.

use maud::{Markup, html};

use super::{
    Client, ClientTab, Contact, SectionView,
    actions::{CONTACT, EDIT, PORTAL},
    contact::BY_CLIENT,
    in_portal::{in_portal, looks},
    pages::services,
    section::{MOST, Section as OfRoom},
};
use crate::{
    base::Result,
    data::{Key, Visit},
    features::{
        declared, history, mail,
        people::Directory,
        records::{self, Editing, present},
    },
    ui::prelude::*,
    web::{Page, Request},
};

/// The parts of the overview, what goes on with them first.
const OVERVIEW: [ClientTab; 6] = [
    ClientTab::Projects,
    ClientTab::Tickets,
    ClientTab::Money,
    ClientTab::Log,
    ClientTab::Documents,
    ClientTab::Overview,
];

/// What rooms show under a tab, for whoever may see such records at all.
fn sections(visit: &Visit, tab: ClientTab) -> impl Iterator<Item = &'static OfRoom> {
    let all = declared().client_sections.iter();
    all.filter(move |section| section.tab == tab && visit.may_somewhere(&section.needs))
}

/// One client with everything that the house does for them, as far as the person sees it.
pub(super) fn show(visit: &Visit, request: &Request) -> Result<Page> {
    let client: Client = visit.find(request.id("id")?)?;
    let (tabs_shown, tab) = tabs_of(visit, &client, request)?;
    let contacts: Vec<Contact> = visit.related(&client, BY_CLIENT, Key::new().id(client.id), 50)?;
    let draw = |section: &OfRoom, whole: bool| {
        let view = SectionView {
            whole,
            all: section.tab.address(&client),
            request,
        };
        (section.draw)(visit, &client, &view)
    };
    let body = match tab {
        ClientTab::Overview => {
            let mut parts = Vec::new();
            for part in OVERVIEW {
                for section in sections(visit, part) {
                    parts.push(draw(section, false)?);
                }
            }
            let main = html! {
                @for part in &parts { (part) }
                (Section::new("History", history::of(visit, &client, request)?))
            };
            let aside = html! {
                (contact_section(visit, &client, &contacts)?)
                (details(visit, &client)?)
            };
            record(html! { div class="stack l" { (main) } }, aside)
        }
        ClientTab::Contacts => read(contact_section(visit, &client, &contacts)?),
        tab => {
            let parts: Result<Vec<Markup>> = sections(visit, tab)
                .map(|section| draw(section, true))
                .collect();
            stack_wide(html! { @for part in &parts? { (part) } })
        }
    };
    let edits = Editing::of(visit, &client);
    let body = html! {
        (Head::new(client.name.as_str())
            .avatar(Avatar::org(client.name.as_str()).huge())
            .fact(id(client.id.to_string()))
            .mark(services(&client.categories))
            .mark(edits.pen("name"))
            .actions(html! {
                @if visit.may(&EDIT, &client) { (Button::link("Edit", format!("/clients/{}/edit", client.id)).icon(Icon::Edit).key("e")) }
                @if tabs_shown.iter().any(|(tab, _)| *tab == ClientTab::Log) && visit.may(&super::TALK, &client) {
                    (Button::link("Note a contact", format!("{}#composer", ClientTab::Log.address(&client))).icon(Icon::Phone))
                }
                @if raises(visit, &client) { (Button::link("New ticket", format!("/tickets/new?client={}", client.id)).icon(Icon::Ticket)) }
            }))
        (tabs("Client", tabs_shown.into_iter().map(|(_, tab)| tab)))
        (body)
    };
    Ok(Page::new(client.name.as_str(), body)
        .under("Clients", "/clients")
        .styles(&["record", "thread", "list", "empty", "arcade", "extra"])
        .live(format!("clients:{}", client.id.raw()))
        .live(format!("posts@clients:{}", client.id.raw())))
}

/// The tabs that this person finds, each with how many stand behind it, and which of them is open. One that isn't theirs is
/// the overview.
fn tabs_of(
    visit: &Visit,
    client: &Client,
    request: &Request,
) -> Result<(Vec<(ClientTab, Tab)>, ClientTab)> {
    let asked = request.query("show").and_then(ClientTab::parse);
    let mut found = Vec::new();
    for tab in ClientTab::ALL {
        let count = match tab {
            ClientTab::Overview => None,
            ClientTab::Contacts => Some(super::section::counted::<Contact>(
                visit, client, BY_CLIENT,
            )?),
            tab => {
                let mut of_rooms = sections(visit, tab).peekable();
                if of_rooms.peek().is_none() {
                    continue;
                }
                let mut sum = None;
                for section in of_rooms {
                    if let Some(count) = section.count {
                        sum = Some(sum.unwrap_or(0) + count(visit, client)?);
                    }
                }
                sum
            }
        };
        let drawn = Tab::new(tab.label(), tab.address(client));
        found.push((
            tab,
            match count {
                Some(count) if count >= MOST => drawn.many(MOST as u64),
                Some(count) => drawn.count(count as u64),
                None => drawn,
            },
        ));
    }
    let open = asked.filter(|asked| found.iter().any(|(tab, _)| tab == asked));
    let open = open.unwrap_or(ClientTab::Overview);
    let found = found
        .into_iter()
        .map(|(tab, drawn)| (tab, drawn.current(tab == open)));
    Ok((found.collect(), open))
}

/// What is known of them.
fn details(visit: &Visit, client: &Client) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let departments: Vec<&str> = client
        .departments
        .iter()
        .map(|d| names.department(*d))
        .filter(|n| !n.is_empty())
        .collect();
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let edits = Editing::of(visit, client);
    let shown = |key: &str, text: &str| !text.is_empty() || edits.may(key);
    let held_services = match client.categories.is_empty() {
        true => html! {},
        false => services(&client.categories),
    };
    Ok(html! {
        (Section::new("Details", Facts::new()
            .fact("Kept by", edits.value("owner", present(visit, &names, client.owner)))
            .maybe("Services", edits.may("categories").then(|| edits.value("categories", held_services)))
            .maybe("Departments", some(&departments.join(", ")))
            .maybe("Phone", shown("phone", &client.phone).then(|| edits.beside("phone", call(&client.phone))))
            .maybe("Website", shown("website", &client.website).then(|| edits.value("website", client.website.as_str())))
            .maybe("Address", shown("address", &client.address).then(|| edits.value("address", client.address.as_str())))
            .maybe("Source", shown("source", &client.source).then(|| edits.value("source", client.source.as_str())))
            .fact("Client since", client.since.day(&visit.tz).show(visit.today()))
            .fact("Last happened", client.touched.show(visit.at, &visit.tz))))
        @if shown("note", &client.note) { (Section::new("Note", edits.beside("note", html! { @if !client.note.is_empty() { (remark(client.note.as_str())) } }))) }
        (crate::features::shares::section(visit, client)?)
    })
}

/// Tickets lie above clients: asked by the name of their action.
fn raises(visit: &Visit, client: &Client) -> bool {
    let raise = visit.store().schema().action("tickets.raise");
    raise.is_some_and(|raise| visit.may(&raise, client))
}

fn contact_section(visit: &Visit, client: &Client, contacts: &[Contact]) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let (may_add, may_open) = (visit.may(&CONTACT, client), visit.may(&PORTAL, client));
    let section = Section::new("Contacts", html! {
        @if contacts.is_empty() {
            p class="mute" { "Nobody yet. A quote is sent to a contact, and contacts come into the portal." }
        } @else {
            ul class="list" {
                @for contact in contacts {
                    @let edits = Editing::of(visit, contact);
                    li data-row data-live-id=(format!("cn-{}", contact.id.raw())) {
                        (Avatar::person(contact.name.as_str()))
                        div class="grow two-line" {
                            span {
                                @if may_add { a class="link" href=(format!("/contacts/{}/edit", contact.id)) { (contact.name) } } @else { (contact.name) }
                                @if !contact.role.is_empty() || edits.may("role") { " " span class="dim" { (edits.value("role", contact.role.as_str())) } }
                            }
                            (reached_by(contact, &edits))
                            (mail::failing::note(visit, &contact.email)?)
                            @if let Some(user) = contact.user {
                                span class="row tight" {
                                    (in_portal(visit, &names, user)?)
                                    @if looks(visit, &names, user) {
                                        (Button::link("View as", format!("/users/{user}/view-as")).small().quiet().icon(Icon::Eye))
                                    }
                                }
                            } @else if may_open {
                                @let button = Button::submit("Open the portal").small();
                                div {
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
            }
        }
    })
    .live("contacts");
    // The line lies outside of what is drawn anew, so that it keeps the focus.
    Ok(html! {
        (section)
        @if may_add {
            (records::line_of::<Contact>("Add a contact", &format!("/clients/{}", client.id))
                .hidden("client", client.id)
                .hint("Such as: Naomi Frost, owner 210-555-0100 naomi@alder.example")
                .whole(format!("/clients/{}/contacts/new", client.id)))
        }
    })
}

fn reached_by(contact: &Contact, edits: &Editing) -> Markup {
    let shown = |key: &str, held: &str| !held.is_empty() || edits.may(key);
    // Each on a line of its own: an address is as long as it is.
    html! {
        @if shown("email", &contact.email) { span class="t12" { (edits.beside("email", mail_to(&contact.email))) } }
        @if shown("phone", &contact.phone) { span class="t12" { (edits.beside("phone", call(&contact.phone))) } }
    }
}
