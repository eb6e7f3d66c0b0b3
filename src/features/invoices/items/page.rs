//! The items of a quote on one page: what was agreed, what is planned and done for it, and where it stands on an invoice. Each
//! figure leads to its rows.

use maud::{Markup, html};

use super::{
    super::{invoice::Invoice, milestone::MilestonePrice},
    Came, Done, Part, came_of,
};
use crate::{
    base::{Choice, Id, Money, Result, if_found, money::Currency, time},
    data::Visit,
    features::{
        projects::TaskStatus,
        quotes::{Line, Quote},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Page, link},
};

/// Where the items of a quote are shown.
pub fn address(quote: Id<Quote>) -> String {
    format!("/quotes/{quote}/items")
}

/// The items of a quote, to be chosen from.
pub fn choices(quote: &Quote) -> impl Iterator<Item = (String, String)> + '_ {
    let numbered = (1..).zip(&quote.lines);
    numbered.map(|(number, line): (u32, &Line)| (number.to_string(), called(number, line)))
}

fn called(number: u32, line: &Line) -> String {
    format!("{number}: {}", line.title)
}

/// Which item of its quote a milestone makes.
pub fn of_price(quote: Option<&Quote>, price: Option<&MilestonePrice>) -> Markup {
    let item = |quote: &Quote| match quote.lines.len() {
        1 => 1,
        _ => price.map_or(0, |price| price.item),
    };
    let found = quote.and_then(|quote| {
        let at = item(quote);
        let line = quote.lines.get((at as usize).checked_sub(1)?)?;
        Some((quote.id, at, line))
    });
    html! {
        @if let Some((quote, at, line)) = found {
            a class="link" href=(format!("{}#item-{at}", address(quote))) { (called(at, line)) }
        }
    }
}

fn minutes(total: i64) -> String {
    match total {
        0 => String::new(),
        total => time::minutes(total),
    }
}

/// # Errors
/// When the store can't be read.
pub fn show(visit: &Visit, quote: &Quote) -> Result<Page> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let came = came_of(visit, quote)?;
    let items: Vec<(u32, &Line)> = (1..).zip(&quote.lines).collect();
    let rows = items.iter().map(|(number, line)| {
        let tasks = || came.tasks(*number);
        let at = format!("#item-{number}");
        let to = |words: String| html! { @if !words.is_empty() { a class="link" href=(at) { (words) } } };
        let done = tasks().filter(|held| held.task.status == TaskStatus::Completed);
        let all = tasks().count();
        let count = match all {
            0 => String::new(),
            all => format!("{} of {all}", done.count()),
        };
        let planned: i64 = tasks().map(|held| i64::from(held.task.estimate.unwrap_or_default())).sum();
        let logged: i64 = tasks().map(Done::minutes).sum();
        Row::new()
            .name(html! { a class="link" href=(at) { (called(*number, line)) } })
            .number(line.amounts().net.show(currency))
            .number(to(count))
            .number(to(minutes(planned)))
            .number(to(minutes(logged)))
            .number(to(billed_words(came.of(*number), currency)))
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (Head::new("Items and what came of them")
            .fact(link(visit, quote.id.as_ref(), quote.id.to_string()))
            .fact(quote.title.as_str()))
        (Table::rows().caption("Items")
            .columns([Column::new("Item"), Column::number("Agreed"), Column::number("Tasks done"), Column::number("Planned"), Column::number("Logged"), Column::number("Invoiced")])
            .body(rows))
        (projects(visit, &came))
        @for (number, line) in &items {
            (Section::new(called(*number, line), html! {
                div id=(format!("item-{number}")) { (parts(visit, &came, *number, currency)?) }
            }))
        }
        @if came.of(0).next().is_some() {
            (Section::new("Of no item", html! {
                p class="mute" { "Say beside a milestone which item its work is for, and it stands there." }
                div id="item-0" { (parts(visit, &came, 0, currency)?) }
            }))
        }
        (whole(visit, &came, currency))
    };
    Ok(Page::new("Items and what came of them", body)
        .under("Quotes", "/quotes")
        .under(quote.title.as_str(), format!("/quotes/{}", quote.id))
        .styles(&["list", "empty", "extra", "record"]))
}

