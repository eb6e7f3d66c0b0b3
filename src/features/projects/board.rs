//! Tasks on a board: their cards in the columns of their states, as far as a project limits them, in one board or in a
//! swimlane each for people, priorities, projects or milestones.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    Limits, Task, TaskStatus,
    actions::CREATE_TASK,
    on_task,
    parts::{address_for, due_day, face, hours, named_face},
};
use crate::{
    base::{Choice, Result, text, time},
    choices,
    data::Visit,
    features::{people::Directory, records::Editing},
    ui::prelude::*,
    web::Request,
};

choices! {
    /// What the swimlanes of a board are.
    pub enum Swim {
        None: "none", "One board";
        Assignee: "assignee", "By person";
        Priority: "priority", "By priority";
        Place: "place", "By place";
    }
}

/// A swimlane: its place in their order, its name, and the number of what it stands for.
type Swimlane = (u8, String, u64);

impl Swim {
    /// As the address asks for it.
    pub fn asked(request: &Request) -> Swim {
        let asked = request.query("swim").and_then(Swim::from_key);
        asked.unwrap_or_default()
    }

    /// The choice of them on a page; `place` is what the tasks of one belong to there.
    pub fn choice(self, request: &Request, place: &str) -> Markup {
        let at = |swim: Swim| request.with_query("swim", (swim != Swim::None).then(|| swim.key()));
        let ways = [
            (at(Swim::None), "Together"),
            (at(Swim::Assignee), "By person"),
            (at(Swim::Priority), "By priority"),
            (at(Swim::Place), place),
        ];
        let chosen = [Swim::None, Swim::Assignee, Swim::Priority, Swim::Place];
        let each = ways.iter().zip(chosen);
        let each: Vec<_> = each
            .map(|((href, name), swim)| (None, *name, href.as_str(), swim == self))
            .collect();
        segments("Swimlanes", &each)
    }

    /// What the swimlane of a task stands for, as a card that is dropped there says it; nothing where none is dropped.
    fn stands_for(self, task: &Task, by_milestone: bool) -> Option<String> {
        Some(match self {
            Swim::Assignee => format!(
                "assignee:{}",
                task.assignee.map_or(String::new(), |id| id.to_string())
            ),
            Swim::Priority => format!("priority:{}", task.priority.key()),
            Swim::Place if by_milestone && task.parent.is_none() => {
                format!("milestone:{}", task.milestone)
            }
            _ => return None,
        })
    }

    /// The swimlane of a task: its place in the order of them, its name, and what of that name it is, for two people or
    /// two milestones may be called alike.
    fn of(self, names: &Directory, task: &Task, place: &str, by_milestone: bool) -> Swimlane {
        match self {
            Swim::None | Swim::Unknown => (0, String::new(), 0),
            Swim::Assignee => match task.assignee {
                Some(user) => (0, names.name(user).to_owned(), user.raw()),
                None => (1, super::parts::NOBODY.to_owned(), 0),
            },
            Swim::Priority => {
                let all = super::Priority::ALL;
                let at = all.iter().position(|held| *held == task.priority);
                let at = at.map_or(0, |at| all.len() - at);
                let at = u8::try_from(at).unwrap_or(u8::MAX);
                (at, task.priority.label().to_owned(), 0)
            }
            Swim::Place => {
                let of = match (by_milestone, task.parent) {
                    (true, None) => task.milestone.raw(),
                    // Subtasks stand together.
                    (true, Some(_)) => 0,
                    (false, _) => task.project.raw(),
                };
                (0, place.to_owned(), of)
            }
        }
    }
}

/// Whether the person may move the task's card: it is theirs, or they lead such work.
fn may_move(visit: &Visit, task: &Task) -> bool {
    task.assignee
        .is_some_and(|user| user.raw() == visit.actor.person)
        || visit.may(&CREATE_TASK, task)
}

