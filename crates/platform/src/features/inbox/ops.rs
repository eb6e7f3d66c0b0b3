//! What people make of what they were told, and how they want to be told.

use super::{
    Notification, NotificationPreferences,
    actions::{FOLLOW, MARK, PREFER},
    notice_type::{ByMail, NoticeType, NoticeTypes, Reach},
    notification::{BY_ABOUT, Reason, about_key},
    preferences::{BY_PERSON, DigestRhythm},
    query::{NotificationQuery, Show},
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Change, Key, Query, Ref, Visit},
    features::people::{Directory, User},
};

/// What is done with notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Read,
    Done,
    Reopen,
    Later(Moment),
}

impl Deed {
    fn to(self, held: &mut Notification, at: Moment) -> Result<()> {
        match self {
            Deed::Read => held.mark_read(at),
            Deed::Done => held.finish(at),
            Deed::Reopen => held.reopen(),
            Deed::Later(until) => held.put_off(until, at)?,
        }
        Ok(())
    }
}

/// Notices that one deed is done with at most.
pub const MOST: usize = 500;

/// Does it with some of one's own notices. Whether they were read and put away has no history.
pub fn deal(visit: &Visit, ids: Vec<Id<Notification>>, deed: Deed) -> Result<()> {
    visit.act_softly(MARK, move |change| {
        let at = change.at;
        for id in ids.into_iter().take(MOST) {
            let mut held = change.subject(id)?;
            let before = (held.read, held.done, held.later);
            deed.to(&mut held, at)?;
            if before != (held.read, held.done, held.later) {
                change.put(&held)?;
            }
        }
        Ok(())
    })
}

/// What one was told of a record, by this type, is done with: they saw there what it tells of, and it goes out no more.
pub fn saw(visit: &Visit, of: &NoticeType, about: Ref) -> Result<()> {
    let key = about_key(Id::new(visit.actor.person), about, of.key);
    let open = visit.list(Query::<Notification>::own(BY_ABOUT, key).limit(MOST))?;
    let ids: Vec<Id<Notification>> = open.rows.iter().map(|held| held.id).collect();
    match ids.is_empty() {
        true => Ok(()),
        false => deal(visit, ids, Deed::Done),
    }
}

/// Does it with those of a list, as many as one deed is done with; how many that were.
pub fn deal_with_all(visit: &Visit, of: &NotificationQuery, deed: Deed) -> Result<usize> {
    let page = visit.list(of.query().limit(MOST))?;
    let ids: Vec<Id<Notification>> = page.rows.iter().map(|held| held.id).collect();
    let dealt = ids.len();
    deal(visit, ids, deed)?;
    Ok(dealt)
}

pub fn mark_all(visit: &Visit) -> Result<usize> {
    let unread = NotificationQuery {
        show: Some(Show::Unread),
        reason: None::<Reason>,
    };
    deal_with_all(visit, &unread, Deed::Read)
}

