//! Every route and operation, and who of the shipped roles may come through it: computed from the source,
//! compared with one table in the repository, so that a new door shows up in review as a line.

use atrium::{
    access::{ActionKind, RoleRules, Scope, Tier, compile},
    features,
    web::route::{Demand, Face, Route},
};

fn routes() -> Vec<Route> {
    let mut routes = features::routes();
    routes.sort_by_key(|r| (r.path.clone(), r.method));
    routes
}

fn table() -> String {
    let actions = features::schema().actions;
    let shipped = features::people::shipped_roles().unwrap();
    let rules: Vec<RoleRules> = shipped
        .iter()
        .enumerate()
        .map(|(n, role)| RoleRules {
            id: n as u64,
            name: role.key.as_str().into(),
            inherits: role
                .inherits
                .iter()
                .filter_map(|key| shipped.iter().position(|r| r.key == *key))
                .map(|n| n as u64)
                .collect(),
            grants: role.grants.iter().map(|(p, s)| (p.clone(), *s)).collect(),
        })
        .collect();
    let mut out = String::from(
        "# Who may come through which door. Made by the test guards::routes; a difference fails it.\n# method path | demand | role:scope ...\n",
    );
    for route in routes() {
        let (demand, who) = match &route.demand {
            Demand::Open(why) => (format!("open: {why}"), "everyone".to_owned()),
            Demand::SignedIn => ("signed in".to_owned(), "everyone signed in".to_owned()),
            Demand::Action(action) => {
                let mut who = Vec::new();
                for (n, role) in shipped.iter().enumerate() {
                    if !route.admits(role.tier) {
                        continue;
                    }
                    let scope = match action.kind {
                        ActionKind::Own => Scope::Own,
                        ActionKind::System => Scope::None,
                        _ => compile(&[n as u64], &rules, &actions).scope(action),
                    };
                    if scope != Scope::None {
                        who.push(format!("{}:{}", role.key, scope.name()));
                    }
                }
                (action.key.to_owned(), who.join(" "))
            }
        };
        let face = match route.face {
            Face::Portal => " (portal)",
            Face::Api if route.for_clients => " (clients too)",
            _ => "",
        };
        let door = match route.at_the_portal {
            true => " (portal's door too)",
            false => "",
        };
        out.push_str(&format!(
            "{} {}{face}{door} | {demand} | {who}\n",
            route.method, route.path
        ));
    }
    out
}

#[test]
fn the_table_of_doors_is_as_reviewed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/guards/routes.txt");
    let now = table();
    if std::env::var_os("ATRIUM_BLESS").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(path).unwrap_or_default();
    let changed: Vec<&str> = now
        .lines()
        .filter(|line| !reviewed.lines().any(|l| l == *line))
        .collect();
    assert!(
        reviewed == now,
        "doors changed; look at them, then run with ATRIUM_BLESS=1:\n{}",
        changed.join("\n")
    );
}

#[test]
fn every_route_demands_a_known_action_and_clients_only_reach_what_is_theirs() {
    let actions = features::schema().actions;
    for route in routes() {
        if let Demand::Action(action) = &route.demand {
            assert!(
                actions.contains(action),
                "{} demands the unknown {}",
                route.path,
                action.key
            );
        }
        if route.admits(Tier::Client)
            && route.path.starts_with("/api/")
            && !matches!(route.demand, Demand::Open(_))
        {
            assert!(route.for_clients, "{}", route.path);
        }
    }
}
