//! The list of quotes, a quote as the sheet that prints with what can be done about it, and what a client has.

use maud::{Markup, html};

use super::{
    ACCEPT, BY_CLIENT, BY_STATUS, BY_TOUCHED, COUNT, DECLINE, EDIT, Quote, REVISE, SEND, Status,
    WITHDRAW, Way,
    forms::{Accept, Decline},
    sheet::{self, Version},
};
use crate::{
    base::{Choice, Result, text},
    data::{Key, List, Record, Visit},
    features::{
        clients::{Client, Contact},
        history,
        leads::{self, Lead},
        people::{Directory, House},
    },
    ui::{paper, prelude::*},
    web::{Filled, Page, Request, form::Reason},
};

/// The statuses that are stored, as the tabs show them.
const STORED: [Status; 5] = [
    Status::Draft,
    Status::Sent,
    Status::Accepted,
    Status::Declined,
    Status::Withdrawn,
];

pub(super) fn badge_of(quote: &Quote, visit: &Visit) -> Markup {
    let standing = quote.standing(visit.today());
    badge(standing.tone(), standing.label())
}

/// What the list's address asks for; expired quotes are sent ones whose day has passed.
pub(super) fn asked(request: &Request) -> (List, Option<Status>) {
    let status = request.query("status").and_then(Status::from_key);
    let list = match status {
        None => List::by(BY_TOUCHED),
        Some(Status::Expired) => List::by(BY_STATUS).under(Key::new().byte(Status::Sent.code())),
        Some(status) => List::by(BY_STATUS).under(Key::new().byte(status.code())),
    };
    (list.descending(true).after(request.query("after")), status)
}

pub(super) fn rows(
    visit: &Visit,
    request: &Request,
    limit: usize,
) -> Result<crate::data::Page<Quote>> {
    let today = visit.today();
    let (list, status) = asked(request);
    visit.list_where(list.limit(limit), |quote: &Quote| {
        status != Some(Status::Expired) || quote.standing(today) == Status::Expired
    })
}

fn count_of(visit: &Visit, status: Status) -> Result<u64> {
    let key = || Key::new().byte(status.code());
    let count = match visit.total::<Quote>(COUNT, key())? {
        Some(count) => usize::try_from(count).unwrap_or(0),
        None => visit.count::<Quote>(&List::by(BY_STATUS).under(key()), 1000)?,
    };
    Ok(count as u64)
}

