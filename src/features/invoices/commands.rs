//! What the palette does to an invoice, a client or a quote that is open.

use super::{
    VIEW,
    actions::{CREATE, EDIT, ISSUE, PAY, SEND},
    invoice::{Invoice, Part},
    statement,
};
use crate::{
    access::Placement,
    base::{Choice, Result},
    data::Visit,
    features::{
        Command,
        clients::Client,
        form_key,
        projects::Project,
        quotes::{Quote, Status},
    },
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, invoice: &Invoice, _: &str) -> Result<Vec<Command>> {
    let at = format!("/invoices/{}", invoice.id);
    let may = |action| visit.may(action, invoice);
    let mut all = vec![Command::page(
        "Download the PDF",
        Icon::Download,
        format!("{at}/pdf"),
    )];
    if !invoice.is_issued() && may(&EDIT) {
        all.push(Command::page(
            "Edit invoice",
            Icon::Edit,
            format!("{at}/edit"),
        ));
    }
    // What is issued stays: the page shows first what the client gets.
    if !invoice.is_issued() && may(&ISSUE) {
        all.push(Command::page("Issue invoice", Icon::Invoice, at.as_str()));
    }
    if invoice.is_issued() && may(&SEND) {
        all.push(Command::page(
            "Send invoice to the client",
            Icon::Send,
            at.as_str(),
        ));
    }
    if invoice.status.is_open() && may(&PAY) {
        all.push(Command::page(
            "Record a payment",
            Icon::Check,
            format!("{at}#pay"),
        ));
    }
    Ok(all)
}

pub fn of_client(visit: &Visit, client: &Client, _: &str) -> Result<Vec<Command>> {
    let at = format!("/clients/{}", client.id);
    let mut all = Vec::new();
    if visit.may(&CREATE, client) {
        all.push(Command::page(
            "New invoice",
            Icon::Invoice,
            format!("/invoices/new?client={}", client.id),
        ));
        all.push(Command::page(
            "Bill unbilled time",
            Icon::Hours,
            format!("{at}/unbilled"),
        ));
    }
    if statement::sees_all_of(visit, client.id) {
        all.push(Command::page(
            "Statement",
            Icon::Invoice,
            format!("{at}/statement"),
        ));
    }
    Ok(all)
}

/// On a project, its own unbilled time and expenses.
pub fn of_project(visit: &Visit, project: &Project, _: &str) -> Result<Vec<Command>> {
    let client = visit.follow(project, |project: &Project| project.client)?;
    let may = client.is_some_and(|client| visit.may(&CREATE, &client));
    let bill = || {
        let to = format!(
            "/clients/{}/unbilled?project={}",
            project.client, project.id
        );
        Command::page("Bill unbilled time", Icon::Hours, to)
    };
    let billing = || {
        let to = format!("/projects/{}/billing", project.id);
        Command::page("What its milestones bill", Icon::Invoice, to)
    };
    let mut all = Vec::from_iter(may.then(bill));
    let sees = visit.actor.places(&VIEW).contains(&Placement::Global);
    all.extend(sees.then(billing));
    Ok(all)
}

/// Whoever may bill sees a quote that was accepted turned into a draft; a deposit's share is lowered there.
pub fn of_quote(visit: &Visit, quote: &Quote, _: &str) -> Result<Vec<Command>> {
    if quote.status != Status::Accepted || !visit.may(&CREATE, quote) {
        return Ok(Vec::new());
    }
    let to = format!("/quotes/{}/invoice", quote.id);
    let bill = |title: &str, part: Part| {
        Command::post(title, Icon::Invoice, to.as_str())
            .with("_key", form_key())
            .with("part", part.key())
    };
    Ok(vec![
        bill("Bill all of the quote", Part::Whole),
        bill("Bill a deposit of 50%", Part::Deposit).with("share", "50"),
        bill("Bill what is left of the quote", Part::Rest),
    ])
}
