//! Inviting many from a sheet: every row is accounted for before anybody is invited, and bringing the same sheet again
//! invites nobody twice.

use std::io::Read;

use maud::html;

use crate::{
    access::Tier,
    base::{Error, Result, text},
    data::{FileRef, Visit},
    features::{
        authority,
        people::{self, Directory, INVITE, NewUser, Role},
        sign_in,
    },
    ui::prelude::*,
    web::{Page, Request},
};

/// More rows than this are another house's people.
const MOST: usize = 500;
const BYTES: usize = 256 << 10;

pub enum Fate {
    Invite(Box<NewUser>),
    Here,
    Refused(String),
}

pub struct SheetRow {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub fate: Fate,
}

impl SheetRow {
    pub fn word(&self) -> (&'static str, String) {
        match &self.fate {
            Fate::Invite(_) => ("will be invited", String::new()),
            Fate::Here => ("already here", "Somebody has this e-mail already.".into()),
            Fate::Refused(why) => ("refused", why.clone()),
        }
    }
}

/// What a sheet that was sent says, as text.
pub fn content(visit: &Visit, file: &FileRef) -> Result<String> {
    if file.size > BYTES as u64 {
        return Err(Error::field(
            "file",
            "A sheet of people has at most 256 KB.",
        ));
    }
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        Error::field(
            "file",
            "This file isn't UTF-8 text. Save the sheet as CSV (UTF-8) and choose it again.",
        )
    })
}

const COLUMNS: [&str; 6] = ["name", "email", "tier", "department", "role", "title"];

pub fn read(visit: &Visit, content: &str) -> Result<Vec<SheetRow>> {
    visit.demand(&INVITE)?;
    if content.len() > BYTES {
        return Err(Error::field(
            "file",
            "A sheet of people has at most 256 KB.",
        ));
    }
    let content = content.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(text::separator(&content))
        .flexible(true)
        .from_reader(content.as_bytes());
    let heads = reader
        .headers()
        .map_err(|e| Error::field("file", format!("This is not a readable CSV file: {e}.")))?
        .clone();
    let column = |name: &str| {
        heads.iter().position(|head| {
            let head = text::fold(head);
            head == name
                || (name == "email" && head == "mail")
                || head.strip_suffix('s') == Some(name)
        })
    };
    let places: Vec<Option<usize>> = COLUMNS.iter().map(|name| column(name)).collect();
    if places[0].is_none() || places[1].is_none() {
        return Err(Error::field(
            "file",
            "The first line should name the columns: name and email, and if you like tier, department, role, title.",
        ));
    }
    let mut rows: Vec<SheetRow> = Vec::new();
    for record in reader.records() {
        if rows.len() == MOST {
            return Err(Error::field(
                "file",
                format!("More than {MOST} rows at once don't fit. Split the sheet."),
            ));
        }
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                rows.push(SheetRow {
                    line: e.position().map_or(0, csv::Position::line),
                    name: String::new(),
                    email: String::new(),
                    fate: Fate::Refused(format!("The line is not readable: {e}.")),
                });
                continue;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |at: usize| {
            let cell = places[at].and_then(|at| record.get(at));
            text::clean_line(cell.unwrap_or_default())
        };
        let cells = [0, 1, 2, 3, 4, 5].map(cell);
        let email = cells[1].to_lowercase();
        let twice = rows
            .iter()
            .any(|row| row.email == email && !email.is_empty());
        let fate = match twice {
            true => Fate::Refused("This e-mail stands further up in the sheet already.".into()),
            false => fate(visit, &cells)?,
        };
        rows.push(SheetRow {
            line: record.position().map_or(0, csv::Position::line),
            name: cells[0].clone(),
            email,
            fate,
        });
    }
    Ok(rows)
}

fn fate(visit: &Visit, cells: &[String; 6]) -> Result<Fate> {
    let [name, email, tier, department, role, title] = cells;
    let names = Directory::of(visit)?;
    let email = email.to_lowercase();
    let no = |why: &str| Ok(Fate::Refused(why.to_owned()));
    if name.is_empty() || name.chars().count() > 80 {
        return no("A name is needed, of at most 80 characters.");
    }
    if !text::is_email(&email) {
        return no("The e-mail should look like ann@example.org.");
    }
    if title.chars().count() > 80 {
        return no("What they do has more than 80 characters.");
    }
    if names
        .users
        .values()
        .any(|user| user.email.eq_ignore_ascii_case(&email))
    {
        return Ok(Fate::Here);
    }
    let tier = match tier.to_lowercase().as_str() {
        "" | "employee" => Tier::Employee,
        "admin" => Tier::Admin,
        "client" => {
            return no(
                "People of clients are invited on the client's page, where their company is known.",
            );
        }
        _ => return no("The tier is employee or admin."),
    };
    if tier == Tier::Admin && visit.actor.tier != Tier::Admin {
        return no("Only admins make admins.");
    }
    let same = |held: &str, asked: &str| {
        held.eq_ignore_ascii_case(asked) || text::fold(held) == text::fold(asked)
    };
    let mut departments = Vec::new();
    for asked in department
        .split([';', '|'])
        .map(str::trim)
        .filter(|asked| !asked.is_empty())
    {
        let found = names
            .open_departments()
            .into_iter()
            .find(|held| same(&held.name, asked) || same(&held.key, asked));
        match found {
            None => return no(&format!("There is no department {asked}.")),
            Some(held) if !visit.may(&INVITE, held) => {
                return no(&format!("You may not put people into {}.", held.name));
            }
            Some(held) => departments.push(held.id),
        }
    }
    let mut roles = Vec::new();
    for asked in role
        .split([';', '|'])
        .map(str::trim)
        .filter(|asked| !asked.is_empty())
    {
        let known = names
            .roles
            .values()
            .find(|held| !held.retired && (same(&held.name, asked) || same(&held.key, asked)));
        let Some(held) = known else {
            return no(&format!("There is no role {asked}."));
        };
        if !names
            .grantable(visit.actor.person)
            .iter()
            .any(|role| role.id == held.id)
        {
            return no(&format!(
                "{} stands above your own roles, so you can't grant it.",
                held.name
            ));
        }
        roles.push(held.id);
    }
    let form = NewUser {
        name: name.clone(),
        email,
        title: title.clone(),
        tier,
        roles,
        departments,
        teams: Vec::new(),
        client: None,
        skills: Vec::new(),
    };
    let all: Vec<Role> = names.roles.values().cloned().collect();
    let like = people::User {
        tier,
        roles: form.roles.clone(),
        ..people::User::default()
    };
    if let Err(why) = authority::fits(&like, &all) {
        return no(&why.to_string());
    }
    Ok(Fate::Invite(Box::new(form)))
}

