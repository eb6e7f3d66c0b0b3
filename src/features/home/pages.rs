//! My day as a page.

use maud::{Markup, Render, html};

use super::{
    dayrule::{Mark, Slot, dayrule},
    today::{Piece, Tasks, Today},
};
use crate::{
    base::{
        Choice, Moment, Result,
        text::{count, shorten},
        time,
    },
    data::Visit,
    features::{
        approvals, leads,
        people::Directory,
        projects::{Task, TimeEntry},
        tasks,
        tickets::{self, Clock, Ticket},
        time as hours,
    },
    ui::prelude::*,
    web::{Page, Reply, shell::of_me},
};

pub fn day(visit: &Visit) -> Result<Reply> {
    let today = Today::of(visit)?;
    let names = Directory::of(visit)?;
    let body = html! {
        div data-live-id="day-head" { (head(visit, &today)?) }
        // One region: sections come and go with what they hold.
        div data-live-id="day" {
            @if today.is_empty() {
                (welcome(visit))
            } @else {
                @if visit.may_somewhere(&hours::LOG) { (rule(visit, &today)) }
                (sections(visit, &today, &names)?)
            }
        }
    };
    let mut page = Page::new("My day", body).styles(&[
        "time", "chart", "list", "empty", "thread", "record", "extra",
    ]);
    // News are known by `person:`; work that lies with the person also moves by others' deeds.
    for (work, action) in [
        ("tasks", tasks::VIEW),
        ("approvals", approvals::VIEW),
        ("leads", leads::VIEW),
        ("tickets", tickets::VIEW),
    ] {
        if visit.may_somewhere(&action) {
            page = page.live(of_me(&format!("{work}@me"), visit));
        }
    }
    // What waits for their review comes from wherever they may accept.
    if visit.may_somewhere(&tasks::ACCEPT) {
        page = page.reads::<Task>(visit, &tasks::ACCEPT);
    }
    Ok(page.into())
}

fn sections(visit: &Visit, today: &Today, names: &Directory) -> Result<Markup> {
    let work = html! {
        (my_tasks(visit, today))
        (to_review(visit, &today.to_review))
    };
    let waiting = html! {
        (to_approve(visit, today, names)?)
        (in_hand(visit, today))
        (follow_ups(visit, today))
    };
    let news = recent(visit, today, names);
    // What there is stands wide, the rest beside it; whoever has no tasks finds there what waits for them.
    let mut there = [work, waiting, news]
        .into_iter()
        .filter(|part| !part.0.is_empty());
    let wide = there.next().unwrap_or_default();
    let narrow: Vec<Markup> = there.collect();
    Ok(match narrow.is_empty() {
        true => html! { div class="stack l" { (wide) } },
        false => wide_narrow(wide, html! { @for part in &narrow { (part) } }),
    })
}

