//! What a milestone bills is said, found among what nobody billed, and billed.

use super::{
    super::{
        actions::PRICE_MILESTONE,
        invoice::Invoice,
        line::{InvoiceLine, Source},
        of_quote::papers_of,
        parts::billed_of_quote,
        rules::{add, nets},
    },
    PriceForm,
    lines::{lines_of, nets_of},
    price::{BILLED, BilledMilestone, MilestonePrice, OF_MILESTONE, OF_PROJECT},
};
use crate::{
    base::{Error, Id, Money, Result, if_found, language, text},
    data::{Change, Key, Record, Visit},
    features::{
        clients::{self, Client},
        projects::{Answer, Milestone, Project},
        quotes::{Line, MOST_LINES, Quote, Status},
        tickets::Ticket,
    },
    said,
};

/// Milestones of a project that are looked at.
const MOST: usize = 200;
/// Projects above a sub-project.
const DEEP: usize = 12;

pub fn is_approved(milestone: &Milestone) -> bool {
    let asked = milestone.asked.as_ref();
    asked.is_some_and(|asked| asked.answer == Answer::Approved)
}

/// What was said of a milestone that the visit holds; nothing where nobody said anything.
///
/// # Errors
/// When the store can't be read.
pub fn price_of(visit: &Visit, milestone: &Milestone) -> Result<MilestonePrice> {
    let key = Key::new().id(milestone.id);
    let held = if_found(visit.find_by::<MilestonePrice>(OF_MILESTONE, key))?;
    Ok(held.unwrap_or(MilestonePrice {
        milestone: milestone.id,
        project: milestone.project,
        ..MilestonePrice::default()
    }))
}

/// The quote that a project, or one above it, came of, if it is accepted.
fn quote_of(change: &mut Change<'_, '_>, project: Id<Project>) -> Result<Option<Quote>> {
    let why = "a milestone bills a part of the quote that its project came of, whoever sees that";
    let mut at = Some(project);
    for _ in 0..DEEP {
        let Some(id) = at else { break };
        let Some(project) = change.unscoped(why).find(id)? else {
            break;
        };
        let ticket = match project.ticket {
            Some(ticket) => change.unscoped(why).find(Id::<Ticket>::new(ticket))?,
            None => None,
        };
        if let Some(quote) = ticket.and_then(|ticket| ticket.quote) {
            let quote = change.unscoped(why).find(quote)?;
            return Ok(quote.filter(|quote| quote.status == Status::Accepted));
        }
        at = project.parent;
    }
    Ok(None)
}

/// The same as far as the person sees it.
///
/// # Errors
/// When the store can't be read.
pub fn seen_quote(visit: &Visit, project: &Project) -> Result<Option<Quote>> {
    let mut at = project.clone();
    for _ in 0..DEEP {
        // The ticket between them is a way to the quote, for whoever sees both ends.
        let ticket: Option<Ticket> = visit.follow(&at, |project: &Project| {
            project.ticket.map(Id::new).unwrap_or_default()
        })?;
        if let Some(quote) = ticket.and_then(|ticket| ticket.quote) {
            let quote: Option<Quote> = if_found(visit.find(quote))?;
            return Ok(quote.filter(|quote| quote.status == Status::Accepted));
        }
        let above: Option<Project> =
            visit.follow(&at, |project: &Project| project.parent.unwrap_or_default())?;
        match above {
            Some(above) => at = above,
            None => break,
        }
    }
    Ok(None)
}

fn prices_of(change: &mut Change<'_, '_>, project: Id<Project>) -> Result<Vec<MilestonePrice>> {
    change
        .unscoped("milestones share one quote, whoever sees what the others bill")
        .children(OF_PROJECT, Key::new().id(project))
}

