//! How a client stands: every paper and payment in the order of days with what was open after it, and what is open by how long
//! it is due.

use super::{
    VIEW, VIEW_PAYMENTS,
    account::{self, ClientAccount},
    invoice::{BY_CLIENT, CLIENT_LEFT, Invoice, OPEN_OF},
    payment::{PAYMENTS_OF, Payment, PaymentKind},
    rules::{AGES, age},
};
use crate::{
    access::Placement,
    base::{
        Choice, Day, Error, Id, Money, Result, if_found,
        language::{mid_sentence, say, word},
    },
    data::{Key, Visit},
    features::clients::Client,
};

/// Papers, and payments, that a statement goes back.
const BACK: usize = 500;

/// What happened on a day.
pub struct Row {
    pub day: Day,
    pub href: String,
    pub called: String,
    pub title: String,
    /// What it adds to what the client has to pay, or takes from it.
    pub amount: Money,
    /// What was open after it, less what stood to the client's credit.
    pub balance: Money,
}

pub struct Statement {
    /// The oldest first.
    pub rows: Vec<Row>,
    /// What was open before the first of them.
    pub before: Money,
    pub left: Money,
    pub credit: Money,
    pub ages: [Money; AGES.len()],
}

/// The account of a client whom the visit holds; what it would be where nothing was agreed or booked yet.
///
/// # Errors
/// When the store can't be read.
pub fn account_of(visit: &Visit, client: &Client) -> Result<ClientAccount> {
    let key = Key::new().id(client.id);
    let held = if_found(visit.find_by::<ClientAccount>(account::OF_CLIENT, key))?;
    Ok(held.unwrap_or(ClientAccount {
        client: client.id,
        ..ClientAccount::default()
    }))
}

/// Whether the person sees every paper and payment of a client, and so what they come to: with a grant over the whole house,
/// or as one of the client's own people.
pub fn sees_all_of(visit: &Visit, client: Id<Client>) -> bool {
    let everywhere = |action| visit.actor.places(action).contains(&Placement::Global);
    visit.actor.client == Some(client.raw()) || everywhere(&VIEW) && everywhere(&VIEW_PAYMENTS)
}

/// # Errors
/// `Forbidden` where a part of it would pass for the whole.
pub fn must_see_all_of(visit: &Visit, client: &Client) -> Result<()> {
    if sees_all_of(visit, client.id) {
        return Ok(());
    }
    visit.demand_on(&VIEW, client)?;
    Err(Error::Forbidden(format!(
        "You see a part of what {} was billed, and a statement tells all of it. Ask whoever keeps the house's money.",
        client.name
    )))
}

/// As far as the person sees the papers; the portal's addresses for the client's own people.
///
/// # Errors
/// When the store can't be read.
pub fn of(visit: &Visit, client: &Client, below: &str) -> Result<Statement> {
    let key = || Key::new().id(client.id);
    let mut papers: Vec<Invoice> = visit.related(client, BY_CLIENT, key(), BACK)?;
    papers.retain(Invoice::is_issued);
    let payments: Vec<Payment> = visit.related(client, PAYMENTS_OF, key(), BACK)?;
    let account = account_of(visit, client)?;
    let today = visit.today();
    let mut ages = [Money::ZERO; AGES.len()];
    let mut rows: Vec<(u8, Row)> = Vec::new();
    for paper in &papers {
        let row = |day: Day, title: String, amount: Money| Row {
            day,
            href: format!("{below}/invoices/{}", paper.id),
            called: paper.number.clone(),
            title,
            amount,
            balance: Money::ZERO,
        };
        let gross = Money(paper.signed(paper.totals().gross.0));
        let on = paper.issued_on.unwrap_or_default();
        rows.push((
            0,
            row(
                on,
                format!("{}: {}", word(paper.paper_word()), paper.title),
                gross,
            ),
        ));
        if let Some(day) = paper
            .written_off_on
            .filter(|_| paper.written_off > Money::ZERO)
        {
            let off = Money::ZERO - paper.written_off;
            rows.push((2, row(day, say("statement-written-off").into(), off)));
        }
    }
    // However long ago they were billed.
    let open: Vec<Invoice> = visit.related(client, OPEN_OF, key(), usize::MAX)?;
    for paper in &open {
        if let Some(sum) = ages.get_mut(age(paper.due.unwrap_or(today), today)) {
            *sum = *sum + paper.left();
        }
    }
    for payment in &payments {
        let amount = match payment.kind {
            PaymentKind::Received => Money::ZERO - payment.amount,
            PaymentKind::Refund => payment.amount,
            // Nothing moved: it was paid of what stood to their credit.
            _ => continue,
        };
        let row = Row {
            day: payment.day,
            href: match below {
                "" => format!("/payments/{}", payment.id),
                _ => String::new(),
            },
            called: payment.id.to_string(),
            title: match payment.reference.as_str() {
                "" => format!(
                    "{}, {}",
                    payment.kind.label(),
                    mid_sentence(payment.way.label())
                ),
                reference => format!("{}, {reference}", payment.kind.label()),
            },
            amount,
            balance: Money::ZERO,
        };
        rows.push((1, row));
    }
    rows.sort_by(|(a, one), (b, other)| {
        (one.day, a, &one.called).cmp(&(other.day, b, &other.called))
    });
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let left = left_of(visit, client)?;
    let mut balance = left - account.credit;
    for row in rows.iter_mut().rev() {
        row.balance = balance;
        balance = balance - row.amount;
    }
    Ok(Statement {
        rows,
        before: balance,
        left,
        credit: account.credit,
        ages,
    })
}

/// What a client has left to pay, without reading any of it.
///
/// # Errors
/// When the store can't be read.
pub fn left_of(visit: &Visit, client: &Client) -> Result<Money> {
    visit
        .tally::<Invoice>(CLIENT_LEFT, Key::new().id(client.id))
        .map(Money)
}
