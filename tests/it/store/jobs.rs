//! What goes on beside people, held to its word: each entry once, each wake once, whatever happens to the power; and no job
//! delays another.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use atrium::{
    access::{Action, Placement},
    base::{Error, Id, Moment, Result, time},
    data::{
        Change, Declares, JournalEntry, Kind, KindInfo, Mark, Record, Schema, Store, Visit,
        testing::recount,
    },
    jobs::{
        self, Exporter, Follower, Handler, Job, Next, Rhythm, Schedule, Stand, Supervisor, Turn,
        clock::{self, Clock},
    },
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    Scratch, options, quiet_panics, ring, setting,
    sim_disk::{Cut, Rng, SimDisk},
    until, within,
};

const VIEW: Action = Action::read("alarms.view", "See alarms");
const SET: Action = Action::system("alarms.set", "Set an alarm");
const RING: Action = Action::system("alarms.ring", "Ring");
const COUNT: Action = Action::system("counts.count", "Count");

/// Something that is due at a time, and how often it was done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Alarm {
    #[serde(skip)]
    id: Id<Alarm>,
    #[serde(skip)]
    version: u64,
    due: Option<Moment>,
    rang: u64,
    /// Whoever handles it fails.
    stuck: bool,
}

/// The entries that the follower was given, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Counted {
    #[serde(skip)]
    id: Id<Counted>,
    #[serde(skip)]
    version: u64,
    entries: Vec<u64>,
}

macro_rules! record {
    ($record:ty, $kind:expr, $declare:expr) => {
        impl Record for $record {
            const KIND: Kind = $kind;
            const VIEW: Action = VIEW;
            numbered!();
            fn title(&self) -> String {
                String::new()
            }
            fn placement(&self) -> Vec<Placement> {
                Vec::new()
            }
            fn declare(&self, to: &mut Declares) {
                $declare(self, to)
            }
        }
    };
}

record!(
    Alarm,
    Kind::new(1, "alarms", "A"),
    |alarm: &Alarm, to: &mut Declares| {
        if let Some(due) = alarm.due {
            to.wake(due, 1);
        }
    }
);
record!(
    Counted,
    Kind::new(2, "counts", "C"),
    |_: &Counted, _: &mut Declares| {}
);

fn schema() -> Schema {
    Schema::new(
        vec![KindInfo::of::<Alarm>(), KindInfo::of::<Counted>()],
        vec![VIEW, SET, RING, COUNT],
        Vec::new(),
    )
}

fn handlers() -> Vec<Handler> {
    vec![Handler::of::<Alarm>(1, RING, |change, mut alarm| {
        change.event();
        if alarm.stuck {
            return Err(Error::conflict("it is stuck"));
        }
        alarm.due = None;
        alarm.rang += 1;
        change.put(&alarm)
    })]
}

fn system(store: &Arc<Store>) -> Visit {
    Visit::system(store, Moment::now(), TimeZone::UTC)
}

fn set(visit: &Visit, due: Moment, stuck: bool) -> Result<Id<Alarm>> {
    visit.act(SET, move |change| {
        change.event();
        let due = Some(due);
        let alarm = change.insert(Alarm {
            due,
            stuck,
            ..Alarm::default()
        })?;
        Ok(alarm.id)
    })
}

/// Writes down every entry it is given; for some it writes nothing, so that its cursor moves without a deed as well.
struct Counter;

impl Follower for Counter {
    const NAME: &'static str = "counter";
    const ACTION: Action = COUNT;
    const FROM: jobs::From = jobs::From::Beginning;
    const BATCH: usize = 3;
    const GATHER: Duration = Duration::from_millis(1);
    type Found = Vec<u64>;

    fn read(&mut self, _: &Visit, entries: &[JournalEntry]) -> Result<Option<Vec<u64>>> {
        let kept = entries.iter().filter(|entry| counts(entry));
        let kept: Vec<u64> = kept.map(|entry| entry.seq).collect();
        Ok((!kept.is_empty()).then_some(kept))
    }

    fn write(found: &Vec<u64>, change: &mut Change<'_, '_>) -> Result<()> {
        change.event();
        let held = change.on_behalf("counts").all::<Counted>()?.pop();
        let mut held = match held {
            Some(held) => held,
            None => change.insert(Counted::default())?,
        };
        held.entries.extend(found);
        change.put(&held)
    }
}

fn counts(entry: &JournalEntry) -> bool {
    entry.action != COUNT.key && !entry.seq.is_multiple_of(5)
}

