//! What the palette does to a room that is open, and how it leads to one: what is typed behind a slash where one writes.

use super::{
    ChatRoom, RoomType,
    actions::{ARCHIVE, CREATE, EDIT, LEAVE},
    reading,
};
use crate::{
    base::Result,
    data::{Record, Visit},
    features::{Command, people::User},
    ui::icon::Icon,
};

/// The room of a record that is open, also where one writes in that room.
pub fn to_room<R: Record>(visit: &Visit, record: &R, _: &str) -> Result<Vec<Command>> {
    let to = format!("/chat/{}", record.number());
    let standing = reading::standing(visit, record.as_ref())?;
    Ok(vec![
        Command::page("Open its room", Icon::Chat, to.as_str()),
        Command::page("Find in its room", Icon::Search, format!("{to}?find=")).when_asked(),
        Command::post("Mark its room as read", Icon::Check, format!("{to}/read"))
            .with("done", "on")
            .when_asked(),
        flip(
            &to,
            ("muted", standing.muted),
            ("Mute its room", "Unmute its room"),
            Icon::Bell,
        )
        .when_asked(),
        flip(
            &to,
            ("favourite", standing.favourite),
            (
                "Add its room to favourites",
                "Take its room out of favourites",
            ),
            Icon::Star,
        )
        .when_asked(),
    ])
}

/// What is said of a room, or taken back.
fn flip(
    room: &str,
    (name, is): (&'static str, bool),
    (on, off): (&str, &str),
    icon: Icon,
) -> Command {
    Command::post(if is { off } else { on }, icon, format!("{room}/settings"))
        .with(name, if is { "off" } else { "on" })
}

/// The direct room with somebody whose page is open.
pub fn to_person(visit: &Visit, user: &User, _: &str) -> Result<Vec<Command>> {
    let works = !user.inactive && user.tier.is_staff() && user.id.raw() != visit.actor.person;
    let write = || {
        Command::post(format!("Write to {}", user.name), Icon::Chat, "/rooms")
            .with("people", user.id)
    };
    Ok(Vec::from_iter(
        (works && visit.may_somewhere(&CREATE)).then(write),
    ))
}

/// What one does to a room that one is in.
pub fn in_room(visit: &Visit, room: &ChatRoom, _: &str) -> Result<Vec<Command>> {
    let (here, its) = (
        format!("/chat/{}", room.number()),
        format!("/rooms/{}", room.number()),
    );
    let standing = reading::standing(visit, room.as_ref())?;
    let mut all = vec![
        Command::page("Find in this room", Icon::Search, format!("{here}?find=")),
        Command::page(
            "Details and members",
            Icon::Users,
            format!("{here}?details=on"),
        ),
        Command::post(
            "Mark all of it as read",
            Icon::Check,
            format!("{here}/read"),
        )
        .with("done", "on"),
        flip(
            &here,
            ("muted", standing.muted),
            ("Mute this room", "Unmute this room"),
            Icon::Bell,
        ),
        flip(
            &here,
            ("favourite", standing.favourite),
            ("Add to favourites", "Take out of favourites"),
            Icon::Star,
        ),
        Command::page("Threads I am in", Icon::Reply, "/chat/threads").when_asked(),
        Command::page("What names me", Icon::At, "/chat/mentions").when_asked(),
        Command::page("Kept for later", Icon::Star, "/chat/saved").when_asked(),
        Command::page("Drafts and scheduled posts", Icon::Edit, "/waiting").when_asked(),
    ];
    let (group, open) = (room.how == RoomType::Group, room.archived.is_none());
    if open && room.how != RoomType::Direct && visit.may(&EDIT, room) {
        all.push(Command::page(
            "Change its name or topic",
            Icon::Edit,
            format!("{its}/edit"),
        ));
    }
    if group && open && visit.may(&ARCHIVE, room) {
        all.push(
            Command::post("Archive this room", Icon::Disk, format!("{its}/archive")).when_asked(),
        );
    }
    if group && visit.may(&LEAVE, room) {
        all.push(
            Command::post("Leave this room", Icon::Logout, format!("{its}/leave")).when_asked(),
        );
    }
    Ok(all)
}
