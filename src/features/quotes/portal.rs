//! A quote in the client's rooms: read it, accept and sign it, or say why not. No internal word gets here.

use maud::{Markup, html};

use super::{
    ClientQuote, Quote, Status,
    actions::{ACCEPT, DECLINE},
    forms::{Accept, Decline},
    sheet::{self, Version},
};
use crate::{
    base::{
        Error, Result,
        language::{self, say},
    },
    data::Visit,
    features::{people::Directory, settings::CurrentSettings},
    said, said_html,
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
            @if may_accept { p class="no-print mt" { (said_html!("quote-by-accepting", amount = html! { b { (gross) } })) } }
            @if may_accept { input type="hidden" name="revision" value=(quote.revision) form="accept-form"; }
            @if may_decline { input type="hidden" name="revision" value=(quote.revision) form="decline-form"; }
        }
        div data-live-id="quote-accept" { @if may_accept { (accept_section(visit, quote, accept)) } }
        div data-live-id="quote-decline" { @if may_decline { (decline_section(quote, decline)) } }
    };
    let aside = html! {
        div class="stack l no-print" data-live-id="quote-aside" {
            @if standing == Status::Accepted { (Section::new(say("quote-what-happens-next"), next(agent))) }
            (Section::new(say("quote-keep-it"), buttons(Button::link(say("quote-download-the-pdf"), format!("/portal/quotes/{}/pdf", quote.id)).icon(Icon::Download))))
            (Section::new(say("quote-questions"), html! {
                ul class="list" { (portal::contact(agent, say("quote-wrote-this-quote-and-answers-you"))) }
            }))
        }
    };
    let body = html! {
        (portal::back(say("quote-home"), "/portal"))
        div class="no-print" data-live-id="quote-head" {
            (welcome(visit, quote, standing, *being_revised, agent, &gross))
            @if may_accept { div class="mt" { (buttons(Button::link(say("quote-accept-the-quote"), "#accept").primary().icon(Icon::Sign))) } }
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
        _ if being_revised => said!(
            "quote-being-revised",
            agent = agent,
            day = when(quote.sent_at)
        ),
        Status::Accepted => said!("quote-accepted-on", day = when(quote.decided_at)),
        Status::Declined => said!(
            "quote-declined-on",
            day = when(quote.decided_at),
            agent = agent
        ),
        Status::Withdrawn => said!("quote-withdrawn", agent = agent),
        Status::Expired => said!("quote-expired", day = until, agent = agent),
        _ => said!("quote-answer-by", amount = gross, day = until),
    };
    let title = match standing {
        Status::Accepted => {
            html! { (said!("quote-thank-you", name = language::addressed(&visit.actor.name))) }
        }
        _ => html! { (quote.title) },
    };
    portal::welcome(title, lede)
}

fn next(agent: &str) -> Markup {
    steps([
        (
            html! { (say("quote-step-accepted")) },
            html! {},
            Reached::Done,
        ),
        (
            html! { (say("quote-step-open")) },
            html! { (say("quote-you-find-our-questions-here-in")) },
            Reached::Current,
        ),
        (
            html! { (say("quote-step-plan")) },
            html! { (said!("quote-until-then", agent = agent)) },
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
            (form.text("name", say("quote-your-full-name")).value(name).autocomplete("name").hint(say("quote-your-typed-name-counts-as-your")))
            (Field::new("signature", say("quote-your-signature")).hint(say("quote-sign-with-a-finger-a-pen")).error(form.problems.of("signature")).around_group(html! {
                div data-sign {
                    (boxed(html! {
                        svg viewBox="0 0 600 160" role="img" aria-label=(say("quote-box-to-sign-in")) {
                            path d=(drawn) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" {}
                        }
                    }))
                    (hidden("signature", drawn))
                    (buttons(Button::plain(say("quote-clear-the-signature")).small().flag("data-sign-clear")))
                }
            }))
            (buttons(Button::submit(say("quote-accept-the-quote")).primary().icon(Icon::Sign)))
        }
    };
    html! { (Section::new(say("quote-accept"), body).id("accept")) }
}

fn decline_section(quote: &Quote, form: &Filled<Decline>) -> Markup {
    html! {
        (Section::new(say("quote-not-what-you-need"), html! {
            form id="decline-form" class="stack no-print" method="post" action=(format!("/portal/quotes/{}/decline", quote.id)) data-once {
                (form.summary())
                (form.area("reason", say("quote-what-doesnt-fit")).rows(3).required().hint(say("quote-we-read-it-and-come-back")))
                (buttons(Button::submit(say("quote-decline-the-quote"))))
            }
        }))
    }
}
