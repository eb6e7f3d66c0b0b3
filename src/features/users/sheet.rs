//! Inviting many from a sheet: every row is accounted for before anybody is invited, and bringing the same sheet again
//! invites nobody twice.

use maud::html;

use crate::{
    access::Tier,
    base::{Result, text},
    data::{Entity, FileRef, Visit},
    features::{
        authority,
        people::{Directory, INVITE, NewUser, Role, User},
        records::{Row, Rows, Seen, Wanted, text_of},
        sign_in,
    },
    ui::{prelude::*, table},
    web::{Page, Request},
};

/// More rows than this are another house's people.
const WANTED: Wanted = Wanted {
    rows: 500,
    bytes: 256 << 10,
    needed: &["name", "email"],
    otherwise: &[],
};

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
    text_of(visit, file, User::INFO, WANTED.bytes)
}

pub fn read(visit: &Visit, content: &str) -> Result<Vec<SheetRow>> {
    visit.demand(&INVITE)?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut seen = Seen::default();
    for row in Rows::of(visit, User::INFO, &WANTED, content)?.rows {
        let email = row.cell("email").to_lowercase();
        let twice = seen.again(std::slice::from_ref(&email));
        let fate = match twice && !email.is_empty() {
            true => Fate::Refused("This e-mail stands further up in the sheet already.".into()),
            false => fate(visit, &row)?,
        };
        rows.push(SheetRow {
            line: row.line,
            name: row.name,
            email,
            fate,
        });
    }
    Ok(rows)
}

fn fate(visit: &Visit, row: &Row) -> Result<Fate> {
    let names = Directory::of(visit)?;
    let no = |why: &str| Ok(Fate::Refused(why.to_owned()));
    if row.texts("tier") == [Tier::Client.name()] {
        return no(
            "People of clients are invited on the client's page, where their company is known.",
        );
    }
    let form: NewUser = match row.form() {
        Ok(form) => form,
        Err(why) => return no(&why),
    };
    let mut people = names.users.values();
    if people.any(|user| user.email.eq_ignore_ascii_case(&form.email)) {
        return Ok(Fate::Here);
    }
    if form.tier == Tier::Admin && visit.actor.tier != Tier::Admin {
        return no("Only admins make admins.");
    }
    for id in &form.departments {
        match names.departments.get(&id.raw()).filter(|d| !d.retired) {
            Some(held) if visit.may(&INVITE, held) => {}
            Some(held) => return no(&format!("You may not put people into {}.", held.name)),
            None => return no(&format!("There is no department {id}.")),
        }
    }
    let grantable = names.grantable(visit.actor.person);
    for id in &form.roles {
        if grantable.iter().any(|role| role.id == *id) {
            continue;
        }
        let name = names.roles.get(&id.raw()).map(|role| role.name.clone());
        return no(&match name {
            Some(name) => format!("{name} stands above your own roles, so you can't grant it."),
            None => format!("There is no role {id}."),
        });
    }
    let all: Vec<Role> = names.roles.values().cloned().collect();
    let like = User {
        tier: form.tier,
        roles: form.roles.clone(),
        ..User::default()
    };
    match authority::fits(&like, &all) {
        Err(why) => no(&why.to_string()),
        Ok(()) => Ok(Fate::Invite(Box::new(form))),
    }
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
            table::Row::new().number(row.line).name(row.name.as_str()).cell(row.email.as_str())
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
            table::Row::new().number(row.line).name(two_line(row.name.as_str(), row.email.as_str())).cell(html! {
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
