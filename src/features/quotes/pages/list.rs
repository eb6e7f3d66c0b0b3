//! Quotes in rows: all that somebody may see, and those of one client.

use maud::{Markup, html};

use super::super::{
    BY_CLIENT, BY_LEAD, BY_STATUS, COUNT, EDIT, GROSS, Quote, Status,
    query::{QuoteQuery, QuoteSort},
};
use crate::{
    base::{Choice, Money, Result, text},
    data::{Key, Query, Visit},
    features::{
        clients::{self, Client},
        leads::{self, Lead},
        people::{Directory, Whom},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Page, Request, find_here, pages_around},
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

/// What all quotes of a tab come to, where no filter narrows it.
fn sum_of(visit: &Visit, asked: &QuoteQuery) -> Result<Option<Money>> {
    let within: &[Status] = match &asked.status {
        Some(Status::Expired) => return Ok(None),
        Some(status) => std::slice::from_ref(status),
        None => &STORED,
    };
    if asked.is_filtered() {
        return Ok(None);
    }
    let mut sum = Money(0);
    for status in within {
        match visit.total::<Quote>(GROSS, Key::new().byte(status.code()))? {
            Some(part) => sum.0 += part,
            None => return Ok(None),
        }
    }
    Ok(Some(sum))
}

fn views(visit: &Visit, asked: &QuoteQuery) -> Result<Vec<Tab>> {
    let mut views = vec![Tab::new("All", "/quotes").current(asked.status.is_none())];
    for each in STORED {
        views.push(
            Tab::new(each.label(), format!("/quotes?status={}", each.key()))
                .current(asked.status == Some(each))
                .count(count_of(visit, each)?),
        );
    }
    let expired = asked.status == Some(Status::Expired);
    views.push(Tab::new("Expired", "/quotes?status=expired").current(expired));
    Ok(views)
}

fn chips(
    visit: &Visit,
    request: &Request,
    asked: &QuoteQuery,
    names: &Directory,
) -> Result<Markup> {
    Ok(html! {
        @match asked.owner {
            None => (chip_link("Mine", &request.with_query("owner", Some("me")))),
            Some(Whom::Me) => (chip_set(&request.with_query("owner", None), "Agent", "me")),
            Some(Whom::Of(id)) => (chip_set(&request.with_query("owner", None), "Agent", names.name(id))),
        }
        @if let Some(client) = asked.client { (clients::chip(visit, request, client)?) }
        @if asked.is_filtered() { (chips_clear(&request.path)) }
    })
}

pub(in crate::features::quotes) fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: QuoteQuery = request.filters();
    let page = visit.list(asked.query(visit).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
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
    let sorts = |to: &str, now: Option<Sort>| (request.with_query("sort", Some(to)), now);
    let (by_value, now) = match asked.sort {
        QuoteSort::Value => sorts("value-up", Some(Sort::Descending)),
        QuoteSort::ValueUp => sorts("value", Some(Sort::Ascending)),
        _ => sorts("value", None),
    };
    let up = (asked.sort == QuoteSort::ValidUntil).then_some(Sort::Ascending);
    let (by_valid, valid) = sorts("valid-until", up);
    let sortable = asked.status != Some(Status::Expired);
    let column = |column: Column, to: String, now| match sortable {
        true => column.sorts(to, now),
        false => column,
    };
    let drawn_is_empty = drawn.is_empty();
    let shown = text::count(drawn.len(), "quote", "quotes");
    let whole = page.next.is_none() && page.previous.is_none();
    let nothing_yet = request.query.is_empty();
    let sum = sum_of(visit, &asked)?;
    let table = || {
        let table = Table::rows()
            .caption("Quotes")
            .column(Column::new("Quote"))
            .column(Column::new("Status"))
            .column(Column::new("Client"))
            .column(Column::new("Agent"))
            .column(column(Column::number("Total"), by_value, now))
            .column(column(Column::new("Valid until"), by_valid, valid))
            .body(drawn);
        let here = || page.rows.iter().map(|quote| quote.totals().gross.0).sum();
        match sum.or_else(|| whole.then(|| Money(here()))) {
            Some(sum) => table.foot(sum_row("All of these", 4, sum.show(currency), 1)),
            None => table,
        }
    };
    let body = html! {
        (Head::new("Quotes"))
        (answering("views", tabs("Show", views(visit, &asked)?)))
        (bar(html! {
            (find_here(request, "Find by title"))
            (answering("chips", chips(visit, request, &asked, &names)?))
        }, html! {}))
        (answering("list", html! {
            div data-live-id="quotes" {
                @if drawn_is_empty && nothing_yet {
                    (Empty::first("No quotes yet", "A quote is written from a lead that is qualified and in a sales agent's hands.")
                        .actions(html! { @if visit.may_somewhere(&leads::VIEW) { (Button::link("Open the leads", "/leads")) } }))
                } @else if drawn_is_empty && asked.is_filtered() {
                    (Empty::no_match("No quote fits", "Take a filter away, or look for another word.").actions(Button::link("Clear the filters", "/quotes")))
                } @else if drawn_is_empty {
                    (Empty::quiet("None of these", "Quotes come here when they reach this state."))
                } @else { (table()) }
            }
            (pages_around(request, shown, &page))
        }))
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
