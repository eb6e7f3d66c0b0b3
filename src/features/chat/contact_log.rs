//! Everything that was said with a client, in one stream: calls, mails and meetings that were noted, and what their people
//! and the house wrote to one another, in the client's room, with their leads, on their tickets and in their projects.
//! Each is a post of where it was said, and read by whoever reads it there. A call that belongs to none of them is noted
//! in the client's own room, for the staff.

use maud::{Markup, html};

use crate::{
    base::{Choice, Error, Id, Result},
    data::{Index, Key, Page, Paging, Query, Record, Ref, Visit},
    features::{
        clients::{self, CONTACTS, Client, ClientTab, Contact, SectionView, TALK},
        conversation::{self, BY_RECORD, Channel, NewPost, Post, Reading, Written, drawn},
        form_key,
        leads::{self, Lead},
        people::Directory,
        projects::{self, Project},
        tickets::{self, Ticket},
    },
    ui::{feed::feed, prelude::*},
    web::{
        Filled, Form, Reader, Reply, Request, Route,
        form::{Optional, Required},
    },
};

/// Records of each kind that the stream is read from, the newest first.
const MOST: usize = 200;
/// What of it the overview shows.
const LAST: usize = 3;

pub(super) const SECTION: clients::Section = clients::Section {
    tab: ClientTab::Log,
    needs: clients::VIEW,
    count: None,
    draw: section,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/clients/{id}/contact-log", TALK, take).gated(there),
        Route::api_list::<LogQuery>(
            "/clients/{id}/contact-log",
            clients::VIEW,
            "What was said with a client, newest first: calls, mails, meetings, and what was written that they read",
            |v, r, asked| {
                let client = v.find::<Client>(r.id("id")?)?;
                let page = list(v, &client, &asked, r.paging()?)?;
                Ok(Reply::page(page.try_map(|post| v.json(&post))?))
            },
        )
        .of::<Post>(),
        Route::api_post::<NewContact>(
            "/clients/{id}/contact-log",
            TALK,
            "Note a call, mail or meeting with a client; their people don't read it",
            |v, r, form| {
                let written = note(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Post>(written.id)?)?))
            },
        )
        .gated(there)
        .of::<Post>(),
    ]
}

/// Whether the client of an address is there for this person.
fn there(visit: &Visit, request: &Request) -> Result<()> {
    visit.find::<Client>(request.id("id")?).map(drop)
}

/// What of it is shown.
#[derive(Debug, Clone, Default)]
pub(super) struct LogQuery {
    pub kind: Option<&'static str>,
}

/// What the stream can be narrowed to, and what its switch says.
const KINDS: [(&str, &str); 5] = [
    ("call", "Calls"),
    ("mail", "Mails"),
    ("meeting", "Meetings"),
    ("written", "Written"),
    ("note", "Notes"),
];

impl Form for LogQuery {
    fn read(f: &mut Reader) -> Self {
        LogQuery {
            kind: f.word("kind", "Kind", &KINDS.map(|(key, _)| key)),
        }
    }
}

impl LogQuery {
    /// What staff say to one another about the work is none of it.
    fn keeps(&self, post: &Post) -> bool {
        if post.removed.is_some() {
            return false;
        }
        let written = post.channel.is_none() && !post.audience.is_staff_only();
        match (self.kind, post.channel) {
            (None, channel) => channel.is_some() || written,
            (Some("written"), channel) => written || channel == Some(Channel::Chat),
            (Some(kind), channel) => channel.is_some_and(|channel| channel.key() == kind),
        }
    }
}

/// A call, mail or meeting that is noted on a client.
#[derive(Debug, Clone)]
pub(super) struct NewContact {
    pub channel: Channel,
    pub contact: Option<Id<Contact>>,
    pub text: String,
}

impl Form for NewContact {
    fn read(f: &mut Reader) -> Self {
        NewContact {
            channel: f.choice("channel", "Kind", Optional).unwrap_or_default(),
            contact: f.id("contact", "With", Optional),
            text: f.block("text", "What was said", Required, 4000),
        }
    }
}

