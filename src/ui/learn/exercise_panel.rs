//! An exercise beside its running cluster: what is asked, how it stands, words that help, and what came of it.

use std::rc::Rc;

use yew::prelude::*;

use crate::guide::watch::Verdict;
use crate::history::Link;
use crate::kube::time::Millis;
use crate::learn::Exercise;
use crate::learn::done::Best;
use crate::learn::exercise::{Hint, Look};
use crate::learn::filled::plain;
use crate::learn::grading::Grade;
use crate::pace::Work;
use crate::scenario::Assignment;
use crate::ui::learn::exercises_done;
use crate::ui::learn::learn_page::use_exercises;
use crate::ui::learn::marked::marked;
use crate::ui::parts::class::classes;
use crate::ui::parts::content::Content;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{Value, use_effect_with, use_mut_ref, use_value};
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::input;
use crate::ui::parts::storage;
use crate::ui::visit::work::{Doing, use_work};

/// The run, and what can be asked of it.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub assignment: Rc<Assignment>,
    pub verdict: Option<Verdict>,
    /// Whose run it is: hints and costs are of one run.
    pub run: u32,
    /// Changes in it.
    pub edits: usize,
    /// It left another run, where something else was done.
    pub branched: bool,
    /// What is looked at in the drawer.
    pub looking: Option<Look>,
    /// Says a text with what holds in the run now.
    pub fill: Callback<String, String>,
    /// The run up to here.
    pub taken: Callback<(), Link>,
    /// Its address, or why there is none.
    pub address: Callback<(), Result<String, String>>,
    /// Begins it anew where she took over.
    pub on_anew: Callback<MouseEvent>,
}

#[component]
pub fn ExercisePanel(props: &Props) -> Html {
    let (exercises, _) = use_exercises();
    let id = props.assignment.exercise.clone().unwrap_or_default();
    let exercise = match &exercises {
        Content::Here(all) => all.iter().find(|exercise| exercise.id == id).cloned().map(Rc::new),
        _ => None,
    };
    let opened = use_value(|| opened(&id));
    let seen = use_mut_ref(Vec::<(u32, usize)>::new);
    let is_hers = is_hers(props, &mut seen.borrow_mut());
    let looked = use_mut_ref(Vec::<Look>::new);
    if let Some(look) = props.looking.filter(|look| !looked.borrow().contains(look)) {
        looked.borrow_mut().push(look);
    }
    let met = match props.verdict {
        Some(Verdict::Met { at }) => Some((props.run, at)),
        _ => None,
    };
    let grade = use_grade(exercise.clone(), met, &props.taken, is_hers.then_some(*opened as u32));
    let title = exercise.as_ref().map_or_else(|| words!("exercise-goal").to_string(), |it| it.title.to_string());
    html! {
        <section class="panel exercise" aria-labelledby="exercise-title">
            <h2 id="exercise-title" tabindex="-1">{title}</h2>
            <p class="task">{marked(&props.assignment.task)}</p>
            {standing(props)}
            { for exercise.as_ref().filter(|_| met.is_none()).map(|exercise| hints(props, exercise, &opened, &looked.borrow())) }
            { for exercise.as_ref().zip(grade.as_ref()).filter(|_| met.is_some()).map(|(exercise, grade)| outcome(props, exercise, grade)) }
            <div class="buttons">
                <button type="button" onclick={props.on_anew.clone()}>{words!("exercise-anew")}</button>
                <a class="button" href="#/learn">{words!("exercise-all")}</a>
            </div>
        </section>
    }
}

/// Something was done in it here: a run that was opened, or comes back, is not counted for who only looks at it.
fn is_hers(props: &Props, seen: &mut Vec<(u32, usize)>) -> bool {
    if !seen.iter().any(|(run, _)| *run == props.run) {
        let begun = if seen.is_empty() || !props.branched { props.edits } else { 0 };
        seen.push((props.run, begun));
    }
    seen.iter().any(|(run, begun)| *run == props.run && props.edits > *begun)
}

/// The id of the list of hints.
const HINTS: &str = "hints";

/// Where a tab remembers how many hints of an exercise are open.
fn hints_of(exercise: &str) -> String {
    format!("podyard.hints.{exercise}")
}