/// All types, as the rooms declare them.
pub fn types(visit: &Visit) -> Result<std::sync::Arc<NoticeTypes>> {
    visit
        .store()
        .service()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

/// How one has chosen to be told; what holds for whoever chose nothing, with version 0, where one didn't.
pub fn preferences(visit: &Visit) -> Result<NotificationPreferences> {
    let me = Id::new(visit.actor.person);
    match visit.own_by(BY_PERSON, Key::new().id(me)) {
        Err(Error::NotFound) => Ok(NotificationPreferences {
            person: me,
            ..NotificationPreferences::default()
        }),
        found => found,
    }
}

/// How a type reaches one by the default of one's roles.
pub fn usual(visit: &Visit, of: &NoticeType) -> Result<Reach> {
    let me = Id::<User>::new(visit.actor.person);
    let names = Directory::of(visit)?;
    let on_duty = of.duty().is_some_and(|duty| names.is_on_duty(me, duty));
    Ok(of.default_for(on_duty))
}

/// Changes how one is told.
pub fn prefer(
    visit: &Visit,
    version: Option<u64>,
    rule: impl FnOnce(&mut NotificationPreferences) -> Result<()> + Send + 'static,
) -> Result<()> {
    let me = Id::<User>::new(visit.actor.person);
    let before = preferences(visit)?;
    visit.act(PREFER, move |change| {
        let mut held = match (before.version, version) {
            (0, None | Some(0)) => {
                // Whoever chose nothing and chooses what holds anyway has chosen nothing still.
                let mut chosen = before.clone();
                rule(&mut chosen)?;
                return match chosen == before {
                    true => Ok(()),
                    false => change.insert(chosen).map(drop),
                };
            }
            (0, Some(_)) => return Err(Error::Stale),
            _ => change.subject_at(before.id, version)?,
        };
        rule(&mut held)?;
        held.person = me;
        change.put(&held)
    })
}

/// Back to the default of one type, or of all.
pub fn back_to_default(visit: &Visit, of: Option<&'static NoticeType>) -> Result<()> {
    prefer(visit, None, move |held| {
        match of {
            Some(of) => held.chosen.retain(|chosen| chosen.of != of.key),
            None => held.chosen.clear(),
        }
        Ok(())
    })
}

/// Tells oneself something, by every channel that one has.
pub fn try_out(visit: &Visit) -> Result<()> {
    let me = Id::<User>::new(visit.actor.person);
    visit.act(super::actions::TRY, move |change| {
        change.event();
        let text = "This is a test: what you read here reaches you by this channel.";
        super::warn(change, me, &super::notices::TRIED, me.as_ref(), text)
    })
}

/// Ends mails of some types in somebody's name, who followed the link in one and isn't signed in; it ends nothing else.
pub fn stop_mails(visit: &Visit, person: u64, what: &str) -> Result<()> {
    let types = types(visit)?;
    let stopped: Vec<&'static NoticeType> =
        what.split('+').filter_map(|key| types.find(key)).collect();
    let digests = what == super::preferences::DIGESTS;
    let person = Id::<User>::new(person);
    let names = Directory::of(visit)?;
    let on_duty = |of: &NoticeType| of.duty().is_some_and(|duty| names.is_on_duty(person, duty));
    let usual: Vec<(&'static NoticeType, Reach)> = stopped
        .iter()
        .map(|of| (*of, of.default_for(on_duty(of))))
        .collect();
    let system = visit.unchecked_as_system(
        "whoever holds the link ends the mails that it names, and nothing else",
    );
    system.act(super::actions::STOP, move |change| {
        let Some(mut held) = preferences_of(change, person)? else {
            return Ok(());
        };
        if digests {
            held.digest = DigestRhythm::Never;
        }
        for (of, usual) in usual {
            let wanted = Reach {
                mail: ByMail::Off,
                ..held.reach(of, usual)
            };
            held.choose(of, usual, wanted);
        }
        change.put(&held)
    })
}

/// What somebody has chosen, to be changed by Atrium; None when there is nobody of that number.
fn preferences_of(
    change: &mut Change<'_, '_>,
    person: Id<User>,
) -> Result<Option<crate::data::Held<NotificationPreferences>>> {
    const WHY: &str = "the link says whose mails it ends";
    if Directory::person_in(change, person)?.is_none() {
        return Ok(None);
    }
    let key = Key::new().id(person);
    if let Some(held) = change.on_behalf(WHY).by_unique(BY_PERSON, key)? {
        return Ok(Some(held));
    }
    let first = NotificationPreferences {
        person,
        ..NotificationPreferences::default()
    };
    change.on_behalf(WHY).insert(first).map(Some)
}

/// Whether following is anything for this person: clients hear of what is theirs.
pub fn may_follow(visit: &Visit) -> bool {
    visit.actor.tier.is_staff() && visit.may_somewhere(&FOLLOW)
}
