//! What a sub-project is asked for with.

use crate::{
    base::{Day, Id, in_order},
    features::people::User,
    web::form::{Form, Optional, Reader, Required},
};

/// A sub-project that is added to a project; what isn't said is as in the project above.
#[derive(Debug, Clone)]
pub struct NewPart {
    pub title: String,
    pub manager: Option<Id<User>>,
    pub team_lead: Option<Id<User>>,
    pub start: Option<Day>,
    pub finish: Option<Day>,
}

impl Form for NewPart {
    fn read(f: &mut Reader) -> Self {
        let form = NewPart {
            title: f.text("title", "Title", Required, 120),
            manager: f.id("manager", "Project manager", Optional),
            team_lead: f.id("team_lead", "Team lead", Optional),
            start: f.day("start", "Start", Optional),
            finish: f.day("finish", "Finish", Optional),
        };
        f.in_order(in_order::FINISH, form.start, form.finish);
        form
    }
}