/// Says what a milestone bills.
///
/// # Errors
/// A conflict while it stands on an invoice; beside the share, where there is no quote or all of it is shared out already; and where
/// somebody saved in between.
pub fn set(visit: &Visit, id: Id<Milestone>, form: PriceForm) -> Result<()> {
    visit.act(PRICE_MILESTONE, move |change| {
        let milestone = change.subject::<Milestone>(id)?;
        let key = Key::new().id(id);
        let held = change
            .on_behalf("what a milestone bills goes with the milestone that is held")
            .by_unique::<MilestonePrice>(OF_MILESTONE, key)?;
        let there = held.as_ref().map_or(0, |held| held.version);
        if form.version.is_some_and(|shown| shown != there) {
            return Err(Error::Stale);
        }
        let (share, amount) = (form.share, form.amount);
        let was = held.as_deref().cloned().unwrap_or_default();
        let item = form.item;
        if (was.share, was.amount, was.item) == (share, amount, item) {
            return Ok(());
        }
        if item > 0 && item != was.item {
            let quote = quote_of(change, milestone.project)?;
            let items = quote.map_or(0, |quote| quote.lines.len());
            if item as usize > items {
                return Err(Error::field(
                    "item",
                    "There is no such item of a quote that this project came of.",
                ));
            }
        }
        if was.billed && (was.share, was.amount) != (share, amount) {
            return Err(Error::conflict(
                "This milestone stands on an invoice. Take its lines off that invoice, or credit it, first.",
            ));
        }
        if share > 0 {
            if quote_of(change, milestone.project)?.is_none() {
                return Err(Error::field(
                    "share",
                    "This project came of no quote that was accepted. Say an amount instead.",
                ));
            }
            let others = prices_of(change, milestone.project)?;
            let others = others.iter().filter(|other| other.milestone != id);
            if others.map(|other| other.share).sum::<i64>() + share > 10_000 {
                return Err(Error::field(
                    "share",
                    "With the other milestones that is more than all of the quote. Lower one of them.",
                ));
            }
        }
        change.about(milestone.as_ref());
        match held {
            Some(mut held) => {
                (held.share, held.amount, held.item) = (share, amount, item);
                change.put(&held)
            }
            None => change
                .on_behalf("what a milestone bills goes with the milestone that is held")
                .insert(MilestonePrice {
                    milestone: id,
                    project: milestone.project,
                    share,
                    amount,
                    item,
                    ..MilestonePrice::default()
                })
                .map(drop),
        }
    })
}

/// A milestone that its client approved and nobody has billed.
pub struct Open {
    pub milestone: Milestone,
    pub project: Project,
    pub price: MilestonePrice,
    /// Of which quote it bills a part, as far as the person sees it.
    pub quote: Option<Id<Quote>>,
    /// Before tax; None of a share of a quote that the person doesn't see.
    pub net: Option<Money>,
}

/// What of these projects is to be billed by now, in their order, as far as the person sees it.
///
/// # Errors
/// When the store can't be read.
pub fn unbilled(visit: &Visit, projects: &[Project]) -> Result<Vec<Open>> {
    let mut found = Vec::new();
    for project in projects {
        let key = Key::new().id(project.id);
        let mut prices: Vec<MilestonePrice> = visit.related(project, OF_PROJECT, key, MOST)?;
        prices.retain(|price| !price.billed && !price.bills_nothing());
        if prices.is_empty() {
            continue;
        }
        let quote = seen_quote(visit, project)?;
        for price in prices {
            let milestone: Option<Milestone> = if_found(visit.find(price.milestone))?;
            let Some(milestone) = milestone.filter(is_approved) else {
                continue;
            };
            let net = match (&quote, price.share) {
                (Some(quote), _) => Some(nets_of(&quote.lines, &price).values().copied().sum()),
                (None, 0) => Some(price.amount),
                (None, _) => None,
            };
            found.push(Open {
                milestone,
                project: project.clone(),
                quote: quote.as_ref().map(|quote| quote.id),
                price,
                net,
            });
        }
    }
    found.sort_by_key(|open| (open.project.id.raw(), open.milestone.position));
    Ok(found)
}

/// Those that were chosen, if they are of the client's projects and the person sees them.
///
/// # Errors
/// Beside `milestones`.
pub fn chosen(
    visit: &Visit,
    client: &Client,
    ids: &[Id<Milestone>],
) -> Result<Vec<(Milestone, Project)>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let missing = || {
            Error::field(
                "milestones",
                format!("{id} is no milestone of this client that you may see."),
            )
        };
        let milestone: Milestone = if_found(visit.find(*id))?.ok_or_else(missing)?;
        let project: Project = visit
            .follow(&milestone, |milestone: &Milestone| milestone.project)?
            .filter(|project| project.client == client.id)
            .ok_or_else(missing)?;
        found.push((milestone, project));
    }
    Ok(found)
}

/// A milestone with the keys of its lines, and what they come to.
pub struct Billing {
    milestone: Id<Milestone>,
    project: Id<Project>,
    lines: Vec<u32>,
    net: Money,
}

