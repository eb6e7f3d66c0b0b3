//! What belongs together: a part is read with its whole, and a page names what its record is about. Holding the one is
//! the permission to read or to name the other (`Visit::related`, `Visit::follow`).

use std::collections::{HashMap, HashSet};

use atrium::{
    base::Id,
    data::{Record, Ref, Share, Visit},
    features::{
        approvals::Approval,
        clients::Contact,
        documents::Document,
        leads::{Activity, Lead},
        projects::{Milestone, Project},
        quotes::Quote,
        sign_in::Session,
        tasks::{Comment, Task},
        tickets::{Message, Ticket},
    },
};

#[derive(Default)]
pub struct Ties {
    pub wholes: HashMap<Ref, Vec<Ref>>,
    /// The named, and what names it.
    pub named: HashMap<Ref, Vec<Ref>>,
    /// Parts that a client reads as well.
    pub for_client: HashSet<Ref>,
}

fn each<R: Record>(visit: &Visit, mut look: impl FnMut(R)) {
    let numbers = visit.next_numbers().unwrap();
    let next = numbers.iter().find(|(kind, _)| kind.code == R::KIND.code);
    for id in R::KIND.first..next.unwrap().1 {
        if let Ok(record) = visit.find(Id::new(id)) {
            look(record);
        }
    }
}

impl Ties {
    fn part(&mut self, part: &impl Record, whole: Ref) {
        self.wholes.entry(part.as_ref()).or_default().push(whole);
    }

    /// A page lists what lies below it.
    fn named_by(&mut self, named: &impl Record, by: Ref) {
        self.named.entry(named.as_ref()).or_default().push(by);
    }

    fn name(&mut self, by: &impl Record, named: impl IntoIterator<Item = Ref>) {
        for of in named {
            self.named.entry(of).or_default().push(by.as_ref());
        }
    }

    pub fn of(visit: &Visit) -> Ties {
        let mut ties = Ties::default();
        each(visit, |r: Contact| ties.part(&r, r.client.as_ref()));
        each(visit, |r: Activity| ties.part(&r, r.lead.as_ref()));
        each(visit, |r: Comment| ties.part(&r, r.task.as_ref()));
        each(visit, |r: Message| {
            ties.part(&r, r.ticket.as_ref());
            if !r.internal {
                ties.for_client.insert(r.as_ref());
            }
        });
        each(visit, |r: Milestone| {
            ties.named_by(&r, r.project.as_ref());
            if r.client_visible {
                ties.for_client.insert(r.as_ref());
            }
        });
        each(visit, |r: Task| {
            ties.named_by(&r, r.project.as_ref());
            if r.client_visible {
                ties.for_client.insert(r.as_ref());
            }
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
            if let Some(of) = r.ticket.map(Id::as_ref) {
                ties.wholes.entry(of).or_default().push(r.as_ref());
            }
            ties.name(&r, [r.client.as_ref()]);
        });
        each(visit, |r: Document| {
            ties.name(&r, r.client.map(Id::as_ref).into_iter().chain(r.about));
        });
        each(visit, |r: Share| ties.part(&r, r.of));
        each(visit, |r: Session| ties.name(&r, [r.user.as_ref()]));
        ties
    }
}
