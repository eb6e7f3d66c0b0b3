//! The work of stages 5 and 6 on a ticket's page: checkpoints and requirements.

use maud::{Markup, Render, html};

use super::{
    Stage,
    actions::{ASK, ATTACH, CHECK, COMPLETE, REFUSE, VERIFY, WAIVE},
    checklist::{CheckState, Checkpoint, Need, Requirement},
    view::TicketView,
};
use crate::{
    base::Choice,
    features::{
        documents::{Current, file_link, kind_of},
        form_key,
    },
    ui::prelude::*,
};

fn state(checkpoint: &Checkpoint) -> Markup {
    let tone = match checkpoint.state {
        CheckState::Passed => Tone::Success,
        CheckState::Waived => Tone::Warning,
        CheckState::Failed => Tone::Danger,
        _ => Tone::Stone,
    };
    html! { (Badge::new(tone, checkpoint.state.label()).bare()) }
}

/// The form that the ticks of the checkpoints belong to.
const SETTLE: &str = "settle";

pub(super) fn checkpoints(see: &TicketView<'_>) -> Markup {
    let list = &see.ticket.checkpoints;
    let open: Vec<&Checkpoint> = list.iter().filter(|c| !c.settled()).collect();
    let work = see.ticket.stage == Stage::Validation && see.may(&CHECK);
    let items = list.iter().map(|checkpoint| {
        let note = html! {
            (checkpoint.hint)
            @if let (Some(by), Some(at)) = (checkpoint.by, checkpoint.at) {
                br; (checkpoint.state.label()) " by " (see.names.name(by)) ", " (at.show(see.visit.at, &see.visit.tz))
                @if !checkpoint.reason.is_empty() { ": " (checkpoint.reason) }
            }
            @if work { (settle(see, checkpoint)) }
        };
        let end = html! {
            (state(checkpoint))
            @if work && !checkpoint.settled() {
                " "
                (post_button(&see.post("check"), html! { (hidden("key", &checkpoint.key)) (hidden("passed", "true")) },
                    Button::submit("Passed").small().icon(Icon::Check).label(format!("Passed: {}", checkpoint.title))))
            }
        };
        let id = format!("cp-{}", checkpoint.key);
        let end = html! { span class="row nowrap tight" { (end) } };
        match work && open.len() > 1 && !checkpoint.settled() {
            true => {
                let tick = html! { input type="checkbox" id=(id) name="key" value=(checkpoint.key) form=(SETTLE) checked[ticked(see, checkpoint)]; };
                Check::new(id.as_str(), html! { label for=(id) { (checkpoint.title) } }).mark(tick)
            }
            false => Check::new(id, checkpoint.title.as_str()).mark(if checkpoint.settled() {
                Glyph::Done
            } else if checkpoint.state == CheckState::Failed {
                Glyph::Blocked
            } else {
                Glyph::Todo
            }),
        }
        .note(note)
        .end(end)
    });
    let section = Section::new(
        "Checkpoints",
        html! { (checks(items)) @if work && open.len() > 1 { (several(see)) } },
    )
    .small(format!("{} of {}", list.len() - open.len(), list.len()))
    .live("checkpoints");
    match work && open.len() > 1 {
        true => section.action(post_button(
            &see.post("check"),
            html! {
                @for checkpoint in &open { (hidden("key", &checkpoint.key)) }
                (hidden("passed", "true"))
            },
            Button::submit(format!("All {} passed", open.len()))
                .small()
                .icon(Icon::Check),
        )),
        false => section,
    }
    .render()
}

/// Whether it was ticked in a form that came back.
fn ticked(see: &TicketView<'_>, checkpoint: &Checkpoint) -> bool {
    ["check", "waive"].iter().any(|verb| {
        let sent = see.refused.form(verb);
        sent.values("key").count() > 1 && sent.values("key").any(|key| key == checkpoint.key)
    })
}

/// What is done with all that are ticked.
fn several(see: &TicketView<'_>) -> Markup {
    html! {
        form class="row mt" id=(SETTLE) method="post" action=(see.post("check")) data-once {
            (Input::text("reason", "Why the ticked ones failed or are waived").id("settle-reason").optional())
            (Button::submit("Ticked ones passed").value("passed", "true").small())
            (Button::submit("Failed").small())
            @if see.may(&WAIVE) { (Button::submit("Waive").small().action(see.post("waive"))) }
        }
    }
}

