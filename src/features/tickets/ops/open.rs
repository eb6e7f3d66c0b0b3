//! How a ticket comes in: from an accepted quote, or raised by somebody.

use super::{
    super::{
        actions::{OPEN, RAISE, RECEIVE, RECEIVE_COMPLAINTS, TRIAGE},
        forms::{OpenTicket, RaiseTicket},
        internal_ops::{bring_along, department},
        notices,
        ticket::{self, Stage, Ticket, TicketKind},
    },
    ids, load, takers,
};
use crate::{
    access::Tier,
    base::{Error, Id, Money, Result, money::Currency},
    data::{Change, Key, Record, Visit},
    features::{
        clients::Client,
        conversation::{self, NewPost},
        inbox,
        people::{self, Directory, User},
        quotes::{Quote, Status},
        settings::{CurrentSettings, Priority},
    },
    web::Upload,
};

/// Stage 4: from an accepted quote; one at a time for each of its categories.
pub fn open(visit: &Visit, form: OpenTicket) -> Result<Id<Ticket>> {
    let quote = visit
        .find(form.quote)
        .map_err(|_| Error::field("quote", "There is no such quote that you may see."))?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    visit.act(OPEN, move |change| {
        let quote: Quote = change.find(quote.id)?.ok_or(Error::NotFound)?;
        if quote.status != Status::Accepted {
            return Err(Error::conflict(
                "The client has not accepted this quote. A ticket is opened once they have.",
            ));
        }
        let earlier = of_quote(change, quote.id)?;
        let open = |held: &&Ticket| held.category == form.category && !held.stage.is_over();
        if let Some(held) = earlier.iter().find(open) {
            let called = change.calls(held, "A ticket that you don't see")?;
            return Err(Error::conflict(format!(
                "{called} is open for this already."
            )));
        }
        must_be_quoted(&quote, &earlier, None, form.price, currency)?;
        let (by, at) = (Id::new(change.actor.person), change.at);
        let sales = department(change, "sales")?;
        let mut ticket = Ticket {
            title: form.title,
            kind: TicketKind::Onboarding,
            client: quote.client,
            quote: Some(quote.id),
            lead: quote.lead,
            sales_manager: Some(by),
            price: form.price,
            priority: form.priority,
            scope: form.scope,
            created_at: at,
            touched: at,
            ..Ticket::default()
        };
        ticket.choose(form.category)?;
        ticket.give_to(by, sales);
        ticket.enter(Stage::Open, at);
        let ticket = change.insert(ticket)?;
        change.about(ticket.as_ref());
        change.about(quote.as_ref());
        change.about(ticket.client.as_ref());
        Ok(ticket.id)
    })
}

/// All tickets that were opened from a quote.
fn of_quote(change: &mut Change<'_, '_>, quote: Id<Quote>) -> Result<Vec<Ticket>> {
    change
        .unscoped("what a quote comes to is taken up once, whoever sees its tickets")
        .children(ticket::BY_QUOTE, Key::new().id(quote))
}

/// A ticket's price is the quote's, or its part of it: all tickets of a quote come to no more than the client agreed to.
pub(super) fn must_be_within_quote(
    change: &mut Change<'_, '_>,
    ticket: &Ticket,
    price: Money,
    currency: Currency,
) -> Result<()> {
    let Some(quote) = ticket.quote.filter(|_| price != ticket.price) else {
        return Ok(());
    };
    let all = of_quote(change, quote)?;
    let quote = change.load(ticket, |ticket| ticket.quote.unwrap_or_default())?;
    must_be_quoted(&quote, &all, Some(ticket.id), price, currency)
}

fn must_be_quoted(
    quote: &Quote,
    all: &[Ticket],
    this: Option<Id<Ticket>>,
    price: Money,
    currency: Currency,
) -> Result<()> {
    let others = all.iter().filter(|held| Some(held.id) != this);
    let taken: Money = others.map(Ticket::taken).sum();
    let net = quote.totals().net;
    if price + taken <= net {
        return Ok(());
    }
    let net = net.show(currency);
    let why = match taken {
        Money::ZERO => format!("The client agreed to {net} before tax. Take that, or less."),
        taken => format!(
            "The client agreed to {net} before tax, and {} of it is in other tickets. Take what is left, or less.",
            taken.show(currency)
        ),
    };
    Err(Error::field("price", why))
}

/// Support, a change or a complaint: by the client in the portal, or by staff for a client.
pub fn raise(visit: &Visit, form: RaiseTicket) -> Result<Id<Ticket>> {
    raise_with(visit, form, Vec::new())
}

