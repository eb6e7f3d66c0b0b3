//! Pages of invoices that recur: all of them, one with its next days, and the form.

use maud::{Markup, html};

use super::{
    actions::{CREATE, EDIT, END, PAUSE, RESUME},
    entity::NEXT,
    forms::{EditRecurring, NewRecurring, RecurringQuery, When},
    ops::paper,
    series::{BY_NEXT, OF_CLIENT, RecurringInvoice},
};
use crate::{
    base::{Day, Result},
    data::{Key, Query, Record, Visit},
    features::{
        clients::Client,
        form_key, history,
        invoices::{Invoice, content_fields, content_values},
        people::Directory,
        projects::Project,
        quotes::{Line, editor},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request, link},
};

/// Those of a client, or all one may see, the next first.
pub fn query(visit: &Visit, asked: &RecurringQuery) -> Result<Query<RecurringInvoice>> {
    Ok(match asked.client {
        Some(id) => {
            let client: Client = visit.find(id)?;
            Query::of(&client, OF_CLIENT, Key::new().id(id))
        }
        None => Query::by(BY_NEXT),
    })
}

fn next(held: &RecurringInvoice, today: Day) -> Markup {
    match held.next_day {
        Some(day) => html! { (day.show(today)) },
        None => html! { span class="dim" { "none" } },
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: RecurringQuery = request.filters();
    let page = visit.list(query(visit, &asked)?.page(request.paging()?.forgiving()))?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let today = visit.today();
    let mut rows = Vec::new();
    for held in &page.rows {
        let client: Option<Client> = visit.follow(held, |held: &RecurringInvoice| held.client)?;
        let (tone, word) = held.standing();
        rows.push(
            Row::new()
                .name_link(
                    &format!("/recurring-invoices/{}", held.id),
                    held.title.as_str(),
                    client.map(|client| client.name).unwrap_or_default(),
                )
                .cell(badge(tone, word))
                .cell(held.words())
                .cell(next(held, today))
                .number(paper(held).totals().gross.show(currency)),
        );
    }
    let may_write = visit.may_somewhere(&CREATE);
    let body = html! {
        (Head::new("Recurring invoices").actions(html! {
            @if may_write { (Button::link("New recurring invoice", "/recurring-invoices/new").primary().icon(Icon::Plus).key("c")) }
        }))
        @if rows.is_empty() {
            (Empty::first("No invoice recurs yet", "What you bill at the same price each month, quarter or year is written once. Its drafts are made by themselves.")
                .actions(html! { @if may_write { (Button::link("New recurring invoice", "/recurring-invoices/new").primary()) } }))
        } @else {
            div class="scroll" {
                (Table::rows().caption("Recurring invoices").columns([
                    Column::new("Invoice"), Column::new("Status"), Column::new("Recurs"), Column::new("Next"), Column::number("Total"),
                ]).body(rows))
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "More" } }
            }
        }
    };
    Ok(Page::new("Recurring invoices", body)
        .under("Invoices", "/invoices")
        .styles(&["list", "empty", "extra"])
        .lists::<RecurringInvoice>(visit))
}

fn when_fields<F: Form>(form: &Filled<F>) -> Markup {
    html! {
        (fields_three(html! {
            (form.number("months", "Months between two").required().placeholder("1").hint("1 monthly, 3 quarterly, 12 yearly."))
            (form.number("month_day", "Day of the month").optional().hint("31 is the last day. Empty: the day of the first."))
            (form.date("begins", "First on").required())
        }))
        (fields_two(html! {
            (form.date("until", "Until").optional())
            (form.number("most", "So many in all").optional())
        }))
        (form.tick("issues", "Issue each when it is made").hint("Without it each waits as a draft until somebody has read it over."))
    }
}

fn shell<F: Form>(title: &str, form: &Filled<F>, body: Markup) -> Page {
    Page::new(title, body)
        .styles(&["extra", "paper", "record"])
        .scripts(&["line-items"])
        .status(form.status())
        .under("Invoices", "/invoices")
        .under("Recurring invoices", "/recurring-invoices")
}

pub fn new(visit: &Visit, form: &Filled<NewRecurring>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let body = html! {
        (Head::new("New recurring invoice"))
        (editor::frame("/recurring-invoices", &house.0, hidden("_key", form_key()), html! {
            (fields_two(html! {
                (form.record("client", "Client", Client::KIND.prefix).required())
                (form.record("project", "Project", Project::KIND.prefix).optional())
            }))
            (when_fields(form))
            (content_fields(visit, form, &[], false)?)
        }, "Save", ("Cancel", "/recurring-invoices")))
    };
    Ok(shell("New recurring invoice", form, body))
}

