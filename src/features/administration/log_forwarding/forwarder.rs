//! The job that forwards: a round gathers what there is, hands it over in one connection, and then moves on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{
    LogDestination,
    actions::{SEND, TEST},
    destination::DESTINATION,
    message::{self, Sender},
    queue::{LogQueue, QUEUE},
};
use crate::{
    access::Listener,
    base::{Error, Result, if_found},
    data::{Mark, Record, Store, Visit},
    features::{mail::SmtpContext, people::Directory},
    jobs::{
        Job, LogLine, LogLines, Next, Supervisor, Turn,
        egress::syslog::{self, Collector},
        outbox::Rest,
    },
};

const NAME: &str = "log forwarding";
/// Messages of one round: some hundred kilobytes.
const ROUND: usize = 500;
/// Lines of the log may come without an entry of the journal.
const LOOK: Duration = Duration::from_secs(5);
const OFF: Duration = Duration::from_secs(60);
/// Entries that are sent again where the journal is another than the one that was followed: a snapshot was restored.
const AGAIN: u64 = 1_000;

pub fn job() -> Box<dyn Job> {
    Box::new(Forwarder::default())
}

#[derive(Default)]
struct Forwarder {
    rest: Rest,
    /// What the collector has, until that is written down.
    taken: Option<Taken>,
    reached: Arc<AtomicU64>,
}

/// How far a round comes: the cursor as it is stored and as it will be, and lines of the queue.
#[derive(Clone)]
struct Taken {
    from: Option<Mark>,
    to: Mark,
    lines: usize,
    lost: u64,
}

/// A round's messages, and whether there is more.
struct Round {
    messages: Vec<String>,
    taken: Taken,
    full: bool,
}

impl Forwarder {
    fn forward(&mut self, visit: &Visit) -> Result<Next> {
        let store = visit.store();
        let lines = store.service::<LogLines>();
        let destination = if_found(visit.find(DESTINATION))?;
        let Some(destination) = destination.filter(|held: &LogDestination| held.on) else {
            if let Some(lines) = lines {
                lines.keep(None);
            }
            self.rest = Rest::default();
            // What waits in the journal is late for nobody.
            self.reached.store(u64::MAX, Ordering::Relaxed);
            return Ok(Next::After(OFF));
        };
        // What can't be written down afterwards would be sent again.
        if let Some(why) = store.health().read_only {
            return Err(Error::Unavailable(why));
        }
        self.settle(visit)?;
        if let Some(lines) = lines {
            lines.keep(destination.program.severity());
            put_away(visit, &lines)?;
        }
        self.rest.is_about(destination.version);
        if self.rest.lasts(visit.at) {
            return Ok(Next::After(LOOK));
        }
        let round = gather(visit, &destination)?;
        if !round.messages.is_empty() {
            if let Err(why) = hand_over(store, &destination, &round.messages) {
                tracing::warn!(why, "logs can't be forwarded");
                self.rest.grow(visit.at, why);
                let reached = round.taken.from.map_or(0, |from| from.seq);
                self.reached.store(reached, Ordering::Relaxed);
                return Ok(Next::After(LOOK));
            }
            self.rest = Rest::of(destination.version);
        }
        self.reached.store(round.taken.to.seq, Ordering::Relaxed);
        self.taken = Some(round.taken);
        self.settle(visit)?;
        Ok(match round.full {
            true => Next::Again,
            false => Next::After(LOOK),
        })
    }

