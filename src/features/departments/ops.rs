//! The verbs on departments and teams. Who may is asked of the department; what is held whatever deed writes it
//! (no circles, nobody left behind, nobody appointing themselves) is in `authority::guard_departments` and `guard_roles`.

use super::{
    APPOINT, CREATE, DEPUTE, EDIT, HOURS, RETIRE, TEAMS,
    forms::{AppointForm, DepartmentForm, DeputyForm, EndDeputy, HoursForm, TeamForm},
    notices,
};
use crate::{
    base::{Choice, Error, Id, Moment, Result, text},
    data::{Change, Record, Visit},
    features::{
        department_list, handover, inbox,
        people::{Department, Deputy, Directory, EDIT as EDIT_USER, Team, User},
        settings::Category,
    },
};

fn name_is_free(change: &mut Change<'_, '_>, name: &str, but: Id<Department>) -> Result<()> {
    let taken = Directory::departments_in(change)?
        .iter()
        .any(|held| held.id != but && !held.retired && held.name.eq_ignore_ascii_case(name));
    match taken {
        true => Err(Error::field(
            "name",
            "There is a department of this name already.",
        )),
        false => Ok(()),
    }
}

/// A name as playbooks and configuration would write it; taken ones get a number.
fn key_for(change: &mut Change<'_, '_>, name: &str) -> Result<String> {
    let all = Directory::departments_in(change)?;
    let words: Vec<String> = text::words(name).collect();
    let stem = match words.is_empty() {
        true => "department".to_owned(),
        false => words.join("-"),
    };
    let taken = |key: &str| all.iter().any(|held| held.key == key);
    let numbered = (2..1000).map(|n| format!("{stem}-{n}"));
    std::iter::once(stem.clone())
        .chain(numbered)
        .find(|key| !taken(key))
        .ok_or_else(|| Error::conflict("There are too many departments of this name."))
}

pub fn create(visit: &Visit, form: DepartmentForm) -> Result<Id<Department>> {
    visit.act(CREATE, move |change| {
        name_is_free(change, &form.name, Id::NONE)?;
        let key = key_for(change, &form.name)?;
        let tree =
            change.on_behalf("a department lies nowhere yet; guards_org holds where it may stand");
        let made = tree.insert(Department {
            name: form.name,
            key,
            summary: form.summary,
            parent: form.parent,
            ..Department::default()
        })?;
        Ok(made.id)
    })
}

/// Renames it, moves it in the tree.
pub fn edit(visit: &Visit, id: Id<Department>, form: DepartmentForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.subject_at(id, form.version)?;
        name_is_free(change, &form.name, id)?;
        held.name = form.name;
        held.summary = form.summary;
        held.parent = form.parent;
        change.put(&held)
    })
}

/// Departments that the house's stages hand work to by their key: they are renamed, not retired.
pub fn is_needed(key: &str) -> bool {
    ["sales", "support", "qa"].contains(&key) || Category::ALL.iter().any(|held| held.key() == key)
}

pub fn retire(visit: &Visit, id: Id<Department>, version: Option<u64>) -> Result<()> {
    visit.act(RETIRE, move |change| {
        let mut held = change.subject_at(id, version)?;
        if is_needed(&held.key) {
            return Err(Error::conflict(format!(
                "The nine stages hand work to {}, so it can't be retired. Rename it instead.",
                held.name
            )));
        }
        let open = department_list::open_in(change, id)?;
        if !open.is_empty() {
            return Err(Error::conflict(format!(
                "{} still has {} open. Hand them over or finish them first.",
                held.name,
                open.join(", ")
            )));
        }
        held.retired = true;
        held.deputies.clear();
        change.put(&held)?;
        for mut team in change
            .on_behalf("a department's teams are retired with it")
            .all::<Team>()?
        {
            if team.department == id && !team.retired {
                team.retired = true;
                change.about(team.as_ref());
                change.put(&team)?;
            }
        }
        Ok(())
    })
}

pub fn bring_back(visit: &Visit, id: Id<Department>) -> Result<()> {
    visit.act(RETIRE, move |change| {
        let mut held = change.subject(id)?;
        name_is_free(change, &held.name, id)?;
        held.retired = false;
        change.put(&held)
    })
}

/// Says who manages it; whoever stood in for the last manager doesn't any more.
pub fn appoint(visit: &Visit, id: Id<Department>, form: AppointForm) -> Result<()> {
    visit.act(APPOINT, move |change| {
        let mut held = change.subject_at(id, form.version)?;
        let before = held.manager;
        if before == form.manager {
            return Ok(());
        }
        held.appoint(form.manager);
        change.put(&held)?;
        if let Some(manager) = form.manager {
            let words = format!("You manage {} now", held.name);
            inbox::notify(change, manager, &notices::APPOINTED, held.as_ref(), words)?;
        }
        if let Some(before) = before {
            let words = format!("Somebody else manages {} now", held.name);
            inbox::notify(change, before, &handover::CHANGED, held.as_ref(), words)?;
        }
        Ok(())
    })
}

pub fn depute(visit: &Visit, id: Id<Department>, form: DeputyForm) -> Result<()> {
    let (Some(person), Some(from), Some(until)) = (form.person, form.from, form.until) else {
        return Err(Error::field(
            "person",
            "Choose who stands in, from when, and until when.",
        ));
    };
    visit.act(DEPUTE, move |change| {
        let mut held = change.subject(id)?;
        let name = Directory::person_in(change, person)?
            .map(|user| user.name)
            .unwrap_or_default();
        let (from_at, until_at) = (
            Moment::at(from, 0, &change.tz),
            Moment::at(until + 1, 0, &change.tz),
        );
        let at = change.at;
        held.depute(
            Deputy {
                label: format!("{name}, {} to {}", from.iso(), until.iso()),
                person,
                from,
                until,
                from_at,
                until_at,
                begun: from_at <= at,
                ..Deputy::default()
            },
            at,
        )?;
        change.put(&held)?;
        let manager = Directory::person_in(change, held.manager.unwrap_or_default())?;
        let manager = manager.map_or_else(|| "the manager".to_owned(), |user| user.name);
        let words = format!(
            "You stand in for {manager} in {}, {} to {}",
            held.name,
            from.iso(),
            until.iso()
        );
        inbox::notify(change, person, &notices::DEPUTY, held.as_ref(), words)
    })
}

