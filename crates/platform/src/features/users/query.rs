//! What a list of people may be asked for: searched, filtered, sorted, page by page; every answer has its address.
//! People are few enough to be filtered in memory; who may be seen is the index's and the store's to say.

use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Key, Page, Paging, Query, Visit},
    features::{
        people::{self, Department, Directory, RoleRef, User},
        sign_in::Ways,
    },
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    Staff,
    Clients,
    Inactive,
    /// For programs, which ask for what they want.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    #[default]
    Name,
    Department,
    Role,
    Tier,
    Number,
}

impl By {
    pub const ALL: [(By, &'static str); 5] = [
        (By::Name, "name"),
        (By::Department, "department"),
        (By::Role, "role"),
        (By::Tier, "tier"),
        (By::Number, "number"),
    ];
}

/// What a list of people may be asked for, by its page, the API and the copy as CSV.
#[derive(Debug, Clone, Default)]
pub struct UserQuery {
    pub words: Vec<String>,
    /// Everybody, where nothing is said.
    pub show: Show,
    /// Any of these, likewise of the two below.
    pub tiers: Vec<Tier>,
    pub departments: Vec<Id<Department>>,
    pub roles: Vec<RoleRef>,
    pub no_factor: bool,
    pub never: bool,
    pub by: By,
    pub descending: bool,
}

impl Form for UserQuery {
    fn read(f: &mut Reader) -> Self {
        let words = f.text("q", "Name, e-mail or title", Optional, 200);
        let sort = f.word("sort", "Sort", &SORTS).unwrap_or_default();
        let by = By::ALL
            .iter()
            .find(|(_, name)| sort.trim_start_matches('-') == *name);
        UserQuery {
            words: text::words(&words).collect(),
            show: match f.word("show", "Show", &["staff", "clients", "inactive"]) {
                Some("staff") => Show::Staff,
                Some("clients") => Show::Clients,
                Some("inactive") => Show::Inactive,
                _ => Show::All,
            },
            tiers: f
                .words("tier", "Tier", &["admin", "employee", "client"])
                .into_iter()
                .filter_map(Tier::parse)
                .collect(),
            departments: f.ids("department", "Department"),
            roles: RoleRef::all(f, "role", "Role"),
            no_factor: f.word("factor", "Second factor", &["none"]).is_some(),
            never: f.word("signed", "Signed in", &["never"]).is_some(),
            by: by.map_or(By::Name, |(by, _)| *by),
            descending: sort.starts_with('-'),
        }
    }
}

/// By what the list is sorted; from the end with a minus.
const SORTS: [&str; 10] = [
    "name",
    "-name",
    "department",
    "-department",
    "role",
    "-role",
    "tier",
    "-tier",
    "number",
    "-number",
];

/// Whether this person sees how somebody comes in, as it is said with the field.
pub fn reads_ways(visit: &Visit, user: &User) -> Result<bool> {
    visit.reads_key("authenticator", user)
}

/// Who keeps the list of people may see how they come in, of those whom they look after.
pub fn sees_ways(visit: &Visit) -> bool {
    visit.may_somewhere(&people::INVITE) || visit.may_somewhere(&people::EDIT)
}

impl UserQuery {
    /// What this person may ask of it; the rest is passed over.
    pub fn as_far_as(&self, visit: &Visit) -> UserQuery {
        let ways = sees_ways(visit);
        UserQuery {
            no_factor: self.no_factor && ways,
            never: self.never && ways,
            ..self.clone()
        }
    }

    /// Refuses what only those may ask who see how people come in.
    pub fn permitted(&self, visit: &Visit) -> Result<()> {
        let asked = [("factor", self.no_factor), ("signed", self.never)];
        match asked.into_iter().find(|(_, asked)| *asked) {
            Some((name, _)) if !sees_ways(visit) => Err(Error::field(
                name,
                "How people come in is shown to those who keep the list of people.",
            )),
            _ => {
                for role in &self.roles {
                    role.find(Directory::of(visit)?.as_ref(), "role")?;
                }
                Ok(())
            }
        }
    }

    fn keeps(&self, user: &User, names: &Directory, ways: &Ways) -> bool {
        let way = ways.get(user.id);
        let said = || {
            let all = format!("{} {} {}", user.name, user.email, user.title);
            let words: Vec<String> = text::words(&all).collect();
            self.words.iter().all(|asked| {
                words
                    .iter()
                    .any(|word| word.contains(asked.as_str()) || text::nearly(word, asked))
            })
        };
        let within = |id: &Id<Department>| user.departments.contains(id);
        let has = |role: &RoleRef| {
            let found = role.find(names, "role");
            found.is_ok_and(|role| user.roles.contains(&role.id))
        };
        (self.tiers.is_empty() || self.tiers.contains(&user.tier))
            && (self.departments.is_empty() || self.departments.iter().any(within))
            && (self.roles.is_empty() || self.roles.iter().any(has))
            && (!self.no_factor || !way.has_factor())
            && (!self.never || !way.signed_in)
            && said()
    }

    fn key(&self, names: &Directory, user: &User) -> (String, String, u64) {
        let first = match self.by {
            By::Name => String::new(),
            By::Department => user
                .departments
                .first()
                .map(|id| text::plain(names.department(*id)))
                .unwrap_or_default(),
            By::Role => user
                .roles
                .first()
                .and_then(|id| names.roles.get(&id.raw()))
                .map(|role| text::plain(&role.name))
                .unwrap_or_default(),
            By::Tier => user.tier.name().to_owned(),
            By::Number => format!("{:020}", user.id.raw()),
        };
        (first, text::plain(&user.name), user.id.raw())
    }

    /// Everybody asked for, in the order asked for.
    pub fn all(&self, visit: &Visit) -> Result<Vec<User>> {
        let names = Directory::of(visit)?;
        let ways = Ways::of(visit)?;
        let shelf = match self.show {
            Show::All => Key::new(),
            show => Key::new().byte(User::shelf(show == Show::Clients, show == Show::Inactive)),
        };
        let list = Query::by(people::BY_NAME).under(shelf).limit(usize::MAX);
        // Being in the list tells it as well.
        let told = |user: &User| {
            !(self.no_factor || self.never) || matches!(reads_ways(visit, user), Ok(true))
        };
        let mut found = visit
            .sift(list, |user: &User| {
                self.keeps(user, &names, &ways) && told(user)
            })?
            .rows;
        found.sort_by_cached_key(|user| self.key(&names, user));
        if self.descending {
            found.reverse();
        }
        Ok(found)
    }

    /// One page of them.
    pub fn page(&self, visit: &Visit, paging: &Paging) -> Result<Page<User>> {
        let names = Directory::of(visit)?;
        let key = |user: &User| {
            let (first, name, id) = self.key(&names, user);
            Key::new().text(&first).text(&name).number(id)
        };
        let Self {
            words, show, tiers, ..
        } = self;
        let narrow = (
            &self.departments,
            &self.roles,
            self.no_factor,
            self.never,
            self.by,
        );
        let list = format!("users {words:?} {show:?} {tiers:?} {narrow:?}");
        paging.page(&list, self.all(visit)?, key, self.descending)
    }
}