/// Notes it in the client's room, for the staff. With whom it was stands in its words, by their number.
fn note(visit: &Visit, id: Id<Client>, form: NewContact) -> Result<Written> {
    let text = match form.contact {
        None => form.text,
        Some(contact) => {
            let held: Contact = visit.find(contact)?;
            if held.client != id {
                return Err(Error::field(
                    "contact",
                    "That is a contact of another client.",
                ));
            }
            format!("With #{contact}: {}", form.text)
        }
    };
    let said = NewPost {
        text,
        channel: Some(form.channel),
        staff_only: true,
        ..NewPost::default()
    };
    conversation::write(visit, id, said)
}

fn take(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Client> = request.id("id")?;
    let noted = request
        .fill::<NewContact>()
        .attempt(|form| note(visit, id, form))?;
    let client: Client = visit.find(id)?;
    match noted {
        Ok(_) => {
            let to = ClientTab::Log.address(&client);
            Ok(Reply::go(to).toast("Noted", visit.wrote()))
        }
        Err(form) => {
            let body = html! {
                (Head::new("Note a contact"))
                (form.summary())
                (composer(visit, &client, &form)?)
            };
            Ok(crate::web::Page::new("Note a contact", body)
                .under("Clients", "/clients")
                .under(client.name.as_str(), ClientTab::Log.address(&client))
                .styles(&["thread", "extra"])
                .status(form.status())
                .into())
        }
    }
}

/// What of the client people talk on, beginning with the client.
fn rooms(visit: &Visit, client: &Client) -> Result<Vec<Key>> {
    let mut keys = vec![Post::key_of(client.as_ref())];
    of::<Lead>(visit, client, leads::BY_CLIENT, &mut keys)?;
    of::<Ticket>(visit, client, tickets::BY_CLIENT, &mut keys)?;
    of::<Project>(visit, client, projects::BY_CLIENT, &mut keys)?;
    Ok(keys)
}

fn of<R: Record>(visit: &Visit, client: &Client, index: Index, keys: &mut Vec<Key>) -> Result<()> {
    let mut numbers = Vec::new();
    let query = Query::<R>::of(client, index, Key::new().id(client.id));
    visit.each_row(client.as_ref(), &query, &mut |number, _| {
        numbers.push(number);
        true
    })?;
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.truncate(MOST);
    let kind = R::KIND.code;
    keys.extend(numbers.into_iter().map(|id| Post::key_of(Ref { kind, id })));
    Ok(())
}

fn list(visit: &Visit, client: &Client, asked: &LogQuery, paging: Paging) -> Result<Page<Post>> {
    let query = Query::<Post>::by(BY_RECORD).under_any(rooms(visit, client)?);
    visit.sift(query.descending(true).page(paging), |post| {
        asked.keeps(post)
    })
}

// ── on the client's page ──

