//! Which object the log is about, and the way to its changes.

use litemap::LiteMap;
use yew::prelude::*;

use crate::history::{About, Jump, Travel};

use super::details::Row;
use super::input;

/// The object chosen; what chooses one and what leads to its changes.
#[derive(Clone, PartialEq)]
pub struct Chosen {
    /// Nothing stands for all of them.
    pub object: Option<About>,
    /// Chooses another.
    pub on_choose: Callback<Option<About>>,
    /// Goes to one of its changes.
    pub on_travel: Callback<Travel>,
}

impl Chosen {
    /// The entries about it.
    pub(super) fn of(&self, rows: &[Row]) -> Vec<Row> {
        rows.iter().filter(|row| self.object.as_ref().is_none_or(|object| *object == row.object)).cloned().collect()
    }
}

/// The row over the log.
pub(super) fn object_row(chosen: &Chosen, rows: &[Row]) -> Html {
    let mut all: LiteMap<&About, ()> = LiteMap::new();
    all.extend(rows.iter().map(|row| &row.object).chain(&chosen.object).map(|object| (object, ())));
    let choices: Vec<Option<About>> =
        [None].into_iter().chain(all.keys().map(|about| Some((*about).clone()))).collect();
    let option = |choice: &Option<About>| {
        let words = choice.as_ref().map_or("all".to_string(), |about| words(about, &all));
        html! { <option selected={*choice == chosen.object}>{words}</option> }
    };
    let options: Html = choices.iter().map(option).collect();
    let on_choose = input::emit(&chosen.on_choose, move |event| choices.get(input::chosen(event)?).cloned());
    let jump = |label: &'static str, way: Jump, keys: &'static str| {
        let object = chosen.object.clone();
        let on_travel = chosen.on_travel.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(object) = object.clone() {
                on_travel.emit(Travel::Jump(way, object));
            }
        });
        html! { <button type="button" {onclick} disabled={chosen.object.is_none()} aria-keyshortcuts={keys}>{label}</button> }
    };
    html! {
        <div class="object-row">
            <label>{"Object"}<select onchange={on_choose}>{options}</select></label>
            {jump("Its last change", Jump::Back, "Shift+ArrowLeft")}
            {jump("Its next change", Jump::On, "Shift+ArrowRight")}
        </div>
    }
}

/// The name, and the kind beside it where another one has the same name.
fn words(about: &About, all: &LiteMap<&About, ()>) -> String {
    let alike = all.keys().filter(|other| other.name == about.name).count();
    if alike > 1 { format!("{} ({})", about.name, about.kind.as_str()) } else { about.name.to_string() }
}
