//! The checks. Each reads one thing and says what it means; the limits are plain functions, tested.

use super::{
    super::{
        backups::{Drills, Keeper, Outcome, size},
        mail::{has_password, outside},
    },
    machine,
};
use crate::{
    base::{Moment, Result, time},
    choices,
    data::{Query, Visit, file_maintenance},
    features::{mail, settings::CurrentSettings},
    jobs::{Status, Supervisor, outbox::Delivery},
    web::Scanner,
};

choices! {
    pub enum Grade {
        Good: "good", "Good";
        Look: "look", "Look at it";
        Act: "act", "Act now";
    }
}

#[derive(Debug, Clone)]
pub struct Check {
    pub key: &'static str,
    pub name: &'static str,
    pub value: String,
    pub grade: Grade,
    /// What to do; empty when all is well.
    pub advice: String,
}

fn check(
    key: &'static str,
    name: &'static str,
    value: impl Into<String>,
    found: (Grade, &str),
) -> Check {
    Check {
        key,
        name,
        value: value.into(),
        grade: found.0,
        advice: found.1.to_owned(),
    }
}

pub fn worst(checks: &[Check]) -> Grade {
    checks
        .iter()
        .map(|check| check.grade)
        .max()
        .unwrap_or_default()
}

pub fn checks(visit: &Visit) -> Result<Vec<Check>> {
    let mut out = on_writing(visit);
    out.extend(on_room(visit)?);
    out.extend(on_journal(visit)?);
    out.extend(on_snapshots(visit)?);
    out.extend(on_files(visit)?);
    out.extend(on_scanner(visit));
    out.extend(on_mail(visit)?);
    out.extend(on_jobs(visit));
    out.extend(on_process(visit));
    Ok(out)
}

fn on_writing(visit: &Visit) -> Vec<Check> {
    let health = visit.store().health();
    let writing = match &health.read_only {
        None => check("writing", "Writing", "works", (Grade::Good, "")),
        Some(why) => check(
            "writing",
            "Writing",
            format!("read-only: {why}"),
            (
                Grade::Act,
                "Look at the disk: full, unplugged, or failing. Atrium tries again by itself and loses nothing meanwhile.",
            ),
        ),
    };
    let queue = check(
        "queue",
        "Waiting to be written",
        health.waiting.to_string(),
        queue(health.waiting),
    );
    vec![writing, queue]
}

/// Nothing is said where no scanner is configured: whether a house needs one is its own to decide.
fn on_scanner(visit: &Visit) -> Option<Check> {
    let scanner = visit.store().service::<Scanner>()?;
    Some(match scanner.answers() {
        Ok(()) => check(
            "scanner",
            "Virus scanner",
            format!("{scanner} answers"),
            (Grade::Good, ""),
        ),
        Err(error) => check(
            "scanner",
            "Virus scanner",
            format!("{scanner}: {error}"),
            (
                Grade::Act,
                "No file is taken in while it doesn't answer. Start clamd, or see whether Atrium may reach it.",
            ),
        ),
    })
}

fn queue(waiting: usize) -> (Grade, &'static str) {
    match waiting {
        0..=63 => (Grade::Good, ""),
        64..=255 => (
            Grade::Look,
            "More is written than the disk takes. If it stays like this, look at what runs (an import?) and at the disk.",
        ),
        _ => (
            Grade::Act,
            "The disk doesn't keep up; people wait. Look at the disk and at what writes so much.",
        ),
    }
}

fn on_room(visit: &Visit) -> Result<Vec<Check>> {
    let folder = visit.store().folder();
    let mut out = Vec::new();
    if let Some((free, whole)) = machine::room(folder) {
        let value = format!("{} of {} free", size(free), size(whole));
        out.push(check("disk", "Disk of the data", value, room(free, whole)));
    }
    let database = std::fs::metadata(folder.join("atrium.db")).map_or(0, |file| file.len());
    out.push(check(
        "database",
        "Database",
        size(database),
        (Grade::Good, ""),
    ));
    let (files, bytes) = visit.store().vault_size()?;
    out.push(check(
        "vault",
        "Files in the vault",
        format!("{files}, {}", size(bytes)),
        (Grade::Good, ""),
    ));
    Ok(out)
}

fn room(free: u64, whole: u64) -> (Grade, &'static str) {
    let percent = free.saturating_mul(100) / whole.max(1);
    if free < 512 << 20 || percent < 3 {
        (
            Grade::Act,
            "Make room now: when the disk is full, nothing can be saved. Move snapshots to another disk, or keep fewer.",
        )
    } else if free < 5 << 30 || percent < 10 {
        (
            Grade::Look,
            "Make room soon, or keep snapshots on another disk.",
        )
    } else {
        (Grade::Good, "")
    }
}