pub fn card(
    visit: &Visit,
    names: &Directory,
    task: &Task,
    place: &str,
    swim: Swim,
) -> Result<Card> {
    let logged = on_task(visit, task.id)?;
    let today = visit.today();
    let may_open = visit.may(&super::actions::VIEW_TASKS, task);
    // Another milestone is another place, whatever the swimlanes here are called by.
    let (_, lane, lane_of) = swim.of(names, task, place, true);
    let edits = Editing::of_fields(visit, task, &["priority", "due", "assignee"]);
    let mut card = Card::new(task.id.to_string(), address_for(task, may_open), task.title.as_str(), format!("{} {}", task.id, task.title))
        .version(task.version)
        .shows(format!("tasks:{}", task.id.raw()), format!("{} {} {lane} {lane_of}", task.state.key(), task.weight))
        .above(html! {
            (edits.value("priority", prio(task.priority.mark(), false))) (id(task.id.to_string())) span class="trunc" { (place) }
            @if task.requested { (badge(Tone::Warning, "Asked for")) }
            @else if task.blocked.is_some() && task.state.is_open() { (badge(Tone::Danger, "Blocked")) }
            @else if task.returned.is_some() && task.state.is_open() { (badge(Tone::Warning, "Returned")) }
        })
        .foot(html! {
            (edits.value("due", due_day(task.due, task.state.is_open(), today)))
            span class="dim" { (hours(logged, i64::from(task.weight))) }
            span { @if edits.may("assignee") { (edits.value("assignee", named_face(names, task.assignee))) } @else { (face(names, task.assignee)) } }
        });
    if may_open {
        card = card.in_panel();
    }
    if task.has_parts() {
        let text = format!("{} of {}", task.parts_done, task.parts);
        card = card.progress(u32::from(task.progress), text, "Subtasks");
    } else if !task.checklist.is_empty() && task.state == TaskStatus::InProgress {
        let text = format!("{} of {}", task.ticked(), task.checklist.len());
        card = card.progress(u32::from(task.progress), text, "Checklist");
    }
    Ok(if may_move(visit, task) {
        card
    } else {
        card.fixed()
    })
}

/// How many tasks each column of a project's board holds.
pub fn held(visit: &Visit, task: &Task, lane: TaskStatus) -> Result<i64> {
    let key = crate::data::Key::new().id(task.project).byte(lane.code());
    visit.tally::<Task>(super::TASKS_IN_LANES, key)
}

/// A board of tasks.
pub struct WorkBoard<'a> {
    pub visit: &'a Visit,
    pub names: &'a Directory,
    pub tasks: &'a [Task],
    /// Cards that each column draws at most.
    pub most: usize,
    /// How many each column holds in all, when not all were read.
    pub totals: &'a [usize],
    pub limits: Limits,
    pub swim: Swim,
    /// Whether that is its milestone, so that it can be moved to another.
    pub by_milestone: bool,
    /// Where a task belongs, as its card says.
    pub place: &'a dyn Fn(&Task) -> String,
}