/// Morning until noon, afternoon until six.
fn greeting(hour: i8) -> &'static str {
    match hour {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

fn head(visit: &Visit, today: &Today) -> Result<Markup> {
    let waiting = approvals::waiting_for_me(visit)?;
    let tasks = &today.tasks;
    let hello = format!(
        "{}, {}",
        greeting(visit.at.hour(&visit.tz)),
        visit.actor.name.split(' ').next().unwrap_or_default()
    );
    let mut head = Head::new(hello).fact(visit.today().long());
    if waiting > 0 {
        head = head.fact(if waiting == 1 {
            "1 approval waits for you".to_owned()
        } else {
            format!("{waiting} approvals wait for you")
        });
    }
    if !tasks.today.is_empty() || !tasks.overdue.is_empty() {
        let mut due = format!("{} due today", count(tasks.today.len(), "task", "tasks"));
        if !tasks.overdue.is_empty() {
            due.push_str(&format!(", {} overdue", tasks.overdue.len()));
        }
        head = head.fact(due);
    }
    if today.logged > 0 {
        head = head.fact(format!("{} logged", time::minutes(today.logged)));
    }
    Ok(html! {
        (head.actions(html! {
            @if visit.may_somewhere(&hours::LOG) { (Button::link("Log time", "/time").icon(Icon::Hours)) }
            @if visit.may_somewhere(&tasks::CREATE) { (Button::link("New task", "/tasks/new").primary().icon(Icon::Plus).key("n")) }
        }))
    })
}

/// A first day: what will arrive, by what the person's roles let them do.
fn welcome(visit: &Visit) -> Markup {
    let arrives = [
        (tasks::VIEW, "tasks that are assigned to you"),
        (approvals::APPROVE, "approvals that wait for your decision"),
        (tickets::EDIT, "tickets that are handed over to you"),
        (leads::EDIT, "leads to follow up"),
    ];
    let mine: Vec<&str> = arrives
        .iter()
        .filter(|(action, _)| visit.may_somewhere(action))
        .map(|(_, words)| *words)
        .collect();
    let text = match mine.split_last() {
        None => "What is handed over to you arrives here by itself. Until then the sidebar on the left leads everywhere you may go.".to_owned(),
        Some((last, [])) => format!("Here you will find {last}. They arrive by themselves."),
        Some((last, rest)) => format!("Here you will find {} and {last}. They arrive by themselves.", rest.join(", ")),
    };
    Empty::quiet("Nothing waits for you", text).render()
}

// ── the rule ──

fn minute_of_day(visit: &Visit, at: Moment) -> i64 {
    at.since(Moment::at(visit.today(), 0, &visit.tz)) / time::MINUTE
}

/// What a timer measured stands where it was, as the running one does. What was typed in says how long, not when:
/// it fills the gaps from the start of the working day.
fn rule(visit: &Visit, today: &Today) -> Markup {
    let now = minute_of_day(visit, visit.at);
    let mut slots: Vec<Slot> = Vec::new();
    let slot = |from: i64, entry: &TimeEntry| Slot {
        from,
        to: (from + i64::from(entry.minutes)).min(24 * 60),
        text: format!(
            "{}, {}",
            entry.task,
            time::minutes(i64::from(entry.minutes))
        ),
        live: false,
    };
    let booked = |entry: &&TimeEntry| entry.started.is_none() && entry.minutes > 0;
    let mut loose = Vec::new();
    for entry in today.entries.iter().filter(booked) {
        match entry.began {
            Some(at) => slots.push(slot(minute_of_day(visit, at).max(0), entry)),
            None => loose.push(entry),
        }
    }
    if let Some(entry) = &today.running
        && let Some(since) = entry.started
    {
        slots.push(Slot {
            from: minute_of_day(visit, since).max(0),
            to: now,
            text: entry.task.to_string(),
            live: true,
        });
    }
    for entry in &loose {
        let from = gap(&slots, i64::from(entry.minutes));
        slots.push(slot(from, entry));
    }
    slots.sort_by_key(|slot| slot.from);
    let marks = marks(visit, today);
    let due: Vec<String> = marks.iter().map(|mark| mark.text.clone()).collect();
    let label = format!(
        "Today: {} logged{}{}{}. It is {}.",
        time::minutes(today.logged),
        if loose.is_empty() {
            ""
        } else {
            ", what was typed in drawn where there is room"
        },
        if due.is_empty() { "" } else { "; due " },
        due.join(", "),
        visit.at.clock(&visit.tz),
    );
    dayrule(&label, &slots, &marks, now)
}

/// The first place from the start of the working day where so many minutes fit between what stands already.
fn gap(slots: &[Slot], minutes: i64) -> i64 {
    let mut taken: Vec<(i64, i64)> = slots.iter().map(|slot| (slot.from, slot.to)).collect();
    taken.sort_unstable();
    taken.iter().fold(8 * 60, |from, (begins, ends)| {
        if from + minutes <= *begins {
            from
        } else {
            from.max(*ends)
        }
    })
}

/// What falls due at an hour of today, as far apart as their words need.
fn marks(visit: &Visit, today: &Today) -> Vec<Mark> {
    const APART: i64 = 110;
    let approvals = today
        .approvals
        .iter()
        .map(|(approval, _)| (approval.due, format!("Decide {}", approval.id)));
    let tickets = today
        .tickets
        .iter()
        .filter_map(|(ticket, _)| Some((ticket.due?, ticket.id.to_string())));
    let mut all: Vec<(i64, Moment, String)> = approvals
        .chain(tickets)
        .filter(|(due, _)| due.day(&visit.tz) == visit.today())
        .map(|(due, text)| (minute_of_day(visit, due), due, text))
        .collect();
    all.sort_by_key(|(minute, ..)| *minute);
    let mut marks: Vec<Mark> = Vec::new();
    for (at, due, text) in all {
        if marks.last().is_none_or(|last| at - last.at >= APART) {
            let tone = if due < visit.at {
                Tone::Danger
            } else {
                Tone::Warning
            };
            marks.push(Mark {
                at,
                tone,
                text: format!("{text} by {}", due.clock(&visit.tz)),
            });
        }
    }
    marks
}

// ── what is mine to do ──

fn my_tasks(visit: &Visit, today: &Today) -> Markup {
    let Tasks {
        overdue,
        today: now,
        next,
        more,
        in_review,
    } = &today.tasks;
    let none = overdue.is_empty() && now.is_empty() && next.is_empty();
    if none && *in_review == 0 {
        return html! {};
    }
    let group = |name: &str, tone: Option<Tone>, pieces: &[Piece]| {
        html! {
            @if !pieces.is_empty() {
                h3 class="grp" data-tone=[tone.map(Tone::name)] { (name) }
                ul class="list" { @for piece in pieces { (task_row(visit, today, piece)) } }
            }
        }
    };
    let body = html! {
        (group("Overdue", Some(Tone::Danger), overdue))
        (group("Today", None, now))
        (group("Next", None, next))
        @if *more > 0 { p { a class="link" href="/tasks?show=mine" { (more) " more" } } }
        @if none { (remark("Everything of yours is handed in.")) }
        @if *in_review > 0 { (remark(format!("{} for review by others.", if *in_review == 1 { "1 waits".to_owned() } else { format!("{in_review} wait") }))) }
    };
    let section = Section::new("My tasks", body);
    html! { (section.action(Button::link("All tasks", "/tasks").small().quiet())) }
}

fn due_mark(visit: &Visit, piece: &Piece) -> Markup {
    let today = visit.today();
    match piece.task.due {
        Some(day) if day < today => due_toned(Tone::Danger, day.show(today)),
        Some(day) if day == today => due_toned(Tone::Warning, day.show(today)),
        Some(day) => due(day.show(today)),
        None => html! {},
    }
}

fn task_row(visit: &Visit, today: &Today, piece: &Piece) -> Markup {
    let task = &piece.task;
    let href = format!("/tasks/{}", task.id);
    html! {
        li data-row {
            (task.state_icon())
            (prio(task.priority.mark(), false))
            (id(task.id.to_string()))
            span class="grow duo" {
                a class="trunc" href=(href) data-panel { (task.title) }
                span class="dim t12 trunc" { (piece.project) }
            }
            span class="num w4 dim t12" { @if let Some(estimate) = task.estimate { (time::hours(i64::from(estimate))) " h" } }
            span class="w6" { (due_mark(visit, piece)) }
            (timer_button(visit, today, piece))
        }
    }
}

/// Start, or stop where it runs; nothing on what can't be worked on.
fn timer_button(visit: &Visit, today: &Today, piece: &Piece) -> Markup {
    let task = &piece.task;
    let back = hidden("back", format!("/tasks/{}", task.id));
    if today
        .running
        .as_ref()
        .is_some_and(|entry| entry.task == task.id)
    {
        let label = format!("Stop timer on {}", task.id);
        return post_button(
            "/time/stop",
            back,
            Button::square_submit(Icon::Stop, label).small(),
        );
    }
    if task.blocked.is_some() || task.requested || !visit.may_somewhere(&hours::START) {
        return html! {};
    }
    let label = format!("Start timer on {}", task.id);
    post_button(
        "/time/start",
        html! { (back) (hidden("task", task.id)) },
        Button::square_submit(Icon::Play, label).small(),
    )
}

fn to_review(visit: &Visit, pieces: &[Piece]) -> Markup {
    if pieces.is_empty() {
        return html! {};
    }
    let names = Directory::of(visit).ok();
    let rows = html! {
        ul class="list" {
            @for piece in pieces {
                @let by = piece.task.assignee.and_then(|who| names.as_ref().map(|names| names.name(who).to_owned())).unwrap_or_default();
                li data-row {
                    (piece.task.state_icon())
                    (id(piece.task.id.to_string()))
                    span class="grow duo" {
                        a class="trunc" href=(format!("/tasks/{}", piece.task.id)) data-panel { (piece.task.title) }
                        span class="dim t12 trunc" { (piece.project) @if !by.is_empty() { " · by " (by) } }
                    }
                    span class="w6" { (due_mark(visit, piece)) }
                }
            }
        }
    };
    html! { (Section::new("Waiting for your review", rows).small(pieces.len())) }
}

fn recent(visit: &Visit, today: &Today, names: &Directory) -> Markup {
    if today.inbox.is_empty() {
        return html! {};
    }
    let rows = html! {
        ul class="list" {
            @for held in &today.inbox {
                li data-row {
                    span class="newmark" { @if held.read.is_none() { (dot(Tone::Danger)) span class="vh" { "unread" } } }
                    (Avatar::person(names.name_of(held.from)))
                    span class="grow said" {
                        // A post, because opening it marks it as read.
                        (post_button(&format!("/inbox/{}/open", held.id), html! {}, Button::submit(shorten(&held.text, 160)).small().quiet()))
                    }
                    (crate::ui::feed::time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
                }
            }
        }
    };
    html! { (Section::new("Recently in your inbox", rows).action(Button::link("Inbox", "/inbox").small().quiet())) }
}

// ── what waits beside the tasks ──

fn to_approve(visit: &Visit, today: &Today, names: &Directory) -> Result<Markup> {
    if today.approvals.is_empty() {
        return Ok(html! {});
    }
    let mut cards = Vec::new();
    for (approval, client) in &today.approvals {
        cards.push(approvals::card(
            visit,
            approval,
            client,
            names.name(approval.requested_by),
        )?);
    }
    let waiting = approvals::waiting_for_me(visit)?;
    let body = html! { ul class="stack s" { @for card in &cards { (card) } } };
    Ok(html! {
        (Section::new("Waiting for your approval", body).small(waiting)
            .action(Button::link("All", "/approvals").small().quiet()))
    })
}

fn in_hand(visit: &Visit, today: &Today) -> Markup {
    if today.tickets.is_empty() {
        return html! {};
    }
    let rows = html! {
        ul class="list" {
            @for (ticket, client) in &today.tickets {
                li data-row {
                    (icon(Icon::Ticket))
                    span class="grow duo" {
                        a class="trunc" href=(format!("/tickets/{}", ticket.id)) { (ticket.title) }
                        span class="dim t12" { (ticket.id) " · " (client) " · " (ticket.stage.label()) }
                    }
                    (clock_mark(visit, ticket))
                }
            }
        }
    };
    html! {
        (Section::new("Tickets in your hands", rows).small(today.tickets.len())
            .action(Button::link("All", "/tickets?show=mine").small().quiet()))
    }
}

fn clock_mark(visit: &Visit, ticket: &Ticket) -> Markup {
    match Clock::of(visit, ticket) {
        Ok(Some(clock)) => due_toned(clock.tone, clock.left),
        _ => html! {},
    }
}

fn follow_ups(visit: &Visit, today: &Today) -> Markup {
    if today.follow_ups.is_empty() {
        return html! {};
    }
    let rows = html! {
        ul class="list" {
            @for lead in &today.follow_ups {
                li data-row {
                    (icon(if lead.phone.is_empty() { Icon::Mail } else { Icon::Phone }))
                    span class="grow duo" {
                        a class="trunc" href=(format!("/leads/{}", lead.id)) { (if lead.contact.is_empty() { &lead.company } else { &lead.contact }) }
                        span class="dim t12" { @if !lead.contact.is_empty() { (lead.company) " · " } (lead.stage.label()) }
                    }
                    @if let Some(day) = lead.follow_up {
                        @if day < visit.today() { (due_toned(Tone::Danger, day.show(visit.today()))) } @else { (due("Today")) }
                    }
                }
            }
        }
    };
    html! { (Section::new("Follow-ups", rows).small("today's first, then what is late")
    .action(Button::link("All", "/leads?owner=me&sort=follow-up").small().quiet())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_in_takes_the_first_gap() {
        let taken = |from: i64, to: i64| Slot {
            from,
            to,
            text: String::new(),
            live: false,
        };
        assert_eq!(gap(&[], 60), 480);
        let slots = [taken(600, 660), taken(480, 510)];
        assert_eq!(gap(&slots, 60), 510);
        assert_eq!(gap(&slots, 120), 660);
        assert_eq!(gap(&[taken(400, 500)], 30), 500);
    }

    #[test]
    fn every_hour_is_greeted() {
        assert_eq!(greeting(5), "Good morning");
        assert_eq!(greeting(12), "Good afternoon");
        assert_eq!(greeting(18), "Good evening");
        assert_eq!(greeting(0), "Good evening");
    }
}
