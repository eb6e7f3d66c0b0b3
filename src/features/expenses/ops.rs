//! The verbs of expenses.

use super::{
    Expense, ExpenseForm, Receipt, Reimburse,
    actions::{CREATE, DELETE, EDIT, REIMBURSE, SUBMIT},
    approval::{EXPENSE, draft},
    notices::REIMBURSED,
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Record, Visit},
    features::{
        approvals::{self, Asking},
        clients::Client,
        inbox,
        people::Directory,
        projects::Project,
    },
    web::Upload,
};

/// What a file is as a receipt.
///
/// # Errors
/// Beside `file`, for what is neither a picture nor a PDF.
pub fn receipt_of(upload: &Upload) -> Result<Receipt> {
    let media_type = upload.media_type.clone();
    if !media_type.starts_with("image/") && media_type != "application/pdf" {
        return Err(Error::field(
            "file",
            "A receipt is a photo or a PDF. Choose another file.",
        ));
    }
    Ok(Receipt {
        file: upload.file.clone(),
        name: upload.name.clone(),
        media_type,
    })
}

/// A project, a client, and whom both bill.
type Purpose = (Option<Id<Project>>, Option<Id<Client>>, Option<Id<Client>>);

/// What it is for, as far as the person may see that; a project bills its client.
fn purpose(visit: &Visit, form: &ExpenseForm) -> Result<Purpose> {
    let project: Option<Project> =
        match form.project {
            Some(id) => Some(visit.find(id).map_err(|e| {
                missing(e, "project", "There is no such project that you may see.")
            })?),
            None => None,
        };
    if let Some(id) = form.client {
        let found: Result<Client> = visit.find(id);
        found.map_err(|e| missing(e, "client", "There is no such client that you may see."))?;
    }
    match (&project, form.client) {
        (Some(project), Some(client)) if client != project.client => {
            Err(Error::field("client", "The project is another client's."))
        }
        (Some(project), client) => Ok((Some(project.id), client, Some(project.client))),
        (None, client) => Ok((None, client, client)),
    }
}

fn missing(error: Error, field: &str, why: &str) -> Error {
    match error {
        Error::NotFound => Error::field(field, why),
        other => other,
    }
}

/// # Errors
/// Beside the day and the tick that can't be.
fn check(visit: &Visit, form: &ExpenseForm, of: &Purpose) -> Result<()> {
    if form.day.is_some_and(|day| day > visit.today()) {
        return Err(Error::field(
            "day",
            "That day is still to come. Choose today or earlier.",
        ));
    }
    match form.billable && of.2.is_none() {
        true => Err(Error::field(
            "billable",
            "Only what is for a client or a project is billed.",
        )),
        false => Ok(()),
    }
}

fn fill(expense: &mut Expense, form: ExpenseForm, of: Purpose, receipt: Option<Receipt>) {
    expense.title = form.title;
    expense.day = form.day.unwrap_or(expense.day);
    expense.category = form.category;
    expense.amount = form.amount;
    expense.tax = form.tax;
    (expense.project, expense.client, expense.bills) = of;
    expense.billable = form.billable;
    expense.markup = form.markup;
    expense.paid_by = form.paid_by;
    expense.note = form.note;
    expense.receipt = receipt.or(expense.receipt.take());
}

/// A closed project takes no expenses, as it takes no time.
fn must_take(change: &mut Change<'_, '_>, expense: &Expense) -> Result<()> {
    if expense.project.is_some() {
        let project = change.load(expense, |held| held.project.unwrap_or_default())?;
        project.must_not_be_closed()?;
        change.about(project.as_ref());
    }
    Ok(())
}

/// A draft of one's own.
///
/// # Errors
/// For a day to come, a project or a client that isn't there for this person, and a bill to nobody.
pub fn create(visit: &Visit, form: ExpenseForm, receipt: Option<Receipt>) -> Result<Id<Expense>> {
    visit.demand(&CREATE)?;
    let of = purpose(visit, &form)?;
    check(visit, &form, &of)?;
    let today = visit.today();
    visit.act(CREATE, move |change| {
        let me = Id::new(change.actor.person);
        let person = Directory::person_in(change, me)?.unwrap_or_default();
        let mut expense = Expense {
            user: me,
            day: today,
            created_at: change.at,
            departments: person.departments,
            teams: person.teams,
            ..Expense::default()
        };
        fill(&mut expense, form, of, receipt);
        must_take(change, &expense)?;
        let made = change.insert(expense)?;
        change.about(made.as_ref());
        Ok(made.id)
    })
}