pub(super) fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let (_, status) = asked(request);
    let page = rows(visit, request, 50)?;
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let mut views = vec![Tab::new("All", "/quotes").current(status.is_none())];
    for each in STORED {
        views.push(
            Tab::new(each.label(), format!("/quotes?status={}", each.key()))
                .current(status == Some(each))
                .count(count_of(visit, each)?),
        );
    }
    views.push(
        Tab::new("Expired", "/quotes?status=expired").current(status == Some(Status::Expired)),
    );
    let mut drawn = Vec::new();
    for quote in &page.rows {
        let client: Option<Client> = visit.follow(quote, quote.client)?;
        let company = client.map(|client| client.name).unwrap_or_default();
        drawn.push(
            Row::new()
                .id(format!("qt-{}", quote.id.raw()))
                .name_link(
                    &format!("/quotes/{}", quote.id),
                    quote.title.as_str(),
                    numbered(quote),
                )
                .cell(badge_of(quote, visit))
                .cell(firm(&company))
                .cell(who(names.name(quote.owner)))
                .number(quote.totals().gross.show(currency))
                .cell(until(quote, visit)),
        );
    }
    let body = html! {
        (Head::new("Quotes"))
        (tabs("Show", views))
        @if drawn.is_empty() && status.is_none() {
            (Empty::first("No quotes yet", "A quote is written from a lead that is qualified and in a sales agent's hands.")
                .actions(html! { @if visit.may_somewhere(&leads::VIEW) { (Button::link("Open the leads", "/leads")) } }))
        } @else if drawn.is_empty() {
            (Empty::quiet("None of these", "Quotes come here when they reach this state."))
        } @else {
            div { (Table::rows().caption("Quotes")
                .column(Column::new("Quote")).column(Column::new("Status")).column(Column::new("Client"))
                .column(Column::new("Agent")).column(Column::number("Total")).column(Column::new("Valid until"))
                .body(drawn)) }
        }
        (pager(text::count(page.rows.len(), "quote", "quotes"), None,
            page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Quotes", body)
        .styles(&["list", "empty"])
        .live("quotes"))
}

fn numbered(quote: &Quote) -> String {
    if quote.revision > 1 {
        format!("{}, version {}", quote.id, quote.revision)
    } else {
        quote.id.to_string()
    }
}

fn until(quote: &Quote, visit: &Visit) -> Markup {
    let today = visit.today();
    let Some(last) = quote.valid_until else {
        return html! {};
    };
    match quote.standing(today) {
        Status::Sent if last <= today + 3 => due_toned(Tone::Ochre, last.show(today)),
        Status::Expired => due_toned(Tone::Minium, last.show(today)),
        _ => html! { span class="dim" { (last.show(today)) } },
    }
}

/// What staff typed into the dialogs that record an answer, when it was refused.
#[derive(Default)]
pub(super) struct Refused {
    pub accept: Option<Filled<Accept>>,
    pub decline: Option<Filled<Decline>>,
    pub withdraw: Option<Filled<Reason>>,
}

pub(super) fn quote(
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
    let past = request.query("show") == Some("history");
    let at = format!("/quotes/{}", quote.id);
    let body = html! {
        div class="no-print" data-live-id="quote-head" {
            (Head::new(quote.title.as_str())
                .fact(id(numbered(quote)))
                .mark(badge_of(quote, visit))
                .fact(html! { "for " (client_link(visit, &client)?) })
                .actions(actions(visit, quote, &contacts)))
            (tabs("Show", [Tab::new("Quote", at.as_str()).current(!past), Tab::new("History", format!("{at}?show=history")).current(past)]))
        }
        (refusals(quote, refused))
        @if past {
            (read(history::of(visit, quote, request)?))
        } @else {
            (paper::desk(html! {
                @if !version.present {
                    div class="no-print mb2" {
                        (Banner::info(format!("This is version {}, as the client saw it. Version {} counts now.", version.revision, quote.revision))
                            .action(Button::link("Show it", at.as_str()).small()))
                    }
                }
                div data-live-id="quote-sheet" { (sheet::sheet(visit, quote, &version, &client, &contacts)?) }
            }, html! { div class="stack l" data-live-id="quote-aside" { (aside(visit, quote, &contacts)?) } }))
        }
    };
    let is_refused =
        refused.accept.is_some() || refused.decline.is_some() || refused.withdraw.is_some();
    Ok(Page::new(quote.title.as_str(), body)
        .under("Quotes", "/quotes")
        .styles(&["extra", "paper", "record", "thread"])
        .live(format!("quotes:{}", quote.id.raw()))
        .status(if is_refused { 422 } else { 200 }))
}

fn client_link(visit: &Visit, client: &Client) -> Result<Markup> {
    let seen = visit.title_of(client.as_ref())?.is_some();
    Ok(
        html! { @if seen { a class="link" href=(format!("/clients/{}", client.id)) { (client.name) } } @else { (client.name) } },
    )
}

fn actions(visit: &Visit, quote: &Quote, contacts: &[Contact]) -> Markup {
    let today = visit.today();
    let standing = quote.standing(today);
    let at = |verb: &str| format!("/quotes/{}/{verb}", quote.id);
    let open = standing == Status::Sent;
    html! {
        @if standing == Status::Draft && visit.may(&EDIT, quote) {
            (Button::link("Edit", at("edit")).icon(Icon::Edit).key("e"))
        }
        @if matches!(standing, Status::Sent | Status::Declined | Status::Expired) && visit.may(&REVISE, quote) {
            (post_button(&at("revise"), html! {}, Button::submit("Revise").icon(Icon::Edit)))
        }
        @if matches!(quote.status, Status::Draft | Status::Sent) && visit.may(&WITHDRAW, quote) {
            (Button::plain("Withdraw").opens("withdraw"))
        }
        @if open && visit.may(&DECLINE, quote) { (Button::plain("Record a no").opens("decline")) }
        @if open && visit.may(&ACCEPT, quote) { (Button::plain("Record a yes").icon(Icon::Sign).opens("accept")) }
        @if standing == Status::Accepted && opens_tickets(visit) {
            (Button::link("Open the onboarding ticket", at("ticket")).primary().icon(Icon::Ticket))
        }
        @if standing == Status::Draft && visit.may(&SEND, quote) {
            @let button = Button::submit("Send to client").primary().icon(Icon::Send);
            (post_button(&at("send"), html! {}, match quote.unready(!contacts.is_empty(), today) {
                Some(why) => button.disabled_because(why),
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

/// Dialogs that came back with something to mend stand open on the page.
fn refusals(quote: &Quote, refused: &Refused) -> Markup {
    html! {
        @if let Some(form) = &refused.withdraw { (withdraw_dialog(quote, Some(form))) }
        @if let Some(form) = &refused.decline { (decline_dialog(quote, Some(form))) }
        @if let Some(form) = &refused.accept { (accept_dialog(quote, Some(form))) }
    }
}

fn dialog<F: crate::web::Form>(
    name: &str,
    title: &str,
    action: String,
    form: &Filled<F>,
    back: bool,
    body: Markup,
    verb: Button,
) -> Markup {
    // A page that came back has the closed dialog of the head too, so this one needs a name of its own.
    let id = if back {
        format!("{name}-again")
    } else {
        name.to_owned()
    };
    let dialog = Dialog::new(id.as_str(), title)
        .posts(action, html! {})
        .body(html! {
            (form.banner())
            (body)
        })
        .cancel("Keep it as it is")
        .end(verb.form(format!("{id}-f")));
    html! { @if back { (dialog.inline()) } @else { (dialog) } }
}

fn withdraw_dialog(quote: &Quote, back: Option<&Filled<Reason>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let at = format!("/quotes/{}/withdraw", quote.id);
    let body = html! {
        p { @if quote.sent_at.is_some() { "The client sees that it was withdrawn, and can't accept it any more." } @else { "The draft is kept, and nobody can send it any more." } }
        (form.area("reason", "Reason").id(field_id("withdraw-reason", back.is_some())).rows(3).required())
    };
    dialog(
        "withdraw",
        "Withdraw the quote",
        at,
        form,
        back.is_some(),
        body,
        Button::submit("Withdraw").primary().danger(),
    )
}

fn decline_dialog(quote: &Quote, back: Option<&Filled<Decline>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let body = html! {
        (hidden("revision", quote.revision))
        (form.area("reason", "What the client said").id(field_id("decline-reason", back.is_some())).rows(3).required())
    };
    dialog(
        "decline",
        "The client said no",
        format!("/quotes/{}/decline", quote.id),
        form,
        back.is_some(),
        body,
        Button::submit("Decline").primary().danger(),
    )
}

fn accept_dialog(quote: &Quote, back: Option<&Filled<Accept>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let id = |name: &str| field_id(&format!("accept-{name}"), back.is_some());
    let body = html! {
        (hidden("revision", quote.revision))
        p { "Only when the client told you so outside the portal. It counts as accepted, wins the lead and goes to the sales managers." }
        (form.text("name", "Who accepted").id(id("name")).required())
        (form.select("way", "How").id(id("way")).options(Way::ALL.iter().filter(|way| **way != Way::Portal).map(|way| (way.key(), way.label()))))
        (form.area("note", "What they said, and when").id(id("note")).rows(3).required())
    };
    dialog(
        "accept",
        "The client said yes",
        format!("/quotes/{}/accept", quote.id),
        form,
        back.is_some(),
        body,
        Button::submit("Accept").primary(),
    )
}

fn field_id(name: &str, back: bool) -> String {
    if back {
        format!("{name}-again")
    } else {
        name.to_owned()
    }
}

fn aside(visit: &Visit, quote: &Quote, contacts: &[Contact]) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let today = visit.today();
    let standing = quote.standing(today);
    let lead: Option<Lead> = match quote.lead {
        Some(lead) => visit
            .follow(quote, lead)?
            .filter(|lead| visit.may(&leads::VIEW, lead)),
        None => None,
    };
    let in_portal = contacts.iter().any(|contact| contact.user.is_some());
    Ok(html! {
        (Section::new("Where it stands", steps(way(visit, quote, &names))))
        @if matches!(standing, Status::Draft | Status::Sent) && !in_portal {
            (Banner::info("Nobody of the client is in the portal yet, so nobody can accept it there. Open the portal for a contact.")
                .action(Button::link("Open the client", format!("/clients/{}", quote.client)).small()))
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
        @if !quote.declined.is_empty() { (Section::new("Why it was declined", html! { p { (sheet::broken(&quote.declined)) } })) }
        (Section::new("Details", Facts::new()
            .strong("Total", quote.totals().gross.show(currency))
            .maybe("Valid until", quote.valid_until.map(|day| day.show(today)))
            .fact("Agent", who(names.name(quote.owner)))
            .fact("Department", names.department(quote.department))
            .maybe("Lead", lead.map(|lead| html! { a class="link" href=(format!("/leads/{}", lead.id)) { (lead.id) " " (lead.company) } }))
            .fact("Written", quote.created_at.show(visit.at, &visit.tz))))
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

/// Leads and quotes of a client, as far as the person may see them: sections of the client's page.
pub fn client_sections(visit: &Visit, client: &Client) -> Result<Markup> {
    let key = || Key::new().id(client.id);
    let currency = House::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let mut leads: Vec<Lead> = visit.related(client, leads::BY_CLIENT, key(), 100)?;
    leads.retain(|lead| visit.may(&leads::VIEW, lead));
    let mut quotes: Vec<Quote> = visit.related(client, BY_CLIENT, key(), 100)?;
    quotes.retain(|quote| visit.may(&super::VIEW, quote));
    Ok(html! {
        @if visit.may_somewhere(&super::VIEW) {
            (Section::new("Quotes", html! {
                @if quotes.is_empty() {
                    p class="mute" { "No quotes yet. They are written from a lead." }
                } @else {
                    (Table::plain().caption("Quotes").body(quotes.iter().map(|quote| Row::new()
                        .name_link(&format!("/quotes/{}", quote.id), quote.title.as_str(), numbered(quote))
                        .dim(names.name(quote.owner))
                        .number(quote.totals().gross.show(currency))
                        .cell(badge_of(quote, visit)))))
                }
            }).small(quotes.len()).live("client-quotes"))
        }
        @if visit.may_somewhere(&leads::VIEW) {
            (Section::new("Leads", html! {
                @if leads.is_empty() {
                    p class="mute" { "They came without a lead, or with one that you may not see." }
                } @else {
                    (Table::plain().caption("Leads").body(leads.iter().map(|lead| Row::new()
                        .name_link(&format!("/leads/{}", lead.id), lead.company.as_str(), lead.id.to_string())
                        .dim(names.name(lead.owner))
                        .number(lead.value.show(currency))
                        .cell(badge(lead.stage.tone(), lead.stage.label())))))
                }
            }).small(leads.len()).live("client-leads"))
        }
    })
}
