//! The verbs of the monitor: raise, see and close alerts, let somebody in again.

use super::{
    super::notices,
    Alert, Habit,
    actions::{HANDLE, LET_IN, RAISE, VIEW},
    alert,
    habit::{self, Stay},
    rules::{Finding, Rule},
};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Result},
    data::{Cached, Change, Key, Kind, ReadTx, Record, Store, Visit},
    features::{
        authority::Access,
        inbox,
        people::{Directory, User},
        sign_in::{LoginService, Session},
    },
};

/// All sessions there are, in memory: some hundreds.
pub struct Sessions(pub Vec<Session>);

impl Cached for Sessions {
    const FROM: &'static [Kind] = &[<Session as Record>::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Sessions(read_tx.all::<Session>()?))
    }
}

/// Everyone who may see alerts, and so is told of them.
fn told(visit: &Visit) -> Result<Vec<Id<User>>> {
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let sees = |user: &&User| {
        let actor = access.actor(user.id);
        actor.is_some_and(|(actor, _)| actor.places(&VIEW) == [Placement::Global])
    };
    Ok(staff
        .into_iter()
        .filter(|user| sees(user))
        .map(|user| user.id)
        .collect())
}

/// Who is told when something is found.
#[derive(Debug, Clone)]
pub struct Recipients {
    watchers: Vec<Id<User>>,
    /// Everyone who may see alerts, and every admin.
    all: Vec<Id<User>>,
}

impl Recipients {
    pub fn of(visit: &Visit) -> Result<Recipients> {
        let watchers = told(visit)?;
        let names = Directory::of(visit)?;
        let staff = names.staff().into_iter();
        let admins = staff.filter(|user| user.tier == Tier::Admin);
        let mut all = watchers.clone();
        all.extend(admins.map(|user| user.id));
        all.sort_unstable_by_key(|id| id.raw());
        all.dedup();
        Ok(Recipients { watchers, all })
    }
}

/// An alert, or one more of the alert there is: one per rule and subject and hour.
pub fn raise(visit: &Visit, finding: Finding) -> Result<Id<Alert>> {
    let told = Recipients::of(visit)?;
    visit.act(RAISE, move |change| note(change, &finding, &told))
}

/// The same within a deed.
pub fn note(
    change: &mut Change<'_, '_>,
    finding: &Finding,
    told: &Recipients,
) -> Result<Id<Alert>> {
    change.event();
    if let Some(user) = finding.user {
        change.about(Id::<User>::new(user).as_ref());
    }
    let at = change.at;
    let key = Alert::key_of(finding.rule, &finding.subject);
    let last = change
        .on_behalf("what Atrium sees again is counted into the alert there is")
        .last_child::<Alert>(alert::BY_SUBJECT, key)?;
    if let Some(mut alert) = last.filter(|alert| alert.takes(at)) {
        alert.again(at, finding.times, &finding.text);
        change.put(&alert)?;
        return Ok(alert.id);
    }
    let alert = change.insert(Alert {
        rule: finding.rule,
        subject: finding.subject.clone(),
        user: finding.user.map(Id::new),
        text: finding.text.clone(),
        first: at,
        last: at,
        count: finding.times,
        ..Alert::default()
    })?;
    let to = match finding.rule {
        Rule::BreakGlass | Rule::Openers => &told.all,
        _ => &told.watchers,
    };
    for person in to {
        inbox::notify(
            change,
            *person,
            &notices::ALERT,
            alert.id.as_ref(),
            alert.text.clone(),
        )?;
    }
    Ok(alert.id)
}

/// After the glass was broken on the server's shell: an alert, and word to every admin.
pub fn told_of_glass(visit: &Visit, user: Id<User>, name: &str, reason: &str) -> Result<()> {
    let finding = Finding {
        rule: Rule::BreakGlass,
        // Each time is an alert of its own.
        subject: format!("user {} at {}", user.raw(), visit.at.0),
        user: Some(user.raw()),
        text: format!("The glass was broken on the server's shell, for {name}: {reason}"),
        times: 1,
    };
    raise(visit, finding).map(drop)
}

/// Keeps from where somebody came, so that the next time can be held against it.
pub fn remember_stay(change: &mut Change<'_, '_>, user: Id<User>, stay: &Stay) -> Result<()> {
    let held = change
        .on_behalf("Atrium keeps from where somebody comes")
        .by_unique::<Habit>(habit::BY_USER, Key::new().id(user))?;
    match held {
        Some(mut habit) => {
            habit.stay(stay.clone());
            change.put(&habit)
        }
        None => {
            let mut habit = Habit {
                user,
                ..Habit::default()
            };
            habit.stay(stay.clone());
            change.insert(habit).map(drop)
        }
    }
}

pub fn see(visit: &Visit, id: Id<Alert>, version: Option<u64>) -> Result<()> {
    visit.act(HANDLE, move |change| {
        let mut alert = change.subject_at(id, version)?;
        alert.see(Id::new(change.actor.person))?;
        change.put(&alert)
    })
}

pub fn close(visit: &Visit, id: Id<Alert>, version: Option<u64>, note: String) -> Result<()> {
    visit.act(HANDLE, move |change| {
        let mut alert = change.subject_at(id, version)?;
        alert.close(Id::new(change.actor.person), &note)?;
        change.note(note);
        change.put(&alert)
    })
}

/// Forgets the wrong tries that somebody waits for.
pub fn let_in(visit: &Visit, key: &str) -> Result<String> {
    let doors = visit
        .store()
        .service::<LoginService>()
        .ok_or_else(|| Error::internal("this store is not being served"))?;
    let waiting = doors.waiting(visit.at);
    let held = waiting.iter().find(|held| held.key == key).ok_or_else(|| {
        Error::conflict("Nobody waits here any more: the time was up, or somebody let them in.")
    })?;
    let name = held.name.clone();
    let note = name.clone();
    visit.act(LET_IN, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })?;
    doors.forgive(key);
    Ok(name)
}

/// For the sidebar: how many alerts nobody has looked at.
pub fn open_alerts(visit: &Visit) -> Result<usize> {
    let open = visit.total::<Alert>(alert::OPEN, Key::new())?;
    Ok(usize::try_from(open.unwrap_or(0)).unwrap_or(0))
}
