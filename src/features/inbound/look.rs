//! One look into the mailbox: fetching a mail and having it told apart, and marking there what is done with.

use super::{
    actions::{ACKNOWLEDGE, TAKE_IN},
    arrived::Arrived,
    cursor::{CURSOR, Cursor, ROUND},
    mail::{AGAIN, InboundMail, UNMARKED},
    open::Said,
    take::{Taken, take_in},
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Query},
    extract::{Failure, ReceivedMail, Worker},
    features::mail::{self, InboundMailbox},
    jobs::{Turn, egress::imap::Line},
};

pub const WENT_WRONG: &str = "Something went wrong with it in Atrium; the log says what.";
/// The largest mail that is fetched.
const MOST: usize = 25 << 20;
/// Mails that a server may refuse to mark within one look.
const REFUSALS: usize = ROUND;

/// What the server does wrong is told, and what is wrong in the house is an error.
macro_rules! said {
    ($asked:expr) => {
        match $asked {
            Ok(said) => said,
            Err(why) => return Ok(Err(why)),
        }
    };
}
pub(super) use said;

pub struct Look<'a> {
    pub turn: &'a Turn<'a>,
    pub held: &'a InboundMailbox,
    pub worker: &'a Worker,
    pub line: Line,
    /// Whose mailbox, and which folder.
    pub place: String,
    pub validity: u32,
    /// What is done with and can't be marked so, in words.
    pub unmarked: Option<String>,
    /// The mail that the server refused to mark last, behind which marking goes on, and how many it refused in this look.
    pub behind: u32,
    pub refused: usize,
}

/// A mail as it was fetched, and as it was told apart or why it can't be.
pub struct Fetched {
    whole: Vec<u8>,
    read: std::result::Result<ReceivedMail, String>,
}

impl Fetched {
    /// One that is left where it lies, for a reason of its own.
    pub fn left(self, why: &str) -> Fetched {
        Fetched {
            read: Err(why.to_owned()),
            ..self
        }
    }
}

impl Look<'_> {
    /// A mail of the folder; nothing when it is gone.
    pub fn fetch(&mut self, number: u32) -> Said<Option<Fetched>> {
        let Some(size) = self.line.size(number)? else {
            return Ok(None);
        };
        if size as usize > MOST {
            return Ok(Some(Fetched {
                whole: format!("{} {} {number}", self.place, self.validity).into_bytes(),
                read: Err(format!("It is larger than {} MB.", MOST >> 20)),
            }));
        }
        let Some(whole) = self.line.fetch(number, MOST + (1 << 20))? else {
            return Ok(None);
        };
        let read = match self.worker.mail(&whole, &|| self.turn.stopping()) {
            Ok(read) => Ok(read),
            Err(Failure::Lasting(why)) => Err(why),
            Err(Failure::Passing(why)) => return Err(why),
        };
        Ok(Some(Fetched { whole, read }))
    }

    /// Whether the mailbox is set as it was when this look began. What was changed since counts for every mail that isn't
    /// taken in yet, so such a look ends and another begins.
    pub fn holds(&self) -> Result<bool> {
        let now = mail::to_open(&self.turn.visit())?;
        Ok(now.is_some_and(|(held, _)| held.version == self.held.version))
    }

    /// Takes one in.
    pub fn take(&self, number: u32, fetched: &Fetched, cursor: &Cursor) -> Result<Taken> {
        self.take_wanted((number, None), fetched, cursor)
    }

    fn take_wanted(
        &self,
        (number, wanted): (u32, Option<Id<InboundMail>>),
        fetched: &Fetched,
        cursor: &Cursor,
    ) -> Result<Taken> {
        let arrived = Arrived {
            mailbox: self.held,
            place: &self.place,
            validity: self.validity,
            number,
            whole: &fetched.whole,
            read: fetched.read.as_ref().map_err(String::as_str),
            wanted,
        };
        take_in(&self.turn.visit(), &arrived, CURSOR, cursor.clone())
    }

    /// Takes in after all what somebody asked for that was left; whether this look still holds.
    pub fn take_again(&mut self, cursor: &Cursor) -> Result<Said<bool>> {
        let asked = Query::<InboundMail>::by(AGAIN).limit(ROUND);
        for mail in self.turn.visit().list(asked)?.rows {
            let here = mail.place == self.place && mail.validity == self.validity;
            let fetched = match here {
                true => said!(self.fetch(mail.number)),
                false => None,
            };
            let Some(fetched) = fetched else {
                self.stays(mail.id, "It doesn't lie in the mailbox any more.")?;
                continue;
            };
            if !self.holds()? {
                return Ok(Ok(false));
            }
            match self.take_wanted((mail.number, Some(mail.id)), &fetched, cursor) {
                Ok(_) => {}
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, number = mail.number, "a mail can't be taken in, so it is left");
                    self.stays(mail.id, WENT_WRONG)?;
                }
            }
        }
        Ok(Ok(true))
    }

    /// One that was wanted after all stays left.
    fn stays(&self, id: Id<InboundMail>, why: &'static str) -> Result<()> {
        self.turn.visit().act_softly(TAKE_IN, move |change| {
            let mut mail = change.subject(id)?;
            mail.again = false;
            mail.reason = why.into();
            change.put(&mail)
        })
    }

    /// Tells the mailbox that a mail is done with; whether it heard.
    pub fn mark(&mut self, number: u32) -> Said<bool> {
        let marked = self.line.mark_read(number)?;
        let moved = match self.held.done_folder.as_str() {
            folder if marked && !folder.is_empty() => self.line.move_to(number, folder)?,
            _ => true,
        };
        if !marked || !moved {
            let what = if marked { "moved" } else { "marked as read" };
            self.unmarked = Some(format!(
                "{} doesn't let mails be {what}: what was taken in looks new there.",
                self.held.host
            ));
        }
        Ok(marked && moved)
    }

    /// Marks in the mailbox what is done with, on the disk, and not marked yet. What the server doesn't mark waits for a
    /// later look, and so does everything else once it refused many: those behind it have their turn first then.
    pub fn acknowledge(&mut self) -> Result<Said<()>> {
        let visit = self.turn.visit();
        let behind = Key::new().number(u64::from(self.behind) + 1);
        let waiting = Query::<InboundMail>::by(UNMARKED)
            .from(behind)
            .limit(4 * ROUND);
        for mail in visit.list(waiting)?.rows {
            if self.refused >= REFUSALS {
                break;
            }
            // Numbers of another mailbox, or of another time, name other mails.
            let here = mail.place == self.place && mail.validity == self.validity;
            if here && !said!(self.mark(mail.number)) {
                (self.behind, self.refused) = (mail.number, self.refused + 1);
                continue;
            }
            // Softly: what a power cut takes back is marked once more.
            visit.act_softly(ACKNOWLEDGE, move |change| {
                let mut mail = change.subject(mail.id)?;
                mail.marked = true;
                change.put(&mail)
            })?;
        }
        Ok(Ok(()))
    }
}
