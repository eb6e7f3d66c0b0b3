//! The verbs: make and change a form, receive what is sent by one, take it in, drop it.

use super::{
    actions::{CREATE, DROP, EDIT, RECEIVE, TAKE},
    entry::{BY_STAMP, FormEntry, State, WAITING},
    form::PublicForm,
    forms::{AsRequest, EditForm, Sent},
    notices,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Change, Key, Record, Ref, Visit},
    features::{
        form_key, inbox,
        leads::{self, Lead, LeadForm, NewLead, Source},
        people::{Directory, User},
        settings::Priority,
        tickets::{self, RaiseTicket, Ticket, TicketKind},
    },
};

/// Entries of one form that may wait.
pub const MOST_WAITING: usize = 500;

fn must_work_here(visit: &Visit, form: &EditForm) -> Result<()> {
    let names = Directory::of(visit)?;
    match form.owner.is_some_and(|owner| names.is_staff(owner)) {
        true => Ok(()),
        false => Err(Error::field("owner", "Choose somebody who works here.")),
    }
}

pub fn create(visit: &Visit, form: EditForm) -> Result<Id<PublicForm>> {
    must_work_here(visit, &form)?;
    visit.act(CREATE, move |change| {
        let made = change.insert(PublicForm {
            name: form.name,
            purpose: form.purpose,
            // What nobody has guessed yet: addresses are short, and given by hand.
            word: form_key(),
            owner: form.owner.unwrap_or_default(),
            intro: form.intro,
            consent: form.consent,
            thanks: form.thanks,
            open: form.open,
            made_at: change.at,
            ..PublicForm::default()
        })?;
        Ok(made.id)
    })
}

/// Changes a form. What waits of it reaches whoever it reaches from now on.
///
/// # Errors
/// Beside the owner when they don't work here, unless it is closed and stays theirs.
pub fn edit(visit: &Visit, id: Id<PublicForm>, form: EditForm) -> Result<()> {
    let held: PublicForm = visit.find(id)?;
    if form.open || form.owner != Some(held.owner) {
        must_work_here(visit, &form)?;
    }
    visit.act(EDIT, move |change| {
        let mut held = change.subject_at::<PublicForm>(id, form.version)?;
        let owner = form.owner.unwrap_or(held.owner);
        if owner != held.owner {
            let waiting = change
                .on_behalf("what waits of a form reaches whom the form reaches")
                .children::<FormEntry>(WAITING, Key::new().id(id))?;
            for mut entry in waiting {
                entry.owner = owner;
                change.put(&entry)?;
            }
        }
        held.name = form.name;
        held.purpose = form.purpose;
        held.owner = owner;
        held.intro = form.intro;
        held.consent = form.consent;
        held.thanks = form.thanks;
        held.open = form.open;
        change.put(&held)
    })
}

/// Keeps what somebody sent, once a page, with the words that stood in `form` as they read it. Atrium does it itself, for
/// whoever is nobody yet. Whom it reaches is told that something came and not what: a stranger's words go into no mail of
/// the house, and are gone from everywhere when they are dropped.
///
/// # Errors
/// `Conflict` when the form takes nothing now.
pub fn receive(system: &Visit, form: &PublicForm, sent: Sent) -> Result<()> {
    let (id, consent, form_version) = (form.id, form.consent.clone(), form.version);
    system.act(RECEIVE, move |change| {
        change.event();
        let form = change.find(id)?.filter(|form| form.open);
        let form = form.ok_or_else(|| Error::conflict("This form takes nothing any more."))?;
        let stamp = Key::new().text(&sent.stamp);
        if change.by_unique::<FormEntry>(BY_STAMP, stamp)?.is_some() {
            return Ok(());
        }
        let waiting = change.children::<FormEntry>(WAITING, Key::new().id(id))?;
        if waiting.len() >= MOST_WAITING {
            return Err(Error::conflict(
                "Too much waits to be read here. Please call or write to us.",
            ));
        }
        let at = change.at;
        let reached = reached_by(change, &form)?;
        let owner = match reached.as_slice() {
            [one] => *one,
            _ => Id::NONE,
        };
        let entry = change
            .on_behalf("strangers write into nothing but this, by a form that the house opened")
            .insert(FormEntry {
                form: id,
                purpose: form.purpose,
                owner,
                name: sent.name,
                email: sent.email,
                company: sent.company,
                phone: sent.phone,
                text: sent.text,
                consent,
                form_version,
                at,
                stamp: sent.stamp,
                ..FormEntry::default()
            })?;
        change.about(entry.as_ref());
        let told = format!("Something came by {}", form.name);
        for person in reached {
            let of = &notices::CAME;
            inbox::notify(change, person, of, entry.as_ref(), told.as_str())?;
        }
        Ok(())
    })
}

