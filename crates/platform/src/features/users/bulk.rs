//! Something done to several people at once: first what would happen to each, and to whom not and why; then all who
//! may be done to in one go. What is held over people is held here too, person by person.

use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    choices,
    data::Visit,
    features::{
        authority,
        handover::{self, Leave, MoveOn},
        lists,
        people::{DEACTIVATE, Department, Directory, EDIT, Held, Role, User},
        sign_in::{self, Ways},
    },
    web::form::{Form, Optional, Reader},
};

choices! {
    pub enum Deed {
        AddRole: "add_role", "Give a role";
        AddSkill: "add_skill", "Note a skill";
        Move: "move", "Move to a department";
        Invite: "invite", "Invite again";
        Deactivate: "deactivate", "Deactivate";
    }
}

#[derive(Debug, Clone)]
pub struct Bulk {
    pub people: Vec<Id<User>>,
    /// What the list is asked for, as its address says it: all that it finds are meant, whatever is ticked.
    pub matching: String,
    pub deed: Deed,
    pub role: Option<Id<Role>>,
    pub department: Option<Id<Department>>,
    /// As playbooks name it: web, seo, qa.
    pub skill: String,
    /// Who takes over what they hold open.
    pub to: Option<Id<User>>,
}

/// More than this nobody looks through.
const MOST: usize = 200;

impl Form for Bulk {
    fn read(f: &mut Reader) -> Self {
        let mut people = f.ids("keys", "People");
        people.sort_unstable();
        people.dedup();
        let matching = f.text("matching", "All that match", Optional, 2_000);
        f.tell("What the list of people is asked for, such as ?department=D-3: all that it finds are meant. A bare ? is the list as it stands.");
        let form = Bulk {
            people,
            matching,
            deed: f.choice("deed", "What to do", Optional).unwrap_or_default(),
            role: f.id("role", "Role", Optional),
            department: f.id("department", "Department", Optional),
            skill: f.text("skill", "Skill", Optional, 40).to_lowercase(),
            to: f.id("to", "Who takes over what they hold", Optional),
        };
        if form.people.is_empty() && form.matching.is_empty() {
            f.problem("keys", "Tick somebody first.");
        }
        if form.people.len() > MOST {
            f.problem("keys", format!("At most {MOST} people at once."));
        }
        if form.deed == Deed::AddRole && form.role.is_none() {
            f.problem("role", "Choose which role to give.");
        }
        if form.deed == Deed::AddSkill && form.skill.is_empty() {
            f.problem("skill", "Say which skill.");
        }
        if form.deed == Deed::Move && form.department.is_none() {
            f.problem("department", "Choose which department to move them to.");
        }
        form
    }
}

/// What happens to one of them.
pub enum Fate {
    Does(String),
    Already(String),
    Refused(String),
}

pub struct Looked {
    pub form: Bulk,
    pub people: Vec<(User, Fate)>,
    /// Whether somebody has to take something over.
    pub needs_taker: bool,
}

impl Looked {
    pub fn eligible(&self) -> Vec<Id<User>> {
        let does = self
            .people
            .iter()
            .filter(|(_, fate)| matches!(fate, Fate::Does(_)));
        does.map(|(user, _)| user.id).collect()
    }
}

impl Bulk {
    /// With those that are meant, where all that match are.
    fn found(self, visit: &Visit) -> Result<Bulk> {
        if self.matching.is_empty() {
            return Ok(self);
        }
        let people = lists::matching::<User>(visit, &self.matching, MOST + 1)?;
        match people.len() {
            0 => Err(Error::field("matching", "Nobody matches any more.")),
            count if count > MOST => Err(Error::field(
                "matching",
                format!("More than {MOST} people match. Narrow the list first."),
            )),
            _ => Ok(Bulk {
                people,
                matching: String::new(),
                ..self
            }),
        }
    }
}

