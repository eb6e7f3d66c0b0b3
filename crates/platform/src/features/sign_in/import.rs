//! People of another system, with the bcrypt hashes of their passwords: lines of JSON as `mongoexport` writes them, a
//! list of JSON, or CSV with a header. What is wrong with a row is said by its line; nothing else is guessed.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::{
    Credential,
    ops::insert_user,
    password_hash::{imported_cost, is_imported},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::Visit,
    features::people::{ADMINISTER, Directory, NewUser, Role},
};

/// Somebody as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub email: String,
    pub name: String,
    pub title: String,
    /// Empty when the file has none: they ask for a link.
    pub hash: String,
    /// Keys of roles here; others are passed over, as another system's names.
    pub roles: Vec<String>,
}

/// What the whole file has in common.
#[derive(Debug, Clone)]
pub struct With {
    pub tier: Tier,
    /// Keys of roles for whoever the file gives none that is known here.
    pub roles: Vec<String>,
    /// Raw id of the company, for people of a client.
    pub client: Option<u64>,
}

/// What was done, or would be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub added: Vec<String>,
    /// Of them, those who have no password yet.
    pub without_password: usize,
    /// By line: what keeps a row out.
    pub left_out: LeftOut,
}

pub type LeftOut = Vec<(usize, String)>;

/// More than this at once is another kind of move.
const MOST: usize = 20_000;

type Fields = BTreeMap<String, Vec<String>>;

/// The rows of a file, and what is wrong with others.
pub fn read(text: &str) -> Result<(Vec<Row>, LeftOut)> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (line, fields) in records(text)? {
        match fields.and_then(|fields| row(line, &fields)) {
            Ok(row) if !seen.insert(row.email.clone()) => {
                wrong.push((line, format!("{} stands in the file twice.", row.email)));
            }
            Ok(row) => rows.push(row),
            Err(why) => wrong.push((line, why)),
        }
    }
    if rows.len() > MOST {
        return Err(Error::conflict(format!(
            "The file has {} people; {MOST} fit at once.",
            rows.len()
        )));
    }
    Ok((rows, wrong))
}

type Read = (usize, Result<Fields, String>);

fn records(text: &str) -> Result<Vec<Read>> {
    match text.trim_start().chars().next() {
        None => Err(Error::conflict("The file is empty.")),
        Some('[') => {
            let all: Vec<Value> = serde_json::from_str(text)
                .map_err(|e| Error::conflict(format!("The file is not a list of JSON: {e}")))?;
            let read = |(n, value): (usize, &Value)| (n + 1, flat(value));
            Ok(all.iter().enumerate().map(read).collect())
        }
        Some('{') => {
            let lines = text.lines().enumerate();
            let lines = lines.filter(|(_, line)| !line.trim().is_empty());
            Ok(lines
                .map(|(n, line)| {
                    let value = serde_json::from_str(line);
                    let read = value.map_err(|e| format!("This line is not JSON: {e}"));
                    (n + 1, read.and_then(|value| flat(&value)))
                })
                .collect())
        }
        Some(_) => csv_records(text),
    }
}

fn flat(value: &Value) -> Result<Fields, String> {
    let Value::Object(map) = value else {
        return Err("This is not somebody: an object with email and name is wanted.".into());
    };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    Ok(map
        .iter()
        .map(|(name, value)| {
            let values = match value {
                Value::Array(items) => items.iter().filter_map(text).collect(),
                other => text(other).into_iter().collect(),
            };
            (text::fold(name), values)
        })
        .collect())
}

fn csv_records(text: &str) -> Result<Vec<Read>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(|e| Error::conflict(format!("The first line is no header: {e}")))?
        .iter()
        .map(text::fold)
        .collect();
    if !names.iter().any(|name| EMAIL.contains(&name.as_str())) {
        return Err(Error::conflict(
            "The first line should name the columns, one of them email.",
        ));
    }
    Ok(reader
        .records()
        .enumerate()
        .map(|(n, record)| match record {
            Ok(record) => {
                let line = record.position().map_or(n + 2, |at| at.line() as usize);
                let pairs = names.iter().cloned().zip(record.iter());
                let fields = pairs.map(|(name, value)| (name, vec![value.to_owned()]));
                (line, Ok(fields.collect()))
            }
            Err(e) => (n + 2, Err(format!("This line is not CSV: {e}"))),
        })
        .collect())
}

// Names of fields, as `text::fold` leaves them.
const EMAIL: &[&str] = &["email", "emailaddress", "mail"];
const NAME: &[&str] = &["name", "fullname", "displayname"];
const FIRST: &[&str] = &["firstname", "givenname"];
const LAST: &[&str] = &["lastname", "familyname", "surname"];
const TITLE: &[&str] = &["title", "jobtitle", "position"];
const HASH: &[&str] = &["passwordhash", "password", "hash", "bcrypt"];
const ROLES: &[&str] = &["roles", "role"];

