//! The runs and branches there are, a checkpoint, and ways to take a run along: a link, a file.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{Branch, BranchId, History, RUNS_MAX, TASK_MAX, Travel, assign};
use crate::text::{said, say};

use crate::ui::details::qr_code;
use crate::ui::draw::pictures::{self, Form};
use crate::ui::parts::clock::clock;
use crate::ui::parts::hooks::{Value, use_value};
use crate::ui::parts::input;
use crate::ui::visit::save::Save;

/// What the tab shows, and what its buttons become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Every branch: number, name, where it came from, edits, length, whether it is looked at.
    pub branches: Vec<Row>,
    /// The name of the one that was deleted last.
    pub deleted: Option<String>,
    /// The checkpoint's instant, ms.
    pub checkpoint: Option<u64>,
    /// The link to this instant, or why there is none.
    pub link: Result<String, String>,
    /// The task of the run looked at, and whether its settings are locked.
    pub task: Rc<str>,
    pub locked: bool,
    /// A goal is set: it is a run of an exercise.
    pub set: bool,
    /// Something is taken along.
    pub on_save: Callback<Save>,
    /// What a button becomes.
    pub on_travel: Callback<Travel>,
    /// A file that was chosen, as text.
    pub on_file: Callback<String>,
    /// Runs to be compared; none at all asks for the other three strategies.
    pub on_compare: Callback<Vec<BranchId>>,
}

/// One branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    id: BranchId,
    name: String,
    from: String,
    edits: usize,
    length: u64,
    current: bool,
}

/// The branches of a history.
pub fn rows(history: &History) -> Vec<Row> {
    let row = |branch: &Branch| Row {
        id: branch.id,
        name: said(&branch.title()),
        from: match branch.parent {
            Some((id, at)) => {
                let parent = history.branches().iter().find(|other| other.id == id);
                let name = parent.map_or_else(|| say(&message!("run-deleted")), |parent| said(&parent.title()));
                say(&message!("run-from", name, at = clock(at)))
            }
            None => say(&message!("run-own-start")),
        },
        edits: branch.limit,
        length: branch.horizon.0,
        current: branch.id == history.current().id,
    };
    history.branches().iter().map(row).collect()
}

