//! What happens while a clock runs out: each step of its policy's ladder in a deed of its own, in their order and once,
//! however long nobody was there to do it.

use super::{
    Clock,
    hours::{hours_in, terms_in},
    kinds::kind_of,
    notices,
    policy::Step,
    target::Whom,
};
use crate::{
    base::{Choice, Id, Result},
    data::{Change, Held},
    features::{
        inbox,
        people::{Department, Directory, Team, User},
    },
};

/// Those whom a ladder reaches.
#[derive(Debug, Default)]
struct People {
    owner: Id<User>,
    lead: Id<User>,
    manager: Id<User>,
}

impl People {
    fn of(change: &mut Change<'_, '_>, clock: &Clock) -> Result<People> {
        let departments = Directory::departments_in(change)?;
        let manager = manager_of(&departments, clock.department);
        let owner = Directory::person_in(change, clock.owner)?.filter(|user| !user.inactive);
        let teams = Directory::teams_in(change)?;
        let lead = |team: &Team| team.lead.filter(|lead| *lead != clock.owner);
        let lead = owner.as_ref().and_then(|owner| {
            let mut held = teams.iter().filter(|team| owner.teams.contains(&team.id));
            held.find_map(lead)
        });
        Ok(People {
            owner: owner.map(|owner| owner.id).unwrap_or_default(),
            lead: lead.unwrap_or_default(),
            manager: manager.unwrap_or_default(),
        })
    }

    /// Whoever is meant, or the next above them where there is nobody.
    fn reached(&self, whom: Whom) -> Id<User> {
        let above = match whom {
            Whom::Owner => [self.owner, self.lead, self.manager],
            Whom::Lead => [self.lead, self.manager, Id::NONE],
            Whom::Manager | Whom::Unknown => [self.manager, Id::NONE, Id::NONE],
        };
        let found = above.into_iter().find(|person| !person.is_none());
        found.unwrap_or_default()
    }

    /// Everybody a step tells, each once.
    fn told(&self, step: &Step) -> Vec<(Id<User>, Whom)> {
        let mut told: Vec<(Id<User>, Whom)> = Vec::new();
        for whom in &step.tell {
            let person = self.reached(*whom);
            if !person.is_none() && told.iter().all(|(held, _)| *held != person) {
                told.push((person, *whom));
            }
        }
        told
    }
}

/// Who manages a department, or the nearest above it that somebody manages.
fn manager_of(departments: &[Department], id: Id<Department>) -> Option<Id<User>> {
    let find = |id: Id<Department>| departments.iter().find(|held| held.id == id);
    let above = crate::features::people::above(find, id);
    let mut all = find(id).into_iter().chain(above);
    all.find_map(|held| held.manager)
}

/// Its next step is due, or the end of its time is over. A day off that was entered since gives it time.
pub(super) fn strike(change: &mut Change<'_, '_>, mut clock: Held<Clock>) -> Result<()> {
    let Some(then) = clock.next else {
        return Ok(());
    };
    let terms = terms_in(change, &clock)?;
    let hours = hours_in(change, clock.hours, clock.calendar, clock.department)?;
    let was_missed = clock.missed.is_some();
    let steps = clock.strike(&terms, &hours, then);
    change.about(clock.subject);
    let mut said = Vec::new();
    if clock.missed.is_some() && !was_missed {
        said.push(format!("{}: its time is over.", clock.target.label()));
    }
    let mut hands = Id::NONE;
    for step in steps {
        let people = People::of(change, &clock)?;
        said.push(tell(change, &clock, step, &people)?);
        if let Some(whom) = step.reassign {
            hands = people.reached(whom);
        }
    }
    if said.is_empty() {
        said.push(format!("{} has more time.", clock.target.label()));
    }
    change.put(&clock)?;
    if !hands.is_none()
        && hands != clock.owner
        && let Some(kind) = kind_of(clock.subject)
        && (kind.reassign)(change, clock.subject.id, hands)?
    {
        let person = Directory::person_in(change, hands)?;
        let name = person.map(|person| person.name).unwrap_or_default();
        said.push(format!("Given to {name}."));
        let words = words(change, &clock)?;
        inbox::notify(change, hands, &notices::GIVEN, clock.subject, words)?;
    }
    change.note(said.join(" "));
    Ok(())
}

