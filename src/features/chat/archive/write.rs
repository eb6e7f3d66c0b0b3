//! Writing a room out, bit by bit while it is sent: posts by portions, then the files, then what tells of them all.

use std::{
    collections::{BTreeSet, HashMap},
    io::{self, Read},
    sync::Arc,
};

use super::{
    FILES, FileRow, ONE, PAGE, PEOPLE, POSTS, PersonRow, ROOM, RoomRow,
    pack::{Pack, Said},
};
use crate::{
    access::Actor,
    base::{Error, Id, Moment, Result},
    data::{Origin, Record, Ref, Store, Visit},
    features::{
        chat::{ChatRoom, actions::EXPORT, list},
        conversation::{AnyRoom, Arrival, Post},
        documents::Version,
        people::Directory,
        settings::CurrentSettings,
    },
    web::Reply,
};

/// Posts that are read at once.
const PORTION: usize = 250;
/// Bytes of a file that are taken at once.
pub(super) const CHUNK: usize = 256 << 10;

pub(super) enum Stage {
    /// Posts after this one.
    Posts(u64),
    Page(u64),
    /// The file that is next, and what is left of the one that was begun.
    Files(usize, Option<Box<dyn Read + Send>>),
    Rest,
    Done,
}

pub(super) struct Archive {
    pub(super) store: Arc<Store>,
    pub(super) actor: Arc<Actor>,
    pub(super) origin: Origin,
    pub(super) at: Moment,
    pub(super) tz: jiff::tz::TimeZone,
    pub(super) of: Ref,
    pub(super) names: Arc<Directory>,
    pub(super) room: RoomRow,
    /// The client reads along, but for what was said among staff.
    pub(super) client_reads: bool,
    pub(super) house: String,
    pub(super) pack: Pack,
    pub(super) stage: Stage,
    pub(super) numbers: HashMap<u64, u32>,
    pub(super) people: BTreeSet<u64>,
    pub(super) files: Vec<(FileRow, Version)>,
    pub(super) file_numbers: HashMap<u64, u32>,
}

/// Sends a room that the person sees, as far as they read it. That they took it is journaled.
pub fn export(visit: &Visit, of: Ref) -> Result<Reply> {
    let archive = archive(visit, &Directory::of(visit)?, of)?;
    taken_out(visit, of)?;
    let number = archive.room.number.clone();
    Ok(sent(visit, Box::new(archive), &number))
}

/// That somebody took a room out is journaled.
pub(super) fn taken_out(visit: &Visit, of: Ref) -> Result<()> {
    visit.act(EXPORT, move |change| {
        change.event();
        change.about(of);
        Ok(())
    })
}

pub(super) fn sent(visit: &Visit, reader: Box<dyn Read + Send>, number: &str) -> Reply {
    Reply::Stream {
        reader,
        size: None,
        name: format!("{number}-{}.zip", visit.today().iso()),
        media_type: "application/zip",
    }
}

/// A room that the person sees, to be written out as far as they read it.
pub(super) fn archive(visit: &Visit, names: &Arc<Directory>, of: Ref) -> Result<Archive> {
    let called = list::called(visit, names, of)?.ok_or(Error::NotFound)?;
    Ok(Archive {
        store: visit.store().clone(),
        actor: visit.actor.clone(),
        origin: visit.origin.clone(),
        at: visit.at,
        tz: visit.tz.clone(),
        of,
        names: names.clone(),
        room: RoomRow {
            name: called.name,
            topic: called.about,
            number: visit.store().schema().number(of),
            members: members(visit, names, of)?,
        },
        client_reads: AnyRoom::of(visit, of)?.client_reads(visit)?,
        house: CurrentSettings::of(visit)?.0.name.clone(),
        pack: Pack::new(),
        stage: Stage::Posts(0),
        numbers: HashMap::new(),
        people: BTreeSet::new(),
        files: Vec::new(),
        file_numbers: HashMap::new(),
    })
}

/// The addresses of those who are in a room of their own.
fn members(visit: &Visit, names: &Directory, of: Ref) -> Result<Vec<String>> {
    if of.kind != ChatRoom::KIND.code {
        return Ok(Vec::new());
    }
    let room: ChatRoom = visit.find(Id::new(of.id))?;
    let people = room.people().filter_map(|id| names.users.get(&id.raw()));
    Ok(people.map(|user| user.email.clone()).collect())
}

