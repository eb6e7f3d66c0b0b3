//! Writing a room out, bit by bit while it is sent: posts by portions, then the files, then what tells of them all.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    io::{self, Read, Write},
    sync::{Arc, Mutex, PoisonError},
};

use zip::{ZipWriter, write::SimpleFileOptions, write::StreamWriter};

use super::{
    EntryRow, FILES, FORMAT, FileRow, MANIFEST, Manifest, PAGE, PEOPLE, POSTS, PersonRow, ROOM,
    RoomRow, SIGNATURE,
};
use crate::{
    access::Actor,
    base::{Error, Id, Moment, Result},
    data::{Origin, Record, Ref, Store, Visit, proof},
    features::{
        chat::{ChatRoom, EXPORT, list},
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
const CHUNK: usize = 256 << 10;

/// What was written and not sent yet.
#[derive(Clone, Default)]
pub(super) struct Ready(Arc<Mutex<VecDeque<u8>>>);

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

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
    pub(super) zip: Option<ZipWriter<StreamWriter<Ready>>>,
    pub(super) ready: Ready,
    pub(super) stage: Stage,
    /// The entry that is being written.
    pub(super) entry: Option<(String, u64, blake3::Hasher)>,
    pub(super) entries: Vec<EntryRow>,
    pub(super) numbers: HashMap<u64, u32>,
    pub(super) people: BTreeSet<u64>,
    pub(super) files: Vec<(FileRow, Version)>,
    pub(super) file_numbers: HashMap<u64, u32>,
}

/// Sends a room that the person sees, as far as they read it. That they took it is journaled.
pub fn export(visit: &Visit, of: Ref) -> Result<Reply> {
    let names = Directory::of(visit)?;
    let called = list::called(visit, &names, of)?.ok_or(Error::NotFound)?;
    let members = members(visit, &names, of)?;
    visit.act(EXPORT, move |change| {
        change.event();
        change.about(of);
        Ok(())
    })?;
    let number = visit.store().schema().number(of);
    let ready = Ready::default();
    let archive = Archive {
        store: visit.store().clone(),
        actor: visit.actor.clone(),
        origin: visit.origin.clone(),
        at: visit.at,
        tz: visit.tz.clone(),
        of,
        names,
        room: RoomRow {
            name: called.name,
            topic: called.about,
            number: number.clone(),
            members,
        },
        client_reads: AnyRoom::of(visit, of)?.client_reads(visit)?,
        house: CurrentSettings::of(visit)?.0.name.clone(),
        zip: Some(ZipWriter::new_stream(ready.clone())),
        ready,
        stage: Stage::Posts(0),
        entry: None,
        entries: Vec::new(),
        numbers: HashMap::new(),
        people: BTreeSet::new(),
        files: Vec::new(),
        file_numbers: HashMap::new(),
    };
    Ok(Reply::Stream {
        reader: Box::new(archive),
        size: None,
        name: format!("{number}-{}.zip", visit.today().iso()),
        media_type: "application/zip",
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
            {
                let mut ready = self.ready.0.lock().unwrap_or_else(PoisonError::into_inner);
                if !ready.is_empty() || matches!(self.stage, Stage::Done) {
                    return ready.read(into);
                }
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

    // ── entries ──

    fn begin(&mut self, path: &str) -> Result<()> {
        self.end();
        let zip = self.zip.as_mut().ok_or_else(closed)?;
        let options = SimpleFileOptions::default().large_file(true);
        zip.start_file(path, options).map_err(Error::internal)?;
        self.entry = Some((path.to_owned(), 0, blake3::Hasher::new()));
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some((_, size, hasher)) = &mut self.entry {
            *size += bytes.len() as u64;
            hasher.update(bytes);
        }
        let zip = self.zip.as_mut().ok_or_else(closed)?;
        zip.write_all(bytes).map_err(Error::internal)
    }

    fn line(&mut self, row: &impl serde::Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(row).map_err(Error::internal)?;
        line.push(b'\n');
        self.put(&line)
    }

    fn end(&mut self) {
        if let Some((path, size, hasher)) = self.entry.take() {
            self.entries.push(EntryRow {
                path,
                size,
                blake3: hasher.finalize().to_hex().to_string(),
            });
        }
    }

    // ── what was said ──

    fn portion(&self, visit: &Visit, after: u64) -> Result<Vec<Post>> {
        let query = Arrival::after(self.of, after).limit(PORTION);
        Ok(visit.list(query)?.rows)
    }

    fn posts(&mut self, after: u64) -> Result<Stage> {
        if after == 0 {
            self.begin(POSTS)?;
        }
        let visit = self.visit();
        let posts = self.portion(&visit, after)?;
        for post in &posts {
            let row = self.row(&visit, post)?;
            self.line(&row)?;
        }
        match posts.last() {
            Some(last) => Ok(Stage::Posts(last.id.raw())),
            None => {
                self.begin(PAGE)?;
                let head = self.head();
                self.put(head.into_string().as_bytes())?;
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
            self.put(article.into_string().as_bytes())?;
        }
        Ok(match posts.last() {
            Some(last) => Stage::Page(last.id.raw()),
            None => {
                self.end();
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
                self.begin(&path)?;
                self.store.file(&file)?
            }
        };
        let mut chunk = vec![0; CHUNK];
        let read = reader.read(&mut chunk)?;
        if read == 0 {
            self.end();
            return Ok(Stage::Files(next + 1, None));
        }
        self.put(&chunk[..read])?;
        Ok(Stage::Files(next, Some(reader)))
    }

    fn rest(&mut self) -> Result<Stage> {
        self.begin(FILES)?;
        for row in self
            .files
            .iter()
            .map(|(row, _)| row.clone())
            .collect::<Vec<_>>()
        {
            self.line(&row)?;
        }
        self.begin(PEOPLE)?;
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
            self.line(row)?;
        }
        self.begin(ROOM)?;
        let room = self.room.clone();
        self.line(&room)?;
        self.end();
        let manifest = Manifest {
            atrium: "room".into(),
            format: FORMAT,
            house: self.house.clone(),
            at: self.at.0,
            posts: u32::try_from(self.numbers.len()).map_err(Error::internal)?,
            entries: std::mem::take(&mut self.entries),
        };
        let manifest = serde_json::to_string_pretty(&manifest).map_err(Error::internal)?;
        let mut seal = proof::Seal::default();
        seal.line(&manifest);
        let checkpoint = self.store.checkpoint(self.at)?;
        let signature = proof::last_line(&checkpoint, &self.store.seal(&seal)).to_string();
        for (path, text) in [(MANIFEST, manifest), (SIGNATURE, signature)] {
            self.begin(path)?;
            self.put(text.as_bytes())?;
        }
        let zip = self.zip.take().ok_or_else(closed)?;
        zip.finish().map_err(Error::internal)?;
        Ok(Stage::Done)
    }
}

fn closed() -> Error {
    Error::internal("an archive was written on after its end")
}
