//! The server's side: starts a child for one file, feeds it, waits for its answer no longer than it may take, and says
//! what came of it.

use std::{
    fmt,
    io::{self, Read, Write},
    os::{
        fd::AsFd,
        unix::process::{CommandExt, ExitStatusExt},
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_setfl},
    process::Signal,
};

use super::{
    Answer, Appendix, Order, PageSize, Picture, Reading, ReceivedMail, Request, Tried, Walls,
    desks::Desks, pages::MOST_PAGES, walls::MEMORY,
};

/// The largest file that is read.
pub const MOST_BYTES: u64 = 100 << 20;
/// What an answer is at most: a text, its places, a picture.
const MOST_ANSWER: usize = 8 << 20;
/// The same of a whole file with a mark over it.
const MOST_MARKED: usize = 64 << 20;
/// How long one file may take.
const LONGEST: Duration = Duration::from_secs(25);
/// How long it may take to end after its answer.
const LINGERS: Duration = Duration::from_secs(2);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(50);
/// How long somebody waits for a place (`Desks`), and a job, for which nobody waits.
const PATIENCE: Duration = Duration::from_secs(20);
const NO_HURRY: Duration = Duration::from_secs(15 * 60);
const BUSY: &str = "The process that reads files has much to do just now. Try again in a minute.";
/// A child that computed for less than so long, and didn't come to an end within `LONGEST`, was kept from it.
const COMPUTED: Duration = Duration::from_secs(12);
const STOPPED: &str = "The server was stopped meanwhile.";
const TOO_LONG: &str = "Reading it takes longer than a document may take.";
const PIECE: usize = 64 << 10;
const PIECES: usize = 32;

/// Why nothing is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The file is the reason, and will be tomorrow; in a sentence for people.
    Lasting(String),
    /// Something else is: it may go well another time.
    Passing(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Lasting(why) | Failure::Passing(why) => f.write_str(why),
        }
    }
}

/// The program that reads files, when it is called as `worker`.
#[derive(Debug)]
pub struct Worker {
    program: PathBuf,
    walled: bool,
    walls: OnceLock<(Walls, Tried)>,
    desks: Desks,
}

impl Worker {
    pub fn new(program: impl Into<PathBuf>) -> Worker {
        Worker {
            program: program.into(),
            walled: true,
            walls: OnceLock::new(),
            desks: Desks::default(),
        }
    }

    /// The program that runs here, also when another lies in its place since.
    ///
    /// # Errors
    /// When the system doesn't say which program that is.
    pub fn of_this_program() -> io::Result<Worker> {
        let own = Path::new("/proc/self/exe");
        match own.exists() {
            true => Ok(Worker::new(own)),
            false => std::env::current_exe().map(Worker::new),
        }
    }

    /// Whether files are read only where all walls stand around the child, as they do unless this says otherwise.
    pub fn walled(mut self, walled: bool) -> Worker {
        self.walled = walled;
        self
    }

    /// Whether it may be given a file, as far as the first look at its walls tells.
    ///
    /// # Errors
    /// When it can't be looked at.
    pub fn may_read(&self) -> Result<bool, Failure> {
        let (walls, tried) = self.look_at_walls()?;
        Ok(!self.walled || (walls.all() && tried.is_held()))
    }

    /// Reads a file that was called `name`. `stopping` is asked meanwhile: the child ends with whoever waits for it.
    pub fn read(
        &self,
        file: &mut dyn Read,
        name: &str,
        stopping: &dyn Fn() -> bool,
    ) -> Result<Reading, Failure> {
        let name = name.chars().take(200).collect();
        let answer = self.ask(Request::Read { name }, file, stopping)?;
        Ok(answer.reading)
    }

    /// The first page of a PDF, where it can be drawn.
    pub fn first_page(
        &self,
        file: &mut dyn Read,
        stopping: &dyn Fn() -> bool,
    ) -> Result<Option<Picture>, Failure> {
        let answer = self.ask(Request::FirstPage, file, stopping)?;
        Ok(answer.reading.picture)
    }

