//! Money in a day: what is overdue, drafts to finish, and how much is open.

use super::{
    VIEW,
    actions::{CREATE, PAY},
    invoice::{BY_STATUS, COUNT, Invoice, LEFT, Status},
    list::left_in_all,
};
use crate::{
    base::{Moment, Money, Result},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, own},
        settings::CurrentSettings,
    },
    ui::prelude::*,
};

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.lists::<Invoice>(visit),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if visit.may_somewhere(&PAY) {
        overdue(visit, day)?;
    }
    if visit.may_somewhere(&CREATE) {
        drafts(visit, day)?;
    }
    numbers(visit, day)
}

fn within(status: Status) -> Query<Invoice> {
    Query::by(BY_STATUS)
        .under(Key::new().byte(status.code()))
        .limit(SHOWN)
}

fn company(visit: &Visit, invoice: &Invoice) -> Result<String> {
    let client: Option<Client> = visit.follow(invoice, |invoice: &Invoice| invoice.client)?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

/// What was to be paid by now, for whoever books payments.
fn overdue(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    for invoice in visit.list(within(Status::Overdue))?.rows {
        let href = format!("/invoices/{}", invoice.id);
        let due = invoice.due.unwrap_or_default();
        let left = invoice.left().show(invoice.currency(currency));
        let line = Line::new(
            Part::Today,
            invoice.id.as_ref(),
            href.as_str(),
            invoice.title.as_str(),
        );
        day.line(
            line.mark(icon(Icon::Invoice))
                .why([company(visit, &invoice)?.as_str(), left.as_str()])
                .when(Tone::Danger, format!("was due {}", due.show(visit.today())))
                .by(Moment::at(due, 0, &visit.tz))
                .deed(Deed::open("Open", href)),
        );
    }
    Ok(())
}

/// One's own that were begun.
fn drafts(visit: &Visit, day: &mut Workday) -> Result<()> {
    for invoice in visit.list::<Invoice>(own(within(Status::Draft)))?.rows {
        let href = format!("/invoices/{}", invoice.id);
        let line = Line::new(
            Part::Next,
            invoice.id.as_ref(),
            href.as_str(),
            invoice.title.as_str(),
        );
        day.line(
            line.mark(icon(Icon::Invoice))
                .why([company(visit, &invoice)?.as_str(), "a draft"])
                .when(Tone::Stone, invoice.touched.show(visit.at, &visit.tz))
                .by(invoice.touched)
                .deed(Deed::open("Finish", href)),
        );
    }
    Ok(())
}

fn numbers(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let key = || Key::new().byte(Status::Overdue.code());
    let late = visit.total::<Invoice>(COUNT, key())?;
    let sum = visit.total::<Invoice>(LEFT, key())?;
    if let (Some(late), Some(sum)) = (late, sum)
        && late > 0
    {
        day.number(
            Number::new(64, "Invoices overdue", late, "/invoices?status=overdue")
                .note(Money(sum).show(currency)),
        );
    }
    let mut open = 0;
    for status in Status::OPEN {
        let key = Key::new().byte(status.code());
        open += visit.total::<Invoice>(COUNT, key)?.unwrap_or(0);
    }
    if let Some(left) = left_in_all(visit)?.filter(|_| open > 0) {
        day.number(
            Number::new(63, "Invoices open", open, "/invoices/open").note(left.show(currency)),
        );
    }
    Ok(())
}
