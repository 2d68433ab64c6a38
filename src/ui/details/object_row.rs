//! Which object the log is about, and the way to its changes.

use std::rc::Rc;

use litemap::LiteMap;
use yew::prelude::*;

use crate::history::{About, Jump, Travel};
use crate::kube::object::Name;
use crate::sorted;

use crate::ui::details::log_rows::Row;
use crate::ui::parts::input;

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
    pub(crate) fn of(&self, rows: &[Rc<Row>]) -> Vec<Rc<Row>> {
        rows.iter().filter(|row| self.object.as_ref().is_none_or(|object| *object == row.object)).cloned().collect()
    }
}

/// What stands over the log.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    chosen: Chosen,
    /// What can be chosen, in order.
    objects: Vec<About>,
}

impl Props {
    /// The objects that entries are about, and the one chosen.
    pub(crate) fn of(chosen: &Chosen, rows: &[Rc<Row>]) -> Self {
        let all = Named::of(rows.iter().map(|row| &row.object).chain(&chosen.object));
        Self { chosen: chosen.clone(), objects: all.objects.keys().map(|about| (*about).clone()).collect() }
    }
}

/// The row over the log.
#[component]
pub(crate) fn ObjectRow(props: &Props) -> Html {
    let Props { chosen, objects } = props;
    let all = Named::of(objects.iter());
    let choices: Vec<Option<About>> = [None].into_iter().chain(objects.iter().cloned().map(Some)).collect();
    let option = |choice: &Option<About>| {
        let words = choice.as_ref().map_or_else(|| words!("objects-all").into(), |about| all.words(about));
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
            <label>{words!("page-object")}<select onchange={on_choose}>{options}</select></label>
            {jump(words!("page-last-change"), Jump::Back, "Shift+ArrowLeft")}
            {jump(words!("page-next-change"), Jump::On, "Shift+ArrowRight")}
        </div>
    }
}

/// Objects that are named beside each other.
pub(crate) struct Named<'a> {
    objects: LiteMap<&'a About, ()>,
    /// How many of them have a name.
    names: LiteMap<&'a Name, usize>,
}

impl<'a> Named<'a> {
    pub(crate) fn of(objects: impl Iterator<Item = &'a About>) -> Self {
        let all = sorted::set(objects);
        let mut names: LiteMap<&Name, usize> = LiteMap::new();
        for object in all.keys() {
            let others = names.get(&object.name).copied().unwrap_or(0);
            names.insert(&object.name, others + 1);
        }
        Self { objects: all, names }
    }

    /// The name of one of them, and the kind beside it where one of another kind has the same name.
    pub(crate) fn words(&self, about: &About) -> AttrValue {
        let alike = self.names.get(&about.name).is_some_and(|count| *count > 1);
        if alike { format!("{} ({})", about.name, about.kind.as_str()).into() } else { about.name.clone().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::object::Kind;

    #[test]
    fn the_kind_stands_beside_a_name_that_several_kinds_have() {
        let about = |name: &str, kind: Kind| About { name: name.into(), kind };
        let kinds = [Kind::Deployment, Kind::Service, Kind::HttpRoute, Kind::ResourceQuota];
        let mut objects: Vec<About> = kinds.map(|kind| about("web", kind)).into();
        // Entries about one object are many, and that is no second object.
        objects.extend([about("web", Kind::Service), about("node-1", Kind::Node), about("node-1", Kind::Node)]);
        let all = Named::of(objects.iter());
        let words: Vec<String> = objects.iter().map(|about| all.words(about).to_string()).collect();
        let expected =
            ["Deployment", "Service", "HTTPRoute", "ResourceQuota", "Service"].map(|kind| format!("web ({kind})"));
        assert_eq!(words[..5], expected);
        assert_eq!(words[5..], ["node-1", "node-1"]);
    }
}
