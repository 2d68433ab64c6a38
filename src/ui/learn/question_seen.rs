//! Questions that are answered by what is seen of a run: pods that are pointed at, an instant, a line that is drawn, something
//! that is brought about. Each by keyboard too.

use std::collections::BTreeSet;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::kube::time::Millis;
use crate::learn::filled::seconds;
use crate::learn::lesson::Drawn;
use crate::learn::played::Played;
use crate::learn::question::POINTS;
use crate::learn::{Given, Kind, Question, instant};
use crate::ui::draw::inspect::inspect;
use crate::ui::learn::lesson_curve::{self, LessonCurve, Point};
use crate::ui::learn::lesson_figure::{self, LessonFigure};
use crate::ui::learn::lesson_runs::{Kept, Stage, use_kept_runs};
use crate::ui::learn::lesson_yard::{self, LessonYard};
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::view::view;
use crate::view::PodView;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub question: Question,
    pub given: Given,
    pub kept: Kept,
    /// Takes an answer; where there is none it is answered, and what is right is shown beside it.
    pub on_given: Option<Callback<Given>>,
}

#[component]
pub(crate) fn QuestionSeen(props: &Props) -> Html {
    let stages = use_kept_runs(&props.kept);
    let touched = use_value(|| None::<Vec<Point>>);
    let Some(stage) = stages.first() else { return Html::default() };
    let met = stage.is_met(0);
    {
        let (on_given, is_goal) = (props.on_given.clone(), props.question.kind == Kind::Goal);
        use_effect_with(met, move |met| {
            if let Some(on_given) = on_given.filter(|_| is_goal) {
                on_given.emit(Given::Chosen(met.then_some(0).into_iter().collect()));
            }
        });
    }
    let Some(played) = &stage.played else { return html! { <p class="note">{words!("page-content-comes")}</p> } };
    match props.question.kind {
        Kind::Pod => pods(props, played),
        Kind::Moment => moment(props, stage),
        Kind::Curve => curve(props, played, &touched),
        _ => goal(props, stage, met),
    }
}

/// The picture, and a box for each pod.
fn pods(props: &Props, played: &Played) -> Html {
    let Props { question, given, on_given, .. } = props;
    let Some(frame) = played.frame(question.at.unwrap_or_default()) else { return Html::default() };
    let all: Vec<&PodView> = frame.lanes.iter().flat_map(|lane| &lane.pods).collect();
    let chosen = match given {
        Given::Chosen(chosen) => chosen.clone(),
        _ => BTreeSet::new(),
    };
    let toggled = |index: usize| {
        let mut changed = chosen.clone();
        if !changed.remove(&index) {
            changed.insert(index);
        }
        Given::Chosen(changed)
    };
    let on_press = on_given.as_ref().map(|on_given| {
        let (on_given, uids) = (on_given.clone(), all.iter().map(|pod| pod.uid).collect::<Vec<Uid>>());
        let toggled: Vec<Given> = (0..all.len()).map(toggled).collect();
        Callback::from(move |uid: Uid| {
            if let Some(at) = uids.iter().position(|other| *other == uid) {
                on_given.emit(toggled[at].clone());
            }
        })
    });
    let right = |index: usize| question.key.get(index) == Some(&1);
    let lit: Vec<u32> = (0..all.len())
        .filter(|index| if on_given.is_some() { chosen.contains(index) } else { right(*index) })
        .map(|index| all[index].uid.0)
        .collect();
    let lit = (!lit.is_empty()).then(|| lit.into());
    let row = |(index, pod): (usize, &&PodView)| {
        let words = inspect(pod);
        match on_given {
            Some(on_given) => {
                let changed = toggled(index);
                html! {
                    <label class="choice" key={index}>
                        <input type="checkbox" checked={chosen.contains(&index)} onchange={on_given.reform(move |_: Event| changed.clone())} />
                        <span>{words}</span>
                    </label>
                }
            }
            None if right(index) || chosen.contains(&index) => html! {
                <p class={classes!("reason", if right(index) { "right" } else { "wrong" })} key={index}>
                    <strong>{if right(index) { words!("quiz-option-right") } else { words!("quiz-option-wrong") }}</strong>{" "}{words}
                    if chosen.contains(&index) { <span class="own">{words!("page-your-answer")}</span> }
                </p>
            },
            None => Html::default(),
        }
    };
    html! {
        <div class="seen">
            { view::<LessonYard>("yard", lesson_yard::Props { frame: frame.clone(), lit, on_press }) }
            <div class="pods-to-choose">{for all.iter().enumerate().map(row)}</div>
        </div>
    }
}