impl WorkBoard<'_> {
    pub fn draw(&self) -> Result<Markup> {
        if self.swim == Swim::None {
            let all: Vec<&Task> = self.tasks.iter().collect();
            let board = board("/tasks/move", self.lanes(&all, self.totals, None)?);
            return Ok(html! { div data-live-id="board" data-kinds="tasks" { (board) } });
        }
        let mut swims: BTreeMap<Swimlane, Vec<&Task>> = BTreeMap::new();
        for task in self.tasks {
            let place = (self.place)(task);
            let of = self.swim.of(self.names, task, &place, self.by_milestone);
            swims.entry(of).or_default().push(task);
        }
        let mut drawn = Vec::new();
        for ((_, name, _), tasks) in &swims {
            let name = match name.is_empty() {
                true => "Others",
                false => name.as_str(),
            };
            let open = tasks.iter().filter(|task| task.state.is_open()).count();
            let lanes = self.lanes(tasks, &[], Some(name))?;
            let stands_for = tasks
                .first()
                .and_then(|task| self.swim.stands_for(task, self.by_milestone));
            let board = match stands_for {
                Some(swim) => board_of_swim("/tasks/move", &swim, lanes),
                None => board("/tasks/move", lanes),
            };
            drawn.push(html! {
                section class="swim" aria-label=(name) {
                    h2 class="row" { (name) span class="count" { (open) } }
                    (board)
                }
            });
        }
        Ok(html! {
            div class="stack" data-live-id="board" data-kinds="tasks" data-swims {
                (self.limited())
                @for swim in &drawn { (swim) }
            }
        })
    }

    /// What the columns hold of what they may, over all swimlanes.
    fn limited(&self) -> Markup {
        let told: Vec<Markup> = TaskStatus::LANES
            .into_iter()
            .filter_map(|lane| {
                let held = self.tasks.iter().filter(|task| task.state == lane);
                self.limit(lane, held.count())
                    .map(|fact| html! { span class="row tight" { (lane.label()) ": " (fact) } })
            })
            .collect();
        html! { @if !told.is_empty() { p class="row t12" { @for fact in &told { (fact) } } } }
    }

    /// How many a column holds of how many it may; nothing where it may hold any number.
    fn limit(&self, lane: TaskStatus, held: usize) -> Option<Markup> {
        let most = self.limits.of(lane)?;
        let words = format!("{held} of at most {most}");
        let tone = match held > most as usize {
            true if self.limits.stops => Tone::Danger,
            true => Tone::Warning,
            false => Tone::Stone,
        };
        Some(html! { (badge(tone, words)) })
    }

    /// The columns; `within` is the swimlane that they stand in, where the board is cut into some: what a column may hold is told
    /// once then, above all of them.
    fn lanes(&self, tasks: &[&Task], totals: &[usize], within: Option<&str>) -> Result<Markup> {
        let mut lanes = Vec::new();
        for (at, lane) in TaskStatus::LANES.into_iter().enumerate() {
            let here: Vec<&&Task> = tasks.iter().filter(|task| task.state == lane).collect();
            let total = totals
                .get(at)
                .copied()
                .unwrap_or(here.len())
                .max(here.len());
            let planned: i64 = here.iter().map(|task| i64::from(task.weight)).sum();
            let shown = here.iter().take(self.most);
            let cards = shown
                .map(|task| card(self.visit, self.names, task, &(self.place)(task), self.swim))
                .collect::<Result<Vec<_>>>()?;
            let state_icon = lane.state_icon();
            let hours = match planned > 0 && total == here.len() {
                true => format!("{} h planned", time::hours(planned)),
                false => String::new(),
            };
            let limit = self.limit(lane, total).filter(|_| within.is_none());
            let called = match within {
                Some(swim) => format!("{swim}: {}", lane.label()),
                None => lane.label().to_owned(),
            };
            let mut drawn = Lane::new(lane.key(), called)
                .title(html! { (state_icon.silent()) (lane.label()) })
                .tone(state_icon.tone())
                .count(total as u64)
                .fact(html! { @if let Some(limit) = limit { (limit) " " } (hours) })
                .cards(cards);
            let left = total - self.most.min(here.len());
            if left > 0 {
                drawn = drawn.more(format!("{} in the list", text::count(left, "more", "more")));
            }
            lanes.push(drawn);
        }
        Ok(html! { @for lane in &lanes { (lane) } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Id, testing::house::House};

    #[test]
    fn who_is_called_alike_has_a_swimlane_of_their_own() {
        let house = House::with_cast().unwrap();
        // Two whom nobody knows any more are called alike.
        let names = Directory::of(&house.visit()).unwrap();
        let of = |user: u64| {
            let task = Task {
                assignee: Some(Id::new(900_000 + user)),
                ..Task::default()
            };
            Swim::Assignee.of(&names, &task, "", true)
        };
        assert_ne!(of(7), of(8));
        assert_eq!(of(7).1, of(8).1);
        let task = |milestone: u64, parent: Option<u64>| Task {
            milestone: Id::new(milestone),
            project: Id::new(1),
            parent: parent.map(Id::new),
            ..Task::default()
        };
        let place =
            |task: &Task, by_milestone| Swim::Place.of(&names, task, "Design", by_milestone);
        assert_ne!(place(&task(3, None), true), place(&task(4, None), true));
        assert_eq!(
            place(&task(3, Some(5)), true),
            place(&task(4, Some(6)), true)
        );
        assert_eq!(place(&task(3, None), false), place(&task(4, None), false));
    }
}
