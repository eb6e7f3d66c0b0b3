//! The checks. Each reads one thing and says what it means; the limits are plain functions, tested.

use std::path::Path;

use super::{
    super::{
        backups::{Drills, Keeper, Outcome, size},
        mail::{has_password, outside},
    },
    machine::{self, Disk},
};
use crate::{
    base::{Moment, Result, time},
    choices,
    data::{Query, Visit, file_maintenance},
    features::{mail, settings::CurrentSettings},
    jobs::{Status, Supervisor, outbox::Delivery},
    web::{
        Proxies, Scanner,
        server::{ServedCertificate, pair::Validity},
    },
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
    out.push(on_clock(visit)?);
    out.extend(on_proxies(visit));
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
    out.extend(disk_of("disk", "Disk of the data", folder));
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

/// The disk that a folder lies on.
pub fn disk_of(key: &'static str, name: &'static str, folder: &Path) -> Option<Check> {
    let disk = machine::disk(folder)?;
    let value = format!("{} of {} free", size(disk.free), size(disk.whole));
    let found = match disk {
        Disk { locked: true, .. } => (
            Grade::Act,
            "It can only be read. Look at the machine's log for why, then mount it for writing again.",
        ),
        Disk { entries: 0, .. } => (
            Grade::Act,
            "It has no room for another file, however small (inodes). Remove files that aren't needed.",
        ),
        _ => room(disk.free, disk.whole),
    };
    Some(check(key, name, value, found))
}

fn room(free: u64, whole: u64) -> (Grade, &'static str) {
    // Of a large disk a few hundredths are plenty.
    let percent = match free {
        LARGE.. => 100,
        _ => free.saturating_mul(100) / whole.max(1),
    };
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

/// As much free as this is enough whatever the disk's size.
const LARGE: u64 = 50 << 30;

/// This machine's clock against what was written by it.
fn on_clock(visit: &Visit) -> Result<Check> {
    let store = visit.store();
    let last = store.entries_after(store.newest().saturating_sub(1), 1)?;
    let entry = last.first().map(|entry| entry.at);
    let snapshots = match Keeper::of(visit) {
        Some(keeper) => keeper
            .list()
            .ok()
            .and_then(|listing| listing.ahead(visit.at)),
        None => None,
    };
    let shown = |at: Moment| at.show(visit.at, &visit.tz);
    let (grade, advice) = clock(visit.at, entry, snapshots, &shown);
    Ok(Check {
        key: "clock",
        name: "Clock",
        value: visit.at.rfc3339(),
        grade,
        advice,
    })
}

/// Nobody leaves a house alone for so long that is in use.
const ALONE: i64 = 60 * time::DAY;

/// Held against the newest entry of the journal, and what the snapshots say of it.
fn clock(
    at: Moment,
    entry: Option<Moment>,
    snapshots: Option<String>,
    shown: &dyn Fn(Moment) -> String,
) -> (Grade, String) {
    if let Some(entry) = entry.filter(|entry| entry.since(at) > time::CORRECTED) {
        let why = format!(
            "The newest entry of the journal is of {}, which is still to come: this machine's clock is behind, or was ahead then. Set it (timedatectl).",
            shown(entry)
        );
        return (Grade::Act, why);
    }
    if let Some(why) = snapshots {
        return (Grade::Act, why);
    }
    match entry.filter(|entry| at.since(*entry) > ALONE) {
        Some(entry) => (
            Grade::Act,
            format!(
                "Nothing was written since {}. If the house was used since, this machine's clock is far ahead: set it (timedatectl).",
                shown(entry)
            ),
        ),
        None => (Grade::Good, String::new()),
    }
}

/// Nothing is said where none was seen.
fn on_proxies(visit: &Visit) -> Option<Check> {
    let seen = visit.store().service::<Proxies>()?.seen(visit.at)?;
    let value = format!(
        "{}, last {}",
        seen.address,
        seen.last.show(visit.at, &visit.tz)
    );
    Some(check(
        "proxy",
        "Proxy that isn't set up",
        value,
        (Grade::Act, &seen.to_string()),
    ))
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
        let seq = keeper
            .list()
            .ok()
            .and_then(|listing| listing.newest(visit.at).map(|newest| newest.seq));
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
    let listing = match keeper.list() {
        Ok(listing) => listing,
        // What can't be listed is no reason to say nothing of the rest.
        Err(error) => {
            let why = format!("{error} Let Atrium's user read and write the folder.");
            let known = (Grade::Act, why.as_str());
            return Ok(vec![check("snapshot", "Last snapshot", "not known", known)]);
        }
    };
    let newest = listing.newest(visit.at).map(|newest| newest.at);
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
pub fn age(age: Option<i64>, every: i64) -> (Grade, &'static str) {
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
    }
    if let Some(served) = visit.store().service::<ServedCertificate>() {
        let validity = served.validity();
        let (mut grade, mut advice) = certificate(&validity, visit.at);
        if let Some(why) = served.trouble() {
            grade = Grade::Act;
            advice = format!("{why} The one before is shown meanwhile. {advice}");
        }
        out.push(check(
            "certificate",
            "Certificate valid until",
            validity.until.day(&visit.tz).long(),
            (grade, advice.trim_end()),
        ));
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

/// How long a certificate still is good for.
pub fn certificate(validity: &Validity, at: Moment) -> (Grade, String) {
    const PLACE: &str = "Put a new certificate.pem and key.pem into tls/ of the data folder; they are taken up without a restart.";
    if let Some(why) = validity.refused(at) {
        return (Grade::Act, format!("{why} Browsers refuse it. {PLACE}"));
    }
    match validity.until.since(at) / time::DAY {
        ..7 => (
            Grade::Act,
            format!("Browsers refuse it when it has run out. {PLACE}"),
        ),
        7..30 => (Grade::Look, format!("Renew it in the next weeks. {PLACE}")),
        _ => (Grade::Good, String::new()),
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
        assert_eq!(room(60 << 30, 10 << 40).0, Grade::Good);
        let ends_in = |left: i64| {
            let at = Moment(1_790_000_000_000);
            let (from, until) = (at.plus(-90 * time::DAY), at.plus(left));
            certificate(&Validity { from, until }, at)
        };
        assert_eq!(ends_in(-time::DAY).0, Grade::Act);
        assert!(ends_in(-time::DAY).1.contains("ran out on"));
        assert_eq!(ends_in(6 * time::DAY).0, Grade::Act);
        assert_eq!(ends_in(8 * time::DAY).0, Grade::Look);
        assert_eq!(ends_in(31 * time::DAY).0, Grade::Good);
        let at = Moment(1_790_000_000_000);
        let clock = |entry: i64, snapshots: Option<&str>| {
            let snapshots = snapshots.map(str::to_owned);
            clock(at, Some(at.plus(entry)), snapshots, &Moment::rfc3339)
        };
        assert_eq!(clock(0, None).0, Grade::Good);
        assert_eq!(clock(time::CORRECTED, None).0, Grade::Good);
        assert!(clock(time::DAY, None).1.contains("newest entry"));
        let ahead = (Grade::Act, "one is dated ahead".to_owned());
        assert_eq!(clock(0, Some("one is dated ahead")), ahead);
        assert_eq!(clock(-59 * time::DAY, None).0, Grade::Good);
        assert!(clock(-400 * time::DAY, None).1.contains("far ahead"));
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
