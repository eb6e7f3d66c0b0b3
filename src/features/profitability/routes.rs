//! Ways to the report.

use serde_json::{Value, json};

use super::{
    actions::{EXPORT, VIEW},
    pages::{self, HERE},
    report::{Figure, Line, Report, ReportQuery, report},
    rule::Sums,
};
use crate::{
    base::{Choice, Result, Unit, text},
    data::Visit,
    features::settings::CurrentSettings,
    web::{RateLimit, Reply, Request, Route, Told, route::Gives},
};

const SUMS: &[(&str, Told)] = &[
    ("name", Told::Text),
    ("minutes", Told::Counted(Unit::Minutes)),
    ("planned", Told::Counted(Unit::MinorUnits)),
    ("earned", Told::Counted(Unit::MinorUnits)),
    ("at_rates", Told::Counted(Unit::MinorUnits)),
    ("invoiced", Told::Counted(Unit::MinorUnits)),
    ("collected", Told::Counted(Unit::MinorUnits)),
    ("time", Told::Counted(Unit::MinorUnits)),
    ("expenses", Told::Counted(Unit::MinorUnits)),
    ("margin", Told::Counted(Unit::MinorUnits)),
    ("in_progress", Told::Counted(Unit::MinorUnits)),
];

const REPORT: Told = Told::Object(&[
    ("by", Told::Text),
    ("whole", Told::Flag),
    ("other_currencies", Told::List(&Told::Text)),
    ("lines", Told::List(&Told::Object(SUMS))),
    ("all", Told::Object(SUMS)),
]);

pub fn routes() -> Vec<Route> {
    let sheet_at = format!("{HERE}/export.csv");
    vec![
        Route::page(HERE, VIEW, |v, r| {
            pages::page(v, &r.filters::<ReportQuery>()).map(Into::into)
        })
        .slow(),
        Route::api_ask::<ReportQuery>(
            HERE,
            VIEW,
            "What was planned, earned, invoiced and collected, and what it cost, by project, client, service, person or month",
            |v, _, asked| Ok(Reply::json(told(&report(v, &asked)?))),
        )
        .tells(REPORT)
        .slow(),
        Route::page(&sheet_at, EXPORT, |v, r| {
            sheet(v, r, r.filters::<ReportQuery>())
        })
        .rate_limited(RateLimit::Export)
        .slow(),
        Route::api_ask::<ReportQuery>(
            &sheet_at,
            EXPORT,
            "The same as CSV, in the house's currency",
            sheet,
        )
        .gives(Gives::File)
        .rate_limited(RateLimit::Export)
        .slow(),
    ]
}

fn told(held: &Report) -> Value {
    let line = |name: &str, sums: &Sums| {
        json!({
            "name": name, "minutes": sums.minutes, "planned": sums.planned,
            "earned": sums.earned, "at_rates": sums.at_rates().minor(),
            "invoiced": sums.invoiced, "collected": sums.collected,
            "time": sums.time_cost().minor(), "expenses": sums.expenses,
            "margin": sums.margin(held.by).minor(), "in_progress": sums.in_progress().minor(),
        })
    };
    let each = |held: &Line| line(&held.name, &held.sums);
    json!({
        "by": held.by.key(), "whole": held.whole, "other_currencies": held.others,
        "lines": held.lines.iter().map(each).collect::<Vec<Value>>(),
        "all": line("All", &held.all),
    })
}

fn sheet(visit: &Visit, request: &Request, asked: ReportQuery) -> Result<Reply> {
    let held = report(visit, &asked)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let figures = Figure::of(held.by);
    let heads = figures.iter().map(|figure| figure.title().to_owned());
    let mut rows: Vec<Vec<String>> = vec![
        std::iter::once(held.by.label().to_owned())
            .chain(heads)
            .collect(),
    ];
    for line in &held.lines {
        let cells = figures.iter().map(|figure| {
            let money = figure.money(&line.sums, held.by);
            money.map_or_else(|| Figure::hours(&line.sums), |money| money.input(currency))
        });
        rows.push(std::iter::once(line.name.clone()).chain(cells).collect());
    }
    let body: String = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| text::csv_cell(cell)).collect();
            format!("{}\r\n", cells.join(","))
        })
        .collect();
    Ok(Reply::sheet(request, "profitability.csv", body))
}
