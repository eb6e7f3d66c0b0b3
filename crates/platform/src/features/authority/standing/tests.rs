//! What holds of `standing`.

use super::*;

fn role(id: u64, level: u8, tier: Tier, inherits: &[u64], everything: bool) -> Role {
    Role {
        id: Id::new(id),
        name: format!("role {id}"),
        level,
        tier,
        inherits: inherits.iter().map(|id| Id::new(*id)).collect(),
        grants: if everything {
            vec![("*".into(), Scope::All)]
        } else {
            Vec::new()
        },
        ..Role::default()
    }
}

fn roles() -> Vec<Role> {
    vec![
        role(1, 10, Tier::Employee, &[], false),
        role(2, 50, Tier::Employee, &[1], false),
        role(3, 90, Tier::Admin, &[1], false),
        role(4, 95, Tier::Admin, &[], true),
        role(5, 0, Tier::Client, &[], false),
        // A low level that inherits a high one stands as high.
        role(6, 5, Tier::Employee, &[3], false),
    ]
}

fn user(id: u64, tier: Tier, held: &[u64]) -> User {
    User {
        id: Id::new(id),
        tier,
        roles: held.iter().map(|id| Id::new(*id)).collect(),
        ..User::default()
    }
}

#[test]
fn one_touches_only_who_stands_below() {
    let roles = roles();
    let stand = |id, tier, held: &[u64]| Standing::of(&user(id, tier, held), &roles);
    let member = stand(1, Tier::Employee, &[1]);
    let manager = stand(2, Tier::Employee, &[2]);
    let other = stand(3, Tier::Employee, &[1, 2]);
    let it = stand(4, Tier::Admin, &[3]);
    let admin = stand(5, Tier::Admin, &[4]);
    let second = stand(6, Tier::Admin, &[4]);
    let quiet = stand(7, Tier::Admin, &[]);
    let top = Standing {
        superadmin: true,
        ..stand(8, Tier::Admin, &[])
    };
    let client = stand(9, Tier::Client, &[5]);
    for (by, on, may) in [
        (&manager, &member, true),
        (&manager, &manager, true),
        (&manager, &other, false),
        (&member, &manager, false),
        (&manager, &it, false),
        (&manager, &quiet, false),
        (&manager, &client, true),
        (&it, &admin, false),
        (&it, &manager, true),
        (&admin, &it, true),
        (&admin, &second, true),
        (&admin, &top, false),
        (&top, &admin, true),
    ] {
        assert_eq!(by.touch(on).is_ok(), may, "{by:?} {on:?}");
    }
    assert_eq!(stand(1, Tier::Employee, &[6]).level, 90);
    for (by, on, may) in [
        (&admin, &member, true),
        (&admin, &client, true),
        (&admin, &it, true),
        (&admin, &admin, false),
        (&admin, &second, false),
        (&admin, &top, false),
        (&top, &admin, true),
        (&top, &top, false),
        (&it, &admin, false),
        (&manager, &quiet, false),
    ] {
        assert_eq!(by.look_as(on).is_ok(), may, "{by:?} looks as {on:?}");
    }
}

#[test]
fn roles_fit_their_tier() {
    let roles = roles();
    for (tier, held, fine) in [
        (Tier::Employee, &[1, 2][..], true),
        (Tier::Employee, &[3], false),
        (Tier::Employee, &[6], false),
        (Tier::Admin, &[3, 6, 1], true),
        (Tier::Client, &[5], true),
        (Tier::Client, &[1], false),
        (Tier::Admin, &[5], false),
        (Tier::Employee, &[99], false),
    ] {
        assert_eq!(fits(&user(1, tier, held), &roles).is_ok(), fine, "{held:?}");
    }
}

#[test]
fn nobody_changes_what_they_are() {
    let me = user(1, Tier::Employee, &[1]);
    let mut wider = me.clone();
    wider.departments.push(Id::new(7));
    assert!(own(&me, &wider).is_err());
    let mut named = me.clone();
    named.name = "Another".into();
    assert!(own(&me, &named).is_ok());
    let mut admin = me.clone();
    admin.tier = Tier::Admin;
    assert!(own(&me, &admin).is_err());
}

#[test]
fn a_duty_is_given_as_far_as_one_acts_beside_it() {
    const SEE: Action = Action::read("projects.view", "See projects");
    const WORK: Action = Action::duty("projects.work", "Be given tasks");
    const LEAD: Action = Action::duty("projects.lead", "Be proposed to lead");
    const DECIDE: Action = Action::duty("approvals.decide", "Be asked to decide");
    const APPROVE: Action = Action::write("approvals.approve", "Approve");
    const ALL: [Action; 5] = [SEE, WORK, LEAD, DECIDE, APPROVE];
    let manager = |action: &Action| match action.key {
        "projects.work" => Scope::All,
        "projects.view" | "approvals.approve" | "approvals.decide" => Scope::Department,
        _ => Scope::None,
    };
    for (action, scope) in [
        (&SEE, Scope::Department),
        (&APPROVE, Scope::Department),
        // On duty in the whole house, and so for the duty beside it.
        (&WORK, Scope::All),
        (&LEAD, Scope::All),
        (&DECIDE, Scope::Department),
    ] {
        assert_eq!(gives(action, &ALL, manager), scope, "{}", action.key);
    }
    let stranger = |_: &Action| Scope::None;
    assert_eq!(gives(&DECIDE, &ALL, stranger), Scope::None);
}

#[test]
fn a_scope_confines_where_people_are_put() {
    let places = [
        Placement::Person(1),
        Placement::Department(5),
        Placement::Department(6),
    ];
    let teams = |list: &[(u64, u64)]| {
        list.iter()
            .map(|(team, department)| (Id::new(*team), *department))
            .collect::<Vec<_>>()
    };
    assert!(within(&places, &[5], teams(&[(1, 6)]).into_iter()).is_ok());
    assert!(within(&places, &[7], teams(&[]).into_iter()).is_err());
    assert!(within(&places, &[], teams(&[(1, 7)]).into_iter()).is_err());
    assert!(within(&[Placement::Global], &[7], teams(&[(1, 9)]).into_iter()).is_ok());
}
