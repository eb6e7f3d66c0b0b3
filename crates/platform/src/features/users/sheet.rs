//! People of a sheet: every row is accounted for before anybody is invited, and bringing the same sheet again invites
//! nobody twice.

use crate::{
    access::{Action, Tier},
    base::{Error, Id, Result},
    data::Visit,
    features::{
        authority,
        people::{Directory, EditUser, INVITE, NewUser, Role, User},
        records::{Bearer, Facts, Imported, Made, Making, Mark, Wanted},
        sign_in,
    },
};

impl Imported for User {
    type New = NewUser;
    type Edit = EditUser;
    /// More rows than this are another company's people.
    const WANTED: Wanted = Wanted {
        rows: 500,
        bytes: 256 << 10,
        needed: &["name", "email"],
        otherwise: &[],
    };
    const IMPORT: Action = INVITE;
    const PROVED: bool = true;
    const UNDOABLE: bool = false;

    fn make(visit: &Visit, form: NewUser, _: &Making) -> Result<Made<User>> {
        let (id, link) = sign_in::invite(visit, form)?;
        Ok(Made {
            id,
            link: Some((link, sign_in::mailed_to(visit, id))),
        })
    }

    fn change(visit: &Visit, id: Id<User>, form: EditUser) -> Result<()> {
        sign_in::edit(visit, id, form)
    }

    fn facts(form: &NewUser) -> Facts {
        let email = form.email.to_lowercase();
        Facts {
            marks: vec![Mark::sure("this e-mail already", email)],
            ..Facts::default()
        }
    }

    fn bearing(visit: &Visit, mark: &Mark, _: &Facts) -> Result<Option<Bearer<User>>> {
        let names = Directory::of(visit)?;
        let mut people = names.users.values();
        let same = people.find(|user| user.email.to_lowercase() == mark.key);
        let bearer = same.map(|user| Bearer {
            id: user.id,
            facts: Facts::default(),
            seen: true,
        });
        Ok(bearer)
    }

    fn check(visit: &Visit, form: &NewUser) -> Result<()> {
        let names = Directory::of(visit)?;
        let no = |why: String| Err(Error::Forbidden(why));
        if form.tier == Tier::Client {
            return no(
                "People of clients are invited on the client's page, where their company is known."
                    .into(),
            );
        }
        if form.tier == Tier::Admin && visit.actor.tier != Tier::Admin {
            return no("Only admins make admins.".into());
        }
        for id in &form.departments {
            match names.departments.get(&id.raw()).filter(|d| !d.retired) {
                Some(held) if visit.may(&INVITE, held) => {}
                Some(held) => return no(format!("You may not put people into {}.", held.name)),
                None => return no(format!("There is no department {id}.")),
            }
        }
        let grantable = names.grantable(visit.actor.person);
        for id in &form.roles {
            if grantable.iter().any(|role| role.id == *id) {
                continue;
            }
            let name = names.roles.get(&id.raw()).map(|role| role.name.clone());
            return no(match name {
                Some(name) => format!("{name} stands above your own roles, so you can't grant it."),
                None => format!("There is no role {id}."),
            });
        }
        let all: Vec<Role> = names.roles.values().cloned().collect();
        let like = User {
            tier: form.tier,
            roles: form.roles.clone(),
            ..User::default()
        };
        authority::fits(&like, &all)
    }
}
