//! The list of people as it is asked for: searched, filtered, sorted, page by page; every answer has its address.
//! People are few enough to be filtered in memory; who may be seen is the index's and the store's to say.

use crate::{
    access::Tier,
    base::{Result, text},
    data::{Key, List, Visit},
    features::{
        people::{self, Department, Directory, Role, User},
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
}

impl By {
    pub const ALL: [(By, &'static str); 4] = [
        (By::Name, "name"),
        (By::Department, "department"),
        (By::Role, "role"),
        (By::Tier, "tier"),
    ];
}

#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub words: Vec<String>,
    pub show: Show,
    pub tier: Option<Tier>,
    pub department: Option<u64>,
    pub role: Option<u64>,
    pub no_factor: bool,
    pub never: bool,
    pub by: By,
    pub descending: bool,
}

/// What programs may ask a list of people for; pages pass over what they can't read.
pub struct Asked;

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        f.text("q", "Name, e-mail or title", Optional, 200);
        f.word("show", "Show", &["staff", "clients", "inactive"]);
        f.word("tier", "Tier", &["admin", "employee", "client"]);
        f.id::<Department>("department", "Department", Optional);
        f.id::<Role>("role", "Role", Optional);
        f.word("factor", "Second factor", &["none"]);
        f.word("signed", "Signed in", &["never"]);
        f.word("sort", "Sort", &SORTS);
        Asked
    }
}

/// By what the list is sorted; from the end with a minus.
const SORTS: [&str; 8] = [
    "name",
    "-name",
    "department",
    "-department",
    "role",
    "-role",
    "tier",
    "-tier",
];

/// Who keeps the list of people may see how they come in.
pub fn sees_ways(visit: &Visit) -> bool {
    visit.may_somewhere(&people::INVITE) || visit.may_somewhere(&people::EDIT)
}

impl Ask {
    pub fn read(visit: &Visit, request: &Request) -> Ask {
        let number = |name: &str| {
            let text = request.query(name)?;
            text.rsplit('-').next()?.parse().ok()
        };
        let sort = request.query("sort").unwrap_or_default();
        let by = By::ALL
            .iter()
            .find(|(_, name)| sort.trim_start_matches('-') == *name)
            .map_or(By::Name, |(by, _)| *by);
        let ways = sees_ways(visit);
        Ask {
            words: text::words(request.query("q").unwrap_or_default()).collect(),
            show: match request.query("show") {
                Some("clients") => Show::Clients,
                Some("inactive") => Show::Inactive,
                _ => Show::Staff,
            },
            tier: request.query("tier").and_then(Tier::parse),
            department: number("department"),
            role: number("role"),
            no_factor: ways && request.query("factor") == Some("none"),
            never: ways && request.query("signed") == Some("never"),
            by,
            descending: sort.starts_with('-'),
        }
    }

    /// A program that says nothing about it is shown everybody.
    pub fn of_all(mut self, request: &Request) -> Ask {
        if request.query("show").is_none() {
            self.show = Show::All;
        }
        self
    }

    pub fn is_narrow(&self) -> bool {
        !self.words.is_empty()
            || self.tier.is_some()
            || self.department.is_some()
            || self.role.is_some()
            || self.no_factor
            || self.never
    }

    fn keeps(&self, user: &User, ways: &Ways) -> bool {
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
                .is_none_or(|id| user.departments.iter().any(|held| held.raw() == id))
            && self
                .role
                .is_none_or(|id| user.roles.iter().any(|held| held.raw() == id))
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
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let list = List::by(people::BY_NAME)
                .under(shelf.clone())
                .limit(1000)
                .after(after.as_deref());
            let page = visit.list_where::<User>(list, |user| self.keeps(user, &ways))?;
            found.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        found.sort_by_cached_key(|user| self.key(&names, user));
        if self.descending {
            found.reverse();
        }
        Ok(found)
    }

    /// One page of them, and where the next begins: after the last one shown, whoever comes or goes meanwhile.
    pub fn page(
        &self,
        visit: &Visit,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<User>, Option<String>)> {
        let names = Directory::of(visit)?;
        let all = self.all(visit)?;
        let from = match after.and_then(|cursor| cursor.parse::<u64>().ok()) {
            None => 0,
            Some(id) => match all.iter().position(|user| user.id.raw() == id) {
                Some(at) => at + 1,
                // They left this list meanwhile: go on where they would stand.
                None => names.users.get(&id).map_or(0, |gone| {
                    let gone = self.key(&names, gone);
                    all.partition_point(|user| match self.descending {
                        true => self.key(&names, user) > gone,
                        false => self.key(&names, user) < gone,
                    })
                }),
            },
        };
        let rows: Vec<User> = all.iter().skip(from).take(limit).cloned().collect();
        let more = from + rows.len() < all.len();
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| last.id.raw().to_string());
        Ok((rows, next))
    }
}

/// The same rows as a sheet.
pub fn csv(visit: &Visit, request: &Request) -> Result<String> {
    let bad = |e: csv::Error| crate::base::Error::internal(e);
    let names = Directory::of(visit)?;
    let ways = Ways::of(visit)?;
    let see = sees_ways(visit);
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut heads = vec![
        "number",
        "name",
        "email",
        "tier",
        "title",
        "departments",
        "teams",
        "roles",
        "active",
    ];
    if see {
        heads.extend(["second factor", "signed in"]);
    }
    out.write_record(&heads).map_err(bad)?;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    for user in Ask::read(visit, request).all(visit)? {
        let departments: Vec<&str> = user
            .departments
            .iter()
            .map(|id| names.department(*id))
            .collect();
        let teams: Vec<&str> = user
            .teams
            .iter()
            .filter_map(|id| names.teams.get(&id.raw()))
            .map(|team| team.name.as_str())
            .collect();
        let roles: Vec<&str> = user
            .roles
            .iter()
            .filter_map(|id| names.roles.get(&id.raw()))
            .map(|role| role.key.as_str())
            .collect();
        let mut cells = vec![
            user.id.to_string(),
            user.name.clone(),
            user.email.clone(),
            user.tier.name().to_owned(),
            user.title.clone(),
            departments.join("; "),
            teams.join("; "),
            roles.join("; "),
            yes(!user.inactive),
        ];
        if see {
            let way = ways.get(user.id);
            cells.extend([way.factors(), yes(way.signed_in)]);
        }
        out.write_record(cells.iter().map(|cell| text::csv_cell(cell)))
            .map_err(bad)?;
    }
    let bytes = out.into_inner().map_err(crate::base::Error::internal)?;
    String::from_utf8(bytes).map_err(crate::base::Error::internal)
}
