//! The index that answers, and the one that is being made meanwhile. Each lies in a folder `search/N`; the newest that is
//! whole answers, and all others are removed when the house is opened.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use rustix::time::{ClockId, clock_gettime};

use super::{
    super::filesystem::FileSystem,
    generation::Generation,
    sealed::Key,
    words::{Stemmed, Words},
};
use crate::{base::Result, data::Mark};

pub const FOLDER: &str = "search";
/// While a house is open it says since which start of the machine; closing it takes that away.
const OPENED: &str = "open";

/// How the index stands, for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Nobody keeps it here: a command that serves nobody.
    Closed,
    Ready {
        documents: u64,
    },
    /// It is made anew. `answers` when one from before answers meanwhile.
    Making {
        why: String,
        done: u64,
        of: u64,
        answers: bool,
    },
}

/// One that is being made.
pub struct Making {
    pub generation: Arc<Generation>,
    /// Up to where the journal went when it was begun.
    pub from: Mark,
    why: String,
    done: AtomicU64,
    of: u64,
}

impl Making {
    pub fn did(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Inner {
    open: bool,
    languages: Vec<Stemmed>,
    declared: String,
    words: Option<Words>,
    answers: Option<Arc<Generation>>,
    making: Option<Arc<Making>>,
    /// Why it is to be made anew.
    wanted: Option<String>,
}

pub struct SearchIndex {
    files: Arc<dyn FileSystem>,
    root: PathBuf,
    key: Key,
    inner: RwLock<Inner>,
    /// Everything in the journal up to here is filed in the one that answers.
    followed: AtomicU64,
}

/// Seconds by which the moment at which the machine started may seem another while it runs: its clock is set a little.
/// Nothing starts, runs and is back within less.
const CLOCK_SET: i64 = 10;

/// One start of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Start {
    /// As the kernel names it.
    Named(String),
    /// When that was, in seconds since 1970, where a service doesn't get to read the name.
    At(i64),
}

impl Start {
    fn of_machine() -> Start {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
        id.map_or_else(
            |_| Start::by_clock(),
            |id| Start::Named(id.trim().to_owned()),
        )
    }

    fn by_clock() -> Start {
        let seconds = |clock| clock_gettime(clock).tv_sec;
        Start::At(seconds(ClockId::Realtime) - seconds(ClockId::Boottime))
    }

    fn written(&self) -> String {
        match self {
            Start::Named(id) => id.clone(),
            Start::At(seconds) => format!("at {seconds}"),
        }
    }

    fn read(text: &str) -> Start {
        let at = text.strip_prefix("at ").and_then(|text| text.parse().ok());
        at.map_or_else(|| Start::Named(text.to_owned()), Start::At)
    }

