//! What is in the data: the journal, the indexes, the files, the people, and what the health of the house says.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::{
    check::{Check, guarded},
    copies::{self, Known},
};
use crate::{
    base::{Error, Moment, Result, time},
    data::{
        Damage, Store, Visit, file_maintenance, full_text::Stand, testing::recount, verify_journal,
    },
    features::{
        administration::{self, Grade, Keeper},
        inbound, mail, people,
        settings::CurrentSettings,
    },
    jobs::Supervisor,
};

pub fn checks(store: &Arc<Store>, now: Moment) -> Vec<Check> {
    let visit = Visit::system(store, now, TimeZone::UTC);
    let named = |name: &str, look: &dyn Fn() -> Result<Check>| {
        guarded(look).unwrap_or_else(|e| Check::new(name, Err(e.to_string())))
    };
    let whole = |name: &str, look: &dyn Fn() -> Result<Check>| {
        guarded(look).unwrap_or_else(|e| Check::new(name, Err(with_a_way_out(&e))))
    };
    let mut checks = vec![
        whole("journal", &|| {
            let entries = verify_journal(store, None)?;
            Ok(Check::new("journal", Ok(format!("{entries} entries hold"))))
        }),
        whole("indexes", &|| indexes(store)),
        named("files", &|| files(store, now)),
        named("search index", &|| Ok(search(store))),
        whole("people", &|| people(&visit)),
    ];
    checks.extend(
        guarded(|| snapshots(&visit))
            .unwrap_or_else(|e| vec![Check::new("snapshots", Err(e.to_string()))]),
    );
    checks.extend(
        guarded(|| health(&visit))
            .unwrap_or_else(|e| vec![Check::new("health", Err(e.to_string()))]),
    );
    checks.extend(guarded(|| Ok(mail_server(&visit))).ok().flatten());
    checks.extend(guarded(|| Ok(mailbox(&visit))).ok().flatten());
    checks.extend(jobs(store));
    checks
}

/// What can't be read any more comes back with a snapshot.
pub fn with_a_way_out(error: &Error) -> String {
    let said = error.to_string();
    match said.contains("snapshot restore") {
        true => said,
        false => format!(
            "{}. Stop Atrium and restore the newest snapshot that is whole: atrium snapshot restore --help",
            said.trim_end_matches('.')
        ),
    }
}

fn indexes(store: &Arc<Store>) -> Result<Check> {
    let found = recount(store)?;
    let told = match found.problems.is_empty() {
        true => Ok(format!(
            "{} records, {} index entries, {} tallies agree",
            found.records, found.entries, found.tallies
        )),
        false => Err(format!(
            "{}. Restore the newest snapshot: atrium snapshot restore --help",
            found.problems.join("; ")
        )),
    };
    Ok(Check::new("indexes", told))
}

/// How long an index of a server at work may need to have what was written before it was looked at.
const FILED_WITHIN: Duration = Duration::from_secs(4);

/// Whatever is wrong with it is mended by making it anew, which a server does by itself where it notices; nothing is lost.
fn search(store: &Arc<Store>) -> Check {
    const ANEW: &str = "Make it anew: atrium search rebuild";
    let index = store.search_index();
    let held = match index.stand() {
        Stand::Closed => index.look().map(|held| match held {
            Some((documents, _)) => format!("{documents} records and texts are filed"),
            None => "there is none yet; it is made when the server starts".into(),
        }),
        Stand::Making { why, .. } => Ok(format!("being made anew, because {why}")),
        Stand::Ready { documents } => differing(store).and_then(|differing| match differing {
            0 => Ok(format!(
                "{documents} records and texts are filed as they are stored"
            )),
            some => Err(Error::conflict(format!(
                "{some} records are filed otherwise than they are stored"
            ))),
        }),
    };
    Check::advice(
        "search index",
        held.map_err(|error| format!("{error}. {ANEW}")),
    )
}

/// Records that are filed otherwise than they are stored, and still are a while later.
fn differing(store: &Store) -> Result<usize> {
    let first = store.index_differs()?;
    if first.is_empty() {
        return Ok(0);
    }
    std::thread::sleep(FILED_WITHIN);
    let second = store.index_differs()?;
    Ok(second.iter().filter(|of| first.contains(of)).count())
}

