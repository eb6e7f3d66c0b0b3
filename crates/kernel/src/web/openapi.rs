//! `/api/openapi.json`, generated from the routes and the forms they read.

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use crate::{
    base::Unit,
    data::{EntityInfo, Field, FieldKind, Readers, Schema},
    web::{
        contract,
        form::{Described, is_of_a_row},
        reply::Reply,
        resumed,
        route::{Demand, Face, Gives, Route},
        uploads::Takes,
    },
};

const DANGEROUS: &str = "Asks for fresh proof of who does it. A token does this unless it was made for everyday deeds only (atrium token create --everyday); such a one gets 403, urn:atrium:problem:unproved.";

/// The description, made when somebody first asks for it: taken apart it holds fifty times what its text does, and most
/// servers are never asked.
pub struct Document {
    routes: Arc<[Route]>,
    text: OnceLock<Vec<u8>>,
}

impl Document {
    pub fn new(routes: Arc<[Route]>) -> Document {
        Document {
            routes,
            text: OnceLock::new(),
        }
    }

    pub fn reply(&self, kinds: &Schema) -> Reply {
        let text = self
            .text
            .get_or_init(|| of_routes(&self.routes, kinds).to_string().into_bytes());
        Reply::json_text(text.clone())
    }
}

pub fn of_routes(routes: &[Route], kinds: &Schema) -> Value {
    let mut paths = serde_json::Map::new();
    for route in routes.iter().filter(|route| route.face == Face::Api) {
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] =
            operation(route, route.writes() && contract::holds(kinds, route));
    }
    let mut schemas = json!({
        "Problem": {
            "type": "object",
            "description": "RFC 9457 problem details.",
            "required": ["type", "title", "status"],
            "properties": {
                "type": { "type": "string" }, "title": { "type": "string" },
                "status": { "type": "integer" }, "detail": { "type": "string" },
                "errors": { "type": "array", "items": { "type": "object", "properties": {
                    "field": { "type": "string" }, "message": { "type": "string" } } } },
            },
        },
        "List": list(json!({ "type": "object" })),
    });
    for entity in routes.iter().filter_map(|route| route.record) {
        schemas[name_of(entity, false)] = record(entity, false);
    }
    for route in routes.iter().filter(|route| route.for_clients) {
        if let Some(entity) = route.record {
            schemas[name_of(entity, true)] = record(entity, true);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Atrium",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Everything the pages do. Numbers such as LD-1042 name records; a number counts in its field's unit (x-unit) whether it is sent or answered: amounts in minor units, durations in minutes; a text in its place is read as people write it (\"12.50\", \"1:10\"). PATCH reads what GET of its address writes: what is left out stays, null empties, a field that can't be changed is accepted unchanged, and one that nobody knows is refused beside its name. Retry a write safely by sending the same Idempotency-Key.",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
        "paths": paths,
    })
}

/// One page of such items, and where those beside it begin.
fn list(item: Value) -> Value {
    json!({
        "type": "object",
        "description": "One page. A list ends only with next null. Pages are places in the list's order: what keeps its place is met exactly once, whatever else changes meanwhile; what moves (touched, due) may be met again or missed, and a list that begins with what was touched last moves it to its front.",
        "required": ["items", "next", "previous"],
        "properties": {
            "items": { "type": "array", "items": item },
            "next": { "type": ["string", "null"], "description": "Send as ?after= for the next page; null at the end." },
            "previous": { "type": ["string", "null"], "description": "Send as ?before= for the page before; null at the beginning." },
        },
    })
}

/// What a kind of record is called among the schemas; clients are told less of some.
fn name_of(entity: &EntityInfo, to_client: bool) -> String {
    let words = entity.one.split(' ').map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(chars).collect::<String>()
    });
    let name: String = words.collect();
    match to_client {
        true => format!("{name}ForClient"),
        false => name,
    }
}

/// A record as its answers carry it.
fn record(entity: &EntityInfo, to_client: bool) -> Value {
    let mut schema = fields(entity.fields, to_client);
    schema["description"] = json!(entity.one);
    schema["required"] = json!(["id", "version"]);
    schema["properties"]["id"] = json!({ "type": "string", "readOnly": true, "description": "Its number, such as LD-1042." });
    schema["properties"]["version"] = json!({ "type": "integer", "readOnly": true, "description": "The number in the journal of the last change to it, by which that is undone (POST /journal/{seq}/undo). Grows with every change; its ETag as well." });
    schema
}