    /// A page of a PDF, from 1, with how many it has; None where there is no such page, or it can't be drawn.
    pub fn page(
        &self,
        file: &mut dyn Read,
        number: u32,
        stopping: &dyn Fn() -> bool,
    ) -> Result<Option<(Picture, u32)>, Failure> {
        let answer = self.ask(Request::Page { number }, file, stopping)?;
        let pages = answer.reading.pages;
        Ok(answer.reading.picture.map(|picture| (picture, pages)))
    }

    /// A mail that came in, told apart.
    pub fn mail(&self, mail: &[u8], stopping: &dyn Fn() -> bool) -> Result<ReceivedMail, Failure> {
        let answer = self.ask(Request::Mail, &mut io::Cursor::new(mail), stopping)?;
        let why = answer.reading.note;
        answer.mail.ok_or(Failure::Lasting(why))
    }

    /// How large the pages of a PDF are that can be signed; otherwise why it can't.
    pub fn inspect(&self, file: &mut dyn Read) -> Result<Vec<PageSize>, Failure> {
        let answer = self.ask(Request::Inspect, file, &|| false)?;
        match answer.pages.is_empty() {
            true => Err(Failure::Lasting(answer.reading.note)),
            false => Ok(answer.pages),
        }
    }

    /// What is to follow the bytes of a PDF once drawings are in it, with room for a seal.
    pub fn append(
        &self,
        file: &mut dyn Read,
        drawings: &[u8],
        appendix: Appendix,
    ) -> Result<Vec<u8>, Failure> {
        let order = Request::Append {
            drawings: drawings.len() as u64,
            appendix,
        };
        let answer = self.ask(order, &mut drawings.chain(file), &|| false)?;
        match answer.appended.is_empty() {
            true => Err(Failure::Lasting(answer.reading.note)),
            false => Ok(answer.appended),
        }
    }

    /// A PDF or a picture with a mark over all that it shows, which is the first page of `leaf`, a PDF. A picture becomes a
    /// JPEG.
    pub fn mark(&self, file: &mut dyn Read, leaf: &[u8]) -> Result<Vec<u8>, Failure> {
        let order = Request::Mark {
            leaf: leaf.len() as u64,
        };
        let answer = self.ask(order, &mut leaf.chain(file), &|| false)?;
        let known = [&b"%PDF-"[..], b"\xff\xd8\xff"];
        match known.iter().any(|sign| answer.appended.starts_with(sign)) {
            true => Ok(answer.appended),
            false => Err(Failure::Lasting(answer.reading.note)),
        }
    }

    /// What stands around a child, and what it could do all the same: one is asked, the first time.
    pub fn look_at_walls(&self) -> Result<(Walls, Tried), Failure> {
        if let Some(seen) = self.walls.get() {
            return Ok(*seen);
        }
        let answer = self.ask(Request::Try, &mut io::empty(), &|| false)?;
        let tried = answer
            .tried
            .ok_or_else(|| broken("it didn't say what it tried"))?;
        Ok(*self.walls.get_or_init(|| (answer.walls, tried)))
    }

    /// The same as far as it is known.
    pub fn walls(&self) -> Option<(Walls, Tried)> {
        self.walls.get().copied()
    }