/// A store of its own that loses nothing in any power cut: the hardest to keep in step with.
#[derive(Clone, Default)]
struct Elsewhere(Arc<Mutex<(Mark, Vec<Mark>)>>);

impl Exporter for Elsewhere {
    const NAME: &'static str = "elsewhere";
    const BATCH: usize = 4;
    const GATHER: Duration = Duration::from_millis(1);

    fn position(&mut self, _: &Store) -> Result<Mark> {
        Ok(self.0.lock().unwrap().0)
    }

    fn take(&mut self, _: &Visit, entries: &[JournalEntry], to: Mark) -> Result<()> {
        let mut held = self.0.lock().unwrap();
        held.1.extend(entries.iter().map(Mark::from));
        held.0 = to;
        Ok(())
    }

    fn start_over(&mut self, _: &Store) -> Result<()> {
        panic!("what an fsync covered is never taken back");
    }
}

/// Writes down when it was given something, and says something itself the first time.
#[derive(Clone, Default)]
struct Gathering(Arc<Mutex<(Mark, Vec<Instant>)>>);

impl Exporter for Gathering {
    const NAME: &'static str = "gathering";
    const GATHER: Duration = Duration::from_millis(300);

    fn position(&mut self, _: &Store) -> Result<Mark> {
        Ok(self.0.lock().unwrap().0)
    }

    fn take(&mut self, visit: &Visit, _: &[JournalEntry], to: Mark) -> Result<()> {
        let first = {
            let mut held = self.0.lock().unwrap();
            held.0 = to;
            held.1.push(Instant::now());
            held.1.len() == 1
        };
        match first {
            true => set(visit, visit.at, false).map(drop),
            false => Ok(()),
        }
    }

    fn start_over(&mut self, _: &Store) -> Result<()> {
        panic!("it is one journal");
    }
}

#[test]
fn what_comes_while_somebody_writes_elsewhere_is_gathered_as_well() {
    let scratch = Scratch::new("gathering");
    let store = open(&SimDisk::new(Vec::new(), 1), scratch.path()).unwrap();
    let gathering = Gathering::default();
    let jobs = Supervisor::new(&store, TimeZone::UTC);
    jobs.add(jobs::exporter(gathering.clone()));
    let visit = system(&store);
    set(&visit, visit.at, false).unwrap();
    let given = || gathering.0.lock().unwrap().1.clone();
    assert!(until(Duration::from_secs(60), || given().len() > 1).is_some());
    let given = given();
    assert!(given[1] - given[0] >= Gathering::GATHER, "it was gathered");
    jobs.stop();
    store.close();
}

fn open(disk: &Arc<SimDisk>, folder: &Path) -> Result<Arc<Store>> {
    Store::open_on(disk.clone(), folder, None, ring(), schema(), &options())
}

fn start(store: &Arc<Store>, elsewhere: &Elsewhere) -> Arc<Supervisor> {
    let jobs = Supervisor::new(store, TimeZone::UTC);
    jobs.add(jobs::follower(Counter));
    jobs.add(jobs::exporter(elsewhere.clone()));
    jobs.add(clock::clock(handlers()));
    jobs
}

const LIVES: u64 = 6;

#[test]
fn each_entry_and_each_wake_is_done_once_however_often_the_power_goes() {
    quiet_panics();
    let cuts = setting("ATRIUM_JOB_CUTS", 2_000);
    let began = Instant::now();
    let next = AtomicU64::new(setting("ATRIUM_SEED", 1));
    let last = next.load(Ordering::Relaxed) + cuts.div_ceil(LIVES);
    let (entries, undone) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let scratch = Scratch::new("jobs");
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= last {
                        return;
                    }
                    entries.fetch_add(live(seed, scratch.path(), &undone), Ordering::Relaxed);
                }
            });
        }
    });
    let of = |sum: &AtomicU64| sum.load(Ordering::Relaxed);
    println!(
        "{cuts} cuts, {} entries, {} lives in which the power took back something done, {:?}",
        of(&entries),
        of(&undone),
        began.elapsed()
    );
    assert!(of(&entries) > cuts * 3, "the load was real");
    assert!(of(&undone) > 0, "no cut took anything back");
}

