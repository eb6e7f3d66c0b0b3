//! Unbilled time and expenses of a client, on one screen: tick what is billed, say what an hour costs, and it is a draft.

use std::collections::BTreeSet;

use maud::html;

use super::super::{
    forms::{BillTime, Gather},
    from_expenses::MOST_ENTRIES,
    from_time::{OpenTime, unbilled as read},
    milestone::{self, MilestonePrice},
    terms::CurrentTerms,
};
use crate::{
    base::{Choice, Id, Money, Result, money, time},
    data::{Key, Visit},
    features::{
        clients::Client, form_key, people::Directory, projects::Project, settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page},
};

/// The projects of which milestones bill something, so that their time isn't billed beside that by mistake.
fn billed_by_milestones<'p>(
    visit: &Visit,
    projects: impl Iterator<Item = &'p Project>,
) -> Result<BTreeSet<u64>> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for project in projects {
        if seen.insert(project.id.raw()) {
            let key = Key::new().id(project.id);
            let prices: Vec<MilestonePrice> =
                visit.related(project, milestone::OF_PROJECT, key, 200)?;
            if prices.iter().any(|price| !price.bills_nothing()) {
                found.insert(project.id.raw());
            }
        }
    }
    Ok(found)
}

/// # Errors
/// When the store can't be read.
pub fn unbilled(
    visit: &Visit,
    client: &Client,
    only: Option<Id<Project>>,
    form: &Filled<BillTime>,
) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let names = Directory::of(visit)?;
    let terms = visit.cached::<CurrentTerms>()?;
    let found = read(visit, client, only)?;
    let currency = house.0.currency();
    let by_milestones = billed_by_milestones(
        visit,
        found.entries.iter().filter_map(|held| held.whole.project()),
    )?;
    let today = visit.today();
    let came_back = form.value("gather").is_some();
    let ticked: Vec<&str> = form.values("entries").collect();
    let ticked_expenses: Vec<&str> = form.values("expenses").collect();
    let ticked_milestones: Vec<&str> = form.values("milestones").collect();
    let spent: Money = found.expenses.iter().map(|expense| expense.price()).sum();
    let total: i64 = found
        .entries
        .iter()
        .map(|held| i64::from(held.entry.minutes))
        .sum();
    let usual = match terms.0.hour {
        Money::ZERO => String::new(),
        hour => hour.input(currency),
    };
    let hour = form.value("hour").map_or(usual, str::to_owned);
    let tax = form
        .value("tax")
        .map_or_else(|| money::percent(house.0.tax), str::to_owned);
    let at = format!("/clients/{}/unbilled", client.id);
    let body = html! {
        (Head::new("Unbilled work")
            .fact(html! { "of " a class="link" href=(format!("/clients/{}", client.id)) { (client.name) } })
            .fact(time::minutes(total))
            .fact(if spent == Money::ZERO { String::new() } else { format!("{} of expenses", spent.show(currency)) }))
        @if found.entries.is_empty() && found.expenses.is_empty() && found.milestones.is_empty() {
            (form.banner())
            (Empty::quiet("Everything is billed", "Time on this client’s projects and tickets and expenses for them that are billable, and milestones that they approved, come here while they stand on no invoice."))
        } @else {
            form class="stack l" method="post" action=(at) data-once {
                (hidden("_key", form_key()))
                (form.summary())
                (fields_three(html! {
                    (form.money("hour", "Price of an hour", currency.sign).value(hour).hint("For time that has no rate of its own."))
                    (form.number("tax", "Tax in percent").value(tax).optional())
                    (form.select("gather", "Lines").options(Gather::ALL.iter().map(|gather| (gather.key(), gather.label()))))
                }))
                @if found.more { (Banner::info(format!("These are {MOST_ENTRIES}, project by project, the oldest of each first. The others are here once these are billed."))) }
                @if !found.milestones.is_empty() {
                    (Table::plain().caption("Milestones that the client approved")
                        .columns([Column::unseen("Billed"), Column::new("Milestone"), Column::new("Project"), Column::new("Of the quote"), Column::number("Before tax")])
                        .body(found.milestones.iter().map(|open| {
                            let number = open.milestone.id.to_string();
                            let on = !came_back || ticked_milestones.contains(&number.as_str());
                            let label = format!("Bill {}", open.milestone.title);
                            Row::new()
                                .id(number.clone())
                                .cell(html! { input type="checkbox" name="milestones" value=(number) checked[on] aria-label=(label); })
                                .name(open.milestone.title.as_str())
                                .cell(open.project.title.as_str())
                                .cell(match open.price.share {
                                    0 => String::new(),
                                    share => format!("{}%", money::percent(share)),
                                })
                                .number(open.net.map(|net| net.show(currency)).unwrap_or_default())
                        })))
                }
                @if !came_back && !by_milestones.is_empty() { p class="mute" { "Milestones bill projects whose time isn’t ticked here. Tick what goes beyond them." } }
                @if !found.entries.is_empty() {
                (Table::plain().caption("Unbilled time")
                    .columns([Column::unseen("Billed"), Column::new("Work"), Column::new("Project or ticket"), Column::new("Person"), Column::new("Day"), Column::number("Time")])
                    .body(found.entries.iter().map(|OpenTime { entry, work, whole }| {
                        let number = entry.id.to_string();
                        // At first all of it is billed that nothing else bills; what came back keeps its ticks.
                        let on = match came_back {
                            true => ticked.contains(&number.as_str()),
                            false => whole.project().is_none_or(|project| !by_milestones.contains(&project.id.raw())),
                        };
                        let label = format!("Bill {work}");
                        Row::new()
                            .id(number.clone())
                            .cell(html! { input type="checkbox" name="entries" value=(number) checked[on] aria-label=(label); })
                            .name(two_line(work.as_str(), entry.note.as_str()))
                            .cell(whole.title())
                            .cell(names.name(entry.user))
                            .dim(entry.day.show(today))
                            .number(time::minutes(i64::from(entry.minutes)))
                    })))
                }
                @if !found.expenses.is_empty() {
                    (Table::plain().caption("Unbilled expenses")
                        .columns([Column::unseen("Billed"), Column::new("Expense"), Column::new("Person"), Column::new("Day"), Column::number("Billed at")])
                        .body(found.expenses.iter().map(|expense| {
                            let number = expense.id.to_string();
                            let on = !came_back || ticked_expenses.contains(&number.as_str());
                            let label = format!("Bill {}", expense.title);
                            Row::new()
                                .id(number.clone())
                                .cell(html! { input type="checkbox" name="expenses" value=(number) checked[on] aria-label=(label); })
                                .name(two_line(expense.title.as_str(), expense.category.label()))
                                .cell(names.name(expense.user))
                                .dim(expense.day.show(today))
                                .number(expense.price().show(currency))
                        })))
                }
                (buttons(html! { (Button::submit("Make a draft").primary()) (Button::link("Cancel", format!("/clients/{}", client.id))) }))
            }
        }
    };
    Ok(Page::new("Unbilled work", body)
        .styles(&["extra", "record", "empty", "list"])
        .status(form.status())
        .under("Clients", "/clients")
        .under(client.name.as_str(), format!("/clients/{}", client.id)))
}
