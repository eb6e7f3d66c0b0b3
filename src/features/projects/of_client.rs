//! The projects of a client, on the client's page.

use maud::{Markup, html};

use super::{Project, project::BY_CLIENT};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{clients::Client, people::Directory},
    ui::prelude::*,
};

/// Rows of the section.
const SHOWN: usize = 30;

pub fn section(visit: &Visit, client: &Client) -> Result<Markup> {
    let mut rows: Vec<Project> =
        visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
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