/// One store through some cuts; how many entries it came to.
fn live(seed: u64, folder: &Path, undone: &AtomicU64) -> u64 {
    let mut rng = Rng::new(seed);
    let mut image = Vec::new();
    let elsewhere = Elsewhere::default();
    for _ in 0..LIVES {
        let disk = SimDisk::new(std::mem::take(&mut image), rng.next());
        let store = open(&disk, folder).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let newest = store.newest();
        disk.plan_cut(match rng.below(2) {
            0 => Cut::Call(1 + rng.below(120)),
            _ => Cut::Sync {
                nth: 1 + rng.below(8),
                done: rng.one_in(3),
            },
        });
        let jobs = start(&store, &elsewhere);
        for n in 0..12 {
            let visit = system(&store);
            let visit = if rng.one_in(3) {
                visit.relaxed()
            } else {
                visit
            };
            // Some are due at once, some were due long ago, some will be.
            let due = visit.at.plus([0, -time::DAY, 5][n % 3]);
            if set(&visit, due, false).is_err() {
                break;
            }
            if n % 3 == 0 {
                jobs.poke("clock");
            }
        }
        if rng.one_in(2) {
            thread::sleep(Duration::from_millis(rng.below(8)));
        }
        let reached = store.newest();
        if rng.one_in(6) {
            jobs.stop();
        }
        disk.cut_now();
        jobs.stop();
        drop(jobs);
        drop(store);
        image = disk.after_cut();
        let disk = SimDisk::new(image.clone(), 0);
        let left = open(&disk, folder).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        undone.fetch_add(
            u64::from(left.newest() < reached.max(newest)),
            Ordering::Relaxed,
        );
        left.close();
    }
    let store = open(&SimDisk::new(image, 0), folder).unwrap();
    let jobs = start(&store, &elsewhere);
    let rung = || {
        let alarms = all::<Alarm>(&store);
        alarms.iter().all(|alarm| alarm.due.is_none())
    };
    let done = until(Duration::from_secs(60), || {
        jobs.poke("clock");
        jobs.poke("elsewhere");
        store.settle().unwrap();
        rung() && jobs.status().iter().all(|job| job.lag.unwrap_or(0) == 0)
    });
    assert!(done.is_some(), "seed {seed}: {:?}", jobs.status());
    jobs.stop();
    let entries = store.entries_after(0, usize::MAX).unwrap();
    for alarm in all::<Alarm>(&store) {
        assert_eq!(alarm.rang, 1, "seed {seed}: {alarm:?}");
    }
    let should: Vec<u64> = entries
        .iter()
        .filter(|e| counts(e))
        .map(|e| e.seq)
        .collect();
    let counted = all::<Counted>(&store).pop().unwrap_or_default();
    assert_eq!(counted.entries, should, "seed {seed}: the follower");
    let should: Vec<Mark> = entries.iter().map(Mark::from).collect();
    assert_eq!(
        elsewhere.0.lock().unwrap().1,
        should,
        "seed {seed}: elsewhere"
    );
    assert_eq!(
        recount(&store).unwrap().problems,
        Vec::<String>::new(),
        "seed {seed}"
    );
    store.close();
    entries.len() as u64
}

fn all<R: Record>(store: &Arc<Store>) -> Vec<R> {
    system(store)
        .act(SET, |change| {
            let all = change.all::<R>()?;
            Ok(all.iter().map(Record::id).collect::<Vec<_>>())
        })
        .unwrap()
        .into_iter()
        .map(|id| system(store).find(id).unwrap())
        .collect()
}

fn fresh(name: &str) -> (Scratch, Arc<SimDisk>, Arc<Store>) {
    let scratch = Scratch::new(name);
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    (scratch, disk, store)
}

