//! Folders and files in memory, as a `FileSystem` whose power can be cut between any two calls.
//!
//! What a cut leaves is as bad as disks allow: of the names made, moved and removed in a folder since it was last synced
//! the first few are there (a rename is there in both its folders or in neither), whatever became of other folders; of a
//! file that wasn't synced each sector is the old one or the new one. A killed process, on the other hand, leaves all that
//! it did. One folder may be a disk of its own, which nothing can be renamed to or from.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    io::{self, Cursor, Write},
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    time::{SystemTime, UNIX_EPOCH},
};

use atrium::{
    base::Result,
    data::{Disk, FileSystem, FolderLock, Found, ReadFile, WriteFile},
};

use super::sim_disk::Rng;

const SECTOR: usize = 512;
const ROOT: usize = 0;

/// How everything ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The process is killed: the machine goes on.
    Killed,
    /// The power goes.
    PowerCut,
}

#[derive(Clone, Debug)]
enum Node {
    Folder {
        seen: BTreeMap<String, usize>,
        durable: BTreeMap<String, usize>,
    },
    File {
        seen: Vec<u8>,
        durable: Vec<u8>,
        modified: SystemTime,
    },
    Link(PathBuf),
}

/// What is done to names in one go: folder, name, what it then names.
#[derive(Clone, Debug)]
struct Edits(Vec<(usize, String, Option<usize>)>);

#[derive(Clone, Debug)]
struct State {
    nodes: Vec<Node>,
    unsynced: Vec<Edits>,
    /// A folder that is a disk of its own.
    mount: Option<usize>,
    steps: u64,
    ends_at: Option<u64>,
    ended: bool,
    rng: Rng,
    /// The step in which a name was first made, by renaming something to it.
    renamed: BTreeMap<String, u64>,
}

#[derive(Clone, Debug)]
pub struct SimFiles(Arc<Mutex<State>>);

fn gone() -> io::Error {
    io::Error::other("the power is gone")
}

fn kind(kind: io::ErrorKind) -> io::Error {
    kind.into()
}