    fn is(&self, other: &Start) -> bool {
        match (self, other) {
            (Start::At(one), Start::At(other)) => one.abs_diff(*other) <= CLOCK_SET.unsigned_abs(),
            _ => self == other,
        }
    }
}

impl SearchIndex {
    /// Of the house in `folder`. Nothing is opened or made yet.
    pub fn new(files: &Arc<dyn FileSystem>, folder: &Path, key: Key) -> SearchIndex {
        SearchIndex {
            files: files.clone(),
            root: folder.join(FOLDER),
            key,
            inner: RwLock::default(),
            followed: AtomicU64::new(0),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn numbers(&self) -> Result<Vec<u64>> {
        let names = self.files.names(&self.root)?;
        let mut numbers: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn folder(&self, number: u64) -> PathBuf {
        self.root.join(number.to_string())
    }

    /// Opens the newest that is whole, in these languages and of kinds that are `declared` so. Where there is none, or where
    /// it may not be trusted, one is wanted.
    pub fn open(&self, languages: &[Stemmed], declared: &str) -> Result<()> {
        self.close();
        self.files.create_folder(&self.root)?;
        let mut wanted = None;
        let start = Start::of_machine();
        let opened = self.root.join(OPENED);
        if self.files.exists(&opened)? {
            let before = String::from_utf8_lossy(&self.files.read(&opened)?).into_owned();
            // After a kill what was written is still in the machine's memory; after a power cut nobody knows.
            if !start.is(&Start::read(&before)) {
                wanted = Some("the machine stopped while Atrium ran".to_owned());
            }
        }
        self.files.replace(&opened, start.written().as_bytes())?;
        let mut answers = None;
        for number in self.numbers()?.into_iter().rev() {
            let folder = self.folder(number);
            if answers.is_none() {
                let found = Generation::open(&self.files, &folder, &self.key, languages, declared);
                match found.and_then(|found| Ok((found.position()?, found))) {
                    Ok((Some(at), found)) => {
                        self.followed_to(at.seq);
                        answers = Some(Arc::new(found));
                        continue;
                    }
                    Ok((None, found)) => found.close(),
                    Err(error) => {
                        tracing::warn!(%error, "the search index is made anew");
                        wanted = Some(error.to_string());
                    }
                }
            }
            self.files.remove_folder(&folder)?;
        }
        if answers.is_none() && wanted.is_none() {
            wanted = Some("there is none of this version yet".to_owned());
        }
        *self.write() = Inner {
            open: true,
            languages: languages.to_vec(),
            declared: declared.to_owned(),
            words: Some(Words::new(languages)),
            answers,
            making: None,
            wanted,
        };
        Ok(())
    }

    /// Everything up to here is filed.
    pub fn followed_to(&self, seq: u64) {
        self.followed.store(seq, Ordering::Release);
    }

    pub fn followed(&self) -> u64 {
        self.followed.load(Ordering::Acquire)
    }

    pub fn is_open(&self) -> bool {
        self.read().open
    }

    pub fn languages(&self) -> Vec<Stemmed> {
        self.read().languages.clone()
    }

    /// Asks for it to be made anew; whoever keeps it does that when it runs next.
    pub fn want(&self, why: &str) {
        let mut inner = self.write();
        if inner.making.is_none() {
            inner.wanted = Some(why.to_owned());
        }
    }

    /// Forgets the one that is being made; another is wanted.
    pub fn give_up(&self, why: &str) {
        self.forget_half();
        self.want(why);
    }

    pub fn wanted(&self) -> Option<String> {
        self.read().wanted.clone()
    }

    /// The one that answers, and what makes words of questions.
    pub fn answering(&self) -> Option<(Arc<Generation>, Words)> {
        let inner = self.read();
        Some((inner.answers.clone()?, inner.words.clone()?))
    }

    pub fn making(&self) -> Option<Arc<Making>> {
        self.read().making.clone()
    }

    /// Begins to make one, of so many records, that will have all up to `from`.
    pub fn begin(&self, why: String, from: Mark, of: u64) -> Result<Arc<Making>> {
        self.forget_half();
        let number = self.numbers()?.last().map_or(1, |last| last + 1);
        let (languages, declared) = {
            let inner = self.read();
            (inner.languages.clone(), inner.declared.clone())
        };
        let folder = self.folder(number);
        let made = Generation::open(&self.files, &folder, &self.key, &languages, &declared);
        if made.is_err() {
            self.files.remove_folder(&folder)?;
        }
        let making = Arc::new(Making {
            generation: Arc::new(made?),
            from,
            why,
            done: AtomicU64::new(0),
            of,
        });
        let mut inner = self.write();
        inner.making = Some(making.clone());
        inner.wanted = None;
        Ok(making)
    }

    /// Forgets one that is half made.
    fn forget_half(&self) {
        let Some(making) = self.write().making.take() else {
            return;
        };
        making.generation.close();
        if let Err(error) = self.files.remove_folder(&making.generation.folder) {
            tracing::warn!(%error, "a search index that was half made is still there");
        }
    }

    /// Whatever was made answers from here on.
    pub fn finish(&self) -> Result<()> {
        let Some(making) = self.making() else {
            return Ok(());
        };
        let made = making.generation.clone();
        made.commit(making.from, true)?;
        let before = {
            let mut inner = self.write();
            self.followed_to(making.from.seq);
            inner.making = None;
            inner.answers.replace(made)
        };
        if let Some(before) = before {
            before.close();
            self.files.remove_folder(&before.folder)?;
        }
        Ok(())
    }

    pub fn stand(&self) -> Stand {
        let inner = self.read();
        match (&inner.making, &inner.answers) {
            _ if !inner.open => Stand::Closed,
            (Some(making), answers) => Stand::Making {
                why: making.why.clone(),
                done: making.done.load(Ordering::Relaxed),
                of: making.of,
                answers: answers.is_some(),
            },
            (None, Some(answers)) => Stand::Ready {
                documents: answers.documents(),
            },
            (None, None) => Stand::Making {
                why: inner.wanted.clone().unwrap_or_default(),
                done: 0,
                of: 0,
                answers: false,
            },
        }
    }

    /// Reads whatever is on the disk and changes nothing: whether it is whole, and what is wrong with it. None where there
    /// is none.
    pub fn look(&self) -> Result<Option<(u64, u64)>> {
        let Some(number) = self.numbers()?.last().copied() else {
            return Ok(None);
        };
        let folder = self.folder(number);
        Generation::look(&self.files, &folder, &self.key).map(Some)
    }

    /// Bytes on the disk.
    pub fn size(&self) -> Result<u64> {
        let mut size = 0;
        for number in self.numbers()? {
            let folder = self.folder(number);
            for name in self.files.names(&folder)? {
                size += self.files.look(&folder.join(name))?.map_or(0, |f| f.len);
            }
        }
        Ok(size)
    }

    /// Lets what is under way end and says that it was closed cleanly.
    pub fn close(&self) {
        if !self.is_open() {
            return;
        }
        self.forget_half();
        let inner = std::mem::take(&mut *self.write());
        if let Some(answers) = inner.answers {
            answers.close();
        }
        if let Err(error) = self.files.remove_file(&self.root.join(OPENED)) {
            tracing::warn!(%error, "the search index was not closed cleanly");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_of_the_machine_is_known_again_without_its_name() {
        let start = Start::by_clock();
        assert!(start.is(&Start::by_clock()));
        assert_eq!(Start::read(&start.written()), start);
        let named = Start::of_machine();
        assert!(named.is(&Start::read(&named.written())));
        assert!(Start::At(1_000).is(&Start::At(1_000 + CLOCK_SET)));
        for other in [
            Start::At(1_001 + CLOCK_SET),
            Start::At(0),
            Start::Named(String::new()),
        ] {
            assert!(!Start::At(1_000).is(&other), "{other:?}");
        }
    }
}
