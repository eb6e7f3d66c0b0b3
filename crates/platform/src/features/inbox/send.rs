//! Telling somebody, within the deed that causes it. Here it is decided how a notice reaches its person; what goes out
//! goes later (`deliver`), when the deed is on the disk and nobody took it back.

use super::{
    Notification,
    channels::{GRACE, goes_by_mail, goes_by_sms, mail_of_security, to_programs},
    follow,
    notice_type::{ByMail, NoticeType, Reach},
    notification::{BY_ABOUT, BY_DEADLINE, Deadline, about_key},
    preferences::{preferences_in, reach_in},
};
use crate::{
    access::{Action, Placement, Tier},
    base::{Id, Result},
    data::{Change, Deriving, Key, Query, Record, Ref, Visit},
    features::{
        people::{Department, Directory, User, above},
        push,
    },
};

/// Tells somebody. Nobody is told of what they did themselves, nor of what they muted.
pub fn notify(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
    text: impl Into<String>,
) -> Result<()> {
    let why = format!("You are told because {}.", of.because);
    tell_with_deputies(change, to, of, about, (text.into(), why, None))
}

/// What somebody is to be warned of.
#[derive(Debug, Clone)]
pub struct Warning {
    pub to: Id<User>,
    pub of: &'static NoticeType,
    pub about: Ref,
    pub text: String,
    pub deadline: Deadline,
}

impl Warning {
    fn key(&self) -> Key {
        self.deadline
            .after(about_key(self.to, self.about, self.of.key))
    }
}

/// Warns of deadlines, each person of each once, in a deed of the house's own; where all were warned before, there is none.
pub fn warn_of(visit: &Visit, action: Action, warnings: Vec<Warning>) -> Result<()> {
    let mut due = Vec::new();
    for warning in warnings.into_iter().filter(|held| !held.to.is_none()) {
        let told = Query::<Notification>::by(BY_DEADLINE).under(warning.key());
        if visit.list(told.limit(1))?.rows.is_empty() {
            due.push(warning);
        }
    }
    if due.is_empty() {
        return Ok(());
    }
    visit.act(action, move |change| {
        change.event();
        due.into_iter()
            .try_for_each(|warning| notify_of(change, warning))
    })
}

/// Asked once more within the deed: two looks may have come at once.
fn notify_of(change: &mut Change<'_, '_>, warning: Warning) -> Result<()> {
    let told = change
        .unscoped("who was told is known to what tells them")
        .lying_anywhere::<Notification>(BY_DEADLINE, warning.key())?;
    if !told.is_empty() {
        return Ok(());
    }
    let why = format!("You are told because {}.", warning.of.because);
    let words = (warning.text, why, Some(warning.deadline));
    tell_with_deputies(change, warning.to, warning.of, warning.about, words)
}

type Words = (String, String, Option<Deadline>);

fn tell_with_deputies(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
    (text, why, deadline): Words,
) -> Result<()> {
    if to.is_none() {
        return Ok(());
    }
    for (deputy, manager) in deputies(change, to, of, about)? {
        let told = format!("For {manager}: {text}");
        let why = format!("You are told because you stand in for {manager}.");
        tell(change, deputy, of, about, (told, why, deadline))?;
    }
    tell(change, to, of, about, (text, why, deadline))
}

/// Tells somebody what happened to their own way in, also when it was done in their name: it may not have been them.
pub fn warn(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
    text: impl Into<String>,
) -> Result<()> {
    let why = format!("You are told because {}.", of.because);
    send(change, to, of, about, (text.into(), why, None))
}

fn tell(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
    words: Words,
) -> Result<()> {
    match to.raw() == change.actor.person {
        true => Ok(()),
        false => send(change, to, of, about, words),
    }
}

