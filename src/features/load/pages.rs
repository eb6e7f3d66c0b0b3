//! The heat map of people by weeks with what could be moved, and somebody's weeks with the tasks behind them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    Load, LoadQuery, WEEKS,
    balance::{Balanced, OVER, Proposed, propose},
    loads,
    spread::percent,
};
use crate::{
    base::{Day, Result, text, time},
    data::Visit,
    features::{
        form_key,
        lists::KeptPage,
        people::Directory,
        projects::{ASSIGN_TASK, Task, VIEW_TASKS, parts},
    },
    ui::prelude::*,
    web::{Page, Request, form::Refused},
};

/// In which of the five shades a week is drawn.
fn shade(percent: i64) -> u8 {
    match percent {
        0 => 0,
        1..50 => 1,
        50..75 => 2,
        75..95 => 3,
        95..=OVER => 4,
        _ => 5,
    }
}

pub(super) fn hours(minutes: i64) -> String {
    format!("{} h", time::hours(minutes))
}

/// The heat map with its filters and, for whoever gives work out, what could be moved.
pub fn all(visit: &Visit, request: &Request, refused: &Refused) -> Result<Page> {
    let asked: LoadQuery = request.filters();
    let names = Directory::of(visit)?;
    let all = loads(visit, &asked)?;
    let today = visit.today();
    let (over, highest) = Balanced::over(&all, |load| load.planned.clone());
    let capacity: i64 = all
        .iter()
        .map(|load| (0..WEEKS).map(|week| load.days.of_week(week)).sum::<i64>())
        .sum();
    let gives_out = visit.may_somewhere(&ASSIGN_TASK);
    let narrowed = asked.department.is_some() || asked.team.is_some();
    let narrows = all.len() > 1 || narrowed;
    let kept = KeptPage::of(visit, request, "load")?;
    let body = html! {
        (Head::new("Load")
            .fact(text::count(all.len(), "person", "people"))
            .fact(format!("{} in {WEEKS} weeks, without leave", hours(capacity)))
            .fact(match over {
                0 => "nobody has too much".to_owned(),
                over => format!("{} over what fits", text::count(over, "week", "weeks")),
            })
            .actions(html! { (Button::link("How work went", "/load/figures").icon(Icon::Table)) }))
        (refused.banner(&[]))
        @if narrows || !kept.tabs.is_empty() {
            @if !kept.tabs.is_empty() {
                (tabs("Show", [Tab::new("Everybody", "/load").current(!narrowed && !kept.held)].into_iter().chain(kept.tabs)))
            }
            (bar(html! { @if narrows { (filters(&names, &asked, request.query("saved"))) } }, kept.buttons))
            (kept.dialogs)
        }
        div class="stack" data-live-id="load" data-kinds="tasks leave" {
            @if all.is_empty() {
                (Empty::quiet("Nobody here", "Whoever belongs to this department or team appears here with their weeks."))
            } @else {
                (heat(&all, today))
                (legend())
            }
            @if gives_out && over > 0 { (proposal(visit, &names, &all, (over, highest))?) }
        }
    };
    let page = Page::new("Load", body)
        .styles(&["list", "empty", "chart", "record", "load"])
        .lists::<Task>(visit)
        .status(refused.status());
    Ok(match refused.anything() {
        true => page.at("/load"),
        false => page,
    })
}

fn filters(names: &Directory, asked: &LoadQuery, saved: Option<&str>) -> Markup {
    let departments = names.open_departments();
    let mut teams: Vec<_> = names.teams.values().collect();
    teams.sort_by(|a, b| a.name.cmp(&b.name));
    html! {
        form class="bar" method="get" action="/load" {
            (Select::new("department", "Department").id("load-department").nothing("All departments")
                .options(departments.iter().map(|held| (held.id.to_string(), held.name.as_str())))
                .maybe_value(asked.department.map(|id| id.to_string())).bare())
            (Select::new("team", "Team").id("load-team").nothing("All teams")
                .options(teams.iter().map(|held| (held.id.to_string(), held.name.as_str())))
                .maybe_value(asked.team.map(|id| id.to_string())).bare())
            // What is shown of a view is still that view, and can be put into it.
            @if let Some(saved) = saved { (hidden("saved", saved)) }
            (Button::submit("Show").small())
        }
    }
}

