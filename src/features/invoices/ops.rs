//! The verbs of invoices: write a draft by hand, edit it, throw it away, issue it, take it back by a credit note.

use super::{
    account::{self, ClientAccount},
    actions::{CREATE, CREDIT, DELETE, EDIT, ISSUE, PAY, WRITE_OFF},
    exchange::Exchange,
    forms::{EditInvoice, IssueForm, NewInvoice},
    freed,
    invoice::{CREDITS, Invoice, Paper},
    notices, of_quote, ops_money,
    ops_money::house_of,
    parties::Parties,
    parts::{must_not_credit_more, taken_back},
    rules::{Issue, next_step},
    terms::{BillingTerms, CurrentTerms, TERMS},
};
use crate::{
    base::{Error, Id, Moment, Result, language, money::Currency, text},
    data::{Change, Held, Key, Record, Series, Visit},
    features::{
        clients::{self, Client},
        inbox,
        projects::{Project, leads_of},
        quotes::MOST_GROSS,
        settings::{CurrentSettings, Look},
    },
    said,
};

/// The hour of the day at which reminders go out.
const MORNING: i64 = 9 * 60;

/// A draft for a client, and whoever leads the project that it bills sees it.
pub(super) fn blank(
    change: &mut Change<'_, '_>,
    client: &Held<Client>,
    project: Option<&Project>,
) -> Result<Invoice> {
    let account = account::held(change, client.id)?;
    let terms = terms(change)?;
    let department = change.actor.departments.first().copied().map(Id::new);
    let mut invoice = Invoice {
        client: client.id,
        project: project.map(|project| project.id),
        leads: project.map_or_else(Vec::new, leads_of),
        owner: Id::new(change.actor.person),
        department: project
            .map(|project| project.department)
            .or(department)
            .unwrap_or_default(),
        days: account
            .as_ref()
            .and_then(|held| held.days)
            .unwrap_or(terms.days),
        created_at: change.at,
        ..Invoice::default()
    };
    (invoice.untaxed, invoice.untaxed_reason) = terms.untaxed_for(account.as_ref());
    bill_in(change, &mut invoice, account.as_ref())?;
    invoice.settle(change.at);
    Ok(invoice)
}

/// A draft in the currency that was agreed with its client, where that isn't the house's.
pub(super) fn bill_in(
    change: &mut Change<'_, '_>,
    invoice: &mut Invoice,
    account: Option<&ClientAccount>,
) -> Result<()> {
    let house = house_of(change)?;
    let agreed = account.and_then(|held| held.exchange(house));
    if let Some((currency, exchange)) = agreed {
        currency.code.clone_into(&mut invoice.currency);
        invoice.exchange = exchange;
    }
    Ok(())
}

/// The house's terms, from inside a deed.
pub(super) fn terms(change: &mut Change<'_, '_>) -> Result<BillingTerms> {
    let held = change
        .unscoped("how the house bills is no secret to whoever writes an invoice")
        .find(TERMS)?;
    Ok(held.unwrap_or_default())
}

/// Stores a draft and names it in the histories of what it bills.
///
/// # Errors
/// Where it comes to more than any paper may.
pub(super) fn keep(change: &mut Change<'_, '_>, invoice: Invoice) -> Result<Held<Invoice>> {
    if invoice.totals().gross.0.abs() > MOST_GROSS {
        return Err(Error::conflict(
            "The total is above 10,000,000,000. Check quantities and prices.",
        ));
    }
    let held = change.insert(invoice)?;
    change.about(held.as_ref());
    if let Some(project) = held.project {
        change.about(project.as_ref());
    }
    Ok(held)
}

/// The same of what is made by itself, for whoever it is.
pub(super) fn keep_for(change: &mut Change<'_, '_>, invoice: Invoice) -> Result<Held<Invoice>> {
    let held = change
        .on_behalf("what was agreed on is billed by itself")
        .insert(invoice)?;
    change.about(held.as_ref());
    Ok(held)
}

/// A project of a client, as far as the person sees it.
pub(super) fn project_of(
    visit: &Visit,
    client: Id<Client>,
    id: Option<Id<Project>>,
) -> Result<Option<Project>> {
    let Some(id) = id else { return Ok(None) };
    let missing = || {
        Error::field(
            "project",
            "This client has no such project that you may see.",
        )
    };
    let project: Project = visit.find(id).map_err(|_| missing())?;
    match project.client == client {
        true => Ok(Some(project)),
        false => Err(missing()),
    }
}

