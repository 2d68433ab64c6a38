//! Runs that were handed in, executed again in this page: a table, CSV, JSON. Nothing is sent anywhere.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::Exercise;
use crate::learn::handed_in::{HandedIn, handed_in};
use crate::learn::marks::Mark;
use crate::pace::Work;
use crate::text::said;
use crate::ui::learn::learn_page::{absent, use_exercises};
use crate::ui::parts::content::Content;
use crate::ui::parts::download;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::input;
use crate::ui::parts::view::view;
use crate::ui::visit::work::{Doing, use_work};

#[component]
pub fn GradePage() -> Html {
    let (exercises, again) = use_exercises();
    html! {
        <main id="main" class="quiz learn grade">
            <h1 tabindex="-1">{words!("grade-title")}</h1>
            <p class="intro">{words!("grade-intro")}</p>
            { match &exercises {
                Content::Here(all) if !all.is_empty() => view::<Grading>("grading", Props { exercises: all.clone() }),
                _ => absent(&exercises, &again),
            } }
        </main>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    exercises: Rc<Vec<Exercise>>,
}

/// What is put in, and what comes of it.
#[component]
fn Grading(props: &Props) -> Html {
    let chosen = use_value(|| 0_usize);
    let class = use_value(String::new);
    let pasted = use_value(String::new);
    let files = use_value(Vec::<HandedIn>::new);
    let Doing { made: marks, running, begin } = use_work::<Vec<Mark>>(Callback::noop());
    let exercise = Rc::new(props.exercises[(*chosen).min(props.exercises.len() - 1)].clone());
    let on_execute = {
        let (exercise, class, pasted, files) = (exercise.clone(), class.clone(), pasted.clone(), files.clone());
        Callback::from(move |_: MouseEvent| {
            let runs: Vec<HandedIn> = files.now().iter().cloned().chain(handed_in("", &pasted.now())).collect();
            let (exercise, class) = (exercise.clone(), class.now().to_string());
            begin.emit(Some(Work::new(move |pace| async move { exercise.mark(runs, &class, &pace).await })));
        })
    };
    let typed = |value: &crate::ui::parts::hooks::Value<String>| {
        let set = value.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                set.set(text);
            }
        })
    };
    let on_chosen = input::emit(
        &{
            let set = chosen.setter();
            Callback::from(move |at| set.set(at))
        },
        input::chosen,
    );
    let on_files = {
        let files = files.clone();
        Callback::from(move |event: Event| {
            let files = files.clone();
            let add = Callback::from(move |(name, text): (String, String)| {
                files.change(|files| files.iter().cloned().chain(handed_in(&name, &text)).collect());
            });
            input::read_files(&event, &add);
        })
    };
    let nothing = pasted.trim().is_empty() && files.is_empty();
    html! {
        <>
            <label class="label">{words!("grade-exercise")}
                <select onchange={on_chosen}>
                    {for props.exercises.iter().enumerate().map(|(at, it)| html! { <option selected={at == *chosen}>{&*it.title}</option> })}
                </select>
            </label>
            <label class="label">{words!("exercise-class")}<input type="text" oninput={typed(&class)} value={(*class).clone()} autocomplete="off" /></label>
            <label class="label">{words!("grade-links")}
                <textarea rows="6" spellcheck="false" placeholder="Ada Lovelace, https://…/#/sandbox?exercise=…" oninput={typed(&pasted)} value={(*pasted).clone()} />
            </label>
            <label class="label">{words!("grade-files")}<input type="file" multiple=true onchange={on_files} /></label>
            { for (!files.is_empty()).then(|| html! { <p class="note" role="status">{message!("grade-files-read", count = files.len())}</p> }) }
            <div class="buttons"><button type="button" class="primary" disabled={nothing || running} onclick={on_execute}>{words!("grade-execute")}</button></div>
            { for running.then(|| html! { <p role="status">{words!("grade-running")}</p> }) }
            { for marks.as_ref().map(|marks| table(&exercise, marks)) }
        </>
    }
}

fn table(exercise: &Rc<Exercise>, marks: &Rc<Vec<Mark>>) -> Html {
    let columns: Vec<String> = exercise.columns().iter().map(said).collect();
    let row = |mark: &Mark| html! { <tr>{for exercise.row(mark, said).into_iter().map(|cell| html! { <td>{cell}</td> })}</tr> };
    let save = |name: &'static str, make: fn(&Exercise, &[Mark]) -> String| {
        let (exercise, marks) = (exercise.clone(), marks.clone());
        Callback::from(move |_: MouseEvent| download::file(name, &make(&exercise, &marks)))
    };
    let solved = marks.iter().filter(|mark| mark.solved()).count();
    html! {
        <>
            <p role="status">{message!("grade-solved-of", solved, all = marks.len())}</p>
            <div class="wide" tabindex="0" role="region" aria-label={words!("grade-title")}><table>
                <caption>{&*exercise.title}</caption>
                <thead><tr>{for columns.iter().map(|column| html! { <th scope="col">{column}</th> })}</tr></thead>
                <tbody>{for marks.iter().map(row)}</tbody>
            </table></div>
            <div class="buttons">
                <button type="button" onclick={save("podyard-grades.csv", |exercise, marks| exercise.csv(marks, said))}>{"CSV"}</button>
                <button type="button" onclick={save("podyard-grades.json", |exercise, marks| exercise.json(marks, said))}>{"JSON"}</button>
            </div>
        </>
    }
}
