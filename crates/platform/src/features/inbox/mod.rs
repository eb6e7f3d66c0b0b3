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

mod actions;
mod api;
mod channels;
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
mod notices;
mod notification;
mod ops;
mod pages;
mod portal;
mod preferences;
mod query;
mod quiet;
mod routes;
mod send;
mod shown;
mod stop;

use crate::{
    base::Result,
    data::{KindInfo, Visit},
    features::{Commands, Feature},
    jobs::Handler,
    ui::icon::Icon,
    web::{Count, NavItem},
};

use self::deliver::Asked;
pub use self::portal::lately;
pub use actions::*;
pub use follow::{Follow, Hears, Wish, wish};
pub use follow_pages::button as follow_button;
pub use notice_type::{ByMail, Group, NoticeType, NoticeTypes, Reach};
pub use notices::TRIED;
pub use notification::{BY_READ as READ, BY_TIME, Deadline, Notification, Reason};
pub use ops::saw;
pub use preferences::{DigestRhythm, NotificationPreferences};
pub use send::{Warning, notify, warn, warn_of};
pub use shown::{DeedWords, Eyes, TalkWords, Talked, unread};

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

/// The number that one's text messages go to; empty where there is none.
pub fn phone_of(visit: &Visit) -> Result<String> {
    Ok(ops::preferences(visit)?.phone)
}
