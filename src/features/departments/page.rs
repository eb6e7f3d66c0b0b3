//! One department: who manages and who stands in, its people, teams, roles, open work, hours and history; its forms.

use maud::{Markup, html};

use super::{
    APPOINT, DEPUTE, EDIT, HOURS, RETIRE, TEAMS,
    chart::{load_badge, members},
    form_pages::at,
    hours, ops, performance,
};
use crate::{
    base::{Result, text},
    data::Visit,
    features::{
        department_list,
        load::{Load, LoadQuery, loads},
        people::{Department, Directory, EDIT as EDIT_USER, Team, User},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::Page,
};

pub fn show(
    visit: &Visit,
    held: &Department,
    history: Markup,
    refused: Option<&str>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let people = members(&names, held.id);
    let asked = LoadQuery {
        department: Some(held.id),
        ..LoadQuery::default()
    };
    let loads = loads(visit, &asked)?;
    let open = department_list::open(visit, held.id)?;
    let main = html! {
        @if let Some(why) = refused { (Banner::error(why)) }
        @if held.retired { (Banner::info("This department is retired: nobody belongs to it, and nothing is open in it.")) }
        (stands_in(visit, &names, held))
        @if !open.is_empty() {
            div data-live-id="open-work" { (stats(open.iter().map(|open| Stat::new(open.what, open.count.to_string()).note("open").href(open.href.as_str())).collect::<Vec<_>>())) }
        }
        (waits(visit, held)?)
        (teams(visit, &names, held))
        (people_of(visit, &names, held, &people, &loads))
        (roles(visit, &names, held))
        (Section::new("History", history))
    };
    let aside = html! { (facts(visit, &names, held)?) (deputies(visit, &names, held)) };
    let find = |id: crate::base::Id<Department>| names.departments.get(&id.raw());
    let mut page = Page::new(
        held.name.as_str(),
        html! {
            (Head::new(held.name.as_str())
                .fact(id(held.id.to_string()))
                .fact(text::count(people.len(), "person", "people"))
                .fact(held.summary.as_str())
                .actions(actions(visit, &names, held)))
            (record(main, aside))
        },
    )
    .under("Departments", "/departments");
    let above = crate::features::people::above(find, held.id);
    for above in above.iter().rev() {
        page = page.under(above.name.as_str(), at(above));
    }
    Ok(page
        .styles(&["record", "thread", "list", "chart"])
        .live(format!("departments:{}", held.id.raw()))
        .live("teams")
        .live("users")
        .status(if refused.is_some() { 409 } else { 200 }))
}

fn actions(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    html! {
        @if performance::shown(visit, names, held) { (Button::link("Performance", format!("{}/performance", at(held))).icon(Icon::Report)) }
        @if visit.may(&EDIT, held) && !held.retired { (Button::link("Rename or move", format!("{}/edit", at(held))).icon(Icon::Edit)) }
        @if visit.may(&RETIRE, held) {
            @if held.retired {
                (post_button(&format!("{}/bring-back", at(held)), html! {}, Button::submit("Bring back")))
            } @else if ops::is_needed(&held.key) {
                (Button::plain("Retire").disabled_because("The nine stages hand work to this department. Rename it instead."))
            } @else {
                (post_button(&format!("{}/retire", at(held)), hidden("version", held.version.to_string()), Button::submit("Retire").danger()))
            }
        }
    }
}

/// What waits here for what, each with the rows.
fn waits(visit: &Visit, held: &Department) -> Result<Markup> {
    let all = department_list::waiting(visit, held.id)?;
    Ok(html! {
        @if !all.is_empty() {
            div id="waits" data-live-id="waits" {
                (Section::new("What waits for what", html! {
                    ul class="list" {
                        @for held in &all {
                            li {
                                a class="grow link" href=(held.waits.href) { (held.waits.count) " " (held.what) }
                                span class="dim" { @if held.waits.count == 1 { "waits for " } @else { "wait for " } (held.waits.for_what) }
                            }
                        }
                    }
                }))
            }
        }
    })
}

/// Who stands in right now, said to everybody who opens the page.
fn stands_in(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    let running = held
        .deputies
        .iter()
        .filter(|deputy| deputy.runs(visit.at) && Some(deputy.of) == held.manager);
    html! {
        @for deputy in running {
            @let manager = names.name(deputy.of);
            @let until = deputy.until.show(visit.today());
            @if deputy.person.raw() == visit.actor.person {
                (Banner::warning(format!("You stand in for {manager} here until the end of {until}. What you do as deputy is journaled as such.")))
            } @else {
                (Banner::info(format!("{} stands in for {manager} until the end of {until}.", names.name(deputy.person))))
            }
        }
    }
}

fn facts(visit: &Visit, names: &Directory, held: &Department) -> Result<Markup> {
    let house = CurrentSettings::of(visit)?.0.calendar();
    let calendar = names.calendar(held.id, &house);
    let next = calendar
        .holidays
        .iter()
        .filter(|day| **day >= visit.today())
        .min();
    let below: Vec<&Department> = names
        .open_departments()
        .into_iter()
        .filter(|other| other.parent == Some(held.id))
        .collect();
    Ok(html! {
        (Facts::new()
            .fact("Manager", html! {
                @match held.manager { Some(manager) => (who(names.name(manager))), None => span class="dim" { "nobody yet" } }
                @if visit.may(&APPOINT, held) && !held.retired { " " a class="link" href=(format!("{}/manager", at(held))) { "Change" } }
            })
            .maybe("Below", held.parent.map(|parent| html! { a class="link" href=(format!("/departments/{parent}")) { (names.department(parent)) } }))
            .maybe("Departments in it", (!below.is_empty()).then(|| html! { @for held in &below { a class="link" href=(at(held)) { (held.name) } br; } }))
            .fact("Works", html! {
                (hours::in_words(&calendar)) br;
                span class="dim t12" { (hours::whose(names, held)) " hours" }
                @if visit.may(&HOURS, held) && !held.retired { " " a class="link" href=(format!("{}/hours", at(held))) { "Change" } }
            })
            .maybe("Next holiday", next.map(|day| {
                let name = held.calendar.iter().flat_map(|own| &own.holidays).find(|holiday| holiday.day == *day).map(|holiday| holiday.name.clone());
                format!("{} {}", day.show(visit.today()), name.unwrap_or_default())
            })))
    })
}

fn deputies(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    let may = visit.may(&DEPUTE, held) && !held.retired;
    let section = Section::new(
        "Deputies",
        html! {
            @if held.deputies.is_empty() {
                p class="dim" { "Nobody is named to stand in. While the manager is away, a deputy gets their notices and may do what they may do here." }
            } @else {
                (list(html! {
                    @for deputy in &held.deputies {
                        (item_two(
                            Avatar::person(names.name(deputy.person)),
                            names.name(deputy.person),
                            format!("{} to {}{}", deputy.from.show(visit.today()), deputy.until.show(visit.today()), if deputy.runs(visit.at) { ", now" } else { "" }),
                            html! {
                                @if may {
                                    (post_button(&format!("{}/deputies/end", at(held)), html! { (hidden("person", deputy.person.to_string())) (hidden("from", deputy.from.iso())) }, Button::submit("End").small().quiet()))
                                }
                            },
                        ))
                    }
                }))
            }
        },
    );
    html! {
        @if may {
            (section.action(Button::link("Name a deputy", format!("{}/deputies/new", at(held))).small().quiet().icon(Icon::Plus)))
        } @else { (section) }
    }
}

fn teams(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    let may = visit.may(&TEAMS, held) && !held.retired;
    let (mut open, mut gone): (Vec<&Team>, Vec<&Team>) =
        names.teams_of(held.id).partition(|team| !team.retired);
    open.sort_by(|a, b| a.name.cmp(&b.name));
    gone.sort_by(|a, b| a.name.cmp(&b.name));
    let count = |team: &Team| {
        names
            .users
            .values()
            .filter(|user| !user.inactive && user.teams.contains(&team.id))
            .count()
    };
    let section = Section::new("Teams", html! {
        @if open.is_empty() {
            p class="dim" { "No teams yet. A team has a lead, who breaks tasks down and assigns them." }
        } @else {
            (Table::plain().column(Column::new("Team")).column(Column::new("Lead")).column(Column::number("People")).column(Column::unseen("Change")).body(open.iter().map(|team| {
                Row::new().id(format!("team-{}", team.id.raw())).name(team.name.as_str())
                    .cell(html! { @match team.lead { Some(lead) => (names.name(lead)), None => span class="dim" { "nobody yet" } } })
                    .number(count(team).to_string())
                    .cell(html! { @if may { (Button::link("Change", format!("/teams/{}/edit", team.id)).small().quiet()) } })
            })))
        }
        @if may && !gone.is_empty() {
            p class="dim t12 mt1" { "Retired: " @for team in &gone { (team.name) " " (post_button(&format!("/teams/{}/bring-back", team.id), html! {}, Button::submit("Bring back").small().quiet())) } }
        }
    }).live("teams");
    html! {
        @if may { (section.action(Button::link("New team", format!("{}/teams/new", at(held))).small().quiet().icon(Icon::Plus))) } @else { (section) }
    }
}

/// What somebody has in hand and how much of this week it takes, for whoever may see their load.
fn in_hand(loads: &[Load], user: &User) -> Markup {
    let Some(load) = loads.iter().find(|load| load.user.id == user.id) else {
        return html! {};
    };
    let share = load.percent(0);
    html! {
        a class="row nowrap" href=(format!("/users/{}/load", user.id)) {
            (progress_bar(u32::try_from(share.clamp(0, 100)).unwrap_or(0), load_badge(share), "Booked this week"))
            span class="dim t12 nowrap" { (text::count(load.tasks.len(), "task", "tasks")) }
        }
    }
}

fn people_of(
    visit: &Visit,
    names: &Directory,
    held: &Department,
    people: &[&User],
    loads: &[Load],
) -> Markup {
    let may = visit.may(&EDIT_USER, held) && !held.retired;
    let rows = people.iter().map(|user| {
        let teams: Vec<&str> = user.teams.iter().filter_map(|id| names.teams.get(&id.raw())).filter(|team| team.department == held.id).map(|team| team.name.as_str()).collect();
        let roles: Vec<&str> = user.roles.iter().filter_map(|id| names.roles.get(&id.raw())).map(|role| role.name.as_str()).collect();
        let mine = may && user.id.raw() != visit.actor.person && names.touch(visit.actor.person, user).is_ok();
        let row = Row::new().id(format!("u-{}", user.id.raw()))
            .name(html! { span class="row nowrap" { (Avatar::person(user.name.as_str())) (two_line_link(&format!("/users/{}", user.id), user.name.as_str(), user.title.as_str())) } });
        let row = match loads.is_empty() {
            true => row,
            false => row.cell(in_hand(loads, user)),
        };
        row.cell(teams.join(", "))
            .cell(roles.join(", "))
            .cell(html! {
                @if mine { (Button::link("Move", format!("/users/{}/move?from={}", user.id, held.id)).small().quiet()) }
            })
    });
    let section = Section::new("People", html! {
        @if people.is_empty() { p class="dim" { "Nobody belongs to this department yet." } }
        @else { (Table::rows().column(Column::new("Name")).columns((!loads.is_empty()).then(|| Column::new("This week"))).column(Column::new("Teams")).column(Column::new("Roles")).column(Column::unseen("Move")).body(rows)) }
    }).small(people.len().to_string()).live("people");
    html! {
        @if may { (section.action(Button::link("Add somebody", format!("{}/members/new", at(held))).small().quiet().icon(Icon::Plus))) } @else { (section) }
    }
}

fn roles(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    let own: Vec<_> = names
        .roles
        .values()
        .filter(|role| role.department == Some(held.id) && !role.retired)
        .collect();
    let see = visit.may_somewhere(&crate::features::people::VIEW_ROLES);
    html! {
        @if see || !own.is_empty() {
            (Section::new("Roles of the department", html! {
                @if own.is_empty() { p class="dim" { "None: its people have roles of the whole house. A role made for this department is granted only here." } }
                @else {
                    (list(html! {
                        @for role in &own {
                            @let count = names.users.values().filter(|user| !user.inactive && user.roles.contains(&role.id)).count();
                            (item_two(icon(Icon::Role), role.name.as_str(), role.summary.as_str(), html! {
                                span class="dim t12" { (text::count(count, "person", "people")) }
                                @if see { " " a class="link" href=(format!("/roles/{}", role.id)) { "Open" } }
                            }))
                        }
                    }))
                }
            }))
        }
    }
}

// ── forms ──
