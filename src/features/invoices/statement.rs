//! How a client stands, currency by currency: every paper and payment in the order of days with what was open after it, and what is
//! open by how long it is due. Nothing is added up over currencies.

use std::collections::BTreeMap;

use super::{
    VIEW,
    account::{self, ClientAccount},
    actions::VIEW_PAYMENTS,
    invoice::{BY_CLIENT, Invoice, OPEN_OF},
    payment::{PAYMENTS_OF, Payment, PaymentKind},
    rules::{AGES, age},
};
use crate::{
    access::Placement,
    base::{
        Choice, Day, Error, Id, Money, Result, if_found,
        language::{mid_sentence, say, word},
        money::Currency,
    },
    data::{Key, Visit},
    features::{clients::Client, settings::CurrentSettings},
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

/// All of one currency.
pub struct Part {
    pub currency: Currency,
    /// The oldest first.
    pub rows: Vec<Row>,
    /// What was open before the first of them.
    pub before: Money,
    pub left: Money,
    pub credit: Money,
    pub ages: [Money; AGES.len()],
}

impl Part {
    fn of(currency: Currency) -> Part {
        Part {
            currency,
            rows: Vec::new(),
            before: Money::ZERO,
            left: Money::ZERO,
            credit: Money::ZERO,
            ages: [Money::ZERO; AGES.len()],
        }
    }
}

pub struct Statement {
    /// One for each currency in which anything was billed or paid; the house's is always there, and stands first.
    pub parts: Vec<Part>,
}

impl Statement {
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.rows.is_empty())
    }
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
/// or as one of the client's own people
/// who may see both.
pub fn sees_all_of(visit: &Visit, client: Id<Client>) -> bool {
    let everywhere = |action| visit.actor.places(action).contains(&Placement::Global);
    let own = visit.actor.client == Some(client.raw());
    let theirs = |action| visit.may_somewhere(action);
    own && theirs(&VIEW) && theirs(&VIEW_PAYMENTS)
        || everywhere(&VIEW) && everywhere(&VIEW_PAYMENTS)
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

/// The first day of which a list that goes back so far tells everything.
fn whole_from<T>(list: &[T], day: impl Fn(&T) -> Day) -> Option<Day> {
    (list.len() >= BACK)
        .then(|| list.iter().map(day).min().map(|oldest| oldest + 1))
        .flatten()
}

/// As far as the person sees the papers; the portal's addresses for the client's own people.
///
/// # Errors
/// When the store can't be read.
pub fn of(visit: &Visit, client: &Client, below: &str) -> Result<Statement> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let key = || Key::new().id(client.id);
    let mut papers: Vec<Invoice> = visit.related(client, BY_CLIENT, key(), BACK)?;
    let payments: Vec<Payment> = visit.related(client, PAYMENTS_OF, key(), BACK)?;
    // Before either of them ends, one without the other would pass for what happened.
    let from = [
        whole_from(&papers, |paper| {
            paper.issued_on.unwrap_or(paper.created_at.day(&visit.tz))
        }),
        whole_from(&payments, |payment| payment.day),
    ];
    let from = from.into_iter().flatten().max();
    papers.retain(Invoice::is_issued);
    let mut rows: Vec<(Currency, u8, Row)> = Vec::new();
    for paper in &papers {
        let row = |day: Day, title: String, amount: Money| Row {
            day,
            href: format!("{below}/invoices/{}", paper.id),
            called: paper.number.clone(),
            title,
            amount,
            balance: Money::ZERO,
        };
        let currency = paper.currency(house);
        let gross = Money(paper.signed(paper.totals().gross.0));
        let on = paper.issued_on.unwrap_or_default();
        let title = format!("{}: {}", word(paper.paper_word()), paper.title);
        rows.push((currency, 0, row(on, title, gross)));
        let off = paper
            .written_off_on
            .filter(|_| paper.written_off > Money::ZERO);
        if let Some(day) = off {
            let off = Money::ZERO - paper.written_off;
            rows.push((
                currency,
                2,
                row(day, say("statement-written-off").into(), off),
            ));
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
        rows.push((currency_of(payment, &papers, house), 1, row));
    }
    rows.retain(|(_, _, row)| from.is_none_or(|from| row.day >= from));
    rows.sort_by(|(_, a, one), (_, b, other)| {
        (one.day, a, &one.called).cmp(&(other.day, b, &other.called))
    });
    let mut parts: BTreeMap<&'static str, Part> = BTreeMap::new();
    for (currency, _, row) in rows {
        let part = parts.entry(currency.code);
        part.or_insert_with(|| Part::of(currency)).rows.push(row);
    }
    let today = visit.today();
    for paper in open_of(visit, client)? {
        let currency = paper.currency(house);
        let part = parts.entry(currency.code);
        let part = part.or_insert_with(|| Part::of(currency));
        part.left = part.left + paper.left();
        if let Some(sum) = part.ages.get_mut(age(paper.due.unwrap_or(today), today)) {
            *sum = *sum + paper.left();
        }
    }
    let account = account_of(visit, client)?;
    let credited = account.credit_currency(house);
    for currency in [house, credited] {
        let part = parts.entry(currency.code);
        part.or_insert_with(|| Part::of(currency));
    }
    if let Some(part) = parts.get_mut(credited.code) {
        part.credit = account.credit;
    }
    let mut parts: Vec<Part> = parts.into_values().collect();
    parts.retain(|part| {
        part.currency.code == house.code
            || !part.rows.is_empty()
            || part.left != Money::ZERO
            || part.credit != Money::ZERO
    });
    parts.sort_by_key(|part| (part.currency.code != house.code, part.currency.code));
    for part in &mut parts {
        let mut balance = part.left - part.credit;
        for row in part.rows.iter_mut().rev() {
            row.balance = balance;
            balance = balance - row.amount;
        }
        part.before = balance;
    }
    Ok(Statement { parts })
}

/// What a payment is in; of one from before that was noted, what the invoices that it paid are in.
fn currency_of(payment: &Payment, papers: &[Invoice], house: Currency) -> Currency {
    if let Some(noted) = Currency::by_code(&payment.currency) {
        return noted;
    }
    let first = payment.allocations.first();
    let paid = first.and_then(|each| papers.iter().find(|paper| paper.id == each.invoice));
    paid.map_or(house, |paper| paper.currency(house))
}

/// However long ago they were billed.
fn open_of(visit: &Visit, client: &Client) -> Result<Vec<Invoice>> {
    visit.related(client, OPEN_OF, Key::new().id(client.id), usize::MAX)
}

/// What a client has left to pay, in each currency; the house's is always there, and stands first.
///
/// # Errors
/// When the store can't be read.
pub fn left_of(visit: &Visit, client: &Client) -> Result<Vec<(Money, Currency)>> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let mut all = vec![(Money::ZERO, house)];
    for paper in open_of(visit, client)? {
        let currency = paper.currency(house);
        match all.iter_mut().find(|(_, held)| held.code == currency.code) {
            Some((sum, _)) => *sum = *sum + paper.left(),
            None => all.push((paper.left(), currency)),
        }
    }
    Ok(all)
}

/// `$ 120.00 and € 80.00`; what is nothing is left out, unless all of it is.
pub fn told(sums: &[(Money, Currency)]) -> String {
    let some: Vec<String> = sums
        .iter()
        .filter(|(sum, _)| *sum != Money::ZERO)
        .map(|(sum, currency)| sum.show(*currency))
        .collect();
    match (some.is_empty(), sums.first()) {
        (true, Some((_, house))) => Money::ZERO.show(*house),
        _ => some.join(" and "),
    }
}
