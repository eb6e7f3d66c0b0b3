//! The verbs of templates.

use std::io::Cursor;

use super::{
    actions::{CREATE, EDIT, REMOVE},
    blanks::{Known, known},
    forms::{FillForm, TemplateForm},
    paper,
    template::{DocumentTemplate, NAMED, name_key},
};
use crate::{
    base::{Error, Id, Result, language::in_language},
    data::{Change, Record, Visit},
    features::{
        documents::{self, Document, DocumentForm, IncomingFile},
        settings::CurrentSettings,
    },
};

/// More than this no text comes to.
const MOST_BYTES: u64 = 20 << 20;

fn must_be_unique(change: &mut Change<'_, '_>, template: &DocumentTemplate) -> Result<()> {
    let there: Option<DocumentTemplate> = change.by_unique(NAMED, name_key(&template.name))?;
    match there.filter(|there| there.id != template.id) {
        Some(_) => Err(Error::field("name", "There is a template of that name.")),
        None => Ok(()),
    }
}

pub fn add(visit: &Visit, form: TemplateForm) -> Result<Id<DocumentTemplate>> {
    visit.act(CREATE, move |change| {
        let template = DocumentTemplate {
            name: form.name,
            body: form.body,
            language: form.language,
            touched: change.at,
            ..DocumentTemplate::default()
        };
        must_be_unique(change, &template)?;
        let made = change.insert(template)?;
        change.about(Record::as_ref(&*made));
        Ok(made.id)
    })
}

pub fn change(visit: &Visit, id: Id<DocumentTemplate>, form: TemplateForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut template = change.subject_at(id, form.version)?;
        let same = template.language == form.language;
        if same && (&template.name, &template.body) == (&form.name, &form.body) {
            return Ok(());
        }
        template.name = form.name;
        template.body = form.body;
        template.language = form.language;
        template.touched = change.at;
        must_be_unique(change, &template)?;
        change.put(&template)
    })
}

/// What was made of it stays.
pub fn remove(visit: &Visit, id: Id<DocumentTemplate>) -> Result<()> {
    visit.act(REMOVE, move |change| {
        let template = change.subject(id)?;
        change.delete(&template)
    })
}

/// A template with what a record says in its blanks: the text, and the blanks that stay open.
///
/// # Errors
/// On `about`.
pub fn filled(
    visit: &Visit,
    template: &DocumentTemplate,
    about: &str,
) -> Result<(Known, String, Vec<&'static str>)> {
    // Days and sums stand in it as its language writes them, whoever fills it.
    let known = in_language(template.language, || known(visit, about))?;
    let (text, open) = known.fill(&template.body);
    Ok((known, text, open))
}

/// Makes a PDF of a template, filled from a record, and adds it as a document about that.
///
/// # Errors
/// Beside the field.
pub fn fill(visit: &Visit, id: Id<DocumentTemplate>, form: FillForm) -> Result<Id<Document>> {
    visit.demand(&documents::ADD)?;
    let template: DocumentTemplate = visit.find(id)?;
    let (known, text, _) = filled(visit, &template, &form.about)?;
    let name = match form.name.is_empty() {
        true => template.name.clone(),
        false => form.name,
    };
    let body = match form.body.is_empty() {
        true => text,
        false => form.body,
    };
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let bytes = paper::pdf(&house, &name, &body, visit.at, template.language)?;
    let given = IncomingFile {
        scanned: false,
        file: visit.store().keep(Cursor::new(bytes), MOST_BYTES)?,
        name: file_name(&name),
        media_type: "application/pdf".into(),
    };
    let form = DocumentForm {
        name,
        // What is filled from a client alone lies with the client's own.
        about: match known.is_of_client() {
            true => String::new(),
            false => visit.store().schema().number(known.about),
        },
        client: Some(known.client).filter(|_| known.is_of_client()),
        shared: form.shared,
        note: format!("From the template {}", template.name),
        folder: None,
    };
    documents::create(visit, form, given)
}

/// `Care agreement.pdf`
fn file_name(name: &str) -> String {
    let plain = |c: char| match c {
        '/' | '\\' | ':' | '"' | '<' | '>' | '|' | '?' | '*' => '-',
        c => c,
    };
    let stem: String = name.chars().map(plain).collect();
    format!("{}.pdf", stem.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_file_systems_take_it() {
        assert_eq!(file_name("Care agreement"), "Care agreement.pdf");
        assert_eq!(file_name("../Brief: 3/4"), "-Brief- 3-4.pdf");
    }
}
