//! What may be submitted about rooms, and about what one has with them.

use super::{ChatRoom, Circle, policy::DAYS, standing::Involvement};
use crate::{
    base::Id,
    features::{conversation::Post, people::User, projects::Project},
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// A group, or, without a name, the direct room of these people.
#[derive(Debug, Clone, Default)]
pub struct NewRoom {
    pub name: String,
    pub topic: String,
    pub people: Vec<Id<User>>,
    pub project: Option<Id<Project>>,
}

impl Form for NewRoom {
    fn read(f: &mut Reader) -> Self {
        let form = NewRoom {
            name: f.text("name", "Name", Optional, 60),
            topic: f.text("topic", "Topic", Optional, 200),
            people: f.ids("people", "People"),
            project: f.id("project", "Project", Optional),
        };
        if form.name.is_empty() && form.people.is_empty() {
            f.problem(
                "people",
                "Choose whom to talk with, or give the room a name.",
            );
        }
        if form.name.is_empty() && form.project.is_some() {
            f.problem("name", "A room for a project has a name.");
        }
        form
    }
}

/// None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EditRoom {
    pub name: Option<String>,
    pub topic: Option<String>,
    /// Nothing within takes the project away.
    pub project: Option<Option<Id<Project>>>,
    pub version: Option<u64>,
}

impl Form for EditRoom {
    fn read(f: &mut Reader) -> Self {
        let need = f.need("name");
        let name = f.text("name", "Name", need, 60);
        let topic = f.text("topic", "Topic", Optional, 200);
        let project = f.id("project", "Project", Optional);
        EditRoom {
            name: f.has("name").then_some(name),
            topic: f.has("topic").then_some(topic),
            project: f.has("project").then_some(project),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct People {
    pub people: Vec<Id<User>>,
}

impl Form for People {
    fn read(f: &mut Reader) -> Self {
        let form = People {
            people: f.ids("people", "People"),
        };
        if form.people.is_empty() {
            f.problem("people", "Choose somebody.");
        }
        form
    }
}

#[derive(Debug, Clone, Default)]
pub struct OnePerson {
    pub person: Id<User>,
}

impl Form for OnePerson {
    fn read(f: &mut Reader) -> Self {
        OnePerson {
            person: f.id("person", "Person", Required).unwrap_or(Id::NONE),
        }
    }
}

/// How far somebody read.
#[derive(Debug, Clone, Default)]
pub struct ReadForm {
    /// The last post they saw; none where it is all there is.
    pub post: Option<Id<Post>>,
    /// They say so expressly: what they marked as unread is read as well.
    pub done: bool,
}

impl Form for ReadForm {
    fn read(f: &mut Reader) -> Self {
        ReadForm {
            post: f.id("post", "Post", Optional),
            done: f.flag("done", "Also what was marked as unread"),
        }
    }
}

/// Whether somebody wants to hear of a thread.
#[derive(Debug, Clone, Default)]
pub struct FollowForm {
    pub follow: bool,
}

impl Form for FollowForm {
    fn read(f: &mut Reader) -> Self {
        FollowForm {
            follow: f.flag("follow", "Hear of it"),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct UnreadForm {
    pub post: Id<Post>,
}

impl Form for UnreadForm {
    fn read(f: &mut Reader) -> Self {
        UnreadForm {
            post: f.id("post", "Post", Required).unwrap_or(Id::NONE),
        }
    }
}

/// None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct SubscriptionForm {
    pub level: Option<Involvement>,
    pub muted: Option<bool>,
    pub favourite: Option<bool>,
    pub kept: Option<bool>,
}

impl Form for SubscriptionForm {
    fn read(f: &mut Reader) -> Self {
        let muted = f.flag("muted", "Muted");
        let favourite = f.flag("favourite", "Favourite");
        let kept = f.flag("kept", "Among the own rooms");
        SubscriptionForm {
            level: f.choice("level", "Counts", Optional),
            muted: f.has("muted").then_some(muted),
            favourite: f.has("favourite").then_some(favourite),
            kept: f.has("kept").then_some(kept),
        }
    }
}

impl EditRoom {
    /// The form as a room fills it in.
    pub fn of(room: &ChatRoom) -> Filled<EditRoom> {
        let project = room.project.map(|id| id.to_string()).unwrap_or_default();
        Filled::blank(&[
            ("name", room.name.clone()),
            ("topic", room.topic.clone()),
            ("project", project),
            ("version", room.version.to_string()),
        ])
    }
}

fn days(f: &mut Reader, name: &str, label: &str) -> Option<u32> {
    let days = f.whole(name, label, Optional, DAYS);
    days.and_then(|days| u32::try_from(days).ok())
}

/// How many days a room is kept, empty as long as the house says, and who does what in it; None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct KeepForm {
    pub days: Option<u32>,
    pub for_ever: bool,
    pub posting: Option<Circle>,
    /// Nothing within leaves it to the house.
    pub inviting: Option<Option<Circle>>,
}

impl Form for KeepForm {
    fn read(f: &mut Reader) -> Self {
        let inviting = f.choice("inviting", "Who asks others in", Optional);
        KeepForm {
            days: days(f, "days", "Days kept"),
            for_ever: f.flag("for_ever", "For ever, whatever the house says"),
            posting: f.choice("posting", "Who writes", Optional),
            inviting: f.has("inviting").then_some(inviting),
        }
    }
}

/// What the house says for all rooms of a type.
#[derive(Debug, Clone, Default)]
pub struct DefaultsForm {
    pub groups: Option<u32>,
    pub direct: Option<u32>,
    pub departments: Option<u32>,
    pub inviting: Option<Circle>,
}

impl Form for DefaultsForm {
    fn read(f: &mut Reader) -> Self {
        DefaultsForm {
            groups: days(f, "groups", "Days that groups are kept"),
            direct: days(f, "direct", "Days that direct messages are kept"),
            departments: days(
                f,
                "departments",
                "Days that the rooms of departments are kept",
            ),
            inviting: f.choice("inviting", "Who asks others into a group", Optional),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct HoldForm {
    pub hold: bool,
    pub reason: String,
}

impl Form for HoldForm {
    fn read(f: &mut Reader) -> Self {
        HoldForm {
            hold: f.flag("hold", "Held for legal reasons"),
            reason: f.text("reason", "Reason", Required, 200),
        }
    }
}

/// What is written out of a room.
#[derive(Debug, Clone, Default)]
pub struct ExportForm {
    /// Of a project, with the rooms of its tasks and those that were made for it.
    pub all: bool,
}

impl Form for ExportForm {
    fn read(f: &mut Reader) -> Self {
        let all = f.flag("all", "With all rooms of the project");
        f.tell("Of a project: its own room, those of its tasks and those that were made for it, in one signed archive.");
        ExportForm { all }
    }
}

/// An archive that is to be taken in; the file comes beside it.
#[derive(Debug, Clone, Default)]
pub struct ImportForm {
    /// The key that it has to be signed with; empty, the house's own.
    pub key: String,
}

impl Form for ImportForm {
    fn read(f: &mut Reader) -> Self {
        ImportForm {
            key: f.text("key", "Key", Optional, 100),
        }
    }
}