fn projects(visit: &Visit, came: &Came) -> Markup {
    html! {
        @if came.projects.is_empty() { p class="mute mt" { "No project came of it yet." } }
        @else {
            p class="mt" {
                "Made in "
                @for (n, project) in came.projects.iter().enumerate() {
                    @if n > 0 { ", " } (link(visit, project.id.as_ref(), project.title.as_str()))
                }
                "."
            }
        }
    }
}

/// What of some parts stands on invoices: their own amounts, and time by its length.
fn billed_words<'p>(parts: impl Iterator<Item = &'p Part>, currency: Currency) -> String {
    let (mut net, mut time) = (Money::ZERO, 0);
    for part in parts {
        net = net + part.billed.as_ref().map_or(Money::ZERO, |held| held.net);
        time += part.tasks.iter().map(Done::billed_minutes).sum::<i64>();
    }
    let mut words = Vec::new();
    if net != Money::ZERO {
        words.push(net.show(currency));
    }
    if time > 0 {
        words.push(minutes(time));
    }
    words.join(" and ")
}

fn invoice_link(visit: &Visit, id: Id<Invoice>) -> Result<Markup> {
    let held: Option<Invoice> = if_found(visit.find(id))?;
    Ok(match held {
        Some(invoice) => link(visit, id.as_ref(), invoice.called()),
        None => html! { "an invoice" },
    })
}

fn parts(visit: &Visit, came: &Came, item: u32, currency: Currency) -> Result<Markup> {
    let mut rows = Vec::new();
    for part in came.of(item) {
        if let Some(billed) = &part.billed {
            rows.push(
                Row::new()
                    .name(link(visit, part.milestone.id.as_ref(), part.milestone.title.as_str()))
                    .cell("The milestone itself")
                    .number("")
                    .number("")
                    .cell(html! { (invoice_link(visit, billed.invoice)?) " " span class="dim" { (billed.net.show(currency)) } }),
            );
        }
        for done in &part.tasks {
            let mut on: Vec<Id<Invoice>> = done.billed.iter().map(|held| held.invoice).collect();
            on.sort_unstable();
            on.dedup();
            let logged = minutes(done.minutes());
            let to = format!("/time-entries?task={}", done.task.id);
            rows.push(
                Row::new()
                    .name(two_line(
                        link(visit, done.task.id.as_ref(), done.task.title.as_str()),
                        part.milestone.title.as_str(),
                    ))
                    .cell(done.task.status.label())
                    .number(minutes(i64::from(done.task.estimate.unwrap_or_default())))
                    .number(
                        html! { @if !logged.is_empty() { a class="link" href=(to) { (logged) } } },
                    )
                    .cell(html! { @for id in &on { (invoice_link(visit, *id)?) " " } }),
            );
        }
    }
    if rows.is_empty() {
        return Ok(html! { p class="dim" { "Nothing is planned for it yet." } });
    }
    Ok(html! {
        (Table::tight()
            .columns([Column::new("Work"), Column::new("Status"), Column::number("Planned"), Column::number("Logged"), Column::new("Invoiced on")])
            .body(rows))
    })
}

/// What bills the quote itself, and none of its items alone.
fn whole(visit: &Visit, came: &Came, currency: Currency) -> Markup {
    let rows = came.invoices.iter().map(|held| {
        Row::new()
            .name(link(visit, held.id.as_ref(), held.called()))
            .cell(held.part.map_or("", |part| part.label()))
            .number(held.totals().net.show(held.currency(currency)))
    });
    let rows: Vec<Row> = rows.collect();
    html! {
        @if !rows.is_empty() {
            (Section::new("Invoices of this quote", Table::tight()
                .columns([Column::new("Invoice"), Column::new("Bills"), Column::number("Before tax")])
                .body(rows)))
        }
    }
}
