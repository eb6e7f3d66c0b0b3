//! All checks, and those of the machine and the process. Each reads one thing and says what it means; the limits are
//! plain functions, tested.

use std::path::Path;

use super::{
    super::backups::{Keeper, size},
    beside::{on_jobs, on_mail, on_search},
    check::{Check, Grade, check},
    kept::{on_files, on_journal, on_snapshots},
    machine::{self, Disk},
    reading::on_documents,
};
use crate::{
    base::{Moment, Result, time},
    data::Visit,
    features::declared,
    web::{
        DiskReserve, Proxies, Scanner,
        server::{ServedCertificate, pair::Validity},
    },
};

pub fn checks(visit: &Visit) -> Result<Vec<Check>> {
    let mut out = on_writing(visit);
    out.extend(on_room(visit)?);
    out.extend(on_journal(visit)?);
    out.extend(on_snapshots(visit)?);
    out.extend(on_files(visit)?);
    out.extend(on_scanner(visit));
    out.extend(on_documents(visit)?);
    out.extend(on_mail(visit)?);
    out.push(on_clock(visit)?);
    out.extend(on_proxies(visit));
    out.extend(on_search(visit)?);
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
    let reserve = visit
        .store()
        .service::<DiskReserve>()
        .map_or_else(DiskReserve::default, |reserve| *reserve);
    let mut out = Vec::new();
    out.extend(disk_of("disk", "Disk of the data", folder, reserve));
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
pub fn disk_of(
    key: &'static str,
    name: &'static str,
    folder: &Path,
    reserve: DiskReserve,
) -> Option<Check> {
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
        _ => room(disk.free, disk.whole, reserve),
    };
    Some(check(key, name, value, found))
}

fn room(free: u64, whole: u64, reserve: DiskReserve) -> (Grade, &'static str) {
    let (now, soon) = match reserve.0 {
        // Of a large disk a few hundredths are plenty.
        0 => (
            (whole / 33).clamp(512 << 20, LARGE / 3),
            (whole / 10).clamp(5 << 30, LARGE),
        ),
        reserve => (reserve, reserve.saturating_mul(10)),
    };
    if free < now {
        (
            Grade::Act,
            "Make room now: when the disk is full, nothing can be saved. Move snapshots to another disk, or keep fewer.",
        )
    } else if free < soon {
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
    let mut waits = None;
    // What takes away for good what is over its time.
    let all = declared().schedules.iter();
    for schedule in all.filter(|schedule| schedule.for_good) {
        waits = waits.max(schedule.waits(visit)?);
    }
    let (grade, advice) = clock(visit.at, entry, snapshots, waits, &shown);
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

/// Held against the newest entry of the journal, what the snapshots say of it, and until when it isn't believed.
fn clock(
    at: Moment,
    entry: Option<Moment>,
    snapshots: Option<String>,
    waits: Option<Moment>,
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
        None => match waits {
            Some(until) => (
                Grade::Look,
                format!(
                    "Since what is over its time was last taken away, days went by at once: the house was off, or this machine's clock went ahead. Until {} nothing is taken away for good; if the clock is wrong, set it (timedatectl).",
                    shown(until)
                ),
            ),
            None => (Grade::Good, String::new()),
        },
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
        let by_size = DiskReserve::default();
        assert_eq!(room(50 << 30, 100 << 30, by_size).0, Grade::Good);
        assert_eq!(room(4 << 30, 100 << 30, by_size).0, Grade::Look);
        assert_eq!(room(2 << 30, 100 << 30, by_size).0, Grade::Act);
        assert_eq!(room(60 << 30, 10 << 40, by_size).0, Grade::Good);
        let reserve = DiskReserve(100 << 20);
        assert_eq!(room(1 << 30, 10 << 40, reserve).0, Grade::Good);
        assert_eq!(room(900 << 20, 10 << 40, reserve).0, Grade::Look);
        assert_eq!(room(99 << 20, 1 << 30, reserve).0, Grade::Act);
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
            clock(at, Some(at.plus(entry)), snapshots, None, &Moment::rfc3339)
        };
        let waits = super::clock(at, Some(at), None, Some(at), &Moment::rfc3339);
        assert!(waits.0 == Grade::Look && waits.1.contains("went ahead"));
        assert_eq!(clock(0, None).0, Grade::Good);
        assert_eq!(clock(time::CORRECTED, None).0, Grade::Good);
        assert!(clock(time::DAY, None).1.contains("newest entry"));
        let ahead = (Grade::Act, "one is dated ahead".to_owned());
        assert_eq!(clock(0, Some("one is dated ahead")), ahead);
        assert_eq!(clock(-59 * time::DAY, None).0, Grade::Good);
        assert!(clock(-400 * time::DAY, None).1.contains("far ahead"));
        assert_eq!(queue(64).0, Grade::Look);
        assert_eq!(lasted(50 * time::HOUR), "2 days 2 h");
        assert!(Grade::Good < Grade::Look && Grade::Look < Grade::Act);
    }
}
