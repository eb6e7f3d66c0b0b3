//! The portal's first page and the client's files.

use maud::{Markup, html};

use crate::{
    base::{Result, text},
    data::{Key, Visit},
    features::{
        documents::{self, Document},
        people::{Directory, House},
        projects::{self, MILESTONES, Milestone, Project},
        quotes::{self, Quote, Status},
        tickets,
    },
    ui::{portal, prelude::*},
    web::{Page, reply::Frame},
};

pub fn first(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let open: Vec<Project> = projects::for_client(visit)?
        .into_iter()
        .filter(|p| p.state.is_open())
        .collect();
    let quotes: Vec<Quote> = quotes::for_client(visit)?
        .into_iter()
        .filter(|q| q.standing(visit.today()) == Status::Sent)
        .collect();
    let wanted = tickets::wanted_from_client(visit)?;
    let mut topics = vec!["quotes".to_owned(), "tickets".to_owned()];
    topics.extend(open.iter().map(|p| format!("projects:{}", p.id.raw())));
    let needs = quotes.len() + wanted.len();
    let main = html! {
        @if needs > 0 {
            (Section::new("Needs you", html! {
                ul class="list" {
                    @for quote in &quotes {
                        (portal::need(
                            Icon::Quote,
                            &format!("/portal/quotes/{}", quote.id),
                            quote.title.as_str(),
                            html! { "Quote " (quote.id) @if let Some(day) = quote.valid_until { ", stands until " (day.show(visit.today())) } },
                            Button::link("Review", format!("/portal/quotes/{}", quote.id)).small(),
                        ))
                    }
                    @for (ticket, requirement) in &wanted {
                        (portal::need(
                            Icon::Upload,
                            &format!("/portal/requests/{}", ticket.id),
                            requirement.title.as_str(),
                            html! { "For " (ticket.title) },
                            Button::link("Send", format!("/portal/requests/{}", ticket.id)).small(),
                        ))
                    }
                }
            }).live("needs"))
        }
        @for project in &open { (under_way(visit, project)?) }
        @if open.is_empty() && needs == 0 {
            (Empty::quiet("Nothing is under way right now", "When we begin something for you, you see here how far it is and what happens next.")
                .actions(Button::link("Ask us something", "/portal/requests")))
        }
        (done(visit)?)
    };
    let body = html! {
        (portal::welcome(greeting(visit), lede(visit, &open, needs)))
        (portal::grid(main, html! {
            (team(&open, &names))
            (shared_files(visit)?)
        }))
    };
    let mut page = Page::new("Home", body)
        .frame(Frame::Portal)
        .styles(&["arcade", "thread", "empty"]);
    for topic in topics {
        page = page.live(topic);
    }
    Ok(page)
}

fn greeting(visit: &Visit) -> String {
    let part = match visit.at.hour(&visit.tz) {
        4..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    let first = visit.actor.name.split(' ').next().unwrap_or_default();
    format!("{part}, {first}")
}

fn lede(visit: &Visit, open: &[Project], needs: usize) -> String {
    let stands = match open {
        [] => "Nothing is being made for you right now.".to_owned(),
        [one] => format!(
            "{} is {}% done and due {}.",
            one.title,
            one.progress,
            one.promised().show(visit.today())
        ),
        several => format!(
            "{} are under way for you.",
            text::count(several.len(), "project", "projects")
        ),
    };
    match needs {
        0 => stands,
        1 => format!("{stands} We need one thing from you."),
        n => format!("{stands} We need {n} things from you."),
    }
}

fn under_way(visit: &Visit, project: &Project) -> Result<Markup> {
    let milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 50)?;
    let shown: Vec<&Milestone> = milestones.iter().filter(|m| m.client_visible).collect();
    let now = shown.iter().position(|m| !m.is_done());
    let bays = shown.iter().enumerate().map(|(n, m)| {
        Bay::new(
            m.title.as_str(),
            f64::from(m.weight.max(1)),
            f64::from(m.progress),
        )
        .now(Some(n) == now)
    });
    let href = format!("/portal/projects/{}", project.id);
    Ok(html! {
        (Section::new(html! { a href=(href) { (project.title) } }, html! {
            @if !shown.is_empty() {
                a href=(href) { (Colonnade::new(bays).height(120).label(format!("{} is {}% complete", project.title, project.progress))) }
            }
            ul class="list" {
                @if let Some(next) = now.and_then(|n| shown.get(n)) {
                    li { span class="grow med" { "Now: " (next.title) } span class="dim" { "due " (next.due.show(visit.today())) } }
                }
                li { span class="grow" { "All of it" } (progress_bar(u32::from(project.progress), format!("{}%", project.progress), &project.title)) }
            }
        }).small(project.state.for_client()).live(format!("project-{}", project.id.raw())))
    })
}

fn done(visit: &Visit) -> Result<Markup> {
    let done: Vec<Project> = projects::for_client(visit)?
        .into_iter()
        .filter(|p| !p.state.is_open())
        .collect();
    Ok(html! {
        @if !done.is_empty() {
            (Section::new("Done for you", html! {
                ul class="list" {
                    @for project in &done {
                        (item_link(icon(Icon::Check), &format!("/portal/projects/{}", project.id), project.title.as_str(), project.state.for_client(), html! {}))
                    }
                }
            }))
        }
    })
}

fn team(open: &[Project], names: &Directory) -> Markup {
    let Some(project) = open.first() else {
        return html! {
            (Section::new("Questions?", html! { (buttons(Button::link("Ask us something", "/portal/requests").primary())) }))
        };
    };
    html! {
        (Section::new("Your team", html! {
            ul class="list" {
                (portal::contact(names.name(project.manager), "Your contact for everything"))
                @if project.team_lead != project.manager { (portal::contact(names.name(project.team_lead), "Leads the work")) }
            }
            (buttons(Button::link("Ask us something", "/portal/requests").primary()))
        }))
    }
}

fn shared_files(visit: &Visit) -> Result<Markup> {
    let files = documents::for_client(visit)?;
    Ok(html! {
        @if !files.is_empty() {
            (Section::new("Shared files", html! {
                div class="stack s" { @for held in files.iter().take(4) { (a_file(visit, held)) } }
            }).action(Button::link("All", "/portal/files").small().quiet()))
        }
    })
}

fn a_file(visit: &Visit, held: &Document) -> Markup {
    let Some(last) = held.versions.last() else {
        return html! {};
    };
    file(
        &documents::portal_link(held),
        &documents::kind_of(held),
        held.name.as_str(),
        html! { (last.at.show(visit.at, &visit.tz)) ", " (documents::size(last.file.size)) },
    )
}

pub fn files(visit: &Visit) -> Result<Page> {
    let files = documents::for_client(visit)?;
    let house = House::of(visit)?.0.name.clone();
    let body = html! {
        (portal::welcome("Files", format!("What you and {house} have given each other.")))
        @if files.is_empty() {
            (Empty::quiet("No files yet", "What we share with you, and what you send us, is kept here."))
        } @else {
            div class="stack s" { @for held in &files { (a_file(visit, held)) } }
        }
    };
    Ok(Page::new("Files", body)
        .frame(Frame::Portal)
        .styles(&["thread", "empty"])
        .live("documents"))
}
