//! The store in this process, without a server: commands, how its file grows, how soon a demo is made, and what a
//! snapshot costs those who write meanwhile.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    process::{at, milliseconds, own_cpu, written_by},
    report::{Report, Row, Unit},
    scene::find,
};
use crate::{
    access::Actor,
    base::{Error, Id, Moment, Result},
    commands::demo::{
        cast::{self, Account},
        fill::{self, Size},
    },
    data::{Origin, Store, Unlock, Visit, snapshot},
    features::{self, authority, leads, sign_in},
    testing::house::open_store,
};

/// How often records are written anew to see how the file grows.
const UPDATES: u64 = 20_000;

pub fn measure(root: &Path, report: &mut Report) -> Result<()> {
    for clients in [1, 8, 64] {
        commands(&root.join(format!("commands-{clients}")), clients, report)?;
    }
    growth(&root.join("growth"), report)?;
    demo(&root.join("demo"), report)
}

/// Somebody of a house who writes in this process.
pub struct Writer {
    store: Arc<Store>,
    actor: Arc<Actor>,
}

impl Writer {
    pub fn of(store: &Arc<Store>, account: &Account) -> Result<Writer> {
        let access = store.cached::<authority::Access>()?;
        let (actor, _) = access.actor(account.id).ok_or(Error::NotFound)?;
        Ok(Writer {
            store: store.clone(),
            actor,
        })
    }

    /// In a house with nobody but the cast.
    fn in_new(folder: &Path) -> Result<Writer> {
        let store = open_store(folder)?;
        let system = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&system, sign_in::new_totp_secret)?;
        Writer::of(&store, find(&accounts, "sales-closer")?)
    }

    pub fn visit(&self) -> Visit {
        Visit::new(
            self.store.clone(),
            self.actor.clone(),
            Origin::server(),
            Moment::now(),
            TimeZone::UTC,
        )
    }

    fn add_lead(&self, name: &str) -> Result<Id<leads::Lead>> {
        let new = leads::NewLead {
            lead: lead(name),
            despite: true,
        };
        leads::create(&self.visit(), new)
    }
}

fn lead(company: &str) -> leads::LeadForm {
    leads::LeadForm {
        company: company.to_owned(),
        ..leads::LeadForm::default()
    }
}

/// Work by so many at once until it is over; how often it was done.
fn by_many(clients: u32, work: impl Fn(u64) -> Result<bool> + Sync) -> Result<u64> {
    let count = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    while work(count.fetch_add(1, Ordering::Relaxed))? {}
                    Ok(())
                })
            })
            .collect();
        hands.into_iter().try_for_each(|hand| {
            hand.join()
                .map_err(|_| Error::internal("a writer of many panicked"))?
        })
    })?;
    // Each found the end by asking once more.
    Ok(count.load(Ordering::Relaxed) - u64::from(clients))
}