fn heat(all: &[Load], today: Day) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="group" aria-label="People by weeks" {
            table class="heat load" {
                caption class="vh" { "Planned share of the hours that each person has, by week" }
                thead { tr {
                    th scope="col" { span class="vh" { "Person" } }
                    @for week in 0..WEEKS {
                        @let monday = all[0].monday(week);
                        th scope="col" class="center" aria-current=[(week == 0).then_some("date")] {
                            @if week == 0 { "This week" } @else { (monday.brief(today)) }
                        }
                    }
                } }
                tbody {
                    @for load in all {
                        tr {
                            th scope="row" { a class="link" href={ "/users/" (load.user.id) "/load" } { (load.user.name) } }
                            @for week in 0..WEEKS { (cell(load, week)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(load: &Load, week: usize) -> Markup {
    let (fits, planned) = (load.days.of_week(week), load.planned[week]);
    let share = load.percent(week);
    let words = match fits {
        0 => format!("{} planned, not there", hours(planned)),
        _ => format!("{} of {}", hours(planned), hours(fits)),
    };
    html! {
        td data-l=(shade(share)) title=(words) {
            a href={ "/users/" (load.user.id) "/load?week=" (load.monday(week).iso()) } {
                @if fits == 0 && planned == 0 { "off" } @else { (share) "%" }
                span class="vh" { ", " (words) }
            }
        }
    }
}

fn legend() -> Markup {
    let shades = [
        (1, "under 50%"),
        (2, "to 75"),
        (3, "to 95"),
        (4, "full, to 105"),
        (5, "over"),
    ];
    html! {
        p class="row t12 mute" {
            @for (shade, words) in shades { span class="row tight" { span class="lk" data-l=(shade) {} (words) } }
        }
    }
}

fn proposal(
    visit: &Visit,
    names: &Directory,
    all: &[Load],
    (over, highest): (usize, i64),
) -> Result<Markup> {
    let held = propose(visit, all)?;
    let (then, highest_then) = Balanced::over(all, |load| held.planned[&load.user.id].clone());
    let today = visit.today();
    let mondays: BTreeMap<u64, &Load> = all.iter().map(|load| (load.user.id.raw(), load)).collect();
    let week = |one: &Proposed| {
        let load = mondays.get(&one.from.raw());
        load.map_or(String::new(), |load| load.monday(one.week).show(today))
    };
    let rows = held.moves.iter().enumerate().map(|(n, one)| {
        Row::new()
            .id(format!("move-{}", one.task.id))
            .cell(html! {
                (hidden(&format!("rows.{n}.task"), one.task.id))
                (hidden(&format!("rows.{n}.version"), one.task.version))
                label class="hit" { input type="checkbox" name=(format!("rows.{n}.person")) value=(one.to) checked aria-label={ "Move " (one.task.title) }; }
            })
            .name(html! { (task_name(visit, &one.task)) })
            .number(hours(one.minutes))
            .cell(html! { (names.name(one.from)) " to " (names.name(one.to)) })
            .dim(format!("week of {}", week(one)))
            .number(format!("{}% to {}%", one.before, one.after))
    });
    let changed = all.iter().flat_map(|load| {
        let then = &held.planned[&load.user.id];
        (0..WEEKS)
            .filter(move |week| then[*week] != load.planned[*week])
            .map(move |week| (load, week, percent(then[week], load.days.of_week(week))))
    });
    let effect = changed.map(|(load, week, then)| {
        Row::new()
            .name(load.user.name.as_str())
            .dim(load.monday(week).show(today))
            .number(format!("{}%", load.percent(week)))
            .number(format!("{then}%"))
    });
    Ok(html! {
        (Section::new("Balance", html! {
            @if held.moves.is_empty() {
                (Empty::quiet("Nothing to move", "Nobody of the same team knows the work and has room for it until it is due.").plain())
            } @else {
                (stats([
                    Stat::new("Weeks over 105%", then.to_string()).note(format!("now {over}")),
                    Stat::new("Highest", format!("{highest_then}%")).note(format!("now {highest}%")),
                ]))
                form method="post" action="/load/balance" data-once {
                    (hidden("_key", form_key()))
                    (Table::rows()
                        .caption("Moves")
                        .columns([Column::unseen("Move"), Column::new("Task"), Column::number("Left"), Column::new("From and to"), Column::new("Because of"), Column::number("Their week")])
                        .body(rows))
                    (buttons(Button::submit("Apply what is ticked").primary().icon(Icon::Check)))
                }
                (fold(Icon::Table, "What each week comes to with all of it", html! {
                    (Table::tight()
                        .caption("Weeks that change")
                        .columns([Column::new("Person"), Column::new("Week"), Column::number("Now"), Column::number("Then")])
                        .body(effect))
                }))
            }
        }).small(text::count(held.moves.len(), "move", "moves")))
    })
}

/// A task by its title, which leads to it; one that isn't seen is told without it.
pub(super) fn task_name(visit: &Visit, task: &Task) -> Markup {
    html! {
        @if visit.may(&VIEW_TASKS, task) { (parts::task_link(visit, task, "link", task.title.as_str())) " " (id(task.id.to_string())) }
        @else { span class="dim" { "A task that you don’t see" } }
    }
}

/// Somebody's weeks, and the tasks behind them or behind one of them.
pub fn one(visit: &Visit, load: &Load, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let asked = request.query("week").and_then(Day::parse);
    let week = asked.and_then(|day| (0..WEEKS).find(|week| load.monday(*week) == day));
    let at = format!("/users/{}/load", load.user.id);
    let mut held: Vec<_> = load
        .tasks
        .iter()
        .filter_map(|held| {
            let minutes = match week {
                Some(week) => held.in_week(week),
                None => held.task.left(),
            };
            (minutes > 0).then_some((held, minutes))
        })
        .collect();
    held.sort_by_key(|(held, minutes)| {
        (
            held.task.due.is_none(),
            held.task.due,
            std::cmp::Reverse(*minutes),
            held.task.id,
        )
    });
    // Of what isn't seen the hours alone are told.
    let (seen, unseen): (Vec<_>, Vec<_>) = held
        .iter()
        .partition(|(held, _)| visit.may(&VIEW_TASKS, &held.task));
    let unseen: i64 = unseen.iter().map(|(_, minutes)| *minutes).sum();
    let rows = seen.iter().map(|(held, minutes)| {
        let task = &held.task;
        Row::new()
            .name(task_name(visit, task))
            .cell(parts::due_day(task.due, true, today))
            .number(hours(*minutes))
    });
    let rows: Vec<Row> = rows.collect();
    let unestimated = load
        .tasks
        .iter()
        .filter(|held| held.task.estimate.is_none())
        .count();
    let shown = match week {
        Some(week) => format!("In the week of {}", load.monday(week).show(today)),
        None => "What is left to do".to_owned(),
    };
    let body = html! {
        (Head::new(load.user.name.as_str())
            .avatar(Avatar::person(load.user.name.as_str()).large())
            .fact("Load")
            .fact(load.user.title.clone())
            .mark(html! { @if let Some(away) = crate::features::records::away(visit, &names, load.user.id) { (badge(Tone::Warning, away)) } }))
        div class="stack" data-live-id="load" data-kinds="tasks leave" {
            (heat(std::slice::from_ref(load), today))
            (legend())
            (Section::new(shown, html! {
                @if held.is_empty() {
                    (Empty::quiet("Nothing planned", "Open tasks with an estimate appear here, in the weeks in which they are done.").plain())
                } @else {
                    (Table::rows().columns([Column::new("Task"), Column::new("Due"), Column::number("Hours")]).body(rows))
                }
                @if unseen > 0 { p class="dim t12" { (hours(unseen)) " of work that you don’t see." } }
                @if unestimated > 0 {
                    p class="dim t12" { (text::count(unestimated, "open task has", "open tasks have")) " no estimate, and no hours here." }
                }
            }).small(text::count(held.len(), "task", "tasks")).actions(html! {
                @if week.is_some() { (Button::link("All weeks", at.as_str()).small().quiet()) }
            }))
        }
    };
    Ok(Page::new(format!("Load of {}", load.user.name), body)
        .under("Load", "/load")
        .styles(&["list", "empty", "chart", "record", "load"])
        .lists::<Task>(visit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_say_how_full_a_week_is() {
        let shades = [0, 1, 49, 50, 75, 95, 105, 106, 999].map(shade);
        assert_eq!(shades, [0, 1, 1, 2, 3, 4, 4, 5, 5]);
    }
}