/// The lines of milestones, behind those that are there.
///
/// # Errors
/// Beside `milestones`: where one isn't approved, bills nothing, or is billed already; where more would be billed of its quote than was
/// agreed on; and where two are of different quotes.
pub fn add_lines(
    change: &mut Change<'_, '_>,
    invoice: &mut Invoice,
    chosen: &[(Milestone, Project)],
    tax: i64,
) -> Result<Vec<Billing>> {
    let wrong = |why: String| Error::field("milestones", why);
    let why = "a milestone is billed as it is when it is billed, and once";
    let language = clients::language_in(change, invoice.client)?;
    let mut all = Vec::with_capacity(chosen.len());
    for (seen, project) in chosen {
        let milestone = change.unscoped(why).load(seen.id)?;
        if !is_approved(&milestone) {
            return Err(wrong(format!(
                "The client has not approved {} yet.",
                milestone.title
            )));
        }
        let key = || Key::new().id(milestone.id);
        let price = change
            .unscoped(why)
            .by_unique::<MilestonePrice>(OF_MILESTONE, key())?;
        let Some(price) = price.filter(|price| !price.bills_nothing()) else {
            return Err(wrong(format!(
                "Nobody has said what {} bills.",
                milestone.title
            )));
        };
        let held = change
            .unscoped(why)
            .by_unique::<BilledMilestone>(BILLED, key())?;
        if let Some(held) = held {
            return Err(wrong(format!(
                "{} is billed on {} already.",
                milestone.title, held.invoice
            )));
        }
        let title = text::shorten(&milestone.title, 120);
        let (lines, source) = match quote_of(change, project.id)? {
            Some(quote) => {
                if invoice.quote.is_some_and(|other| other != quote.id) {
                    return Err(wrong(
                        "These milestones are of different quotes. Bill those of each on an invoice of their own.".into(),
                    ));
                }
                invoice.quote = Some(quote.id);
                let mut billed = billed_of_quote(&papers_of(change, quote.id)?);
                let here = nets(&invoice.lines, |line| line.source == Source::Quote);
                add(&mut billed, &here, 1);
                let parts = i64::try_from(prices_of(change, project.id)?.len()).unwrap_or(0);
                let called = quote.id.to_string();
                let lines = language::in_language(language, || {
                    lines_of((&quote.lines, &called), &title, &price, &billed, parts)
                });
                let lines = lines.filter(|lines| !lines.is_empty()).ok_or_else(|| {
                    wrong(format!(
                        "What {} bills is more than what is left of {called}.",
                        milestone.title
                    ))
                })?;
                (lines, Source::Quote)
            }
            None if price.share > 0 => {
                return Err(wrong(format!(
                    "{} bills a share of a quote that isn't agreed on any more. Say an amount instead.",
                    milestone.title
                )));
            }
            None => {
                let line = Line {
                    title,
                    detail: language::in_language(language, || {
                        said!(
                            "paper-milestone-of",
                            project = text::shorten(&project.title, 80)
                        )
                    }),
                    quantity: 1000,
                    price: price.amount,
                    tax,
                    ..Line::default()
                };
                (vec![line], Source::Milestone)
            }
        };
        if invoice.lines.len() + lines.len() > MOST_LINES {
            return Err(wrong(format!(
                "That makes more than {MOST_LINES} lines. Choose fewer."
            )));
        }
        let net = lines.iter().map(|line| line.amounts().net).sum();
        let mut keys = Vec::new();
        for line in lines {
            invoice.next_key += 1;
            keys.push(invoice.next_key);
            invoice.lines.push(InvoiceLine {
                line,
                key: invoice.next_key,
                source,
            });
        }
        all.push(Billing {
            milestone: milestone.id,
            project: project.id,
            lines: keys,
            net,
        });
    }
    Ok(all)
}

/// Binds a milestone to its lines.
///
/// # Errors
/// When the store can't be read or written.
pub fn link(change: &mut Change<'_, '_>, invoice: &Invoice, billing: Billing) -> Result<()> {
    change.insert(BilledMilestone {
        milestone: billing.milestone,
        project: billing.project,
        invoice: invoice.id,
        lines: billing.lines,
        net: billing.net,
        ..BilledMilestone::default()
    })?;
    change.about(billing.milestone.as_ref());
    Ok(())
}
