//! What a demonstration has of playbooks: one that the house made its own, with a second version being written.

use super::{
    Level,
    forms::{EditStep, NewPlaybook, NewStep, Publish},
    ops,
    outline::Step,
};
use crate::{
    base::Result,
    data::Visit,
    features::{projects::Priority, settings::Category},
};

pub fn demonstrate(visit: &Visit) -> Result<()> {
    let id = ops::create(
        visit,
        NewPlaybook {
            name: "Website for a small practice".into(),
            category: Category::Web,
            summary: "Five pages, a booking form and local search, for practices and small shops."
                .into(),
            from: String::new(),
            project: None,
            task: None,
        },
    )?;
    let step = |title: &str, role: &str, estimate: u32, days: u32| Step {
        title: title.into(),
        role: role.into(),
        estimate,
        days,
        priority: Priority::Normal,
        client_visible: true,
        ..Step::default()
    };
    let add = |level: Level, step: Step| -> Result<u32> {
        let new = NewStep {
            level,
            title: step.title.clone(),
            below: None,
        };
        let key = ops::add_step(visit, id, new)?;
        if level != Level::Milestone {
            ops::edit_step(
                visit,
                id,
                key,
                EditStep {
                    step,
                    version: None,
                },
            )?;
        }
        Ok(key)
    };
    add(Level::Milestone, step("Discovery", "", 0, 0))?;
    let kick_off = add(
        Level::Task,
        step("Kick-off and content audit", "client-services", 360, 1),
    )?;
    let sitemap = step("Sitemap agreed", "graphics", 360, 2);
    let sitemap = add(
        Level::Task,
        Step {
            after: vec![kick_off],
            ..sitemap
        },
    )?;
    add(Level::Milestone, step("Design", "", 0, 0))?;
    let pages = step("Page designs", "graphics", 1200, 4);
    let pages = add(
        Level::Task,
        Step {
            after: vec![sitemap],
            review: true,
            ..pages
        },
    )?;
    add(Level::Milestone, step("Build", "", 0, 0))?;
    let theme = step("Theme and page templates", "web", 960, 3);
    let theme = add(
        Level::Task,
        Step {
            after: vec![pages],
            ..theme
        },
    )?;
    let form = step("Booking form", "web", 600, 2);
    add(
        Level::Task,
        Step {
            after: vec![theme],
            review: true,
            ..form
        },
    )?;
    let publish = Publish {
        note: "First version".into(),
        version: None,
    };
    ops::publish(visit, id, publish)?;
    let test = step("Performance and accessibility", "qa", 480, 2);
    add(
        Level::Task,
        Step {
            after: vec![theme],
            ..test
        },
    )?;
    Ok(())
}
