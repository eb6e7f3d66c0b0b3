//! What a period came to, as a paper that a client is given: how many hours there were, and what they went into.

use super::{pages::figures, period::Period, report, retainer::Retainer, usage::standing};
use crate::{
    base::{
        Result,
        language::{self, say},
    },
    data::Visit,
    features::{
        clients::{self, Client},
        quotes::sheet::dated,
        settings::{CurrentSettings, Look, logo_printed},
    },
    said,
    ui::sheet::Sheet,
};

fn minutes(held: u32) -> String {
    language::minutes(i64::from(held))
}

/// # Errors
/// When the store can't be read, or the file can't be written.
pub fn pdf(visit: &Visit, period: &Period) -> Result<Vec<u8>> {
    sheet(visit, period)?.pdf()
}

fn sheet(visit: &Visit, period: &Period) -> Result<Sheet> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let retainer: Retainer = visit
        .follow(period, |period: &Period| period.retainer)?
        .unwrap_or_default();
    let client: Client = visit
        .follow(&retainer, |held: &Retainer| held.client)?
        .unwrap_or_default();
    // A paper is the same whoever looks.
    let language = clients::language(visit, client.id)?;
    let _spoken = language::speak(language);
    let open = standing(visit, &retainer)?;
    let now = open.iter().find(|open| open.period.id == period.id);
    let is = figures(period, now);
    let mut to = vec![client.name.clone()];
    to.extend(client.address.lines().map(str::to_owned));
    let mut sums = vec![(say("paper-included").to_owned(), minutes(is.included))];
    if is.carried_in > 0 {
        sums.push((say("paper-carried-over").into(), minutes(is.carried_in)));
    }
    sums.push((say("hours-used").into(), minutes(is.used)));
    // What is printed large is what matters: what goes beyond the hours, else what is left of them.
    sums.push(match is.over {
        0 => (say("paper-left").into(), minutes(is.left())),
        over => (say("hours-beyond").into(), minutes(over)),
    });
    let until = match period.is_open() {
        true => said!("paper-still-open", day = dated(period.until)),
        false => dated(period.until),
    };
    let mut closing = vec![(String::new(), brand.0.foot.clone())];
    closing.retain(|(_, words)| !words.is_empty());
    Ok(Sheet {
        house: house.0.name.clone(),
        logo: brand.0.logo_address(),
        picture: logo_printed(visit)?,
        letterhead: house.0.letterhead(),
        title: say("paper-hours").into(),
        number: period.name(),
        to,
        facts: vec![
            (say("paper-from").into(), dated(period.from)),
            (say("paper-until").into(), until),
        ],
        heading: retainer.title.clone(),
        counted: say("paper-time").into(),
        rows: report::printed(visit, &report::spent(visit, period, now)?)?,
        sums,
        closing,
        at: period.closed_at.unwrap_or(visit.at),
        language,
        ..Sheet::default()
    })
}
