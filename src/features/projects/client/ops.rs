//! The verbs: choose what the client sees, publish progress, ask about a milestone, answer.

use super::{
    super::{
        Milestone, Project,
        actions::{ANSWER_MILESTONE, ASK_CLIENT, PUBLISH_PROGRESS, SHOW_CLIENT, VIEW},
        notices,
    },
    Published, Shows,
    forms::{AnswerForm, AskForm, ProgressForm, ShowsForm},
    says::Answer,
};
use crate::{
    access::{Action, Tier},
    base::{Error, Id, Result, text},
    data::{Change, Record, Visit},
    features::{
        inbox::{self, NoticeType},
        people::{Directory, User},
    },
};

/// What of a project its client sees from now on.
pub fn show(visit: &Visit, id: Id<Project>, form: ShowsForm) -> Result<()> {
    visit.act(SHOW_CLIENT, move |change| {
        let mut project = change.subject_at::<Project>(id, form.version)?;
        project.must_not_be_closed()?;
        project.shows = Shows {
            tasks: form.tasks,
            hours: form.hours,
            files: form.files,
            timeline: form.timeline,
        };
        change.put(&project)
    })
}

/// Those of the client's people in the portal whose roles let them do this.
fn people_who(names: &Directory, client: u64, action: &Action) -> Vec<Id<User>> {
    let found = names.of_client(client);
    let found = found.filter(|user| names.may_anywhere(user, action));
    found.map(|user| user.id).collect()
}

fn tell(
    change: &mut Change<'_, '_>,
    people: &[Id<User>],
    of: &'static NoticeType,
    project: &Project,
    told: &str,
) -> Result<()> {
    for person in people {
        inbox::notify(change, *person, of, project.id.as_ref(), told)?;
    }
    Ok(())
}

/// Publishes how far it is; without a number the client reads what follows from the tasks again.
pub fn publish(visit: &Visit, id: Id<Project>, form: ProgressForm) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(PUBLISH_PROGRESS, move |change| {
        let mut project = change.subject_at::<Project>(id, form.version)?;
        project.must_be_open()?;
        let Some(progress) = form.progress.and_then(|held| u8::try_from(held).ok()) else {
            project.published = None;
            return change.put(&project);
        };
        project.published = Some(Published {
            progress,
            words: form.words.clone(),
            at: change.at,
            by: Id::new(change.actor.person),
        });
        change.put(&project)?;
        change.about(project.client.as_ref());
        let told = match form.words.is_empty() {
            true => format!("{} is {progress}% done", project.title),
            false => format!(
                "{} is {progress}% done: {}",
                project.title,
                text::shorten(&form.words, 200)
            ),
        };
        let people = people_who(&names, project.client.raw(), &VIEW);
        tell(change, &people, &notices::PROGRESS, &project, &told)
    })
}

/// Asks the client for their yes to a milestone.
pub fn ask(visit: &Visit, id: Id<Milestone>, form: AskForm) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(ASK_CLIENT, move |change| {
        let mut milestone = change.subject::<Milestone>(id)?;
        let project = change.load(&*milestone, |milestone| milestone.project)?;
        project.must_be_open()?;
        let people = people_who(&names, project.client.raw(), &ANSWER_MILESTONE);
        if people.is_empty() {
            return Err(Error::conflict(
                "Nobody of the client who may answer comes into the portal yet. Open it for one of their contacts first.",
            ));
        }
        milestone.ask(Id::new(change.actor.person), change.at, form.note)?;
        change.about(project.as_ref());
        change.put(&milestone)?;
        let told = format!("{} of {} waits for your yes", milestone.title, project.title);
        tell(change, &people, &notices::ASKED, &project, &told)
    })
}

/// What somebody of the client says of a milestone; whoever asked, leads and manages it is told.
pub fn answer(visit: &Visit, id: Id<Milestone>, form: AnswerForm) -> Result<()> {
    visit.act(ANSWER_MILESTONE, move |change| {
        let mut milestone = change.subject::<Milestone>(id)?;
        if change.actor.tier != Tier::Client {
            return Err(Error::Forbidden(
                "The client's people answer this, in their portal.".into(),
            ));
        }
        let project = change.load(&*milestone, |milestone| milestone.project)?;
        // In words for them: how a project is taken up again is the house's business.
        if !project.takes_answers() {
            return Err(Error::conflict(
                "This project is over, so nothing of it is asked any more. Write to your team instead.",
            ));
        }
        let asked = milestone.asked.as_ref().map(|asked| asked.by);
        let said = form.answer();
        change.note(form.words.clone());
        milestone.answer(
            Id::new(change.actor.person),
            change.at,
            said,
            form.words.clone(),
        )?;
        change.about(project.as_ref());
        change.put(&milestone)?;
        let told = match said {
            Answer::Approved => {
                format!(
                    "The client approved {} of {}",
                    milestone.title, project.title
                )
            }
            _ => format!(
                "The client wants changes on {} of {}: {}",
                milestone.title,
                project.title,
                text::shorten(&form.words, 200)
            ),
        };
        let mut people = vec![project.team_lead, project.manager];
        people.extend(asked);
        people.sort_unstable_by_key(|person| person.raw());
        people.dedup();
        tell(change, &people, &notices::ANSWERED, &project, &told)
    })
}
