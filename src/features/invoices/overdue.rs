//! What happens by itself to what is open: it falls due, and its client is reminded, step by step.

use super::{
    account,
    invoice::Invoice,
    late, notices,
    ops::terms,
    ops_money::{house_of, keepers},
    rules::{is_reached, next_step},
    sending::{Words, day_in, mail_to, recipients},
};
use crate::{
    base::{Moment, Result, language::say},
    data::{Change, Held, Record},
    features::{clients, inbox},
    said,
};

/// The hour of the day at which reminders go out.
const MORNING: i64 = 9 * 60;

/// From here on it is overdue, and whoever keeps the money is told.
pub fn falls_due(change: &mut Change<'_, '_>, mut invoice: Held<Invoice>) -> Result<()> {
    invoice.overdue = true;
    let at = change.at;
    invoice.settle(at);
    change.put(&invoice)?;
    let mut told = keepers(change)?;
    if !told.contains(&invoice.owner) {
        told.push(invoice.owner);
    }
    let text = format!("{} is overdue: {}", invoice.number, invoice.title);
    for user in told {
        inbox::notify(
            change,
            user,
            &notices::OVERDUE,
            invoice.as_ref(),
            text.as_str(),
        )?;
    }
    Ok(())
}

/// Reminds the client once, and says when next. Steps that passed while nobody was there are one. Where the steps are
/// others since, it is done by those of today.
pub fn remind(change: &mut Change<'_, '_>, mut invoice: Held<Invoice>) -> Result<()> {
    let house_terms = terms(change)?;
    let steps = &house_terms.reminders;
    let (at, tz) = (change.at, change.tz.clone());
    let (due, today) = (invoice.due.unwrap_or_default(), at.day(&tz));
    // One that was reminded before that day was noted: what comes from the day it was put down for.
    let put_down = invoice.remind_at.map_or(due, |at| at.day(&tz) + -1);
    let usual = if invoice.reminders == 0 {
        due
    } else {
        put_down
    };
    let done = invoice.reminded_to.unwrap_or(usual);
    let reached = is_reached(steps, due, done, today);
    let next = next_step(steps, due, today);
    invoice.reminded_to = Some(today);
    invoice.remind_at = next.map(|day| Moment::at(day, MORNING, &tz));
    let account = account::held(change, invoice.client)?;
    if !reached || account.is_some_and(|held| held.no_reminders) {
        return change.put(&invoice);
    }
    invoice.reminders += 1;
    change.put(&invoice)?;
    let house = house_of(change)?;
    for user in clients::portal_users(change, invoice.client)? {
        let text = format!("{} was due on {}", invoice.number, due.long());
        inbox::notify(change, user, &notices::REMINDED, invoice.as_ref(), text)?;
    }
    let to = recipients(change, invoice.client)?;
    mail_to(change, &invoice, &to, |language| {
        let number = invoice.number.as_str();
        let words = [
            said!(
                "mail-reminder-was-due",
                number = number,
                day = day_in(language, due),
                title = invoice.title.as_str()
            ),
            late::said(&house_terms, &invoice, invoice.reminders, house),
            say("mail-reminder-disregard").to_owned(),
        ];
        let words = words.into_iter().filter(|words| !words.is_empty());
        Words {
            subject: match invoice.reminders {
                1 => said!("mail-reminder", number = number),
                times => said!(
                    "mail-reminder-again",
                    times = times.to_string(),
                    number = number
                ),
            },
            text: words.collect::<Vec<_>>().join(" "),
        }
    })
}
