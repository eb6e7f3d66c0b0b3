//! The post: the channel by which letters leave, over the mail server of the settings.

use std::sync::Arc;

use super::{
    Answerable, InboundMailbox, MailServer,
    actions::{SEND, TEST},
    answer, failing, inbound,
    letter::Whole,
    outgoing::{OutgoingMail, What},
    password::PASSWORD,
    server::SERVER,
    smtp_context::{SmtpContext, no_address},
    wire::{self, Mail},
};
use crate::{
    base::{Error, Result},
    data::Visit,
    features::settings::SETTINGS,
    jobs::{
        egress::smtp::{Line, Trouble},
        outbox::{self, Channel, Outcome, Outgoing},
    },
};

/// The way mail goes: as it is set now, and the conversation with the server while there is one.
#[derive(Default)]
pub struct Post {
    by: Option<(Arc<SmtpContext>, MailServer)>,
    line: Option<Line>,
}

impl Channel for Post {
    const NAME: &'static str = "mail";
    const ACTION: crate::access::Action = SEND;
    type Item = OutgoingMail;

    fn ready(&mut self, visit: &Visit) -> Result<Option<u64>> {
        let server = visit.find(SERVER).ok();
        let server = server.filter(|server: &MailServer| server.on);
        self.by = visit.store().service::<SmtpContext>().zip(server);
        Ok(self.by.as_ref().map(|(_, server)| server.version))
    }

    fn send(&mut self, visit: &Visit, letter: &OutgoingMail) -> Result<Outcome> {
        let Some((outside, server)) = &self.by else {
            return Err(Error::internal("mail is off"));
        };
        let said = carry(visit, outside, server, &mut self.line, letter);
        Ok(match said {
            Ok(said) => Outcome::Sent(said),
            Err(Trouble::Refused(said)) => {
                if failing::is_of_address(&said) {
                    note_failing(visit, letter, &said)?;
                }
                Outcome::Refused(said)
            }
            Err(Trouble::Later(said)) => Outcome::Later(said),
            Err(Trouble::Server(said)) => Outcome::Unreachable(said),
        })
    }

    fn close(&mut self) {
        if let Some(line) = self.line.take() {
            line.close();
        }
    }
}

/// The server knows by itself that the address takes nothing: no report of it will come.
fn note_failing(visit: &Visit, letter: &OutgoingMail, said: &str) -> Result<()> {
    let (to, said) = (letter.to.clone(), letter.discreet(said.to_owned()));
    visit.act(SEND, move |change| {
        failing::failed(change, &to, &said).map(drop)
    })
}

/// One letter, over the way that is open or a new one.
fn carry(
    visit: &Visit,
    outside: &SmtpContext,
    server: &MailServer,
    line: &mut Option<Line>,
    held: &OutgoingMail,
) -> Result<String, Trouble> {
    let mailbox = inbound::on(visit);
    let answer = mailbox
        .as_ref()
        .and_then(|mailbox| answer_to(visit, mailbox, held));
    let readers = answer.as_ref().map(|(_, _, readers)| *readers);
    let whole = Whole::of(visit, outside, held, &house(visit))?.answered(readers);
    let mut open = match line.take().filter(Line::holds) {
        Some(open) => open,
        None => reach(visit, outside, server)?,
    };
    let thread = thread_of(visit, held);
    let said = wire::send(
        &mut open,
        server,
        &Mail {
            to: &held.to,
            to_name: &held.to_name,
            subject: held.head(),
            text: whole.text(),
            html: (held.what != What::Checkpoint).then(|| whole.html()),
            mark: &held.delivery.mark,
            written: held.delivery.made,
            thread: &thread,
            answer: answer
                .as_ref()
                .map(|(address, word, _)| (address.as_str(), word.as_str())),
            reports: mailbox
                .as_ref()
                .filter(|held| held.bounces)
                .map(|held| held.address.as_str()),
            stop: whole.stop.as_deref(),
        },
    );
    *line = Some(open);
    said
}

/// Where an answer to a letter goes, the word in that address, and who would read it; nothing where its reader may not
/// answer what it is about.
fn answer_to(
    visit: &Visit,
    mailbox: &InboundMailbox,
    held: &OutgoingMail,
) -> Option<(String, String, &'static str)> {
    let about = held.notice.as_ref()?.about?;
    let answerable = visit.store().service::<Answerable>()?;
    let person = held.person;
    let readers = (answerable.0)(visit, mailbox, person, about)?;
    let word = answer::token(visit.store(), answer::Answer { person, about });
    Some((mailbox.address_for(&word), word, readers))
}

/// By what a letter hangs together with others about the same record: its number, for whoever knows that.
fn thread_of(visit: &Visit, held: &OutgoingMail) -> String {
    match &held.notice {
        Some(notice) if !notice.thread.is_empty() => notice.thread.clone(),
        Some(notice) => notice
            .about
            .map_or_else(String::new, |about| answer::thread(visit.store(), about)),
        None => String::new(),
    }
}

/// What the house is called, at the head of its mails.
fn house(visit: &Visit) -> String {
    let name = visit.find(SETTINGS).map(|held| held.name);
    name.unwrap_or_else(|_| "Atrium".into())
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

/// Whether the server can be reached, is who it should be and takes the password; None while mail is off. Nothing is sent.
pub fn reaches(visit: &Visit) -> Option<Result<String, String>> {
    let server = visit.find(SERVER).ok().filter(|server| server.on)?;
    let outside = visit.store().service::<SmtpContext>()?;
    Some(match reach(visit, &outside, &server) {
        Ok(line) => {
            line.close();
            Ok(format!("{}, port {} answers", server.host, server.port))
        }
        Err(Trouble::Refused(why) | Trouble::Later(why) | Trouble::Server(why)) => Err(why),
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
        let text =
            format!("This is a test mail of {house}. Whoever reads it knows that mail arrives.");
        let whole = Whole::plain(house, "A test mail", &text);
        let letter = Mail {
            to,
            to_name: name,
            subject: &format!("{house}: a test mail"),
            text: whole.text(),
            html: Some(whole.html()),
            mark: &format!("test-{}-{}", visit.actor.person, visit.at.0),
            written: visit.at,
            thread: "",
            answer: None,
            reports: None,
            stop: None,
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
        outbox::hasten::<Post>(visit.store());
    }
    Ok(tried)
}