#[test]
fn after_days_of_being_off_all_is_done_once_and_in_order_and_what_fails_holds_nothing_up() {
    let (_scratch, _disk, store) = fresh("off");
    let now = Moment::now();
    let mut made = Vec::new();
    for n in [3, 1, 2, 0] {
        let due = now.plus(-n * time::DAY);
        made.push((due, set(&system(&store), due, n == 2).unwrap()));
    }
    for n in 0..250 {
        set(&system(&store), now.plus(-time::HOUR + n), false).unwrap();
    }
    let later = set(&system(&store), now.plus(time::DAY), false).unwrap();
    let before = store.newest();
    let mut clock = Clock::new(handlers());
    let at = |at: Moment| Visit::system(&store, at, TimeZone::UTC);
    while clock.strike(&at(now)).unwrap() == Next::Again {}
    let rung = |id: Id<Alarm>| system(&store).find(id).unwrap().rang;
    assert_eq!(rung(later), 0, "it is not due");
    made.sort();
    let stuck = made[1].1;
    let order: Vec<u64> = store
        .entries_after(before, 1_000)
        .unwrap()
        .iter()
        .map(|entry| entry.about().unwrap().id)
        .collect();
    assert_eq!(order.len(), 253);
    assert_eq!((order[0], order[1]), (made[0].1.raw(), made[2].1.raw()));
    assert_eq!(order[252], made[3].1.raw(), "the last one due comes last");
    let said = clock.trouble().unwrap();
    assert!(
        said.contains("stuck") && said.contains(&stuck.to_string()),
        "{said}"
    );
    // Once the reason is gone it is done, by whoever comes next.
    system(&store)
        .act(SET, move |change| {
            change.event();
            let mut alarm = change.on_behalf("mends it").load(stuck)?;
            alarm.stuck = false;
            change.put(&alarm)
        })
        .unwrap();
    let mut clock = Clock::new(handlers());
    for _ in 0..3 {
        clock.strike(&at(now)).unwrap();
    }
    assert_eq!((rung(stuck), clock.trouble()), (1, None));
    let mut clock = Clock::new(handlers());
    clock.strike(&at(now.plus(9 * time::DAY))).unwrap();
    clock.strike(&at(now.plus(10 * time::DAY))).unwrap();
    assert!(all::<Alarm>(&store).iter().all(|alarm| alarm.rang == 1));
    // Whoever looks after a kind that nobody handles says so.
    set(&system(&store), now, false).unwrap();
    let mut clock = Clock::new(Vec::new());
    clock.strike(&at(now)).unwrap();
    assert!(clock.trouble().unwrap().contains("nobody handles this"));
}

struct Stubborn(Arc<AtomicU64>, Arc<AtomicBool>);

