//! `atrium demo`: makes a believable agency by running the real verbs, prints its accounts, and serves it.

pub mod cast;
pub mod fill;
mod names;
mod stage;
mod walk;

use std::time::Instant;

use serde_json::json;

use super::place::{Listen, Where};
use crate::{
    base::{Error, Moment, Result},
    commands::{config::Config, open, serve},
    data::holds_house,
};

pub fn demo(at: &Where, listen: Listen, scale: u32, seed: u64, no_serve: bool) -> Result<()> {
    if !(1..=1000).contains(&scale) {
        return Err(Error::conflict("The scale is a number from 1 to 1000."));
    }
    let accounts = at.data.join("demo-accounts.json");
    if !holds_house(&at.data)? {
        make(at, scale, seed)?;
    } else if !accounts.exists() {
        return Err(Error::conflict(format!(
            "{} has data that is not a demo. Choose another folder with --data.",
            at.data.display()
        )));
    }
    let greeting = greeting(&std::fs::read_to_string(accounts)?)?;
    if no_serve {
        say!("{greeting}");
        return Ok(());
    }
    serve::serve(at, listen, Some(greeting))
}

fn make(at: &Where, scale: u32, seed: u64) -> Result<()> {
    let config = Config::load(&at.data)?;
    open::prepare(at, &config)?;
    let store = open::open(at, &config)?;
    let started = Instant::now();
    let now = Moment::now();
    let all = fill::fill(&store, seed, fill::Size::scale(scale), now, |what| {
        eprintln!("Making {} ...", what)
    })?;
    fill::catch_up(&store, &all, now)?;
    eprintln!(
        "Made in {:.1} s: {} journal entries.",
        started.elapsed().as_secs_f64(),
        store.newest()
    );
    let rows: Vec<serde_json::Value> = all
        .iter()
        .map(|a| json!({ "name": a.name, "email": a.email, "password": cast::PASSWORD, "totp": a.totp, "role": a.role, "tier": a.tier.name() }))
        .collect();
    let text = serde_json::to_string_pretty(&rows).map_err(Error::internal)?;
    // It holds passwords and seeds: its owner's alone.
    crate::data::write_file(&at.data.join("demo-accounts.json"), text.as_bytes())?;
    store.close();
    Ok(())
}

/// One account of each role, as a table.
fn greeting(text: &str) -> Result<String> {
    let rows: Vec<serde_json::Value> = serde_json::from_str(text).map_err(Error::internal)?;
    let mut out = String::from(
        "\nSign in as one of these (demo-accounts.json has them all, with TOTP seeds):\n",
    );
    let mut seen = Vec::new();
    for row in &rows {
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let role = field("role");
        if seen.contains(&role) {
            continue;
        }
        let code = row["totp"]
            .as_str()
            .map(|seed| {
                format!(
                    "  code now {}",
                    crate::features::sign_in::totp_at(seed, Moment::now()).unwrap_or_default()
                )
            })
            .unwrap_or_default();
        out.push_str(&format!("  {:<20} {:<42}{code}\n", role, field("email")));
        seen.push(role);
    }
    out.push_str(&format!("Everyone's password: {}\n", cast::PASSWORD));
    Ok(out)
}
