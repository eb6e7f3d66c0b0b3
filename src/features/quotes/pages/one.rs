//! One quote: the sheet, what can be done about it, the way it went.

use maud::{Markup, Render, html};

use super::{
    super::{
        Quote, Status,
        actions::{ACCEPT, ASK_DISCOUNT, DECLINE, EDIT, REVISE, SEND, WITHDRAW},
        discount,
        sheet::{self, Version},
    },
    dialogs::{accept_dialog, bill_dialog, decline_dialog, refusals, withdraw_dialog},
    list::{badge_of, numbered},
};
use crate::{
    access::Placement,
    base::{Choice, Result, text},
    data::Visit,
    features::{
        approvals,
        clients::{self, Contact},
        history,
        leads::{self, Lead},
        people::Directory,
        records::{Editing, present},
        settings::CurrentSettings,
    },
    ui::{prelude::*, printable},
    web::{Page, Request, form::Refused, link},
};

pub(in crate::features::quotes) fn quote(
    visit: &Visit,
    quote: &Quote,
    request: &Request,
    refused: &Refused,
) -> Result<Page> {
    let (client, contacts) = sheet::client_of(visit, quote)?;
    let version = Version::of(
        quote,
        request.query("revision").and_then(|text| text.parse().ok()),
    );
    let waiting = approvals::waiting_about(visit, quote)?;
    let unanswered = quote.must_be_draft().is_ok()
        && visit.may(&SEND, quote)
        && discount::is_unanswered(visit, quote)?;
    let past = request.query("show") == Some("history");
    let at = format!("/quotes/{}", quote.id);
    let edits = Editing::of(visit, quote);
    let body = html! {
        div class="no-print" data-live-id="quote-head" {
            (Head::new(quote.title.as_str())
                .fact(id(numbered(quote)))
                .mark(badge_of(quote, visit))
                .mark(edits.pen("title"))
                .fact(html! { "for " (link(visit, client.id.as_ref(), client.name.as_str())) })
                .actions(actions(visit, quote, &contacts, unanswered, waiting.is_empty())))
            (tabs("Show", [Tab::new("Quote", at.as_str()).current(!past), Tab::new("History", format!("{at}?show=history")).current(past)]))
        }
        div data-live-id="quote-waits" { (approvals::banner(visit, &waiting)) }
        (refusals(quote, refused))
        @if past {
            (read(history::of(visit, quote, request)?))
            div data-live-id="quote-answered" { (answered(visit, quote, refused, quote.revision)) }
        } @else {
            (printable::desk(html! {
                @if !version.present {
                    div class="no-print mb2" {
                        (Banner::info(format!("This is version {}, as the client saw it. Version {} counts now.", version.revision, quote.revision))
                            .action(Button::link("Show it", at.as_str()).small()))
                    }
                }
                div data-live-id="quote-sheet" {
                    (sheet::written(visit, quote, &version, &client, &contacts)?)
                    (answered(visit, quote, refused, version.revision))
                }
            }, html! { div class="stack l" data-live-id="quote-aside" { (aside(visit, quote, &contacts, version.revision)?) } }))
        }
    };
    let page = Page::new(quote.title.as_str(), body)
        .under("Quotes", "/quotes")
        .styles(&["extra", "paper", "record", "thread"])
        .live(format!("quotes:{}", quote.id.raw()))
        .status(refused.status());
    Ok(if refused.anything() {
        page.at(at)
    } else {
        page
    })
}

/// What is recorded in the dialogs is about the version that stands here, so this is shown and replaced with it.
fn answered(visit: &Visit, quote: &Quote, refused: &Refused, revision: u32) -> Markup {
    let open = quote.is_open(visit.today());
    let forms = [
        ("accept-f", open && visit.may(&ACCEPT, quote)),
        ("accept-again-f", refused.is("accept")),
        ("decline-f", open && visit.may(&DECLINE, quote)),
        ("decline-again-f", refused.is("decline")),
    ];
    html! {
        @for (form, _) in forms.iter().filter(|(_, there)| *there) {
            input type="hidden" name="revision" value=(revision) form=(form);
        }
    }
}

