//! What somebody can hold that must not be left without an owner, kind by kind: who holds a record while it is open,
//! and how it changes hands.

use serde::{Deserialize, Serialize};

use crate::{
    access::Action,
    base::{Id, Result},
    choices,
    data::{Change, Index, Key, Record, Ref},
    features::{
        approvals::{self, Approval},
        clients::{self, Client},
        leads::{self, Lead},
        people::{Department, Team, User, VIEW_DEPARTMENTS},
        projects::{self, Project, Task, TaskStatus},
        quotes::{self, Quote},
        tickets::{self, Ticket},
    },
    ui::icon::Icon,
};

choices! {
    /// What is listed and given together.
    pub enum Group {
        Leads: "leads", "Leads";
        Quotes: "quotes", "Quotes";
        Clients: "clients", "Clients they keep";
        Tickets: "tickets", "Tickets";
        Approvals: "approvals", "Approvals that wait";
        Projects: "projects", "Projects";
        Tasks: "tasks", "Tasks";
        Managed: "departments", "Departments they manage";
        Led: "teams", "Teams they lead";
    }
}

impl Group {
    /// What whoever takes it must be able to see.
    pub fn view(self) -> Action {
        match self {
            Group::Leads => leads::VIEW,
            Group::Quotes => quotes::VIEW,
            Group::Clients => clients::VIEW,
            Group::Tickets => tickets::VIEW,
            Group::Approvals => approvals::VIEW,
            Group::Projects => projects::VIEW,
            Group::Tasks => projects::VIEW_TASKS,
            Group::Managed | Group::Led | Group::Unknown => VIEW_DEPARTMENTS,
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Group::Leads => Icon::Lead,
            Group::Quotes => Icon::Quote,
            Group::Clients => Icon::Client,
            Group::Tickets => Icon::Ticket,
            Group::Approvals => Icon::Approve,
            Group::Projects => Icon::Project,
            Group::Tasks => Icon::Task,
            Group::Managed | Group::Led | Group::Unknown => Icon::Org,
        }
    }

    /// "3 leads".
    pub fn counted(self, n: usize) -> String {
        let (one, many) = match self {
            Group::Leads => ("lead", "leads"),
            Group::Quotes => ("quote", "quotes"),
            Group::Clients => ("client", "clients"),
            Group::Tickets => ("ticket", "tickets"),
            Group::Approvals => ("approval", "approvals"),
            Group::Projects => ("project", "projects"),
            Group::Tasks => ("task", "tasks"),
            Group::Managed => ("department", "departments"),
            Group::Led | Group::Unknown => ("team", "teams"),
        };
        crate::base::text::count(n, one, many)
    }
}

/// One record that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub group: Group,
    pub of: Ref,
    pub number: String,
    /// The department it lies in, for proposing who takes it.
    pub department: Id<Department>,
}

/// A kind of record that people hold.
pub(super) trait Holding: Record {
    const GROUP: Group;
    /// The scoped indexes and beginnings of keys under which the open ones are filed.
    fn filed() -> Vec<(Index, Key)>;
    /// In whose hands it is, or comes back to; nobody's once it is over.
    fn holders(&self) -> Vec<Id<User>>;
    fn department(&self) -> Id<Department>;
    fn hand(&mut self, from: Id<User>, to: Id<User>);

    /// What else follows the new hands.
    fn after(&self, _: &mut Change<'_, '_>) -> Result<()> {
        Ok(())
    }
}

fn byte(code: u8) -> Key {
    Key::new().byte(code)
}

/// Puts one person in the other's place.
fn swap(hand: &mut Id<User>, from: Id<User>, to: Id<User>) {
    if *hand == from {
        *hand = to;
    }
}

fn swap_maybe(hand: &mut Option<Id<User>>, from: Id<User>, to: Id<User>) {
    if *hand == Some(from) {
        *hand = Some(to);
    }
}

impl Holding for Lead {
    const GROUP: Group = Group::Leads;
    fn filed() -> Vec<(Index, Key)> {
        let open = leads::Stage::OPEN.iter();
        open.map(|stage| (leads::BY_STAGE, byte(stage.code())))
            .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        if !self.stage.is_open() {
            return Vec::new();
        }
        let back = self.closer.into_iter().chain(self.agent);
        std::iter::once(self.owner).chain(back).collect()
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
        swap_maybe(&mut self.closer, from, to);
        swap_maybe(&mut self.agent, from, to);
    }
}