/// Ends a deputyship before its day, or takes back one that has not begun.
pub fn end_deputy(visit: &Visit, id: Id<Department>, form: EndDeputy) -> Result<()> {
    visit.act(DEPUTE, move |change| {
        let mut held = change.subject(id)?;
        let before = held.deputies.len();
        held.deputies
            .retain(|held| (Some(held.person), Some(held.from)) != (form.person, form.from));
        if held.deputies.len() == before {
            return Err(Error::conflict("This deputyship has ended already."));
        }
        change.put(&held)?;
        let words = format!("You no longer stand in in {}", held.name);
        let person = form.person.unwrap_or(Id::NONE);
        inbox::notify(change, person, &notices::DEPUTY, held.as_ref(), words)
    })
}

pub fn set_hours(visit: &Visit, id: Id<Department>, form: HoursForm) -> Result<()> {
    visit.act(HOURS, move |change| {
        let mut held = change.subject_at(id, form.version)?;
        held.calendar = form.hours;
        change.put(&held)
    })
}

// ── people of a department ──

/// Puts somebody into the department. Whom one may touch and where is held by the guards of people.
pub fn join(visit: &Visit, id: Id<Department>, person: Id<User>) -> Result<()> {
    let held: Department = visit.find(id)?;
    visit.act(EDIT_USER, move |change| {
        let mut user = change.subject(person)?;
        if held.retired {
            return Err(Error::field("person", "This department is retired."));
        }
        if user.inactive {
            return Err(Error::field("person", "Choose somebody who works here."));
        }
        if !user.departments.contains(&id) {
            user.departments.push(id);
        }
        change.about(id.as_ref());
        change.put(&user)
    })
}

/// Takes somebody out of the department and its teams. Their work is handed over beforehand.
pub fn part(visit: &Visit, id: Id<Department>, person: Id<User>) -> Result<()> {
    visit.act(EDIT_USER, move |change| {
        let mut user = change.subject(person)?;
        user.departments.retain(|held| *held != id);
        let mut teams = Vec::new();
        for team in Directory::teams_in(change)? {
            if team.department == id {
                if team.lead == Some(person) && !team.retired {
                    return Err(Error::conflict(format!(
                        "{} leads {}. Choose another lead for the team first.",
                        user.name, team.name
                    )));
                }
                teams.push(team.id);
            }
        }
        user.teams.retain(|held| !teams.contains(held));
        change.about(id.as_ref());
        change.put(&user)
    })
}

// ── teams ──

fn team_name_is_free(
    change: &mut Change<'_, '_>,
    name: &str,
    of: Id<Department>,
    but: Id<Team>,
) -> Result<()> {
    let same = |held: &Team| {
        held.department == of
            && held.id != but
            && !held.retired
            && held.name.eq_ignore_ascii_case(name)
    };
    match Directory::teams_in(change)?.iter().any(same) {
        true => Err(Error::field(
            "name",
            "This department has a team of this name already.",
        )),
        false => Ok(()),
    }
}

pub fn create_team(visit: &Visit, of: Id<Department>, form: TeamForm) -> Result<Id<Team>> {
    visit.act(TEAMS, move |change| {
        change.subject(of)?;
        team_name_is_free(change, &form.name, of, Id::NONE)?;
        let team = change.insert(Team {
            name: form.name,
            department: of,
            lead: form.lead,
            ..Team::default()
        })?;
        tell_lead(change, &team, None)?;
        Ok(team.id)
    })
}

pub fn edit_team(visit: &Visit, id: Id<Team>, form: TeamForm) -> Result<()> {
    visit.act(TEAMS, move |change| {
        let mut team = change.subject_at(id, form.version)?;
        team_name_is_free(change, &form.name, team.department, id)?;
        let before = team.lead;
        team.name = form.name;
        team.lead = form.lead;
        change.about(team.department.as_ref());
        change.put(&team)?;
        tell_lead(change, &team, before)
    })
}

fn tell_lead(change: &mut Change<'_, '_>, team: &Team, before: Option<Id<User>>) -> Result<()> {
    match team.lead {
        Some(lead) if Some(lead) != before => {
            let words = format!("You lead {} now", team.name);
            inbox::notify(
                change,
                lead,
                &notices::APPOINTED,
                team.department.as_ref(),
                words,
            )
        }
        _ => Ok(()),
    }
}

pub fn retire_team(visit: &Visit, id: Id<Team>, version: Option<u64>) -> Result<Id<Department>> {
    visit.act(TEAMS, move |change| {
        let mut team = change.subject_at(id, version)?;
        team.retired = true;
        change.about(team.department.as_ref());
        change.put(&team)?;
        Ok(team.department)
    })
}

pub fn bring_team_back(visit: &Visit, id: Id<Team>) -> Result<Id<Department>> {
    visit.act(TEAMS, move |change| {
        let mut team = change.subject(id)?;
        team_name_is_free(change, &team.name, team.department, id)?;
        team.retired = false;
        change.about(team.department.as_ref());
        change.put(&team)?;
        Ok(team.department)
    })
}