fn send(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
    (text, why, deadline): Words,
) -> Result<()> {
    let muted = follow::is_muted(change, to, of, about)?;
    let person = Directory::person_in(change, to)?.filter(|person| !person.inactive);
    if let Some(person) = &person
        && !is_theirs(change, person, of, about)?
    {
        return Ok(());
    }
    let preferences = preferences_in(change, to)?;
    let reach = match &person {
        _ if muted => Reach::NOWHERE,
        Some(person) => reach_in(change, person, of, &preferences)?,
        None => Reach::APP,
    };
    let at = change.at;
    let mail = match &person {
        Some(person) if !of.locked => goes_by_mail(change, person, of, reach, &preferences)?,
        _ => None,
    };
    let sms = match &person {
        Some(_) if reach.sms => goes_by_sms(change, of, &preferences)?,
        _ => None,
    };
    let push = match &person {
        Some(_) if reach.push && push::is_on_in(change)? => {
            let zone = preferences.zone(&change.tz);
            Some(preferences.when(at.plus(GRACE), of.urgent, &zone))
        }
        _ => None,
    };
    // That somebody was warned is remembered, whatever they wanted to hear of it.
    if !reach.app && mail.is_none() && sms.is_none() && push.is_none() && deadline.is_none() {
        return Ok(());
    }
    let zone = preferences.zone(&change.tz);
    let mut made = Notification {
        to,
        from: change.actor.person,
        reason: of.reason,
        about,
        text,
        at,
        kind: of.key.to_owned(),
        why,
        unlisted: !reach.app,
        read: (!reach.app).then_some(at),
        shown: reach.app && reach.browser && preferences.when(at, of.urgent, &zone) == at,
        mail,
        digest: reach.mail == ByMail::Digest,
        sms,
        push,
        deadline,
        ..Notification::default()
    };
    let mut made_way = Vec::new();
    let told = change.on_behalf("whoever a deed concerns is told of it");
    if of.replaces {
        made_way = told.children::<Notification>(BY_ABOUT, about_key(to, about, of.key))?;
    }
    for mut older in made_way {
        older.give_way(at);
        change.put(&older)?;
        made.instead_of.push(older.id);
    }
    let made = change
        .on_behalf("whoever a deed concerns is told of it")
        .insert(made)?;
    to_programs(change, &made)?;
    match (of.locked, person) {
        (true, Some(person)) => mail_of_security(change, &made, &person),
        _ => Ok(()),
    }
}

/// Whether somebody of a client is told of such a record at all: who pays a client's invoices is told nothing of its
/// projects, in whichever room they are spoken of. Of staff each room says itself whom a deed concerns.
fn is_theirs(
    change: &mut Change<'_, '_>,
    person: &User,
    of: &NoticeType,
    about: Ref,
) -> Result<bool> {
    if person.tier != Tier::Client || !of.is_for_clients() {
        return Ok(true);
    }
    let view = change.schema().kind(about.kind)?.view;
    Directory::may_anywhere_in(change, person, &view)
}

/// Where a deed is undone, what it told goes with it, and what had given way comes forth.
pub fn older_come_forth(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !change.is_undo() {
        return Ok(());
    }
    let code = Notification::KIND.code;
    for of in touched.iter().filter(|of| of.kind == code) {
        let id = Id::<Notification>::new(of.id);
        let gone = match change.find(id)? {
            Some(_) => None,
            None => change.was(id)?,
        };
        // One that gave way itself left its place to another.
        let Some(gone) = gone.filter(|gone| !gone.unlisted) else {
            continue;
        };
        for older in gone.instead_of {
            if let Some(mut held) = change.find(older)? {
                held.come_forth(gone.at);
                change.put(&held)?;
            }
        }
    }
    Ok(())
}

/// Who stands in for somebody in the departments in which the record lies, with the name of whom they stand in for.
fn deputies(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    of: &NoticeType,
    about: Ref,
) -> Result<Vec<(Id<User>, String)>> {
    let mut found = Vec::new();
    if of.locked {
        return Ok(found);
    }
    let at = change.at;
    let running = |held: &&Department| {
        !held.retired && held.deputy_at(at).is_some_and(|deputy| deputy.of == to)
    };
    // Mostly nobody stands in for anybody.
    if let Some(known) = change.cached::<Directory>()
        && !known.departments.values().any(|held| running(&held))
    {
        return Ok(found);
    }
    let all = Directory::departments_in(change)?;
    let away: Vec<&Department> = all.iter().filter(running).collect();
    if away.is_empty() {
        return Ok(found);
    }
    let places = change.placement_of(about)?.unwrap_or_default();
    let find = |id: Id<Department>| all.iter().find(|held| held.id == id);
    let within = |top: &Department| {
        places.iter().any(|place| match place {
            Placement::Department(id) => {
                *id == top.id.raw()
                    || above(find, Id::new(*id))
                        .iter()
                        .any(|held| held.id == top.id)
            }
            _ => false,
        })
    };
    for department in away.into_iter().filter(|top| within(top)) {
        for deputy in department
            .deputies
            .iter()
            .filter(|held| held.of == to && held.runs(change.at))
        {
            if !found.iter().any(|(known, _)| *known == deputy.person) {
                found.push((deputy.person, String::new()));
            }
        }
    }
    if let Some(manager) = Directory::person_in(change, to)? {
        found
            .iter_mut()
            .for_each(|(_, name)| name.clone_from(&manager.name));
    }
    Ok(found)
}