impl Read for Archive {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let sent = self.pack.send(into)?;
            if sent > 0 || matches!(self.stage, Stage::Done) {
                return Ok(sent);
            }
            self.step().map_err(|e| io::Error::other(e.to_string()))?;
        }
    }
}

impl Archive {
    /// A visit of its own for each portion, so that no view of the data stays open for long.
    fn visit(&self) -> Visit {
        Visit::new(
            self.store.clone(),
            self.actor.clone(),
            self.origin.clone(),
            self.at,
            self.tz.clone(),
        )
    }

    fn step(&mut self) -> Result<()> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Posts(after) => self.posts(after)?,
            Stage::Page(after) => self.page(after)?,
            Stage::Files(next, open) => self.file(next, open)?,
            Stage::Rest => self.rest()?,
            Stage::Done => Stage::Done,
        };
        Ok(())
    }

    // ── what was said ──

    fn portion(&self, visit: &Visit, after: u64) -> Result<Vec<Post>> {
        let query = Arrival::after(self.of, after).limit(PORTION);
        Ok(visit.list(query)?.rows)
    }

    fn posts(&mut self, after: u64) -> Result<Stage> {
        if after == 0 {
            self.pack.begin(POSTS)?;
        }
        let visit = self.visit();
        let posts = self.portion(&visit, after)?;
        for post in &posts {
            let row = self.row(&visit, post)?;
            self.pack.line(&row)?;
        }
        match posts.last() {
            Some(last) => Ok(Stage::Posts(last.id.raw())),
            None => {
                self.pack.begin(PAGE)?;
                let head = self.head();
                self.pack.put(head.into_string().as_bytes())?;
                Ok(Stage::Page(0))
            }
        }
    }

    // ── to read ──

    fn page(&mut self, after: u64) -> Result<Stage> {
        let visit = self.visit();
        let posts = self.portion(&visit, after)?;
        for post in &posts {
            let article = self.article(&visit, post);
            self.pack.put(article.into_string().as_bytes())?;
        }
        Ok(match posts.last() {
            Some(last) => Stage::Page(last.id.raw()),
            None => {
                self.pack.end();
                Stage::Files(0, None)
            }
        })
    }

    // ── files, and what tells of all ──

    fn file(&mut self, next: usize, open: Option<Box<dyn Read + Send>>) -> Result<Stage> {
        let Some((path, file)) = self
            .files
            .get(next)
            .map(|(row, version)| (row.path.clone(), version.file.clone()))
        else {
            return Ok(Stage::Rest);
        };
        let mut reader = match open {
            Some(reader) => reader,
            None => {
                self.pack.begin(&path)?;
                self.store.file(&file)?
            }
        };
        let mut chunk = vec![0; CHUNK];
        let read = reader.read(&mut chunk)?;
        if read == 0 {
            self.pack.end();
            return Ok(Stage::Files(next + 1, None));
        }
        self.pack.put(&chunk[..read])?;
        Ok(Stage::Files(next, Some(reader)))
    }

    fn rest(&mut self) -> Result<Stage> {
        self.pack.begin(FILES)?;
        for row in self
            .files
            .iter()
            .map(|(row, _)| row.clone())
            .collect::<Vec<_>>()
        {
            self.pack.line(&row)?;
        }
        self.pack.begin(PEOPLE)?;
        let mut people: Vec<PersonRow> = self
            .people
            .iter()
            .filter_map(|id| self.names.users.get(id))
            .map(|user| PersonRow {
                email: user.email.clone(),
                name: user.name.clone(),
            })
            .collect();
        people.sort_by(|a, b| a.email.cmp(&b.email));
        for row in &people {
            self.pack.line(row)?;
        }
        self.pack.begin(ROOM)?;
        let room = self.room.clone();
        self.pack.line(&room)?;
        let said = Said {
            atrium: ONE,
            house: &self.house,
            at: self.at,
            posts: self.numbers.len(),
        };
        self.pack.finish(&self.store, &said)?;
        Ok(Stage::Done)
    }
}
