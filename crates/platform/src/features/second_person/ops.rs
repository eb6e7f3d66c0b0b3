//! Waiting, deciding, and what a deed finds when it asks whether it was confirmed.

use data_encoding::HEXLOWER;

use super::{
    actions::{ASK, DECIDE},
    notices,
    request::{BY_ASKED, BY_DECISION, BY_PERSON, Decision, SecondRequest},
};
use crate::{
    access::{Action, Actor, Scope, Tier},
    base::{Error, Id, Result},
    data::{Change, Deriving, Key, Query, Record, Ref, Second, Visit},
    features::{
        authority::{self, Access},
        inbox,
        people::{Directory, Role, User},
        settings::{SETTINGS, Settings},
    },
    web::Request,
};

const KEPT: &str =
    "what waits for a second person is kept for whoever asked and whoever may decide";
const OWN: &str = "You asked for this yourself: another person decides it.";
/// How many people hear of one.
const HEAR: usize = 20;
/// How much of what was sent is kept, in bytes.
const MOST: usize = 64 << 10;

/// Whoever may do the deed anywhere may say that another does it.
pub fn may_decide(actor: &Actor, action: &Action) -> bool {
    actor.tier.is_staff() && actor.scope(action) == Scope::All
}

fn action_of(actions: &[Action], key: &str) -> Option<Action> {
    actions.iter().find(|action| action.key == key).copied()
}

/// Within a deed: whether the house asks for a second person, and whether one has confirmed this very request.
pub fn of(change: &mut Change<'_, '_>) -> Result<Second> {
    const WHY: &str = "what the house decided holds whoever sees it";
    // As it was before: a deed that turns it off is held by it.
    let settings: Option<Settings> = change.unscoped(WHY).was(SETTINGS)?;
    if !settings.is_some_and(|settings| settings.second_person) {
        return Ok(Second::NotAsked);
    }
    let by = Id::<User>::new(change.actor.person);
    let asked = HEXLOWER.encode(&change.asked());
    let at = change.at;
    let held = change
        .unscoped(KEPT)
        .children::<SecondRequest>(BY_ASKED, SecondRequest::key(by, &asked))?;
    // The last: one that a rule took for too little waits on, until another has confirmed it.
    let confirmed = held.iter().filter(|held| held.confirms(at));
    let last = confirmed.max_by_key(|held| (held.decided_at, held.id));
    Ok(
        match last.and_then(|held| Some((held.as_ref(), held.decided_by?))) {
            Some((by, person)) => Second::Confirmed {
                by,
                person: person.raw(),
            },
            None => Second::Missing,
        },
    )
}

/// The deed was done: nothing more is done under the same confirmation.
pub fn spend(change: &mut Deriving<'_, '_, '_>, of: Ref) -> Result<()> {
    let id = Id::<SecondRequest>::new(of.id);
    let Some(mut held) = change.find(id)? else {
        return Err(Error::internal("what was confirmed is gone"));
    };
    held.decision = Decision::Done;
    held.done_at = Some(change.at);
    change.put(&held)
}

/// Asking for a second person can't be turned on where there is none, nor off by one alone.
pub fn switched(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !touched.contains(&SETTINGS.as_ref()) {
        return Ok(());
    }
    let (Some(was), Some(is)) = (change.was(SETTINGS)?, change.find(SETTINGS)?) else {
        return Ok(());
    };
    let me = change.actor.person;
    match (was.second_person, is.second_person) {
        (true, false) => change.demand_second(),
        (false, true) => {
            let above = |user: &User| user.superadmin || user.tier == crate::access::Tier::Admin;
            let others = change.all::<User>()?;
            let mut others = others
                .iter()
                .filter(|user| !user.inactive && user.id.raw() != me);
            match others.any(above) {
                true => Ok(()),
                false => Err(Error::field(
                    "second_person",
                    "There is no other admin who could confirm anything. Bring one in first.",
                )),
            }
        }
        _ => Ok(()),
    }
}

/// Who could confirm it, beside whoever asks.
fn who_decides(visit: &Visit, action: &Action) -> Result<Vec<Id<User>>> {
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let decides = |user: &&User| {
        user.id.raw() != visit.actor.person
            && access
                .actor(user.id)
                .is_some_and(|(actor, _)| may_decide(&actor, action))
    };
    Ok(staff
        .into_iter()
        .filter(decides)
        .map(|user| user.id)
        .collect())
}

/// A deed waits: keeps what was sent, and tells whoever may decide. The same request waits once.
pub fn wait(visit: &Visit, request: &Request, action: &str) -> Result<Id<SecondRequest>> {
    let action = action_of(&visit.store().schema().actions, action)
        .ok_or_else(|| Error::internal(format!("{action} is no action")))?;
    let decide = who_decides(visit, &action)?;
    if decide.is_empty() {
        return Err(Error::Forbidden(format!(
            "This needs a second person, and nobody else here may {}. It can be done on the server's shell.",
            action.title.to_lowercase()
        )));
    }
    let size: usize = request.fields.iter().map(|(n, v)| n.len() + v.len()).sum();
    if size > MOST {
        return Err(Error::TooLarge(
            "This needs a second person, and is too long to be kept until there was one. Do it in smaller pieces.".into(),
        ));
    }
    let asked = SecondRequest {
        by: Id::new(visit.actor.person),
        action: action.key.to_owned(),
        asked: HEXLOWER.encode(&request.fingerprint(&visit.store().keys().requests())),
        path: request.path.clone(),
        fields: request.deed_fields().cloned().collect(),
        files: !request.uploads.is_empty(),
        at: visit.at,
        ..SecondRequest::default()
    };
    visit.act(ASK, move |change| {
        change.event();
        change.note(action.title);
        let at = change.at;
        let same = change
            .unscoped(KEPT)
            .children::<SecondRequest>(BY_ASKED, SecondRequest::key(asked.by, &asked.asked))?;
        if let Some(held) = same.iter().find(|held| held.state(at) == Decision::Waiting) {
            return Ok(held.id);
        }
        let text = format!(
            "{} asks for a second person: {}. Look at what is to be done, and confirm or refuse it.",
            change.actor.name, action.title
        );
        let made = change.insert(asked)?;
        for id in decide.into_iter().take(HEAR) {
            inbox::notify(change, id, &notices::SECOND, made.as_ref(), text.clone())?;
        }
        Ok(made.id)
    })
}