/// What would happen to each.
///
/// # Errors
/// When all that match are meant and they are none, or too many to be looked through.
pub fn look(visit: &Visit, form: Bulk) -> Result<Looked> {
    let form = form.found(visit)?;
    let mut people = Vec::new();
    let mut needs_taker = false;
    for id in &form.people {
        let user: User = visit.find(*id)?;
        let fate = match refused(visit, &form, &user)? {
            Some(why) => Fate::Refused(why),
            None => fate(visit, &form, &user, &mut needs_taker)?,
        };
        people.push((user, fate));
    }
    Ok(Looked {
        form,
        people,
        needs_taker,
    })
}

/// Why this deed may not be done to somebody by whoever asks: the rules that hold when it is done.
fn refused(visit: &Visit, form: &Bulk, user: &User) -> Result<Option<String>> {
    let names = Directory::of(visit)?;
    let action = match form.deed {
        Deed::Deactivate => DEACTIVATE,
        _ => EDIT,
    };
    if user.id.raw() == visit.actor.person {
        return Ok(Some("Nobody does this to themselves.".into()));
    }
    if !visit.may(&action, user) {
        return Ok(Some(visit.why(&action, user)));
    }
    if let Err(why) = names.touch(visit.actor.person, user) {
        return Ok(Some(why.to_string()));
    }
    if user.inactive && form.deed != Deed::Deactivate {
        return Ok(Some("They are inactive. Let them in again first.".into()));
    }
    if form.deed == Deed::AddRole
        && let Some(id) = form.role
    {
        let Some(role) = names
            .grantable(visit.actor.person)
            .into_iter()
            .find(|role| role.id == id)
        else {
            return Ok(Some("You may not grant this role.".into()));
        };
        let roles: Vec<Role> = names.roles.values().cloned().collect();
        let mut with = user.clone();
        with.roles.push(role.id);
        if let Err(why) = authority::fits(&with, &roles) {
            return Ok(Some(why.to_string()));
        }
    }
    if form.deed == Deed::Move
        && let Some(id) = form.department
    {
        if user.tier == Tier::Client {
            return Ok(Some("People of clients belong to no department.".into()));
        }
        let open = names
            .departments
            .get(&id.raw())
            .is_some_and(|held| !held.retired && visit.may(&EDIT, held));
        let leaves = user
            .departments
            .first()
            .and_then(|id| names.departments.get(&id.raw()));
        if !open || leaves.is_some_and(|held| !visit.may(&EDIT, held)) {
            return Ok(Some(
                "You may only move people between your own departments and those below them."
                    .into(),
            ));
        }
    }
    Ok(None)
}

pub(super) fn fate(
    visit: &Visit,
    form: &Bulk,
    user: &User,
    needs_taker: &mut bool,
) -> Result<Fate> {
    let names = Directory::of(visit)?;
    let mut with_work = |held: &[Held], done: &str| {
        if held.is_empty() {
            return Fate::Does(format!(
                "{done}. They hold nothing that has to be handed over."
            ));
        }
        let what = handover::counted(held);
        match form.to {
            Some(to) => Fate::Does(format!("{done}. {what} go to {}.", names.name(to))),
            None => {
                *needs_taker = true;
                Fate::Refused(format!(
                    "Holds {what}. Choose below who takes over, or hand over by hand."
                ))
            }
        }
    };
    Ok(match form.deed {
        Deed::AddRole => {
            let role = form.role.and_then(|id| names.roles.get(&id.raw()));
            let name = role.map(|role| role.name.as_str()).unwrap_or_default();
            match role.is_some_and(|role| user.roles.contains(&role.id)) {
                true => Fate::Already(format!("Has the role {name} already.")),
                false => Fate::Does(format!("Gets the role {name}, from the next request on.")),
            }
        }
        Deed::AddSkill if user.tier == Tier::Client => {
            Fate::Refused("People of clients are given no work.".into())
        }
        Deed::AddSkill => match user.skills.contains(&form.skill) {
            true => Fate::Already(format!("Has the skill {} already.", form.skill)),
            false => Fate::Does(format!(
                "Is proposed for work that asks for {}.",
                form.skill
            )),
        },
        Deed::Move => {
            let into = form.department.unwrap_or_default();
            if user.departments == [into] {
                return Ok(Fate::Already(format!(
                    "Belongs to {} already.",
                    names.department(into)
                )));
            }
            let from = user.departments.first().filter(|id| **id != into).copied();
            let plan = handover::plan(visit, user, Some(from))?;
            let words = match from {
                Some(from) => format!(
                    "From {} to {}",
                    names.department(from),
                    names.department(into)
                ),
                None => format!("Joins {}", names.department(into)),
            };
            with_work(&plan.held, &words)
        }
        Deed::Invite => match Ways::of(visit)?.get(user.id).signed_in {
            true => Fate::Already("Has signed in already and needs no invitation.".into()),
            false => Fate::Does("Gets a new link to choose a password; an older one ends.".into()),
        },
        Deed::Deactivate if user.inactive => Fate::Already("Is inactive already.".into()),
        Deed::Deactivate | Deed::Unknown => {
            let held = handover::held_by(visit, user.id)?;
            with_work(&held, "Can't sign in any more, their sessions end")
        }
    })
}

