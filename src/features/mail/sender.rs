//! The post: a thread that sends what is due, after the commit, and says what came of it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    MailServer, SEND, TEST,
    outgoing::{self, OutgoingMail, RAN_OUT, Stage},
    password::PASSWORD,
    server::SERVER,
    wire::{self, Mail},
};
use crate::{
    access::Listener,
    base::{Error, Id, Moment, Result, time},
    data::{Query, Visit},
    jobs::{
        Turn,
        egress::smtp::{Line, Trouble},
    },
    web::Hosts,
};

/// What of the machine the post needs, and how the server stood when it was asked last.
pub struct SmtpContext {
    /// A file of certificates instead of the machine's.
    pub roots: Option<PathBuf>,
    pub hosts: Arc<Hosts>,
    rest: Mutex<Rest>,
}

/// A server with which nothing goes is left alone for a while.
#[derive(Default)]
struct Rest {
    until: Moment,
    times: u32,
    /// The settings it was about: others are tried at once.
    version: u64,
}

const FIRST: i64 = 5 * time::SECOND;
const LONGEST: i64 = 10 * time::MINUTE;
/// Letters that go in one round, over one connection.
const ROUND: usize = 50;

impl SmtpContext {
    pub fn new(roots: Option<PathBuf>, hosts: Arc<Hosts>) -> SmtpContext {
        SmtpContext {
            roots,
            hosts,
            rest: Mutex::default(),
        }
    }

    /// How links begin; None as long as the configuration doesn't say by which address people come.
    pub fn base(&self, portal: bool) -> Option<String> {
        self.hosts.outward(match portal {
            true => Listener::Portal,
            false => Listener::Staff,
        })
    }

    fn rest(&self) -> std::sync::MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody wants it tried at once.
    pub fn wake(&self) {
        *self.rest() = Rest::default();
    }

    fn rests(&self, server: &MailServer, at: Moment) -> bool {
        let rest = self.rest();
        rest.version == server.version && rest.until > at
    }

    fn went_wrong(&self, server: &MailServer, at: Moment) {
        let mut rest = self.rest();
        if rest.version != server.version {
            *rest = Rest::default();
        }
        rest.version = server.version;
        rest.until = at.plus((FIRST << rest.times.min(10)).min(LONGEST));
        rest.times += 1;
    }
}

/// Every second.
pub fn go(turn: &Turn<'_>) -> Result<()> {
    match turn.store.service::<SmtpContext>() {
        Some(outside) => round(&turn.visit(), &outside),
        None => Ok(()),
    }
}

/// Sends what is due.
fn round(visit: &Visit, outside: &SmtpContext) -> Result<()> {
    let Ok(server) = visit.find(SERVER) else {
        return Ok(());
    };
    if !server.on || outside.rests(&server, visit.at) {
        return Ok(());
    }
    let list = Query::by(outgoing::BY_STAGE).under(OutgoingMail::staged(Stage::Waiting));
    let mut due = visit.list::<OutgoingMail>(list.limit(ROUND))?.rows;
    due.retain(|held| held.next <= visit.at);
    let mut line: Option<Line> = None;
    for held in due {
        if held.ran_out(visit.at) {
            ended(visit, held.id, |letter, at| {
                letter.dropped(at, RAN_OUT);
            })?;
            continue;
        }
        // Somebody may have taken it back since the round began.
        let Ok(held) = fresh(visit, held.id) else {
            continue;
        };
        match carry(visit, outside, &server, &mut line, &held) {
            Ok(said) => ended(visit, held.id, move |letter, at| letter.taken(at, &said))?,
            Err(Trouble::Refused(said)) => {
                tracing::warn!(letter = %held.id, said, "a mail was refused");
                ended(visit, held.id, move |letter, at| letter.refused(at, &said))?;
            }
            Err(Trouble::Later(said)) => {
                ended(visit, held.id, move |letter, at| letter.later(at, &said))?;
            }
            Err(Trouble::Server(said)) => {
                tracing::warn!(said, "mail can't be sent");
                outside.went_wrong(&server, visit.at);
                ended(visit, held.id, move |letter, at| letter.later(at, &said))?;
                return Ok(());
            }
        }
    }
    if let Some(line) = line {
        line.close();
    }
    *outside.rest() = Rest::default();
    Ok(())
}

fn fresh(visit: &Visit, id: Id<OutgoingMail>) -> Result<OutgoingMail> {
    let now = Visit::system(visit.store(), visit.at, visit.tz.clone());
    let held = now.find(id)?;
    match held.stage {
        Stage::Waiting => Ok(held),
        _ => Err(Error::NotFound),
    }
}

