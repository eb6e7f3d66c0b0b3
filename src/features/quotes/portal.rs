//! A quote in the client's rooms: read it, accept and sign it, or say why not. No internal word gets here.

use maud::{Markup, html};

use super::{
    ACCEPT, ClientQuote, DECLINE, Quote, Status,
    forms::{Accept, Decline},
    sheet::{self, Version},
};
use crate::{
    base::{Error, Result},
    data::Visit,
    features::{people::Directory, settings::CurrentSettings},
    ui::{portal, prelude::*},
    web::{Filled, Page, reply::Frame},
};

pub fn page(
    visit: &Visit,
    quote: &Quote,
    accept: &Filled<Accept>,
    decline: &Filled<Decline>,
) -> Result<Page> {
    let held = quote;
    let ClientQuote {
        quote,
        being_revised,
    } = &held.known().ok_or(Error::NotFound)?;
    let (client, contacts) = sheet::client_of(visit, held)?;
    let names = Directory::of(visit)?;
    let agent = names.name(quote.owner);
    let gross = quote
        .totals()
        .gross
        .show(CurrentSettings::of(visit)?.0.currency());
    let standing = quote.standing(visit.today());
    let open = standing == Status::Sent && !being_revised;
    let (may_accept, may_decline) = (
        open && visit.may(&ACCEPT, held),
        open && visit.may(&DECLINE, held),
    );
    let version = Version::of(quote, None);
    let main = html! {
        // Refused because it can't be answered any more: there is no form left to say it above.
        @if !may_accept { (accept.banner()) }
        @if !may_decline { (decline.banner()) }
        // The sheet and the version that is answered are one region: what is read is what is signed, even when a
        // newer one arrives while somebody is typing below.
        div data-live-id="quote-sheet" {
            (sheet::sheet(visit, quote, &version, &client, &contacts)?)
            @if may_accept { p class="no-print mt" { "By accepting you order the work above for " b { (gross) } "." } }
            @if may_accept { input type="hidden" name="revision" value=(quote.revision) form="accept-form"; }
            @if may_decline { input type="hidden" name="revision" value=(quote.revision) form="decline-form"; }
        }
        div data-live-id="quote-accept" { @if may_accept { (accept_section(visit, quote, accept)) } }
        div data-live-id="quote-decline" { @if may_decline { (decline_section(quote, decline)) } }
    };
    let aside = html! {
        div class="stack l no-print" data-live-id="quote-aside" {
            @if standing == Status::Accepted { (Section::new("What happens next", next(agent))) }
            (Section::new("Keep it", buttons(Button::link("Download the PDF", format!("/portal/quotes/{}/pdf", quote.id)).icon(Icon::Download))))
            (Section::new("Questions?", html! {
                ul class="list" { (portal::contact(agent, "Wrote this quote and answers you")) }
            }))
        }
    };
    let body = html! {
        (portal::back("Home", "/portal"))
        div class="no-print" data-live-id="quote-head" {
            (welcome(visit, quote, standing, *being_revised, agent, &gross))
            @if may_accept { div class="mt" { (buttons(Button::link("Accept the quote", "#accept").primary().icon(Icon::Sign))) } }
        }
        (portal::grid(main, aside))
    };
    Ok(Page::new(quote.title.as_str(), body)
        .frame(Frame::Portal)
        .styles(&["paper", "extra", "record", "list"])
        .scripts(&["sign-pad"])
        .live(format!("quotes:{}", quote.id.raw()))
        .status(if accept.is_refused() || decline.is_refused() {
            422
        } else {
            200
        }))
}

fn welcome(
    visit: &Visit,
    quote: &Quote,
    standing: Status,
    being_revised: bool,
    agent: &str,
    gross: &str,
) -> Markup {
    let when =
        |at: Option<crate::base::Moment>| at.map(|at| at.day(&visit.tz).long()).unwrap_or_default();
    let until = quote.valid_until.map(|day| day.long()).unwrap_or_default();
    let lede = match standing {
        _ if being_revised => format!(
            "{agent} is revising this quote. Below is what we sent you on {}; the new version comes to you here.",
            when(quote.sent_at)
        ),
        Status::Accepted => format!(
            "You accepted this quote on {}. We start right away.",
            when(quote.decided_at)
        ),
        Status::Declined => format!(
            "You declined this quote on {}. {agent} has your reason and comes back to you.",
            when(quote.decided_at)
        ),
        Status::Withdrawn => format!(
            "We withdrew this quote, so it can't be accepted any more. {agent} can tell you more."
        ),
        Status::Expired => {
            format!("This quote was valid until {until}. {agent} gladly makes you a new one.")
        }
        _ => format!("{gross} in all. Please read it and answer by {until}."),
    };
    let title = match standing {
        Status::Accepted => html! { "Thank you, " (first_name(visit)) },
        _ => html! { (quote.title) },
    };
    portal::welcome(title, lede)
}

fn first_name(visit: &Visit) -> String {
    visit
        .actor
        .name
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn next(agent: &str) -> Markup {
    steps([
        (
            html! { b { "You" } " accepted the quote" },
            html! {},
            Reached::Done,
        ),
        (
            html! { b { "We" } " open your project and ask for what we need" },
            html! { "You find our questions here, in your portal." },
            Reached::Current,
        ),
        (
            html! { b { "We" } " plan the work and show you the dates" },
            html! { (agent) " answers you until then." },
            Reached::Ahead,
        ),
    ])
}

fn accept_section(visit: &Visit, quote: &Quote, form: &Filled<Accept>) -> Markup {
    let drawn = form.value("signature").unwrap_or_default();
    let name = form
        .value("name")
        .map_or_else(|| visit.actor.name.to_string(), str::to_owned);
    let body = html! {
        form id="accept-form" class="stack no-print" method="post" action=(format!("/portal/quotes/{}/accept", quote.id)) data-once {
            (form.summary())
            (form.text("name", "Your full name").value(name).autocomplete("name").hint("Your typed name counts as your signature. You can sign by hand as well."))
            (Field::new("signature", "Your signature").hint("Sign with a finger, a pen or the mouse, if you like.").error(form.problems.of("signature")).around_group(html! {
                div data-sign {
                    (boxed(html! {
                        svg viewBox="0 0 600 160" role="img" aria-label="Box to sign in" {
                            path d=(drawn) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" {}
                        }
                    }))
                    (hidden("signature", drawn))
                    (buttons(Button::plain("Clear the signature").small().flag("data-sign-clear")))
                }
            }))
            (buttons(Button::submit("Accept the quote").primary().icon(Icon::Sign)))
        }
    };
    html! { (Section::new("Accept", body).id("accept")) }
}

fn decline_section(quote: &Quote, form: &Filled<Decline>) -> Markup {
    html! {
        (Section::new("Not what you need?", html! {
            form id="decline-form" class="stack no-print" method="post" action=(format!("/portal/quotes/{}/decline", quote.id)) data-once {
                (form.summary())
                (form.area("reason", "What doesn't fit").rows(3).required().hint("We read it and come back to you."))
                (buttons(Button::submit("Decline the quote")))
            }
        }))
    }
}
