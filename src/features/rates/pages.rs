//! The rates, with a form for more.

use maud::html;

use super::{
    RateForm, Rates, VIEW, VIEW_COSTS,
    actions::SET,
    rate::{Billed, Rate},
};
use crate::{
    base::{Choice, Result},
    data::{Record, Visit},
    features::{
        clients::Client,
        form_key,
        people::User,
        projects::{Project, Task},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page},
};

pub const HERE: &str = "/rates";
/// Rows that are drawn; more than that are read by program.
const DRAWN: usize = 300;

pub fn page(visit: &Visit, form: &Filled<RateForm>) -> Result<Page> {
    let currency = CurrentSettings::currency_of(visit);
    // A rate is the house's: only a grant over all of it reaches one.
    let any = Rate::default();
    let costs = visit.may(&VIEW_COSTS, &any);
    let known = visit.cached::<Rates>()?;
    let mut all: Vec<&Rate> = known.0.iter().collect();
    all.retain(|rate| visit.may(&VIEW, *rate));
    all.sort_by_key(|rate| {
        (
            rate.of.distance(),
            rate.called(),
            std::cmp::Reverse(rate.from),
        )
    });
    all.truncate(DRAWN);
    let amount = |amount: Option<crate::base::Money>| {
        amount.map(|held| held.show(currency)).unwrap_or_default()
    };
    let rows = all.iter().map(|rate| {
        let row = Row::new()
            .cell(two_line(rate.called(), rate.of.label()))
            .cell(rate.from.show(visit.today()))
            .number(amount(rate.per_hour));
        let row = match costs {
            true if visit.may(&VIEW_COSTS, *rate) => row.number(amount(rate.cost_per_hour)),
            true => row.number(""),
            false => row,
        };
        let billable = match rate.billable {
            Billed::Open => String::new(),
            said => said.label().to_owned(),
        };
        row.cell(billable).cell(html! {
            @if visit.may(&super::actions::REMOVE, *rate) {
                (post_button(&format!("{HERE}/{}/remove", rate.id), html! {}, Button::square_submit(Icon::Trash, format!("Remove the rate of {}", rate.called())).small()))
            }
        })
    });
    let rows: Vec<Row> = rows.collect();
    let mut table = Table::rows()
        .caption("What an hour is billed at")
        .column(Column::new("Of"))
        .column(Column::new("From"))
        .column(Column::number("Billed an hour"));
    if costs {
        table = table.column(Column::number("Cost of an hour"));
    }
    let table = table
        .column(Column::new("Billable"))
        .column(Column::unseen("What to do"));
    let sign = currency.sign;
    let body = html! {
        (Head::new("Rates").fact("What an hour is billed at: of the task, else its project, its client, the person, the house"))
        (record(html! {
            div data-live-id="rates" {
                @if rows.is_empty() {
                    (Empty::quiet("No rates yet", "Say what an hour is billed at. Time that is logged from then on carries it.").plain())
                } @else { div class="scroll" { (table.body(rows)) } }
            }
        }, html! {
            @if visit.may(&SET, &any) {
                (Section::new("Set a rate", html! {
                    form class="stack" method="post" action=(HERE) data-once {
                        (hidden("_key", form_key()))
                        (form.summary())
                        (form.record("task", "Task", Task::KIND.prefix).optional())
                        (form.record("project", "Project", Project::KIND.prefix).optional())
                        (form.record("client", "Client", Client::KIND.prefix).optional())
                        (form.record("person", "Person", User::KIND.prefix).optional().hint("One of these four. None: everything else."))
                        (form.date("from", "From").optional().hint("Empty: today. Time that is logged already keeps its rate."))
                        (form.money("per_hour", "Billed an hour", sign).optional())
                        @if costs { (form.money("cost_per_hour", "Cost of an hour", sign).optional().hint("Of people, and of everything else.")) }
                        (form.choice::<Billed>("billable", "Billable"))
                        (buttons(Button::submit("Save rate").primary()))
                    }
                }))
            }
        }))
    };
    Ok(Page::new("Rates", body)
        .under("Time", "/time-entries")
        .styles(&["record", "list", "empty", "extra"])
        .live("rates")
        .status(form.status()))
}
