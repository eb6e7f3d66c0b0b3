//! How mail is sent: one page among the settings.

use maud::{Markup, html};

use super::{HERE, forms::MailForm, ops};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::{
        administration::settings::{one_of_settings, settings_page},
        mail::{EDIT, MailServer, Security, TEST, Tried},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn page(
    visit: &Visit,
    request: &Request,
    form: &Filled<MailForm>,
    tried: Option<&Tried>,
) -> Result<Page> {
    let held = ops::held(visit)?;
    let content = match visit.may_somewhere(&EDIT) {
        true => fields(visit, &held, form)?,
        false => facts(visit, &held),
    };
    let main = html! {
        @match tried {
            Some(tried) if tried.well => (Banner::success(tried.said.as_str())),
            Some(tried) => (Banner::error(tried.said.as_str())),
            None => {}
        }
        (Section::new("Mail", content).small(standing(&held)))
        (Section::new("The box", html! {
            p { "What waits, what failed and why, and what was sent in the last thirty days; never what a mail says." }
            (buttons(Button::link("What waits and was sent", "/mail").icon(Icon::Inbox)))
        }))
        (Section::new("Answers", html! {
            p { "Answers to mails can be taken in from a mailbox, and posted where they belong." }
            (buttons(html! {
                (Button::link("The mailbox for answers", "/settings/mail/inbound").icon(Icon::Settings))
                (Button::link("What came in", "/mail/received").icon(Icon::Inbox))
            }))
        }))
        @if held.version != 0 && visit.may_somewhere(&TEST) { (test()) }
    };
    let history = one_of_settings(visit, request, &held)?;
    Ok(settings_page(visit, HERE, main, history)?
        .live("mail-servers")
        .at(HERE)
        .status(form.status()))
}

fn standing(held: &MailServer) -> &'static str {
    match held.on {
        true => "On: links and notices go by mail",
        false => "Off: links are handed over by people",
    }
}

fn fields(visit: &Visit, held: &MailServer, form: &Filled<MailForm>) -> Result<Markup> {
    let known = ops::has_password(visit, held);
    let base = ops::outside(visit)?.base(false);
    Ok(html! {
        form class="stack read" method="post" action=(HERE) data-once autocomplete="off" {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.tick("on", "Atrium sends mail").hint("Turned off, nothing leaves: what waits goes on waiting, and links are handed over by people."))
            @if let Some(why) = form.problems.of("on") { (Banner::error(why)) }
            @match &base {
                Some(base) => p class="dim t12" { "Links in mails begin with " (base) "." },
                None => (Banner::info("The configuration has no public address yet (public), and mails need one for their links.")),
            }
            (fields_two(html! {
                (form.text("host", "Server").hint("Such as smtp.example.org. Atrium connects to this one and to nothing else."))
                (form.number("port", "Port").required().hint("465 for TLS, 587 for STARTTLS."))
            }))
            (form.choice::<Security>("security", "Encryption"))
            (fields_two(html! {
                (form.text("username", "User name").optional())
                (form.password("password", "Password", "off").optional().hint(match known {
                    true => "There is one. Left empty, it stays.",
                    false => "Kept encrypted and never shown again.",
                }))
            }))
            (fields_two(html! {
                (form.email("from", "Address of the sender"))
                (form.text("from_name", "Name of the sender").optional())
            }))
            (form.email("reply_to", "Replies go to").optional().hint("Left empty, to the sender."))
            (Field::new("links", "Links that open the house go by mail to").around_group(html! {
                (form.tick("link_employees", "Employees"))
                (form.tick("link_clients", "Clients"))
                (form.tick("link_admins", "Admins").hint("Whoever reads their mail could choose their password. The superadmin's link never goes by mail."))
            }))
            (form.area("checkpoint_to", "Who keeps the journal's checkpoint").optional().rows(3).hint("One address in each line. Every day the journal's signed checkpoint goes there: with it, anybody can tell later whether the journal was cut or rewritten."))
            (buttons(html! {
                (Button::submit("Save").primary())
                (Button::link("Keep things as they are", HERE))
            }))
        }
    })
}

fn test() -> Markup {
    html! {
        (Section::new("Try it", html! {
            p { "A test mail goes to your own address, with the settings as they are saved, and the server's answer is shown here." }
            (post_button("/settings/mail/test", html! {}, Button::submit("Send a test mail")))
        }))
    }
}

/// For those who may look and not change.
fn facts(visit: &Visit, held: &MailServer) -> Markup {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let whom: Vec<&str> = [
        ("Employees", held.link_employees),
        ("Clients", held.link_clients),
        ("Admins", held.link_admins),
    ]
    .into_iter()
    .filter_map(|(name, on)| on.then_some(name))
    .collect();
    html! {
        (Facts::new()
            .maybe("Server", said(&held.host).map(|host| format!("{host}, port {}", held.port)))
            .fact("Encryption", held.security.label())
            .maybe("User name", said(&held.username))
            .fact("Password", if ops::has_password(visit, held) { "there is one" } else { "none" })
            .maybe("Sender", said(&held.from))
            .maybe("Name of the sender", said(&held.from_name))
            .maybe("Replies go to", said(&held.reply_to))
            .maybe("Links go by mail to", said(&whom.join(", ")))
            .maybe("Keepers of the checkpoint", said(&held.checkpoint_to.join(", "))))
    }
}
