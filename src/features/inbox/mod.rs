//! Inbox: what wants a person, made in the transaction of the deed that causes it, so nothing is sent twice or lost.
//!
//! Records: `Notification` (to one person, about one record, of a type), `NotificationPreferences` (how somebody wants to be
//! told, as far as it differs from the defaults of their roles), `Follow` (a record that somebody follows or muted). Actions:
//! read, mark as read, done or later, choose how one is told, follow and mute. Pages: the inbox, the choices, and the news
//! in a client's portal, with the bell counting what is unread, live.
//!
//! What people are told of are types (`NoticeType`), which each room declares beside the deeds that cause them
//! (`Feature::notices`) and gives to `notify`. Each notice says why its person is told. Nobody is told of their own deeds,
//! what is derived notifies nobody (what derives holds nothing that tells), and a notice whose type `replaces` takes the
//! place of its predecessor. What goes out beside the inbox is due at a moment (`send`), and the clock does it (`deliver`).

mod api;
mod choices;
mod choices_form;
mod day;
mod deliver;
mod demo;
mod entity;
pub mod follow;
mod follow_pages;
mod later;
mod notice_type;
mod notification;
mod ops;
mod pages;
mod portal;
mod preferences;
mod query;
mod quiet;
mod routes;
mod send;
mod stop;

use crate::{
    access::{Action, Tier},
    base::{Id, Result},
    data::{Key, KindInfo, Record, Visit},
    features::{Commands, Feature, people::User},
    jobs::Handler,
    ui::icon::Icon,
    web::{Count, NavItem},
};

use self::deliver::Asked;
pub use self::portal::lately;
pub use follow::{Follow, Hears, Wish, wish};
pub use follow_pages::button as follow_button;
pub use notice_type::{ByMail, Group, NoticeType, NoticeTypes, Reach};
pub use notification::{BY_READ as READ, BY_TIME, Deadline, Notification, Reason};
pub use ops::saw;
pub use preferences::{DigestRhythm, NotificationPreferences};
pub use send::{Warning, notify, warn, warn_of};

pub const VIEW: Action = Action::own("notifications.view", "See the own inbox");
pub const MARK: Action =
    Action::own("notifications.mark", "Mark as read").told("marked news as read");
pub const PREFER: Action =
    Action::own("notifications.prefer", "Choose how one is told").told("chose how to be told");
pub const FOLLOW: Action = Action::own("notifications.follow", "Follow and mute records")
    .told("said what to hear of a record");
pub const TRY: Action = Action::own("notifications.try", "Try how one is told")
    .told("tried how they are told")
    .final_();
/// What the server does by itself.
pub const DELIVER: Action =
    Action::system("notifications.deliver", "Send what is due").told("sent what was due");
pub const STOP: Action =
    Action::system("notifications.stop", "End mails by their link").told("ended mails by a link");

/// What whoever asks for it is told, by every channel that they have.
pub const TRIED: NoticeType = NoticeType::new(
    "house.test",
    "Test that I asked for",
    "you asked for a test",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::EVERYWHERE)
.urgent()
.waits();

pub fn feature() -> Feature {
    Feature {
        name: "inbox",
        demo_end: Some(demo::caught_up),
        notices: &[&TRIED],
        kinds: vec![
            KindInfo::entity::<Notification>(),
            KindInfo::entity::<NotificationPreferences>(),
            KindInfo::entity::<Follow>(),
        ],
        actions: &[VIEW, MARK, PREFER, FOLLOW, TRY, DELIVER, STOP],
        wakes: vec![
            Handler::after_reading(
                notification::MAIL_DUE,
                DELIVER,
                Asked::of_mails,
                deliver::mail_due,
            ),
            Handler::after_reading(notification::SMS_DUE, DELIVER, Asked::of, deliver::sms_due),
            Handler::after_reading(
                notification::PUSH_DUE,
                DELIVER,
                Asked::of,
                deliver::push_due,
            ),
            Handler::of(notification::COMES_BACK, DELIVER, deliver::comes_back),
            Handler::of(follow::ENDS, DELIVER, follow::end),
        ],
        derives: vec![send::older_come_forth],
        commands: vec![Commands::of_any(follow_pages::commands)],
        routes: routes::routes(),
        nav: vec![NavItem {
            section: "",
            label: "Inbox",
            icon: Icon::Inbox,
            href: "/inbox",
            action: VIEW,
            go: Some('i'),
            count: Some(Count {
                of: unread,
                on: "me",
            }),
            hot: true,
        }],
        day: vec![day::DAY],
        ..Feature::default()
    }
}

/// A visit through somebody's eyes, None for whoever isn't there any more: what a person sees is known to a room below.
/// Left with the store by `features::app`.
pub struct Eyes(pub fn(&Visit, Id<User>) -> Result<Option<Visit>>);

/// The deed of which somebody was told, in the sentence that the record's history has for it; None where nobody did it or
/// they hear nothing of it there. Histories stand above this room. Left with the store by `features::app`.
pub struct DeedWords(pub fn(&Visit, &Notification) -> Result<Option<String>>);

/// That sentence, for whoever was told.
fn deed_of(visit: &Visit, held: &Notification) -> Result<Option<String>> {
    let words = visit.store().service::<DeedWords>();
    let by_somebody = held.from != 0 && !matches!(held.reason, Reason::Security);
    match words.filter(|_| by_somebody && visit.actor.tier.is_staff()) {
        Some(words) => (words.0)(visit, held),
        None => Ok(None),
    }
}

/// The number that one's text messages go to; empty where there is none.
pub fn phone_of(visit: &Visit) -> Result<String> {
    Ok(ops::preferences(visit)?.phone)
}

pub fn unread(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Notification>(notification::UNREAD, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Where what it is about stands, for whoever sees it still; else where it was told.
fn address(visit: &Visit, held: &Notification) -> String {
    // What concerns one's own sign-in is mended there.
    let own = User::KIND.code == held.about.kind && held.about.id == visit.actor.person;
    match held.reason == Reason::Security && own {
        true => "/me".into(),
        false if visit.sees_ref(held.about).unwrap_or(false) => visit.address(held.about),
        false => home(visit).into(),
    }
}

/// Where one's notifications stand.
fn home(visit: &Visit) -> &'static str {
    match visit.actor.tier {
        Tier::Client => "/portal/news",
        _ => "/inbox",
    }
}
