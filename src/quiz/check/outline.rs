//! What a file holds, with the lines it stands on, as far as it can be made out: wrong fields are simply left out here.

use toml::de::{DeTable, DeValue};

use super::Sheet;

/// Where something stands.
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) field: String,
}

pub(super) struct Outline {
    pub(super) id: Option<(String, Place)>,
    pub(super) questions: Vec<QuestionOutline>,
}

pub(super) struct QuestionOutline {
    pub(super) place: Place,
    pub(super) id: Option<(String, Place)>,
    pub(super) kind: Option<String>,
    pub(super) options: Vec<OptionOutline>,
}

pub(super) struct OptionOutline {
    pub(super) place: Place,
    pub(super) text: String,
    pub(super) right: bool,
}

/// The value of a field, with the line of its name.
fn get<'t>(sheet: &Sheet<'_>, table: &'t DeTable<'_>, name: &str) -> Option<(usize, &'t DeValue<'t>)> {
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    Some((sheet.line(key.span().start), value.get_ref()))
}

fn text(sheet: &Sheet<'_>, table: &DeTable<'_>, path: &str, name: &str) -> Option<(String, Place)> {
    let (line, value) = get(sheet, table, name)?;
    Some((value.as_str()?.to_string(), Place { line, field: format!("{path}{name}") }))
}

/// The tables of a list, each with its place.
fn tables<'t>(sheet: &Sheet<'_>, table: &'t DeTable<'_>, path: &str, name: &str) -> Vec<(Place, &'t DeTable<'t>)> {
    let items = get(sheet, table, name).and_then(|(_, value)| value.as_array());
    let item = |(index, item): (usize, &'t toml::Spanned<DeValue<'t>>)| {
        let place = Place { line: sheet.line(item.span().start), field: format!("{path}{name}[{}]", index + 1) };
        Some((place, item.get_ref().as_table()?))
    };
    items.into_iter().flat_map(|items| items.iter().enumerate().filter_map(item)).collect()
}

pub(super) fn read(sheet: &Sheet<'_>, root: &DeTable<'_>) -> Outline {
    let question = |(place, table): (Place, &DeTable<'_>)| {
        let path = format!("{}.", place.field);
        QuestionOutline {
            id: text(sheet, table, &path, "id"),
            kind: text(sheet, table, &path, "type").map(|(kind, _)| kind),
            options: tables(sheet, table, &path, "options").into_iter().map(|found| option(sheet, found)).collect(),
            place,
        }
    };
    Outline {
        id: text(sheet, root, "", "id"),
        questions: tables(sheet, root, "", "questions").into_iter().map(question).collect(),
    }
}

fn option(sheet: &Sheet<'_>, (place, table): (Place, &DeTable<'_>)) -> OptionOutline {
    let text = get(sheet, table, "text").and_then(|(_, value)| value.as_str()).unwrap_or_default();
    let right = get(sheet, table, "right").and_then(|(_, value)| value.as_bool()).unwrap_or_default();
    OptionOutline { place, text: text.trim().to_string(), right }
}
