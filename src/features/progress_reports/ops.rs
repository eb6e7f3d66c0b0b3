//! The verbs of reports: how often, a draft now or when it is due, edited, published.

use super::{
    Cycle, CycleForm, ProgressReport, ReportForm, ReportPlan,
    actions::{DRAFT, EDIT, PLAN, PUBLISH},
    facts, notices,
    plan::BY_PROJECT,
    report::BY_PROJECT as OF_PROJECT,
};
use crate::{
    base::{Id, Result, text},
    data::{Change, Held, Key, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{Project, Status},
    },
};

/// How often a project is reported on from now on.
pub fn plan(visit: &Visit, id: Id<Project>, form: CycleForm) -> Result<()> {
    let today = visit.today();
    let held: Option<ReportPlan> =
        crate::base::if_found(visit.find_by(BY_PROJECT, Key::new().id(id)))?;
    visit.act(PLAN, move |change| {
        let project = change.subject::<Project>(id)?;
        project.must_not_be_closed()?;
        let zone = change.tz.clone();
        match held {
            Some(held) => {
                let mut plan = change.subject_at::<ReportPlan>(held.id, Some(held.version))?;
                plan.set(form.cycle, today, &zone);
                change.put(&plan)
            }
            None => {
                let mut plan = ReportPlan {
                    project: id,
                    ..ReportPlan::default()
                };
                plan.set(form.cycle, today, &zone);
                change.insert(plan).map(drop)
            }
        }
    })
}

/// The plan of a project; one that is off where there is none.
pub fn plan_of(visit: &Visit, project: &Project) -> Result<ReportPlan> {
    let held = visit.find_by(BY_PROJECT, Key::new().id(project.id));
    Ok(crate::base::if_found(held)?.unwrap_or_default())
}

/// Drafts one now, of the days of its cycle up to today.
pub fn draft(visit: &Visit, id: Id<Project>) -> Result<Id<ProgressReport>> {
    let project: Project = visit.find(id)?;
    visit.demand_on(&DRAFT, &project)?;
    let today = visit.today();
    let cycle = plan_of(visit, &project)?.cycle;
    let days = match cycle {
        Cycle::Monthly => (today.plus_months(-1) + 1, today),
        _ => (today + -6, today),
    };
    let report = facts::draft(visit, &project, cycle, days)?;
    visit.act(DRAFT, move |change| {
        change.subject::<Project>(id)?;
        let mut there = twins(change, &report)?.into_iter();
        match there.find(|twin| !twin.is_published()) {
            // Drafted anew: what stood in it comes back with Undo.
            Some(mut twin) => {
                let (id, version) = (twin.id, twin.version);
                *twin = ProgressReport {
                    id,
                    version,
                    ..report
                };
                change.put(&twin)?;
                change.about(twin.as_ref());
                Ok(twin.id)
            }
            None => Ok(change.insert(report)?.id),
        }
    })
}

/// Those of the same project, cycle and days.
fn twins(
    change: &mut Change<'_, '_>,
    report: &ProgressReport,
) -> Result<Vec<Held<ProgressReport>>> {
    let mut all = change
        .on_behalf("a cycle is drafted once, and its draft goes with its project")
        .children::<ProgressReport>(OF_PROJECT, Key::new().id(report.project))?;
    all.retain(|held| held.is_twin(report));
    Ok(all)
}

pub fn edit(visit: &Visit, id: Id<ProgressReport>, form: ReportForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut report = change.subject_at::<ProgressReport>(id, form.version)?;
        report.must_be_draft()?;
        report.summary = form.summary;
        report.done = form.done;
        report.late = form.late;
        report.next = form.next;
        report.risks = form.risks;
        report.needs = form.needs;
        report.show_hours = form.show_hours;
        change.put(&report)
    })
}

/// To the client: it stands in the portal, and everybody there is told, by mail where they haven't chosen otherwise.
pub fn publish(visit: &Visit, id: Id<ProgressReport>, version: Option<u64>) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(PUBLISH, move |change| {
        let mut report = change.subject_at::<ProgressReport>(id, version)?;
        let project = change.load(&*report, |report| report.project)?;
        report.must_be_draft()?;
        // Another may have been published since this was drafted, and told of some of its hours.
        let others = change
            .unscoped("an hour is told of in one report, whoever sees the others")
            .children::<ProgressReport>(OF_PROJECT, Key::new().id(report.project))?;
        report.minutes = (report.minutes_in_all - facts::told_before(&others)).max(0);
        // Whose project it is by now: nobody else reads of it.
        report.client = project.client;
        report.publish(Id::new(change.actor.person), change.at)?;
        change.put(&report)?;
        change.about(project.as_ref());
        change.about(project.client.as_ref());
        let people = names.of_client(project.client.raw());
        let told = format!(
            "{} of {}: {}",
            report.cycle.name(),
            report.title,
            text::shorten(&report.summary, 300)
        );
        for person in people {
            let of = &notices::PUBLISHED;
            inbox::notify(change, person.id, of, report.as_ref(), told.as_str())?;
        }
        Ok(())
    })
}

/// What is due, found out beside the writer's thread; nothing where nobody works on the project.
pub fn read_due(visit: &Visit, plan: &ReportPlan) -> Result<Option<ProgressReport>> {
    let project = crate::base::if_found(visit.find::<Project>(plan.project))?;
    let going =
        project.filter(|project| project.state.is_open() || project.state == Status::Maintenance);
    going
        .map(|project| {
            let days = plan.cycle.period(visit.today());
            facts::draft(visit, &project, plan.cycle, days)
        })
        .transpose()
}

/// Drafts what is due, once: the plan moves on in the same deed, over whatever was missed while the server was off. With the
/// end of its project it rests.
pub fn draft_due(
    change: &mut Change<'_, '_>,
    mut plan: Held<ReportPlan>,
    report: &Option<ProgressReport>,
) -> Result<()> {
    let today = change.at.day(&change.tz);
    let zone = change.tz.clone();
    let project: Project = change.load(&*plan, |plan| plan.project)?;
    match project.status {
        Status::Closed | Status::Cancelled => plan.rest(),
        _ => {
            let cycle = plan.cycle;
            plan.set(cycle, today, &zone);
        }
    }
    change.put(&plan)?;
    let Some(report) = report.clone() else {
        return Ok(());
    };
    let there = twins(change, &report)?.pop();
    let report = match there {
        // Somebody was faster; what they wrote into it stands.
        Some(there) => there,
        None => change
            .on_behalf("a report that is due is drafted by itself")
            .insert(report)?,
    };
    change.about(report.as_ref());
    if report.is_published() {
        return Ok(());
    }
    change.about(project.as_ref());
    let mut people: Vec<Id<User>> = vec![project.team_lead, project.manager];
    people.dedup();
    let told = format!(
        "{} of {} is drafted: read it over and publish it",
        report.cycle.name(),
        project.title
    );
    for person in people {
        let of = &notices::DRAFTED;
        inbox::notify(change, person, of, report.as_ref(), told.as_str())?;
    }
    Ok(())
}
