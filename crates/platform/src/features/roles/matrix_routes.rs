//! The matrix of roles and the explorer, post by post.

use super::{
    EDIT, VIEW,
    api::role_of,
    ask, explorer,
    explorer::Verdict,
    forms::{AskForm, GrantsForm},
    impact, matrix, ops, pages,
};
use crate::{
    access::{Action, Placement, RoleRules, policy},
    base::{Error, Id, Result},
    data::{Record, Visit},
    features::people::{Directory, Role, RoleRef, User},
    web::{
        Filled, Reader, Reply, Request,
        form::{Form, Optional, Required},
    },
};

/// Which two roles.
pub struct Compared {
    pub(super) a: Option<RoleRef>,
    pub(super) b: Option<RoleRef>,
}

impl Form for Compared {
    fn read(f: &mut Reader) -> Self {
        Compared {
            a: RoleRef::read(f, "a", "One role"),
            b: RoleRef::read(f, "b", "The other"),
        }
    }
}

pub fn show_matrix(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    let form = Filled::blank(&[]);
    Ok(matrix::editor(visit, &role, &form, &[], role.version)?.into())
}

/// Back from the preview to the matrix, with everything that was set.
pub fn go_on(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    let filled = request.fill::<GrantsForm>();
    let form = filled.into_form()?;
    let version = form.version.unwrap_or(role.version);
    let blank = Filled::blank(&[]);
    Ok(matrix::editor(visit, &role, &blank, &form.cells, version)?.into())
}

pub fn preview(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    let tried = request.fill::<GrantsForm>().attempt(|form| {
        if form.version.is_some_and(|version| version != role.version) {
            return Err(Error::conflict(
                "Somebody else changed this role while you were editing. Your cells are kept below; look at what is different now and go on.",
            ));
        }
        Ok((changed(visit, &role, &form)?, form))
    })?;
    match tried {
        // The cells as they were set, over the role as it is now; the next preview is against that.
        Err(filled) => {
            let cells = cells_of(request);
            Ok(matrix::editor(visit, &role, &filled, &cells, role.version)?.into())
        }
        Ok((changed, form)) => {
            let impact = impact::of(visit, &changed)?;
            let shown = Filled::blank(&[("version", role.version.to_string())]);
            Ok(matrix::preview(visit, &role, &shown, &form.cells, &impact)?.into())
        }
    }
}

pub fn cells_of(request: &Request) -> Vec<(String, crate::access::Scope)> {
    let mut reader = Reader::over(request.fields.to_vec());
    GrantsForm::read(&mut reader).cells
}

pub fn set_grants(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    let id = role.id;
    match request
        .fill::<GrantsForm>()
        .attempt(|form| ops::set_grants(visit, id, form))?
    {
        Err(filled) => {
            let cells = cells_of(request);
            Ok(matrix::editor(visit, &role, &filled, &cells, role.version)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/roles/{id}")).toast("Saved", visit.wrote())),
    }
}

/// What programs ask the explorer.
pub struct Question;

impl Form for Question {
    fn read(f: &mut Reader) -> Self {
        f.id::<User>("person", "Person", Required);
        f.text("action", "Action", Required, 80);
        f.text("record", "Record", Optional, 40);
        Question
    }
}

/// What the explorer is asked, answered; None as long as nothing is asked.
pub fn asked(visit: &Visit, request: &Request) -> Result<Option<Verdict>> {
    let (Some(person), Some(action)) = (request.query("person"), request.query("action")) else {
        return Ok(None);
    };
    let schema = visit.store().schema();
    let names = Directory::of(visit)?;
    let person = Id::<User>::parse(person.trim())
        .and_then(|id| names.users.get(&id.raw()))
        .filter(|person| policy::may(&visit.actor, &VIEW, &Record::placement(*person)))
        .filter(|person| pages::is_known(visit, person).unwrap_or(false))
        .ok_or_else(|| Error::field("person", "There is no such person that you may ask about."))?;
    let action = schema
        .action(action)
        .ok_or_else(|| Error::field("action", "There is no deed of this name."))?;
    let record = match request.query("record") {
        None => None,
        Some(number) => Some(schema.parse_number(number).ok_or_else(|| {
            Error::field(
                "record",
                "This is no record's number. It looks like LD-1042.",
            )
        })?),
    };
    // Whoever explains only within a department doesn't learn of records elsewhere.
    if let Some(of) = record
        && !visit.actor.places(&VIEW).contains(&Placement::Global)
        && visit.title_of(of)?.is_none()
    {
        return Err(Error::field("record", "There is no record of this number."));
    }
    explorer::verdict(visit, person.id, &action, record).map(Some)
}

pub fn show_explorer(visit: &Visit, request: &Request) -> Result<Reply> {
    match asked(visit, request) {
        Ok(answer) => Ok(pages::explorer(visit, request, answer.as_ref(), None)?.into()),
        Err(Error::Invalid(problems)) => {
            Ok(pages::explorer(visit, request, None, Some(&problems.to_string()))?.into())
        }
        Err(other) => Err(other),
    }
}

pub fn ask_for(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = request.form::<AskForm>()?;
    let asked = ask::ask(visit, &form)?;
    Ok(Reply::go("/").toast(format!("Asked {}", asked.join(", ")), None))
}

/// The role, for whoever may do this to it: what it would mean is nobody else's to see.
pub fn held_for(visit: &Visit, request: &Request, action: &Action) -> Result<Role> {
    let role = role_of(visit, request.id("id")?)?;
    visit.demand_on(action, &role)?;
    Ok(role)
}

pub fn changed(visit: &Visit, role: &Role, form: &GrantsForm) -> Result<Role> {
    let names = Directory::of(visit)?;
    let rules: Vec<RoleRules> = names.roles.values().map(Role::rules).collect();
    ops::with_cells(role, &form.cells, &rules, &visit.store().schema().actions)
}
