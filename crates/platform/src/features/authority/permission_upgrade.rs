//! A newer Atrium knows deeds that an older one did not. The roles of a house are its own since it was set up, and have
//! never heard of them; here each gets what the shipped role of the same key has of these deeds, and of no others. Roles
//! that are shipped since come once: one that a house retired, or wanted under another key, is not made again.

use super::notices;
use serde::{Deserialize, Serialize};

use crate::{
    access::{Action, ActionKind, Placement, RoleRules, Scope, scope_for},
    base::{Id, Result, text},
    data::{Change, Declares, Kind, Record, Visit, record},
    features::{
        inbox,
        people::{
            Role, User, VIEW_ROLES,
            role::{self, ShippedRole},
        },
    },
};

pub const KEEP_UP: Action =
    Action::system("roles.keep_up", "Give roles what a newer Atrium brings")
        .told("gave roles what a newer Atrium brings");

/// The permissions that the roles of this house were made with, and the roles that it was offered. There is one, as of
/// set-up or the last start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KnownPermissions {
    #[serde(skip)]
    pub id: Id<KnownPermissions>,
    #[serde(skip)]
    pub version: u64,
    pub actions: Vec<String>,
    /// The keys of the roles that came with Atrium so far.
    #[serde(default)]
    pub roles: Vec<String>,
}

impl KnownPermissions {
    fn title(&self) -> String {
        "The permissions there are".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// All that this program knows and ships.
    pub fn all(actions: &[Action], shipped: &[ShippedRole]) -> KnownPermissions {
        KnownPermissions {
            actions: granted(actions).map(|a| a.key.to_owned()).collect(),
            roles: shipped.iter().map(|role| role.key.clone()).collect(),
            ..KnownPermissions::default()
        }
    }
}

record!(KnownPermissions, Kind::new(12, "known-permissions", "KP"), view: VIEW_ROLES);

/// What roles can grant at all.
fn granted(actions: &[Action]) -> impl Iterator<Item = &Action> {
    actions.iter().filter(|action| action.kind.is_granted())
}

/// Whether a role says anything about a deed already, be it that it is not granted; a duty is spoken of by its name alone.
fn speaks_of(role: &RoleRules, action: &Action) -> bool {
    let of_all = |pattern: &str| {
        action.kind != ActionKind::Duty
            && (pattern == "*" || pattern.strip_suffix(".*") == Some(action.resource()))
    };
    role.grants
        .iter()
        .any(|(pattern, _)| pattern == action.key || of_all(pattern))
}

/// The deeds that are new to this house. One from before they were written down counts those as new whose resource no
/// role of it mentions, and duties that none names.
fn new_here(known: Option<&KnownPermissions>, roles: &[Role], actions: &[Action]) -> Vec<Action> {
    let mentioned = |resource: &str| {
        roles
            .iter()
            .flat_map(|role| &role.grants)
            .any(|(pattern, _)| pattern.split('.').next() == Some(resource))
    };
    let named = |key: &str| {
        roles
            .iter()
            .flat_map(|role| &role.grants)
            .any(|(p, _)| p == key)
    };
    let is_new = |action: &&Action| match known {
        Some(known) => !known.actions.iter().any(|key| key == action.key),
        None if action.kind == ActionKind::Duty => !named(action.key),
        None => !mentioned(action.resource()),
    };
    granted(actions).filter(is_new).copied().collect()
}

/// What of the new deeds the shipped role has and the house's doesn't speak of.
fn gains(shipped: &RoleRules, held: &RoleRules, new: &[Action]) -> Vec<(String, Scope)> {
    new.iter()
        .filter(|action| !speaks_of(held, action))
        .filter_map(|action| Some((action.key.to_owned(), scope_for(shipped, action)?)))
        .collect()
}

/// The shipped roles that a house was never offered and has none like, by key or by name.
fn arriving<'s>(
    known: Option<&KnownPermissions>,
    roles: &[Role],
    shipped: &'s [ShippedRole],
) -> Vec<&'s ShippedRole> {
    let offered = |key: &String| known.is_some_and(|known| known.roles.contains(key));
    let held = |new: &ShippedRole| {
        roles.iter().any(|role| {
            role.key == new.key || !role.retired && role.name.eq_ignore_ascii_case(&new.name)
        })
    };
    let all = shipped.iter();
    all.filter(|role| !offered(&role.key) && !held(role))
        .collect()
}

