//! What waits for somebody's review, and how much of what was reviewed goes back.

use super::{
    super::{
        ASSIGN, Task, TaskStatus,
        actions::{ACCEPT, RETURN},
    },
    FREE, LOOKED_AT, MOST, Shown,
};
use crate::{
    access::Placement,
    base::{Id, Month, Result, Whose},
    data::{Key, Query},
    features::{
        day::{Deed, Number, Part, SHOWN, Workday, up_to},
        people::Directory,
        projects::{TASK_FIGURES, TASKS_BY_STATE, task_figure},
    },
};

impl Shown<'_> {
    /// What the person may accept or return, handed in by others.
    pub(super) fn for_review(&mut self, day: &mut Workday) -> Result<()> {
        let names = Directory::of(self.visit)?;
        let me = Some(Id::new(self.visit.actor.person));
        let list = Query::by(TASKS_BY_STATE)
            .under(Key::new().byte(TaskStatus::Review.code()))
            .with(ACCEPT);
        let waiting = self.visit.count(&list, MOST)?;
        self.of_review(day, waiting)?;
        let mut rows = self.visit.list::<Task>(list.limit(LOOKED_AT))?.rows;
        rows.retain(|task| {
            task.assignee != me && task.reviewer.is_none_or(|reviewer| Some(reviewer) == me)
        });
        if rows.is_empty() {
            self.comes_to_review(day)?;
        }
        for task in rows.iter().take(SHOWN) {
            let by = task.assignee.map_or("", |who| names.name(who));
            let why = match by {
                "" => "waits for your review".to_owned(),
                by => format!("by {by}, waits for your review"),
            };
            let line = self.line(Part::Now, task, &why)?;
            let may_return = self.visit.may_somewhere(&RETURN);
            day.line(
                line.deed_if(task.must_be_whole().is_ok(), || {
                    Deed::post("Accept", Self::to(task, "accept"))
                })
                .deed_if(may_return, || {
                    let to = Self::to(task, "return");
                    Deed::say("Return", to, "reason", "What has to be mended")
                }),
            );
        }
        Ok(())
    }

    /// How much waits wherever they may accept, and for whoever leads nobody, how much of it goes back.
    fn of_review(&self, day: &mut Workday, waiting: usize) -> Result<()> {
        let visit = self.visit;
        let href = "/tasks?show=all&state=review";
        day.number(Number::new(53, "In review", up_to(waiting, MOST), href));
        if visit.may_somewhere(&ASSIGN) {
            return Ok(());
        }
        let names = Directory::of(visit)?;
        let share = |month: Month| -> Result<(i64, i64)> {
            let done = self.of_departments(&names, task_figure::DONE, month)?;
            let returned = self.of_departments(&names, task_figure::RETURNED, month)?;
            Ok((returned, done + returned))
        };
        let share = Number::share(visit, 52, "Returned this month", href, share)?;
        day.numbers.extend(share);
        Ok(())
    }

    /// A figure of a month, over the departments in which they may accept work.
    pub(super) fn of_departments(&self, names: &Directory, what: u8, month: Month) -> Result<i64> {
        let places = self.visit.actor.places(&ACCEPT);
        let all = places.contains(&Placement::Global);
        let theirs = |id: &&u64| all || places.contains(&Placement::Department(**id));
        let of = |id: &u64| {
            let key = Key::new().figure(Whose::Department(*id), what, month);
            self.visit.tally::<Task>(TASK_FIGURES, key)
        };
        names.departments.keys().filter(theirs).map(of).sum()
    }

    /// Nothing waits: what others work on, the next due first, for whoever reviews and leads nobody.
    fn comes_to_review(&mut self, day: &mut Workday) -> Result<()> {
        if self.visit.may_somewhere(&ASSIGN) {
            return Ok(());
        }
        let names = Directory::of(self.visit)?;
        let list = Query::by(TASKS_BY_STATE)
            .under(Key::new().byte(TaskStatus::InProgress.code()))
            .with(ACCEPT)
            .limit(FREE);
        for task in &self.visit.list::<Task>(list)?.rows {
            let by = task.assignee.map_or("nobody", |who| names.name(who));
            let line = self.line(Part::Next, task, &format!("{by} works on it"))?;
            day.line(line);
        }
        Ok(())
    }
}