/// # Errors
/// Where the client isn't there for this person, or a line can't be.
pub fn create(visit: &Visit, form: NewInvoice) -> Result<Id<Invoice>> {
    let client = form
        .client
        .ok_or_else(|| Error::field("client", "Client is missing."))?;
    visit
        .find::<Client>(client)
        .map_err(|_| Error::field("client", "There is no such client that you may see."))?;
    let project = project_of(visit, client, form.project)?;
    if form.content.title.as_ref().is_none_or(String::is_empty) {
        return Err(Error::field("title", "Title is missing."));
    }
    visit.act(CREATE, move |change| {
        let client = change.subject(client)?;
        let mut invoice = blank(change, &client, project.as_ref())?;
        form.content.fill(&mut invoice)?;
        Ok(keep(change, invoice)?.id)
    })
}

/// # Errors
/// Once it is issued; or where more of its quote would be billed than was agreed on.
pub fn edit(visit: &Visit, id: Id<Invoice>, form: EditInvoice) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut invoice = change.subject_at::<Invoice>(id, form.version)?;
        invoice.must_be_draft()?;
        form.fill(&mut invoice)?;
        freed::from_draft(change, id, &|held| {
            !invoice.lines.iter().any(|line| line.key == held)
        })?;
        change.put_touched(&mut invoice, Invoice::touch)?;
        of_quote::must_not_bill_more(change, &invoice)
    })
}

/// # Errors
/// Once it is issued.
pub fn delete(visit: &Visit, id: Id<Invoice>) -> Result<()> {
    visit.act(DELETE, move |change| {
        let invoice = change.subject::<Invoice>(id)?;
        invoice.must_be_draft()?;
        freed::from_draft(change, id, &|_| true)?;
        change.delete(&invoice)
    })
}

/// Gives a draft its number, and its client sees it. A credit note takes back what it says in the same transaction.
///
/// # Errors
/// Where it isn't ready; it keeps no number then.
pub fn issue(visit: &Visit, id: Id<Invoice>) -> Result<String> {
    issue_at(visit, id, IssueForm::default())
}

/// The same of the draft as somebody read it; without that, as it is now. Where that is wanted, what stands to the client's credit pays
/// it at once, and the paper says so.
///
/// # Errors
/// `Stale` where somebody saved in between.
pub fn issue_at(visit: &Visit, id: Id<Invoice>, form: IssueForm) -> Result<String> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let terms = visit.cached::<CurrentTerms>()?;
    let draft: Invoice = visit.find(id)?;
    visit.demand_on(&ISSUE, &draft)?;
    if form.use_credit {
        visit.demand_on(&PAY, &draft)?;
    }
    let client = visit
        .follow(&draft, |draft: &Invoice| draft.client)?
        .ok_or(Error::NotFound)?;
    let (ours, steps) = (house.0.currency(), terms.0.reminders.clone());
    // What was looked at is what is issued, and its client whom it names.
    let version = Some(form.version.unwrap_or(draft.version));
    visit.act(ISSUE, move |change| {
        let mut invoice = change.subject_at::<Invoice>(id, version)?;
        // Asked before the number is given, so that a refusal gives it back with the deed.
        invoice.must_be_draft()?;
        if let Some(why) = invoice.unready() {
            return Err(Error::conflict(why));
        }
        of_quote::must_not_bill_more(change, &invoice)?;
        let (at, tz) = (change.at, change.tz.clone());
        let on = at.day(&tz);
        let series = match invoice.is_credit_note() {
            true => Series::on("CRN", on),
            false => Series::on("INV", on),
        };
        let number = series.write(change.next_number(series)?);
        let due = on + invoice.days.max(0);
        let account = account::held(change, invoice.client)?;
        let language = clients::language_in(change, invoice.client)?;
        let parties = Parties::of(
            (&house.0, &brand.0, &terms.0),
            &client,
            account.as_ref(),
            language,
        );
        if !invoice.is_credit_note() {
            in_today_s_rate(&mut invoice, account.as_ref(), ours);
        }
        let currency = invoice.currency(ours).code.to_owned();
        invoice.earlier = of_quote::earlier(change, &invoice)?;
        invoice.issue(Issue {
            number: number.clone(),
            currency,
            parties,
            by: Id::new(change.actor.person),
            on,
            at,
            overdue_at: Moment::at(due + 1, 0, &tz),
            remind_at: next_step(&steps, due, due).map(|day| Moment::at(day, MORNING, &tz)),
        })?;
        if let Some(credited) = invoice.credits {
            take_back(change, &mut invoice, credited)?;
        }
        let prepaid = match form.use_credit && !invoice.is_credit_note() {
            true => ops_money::prepay(change, &mut invoice, account.as_ref())?,
            false => None,
        };
        change.put(&invoice)?;
        if let Some(payment) = prepaid {
            ops_money::book(change, payment)?;
        }
        clients::touch(change, invoice.client, None)?;
        change.about(invoice.client.as_ref());
        let text = match invoice.is_credit_note() {
            true => format!("Credit note {number}: {}", invoice.title),
            false => format!("Invoice {number}: {}", invoice.title),
        };
        for user in clients::portal_users(change, invoice.client)? {
            inbox::notify(
                change,
                user,
                &notices::READY,
                invoice.as_ref(),
                text.clone(),
            )?;
        }
        Ok(number)
    })
}

