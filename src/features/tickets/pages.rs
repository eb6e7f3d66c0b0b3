//! The list of tickets, and the pages on which a new one is opened or raised.

use maud::{Markup, html};

use super::{
    Clock, OPEN, RAISE, Stage, Ticket, TicketKind,
    forms::{OpenTicket, RaiseTicket, raised},
    in_my_hands,
    query::{TicketQuery, TicketSort},
    ticket::{BY_STAGE, COUNT},
};
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Record, Visit},
    features::{
        clients::{self, Client},
        form_key,
        people::{Directory, Whom},
        quotes::Quote,
        settings::{Category, CurrentSettings},
    },
    ui::prelude::*,
    web::{Filled, Page, Request, find_here, pages_around},
};

/// The stage as staff read it.
pub(super) fn stage_badge(ticket: &Ticket) -> Markup {
    let words = match ticket.stage {
        Stage::Open if ticket.kind == TicketKind::Onboarding => "Being opened",
        Stage::Approval => "Waiting for approval",
        stage => stage.label(),
    };
    html! { (badge(ticket.stage.tone(), words)) }
}

const TABS: [Stage; 8] = [
    Stage::Open,
    Stage::Validation,
    Stage::Enrichment,
    Stage::Approval,
    Stage::Production,
    Stage::Answered,
    Stage::Closed,
    Stage::Cancelled,
];

