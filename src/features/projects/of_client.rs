//! The projects of a client, on the client's page.

use maud::Markup;

use super::{Project, project::BY_CLIENT};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{
        clients::{Client, table_of},
        people::Directory,
    },
    ui::prelude::*,
};

/// Rows of the section.
const SHOWN: usize = 30;

pub fn section(visit: &Visit, client: &Client) -> Result<Markup> {
    let mut rows: Vec<Project> =
        visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    rows.sort_by_key(|project| (!project.state.is_open(), project.finish));
    let names = Directory::of(visit)?;
    Ok(table_of(
        ("Projects", "client-projects"),
        &["Project", "Status", "Progress", "Led by", "Finish"],
        &rows,
        |project| {
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
        },
    ))
}