fn fields(fields: &[Field], to_client: bool) -> Value {
    let sent = fields.iter().filter(|field| field.is_sent(to_client));
    let properties: serde_json::Map<String, Value> = sent
        .map(|field| (field.key.to_owned(), told(field, to_client)))
        .collect();
    json!({ "type": "object", "properties": properties })
}

/// One field: its type, its unit, and who it is told to. What isn't known, or not for whoever asks, is null.
fn told(field: &Field, to_client: bool) -> Value {
    let mut schema = kind(&field.kind, to_client);
    schema["title"] = json!(field.label);
    let unit = schema["description"].as_str().map(str::to_owned);
    let only = match &field.readers {
        Readers::Holding(actions) => {
            let may: Vec<&str> = actions.iter().map(|action| action.title).collect();
            Some(format!("Only for who may: {}.", may.join("; or ")))
        }
        _ => None,
    };
    let about = (!field.about.is_empty()).then(|| field.about.to_owned());
    let said: Vec<String> = [about, unit, only].into_iter().flatten().collect();
    if !said.is_empty() {
        schema["description"] = json!(said.join(" "));
    }
    if !field.editable || field.at_first {
        schema["readOnly"] = json!(true);
    }
    schema
}

/// A number that counts in a unit, the same in requests and answers.
fn counted(kind: Value, unit: Unit) -> Value {
    json!({ "type": kind, "description": unit.words(), "x-unit": unit.key() })
}

fn kind(of: &FieldKind, to_client: bool) -> Value {
    if let Some(unit) = of.unit() {
        return counted(json!(["integer", "null"]), unit);
    }
    let text = |format: &str| json!({ "type": ["string", "null"], "format": format });
    match of {
        FieldKind::Text | FieldKind::LongText | FieldKind::Other(_) => {
            json!({ "type": ["string", "null"] })
        }
        FieldKind::Number
        | FieldKind::Money
        | FieldKind::Percent
        | FieldKind::BasisPoints
        | FieldKind::Thousandths
        | FieldKind::Minutes
        | FieldKind::Span
        | FieldKind::Clock => json!({ "type": ["integer", "null"] }),
        FieldKind::Day => text("date"),
        FieldKind::Moment => text("date-time"),
        FieldKind::YesNo => json!({ "type": ["boolean", "null"] }),
        // Clients are told some of them in words of their own.
        FieldKind::Choice(_) if to_client => json!({ "type": ["string", "null"] }),
        FieldKind::Choice(words) => {
            let words = words();
            let keys = words.iter().map(|(key, _)| json!(key));
            let keys: Vec<Value> = keys.chain([json!("unknown"), Value::Null]).collect();
            let labels: Vec<String> = words
                .iter()
                .map(|(key, label)| format!("{key}: {label}"))
                .collect();
            json!({ "type": ["string", "null"], "enum": keys, "description": format!("{}.", labels.join("; ")) })
        }
        FieldKind::Record(_) | FieldKind::AnyRecord => {
            json!({ "type": ["string", "null"], "description": "A record's number." })
        }
        FieldKind::File => {
            let size = counted(json!(["integer", "null"]), Unit::Bytes);
            json!({ "type": ["object", "null"], "properties": { "size": size } })
        }
        FieldKind::List(each) => {
            json!({ "type": ["array", "null"], "items": kind(each, to_client) })
        }
        FieldKind::Object(inner) => {
            let mut schema = fields(inner, to_client);
            schema["type"] = json!(["object", "null"]);
            schema
        }
        FieldKind::Rows(inner) => {
            json!({ "type": ["array", "null"], "items": fields(inner, to_client) })
        }
    }
}

