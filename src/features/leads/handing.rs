//! A lead from hand to hand: from the closer to the agent who quotes, and back.

use super::{
    Lead,
    actions::{HAND_OVER, QUALIFY, RECEIVE, RETURN},
    forms::{HandOver, Qualify},
    lead, notices,
    ops::with,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Key, Record, Visit},
    features::{
        inbox,
        people::{self, Directory, User},
    },
};

/// How many open leads are in somebody's hands.
fn load(change: &mut Change<'_, '_>, agent: Id<User>) -> Result<usize> {
    let open = Key::new().byte(0);
    let lying = change
        .unscoped("what somebody has in hand counts, whoever sees it")
        .lying_with::<Lead>(agent.raw(), lead::BY_TOUCHED, open)?;
    Ok(lying.iter().filter(|lead| lead.owner == agent).count())
}

/// To the agent who quotes: the one chosen, or whoever of them has the fewest open leads.
pub fn hand_over(visit: &Visit, id: Id<Lead>, form: HandOver) -> Result<()> {
    pass_on(visit, id, form, None)
}

/// The same with what was found out just before, in one deed.
pub fn qualify_and_hand_over(
    visit: &Visit,
    id: Id<Lead>,
    found: Qualify,
    form: HandOver,
) -> Result<()> {
    let lead: Lead = visit.find(id)?;
    visit.demand_on(&QUALIFY, &lead)?;
    pass_on(visit, id, form, Some(found))
}

fn pass_on(visit: &Visit, id: Id<Lead>, form: HandOver, found: Option<Qualify>) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(HAND_OVER, move |change| {
        let mut lead = change.subject(id)?;
        if let Some(held) = found {
            let by = Id::new(change.actor.person);
            lead.qualify(held.found, &held.note, by, change.at)?;
        }
        let agents = names.on_duty_in(&RECEIVE, lead.department);
        let agents: Vec<Id<User>> = agents.iter().map(|user| user.id).collect();
        let to = match form.to {
            Some(to) if agents.contains(&to) => to,
            Some(_) => return Err(Error::field("to", "Choose a sales agent.")),
            None => people::least_loaded(&agents, |agent| load(change, agent))?
                .ok_or_else(|| Error::field("to", names.nobody_on(&RECEIVE)))?,
        };
        change.note(form.note);
        lead.hand_over(to, change.at)?;
        lead.recompute(change.at);
        change.put(&lead)?;
        inbox::notify(
            change,
            to,
            &notices::HANDED_OVER,
            lead.as_ref(),
            format!("{} is qualified and waits for your quote", lead.company),
        )
    })
}

pub fn hand_back(visit: &Visit, id: Id<Lead>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        change.note(reason.clone());
        let mut to = Id::NONE;
        let lead = with(change, id, |lead, at| {
            to = lead.hand_back(at)?;
            Ok(())
        })?;
        inbox::notify(
            change,
            to,
            &notices::RETURNED,
            lead.as_ref(),
            format!("{}: {}", lead.company, text::shorten(&reason, 120)),
        )
    })
}
