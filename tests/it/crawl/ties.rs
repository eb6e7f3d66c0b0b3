//! What a page names beside its record: holding the one is the permission to be told what the other is called
//! (`Visit::follow`). Parts are not among these: they say themselves what they are a part of (`records.rs`).

use std::collections::HashMap;

use atrium::{
    base::Id,
    data::{Record, Ref, Visit},
    features::{
        approvals::Approval,
        clients::Client as Company,
        clocks::Clock,
        documents::Document,
        invoices::{Invoice, Payment},
        leads::Lead,
        projects::Project,
        quotes::Quote,
        sign_in::Session,
        tasks::Task,
        tickets::Ticket,
    },
};

#[derive(Default)]
pub struct Ties {
    /// Read with another, though it is no part of it.
    pub with: HashMap<Ref, Vec<Ref>>,
    /// The named, and what names it.
    pub named: HashMap<Ref, Vec<Ref>>,
}

/// Every stored record of a kind, one after the other.
pub fn each<R: Record>(visit: &Visit, mut look: impl FnMut(R)) {
    let numbers = visit.next_numbers().unwrap();
    let next = numbers.iter().find(|(kind, _)| kind.code == R::KIND.code);
    for id in R::KIND.first..next.unwrap().1 {
        if let Ok(record) = visit.find(Id::new(id)) {
            look(record);
        }
    }
}

impl Ties {
    fn name(&mut self, by: &impl Record, named: impl IntoIterator<Item = Ref>) {
        for of in named {
            self.named.entry(of).or_default().push(by.as_ref());
        }
    }

    pub fn of(visit: &Visit) -> Ties {
        let mut ties = Ties::default();
        each(visit, |r: Task| {
            let beside = r.parent.iter().chain(&r.after).map(|id| id.as_ref());
            let above = [r.project.as_ref(), r.milestone.as_ref()];
            ties.name(&r, above.into_iter().chain(beside));
        });
        each(visit, |r: Project| {
            let ticket = r.ticket.map(|id| Id::<Ticket>::new(id).as_ref());
            let parent = r.parent.map(Id::as_ref);
            ties.name(
                &r,
                [r.client.as_ref()].into_iter().chain(ticket).chain(parent),
            );
        });
        each(visit, |r: Lead| ties.name(&r, r.client.map(Id::as_ref)));
        each(visit, |r: Quote| {
            let lead = r.lead.map(Id::as_ref);
            ties.name(&r, lead.into_iter().chain([r.client.as_ref()]));
        });
        each(visit, |r: Ticket| {
            let quote = r.quote.map(Id::as_ref);
            let lead = r.lead.map(Id::as_ref);
            ties.name(&r, quote.into_iter().chain(lead).chain([r.client.as_ref()]));
        });
        each(visit, |r: Approval| {
            // Who decides on it reads what it is about.
            if let Some(of) = r.ticket.map(|id| Id::<Ticket>::new(id).as_ref()) {
                ties.with.entry(of).or_default().push(r.as_ref());
            }
            ties.name(&r, [Id::<Company>::new(r.client).as_ref()]);
        });
        each(visit, |r: Document| {
            ties.name(&r, r.client.map(Id::as_ref).into_iter().chain(r.about));
        });
        each(visit, |r: Invoice| {
            let of = [r.project.map(Id::as_ref), r.quote.map(Id::as_ref)];
            let of = of.into_iter().flatten().chain(r.credits.map(Id::as_ref));
            ties.name(&r, of.chain([r.client.as_ref()]));
        });
        each(visit, |r: Payment| {
            let paid = r.allocations.iter().map(|each| each.invoice.as_ref());
            ties.name(&r, paid.chain([r.client.as_ref()]));
        });
        each(visit, |r: Session| ties.name(&r, [r.user.as_ref()]));
        each(visit, |r: Clock| {
            let by = [r.policy.as_ref(), r.terms.as_ref()];
            ties.name(&r, by.into_iter().chain(r.calendar.map(Id::as_ref)));
        });
        ties
    }
}
