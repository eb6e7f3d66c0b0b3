//! The verbs on roles. What their author may give, and where, is held where roles are written (`authority::guard_roles`);
//! here is what each verb does.

use super::{
    CREATE, EDIT, RETIRE,
    forms::{CopyForm, EditRole, GrantsForm, RoleForm},
};
use crate::{
    access::{RoleRules, Scope, compile},
    base::{Error, Id, Result},
    data::{Change, Visit},
    features::people::{Directory, Role},
};

/// A name as playbooks and configuration would write it; taken ones get a number.
fn key_for(change: &mut Change<'_, '_>, name: &str) -> Result<String> {
    let words: Vec<String> = crate::base::text::words(name).collect();
    let stem = match words.is_empty() {
        true => "role".to_owned(),
        false => words.join("-"),
    };
    let all = Directory::roles_in(change)?;
    let mut key = stem.clone();
    for n in 2..1000 {
        if !all.iter().any(|role| role.key == key) {
            return Ok(key);
        }
        key = format!("{stem}-{n}");
    }
    Err(Error::conflict("There are too many roles of this name."))
}

fn name_is_free(change: &mut Change<'_, '_>, name: &str, but: Id<Role>) -> Result<()> {
    let taken = Directory::roles_in(change)?
        .iter()
        .any(|role| role.id != but && !role.retired && role.name.eq_ignore_ascii_case(name));
    match taken {
        true => Err(Error::field(
            "name",
            "There is a role of this name already.",
        )),
        false => Ok(()),
    }
}

const NEW: &str = "a role lies nowhere yet; guards_roles holds what it may grant and to whom";

pub fn create(visit: &Visit, form: RoleForm) -> Result<Id<Role>> {
    visit.act(CREATE, move |change| {
        name_is_free(change, &form.name, Id::NONE)?;
        let key = key_for(change, &form.name)?;
        let role = change.on_behalf(NEW).insert(Role {
            key,
            name: form.name,
            summary: form.summary,
            tier: form.tier,
            level: form.level,
            inherits: form.inherits,
            department: form.department,
            ..Role::default()
        })?;
        Ok(role.id)
    })
}

/// A role like another, to be changed from there: it grants and inherits what that one does.
pub fn copy(visit: &Visit, id: Id<Role>, form: CopyForm) -> Result<Id<Role>> {
    let like = Directory::of(visit)?
        .roles
        .get(&id.raw())
        .cloned()
        .ok_or(Error::NotFound)?;
    visit.act(CREATE, move |change| {
        name_is_free(change, &form.name, Id::NONE)?;
        let key = key_for(change, &form.name)?;
        let role = change.on_behalf(NEW).insert(Role {
            id: Id::NONE,
            version: 0,
            key,
            name: form.name,
            department: form.department.or(like.department),
            level: form.level.unwrap_or(like.level),
            retired: false,
            ..like
        })?;
        change.note(format!("A copy of {id}"));
        Ok(role.id)
    })
}

pub fn edit(visit: &Visit, id: Id<Role>, form: EditRole) -> Result<()> {
    let EditRole {
        role: form,
        version,
    } = form;
    visit.act(EDIT, move |change| {
        let mut role = change.subject_at(id, version)?;
        name_is_free(change, &form.name, id)?;
        role.name = form.name;
        role.summary = form.summary;
        role.tier = form.tier;
        role.level = form.level;
        role.inherits = form.inherits;
        role.department = form.department;
        change.put(&role)
    })
}

pub fn set_grants(visit: &Visit, id: Id<Role>, form: GrantsForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut role = change.subject_at(id, form.version)?;
        let actions = change.actions();
        let rules: Vec<RoleRules> = Directory::roles_in(change)?
            .iter()
            .map(Role::rules)
            .collect();
        *role = with_cells(&role, &form.cells, &rules, actions)?;
        change.put(&role)
    })
}

