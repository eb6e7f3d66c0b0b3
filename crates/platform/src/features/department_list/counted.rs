//! How many belong to a department, with all that lies below it.

use crate::{
    access::Tier,
    base::Id,
    features::people::{Department, Directory, above},
};

/// A department and all those below it that are in use.
pub fn with_below(names: &Directory, id: Id<Department>) -> Vec<Id<Department>> {
    let find = |id: Id<Department>| names.departments.get(&id.raw());
    let lies_in = |held: &&Department| above(find, held.id).iter().any(|above| above.id == id);
    let open = names.open_departments().into_iter();
    std::iter::once(id)
        .chain(open.filter(lies_in).map(|held| held.id))
        .collect()
}

/// How many belong to a department or to one below it, each counted once.
pub fn people_in(names: &Directory, id: Id<Department>) -> usize {
    let all = with_below(names, id);
    let staff = names.users.values();
    let here = staff.filter(|user| {
        let belongs = user.departments.iter().any(|held| all.contains(held));
        belongs && !user.inactive && user.tier != Tier::Client
    });
    here.count()
}
