//! What people may submit about how they come in.

use super::{Factor, TokenAccess, passkey::FIELD};
use crate::{
    base::money::Currency,
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
        if !super::totp::is_seed(&form.seed) {
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
    /// Whether admins have to show a passkey, after the days they have for adding one.
    pub admins_passkeys: bool,
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
            admins_passkeys: f.flag("admins_passkeys", "Admins show a passkey"),
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

/// A token for a program.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub name: String,
    pub days: i64,
    pub access: TokenAccess,
    pub only: Vec<String>,
}

impl Form for NewToken {
    fn read(f: &mut Reader) -> Self {
        NewToken {
            name: f.text("name", "What it is for", Required, 60),
            days: f
                .whole("days", "Days it holds", Required, 1..=365)
                .unwrap_or(1),
            access: f.choice_or_usual("access", "What it may"),
            only: f.all("only", "Areas"),
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
