//! What holds of `directory`.

use super::*;

const DECIDE: Action = Action::duty("approvals.decide", "Be asked to decide");

fn role(id: u64, name: &str, grants: &[(&str, Scope)]) -> Role {
    Role {
        id: Id::new(id),
        name: name.into(),
        grants: grants.iter().map(|(p, s)| ((*p).into(), *s)).collect(),
        ..Role::default()
    }
}

fn user(id: u64, role: u64, department: u64) -> User {
    User {
        id: Id::new(id),
        name: format!("person {id}"),
        roles: vec![Id::new(role)],
        departments: vec![Id::new(department)],
        ..User::default()
    }
}

fn department(id: u64, parent: Option<u64>) -> Department {
    Department {
        id: Id::new(id),
        parent: parent.map(Id::new),
        ..Department::default()
    }
}

#[test]
fn a_duty_reaches_as_far_as_the_role_says() {
    let roles = [
        role(1, "Manager", &[(DECIDE.key, Scope::Department)]),
        role(2, "Head", &[(DECIDE.key, Scope::All)]),
        role(3, "Lead", &[(DECIDE.key, Scope::Own)]),
        role(4, "Administrator", &[("*", Scope::All)]),
    ];
    let people = [
        user(1, 1, 10),
        user(2, 2, 30),
        user(3, 3, 10),
        user(4, 4, 11),
        user(5, 1, 30),
    ];
    let departments = [
        department(10, None),
        department(11, Some(10)),
        department(30, None),
    ];
    let names = Directory::new(
        people.into_iter().map(|u| (u.id.raw(), u)).collect(),
        departments.into_iter().map(|d| (d.id.raw(), d)).collect(),
        BTreeMap::new(),
        roles.into_iter().map(|r| (r.id.raw(), r)).collect(),
        &[DECIDE],
    );
    let ids = |found: Vec<&User>| found.iter().map(|u| u.id.raw()).collect::<Vec<_>>();
    assert_eq!(ids(names.on_duty(&DECIDE)), [1, 2, 3, 5]);
    assert_eq!(ids(names.on_duty_in(&DECIDE, Id::new(11))), [1, 2]);
    assert_eq!(ids(names.on_duty_in(&DECIDE, Id::new(10))), [1, 2, 3]);
    assert_eq!(ids(names.bound_on_duty(&DECIDE)), [1, 3, 5]);
    assert!(names.is_on_duty(Id::new(2), &DECIDE) && !names.is_on_duty(Id::new(4), &DECIDE));
    let roles = names.roles_on(&DECIDE);
    assert_eq!(roles.as_deref(), Some("Manager or Head or Lead"));
    let words = "Nobody holds one of the roles Manager, Head, Lead yet.";
    assert_eq!(names.nobody_on(&DECIDE), words);
}
