//! What is said beside the work: in the project's room, and with the client in theirs.

use super::Walk;
use crate::{
    base::{Id, Result, time},
    features::{
        clients::Client,
        conversation::{self, NewPost},
        people::{Directory, User},
        projects::{Project, TASKS_OF_PROJECT, Task},
    },
};

/// Who says it: whoever leads the work, somebody who does it, whoever manages it.
#[derive(Clone, Copy)]
enum Who {
    Lead,
    Member,
    Manager,
}

use Who::{Lead, Manager, Member};

const TALKS: [&[(Who, &str)]; 4] = [
    &[
        (
            Lead,
            "The copy is in. **Header and footer** first, then the service pages.",
        ),
        (
            Member,
            "On it. Is the logo final? The one in the folder is still the old green.",
        ),
        (
            Manager,
            "Final, the client signed it off on Tuesday. I put the new one into the documents.",
        ),
        (Member, "Got it, thanks."),
        (
            Member,
            "First pass is on staging: header, footer and two of the five pages.",
        ),
        (
            Lead,
            "Looks good. The phone number should be a link, then it can go to review.",
        ),
    ],
    &[
        (
            Manager,
            "Heads up, they would like to see something by Friday.",
        ),
        (Lead, "Doable if we leave the gallery for next week."),
        (Manager, "That is fine with them."),
        (
            Member,
            "The forms work again. It was the old key:\n\n```\nSMTP_PORT=587\n```",
        ),
        (
            Lead,
            "Good catch. Please note it in the checklist for the hand-over.",
        ),
    ],
    &[
        (
            Member,
            "Three listings have the wrong opening hours. I asked for the right ones on the ticket.",
        ),
        (
            Lead,
            "Until then leave them as they are, wrong hours twice is worse than once.",
        ),
        (Member, "Agreed."),
        (
            Manager,
            "They answered: Monday to Friday, 8 to 17, closed on Wednesday afternoon.",
        ),
        (Member, "All three are changed."),
    ],
    &[
        (
            Lead,
            "What is still open before the review?\n\n- the map on the contact page\n- alt texts of the gallery\n- the second round of keywords",
        ),
        (Member, "Map and texts are done. Keywords by noon."),
        (Manager, "Then I tell them that it is ready tomorrow."),
        (Lead, "Yes, that holds."),
        (Member, "Keywords are in. Ready for review from my side."),
    ],
];

/// With the client: `true` is what the house says.
const WITH_CLIENT: [&[(bool, &str)]; 3] = [
    &[
        (
            true,
            "Good morning! The first pages are ready to look at. You find them in your project.",
        ),
        (
            false,
            "That was quick, thank you. Could the photo on the first page be the one with the whole team?",
        ),
        (true, "Of course. It will be there by this evening."),
    ],
    &[
        (
            false,
            "We will be closed for the inventory next Thursday. Does that change anything for you?",
        ),
        (
            true,
            "No, everything goes on as planned. We don't need anything from you until then.",
        ),
    ],
    &[
        (
            true,
            "We changed the opening hours as you asked. It takes a day until everybody sees them.",
        ),
        (false, "Perfect, thanks!"),
    ],
];

impl Walk<'_, '_> {
    /// The people of a project talk, and with the client of it. Which words it is follows from its number, so that
    /// nothing else of the story is another for it.
    pub(super) fn talk(&mut self, project: Id<Project>) -> Result<()> {
        let system = self.system();
        let held: Project = system.find(project)?;
        let tasks: Vec<Task> = system.related(
            &held,
            TASKS_OF_PROJECT,
            crate::data::Key::new().id(project),
            100,
        )?;
        let member = tasks.iter().find_map(|task| task.assignee);
        let n = usize::try_from(project.raw()).unwrap_or(0);
        for (who, text) in TALKS[n % TALKS.len()] {
            let who = match who {
                Lead => held.team_lead,
                Manager => held.manager,
                Member => member.unwrap_or(held.team_lead),
            };
            self.say_in::<Project>(who, project, text)?;
        }
        let client: Client = system.find(held.client)?;
        let Some(person) = self.person_of(&client)? else {
            return Ok(());
        };
        for (ours, text) in WITH_CLIENT[n % WITH_CLIENT.len()] {
            let who = if *ours { client.owner } else { person };
            self.say_in::<Client>(who, client.id, text)?;
        }
        Ok(())
    }

    /// Somebody of the client who comes into the portal.
    fn person_of(&self, client: &Client) -> Result<Option<Id<User>>> {
        let names = self.teller.stage.store.cached::<Directory>()?;
        let theirs = |user: &&User| user.client == Some(client.id.raw()) && !user.inactive;
        Ok(names.users.values().find(theirs).map(|user| user.id))
    }

    fn say_in<R: conversation::Room>(
        &mut self,
        who: Id<User>,
        on: Id<R>,
        text: &str,
    ) -> Result<()> {
        let next = self.at.plus(4 * time::MINUTE);
        if next < self.now {
            self.at = next;
        }
        let visit = self.visit(who)?;
        // Whoever may not write there (any more) doesn't.
        let may = visit.find(on).is_ok_and(|on| visit.may(&R::POST, &on));
        if !may {
            return Ok(());
        }
        let new = NewPost {
            text: text.to_owned(),
            ..NewPost::default()
        };
        conversation::write(&visit, on, new).map(drop)
    }
}
