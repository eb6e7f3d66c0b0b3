//! A room by the rows of an archive, with whoever and whatever it names.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use super::{
    DeedRow, FileRow, PersonRow, PostRow, RoomRow,
    opened::{MOST, MOST_FILES, Open, Taken, broken},
    remarked, workspace,
};
use crate::{
    access::Tier,
    base::{Id, Moment, Result},
    data::{Change, FileRef, Record, Ref, Visit},
    features::{
        chat::{ChatRoom, Member, RoomType, actions::IMPORT},
        conversation::{Deed, Post, Reaction, Revision},
        documents::{Document, Version},
        people::{Directory, User},
    },
};

/// Posts that one deed stores.
const PORTION: usize = 250;

/// A room by its rows, with the files that the archive has of it.
pub(super) fn store(
    visit: &Visit,
    open: &mut Open<impl Read + Seek>,
    (room, from): (workspace::Room, String),
    taken: &mut Taken,
) -> Result<()> {
    let mut kept = Vec::with_capacity(room.files.len());
    for row in room.files {
        let entry = open.zip.by_name(&row.path);
        let entry = entry.map_err(|_| broken(format!("{} is missing", row.path)))?;
        let file = visit.store().keep(entry, MOST)?;
        taken.bytes = taken.bytes.saturating_add(file.size);
        if taken.bytes > MOST_FILES {
            return Err(broken("its files are larger than what is taken in at once"));
        }
        kept.push((row, file));
    }
    let (id, known, new) = begin(visit, room.row, room.people, from)?;
    let documents = store_files(visit, id, kept, &known)?;
    taken.rooms.push(id);
    taken.posts += room.posts.len();
    taken.files += documents.len();
    taken.people += new;
    store_posts(visit, id, room.posts, &known, &documents)?;
    nothing_new(visit, id)
}

type Known = HashMap<String, u64>;

/// The room, with those of its people who work here and whoever takes it in; people it names are known from then on. Where
/// nobody would be in it, those are who lead the house. How many people are new.
fn begin(
    visit: &Visit,
    room: RoomRow,
    people: Vec<PersonRow>,
    house: String,
) -> Result<(Id<ChatRoom>, Known, usize)> {
    let names = Directory::of(visit)?;
    let mut known: Known = names
        .users
        .values()
        .map(|user| (user.email.to_lowercase(), user.id.raw()))
        .collect();
    let mut members: Vec<Id<User>> = names
        .staff()
        .into_iter()
        .filter(|user| {
            let theirs = |email: &String| email.eq_ignore_ascii_case(&user.email);
            user.id.raw() == visit.actor.person || room.members.iter().any(theirs)
        })
        .map(|user| user.id)
        .collect();
    if members.is_empty() {
        let leaders = names.staff().into_iter().filter(|user| user.superadmin);
        members.extend(leaders.map(|user| user.id));
    }
    members.sort_unstable();
    members.dedup();
    visit.act(IMPORT, move |change| {
        let mut new = 0;
        for row in people {
            let email = row.email.to_lowercase();
            if known.contains_key(&email) {
                continue;
            }
            new += 1;
            let user = change.insert(User {
                name: row.name,
                email: row.email,
                tier: Tier::Employee,
                inactive: true,
                ..User::default()
            })?;
            known.insert(email, user.id.raw());
        }
        let made = change.insert(ChatRoom {
            how: RoomType::Group,
            name: room.name,
            topic: room.topic,
            members: members
                .into_iter()
                .map(|person| Member { person, came_at: 0 })
                .collect(),
            since: change.at,
            ..ChatRoom::default()
        })?;
        change.about(made.as_ref());
        change.note(format!("{} of {house}", room.number));
        Ok((made.id, known, new))
    })
}

/// What was taken in is nothing new to the people of the room.
fn nothing_new(visit: &Visit, room: Id<ChatRoom>) -> Result<()> {
    visit.act(IMPORT, move |change| {
        let mut room = change.subject(room)?;
        let last = change.last_number::<Post>()?;
        for member in &mut room.members {
            member.came_at = last;
        }
        change.put(&room)
    })
}

fn person(known: &Known, email: &str) -> Id<User> {
    let id = known.get(&email.to_lowercase()).copied();
    id.map_or(Id::NONE, Id::new)
}

