//! What each cell of a grid of settings would cost: a heat map, and all its figures as a table.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::plan::figure::{FIGURES, Figure};
use crate::plan::{Axis, Base, Cell, Plan};

use crate::text::{said, say};
use crate::ui::parts::class::classes;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{use_mut_ref, use_value};
use crate::ui::parts::input;
use crate::ui::visit::journey;

/// What stands in the two boxes at first.
const AXES: [&str; 2] = ["maxSurge=0,1,25%,100%", "maxUnavailable=0,1,25%"];
/// Most cells of a grid on the page; the command line has no such limit.
const CELLS_MAX: usize = 64;
/// Shades of the heat map.
const SHADES: u64 = 8;

/// What the tab shows, and what its controls become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    texts: [String; 2],
    error: Option<String>,
    figure: usize,
    plan: Shared,
    on_text: Callback<(usize, String)>,
    on_figure: Callback<usize>,
    on_plan: Callback<()>,
    /// Stops planning; what there is stays.
    on_stop: Callback<()>,
    running: bool,
}

/// The plan on its way, and how often it has changed.
#[derive(Clone)]
struct Shared(Rc<RefCell<Option<Plan>>>, u64);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}

/// The grid, kept while other tabs are open; one run is made in each frame until all are done.
#[hook]
pub(crate) fn use_plan(base: impl Fn() -> Base + 'static) -> Props {
    let texts = use_value(|| AXES.map(String::from));
    let error = use_value(|| None::<String>);
    let figure = use_value(|| 0_usize);
    let plan = use_mut_ref(|| None::<Plan>);
    let changes = use_mut_ref(|| 0_u64);
    let running = use_value(|| false);
    let update = use_force_update();
    let on_frame = {
        let (plan, changes, running) = (plan.clone(), changes.clone(), running.clone());
        Callback::from(move |_: u32| {
            let go_on = || plan.borrow_mut().as_mut().is_some_and(|plan| plan.work(journey::EVENTS));
            running.set(journey::for_a_while(journey::SLICE, go_on));
            *changes.borrow_mut() += 1;
            update.force_update();
        })
    };
    use_frames(*running, on_frame);
    let on_plan = {
        let (texts, error, plan, running) = (texts.clone(), error.clone(), plan.clone(), running.clone());
        Callback::from(move |()| match axes(&texts.now()) {
            Err(words) => error.set(Some(words)),
            Ok(axes) => {
                error.set(None);
                *plan.borrow_mut() = Some(Plan::new(base(), axes));
                running.set(true);
            }
        })
    };
    let on_text = {
        let texts = texts.clone();
        Callback::from(move |(index, text): (usize, String)| {
            let mut all = (*texts.now()).clone();
            all[index] = text;
            texts.set(all);
        })
    };
    let on_figure = {
        let figure = figure.clone();
        Callback::from(move |index| figure.set(index))
    };
    let on_stop = {
        let running = running.clone();
        Callback::from(move |()| running.set(false))
    };
    let is_running = *running;
    let (texts, error, figure, changes) = ((*texts).clone(), (*error).clone(), *figure, *changes.borrow());
    Props {
        texts,
        error,
        figure,
        plan: Shared(plan, changes),
        on_text,
        on_figure,
        on_plan,
        on_stop,
        running: is_running,
    }
}

/// The axes of both boxes; an empty one is none.
fn axes(texts: &[String; 2]) -> Result<Vec<Axis>, String> {
    let written = texts.iter().filter(|text| !text.trim().is_empty());
    let axes: Vec<Axis> = written.map(|text| Axis::parse(text).map_err(|why| say(&why))).collect::<Result<_, _>>()?;
    let cells: usize = axes.iter().map(|axis| axis.values.len()).product();
    if cells > CELLS_MAX {
        return Err(say(&message!("plan-too-many-cells", cells, most = CELLS_MAX)));
    }
    if axes.len() == 2 && axes[0].name == axes[1].name {
        return Err(say(&message!("plan-axes-alike", axis = axes[0].name)));
    }
    Ok(axes)
}

