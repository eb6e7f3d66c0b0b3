//! Papers by mail: to whom of a client they go, and with which words.

use super::{VIEW, account, actions::SEND, invoice::Invoice};
use crate::{
    base::{
        Day, Error, Id, Result,
        language::{self, Language, say},
        time,
    },
    data::{Change, Key, Visit},
    features::{
        clients::{self, CONTACTS, Client, Contact},
        mail,
        people::{Directory, User},
        settings::Look,
    },
    said,
};

/// Until when a mail about an invoice is of any use.
const MAILED_FOR: i64 = 30 * time::DAY;

/// By mail to whoever gets the client's invoices, with the way to it in the portal.
///
/// # Errors
/// Where mail is off, or nobody of them has an address.
pub fn send(visit: &Visit, id: Id<Invoice>) -> Result<usize> {
    visit.act(SEND, move |change| {
        let mut invoice = change.subject::<Invoice>(id)?;
        if !invoice.is_issued() {
            return Err(Error::conflict("This is a draft. Issue it first."));
        }
        if !mail::is_on_in(change)? {
            return Err(Error::conflict(
                "Mail is off, so nothing can be sent. The client finds it in the portal; or give them the PDF.",
            ));
        }
        let to = recipients(change, invoice.client)?;
        if to.is_empty() {
            return Err(Error::conflict(
                "Nobody of this client who sees invoices has an e-mail. Add one to a contact, or say on the client's account where invoices go.",
            ));
        }
        mail_to(change, &invoice, &to, |language| {
            let (number, title) = (invoice.number.as_str(), invoice.title.as_str());
            let mut words = match invoice.is_credit_note() {
                true => said!("mail-credit-note-is-here", number = number, title = title),
                false => said!("mail-invoice-is-here", number = number, title = title),
            };
            if let Some(due) = invoice.due {
                words.push(' ');
                words.push_str(&said!("mail-invoice-due", day = day_in(language, due)));
            }
            Words {
                subject: format!("{} {number}", invoice.paper_word()),
                text: words,
            }
        })?;
        invoice.sent_at = Some(change.at);
        invoice.sent_to = to.iter().map(|to| to.email.clone()).collect();
        change.put(&invoice)?;
        Ok(to.len())
    })
}

/// Whom of a client a mail about money goes to.
pub(super) struct Recipient {
    pub name: String,
    pub email: String,
    pub user: u64,
    /// In which they are written to.
    pub language: Language,
}

/// What a mail about a paper says.
pub(super) struct Words {
    pub subject: String,
    pub text: String,
}

/// A day as it stands in a sentence of a mail.
pub(super) fn day_in(language: Language, day: Day) -> String {
    match language {
        // `Dienstag, 9. Juni` doesn't stand behind `am`.
        Language::German => language::dated(day),
        Language::English | Language::Unknown => day.long(),
    }
}

/// The address that the client gave for it; else whoever of them comes into the portal and sees invoices there; else every
/// contact with an address who has no account. Who is shut out, or sees no invoices, is sent none.
pub(super) fn recipients(
    change: &mut Change<'_, '_>,
    client: Id<Client>,
) -> Result<Vec<Recipient>> {
    let account = account::held(change, client)?;
    let theirs = clients::language_in(change, client)?;
    if let Some(email) = account
        .map(|held| held.email)
        .filter(|email| !email.is_empty())
    {
        return Ok(vec![Recipient {
            name: String::new(),
            email,
            user: 0,
            language: theirs,
        }]);
    }
    let mut contacts = change
        .unscoped("invoices go to whoever the client has")
        .children::<Contact>(CONTACTS, Key::new().id(client))?;
    contacts.retain(|contact| !contact.email.is_empty());
    let mut pay = Vec::new();
    for user in contacts.iter().filter_map(|contact| contact.user) {
        if sees_invoices(change, user)? {
            pay.push(Some(user));
        }
    }
    match pay.is_empty() {
        true => contacts.retain(|contact| contact.user.is_none()),
        false => contacts.retain(|contact| pay.contains(&contact.user)),
    }
    let mut all = Vec::with_capacity(contacts.len());
    for contact in contacts {
        let language = match contact.user {
            Some(user) => reads(change, user)?,
            None => theirs,
        };
        all.push(Recipient {
            name: contact.name,
            email: contact.email,
            user: contact.user.map_or(0, Id::raw),
            language,
        });
    }
    Ok(all)
}

fn reads(change: &mut Change<'_, '_>, user: Id<User>) -> Result<Language> {
    let look = change.cached::<Look>();
    let house = look.and_then(|look| look.0.language);
    let person = Directory::person_in(change, user)?;
    Ok(person.map_or_else(Language::default, |person| person.reads(house)))
}

fn sees_invoices(change: &mut Change<'_, '_>, user: Id<User>) -> Result<bool> {
    match Directory::person_in(change, user)?.filter(|user| !user.inactive) {
        Some(user) => Directory::may_anywhere_in(change, &user, &VIEW),
        None => Ok(false),
    }
}

/// Puts one mail for each of them into the box, in their language.
pub(super) fn mail_to(
    change: &mut Change<'_, '_>,
    invoice: &Invoice,
    to: &[Recipient],
    words: impl Fn(Language) -> Words,
) -> Result<()> {
    for (n, to) in to.iter().enumerate() {
        let _spoken = language::speak(to.language);
        let words = words(to.language);
        let draft = mail::Draft {
            what: mail::What::Invoice,
            key: format!("invoice {} {} {n}", invoice.id, change.at.0),
            person: to.user,
            to: to.email.clone(),
            to_name: to.name.clone(),
            // What it comes to is for its reader alone.
            subject: words.subject,
            text: words.text,
            path: format!("/portal/invoices/{}", invoice.id),
            close: match invoice.parties.how_to_pay().as_str() {
                "" => String::new(),
                pay => format!("{}\n{pay}", say("mail-how-to-pay")),
            },
            portal: true,
            until: change.at.plus(MAILED_FOR),
            ..mail::Draft::default()
        };
        mail::put(change, draft)?;
    }
    Ok(())
}