fn actions(
    visit: &Visit,
    quote: &Quote,
    contacts: &[Contact],
    unanswered: bool,
    unasked: bool,
) -> Markup {
    let today = visit.today();
    let standing = quote.standing(today);
    let at = |verb: &str| format!("/quotes/{}/{verb}", quote.id);
    let open = standing == Status::Sent;
    html! {
        (Button::link("PDF", at("pdf")).icon(Icon::Download))
        @if standing == Status::Draft && visit.may(&EDIT, quote) {
            (Button::link("Edit", at("edit")).icon(Icon::Edit).key("e"))
        }
        @if matches!(standing, Status::Sent | Status::Declined | Status::Expired) && visit.may(&REVISE, quote) {
            (post_button(&at("revise"), html! {}, Button::submit("Revise").icon(Icon::Edit)))
        }
        @if matches!(quote.status, Status::Draft | Status::Sent) && visit.may(&WITHDRAW, quote) {
            (Button::plain("Withdraw").opens("withdraw"))
        }
        @if open && asks_for_signatures(visit, quote) {
            (post_button(&at("have-signed"), hidden("every", 3), Button::submit("Have it signed").icon(Icon::Sign)))
        }
        @if open && visit.may(&DECLINE, quote) { (Button::plain("Record a no").opens("decline")) }
        @if open && visit.may(&ACCEPT, quote) { (Button::plain("Record a yes").icon(Icon::Sign).opens("accept")) }
        @if standing == Status::Accepted && opens_tickets(visit) {
            (Button::link("Open the onboarding ticket", at("ticket")).primary().icon(Icon::Ticket))
        }
        @if standing == Status::Accepted && sees_invoices(visit) {
            (Button::link("Items", at("items")))
        }
        @if standing == Status::Accepted && bills(visit, quote) {
            (Button::plain("Bill it").icon(Icon::Invoice).opens("bill")) (bill_dialog(quote))
        }
        @if unanswered && unasked && visit.may(&ASK_DISCOUNT, quote) {
            (post_button(&at("ask-discount"), html! {}, Button::submit("Ask for the discount").icon(Icon::Approve)))
        }
        @if standing == Status::Draft && visit.may(&SEND, quote) {
            @let button = Button::submit("Send to client").primary().icon(Icon::Send);
            (post_button(&at("send"), html! {}, match quote.unready(!contacts.is_empty(), today) {
                Some(why) => button.disabled_because(why),
                None if unanswered => button.disabled_because("The discount needs a yes first. Ask for it."),
                None => button,
            }))
        }
        @if visit.may(&WITHDRAW, quote) && matches!(quote.status, Status::Draft | Status::Sent) { (withdraw_dialog(quote, None)) }
        @if open && visit.may(&DECLINE, quote) { (decline_dialog(quote, None)) }
        @if open && visit.may(&ACCEPT, quote) { (accept_dialog(quote, None)) }
    }
}

/// Tickets lie above quotes, so they are known here by the name of their action only.
fn opens_tickets(visit: &Visit) -> bool {
    visit
        .store()
        .schema()
        .action("tickets.open")
        .is_some_and(|open| visit.may_somewhere(&open))
}

/// So do signatures.
fn asks_for_signatures(visit: &Visit, quote: &Quote) -> bool {
    let ask = visit.store().schema().action("signatures.ask");
    ask.is_some_and(|ask| visit.may(&ask, quote))
}

/// Invoices lie below quotes: the same holds of them.
fn bills(visit: &Visit, quote: &Quote) -> bool {
    let create = visit.store().schema().action("invoices.create");
    create.is_some_and(|create| visit.may(&create, quote))
}

/// What came of its items is told to whoever sees all that is billed.
fn sees_invoices(visit: &Visit) -> bool {
    let view = visit.store().schema().action("invoices.view");
    view.is_some_and(|view| visit.actor.places(&view).contains(&Placement::Global))
}