/// What is said when it did not simply pass: failed with a remark, or waived with a reason.
fn settle(see: &TicketView<'_>, checkpoint: &Checkpoint) -> Markup {
    let id = format!("cp-{}-reason", checkpoint.key);
    let title = if checkpoint.settled() {
        "Change it"
    } else {
        "Did not pass, or not needed"
    };
    let waived = see.refused.is_at("waive", &checkpoint.key);
    let verb = if waived { "waive" } else { "check" };
    let form = see.form(verb, &checkpoint.key);
    fold_open(
        form.is_refused(),
        Icon::Edit,
        title,
        html! {
            form class="stack" method="post" action=(see.post("check")) data-once {
                (hidden("key", &checkpoint.key))
                (form.area("reason", "Reason").id(id).rows(2).required())
                (buttons(html! {
                    (Button::submit("Failed").small())
                    @if see.may(&WAIVE) { (Button::submit("Waive").small().action(see.post("waive"))) }
                }))
            }
        },
    )
}

pub(super) fn requirements(see: &TicketView<'_>, documents: &[Current]) -> Markup {
    let (done, of) = see.ticket.completeness();
    let items = see.ticket.requirements.iter().map(|requirement| {
        let held = requirement.document.and_then(|id| documents.iter().find(|d| d.id == id));
        let word = requirement.word();
        let tone = match word {
            "Complete" | "Verified" | "Not needed" => Tone::Success,
            "To verify" | "Asked for" | "Asked for again" => Tone::Warning,
            _ => Tone::Stone,
        };
        let title = html! { (requirement.title) @if !requirement.required { " " span class="opt dim" { "optional" } } };
        Check::new(format!("rq-{}", requirement.key), title)
            .done(requirement.done())
            .note(html! {
                (requirement.hint)
                @if !requirement.value.is_empty() { br; strong { (requirement.value) } }
                @if !requirement.refused.is_empty() { br; "Refused: " (requirement.refused) }
                @if let (Some(by), Some(at)) = (requirement.by, requirement.at) {
                    br; (see.names.name(by)) ", " (at.show(see.visit.at, &see.visit.tz))
                }
                @if let Some(document) = held { (file(&file_link(document), &kind_of(&document.newest), &document.name, "Download")) }
                (forms(see, requirement))
            })
            .end(html! { (Badge::new(tone, word).bare()) })
    });
    html! {
        (Section::new("Requirements", html! { (checks(items)) (answers(see)) }).small(format!("{done} of {of} required")).actions(at_once(see)).live("requirements"))
    }
}

/// Whether the client can be asked for it.
fn can_be_asked(requirement: &Requirement) -> bool {
    requirement.kind == Need::Document
        && !requirement.done()
        && requirement.asked.is_none()
        && requirement.document.is_none()
}

/// Whether its document waits to be looked at.
fn can_be_verified(requirement: &Requirement) -> bool {
    requirement.kind == Need::Document
        && requirement.document.is_some()
        && requirement.verified_at.is_none()
}

/// What is done about several requirements with one click, where there are several.
fn at_once(see: &TicketView<'_>) -> Markup {
    let over = see.ticket.stage.is_over() || see.ticket.stage == Stage::Production;
    let all = |fits: fn(&Requirement) -> bool| -> Vec<&str> {
        let each = see.ticket.requirements.iter().filter(|held| fits(held));
        each.map(|held| held.key.as_str()).collect()
    };
    let keys = |keys: &[&str]| html! { @for key in keys { (hidden("key", key)) } };
    let (ask, verify) = (all(can_be_asked), all(can_be_verified));
    html! {
        @if !over && ask.len() > 1 && see.may(&ASK) {
            (post_button(&see.post("ask"), keys(&ask), Button::submit(format!("Ask the client for all {}", ask.len())).small().icon(Icon::Send)))
        }
        @if !over && verify.len() > 1 && see.may(&VERIFY) {
            (post_button(&see.post("verify"), keys(&verify), Button::submit(format!("Verify all {}", verify.len())).small().icon(Icon::Check)))
        }
    }
}

/// What can be done about a requirement now.
fn forms(see: &TicketView<'_>, requirement: &Requirement) -> Markup {
    if see.ticket.stage.is_over() || see.ticket.stage == Stage::Production {
        return html! {};
    }
    let key = || hidden("key", &requirement.key);
    let completing = see.ticket.stage == Stage::Enrichment && see.may(&COMPLETE);
    let is_document = requirement.kind == Need::Document;
    html! {
        @if can_be_verified(requirement) && see.may(&VERIFY) {
            (post_button(&see.post("verify"), key(), Button::submit("Verify").small().icon(Icon::Check).label(format!("Verify: {}", requirement.title))))
        }
        @if is_document && requirement.document.is_some() && see.may(&REFUSE) { (refuse(see, requirement)) }
        @if can_be_asked(requirement) && see.may(&ASK) {
            (post_button(&see.post("ask"), key(), Button::submit("Ask the client").small().icon(Icon::Send).label(format!("Ask the client for: {}", requirement.title))))
        }
        @if is_document && see.visit.may(&ATTACH, see.ticket) {
            @let form = see.form("attach", &requirement.key);
            (fold_open(form.is_refused(), Icon::Upload, if requirement.document.is_some() { "Give a new version" } else { "Give the document" }, html! {
                form class="stack" method="post" action=(see.post("attach")) enctype="multipart/form-data" data-once data-drop="plain" {
                    (key())
                    (hidden("_key", form_key()))
                    (Input::file("file", "File").id(format!("rq-{}-file", requirement.key)).required().error(form.problems.of("file")))
                    (buttons(Button::submit("Attach").small()))
                }
            }))
        }
        @if completing && !(is_document && (requirement.required || requirement.document.is_some())) { (answer(see, requirement)) }
    }
}