impl SimFiles {
    pub fn new() -> SimFiles {
        let root = Node::Folder {
            seen: BTreeMap::new(),
            durable: BTreeMap::new(),
        };
        SimFiles(Arc::new(Mutex::new(State {
            nodes: vec![root],
            unsynced: Vec::new(),
            mount: None,
            steps: 0,
            ends_at: None,
            ended: false,
            rng: Rng::new(1),
            renamed: BTreeMap::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The same files once more, all of them on the disk.
    pub fn copy(&self) -> SimFiles {
        let mut state = self.state().clone();
        state.settle();
        SimFiles(Arc::new(Mutex::new(state)))
    }

    /// Makes a folder a disk of its own.
    pub fn mount(&self, folder: &Path) {
        let mut state = self.state();
        state.mount = state.find(folder).unwrap();
        assert!(state.mount.is_some());
    }

    /// Everything ends with the call after so many more that change something.
    pub fn end_after(&self, calls: u64, seed: u64) {
        let mut state = self.state();
        state.ends_at = Some(state.steps + calls);
        state.rng = Rng::new(seed);
    }

    pub fn ended(&self) -> bool {
        self.state().ended
    }

    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    pub fn read_whole(&self, path: &Path) -> Vec<u8> {
        let files: &dyn FileSystem = self;
        files.read(path).unwrap()
    }

    pub fn put_whole(&self, path: &Path, content: &[u8]) {
        let files: &dyn FileSystem = self;
        files.replace(path, content).unwrap();
    }

    pub fn renamed_in(&self, name: &str) -> Option<u64> {
        self.state().renamed.get(name).copied()
    }

    /// What is found afterwards.
    pub fn after(&self, end: End) -> SimFiles {
        let mut state = self.state().clone();
        if end == End::PowerCut {
            state.cut();
        }
        state.settle();
        SimFiles(Arc::new(Mutex::new(state)))
    }
}

impl State {
    /// What is seen is on the disk.
    fn settle(&mut self) {
        for node in &mut self.nodes {
            match node {
                Node::Folder { seen, durable } => durable.clone_from(seen),
                Node::File { seen, durable, .. } => durable.clone_from(seen),
                Node::Link(_) => {}
            }
        }
        self.unsynced.clear();
        self.renamed.clear();
        (self.steps, self.ends_at, self.ended) = (0, None, false);
    }

    fn cut(&mut self) {
        let mut lost = BTreeSet::new();
        for edits in std::mem::take(&mut self.unsynced) {
            let follows_lost = edits.0.iter().any(|(folder, ..)| lost.contains(folder));
            if follows_lost || self.rng.one_in(3) {
                lost.extend(edits.0.iter().map(|(folder, ..)| *folder));
            } else {
                self.write_names(edits);
            }
        }
        let State { nodes, rng, .. } = self;
        for node in nodes {
            match node {
                Node::Folder { seen, durable } => seen.clone_from(durable),
                Node::File { seen, durable, .. } => tear(seen, durable, rng),
                Node::Link(_) => {}
            }
        }
    }

    fn write_names(&mut self, edits: Edits) {
        for (folder, name, node) in edits.0 {
            if let Node::Folder { durable, .. } = &mut self.nodes[folder] {
                match node {
                    Some(node) => drop(durable.insert(name, node)),
                    None => drop(durable.remove(&name)),
                }
            }
        }
    }

    /// Counts a call that changes something. An error is the end, which may come before the call or after it.
    fn step(&mut self) -> io::Result<bool> {
        if self.ended {
            return Err(gone());
        }
        self.steps += 1;
        if self.ends_at.is_some_and(|at| self.steps > at) {
            self.ended = true;
            return match self.rng.one_in(2) {
                true => Ok(true),
                false => Err(gone()),
            };
        }
        Ok(false)
    }

    /// Folders on the way to a path, and the node there.
    fn walk(&self, path: &Path) -> io::Result<(Vec<usize>, Option<usize>)> {
        if self.ended {
            return Err(gone());
        }
        let mut way = vec![ROOT];
        let mut parts: Vec<_> = path.components().rev().map(owned).collect();
        while let Some(part) = parts.pop() {
            let name = match part.as_str() {
                "/" | "." => continue,
                ".." => {
                    way.pop();
                    continue;
                }
                name => name,
            };
            let at = *way.last().unwrap_or(&ROOT);
            let Node::Folder { seen, .. } = &self.nodes[at] else {
                return Err(kind(io::ErrorKind::NotADirectory));
            };
            match seen.get(name) {
                None if parts.is_empty() => return Ok((way, None)),
                None => return Ok((Vec::new(), None)),
                Some(node) => match &self.nodes[*node] {
                    Node::Link(to) => parts.extend(to.components().rev().map(owned)),
                    _ => way.push(*node),
                },
            }
        }
        let node = way.last().copied();
        Ok((way, node))
    }

    fn find(&self, path: &Path) -> io::Result<Option<usize>> {
        self.walk(path).map(|(_, node)| node)
    }

    fn existing(&self, path: &Path) -> io::Result<usize> {
        self.find(path)?
            .ok_or_else(|| kind(io::ErrorKind::NotFound))
    }

    /// What a name names itself, were it a link.
    fn named(&self, path: &Path) -> io::Result<Option<usize>> {
        let (folder, name) = self.place(path)?;
        Ok(match &self.nodes[folder] {
            Node::Folder { seen, .. } => seen.get(&name).copied(),
            _ => None,
        })
    }

    /// The folder that a path lies in, and its name there.
    fn place(&self, path: &Path) -> io::Result<(usize, String)> {
        let name = path.file_name().unwrap_or(OsStr::new(""));
        let folder = path.parent().unwrap_or(Path::new("/"));
        Ok((self.existing(folder)?, name.to_string_lossy().into_owned()))
    }

    fn is_mounted(&self, folder: &Path) -> io::Result<bool> {
        let (way, _) = self.walk(folder)?;
        Ok(self.mount.is_some_and(|mount| way.contains(&mount)))
    }

    fn edit(&mut self, edits: Vec<(usize, String, Option<usize>)>) {
        for (folder, name, node) in &edits {
            if let Node::Folder { seen, .. } = &mut self.nodes[*folder] {
                match node {
                    Some(node) => drop(seen.insert(name.clone(), *node)),
                    None => drop(seen.remove(name)),
                }
            }
        }
        self.unsynced.push(Edits(edits));
    }

    fn make(&mut self, path: &Path, node: Node) -> io::Result<usize> {
        if self.find(path)?.is_some() {
            return Err(kind(io::ErrorKind::AlreadyExists));
        }
        let (folder, name) = self.place(path)?;
        let last = self.step()?;
        self.nodes.push(node);
        let made = self.nodes.len() - 1;
        self.edit(vec![(folder, name, Some(made))]);
        if last { Err(gone()) } else { Ok(made) }
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        let (folder, name) = self.place(path)?;
        let last = self.step()?;
        self.edit(vec![(folder, name, None)]);
        if last { Err(gone()) } else { Ok(()) }
    }

    fn content(&mut self, node: usize) -> io::Result<&mut Vec<u8>> {
        match &mut self.nodes[node] {
            Node::File { seen, .. } => Ok(seen),
            _ => Err(kind(io::ErrorKind::IsADirectory)),
        }
    }

    fn write(&mut self, node: usize, offset: usize, data: &[u8]) -> io::Result<()> {
        let last = self.step()?;
        let content = self.content(node)?;
        let end = offset + data.len();
        if content.len() < end {
            content.resize(end, 0);
        }
        content[offset..end].copy_from_slice(data);
        if last { Err(gone()) } else { Ok(()) }
    }

    fn sync_file(&mut self, node: usize) -> io::Result<()> {
        let last = self.step()?;
        if let Node::File { seen, durable, .. } = &mut self.nodes[node] {
            durable.clone_from(seen);
        }
        if last { Err(gone()) } else { Ok(()) }
    }

    /// With what came before in the folders that a rename reached.
    fn sync_names(&mut self, folder: usize) -> io::Result<()> {
        let last = self.step()?;
        let mut folders = BTreeSet::from([folder]);
        let mut synced = BTreeSet::new();
        for (n, edits) in self.unsynced.iter().enumerate().rev() {
            if edits.0.iter().any(|(folder, ..)| folders.contains(folder)) {
                folders.extend(edits.0.iter().map(|(folder, ..)| *folder));
                synced.insert(n);
            }
        }
        for (n, edits) in std::mem::take(&mut self.unsynced).into_iter().enumerate() {
            match synced.contains(&n) {
                true => self.write_names(edits),
                false => self.unsynced.push(edits),
            }
        }
        if last { Err(gone()) } else { Ok(()) }
    }
}

fn owned(part: Component<'_>) -> String {
    part.as_os_str().to_string_lossy().into_owned()
}

fn tear(seen: &mut Vec<u8>, durable: &mut Vec<u8>, rng: &mut Rng) {
    if seen == durable {
        return;
    }
    let mut left = durable.clone();
    left.resize(
        match rng.one_in(2) {
            true => seen.len(),
            false => durable.len(),
        },
        0,
    );
    for from in (0..left.len().min(seen.len())).step_by(SECTOR) {
        let to = left.len().min(seen.len()).min(from + SECTOR);
        if rng.one_in(2) {
            left[from..to].copy_from_slice(&seen[from..to]);
        }
    }
    *seen = left;
}

impl FileSystem for SimFiles {
    fn look(&self, path: &Path) -> io::Result<Option<Found>> {
        let state = self.state();
        Ok(state.find(path)?.map(|node| match &state.nodes[node] {
            Node::File { seen, modified, .. } => Found {
                is_folder: false,
                len: seen.len() as u64,
                modified: *modified,
            },
            _ => Found {
                is_folder: true,
                len: 0,
                modified: UNIX_EPOCH,
            },
        }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let state = self.state();
        Ok(match state.find(folder)?.map(|node| &state.nodes[node]) {
            Some(Node::Folder { seen, .. }) => seen.keys().cloned().collect(),
            _ => Vec::new(),
        })
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        let mut state = self.state();
        let node = state.existing(path)?;
        Ok(Box::new(Cursor::new(state.content(node)?.clone())))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let node = self.state().make(path, empty())?;
        Ok(Box::new(Handle(self.clone(), node)))
    }

    fn disk(&self, path: &Path, create: bool) -> io::Result<Arc<dyn Disk>> {
        let mut state = self.state();
        let node = match create {
            true => state.make(path, empty())?,
            false => state.existing(path)?,
        };
        Ok(Arc::new(Handle(self.clone(), node)))
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        if self.state().find(folder)?.is_some() {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.create_folder(above)?;
        }
        let node = Node::Folder {
            seen: BTreeMap::new(),
            durable: BTreeMap::new(),
        };
        self.state().make(folder, node).map(drop)
    }

    fn link_folder(&self, link: &Path, to: &Path) -> io::Result<()> {
        self.state().make(link, Node::Link(to.into())).map(drop)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        let node = state.existing(from)?;
        let (left, reached) = (state.place(from)?, state.place(to)?);
        if state.mount == Some(node) {
            return Err(kind(io::ErrorKind::ResourceBusy));
        }
        let above = |path: &Path| path.parent().unwrap_or(Path::new("/")).to_owned();
        if state.is_mounted(&above(from))? != state.is_mounted(&above(to))? {
            return Err(kind(io::ErrorKind::CrossesDevices));
        }
        if let Some(there) = state.find(to)?
            && matches!(&state.nodes[there], Node::Folder { seen, .. } if !seen.is_empty())
        {
            return Err(kind(io::ErrorKind::DirectoryNotEmpty));
        }
        let last = state.step()?;
        let step = state.steps;
        state.renamed.entry(reached.1.clone()).or_insert(step);
        state.edit(vec![
            (left.0, left.1, None),
            (reached.0, reached.1, Some(node)),
        ]);
        if last { Err(gone()) } else { Ok(()) }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        match state.named(path)? {
            Some(_) => state.remove(path),
            None => Err(kind(io::ErrorKind::NotFound)),
        }
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        if self.state().find(folder)?.is_none() {
            return Ok(());
        }
        for name in self.names(folder)? {
            let path = folder.join(name);
            let is_folder = {
                let state = self.state();
                let named = state.named(&path)?;
                named.is_some_and(|node| matches!(state.nodes[node], Node::Folder { .. }))
            };
            // Of a link only itself goes.
            match is_folder {
                true => self.remove_folder(&path)?,
                false => self.remove_file(&path)?,
            }
        }
        self.state().remove(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        let node = state.existing(folder)?;
        state.sync_names(node)
    }

    fn copy_mode(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> Result<FolderLock> {
        Ok(FolderLock::default())
    }
}

fn empty() -> Node {
    Node::File {
        seen: Vec::new(),
        durable: Vec::new(),
        modified: UNIX_EPOCH,
    }
}

/// An open file.
#[derive(Debug)]
struct Handle(SimFiles, usize);

impl Write for Handle {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut state = self.0.state();
        let end = state.content(self.1)?.len();
        state.write(self.1, end, data)?;
        Ok(data.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteFile for Handle {
    fn set_modified(&self, at: SystemTime) -> io::Result<()> {
        if let Node::File { modified, .. } = &mut self.0.state().nodes[self.1] {
            *modified = at;
        }
        Ok(())
    }
    fn sync(&self) -> io::Result<()> {
        self.0.state().sync_file(self.1)
    }
}

impl Disk for Handle {
    fn len(&self) -> io::Result<u64> {
        let mut state = self.0.state();
        match state.ended {
            true => Err(gone()),
            false => Ok(state.content(self.1)?.len() as u64),
        }
    }
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.0.state();
        if state.ended {
            return Err(gone());
        }
        let from = offset as usize;
        let held = state
            .content(self.1)?
            .get(from..from + out.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(held);
        Ok(())
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.state().write(self.1, offset as usize, data)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.0.state();
        let last = state.step()?;
        state.content(self.1)?.resize(len as usize, 0);
        if last { Err(gone()) } else { Ok(()) }
    }
    fn sync(&self) -> io::Result<()> {
        self.0.state().sync_file(self.1)
    }
}

#[test]
fn a_cut_leaves_names_as_disks_may_leave_them() {
    let folder = Path::new("/house");
    let (mut kept, mut lost, mut torn) = (0, 0, 0);
    for seed in 0..60 {
        let files = SimFiles::new();
        files.create_folder(folder).unwrap();
        files.create(&folder.join("a")).unwrap();
        files.sync_folder(Path::new("/")).unwrap();
        files.sync_folder(folder).unwrap();
        files.rename(&folder.join("a"), &folder.join("b")).unwrap();
        let mut written = files.create(&folder.join("c")).unwrap();
        written.write_all(&[7; 2 * SECTOR]).unwrap();
        files.end_after(0, seed);
        files.remove_file(&folder.join("b")).unwrap_err();
        assert!(files.ended() && files.names(folder).is_err());
        let killed = files.after(End::Killed).names(folder).unwrap();
        assert!(killed == ["b", "c"] || killed == ["c"], "{killed:?}");
        let left = files.after(End::PowerCut);
        match left.names(folder).unwrap().join(" ").as_str() {
            "a" => lost += 1,
            "b" | "b c" => kept += 1,
            "c" => torn += 1,
            other => panic!("{other}"),
        }
    }
    assert!(kept > 3 && lost > 3 && torn > 0, "{kept} {lost} {torn}");
}
