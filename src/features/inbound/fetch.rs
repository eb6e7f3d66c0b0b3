//! The job that looks into the mailbox: what came since it looked last is told apart by the child process and taken in, one
//! mail after the other; what is done with is marked there once that is on the disk, and never before.

use std::time::Duration;

use super::{
    cursor::{CURSOR, Cursor, NAME, ROUND},
    look::{Look, WENT_WRONG, said},
    open::{Said, open},
};
use crate::{
    base::{Error, Result},
    extract::Worker,
    features::mail::{self, InboundMailbox, Secret},
    jobs::{Job, Next, Turn},
};

/// How long between two looks, and how long at most while the mailbox can't be read.
const LOOK: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(900);
/// A mail that breaks something in the house so often is left where it lies.
const TRIES: u32 = 5;

#[derive(Default)]
pub struct Fetcher {
    times: u32,
    trouble: Option<String>,
    /// The mail that the server refused to mark last; 0 where it refused none.
    behind: u32,
    /// The mail that broke something last, and how often.
    broke: Option<(u32, u32)>,
}

impl Fetcher {
    /// One look. Whether there is more, and what can't be marked.
    fn look(
        &mut self,
        turn: &Turn<'_>,
        held: &InboundMailbox,
        password: Option<Secret>,
    ) -> Result<Said<(bool, Option<String>)>> {
        let Some(worker) = turn.store.service::<Worker>() else {
            return Ok(Err("There is no program that mails are read with.".into()));
        };
        match worker.may_read() {
            Ok(true) => {}
            Ok(false) => {
                return Ok(Err(
                    "Mails are read by a process that is closed in, and here it isn't.".into(),
                ));
            }
            Err(failure) => return Ok(Err(failure.to_string())),
        }
        let mut line = said!(open(&turn.visit(), held, password));
        let folder = said!(line.select(&held.folder));
        let place = format!("{}/{}", held.account(), held.folder);
        let begun = Cursor {
            place: place.clone(),
            validity: folder.validity,
            last: 0,
            old: folder.next.unwrap_or(1),
        };
        let known: Option<Cursor> = turn.store.remembered(CURSOR)?;
        let known = known.filter(|held| held.place == place && held.validity == folder.validity);
        let mut look = Look {
            turn,
            held,
            worker: &worker,
            line,
            place,
            validity: folder.validity,
            unmarked: None,
            behind: self.behind,
            refused: 0,
        };
        let more = said!(self.look_through(&mut look, known.unwrap_or(begun))?);
        // Where nothing was refused behind it, the first are tried again.
        self.behind = if look.refused > 0 { look.behind } else { 0 };
        look.line.close();
        Ok(Ok((more, look.unmarked)))
    }

    fn look_through(&mut self, look: &mut Look<'_>, mut cursor: Cursor) -> Result<Said<bool>> {
        said!(look.acknowledge()?);
        if !said!(look.take_again(&cursor)?) {
            return Ok(Ok(true));
        }
        let from = cursor.last.saturating_add(1);
        let mut numbers = Vec::new();
        if from < cursor.old {
            numbers.extend(said!(look.line.numbers(from, Some(cursor.old - 1), true)));
        }
        numbers.extend(said!(look.line.numbers(from.max(cursor.old), None, false)));
        let more = numbers.len() > ROUND;
        for number in numbers.into_iter().take(ROUND) {
            if look.turn.stopping() {
                return Ok(Ok(false));
            }
            cursor.last = number;
            let fetched = match look.fetch(number) {
                Ok(fetched) => fetched,
                // Whatever it says, it may be the stopping that it says it of.
                Err(_) if look.turn.stopping() => return Ok(Ok(false)),
                Err(why) => return Ok(Err(why)),
            };
            let Some(fetched) = fetched else {
                continue;
            };
            if !look.holds()? {
                return Ok(Ok(true));
            }
            match look.take(number, &fetched, &cursor) {
                Ok(taken) => {
                    self.broke = None;
                    // The same mail came once more: what is noted of it is marked elsewhere.
                    if taken.again && taken.outcome.is_done() {
                        said!(look.mark(number));
                    }
                }
                // The scanner or the disk: nothing is taken in meanwhile.
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(error) => {
                    let times = match self.broke {
                        Some((of, times)) if of == number => times + 1,
                        _ => 1,
                    };
                    self.broke = Some((number, times));
                    if times < TRIES {
                        return Err(error);
                    }
                    tracing::error!(%error, number, "a mail can't be taken in, so it is left");
                    look.take(number, &fetched.left(WENT_WRONG), &cursor)?;
                    self.broke = None;
                }
            }
            said!(look.acknowledge()?);
        }
        Ok(Ok(more))
    }
}

impl Job for Fetcher {
    fn name(&self) -> &str {
        NAME
    }

    /// A server that starts is there for its people first.
    fn first(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        // What can't be written down would be taken in again.
        if let Some(why) = turn.store.health().read_only {
            return Err(Error::Unavailable(why));
        }
        let held = mail::to_open(&turn.visit())?.filter(|(held, _)| held.on);
        let Some((held, password)) = held else {
            *self = Fetcher::default();
            return Ok(Next::After(LOOK));
        };
        match self.look(turn, &held, password)? {
            Ok((more, unmarked)) => {
                (self.times, self.trouble) = (0, unmarked);
                Ok(if more { Next::Again } else { Next::After(LOOK) })
            }
            Err(why) => {
                tracing::warn!(why, "the mailbox can't be looked into");
                self.trouble = Some(why);
                self.times = (self.times + 1).min(10);
                let rest = LOOK * (1 << (self.times - 1).min(5));
                Ok(Next::After(rest.min(LONGEST)))
            }
        }
    }

    fn poked(&mut self) {
        self.times = 0;
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.clone()
    }
}