/// Tells those whom a step reaches, and says in a sentence that it did.
fn tell(
    change: &mut Change<'_, '_>,
    clock: &Clock,
    step: &Step,
    people: &People,
) -> Result<String> {
    let words = words(change, clock)?;
    let mut names = Vec::new();
    let waits = match kind_of(clock.subject) {
        Some(kind) if step.tell.contains(&Whom::Owner) => {
            (kind.waits_for)(change, clock.subject.id)?
        }
        _ => None,
    };
    let mut told: Vec<(Id<User>, Option<Whom>)> = Vec::new();
    for person in waits.iter().flat_map(|(people, _)| people) {
        told.push((*person, None));
    }
    for (person, whom) in people.told(step) {
        // Where several have it, they are told as such, and not its owner once more.
        let known = told.iter().any(|(held, _)| *held == person);
        let as_owner = waits.is_some() && whom == Whom::Owner;
        if !(known || as_owner) {
            told.push((person, Some(whom)));
        }
    }
    for (person, whom) in told {
        let of = match (whom, &waits, clock.missed.is_some()) {
            (None, Some((_, notice)), _) => notice,
            (Some(Whom::Owner), _, false) => &notices::NEARING,
            (Some(Whom::Owner), _, true) => &notices::MISSED,
            _ => &notices::ESCALATED,
        };
        inbox::notify(change, person, of, clock.subject, words.as_str())?;
        let held = Directory::person_in(change, person)?;
        names.push(held.map(|held| held.name).unwrap_or_default());
    }
    let whom = match names.is_empty() {
        true => "nobody is there to be told".to_owned(),
        false => format!("told {}", names.join(", ")),
    };
    let target = clock.target.label();
    Ok(format!("{target}: {} % of its time, {whom}.", step.percent))
}

/// What somebody reads: what it is about, which promise, and how it stands.
fn words(change: &mut Change<'_, '_>, clock: &Clock) -> Result<String> {
    let title = match kind_of(clock.subject) {
        Some(kind) => (kind.title)(change, clock.subject.id)?,
        None => None,
    };
    let due = clock.due.unwrap_or(change.at);
    let stands = match clock.missed {
        Some(missed) => format!("late since {}", missed.show(change.at, &change.tz)),
        None => format!("due {}", due.show(change.at, &change.tz)),
    };
    let promise = format!("{}, {stands}", clock.target.label().to_lowercase());
    Ok(match title {
        Some(title) => format!("{title}: {promise}"),
        None => promise,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(tell: &[Whom]) -> Step {
        Step {
            percent: 100,
            tell: tell.to_vec(),
            reassign: None,
        }
    }

    #[test]
    fn a_step_reaches_the_next_above_where_there_is_nobody_and_nobody_twice() {
        let (owner, manager) = (Id::new(1), Id::new(3));
        let people = People {
            owner,
            lead: Id::NONE,
            manager,
        };
        let told = |people: &People, tell: &[Whom]| -> Vec<u64> {
            let told = people.told(&step(tell)).into_iter();
            told.map(|(person, _)| person.raw()).collect()
        };
        assert_eq!(told(&people, &[Whom::Owner]), [1]);
        assert_eq!(told(&people, &[Whom::Lead, Whom::Manager]), [3]);
        let nobody = People {
            manager,
            ..People::default()
        };
        assert_eq!(told(&nobody, &[Whom::Owner, Whom::Lead]), [3]);
        assert!(told(&People::default(), &[Whom::Owner]).is_empty());
    }

    #[test]
    fn the_manager_is_the_nearest_there_is() {
        let of = |id: u64, parent: Option<u64>, manager: Option<u64>| Department {
            id: Id::new(id),
            parent: parent.map(Id::new),
            manager: manager.map(Id::new),
            ..Department::default()
        };
        let all = [
            of(1, None, Some(7)),
            of(2, Some(1), None),
            of(3, None, None),
        ];
        assert_eq!(manager_of(&all, Id::new(2)), Some(Id::new(7)));
        assert_eq!(manager_of(&all, Id::new(3)), None);
        assert_eq!(manager_of(&all, Id::NONE), None);
    }
}
