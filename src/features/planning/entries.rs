//! What the palette does to the dates of a project that is open.

use super::PLAN;
use crate::{
    base::Result,
    data::Visit,
    features::{Command, projects::Project},
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, project: &Project, _: &str) -> Result<Vec<Command>> {
    let at = format!("/projects/{}", project.id);
    let mut all = vec![
        Command::page("Timeline", Icon::Calendar, format!("{at}/timeline")),
        Command::page("Forecast", Icon::Calendar, format!("{at}/forecast")),
    ];
    if project.must_be_open().is_ok() && visit.may(&PLAN, project) {
        all.push(Command::page(
            "Plan dates",
            Icon::Calendar,
            format!("{at}/dates"),
        ));
    }
    Ok(all)
}
