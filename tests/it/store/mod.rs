//! The store held to its word: power cuts, failing disks, wrong keys, spoiled bytes, and many hands at once.
//!
//! `sim_disk` is a disk whose power can be cut and whose calls can fail; `notes` a small schema of this folder's own,
//! with the verbs the tests play; `sim_files` folders and files that end at any call; `oracle` proves a store from its journal alone.

/// Number and version, which every record keeps in fields of these names.
macro_rules! numbered {
    () => {
        fn id(&self) -> atrium::base::Id<Self> {
            self.id
        }
        fn set_id(&mut self, id: atrium::base::Id<Self>) {
            self.id = id;
        }
        fn version(&self) -> u64 {
            self.version
        }
        fn set_version(&mut self, version: u64) {
            self.version = version;
        }
    };
}

mod cost;
mod faults;
mod files;
mod grain;
mod jobs;
mod journal;
mod keys;
mod lists;
mod notes;
mod numbers;
mod oracle;
mod outbox;
mod power_cuts;
mod recount;
mod restores;
mod scoped;
mod sim_disk;
mod sim_files;
mod snapshot;
mod upgrades;

use std::{
    cell::Cell,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Once, OnceLock,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use atrium::{
    base::Result,
    data::{KeyRing, Store, StoreOptions},
};
use sim_disk::SimDisk;

/// A folder of a test's own, gone when the test is.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Scratch {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("atrium-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Small enough that the store reads its disk again and again.
pub fn options() -> StoreOptions {
    StoreOptions {
        cache: 1 << 20,
        queue: 256,
        ..StoreOptions::default()
    }
}

pub fn ring() -> KeyRing {
    KeyRing::in_memory([7; 32])
}

/// Opens a store on a simulated disk; `folder` is where its files would be.
pub fn open_on(disk: &Arc<SimDisk>, folder: &Path) -> Result<Arc<Store>> {
    Store::open_on(
        disk.clone(),
        folder,
        None,
        ring(),
        notes::schema(),
        &options(),
    )
}

/// The bytes of a store that was just made and closed: where the simulated disks begin.
pub fn newborn() -> &'static [u8] {
    static IMAGE: OnceLock<Vec<u8>> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let scratch = Scratch::new("newborn");
        let disk = SimDisk::new(Vec::new(), 1);
        open_on(&disk, scratch.path()).unwrap().close();
        disk.content()
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Panics that a test asks for are not worth a line in its output.
pub fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if info.payload_as_str() != Some(notes::ON_PURPOSE) && !QUIET.get() {
                before(info);
            }
        }));
    });
}

/// What `work` answered, or what it said when it panicked.
pub fn caught<T>(quiet: bool, work: impl FnOnce() -> T) -> Result<T, String> {
    QUIET.set(quiet);
    let done = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("panicked: {}", text.unwrap_or_default())
    })
}

/// Runs `work` in a thread of its own, so that what hangs fails.
pub fn within<T: Send + 'static>(most: Duration, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = mpsc::channel();
    let thread = thread::spawn(move || done.send(work()));
    match wait.recv_timeout(most) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still not done after {most:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(_) => unreachable!("a thread ended without sending and without a panic"),
        },
    }
}

/// Asks again until it is so; how long that took, or None when it never was.
pub fn until(most: Duration, mut so: impl FnMut() -> bool) -> Option<Duration> {
    let started = Instant::now();
    loop {
        if so() {
            return Some(started.elapsed());
        }
        if started.elapsed() > most {
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// A number from the environment, for longer runs by hand.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}
