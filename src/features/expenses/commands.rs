//! What the palette does about expenses: a new one for the project or the client that is open, and one's own submitted.

use super::{
    Expense,
    actions::{CREATE, SUBMIT},
};
use crate::{
    base::Result,
    data::Visit,
    features::{Command, clients::Client, projects::Project},
    ui::icon::Icon,
};

fn new(visit: &Visit, of: &str) -> Vec<Command> {
    let write = || Command::page("New expense", Icon::Invoice, format!("/expenses/new?{of}"));
    Vec::from_iter(visit.may_somewhere(&CREATE).then(write))
}

pub fn of_project(visit: &Visit, project: &Project, _: &str) -> Result<Vec<Command>> {
    Ok(match project.must_not_be_closed() {
        Ok(()) => new(visit, &format!("project={}", project.id)),
        Err(_) => Vec::new(),
    })
}

pub fn of_client(visit: &Visit, client: &Client, _: &str) -> Result<Vec<Command>> {
    Ok(new(visit, &format!("client={}", client.id)))
}

pub fn of_expense(visit: &Visit, expense: &Expense, _: &str) -> Result<Vec<Command>> {
    let own = expense.user.raw() == visit.actor.person;
    let may = own && expense.is_open() && visit.may(&SUBMIT, expense);
    let submit = || {
        Command::post(
            "Submit the expense",
            Icon::Send,
            format!("/expenses/{}/submit", expense.id),
        )
    };
    Ok(Vec::from_iter(may.then(submit)))
}