/// The run with its instant.
fn moment(props: &Props, stage: &Stage) -> Html {
    let Props { question, given, on_given, .. } = props;
    let said = match given {
        Given::Typed(text) => instant(text),
        _ => None,
    };
    let key = question.key.first().map(|key| key.unsigned_abs());
    let on_at = on_given.as_ref().map(|on_given| on_given.reform(|at: Millis| Given::Typed(seconds(at))));
    let at = if on_given.is_some() { said.or(Some(0)) } else { key };
    let words = match (said, on_given) {
        (Some(said), Some(_)) => message!("seen-instant", said = seconds(said), within = seconds(question.within)),
        (Some(said), None) => {
            message!("seen-instant-was", said = seconds(said), key = seconds(key.unwrap_or_default()))
        }
        (None, _) => message!("seen-choose-instant", within = seconds(question.within)),
    };
    let figure = lesson_figure::Props {
        stage: stage.clone(),
        id: format!("seen-{}", question.id),
        show: question.figure.clone(),
        at,
        dials: Vec::new(),
        on_at,
    };
    html! { <div class="seen">{ view::<LessonFigure>(if on_given.is_some() { "asked" } else { "answered" }, figure) }<p class="note" role="status">{words}</p></div> }
}

/// The line, and once it is answered what happened beside it.
fn curve(props: &Props, played: &Played, touched: &crate::ui::parts::hooks::Value<Option<Vec<Point>>>) -> Html {
    let Props { question, given, on_given, .. } = props;
    let drawn = question.curve.unwrap_or(Drawn::Available);
    let first = played.curve(drawn, POINTS)[0];
    let given: Vec<Point> = match given {
        Given::Placed(values) if values.len() == POINTS => values.iter().map(|value| (*value as i64, true)).collect(),
        _ => vec![(first, false); POINTS],
    };
    let points = (**touched).clone().filter(|_| on_given.is_some()).unwrap_or(given);
    let on_points = {
        let (on_given, touched) = (on_given.clone(), touched.setter());
        Callback::from(move |points: Vec<Point>| {
            if let Some(on_given) = &on_given {
                let values = points.iter().map(|point| usize::try_from(point.0).unwrap_or(0)).collect();
                on_given.emit(Given::Placed(values));
            }
            touched.set(Some(points));
        })
    };
    let actual = on_given.is_none().then(|| question.key.clone());
    let props = lesson_curve::Props::of(drawn, played, points, actual, on_points);
    html! {
        <div class="seen">
            if on_given.is_some() { <p class="note">{words!("lesson-draw")}</p> }
            { view::<LessonCurve>("curve", props) }
        </div>
    }
}

/// The run with its dials.
fn goal(props: &Props, stage: &Stage, met: bool) -> Html {
    let Props { question, on_given, .. } = props;
    let figure = lesson_figure::Props {
        stage: stage.clone(),
        id: format!("seen-{}", question.id),
        show: question.figure.clone(),
        at: None,
        dials: question.dials.iter().map(|dial| dial.control.clone()).collect(),
        on_at: None,
    };
    html! {
        <div class="seen">
            { view::<LessonFigure>("figure", figure) }
            if on_given.is_some() { <p class="note" role="status">{if met { words!("lesson-found") } else { words!("lesson-not-found") }}</p> }
        </div>
    }
}