    /// Writes down what the collector has. It is kept until that works; nothing else is sent before.
    fn settle(&mut self, visit: &Visit) -> Result<()> {
        let Some(taken) = self.taken.clone() else {
            return Ok(());
        };
        if taken.from == Some(taken.to) && taken.lines == 0 && taken.lost == 0 {
            self.taken = None;
            return Ok(());
        }
        // A conflict is an answer too: the journal is another one meanwhile, and is read anew.
        let written = visit.act_softly(SEND, move |change| {
            if taken.from != Some(taken.to) {
                change.move_cursor(NAME, taken.from, taken.to)?;
            }
            if taken.lines > 0 || taken.lost > 0 {
                let mut queue = change.subject::<LogQueue>(QUEUE)?;
                queue.sent(taken.lines, taken.lost);
                change.put(&queue)?;
            }
            Ok(())
        });
        match written {
            Ok(()) | Err(Error::Conflict(_)) => {
                self.taken = None;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

/// Lines of the log go from memory to where they outlive the process.
fn put_away(visit: &Visit, lines: &LogLines) -> Result<()> {
    let (came, lost) = lines.take();
    if came.is_empty() && lost == 0 {
        return Ok(());
    }
    let put = |(came, lost): (Vec<LogLine>, u64)| {
        let there = if_found(visit.find(QUEUE))?.is_some();
        visit.act_softly(SEND, move |change| {
            let mut queue = match there {
                true => change.subject::<LogQueue>(QUEUE)?,
                false => change.insert(LogQueue::default())?,
            };
            queue.add(came, lost);
            change.put(&queue)
        })
    };
    put((came.clone(), lost)).inspect_err(|_| lines.give_back((came, lost)))
}

/// What there is to send, as far as one round goes.
fn gather(visit: &Visit, destination: &LogDestination) -> Result<Round> {
    let store = visit.store();
    let sender = sender(store);
    let stored = store.cursor(NAME)?;
    let mut messages = Vec::new();
    let (mark, entries) = match stored {
        Some(mark) => match store.entries_from(mark, ROUND, true)? {
            Some(entries) => (mark, entries),
            None => {
                let said = "The journal is another one than before: a snapshot was restored. Its last entries are sent again.";
                messages.push(sender.of_itself(visit.at, 4, said));
                from(store, store.newest().saturating_sub(AGAIN))?
            }
        },
        // From the deed on that switched it on.
        None => from(store, destination.version.saturating_sub(1))?,
    };
    let full = entries.len() == ROUND;
    let names = Directory::of(visit)?;
    let schema = store.schema();
    for entry in &entries {
        if message::goes(destination.journal, schema, entry) {
            messages.push(sender.of_entry(schema, entry, names.name_of(entry.person)));
        }
    }
    let queue = if_found(visit.find(QUEUE))?.unwrap_or_default();
    messages.extend(
        queue
            .lines
            .iter()
            .take(ROUND)
            .map(|line| sender.of_line(line)),
    );
    if queue.lost > 0 {
        let said = format!("{} lines of the log were too many to be kept.", queue.lost);
        messages.push(sender.of_itself(visit.at, 4, &said));
    }
    Ok(Round {
        messages,
        taken: Taken {
            from: stored,
            to: entries.last().map_or(mark, Mark::from),
            lines: queue.lines.len().min(ROUND),
            lost: queue.lost,
        },
        full: full || queue.lines.len() > ROUND,
    })
}

/// The entries after one, and it as the place that they are read from.
fn from(store: &Store, seq: u64) -> Result<(Mark, Vec<crate::data::JournalEntry>)> {
    let before = store.entries_after(seq.saturating_sub(1), 1)?;
    let before = before.first().filter(|entry| seq > 0 && entry.seq == seq);
    let mark = before.map_or(Mark::START, Mark::from);
    let entries = store.entries_from(mark, ROUND, true)?;
    Ok((mark, entries.unwrap_or_default()))
}

fn sender(store: &Store) -> Sender {
    let outside = store.service::<SmtpContext>();
    let address = outside.and_then(|outside| outside.hosts.outward(Listener::Staff));
    Sender::of(address.as_deref())
}

fn hand_over(store: &Store, to: &LogDestination, messages: &[String]) -> Result<(), String> {
    let outside = store.service::<SmtpContext>();
    let collector = Collector {
        host: &to.host,
        port: to.port,
        roots: outside
            .as_ref()
            .and_then(|outside| outside.roots.as_deref()),
    };
    syslog::deliver(&collector, messages, syslog::PATIENCE)
}

/// What came of a test.
pub struct Tried {
    pub well: bool,
    pub said: String,
}

/// Hands over one message, to the collector as it is saved, on or off.
pub fn try_out(visit: &Visit, held: &LogDestination, house: &str) -> Result<Tried> {
    if held.host.is_empty() {
        return Err(Error::conflict("Save a collector first."));
    }
    let store = visit.store();
    let said = format!("This is a test of {house}. Whoever reads it knows that logs arrive.");
    let message = sender(store).of_itself(visit.at, 5, &said);
    let tried = match hand_over(store, held, &[message]) {
        Ok(()) => Tried {
            well: true,
            said: format!("{}, port {}, took a message.", held.host, held.port),
        },
        Err(said) => Tried { well: false, said },
    };
    let (note, about) = (tried.said.clone(), held.as_ref());
    visit.act(TEST, move |change| {
        change.event();
        change.about(about);
        change.note(note);
        Ok(())
    })?;
    if tried.well {
        hasten(store);
    }
    Ok(tried)
}

/// Has what there is forwarded now, also while it rests.
pub fn hasten(store: &Store) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(NAME);
    }
}

impl Job for Forwarder {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        self.forward(&turn.visit())
    }

    fn first(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn gathers(&self) -> Option<Duration> {
        Some(Duration::from_secs(1))
    }

    fn reached(&self) -> Option<Arc<AtomicU64>> {
        Some(self.reached.clone())
    }

    fn poked(&mut self) {
        self.rest = Rest::default();
    }

    fn trouble(&self) -> Option<String> {
        self.rest.why.clone()
    }
}
