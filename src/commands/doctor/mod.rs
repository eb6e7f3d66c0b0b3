//! Named checks over everything a house stands on, by the server where one runs and what only the server knows is asked.
//! Changes nothing: without a server the data is opened as it lies there, and what is written meanwhile stays in memory.
//!
//! `folder` looks at the files as they lie, `front` at what stands around (certificate, addresses, helpers), `copies` at
//! the snapshots, `house` at what is in the data.

mod check;
mod copies;
mod folder;
mod front;
mod house;

use check::{Check, guarded};

use std::sync::Arc;

use super::{ask, config::Config, on_store::OnStore, open, place::Where};
use crate::{
    base::{Error, Moment, Result},
    data::Store,
    features::{administration::Keeper, mail::SmtpContext},
};

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
        checks.extend(folder::checks(at, config));
        checks.extend(front::checks(at, config));
        match folder::missing(&at.data) {
            Some(missing) => checks.push(missing),
            None => match on_data(at, config) {
                Ok(more) => checks.extend(more),
                Err(error) => checks.push(Check::new("data", Err(error.to_string()))),
            },
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
        say!("{}", serde_json::Value::from(rows));
        return;
    }
    for check in checks {
        match &check.result {
            Ok(text) => say!("ok      {:<14} {text}", check.name),
            Err(text) if check.advice => say!("advice  {:<14} {text}", check.name),
            Err(text) => say!("BROKEN  {:<14} {text}", check.name),
        }
    }
}

/// By the server that has the data open, or else by ourselves.
fn on_data(at: &Where, config: &Config) -> Result<Vec<Check>> {
    let server = |said: &str| Check::new("server", Ok(said.into()));
    if let Some(text) = ask::ask(&at.data, &OnStore::Doctor)? {
        let mut checks = vec![server("runs, and was asked")];
        let told: Vec<Check> = serde_json::from_str(&text).map_err(Error::internal)?;
        checks.extend(told);
        return Ok(checks);
    }
    let mut checks = vec![server("doesn't run; the data was opened as it lies there")];
    checks.extend(front::listeners(config));
    let now = Moment::now();
    let unlock = open::unlock(at, config);
    match &unlock {
        Ok(unlock) => {
            // What the server would bring along.
            match guarded(|| open::untouched(at, config)) {
                Ok(store) => {
                    store.provide(Arc::new(Keeper::new(
                        config.snapshots_folder(&at.data),
                        unlock.clone(),
                        config.snapshot_hours,
                        config.snapshot_keep,
                        now,
                    )));
                    let front = config.front(&[config.listen]);
                    store.provide(Arc::new(SmtpContext::new(front.ca_file, front.hosts)));
                    checks.extend(house::checks(&store, now));
                    let closed = guarded(move || {
                        store.close();
                        drop(store);
                        Ok(())
                    });
                    checks.extend(closed.err().map(|e| Check::new("data", Err(e.to_string()))));
                }
                Err(error) => {
                    let why = match error {
                        Error::Internal(_) => house::with_a_way_out(&error),
                        _ => error.to_string(),
                    };
                    checks.push(Check::new("data", Err(why)));
                    let folder = config.snapshots_folder(&at.data);
                    checks.extend(copies::checks(&folder, Some(unlock), None, now));
                }
            }
        }
        Err(error) => {
            checks.push(Check::new("data", Err(error.to_string())));
            let folder = config.snapshots_folder(&at.data);
            checks.extend(copies::checks(&folder, None, None, now));
        }
    }
    Ok(checks)
}

/// What the server answers to a doctor who calls while it works.
pub fn examine(store: &Arc<Store>) -> Result<String> {
    serde_json::to_string(&house::checks(store, Moment::now())).map_err(Error::internal)
}