fn on_journal(visit: &Visit) -> Result<Vec<Check>> {
    let newest = visit.store().newest();
    let behind = newest.saturating_sub(visit.store().durable());
    let mut out = vec![check(
        "journal",
        "Journal",
        match behind {
            0 => format!("entry {newest}"),
            n => format!("entry {newest}, the last {n} not on the disk yet"),
        },
        (Grade::Good, ""),
    )];
    if let Some(keeper) = Keeper::of(visit) {
        let seq = keeper.list()?.found.first().map(|newest| newest.seq);
        out.push(check(
            "checkpoint",
            "Last signed checkpoint",
            seq.map_or("none yet".to_owned(), |seq| format!("entry {seq}, in the newest snapshot")),
            match seq {
                Some(_) => (Grade::Good, ""),
                None => (Grade::Look, "A checkpoint leaves with every snapshot: take one, and keep it on another machine."),
            },
        ));
    }
    Ok(out)
}

fn on_snapshots(visit: &Visit) -> Result<Vec<Check>> {
    let Some(keeper) = Keeper::of(visit) else {
        return Ok(Vec::new());
    };
    let listing = keeper.list()?;
    let newest = listing.found.first().map(|newest| newest.at);
    let every = i64::from(keeper.plan(&CurrentSettings::of(visit)?.0).hours.max(24)) * time::HOUR;
    let shown =
        |at: Option<Moment>| at.map_or("none yet".into(), |at| at.show(visit.at, &visit.tz));
    let mut out = vec![check(
        "snapshot",
        "Last snapshot",
        shown(newest),
        age(newest.map(|at| visit.at.since(at)), every),
    )];
    if let Some(bad) = listing.unreadable.first() {
        out.push(check(
            "unreadable",
            "Unreadable snapshots",
            listing.unreadable.len().to_string(),
            (Grade::Look, "Remove what can't be read, or fetch its copy."),
        ));
        if let Some(last) = out.last_mut() {
            last.advice = format!("{} {}", bad.why, last.advice);
        }
    }
    let drills = visit.cached::<Drills>()?;
    let mut drill = check(
        "drill",
        "Last restore drill",
        match &drills.last {
            Some(drill) if drill.outcome == Outcome::Good => {
                format!("passed {}", shown(Some(drill.at)))
            }
            Some(drill) => format!("failed {}", shown(Some(drill.at))),
            None => "none yet".into(),
        },
        match &drills.last {
            Some(drill) if drill.outcome == Outcome::Good => (Grade::Good, ""),
            Some(_) => (
                Grade::Act,
                "Take a snapshot and check it on the page Backups.",
            ),
            None => (
                Grade::Look,
                "It comes by itself in the night; or check a snapshot on the page Backups.",
            ),
        },
    );
    if let Some(alarm) = drills.alarm(visit.at) {
        drill.grade = Grade::Act;
        drill.advice = alarm;
    }
    out.push(drill);
    Ok(out)
}

/// How old the newest snapshot may be, against how often one is taken.
fn age(age: Option<i64>, every: i64) -> (Grade, &'static str) {
    match age {
        None => (Grade::Act, "Take one now on the page Backups."),
        Some(age) if age > 2 * every => (
            Grade::Act,
            "Snapshots aren't taken any more: look at the log of the server, and take one now on the page Backups.",
        ),
        Some(age) if age > every + time::HOUR => (
            Grade::Look,
            "The next one is late. Look at the log of the server.",
        ),
        Some(_) => (Grade::Good, ""),
    }
}

fn on_files(visit: &Visit) -> Result<Vec<Check>> {
    let (swept, scrubbed) = file_maintenance::last(visit.store())?;
    let shown =
        |at: Option<Moment>| at.map_or("not yet".into(), |at: Moment| at.show(visit.at, &visit.tz));
    let late = |at: Option<Moment>, most: i64| match at {
        Some(at) if visit.at.since(at) > most => (
            Grade::Look,
            "It should have run again. Run atrium doctor on the server.",
        ),
        _ => (Grade::Good, ""),
    };
    let damaged = visit.store().health().damaged;
    Ok(vec![
        check(
            "sweep",
            "Files last swept",
            shown(swept),
            late(swept, 3 * time::DAY),
        ),
        check(
            "scrub",
            "Files last read through",
            shown(scrubbed),
            late(scrubbed, 15 * time::DAY),
        ),
        check(
            "damaged",
            "Damaged files",
            damaged.len().to_string(),
            match damaged.len() {
                0 => (Grade::Good, ""),
                _ => (
                    Grade::Act,
                    "Bring them back from a snapshot, then run atrium doctor. Damaged files are not handed out.",
                ),
            },
        ),
    ])
}

