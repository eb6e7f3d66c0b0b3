//! Billing time, expenses and milestones: what was worked or spent for a client and nobody has billed, on one screen, and the draft it becomes. Each entry is linked to its line (`billed`), and so is each expense (`from_expenses`),
//! so it is billed once.

use std::collections::BTreeMap;

use super::{
    actions::CREATE,
    billed::{BilledTime, OF_ENTRY},
    covered::{Covered, covered_by},
    forms::{BillTime, Gather},
    from_expenses,
    from_expenses::MOST_ENTRIES,
    invoice::Invoice,
    line::{InvoiceLine, Source},
    milestone,
    ops::{blank, keep},
    rules::hours,
};
use crate::{
    base::{
        Day, Error, Id, Money, Result, if_found,
        language::{self, say},
        text,
    },
    data::{Key, Query, Record, Ref, Visit},
    features::{
        clients::{self, Client},
        people::Directory,
        projects::{
            self, Expense, Matter, Milestone, Project, Task, TimeEntry, UNBILLED_TICKET_TIME,
            UNBILLED_TIME, WorkOn,
        },
        quotes::{Line, MOST_LINES},
        tickets::Ticket,
    },
    said,
};

/// What nobody has billed.
pub struct Unbilled {
    pub entries: Vec<OpenTime>,
    pub expenses: Vec<Expense>,
    /// Milestones that their client approved.
    pub milestones: Vec<milestone::Open>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// Time that is there to be billed.
#[derive(Clone)]
pub struct OpenTime {
    pub entry: TimeEntry,
    /// What its work is called.
    pub work: String,
    pub whole: Whole,
}

/// What time is filed under, as it is billed.
#[derive(Clone)]
pub enum Whole {
    Project(Box<Project>),
    /// A ticket of the client, by its title.
    Ticket(String),
}

impl Whole {
    pub fn title(&self) -> &str {
        match self {
            Whole::Project(project) => &project.title,
            Whole::Ticket(title) => title,
        }
    }

    /// None where it is a ticket.
    pub fn project(&self) -> Option<&Project> {
        match self {
            Whole::Project(project) => Some(project),
            Whole::Ticket(_) => None,
        }
    }
}

impl OpenTime {
    /// None where what it is filed under is gone.
    fn of(visit: &Visit, entry: TimeEntry) -> Result<Option<OpenTime>> {
        let whole = match entry.matter() {
            Some(Matter::Project(_)) => visit
                .follow(&entry, |entry: &TimeEntry| {
                    entry.project.unwrap_or_default()
                })?
                .map(|project| Whole::Project(Box::new(project))),
            Some(Matter::Ticket(_)) => visit
                .follow(&entry, |entry: &TimeEntry| entry.ticket.unwrap_or_default())?
                .map(|ticket: Ticket| Whole::Ticket(ticket.title)),
            None => None,
        };
        let Some(whole) = whole else {
            return Ok(None);
        };
        let task: Option<Task> = match entry.task {
            Some(_) => visit.follow(&entry, |entry: &TimeEntry| entry.task.unwrap_or_default())?,
            None => None,
        };
        let work = task.map_or_else(|| whole.title().to_owned(), |task| task.title);
        Ok(Some(OpenTime { entry, work, whole }))
    }