    fn ask(
        &self,
        request: Request,
        file: &mut dyn Read,
        stopping: &dyn Fn() -> bool,
    ) -> Result<Answer, Failure> {
        let order = Order {
            request,
            walled: self.walled,
        };
        let request = rmp_serde::to_vec_named(&order).map_err(broken)?;
        let length = u32::try_from(request.len()).map_err(broken)?;
        let patience = match order.request {
            Request::Read { .. } | Request::FirstPage | Request::Mail => NO_HURRY,
            Request::Page { .. }
            | Request::Inspect
            | Request::Append { .. }
            | Request::Mark { .. }
            | Request::Try => PATIENCE,
        };
        let most = match order.request {
            Request::Mark { .. } => MOST_MARKED,
            _ => MOST_ANSWER,
        };
        let desk = self.desks.take(patience, stopping);
        let _desk = desk.ok_or_else(|| match stopping() {
            true => Failure::Passing(STOPPED.into()),
            false => Failure::Passing(BUSY.into()),
        })?;
        let mut child = Command::new(&self.program)
            .arg("worker")
            .env_clear()
            // It sets little aside at first, so that its limit is a limit.
            .env("MIMALLOC_ARENA_RESERVE", "32768")
            .current_dir("/")
            // A signal for all of the server's processes isn't meant for it: the server ends it when it has to end.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| broken(format!("it can't be started: {e}")))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let talk = pipes
            .ok_or_else(|| broken("it has no pipes"))
            .and_then(|(stdin, stdout)| {
                let mut talk = Talk {
                    to: Some(stdin),
                    unsent: [&length.to_be_bytes(), request.as_slice()].concat(),
                    sent: 0,
                    from: stdout,
                    heard: Vec::new(),
                    most,
                };
                talk.go(&child, file, stopping).map(|()| talk.heard)
            });
        // Whatever became of it, it is gone when this returns.
        if talk.is_err() {
            let _ = child.kill();
        }
        let ended = end_of(&mut child).map_err(broken)?;
        let heard = talk?;
        match ended {
            Some(ended) if ended.success() => {}
            _ if stopping() => return Err(Failure::Passing(STOPPED.into())),
            Some(ended) => return Err(how_it_ended(ended.signal())),
            None => return Err(Failure::Lasting(TOO_LONG.into())),
        }
        understood(heard)
    }
}

