//! Operations on playbooks.

use serde_json::{Value, json};

use super::{
    super::{
        APPLY, Edition, Library, Playbook,
        actions::{CREATE, EDIT, PUBLISH, RETIRE, VIEW},
        apply::{Prepared, apply, prepare},
        apply_form::Apply,
        forms::{
            EditPlaybook, EditStep, MoveStep, NewPlaybook, NewStep, Publish, Questions, Sheet,
        },
        ops,
        playbook::{BY_NAME, EDITIONS},
        published::Published,
    },
    found::{as_sheet, head, no_way, of, one, step},
};
use crate::{
    base::{Choice, Unit},
    data::{Key, Query},
    features::{history, projects::Project},
    web::{Filled, Reply, Route, Told, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::api_list::<Nothing>(
            "/playbooks",
            VIEW,
            "The house's playbooks by name, those in use first, as they are worked on",
            |v, r, _| {
                let page = v.list::<Playbook>(Query::by(BY_NAME).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|book| v.json(&book))?))
            },
        )
        .of::<Playbook>(),
        Route::api_list::<Nothing>(
            "/playbook-library",
            VIEW,
            "What plans can be made from: the published versions and those that come with Atrium",
            |v, r, _| {
                let library = Library::of(v)?;
                let key = |book: &&Published| Key::new().text(&book.key);
                let mut all: Vec<&Published> = library.all().iter().collect();
                all.sort_by(|a, b| a.key.cmp(&b.key));
                let page = r.paging()?.page("playbook-library", all, key, false)?;
                Ok(Reply::page(page.map(published)))
            },
        )
        .tells(PUBLISHED),
        history::route::<Playbook>(),
        Route::api_get("/playbooks/{id}", VIEW, "A playbook with its steps", one).of::<Playbook>(),
        Route::api_get("/playbooks/{id}/sheet", VIEW, "A playbook's steps as CSV", as_sheet)
            .gives(Gives::File),
        Route::api_list::<Nothing>(
            "/playbooks/{id}/versions",
            VIEW,
            "The published versions of a playbook, the newest first",
            |v, r, _| {
                let book = of(v, r)?;
                let query = Query::of(&book, EDITIONS, Key::new().id(book.id));
                let page = v.list::<Edition>(query.descending(true).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|edition| v.json(&edition))?))
            },
        )
        .of::<Edition>(),
        Route::api_make::<NewPlaybook>(
            "/playbooks",
            CREATE,
            "Make a playbook: empty, like another, or from what a project or a task was",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Playbook>(),
        Route::api_edit::<EditPlaybook>(
            "/playbooks/{id}",
            EDIT,
            "Edit what a playbook is called",
            one,
            |v, r| Ok(Filled::blank(&head(&v.find_for(&EDIT, r.id("id")?)?))),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Playbook>(),
        Route::api_post::<NewStep>(
            "/playbooks/{id}/steps",
            EDIT,
            "Add a step",
            |v, r, form| {
                ops::add_step(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<EditStep>(
            "/playbooks/{id}/steps/{step}",
            EDIT,
            "Say all of a step anew; what is left out is emptied",
            |v, r, form| {
                ops::edit_step(v, r.id("id")?, step(r)?, form)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<MoveStep>(
            "/playbooks/{id}/steps/{step}/move",
            EDIT,
            "Move a step with what stands below it",
            |v, r, form| {
                let how = form.how.ok_or_else(no_way)?;
                ops::move_step(v, r.id("id")?, step(r)?, how)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Nothing>(
            "/playbooks/{id}/steps/{step}/remove",
            EDIT,
            "Remove a step with what stands below it",
            |v, r, _| {
                ops::remove_step(v, r.id("id")?, step(r)?)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Questions>(
            "/playbooks/{id}/questions",
            EDIT,
            "Say what is asked when a playbook is applied",
            |v, r, form| {
                ops::ask(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Sheet>(
            "/playbooks/{id}/sheet",
            EDIT,
            "Put a sheet (CSV) in the place of all steps",
            |v, r, form| {
                ops::bring_in(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Publish>(
            "/playbooks/{id}/publish",
            PUBLISH,
            "Publish a version of a playbook",
            |v, r, form| {
                ops::publish(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Nothing>(
            "/playbooks/{id}/retire",
            RETIRE,
            "Retire a playbook: nothing new is planned from it",
            |v, r, _| {
                ops::retire(v, r.id("id")?, true)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_post::<Nothing>(
            "/playbooks/{id}/restore",
            RETIRE,
            "Bring a retired playbook back",
            |v, r, _| {
                ops::retire(v, r.id("id")?, false)?;
                one(v, r)
            },
        )
        .of::<Playbook>(),
        Route::api_ask::<Apply>(
            "/projects/{id}/playbook",
            APPLY,
            "What a playbook would make of a project, with people and days proposed; nothing is written",
            |v, r, asked| {
                let project: Project = v.find(r.id("id")?)?;
                v.demand_on(&APPLY, &project)?;
                let made = prepare(v, &project, &asked)?.possible()?;
                Ok(Reply::json(prepared(&made)))
            },
        )
        .tells(PREPARED)
        .slow(),
        Route::api_post::<Apply>(
            "/projects/{id}/playbook",
            APPLY,
            "Apply a playbook to a project; what no row says is as it is proposed",
            |v, r, form| {
                let made = apply(v, r.id("id")?, form)?;
                Ok(Reply::json(json!({ "tasks": made })))
            },
        )
        .tells(Told::Object(&[("tasks", Told::Number)])),
    ]
}

fn published(book: &Published) -> Value {
    json!({
        "key": book.key, "name": book.name, "category": book.category.key(), "summary": book.summary,
        "playbook": book.id.map(|id| id.to_string()), "number": book.number,
        "working_days": book.days, "estimate_minutes": book.minutes(), "tasks": book.tasks(),
        "milestones": book.milestones.iter().map(|part| json!({
            "title": part.title, "due_day": part.due, "estimate_minutes": part.minutes, "tasks": part.tasks,
        })).collect::<Vec<_>>(),
        "questions": book.outline.questions.iter().map(|question| json!({
            "title": question.title, "answers": question.answers,
        })).collect::<Vec<_>>(),
    })
}

const PUBLISHED: Told = Told::Object(&[
    ("key", Told::Text),
    ("name", Told::Text),
    ("category", Told::Text),
    ("summary", Told::Text),
    ("playbook", Told::Record),
    ("number", Told::Number),
    ("working_days", Told::Number),
    ("estimate_minutes", Told::Counted(Unit::Minutes)),
    ("tasks", Told::Number),
    (
        "milestones",
        Told::List(&Told::Object(&[
            ("title", Told::Text),
            ("due_day", Told::Number),
            ("estimate_minutes", Told::Counted(Unit::Minutes)),
            ("tasks", Told::Number),
        ])),
    ),
    (
        "questions",
        Told::List(&Told::Object(&[
            ("title", Told::Text),
            ("answers", Told::List(&Told::Text)),
        ])),
    ),
]);

fn prepared(made: &Prepared) -> Value {
    let person = |place: usize| made.people.get(place).map(|id| id.to_string());
    json!({
        "playbook": made.book.key, "number": made.book.number, "start": made.start.iso(),
        "finish": made.draft.finish().map(|day| day.iso()),
        "rows": made.draft.rows.iter().enumerate().map(|(at, row)| json!({
            "key": row.key, "level": row.level.key(), "title": row.title, "role": row.role,
            "person": row.person.and_then(person), "estimate_minutes": made.draft.minutes(at),
            "start": row.start.iso(), "due": row.due.iso(), "critical": row.critical,
        })).collect::<Vec<_>>(),
    })
}

const PREPARED: Told = Told::Object(&[
    ("playbook", Told::Text),
    ("number", Told::Number),
    ("start", Told::Day),
    ("finish", Told::Day),
    (
        "rows",
        Told::List(&Told::Object(&[
            ("key", Told::Number),
            ("level", Told::Text),
            ("title", Told::Text),
            ("role", Told::Text),
            ("person", Told::Record),
            ("estimate_minutes", Told::Counted(Unit::Minutes)),
            ("start", Told::Day),
            ("due", Told::Day),
            ("critical", Told::Flag),
        ])),
    ),
]);