/// What an operation gives: a record or a list of them, of staff's kind or clients'.
fn given(route: &Route) -> Value {
    let link = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let one = route.record.map(|entity| match route.for_clients {
        true => json!({ "anyOf": [link(name_of(entity, false)), link(name_of(entity, true))] }),
        false => link(name_of(entity, false)),
    });
    // What a deed tells beside the record it made, such as a link that is told once, stands in the same object.
    let told = route.told.map(|told| told.schema());
    let one = match (one, told) {
        (Some(record), Some(beside)) => Some(json!({ "allOf": [record, beside] })),
        (record, told) => record.or(told),
    };
    match (route.gives, one) {
        (Gives::List, Some(one)) => list(one),
        (Gives::List, None) => link("List".into()),
        (_, Some(one)) => one,
        (_, None) => json!({ "type": "object" }),
    }
}

/// One operation; `held` says that a write may say over which version it is made.
fn operation(route: &Route, held: bool) -> Value {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if route.gives == Gives::List {
        parameters.push(json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1 }, "description": "Rows wanted; 50 where nothing is said, 200 at most." }));
        parameters.push(json!({ "name": "after", "in": "query", "schema": { "type": "string" }, "description": "The next of an answer to this very list." }));
        parameters.push(json!({ "name": "before", "in": "query", "schema": { "type": "string" }, "description": "The previous of an answer to this very list." }));
    }
    parameters.extend(route.asks.iter().map(|asked| {
        let mut parameter = json!({ "name": asked.name, "in": "query", "required": asked.required && !is_of_a_row(&asked.name), "schema": property(asked) });
        if is_of_a_row(&asked.name) {
            parameter["description"] = json!("Of the first row; those of the next say 1, 2 and so on instead of 0.");
        }
        if asked.kind == "list" {
            parameter["style"] = json!("form");
            parameter["explode"] = json!(true);
            parameter["description"] = json!("Any of these: send the name once for each (?name=a&name=b).");
        }
        parameter
    }));
    if held {
        parameters.push(json!({ "name": "If-Match", "in": "header", "schema": { "type": "string" }, "description": "The ETag of the record it is about, as it was read: with another version it is not done (412)." }));
    }
    if route.writes() {
        parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 200 } }));
    }
    let mut operation = json!({
        "summary": route.summary,
        "operationId": operation_id(route),
        "tags": [route.path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default()],
        "parameters": parameters,
        "responses": responses(route, held),
    });
    if let Demand::Action(action) = &route.demand {
        operation["x-permission"] = json!(action.key);
        if action.dangerous {
            operation["description"] = json!(DANGEROUS);
        }
    }
    if route.writes() {
        let schema = schema(&route.fields);
        let mut content = json!({
            "application/json": { "schema": schema },
            "application/x-www-form-urlencoded": { "schema": schema },
        });
        if let Some(takes) = route.uploads {
            let mut with_files = schema.clone();
            if takes != Takes::Pieces {
                with_files["properties"][resumed::FIELD] = json!({
                    "type": "array", "items": { "type": "string" },
                    "description": "Files that came piece by piece, by their numbers.",
                });
            }
            content["multipart/form-data"] = json!({ "schema": with_files });
        }
        operation["requestBody"] = json!({
            "required": route.fields.iter().any(|field| field.required),
            "content": content,
        });
    }
    operation
}

fn operation_id(route: &Route) -> String {
    let words: Vec<&str> = route
        .path
        .trim_start_matches("/api/v1/")
        .split('/')
        .map(|part| part.trim_matches(|c| c == '{' || c == '}'))
        .collect();
    format!(
        "{}_{}",
        route.method.to_lowercase(),
        words.join("_").replace('-', "_")
    )
}

fn responses(route: &Route, held: bool) -> Value {
    let problem = |what: &str| {
        json!({ "description": what, "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" } } } })
    };
    let content = match route.gives {
        Gives::List | Gives::Object => json!({ "application/json": { "schema": given(route) } }),
        Gives::File => json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } }),
    };
    let mut out = json!({
        "401": problem("No valid token."),
        "403": problem("Not allowed; the detail names the rule."),
        "404": problem("Not there, or not visible to you."),
        "422": problem("Something is wrong with what was sent, field by field."),
        "429": problem("Too many requests."),
        "503": problem("Not possible right now; a write is retried with the same Idempotency-Key."),
    });
    let done = json!({ "description": "Done.", "content": content });
    out["200"] = done.clone();
    if route.writes() {
        out["201"] = done;
        out["204"] = json!({ "description": "It was done when it was first sent under this Idempotency-Key; the record has gone or moved on since." });
        out["413"] = problem("More was sent than is taken in.");
    }
    // A file of a record that isn't ready for one is refused as a write is.
    if route.writes() || matches!(route.gives, Gives::File) {
        out["409"] = problem("The record's state says no, or it moved on.");
    }
    if held {
        out["428"] = problem("The company wants writes of programs to say If-Match.");
        out["412"] = problem("Somebody changed the record since the version of If-Match.");
    }
    out
}

