//! Which object the log is about, and the way to its changes.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{Jump, Travel};

use super::details::Row;
use super::input;

/// The object chosen, empty for all; what chooses one and what leads to its changes.
#[derive(Clone, PartialEq)]
pub struct Chosen {
    /// Its name.
    pub name: Rc<str>,
    /// Chooses another.
    pub on_choose: Callback<Rc<str>>,
    /// Goes to one of its changes.
    pub on_travel: Callback<Travel>,
}

impl Chosen {
    /// The entries about it.
    pub(super) fn of(&self, rows: &[Row]) -> Vec<Row> {
        rows.iter().filter(|row| self.name.is_empty() || *row.object == *self.name).cloned().collect()
    }
}

/// The row over the log.
pub(super) fn object_row(chosen: &Chosen, rows: &[Row]) -> Html {
    let mut names: Vec<&str> = vec![""];
    for name in rows.iter().map(|row| &*row.object).chain([&*chosen.name]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_unstable();
    let all: Vec<Rc<str>> = names.iter().map(|name| Rc::from(*name)).collect();
    let on_choose = input::emit(&chosen.on_choose, move |event| all.get(input::chosen(event)?).cloned());
    let jump = |label: &'static str, way: Jump, keys: &'static str| {
        let name = chosen.name.to_string();
        let onclick = chosen.on_travel.reform(move |_: MouseEvent| Travel::Jump(way, name.clone()));
        html! { <button type="button" {onclick} disabled={chosen.name.is_empty()} aria-keyshortcuts={keys}>{label}</button> }
    };
    html! {
        <div class="object-row">
            <label>{"Object"}<select onchange={on_choose}>
                {for names.iter().map(|name| html! {
                    <option selected={**name == *chosen.name}>{if name.is_empty() { "all" } else { *name }}</option>
                })}
            </select></label>
            {jump("Its last change", Jump::Back, "Shift+ArrowLeft")}
            {jump("Its next change", Jump::On, "Shift+ArrowRight")}
        </div>
    }
}
