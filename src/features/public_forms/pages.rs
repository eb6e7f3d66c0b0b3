//! What came by public forms, and the forms themselves, for the house.

use maud::{Markup, html};

use super::{
    actions::{CREATE, DROP, EDIT, TAKE, VIEW},
    entry::{BY_STATE, FormEntry, State},
    form::{BY_NAME, PublicForm, Purpose},
    forms::EditForm,
};
use crate::{
    base::{Choice, Result, text},
    data::{Key, Query, Record, Visit},
    features::{clients::Client, leads, people::Directory, tickets},
    ui::prelude::*,
    web::{Filled, Page, Request, form::Refused, link},
};

/// # Errors
/// When the store can't be read.
pub fn entries(visit: &Visit, request: &Request) -> Result<Page> {
    let taken = request.query("show") == Some("taken");
    let query = Query::by(BY_STATE).under(Key::new().byte(u8::from(taken)));
    let page = visit.list::<FormEntry>(query.page(request.page(50)))?;
    let rows = page.rows.iter().map(|held| {
        Row::new()
            .id(format!("fe-{}", held.id.raw()))
            .name_link(
                &format!("/form-entries/{}", held.id),
                match held.company.is_empty() {
                    true => held.name.clone(),
                    false => format!("{}, {}", held.name, held.company),
                },
                text::shorten(&held.text, 140),
            )
            .cell(badge(held.state.tone(), held.state.label()))
            .dim(held.at.show(visit.at, &visit.tz))
    });
    let body = html! {
        (Head::new("What came by forms").actions(html! {
            @if visit.may_somewhere(&VIEW) { (Button::link("The forms", "/public-forms")) }
        }))
        (tabs("Show", [Tab::new("Waits", "/form-entries").current(!taken), Tab::new("Taken in", "/form-entries?show=taken").current(taken)]))
        div data-live-id="rows" {
            @if page.rows.is_empty() {
                @if taken { (Empty::quiet("Nothing was taken in yet", "What was taken in as a lead or a request stands here, with what was consented to.")) }
                @else { (Empty::quiet("Nothing waits", "What strangers send by a public form stands here until somebody takes it in as a lead or a request.")) }
            } @else {
                (Table::rows().columns([Column::new("From"), Column::new("State"), Column::new("Sent")]).body(rows))
            }
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Forms", body)
        .styles(&["list", "empty"])
        .live("form-entries"))
}

/// # Errors
/// When the store can't be read.
pub fn entry(visit: &Visit, held: &FormEntry, refused: &Refused, history: Markup) -> Result<Page> {
    let here = format!("/form-entries/{}", held.id);
    let waits = held.state == State::Waiting;
    let (takes, drops) = (
        waits && visit.may(&TAKE, held),
        waits && visit.may(&DROP, held),
    );
    let form: Option<PublicForm> = visit.follow(held, |held| held.form)?;
    let request = refused.form("as-request");
    let despite = refused.is("as-lead");
    let main = html! {
        (refused.banner(&["as-request"]))
        (Section::new("In their words", html! { p { (broken(&held.text)) } }).live("words"))
        // Gone as soon as somebody else took it in.
        div class="stack l" data-live-id="take" {
        @if takes && visit.may_somewhere(&leads::CREATE) {
            (Section::new("As a lead", html! {
                form class="stack" method="post" action=(format!("{here}/as-lead")) data-once {
                    @if despite { (Tick::new("despite", "Add it although there is one like it")) }
                    (buttons(Button::submit("Make a lead").primary().icon(Icon::Lead)))
                }
            }))
        }
        @if takes && visit.may_somewhere(&tickets::RAISE) {
            (Section::new("As a request", html! {
                form class="stack" method="post" action=(format!("{here}/as-request")) data-once {
                    (request.banner())
                    (request.record("client", "Client", Client::KIND.prefix).required().hint("Make sure that it is from them: an e-mail in a form proves nothing."))
                    (buttons(Button::submit("Make a request").icon(Icon::Ticket)))
                }
            }))
        }
        }
        (Section::new("History", history))
    };
    let aside = html! { div data-live-id="facts" {
        (Facts::new()
            .fact("State", badge(held.state.tone(), held.state.label()))
            .maybe("Became", held.became.map(|of| link(visit, of, visit.store().schema().number(of))))
            .fact("Name", held.name.as_str())
            .fact("E-mail", mail_to(&held.email))
            .maybe("Company", (!held.company.is_empty()).then(|| held.company.clone()))
            .maybe("Phone", (!held.phone.is_empty()).then(|| call(&held.phone)))
            .fact("Sent", held.at.show(visit.at, &visit.tz))
            .maybe("By", form.map(|form| form.name))
            .fact("Consented to", broken(&held.consent)))
    } };
    let title = match held.company.is_empty() {
        true => held.name.clone(),
        false => format!("{}, {}", held.name, held.company),
    };
    let head = Head::new(title.as_str())
        .fact(id(held.id.to_string()))
        .actions(
            html! { @if drops { (Button::plain("Drop it").quiet().icon(Icon::X).opens("drop")) } },
        );
    let body = html! { (head) (record(main, aside)) @if drops { (drop_dialog(&here)) } };
    Ok(Page::new(title, body)
        .under("Forms", "/form-entries")
        .styles(&["record", "thread", "list", "extra", "float"])
        .live(format!("form-entries:{}", held.id.raw()))
        .status(refused.status()))
}

/// Asked once more, for nothing brings it back.
fn drop_dialog(here: &str) -> Markup {
    let body = html! { p { "All that they sent is gone for good, and kept nowhere." } };
    let end = Button::submit("Drop it").danger().form("drop-f");
    html! { (Dialog::new("drop", "Drop what they sent?").posts(format!("{here}/drop"), html! {}).body(body).end(end)) }
}

/// # Errors
/// When the store can't be read.
pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let page = visit.list::<PublicForm>(Query::by(BY_NAME).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let rows = page.rows.iter().map(|held| {
        let open = match held.open {
            true => badge(Tone::Success, "Open"),
            false => badge(Tone::Stone, "Closed"),
        };
        Row::new()
            .id(format!("pf-{}", held.id.raw()))
            .name_link(
                &format!("/public-forms/{}", held.id),
                held.name.as_str(),
                held.purpose.label(),
            )
            .cell(open)
            .cell(who(names.name(held.owner)))
    });
    let body = html! {
        (Head::new("Public forms").actions(html! {
            @if visit.may_somewhere(&CREATE) { (Button::link("New form", "/public-forms/new").primary().icon(Icon::Plus).key("c")) }
        }))
        div data-live-id="rows" {
            @if page.rows.is_empty() {
                (Empty::first("No public forms yet", "A form is a page that everybody may send: for an offer, or for a request without an account."))
            } @else {
                (Table::rows().columns([Column::new("Form"), Column::new("State"), Column::new("Reaches")]).body(rows))
            }
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Public forms", body)
        .under("Forms", "/form-entries")
        .styles(&["list", "empty"])
        .live("public-forms"))
}

fn fields(visit: &Visit, form: &Filled<EditForm>) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let staff = staff.iter().map(|user| (user.id, user.name.as_str()));
    Ok(html! {
        (form.text("name", "Heading").required().autocomplete("off"))
        (form.choice::<Purpose>("purpose", "For").required())
        (form.select("owner", "Reaches").nothing("Choose somebody").options(staff).required())
        (form.area("intro", "Introduction").rows(3).optional())
        (form.area("consent", "Consent").rows(3).required().hint("Beside a tick without which nothing is taken: what you keep, why, for how long, and how to have it deleted. The words are kept with each entry."))
        (form.area("thanks", "Thanks").rows(2).optional().hint("Stands where it was sent."))
        (form.tick("open", "Takes entries"))
    })
}

/// # Errors
/// When the store can't be read.
pub fn new(visit: &Visit, form: &Filled<EditForm>) -> Result<Page> {
    let body = html! {
        (Head::new("New form"))
        form class="stack read" method="post" action="/public-forms" data-once {
            (form.summary())
            (hidden("_key", crate::features::form_key()))
            (fields(visit, form)?)
            (buttons(html! { (Button::submit("Make the form").primary()) (Button::link("Keep things as they are", "/public-forms")) }))
        }
    };
    Ok(Page::new("New form", body)
        .under("Public forms", "/public-forms")
        .styles(&["extra"])
        .status(form.status()))
}

/// # Errors
/// When the store can't be read.
pub fn one(
    visit: &Visit,
    held: &PublicForm,
    address: &str,
    form: &Filled<EditForm>,
    history: Markup,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let main = html! {
        @if visit.may(&EDIT, held) {
            form class="stack read" method="post" action=(format!("/public-forms/{}", held.id)) data-once {
                (form.summary())
                (form.version(held.version))
                (fields(visit, form)?)
                (buttons(Button::submit("Save").primary()))
            }
        } @else {
            (Section::new("Consent", html! { p { (broken(&held.consent)) } }))
        }
        (Section::new("History", history))
    };
    let aside = html! {
        (Section::new("Its address", html! {
            p { code data-copy=(address) { (address) } }
            (buttons(html! { button class="btn" type="button" data-copy=(address) { (icon(Icon::Copy)) "Copy the link" } }))
            @if !held.open { p class="dim" { "Closed: there is nothing at this address." } }
        }))
        (Facts::new()
            .fact("For", held.purpose.label())
            .fact("Reaches", names.name(held.owner))
            .fact("Made", held.made_at.show(visit.at, &visit.tz)))
    };
    let body = html! {
        (Head::new(held.name.as_str()).fact(id(held.id.to_string())))
        (record(main, aside))
    };
    Ok(Page::new(held.name.as_str(), body)
        .under("Public forms", "/public-forms")
        .styles(&["record", "thread", "list", "extra"])
        .scripts(&["copy"])
        .live(format!("public-forms:{}", held.id.raw()))
        .status(form.status()))
}