#[component]
pub fn RunsTab(props: &Props) -> Html {
    let to = |travel: Travel| props.on_travel.reform(move |_: MouseEvent| travel.clone());
    let on_file = {
        let on_file = props.on_file.clone();
        Callback::from(move |event: Event| input::read_file(&event, on_file.clone()))
    };
    let task = use_value(|| props.task.to_string());
    let locked = use_value(|| props.locked);
    // What an exercise says of its run is not to be written over.
    let assigned = |link: &String| if props.set { link.clone() } else { assign(link, &task, *locked) };
    let link = props.link.as_ref().map_or_else(|_| String::new(), assigned);
    let on_task = {
        let task = task.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                task.set(text);
            }
        })
    };
    let on_lock = {
        let locked = locked.clone();
        Callback::from(move |_: Event| locked.set(!*locked))
    };
    let copied = use_value(String::new);
    let copy = {
        let (link, copied) = (link.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            copied.set(if input::copy(&link) { link.clone() } else { String::new() });
        })
    };
    let picked = use_value(Vec::<BranchId>::new);
    let compare = {
        let picked = picked.clone();
        props.on_compare.reform(move |_: MouseEvent| (*picked).clone())
    };
    let strategies = props.on_compare.reform(|_: MouseEvent| Vec::new());
    let save = |what: Save| props.on_save.reform(move |_: MouseEvent| what);
    let picture = use_value(|| 0);
    let on_picture = {
        let picture = picture.clone();
        Callback::from(move |event: Event| picture.set(input::chosen(&event).unwrap_or(0)))
    };
    let coded = use_value(|| false);
    let on_code = {
        let coded = coded.clone();
        Callback::from(move |_: MouseEvent| coded.change(|coded| !coded))
    };
    let there = picked.iter().filter(|id| props.branches.iter().any(|branch| branch.id == **id)).count();
    html! {
        <div class="runs-tab">
            <div class="wide"><table>
                <caption>{words!("page-runs-branches")}</caption>
                {crate::ui::parts::table::head(&[words!("column-compare"), words!("column-name"), words!("column-came-from"), words!("column-steps"), words!("column-length"), words!("column-what-to-do")], &[3, 4])}
                <tbody>{for props.branches.iter().map(|branch| row(branch, props, &picked))}</tbody>
            </table></div>
            <h3>{words!("column-compare")}</h3>
            <div class="take-along">
                <button type="button" onclick={compare} disabled={there < 2}>{words!("page-compare-chosen")}</button>
                <button type="button" onclick={strategies}>{words!("page-compare-other-three-strategies")}</button>
            </div>
            <h3>{words!("page-share")}</h3>
            { match &props.link {
                Err(why) => html! { <p class="note">{why}</p> },
                Ok(_) => html! {
                    <div class="take-along">
                        if !props.set {
                        <label class="label" for="run-task">{words!("run-task")}</label>
                        <input type="text" id="run-task" maxlength={TASK_MAX.to_string()} value={(*task).clone()} oninput={on_task}
                            placeholder={words!("run-task-example")} autocomplete="off" />
                        <label class="choice"><input type="checkbox" checked={*locked} onchange={on_lock} />{words!("run-lock")}</label>
                        }
                        <label class="label" for="run-link">{words!("page-link-instant")}</label>
                        <input type="text" id="run-link" readonly=true value={link.clone()} />
                        <button type="button" onclick={copy}>{ if *copied == *link { words!("run-copied") } else { words!("run-copy-link") } }</button>
                        <button type="button" aria-expanded={coded.to_string()} onclick={on_code}>{words!("page-qr-code")}</button>
                        { coded.then(|| qr_code::view(&link)) }
                    </div>
                },
            } }
            <div class="take-along">
                <button type="button" onclick={save(Save::Replay)}>{words!("page-save-replay-page")}</button>
                <button type="button" onclick={save(Save::Events)}>{words!("page-save-events-csv")}</button>
                <label>{words!("page-picture")}{" "}<select onchange={on_picture}>
                    {for pictures::all()[..pictures::COMPARISON].iter().enumerate().map(|(index, (label, ..))| html! {
                        <option selected={index == *picture}>{*label}</option>
                    })}
                </select></label>
                <button type="button" onclick={save(Save::Picture(*picture, Form::Svg))}>{words!("page-save-svg")}</button>
                <button type="button" onclick={save(Save::Picture(*picture, Form::Png))}>{words!("page-save-png")}</button>
            </div>
            <h3>{words!("page-keep")}</h3>
            <div class="take-along">
                <button type="button" onclick={to(Travel::SetCheckpoint)}>{words!("page-set-checkpoint-here")}</button>
                { for props.deleted.iter().map(|name| html! {
                    <button type="button" onclick={to(Travel::BringBack)}>{message!("run-bring-back", name)}</button>
                }) }
                { for props.checkpoint.map(|at| html! {
                    <button type="button" onclick={to(Travel::ToCheckpoint)}>{message!("run-to-checkpoint", at = clock(at))}</button>
                }) }
                <button type="button" onclick={save(Save::Runs)}>{words!("page-save-file-2")}</button>
                <label class="file">{words!("page-open-file")}<input type="file" class="visually-hidden" accept=".txt,text/plain" onchange={on_file} /></label>
            </div>
        </div>
    }
}

fn row(branch: &Row, props: &Props, picked: &Value<Vec<BranchId>>) -> Html {
    let id = branch.id;
    let to = |travel: Travel| props.on_travel.reform(move |_: MouseEvent| travel.clone());
    let rename = input::emit(&props.on_travel, move |event| Some(Travel::Rename(id, input::text(event)?)));
    let chosen = picked.contains(&id);
    let pick = {
        let picked = picked.clone();
        Callback::from(move |_: Event| {
            let mut all = (*picked.now()).clone();
            if chosen {
                all.retain(|other| *other != id);
            } else {
                all.push(id);
            }
            picked.set(all);
        })
    };
    let full = !chosen && picked.len() >= RUNS_MAX;
    html! {
        <tr key={id} class={branch.current.then_some("current")}>
            <td><input type="checkbox" checked={chosen} disabled={full} onchange={pick} aria-label={message!("run-compare", name = &branch.name)} /></td>
            <th scope="row"><input type="text" value={branch.name.clone()} onchange={rename} aria-label={message!("run-name-of", number = id + 1)} /></th>
            <td>{&branch.from}</td>
            <td class="number">{branch.edits}</td>
            <td class="number">{clock(branch.length)}</td>
            <td class="deeds"><div>
                { if branch.current {
                    html! { <span class="note">{words!("page-page")}</span> }
                } else {
                    html! { <button type="button" onclick={to(Travel::Switch(id))} aria-label={message!("run-show", name = &branch.name)}>{words!("page-show")}</button> }
                } }
                { (props.branches.len() > 1).then(|| html! {
                    <button type="button" onclick={to(Travel::Delete(id))} aria-label={message!("run-delete", name = &branch.name)}>{words!("page-delete")}</button>
                }) }
            </div></td>
        </tr>
    }
}