fn opened(exercise: &str) -> usize {
    storage::get_of_tab(&hints_of(exercise)).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Executes the run again, in slices, once the goal is met: what counts is what a teacher would see.
#[hook]
fn use_grade(
    exercise: Option<Rc<Exercise>>,
    met: Option<(u32, Millis)>,
    taken: &Callback<(), Link>,
    hints: Option<u32>,
) -> Option<Rc<Grade>> {
    let on_made = {
        let exercise = exercise.clone();
        Callback::from(move |made: Rc<Grade>| {
            if let (true, Some(met), Some(exercise), Some(hints)) = (made.solved(), made.met, &exercise, hints) {
                let changes = u32::try_from(made.changes).unwrap_or(u32::MAX);
                let best = Best { exercise: exercise.id.clone(), hints, changes, met };
                exercises_done::change(|done| done.add(best));
            }
        })
    };
    let Doing { made, begin, .. } = use_work(on_made);
    let known = exercise.as_ref().map(|exercise| exercise.id.clone());
    let taken = taken.clone();
    use_effect_with((met, known), move |(met, _)| {
        begin.emit(met.and(exercise).map(|exercise| {
            let run = taken.emit(());
            Work::new(move |pace| async move { exercise.grade_paced(&run, &pace).await })
        }));
    });
    made
}

/// How the goal stands, by sign and word.
fn standing(props: &Props) -> Html {
    let (class, sign, words) = match &props.verdict {
        None => return html! { <p class="note" role="status">{words!("exercise-not-yet")}</p> },
        Some(Verdict::NotYet(_)) => ("open", None, words!("exercise-open")),
        Some(Verdict::Met { .. }) => ("right", Some(Icon::Right), words!("exercise-met")),
        Some(Verdict::Missed { .. }) => ("wrong", Some(Icon::Wrong), words!("exercise-missed")),
    };
    let missed = matches!(props.verdict, Some(Verdict::Missed { .. }));
    let why = props.verdict.as_ref().map(Verdict::explain);
    html! {
        <>
            <p class={classes!("verdict", class)} role="status">{ for sign.map(icon) }{words}</p>
            { for missed.then(|| html! { <p class="note">{words!("exercise-go-back")}</p> }) }
            <details><summary>{words!("exercise-goal-now")}</summary><p class="note">{ for why }</p></details>
        </>
    }
}

/// Those opened so far, and a button for the next.
fn hints(props: &Props, exercise: &Exercise, opened: &Value<usize>, looked: &[Look]) -> Html {
    let hint = |(index, hint): (usize, &Hint)| {
        html! { <li key={index}>{marked(&props.fill.emit(hint.text.to_string()))}</li> }
    };
    let next = exercise.hints.get(**opened).map(|hint| {
        let closed = hint.look.filter(|look| !looked.contains(look));
        let onclick = {
            let (opened, key) = (opened.clone(), hints_of(&exercise.id));
            Callback::from(move |_: MouseEvent| {
                let now = *opened.now() + 1;
                storage::set_of_tab(&key, &now.to_string());
                opened.set(now);
                // The button may be closed now; what was asked for stands in the list.
                focus::element(HINTS);
            })
        };
        html! {
            <>
                <button type="button" disabled={closed.is_some()} {onclick} aria-describedby={closed.is_some().then_some("hint-closed")}>
                    {message!("exercise-hint", number = **opened + 1, all = exercise.hints.len())}
                </button>
                { for closed.map(|look| html! { <p class="note" id="hint-closed">{message!("exercise-look-first", tab = tab(look))}</p> }) }
            </>
        }
    });
    html! {
        <div class="hints">
            <ol id={HINTS} tabindex="-1">{for exercise.hints.iter().take(**opened).enumerate().map(hint)}</ol>
            { for next }
        </div>
    }
}

fn tab(look: Look) -> &'static str {
    match look {
        Look::Events => words!("tab-events"),
        Look::Requests => words!("tab-requests"),
        Look::Routes => words!("tab-routes"),
        Look::Fields => words!("tab-fields"),
        Look::Pod => words!("tab-pod"),
        Look::Nodes => words!("tab-nodes"),
        Look::Tables => words!("tab-tables"),
    }
}

/// What it cost beside the best way, what there is to learn from it, and the run to hand in.
fn outcome(props: &Props, exercise: &Exercise, grade: &Grade) -> Html {
    let cost = |(index, cost): (usize, &crate::learn::exercise::Cost)| {
        let own = grade.costs.get(index).and_then(Option::as_ref).map_or_else(String::new, plain);
        html! {
            <tr><th scope="row">{&*cost.name}</th><td>{own}</td><td>{ for cost.par.as_ref().map(|par| html! { {&**par} }) }</td></tr>
        }
    };
    let address = props.address.clone();
    let on_copy = Callback::from(move |_: MouseEvent| {
        if let Ok(address) = address.emit(()) {
            input::copy(&address);
        }
    });
    let shown = exercise.solutions.iter().filter_map(|way| Some((way, way.show.as_ref()?)));
    html! {
        <>
            { for grade.faults.iter().map(|fault| html! { <p class="error" role="alert">{fault}</p> }) }
            <table class="costs">
                <caption class="visually-hidden">{words!("exercise-counts")}</caption>
                <thead><tr><td></td><th scope="col">{words!("exercise-yours")}</th><th scope="col">{words!("exercise-par")}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">{words!("grade-changes")}</th><td>{grade.changes}</td><td>{ for exercise.fewest.map(|fewest| html! { {fewest} }) }</td></tr>
                    {for exercise.costs.iter().enumerate().map(cost)}
                </tbody>
            </table>
            { for exercise.debrief.as_ref().map(|debrief| html! {
                <dl class="debrief">
                    <dt>{words!("exercise-cause")}</dt><dd>{marked(&debrief.cause)}</dd>
                    <dt>{words!("exercise-why")}</dt><dd>{marked(&debrief.why)}</dd>
                    <dt>{words!("exercise-mended")}</dt><dd>{marked(&debrief.mended)}</dd>
                    <dt>{words!("exercise-prevent")}</dt><dd>{marked(&debrief.prevent)}</dd>
                </dl>
            }) }
            <details><summary>{words!("exercise-ways")}</summary><ul>
                { for shown.map(|(way, show)| html! { <li><a href={format!("#/sandbox?{show}")}>{marked(&way.title)}</a></li> }) }
            </ul></details>
            { for exercise.source.as_ref().map(|source| html! {
                <p class="note">{words!("page-source")}{" "}<a href={source.to_string()} target="_blank" rel="noopener noreferrer">{&**source}</a></p>
            }) }
            <div class="buttons"><button type="button" onclick={on_copy}>{words!("exercise-hand-in")}</button></div>
        </>
    }
}
