//! Ways to what came of the items of a quote.

use serde_json::json;

use super::{
    super::{VIEW, milestone::must_see_prices},
    Done, came_of, page,
};
use crate::{
    base::{Result, Unit},
    data::Visit,
    features::quotes::Quote,
    web::{Reply, Request, Route, Told},
};

const TASK: &[(&str, Told)] = &[
    ("id", Told::Record),
    ("milestone", Told::Record),
    ("planned", Told::Number),
    ("logged", Told::Number),
    ("billed", Told::Number),
    ("invoices", Told::List(&Told::Record)),
];

const ITEM: &[(&str, Told)] = &[
    ("item", Told::Number),
    ("title", Told::Text),
    ("net", Told::Counted(Unit::MinorUnits)),
    ("billed", Told::Counted(Unit::MinorUnits)),
    ("tasks", Told::List(&Told::Object(TASK))),
];

const ITEMS: Told = Told::Object(&[
    ("items", Told::List(&Told::Object(ITEM))),
    ("projects", Told::List(&Told::Record)),
    ("invoices", Told::List(&Told::Record)),
]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/quotes/{id}/items", VIEW, |v, r| {
            page::show(v, &quote(v, r)?).map(Into::into)
        }),
        Route::api_get(
            "/quotes/{id}/items",
            VIEW,
            "What came of each item of a quote: tasks with their minutes planned, logged and billed, and the invoices; what is of no item stands under 0",
            told,
        )
        .tells(ITEMS),
    ]
}

/// For whoever sees every invoice: an item that shows some of what it came to as nothing would mislead.
fn quote(visit: &Visit, request: &Request) -> Result<Quote> {
    let quote: Quote = visit.find(request.id("id")?)?;
    must_see_prices(visit)?;
    Ok(quote)
}

fn told(visit: &Visit, request: &Request) -> Result<Reply> {
    let quote = quote(visit, request)?;
    let came = came_of(visit, &quote)?;
    let task = |milestone: String, done: &Done| {
        let mut on: Vec<String> = done
            .billed
            .iter()
            .map(|held| held.invoice.to_string())
            .collect();
        on.sort_unstable();
        on.dedup();
        json!({
            "id": done.task.id.to_string(), "milestone": milestone,
            "planned": done.task.estimate, "logged": done.minutes(), "billed": done.billed_minutes(),
            "invoices": on,
        })
    };
    let lines = std::iter::once(None).chain(quote.lines.iter().map(Some));
    let items = (0..).zip(lines).filter_map(|(number, line)| {
        if line.is_none() && came.of(0).next().is_none() {
            return None;
        }
        let tasks = came.of(number).flat_map(|part| {
            let milestone = part.milestone.id.to_string();
            part.tasks.iter().map(move |done| (milestone.clone(), done))
        });
        let tasks: Vec<_> = tasks
            .map(|(milestone, done)| task(milestone, done))
            .collect();
        let billed = came.of(number).filter_map(|part| part.billed.as_ref());
        let billed: i64 = billed.map(|held| held.net.minor()).sum();
        Some(json!({
            "item": number,
            "title": line.map(|line| line.title.clone()),
            "net": line.map(|line| line.amounts().net.minor()),
            "billed": billed,
            "tasks": tasks,
        }))
    });
    let items: Vec<_> = items.collect();
    let projects: Vec<String> = came
        .projects
        .iter()
        .map(|held| held.id.to_string())
        .collect();
    let invoices: Vec<String> = came
        .invoices
        .iter()
        .map(|held| held.id.to_string())
        .collect();
    Ok(Reply::json(
        json!({ "items": items, "projects": projects, "invoices": invoices }),
    ))
}