#[component]
pub fn PlanTab(props: &Props) -> Html {
    let text_box = |(index, label): (usize, &'static str)| {
        let on_text = props.on_text.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                on_text.emit((index, text));
            }
        });
        let id = format!("axis-{index}");
        html! {
            <div class="field">
                <label class="label" for={id.clone()}>{label}</label>
                <input type="text" {id} value={props.texts[index].clone()} {oninput} autocomplete="off" spellcheck="false"
                    aria-describedby={props.error.is_some().then_some("plan-error")} />
            </div>
        }
    };
    let shown: Vec<(usize, &Figure)> = FIGURES.iter().enumerate().filter(|(_, one)| one.head.is_some()).collect();
    let places: Vec<usize> = shown.iter().map(|(index, _)| *index).collect();
    let on_figure = input::emit(&props.on_figure, move |event| places.get(input::chosen(event)?).copied());
    let option =
        |(index, one): &(usize, &Figure)| html! { <option selected={*index == props.figure}>{one.head()}</option> };
    let plan = props.plan.0.borrow();
    let (done, all) = plan.as_ref().map_or((0, 0), Plan::progress);
    html! {
        <div class="plan-tab">
            <p class="note">{words!("page-version-service-replaced-next-one")}</p>
            <div class="plan-controls">
                {text_box((0, words!("plan-down")))}
                {text_box((1, words!("plan-across")))}
                <div class="field">
                    <label class="label" for="plan-figure">{words!("page-figure")}</label>
                    <select id="plan-figure" onchange={on_figure}>{for shown.iter().map(option)}</select>
                </div>
                <button type="button" class="primary" onclick={props.on_plan.reform(|_: MouseEvent| ())}>{words!("page-plan")}</button>
                { props.running.then(|| html! {
                    <>
                        <button type="button" onclick={props.on_stop.reform(|_: MouseEvent| ())}>{words!("page-stop")}</button>
                        <progress max={all.max(1).to_string()} value={done.to_string()} aria-label={words!("page-runs-done")}></progress>
                    </>
                }) }
            </div>
            { for props.error.as_ref().map(|error| html! { <p class="error" role="alert" id="plan-error">{error}</p> }) }
            { for plan.as_ref().map(|plan| outcome(plan, props.figure)) }
        </div>
    }
}

/// What a plan has come to: one figure as a map, and all of them.
pub fn outcome(plan: &Plan, figure: usize) -> Html {
    html! { <>{heat_map(plan, &FIGURES[figure])}{all_figures(plan)}</> }
}

/// Rows of the first axis, columns of the second; the number stands in each cell, and worse ones are darker.
fn heat_map(plan: &Plan, figure: &Figure) -> Html {
    let columns = plan.axes().get(1).map_or(1, |axis| axis.values.len());
    let medians = plan.cells().iter().filter_map(|cell| cell.spread(figure.read)).map(|spread| spread.median);
    let (least, most) = (medians.clone().min().unwrap_or(0), medians.max().unwrap_or(0));
    let name = |index: usize| plan.axes().get(index).map_or("", |axis| axis.name);
    let across = plan.axes().get(1).map_or(vec![String::new()], |axis| axis.values.clone());
    let row = |cells: &[Cell]| {
        let first = cells[0].values.first().cloned().unwrap_or_default();
        html! {
            <tr key={first.clone()}>
                <th scope="row">{first}</th>
                {for cells.iter().map(|cell| heat_cell(cell, figure, (least, most)))}
            </tr>
        }
    };
    html! {
        <div class="wide" tabindex="0" role="group" aria-label={figure.head()}><table class="heat">
            <caption>{message!("plan-caption", figure = figure.head(), down = name(0), across = name(1))}</caption>
            <thead>
                <tr>
                    <td></td>
                    {for across.into_iter().map(|value| html! { <th scope="col" class="number">{value}</th> })}
                </tr>
            </thead>
            <tbody>{for plan.cells().chunks(columns.max(1)).map(row)}</tbody>
        </table></div>
    }
}

fn heat_cell(cell: &Cell, figure: &Figure, (least, most): (u64, u64)) -> Html {
    if let Some(why) = &cell.refused {
        return html! {
            <td class="refused">
                <button type="button" class="term">{words!("page-refused-2")}</button>
                <span class="refusal" role="tooltip">{said(why)}</span>
            </td>
        };
    }
    let Some(spread) = cell.spread(figure.read) else { return html! { <td class="number">{"…"}</td> } };
    let part = (spread.median - least) * SHADES / (most - least).max(1);
    let shade = if figure.more_is_better { SHADES - part } else { part };
    let class = classes!("number", format!("heat-{shade}"));
    html! { <td {class} title={figure.words(Some(spread))}>{figure.value(spread.median)}</td> }
}

/// The twin: every figure of every cell.
fn all_figures(plan: &Plan) -> Html {
    let shown = || FIGURES.iter().filter(|figure| figure.head.is_some());
    let row = |cell: &Cell| {
        let figures = match &cell.refused {
            Some(why) => html! { <td class="wraps" colspan="8">{said(why)}</td> },
            None => shown()
                .map(|figure| html! { <td class="number">{figure.words(cell.spread(figure.read))}</td> })
                .collect(),
        };
        html! {
            <tr key={cell.values.join(" ")}>
                {for cell.values.iter().map(|value| html! { <th scope="row">{value}</th> })}
                {figures}
            </tr>
        }
    };
    html! {
        <div class="wide" tabindex="0" role="group" aria-label={words!("page-figures-median-least-greatest")}><table>
            <caption>{words!("page-figures-median-least-greatest")}</caption>
            <thead>
                <tr>
                    {for plan.axes().iter().map(|axis| html! { <th scope="col">{axis.name}</th> })}
                    {for shown().map(|figure| html! { <th scope="col" class="number">{figure.head()}</th> })}
                </tr>
            </thead>
            <tbody>{for plan.cells().iter().map(row)}</tbody>
        </table></div>
    }
}
