//! `kubectl explain` and `kubectl api-resources`, from the tables of fields. Models kubectl's pkg/explain/v2 templates
//! plaintext.tmpl and pkg/cmd/apiresources/apiresources.go. Descriptions are upstream's own texts, which are not here.

use super::flags::{Flag, Given, Takes};
use super::get::item::What;
use super::printed::Printed;
use super::resource::RESOURCES;
use super::show::shape;
use super::table::{self, GET};
use crate::kube::form::{Form, Row};
use crate::kube::object::Kind;
use crate::sorted;

/// What `kubectl explain` knows here.
pub const FLAGS: [Flag; 1] = [Flag::new("recursive", ' ', Takes::Nothing)];

/// What `kubectl explain` prints, given the words behind it: `deployment`, `deploy.spec.template`.
pub fn explain(words: &[String]) -> Printed {
    let given = match Given::read("explain", &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    let Some(path) = given.words.first() else {
        return Printed::wrong(
            "error: You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of \
             supported resources.\n",
        );
    };
    let mut names = path.split('.');
    let name = names.next().unwrap_or_default();
    let kind = match What::called(name) {
        Some(What::Kind(kind)) => kind,
        _ => return Printed::wrong(format!("error: the server doesn't have a resource type \"{name}\"")),
    };
    let Some(whole) = shape::of(kind) else {
        return Printed::wrong(format!("error: the server doesn't have a resource type \"{name}\""));
    };
    let (mut form, mut field) = (Form::Mapping(whole), None);
    for name in names.filter(|name| !name.is_empty()) {
        let Some(row) = fields(form).iter().find(|row| row.name == name) else {
            return Printed::wrong(format!("error: field \"{name}\" does not exist"));
        };
        (form, field) = (row.form, Some(row));
    }
    Printed::good(page(kind, form, field, given.has("recursive")))
}

fn page(kind: Kind, form: Form, field: Option<&Row>, recursive: bool) -> String {
    let mut text = String::new();
    let (group, version) = kind.api_version().split_once('/').unwrap_or(("", kind.api_version()));
    if !group.is_empty() {
        text.push_str(&format!("GROUP:      {group}\n"));
    }
    text.push_str(&format!("KIND:       {}\nVERSION:    {version}\n\n", kind.as_str()));
    if let Some(field) = field {
        text.push_str(&format!("FIELD: {} <{}>\n\n", field.name, type_of(field.form)));
    }
    text.push_str("DESCRIPTION:\n    <empty>\n");
    let rows = fields(form);
    if !rows.is_empty() {
        text.push_str("FIELDS:\n");
        list(rows, 1, recursive, &mut text);
    }
    if recursive || rows.is_empty() {
        text.push('\n');
    }
    text
}

fn list(rows: &[Row], level: usize, recursive: bool, text: &mut String) {
    let mut rows: Vec<&Row> = rows.iter().collect();
    sorted::sort_by_key(&mut rows, |row| row.name);
    for row in rows {
        text.push_str(&format!("{}{}\t<{}>\n", "  ".repeat(level), row.name, type_of(row.form)));
        if recursive {
            list(fields(row.form), level + 1, true, text);
        } else {
            text.push_str("    <no description>\n\n");
        }
    }
}

/// The fields below a field.
fn fields(form: Form) -> &'static [Row] {
    match form {
        Form::Mapping(shape) => shape.rows,
        Form::List(item) => fields(*item),
        _ => &[],
    }
}

/// As OpenAPI names what a field holds.
fn type_of(form: Form) -> String {
    match form {
        Form::Whole(..) | Form::Seconds(..) => "integer".into(),
        Form::Bool => "boolean".into(),
        Form::IntOrString => "IntOrString".into(),
        Form::Quantities | Form::Labels => "map[string]string".into(),
        Form::Mapping(shape) => shape.name.into(),
        Form::List(item) => format!("[]{}", type_of(*item)),
        Form::Keyed(_, item) => format!("map[string]{}", type_of(*item)),
        _ => "string".into(),
    }
}

/// What `kubectl api-resources` knows here.
pub const API_FLAGS: [Flag; 4] = [
    Flag::new("namespaced", ' ', Takes::Nothing),
    Flag::new("api-group", ' ', Takes::Value),
    Flag::new("no-headers", ' ', Takes::Nothing),
    Flag::new("output", 'o', Takes::Value),
];

/// What `kubectl api-resources` prints, given the words behind it.
pub fn api_resources(words: &[String]) -> Printed {
    let given = match Given::read("api-resources", &API_FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    if let Some(word) = given.words.first() {
        return Printed::wrong(format!(
            "error: unexpected arguments: [{word}]\nSee 'kubectl api-resources -h' for help and examples"
        ));
    }
    // Group, plural, short name, version, whether it lies in a namespace, kind.
    let mut all: Vec<[&str; 6]> = vec![["", "events", "ev", "v1", "true", "Event"]];
    for resource in RESOURCES.iter().filter(|resource| resource.kind != Kind::World) {
        let version = resource.kind.api_version();
        let group = version.split_once('/').map_or("", |(group, _)| group);
        let namespaced = if What::Kind(resource.kind).is_namespaced() { "true" } else { "false" };
        all.push([group, resource.plural(), resource.short, version, namespaced, resource.kind.as_str()]);
    }
    sorted::sort_by_key(&mut all, |row| [row[0], row[1]]);
    if let Some(group) = given.value("api-group") {
        all.retain(|row| row[0] == group);
    }
    if let Some(namespaced) = given.value("namespaced") {
        all.retain(|row| row[4] == namespaced);
    }
    if given.value("output") == Some("name") {
        let name = |row: &[&str; 6]| if row[0].is_empty() { row[1].into() } else { format!("{}.{}", row[1], row[0]) };
        return Printed::good(all.iter().map(|row| name(row) + "\n").collect::<String>());
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !given.has("no-headers") {
        rows.push(["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"].map(String::from).into());
    }
    rows.extend(all.iter().map(|row| row.iter().skip(1).map(|cell| (*cell).to_owned()).collect()));
    Printed::good(table::rows(&rows, GET, &mut Vec::new()))
}
