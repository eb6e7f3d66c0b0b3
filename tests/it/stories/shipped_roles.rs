//! A role that a newer Atrium ships comes to houses that were never offered it, and comes once.

use atrium::{
    access::Tier,
    features::{
        authority::{KEEP_UP, KnownPermissions, keep_up},
        people::{Directory, Role},
    },
    testing::house::House,
};

/// An older house: it was never offered two of the roles, and has none of them.
#[test]
fn what_is_shipped_since_comes_once() {
    let house = House::with_cast().unwrap();
    let visit = house.visit();
    let role = |key: &str| -> Option<Role> {
        let names = Directory::of(&house.visit()).unwrap();
        names.roles.values().find(|role| role.key == key).cloned()
    };
    let (billing, requester) = ("client-billing", "client-requester");
    let ids = [billing, requester].map(|key| role(key).unwrap().id);
    visit
        .act(KEEP_UP, move |change| {
            for id in ids {
                let mut held = change.subject(id)?;
                held.key = format!("former-{}", held.key);
                held.name = format!("Former {}", held.name);
                change.put(&held)?;
            }
            let version = change.all::<KnownPermissions>()?.pop().map(|k| k.version);
            let mut known = change.only::<KnownPermissions>(version)?;
            known.roles.clear();
            change.put(&known)
        })
        .unwrap();
    assert!(role(billing).is_none());
    let mut came = keep_up(&house.visit()).unwrap();
    came.sort();
    assert_eq!(came, ["Client billing", "Client requester"]);
    let made = role(billing).unwrap();
    assert!(made.tier == Tier::Client && !made.grants.is_empty());
    assert!(keep_up(&house.visit()).unwrap().is_empty());
    // What the house gives up stays given up.
    let id = made.id;
    house
        .visit()
        .act(KEEP_UP, move |change| {
            let mut held = change.subject(id)?;
            held.retired = true;
            change.put(&held)?;
            let version = change.all::<KnownPermissions>()?.pop().map(|k| k.version);
            let mut known = change.only::<KnownPermissions>(version)?;
            known.roles.clear();
            change.put(&known)
        })
        .unwrap();
    assert!(keep_up(&house.visit()).unwrap().is_empty());
    assert!(role(billing).unwrap().retired);
}