/// The same with files that show what it is about.
pub fn raise_with(visit: &Visit, form: RaiseTicket, given: Vec<Upload>) -> Result<Id<Ticket>> {
    let made = raise_each(visit, vec![(form, given)])?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed: all or none, and one Undo takes all back.
pub fn raise_all(visit: &Visit, forms: Vec<RaiseTicket>) -> Result<Vec<Id<Ticket>>> {
    let forms = forms.into_iter();
    raise_each(visit, forms.map(|form| (form, Vec::new())).collect())
}

fn raise_each(visit: &Visit, forms: Vec<(RaiseTicket, Vec<Upload>)>) -> Result<Vec<Id<Ticket>>> {
    let all = forms
        .into_iter()
        .map(|(form, given)| to_raise(visit, form, given))
        .collect::<Result<Vec<Raised>>>()?;
    visit.act(RAISE, move |change| {
        all.into_iter()
            .map(|raised| raised.insert(change))
            .collect()
    })
}

/// Makes one ready that is raised within a deed, another room's too, for whoever may raise tickets.
///
/// # Errors
/// `Forbidden` for whoever may not; beside the client where they don't see it.
pub fn to_raise(visit: &Visit, form: RaiseTicket, given: Vec<Upload>) -> Result<Raised> {
    visit.demand(&RAISE)?;
    let names = Directory::of(visit)?;
    let client = client_of(visit, &form)?;
    let first = match form.kind {
        TicketKind::Complaint => (&RECEIVE_COMPLAINTS, "client-services"),
        _ => (&RECEIVE, "support"),
    };
    let found = [first, (&TRIAGE, "support")]
        .into_iter()
        .map(|(duty, key)| (ids(&takers(&names, duty, key)), key))
        .find(|(of, _)| !of.is_empty());
    let (wanted, key) = found.unwrap_or((Vec::new(), "support"));
    Ok(Raised {
        form,
        given,
        aside: String::new(),
        client,
        wanted,
        key,
    })
}

/// Whose it is: staff say for whom, a client's own is taken.
fn client_of(visit: &Visit, form: &RaiseTicket) -> Result<Id<Client>> {
    let from_client = visit.actor.tier == Tier::Client;
    match (visit.actor.client.filter(|_| from_client), form.client) {
        (Some(own), _) => Ok(Id::new(own)),
        (None, Some(client)) => {
            visit
                .find(client)
                .map_err(|_| Error::field("client", "There is no such client that you may see."))?;
            Ok(client)
        }
        (None, None) => Err(Error::field("client", "Say which client it is for.")),
    }
}

/// One that is to be raised, with who may take it.
pub struct Raised {
    form: RaiseTicket,
    given: Vec<Upload>,
    /// What stands below it for staff alone.
    aside: String,
    client: Id<Client>,
    wanted: Vec<Id<User>>,
    /// Of the department that takes it.
    key: &'static str,
}

impl Raised {
    /// Says something of it to staff alone.
    pub fn with_aside(mut self, said: String) -> Raised {
        self.aside = said;
        self
    }

    /// Raises it.
    ///
    /// # Errors
    /// When it says nothing, or can't be stored.
    pub fn insert(self, change: &mut Change<'_, '_>) -> Result<Id<Ticket>> {
        let at = change.at;
        let from_client = change.actor.tier == Tier::Client;
        let by: Id<User> = Id::new(change.actor.person);
        let owner = people::least_loaded(&self.wanted, |id| load(change, id))?.unwrap_or_default();
        let department = department(change, self.key)?;
        let form = self.form;
        let mut ticket = Ticket {
            title: form.title,
            kind: form.kind,
            // How much it presses, the house says.
            priority: match from_client {
                true => Priority::Normal,
                false => form.priority,
            },
            client: self.client,
            // Whoever raises it for the client goes on seeing it.
            hands: if from_client { Vec::new() } else { vec![by] },
            created_at: at,
            touched: at,
            ..Ticket::default()
        };
        ticket.give_to(owner, department);
        ticket.hands.retain(|id| !id.is_none());
        ticket.enter(Stage::Open, at);
        let ticket = change.insert(ticket)?;
        bring_along(change, &ticket)?;
        let said = NewPost {
            text: form.text,
            given: self.given,
            ..NewPost::default()
        };
        conversation::say(change, &ticket, said)?;
        if !self.aside.is_empty() {
            let aside = NewPost {
                text: self.aside,
                staff_only: true,
                ..NewPost::default()
            };
            conversation::say(change, &ticket, aside)?;
        }
        if let Some(post) = form.post {
            conversation::note_outcome(change, post, ticket.as_ref())?;
        }
        change.about(ticket.as_ref());
        let what = if from_client {
            &notices::FROM_CLIENT
        } else {
            &notices::ASSIGNED
        };
        inbox::notify(
            change,
            owner,
            what,
            ticket.as_ref(),
            format!("{}: {}", ticket_word(ticket.kind), ticket.title),
        )?;
        Ok(ticket.id)
    }
}

fn ticket_word(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Change => "Change wanted",
        TicketKind::Complaint => "Complaint",
        _ => "Support wanted",
    }
}
