//! The list of people as it is asked for: searched, filtered, sorted, page by page; every answer has its address.
//! People are few enough to be filtered in memory; who may be seen is the index's and the store's to say.

use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Key, Page, Paging, Query, Visit},
    features::{
        people::{self, Department, Directory, RoleRef, User},
        records::Sheet,
        sign_in::Ways,
    },
    web::{Form, Reader, Request, form::Optional},
};

/// Rows of a page.
pub const PAGE: usize = 50;

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
    pub tier: Option<Tier>,
    pub department: Option<Id<Department>>,
    pub role: Option<RoleRef>,
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
            tier: f
                .word("tier", "Tier", &["admin", "employee", "client"])
                .and_then(Tier::parse),
            department: f.id("department", "Department", Optional),
            role: RoleRef::read(f, "role", "Role"),
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

/// Who keeps the list of people may see how they come in.
pub fn sees_ways(visit: &Visit) -> bool {
    visit.may_somewhere(&people::INVITE) || visit.may_somewhere(&people::EDIT)
}

impl UserQuery {
    /// As the page asks: staff, where nothing is said, and what one may not ask is passed over.
    pub fn of_page(visit: &Visit, request: &Request) -> UserQuery {
        let asked: UserQuery = request.filters();
        let ways = sees_ways(visit);
        UserQuery {
            show: match asked.show {
                Show::All => Show::Staff,
                show => show,
            },
            no_factor: asked.no_factor && ways,
            never: asked.never && ways,
            ..asked
        }
    }

    /// Refuses what only those may ask who see how people come in.
    pub fn permitted(self, visit: &Visit) -> Result<UserQuery> {
        let asked = [("factor", self.no_factor), ("signed", self.never)];
        match asked.into_iter().find(|(_, asked)| *asked) {
            Some((name, _)) if !sees_ways(visit) => Err(Error::field(
                name,
                "How people come in is shown to those who keep the list of people.",
            )),
            _ => {
                if let Some(role) = &self.role {
                    role.find(Directory::of(visit)?.as_ref(), "role")?;
                }
                Ok(self)
            }
        }
    }

    pub fn is_narrow(&self) -> bool {
        !self.words.is_empty()
            || self.tier.is_some()
            || self.department.is_some()
            || self.role.is_some()
            || self.no_factor
            || self.never
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
        self.tier.is_none_or(|tier| user.tier == tier)
            && self
                .department
                .is_none_or(|id| user.departments.contains(&id))
            && self.role.as_ref().is_none_or(|role| {
                let found = role.find(names, "role");
                found.is_ok_and(|role| user.roles.contains(&role.id))
            })
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
                .map(|id| names.department(*id).to_lowercase())
                .unwrap_or_default(),
            By::Role => user
                .roles
                .first()
                .and_then(|id| names.roles.get(&id.raw()))
                .map(|role| role.name.to_lowercase())
                .unwrap_or_default(),
            By::Tier => user.tier.name().to_owned(),
            By::Number => format!("{:020}", user.id.raw()),
        };
        (first, user.name.to_lowercase(), user.id.raw())
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
        let mut found = visit
            .sift(list, |user: &User| self.keeps(user, &names, &ways))?
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
            words, show, tier, ..
        } = self;
        let narrow = (
            self.department,
            &self.role,
            self.no_factor,
            self.never,
            self.by,
        );
        let list = format!("users {words:?} {show:?} {tier:?} {narrow:?}");
        paging.page(&list, self.all(visit)?, key, self.descending)
    }
}

/// The same rows as a sheet.
pub fn csv(visit: &Visit, asked: &UserQuery) -> Result<String> {
    let mut sheet = Sheet::<User>::of(visit)?;
    if sees_ways(visit) {
        let (ways, same) = (Ways::of(visit)?, Ways::of(visit)?);
        sheet = sheet
            .column("Second factor", move |user| ways.get(user.id).factors())
            .column("Signed in", move |user| {
                let yes = same.get(user.id).signed_in;
                if yes { "yes" } else { "no" }.to_owned()
            });
    }
    sheet.rows(&asked.all(visit)?)?;
    sheet.done()
}
