//! What may be done in projects: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("projects.view", "See projects");
pub const EXPORT: Action = Action::read("projects.export", "Export projects");
pub const EDIT: Action = Action::write("projects.edit", "Edit a project").told("edited {}");
pub const ADD_PART: Action =
    Action::write("projects.add_part", "Add a sub-project").told("added a sub-project to {}");
pub const HOLD: Action =
    Action::write("projects.hold", "Put a project on hold").told("put {} on hold");
pub const RESUME: Action = Action::write("projects.resume", "Resume a project").told("resumed {}");
pub const DELIVER: Action = Action::write("projects.deliver", "Deliver a project")
    .told("delivered {}")
    .final_();
pub const MAINTAIN: Action = Action::write("projects.maintain", "Take a project into maintenance")
    .told("took {} into maintenance");
pub const CLOSE: Action = Action::write("projects.close", "Close a project").told("closed {}");
pub const REOPEN: Action = Action::write("projects.reopen", "Reopen a project for updates")
    .told("reopened {} for updates");
/// Both with its tasks; the verbs are the tasks feature's.
pub const CANCEL: Action =
    Action::write("projects.cancel", "Cancel a project").told("cancelled {}");
pub const RESTORE: Action =
    Action::write("projects.restore", "Take a cancelled project up again").told("took {} up again");
/// What the server does by itself.
pub const END_UPDATES: Action = Action::system(
    "projects.end_updates",
    "End the time for updates of a project",
)
.told("ended the time for updates of {}");
pub const SHOW_CLIENT: Action =
    Action::write("projects.show", "Choose what the client sees of a project")
        .told("chose what the client sees of {}");
pub const PUBLISH_PROGRESS: Action =
    Action::write("projects.publish", "Publish progress to the client")
        .told("published the progress of {}");
pub const CHANGE_SCOPE: Action = Action::write("projects.change_scope", "Ask for another scope")
    .told("asked for another scope of {}");
/// In the room that comes with a project.
pub const TALK: Action =
    Action::write("projects.talk", "Write in a project's room").told("wrote in the room of {}");
/// To whom tasks are given, and who leads such work.
pub const WORK: Action = Action::duty("projects.work", "Be given tasks of projects");
pub const LEAD: Action = Action::duty("projects.lead", "Be proposed to lead a project's work");
pub const SEE_VALUE: Action = Action::read("projects.see_value", "See what a project is worth");
/// Who writes the invoices.
pub const BILL: Action = Action::duty("projects.bill", "Be shown what is to be billed");
pub const VIEW_MILESTONES: Action = Action::read("milestones.view", "See milestones");
pub const ADD_MILESTONE: Action =
    Action::write("milestones.create", "Add a milestone").told("added {}");
pub const EDIT_MILESTONE: Action =
    Action::write("milestones.edit", "Edit a milestone").told("edited {}");
pub const ASK_CLIENT: Action = Action::write(
    "milestones.ask",
    "Ask the client for their yes to a milestone",
)
.told("asked the client about {milestones}");
pub const ANSWER_MILESTONE: Action = Action::write(
    "milestones.answer",
    "Say what the client says of a milestone",
)
.told("answered about {milestones}")
.final_();
pub const VIEW_REVIEW_RULES: Action =
    Action::read("review_rules.view", "See what work is reviewed by");
pub const EDIT_REVIEW_RULES: Action =
    Action::write("review_rules.edit", "Say what work is reviewed by")
        .told("changed what work is reviewed by");
/// Declared here for the tab on the project's page; the invoices feature lists it.
pub const VIEW_INVOICES: Action = Action::read("invoices.view", "See invoices");
/// Likewise; the feature of progress reports lists it.
pub const VIEW_REPORTS: Action = Action::read("progress_reports.view", "See progress reports");
/// Declared here beside the record; the tasks feature lists it.
pub const VIEW_TASKS: Action = Action::read("tasks.view", "See tasks");
/// Likewise, for the button on the project's page.
pub const ASSIGN_TASK: Action = Action::write("tasks.assign", "Assign a task").told("assigned {}");
pub const CREATE_TASK: Action = Action::write("tasks.create", "Create a task").told("created {}");
/// Declared here for the buttons on the project's page; the planning feature lists it.
pub const PLAN: Action = Action::write("projects.plan", "Plan the dates of a project")
    .told("planned the dates of {projects}");
/// Likewise of the playbooks feature.
pub const APPLY_PLAYBOOK: Action = Action::write("projects.apply", "Apply a playbook to a project")
    .told("applied a playbook to {projects}");
/// Declared here beside the record; the time feature lists it.
pub const VIEW_TIME: Action = Action::read("time.view", "See time entries");
/// Likewise, for the timer's button on the task's page.
pub const LOG_TIME: Action = Action::write("time.log", "Log time").told("logged time[ on {tasks}]");
/// Declared here beside the entries that carry them; the rates feature lists both.
pub const VIEW_RATES: Action = Action::read("rates.view", "See what an hour is billed at");
pub const VIEW_COSTS: Action = Action::read("rates.costs", "See what an hour costs");
/// Declared here beside the record, which counts in the budget of its project; the expenses feature lists it.
pub const VIEW_EXPENSES: Action = Action::read("expenses.view", "See expenses");
/// What the server does by itself.
pub const WARN_BUDGET: Action = Action::system(
    "projects.warn_of_budget",
    "Warn of a budget that is nearly used up",
)
.told("warned of the budget of {projects}");