/// Who has said all has nothing more to do. None for one that has, and had to be ended.
fn end_of(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    for _ in 0..LINGERS.as_millis() / 5 {
        if let Some(ended) = child.try_wait()? {
            return Ok(Some(ended));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    child.wait().map(|_| None)
}

fn broken(why: impl fmt::Display) -> Failure {
    Failure::Passing(format!("The process that reads files failed: {why}."))
}

/// A process that ended without an answer was ended by what it read, or by somebody who ends processes.
fn how_it_ended(signal: Option<i32>) -> Failure {
    let is = |what: Signal| signal == Some(what.as_raw());
    let from_outside = [
        Signal::TERM,
        Signal::INT,
        Signal::HUP,
        Signal::QUIT,
        Signal::KILL,
    ];
    if from_outside.into_iter().any(is) {
        return broken("something else on this machine ended it");
    }
    let why = if is(Signal::XCPU) {
        TOO_LONG
    } else if is(Signal::ABORT) {
        "It is damaged, nested too deeply, or needs more memory than a document may."
    } else if is(Signal::SEGV) || is(Signal::BUS) {
        "It is nested too deeply, or damaged."
    } else {
        "It is damaged: reading it broke off."
    };
    Failure::Lasting(why.into())
}

/// What a child says is held against what it may say: it has looked at somebody's file.
fn understood(heard: Vec<u8>) -> Result<Answer, Failure> {
    let strange = || Failure::Lasting("It is damaged: what was read of it makes no sense.".into());
    let (length, rest) = heard.split_first_chunk::<4>().ok_or_else(strange)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (head, picture) = rest.split_at_checked(length).ok_or_else(strange)?;
    let mut answer: Answer = rmp_serde::from_slice(head).map_err(|_| strange())?;
    if answer.kept_off {
        let missing = answer.walls.missing().join(" and ");
        return Err(broken(format!("it is not closed in, without {missing}")));
    }
    let reading = &mut answer.reading;
    let mail = answer.mail.as_ref();
    let pages = answer.pages.len() <= MOST_PAGES && answer.pages.iter().all(PageSize::is_sound);
    if !reading.text.is_sound() || !mail.is_none_or(ReceivedMail::is_sound) || !pages {
        return Err(strange());
    }
    reading.note = reading
        .note
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    if answer.appends {
        answer.appended = picture.to_vec();
        reading.picture = None;
        return Ok(answer);
    }
    match &mut reading.picture {
        Some(held) if picture.starts_with(b"\xff\xd8\xff") && held.width > 0 && held.height > 0 => {
            held.bytes = picture.to_vec();
        }
        held => *held = None,
    }
    Ok(answer)
}

/// A conversation with a child, of which neither side waits for the other for ever.
struct Talk {
    to: Option<ChildStdin>,
    unsent: Vec<u8>,
    sent: usize,
    from: ChildStdout,
    heard: Vec<u8>,
    /// Bytes that it may say.
    most: usize,
}

impl Talk {
    /// Until the child has said all it says.
    fn go(
        &mut self,
        child: &Child,
        file: &mut dyn Read,
        stopping: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        if let Some(to) = &self.to {
            fcntl_setfl(to, OFlags::NONBLOCK).map_err(broken)?;
        }
        fcntl_setfl(&self.from, OFlags::NONBLOCK).map_err(broken)?;
        loop {
            if begun.elapsed() > LONGEST {
                // On a machine that has much to do it is no matter of the file.
                return Err(match computed(child.id()) {
                    Some(spent) if spent < COMPUTED => Failure::Passing(BUSY.into()),
                    _ => Failure::Lasting(format!(
                        "Reading it takes longer than {} seconds.",
                        LONGEST.as_secs()
                    )),
                });
            }
            if stopping() {
                return Err(Failure::Passing(STOPPED.into()));
            }
            if resident(child.id()).is_some_and(|bytes| bytes > MEMORY) {
                return Err(Failure::Lasting(format!(
                    "Reading it needs more than {} MB of memory.",
                    MEMORY >> 20
                )));
            }
            self.wait()?;
            self.send(file)?;
            if self.hear()? {
                return Ok(());
            }
        }
    }

    /// Until the child takes or says something, or it is time to look at it.
    fn wait(&self) -> Result<(), Failure> {
        let timeout = Timespec {
            tv_sec: 0,
            tv_nsec: LOOK.as_nanos() as _,
        };
        let mut either = vec![PollFd::from_borrowed_fd(self.from.as_fd(), PollFlags::IN)];
        if let Some(to) = &self.to {
            either.push(PollFd::from_borrowed_fd(to.as_fd(), PollFlags::OUT));
        }
        match poll(&mut either, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(e) => Err(broken(e)),
        }
    }

    /// Sends what it takes now.
    fn send(&mut self, file: &mut dyn Read) -> Result<(), Failure> {
        // A child that takes all at once is looked at all the same.
        for _ in 0..PIECES {
            let Some(to) = &mut self.to else { break };
            if self.sent == self.unsent.len() {
                self.sent = 0;
                self.unsent.resize(PIECE, 0);
                let got = file.read(&mut self.unsent).map_err(|e| {
                    Failure::Passing(format!("The file can't be read from the vault: {e}"))
                })?;
                self.unsent.truncate(got);
                if got == 0 {
                    self.to = None;
                    break;
                }
            }
            match to.write(&self.unsent[self.sent..]) {
                Ok(taken) => self.sent += taken,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                // It has ended, or knows enough.
                Err(_) => self.to = None,
            }
        }
        Ok(())
    }

    /// Hears what it says now; whether it has said all.
    fn hear(&mut self) -> Result<bool, Failure> {
        let mut piece = [0; 16 << 10];
        loop {
            match self.from.read(&mut piece) {
                Ok(0) => return Ok(true),
                Ok(got) => self.heard.extend(&piece[..got]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(broken(e)),
            }
            if self.heard.len() > self.most {
                return Err(Failure::Lasting("It holds more than can be read.".into()));
            }
        }
    }
}

/// The memory that a process holds; None where the system doesn't say.
fn resident(process: u32) -> Option<u64> {
    let line = std::fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let pages: u64 = line.split(' ').nth(1)?.parse().ok()?;
    pages.checked_mul(rustix::param::page_size() as u64)
}

/// For how long a process computed so far; None where the system doesn't say.
fn computed(process: u32) -> Option<Duration> {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    computed_of(&line, rustix::param::clock_ticks_per_second())
}

/// The same of a line as the kernel writes it. A program's name may hold spaces and brackets, so it is read behind that.
fn computed_of(line: &str, ticks: u64) -> Option<Duration> {
    let (_, rest) = line.rsplit_once(')')?;
    let mut numbers = rest.split_ascii_whitespace().skip(11);
    let own: u64 = numbers.next()?.parse().ok()?;
    let of_system: u64 = numbers.next()?.parse().ok()?;
    let spent = own.checked_add(of_system)?;
    Some(Duration::from_millis(
        spent.checked_mul(1000)?.checked_div(ticks)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_computed_is_read_behind_its_name() {
        let line = "812 (at) (rium) S 1 812 812 0 -1 4194304 90 0 0 0 250 50 0 0 35 15 1 0 99";
        assert_eq!(computed_of(line, 100), Some(Duration::from_secs(3)));
        assert_eq!(computed_of("812 (atrium) S 1", 100), None);
        assert_eq!(computed_of(line, 0), None);
    }

    fn told(answer: &Answer, picture: &[u8]) -> Vec<u8> {
        let head = rmp_serde::to_vec_named(answer).unwrap();
        let length = u32::try_from(head.len()).unwrap().to_be_bytes();
        [&length[..], &head, picture].concat()
    }

    #[test]
    fn who_is_ended_from_outside_says_nothing_against_the_file() {
        for signal in [
            Signal::TERM,
            Signal::INT,
            Signal::HUP,
            Signal::QUIT,
            Signal::KILL,
        ] {
            let failure = how_it_ended(Some(signal.as_raw()));
            assert!(matches!(failure, Failure::Passing(_)), "{failure}");
        }
        for signal in [Some(Signal::XCPU), Some(Signal::SEGV), None] {
            let failure = how_it_ended(signal.map(Signal::as_raw));
            assert!(matches!(failure, Failure::Lasting(_)), "{failure}");
        }
    }

    #[test]
    fn who_lacks_a_wall_and_looked_at_nothing_says_nothing_against_the_file() {
        let answer = Answer {
            walls: Walls {
                calls: false,
                limits: true,
                openings: true,
            },
            kept_off: true,
            ..Answer::default()
        };
        let failure = understood(told(&answer, b"")).unwrap_err();
        assert!(
            matches!(&failure, Failure::Passing(why) if why.contains("the filter of system calls")),
            "{failure}"
        );
    }

    #[test]
    fn what_a_child_says_is_held_against_what_it_may_say() {
        let mut answer = Answer::default();
        answer.reading.text.add(0, "words");
        answer.reading.note = "two\u{7} pages".into();
        answer.reading.picture = Some(Picture {
            width: 3,
            height: 2,
            bytes: Vec::new(),
        });
        let heard = understood(told(&answer, b"\xff\xd8\xff rest"))
            .unwrap()
            .reading;
        assert_eq!(
            (heard.text.body.as_str(), heard.note.as_str()),
            ("words\n", "two pages")
        );
        assert_eq!(heard.picture.unwrap().bytes, b"\xff\xd8\xff rest");
        let page = understood(told(&answer, b"<script>")).unwrap().reading;
        assert_eq!(page.picture, None, "only a JPEG is a picture");
        let page = PageSize {
            width: 6120,
            height: 7920,
        };
        let pages = |page, many| {
            let answer = Answer {
                pages: vec![page; many],
                ..Answer::default()
            };
            understood(told(&answer, b"")).is_ok()
        };
        assert!(pages(page, MOST_PAGES) && !pages(page, MOST_PAGES + 1));
        assert!(!pages(PageSize { width: 0, ..page }, 1));
        answer.reading.text.body = "x".repeat(3 << 20);
        for strange in [
            told(&answer, b""),
            vec![],
            vec![0, 0, 0, 9, 1],
            b"\0\0\0\x01\xc1".to_vec(),
        ] {
            assert!(matches!(understood(strange), Err(Failure::Lasting(_))));
        }
    }
}
