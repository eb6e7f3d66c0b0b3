//! Quotes in rows: all that somebody may see, and those of one client.

use maud::{Markup, html};

use super::super::{BY_CLIENT, BY_LEAD, BY_STATUS, COUNT, EDIT, Quote, Status, query::QuoteQuery};
use crate::{
    base::{Choice, Result, text},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        leads::{self, Lead},
        people::Directory,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Page, Request, pages_around},
};

/// The statuses that are stored, as the tabs show them.
const STORED: [Status; 5] = [
    Status::Draft,
    Status::Sent,
    Status::Accepted,
    Status::Declined,
    Status::Withdrawn,
];

pub(in crate::features::quotes) fn badge_of(quote: &Quote, visit: &Visit) -> Markup {
    let standing = quote.standing(visit.today());
    badge(standing.tone(), standing.label())
}

fn count_of(visit: &Visit, status: Status) -> Result<u64> {
    let key = || Key::new().byte(status.code());
    let count = match visit.total::<Quote>(COUNT, key())? {
        Some(count) => usize::try_from(count).unwrap_or(0),
        None => visit.count::<Quote>(&Query::by(BY_STATUS).under(key()), 1000)?,
    };
    Ok(count as u64)
}

pub(in crate::features::quotes) fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: QuoteQuery = request.filters();
    let status = asked.status;
    let page = visit.list(asked.query(visit).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
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
        let client: Option<Client> = visit.follow(quote, |quote| quote.client)?;
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
        (pages_around(request, text::count(page.rows.len(), "quote", "quotes"), &page))
    };
    Ok(Page::new("Quotes", body)
        .styles(&["list", "empty"])
        .live("quotes"))
}

pub(super) fn numbered(quote: &Quote) -> String {
    if quote.revision > 1 {
        format!("{}, version {}", quote.id, quote.revision)
    } else {
        quote.id.to_string()
    }
}

pub(super) fn until(quote: &Quote, visit: &Visit) -> Markup {
    let today = visit.today();
    let Some(last) = quote.valid_until else {
        return html! {};
    };
    match quote.standing(today) {
        Status::Sent if last <= today + 3 => due_toned(Tone::Warning, last.show(today)),
        Status::Expired => due_toned(Tone::Danger, last.show(today)),
        _ => html! { span class="dim" { (last.show(today)) } },
    }
}

/// The quotes of a lead, newest first, as far as the person may see them.
fn quotes_of(visit: &Visit, lead: &Lead) -> Result<Vec<Quote>> {
    visit.related(lead, BY_LEAD, Key::new().id(lead.id), 50)
}

/// The draft of a lead that this person may go on with.
pub fn draft_of(visit: &Visit, lead: &Lead) -> Result<Option<Quote>> {
    let mut quotes = quotes_of(visit, lead)?;
    quotes.retain(|quote| quote.status == Status::Draft && visit.may(&EDIT, quote));
    Ok(quotes.into_iter().next())
}

/// What a lead's page shows of its quotes.
pub fn of_lead(visit: &Visit, lead: &Lead) -> Result<leads::Quoted> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let href = |quote: &Quote| format!("/quotes/{}", quote.id);
    let quotes = quotes_of(visit, lead)?;
    let accepted = quotes.iter().find(|q| q.status == Status::Accepted);
    let rows = quotes.iter().map(|quote| {
        let second = html! { (numbered(quote)) " · " (quote.totals().gross.show(currency)) };
        item_link(
            icon(Icon::Quote),
            &href(quote),
            quote.title.as_str(),
            second,
            badge_of(quote, visit),
        )
    });
    Ok(leads::Quoted {
        rows: rows.collect(),
        draft: draft_of(visit, lead)?.map(|quote| format!("{}/edit", href(&quote))),
        accepted: accepted.map(|quote| (href(quote), quote.id.to_string())),
    })
}

/// Leads and quotes of a client, as far as the person may see them: sections of the client's page.
pub fn client_sections(visit: &Visit, client: &Client) -> Result<Markup> {
    let key = || Key::new().id(client.id);
    let currency = CurrentSettings::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let leads: Vec<Lead> = visit.related(client, leads::BY_CLIENT, key(), 100)?;
    let quotes: Vec<Quote> = visit.related(client, BY_CLIENT, key(), 100)?;
    Ok(html! {
        @if visit.may_somewhere(&super::super::VIEW) {
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