fn on_mail(visit: &Visit) -> Result<Vec<Check>> {
    let system = visit.unchecked_as_system("Health counts letters and tells none");
    let server = match system.find(mail::SERVER) {
        Ok(server) if server.on => server,
        _ => return Ok(vec![check("mail", "Mail", "off", (Grade::Good, ""))]),
    };
    let of = |stage: mail::Stage| {
        let list = Query::by(mail::BY_STAGE).under(Delivery::staged(stage));
        system.list::<mail::OutgoingMail>(list.descending(stage == mail::Stage::Failed).limit(200))
    };
    let waiting = of(mail::Stage::Waiting)?.rows;
    let oldest = waiting.iter().min_by_key(|letter| letter.delivery.made);
    let mut box_ = check(
        "mail",
        "Mail that waits",
        match oldest {
            Some(oldest) => format!(
                "{}, since {}",
                waiting.len(),
                oldest.delivery.made.show(visit.at, &visit.tz)
            ),
            None => "none".into(),
        },
        waits(oldest.map(|oldest| visit.at.since(oldest.delivery.made))),
    );
    if let Some(oldest) =
        oldest.filter(|letter| !letter.delivery.said.is_empty() && box_.grade != Grade::Good)
    {
        box_.advice = format!("{} {}", oldest.delivery.said, box_.advice);
    }
    let ready = outside(visit)?.base(false).is_some();
    if !ready || !server.username.is_empty() && !has_password(visit, &server) {
        box_.grade = Grade::Act;
        box_.advice = match ready {
            true => "The password that is kept is another server's, so nothing is sent. Type it under Settings, Mail.".into(),
            false => "Set public in the configuration: links in mails have nowhere to lead, so nothing is sent.".into(),
        };
    }
    let failed = of(mail::Stage::Failed)?.rows;
    let lately = failed.first().filter(|letter| {
        letter
            .delivery
            .ended
            .is_some_and(|at| visit.at.since(at) < 7 * time::DAY)
    });
    let mut last = check(
        "mail_failed",
        "Mail that failed",
        lately
            .and_then(|letter| letter.delivery.ended)
            .map_or("none lately".into(), |at| at.show(visit.at, &visit.tz)),
        match lately {
            Some(_) => (
                Grade::Look,
                "Look at it under Settings, Mail: send it again or give it up.",
            ),
            None => (Grade::Good, ""),
        },
    );
    if let Some(letter) = lately {
        last.advice = format!("{} {}", letter.delivery.said, last.advice);
    }
    Ok(vec![box_, last])
}

/// How long a mail may wait.
fn waits(longest: Option<i64>) -> (Grade, &'static str) {
    match longest {
        Some(longest) if longest > 12 * time::HOUR => (
            Grade::Act,
            "Nobody gets their mail. Try it under Settings, Mail, and hand links over yourself meanwhile.",
        ),
        Some(longest) if longest > time::HOUR => (
            Grade::Look,
            "Mail waits for more than an hour. Send a test mail under Settings, Mail.",
        ),
        _ => (Grade::Good, ""),
    }
}

/// What Atrium does by itself, in one line; each job is in the table below it.
fn on_jobs(visit: &Visit) -> Option<Check> {
    let all = visit.store().service::<Supervisor>()?.status();
    let worst = all
        .iter()
        .map(|job| (grade_of(job), job))
        .max_by_key(|(grade, _)| *grade);
    let failing = all.iter().filter(|job| grade_of(job) > Grade::Good).count();
    let value = match failing {
        0 => format!("{}, all as they should be", all.len()),
        some => format!("{some} of {} not as they should be", all.len()),
    };
    let mut found = check(
        "jobs",
        "What Atrium does by itself",
        value,
        (Grade::Good, ""),
    );
    if let Some((grade, job)) = worst.filter(|(grade, _)| *grade > Grade::Good) {
        found.grade = grade;
        found.advice = format!("{}: {}", job.name, job.complaint().unwrap_or_default());
    }
    Some(found)
}