/// One letter, over the way that is open or a new one.
fn carry(
    visit: &Visit,
    outside: &SmtpContext,
    server: &MailServer,
    line: &mut Option<Line>,
    held: &OutgoingMail,
) -> Result<String, Trouble> {
    let text = words(outside, held)?;
    let mut open = match line.take().filter(Line::holds) {
        Some(open) => open,
        None => reach(visit, outside, server)?,
    };
    let said = wire::send(
        &mut open,
        server,
        &Mail {
            to: &held.to,
            to_name: &held.to_name,
            subject: &held.subject,
            text,
            mark: &held.mark,
            written: held.made,
        },
    );
    *line = Some(open);
    said
}

/// The letter with its link whole.
fn words(outside: &SmtpContext, held: &OutgoingMail) -> Result<String, Trouble> {
    let link = match held.path.0.as_str() {
        "" => None,
        path => Some(format!(
            "{}{path}",
            outside.base(held.portal).ok_or_else(no_address)?
        )),
    };
    let parts = [
        Some(held.text.0.as_str()),
        link.as_deref(),
        Some(held.close.0.trim_start_matches('\n')),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    Ok(format!("{}\n", parts.join("\n\n")))
}

fn no_address() -> Trouble {
    Trouble::Server(
        "The configuration doesn't say by which address people come (public), so links have nowhere to lead.".into(),
    )
}

fn reach(visit: &Visit, outside: &SmtpContext, server: &MailServer) -> Result<Line, Trouble> {
    let password = visit.find(PASSWORD).ok();
    let password = password.filter(|held| held.account == server.account());
    if !server.username.is_empty() && password.is_none() {
        return Err(Trouble::Server(format!(
            "There is no password for {} at {}. Type it in the settings.",
            server.username, server.host
        )));
    }
    let base = outside.base(false).ok_or_else(no_address)?;
    let name = base.trim_start_matches("https://");
    let name = match name.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => name.split(':').next().unwrap_or_default(),
    };
    let password = password.as_ref().map(|held| held.password.0.as_str());
    wire::open(server, password, outside.roots.as_deref(), name)
}

/// Writes down what came of it.
fn ended(
    visit: &Visit,
    id: Id<OutgoingMail>,
    rule: impl FnOnce(&mut OutgoingMail, Moment) + Send + 'static,
) -> Result<()> {
    let now = Visit::system(visit.store(), Moment::now().max(visit.at), visit.tz.clone());
    now.act(SEND, move |change| {
        let mut held = change.subject(id)?;
        let at = change.at;
        rule(&mut held, at);
        change.put(&held)
    })
}

/// What came of a test: whether the server took it, and what it said, in words.
pub struct Tried {
    pub well: bool,
    pub said: String,
}

/// Sends a mail to whoever asks, with the settings as they are saved, on or off.
pub fn try_out(visit: &Visit, to: &str, name: &str, house: &str) -> Result<Tried> {
    visit.demand(&TEST)?;
    let outside: Arc<SmtpContext> = visit
        .store()
        .service()
        .ok_or_else(|| Error::internal("this store is not being served"))?;
    let system = visit.unchecked_as_system("a test mail goes through the server as it is saved");
    let complete = |server: &MailServer| !server.host.is_empty() && !server.from.is_empty();
    let Some(server) = system.find(SERVER).ok().filter(complete) else {
        return Err(Error::conflict(
            "Save a server and an address that mail comes from first.",
        ));
    };
    let sent = reach(&system, &outside, &server).and_then(|mut line| {
        let letter = Mail {
            to,
            to_name: name,
            subject: &format!("{house}: a test mail"),
            text: format!(
                "This is a test mail of {house}. Whoever reads it knows that mail arrives.\n"
            ),
            mark: &format!("test-{}-{}", visit.actor.person, visit.at.0),
            written: visit.at,
        };
        let said = wire::send(&mut line, &server, &letter);
        line.close();
        said
    });
    let tried = match sent {
        Ok(said) => Tried {
            well: true,
            said: format!("The server took a mail for {to}. It said: {said}"),
        },
        Err(Trouble::Refused(said) | Trouble::Later(said)) => Tried {
            well: false,
            said: format!("The server didn't take a mail for {to}. It said: {said}"),
        },
        Err(Trouble::Server(said)) => Tried { well: false, said },
    };
    let note = tried.said.clone();
    visit.act(TEST, move |change| {
        change.event();
        change.about(SERVER.as_ref());
        change.note(note);
        Ok(())
    })?;
    if tried.well {
        outside.wake();
    }
    Ok(tried)
}
