//! Reports: one page from which every report of the house is found, each with its one number and how it went.
//!
//! No records of its own, and no other room's: each room says what it reports (`Feature::reports`), and only those that
//! the person may open are asked. Page: the home of reports (`/reports`), which the API lists as well.
//!
//! Rules: a number is read over what the person reaches, and from sums that are kept; a report that has nothing to say to
//! somebody isn't listed for them; whoever has none is told what would stand here.

mod page;
mod report;

use serde_json::json;

use crate::{
    base::{Choice, Result},
    data::Visit,
    features::{Feature, day},
    ui::icon::Icon,
    web::{NavItem, Reply, Request, Route, Told},
};

pub use report::{Area, ForReports, Report, monthly, reach, share, sum_over};

pub const HERE: &str = "/reports";

pub fn feature() -> Feature {
    Feature {
        name: "reports",
        routes: vec![
            Route::page(HERE, day::VIEW, |v, _| page::home(v).map(Into::into)).slow(),
            Route::api_get(
                HERE,
                day::VIEW,
                "The reports that one may open, each with its one number and how it went",
                answer,
            )
            .tells(REPORTS)
            .slow(),
        ],
        nav: vec![NavItem {
            section: "Overview",
            label: "Reports",
            icon: Icon::Report,
            href: HERE,
            action: day::VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}

const REPORTS: Told = Told::Object(&[(
    "rows",
    Told::List(&Told::Object(&[
        ("area", Told::Text),
        ("name", Told::Text),
        ("tells", Told::Text),
        ("page", Told::Text),
        ("number", Told::Text),
        ("value", Told::Text),
        ("change", Told::Text),
        ("note", Told::Text),
        ("months", Told::List(&Told::Number)),
    ])),
)]);

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    let rows = report::of(visit)?.into_iter().map(|report| {
        let number = report.number.as_ref();
        json!({
            "area": report.area.key(), "name": report.name, "tells": report.tells, "page": report.href,
            "number": number.map(|number| number.name), "value": number.map(|number| &number.value),
            "change": number.and_then(|number| number.change.as_ref()).map(|(_, words)| words),
            "note": number.map(|number| &number.note),
            "months": number.map_or(&[] as &[i64], |number| number.trend.as_slice()),
        })
    });
    Ok(Reply::json(json!({ "rows": rows.collect::<Vec<_>>() })))
}
