//! Named checks over the data, the key, the folder and the clock. Reads only.

use std::{os::unix::fs::PermissionsExt, path::Path};

use super::{Where, config::Config, open};
use crate::{
    base::{Error, Moment, Result, time},
    data::{Store, snapshot, testing::recount, verify_journal},
};

struct Check {
    name: &'static str,
    /// Err says what is wrong and what to do.
    result: Result<String, String>,
    /// Worth a look, but nothing is broken.
    advice: bool,
}

pub fn doctor(at: &Where, json: bool) -> Result<()> {
    let mut checks = Vec::new();
    let config = Config::load(&at.data);
    checks.push(Check {
        name: "configuration",
        result: config
            .as_ref()
            .map(|_| "can be used".into())
            .map_err(ToString::to_string),
        advice: false,
    });
    if let Ok(config) = &config {
        checks.push(folder_mode(&at.data));
        checks.push(key_apart(at, config));
        checks.push(public_address(config));
        match open::open(at, config) {
            Ok(store) => {
                on_store(&store, config, &at.data, &mut checks);
                store.close();
            }
            Err(error) => checks.push(Check {
                name: "data",
                result: Err(error.to_string()),
                advice: false,
            }),
        }
    }
    let broken = checks.iter().any(|c| c.result.is_err() && !c.advice);
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
    } else {
        for check in &checks {
            match &check.result {
                Ok(text) => println!("ok      {:<14} {text}", check.name),
                Err(text) if check.advice => println!("advice  {:<14} {text}", check.name),
                Err(text) => println!("BROKEN  {:<14} {text}", check.name),
            }
        }
    }
    if broken {
        return Err(Error::conflict("Something is broken; see above."));
    }
    Ok(())
}

fn on_store(store: &Store, config: &Config, data: &Path, checks: &mut Vec<Check>) {
    checks.push(Check {
        name: "journal",
        result: verify_journal(store, None)
            .map(|entries| format!("{entries} entries hold"))
            .map_err(|e| e.to_string()),
        advice: false,
    });
    let counted = recount(store);
    checks.push(Check {
        name: "indexes",
        result: match counted {
            Ok(found) if found.problems.is_empty() => Ok(format!(
                "{} records, {} index entries, {} tallies agree",
                found.records, found.entries, found.tallies
            )),
            Ok(found) => Err(found.problems.join("; ")),
            Err(e) => Err(e.to_string()),
        },
        advice: false,
    });
    checks.push(Check {
        name: "snapshots",
        result: snapshot::list(&config.snapshots_folder(data))
            .map_err(|e| e.to_string())
            .and_then(|listing| on_snapshots(&listing)),
        advice: true,
    });
}

fn on_snapshots(listing: &snapshot::Listing) -> Result<String, String> {
    if let Some(bad) = listing.unreadable.first() {
        return Err(format!("{} Remove it, or fetch its copy.", bad.why));
    }
    match listing.found.first() {
        Some(newest) if Moment::now().since(newest.at) < 2 * time::DAY => {
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
    Check {
        name: "folder",
        result: match mode {
            Ok(0) => Ok("only its owner can open it".into()),
            Ok(_) => Err(format!(
                "others on this machine can look into it: chmod 700 {}",
                data.display()
            )),
            Err(e) => Err(e.to_string()),
        },
        advice: true,
    }
}

fn public_address(config: &Config) -> Check {
    let local = |name: &str| name == "localhost" || name.parse().is_ok_and(is_loopback);
    let reached = config.hosts.iter().any(|name| !local(name));
    Check {
        name: "address",
        result: match config.public.as_str() {
            "" if !config.listen.ip().is_loopback() && !reached => Err(
                "others reach this server by a name it doesn't answer to: set public, or add the name to hosts.".into(),
            ),
            "" => Err(
                "links are made for the name a request came by; set public to the address people open.".into(),
            ),
            public => Ok(format!("links begin with {public}")),
        },
        advice: true,
    }
}

fn is_loopback(address: std::net::IpAddr) -> bool {
    address.is_loopback()
}

fn key_apart(at: &Where, config: &Config) -> Check {
    let path = open::key_path(at, config);
    let beside = path.starts_with(&at.data);
    Check {
        name: "key",
        result: if beside && path.exists() {
            Err(format!(
                "{} lies beside the data it opens: who copies the folder can read it. Move it and set key_file.",
                path.display()
            ))
        } else {
            Ok("is kept apart from the data".into())
        },
        advice: true,
    }
}
