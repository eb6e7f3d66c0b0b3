//! What people are told of. Each room declares its types beside the deeds that cause them (`Feature::notices`): what they
//! are called, why somebody is told, and how it reaches people who have chosen nothing themselves.

use super::Reason;
use crate::base::language::say;
use crate::{access::Action, choices};

choices! {
    /// How a notice comes by mail.
    pub enum ByMail {
        Digest: "digest", "Digest";
        AtOnce: "at-once", "At once";
        Off: "off", "Off";
    }
}

choices! {
    /// Whom a type concerns, as the page of choices orders them.
    pub enum Group {
        Me: "me", "For me";
        Department: "department", "For my department";
        Clients: "clients", "From clients";
        House: "house", "From the house";
        Portal: "portal", "For clients";
    }
}

/// By which channels something goes out beside the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Whether it stands in the inbox.
    pub app: bool,
    pub mail: ByMail,
    /// Shown by a browser in which a page is open.
    pub browser: bool,
    /// Pushed to devices on which no page is open.
    pub push: bool,
    pub sms: bool,
}

impl Reach {
    pub const NOWHERE: Reach = Reach {
        app: false,
        ..Reach::APP
    };
    /// In the inbox and nowhere else.
    pub const APP: Reach = Reach {
        app: true,
        mail: ByMail::Off,
        browser: false,
        push: false,
        sms: false,
    };
    pub const EVERYWHERE: Reach = Reach {
        sms: true,
        ..Reach::PROMPT
    };
    /// In the inbox, and with what came together by mail.
    pub const DIGEST: Reach = Reach {
        mail: ByMail::Digest,
        ..Reach::APP
    };
    /// In the inbox, by mail at once, and shown where a page is open.
    pub const PROMPT: Reach = Reach {
        mail: ByMail::AtOnce,
        browser: true,
        push: true,
        ..Reach::APP
    };
    /// In the inbox and by mail at once.
    pub const MAILED: Reach = Reach {
        mail: ByMail::AtOnce,
        ..Reach::APP
    };

    /// The channels in a few words: "app, browser, digest".
    pub fn in_words(self) -> String {
        let mut words = Vec::new();
        let channels = [
            (self.app, say("reach-app")),
            (self.mail == ByMail::AtOnce, say("reach-mail")),
            (self.browser, say("reach-browser")),
            (self.push, say("reach-push")),
            (self.sms, say("reach-sms")),
            (self.mail == ByMail::Digest, say("reach-digest")),
        ];
        words.extend(
            channels
                .into_iter()
                .filter(|(on, _)| *on)
                .map(|(_, word)| word),
        );
        match words.is_empty() {
            true => say("part-nothing").into(),
            false => words.join(", "),
        }
    }
}

/// One thing that people are told of.
#[derive(Debug, Clone, Copy)]
pub struct NoticeType {
    /// Stored with every notice of it, and in people's choices.
    pub key: &'static str,
    pub name: &'static str,
    /// What follows "You are told because ...".
    pub because: &'static str,
    pub reason: Reason,
    pub group: Group,
    /// How it reaches whoever has chosen nothing.
    usual: Reach,
    /// The same for those on a duty.
    for_duty: Option<(Action, Reach)>,
    /// Whether nobody switches it off: the house's safety hangs on it.
    pub locked: bool,
    /// Whether it goes out during quiet hours as well.
    pub urgent: bool,
    /// Whether somebody waits for its person, so that muting the record doesn't silence it.
    pub waits: bool,
    /// Whether a newer one about the same record takes the place of an older one.
    pub replaces: bool,
}

impl NoticeType {
    pub const fn new(
        key: &'static str,
        name: &'static str,
        because: &'static str,
        reason: Reason,
    ) -> NoticeType {
        NoticeType {
            key,
            name,
            because,
            reason,
            group: Group::Me,
            usual: Reach::DIGEST,
            for_duty: None,
            locked: false,
            urgent: false,
            waits: false,
            replaces: false,
        }
    }

    pub const fn group(mut self, group: Group) -> NoticeType {
        self.group = group;
        self
    }

    pub const fn usually(mut self, reach: Reach) -> NoticeType {
        self.usual = reach;
        self
    }

    /// Those on a duty are reached in another way.
    pub const fn on_duty(mut self, duty: Action, reach: Reach) -> NoticeType {
        self.for_duty = Some((duty, reach));
        self
    }

    /// Nobody switches it off, mutes it or reads it later.
    pub const fn locked(mut self) -> NoticeType {
        self.locked = true;
        self.urgent = true;
        self.waits = true;
        self
    }

    pub const fn urgent(mut self) -> NoticeType {
        self.urgent = true;
        self
    }

    pub const fn waits(mut self) -> NoticeType {
        self.waits = true;
        self
    }

    pub const fn replaces(mut self) -> NoticeType {
        self.replaces = true;
        self
    }

    /// The duty that its default hangs on.
    pub fn duty(&self) -> Option<&Action> {
        self.for_duty.as_ref().map(|(duty, _)| duty)
    }

    /// How it reaches somebody who has chosen nothing.
    pub fn default_for(&self, on_duty: bool) -> Reach {
        match &self.for_duty {
            Some((_, reach)) if on_duty => *reach,
            _ => self.usual,
        }
    }

    pub fn is_for_clients(&self) -> bool {
        self.group == Group::Portal
    }
}

/// Every type there is, in the order of the rooms; left with the store by `features::app`.
pub struct NoticeTypes(pub Vec<&'static NoticeType>);

impl NoticeTypes {
    pub fn find(&self, key: &str) -> Option<&'static NoticeType> {
        self.0.iter().find(|held| held.key == key).copied()
    }

    /// Those that somebody is told of, by what they concern.
    pub fn of(&self, client: bool) -> Vec<(Group, Vec<&'static NoticeType>)> {
        use crate::base::Choice;
        let of = |group: Group| -> Vec<&'static NoticeType> {
            let all = self.0.iter().copied();
            all.filter(|held| held.group == group && held.is_for_clients() == client)
                .collect()
        };
        let groups = Group::ALL.iter().map(|group| (*group, of(*group)));
        groups.filter(|(_, held)| !held.is_empty()).collect()
    }
}