fn store_files(
    visit: &Visit,
    room: Id<ChatRoom>,
    files: Vec<(FileRow, FileRef)>,
    known: &Known,
) -> Result<HashMap<u32, u64>> {
    let known = known.clone();
    visit.act(IMPORT, move |change| {
        change.about(room.as_ref());
        let mut documents = HashMap::new();
        for (row, file) in files {
            let (by, at) = (person(&known, &row.by), Moment(row.at));
            let mut document = change.insert(Document {
                name: row.name,
                about: Some(room.as_ref()),
                shared_with_client: row.shared,
                owner: by,
                created_at: at,
                touched: at,
                ..Document::default()
            })?;
            let version = change.insert(Version {
                document: document.id,
                number: 1,
                file,
                name: row.file_name,
                media_type: row.media_type,
                by,
                at,
                ..Version::default()
            })?;
            document.newest = version.id;
            change.put(&document)?;
            documents.insert(row.n, document.id.raw());
        }
        Ok(documents)
    })
}

fn store_posts(
    visit: &Visit,
    room: Id<ChatRoom>,
    posts: Vec<PostRow>,
    known: &Known,
    documents: &HashMap<u32, u64>,
) -> Result<()> {
    let mut numbers: HashMap<u32, u64> = HashMap::new();
    let mut posts = posts.into_iter().peekable();
    while posts.peek().is_some() {
        let portion: Vec<PostRow> = posts.by_ref().take(PORTION).collect();
        let (known, documents, so_far) = (known.clone(), documents.clone(), numbers);
        numbers = visit.act(IMPORT, move |change| {
            change.about(room.as_ref());
            let mut numbers = so_far;
            for row in portion {
                let n = row.n;
                let id = store_post(change, room.as_ref(), row, (&known, &documents, &numbers))?;
                numbers.insert(n, id);
            }
            Ok(numbers)
        })?;
    }
    Ok(())
}

fn store_post(
    change: &mut Change<'_, '_>,
    on: Ref,
    row: PostRow,
    (known, documents, numbers): (&Known, &HashMap<u32, u64>, &HashMap<u32, u64>),
) -> Result<u64> {
    let text = |text: &str| {
        remarked(text, |mark| {
            let id = known.get(&mark.to_lowercase())?;
            Some(format!("@{{{}}}", Id::<User>::new(*id)))
        })
    };
    let deed = |row: DeedRow| Deed {
        by: person(known, &row.by),
        at: Moment(row.at),
    };
    let at = |n: Option<u32>| n.and_then(|n| numbers.get(&n)).map(|id| Id::new(*id));
    let mentions = row
        .mentions
        .iter()
        .map(|email| person(known, email).as_ref());
    let post = change.insert(Post {
        on,
        audience: row.audience,
        by: person(known, &row.by),
        from_client: row.from_client,
        channel: row.channel,
        text: text(&row.text),
        at: Moment(row.at),
        files: row
            .files
            .iter()
            .filter_map(|n| documents.get(n))
            .copied()
            .collect(),
        reply_to: at(row.reply_to),
        quote: at(row.quote),
        mentions: mentions.collect(),
        edited: row.edited.map(Moment),
        removed: row.removed.map(deed),
        pinned: row.pinned.map(deed),
        ..Post::default()
    })?;
    for sign in row.signs {
        change.insert(Reaction {
            post: post.id,
            on,
            audience: post.audience,
            by: person(known, &sign.by),
            sign: sign.sign,
            at: Moment(sign.at),
            id: Id::NONE,
            version: 0,
        })?;
    }
    for held in row.earlier {
        let mut named = Vec::new();
        remarked(&held.text, |mark| {
            let id = known.get(&mark.to_lowercase())?;
            named.push(Id::<User>::new(*id).as_ref());
            None
        });
        change.insert(Revision {
            mentions: named,
            id: Id::NONE,
            version: 0,
            post: post.id,
            on,
            audience: post.audience,
            by: person(known, &held.by),
            text: text(&held.text),
            from: Moment(held.from),
            until: Moment(held.until),
        })?;
    }
    Ok(post.id.raw())
}
