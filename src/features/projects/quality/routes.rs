//! Ways to what work is reviewed by.

use serde_json::json;

use super::{
    super::actions::{EDIT_REVIEW_RULES, VIEW_REVIEW_RULES},
    HERE, ReviewRules, Reviewing,
    forms::ReviewRulesForm,
    pages,
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::settings::Category,
    web::{Reply, Request, Route, Told},
};

const RULES: Told = Told::Object(&[
    ("reasons", Told::Text),
    ("web", Told::Text),
    ("gmb", Told::Text),
    ("seo", Told::Text),
    ("graphics", Told::Text),
    ("social", Told::Text),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW_REVIEW_RULES, |v, _| {
            let held = v.cached::<Reviewing>()?;
            pages::rules(v, &held.0, &ReviewRulesForm::of(&held.0)).map(Into::into)
        }),
        Route::post(HERE, EDIT_REVIEW_RULES, save),
        // What Undo leads back to.
        Route::page("/review-rules/{id}", VIEW_REVIEW_RULES, |_, _| {
            Ok(Reply::go(HERE))
        }),
        Route::api_get(
            HERE,
            VIEW_REVIEW_RULES,
            "The house's reasons for a return, and its checklists for reviews by category, a line each",
            |v, _| answer(v),
        )
        .tells(RULES),
        Route::api_edit::<ReviewRulesForm>(
            HERE,
            EDIT_REVIEW_RULES,
            "Write other reasons and checklists, one in each line",
            |v, _| answer(v),
            |v, _| Ok(ReviewRulesForm::of(&v.cached::<Reviewing>()?.0)),
            |v, _, form| put(v, form),
        )
        .tells(RULES),
    ]
}

fn answer(visit: &Visit) -> Result<Reply> {
    let held = visit.cached::<Reviewing>()?;
    let held: &ReviewRules = &held.0;
    let list = |category: Category| held.lines(category).join("\n");
    let mut body = serde_json::Map::new();
    body.insert("reasons".into(), json!(held.reasons.join("\n")));
    let all = Category::ALL.iter();
    for category in all.filter(|category| **category != Category::Unknown) {
        body.insert(category.key().into(), json!(list(*category)));
    }
    body.insert("version".into(), json!(held.version));
    Ok(Reply::json(serde_json::Value::Object(body)))
}

fn put(visit: &Visit, form: ReviewRulesForm) -> Result<()> {
    visit.act(EDIT_REVIEW_RULES, move |change| {
        let mut held = change.only::<ReviewRules>(form.version)?;
        held.reasons = form.reasons;
        held.checklists = form.checklists;
        change.put(&held)
    })
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<ReviewRulesForm>()
        .attempt(|form| put(visit, form))?
    {
        Ok(()) => Ok(Reply::go(HERE).toast("Saved", visit.wrote())),
        Err(filled) => {
            let held = visit.cached::<Reviewing>()?;
            pages::rules(visit, &held.0, &filled).map(Into::into)
        }
    }
}