/// A draft in another currency is issued at the rate that is agreed by then; in what the house counts in, it has none.
fn in_today_s_rate(invoice: &mut Invoice, account: Option<&ClientAccount>, house: Currency) {
    if invoice.currency(house).code == house.code {
        invoice.exchange = Exchange::default();
        return;
    }
    let agreed = account.and_then(|held| held.exchange(house));
    if let Some((_, exchange)) = agreed.filter(|(held, _)| held.code == invoice.currency) {
        invoice.exchange = exchange;
    }
}

/// What a credit note does to its invoice: less is left to pay, more than that stands to the client's credit, and time of
/// lines that are taken back whole is there to be billed again.
fn take_back(
    change: &mut Change<'_, '_>,
    note: &mut Held<Invoice>,
    credited: Id<Invoice>,
) -> Result<()> {
    let mut invoice = change.subject::<Invoice>(credited)?;
    let mut notes = notes_of(change, credited)?;
    notes.retain(|held| held.is_issued() && held.id != note.id);
    must_not_credit_more(&invoice, &notes, note)?;
    let at = change.at;
    let gross = note.totals().gross;
    let taken = invoice.credit(gross, at);
    note.credited = taken;
    change.put(&invoice)?;
    account::add(change, invoice.client, (gross - taken, &note.currency))?;
    notes.push((**note).clone());
    let over = taken_back(&invoice, &notes);
    freed::from_issued(change, credited, &|line| over.contains(&line))
}

pub(super) fn notes_of(change: &mut Change<'_, '_>, id: Id<Invoice>) -> Result<Vec<Invoice>> {
    change
        .unscoped("no more is taken back than was billed, whoever wrote the other notes")
        .children(CREDITS, Key::new().id(id))
}

/// A draft that takes an invoice back: all of what isn't yet, to be lowered where it is only a part.
///
/// # Errors
/// Where there is nothing to take back.
pub fn credit(visit: &Visit, id: Id<Invoice>, reason: String) -> Result<Id<Invoice>> {
    visit.act(CREDIT, move |change| {
        change.note(reason.as_str());
        let invoice = change.subject::<Invoice>(id)?;
        if !invoice.is_issued() || invoice.is_credit_note() {
            return Err(Error::conflict(
                "Only an invoice that was issued is taken back. Edit a draft instead.",
            ));
        }
        let mut notes = notes_of(change, id)?;
        if let Some(begun) = notes.iter().find(|note| !note.is_issued()) {
            return Err(Error::conflict(format!(
                "{} is begun already. Issue it, or throw it away first.",
                begun.id
            )));
        }
        notes.retain(Invoice::is_issued);
        let over = match notes.is_empty() {
            true => Vec::new(),
            false => taken_back(&invoice, &notes),
        };
        let language = clients::language_in(change, invoice.client)?;
        let called = language::in_language(language, || {
            said!("paper-credit-for", number = invoice.called())
        });
        let mut note = Invoice {
            paper: Paper::CreditNote,
            client: invoice.client,
            title: text::shorten(&called, 120),
            lines: invoice.lines.clone(),
            next_key: invoice.next_key,
            project: invoice.project,
            quote: invoice.quote,
            credits: Some(id),
            reason,
            // In what it was billed in, whatever the house counts in by now.
            currency: invoice.currency.clone(),
            exchange: invoice.exchange.clone(),
            untaxed: invoice.untaxed,
            untaxed_reason: invoice.untaxed_reason.clone(),
            owner: Id::new(change.actor.person),
            department: invoice.department,
            leads: invoice.leads.clone(),
            created_at: change.at,
            ..Invoice::default()
        };
        note.lines.retain(|line| !over.contains(&line.key));
        if note.lines.is_empty() {
            return Err(Error::conflict(format!(
                "All of {} is taken back already.",
                invoice.number
            )));
        }
        note.settle(change.at);
        Ok(keep(change, note)?.id)
    })
}

/// What is left will never be paid.
///
/// # Errors
/// Where nothing is left.
pub fn write_off(visit: &Visit, id: Id<Invoice>, reason: String) -> Result<()> {
    visit.act(WRITE_OFF, move |change| {
        change.note(reason.as_str());
        let mut invoice = change.subject::<Invoice>(id)?;
        let at = change.at;
        let on = at.day(&change.tz);
        invoice.write_off(reason, on, at)?;
        change.about(invoice.client.as_ref());
        change.put(&invoice)
    })
}
