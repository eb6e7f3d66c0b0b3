//! Commands on the data that the server does for the shell, or the shell by itself: the journal, people, tokens.

use std::{path::Path, sync::Arc};

use super::{
    ask,
    on_store::{Entry, Journal, OnStore, Token, User},
    place::Where,
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, text},
    commands::{config::Config, doctor, open},
    data::{Checkpoint, Pin, Store, Unlock, Visit, snapshot, verify_copy, verify_journal},
    features::{
        self, administration, history,
        people::{self, ADMINISTER, NewUser},
        sign_in,
    },
};

/// The archive is read where it lies by whoever has the store open.
pub fn import_room(at: &Where, file: &Path, key: Option<String>) -> Result<()> {
    let file = file.canonicalize().map_err(|e| unreadable(file, &e))?;
    run(at, OnStore::ImportRoom { file, key })
}

/// Checks an exported copy of the journal by itself.
fn verify_exported(copy: &Path, since: Option<&Path>, key: Option<&str>) -> Result<String> {
    let since = since.map(read_checkpoint).transpose()?;
    let pin = Pin {
        since: since.as_ref(),
        key: key.map(str::trim),
    };
    let schema = features::schema();
    let copied = std::fs::File::open(copy).map_err(|e| unreadable(copy, &e))?;
    let lines = std::io::BufReader::new(copied);
    let found = verify_copy(lines, &pin, &|told| history::as_json(&schema, told))?;
    let mut said = format!(
        "The copy holds: {} entries up to {}, signed by {}.",
        found.entries, found.checkpoint.seq, found.checkpoint.key
    );
    if found.withheld > 0 {
        said.push_str(&format!(
            " {} of them came without their content, which whoever made the copy may not see.",
            found.withheld
        ));
    }
    if !found.whole {
        said.push_str(
            " It is a selection: it doesn't show that nothing is missing between its entries.",
        );
    }
    if pin.since.is_none() && pin.key.is_none() {
        return Err(Error::conflict(format!(
            "{said} But nothing shows whose it is: whoever forges a whole copy signs it with a key of their own. Give the house's key (--key), as atrium journal key says it there, or a checkpoint that left the house earlier (--since)."
        )));
    }
    Ok(said)
}

pub fn run(at: &Where, command: OnStore) -> Result<()> {
    if let OnStore::Journal(Journal::Verify {
        since,
        copy: Some(copy),
        key,
    }) = &command
    {
        let said = verify_exported(copy, since.as_deref(), key.as_deref())?;
        say!("{said}");
        return Ok(());
    }
    let mut command = command;
    if let OnStore::User(User::Import { file, text, .. }) = &mut command {
        *text = std::fs::read_to_string(&*file).map_err(|e| unreadable(file, &e))?;
    }
    let command = ask_for_store(command)?;
    if let Some(text) = ask::ask(&at.data, &command)? {
        say!("{text}");
        return Ok(());
    }
    let store = open::open(at, &Config::load(&at.data)?)?;
    let text = perform(&store, command)?;
    store.close();
    say!("{text}");
    Ok(())
}

/// Whoever breaks the glass types whose it is, so that it isn't done to the wrong house.
fn ask_for_store(mut command: OnStore) -> Result<OnStore> {
    if let OnStore::User(User::BreakGlass { house, .. }) = &mut command
        && house.is_none()
    {
        eprint!("Type the house's name to break the glass: ");
        let mut typed = String::new();
        std::io::stdin().read_line(&mut typed)?;
        *house = Some(typed.trim().to_owned());
    }
    Ok(command)
}

