//! One declaration per deed: the permission, the journal's verb, the line on the roles page,
//! the condition for showing a button, and what a route demands.

/// What kind of deed an action is, which decides who has it without a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Reading: needs a grant, is not journaled.
    Read,
    /// Changing something: needs a grant, is journaled.
    Write,
    /// Changing one's own things (sign out, mark as read): every signed-in person may, it is journaled.
    Own,
    /// Done by Atrium itself, its command line or a schedule; no person can be granted it.
    System,
    /// What somebody is there for: work is brought to them by it, and it opens nothing. Needs a grant that names it, for
    /// whoever may do everything isn't there for everything. Nobody does it, so it is never journaled.
    Duty,
}

impl ActionKind {
    /// Whether roles can grant it.
    pub const fn is_granted(self) -> bool {
        matches!(
            self,
            ActionKind::Read | ActionKind::Write | ActionKind::Duty
        )
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// `resource.verb`, stable for ever: it is stored in roles and in the journal.
    pub key: &'static str,
    /// What it is called for people: "Win a lead".
    pub title: &'static str,
    pub kind: ActionKind,
    /// Whether the journal's before may be put back by Undo.
    pub undoable: bool,
    /// Whether it asks for proof of who does it that is at most ten minutes old.
    pub dangerous: bool,
    /// Whether another person has to confirm it, where the house asks for one.
    pub second_person: bool,
    /// Whether it is only for those who have the record in hand, where it is in somebody's.
    pub in_hands: bool,
    /// Key of what one has to hold over what it was done to, to find it in that one's history; nothing where whoever
    /// sees the record may.
    pub heard_with: Option<&'static str>,
    /// The same for the reason that was given with it.
    pub note_with: Option<&'static str>,
    /// What histories say that somebody did: "started {}".
    pub told: &'static str,
    /// The same where it took back what it is called after.
    pub told_back: Option<&'static str>,
}

impl Action {
    const fn new(key: &'static str, title: &'static str, kind: ActionKind) -> Action {
        Action {
            key,
            title,
            kind,
            undoable: false,
            dangerous: false,
            second_person: false,
            in_hands: false,
            heard_with: None,
            note_with: None,
            told: "",
            told_back: None,
        }
    }

    pub const fn read(key: &'static str, title: &'static str) -> Action {
        Action::new(key, title, ActionKind::Read)
    }

    pub const fn write(key: &'static str, title: &'static str) -> Action {
        Action {
            undoable: true,
            ..Action::new(key, title, ActionKind::Write)
        }
    }

    pub const fn own(key: &'static str, title: &'static str) -> Action {
        Action::new(key, title, ActionKind::Own)
    }

    pub const fn system(key: &'static str, title: &'static str) -> Action {
        Action::new(key, title, ActionKind::System)
    }

    /// A duty, called as what becomes of whoever has it: "Be handed qualified leads".
    pub const fn duty(key: &'static str, title: &'static str) -> Action {
        Action::new(key, title, ActionKind::Duty)
    }

    /// For deeds whose effect has left the house (a mail, a signature, a password): the before can't be put back.
    pub const fn final_(mut self) -> Action {
        self.undoable = false;
        self
    }

    /// For deeds that open the house to others or can't be made good: whoever does one proves anew who they are.
    pub const fn dangerous(mut self) -> Action {
        self.dangerous = true;
        self
    }

    /// For the gravest deeds: one person does them and another confirms it beforehand, where the house asks for that.
    pub const fn second_person(mut self) -> Action {
        self.second_person = true;
        self
    }

    /// For deeds that go on with work: they are for whoever has it in hand.
    pub const fn in_hands(mut self) -> Action {
        self.in_hands = true;
        self
    }

    /// For what is not told to everybody who sees the record: how a person signs in, what the security monitor saw.
    pub const fn heard_with(mut self, key: &'static str) -> Action {
        self.heard_with = Some(key);
        self
    }

    /// For deeds whose reason is told in confidence.
    pub const fn note_with(mut self, key: &'static str) -> Action {
        self.note_with = Some(key);
        self
    }

    /// How a deed is told in one sentence, behind the name of whoever did it: "started {}". `{}` is what of the action's
    /// own resource it was done to, `{users}` what of that kind, `{about}` what it was about first of all, `{deed}` what
    /// it undid. What stands in square brackets is said only where all that it names is there. A sentence that begins
    /// with what it names says nobody else: "{users} signed in".
    pub const fn told(mut self, told: &'static str) -> Action {
        self.told = told;
        self
    }

    /// The same for an action that goes both ways, where what it was done to is gone, or a yes or no of it became no.
    pub const fn told_back(mut self, told: &'static str) -> Action {
        self.told_back = Some(told);
        self
    }

    pub fn resource(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(r, _)| r)
    }

    pub fn verb(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(_, v)| v)
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Action) -> bool {
        self.key == other.key
    }
}