fn in_stage(visit: &Visit, stage: Stage) -> Result<u64> {
    let key = Key::new().byte(stage.code());
    let count = match visit.total::<Ticket>(COUNT, key.clone())? {
        Some(count) => count,
        None => visit.count::<Ticket>(&Query::by(BY_STAGE).under(key), 1000)? as i64,
    };
    Ok(u64::try_from(count).unwrap_or(0))
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: TicketQuery = request.filters();
    let asked = TicketQuery {
        under_way: asked.stage.is_none(),
        sort: asked.sort.or(match asked.stage {
            Some(stage) if stage.is_over() => Some(TicketSort::Touched),
            _ => Some(TicketSort::Due),
        }),
        ..asked
    };
    let (stage, mine) = (asked.stage, asked.mine);
    let page = visit.list(asked.query(visit).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let mut stages = vec![
        Tab::new("Under way", "/tickets").current(stage.is_none() && !mine),
        Tab::new("In my hands", "/tickets?show=mine")
            .current(mine)
            .count(in_my_hands(visit)? as u64),
    ];
    for held in TABS {
        let count = in_stage(visit, held)?;
        if count > 0 || stage == Some(held) {
            stages.push(
                Tab::new(held.label(), format!("/tickets?stage={}", held.key()))
                    .current(stage == Some(held))
                    .count(count),
            );
        }
    }
    let mut rows = Vec::new();
    for ticket in &page.rows {
        rows.push(row(visit, ticket, &names)?);
    }
    let filtered = asked.is_filtered();
    let body = html! {
        (Head::new("Tickets").actions(html! {
            @if visit.may_somewhere(&RAISE) || visit.may_somewhere(&OPEN) {
                (Button::link("New ticket", "/tickets/new").primary().icon(Icon::Plus).key("n"))
            }
        }))
        div class="mb2" data-live-id="ticket-tabs" { (answering("views", tabs("Stage", stages))) }
        (bar(html! {
            (find_here(request, "Find by title"))
            (answering("chips", chips(visit, request, &asked, &names)?))
        }, html! {}))
        (answering("list", html! {
        div data-live-id="tickets" {
            @if rows.is_empty() && (filtered || stage.is_some()) {
                (Empty::no_match("No ticket here", "None of those you may see is in this stage with these filters."))
            } @else if rows.is_empty() && mine {
                (Empty::quiet("Nothing in your hands", "Tickets that are handed over to you come here, the most urgent first."))
            } @else if rows.is_empty() {
                (Empty::quiet("No tickets under way", "An onboarding is opened from an accepted quote; clients raise support, changes and complaints in their portal."))
            } @else {
                (Table::rows().column(Column::new("Ticket")).column(Column::new("Client")).column(Column::new("Stage"))
                    .column(Column::new("Complete")).column(Column::new("In the hands of")).column(Column::new("Clock")).body(rows))
            }
        }
        (pages_around(request, page.rows.len(), &page))
        }))
    };
    Ok(Page::new("Tickets", body)
        .styles(&["list", "form"])
        .live("tickets"))
}

fn chips(
    visit: &Visit,
    request: &Request,
    asked: &TicketQuery,
    names: &Directory,
) -> Result<Markup> {
    let (kind, category) = (asked.kind, asked.category);
    Ok(html! {
        @for c in Category::ALL {
            @if category == Some(*c) { (chip_set(&request.with_query("category", None), "Category", c.label())) }
            @else { (chip_link(c.label(), &request.with_query("category", Some(c.key())))) }
        }
        (divider())
        @for k in TicketKind::ALL {
            @if kind == Some(*k) { (chip_set(&request.with_query("kind", None), "Kind", k.label())) }
            @else { (chip_link(k.label(), &request.with_query("kind", Some(k.key())))) }
        }
        @match asked.owner {
            Some(Whom::Me) => (chip_set(&request.with_query("owner", None), "In the hands of", "me")),
            Some(Whom::Of(id)) => (chip_set(&request.with_query("owner", None), "In the hands of", names.name(id))),
            None => {},
        }
        @if let Some(client) = asked.client { (clients::chip(visit, request, client)?) }
        @if asked.is_filtered() { (chips_clear(&request.path)) }
    })
}

fn row(visit: &Visit, ticket: &Ticket, names: &Directory) -> Result<Row> {
    // Whoever holds the ticket may know whose it is.
    let client = super::show::client_name(visit, ticket)?;
    let second = html! {
        (ticket.number()) " · " (ticket.kind.label())
        @if ticket.kind == TicketKind::Onboarding { " · " (ticket.category.label()) }
    };
    let clock = Clock::of(visit, ticket)?;
    Ok(Row::new()
        .id(format!("tk-{}", ticket.id.raw()))
        .name_link(&format!("/tickets/{}", ticket.id), ticket.title.as_str(), second)
        .cell(firm(&client))
        .cell(stage_badge(ticket))
        .cell(html! {
            @if ticket.kind == TicketKind::Onboarding { (progress(ticket.percent(), "Requirements complete")) }
            @else { span class="dim" { "-" } }
        })
        .cell(html! { @if ticket.owner.is_none() { span class="dim" { "nobody yet" } } @else { (who(names.name(ticket.owner))) } })
        .cell(html! {
            @match &clock { Some(clock) => (due_toned(clock.tone, clock.left.as_str())), None => span class="dim" { "-" } }
        }))
}

/// From an accepted quote, with what it says filled in.
pub fn open(visit: &Visit, quote: &Quote, form: &Filled<OpenTicket>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let currency = house.0.currency();
    let client = visit
        .title_of(quote.client.as_ref())?
        .unwrap_or_else(|| quote.client.to_string());
    let body = html! {
        (Head::new("Open an onboarding ticket").fact(html! { a class="link" href=(format!("/quotes/{}", quote.id)) { (quote.id) " " (quote.title) } }).fact(firm(&client)))
        form class="stack" method="post" action="/tickets" data-once {
            (hidden("_key", form_key()))
            (hidden("quote", quote.id))
            (form.banner())
            (form.text("title", "Title").required())
            (fields_two(html! {
                (form.choice::<Category>("category", "Category").hint("Its checklist and requirements come along."))
                (form.money("price", "Price", currency.sign).required().hint("Without tax: what the work is worth."))
            }))
            (form.area("scope", "Scope").rows(10).hint("What is agreed, line by line; support validates it against the quote."))
            (buttons(html! { (Button::submit("Open the ticket").primary()) (Button::link("Cancel", format!("/quotes/{}", quote.id))) }))
        }
    };
    Ok(Page::new("Open a ticket", body)
        .under("Tickets", "/tickets")
        .styles(&["form", "extra"])
        .status(form.status()))
}

/// For a client, by staff; with the accepted quotes that wait for their ticket above it.
pub fn raise(visit: &Visit, form: &Filled<RaiseTicket>, waiting: &[Quote]) -> Page {
    let body = html! {
        (Head::new("New ticket"))
        (halves(html! {
            @if visit.may_somewhere(&RAISE) {
                (Section::new("For a client", html! {
                    form class="stack" method="post" action="/tickets/raise" data-once {
                        (hidden("_key", form_key()))
                        (form.banner())
                        (form.select("kind", "Kind").options(raised()))
                        (form.record("client", "Client", Client::KIND.prefix).required())
                        (form.text("title", "Subject").required())
                        (form.area("text", "What it is about").rows(6).hint("The client reads this in the portal."))
                        (buttons(Button::submit("Raise the ticket").primary()))
                    }
                }).small("Support, a change, a complaint"))
            }
            @if visit.may_somewhere(&OPEN) {
                (Section::new("From an accepted quote", html! {
                    @if waiting.is_empty() {
                        (Empty::quiet("No accepted quote waits", "When a client accepts a quote it appears here, to be opened as an onboarding.").plain())
                    } @else {
                        ul class="list" {
                            @for quote in waiting {
                                (item_link(icon(Icon::Quote), &format!("/tickets/new?quote={}", quote.id), quote.title.as_str(), quote.number(), icon(Icon::Right)))
                            }
                        }
                    }
                }).small("Onboarding, stage 4"))
            }
        }))
    };
    Page::new("New ticket", body)
        .under("Tickets", "/tickets")
        .styles(&["form", "extra", "list"])
        .status(form.status())
}