fn section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let asked = view.request.filters::<LogQuery>();
    let (asked, paging) = match view.whole {
        true => (asked, view.request.paging()?.forgiving()),
        false => (LogQuery::default(), Paging::first(LAST)),
    };
    let page = list(visit, client, &asked, paging)?;
    let room = format!("/chat/{}", client.id);
    let stream = entries(visit, client, &page.rows)?;
    let title = "Contact log";
    if !view.whole {
        return Ok(html! {
            (Section::new(title, stream).actions(html! {
                (Button::link("All of it", view.all.as_str()).small().quiet())
                (Button::link("Open the room", room).small().icon(Icon::Chat))
            }).live("messages"))
        });
    }
    let to = |kind: Option<&str>| match kind {
        Some(kind) => format!("{}&kind={kind}", view.all),
        None => view.all.clone(),
    };
    let kinds: Vec<(String, &str, bool)> = std::iter::once((to(None), "All", asked.kind.is_none()))
        .chain(
            KINDS
                .iter()
                .map(|(key, label)| (to(Some(key)), *label, asked.kind == Some(*key))),
        )
        .collect();
    let choices: Vec<(Option<Icon>, &str, &str, bool)> = kinds
        .iter()
        .map(|(href, label, current)| (None, *label, href.as_str(), *current))
        .collect();
    let turned = |name: &str, cursor: &Option<String>| {
        let cursor = cursor.as_deref()?;
        let kind = asked
            .kind
            .map_or_else(String::new, |kind| format!("&kind={kind}"));
        Some(format!("{}{kind}&{name}={cursor}", view.all))
    };
    let (newer, older) = (
        turned("before", &page.previous),
        turned("after", &page.next),
    );
    Ok(html! {
        @if visit.may(&TALK, client) { (composer(visit, client, &Filled::blank(&[]))?) }
        (Section::new(title, html! {
            (stream)
            @if newer.is_some() || older.is_some() {
                (pager(page.rows.len(), newer.as_deref(), older.as_deref()))
            }
        }).actions(html! {
            (segments("Show", &choices))
            (Button::link("Open the room", room).small().icon(Icon::Chat))
        }).live("messages"))
    })
}

fn composer(visit: &Visit, client: &Client, form: &Filled<NewContact>) -> Result<Markup> {
    let contacts: Vec<Contact> = visit.related(client, CONTACTS, Key::new().id(client.id), 50)?;
    let beside = html! {
        (form.choice::<Channel>("channel", "Kind"))
        @if !contacts.is_empty() {
            (form.select("contact", "With").option("", "Nobody in particular")
                .options(contacts.iter().map(|contact| (contact.id.to_string(), contact.name.clone()))))
        }
    };
    Ok(html! {
        (Composer::new(format!("/clients/{}/contact-log", client.id), "What was said", hidden("_key", form_key()))
            .value(form.value("text").unwrap_or_default())
            .fields(beside).send("Note it").draft(format!("client-{}", client.id.raw())))
    })
}

fn entries(visit: &Visit, client: &Client, posts: &[Post]) -> Result<Markup> {
    if posts.is_empty() {
        return Ok(html! {
            p class="mute" { "Nothing was said with them yet, or nothing that you may read. Calls, mails and meetings are noted here, and what they write comes by itself." }
        });
    }
    let names = Directory::of(visit)?;
    let mut items = Vec::with_capacity(posts.len());
    for post in posts {
        let on = match post.on == client.as_ref() {
            true => None,
            false => visit.title_of(post.on)?,
        };
        let reading = Reading {
            visit,
            names: &names,
            named: &post.mentions,
        };
        let said = html! { div class="md" { (drawn(&reading, &post.text)) } };
        let told = html! {
            b { (names.name(post.by)) } " " (deed(post))
            @if let Some(title) = on {
                " on " a class="link" href=(format!("/posts/{}", post.id)) { (title) }
            }
        };
        let item = FeedItem::of(icon_of(post), told)
            .at(post.at.show(visit.at, &visit.tz), post.at.rfc3339())
            .id(post.id.to_string());
        items.push(item.said(said));
    }
    Ok(feed(items))
}

fn deed(post: &Post) -> &'static str {
    match (post.channel, post.from_client) {
        (Some(Channel::Call), _) => "noted a call",
        (Some(Channel::Mail), true) => "wrote by mail",
        (Some(Channel::Mail), false) => "noted a mail",
        (Some(Channel::Meeting), _) => "noted a meeting",
        (Some(Channel::Chat), _) => "noted a chat",
        (Some(Channel::Note | Channel::Unknown), _) => "noted",
        (None, _) => "wrote",
    }
}

fn icon_of(post: &Post) -> Icon {
    match post.channel {
        Some(Channel::Call) => Icon::Phone,
        Some(Channel::Mail) => Icon::Mail,
        Some(Channel::Meeting) => Icon::Users,
        _ => Icon::Chat,
    }
}