/// As the fields of its form.
///
/// # Errors
/// When the settings can't be read.
pub fn values(visit: &Visit, held: &RecurringInvoice) -> Result<Vec<(String, String)>> {
    let mut values = content_values(visit, &paper(held))?;
    if held.days.is_none() {
        values.retain(|(name, _)| name != "days");
    }
    values.extend(When::values(held));
    Ok(values)
}

pub fn edit(visit: &Visit, held: &RecurringInvoice, form: &Filled<EditRecurring>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let at = format!("/recurring-invoices/{}", held.id);
    let lines: Vec<Line> = held.lines.iter().map(|held| held.line.clone()).collect();
    let body = html! {
        (Head::new("Edit ".to_owned() + &held.title).fact(id(held.id.to_string())))
        (editor::frame(&at, &house.0, form.version(held.version), html! {
            (when_fields(form))
            (content_fields(visit, form, &lines, false)?)
        }, "Save", ("Keep things as they are", &at)))
    };
    Ok(shell("Edit", form, body).under(held.title.as_str(), at))
}

pub fn one(visit: &Visit, request: &Request, held: &RecurringInvoice) -> Result<Page> {
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let client: Option<Client> = visit.follow(held, |held: &RecurringInvoice| held.client)?;
    let last: Option<Invoice> = visit.follow(held, |held: &RecurringInvoice| {
        held.last_invoice.unwrap_or_default()
    })?;
    let today = visit.today();
    let at = format!("/recurring-invoices/{}", held.id);
    let post = |verb: &str, button| post_button(&format!("{at}/{verb}"), html! {}, button);
    let may = |action| visit.may(action, held) && !held.ended;
    let (tone, word) = held.standing();
    let days = held.next_days(NEXT);
    let rows = held.lines.iter().map(|held| {
        Row::new()
            .name(two_line(
                held.line.title.as_str(),
                held.line.detail.as_str(),
            ))
            .number(held.line.counted())
            .number(held.line.price.show(currency))
            .number(held.line.amounts().net.show(currency))
    });
    let rows: Vec<Row> = rows.collect();
    let facts = Facts::new()
        .fact("Recurs", held.words())
        .fact(
            "Each is",
            if held.issues {
                "issued when it is made"
            } else {
                "a draft"
            },
        )
        .maybe("Until", held.rule.until.map(|day| day.show(today)))
        .maybe("In all", held.most)
        .fact("Made so far", held.made)
        .maybe(
            "Last",
            last.map(|last| link(visit, last.as_ref(), last.called())),
        )
        .maybe("Days to pay", held.days)
        .fact("Read over by", who(names.name(held.owner)));
    let body = html! {
        div data-live-id="recurring-head" {
            (Head::new(held.title.as_str()).mark(badge(tone, word)).fact(id(held.id.to_string()))
                .fact(html! { @if let Some(client) = &client { "for " (link(visit, client.as_ref(), client.name.as_str())) } })
                .actions(html! {
                    @if may(&END) { (post("end", Button::submit("End it"))) }
                    @if !held.paused && may(&PAUSE) { (post("pause", Button::submit("Pause"))) }
                    @if held.paused && may(&RESUME) { (post("resume", Button::submit("Go on"))) }
                    @if may(&EDIT) { (Button::link("Edit", format!("{at}/edit")).icon(Icon::Edit).key("e")) }
                }))
        }
        (record(html! {
            div class="stack l" data-live-id="recurring-lines" {
                (Section::new("Items", html! {
                    div class="scroll" {
                        (Table::rows().caption("Items").columns([
                            Column::new("Item"), Column::number("Quantity"), Column::number("Price"), Column::number("Net"),
                        ]).body(rows))
                    }
                    p { "With tax " b { (paper(held).totals().gross.show(currency)) } }
                    @if !held.note.is_empty() { p class="mute" { (broken(&held.note)) } }
                }))
            }
            (Section::new("History", history::of(visit, held, request)?).live("history"))
        }, html! {
            div class="stack l" data-live-id="recurring-facts" {
                (Section::new("Next", html! {
                    @if held.ended { p class="mute" { "It doesn’t recur any more." } }
                    @else if held.paused { p class="mute" { "Paused. What is due meanwhile isn’t made up for." } }
                    @else { ul class="list tight" { @for day in &days { li { (day.long()) } } } }
                }))
                (Section::new("The rule", facts))
            }
        }))
    };
    Ok(Page::new(held.title.as_str(), body)
        .under("Invoices", "/invoices")
        .under("Recurring invoices", "/recurring-invoices")
        .styles(&["record", "extra", "list", "thread"])
        .live(format!("recurring-invoices:{}", held.id.raw())))
}
