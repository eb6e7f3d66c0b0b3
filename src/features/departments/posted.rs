//! What the forms of departments and teams do, post by post.

use super::{
    EDIT, chart, form_pages,
    forms::{AppointForm, DepartmentForm, DeputyForm, EndDeputy, HoursForm, MemberForm, TeamForm},
    hours, ops, page,
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::Visit,
    features::{
        history,
        people::{APPOINT, DEPUTE, Department, EDIT as EDIT_USER, HOURS, TEAMS, Team},
    },
    web::{Filled, Reply, Request, form::Shown},
};

pub fn department_form(held: &Department) -> Filled<DepartmentForm> {
    Filled::blank(&[
        ("name", held.name.clone()),
        ("summary", held.summary.clone()),
        (
            "parent",
            held.parent.map(|id| id.to_string()).unwrap_or_default(),
        ),
    ])
}

pub fn team_form(team: &Team) -> Filled<TeamForm> {
    Filled::blank(&[
        ("name", team.name.clone()),
        (
            "lead",
            team.lead.map(|id| id.to_string()).unwrap_or_default(),
        ),
    ])
}

pub fn show(visit: &Visit, request: &Request, refused: Option<&str>) -> Result<Reply> {
    let held: Department = visit.find(request.id("id")?)?;
    let history = history::of(visit, &held, request)?;
    let page = page::show(visit, &held, history, refused)?;
    Ok(page.at(format!("/departments/{}", held.id)).into())
}

/// After a deed of one button: back to the department, or the same page with why not.
pub fn said(visit: &Visit, request: &Request, done: Result<()>, words: &str) -> Result<Reply> {
    let id: Id<Department> = request.id("id")?;
    match done {
        Ok(()) => Ok(Reply::go(format!("/departments/{id}")).toast(words, visit.wrote())),
        Err(Error::Conflict(why)) => show(visit, request, Some(&why)),
        Err(Error::Invalid(problems)) => show(visit, request, Some(&problems.to_string())),
        Err(other) => Err(other),
    }
}

pub fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<DepartmentForm>()
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(chart::new(visit, &filled)?.into()),
        Ok(id) => {
            Ok(Reply::go(format!("/departments/{id}")).toast("Department made", visit.wrote()))
        }
    }
}

pub fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &EDIT)?;
    match request
        .fill::<DepartmentForm>()
        .attempt(|form| ops::edit(visit, held.id, form))?
    {
        Err(filled) => {
            let now: Department = visit.find(held.id)?;
            let filled = filled.against(now.version, &department_form(&now));
            Ok(form_pages::edit(visit, &now, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/departments/{}", held.id)).toast("Saved", visit.wrote())),
    }
}

pub fn retire(visit: &Visit, request: &Request) -> Result<Reply> {
    let shown: Shown = request.form()?;
    let done = ops::retire(visit, request.id("id")?, shown.version);
    said(visit, request, done, "Retired")
}

pub fn appoint(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &APPOINT)?;
    match request
        .fill::<AppointForm>()
        .attempt(|form| ops::appoint(visit, held.id, form))?
    {
        Err(filled) => {
            let now: Department = visit.find(held.id)?;
            let manager = now.manager.map(|id| id.to_string()).unwrap_or_default();
            let filled = filled.against(now.version, &Filled::blank(&[("manager", manager)]));
            Ok(form_pages::manager(visit, &now, &filled)?.into())
        }
        Ok(()) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Appointed", visit.wrote()))
        }
    }
}

pub fn depute(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &DEPUTE)?;
    match request
        .fill::<DeputyForm>()
        .attempt(|form| ops::depute(visit, held.id, form))?
    {
        Err(filled) => Ok(form_pages::deputy(visit, &held, &filled)?.into()),
        Ok(()) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Deputy named", visit.wrote()))
        }
    }
}

pub fn end_deputy(visit: &Visit, request: &Request) -> Result<Reply> {
    let form: EndDeputy = request.form()?;
    let done = ops::end_deputy(visit, request.id("id")?, form);
    said(visit, request, done, "Deputyship ended")
}

pub fn set_hours(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &HOURS)?;
    match request
        .fill::<HoursForm>()
        .attempt(|form| ops::set_hours(visit, held.id, form))?
    {
        Err(filled) => {
            let now: Department = visit.find(held.id)?;
            let newest = Filled::blank(&hours::values(visit, &now)?);
            let filled = filled.against(now.version, &newest);
            Ok(hours::page(visit, &now, &filled)?.into())
        }
        Ok(()) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Hours saved", visit.wrote()))
        }
    }
}

pub fn join(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &EDIT_USER)?;
    match request
        .fill::<MemberForm>()
        .attempt(|form| ops::join(visit, held.id, person(form)?))?
    {
        Err(filled) => Ok(form_pages::member(visit, &held, &filled)?.into()),
        Ok(()) => Ok(Reply::go(format!("/departments/{}", held.id))
            .toast("Added to the department", visit.wrote())),
    }
}

pub fn create_team(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit, request, &TEAMS)?;
    match request
        .fill::<TeamForm>()
        .attempt(|form| ops::create_team(visit, held.id, form))?
    {
        Err(filled) => Ok(form_pages::team(visit, &held, None, &filled)?.into()),
        Ok(_) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Team made", visit.wrote()))
        }
    }
}

pub fn edit_team(visit: &Visit, request: &Request) -> Result<Reply> {
    let (shown, held) = team(visit, request)?;
    match request
        .fill::<TeamForm>()
        .attempt(|form| ops::edit_team(visit, shown.id, form))?
    {
        Err(filled) => {
            let now: Team = visit.find(shown.id)?;
            let filled = filled.against(now.version, &team_form(&now));
            Ok(form_pages::team(visit, &held, Some(&now), &filled)?.into())
        }
        Ok(()) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Team saved", visit.wrote()))
        }
    }
}

pub fn retire_team(visit: &Visit, request: &Request) -> Result<Reply> {
    let (shown, held) = team(visit, request)?;
    let version: Shown = request.form()?;
    match ops::retire_team(visit, shown.id, version.version) {
        Ok(_) => {
            Ok(Reply::go(format!("/departments/{}", held.id)).toast("Team retired", visit.wrote()))
        }
        Err(Error::Conflict(why)) => {
            let mut filled = team_form(&shown);
            filled.general = Some(why);
            Ok(form_pages::team(visit, &held, Some(&shown), &filled)?.into())
        }
        Err(other) => Err(other),
    }
}

pub fn person(form: MemberForm) -> Result<Id<crate::features::people::User>> {
    form.person
        .ok_or_else(|| Error::field("person", "Choose a person."))
}

/// The department in the path, when this deed may be done to it.
pub fn held(visit: &Visit, request: &Request, action: &Action) -> Result<Department> {
    let held: Department = visit.find(request.id("id")?)?;
    match visit.may(action, &held) {
        true => Ok(held),
        false => Err(Error::Forbidden(visit.why(action, &held))),
    }
}

pub fn team(visit: &Visit, request: &Request) -> Result<(Team, Department)> {
    let team: Team = visit.find(request.id("id")?)?;
    visit.demand_on(&TEAMS, &team)?;
    let department = visit.find(team.department)?;
    Ok((team, department))
}