/// Durable commands, each answered after its fsync.
fn commands(folder: &Path, clients: u32, report: &mut Report) -> Result<()> {
    let writer = Writer::in_new(folder)?;
    let (cpu, begun) = (own_cpu(), Instant::now());
    let done = by_many(clients, |n| {
        if begun.elapsed() > Duration::from_secs(4) {
            return Ok(false);
        }
        writer.add_lead(&format!("Company {n}")).map(|_| true)
    })? as f64;
    let each = milliseconds(own_cpu() - cpu) / done;
    let name = format!("add a lead, {clients} at once");
    report.add(Row::new(name.clone(), each, Unit::Cpu));
    let rate = done / begun.elapsed().as_secs_f64();
    report.add(Row::new(format!("{name}, how many"), rate, Unit::ASecond));
    writer.store.close();
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// What 20,000 changes to a hundred records leave on the disk.
fn growth(folder: &Path, report: &mut Report) -> Result<()> {
    let writer = Writer::in_new(folder)?;
    let mut ids = Vec::new();
    for n in 0..100 {
        ids.push(writer.add_lead(&format!("Company {n}"))?);
    }
    let size = || fs::metadata(folder.join("atrium.db")).map_or(0.0, |held| held.len() as f64);
    let (before, written, cpu) = (size(), written_by("self"), own_cpu());
    by_many(64, |n| {
        if n >= UPDATES {
            return Ok(false);
        }
        let id = ids[n as usize % ids.len()];
        leads::edit(&writer.visit(), id, lead(&format!("Name {n}"))).map(|()| true)
    })?;
    let each = |bytes: f64| bytes / UPDATES as f64 / 1000.0;
    let grown = (size() - before) / 1e6;
    report.add(Row::new(
        format!("file after {UPDATES} updates"),
        grown,
        Unit::Megabytes,
    ));
    report.add(Row::new("file, an entry", each(size() - before), Unit::Kilobytes).budget(1.5));
    let written = each(written_by("self") - written);
    report.add(Row::new(
        "an update, 64 at once, written",
        written,
        Unit::Kilobytes,
    ));
    let cpu = milliseconds(own_cpu() - cpu) / UPDATES as f64;
    report.add(Row::new("an update, 64 at once", cpu, Unit::Cpu));
    writer.store.close();
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// `atrium demo` at the customer's size.
fn demo(folder: &Path, report: &mut Report) -> Result<()> {
    let store = open_store(folder)?;
    let (cpu, begun) = (own_cpu(), Instant::now());
    fill::fill(&store, 1, Size::scale(1), Moment::now(), |_| {})?;
    let seconds = begun.elapsed().as_secs_f64();
    report.add(Row::new("demo at scale 1", seconds, Unit::Seconds).budget(8.0));
    let each = milliseconds(own_cpu() - cpu) / store.newest() as f64;
    report.add(Row::new("demo, an entry", each, Unit::Cpu));
    let size = fs::metadata(folder.join("atrium.db"))?.len() as f64;
    let each = size / store.newest() as f64 / 1000.0;
    report.add(Row::new("demo, file an entry", each, Unit::Kilobytes).budget(1.5));
    store.close();
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// A writer beside a snapshot, and the snapshot.
pub fn copies(folder: &Path, writer: &Account, report: &mut Report) -> Result<()> {
    let store = open_store(folder)?;
    let writer = Writer::of(&store, writer)?;
    let to = folder.join("snapshots");
    let alone = waits(&writer, || {
        std::thread::sleep(Duration::from_secs(3));
        Ok(())
    })?;
    let mut made = None;
    let mut taken = (Duration::ZERO, Duration::ZERO);
    let beside = waits(&writer, || {
        let (cpu, begun) = (own_cpu(), Instant::now());
        made = Some(snapshot::create(&store, &to, Moment::now())?);
        taken = (own_cpu() - cpu, begun.elapsed());
        Ok(())
    })?;
    store.close();
    drop((writer, store));
    let (path, summary) = made.ok_or_else(|| Error::internal("no snapshot was taken"))?;
    let longest = |name: &str, waits: &[Duration]| {
        Row::new(name, at(waits, 100), Unit::Milliseconds).walls(at(waits, 50), at(waits, 99))
    };
    report.add(longest("a writer's longest wait", &alone));
    report.add(longest("the same beside a snapshot", &beside).budget(50.0));
    let gigabytes = summary.bytes as f64 / 1e9;
    report.add(Row::new(
        "snapshot",
        summary.bytes as f64 / 1e6,
        Unit::Megabytes,
    ));
    let each = taken.1.as_secs_f64() / gigabytes;
    report.add(Row::new(
        "snapshot beside a writer, a GB",
        each,
        Unit::Seconds,
    ));
    let (cpu, unlock) = (own_cpu(), Unlock::key_file(&folder.join("atrium.key"))?);
    let restored = folder.join("restored");
    snapshot::restore(
        &path,
        &unlock,
        &features::schema(),
        &restored,
        Moment::now(),
    )?;
    let each = (own_cpu() - cpu).as_secs_f64() / gigabytes;
    report.add(Row::new("restore with every check, CPU a GB", each, Unit::Seconds).budget(15.0));
    Ok(())
}

/// How long each deed of one writer took, sorted, while something else went on.
fn waits(writer: &Writer, beside: impl FnOnce() -> Result<()>) -> Result<Vec<Duration>> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let deeds = scope.spawn(|| -> Result<Vec<Duration>> {
            let mut took = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let begun = Instant::now();
                writer.add_lead(&format!("Meanwhile {}", took.len()))?;
                took.push(begun.elapsed());
            }
            took.sort_unstable();
            Ok(took)
        });
        let done = beside();
        over.store(true, Ordering::Relaxed);
        let took = deeds
            .join()
            .map_err(|_| Error::internal("the writer panicked"))?;
        done.and(took)
    })
}
