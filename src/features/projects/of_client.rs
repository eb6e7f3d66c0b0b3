//! The projects of a client, on the client's page.

use maud::Markup;

use super::{Project, actions::VIEW, project::BY_CLIENT};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{
        clients::{Client, ClientTab, Section, SectionView, counted, table_of},
        people::Directory,
    },
    ui::prelude::*,
};

/// Rows of the section.
const SHOWN: usize = 100;

pub const SECTION: Section = Section {
    tab: ClientTab::Projects,
    needs: VIEW,
    count: Some(|visit, client| counted::<Project>(visit, client, BY_CLIENT)),
    draw: section,
};

fn section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let mut rows: Vec<Project> =
        visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    rows.sort_by_key(|project| (!project.state.is_open(), project.finish));
    let names = Directory::of(visit)?;
    Ok(table_of(
        ("Projects", "client-projects"),
        &["Project", "Status", "Progress", "Led by", "Finish"],
        &rows,
        view,
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
