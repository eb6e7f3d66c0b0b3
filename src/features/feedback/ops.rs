//! The verb: say how it was, or that one rather doesn't.

use super::{
    FeedbackForm,
    actions::{GIVE, VIEW},
    given::{BY_PROJECT, Feedback, is_asked},
    notices,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Key, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{self, Project},
    },
};

/// The projects that this person of a client is asked about.
///
/// # Errors
/// When the store can't be read.
pub fn waiting(visit: &Visit) -> Result<Vec<Project>> {
    let mut asked = Vec::new();
    if !visit.may_somewhere(&GIVE) || !visit.may_somewhere(&VIEW) {
        return Ok(asked);
    }
    for project in projects::for_client(visit)? {
        if is_asked(&project, visit.at) && of(visit, &project)?.is_none() {
            asked.push(project);
        }
    }
    Ok(asked)
}

/// What was said of a project, if anything was.
///
/// # Errors
/// When the store can't be read.
pub fn of(visit: &Visit, project: &Project) -> Result<Option<Feedback>> {
    let key = Key::new().id(project.id);
    Ok(visit.related(project, BY_PROJECT, key, 1)?.pop())
}

/// Takes down what somebody of the client says, once a project; whoever leads and manages it, and manages the department,
/// is told.
///
/// # Errors
/// `Conflict` when it was said already, or isn't delivered.
pub fn give(visit: &Visit, id: Id<Project>, form: FeedbackForm) -> Result<Id<Feedback>> {
    let names = Directory::of(visit)?;
    visit.act(GIVE, move |change| {
        let project = change.subject::<Project>(id)?;
        if change.actor.tier != Tier::Client {
            return Err(Error::Forbidden(
                "The client's people say how it was, in their portal.".into(),
            ));
        }
        if !is_asked(&project, change.at) {
            return Err(Error::conflict(
                "We ask after the delivery, and for two months. Write to us below Requests at any time.",
            ));
        }
        let said = change
            .unscoped("it is asked once, whoever of the client answers")
            .children::<Feedback>(BY_PROJECT, Key::new().id(id))?;
        if !said.is_empty() {
            return Err(Error::conflict(
                "Somebody of your company has answered this already. Thank you.",
            ));
        }
        let rating = form.rating.filter(|_| !form.declined);
        let made = change.insert(Feedback {
            project: id,
            client: project.client,
            title: project.title.clone(),
            rating,
            words: match rating {
                Some(_) => form.words,
                None => String::new(),
            },
            by: Id::new(change.actor.person),
            at: change.at,
            ..Feedback::default()
        })?;
        change.about(project.client.as_ref());
        let Some(rating) = made.rating else {
            return Ok(made.id);
        };
        let mut told = format!("{} got {rating} of 5", project.title);
        if !made.words.is_empty() {
            told = format!("{told}: {}", text::shorten(&made.words, 200));
        }
        let manager = names
            .departments
            .get(&project.department.raw())
            .and_then(|department| department.manager);
        let mut people: Vec<Id<User>> = vec![project.team_lead, project.manager];
        people.extend(manager);
        people.retain(|person| !person.is_none());
        people.sort_unstable_by_key(|person| person.raw());
        people.dedup();
        for person in people {
            let of = &notices::GIVEN;
            inbox::notify(change, person, of, made.id.as_ref(), told.as_str())?;
        }
        Ok(made.id)
    })
}