/// Whether it is fulfilled by an answer alone.
fn is_answered(requirement: &Requirement) -> bool {
    requirement.kind != Need::Document
}

/// What is still to be found out, in one form with one save; what is left empty stays open.
fn answers(see: &TicketView<'_>) -> Markup {
    let open: Vec<&Requirement> = see
        .ticket
        .requirements
        .iter()
        .filter(|held| is_answered(held) && !held.done())
        .collect();
    if open.len() < 2 || see.ticket.stage != Stage::Enrichment || !see.may(&COMPLETE) {
        return html! {};
    }
    let form = see.refused.form("answers");
    let row = |(n, held): (usize, &&Requirement)| {
        let name = format!("answers.{n}.value");
        let typed = form.value(&name).unwrap_or_default();
        let wrong = form.problems.of(&name);
        let label = match held.required {
            true => held.title.clone(),
            false => format!("{} (optional)", held.title),
        };
        html! {
            (hidden(&format!("answers.{n}.key"), &held.key))
            @match held.kind {
                Need::Choice => (Select::new(name.as_str(), label).nothing("Not known yet").error(wrong)
                    .options(held.choices.iter().map(|choice| (choice, choice.as_str()))).value(typed)),
                Need::Access => (Textarea::new(name.as_str(), label).rows(2).value(typed).error(wrong)
                    .hint("Who was invited, and when it was tried. Never a password.")),
                _ => (Textarea::new(name.as_str(), label).rows(2).value(typed).error(wrong).hint(held.hint.as_str())),
            }
        }
    };
    let fields: Vec<Markup> = open.iter().enumerate().map(row).collect();
    fold_open(
        form.is_refused(),
        Icon::Edit,
        format!("Answer all {} that are open", open.len()),
        html! {
            form class="stack" method="post" action=(see.post("answers")) data-once {
                (form.summary())
                @for field in &fields { (field) }
                (buttons(Button::submit("Save the answers").primary().small()))
            }
        },
    )
}

/// The document isn't what was wanted: the client reads why and sends another.
fn refuse(see: &TicketView<'_>, requirement: &Requirement) -> Markup {
    let form = see.form("refuse", &requirement.key);
    fold_open(
        form.is_refused(),
        Icon::Undo,
        "Refuse it and ask again",
        html! {
            form class="stack" method="post" action=(see.post("refuse")) data-once {
                (hidden("key", &requirement.key))
                (form.area("reason", "What is wrong with it").id(format!("rq-{}-refuse", requirement.key)).rows(2).required()
                    .hint("The client reads this."))
                (buttons(Button::submit("Refuse and ask again").small()))
            }
        },
    )
}

fn answer(see: &TicketView<'_>, requirement: &Requirement) -> Markup {
    let id = format!("rq-{}-value", requirement.key);
    let title = match (requirement.kind, requirement.value.is_empty()) {
        (Need::Document, true) => "Not needed",
        (_, true) => "Complete",
        (_, false) => "Change",
    };
    let form = see.form("complete", &requirement.key);
    let value = form.value("value").unwrap_or(&requirement.value);
    let wrong = form.problems.of("value");
    let area = |label: &str, rows: usize| {
        Textarea::new("value", label)
            .id(id.as_str())
            .rows(rows)
            .value(value)
            .error(wrong)
            .required()
    };
    fold_open(
        form.is_refused(),
        Icon::Edit,
        title,
        html! {
            form class="stack" method="post" action=(see.post("complete")) data-once {
                (hidden("key", &requirement.key))
                @match requirement.kind {
                    Need::Choice => (Select::new("value", "Answer").id(id.as_str()).nothing("Choose").error(wrong).required()
                        .options(requirement.choices.iter().map(|c| (c, c.as_str()))).value(value)),
                    Need::Document => (area("Why none is needed", 2)),
                    Need::Access => (area("Who was invited, and when it was tried", 2).hint("Never a password: only which account has access and that it works.")),
                    _ => (area("Answer", 3)),
                }
                (buttons(Button::submit(if requirement.value.is_empty() { "Complete" } else { "Change" }).small()))
            }
            @if !requirement.value.is_empty() {
                (post_button(&see.post("complete"), html! { (hidden("key", &requirement.key)) (hidden("value", "")) },
                    Button::submit("Open it again").small().quiet().label(format!("Open again: {}", requirement.title))))
            }
        },
    )
}