/// Whom something reaches that comes now: its person; where they left while their form stayed open (an older house), all who
/// may take it in, and it is nobody's until the form is somebody's.
fn reached_by(change: &mut Change<'_, '_>, form: &PublicForm) -> Result<Vec<Id<User>>> {
    let mut people = Directory::people_in(change)?;
    people.retain(|person| !person.inactive && person.tier != Tier::Client);
    if people.iter().any(|person| person.id == form.owner) {
        return Ok(vec![form.owner]);
    }
    let mut reached = Vec::new();
    for person in people {
        if Directory::may_anywhere_in(change, &person, &TAKE)? {
            reached.push(person.id);
        }
    }
    Ok(reached)
}

/// Takes it in as what it became, in the deed that makes that: one Undo takes both back.
fn take(
    change: &mut Change<'_, '_>,
    id: Id<FormEntry>,
    make: impl FnOnce(&mut Change<'_, '_>) -> Result<Ref>,
) -> Result<()> {
    let mut entry = change.subject(id)?;
    entry.must_wait()?;
    let became = make(change)?;
    entry.state = State::Taken;
    entry.became = Some(became);
    change.about(became);
    change.put(&entry)
}

/// One that waits, for whoever may take it in.
fn waiting(visit: &Visit, id: Id<FormEntry>) -> Result<FormEntry> {
    let entry: FormEntry = visit.find_for(&TAKE, id)?;
    entry.must_wait()?;
    Ok(entry)
}

/// What is said of where it came from, to staff: whose it is meant to be reads nothing of a stranger's address.
fn origin_of(entry: &FormEntry) -> String {
    format!(
        "Sent by a public form as {} <{}>{}. Who sent it isn't proved by that.",
        entry.name,
        entry.email,
        match entry.phone.is_empty() {
            true => String::new(),
            false => format!(", {}", entry.phone),
        }
    )
}

/// Takes it in as a lead, by the rules and under the rights of leads.
///
/// # Errors
/// As leads say: of one like it there is already, the number is told.
pub fn as_lead(visit: &Visit, id: Id<FormEntry>, despite: bool) -> Result<Id<Lead>> {
    let entry = waiting(visit, id)?;
    visit.demand(&leads::CREATE)?;
    let company = match entry.company.is_empty() {
        true => entry.name.clone(),
        false => entry.company.clone(),
    };
    let new = NewLead {
        lead: LeadForm {
            company,
            contact: entry.name,
            email: entry.email,
            phone: entry.phone,
            source: Source::Website,
            wish: entry.text,
            ..LeadForm::default()
        },
        despite,
    };
    let department = leads::sales(visit)?;
    visit.act(TAKE, move |change| {
        let mut lead = Id::NONE;
        take(change, id, |change| {
            lead = leads::come_about(change, new, department)?;
            Ok(lead.as_ref())
        })?;
        Ok(lead)
    })
}

/// Takes it in as a request of a client, by the rules and under the rights of tickets.
///
/// # Errors
/// As tickets say.
pub fn as_request(visit: &Visit, id: Id<FormEntry>, form: AsRequest) -> Result<Id<Ticket>> {
    let entry = waiting(visit, id)?;
    let first = entry.text.lines().next().unwrap_or_default();
    let raised = tickets::to_raise(
        visit,
        RaiseTicket {
            kind: TicketKind::Support,
            client: form.client,
            title: text::shorten(first, 100),
            text: entry.text.clone(),
            priority: Priority::Normal,
            post: None,
        },
        Vec::new(),
    )?
    .with_aside(origin_of(&entry));
    visit.act(TAKE, move |change| {
        let mut ticket = Id::NONE;
        take(change, id, |change| {
            ticket = raised.insert(change)?;
            Ok(ticket.as_ref())
        })?;
        Ok(ticket)
    })
}

/// Drops it for good, with all that was sent: what it said is kept nowhere.
///
/// # Errors
/// `Conflict` once it was taken in.
pub fn discard(visit: &Visit, id: Id<FormEntry>) -> Result<()> {
    visit.act(DROP, move |change| {
        let entry = change.subject(id)?;
        entry.must_wait()?;
        change.delete(&entry)
    })
}
