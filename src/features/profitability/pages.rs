//! The report as a page.

use maud::html;

use super::{
    actions::EXPORT,
    report::{Figure, Line, PERIODS, Report, ReportQuery, report},
    rule::{By, Sums},
};
use crate::{
    base::{Choice, Money, Result, money::Currency},
    data::Visit,
    features::settings::CurrentSettings,
    ui::prelude::*,
    web::Page,
};

pub const HERE: &str = "/profitability";
/// Lines that are drawn; all of them are in the sheet.
const DRAWN: usize = 500;

pub fn page(visit: &Visit, asked: &ReportQuery) -> Result<Page> {
    let held = report(visit, asked)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let kinds: Vec<(&str, String, bool)> = By::ALL
        .iter()
        .map(|by| {
            (
                by.label(),
                format!("{HERE}?by={}", by.key()),
                *by == asked.by,
            )
        })
        .collect();
    let kinds: Vec<(Option<Icon>, &str, &str, bool)> = kinds
        .iter()
        .map(|(words, href, now)| (None, *words, href.as_str(), *now))
        .collect();
    let periods: Vec<(&str, String, bool)> = PERIODS
        .iter()
        .map(|(count, words)| {
            let href = format!("{HERE}?by={}&months={count}", asked.by.key());
            (*words, href, count.parse() == Ok(asked.months))
        })
        .collect();
    let periods: Vec<(Option<Icon>, &str, &str, bool)> = periods
        .iter()
        .map(|(words, href, now)| (None, *words, href.as_str(), *now))
        .collect();
    let sheet = format!(
        "{HERE}/export.csv?by={}&months={}",
        asked.by.key(),
        asked.months
    );
    let body = html! {
        (Head::new("Profitability")
            .fact(if asked.by.over_time() { "months in UTC; the last one is not over" } else { "as of today, without tax" })
            .actions(html! {
                @if held.whole && visit.may_somewhere(&EXPORT) { (Button::link("Sheet", sheet).icon(Icon::Download)) }
            }))
        div class="bar" {
            (segments("Lines", &kinds))
            @if asked.by.over_time() { (segments("Period", &periods)) }
        }
        @if !held.whole {
            (Banner::info("This is for whoever sees all projects, time, invoices, payments, expenses and what an hour costs. You see only some of them, and sums of some would mislead."))
        } @else if held.lines.is_empty() {
            (Empty::quiet("Nothing to add up yet", "What projects are worth, what was invoiced, and what time and expenses cost come together here.").plain())
        } @else {
            @if !held.others.is_empty() {
                (Banner::info(format!("Papers in {} aren’t added up: this house counts in {} by now.", held.others.join(", "), currency.code)))
            }
            div class="scroll" { (table(&held, currency)) }
        }
        (fold(Icon::Help, "How these numbers are made", html! {
            div class="read t12" {
                p { "Planned is what was agreed on with the quote. Earned is that times the progress of the project; a project without a price has earned what its time and expenses are billed at. Invoiced is what was issued less credit notes, collected what of it was paid, both without tax." }
                p { "Cost is time at the rates that were frozen when it was logged, and expenses that were approved, without tax. Margin is what was earned less cost; of people it is their time at its rates less what it cost, of months what was invoiced less cost. In progress is what was earned and not invoiced yet." }
            }
        }))
    };
    Ok(Page::new("Profitability", body)
        .styles(&["list", "empty", "extra"])
        .scripts(&["fold"]))
}

fn table(held: &Report, currency: Currency) -> Table {
    let figures = Figure::of(held.by);
    let columns = figures.iter().map(|figure| Column::number(figure.title()));
    let mut rows: Vec<Row> = held
        .lines
        .iter()
        .take(DRAWN)
        .map(|line| row(held, line, figures, currency))
        .collect();
    // Those that lose the most are drawn; the others stand in one row, so that rows add up to what stands below them.
    let rest = held.lines.get(DRAWN..).unwrap_or_default();
    if !rest.is_empty() {
        let mut sums = Sums::default();
        rest.iter().for_each(|line| sums.add(&line.sums));
        let more = format!("{} more, in the sheet", rest.len());
        rows.push(figures.iter().fold(Row::new().cell(more), |row, figure| {
            row.number(words(*figure, &sums, held.by, currency))
        }));
    }
    let all = figures
        .iter()
        .fold(Row::new().cell(html! { b { "All" } }), |row, figure| {
            row.number(html! { b { (words(*figure, &held.all, held.by, currency)) } })
        });
    rows.push(all);
    Table::rows()
        .caption("Profitability")
        .column(Column::new(held.by.label()))
        .columns(columns)
        .body(rows)
}

fn words(figure: Figure, sums: &Sums, by: By, currency: Currency) -> String {
    match figure.money(sums, by) {
        Some(Money::ZERO) => String::new(),
        Some(money) => money.show(currency),
        None => Figure::hours(sums),
    }
}

fn row(held: &Report, line: &Line, figures: &[Figure], currency: Currency) -> Row {
    let row = Row::new().cell(line.name.as_str());
    figures.iter().fold(row, |row, figure| {
        let words = words(*figure, &line.sums, held.by, currency);
        let loss = figure
            .money(&line.sums, held.by)
            .is_some_and(|money| money < Money::ZERO);
        let rows = figure
            .rows(line.key, &held.months)
            .filter(|_| !words.is_empty());
        row.number(html! {
            @match rows {
                Some(href) => { a class="link" href=(href) { (words) } }
                None if loss => { (Badge::new(Tone::Danger, words.as_str()).bare()) }
                None => { (words) }
            }
        })
    })
}