    fn is_of(&self, client: &Client) -> bool {
        match &self.whole {
            Whole::Project(project) => project.client == client.id,
            Whole::Ticket(_) => self.entry.client == Some(client.id),
        }
    }
}

/// What of a client's time is billable and unbilled, the oldest first, as far as the person sees it.
///
/// # Errors
/// When the store can't be read.
pub fn unbilled(visit: &Visit, client: &Client, only: Option<Id<Project>>) -> Result<Unbilled> {
    let of_client: Vec<Project> = match only {
        Some(only) => Vec::from_iter(if_found(visit.find(only))?)
            .into_iter()
            .filter(|project| project.client == client.id)
            .collect(),
        None => visit.related(client, projects::BY_CLIENT, key_of(client), usize::MAX)?,
    };
    let covered = Covered::of(visit, client)?;
    let milestones = milestone::unbilled(visit, &of_client)?;
    let mut sources: Vec<(Ref, Query<TimeEntry>)> = Vec::new();
    for project in &of_client {
        let open = Query::of(project, UNBILLED_TIME, Key::new().id(project.id));
        sources.push((project.as_ref(), open));
    }
    if only.is_none() {
        let open = Query::of(client, UNBILLED_TICKET_TIME, key_of(client));
        sources.push((client.as_ref(), open));
    }
    let mut found: Vec<OpenTime> = Vec::new();
    let mut more = false;
    for (whole, query) in sources {
        let mut open = Vec::new();
        visit.each_row(whole, &query, &mut |id, _| {
            open.push(id);
            true
        })?;
        for id in open {
            if found.len() >= MOST_ENTRIES {
                more = true;
                break;
            }
            let Some(entry) = if_found(visit.find(Id::<TimeEntry>::new(id)))? else {
                continue;
            };
            let is_covered = |matter| covered.covers(matter, entry.day);
            if !entry.matter().is_some_and(is_covered) {
                found.extend(OpenTime::of(visit, entry)?);
            }
        }
    }
    found.sort_by_key(|held| (held.entry.matter(), held.entry.day, held.entry.id.raw()));
    let (expenses, more_expenses) = from_expenses::unbilled(visit, client, only)?;
    Ok(Unbilled {
        entries: found,
        expenses,
        milestones,
        more: more || more_expenses,
    })
}

/// A draft of chosen time.
///
/// # Errors
/// Where an entry isn't the client's, isn't billable, or is billed already.
pub fn create(visit: &Visit, client: Id<Client>, form: BillTime) -> Result<Id<Invoice>> {
    let client: Client = visit.find(client)?;
    let most = form.entries.len().max(form.expenses.len());
    if most.max(form.milestones.len()) > MOST_ENTRIES {
        return Err(Error::field(
            "entries",
            format!("One invoice takes {MOST_ENTRIES} entries. Choose fewer."),
        ));
    }
    let expenses = from_expenses::chosen(visit, &client, &form.expenses)?;
    let milestones = milestone::chosen(visit, &client, &form.milestones)?;
    let mut chosen = Vec::new();
    let names = Directory::of(visit)?;
    for id in &form.entries {
        let missing = || {
            Error::field(
                "entries",
                format!("{id} is no time of this client that you may see."),
            )
        };
        let entry: TimeEntry = if_found(visit.find(*id))?.ok_or_else(missing)?;
        let open = OpenTime::of(visit, entry)?;
        let of_client = open.filter(|open| open.is_of(&client));
        chosen.push(of_client.ok_or_else(missing)?);
    }
    let price = form.hour.unwrap_or_default();
    let language = clients::language(visit, client.id)?;
    let groups = language::in_language(language, || {
        grouped(
            &chosen,
            form.gather,
            |entry| entry.rate.unwrap_or(price),
            |entry| names.name(entry.user).to_owned(),
        )
    });
    if groups.len() + expenses.len() > MOST_LINES {
        return Err(Error::field(
            "gather",
            format!("That makes more than {MOST_LINES} lines. Gather the time in fewer."),
        ));
    }
    let project = common_project(visit, &chosen, &expenses, &milestones)?;
    let usual = crate::features::settings::CurrentSettings::of(visit)?.0.tax;
    let tax = form.tax.unwrap_or(usual);
    visit.act(CREATE, move |change| {
        let client = change.subject(client.id)?;
        let mut invoice = blank(change, &client, project.as_ref())?;
        // A quote was agreed on in the house's currency, and what milestones bill is said in it.
        if !milestones.is_empty() {
            invoice.in_the_house_s_currency();
        }
        invoice.title = language::in_language(language, || match &project {
            Some(project) => text::shorten(
                &said!("paper-work-on", project = project.title.as_str()),
                120,
            ),
            None if chosen.is_empty() && milestones.is_empty() => {
                say("paper-expenses-for-you").into()
            }
            None => say("paper-work-done-for-you").into(),
        });
        let mut links = Vec::new();
        for group in groups {
            invoice.next_key += 1;
            let minutes: i64 = group
                .entries
                .iter()
                .map(|entry| i64::from(entry.minutes))
                .sum();
            invoice.lines.push(InvoiceLine {
                line: Line {
                    title: group.title,
                    detail: group.detail,
                    quantity: hours(minutes),
                    unit: "h".into(),
                    price: invoice.exchange.of_house(group.price),
                    tax,
                    ..Line::default()
                },
                key: invoice.next_key,
                source: Source::Time,
            });
            links.extend(
                group
                    .entries
                    .into_iter()
                    .map(|entry| (invoice.next_key, entry)),
            );
        }
        let spent = language::in_language(language, || {
            from_expenses::add_lines(&mut invoice, expenses, tax)
        });
        let reached = milestone::add_lines(change, &mut invoice, &milestones, tax)?;
        if let ([(milestone, _)], true) = (milestones.as_slice(), invoice.lines.len() == 1) {
            invoice.title = text::shorten(&milestone.title, 120);
        }
        let held = keep(change, invoice)?;
        for billing in reached {
            milestone::link(change, &held, billing)?;
        }
        for (line, seen) in links {
            link(change, &held, line, &seen)?;
        }
        for (line, seen) in spent {
            from_expenses::link(change, &held, line, &seen)?;
        }
        Ok(held.id)
    })
}

/// The project that all of it is for, if it is one.
fn common_project(
    visit: &Visit,
    chosen: &[OpenTime],
    expenses: &[Expense],
    milestones: &[(Milestone, Project)],
) -> Result<Option<Project>> {
    let of_time = chosen.iter().map(|held| held.entry.project);
    let of_milestones = milestones.iter().map(|(_, project)| Some(project.id));
    let mut all = of_time
        .chain(expenses.iter().map(|expense| expense.project))
        .chain(of_milestones);
    let Some(Some(first)) = all.next() else {
        return Ok(None);
    };
    if all.any(|other| other != Some(first)) {
        return Ok(None);
    }
    match chosen.first().and_then(|held| held.whole.project()) {
        Some(project) => Ok(Some(project.clone())),
        None => if_found(visit.find(first)),
    }
}

/// Binds an entry to a line, as the entry is by now.
fn link(
    change: &mut crate::data::Change<'_, '_>,
    invoice: &Invoice,
    line: u32,
    seen: &TimeEntry,
) -> Result<()> {
    let reads = "time is billed as it is when it is billed, and once";
    let entry = change.unscoped(reads).load(seen.id)?;
    let as_seen = |held: &TimeEntry| (held.minutes, held.matter(), held.rate);
    if as_seen(&entry) != as_seen(seen) {
        return Err(Error::Stale);
    }
    if !entry.billable || entry.started.is_some() {
        return Err(Error::field(
            "entries",
            format!("{} isn't billable.", entry.id),
        ));
    }
    let key = Key::new().id(entry.id);
    if let Some(held) = change
        .unscoped(reads)
        .by_unique::<BilledTime>(OF_ENTRY, key)?
    {
        return Err(Error::field(
            "entries",
            format!("{} is billed on {} already.", entry.id, held.invoice),
        ));
    }
    if let Some(by) = covered_by(change, &entry, invoice.client)? {
        return Err(Error::field(
            "entries",
            format!("{} is covered by {by}, and billed with it.", entry.id),
        ));
    }
    change.insert(BilledTime {
        entry: entry.id,
        project: entry.project,
        invoice: invoice.id,
        line,
        minutes: entry.minutes,
        ..BilledTime::default()
    })?;
    change.about(entry.as_ref());
    Ok(())
}

fn key_of(client: &Client) -> Key {
    Key::new().id(client.id)
}

/// What entries that become one line have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Together {
    Work(WorkOn),
    Number(u64),
}