/// How many of one's own are shown, and of what was decided already; what waits is shown whole.
const SHOWN: usize = 200;

/// What waits or waited, for whoever asked and whoever may decide; the newest first. What others ask for among themselves
/// takes nobody's place.
pub fn shown(visit: &Visit) -> Result<Vec<SecondRequest>> {
    let system = visit.unchecked_as_system(KEPT);
    let listed = |query: Query<SecondRequest>, most: usize| {
        let list = query.descending(true).limit(most);
        system.list::<SecondRequest>(list).map(|page| page.rows)
    };
    let own = Key::new().number(visit.actor.person);
    let mut found = listed(Query::by(BY_PERSON).under(own), SHOWN)?;
    for decision in [
        Decision::Waiting,
        Decision::Confirmed,
        Decision::Refused,
        Decision::Done,
    ] {
        let most = match decision {
            Decision::Waiting => usize::MAX,
            _ => SHOWN,
        };
        let under = SecondRequest::decided_as(decision);
        let others = listed(Query::by(BY_DECISION).under(under), most)?;
        found.extend(others.into_iter().filter(|held| decides(visit, held)));
    }
    found.sort_by_key(|held| std::cmp::Reverse(held.id));
    Ok(found)
}

pub fn one(visit: &Visit, id: Id<SecondRequest>) -> Result<SecondRequest> {
    let held = visit.unchecked_as_system(KEPT).find(id)?;
    match sees(visit, &held) {
        true => Ok(held),
        false => Err(Error::NotFound),
    }
}

fn sees(visit: &Visit, held: &SecondRequest) -> bool {
    held.by.raw() == visit.actor.person || decides(visit, held)
}

/// Whether they may decide it: another who may do the same.
pub fn decides(visit: &Visit, held: &SecondRequest) -> bool {
    let action = action_of(&visit.store().schema().actions, &held.action);
    held.by.raw() != visit.actor.person
        && action.is_some_and(|action| may_decide(&visit.actor, &action))
}

/// Whoever confirms that somebody gets roles could give them as well; and where a file says what is to be done, stands as
/// high as whoever asks.
fn could_give(change: &mut Change<'_, '_>, held: &SecondRequest) -> Result<()> {
    let me = Id::new(change.actor.person);
    let named = |name: &'static str| {
        let of_name = held.fields.iter().filter(move |(field, _)| field == name);
        of_name.map(|(_, value)| value.as_str())
    };
    let roles: Vec<Id<Role>> = named("roles")
        .filter_map(|value| value.rsplit('-').next()?.parse().ok())
        .map(Id::new)
        .collect();
    let tier = named("tier").find_map(Tier::parse).unwrap_or(Tier::Client);
    let could = authority::could_give(change, me, &roles, tier)?
        && (!held.files || authority::as_high(change, me, held.by)?);
    match could {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "This may give what you couldn't give yourself. Somebody who stands above it decides."
                .into(),
        )),
    }
}

pub fn title(visit: &Visit, held: &SecondRequest) -> String {
    let action = action_of(&visit.store().schema().actions, &held.action);
    action.map_or(held.action.clone(), |action| action.title.to_owned())
}

/// Refuses whoever may not decide this one: nobody decides what they asked for themselves.
pub fn must_decide(visit: &Visit, id: Id<SecondRequest>) -> Result<()> {
    match one(visit, id)?.by.raw() == visit.actor.person {
        true => Err(Error::Forbidden(OWN.into())),
        false => Ok(()),
    }
}

/// Confirms or refuses.
pub fn decide(visit: &Visit, id: Id<SecondRequest>, confirm: bool, reason: String) -> Result<()> {
    // Whoever may not know of it is told so before they prove who they are.
    one(visit, id)?;
    visit.act(DECIDE, move |change| {
        change.event();
        let mut held = change.on_behalf(KEPT).load(id)?;
        let action = action_of(change.actions(), &held.action).ok_or(Error::NotFound)?;
        if held.by.raw() == change.actor.person {
            return Err(Error::Forbidden(OWN.into()));
        }
        if !may_decide(&change.actor, &action) {
            return Err(Error::NotFound);
        }
        if held.state(change.at) != Decision::Waiting {
            return Err(Error::conflict(
                "This was decided already, or it was left too long.",
            ));
        }
        if confirm {
            could_give(change, &held)?;
        }
        held.decision = match confirm {
            true => Decision::Confirmed,
            false => Decision::Refused,
        };
        held.decided_by = Some(Id::new(change.actor.person));
        held.decided_at = Some(change.at);
        held.reason = reason.clone();
        change.put(&held)?;
        let (verb, then) = match confirm {
            true => ("confirmed", " Do it within a day."),
            false => ("refused", ""),
        };
        let why = match reason.as_str() {
            "" => String::new(),
            reason => format!(" “{reason}”"),
        };
        change.note(format!("{}: {verb}{why}", action.title));
        let text = format!("{} {verb}: {}.{why}{then}", change.actor.name, action.title);
        inbox::notify(change, held.by, &notices::SECOND, held.as_ref(), text)
    })
}
