//! What is asked for: a code's person, a certificate, the rules.

use super::{
    device::Device,
    rules::{EntryRules, From},
};
use crate::{
    access::{Country, Tier},
    base::{Choice, Id},
    features::people::User,
    web::form::{Form, Optional, Reader, Required},
};

/// For whom a code is made; for oneself nobody is named.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub user: Option<Id<User>>,
}

impl Form for NewCode {
    fn read(f: &mut Reader) -> Self {
        NewCode {
            user: f.id("user", "Person", Required),
        }
    }
}

/// A code for oneself, perhaps in place of a certificate that ends.
#[derive(Debug, Clone)]
pub struct OwnCode {
    pub renews: Option<Id<Device>>,
}

impl Form for OwnCode {
    fn read(f: &mut Reader) -> Self {
        OwnCode {
            renews: f.id("renews", "Device", Optional),
        }
    }
}

/// Fetching a certificate.
#[derive(Debug, Clone)]
pub struct Fetch {
    pub code: String,
    pub name: String,
    pub password: String,
}

impl Form for Fetch {
    fn read(f: &mut Reader) -> Self {
        Fetch {
            code: f.text("code", "Code", Required, 60),
            name: f.text("name", "What you call this device", Required, 60),
            password: f.secret("password", "Your password", Required),
        }
    }
}

#[derive(Debug, Clone)]
pub struct RulesForm {
    pub rules: EntryRules,
    pub version: Option<u64>,
}

/// The tiers as their fields begin, and as people call them.
pub const TIERS: [(Tier, &str, &str); 3] = [
    (Tier::Admin, "admin", "Admins"),
    (Tier::Employee, "employee", "Employees"),
    (Tier::Client, "client", "Clients"),
];

fn countries(f: &mut Reader, key: &str, label: &str) -> (From, Vec<String>) {
    let (from_name, list_name) = (format!("{key}_from"), format!("{key}_countries"));
    let from = f
        .choice::<From>(&from_name, &format!("{label} come"), Required)
        .unwrap_or_default();
    let text = f.text(&list_name, &format!("Countries of {label}"), Optional, 2000);
    let mut codes = Vec::new();
    for word in text.split([',', ' ', ';']).filter(|word| !word.is_empty()) {
        match Country::parse(word) {
            Some(country) => codes.push(country.code().to_owned()),
            None => f.problem(
                &list_name,
                format!("{word} is not a country's two letters. Write them as DE, AT, CH."),
            ),
        }
    }
    codes.sort();
    codes.dedup();
    if codes.is_empty() && !matches!(from, From::Everywhere | From::Unknown) {
        f.problem(&list_name, "Name at least one country, such as DE.");
    }
    (from, codes)
}

impl Form for RulesForm {
    fn read(f: &mut Reader) -> Self {
        let [admin, employee, client] = TIERS.map(|(_, key, label)| countries(f, key, label));
        let rules = EntryRules {
            admin_from: admin.0,
            admin_countries: admin.1,
            employee_from: employee.0,
            employee_countries: employee.1,
            client_from: client.0,
            client_countries: client.1,
            unknown_countries: f.flag("unknown_countries", "Let unknown countries in"),
            devices: f.flag("devices", "Use device certificates"),
            admin_devices: f.flag("admin_devices", "Admins only from enrolled devices"),
            employee_devices: f.flag("employee_devices", "Employees only from enrolled devices"),
            device_is_factor: f.flag("device_is_factor", "An enrolled device is a second factor"),
            own_codes: f.flag("own_codes", "Staff enrol their own devices"),
            ..EntryRules::default()
        };
        let needs = rules.admin_devices || rules.employee_devices || rules.device_is_factor;
        if needs && !rules.devices {
            f.problem(
                "devices",
                "Switch device certificates on, or take the rules below away.",
            );
        }
        RulesForm {
            rules,
            version: f.version(),
        }
    }
}

/// What the form starts from.
pub fn values(rules: &EntryRules) -> Vec<(&'static str, String)> {
    let (from, list) = (
        ["admin_from", "employee_from", "client_from"],
        ["admin_countries", "employee_countries", "client_countries"],
    );
    let mut values = Vec::new();
    for (at, (tier, _, _)) in TIERS.into_iter().enumerate() {
        let (rule, codes) = rules.countries(tier);
        values.push((from[at], rule.key().to_owned()));
        values.push((list[at], codes.join(", ")));
    }
    for (name, on) in [
        ("unknown_countries", rules.unknown_countries),
        ("devices", rules.devices),
        ("admin_devices", rules.admin_devices),
        ("employee_devices", rules.employee_devices),
        ("device_is_factor", rules.device_is_factor),
        ("own_codes", rules.own_codes),
    ] {
        // What is not ticked is not there.
        values.extend(on.then(|| (name, "true".to_owned())));
    }
    values.push(("version", rules.version.to_string()));
    values
}
