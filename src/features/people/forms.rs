//! What people may submit about people.

use super::{Department, Factor, Role, Team, User, passkey::FIELD};
use crate::{
    access::Tier,
    base::{Id, money::Currency},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

impl Form for SignIn {
    fn read(f: &mut Reader) -> Self {
        SignIn {
            email: f.email("email", "E-mail", Required),
            password: f.secret("password", "Password", Required),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Code {
    pub code: String,
}

impl Form for Code {
    fn read(f: &mut Reader) -> Self {
        Code {
            code: f.text("code", "Code", Required, 40),
        }
    }
}

/// What a passkey signed, as the browser gives it.
#[derive(Debug, Clone)]
pub struct Answered(pub String);

impl Form for Answered {
    fn read(f: &mut Reader) -> Self {
        Answered(f.secret(FIELD, "Passkey", Required))
    }
}

/// A passkey that a device made, and how its person calls it.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    pub name: String,
    pub answer: String,
}

impl Form for NewPasskey {
    fn read(f: &mut Reader) -> Self {
        NewPasskey {
            name: f.text("name", "Name", Required, 60),
            answer: f.secret(FIELD, "Passkey", Required),
        }
    }
}

#[derive(Debug, Clone)]
pub struct PasskeyName(pub String);

impl Form for PasskeyName {
    fn read(f: &mut Reader) -> Self {
        PasskeyName(f.text("name", "Name", Required, 60))
    }
}

/// A new second factor, by whoever knows the password and, when there is one already, its code.
#[derive(Debug, Clone)]
pub struct Enrol {
    pub seed: String,
    pub code: String,
    pub password: String,
    pub current: String,
}

impl Form for Enrol {
    fn read(f: &mut Reader) -> Self {
        let form = Enrol {
            seed: f.text("seed", "Seed", Optional, 200),
            code: f.text("code", "Code", Required, 40),
            password: f.secret("password", "Password", Optional),
            current: f.text("current", "Current code", Optional, 40),
        };
        if !super::credential::is_seed(&form.seed) {
            f.problem("seed", "This seed can't be used. Scan the new one.");
        }
        form
    }
}

#[derive(Debug, Clone)]
pub struct SetUp {
    pub token: String,
    pub house: String,
    pub currency: Currency,
    /// When employees show a second factor; left open where nobody was asked.
    pub factor: Option<Factor>,
    pub name: String,
    pub email: String,
    pub password: String,
}

impl Form for SetUp {
    fn read(f: &mut Reader) -> Self {
        let form = SetUp {
            token: f.text("token", "Set-up token", Required, 100),
            house: f.text("house", "Name of the house", Required, 80),
            currency: f
                .currency("currency", "Currency", Optional)
                .unwrap_or_default(),
            factor: f.choice("factor", "Employees show a second factor", Optional),
            name: f.text("name", "Your name", Required, 80),
            email: f.email("email", "Your e-mail", Required),
            password: f.secret("password", "Password", Required),
        };
        let rule = super::password::Rule::of_first(&form.house, &form.name, &form.email);
        let verdict = rule.judge(&form.password);
        if !form.password.is_empty() && !verdict.fits {
            f.problem("password", verdict.text);
        }
        form
    }
}

/// Who asks for a link to choose a new password.
#[derive(Debug, Clone)]
pub struct Forgot {
    pub email: String,
}

impl Form for Forgot {
    fn read(f: &mut Reader) -> Self {
        Forgot {
            email: f.email("email", "E-mail", Required),
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewPassword {
    pub current: String,
    pub password: String,
}

impl Form for NewPassword {
    fn read(f: &mut Reader) -> Self {
        NewPassword {
            current: f.secret("current", "Current password", Optional),
            password: f.secret("password", "New password", Required),
        }
    }
}

/// Another e-mail to sign in with.
#[derive(Debug, Clone)]
pub struct NewEmail {
    pub email: String,
    pub version: Option<u64>,
}

impl Form for NewEmail {
    fn read(f: &mut Reader) -> Self {
        NewEmail {
            email: f.email("email", "New e-mail", Required),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub title: String,
    pub tier: Tier,
    pub roles: Vec<Id<Role>>,
    pub departments: Vec<Id<Department>>,
    pub teams: Vec<Id<Team>>,
    /// Raw id of the company, for people of a client.
    pub client: Option<u64>,
    pub skills: Vec<String>,
}

impl Form for NewUser {
    fn read(f: &mut Reader) -> Self {
        let tier = f.text("tier", "Tier", Optional, 20);
        let client = f.text("client", "Client", Optional, 20);
        let form = NewUser {
            name: f.text("name", "Name", Required, 80),
            email: f.email("email", "E-mail", Required),
            title: f.text("title", "What they do", Optional, 80),
            tier: Tier::parse(&tier).unwrap_or_default(),
            roles: f.ids("roles", "Roles"),
            departments: f.ids("departments", "Departments"),
            teams: f.ids("teams", "Teams"),
            client: client.rsplit('-').next().and_then(|n| n.parse().ok()),
            skills: f.all("skills", "Skills"),
        };
        if !tier.is_empty() && Tier::parse(&tier).is_none() {
            f.problem("tier", "The tier is admin, employee or client.");
        }
        if form.tier == Tier::Client && form.client.is_none() {
            f.problem("client", "Say which client they belong to.");
        }
        form
    }
}

/// Into other hands: whose, or left to the house to choose; and a word with it.
#[derive(Debug, Clone)]
pub struct HandOver {
    pub to: Option<Id<User>>,
    pub note: String,
}

impl Form for HandOver {
    fn read(f: &mut Reader) -> Self {
        HandOver {
            to: f.id("to", "To", Optional),
            note: f.block("note", "Note", Optional, 1000),
        }
    }
}