/// Makes the roles that are new to a house. One that is nothing without a role that the house gave up stays away too.
fn bring(
    change: &mut Change<'_, '_>,
    arriving: &[&ShippedRole],
    roles: &mut Vec<Role>,
) -> Result<Vec<Role>> {
    let mut made = Vec::new();
    for new in arriving {
        let above = new.inherits.iter().map(|key| {
            let held = roles.iter().find(|role| role.key == *key && !role.retired);
            held.map(|role| role.id)
        });
        let Some(inherits) = above.collect::<Option<Vec<Id<Role>>>>() else {
            continue;
        };
        let role = change.insert(new.record(inherits))?.into_record();
        roles.push(role.clone());
        made.push(role);
    }
    Ok(made)
}

/// Asked when the server starts. The names of the roles that came or got something.
pub fn keep_up(visit: &Visit) -> Result<Vec<String>> {
    let known = visit.cached::<crate::features::people::Directory>()?;
    if known.users.is_empty() {
        return Ok(Vec::new());
    }
    let shipped = role::shipped()?.role;
    visit.act(KEEP_UP, move |change| {
        let actions = change.actions();
        let known = change.all::<KnownPermissions>()?.pop();
        let mut roles = change.all::<Role>()?;
        let new = new_here(known.as_ref(), &roles, actions);
        let made = {
            let arriving = arriving(known.as_ref(), &roles, &shipped);
            bring(change, &arriving, &mut roles)?
        };
        let mut changed: Vec<Role> = Vec::new();
        for shipped in &shipped {
            let role = roles
                .iter()
                .find(|role| role.key == shipped.key && !role.retired);
            let Some(role) = role else {
                continue;
            };
            let gains = gains(&shipped.rules(), &role.rules(), &new);
            if !gains.is_empty() {
                let why = "shipped roles keep up with what Atrium can do";
                let mut held = change.on_behalf(why).load(role.id)?;
                held.grants.extend(gains);
                change.put(&held)?;
                changed.push(held.into_record());
            }
        }
        let offered = |known: &KnownPermissions| {
            let mut keys = shipped.iter().map(|role| &role.key);
            keys.all(|key| known.roles.contains(key))
        };
        if !new.is_empty() || !known.as_ref().is_some_and(offered) {
            change.event();
            let mut all = change.only::<KnownPermissions>(known.map(|held| held.version))?;
            let (id, version) = (all.id, all.version);
            *all = KnownPermissions {
                id,
                version,
                ..KnownPermissions::all(actions, &shipped)
            };
            change.put(&all)?;
        }
        tell(change, &new, &changed, &made)?;
        let all = made.into_iter().chain(changed);
        Ok(all.map(|role| role.name).collect())
    })
}

