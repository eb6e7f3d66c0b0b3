//! All rooms of a project as one archive: its own, those of its tasks and those that were made for it, each as the archive
//! that it is by itself, and a manifest of them that is signed as theirs are.
//!
//! ```text
//! index.html           what is in it, to read
//! rooms/PRJ-7.zip ...  each room (`write`)
//! manifest.json        every one of these with its size and hash
//! manifest.sig         the signature over the manifest
//! ```

use std::{
    collections::VecDeque,
    io::{self, Read},
    sync::Arc,
};

use maud::{DOCTYPE, html};

use super::{
    ALL, PAGE,
    pack::{Pack, Said},
    write::{Archive, CHUNK, archive, sent, taken_out},
};
use crate::{
    base::{Error, Id, Moment, Result, text},
    data::{Key, Query, Record, Ref, Store, Visit},
    features::{
        chat::{ChatRoom, room::BY_PROJECT, unread},
        people::Directory,
        projects::{Project, TASKS_OF_PROJECT, Task},
    },
    web::Reply,
};

/// Rooms of one project that are written out at most.
const MOST: usize = 5_000;

struct Rooms {
    store: Arc<Store>,
    house: String,
    at: Moment,
    waiting: VecDeque<Archive>,
    /// The room that is being written.
    open: Option<Archive>,
    pack: Pack,
    posts: usize,
    done: bool,
}

/// Sends the rooms of a project that the person sees, as far as they read each. That they took them is journaled.
///
/// # Errors
/// On `all` for a room that is no project's.
pub fn export_all(visit: &Visit, of: Ref) -> Result<Reply> {
    if of.kind != Project::KIND.code {
        return Err(Error::field(
            "all",
            "Only a project has more rooms than its own. Write this one out alone.",
        ));
    }
    let names = Directory::of(visit)?;
    let rooms = rooms_of(visit, &visit.find(Id::new(of.id))?)?;
    let waiting = rooms.into_iter().map(|room| archive(visit, &names, room));
    let waiting = waiting.collect::<Result<VecDeque<Archive>>>()?;
    let Some(first) = waiting.front() else {
        return Err(Error::NotFound);
    };
    taken_out(visit, of)?;
    let (house, number) = (first.house.clone(), first.room.number.clone());
    let mut pack = Pack::new();
    pack.begin(PAGE)?;
    pack.put(page(&waiting).as_bytes())?;
    let rooms = Rooms {
        store: visit.store().clone(),
        house,
        at: visit.at,
        waiting,
        open: None,
        pack,
        posts: 0,
        done: false,
    };
    Ok(sent(visit, Box::new(rooms), &format!("{number}-rooms")))
}

/// The project's own room first, then those that were made for it, then those of tasks in which something was said.
fn rooms_of(visit: &Visit, project: &Project) -> Result<Vec<Ref>> {
    let key = || Key::new().id(project.id);
    let mut rooms = vec![project.as_ref()];
    let made = Query::<ChatRoom>::by(BY_PROJECT).under(key()).limit(MOST);
    rooms.extend(visit.list(made)?.rows.iter().map(ChatRoom::as_ref));
    let tasks: Vec<Task> = visit.related(project, TASKS_OF_PROJECT, key(), MOST)?;
    for task in &tasks {
        let of = task.as_ref();
        if visit.sees_ref(of)? && unread::last(visit, of)?.is_some() {
            rooms.push(of);
        }
    }
    Ok(rooms)
}

fn page(rooms: &VecDeque<Archive>) -> String {
    let markup = html! {
        (DOCTYPE)
        meta charset="utf-8";
        meta name="viewport" content="width=device-width";
        title { (text::count(rooms.len(), "room", "rooms")) }
        style { "body{font:15px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}" }
        h1 { (text::count(rooms.len(), "room", "rooms")) }
        ul {
            @for room in rooms {
                li { a href=(path_of(room)) { (room.room.name) } " " (room.room.topic) }
            }
        }
    };
    markup.into_string()
}

fn path_of(room: &Archive) -> String {
    format!("rooms/{}.zip", room.room.number)
}

impl Read for Rooms {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let sent = self.pack.send(into)?;
            if sent > 0 || self.done {
                return Ok(sent);
            }
            self.step().map_err(|e| io::Error::other(e.to_string()))?;
        }
    }
}

impl Rooms {
    fn step(&mut self) -> Result<()> {
        if let Some(open) = &mut self.open {
            let mut chunk = vec![0; CHUNK];
            let read = open.read(&mut chunk)?;
            if read > 0 {
                return self.pack.put(&chunk[..read]);
            }
            self.posts += open.numbers.len();
            self.pack.end();
            self.open = None;
            return Ok(());
        }
        if let Some(next) = self.waiting.pop_front() {
            self.pack.begin(&path_of(&next))?;
            self.open = Some(next);
            return Ok(());
        }
        let said = Said {
            atrium: ALL,
            house: &self.house,
            at: self.at,
            posts: self.posts,
        };
        self.pack.finish(&self.store, &said)?;
        self.done = true;
        Ok(())
    }
}
