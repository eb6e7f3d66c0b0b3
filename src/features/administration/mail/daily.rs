//! The mails of every day, each written once a day whoever asks: the journal's checkpoint to those who keep it, and word
//! of backups that no drill has proved for two days to those who look after them.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::super::backups::{self, Drills};
use crate::{
    access::Placement,
    base::{Error, Moment, Result, time},
    data::{Store, Visit},
    features::{
        authority::Access,
        mail::{self, Draft, SERVER, WRITE, What},
        people::Directory,
    },
};

/// From this hour on: after the night's snapshot and drill.
const HOUR: i8 = 6;

/// Writes what is due today and isn't written yet.
pub fn write_daily_mail(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<()> {
    let visit = Visit::system(store, at, tz.clone());
    let Ok(server) = visit.find(SERVER) else {
        return Ok(());
    };
    if !server.on || at.hour(tz) < HOUR {
        return Ok(());
    }
    let mut letters = checkpoints(&visit, &server.checkpoint_to)?;
    letters.extend(alarms(&visit)?);
    letters.retain(|letter| !mail::is_written(&visit, &letter.key));
    if letters.is_empty() {
        return Ok(());
    }
    visit.act(WRITE, move |change| {
        change.event();
        for letter in letters {
            mail::put(change, letter)?;
        }
        Ok(())
    })
}

fn checkpoints(visit: &Visit, to: &[String]) -> Result<Vec<Draft>> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let checkpoint = visit.store().checkpoint(visit.at)?;
    let written = serde_json::to_string(&checkpoint).map_err(Error::internal)?;
    let today = visit.today().iso();
    let text = format!(
        "This is the journal's checkpoint of {today}, after entry {}. Keep this mail: with the line below anybody can tell later whether the journal was cut or rewritten.\n\n{written}\n\nTo check, save the line as a file and run:\n\n    atrium journal verify --since FILE",
        checkpoint.seq
    );
    let draft = |address: &String| Draft {
        what: What::Checkpoint,
        key: format!("checkpoint {today} {address}"),
        person: 0,
        to: address.clone(),
        to_name: String::new(),
        subject: format!("checkpoint of the journal, {today}"),
        text: text.clone(),
        path: String::new(),
        close: String::new(),
        portal: false,
        until: visit.at.plus(2 * time::DAY),
        ..Draft::default()
    };
    Ok(to.iter().map(draft).collect())
}

fn alarms(visit: &Visit) -> Result<Vec<Draft>> {
    let Some(why) = visit.cached::<Drills>()?.alarm(visit.at) else {
        return Ok(Vec::new());
    };
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let today = visit.today().iso();
    let looks_after = |user: &&crate::features::people::User| {
        let actor = access.actor(user.id);
        actor.is_some_and(|(actor, _)| actor.places(&backups::VERIFY) == [Placement::Global])
    };
    let draft = |user: &crate::features::people::User| Draft {
        what: What::Backups,
        key: format!("backups {today} {}", user.id),
        person: user.id.raw(),
        to: user.email.clone(),
        to_name: user.name.clone(),
        subject: "backups need you".into(),
        text: why.clone(),
        path: "/backups".into(),
        close: "Take a snapshot there and check it.".into(),
        portal: false,
        until: visit.at.plus(time::DAY),
        ..Draft::default()
    };
    Ok(names
        .staff()
        .into_iter()
        .filter(looks_after)
        .map(draft)
        .collect())
}
