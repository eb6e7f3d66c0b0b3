//! What the palette does to a lead that is open.

use super::{
    Lead, Stage,
    actions::{ASSIGN, EDIT, LOSE, MERGE, REOPEN},
};
use crate::{
    base::Result,
    data::Visit,
    features::{Command, people::Directory},
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, lead: &Lead, _: &str) -> Result<Vec<Command>> {
    let at = format!("/leads/{}", lead.id);
    let may = |action| visit.may(action, lead);
    let open = lead.stage.is_open();
    let mut all = Vec::new();
    if may(&EDIT) {
        all.push(Command::page("Edit lead", Icon::Edit, format!("{at}/edit")));
    }
    if open && may(&LOSE) {
        all.push(Command::page(
            "Mark lead as lost",
            Icon::X,
            format!("{at}/lose"),
        ));
    }
    if open && may(&MERGE) {
        all.push(Command::page(
            "Merge lead",
            Icon::Link,
            format!("{at}/merge"),
        ));
    }
    if lead.stage == Stage::Lost && may(&REOPEN) {
        all.push(Command::post(
            "Reopen lead",
            Icon::Undo,
            format!("{at}/reopen"),
        ));
    }
    if may(&ASSIGN) {
        let names = Directory::of(visit)?;
        let others = names
            .staff()
            .into_iter()
            .filter(|user| user.id != lead.owner);
        all.extend(others.map(|user| {
            Command::post(
                format!("Assign to {}", user.name),
                Icon::Users,
                "/leads/bulk",
            )
            .with("keys", lead.id)
            .with("owner", user.id)
            .with("back", &at)
            .when_asked()
        }));
    }
    Ok(all)
}
