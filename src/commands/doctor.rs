//! Named checks over the data, the files, the key and the folder, by the server where one runs.
//! Changes nothing but what the server's daily sweep would.

use std::{os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Where, config::Config, control, data::OnStore, open};
use crate::{
    base::{Error, Moment, Result, time},
    data::{Damage, Store, file_maintenance, snapshot, testing::recount, verify_journal},
    jobs::Supervisor,
    web::GeoIp,
};

#[derive(Serialize, Deserialize)]
struct Check {
    name: String,
    /// Err says what is wrong and what to do.
    result: Result<String, String>,
    /// Worth a look, but nothing is broken.
    advice: bool,
}

impl Check {
    fn new(name: &str, result: Result<String, String>) -> Check {
        Check {
            name: name.into(),
            result,
            advice: false,
        }
    }

    fn advice(name: &str, result: Result<String, String>) -> Check {
        Check {
            advice: true,
            ..Check::new(name, result)
        }
    }
}

pub fn doctor(at: &Where, json: bool) -> Result<()> {
    let config = Config::load(&at.data);
    let mut checks = vec![Check::new(
        "configuration",
        config
            .as_ref()
            .map(|_| "can be used".into())
            .map_err(ToString::to_string),
    )];
    if let Ok(config) = &config {
        checks.push(folder_mode(&at.data));
        checks.push(key_apart(at, config));
        checks.push(public_address(config));
        checks.extend(countries(config));
        match on_data(at, config) {
            Ok(more) => checks.extend(more),
            Err(error) => checks.push(Check::new("data", Err(error.to_string()))),
        }
    }
    print(&checks, json);
    if checks.iter().any(|c| c.result.is_err() && !c.advice) {
        return Err(Error::conflict("Something is broken; see above."));
    }
    Ok(())
}

fn print(checks: &[Check], json: bool) {
    if json {
        let rows: Vec<serde_json::Value> = checks
            .iter()
            .map(|c| {
                let (ok, text) = match &c.result {
                    Ok(text) => (true, text),
                    Err(text) => (false, text),
                };
                serde_json::json!({ "check": c.name, "ok": ok, "advice": c.advice, "text": text })
            })
            .collect();
        println!("{}", serde_json::Value::from(rows));
        return;
    }
    for check in checks {
        match &check.result {
            Ok(text) => println!("ok      {:<14} {text}", check.name),
            Err(text) if check.advice => println!("advice  {:<14} {text}", check.name),
            Err(text) => println!("BROKEN  {:<14} {text}", check.name),
        }
    }
}

/// By the server that has the data open, or else by ourselves.
fn on_data(at: &Where, config: &Config) -> Result<Vec<Check>> {
    let snapshots = std::path::absolute(config.snapshots_folder(&at.data))?;
    let ask = OnStore::Doctor {
        snapshots: snapshots.clone(),
    };
    if let Some(text) = control::ask(&at.data, &ask)? {
        return serde_json::from_str(&text).map_err(Error::internal);
    }
    let store = open::open(at, config)?;
    let checks = on_store(&store, &snapshots);
    store.close();
    Ok(checks)
}

/// What the server answers to a doctor who calls while it works.
pub fn examine(store: &Arc<Store>, snapshots: &Path) -> Result<String> {
    serde_json::to_string(&on_store(store, snapshots)).map_err(Error::internal)
}

fn on_store(store: &Arc<Store>, snapshots: &Path) -> Vec<Check> {
    let said = |e: Error| e.to_string();
    let counted = recount(store)
        .map_err(said)
        .and_then(|found| match found.problems.is_empty() {
            true => Ok(format!(
                "{} records, {} index entries, {} tallies agree",
                found.records, found.entries, found.tallies
            )),
            false => Err(found.problems.join("; ")),
        });
    let mut checks = vec![
        Check::new(
            "journal",
            verify_journal(store, None)
                .map(|entries| format!("{entries} entries hold"))
                .map_err(said),
        ),
        Check::new("indexes", counted),
        Check::new("files", on_files(store)),
        Check::advice(
            "snapshots",
            snapshot::list(snapshots)
                .map_err(said)
                .and_then(|listing| on_snapshots(&listing)),
        ),
    ];
    checks.extend(on_jobs(store));
    checks
}

