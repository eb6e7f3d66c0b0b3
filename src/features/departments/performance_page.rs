//! How departments and people do, as a page.

use super::performance::{Figures, PERIODS, Seen, seen, share, stages};
use crate::{
    base::{Money, Result, money::Currency, time},
    data::Visit,
    features::{
        people::{Department, User},
        settings::CurrentSettings,
    },
    ui::{chart, prelude::*},
    web::{Page, Request},
};
use maud::{Markup, html};

pub fn page(visit: &Visit, held: &Department, request: &Request) -> Result<Page> {
    let seen = seen(visit, held, request)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let at = format!("/departments/{}", held.id);
    let chosen = seen.months.len() as i64;
    let periods: Vec<(Option<Icon>, &str, String)> = PERIODS
        .iter()
        .map(|(count, words)| (None, *words, format!("{at}/performance?months={count}")))
        .collect();
    let periods: Vec<(Option<Icon>, &str, &str, bool)> = periods
        .iter()
        .zip(PERIODS)
        .map(|((icon, words, href), (count, _))| (*icon, *words, href.as_str(), count == chosen))
        .collect();
    let body = html! {
        (Head::new("Performance of ".to_owned() + &held.name).fact("months in UTC; the last one is not over").actions(segments("Period", &periods)))
        (stack_wide(html! {
            @match &seen.whole {
                Some(whole) => (of_department(&seen, whole, currency)),
                None => (Banner::info("You see your own figures and those of whom you lead. The department's are for who manages it.")),
            }
            (of_people(&seen.people, currency))
        }))
    };
    Ok(Page::new("Performance", body)
        .under("Departments", "/departments")
        .under(held.name.as_str(), at.as_str())
        .styles(&["list", "chart", "plan"]))
}

pub fn total(whole: &[Figures], read: impl Fn(&Figures) -> i64) -> i64 {
    whole.iter().map(read).sum()
}

pub fn of_department(seen: &Seen, whole: &[Figures], currency: Currency) -> Markup {
    let all = |read: fn(&Figures) -> i64| total(whole, read);
    let (won, lost) = (all(|f| f.won), all(|f| f.lost));
    let (kept, missed) = (all(|f| f.kept), all(|f| f.missed));
    let (done, returned) = (all(|f| f.done), all(|f| f.returned));
    let (estimate, logged) = (all(|f| f.estimate), all(|f| f.logged));
    let sells = whole.iter().any(Figures::sells);
    let serves = whole.iter().any(Figures::serves);
    let makes = whole.iter().any(Figures::makes);
    if !sells && !serves && !makes {
        return html! { (Empty::quiet("Nothing was counted in this time", "Leads won and lost, quotes, clocks kept, tasks completed and hours logged are counted here as they happen.")) };
    }
    let mut figures = Vec::new();
    if sells {
        figures.push(
            Stat::new("Leads won", won.to_string())
                .note(format!("{} of those decided", share(won, lost))),
        );
        figures.push(Stat::new(
            "Won value",
            Money(all(|f| f.won_value)).show(currency),
        ));
        figures.push(
            Stat::new("Quotes accepted", all(|f| f.accepted).to_string())
                .note(format!("{} sent", all(|f| f.sent))),
        );
    }
    if serves {
        figures
            .push(Stat::new("Clocks kept", share(kept, missed)).note(format!("{missed} missed")));
    }
    if makes {
        figures.push(
            Stat::new("Tasks completed", done.to_string()).note(format!("{returned} returns")),
        );
        figures.push(Stat::new("Hours logged", time::hours(logged)).note(format!(
            "{} h estimated for what was completed",
            time::hours(estimate)
        )));
    }
    html! {
        div data-live-id="figures" { (stats(figures)) }
        (dashboard(html! {
            @if sells { (series(seen, whole, "Leads won", "Leads won each month", |f| f.won, ("Lost", |f| f.lost))) }
            @if !seen.stages.is_empty() { (stages(seen)) }
            @if serves { (series(seen, whole, "Clocks kept", "Promises that were kept in time, each month", |f| f.kept, ("Missed", |f| f.missed))) }
            @if makes { (series(seen, whole, "Tasks completed", "Tasks completed each month", |f| f.done, ("Returned", |f| f.returned))) }
            @if makes { (series(seen, whole, "Hours logged", "Hours logged each month", |f| f.logged / 60, ("Estimated", |f| f.estimate / 60))) }
        }))
    }
}

pub type Reads = fn(&Figures) -> i64;

/// A column a month, with its numbers and what stands beside them one fold away.
pub fn series(
    seen: &Seen,
    whole: &[Figures],
    title: &str,
    says: &str,
    read: Reads,
    beside: (&str, Reads),
) -> Markup {
    let last = seen.months.len().saturating_sub(1);
    let bars: Vec<chart::Bar> = seen
        .months
        .iter()
        .zip(whole)
        .enumerate()
        .map(|(n, (month, figures))| {
            let bar = chart::Bar::new(month.short(), read(figures) as f64);
            if n == last { bar.soft() } else { bar }
        })
        .collect();
    let mut table = Table::tight()
        .column(Column::new("Month"))
        .column(Column::number(title.to_owned()));
    let (name, other) = beside;
    table = table.column(Column::number(name.to_owned()));
    let rows = seen.months.iter().zip(whole).map(|(month, figures)| {
        let row = Row::new()
            .name(month.iso())
            .number(read(figures).to_string());
        row.number(other(figures).to_string())
    });
    html! {
        (Section::new(title.to_owned(), chart::with_table(chart::bars_v(says, &bars, 180, None, chart::plain), table.body(rows))))
    }
}

pub fn of_people(people: &[(User, Figures)], currency: Currency) -> Markup {
    let sells = people.iter().any(|(_, f)| f.sells());
    let serves = people.iter().any(|(_, f)| f.serves());
    let makes = people.iter().any(|(_, f)| f.makes());
    let mut table = Table::rows().column(Column::new("Person"));
    if sells {
        table = table.columns([
            Column::number("Won"),
            Column::number("Lost"),
            Column::number("Value"),
            Column::number("Quotes accepted"),
        ]);
    }
    if serves {
        table = table.columns([Column::number("Clocks kept"), Column::number("Missed")]);
    }
    if makes {
        table = table.columns([
            Column::number("Tasks"),
            Column::number("Returns"),
            Column::number("Logged"),
            Column::number("Estimated"),
        ]);
    }
    let rows = people.iter().map(|(user, f)| {
        let mut row = Row::new().id(format!("p-{}", user.id.raw())).name_link(
            &format!("/users/{}", user.id),
            user.name.as_str(),
            user.title.as_str(),
        );
        if sells {
            row = row
                .number(f.won.to_string())
                .number(f.lost.to_string())
                .number(Money(f.won_value).show(currency))
                .number(format!("{} of {}", f.accepted, f.sent));
        }
        if serves {
            row = row.number(f.kept.to_string()).number(f.missed.to_string());
        }
        if makes {
            row = row
                .number(f.done.to_string())
                .number(f.returned.to_string())
                .number(format!("{} h", time::hours(f.logged)))
                .number(format!("{} h", time::hours(f.estimate)));
        }
        row
    });
    html! {
        @if !people.is_empty() {
            (Section::new("People", html! { (table.body(rows)) }).small("estimated: what they completed"))
        }
    }
}