pub fn perform(store: &Arc<Store>, command: OnStore) -> Result<String> {
    let visit = Visit::system(store, Moment::now(), jiff::tz::TimeZone::UTC);
    match command {
        OnStore::Journal(Journal::Verify { since, .. }) => {
            let checkpoint = since.as_deref().map(read_checkpoint).transpose()?;
            let entries = verify_journal(store, checkpoint.as_ref())?;
            Ok(format!("The journal holds: {entries} entries."))
        }
        OnStore::Journal(Journal::Key) => Ok(store.checkpoint(visit.at)?.key),
        OnStore::Journal(Journal::Checkpoint) => {
            serde_json::to_string(&store.checkpoint(visit.at)?).map_err(Error::internal)
        }
        OnStore::User(user) => on_user(&visit, user),
        OnStore::Entry(Entry::Open) => {
            features::devices::open_up(&visit)?;
            Ok("Nobody needs an enrolled device and every country is let in. Set the rules anew under Settings.".into())
        }
        OnStore::Token(Token::Create {
            user,
            days,
            name,
            everyday,
        }) => {
            let id = find_user(&visit, &user)?;
            sign_in::add_token_for(&visit, id, &name, days, ADMINISTER, !everyday)
        }
        OnStore::ImportRoom { file, key } => {
            let archive = std::fs::File::open(&file).map_err(|e| unreadable(&file, &e))?;
            let archive = std::io::BufReader::new(archive);
            let taken = features::chat::take_in(&visit, archive, key.as_deref())?;
            Ok(format!(
                "Taken in as {}: {} and {}, signed by {}. {} weren't known here and are stored as inactive.",
                taken
                    .rooms
                    .iter()
                    .map(|room| room.to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
                text::count(taken.posts, "post", "posts"),
                text::count(taken.files, "file", "files"),
                taken.key.as_deref().unwrap_or("nobody"),
                text::count(taken.people, "person", "people"),
            ))
        }
        OnStore::Search(what) => super::search::perform(store, &what),
        OnStore::Doctor => doctor::examine(store),
        OnStore::LetIn { name, recipient } => {
            store.let_in(&name, &recipient)?;
            administration::watch_openers(&visit)?;
            Ok(String::new())
        }
        OnStore::ShutOut { name } => {
            let keeper = administration::Keeper::of(&visit);
            let stays: Vec<&Unlock> = keeper.iter().map(|keeper| &keeper.unlock).collect();
            store.shut_out(&name, &stays)?;
            administration::watch_openers(&visit)?;
            Ok(String::new())
        }
        OnStore::Snapshot { to, json, keep } => {
            let (path, summary) = snapshot::create(store, &to, visit.at)?;
            let removed = match keep {
                Some(keep) => administration::thin_out(&visit, &to, keep, &path)?,
                None => Vec::new(),
            };
            if json {
                let mut body = serde_json::to_value(&summary).map_err(Error::internal)?;
                body["path"] = serde_json::json!(path);
                body["removed"] = serde_json::json!(removed);
                return Ok(body.to_string());
            }
            let mut said = format!("{}\n{}", path.display(), snapshot::describe(&summary));
            if !removed.is_empty() {
                said.push_str(&format!(
                    "\nRemoved, beyond those that are kept: {}",
                    removed.join(", ")
                ));
            }
            Ok(said)
        }
    }
}

/// A file that was named on the command line.
fn unreadable(path: &Path, why: &std::io::Error) -> Error {
    Error::conflict(format!("{} can't be read: {why}", path.display()))
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    serde_json::from_str(&text)
        .map_err(|e| Error::conflict(format!("{} is not a checkpoint: {e}", path.display())))
}

fn find_user(visit: &Visit, email: &str) -> Result<Id<people::User>> {
    people::Directory::of(visit)?
        .users
        .values()
        .find(|user| user.email.eq_ignore_ascii_case(email.trim()))
        .map(|user| user.id)
        .ok_or_else(|| Error::conflict(format!("Nobody has the e-mail {email}.")))
}

/// The superadmin's way in is changed by the glass alone, so that it never happens quietly.
fn not_superadmin(visit: &Visit, email: &str) -> Result<Id<people::User>> {
    let id = find_user(visit, email)?;
    let names = people::Directory::of(visit)?;
    match names
        .users
        .get(&id.raw())
        .is_some_and(|user| user.superadmin)
    {
        true => Err(Error::conflict(
            "This is the superadmin's account. Break the glass for it: atrium user break-glass --help",
        )),
        false => Ok(id),
    }
}

fn on_user(visit: &Visit, command: User) -> Result<String> {
    match command {
        User::Add {
            email,
            name,
            role,
            department,
            tier,
        } => {
            let names = people::Directory::of(visit)?;
            let roles = role
                .iter()
                .map(|key| {
                    names
                        .roles
                        .values()
                        .find(|r| r.key == *key)
                        .map(|r| r.id)
                        .ok_or_else(|| Error::conflict(format!("There is no role {key}.")))
                })
                .collect::<Result<_>>()?;
            let departments = department
                .iter()
                .map(|key| {
                    names
                        .department_by_key(key)
                        .map(|d| d.id)
                        .ok_or_else(|| Error::conflict(format!("There is no department {key}.")))
                })
                .collect::<Result<_>>()?;
            let tier = Tier::parse(&tier)
                .ok_or_else(|| Error::conflict("The tier is admin, employee or client."))?;
            let (id, link) = sign_in::invite(
                visit,
                NewUser {
                    name,
                    email,
                    title: String::new(),
                    tier,
                    roles,
                    departments,
                    teams: Vec::new(),
                    client: None,
                    skills: Vec::new(),
                },
            )?;
            Ok(format!(
                "{id} added. They choose a password at /welcome/{link} (once, within seven days)."
            ))
        }
        User::Import {
            tier,
            role,
            client,
            write,
            text,
            ..
        } => import(visit, &tier, role, client.as_deref(), write, &text),
        User::BreakGlass {
            house,
            reason,
            email,
            appoint,
            close_former,
        } => {
            let glass = sign_in::Glass {
                house: house.unwrap_or_default(),
                reason: reason.clone(),
                email,
                appoint,
                close_former,
            };
            let broken = sign_in::break_glass(visit, glass)?;
            administration::told_of_glass(visit, broken.user, &broken.name, &reason)?;
            Ok(match broken.link {
                Some(link) => format!(
                    "{} chooses a password at /welcome/{link} (once, within an hour), and a second factor after it. \
                     Their sessions and tokens have ended. It stands in the journal, and every admin is told.",
                    broken.name
                ),
                None => format!(
                    "{} is superadmin from the next sign-in on, with the own password and a second factor. \
                     It stands in the journal, and every admin is told.",
                    broken.name
                ),
            })
        }
        User::ResetPassword { email } => {
            let id = not_superadmin(visit, &email)?;
            let link = sign_in::reset_password_link(visit, id, ADMINISTER)?;
            Ok(format!("/welcome/{link} (once, within a day)"))
        }
        User::ResetTotp { email } => {
            sign_in::reset_second_factor(visit, not_superadmin(visit, &email)?)?;
            Ok("They set up a new second factor at the next sign-in.".into())
        }
        User::Unlock { email } => {
            sign_in::unlock(visit, not_superadmin(visit, &email)?)?;
            Ok("They can sign in again.".into())
        }
    }
}

fn import(
    visit: &Visit,
    tier: &str,
    roles: Vec<String>,
    client: Option<&str>,
    write: bool,
    text: &str,
) -> Result<String> {
    let tier = Tier::parse(tier)
        .ok_or_else(|| Error::conflict("The tier is admin, employee or client."))?;
    let client = client.and_then(|number| number.rsplit('-').next()?.parse().ok());
    if (tier == Tier::Client) != client.is_some() {
        return Err(Error::conflict(
            "People of a client come with --tier client and --client, the company's number such as CL-101.",
        ));
    }
    let roles = match (roles.is_empty(), tier) {
        (false, _) => roles,
        (true, Tier::Client) => vec!["client".into()],
        (true, _) => vec!["staff".into()],
    };
    let with = sign_in::import::With {
        tier,
        roles,
        client,
    };
    let report = sign_in::import::import(visit, text, &with, write)?;
    let mut lines: Vec<String> = report.added.iter().map(|who| format!("+ {who}")).collect();
    let left = report.left_out.iter();
    lines.extend(left.map(|(line, why)| format!("- line {line}: {why}")));
    let verb = if write {
        "Brought in"
    } else {
        "Would bring in"
    };
    lines.push(format!(
        "{verb} {}, of whom {} have no password yet and ask for a link; {} left out.{}",
        crate::base::text::count(report.added.len(), "person", "people"),
        report.without_password,
        report.left_out.len(),
        if write {
            ""
        } else {
            " Nothing was changed; add --write to do it."
        }
    ));
    Ok(lines.join("\n"))
}