fn aside(visit: &Visit, quote: &Quote, contacts: &[Contact], revision: u32) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let today = visit.today();
    let standing = quote.standing(today);
    // What went out earlier is read beside what it was.
    let edits = match revision == quote.revision {
        true => Editing::of(visit, quote),
        false => Editing::nothing(),
    };
    let lead: Option<Lead> = visit
        .follow(quote, |quote| quote.lead.unwrap_or_default())?
        .filter(|lead| visit.may(&leads::VIEW, lead));
    let in_portal = contacts.iter().any(|contact| contact.user.is_some());
    Ok(html! {
        (Section::new("Where it stands", steps(way(visit, quote, &names))))
        @if matches!(standing, Status::Draft | Status::Sent) && !in_portal {
            (Banner::info("Nobody of the client is in the portal yet, so nobody can accept it there. Open the portal for a contact.")
                .action(invite(visit, quote, contacts)?))
        }
        @if let Some(signature) = &quote.signature {
            (Section::new("Signature", html! {
                (sheet::signed(visit, signature))
                div class="mt" { (Facts::new()
                    .maybe("Pressed by", quote.decided_by.map(|by| names.name(by).to_owned()))
                    .maybe("From", Some(signature.address.clone()).filter(|a| !a.is_empty()))
                    .maybe("Note", Some(signature.note.clone()).filter(|n| !n.is_empty()))) }
            }))
        }
        @if !quote.declined.is_empty() { (Section::new("Why it was declined", html! { p { (broken(&quote.declined)) } })) }
        (Section::new("Details", Facts::new()
            .strong("Total", quote.totals().gross.show(currency))
            .maybe("Valid until", (quote.valid_until.is_some() || edits.may("valid_until")).then(|| edits.value("valid_until", quote.valid_until.map(|day| day.show(today)).unwrap_or_default())))
            .maybe("Note", edits.may("note").then(|| edits.value("note", text::shorten(&quote.note, 120))))
            .maybe("Terms", edits.may("terms").then(|| edits.value("terms", text::shorten(&quote.terms, 120))))
            .fact("Agent", edits.value("owner", present(visit, &names, quote.owner)))
            .fact("Department", names.department(quote.department))
            .maybe("Lead", lead.map(|lead| link(visit, lead.id.as_ref(), format!("{} {}", lead.id, lead.company))))
            .fact("Written", quote.created_at.show(visit.at, &visit.tz))))
        (crate::features::shares::section(visit, quote)?)
        @if !quote.past.is_empty() {
            (Section::new("Versions", html! {
                ul class="list" {
                    li { (two_line_link(&format!("/quotes/{}", quote.id), format!("Version {}, {}", quote.revision, standing.label().to_lowercase()), quote.totals().gross.show(currency))) }
                    @for past in quote.past.iter().rev() {
                        li { (two_line_link(
                            &format!("/quotes/{}?revision={}", quote.id, past.revision),
                            format!("Version {}, sent {}", past.revision, past.sent_at.map(|at| at.show(visit.at, &visit.tz)).unwrap_or_default()),
                            past.totals.gross.show(currency))) }
                    }
                }
            }))
        }
    })
}

/// Opens the portal for whoever of them can be invited at once; else the way to the client.
fn invite(visit: &Visit, quote: &Quote, contacts: &[Contact]) -> Result<Markup> {
    let client = visit.follow(quote, |quote: &Quote| quote.client)?;
    let may = client.is_some_and(|client| visit.may(&clients::PORTAL, &client));
    let first = contacts.iter().find(|contact| !contact.email.is_empty());
    Ok(match first.filter(|_| may) {
        Some(contact) => post_button(
            &format!("/contacts/{}/open-portal", contact.id),
            html! {},
            Button::submit(format!("Invite {}", contact.name)).small(),
        ),
        None => Button::link("Open the client", format!("/clients/{}", quote.client))
            .small()
            .render(),
    })
}

/// Drafted, sent, answered, handed over.
fn way(visit: &Visit, quote: &Quote, names: &Directory) -> Vec<(Markup, Markup, Reached)> {
    let when = |at: Option<crate::base::Moment>| html! { @if let Some(at) = at { (at.show(visit.at, &visit.tz)) } };
    let standing = quote.standing(visit.today());
    let agent = names.name(quote.owner);
    let now = match standing {
        Status::Draft => 1,
        Status::Sent | Status::Expired => 2,
        Status::Accepted => 3,
        _ => 9,
    };
    let answer = match standing {
        Status::Declined => html! { b { "The client" } " declined" },
        Status::Withdrawn => html! { b { "We" } " withdrew it" },
        Status::Expired => html! { b { "The client" } " did not answer in time" },
        _ => html! { b { "The client" } " accepts and signs" },
    };
    let mut way = vec![
        (
            html! { b { (agent) } " drafts" },
            when(Some(quote.created_at)),
            Reached::Done,
        ),
        (
            html! { b { (agent) } " sends it" },
            when(quote.sent_at),
            Reached::at(1, now),
        ),
        (answer, when(quote.decided_at), Reached::at(2, now)),
    ];
    if !matches!(
        standing,
        Status::Declined | Status::Withdrawn | Status::Expired
    ) {
        let next = html! { b { "The sales manager" } " opens the onboarding ticket" };
        way.push((
            next,
            html! { "With scope and price of these items" },
            Reached::at(3, now),
        ));
    }
    way
}
