//! The named cast: one person of every shipped role, shared by the demo, the tests and the bench,
//! so that a story is told with the same people everywhere.

use serde::{Deserialize, Serialize};

use crate::{
    access::Tier,
    base::{Id, Result, money::Currency},
    data::Visit,
    features::{
        people::{Directory, NewUser, User},
        sign_in::{self, SetUp},
    },
};

pub struct Member {
    pub name: &'static str,
    pub role: &'static str,
    pub department: &'static str,
    pub title: &'static str,
    pub skills: &'static [&'static str],
}

const fn member(
    name: &'static str,
    role: &'static str,
    department: &'static str,
    title: &'static str,
    skills: &'static [&'static str],
) -> Member {
    Member {
        name,
        role,
        department,
        title,
        skills,
    }
}

/// The house of the demo, and the password of everyone in it.
pub const HOUSE: &str = "Juniper & Hale";
pub const PASSWORD: &str = "violet tram over the hill";
pub const SUPERADMIN: &str = "Ines Juniper";

pub const CAST: [Member; 17] = [
    member("Omar Farouk", "sales-closer", "sales", "Sales closer", &[]),
    member("Chloe Bennett", "sales-agent", "sales", "Sales agent", &[]),
    member("Priya Nair", "sales-manager", "sales", "Sales manager", &[]),
    member(
        "Luis Ortega",
        "support-manager",
        "support",
        "Support manager",
        &["support"],
    ),
    member(
        "Sana Iqbal",
        "support-agent",
        "support",
        "Support agent",
        &["support"],
    ),
    member(
        "Hana Sadiq",
        "department-manager",
        "web",
        "Web department manager",
        &["web"],
    ),
    member(
        "Jonas Weber",
        "project-manager",
        "web",
        "Project manager",
        &["web", "client-services"],
    ),
    member(
        "Bilal Qureshi",
        "team-lead",
        "web",
        "Team lead, Web",
        &["web"],
    ),
    member(
        "Mei Tanaka",
        "team-member",
        "web",
        "WordPress developer",
        &["web"],
    ),
    member("Quinn Abara", "qa-reviewer", "qa", "QA reviewer", &["qa"]),
    member(
        "Amira Haddad",
        "account-manager",
        "client-services",
        "Account manager",
        &["client-services"],
    ),
    member("Theo Finch", "accountant", "accounting", "Accountant", &[]),
    member("Rosa Lindqvist", "hr-manager", "hr", "HR manager", &[]),
    member(
        "Edward Hale",
        "management",
        "management",
        "Managing partner",
        &[],
    ),
    member("Noor Rahman", "auditor", "administration", "Auditor", &[]),
    member(
        "Daniel Kowalski",
        "it-administrator",
        "administration",
        "IT administrator",
        &[],
    ),
    member(
        "Vera Marsh",
        "administrator",
        "administration",
        "Administrator",
        &[],
    ),
];

/// Somebody who can sign in, with what they need for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
    pub role: String,
    pub tier: Tier,
    /// Base32 seed, for those who are asked for a code.
    pub totp: Option<String>,
}

pub fn email(name: &str) -> String {
    let folded: Vec<String> = name.split(' ').map(crate::base::text::fold).collect();
    format!("{}@juniperhale.example", folded.join("."))
}

/// Sets the house up and brings the cast in. `totp` gives each admin a seed.
pub fn set_up(visit: &Visit, mut totp: impl FnMut() -> String) -> Result<Vec<Account>> {
    let id = sign_in::set_up(
        visit,
        SetUp {
            token: String::new(),
            house: HOUSE.into(),
            currency: Currency::default(),
            admins_passkeys: false,
            factor: None,
            name: SUPERADMIN.into(),
            email: email(SUPERADMIN),
            password: PASSWORD.into(),
        },
    )?;
    let seed = totp();
    sign_in::give_second_factor(visit, id, &seed)?;
    let mut accounts = vec![Account {
        id,
        name: SUPERADMIN.into(),
        email: email(SUPERADMIN),
        role: "superadmin".into(),
        tier: Tier::Admin,
        totp: Some(seed),
    }];
    let hash = sign_in::hash_password(PASSWORD, &visit.store().keys().pepper())?;
    for member in &CAST {
        accounts.push(join(visit, member, &hash, &mut totp)?);
    }
    lead_departments(visit, &accounts)?;
    Ok(accounts)
}

pub fn join(
    visit: &Visit,
    member: &Member,
    hash: &str,
    totp: &mut impl FnMut() -> String,
) -> Result<Account> {
    join_as(visit, member.name, member, hash, totp)
}

/// Another person like a member of the cast.
pub fn join_as(
    visit: &Visit,
    name: &str,
    like: &Member,
    hash: &str,
    totp: &mut impl FnMut() -> String,
) -> Result<Account> {
    let names = Directory::of(visit)?;
    let role = names.roles.values().find(|r| r.key == like.role);
    let department = names.department_by_key(like.department).map(|d| d.id);
    let team = department.and_then(|d| names.teams_of(d).next().map(|t| t.id));
    let tier = role.map(|r| r.tier).unwrap_or_default();
    let seed = (tier == Tier::Admin).then(totp);
    let id = sign_in::add_user_hashed(
        visit,
        NewUser {
            name: name.to_owned(),
            email: email(name),
            title: like.title.into(),
            tier,
            roles: role.map(|r| r.id).into_iter().collect(),
            departments: department.into_iter().collect(),
            teams: team.into_iter().collect(),
            client: None,
            skills: like.skills.iter().map(|s| (*s).to_owned()).collect(),
        },
        hash.to_owned(),
        seed.clone().unwrap_or_default(),
    )?;
    Ok(Account {
        id,
        name: name.to_owned(),
        email: email(name),
        role: like.role.into(),
        tier,
        totp: seed,
    })
}

/// Says who manages which department and leads which team.
fn lead_departments(visit: &Visit, accounts: &[Account]) -> Result<()> {
    let of = |role: &str| accounts.iter().find(|a| a.role == role).map(|a| a.id);
    let managers: Vec<(&str, Option<Id<User>>)> = vec![
        ("sales", of("sales-manager")),
        ("support", of("support-manager")),
        ("web", of("department-manager")),
        ("qa", of("qa-reviewer")),
        ("client-services", of("account-manager")),
        ("hr", of("hr-manager")),
        ("accounting", of("accountant")),
        ("management", of("management")),
        ("administration", of("it-administrator")),
        // Until each has its own, the Web manager stands in for production.
        ("production", of("department-manager")),
        ("graphics", of("department-manager")),
        ("seo", of("department-manager")),
        ("gmb", of("department-manager")),
        ("social", of("department-manager")),
    ];
    sign_in::appoint(
        visit,
        managers
            .into_iter()
            .filter_map(|(key, id)| Some((key.to_owned(), id?)))
            .collect(),
        of("team-lead"),
    )
}