pub fn edit(
    visit: &Visit,
    id: Id<Expense>,
    form: ExpenseForm,
    receipt: Option<Receipt>,
) -> Result<()> {
    let held: Expense = visit.find(id)?;
    visit.demand_on(&EDIT, &held)?;
    held.must_be_open()?;
    if form.version.is_some_and(|shown| shown != held.version) {
        return Err(Error::Stale);
    }
    // What it is for already stays, also for whoever no longer sees that.
    let of = match form.project == held.project && form.client == held.client {
        true => (held.project, held.client, held.bills),
        false => purpose(visit, &form)?,
    };
    check(visit, &form, &of)?;
    visit.act(EDIT, move |change| {
        let mut expense = change.subject_at::<Expense>(id, form.version)?;
        expense.must_be_open()?;
        fill(&mut expense, form, of, receipt);
        must_take(change, &expense)?;
        change.put(&expense)
    })
}

/// Puts a receipt beside it, in the place of one that is there.
pub fn attach(visit: &Visit, id: Id<Expense>, receipt: Receipt) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut expense = change.subject::<Expense>(id)?;
        expense.must_be_open()?;
        expense.receipt = Some(receipt);
        change.put(&expense)
    })
}

pub fn delete(visit: &Visit, id: Id<Expense>) -> Result<()> {
    visit.act(DELETE, move |change| {
        let expense = change.subject::<Expense>(id)?;
        expense.must_be_open()?;
        change.delete(&expense)
    })
}

/// Hands one's own to whoever decides on it; approved at once where a rule of the house asks nobody.
///
/// # Errors
/// Once it is submitted, and by anybody but its person.
pub fn submit(visit: &Visit, id: Id<Expense>) -> Result<()> {
    let held: Expense = visit.find(id)?;
    visit.demand_on(&SUBMIT, &held)?;
    if held.user.raw() != visit.actor.person {
        return Err(Error::Forbidden("Only whoever spent it submits it.".into()));
    }
    let names = Directory::of(visit)?;
    // Asked as it will be, so that nobody is asked about what can't be submitted.
    let mut asked = held.clone();
    asked.submit(visit.at)?;
    let mut asking = Asking::of(visit, &EXPENSE, draft(visit, &names, &asked)?)?;
    visit.act(SUBMIT, move |change| {
        let mut expense = change.subject_at::<Expense>(id, Some(held.version))?;
        must_take(change, &expense)?;
        let at = change.at;
        expense.submit(at)?;
        if asking.free {
            let by = expense.user;
            expense.approve(by, at)?;
        }
        change.put(&expense)?;
        if !asking.free {
            asking.approval.subject = Some(expense.as_ref());
            asking.file(change)?;
        }
        Ok(())
    })
}

/// Takes one's own back while nobody has answered.
pub fn recall(visit: &Visit, id: Id<Expense>) -> Result<()> {
    let expense: Expense = visit.find(id)?;
    visit.demand_on(&SUBMIT, &expense)?;
    let waiting = approvals::waiting_about(visit, &expense)?;
    match waiting.first() {
        Some(asked) => approvals::withdraw(visit, asked.id, String::new()),
        None => Err(Error::conflict("This expense waits for nobody's answer.")),
    }
}

/// Its person has the money back, and is told.
///
/// # Errors
/// For one's own, one that nobody approved, and one that the company paid itself.
pub fn reimburse(visit: &Visit, id: Id<Expense>, form: Reimburse) -> Result<()> {
    let today = visit.today();
    visit.act(REIMBURSE, move |change| {
        let by = Id::new(change.actor.person);
        let mut expense = change.subject_at::<Expense>(id, form.version)?;
        if expense.user == by {
            return Err(Error::Forbidden(
                "Somebody else reimburses what you spent yourself.".into(),
            ));
        }
        let on = form.day.unwrap_or(today);
        if on > today {
            return Err(Error::field(
                "day",
                "That day is still to come. Choose today or earlier.",
            ));
        }
        expense.reimburse(by, on)?;
        change.put(&expense)?;
        let text = format!("{} is reimbursed", expense.title);
        inbox::notify(change, expense.user, &REIMBURSED, expense.as_ref(), text)
    })
}