/// A row and what came of it: the link, or why not.
pub struct Outcome {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub link: std::result::Result<String, String>,
    /// Where the link went by mail.
    pub mailed: Option<String>,
}

/// Invites every row that can be; each is a deed of its own, so that one that is refused holds nobody up.
pub fn run(visit: &Visit, content: &str) -> Result<Vec<Outcome>> {
    // Asked once for all: a row alone could only say that it wasn't done.
    visit.demand_proof()?;
    let mut done = Vec::new();
    for row in read(visit, content)? {
        let (_, why) = row.word();
        let (link, mailed) = match row.fate {
            Fate::Invite(form) => match sign_in::invite(visit, *form) {
                Ok((id, link)) => (Ok(link), sign_in::mailed_to(visit, id)),
                Err(e) => (Err(e.to_string()), None),
            },
            _ => (Err(why), None),
        };
        done.push(Outcome {
            mailed,
            line: row.line,
            name: row.name,
            email: row.email,
            link,
        });
    }
    Ok(done)
}

pub fn form(problem: Option<&str>) -> Page {
    let body = html! {
        (Head::new("Invite from a sheet"))
        form class="stack read" method="post" action="/users/sheet" enctype="multipart/form-data" data-once {
            p { "A CSV file whose first line names the columns: name, email, and if you like tier (employee, admin), department, role and title. Several departments or roles are parted by a semicolon." }
            (Input::file("file", "CSV file").required().accept(".csv,text/csv").error(problem))
            (buttons(html! { (Button::submit("Look at it first").primary()) (Button::link("Back to people", "/users")) }))
        }
    };
    Page::new("Invite from a sheet", body)
        .under("People", "/users")
        .styles(&["extra"])
        .status(if problem.is_some() { 422 } else { 200 })
}

pub fn preview(rows: &[SheetRow], content: &str) -> Page {
    let count = |word: &str| rows.iter().filter(|row| row.word().0 == word).count();
    let new = count("will be invited");
    let body = html! {
        (Head::new("Invite from a sheet").fact(text::count(rows.len(), "row", "rows")))
        (stats([
            Stat::new("Will be invited", new),
            Stat::new("Already here", count("already here")),
            Stat::new("Refused", count("refused")),
        ]))
        div { (Table::rows().column(Column::number("Line")).column(Column::new("Name")).column(Column::new("E-mail")).column(Column::new("What happens")).column(Column::new("Why")).body(rows.iter().map(|row| {
            let (word, why) = row.word();
            Row::new().number(row.line).name(row.name.as_str()).cell(row.email.as_str())
                .cell(badge(if word == "refused" { Tone::Danger } else { Tone::Stone }, word)).cell(why)
        }))) }
        form method="post" action="/users/sheet/run" class="mt2" data-once {
            (hidden("sheet", content))
            (buttons(html! {
                @if new == 0 { (Button::plain("Invite").primary().disabled_because("No row of this sheet can be invited.")) }
                @else { (Button::submit(format!("Invite {}", text::count(new, "person", "people"))).primary()) }
                (Button::link("Choose another sheet", "/users/sheet"))
            }))
        }
    };
    Page::new("Invite from a sheet", body)
        .under("People", "/users")
        .styles(&["list", "chart"])
}

pub fn done(request: &Request, rows: &[Outcome]) -> Page {
    let invited = rows.iter().filter(|row| row.link.is_ok()).count();
    let body = html! {
        (Head::new("Invited").fact(format!("{} of {}", invited, text::count(rows.len(), "row", "rows"))))
        p {
            @if rows.iter().all(|row| row.link.is_err() || row.mailed.is_some()) { "Each link is on its way by mail. It works once, for seven days, and isn't shown again." }
            @else { "Give everybody their link yourself, but those it was mailed to. Each works once, for seven days, and isn't shown again." }
        }
        (Table::rows().column(Column::number("Line")).column(Column::new("Name")).column(Column::new("Link, or why not")).body(rows.iter().map(|row| {
            Row::new().number(row.line).name(two_line(row.name.as_str(), row.email.as_str())).cell(html! {
                @match &row.link {
                    Ok(link) => {
                        @let link = request.link(&format!("/welcome/{link}"));
                        code data-copy=(link) { (link) }
                        @if row.mailed.is_some() { br; span class="dim t12" { "Sent by mail" } }
                    }
                    Err(why) => span class="dim" { (why) },
                }
            })
        })))
        (buttons(Button::link("Back to people", "/users")))
    };
    Page::new("Invited", body)
        .under("People", "/users")
        .styles(&["list"])
        .scripts(&["copy"])
}
