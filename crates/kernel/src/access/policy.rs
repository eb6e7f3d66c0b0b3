//! The decision and its reason, from the same rule.

use super::{Action, ActionKind, Actor, Hands, Others, Placement, Scope, Tier};

/// Whether the actor may do this at all, on whatever record.
pub fn may_somewhere(actor: &Actor, action: &Action) -> bool {
    actor.scope(action) != Scope::None
}

/// Whether the actor may do this on a record that lies in these places.
pub fn may(actor: &Actor, action: &Action, record: &[Placement]) -> bool {
    actor.reaches(action, record)
}

/// Whether work is in the actor's hands for this deed; `places` are where it lies.
pub fn has_in_hand(actor: &Actor, action: &Action, hands: &Hands, places: &[Placement]) -> bool {
    actor.is_system()
        || actor.superadmin
        || hands.free
        || hands.people.contains(&actor.person)
        || match hands.others {
            Others::MayInDepartment(id) => may(actor, action, &[Placement::Department(id)]),
            Others::OfDepartment(id, all) => {
                actor.is_of(id) || actor.places(&all).contains(&Placement::Global)
            }
            Others::WhoMay(other) => may(actor, &other, places),
        }
}

/// Why, or why not, in a sentence. `record` is None when the question is about the action as such.
pub fn explain(actor: &Actor, action: &Action, record: Option<&[Placement]>) -> String {
    told(actor, action, record, true)
}

/// The same said of somebody: for whoever looks into another's permissions.
pub fn explain_about(actor: &Actor, action: &Action, record: Option<&[Placement]>) -> String {
    told(actor, action, record, false)
}

fn told(actor: &Actor, action: &Action, record: Option<&[Placement]>, to_them: bool) -> String {
    let deed = lower_first(action.title);
    if actor.is_system() {
        return format!("Atrium itself may {deed}.");
    }
    if actor.superadmin && !matches!(action.kind, ActionKind::System | ActionKind::Duty) {
        return format!("The superadmin may {deed}; it is journaled.");
    }
    let allowed = record.map_or(may_somewhere(actor, action), |r| may(actor, action, r));
    // Their own roles speak first; a deputyship is named where it is what decides.
    let deputy = match record {
        Some(reach) => actor.as_deputy(action, reach),
        None if actor.grants.scope(action) == Scope::None => actor
            .stands_in
            .iter()
            .find(|held| allowed && held.grants.scope(action) >= Scope::Department),
        None => None,
    };
    if let Some(held) = deputy {
        return format!(
            "As deputy of {} {} may {deed} in {} until that ends.",
            held.manager,
            if to_them { "you" } else { &actor.name },
            held.department
        );
    }
    match (action.kind, actor.grants.of(action)) {
        (ActionKind::Own, _) => format!("Everyone who is signed in may {deed}."),
        (ActionKind::System, _) => format!("Only Atrium itself may {deed}."),
        (_, Some(grant)) if allowed && actor.tier == Tier::Client => {
            format!("{} may {deed} for the own company.", grant.role)
        }
        (_, Some(grant)) if allowed => {
            format!(
                "The role {} may {deed}: {}.",
                grant.role,
                reach(grant.scope, to_them)
            )
        }
        (_, Some(grant)) => format!(
            "The role {} lets {} {deed} only on {}, and this lies outside.",
            grant.role,
            if to_them { "you" } else { &actor.name },
            reach(grant.scope, to_them)
        ),
        (_, None) if actor.roles.is_empty() && to_them => {
            format!("You hold no role yet, so you may not {deed}.")
        }
        (_, None) if actor.roles.is_empty() => {
            format!("{} holds no role, so may not {deed}.", actor.name)
        }
        (_, None) => format!(
            "None of {} roles ({}) may {deed}.",
            if to_them { "your" } else { "their" },
            actor.roles.join(", ")
        ),
    }
}

fn reach(scope: Scope, to_them: bool) -> String {
    match to_them {
        true => scope.phrase().to_owned(),
        false => scope.phrase().replace("your", "their"),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|c| c.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Grant, Grants, Shared, StandIn};
    use super::*;

    const WIN: Action = Action::write("leads.win", "Win a lead");

    fn closer(scope: Scope) -> Actor {
        let mut grants = Grants::default();
        grants.raise(
            WIN.key,
            Grant {
                scope,
                role: "Sales Closer".into(),
            },
        );
        Actor {
            person: 7,
            name: "Ann".into(),
            tier: Tier::Employee,
            superadmin: false,
            roles: vec!["Sales Closer".into()],
            teams: vec![3],
            departments: vec![5],
            departments_below: vec![5, 6],
            client: None,
            grants,
            stands_in: Vec::new(),
            shared: Shared::default(),
            looked_through: false,
        }
    }

    #[test]
    fn a_deputy_reaches_the_department_and_nothing_else_of_the_managers() {
        let held = |scope| {
            let mut actor = closer(Scope::Own);
            actor.stands_in.push(StandIn {
                department: "Sales".into(),
                manager: "Priya".into(),
                departments: vec![20, 21],
                grants: closer(scope).grants,
            });
            actor
        };
        let own = [Placement::Person(7)];
        let inside = [Placement::Person(8), Placement::Department(21)];
        // The deputy's own departments are not the manager's.
        let mine = [Placement::Person(8), Placement::Department(5)];
        for (scope, want) in [
            (Scope::Own, [true, false, false]),
            (Scope::Team, [true, false, false]),
            (Scope::Department, [true, true, false]),
            (Scope::All, [true, true, false]),
        ] {
            let actor = held(scope);
            let got = [&own[..], &inside, &mine].map(|r| may(&actor, &WIN, r));
            assert_eq!(got, want, "{scope:?}");
        }
        let why = explain(&held(Scope::All), &WIN, Some(&inside));
        assert!(why.contains("deputy of Priya"), "{why}");
        let mut outsider = held(Scope::All);
        outsider.tier = Tier::Client;
        assert!(!may(&outsider, &WIN, &inside));
    }

    #[test]
    fn scopes_widen() {
        let own = [Placement::Person(7)];
        let team = [Placement::Person(8), Placement::Team(3)];
        let below = [Placement::Person(8), Placement::Department(6)];
        let other = [Placement::Person(8), Placement::Department(9)];
        for (scope, want) in [
            (Scope::None, [false, false, false, false]),
            (Scope::Own, [true, false, false, false]),
            (Scope::Team, [true, true, false, false]),
            (Scope::Department, [true, true, true, false]),
            (Scope::All, [true, true, true, true]),
        ] {
            let actor = closer(scope);
            let got = [&own[..], &team, &below, &other].map(|r| may(&actor, &WIN, r));
            assert_eq!(got, want, "{scope:?}");
        }
    }

    #[test]
    fn a_client_never_leaves_the_company() {
        let mut actor = closer(Scope::All);
        actor.tier = Tier::Client;
        actor.client = Some(4);
        assert!(may(&actor, &WIN, &[Placement::Client(4)]));
        assert!(!may(
            &actor,
            &WIN,
            &[Placement::Client(5), Placement::Department(5)]
        ));
        actor.client = None;
        assert!(!may(&actor, &WIN, &[Placement::Client(5)]));
    }

    #[test]
    fn the_reason_names_the_role() {
        let why = explain(&closer(Scope::Own), &WIN, Some(&[Placement::Person(8)]));
        assert!(
            why.contains("Sales Closer") && why.contains("outside"),
            "{why}"
        );
    }
}