/// What the server that is asked does by itself.
fn on_jobs(store: &Store) -> Option<Check> {
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

/// Sweeps what nothing names, and reads what is left.
fn on_files(store: &Arc<Store>) -> Result<String, String> {
    let said = |e: Error| e.to_string();
    let now = Moment::now();
    let swept = file_maintenance::sweep(store, now, file_maintenance::GRACE).map_err(said)?;
    let read = file_maintenance::scrub(store, now, file_maintenance::AT_ONCE).map_err(said)?;
    let number = |damage: &Damage| {
        damage.of.map_or("nothing names it".into(), |of| {
            format!("of {}", store.schema().number(of))
        })
    };
    if read.damaged.is_empty() {
        return Ok(format!(
            "{} files ({} MB) are as they were; {} that nothing names wait, {} were swept",
            read.files,
            read.bytes >> 20,
            swept.waiting,
            swept.removed
        ));
    }
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

fn on_snapshots(listing: &snapshot::Listing) -> Result<String, String> {
    if let Some(bad) = listing.unreadable.first() {
        return Err(format!("{} Remove it, or fetch its copy.", bad.why));
    }
    let now = Moment::now();
    if let Some(ahead) = listing.ahead(now) {
        return Err(ahead);
    }
    match listing.newest(now) {
        Some(newest) if now.since(newest.at) < 2 * time::DAY => {
            Ok(format!("the newest is of {}", newest.at.rfc3339()))
        }
        Some(newest) => Err(format!(
            "the newest is of {}; take one: atrium snapshot create",
            newest.at.rfc3339()
        )),
        None => Err("there is none yet; take one: atrium snapshot create".into()),
    }
}

fn folder_mode(data: &Path) -> Check {
    let mode = std::fs::metadata(data).map(|m| m.permissions().mode() & 0o077);
    Check::advice(
        "folder",
        match mode {
            Ok(0) => Ok("only its owner can open it".into()),
            Ok(_) => Err(format!(
                "others on this machine can look into it: chmod 700 {}",
                data.display()
            )),
            Err(e) => Err(e.to_string()),
        },
    )
}

fn public_address(config: &Config) -> Check {
    let here = |name: &str| {
        name == "localhost"
            || name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    };
    let reached = config.hosts.iter().any(|name| !here(name));
    Check::advice(
        "address",
        match config.public.as_str() {
            "" if !config.listen.ip().is_loopback() && !reached => Err(
                "others reach this server by a name it doesn't answer to: set public, or add the name to hosts.".into(),
            ),
            "" => Err(
                "links begin with the name a request came by; set public to the address people open.".into(),
            ),
            public => Ok(format!("links begin with {public}")),
        },
    )
}

/// The file that tells countries, where one is configured.
fn countries(config: &Config) -> Option<Check> {
    let path = config.countries_file.trim();
    let geoip = (!path.is_empty()).then(|| GeoIp::open(Path::new(path)))?;
    let told = match (geoip.trouble(), geoip.made()) {
        (Some(why), _) => Err(why),
        (None, Some(made)) => Ok(format!(
            "told by a file of {}",
            made.day(&TimeZone::UTC).iso()
        )),
        (None, None) => Ok("told by a file".into()),
    };
    Some(Check::new("countries", told))
}

fn key_apart(at: &Where, config: &Config) -> Check {
    let path = open::key_path(at, config);
    let beside = path.starts_with(&at.data);
    Check::advice(
        "key",
        if beside && path.exists() {
            Err(format!(
                "{} lies beside the data it opens: who copies the folder can read it. Move it and set key_file.",
                path.display()
            ))
        } else {
            Ok("is kept apart from the data".into())
        },
    )
}
