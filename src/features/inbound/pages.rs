//! The mailbox for answers: one page among the settings.

use maud::{Markup, html};

use super::{
    actions::TEST,
    addresses::{MAILBOX_AT, RECEIVED_AT},
    forms::MailboxForm,
    open::Tried,
    ops,
};
use crate::{
    base::{Choice, Result},
    data::{Record, Visit},
    features::{
        administration::{one_of_settings, settings_page},
        mail::{EDIT, InboundMailbox, Strangers},
        people::{Directory, User},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// The tab that it stands under.
const MAIL: &str = "/settings/mail";

pub fn page(
    visit: &Visit,
    request: &Request,
    form: &Filled<MailboxForm>,
    tried: Option<&Tried>,
) -> Result<Page> {
    let held = ops::held(visit)?;
    let content = match visit.may_somewhere(&EDIT) {
        true => fields(visit, &held, form)?,
        false => facts(visit, &held)?,
    };
    let main = html! {
        @match tried {
            Some(tried) if tried.well => (Banner::success(tried.said.as_str())),
            Some(tried) => (Banner::error(tried.said.as_str())),
            None => {}
        }
        (Section::new("Answers by mail", content).small(if held.on { "On" } else { "Off: nothing is fetched" }))
        (Section::new("What came in", html! {
            p { "What was posted, what was left in the mailbox and why, and the addresses from which mail comes back; never what a mail says." }
            (buttons(Button::link("What came in", RECEIVED_AT).icon(Icon::Inbox)))
        }))
        @if held.version != 0 && visit.may_somewhere(&TEST) {
            (Section::new("Try it", html! {
                p { "The mailbox is opened as it is saved, and what the server says is shown here. Nothing is fetched or marked by it." }
                (post_button(&format!("{MAILBOX_AT}/test"), html! {}, Button::submit("Try the mailbox")))
            }))
        }
    };
    let history = one_of_settings(visit, request, &held)?;
    Ok(settings_page(visit, MAIL, main, history)?
        .live("mailboxes")
        .at(MAILBOX_AT)
        .status(form.status()))
}

fn fields(visit: &Visit, held: &InboundMailbox, form: &Filled<MailboxForm>) -> Result<Markup> {
    let known = ops::has_password(visit, held)?;
    Ok(html! {
        form class="stack read" method="post" action=(MAILBOX_AT) data-once autocomplete="off" {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            p class="dim" { "Whoever answers a mail of Atrium posts on the record that it is about, in their own name: when the mail comes from their address, goes to the address that was sealed for them, and they may post there. Give Atrium a mailbox of its own." }
            p class="dim" { "The service as it is shipped reaches private networks only: a server elsewhere needs a line IPAddressAllow= for it, as INSTALL.md says." }
            (form.tick("on", "Answers are taken in").hint("Turned off, nothing is fetched, and mails say nothing of answering."))
            (fields_two(html! {
                (form.text("host", "Server").hint("Such as imap.example.org. Atrium connects to this one and to nothing else, by TLS."))
                (form.number("port", "Port").required().hint("993 for IMAP over TLS."))
            }))
            (fields_two(html! {
                (form.text("username", "User name"))
                (form.password("password", "Password", "off").optional().hint(match known {
                    true => "There is one. Left empty, it stays.",
                    false => "Kept encrypted and never shown again.",
                }))
            }))
            (form.email("address", "Address").hint("At which it is written to. Its server has to take mail for the same name with a plus and a word behind it (reply+word@example.org) as well."))
            (fields_two(html! {
                (form.text("folder", "Folder").required())
                (form.text("done_folder", "Folder for what was taken in").optional().hint("Left empty, it stays and is marked as read."))
            }))
            (Field::new("whose", "Answers are taken of").around_group(html! {
                (form.tick("staff", "Staff").hint("A mail comes from anywhere: also from where staff can't sign in."))
                (form.tick("clients", "Clients"))
            }))
            (form.tick("bounces", "Mails that can't be delivered are reported here").hint("Atrium then sends with this address as the one for reports: the mail server has to let it."))
            (form.choice::<Strangers>("strangers", "A mail that answers none of ours becomes"))
            (form.record("keeper", "In the name of", User::KIND.prefix).optional().hint("The employee who takes such tickets and leads in."))
            (buttons(html! {
                (Button::submit("Save").primary())
                (Button::link("Keep things as they are", MAILBOX_AT))
            }))
        }
    })
}

/// For those who may look and not change.
fn facts(visit: &Visit, held: &InboundMailbox) -> Result<Markup> {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let names = Directory::of(visit)?;
    let whom: Vec<&str> = [("Staff", held.staff), ("Clients", held.clients)]
        .into_iter()
        .filter_map(|(name, on)| on.then_some(name))
        .collect();
    Ok(html! {
        (Facts::new()
            .maybe("Server", said(&held.host).map(|host| format!("{host}, port {}", held.port)))
            .maybe("User name", said(&held.username))
            .maybe("Address", said(&held.address))
            .maybe("Folder", said(&held.folder))
            .maybe("Folder for what was taken in", said(&held.done_folder))
            .maybe("Answers are taken of", said(&whom.join(", ")))
            .fact("Mails that come back are reported here", if held.bounces { "yes" } else { "no" })
            .fact("What answers nothing", held.strangers.label())
            .maybe("In the name of", (held.keeper != 0).then(|| names.name_of(held.keeper).to_owned())))
    })
}