fn row(line: usize, fields: &Fields) -> Result<Row, String> {
    let all = |names: &[&str]| {
        let held = names.iter().filter_map(|name| fields.get(*name));
        held.flatten()
            .map(|value| text::clean_line(value))
            .filter(|value| !value.is_empty())
            .collect::<Vec<_>>()
    };
    let one = |names: &[&str]| all(names).into_iter().next().unwrap_or_default();
    let email = one(EMAIL).to_lowercase();
    if !text::is_email(&email) {
        return Err(match email.is_empty() {
            true => "The e-mail is missing.".into(),
            false => format!("{email} should look like ann@example.org."),
        });
    }
    let mut name = one(NAME);
    if name.is_empty() {
        name = text::clean_line(&format!("{} {}", one(FIRST), one(LAST)));
    }
    if name.is_empty() {
        return Err(format!("{email} has no name."));
    }
    let hash = one(HASH);
    if !hash.is_empty() && (!is_imported(&hash) || imported_cost(&hash).is_none()) {
        return Err(format!(
            "The password of {email} is not a bcrypt hash with a cost of at most 14, such as $2b$10$…; plain passwords are never taken."
        ));
    }
    Ok(Row {
        line,
        name: text::shorten(&name, 80),
        title: text::shorten(&one(TITLE), 80),
        roles: all(ROLES).iter().map(|role| role.to_lowercase()).collect(),
        email,
        hash,
    })
}

/// Takes people in, or says what would be done. Who is here already stays as they are.
pub fn import(visit: &Visit, text: &str, with: &With, write: bool) -> Result<Report> {
    let (rows, left_out) = read(text)?;
    let mut report = Report {
        left_out,
        ..Report::default()
    };
    let names = Directory::of(visit)?;
    let role = |key: &str| -> Option<&Role> {
        let mut fitting = names.roles.values().filter(|r| !r.retired);
        fitting.find(|role| role.key == key)
    };
    for key in &with.roles {
        if role(key).is_none() {
            return Err(Error::conflict(format!("There is no role {key}.")));
        }
    }
    let of_tier = |key: &String| {
        role(key)
            .filter(|role| (role.tier == Tier::Client) == (with.tier == Tier::Client))
            // What an admin's role opens is given by hand, to people and not to rows.
            .filter(|role| with.tier == Tier::Admin || role.tier != Tier::Admin)
            .map(|role| role.id)
    };
    let mut people: Vec<(NewUser, String)> = Vec::new();
    for row in rows {
        let here = names.users.values();
        if here
            .into_iter()
            .any(|user| user.email.eq_ignore_ascii_case(&row.email))
        {
            let why = format!("{} is here already and stays as they are.", row.email);
            report.left_out.push((row.line, why));
            continue;
        }
        let told: Vec<Id<Role>> = row.roles.iter().filter_map(of_tier).collect();
        let roles = match told.is_empty() {
            true => with.roles.iter().filter_map(of_tier).collect(),
            false => told,
        };
        report.without_password += usize::from(row.hash.is_empty());
        report.added.push(format!("{} <{}>", row.name, row.email));
        let user = NewUser {
            name: row.name,
            email: row.email,
            title: row.title,
            tier: with.tier,
            roles,
            departments: Vec::new(),
            teams: Vec::new(),
            client: with.client,
            skills: Vec::new(),
        };
        people.push((user, row.hash));
    }
    report.left_out.sort();
    if write && !people.is_empty() {
        visit.act(ADMINISTER, move |change| {
            change.event();
            change.note(format!("Imported {} people", people.len()));
            for (form, password) in people {
                let user = insert_user(change, form)?;
                change.insert(Credential {
                    user,
                    password,
                    ..Credential::default()
                })?;
            }
            Ok(())
        })?;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

    #[test]
    fn lines_of_json_lists_and_csv_say_the_same() {
        let lines = format!(
            "{{\"_id\":{{\"$oid\":\"65\"}},\"email\":\"Ann@Example.org\",\"firstName\":\"Ann\",\"lastName\":\"Lee\",\"password\":\"{HASH}\",\"role\":\"team-lead\"}}\n"
        );
        let list = format!("[{}]", lines.trim());
        let table = format!(
            "Email,Full name,Password hash,role\nann@example.org,Ann Lee,{HASH},team-lead\n"
        );
        for file in [lines, list, table] {
            let (rows, wrong) = read(&file).unwrap();
            assert_eq!(wrong, [], "{file}");
            let row = &rows[0];
            assert_eq!(
                (row.email.as_str(), row.name.as_str()),
                ("ann@example.org", "Ann Lee")
            );
            assert_eq!(
                (row.hash.as_str(), row.roles[0].as_str()),
                (HASH, "team-lead")
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line() {
        let file = format!(
            "{{\"email\":\"ann@example.org\",\"name\":\"Ann\"}}\n{{\"email\":\"nobody\",\"name\":\"B\"}}\nnot json\n{{\"email\":\"c@example.org\",\"name\":\"C\",\"password\":\"secret\"}}\n{{\"email\":\"ANN@example.org\",\"name\":\"Ann\",\"password\":\"{HASH}\"}}\n{{\"email\":\"d@example.org\"}}\n"
        );
        let (rows, wrong) = read(&file).unwrap();
        assert_eq!(rows.len(), 1);
        let lines: Vec<usize> = wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        assert!(wrong[2].1.contains("plain passwords are never taken"));
        assert!(
            !wrong[2].1.contains("secret"),
            "what was in it is not repeated"
        );
        assert!(read("").is_err());
        assert!(read("name,hash\nAnn,x\n").is_err());
    }
}
