//! Chat: the rooms people talk in, and what it is like to be in them.
//!
//! **A room is any record that people talk on** (`conversation::Room`): a project, a task, a ticket, a client, and a
//! `ChatRoom`, which people made or a department has. What is said there are `Post`s, seen by whoever sees the record: who is
//! in a room is never kept beside who sees it, so whoever loses the one loses the other with the same deed, on open pages too.
//! The conversation of a client is what the portal shows: its people read all of it but asides among staff.
//!
//! Records: `ChatRoom` (direct between these people, a group, or a department's, whose members follow the department),
//! `Subscription` (how far one person read one room, and what of it counts for them: unjournaled), `ThreadSubscription` (the
//! same of a thread that they are in), `RoomPolicy` (how long a room is kept, that it is held for legal
//! reasons, who writes and who asks others in) and `RoomDefaults` (what the house says of that for all rooms).
//! Actions: see, make, edit, invite into, leave, take out of, archive a room; read along; keep, hold, write out, take in.
//! Pages: `/chat`, rooms at the left, posts in the middle, thread, details or what was found at the right; the same for a
//! client's people in the portal; the threads that one is in, what names one, what one keeps, drafts.
//!
//! **Private.** What lies with its people is seen by them and by nobody else, whatever roles say, the superadmin included;
//! whoever changes a room does it from within (`ops::from_within`). What is said and kept in it is seen through it alone, and
//! what is said directly isn't shown to whoever looks through another's eyes (`Record::confidential`).
//!
//! **Unread** is a position, the number of the last post that was read, and from where on somebody marked the room as unread.
//! It is counted along an index whose rows say whose each post is (`conversation::Arrival`), up to a hundred, so that nothing
//! is kept beside it that could be wrong, and no post is read for it.
//!
//! **What passes** (who writes, who is here) goes by `web::live` and is kept nowhere. **What is over its time** goes for good,
//! with its files (`retention`), and a room goes into another house as one signed archive (`archive`).

mod actions;
mod answered;
mod api;
mod archive;
mod commands;
mod contact_log;
mod demo;
mod demo_threads;
mod entity;
mod finding;
mod forms;
mod list;
mod log;
mod members;
mod notices;
mod ops;
mod order;
mod pages;
mod policy;
mod portal;
mod presence;
mod reading;
mod retention;
mod room;
mod routes;
mod routes_any;
mod routes_policies;
mod routes_threads;
mod standing;
mod subscription;
mod talk;
mod thread;
mod unread;
mod window;

use std::time::Duration;

use crate::{
    data::KindInfo,
    features::{
        Commands, Feature, Start, clients::Client, conversation::RoomKind, people::User,
        projects::Project, tasks::Task, tickets::Ticket,
    },
    jobs::{self, Rhythm, Schedule, every, once},
    ui::icon::Icon,
    web::{Count, NavItem},
};

pub use actions::*;
pub use archive::{Taken, export, export_all, take_in, take_in_given};
pub use forms::{
    DefaultsForm, EditRoom, ExportForm, FollowForm, HoldForm, ImportForm, KeepForm, NewRoom,
    OnePerson, People, ReadForm, SubscriptionForm, UnreadForm,
};
pub use list::{Line, badge, lines};
pub use ops::{archive, create, department_rooms, edit, invite, leave, remove, restore};
pub use policy::{Circle, Policies, RoomDefaults, RoomPolicy};
pub use presence::{Presence, State};
pub use reading::{mark_unread, read, set, standing};
pub use retention::{expire, hold, keep, rule};
pub use room::{BY_NAME, ChatRoom, Member, RoomType};
pub use standing::Involvement;
pub use standing::Standing;
pub use subscription::Subscription;
pub use thread::{
    Thread, ThreadSubscription, mine as threads, read as read_thread, set as follow_thread,
    waiting as waiting_threads,
};
pub use unread::{MOST, Names, Unread, unread};

/// So often it is looked who went from their desks.
const LOOK: Duration = Duration::from_secs(20);

pub fn feature() -> Feature {
    Feature {
        name: "chat",
        kinds: vec![
            KindInfo::entity::<ChatRoom>().guarded(ops::from_within),
            KindInfo::entity::<Subscription>(),
            KindInfo::entity::<ThreadSubscription>(),
            KindInfo::entity::<RoomPolicy>(),
            KindInfo::entity::<RoomDefaults>(),
        ],
        notices: notices::ALL,
        actions: &[
            VIEW,
            CREATE,
            EDIT,
            INVITE,
            LEAVE,
            REMOVE,
            ARCHIVE,
            TALK,
            READ_ALONG,
            READ,
            SET,
            FURNISH,
            WRITES,
            HERE,
            VIEW_POLICIES,
            KEEP,
            HOLD,
            EXPIRE,
            EXPORT,
            IMPORT,
            answered::TELL,
        ],
        routes: routes::routes(),
        rooms: vec![
            RoomKind::of::<ChatRoom>(),
            RoomKind::of::<Project>(),
            RoomKind::of::<Client>(),
        ],
        derives: vec![
            members::departments_follow,
            members::projects_follow,
            members::readers_follow,
            thread::follow,
            retention::holds,
            order::follow,
            order::holds_to,
        ],
        forgets: vec![thread::forget],
        in_use: Some(retention::keeps),
        jobs: vec![
            || jobs::follower(answered::Tell),
            || {
                every("presence", LOOK, |turn| {
                    presence::sweep(turn.store, &turn.visit())
                })
            },
            || {
                once("rooms of departments", |turn| {
                    ops::department_rooms(&turn.visit())?;
                    ops::policies(&turn.visit())
                })
            },
        ],
        schedules: vec![Schedule {
            name: "retention of rooms",
            first: Duration::from_secs(12 * 60),
            rhythm: |_| Ok(Some(Rhythm::Daily(3))),
            last: |_, stored| Ok(stored),
            for_good: true,
            run: |turn| retention::expire(&turn.visit()).map(drop),
        }],
        starts: &[Start {
            title: "New room",
            href: "/chat/new",
            action: CREATE,
            takes: None,
        }],
        commands: vec![
            Commands::of::<ChatRoom>(commands::in_room),
            Commands::of::<Project>(commands::to_room),
            Commands::of::<Client>(commands::to_room),
            Commands::of::<Task>(commands::to_room),
            Commands::of::<Ticket>(commands::to_room),
            Commands::of::<User>(commands::to_person),
        ],
        nav: vec![NavItem {
            section: "",
            label: "Chat",
            icon: Icon::Chat,
            href: "/chat",
            action: VIEW,
            go: Some('n'),
            count: Some(Count {
                of: badge,
                on: "posts@me me",
            }),
            hot: false,
        }],
        portal_nav: vec![NavItem {
            section: "",
            label: "Messages",
            icon: Icon::Chat,
            href: "/portal/chat",
            action: VIEW,
            go: Some('n'),
            count: Some(Count {
                of: portal::unread,
                on: "me",
            }),
            hot: true,
        }],
        client_sections: vec![contact_log::SECTION],
        demo: Some(demo::DEMO),
        demo_end: Some(demo::caught_up),
        ..Feature::default()
    }
}
