//! Ways to what a client is shown, told and asked.

use serde_json::json;

use super::{
    super::{
        Milestone, Project,
        actions::{ANSWER_MILESTONE, ASK_CLIENT, PUBLISH_PROGRESS, SHOW_CLIENT, VIEW},
        api, portal,
    },
    forms::{AnswerForm, AskForm, ProgressForm, ShowsForm},
    ops, page,
};
use crate::{
    base::{Choice, Error, Id, Result},
    data::Visit,
    web::{
        Filled, Reply, Request, Route, Told,
        form::{Form, Refused},
    },
};

const ANSWERED: Told = Told::Object(&[
    ("milestone", Told::Record),
    ("answer", Told::Word(&["waiting", "approved", "changes"])),
]);

pub(in crate::features::projects) fn routes() -> Vec<Route> {
    vec![
        Route::page("/projects/{id}/client", VIEW, |v, r| {
            page::page(v, &v.find(r.id("id")?)?, &Refused::default()).map(Into::into)
        }),
        Route::post("/projects/{id}/shows", SHOW_CLIENT, |v, r| {
            done(v, r, "The client sees this from now on", (ops::show, ShowsForm::of))
        }),
        Route::post("/projects/{id}/publish-progress", PUBLISH_PROGRESS, |v, r| {
            done(v, r, "The client reads this from now on", (ops::publish, ProgressForm::of))
        }),
        Route::post("/milestones/{id}/ask-client", ASK_CLIENT, |v, r| {
            let milestone: Milestone = v.find(r.id("id")?)?;
            let asked = r
                .fill::<AskForm>()
                .attempt(|form| ops::ask(v, milestone.id, form))?;
            let to = format!("/projects/{}/client", milestone.project);
            match asked {
                Ok(()) => Ok(Reply::go(to).toast("The client is asked", v.wrote())),
                Err(filled) => {
                    let project = v.follow(&milestone, |held| held.project)?;
                    let refused = Refused::sent(r, filled);
                    page::page(v, &project.ok_or(Error::NotFound)?, &refused).map(Into::into)
                }
            }
        }),
        Route::post("/portal/milestones/{id}/answer", ANSWER_MILESTONE, from_portal)
            .portal()
            .gated(may_answer),
        Route::api_post::<ShowsForm>(
            "/projects/{id}/shows",
            SHOW_CLIENT,
            "Choose what of a project its client sees; what isn't sent isn't shown",
            |v, r, form| {
                ops::show(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<ProgressForm>(
            "/projects/{id}/publish-progress",
            PUBLISH_PROGRESS,
            "Publish how far a project is, in percent and words; without a number the client reads what follows from the tasks again",
            |v, r, form| {
                ops::publish(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<AskForm>(
            "/milestones/{id}/ask-client",
            ASK_CLIENT,
            "Ask the client for their yes to a milestone",
            |v, r, form| {
                ops::ask(v, r.id("id")?, form)?;
                api::milestone(v, r)
            },
        )
        .of::<Milestone>(),
        Route::api_post::<AnswerForm>(
            "/milestones/{id}/answer",
            ANSWER_MILESTONE,
            "Say what the client says of a milestone that they are asked about; words with the changes that are wanted",
            |v, r, form| {
                let id: Id<Milestone> = r.id("id")?;
                let answer = form.answer();
                ops::answer(v, id, form)?;
                Ok(Reply::json(
                    json!({ "milestone": id.to_string(), "answer": answer.key() }),
                ))
            },
        )
        .tells(ANSWERED)
        .gated(may_answer)
        .for_clients(),
    ]
}

fn may_answer(visit: &Visit, request: &Request) -> Result<()> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    visit.demand_on(&ANSWER_MILESTONE, &milestone)
}

/// A deed on the project, and how its form stands now: what was saved meanwhile is shown beside what was typed.
type Deed<F> = (
    fn(&Visit, Id<Project>, F) -> Result<()>,
    fn(&Project) -> Filled<F>,
);

fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    (deed, now): Deed<F>,
) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => Ok(Reply::go(format!("/projects/{id}/client")).toast(said, visit.wrote())),
        Err(filled) => {
            let project: Project = visit.find(id)?;
            let filled = filled.against(project.version, &now(&project));
            page::page(visit, &project, &Refused::sent(request, filled)).map(Into::into)
        }
    }
}

fn from_portal(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    match request
        .fill::<AnswerForm>()
        .attempt(|form| ops::answer(visit, milestone.id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/portal/projects/{}", milestone.project))
            .toast("Thank you. Your team is told", None)),
        Err(filled) => {
            let project = visit.follow(&milestone, |held| held.project)?;
            let project = project.ok_or(Error::NotFound)?;
            let refused = Some((milestone.id, filled));
            portal::page(visit, &project, refused.as_ref()).map(Into::into)
        }
    }
}
