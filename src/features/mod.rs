//! What Atrium does for an agency, one folder each, in the order in which they may use one another:
//! a feature uses the public face of those above it in `all`, never of those below.

pub mod administration;
pub mod bank;
pub mod chat;
pub mod colleagues;
pub mod departments;
pub mod devices;
pub mod document_links;
pub mod document_templates;
pub mod documents;
pub mod expenses;
pub mod feedback;
pub mod home;
pub mod inbound;
pub mod invoices;
pub mod leads;
pub mod leave;
pub mod load;
pub mod planning;
pub mod playbooks;
pub mod portal;
pub mod profitability;
pub mod progress_reports;
pub mod project_approvals;
pub mod projects;
pub mod proofing;
pub mod public_forms;
pub mod quotes;
pub mod rates;
pub mod recurring_invoices;
pub mod retainers;
pub mod signatures;
pub mod tasks;
pub mod tickets;
pub mod time;
pub mod timesheets;

mod assembly;

pub use assembly::app;
// The rooms below all of these, and what a room declares of itself: a crate of their own, called here as if it weren't.
pub use atrium_platform::features::{
    AtHand, Command, Commands, CommandsAnywhere, Declaration, Declared, Demo, DepartmentWork,
    Feature, ForSeveral, Forget, HungOn, InUse, Start, Waits, absences, approvables, declared,
    deeds_on, forget, form_key, hung_on, in_use, record_commands,
};
pub use atrium_platform::features::{
    announcements, approvals, authority, clients, clocks, conversation, day, department_list,
    followed, gateways, handover, history, inbox, lists, mail, people, push, records, reports,
    roles, search, second_person, settings, shares, sign_in, stages, uploads, users, views,
};

use crate::{
    data::Schema,
    jobs::{Handler, Schedule},
    web::Route,
};

/// Every feature. Adding one is its folder and its line here.
pub fn all() -> Vec<Feature> {
    vec![
        settings::feature(),
        mail::feature(),
        gateways::feature(),
        push::feature(),
        people::feature(),
        inbox::feature(),
        authority::feature(),
        sign_in::feature(),
        history::feature(),
        followed::feature(),
        announcements::feature(),
        second_person::feature(),
        records::feature(),
        lists::feature(),
        reports::feature(),
        roles::feature(),
        views::feature(),
        shares::feature(),
        clients::feature(),
        uploads::feature(),
        clocks::feature(),
        approvals::feature(),
        conversation::feature(),
        leads::feature(),
        quotes::feature(),
        documents::feature(),
        document_links::feature(),
        proofing::feature(),
        signatures::feature(),
        tickets::feature(),
        projects::feature(),
        document_templates::feature(),
        tasks::feature(),
        leave::feature(),
        rates::feature(),
        timesheets::feature(),
        time::feature(),
        expenses::feature(),
        invoices::feature(),
        bank::feature(),
        retainers::feature(),
        recurring_invoices::feature(),
        planning::feature(),
        load::feature(),
        playbooks::feature(),
        project_approvals::feature(),
        progress_reports::feature(),
        feedback::feature(),
        profitability::feature(),
        chat::feature(),
        handover::feature(),
        departments::feature(),
        users::feature(),
        administration::feature(),
        inbound::feature(),
        public_forms::feature(),
        devices::feature(),
        search::feature(),
        colleagues::feature(),
        portal::feature(),
        home::feature(),
    ]
}

/// What is stored and done here. Whoever has it may open a house, so what rooms declare for each other is gathered with it.
pub fn schema() -> Schema {
    atrium_platform::features::gather(all);
    let mut kinds = Vec::new();
    let mut actions = Vec::new();
    let mut derives = Vec::new();
    let mut reshapes = Vec::new();
    let mut recomputes = Vec::new();
    let mut former = Vec::new();
    for feature in all() {
        former.extend(feature.former);
        kinds.extend(feature.kinds);
        reshapes.extend(feature.reshapes);
        recomputes.extend(feature.recomputes);
        actions.extend_from_slice(feature.actions);
        derives.extend(feature.derives);
        derives.extend(feature.clocked.iter().map(|kind| kind.derive));
    }
    Schema::new(kinds, actions, derives)
        .seconded(second_person::SECONDING)
        .reshaping(reshapes)
        .recomputing(recomputes)
        .took_in(former)
}

/// Every address there is.
pub fn routes() -> Vec<Route> {
    atrium_platform::features::gather(all);
    let mut routes: Vec<Route> = all().into_iter().flat_map(|f| f.routes).collect();
    routes.extend(crate::web::own_routes());
    routes
}

/// What is done when something of a record is due.
pub fn wakes() -> Vec<Handler> {
    all().into_iter().flat_map(|f| f.wakes).collect()
}

/// What a server does from time to time.
pub fn schedules() -> Vec<Schedule> {
    all().into_iter().flat_map(|f| f.schedules).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::RateLimit;

    #[test]
    fn no_two_places_are_gone_to_by_the_same_letter() {
        let all = all();
        let house: Vec<char> = all
            .iter()
            .flat_map(|f| &f.nav)
            .filter_map(|item| item.go)
            .collect();
        let portal: Vec<char> = all
            .iter()
            .flat_map(|f| &f.portal_nav)
            .filter_map(|item| item.go)
            .collect();
        for mut letters in [house, portal] {
            let count = letters.len();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), count, "{letters:?}");
        }
    }

    #[test]
    fn whatever_takes_much_along_has_a_pace() {
        let leaves = |path: &str| {
            path.contains("export") || path.ends_with(".csv") || path.ends_with("/download")
        };
        for route in routes().iter().filter(|route| leaves(&route.path)) {
            assert_eq!(route.rate_limit, Some(RateLimit::Export), "{}", route.path);
        }
    }
}