impl Job for Stubborn {
    fn name(&self) -> &str {
        "stubborn"
    }
    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        while !turn.stopping() {
            thread::sleep(Duration::from_millis(5));
        }
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Next::After(Duration::ZERO))
    }
    fn end(&mut self, _: &Turn<'_>) {
        self.1.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_slow_and_a_panicking_job_delay_no_other_and_all_end_before_the_store() {
    quiet_panics();
    let (_scratch, _disk, store) = fresh("slow");
    let jobs = Supervisor::new(&store, TimeZone::UTC);
    let quick = Arc::new(AtomicU64::new(0));
    let alone = Arc::new(AtomicU64::new(0));
    for name in ["slow 1", "slow 2", "slow 3", "slow 4"] {
        let (quick, alone) = (quick.clone(), alone.clone());
        jobs.add(jobs::every(name, Duration::from_millis(1), move |_| {
            let before = quick.load(Ordering::Relaxed);
            thread::sleep(Duration::from_secs(2));
            let meanwhile = quick.load(Ordering::Relaxed) - before;
            alone.fetch_add(u64::from(meanwhile < 2), Ordering::Relaxed);
            Ok(())
        }));
    }
    jobs.add(jobs::every("panics", Duration::from_millis(1), |_| {
        std::panic::panic_any(super::notes::ON_PURPOSE)
    }));
    let failed = AtomicBool::new(false);
    jobs.add(jobs::every(
        "fails once",
        Duration::from_millis(1),
        move |_| match failed.swap(true, Ordering::Relaxed) {
            true => Ok(()),
            false => Err(Error::conflict("not yet")),
        },
    ));
    let (ended, put_away) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    jobs.add(Box::new(Stubborn(ended.clone(), put_away.clone())));
    let runs = quick.clone();
    jobs.add(jobs::every("quick", Duration::from_millis(20), move |_| {
        runs.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }));
    assert!(
        !jobs.add(jobs::every("quick", Duration::ZERO, |_| Ok(()))),
        "one of a name"
    );
    thread::sleep(Duration::from_millis(4_500));
    let status = jobs.status();
    let of = |name: &str| status.iter().find(|job| job.name == name).unwrap().clone();
    let panics = of("panics");
    assert_eq!(panics.stand, Stand::Failing);
    // Each time it waits for longer: without that there were thousands.
    assert!((1..=10).contains(&panics.failures), "{panics:?}");
    let said = panics.last_error.unwrap().1;
    assert!(said.contains(super::notes::ON_PURPOSE), "{said}");
    let once = of("fails once");
    assert!(
        once.failures == 1 && once.in_a_row == 0 && once.runs > 1,
        "{once:?}"
    );
    assert_eq!(of("stubborn").stand, Stand::Running);
    assert!(of("slow 4").runs >= 1);
    // While a slow one was at it, the quick one had its turns, however busy the machine is with other things.
    assert_eq!(alone.load(Ordering::Relaxed), 0, "runs that held it up");
    assert!(quick.load(Ordering::Relaxed) > 4);
    within(Duration::from_secs(60), {
        let jobs = jobs.clone();
        move || jobs.stop()
    });
    assert_eq!(
        (
            ended.load(Ordering::Relaxed),
            put_away.load(Ordering::Relaxed)
        ),
        (1, true)
    );
    let runs = quick.load(Ordering::Relaxed);
    thread::sleep(Duration::from_millis(60));
    assert_eq!(quick.load(Ordering::Relaxed), runs, "nothing runs any more");
    assert!(!jobs.add(jobs::every("late", Duration::ZERO, |_| Ok(()))));
    store.close();
}

static NIGHTS: AtomicU64 = AtomicU64::new(0);

const NIGHT: Schedule = Schedule {
    name: "night",
    first: Duration::ZERO,
    rhythm: |_| Ok(Some(Rhythm::Every(time::DAY))),
    last: |_, stored| Ok(stored),
    for_good: false,
    run: |_| {
        NIGHTS.fetch_add(1, Ordering::Relaxed);
        Ok(())
    },
};

static SWEEPS: AtomicU64 = AtomicU64::new(0);

const SWEEP: Schedule = Schedule {
    name: "sweep",
    for_good: true,
    run: |_| {
        SWEEPS.fetch_add(1, Ordering::Relaxed);
        Ok(())
    },
    ..NIGHT
};

/// A clock that was set ten years ahead would have everything taken away that is to be kept for less.
#[test]
fn what_can_not_be_made_good_waits_until_a_clock_that_went_far_is_believed() {
    let (_scratch, _disk, store) = fresh("sweep");
    let swept = || {
        let jobs = Supervisor::new(&store, TimeZone::UTC);
        jobs.add(jobs::schedule(SWEEP));
        assert!(until(Duration::from_secs(60), || jobs.status()[0].runs > 0).is_some());
        jobs.stop();
        SWEEPS.load(Ordering::Relaxed)
    };
    let ago = |days: i64| Moment::now().plus(-days * time::DAY);
    let remember = |done: serde_json::Value| {
        let deed = system(&store).act(SET, move |change| change.remember("schedule/sweep", &done));
        deed.unwrap();
    };
    let waits = || SWEEP.waits(&system(&store)).unwrap();
    assert_eq!((swept(), waits()), (1, None), "there is nothing old yet");
    remember(serde_json::json!({ "last": ago(3) }));
    assert_eq!((swept(), waits()), (2, None), "a house rests over holidays");
    remember(serde_json::json!({ "last": ago(3_650) }));
    assert_eq!(swept(), 2);
    let until = waits().unwrap();
    assert!(until.since(Moment::now()) > 6 * time::DAY, "{until:?}");
    assert_eq!(swept(), 2, "a restart is no reason");
    assert!(
        waits().unwrap().since(until) < time::HOUR,
        "it doesn't begin again"
    );
    let leap = serde_json::json!({ "since": ago(8), "seen": ago(1) });
    remember(serde_json::json!({ "last": ago(3_650), "leap": leap }));
    assert_eq!((swept(), waits()), (3, None));
    store.close();
}

#[test]
fn what_is_periodic_is_remembered_across_restarts_and_a_clock_that_was_wrong_stops_nothing() {
    let (scratch, disk, store) = fresh("night");
    let once = |store: &Arc<Store>| {
        let jobs = Supervisor::new(store, TimeZone::UTC);
        jobs.add(jobs::schedule(NIGHT));
        assert!(until(Duration::from_secs(60), || jobs.status()[0].runs > 0).is_some());
        jobs.stop();
        NIGHTS.load(Ordering::Relaxed)
    };
    assert_eq!(once(&store), 1);
    store.close();
    let store = open(&SimDisk::new(disk.content(), 2), scratch.path()).unwrap();
    assert_eq!(once(&store), 1, "a restart is no reason");
    let at = |days: i64| Visit::system(&store, Moment::now().plus(days * time::DAY), TimeZone::UTC);
    assert!(!NIGHT.is_due(&at(0)).unwrap() && NIGHT.is_due(&at(1)).unwrap());
    // It was done in 2035, by a clock that has been set right since.
    let wrong = serde_json::json!({ "last": Moment::now().plus(9 * 365 * time::DAY) });
    system(&store)
        .act(SET, move |change| change.remember("schedule/night", &wrong))
        .unwrap();
    assert!(NIGHT.is_due(&at(0)).unwrap());
    store.close();
}
