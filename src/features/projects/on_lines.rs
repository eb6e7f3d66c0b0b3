//! A milestone on one line: `Launch 12 dec`.

use super::{Milestone, Project, actions::ADD_MILESTONE, forms::NewMilestone, ops, pages};
use crate::{
    access::Action,
    base::{Error, Id, Result, day_said::day_at_the_end, text},
    data::Visit,
    features::records::OnLines,
    web::{Filled, Page, Request},
};

impl OnLines for Milestone {
    type New = NewMilestone;
    const MAKE: Action = ADD_MILESTONE;

    /// A day at its end is when it is due.
    fn said(visit: &Visit, line: &str) -> Vec<(&'static str, String)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let found = day_at_the_end(&words, 0, visit.today());
        let title = &words[..words.len() - found.map_or(0, |(_, count)| count)];
        let mut said = vec![("title", text::clean_line(&title.join(" ")))];
        said.extend(found.map(|(day, _)| ("due", day.iso())));
        said
    }

    fn make(visit: &Visit, all: Vec<NewMilestone>) -> Result<()> {
        ops::add_milestones(visit, all).map(drop)
    }

    fn whole(visit: &Visit, _: &Request, form: &Filled<NewMilestone>) -> Result<Page> {
        let project = form.value("project").and_then(Id::<Project>::parse);
        let project = visit.find(project.ok_or(Error::NotFound)?)?;
        let action = format!("/projects/{}/milestones", project.id);
        Ok(pages::milestone(&project, &action, "Add milestone", form))
    }
}