/// What came of it: how many, and for invitations each with the link.
pub struct Done {
    pub words: String,
    pub undo: Option<u64>,
    pub links: Vec<Made>,
}

/// A link that was made for somebody, and where it went by mail.
pub struct Made {
    pub name: String,
    pub link: String,
    pub mailed: Option<String>,
}

pub fn apply(visit: &Visit, form: Bulk) -> Result<Done> {
    let looked = look(visit, form)?;
    let eligible = looked.eligible();
    if eligible.is_empty() {
        return Err(Error::conflict(
            "There is nobody this can be done to. Beside each name stands why.",
        ));
    }
    let count = text::count(eligible.len(), "person", "people");
    let form = looked.form;
    let mut links = Vec::new();
    let hand = |to: Option<Id<User>>| to.map(Leave::all_to).unwrap_or_default();
    let words = match form.deed {
        Deed::AddRole => {
            let role = form.role.unwrap_or_default();
            visit.act(EDIT, move |change| {
                for id in eligible {
                    let mut user = change.subject(id)?;
                    sign_in::may_touch(change, &user)?;
                    if !user.roles.contains(&role) {
                        user.roles.push(role);
                        change.put(&user)?;
                    }
                }
                Ok(())
            })?;
            format!("{count} got the role")
        }
        Deed::AddSkill => {
            let skill = form.skill;
            visit.act(EDIT, move |change| {
                for id in eligible {
                    let mut user = change.subject(id)?;
                    sign_in::may_touch(change, &user)?;
                    if !user.skills.contains(&skill) {
                        user.skills.push(skill.clone());
                        change.put(&user)?;
                    }
                }
                Ok(())
            })?;
            format!("{count} have the skill")
        }
        Deed::Move => {
            let into = form.department;
            let several = eligible.len() > 1;
            for id in eligible {
                let user: User = visit.find(id)?;
                let from = user
                    .departments
                    .first()
                    .copied()
                    .filter(|from| Some(*from) != into);
                handover::move_on(
                    visit,
                    id,
                    MoveOn {
                        from,
                        into,
                        hand: hand(form.to),
                    },
                )?;
            }
            let words = format!("{count} moved");
            if several {
                // Each move is a deed of its own; undoing the last alone would mislead.
                return Ok(Done {
                    words: format!("{words}; each can be undone in their history"),
                    undo: None,
                    links,
                });
            }
            words
        }
        Deed::Invite => {
            for id in eligible {
                let user: User = visit.find(id)?;
                links.push(Made {
                    link: sign_in::reset_password_link(visit, id, EDIT)?,
                    mailed: sign_in::mailed_to(visit, id),
                    name: user.name,
                });
            }
            return Ok(Done {
                words: format!("{count} invited again"),
                undo: None,
                links,
            });
        }
        Deed::Deactivate | Deed::Unknown => {
            handover::deactivate_all(visit, eligible, hand(form.to))?;
            format!("{count} deactivated")
        }
    };
    Ok(Done {
        words,
        undo: visit.wrote(),
        links,
    })
}
