//! Tasks across projects: one's own, those for review, those nobody has, everything one may see; as board or list.

use maud::{Markup, Render, html};

use super::{
    ASSIGN, Priority, TASKS_BY_STATE, Task, TaskStatus as Status,
    actions::{ACCEPT, EDIT, EXPORT},
    calendar, lines,
    query::{Show, TaskQuery},
    timeline,
};
use crate::{
    access::Action,
    base::{Choice, Error, Id, Money, Result, text, time},
    data::{Key, Query, Visit},
    features::{
        lists::{self, Adds, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::Directory,
        projects::{
            Limits, OPEN_TASKS, Project, Swim, TASKS, WORK, WorkBoard, card, on_task,
            parts::{add_line, address, due_day, hours, named_face, people_select, state},
        },
        records::{Editing, import_link, more_fields},
    },
    ui::prelude::*,
    web::{Page, Reply, Request},
};

pub fn index(visit: &Visit, request: &Request) -> Result<Reply> {
    if let Some(to) = lists::opening::<Task>(visit, request)? {
        return Ok(Reply::go(to));
    }
    let asked: TaskQuery = request.filters();
    let view = request.query("view");
    let (list, by_day) = (view == Some("list"), view == Some("calendar"));
    let over_time = view == Some("timeline");
    if let Some(project) = asked.project.filter(|_| over_time) {
        return Ok(timeline::of_project(request, project));
    }
    let show = match asked.show {
        Some(show) => show,
        None if asked.parent.is_some() => Show::All,
        // A list says in its address what it shows.
        None if list && request.query("saved").is_none() => {
            let first = at_first(visit)?;
            let key = Show::ALL.iter().find(|(show, ..)| *show == first);
            let to = request.with_query("show", key.map(|(_, key, _)| *key));
            return Ok(Reply::go(to));
        }
        None => at_first(visit)?,
    };
    let asked = TaskQuery {
        show: Some(show),
        ..asked
    };
    let around = Around::of(visit)?;
    let names = around.names.clone();
    if let Some(numbers) = request.cards() {
        return cards(visit, request, &asked, &names, numbers).map(Into::into);
    }
    let count = text::count(
        super::mine::my_open(visit)?,
        "open task of yours",
        "open tasks of yours",
    );
    let head = html! { (Head::new("Tasks").fact(count)) };
    let of_project = match asked.project {
        Some(id) => visit.find::<Project>(id).ok(),
        None => None,
    };
    let add = match &of_project {
        Some(project) => add_line(visit, project, &request.here()),
        None => lines::add_anywhere(visit, &request.here())?,
    };
    let look = |view: Option<&str>| request.with_query("view", view);
    let (board_at, list_at) = (look(None), look(Some("list")));
    let (days_at, time_at) = (look(Some("calendar")), look(Some("timeline")));
    let switch = segments(
        "View",
        &[
            (
                Some(Icon::Board),
                "Board",
                &board_at,
                !list && !by_day && !over_time,
            ),
            (Some(Icon::Table), "List", &list_at, list),
            (Some(Icon::Calendar), "Calendar", &days_at, by_day),
            (Some(Icon::Gantt), "Timeline", &time_at, over_time),
        ],
    );
    if list {
        return table(visit, request, (head, switch, add), &asked, &names);
    }
    if by_day {
        return calendar::page(&around, request, (head, switch, add), &asked);
    }
    if over_time {
        return timeline::page(&around, request, (head, switch, add), &asked);
    }
    let swim = Swim::asked(request);
    let mut totals = Vec::new();
    let tasks = match show {
        Show::Mine => asked.own_board(visit)?,
        _ => lanes(visit, &asked, &mut totals)?,
    };
    let titles = titles(visit, &tasks)?;
    let place = |task: &Task| titles.get(&task.project.raw()).cloned().unwrap_or_default();
    let shown = match tasks.is_empty() {
        true => empty(show).render(),
        false => WorkBoard {
            visit,
            names: &names,
            tasks: &tasks,
            most: 30,
            totals: &totals,
            limits: of_project
                .as_ref()
                .map_or_else(Limits::default, |project| project.limits),
            swim,
            by_milestone: false,
            place: &place,
        }
        .draw()?,
    };
    let kept = lists::kept_as::<Task>(visit, request, "board")?;
    let at_view = request.query("saved").is_some();
    let own_tabs = Show::ALL.into_iter().map(|(each, key, name)| {
        Tab::new(name, format!("/tasks?show={key}")).current(show == each && !at_view)
    });
    let (keep, keeps) = lists::keeping::<Task>(visit, request, &[("view", "board")])?;
    let body = html! {
        (head)
        (answering("views", tabs("Show", own_tabs.chain(kept))))
        (bar(html! { (switch) (swim.choice(request, "By project")) (divider()) (answering("chips", lists::chips::<Task>(&around, request)?)) }, html! { (answering("keep", keep)) }))
        (answering("menus", html! { (lists::menus::<Task>(&around, request)?) (keeps) }))
        (answering("list", html! { div data-live-id="tasks" data-kinds="tasks" { (shown) } }))
        (add)
    };
    Ok(Page::new("Tasks", body)
        .styles(&[
            "board", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .scripts(&["drag-board"])
        .lists::<Task>(visit)
        .into())
}

/// The same in rows.
fn table(
    visit: &Visit,
    request: &Request,
    (head, switch, add): (Markup, Markup, Markup),
    asked: &TaskQuery,
    names: &Directory,
) -> Result<Reply> {
    let mut tabs = Vec::new();
    for (each, key, name) in Show::ALL {
        let of_tab = TaskQuery {
            show: Some(each),
            ..TaskQuery::default()
        };
        let count = match of_tab.query(visit)? {
            Some(query) => Totals::counted(visit, &query)?,
            None => Totals::all(0),
        };
        let tab = ListTab::new(name, format!("show={key}&view=list"));
        tabs.push(tab.count(Some(count)).nothing(empty(each)));
    }
    let frame = Frame {
        head,
        tabs,
        switch,
        find: "Find by title",
        several: match may_bulk(visit) {
            true => Some(bulk_controls(visit, asked, names)?),
            false => None,
        },
        below: html! {
            (add)
            @if let Some(way) = import_link::<Task>(visit) { p class="row" { (way) } }
        },
        styles: vec!["empty", "record", "thread", "extra", "plan"],
        ..Frame::default()
    };
    lists::page::<Task>(visit, request, frame)
}

impl Listed for Task {
    type Asked = TaskQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("state", "State"),
        Filter::choice::<Priority>("priority", "Priority"),
        Filter::people("assignee", "Assignee"),
        Filter::record::<Project>("project", "Project"),
        Filter::day("due_from", "Due from"),
        Filter::day("due_to", "Due until"),
    ];

    const SUMMED: Option<&'static str> = Some("logged");
    const ADDS: Adds = Adds::Minutes;
    const SUM_SAYS: &'static str = "planned";

    fn columns() -> Vec<Shown<Task>> {
        vec![
            Shown::<Task>::new("state", "State", |_, task| Ok(state(task))),
            Shown::<Task>::new("priority", "Priority", |_, task| {
                Ok(prio(task.priority.mark(), true))
            }),
            Shown::<Task>::new("assignee", "Assignee", |around, task| {
                Ok(match task.assignee {
                    Some(user) => who_first(around.names.name(user)),
                    None => named_face(&around.names, None),
                })
            }),
            Shown::<Task>::new("due", "Due", |around, task| {
                Ok(due_day(
                    task.due,
                    task.state.is_open(),
                    around.visit.today(),
                ))
            }),
            Shown::<Task>::new("progress", "Progress", |_, task| {
                Ok(progress_bar(
                    u32::from(task.progress),
                    format!("{}%", task.progress),
                    &format!("{} progress", task.title),
                ))
            }),
            Shown::<Task>::new("logged", "Logged / plan", |around, task| {
                let logged = on_task(around.visit, task.id)?;
                Ok(html! { (hours(logged, i64::from(task.weight))) })
            })
            .number()
            .told(|around, task| Ok(time::minutes(on_task(around.visit, task.id)?))),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let project = around.visit.follow(self, |task| task.project)?;
        let place = project.map(|project| project.title).unwrap_or_default();
        let second = html! { (self.id) ", " (place) };
        Ok(Named::new(address(around.visit, self), &self.title, second).in_panel())
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    fn query(visit: &Visit, asked: &TaskQuery) -> Result<Option<Query<Task>>> {
        asked.query(visit)
    }

    /// Minutes that are planned.
    fn value(&self) -> Money {
        Money(i64::from(self.weight))
    }
}

/// These of a board's cards alone, as far as they are on it.
fn cards(
    visit: &Visit,
    request: &Request,
    asked: &TaskQuery,
    names: &Directory,
    numbers: Vec<&str>,
) -> Result<Page> {
    let swim = Swim::asked(request);
    let mut drawn = Vec::new();
    for id in numbers.into_iter().filter_map(Id::parse) {
        if let Some(task) = asked.on_board(visit, id)? {
            let project = visit.follow(&task, |task| task.project)?;
            let place = project.map(|project| project.title).unwrap_or_default();
            drawn.push(card(visit, names, &task, &place, swim)?);
        }
    }
    Ok(Page::new("Tasks", html! { @for card in &drawn { (card) } }))
}

/// What somebody sees who did not say what: their own work; where they have none, what waits for them.
fn at_first(visit: &Visit) -> Result<Show> {
    let anything = |query: Query<Task>| Ok::<_, Error>(visit.count(&query, 1)? > 0);
    let in_state = |state: Status| TaskQuery::default().lane(visit, state);
    let names = Directory::of(visit)?;
    let mine = match names.users.get(&visit.actor.person) {
        Some(me) => {
            let key = Key::new().id(me.id);
            anything(Query::of(me, super::TASKS_BY_ASSIGNEE, key))?
        }
        None => false,
    };
    let free = TaskQuery {
        show: Some(Show::Unassigned),
        ..TaskQuery::default()
    };
    Ok(if mine {
        Show::Mine
    } else if visit.may_somewhere(&ACCEPT) && anything(in_state(Status::Review))? {
        Show::Review
    } else if visit.may_somewhere(&ASSIGN) && anything(free.lane(visit, Status::ToDo))? {
        Show::Unassigned
    } else if anything(Query::by(TASKS_BY_STATE))? {
        Show::All
    } else {
        Show::Mine
    })
}

fn empty(show: Show) -> Empty {
    match show {
        Show::Review => Empty::quiet(
            "Nothing waits for review",
            "What is handed in and has to pass review appears here.",
        ),
        Show::Unassigned => Empty::quiet(
            "Everything is in somebody's hands",
            "Open tasks that nobody has appear here, to be assigned.",
        ),
        Show::Mine => Empty::quiet(
            "You have no tasks",
            "When a team lead assigns a task to you, it appears here and in your inbox.",
        ),
        Show::All => Empty::quiet(
            "No tasks here",
            "Tasks come with a project's plan. Take a filter away to see more.",
        ),
    }
}

/// The lanes of a board: what is next in each, and how many there are in all, where no filter passes any over.
fn lanes(visit: &Visit, asked: &TaskQuery, totals: &mut Vec<usize>) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    let wanted = |lane: Status| match (asked.show, asked.states.as_slice()) {
        (Some(Show::Review), _) if lane != Status::Review => false,
        (_, []) => true,
        (_, states) => states.contains(&lane),
    };
    let counted = asked.show == Some(Show::All) && !asked.is_filtered();
    for lane in Status::LANES.into_iter().filter(|lane| wanted(*lane)) {
        // Completed ones: the latest first.
        let query = asked.lane(visit, lane).limit(40);
        let query = query.descending(lane == Status::Completed);
        let page = visit.list(query.clone())?;
        if counted {
            let total = visit.total::<Task>(TASKS, Key::new().byte(lane.code()))?;
            totals.push(match (total, &page.next) {
                (Some(count), _) => usize::try_from(count).unwrap_or(0),
                (None, None) => page.rows.len(),
                (None, Some(_)) => visit.count(&query, 1000)?,
            });
        }
        tasks.extend(page.rows);
    }
    Ok(tasks)
}

/// Titles of the projects these tasks belong to.
fn titles(visit: &Visit, tasks: &[Task]) -> Result<std::collections::BTreeMap<u64, String>> {
    let mut titles = std::collections::BTreeMap::new();
    for task in tasks {
        if !titles.contains_key(&task.project.raw())
            && let Some(project) = visit.follow(task, |task| task.project)?
        {
            titles.insert(task.project.raw(), project.title);
        }
    }
    Ok(titles)
}

/// Whoever gives work out may do so to many tasks at once.
fn may_bulk(visit: &Visit) -> bool {
    visit.may_somewhere(&ASSIGN) && visit.may_somewhere(&EDIT)
}

fn bulk_controls(visit: &Visit, asked: &TaskQuery, names: &Directory) -> Result<Markup> {
    let project = asked.project.map(|id| visit.find::<Project>(id));
    let project = project.and_then(Result::ok);
    let assignee = Select::new("assignee", "Assign to")
        .id("bulk-assignee")
        .bare();
    let workers = names.on_duty(&WORK);
    let mut loaded = workers
        .iter()
        .map(|user| {
            let open = visit.tally::<Task>(OPEN_TASKS, Key::new().id(user.id))?;
            Ok((user.id, open))
        })
        .collect::<Result<Vec<_>>>()?;
    loaded.sort_by_key(|(user, open)| (*open, *user));
    Ok(html! {
        (people_select(visit, assignee, names, project.as_ref(), &loaded, "Leave the assignee")?)
        (Input::date("due", "Due").id("bulk-due").bare())
        (Select::new("priority", "Priority").id("bulk-priority").nothing("Leave the priority")
            .options(Priority::ALL.iter().map(|p| (p.key(), p.label()))).bare())
        (Button::submit("Apply").primary().small())
        (more_fields())
    })
}
