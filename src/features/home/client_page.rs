//! The page of one client with everything the house does for them. It stands here because it shows leads, quotes,
//! tickets and projects, which all lie above clients.

use maud::{Markup, html};

use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{
        clients::{self, Client},
        history,
        people::Directory,
        projects::{self, Project},
        quotes,
        tickets::{self, Ticket},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// Rows of each section.
const SHOWN: usize = 30;

pub fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find(request.id("id")?)?;
    let history = history::of(visit, &client, request)?;
    let sections = html! {
        (project_rows(visit, &client)?)
        (ticket_rows(visit, &client)?)
        (quotes::client_sections(visit, &client)?)
    };
    let page = clients::page(visit, &client, sections, history)?;
    Ok(page.styles(&["arcade"]).into())
}

fn project_rows(visit: &Visit, client: &Client) -> Result<Markup> {
    let mut rows: Vec<Project> =
        visit.related(client, projects::BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    if rows.is_empty() {
        return Ok(html! {});
    }
    rows.sort_by_key(|project| (!project.state.is_open(), project.finish));
    let names = Directory::of(visit)?;
    let table = Table::tight()
        .column(Column::new("Project"))
        .column(Column::new("Status"))
        .column(Column::new("Progress"))
        .column(Column::new("Led by"))
        .column(Column::new("Finish"))
        .body(rows.iter().map(|project| {
            Row::new()
                .id(format!("prj-{}", project.id.raw()))
                .name_link(
                    &format!("/projects/{}", project.id),
                    project.title.as_str(),
                    project.id.to_string(),
                )
                .cell(badge(project.state.tone(), project.state.label()))
                .cell(progress_bar(
                    u32::from(project.progress),
                    format!("{}%", project.progress),
                    "Progress",
                ))
                .cell(names.name(project.team_lead))
                .dim(project.finish.show(visit.today()))
        }));
    Ok(html! { (Section::new("Projects", table).small(rows.len()).live("client-projects")) })
}

fn ticket_rows(visit: &Visit, client: &Client) -> Result<Markup> {
    let rows: Vec<Ticket> =
        visit.related(client, tickets::BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    if rows.is_empty() {
        return Ok(html! {});
    }
    let names = Directory::of(visit)?;
    let table = Table::tight()
        .column(Column::new("Ticket"))
        .column(Column::new("Kind"))
        .column(Column::new("Stage"))
        .column(Column::new("In the hands of"))
        .column(Column::new("Last happened"))
        .body(rows.iter().map(|ticket| {
            Row::new()
                .id(format!("tk-{}", ticket.id.raw()))
                .name_link(
                    &format!("/tickets/{}", ticket.id),
                    ticket.title.as_str(),
                    ticket.id.to_string(),
                )
                .cell(ticket.kind.label())
                .cell(badge(ticket.stage.tone(), ticket.stage.label()))
                .cell(names.name(ticket.owner))
                .dim(ticket.touched.show(visit.at, &visit.tz))
        }));
    Ok(html! { (Section::new("Tickets", table).small(rows.len()).live("client-tickets")) })
}