/// The role with these cells of the matrix set. What a role inherits it keeps: a cell below that says nothing of its own.
pub fn with_cells(
    role: &Role,
    cells: &[(String, Scope)],
    rules: &[RoleRules],
    actions: &[crate::access::Action],
) -> Result<Role> {
    let mut changed = role.clone();
    let above: Vec<u64> = role.inherits.iter().map(|id| id.raw()).collect();
    let inherited = compile(&above, rules, actions);
    for (key, wanted) in cells {
        let action = actions
            .iter()
            .find(|a| a.key == key && a.kind.is_granted())
            .ok_or_else(|| Error::field("grant", format!("There is no deed called {key}.")))?;
        let own = own_scope(&changed, action);
        let floor = inherited.scope(action);
        if own.max(floor) == *wanted || *wanted < floor && own <= floor {
            continue;
        }
        let wanted = if *wanted <= floor {
            Scope::None
        } else {
            *wanted
        };
        changed.grants.retain(|(pattern, _)| pattern != key);
        // Said by itself only where a pattern (leads.*) doesn't say the same.
        if own_scope(&changed, action) != wanted {
            changed.grants.push((key.clone(), wanted));
        }
    }
    changed.grants.sort();
    if changed.grants.len() == role.grants.len()
        && changed
            .grants
            .iter()
            .all(|grant| role.grants.contains(grant))
    {
        changed.grants.clone_from(&role.grants);
    }
    Ok(changed)
}

/// What the role itself grants of a deed, without what it inherits.
pub fn own_scope(role: &Role, action: &crate::access::Action) -> Scope {
    compile(
        &[role.id.raw()],
        &[RoleRules {
            inherits: Vec::new(),
            grants: role.grants.clone(),
            ..role.rules()
        }],
        std::slice::from_ref(action),
    )
    .scope(action)
}

pub fn retire(visit: &Visit, id: Id<Role>, version: Option<u64>) -> Result<()> {
    visit.act(RETIRE, move |change| {
        let mut role = change.subject_at(id, version)?;
        if role.retired {
            return Err(Error::conflict("This role is retired already."));
        }
        role.retired = true;
        change.put(&role)
    })
}

pub fn bring_back(visit: &Visit, id: Id<Role>) -> Result<()> {
    visit.act(RETIRE, move |change| {
        let mut role = change.subject(id)?;
        name_is_free(change, &role.name, id)?;
        role.retired = false;
        change.put(&role)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Action;

    const VIEW: Action = Action::read("leads.view", "See leads");
    const WIN: Action = Action::write("leads.win", "Win a lead");

    #[test]
    fn a_cell_says_only_what_isnt_said_already() {
        let staff = Role {
            id: Id::new(1),
            grants: vec![("leads.view".into(), Scope::Team)],
            ..Role::default()
        };
        let role = Role {
            id: Id::new(2),
            inherits: vec![staff.id],
            grants: vec![("leads.*".into(), Scope::Own)],
            ..Role::default()
        };
        let rules = [staff.rules(), role.rules()];
        let set = |cells: &[(&str, Scope)]| {
            let cells: Vec<_> = cells.iter().map(|(k, s)| ((*k).into(), *s)).collect();
            with_cells(&role, &cells, &rules, &[VIEW, WIN]).map(|role| role.grants)
        };
        let as_it_was = vec![("leads.*".to_owned(), Scope::Own)];
        assert_eq!(
            set(&[("leads.view", Scope::Team), ("leads.win", Scope::Own)]).unwrap(),
            as_it_was
        );
        let wider = set(&[("leads.win", Scope::All)]).unwrap();
        assert!(
            wider.contains(&("leads.win".into(), Scope::All)),
            "{wider:?}"
        );
        let taken = set(&[("leads.win", Scope::None)]).unwrap();
        assert!(
            taken.contains(&("leads.win".into(), Scope::None)),
            "{taken:?}"
        );
        assert!(set(&[("leads.fly", Scope::Own)]).is_err());
    }
}