/// The superadmins hear which roles there are and which can do more than yesterday.
fn tell(
    change: &mut Change<'_, '_>,
    new: &[Action],
    changed: &[Role],
    made: &[Role],
) -> Result<()> {
    let Some(first) = made.iter().chain(changed).next() else {
        return Ok(());
    };
    let listed = |roles: &[Role]| {
        let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
        let count = text::count(names.len(), "role", "roles");
        (count, names.join(", "))
    };
    let mut said: Vec<String> = Vec::new();
    if !made.is_empty() {
        let (count, names) = listed(made);
        said.push(format!(
            "This version of Atrium brings {count} that nobody holds yet: {names}"
        ));
    }
    if !changed.is_empty() {
        let (count, names) = listed(changed);
        let permissions = text::count(new.len(), "new permission", "new permissions");
        said.push(format!(
            "This version of Atrium brings {permissions}. As shipped, {count} got what is theirs of it: {names}"
        ));
    }
    let said = said.join(". ");
    change.note(said.clone());
    for user in change.all::<User>()? {
        if user.superadmin && !user.inactive {
            inbox::notify(
                change,
                user.id,
                &notices::GREW,
                first.as_ref(),
                said.clone(),
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEE: Action = Action::read("shares.view", "See shares");
    const GIVE: Action = Action::write("shares.give", "Share");
    const WIN: Action = Action::write("leads.win", "Win");
    const RECEIVE: Action = Action::duty("leads.receive", "Be handed leads");
    const SWEEP: Action = Action::system("shares.lapse", "End a share");

    fn rules(grants: &[(&str, Scope)]) -> RoleRules {
        RoleRules {
            id: 1,
            name: "role".into(),
            inherits: Vec::new(),
            grants: grants.iter().map(|(p, s)| ((*p).into(), *s)).collect(),
        }
    }

    fn role(grants: &[(&str, Scope)]) -> Role {
        Role {
            grants: rules(grants).grants,
            ..Role::default()
        }
    }

    #[test]
    fn only_what_is_new_is_given_and_what_was_taken_stays_taken() {
        let actions = [SEE, GIVE, WIN, SWEEP];
        let known = KnownPermissions::all(&[WIN, SEE], &[]);
        let new = new_here(Some(&known), &[], &actions);
        assert_eq!(new, [GIVE], "what Atrium does by itself is nobody's");
        let shipped = rules(&[("shares.*", Scope::Own), ("leads.win", Scope::Own)]);
        let gained = |held: &[(&str, Scope)]| gains(&shipped, &rules(held), &new);
        assert_eq!(gained(&[]), [("shares.give".into(), Scope::Own)]);
        for held in ["*", "shares.*", "shares.give"] {
            assert!(gained(&[(held, Scope::None)]).is_empty(), "{held}");
        }
    }

    #[test]
    fn a_role_that_may_do_everything_gets_a_duty_that_is_new() {
        let shipped = rules(&[("*", Scope::All), ("leads.receive", Scope::All)]);
        let held = rules(&[("*", Scope::All)]);
        let gained = gains(&shipped, &held, &[WIN, RECEIVE]);
        assert_eq!(gained, [("leads.receive".to_owned(), Scope::All)]);
        let taken = rules(&[("leads.receive", Scope::None)]);
        assert!(gains(&shipped, &taken, &[RECEIVE]).is_empty());
    }

    #[test]
    fn an_older_house_has_never_heard_of_what_no_role_mentions() {
        let actions = [SEE, GIVE, WIN];
        let older = [role(&[("leads.*", Scope::Own)]), role(&[("*", Scope::All)])];
        assert_eq!(new_here(None, &older, &actions), [SEE, GIVE]);
        let new = new_here(None, &older, &[WIN, RECEIVE]);
        assert_eq!(new, [RECEIVE], "a duty is mentioned by its name");
        let newer = [role(&[("shares.view", Scope::None)])];
        assert_eq!(new_here(None, &newer, &actions), [WIN]);
    }

    fn shipped_role(key: &str, name: &str) -> ShippedRole {
        ShippedRole {
            key: key.into(),
            name: name.into(),
            ..role::shipped().unwrap().role.pop().unwrap()
        }
    }

    #[test]
    fn a_shipped_role_arrives_where_it_was_never_offered() {
        let shipped = [
            shipped_role("client", "Client"),
            shipped_role("client-billing", "Client billing"),
        ];
        let held = |key: &str, name: &str, retired: bool| Role {
            key: key.into(),
            name: name.into(),
            retired,
            ..Role::default()
        };
        let keys = |known: Option<&KnownPermissions>, roles: &[Role]| -> Vec<String> {
            let all = arriving(known, roles, &shipped);
            all.into_iter().map(|role| role.key.clone()).collect()
        };
        let client = || held("client", "Client", false);
        assert_eq!(keys(None, &[client()]), ["client-billing"]);
        let before = KnownPermissions::default();
        assert_eq!(keys(Some(&before), &[client()]), ["client-billing"]);
        let offered = KnownPermissions::all(&[], &shipped);
        assert!(keys(Some(&offered), &[client()]).is_empty());
        for like in [
            held("client-billing", "Client billing", true),
            held("bills", "client BILLING", false),
        ] {
            assert!(keys(None, &[client(), like]).is_empty());
        }
        let given_up = held("bills", "Client billing", true);
        assert_eq!(keys(None, &[client(), given_up]), ["client-billing"]);
    }
}
