//! What the palette does to a project that is open.

use super::{
    Project, Status,
    actions::{
        ADD_PART, CANCEL, CHANGE_SCOPE, CLOSE, CREATE_TASK, DELIVER, EDIT, HOLD, MAINTAIN, REOPEN,
        RESTORE, RESUME,
    },
};
use crate::{base::Result, data::Visit, features::Command, ui::icon::Icon};

pub fn commands(visit: &Visit, project: &Project, _: &str) -> Result<Vec<Command>> {
    let at = format!("/projects/{}", project.id);
    let may = |action| visit.may(action, project);
    let open = project.must_be_open().is_ok();
    let mut all = Vec::new();
    let mut page = |when: bool, title: &str, icon: Icon, to: String| {
        if when {
            all.push(Command::page(title, icon, to));
        }
    };
    page(
        open && may(&CREATE_TASK),
        "New task in this project",
        Icon::Plus,
        format!("/tasks/new?project={}", project.id),
    );
    page(
        project.must_not_be_closed().is_ok() && may(&EDIT),
        "Edit project",
        Icon::Edit,
        format!("{at}/edit"),
    );
    page(
        project.must_not_be_closed().is_ok() && may(&CHANGE_SCOPE),
        "Ask for another scope",
        Icon::Approve,
        format!("{at}/change-scope"),
    );
    page(
        open && may(&ADD_PART),
        "Add a sub-project",
        Icon::Branch,
        format!("{at}/sub-projects/new"),
    );
    page(
        open && may(&HOLD),
        "Put project on hold",
        Icon::Pause,
        format!("{at}#hold"),
    );
    page(
        project.is_to_be_delivered() && project.is_done() && may(&DELIVER),
        "Deliver project to the client",
        Icon::Send,
        format!("{at}#deliver"),
    );
    page(
        project.is_to_be_closed() && project.keeps_open().is_none() && may(&CLOSE),
        "Close project",
        Icon::Check,
        format!("{at}#close"),
    );
    page(
        project.state == Status::Delivered && may(&MAINTAIN),
        "Take project into maintenance",
        Icon::Refresh,
        format!("{at}#maintain"),
    );
    page(
        project.can_be_cancelled() && project.open_parts().is_none() && may(&CANCEL),
        "Cancel project",
        Icon::X,
        format!("{at}#cancel"),
    );
    page(
        project.state == Status::Cancelled && may(&RESTORE),
        "Take project up again",
        Icon::Undo,
        format!("{at}#restore"),
    );
    page(
        project.takes_updates() && may(&REOPEN),
        match project.state {
            Status::ClosedPending => "Ask for another update",
            _ => "Reopen project",
        },
        Icon::Undo,
        format!("{at}#reopen"),
    );
    if project.state == Status::OnHold && may(&RESUME) {
        all.push(Command::post(
            "Resume project",
            Icon::Play,
            format!("{at}/resume"),
        ));
    }
    Ok(all)
}