/// Journal entries that a follower may be behind without a word, and for long.
const BEHIND: u64 = 1_000;
const FAR_BEHIND: u64 = 100_000;

/// How one of them stands: what fails once is tried again, what fails again and again wants somebody.
pub fn grade_of(job: &Status) -> Grade {
    match (job.in_a_row, job.lag.unwrap_or(0)) {
        (3.., _) | (_, FAR_BEHIND..) => Grade::Act,
        (1.., _) | (_, BEHIND..) => Grade::Look,
        _ if job.trouble.is_some() => Grade::Look,
        _ => Grade::Good,
    }
}

fn on_process(visit: &Visit) -> Vec<Check> {
    let mut out = Vec::new();
    if let Some(bytes) = machine::memory() {
        out.push(check("memory", "Memory", size(bytes), memory(bytes)));
    }
    if let Some(keeper) = Keeper::of(visit) {
        out.push(check(
            "uptime",
            "Running for",
            lasted(visit.at.since(keeper.started)),
            (Grade::Good, ""),
        ));
        if let Some(path) = &keeper.certificate {
            out.push(match machine::certificate_ends(path) {
                Ok(ends) => check(
                    "certificate",
                    "Certificate valid until",
                    ends.day(&visit.tz).long(),
                    certificate(ends.since(visit.at)),
                ),
                Err(error) => check(
                    "certificate",
                    "Certificate",
                    error.to_string(),
                    (
                        Grade::Look,
                        "The certificate's file can't be read. Put a good one in its place.",
                    ),
                ),
            });
        }
    }
    out.push(check(
        "version",
        "Version",
        env!("CARGO_PKG_VERSION"),
        (Grade::Good, ""),
    ));
    out
}

fn memory(bytes: u64) -> (Grade, &'static str) {
    match bytes >> 20 {
        0..=1023 => (Grade::Good, ""),
        _ => (
            Grade::Look,
            "Much more than usual. If it keeps growing, restart Atrium at a quiet hour and tell its makers.",
        ),
    }
}

fn certificate(left: i64) -> (Grade, &'static str) {
    match left / time::DAY {
        ..7 => (
            Grade::Act,
            "Put a new certificate in its place: browsers refuse the old one when it ends.",
        ),
        7..30 => (Grade::Look, "Renew it in the next weeks."),
        _ => (Grade::Good, ""),
    }
}

/// `3 days 4 h`, `12 m`.
fn lasted(millis: i64) -> String {
    let minutes = millis / time::MINUTE;
    match (minutes / 1440, minutes / 60 % 24) {
        (0, _) => time::minutes(minutes),
        (1, hours) => format!("1 day {hours} h"),
        (days, hours) => format!("{days} days {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_say_what_they_mean() {
        assert_eq!(room(50 << 30, 100 << 30).0, Grade::Good);
        assert_eq!(room(4 << 30, 100 << 30).0, Grade::Look);
        assert_eq!(room(2 << 30, 100 << 30).0, Grade::Act);
        assert_eq!(age(None, time::DAY).0, Grade::Act);
        assert_eq!(age(Some(time::DAY), time::DAY).0, Grade::Good);
        assert_eq!(age(Some(26 * time::HOUR), time::DAY).0, Grade::Look);
        assert_eq!(age(Some(3 * time::DAY), time::DAY).0, Grade::Act);
        assert_eq!(certificate(-time::DAY).0, Grade::Act);
        assert_eq!(certificate(8 * time::DAY).0, Grade::Look);
        assert_eq!(queue(64).0, Grade::Look);
        let job = |in_a_row, lag, trouble: Option<&str>| {
            grade_of(&Status {
                in_a_row,
                lag,
                trouble: trouble.map(str::to_owned),
                ..Status::default()
            })
        };
        assert_eq!(job(0, None, None), Grade::Good);
        assert_eq!(job(0, Some(999), None), Grade::Good);
        assert_eq!(job(1, None, None), Grade::Look);
        assert_eq!(job(0, Some(1_000), None), Grade::Look);
        assert_eq!(job(0, None, Some("a wake fails")), Grade::Look);
        assert_eq!(job(3, None, None), Grade::Act);
        assert_eq!(waits(None).0, Grade::Good);
        assert_eq!(waits(Some(2 * time::HOUR)).0, Grade::Look);
        assert_eq!(waits(Some(13 * time::HOUR)).0, Grade::Act);
        assert_eq!(lasted(50 * time::HOUR), "2 days 2 h");
        assert!(Grade::Good < Grade::Look && Grade::Look < Grade::Act);
    }
}