/// Dotted names (`line.0.title`) become lists of objects.
fn schema(fields: &[Described]) -> Value {
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    for field in fields.iter().filter(|field| !field.name.contains(".0.")) {
        properties.insert(field.name.clone(), property(field));
        if field.required {
            required.push(field.name.clone());
        }
    }
    let mut groups: Vec<&str> = fields
        .iter()
        .filter_map(|field| field.name.split_once(".0.").map(|(group, _)| group))
        .collect();
    groups.dedup();
    for group in groups {
        let start = format!("{group}.0.");
        let inner: Vec<Described> = fields
            .iter()
            .filter_map(|field| {
                Some(Described {
                    name: field.name.strip_prefix(&start)?.to_owned(),
                    ..field.clone()
                })
            })
            .collect();
        properties.insert(
            group.to_owned(),
            json!({ "type": "array", "items": schema(&inner) }),
        );
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A number in its unit, or a text as people write it.
fn number_or_text(field: &Described) -> Value {
    let written = match field.kind {
        "money" => "whole units of the currency with at most its decimals, such as \"1250.00\"",
        "duration" => "hours or minutes, such as \"1.5\", \"1:30\" or \"90m\"",
        "clock" => "a time, such as \"09:00\"",
        "discount" => {
            "a share in percent, such as \"5 %\" (a bare \"5\" is one too), or an amount with its currency, such as \"$5.00\""
        }
        _ if field.unit == Some(Unit::BasisPoints) => {
            "percent with at most two decimals, such as \"8.25\""
        }
        _ => "a decimal with at most three places, such as \"1.5\"",
    };
    let kind = json!(["integer", "string"]);
    let Some(unit) = field.unit else {
        return json!({ "type": kind });
    };
    let mut out = counted(kind, unit);
    out["description"] = json!(format!(
        "As a number: {} As a text: {written}.",
        unit.words()
    ));
    out
}

fn property(field: &Described) -> Value {
    let mut out = match field.kind {
        "boolean" => json!({ "type": "boolean" }),
        "integer" => json!({ "type": "integer" }),
        "list" => json!({ "type": "array", "items": { "type": "string" } }),
        "date" => json!({ "type": "string", "format": "date" }),
        "date-time" => json!({ "type": "string", "format": "date-time" }),
        "email" => json!({ "type": "string", "format": "email" }),
        "password" => json!({ "type": "string", "format": "password" }),
        "money" | "decimal" | "discount" | "duration" | "clock" => number_or_text(field),
        "id" => {
            json!({ "type": ["string", "integer"], "description": "A record's number, with its letters or without: LD-1042 or 1042" })
        }
        _ => json!({ "type": "string" }),
    };
    out["title"] = json!(field.label);
    if !field.about.is_empty() {
        let said = out["description"].as_str().unwrap_or_default();
        out["description"] = json!(format!("{said} {}", field.about).trim());
    }
    if let Some(most) = field.most {
        out["maxLength"] = json!(most);
    }
    if field.required && out["type"] == "string" {
        out["minLength"] = json!(1);
    }
    if let Some((least, most)) = field.range {
        out["minimum"] = json!(least);
        out["maximum"] = json!(most);
    }
    if let ("id", [prefix]) = (field.kind, field.prefixes.as_slice()) {
        out["pattern"] = json!(format!("^({prefix}-)?[0-9]+$"));
    }
    if !field.choices.is_empty() {
        if field.kind == "list" {
            out["items"]["enum"] = json!(field.choices);
        } else {
            out["enum"] = json!(field.choices);
        }
    }
    out
}