/// What becomes one line.
struct Group {
    title: String,
    /// Of an hour: what costs another price is another line.
    price: Money,
    detail: String,
    entries: Vec<TimeEntry>,
}

/// In the order in which the time was chosen.
fn grouped(
    chosen: &[OpenTime],
    gather: Gather,
    price: impl Fn(&TimeEntry) -> Money,
    name: impl Fn(&TimeEntry) -> String,
) -> Vec<Group> {
    let mut places: BTreeMap<(Together, Money), usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for OpenTime { entry, work, whole } in chosen {
        let (key, title) = match gather {
            Gather::Task => (Together::Work(entry.on()), work.clone()),
            Gather::Person => (Together::Number(entry.user.raw()), name(entry)),
            Gather::Entry if entry.note.is_empty() => {
                (Together::Number(entry.id.raw()), work.clone())
            }
            Gather::Entry => (Together::Number(entry.id.raw()), entry.note.clone()),
            Gather::All | Gather::Unknown => (Together::Number(0), whole.title().to_owned()),
        };
        let price = price(entry);
        let place = *places.entry((key, price)).or_insert_with(|| {
            groups.push(Group {
                title: text::shorten(&title, 120),
                price,
                detail: String::new(),
                entries: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.entries.push(entry.clone());
        }
    }
    for group in &mut groups {
        let days = group.entries.iter().map(|entry| entry.day);
        group.detail = span(days.clone().min(), days.max());
    }
    groups
}

/// `3 June 2026`, or from when until when, in the language that is spoken.
fn span(first: Option<Day>, last: Option<Day>) -> String {
    let dated = crate::features::quotes::sheet::dated;
    match (first, last) {
        (Some(first), Some(last)) if first != last => {
            said!("project-from-to", from = dated(first), until = dated(last))
        }
        (Some(first), _) => dated(first),
        _ => String::new(),
    }
}