impl Holding for Quote {
    const GROUP: Group = Group::Quotes;
    fn filed() -> Vec<(Index, Key)> {
        // An accepted one waits for its ticket and is looked up by its agent afterwards.
        [
            quotes::Status::Draft,
            quotes::Status::Sent,
            quotes::Status::Accepted,
        ]
        .iter()
        .map(|status| (quotes::BY_STATUS, byte(status.code())))
        .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.status {
            quotes::Status::Draft | quotes::Status::Sent | quotes::Status::Accepted => {
                vec![self.owner]
            }
            _ => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}

impl Holding for Client {
    const GROUP: Group = Group::Clients;
    fn filed() -> Vec<(Index, Key)> {
        vec![(clients::BY_NAME, Key::new())]
    }
    fn holders(&self) -> Vec<Id<User>> {
        vec![self.owner]
    }
    fn department(&self) -> Id<Department> {
        self.departments.first().copied().unwrap_or_default()
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}

impl Holding for Ticket {
    const GROUP: Group = Group::Tickets;
    fn filed() -> Vec<(Index, Key)> {
        vec![(tickets::BY_TOUCHED, byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        if self.stage.is_over() {
            return Vec::new();
        }
        let back = [self.sales_manager, self.support_manager, self.agent];
        std::iter::once(self.owner)
            .chain(back.into_iter().flatten())
            .collect()
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
        swap_maybe(&mut self.sales_manager, from, to);
        swap_maybe(&mut self.support_manager, from, to);
        swap_maybe(&mut self.agent, from, to);
        if let Some((owner, _)) = &mut self.clock_of {
            swap(owner, from, to);
        }
        if !self.hands.contains(&to) {
            self.hands.push(to);
        }
    }
    fn after(&self, change: &mut Change<'_, '_>) -> Result<()> {
        tickets::bring_along(change, self)
    }
}

impl Holding for Approval {
    const GROUP: Group = Group::Approvals;
    fn filed() -> Vec<(Index, Key)> {
        vec![(approvals::BY_STATUS, byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.is_waiting() {
            true => std::iter::once(self.manager)
                .chain(self.team_lead)
                .collect(),
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.manager, from, to);
        swap_maybe(&mut self.team_lead, from, to);
    }
}

impl Holding for Project {
    const GROUP: Group = Group::Projects;
    fn filed() -> Vec<(Index, Key)> {
        let delivered = projects::Status::Delivered.code();
        vec![
            (projects::BY_FINISH, byte(0)),
            (projects::BY_STATE, byte(delivered)),
        ]
    }
    fn holders(&self) -> Vec<Id<User>> {
        let over = |status| {
            matches!(
                status,
                projects::Status::Closed | projects::Status::Cancelled
            )
        };
        match over(self.state) {
            true => Vec::new(),
            false => vec![self.manager, self.team_lead],
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.manager, from, to);
        swap(&mut self.team_lead, from, to);
    }
}

impl Holding for Task {
    const GROUP: Group = Group::Tasks;
    fn filed() -> Vec<(Index, Key)> {
        [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review]
            .iter()
            .map(|state| (projects::TASKS_BY_STATE, byte(state.code())))
            .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.state.is_open() {
            true => self.assignee.into_iter().chain(self.reviewer).collect(),
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap_maybe(&mut self.assignee, from, to);
        // Nobody reviews their own work: then QA chooses anew.
        if self.reviewer == Some(from) {
            self.reviewer = Some(to);
        }
        if self.reviewer.is_some() && self.reviewer == self.assignee {
            self.reviewer = None;
        }
    }
}

impl Holding for Department {
    const GROUP: Group = Group::Managed;
    fn filed() -> Vec<(Index, Key)> {
        Vec::new()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.retired {
            true => Vec::new(),
            false => self.manager.into_iter().collect(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.parent.unwrap_or(self.id)
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        if self.manager == Some(from) {
            self.appoint(Some(to));
        }
    }
}

impl Holding for Team {
    const GROUP: Group = Group::Led;
    fn filed() -> Vec<(Index, Key)> {
        Vec::new()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.retired {
            true => Vec::new(),
            false => self.lead.into_iter().collect(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap_maybe(&mut self.lead, from, to);
    }
}

/// What one can do with every kind, by one name.
pub(super) struct Kind {
    pub code: u8,
    pub find: fn(&mut Change<'_, '_>, Id<User>) -> Result<Vec<Held>>,
    pub pass: fn(&mut Change<'_, '_>, u64, Id<User>, Id<User>) -> Result<()>,
    /// Who holds it now and didn't before this deed.
    pub fresh: fn(&mut Change<'_, '_>, u64) -> Result<Vec<Id<User>>>,
}

pub(super) const KINDS: [Kind; 9] = [
    kind::<Lead>(),
    kind::<Quote>(),
    kind::<Client>(),
    kind::<Ticket>(),
    kind::<Approval>(),
    kind::<Project>(),
    kind::<Task>(),
    kind::<Department>(),
    kind::<Team>(),
];

const fn kind<R: Holding>() -> Kind {
    Kind {
        code: R::KIND.code,
        find: find::<R>,
        pass: pass::<R>,
        fresh: fresh::<R>,
    }
}

const HELD: &str = "whatever somebody holds is handed on, whoever sees it";

fn find<R: Holding>(change: &mut Change<'_, '_>, user: Id<User>) -> Result<Vec<Held>> {
    let mut found: Vec<R> = Vec::new();
    let filed = R::filed();
    if filed.is_empty() {
        // Departments and teams: few, and none lies with a person.
        found = change.unscoped(HELD).all()?;
    }
    let mut all = change.unscoped(HELD);
    for (index, key) in filed {
        // A waiting approval names a team lead in whose reach it doesn't lie yet; few wait at a time.
        match R::GROUP {
            Group::Approvals => found.extend(all.lying_anywhere::<R>(index, key)?),
            _ => found.extend(all.lying_with::<R>(user.raw(), index, key)?),
        }
    }
    found.retain(|held| held.holders().contains(&user));
    Ok(found
        .iter()
        .map(|held| Held {
            group: R::GROUP,
            of: Record::as_ref(held),
            number: held.number(),
            department: held.department(),
        })
        .collect())
}

fn pass<R: Holding>(
    change: &mut Change<'_, '_>,
    id: u64,
    from: Id<User>,
    to: Id<User>,
) -> Result<()> {
    let mut held = change
        .on_behalf("what somebody holds goes to who comes after them")
        .load::<R>(Id::new(id))?;
    held.hand(from, to);
    change.about(Record::as_ref(&*held));
    change.put(&held)?;
    held.after(change)
}

fn fresh<R: Holding>(change: &mut Change<'_, '_>, id: u64) -> Result<Vec<Id<User>>> {
    let Some(is) = change.find::<R>(Id::new(id))? else {
        return Ok(Vec::new());
    };
    let was = change
        .was::<R>(Id::new(id))?
        .map(|was| was.holders())
        .unwrap_or_default();
    let mut holders = is.holders();
    holders.retain(|held| !was.contains(held) && !held.is_none());
    Ok(holders)
}
