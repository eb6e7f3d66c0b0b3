//! By which channels a notification goes out.

use super::{
    notice_type::{ByMail, NoticeType, Reach},
    notification::Notification,
    preferences::NotificationPreferences,
};
use crate::{
    access::Tier,
    base::{
        Moment, Result, language,
        language::{say, translated},
        time,
    },
    data::Change,
    features::{
        gateways,
        gateways::{Message, Purpose},
        mail,
        people::User,
        settings::Look,
    },
};

/// When it goes by mail: at once or with what comes together, not in quiet hours, and not minutes after another.
pub fn goes_by_mail(
    change: &mut Change<'_, '_>,
    person: &User,
    of: &NoticeType,
    reach: Reach,
    preferences: &NotificationPreferences,
) -> Result<Option<Moment>> {
    if reach.mail == ByMail::Off || person.email.is_empty() || !mail::is_on_in(change)? {
        return Ok(None);
    }
    let at = change.at;
    let zone = preferences.zone(&change.tz);
    if reach.mail == ByMail::Digest {
        return Ok(preferences.next_digest(at, &zone));
    }
    let mut when = at.plus(GRACE);
    if !of.urgent
        && let Some(last) = mail::last_news(change, person.id.raw(), APART)?
    {
        when = when.max(last.plus(APART));
    }
    Ok(Some(preferences.when(when, of.urgent, &zone)))
}

/// When it goes as a text message, if they gave a number and the house has a gateway.
pub fn goes_by_sms(
    change: &mut Change<'_, '_>,
    of: &NoticeType,
    preferences: &NotificationPreferences,
) -> Result<Option<Moment>> {
    if preferences.phone.is_empty() || gateways::on_in(change, Purpose::Sms)?.is_none() {
        return Ok(None);
    }
    let zone = preferences.zone(&change.tz);
    let when = change.at.plus(GRACE);
    Ok(Some(preferences.when(when, of.urgent, &zone)))
}

/// Tells the other program, if it wants news of this type: once for each deed, whoever else is told.
pub fn to_programs(change: &mut Change<'_, '_>, told: &Notification) -> Result<()> {
    let gateway = gateways::on_in(change, Purpose::Webhook)?;
    if !gateway.is_some_and(|gateway| gateway.types.contains(&told.kind)) {
        return Ok(());
    }
    let number = change.schema().number(told.about);
    let plural = change.kind_of(told.about)?.kind.plural;
    let message = Message {
        purpose: Purpose::Webhook,
        key: format!("webhook {} {} {number}", change.seq(), told.kind),
        text: told.text.clone(),
        path: format!("/{plural}/{number}"),
        what: told.kind.clone(),
        number,
        ..Message::default()
    };
    gateways::put(change, message).map(drop)
}

/// What concerns security reaches people where they are, if the house sends mail. The mail opens nothing.
pub fn mail_of_security(
    change: &mut Change<'_, '_>,
    told: &Notification,
    person: &User,
) -> Result<()> {
    let portal = person.tier == Tier::Client;
    let house = change.cached::<Look>().and_then(|look| look.0.language);
    let _spoken = language::speak(person.reads(house));
    let place = match portal {
        true => say("mail-in-your-news"),
        false => say("mail-in-your-inbox"),
    };
    let letter = mail::Draft {
        what: mail::What::Notice,
        key: told.id.to_string(),
        person: person.id.raw(),
        to: person.email.clone(),
        to_name: person.name.clone(),
        subject: say("mail-about-security").into(),
        headline: String::new(),
        text: translated(&told.text).into_owned(),
        path: if portal { "/portal/news" } else { "/inbox" }.into(),
        close: format!(
            "{place} {} {}",
            translated(&told.why),
            say("mail-security-stays")
        ),
        portal,
        until: told.at.plus(2 * time::DAY),
        notice: None,
    };
    mail::put(change, letter).map(drop)
}

/// What goes out at once waits so long: a deed is undone within it, and a page that is open shows it first.
pub const GRACE: i64 = 10 * time::SECOND;

/// Mails to one person lie so far apart; what comes meanwhile goes together.
pub const APART: i64 = 5 * time::MINUTE;