/// Reads every file. A server that is asked takes note of it as of its weekly reading: what is damaged isn't handed out,
/// and what was brought back is.
fn files(store: &Arc<Store>, now: Moment) -> Result<Check> {
    let read = match store.service::<Supervisor>() {
        Some(_) => file_maintenance::scrub(store, now, file_maintenance::AT_ONCE),
        None => file_maintenance::read_through(store, file_maintenance::AT_ONCE),
    }?;
    let number = |damage: &Damage| {
        damage.of.map_or("nothing names it".into(), |of| {
            format!("of {}", store.schema().number(of))
        })
    };
    let told = match read.damaged.is_empty() {
        true => Ok(format!(
            "{} files ({} MB) are as they were; {} wait that nothing names",
            read.files,
            read.bytes >> 20,
            file_maintenance::unnamed(store)?
        )),
        false => {
            let named: Vec<String> = read
                .damaged
                .iter()
                .map(|damage| format!("{} ({}): {}", damage.file, number(damage), damage.how))
                .collect();
            Err(format!(
                "{} damaged; bring them back from a snapshot: {}",
                named.len(),
                named.join("; ")
            ))
        }
    };
    Ok(Check::new("files", told))
}

/// Somebody has to be able to look after the house.
fn people(visit: &Visit) -> Result<Check> {
    let names = people::Directory::of(visit)?;
    let active = names.users.values().filter(|user| !user.inactive);
    let told = match (names.users.is_empty(), active.clone().count()) {
        (true, _) => Ok("nobody yet; the set-up is open at the first start".into()),
        _ if !active.clone().any(|user| user.superadmin) => Err(
            "no superadmin is active, so nobody can look after the house. Appoint one: atrium user break-glass --help".into(),
        ),
        (_, active) => Ok(format!("{active} can sign in")),
    };
    Ok(Check::new("people", told))
}

fn snapshots(visit: &Visit) -> Result<Vec<Check>> {
    let store = visit.store();
    let Some(keeper) = Keeper::of(visit) else {
        return Ok(Vec::new());
    };
    let first = store.entries_after(0, 1)?;
    let hours = keeper.plan(&CurrentSettings::of(visit)?.0).hours;
    let known = Known {
        began: first.first().map(|entry| entry.at),
        newest: store.newest(),
        every: i64::from(hours.max(24)) * time::HOUR,
    };
    let (folder, unlock) = (&keeper.folder, Some(&keeper.unlock));
    Ok(copies::checks(folder, unlock, Some(known), visit.at))
}

/// Of the health, what the doctor doesn't look at closer.
fn health(visit: &Visit) -> Result<Vec<Check>> {
    let closer = [
        "disk",
        "snapshot",
        "unreadable",
        "checkpoint",
        "damaged",
        "scanner",
        "jobs",
    ];
    let shown = |check: &administration::Check| {
        let told = check.grade != Grade::Good || check.key == "clock";
        told && !closer.contains(&check.key)
    };
    let all = administration::checks(visit)?.into_iter().filter(shown);
    Ok(all
        .map(|check| Check::of_health(check.key, check))
        .collect())
}

fn mail_server(visit: &Visit) -> Option<Check> {
    let told = mail::reaches(visit)?;
    Some(Check::new(
        "mail server",
        told.map_err(|why| format!("{why} Mail waits meanwhile. Look at it under Settings, Mail.")),
    ))
}

fn mailbox(visit: &Visit) -> Option<Check> {
    let told = inbound::reaches(visit)?;
    Some(Check::new(
        "mailbox",
        told.map_err(|why| {
            format!("{why} Answers by mail wait there. Look at it under Settings, Mail.")
        }),
    ))
}

/// What the server that is asked does by itself.
fn jobs(store: &Store) -> Option<Check> {
    let all = store.service::<Supervisor>()?.status();
    let failing = all.iter().filter(|job| job.in_a_row > 0);
    let words: Vec<String> = failing
        .map(|job| format!("{}: {}", job.name, job.complaint().unwrap_or_default()))
        .collect();
    Some(Check::new(
        "jobs",
        match words.is_empty() {
            true => Ok(format!("{} go on", all.len())),
            false => Err(words.join("; ")),
        },
    ))
}
