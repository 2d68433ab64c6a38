//! A run as it is seen in a lesson: pods at an instant, charts up to it, and what can be changed.

use yew::prelude::*;

use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};
use crate::learn::lesson::Shown;
use crate::learn::played::Played;
use crate::ui::draw::lines::chart;
use crate::ui::draw::plot::{Ghost, NAMES, NUMBERS, Scale, plot};
use crate::ui::learn::lesson_dial::under_figure;
use crate::ui::learn::lesson_runs::Stage;
use crate::ui::learn::lesson_words::refused;
use crate::ui::learn::lesson_yard::{self, LessonYard};
use crate::ui::parts::axis::Axis;
use crate::ui::parts::class::classes;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::input;
use crate::ui::parts::route::go;
use crate::ui::parts::size::{First, Screen, use_size};
use crate::ui::parts::view::view;
use crate::view::{Kind, Sample};

/// The picture's size until it is measured.
const SIZE: First = First { wide: (720, 260), narrow: (358, 260) };
/// How long a run takes to be played, ms.
const PLAYED_IN: Millis = 12 * SECOND;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub stage: Stage,
    /// Tells the parts of two figures apart.
    pub id: String,
    pub show: Vec<Shown>,
    /// The instant it first stands at; the end unless given.
    pub at: Option<Millis>,
    pub dials: Vec<Name>,
    /// Hears of the instant it is moved to.
    #[prop_or_default]
    pub on_at: Option<Callback<Millis>>,
}

/// The figure without its caption.
#[component]
pub(crate) fn LessonFigure(props: &Props) -> Html {
    let frame = use_node_ref();
    let room = use_size(&frame, SIZE);
    let until = props.stage.lesson.runs[props.stage.run].until;
    let at = use_value(|| props.at.unwrap_or(until));
    let playing = use_value(|| false);
    let on_frame = {
        let (at, playing) = (at.clone(), playing.clone());
        Callback::from(move |elapsed: u32| {
            if !*playing.now() {
                return;
            }
            let next = *at.now() + Millis::from(elapsed) * until / PLAYED_IN;
            at.set(next.min(until));
            if next >= until {
                playing.set(false);
            }
        })
    };
    use_frames(*playing, on_frame);
    let on_at = {
        let (at, playing, told) = (at.clone(), playing.setter(), props.on_at.clone());
        Callback::from(move |to: Millis| {
            playing.set(false);
            at.set(to);
            if let Some(told) = &told {
                told.emit(to);
            }
        })
    };
    let on_play = {
        let (at, playing) = (at.clone(), playing.clone());
        Callback::from(move |_: MouseEvent| {
            if *at.now() >= until {
                at.set(0);
            }
            playing.change(|playing| !playing);
        })
    };
    if props.stage.is_still() {
        return still(props, *at, until);
    }
    let seen = drawn(props, *at, room.width);
    let dials = props.dials.iter().map(|dial| under_figure(&props.stage, dial, &props.id));
    html! {
        <div class={classes!("figure", (!props.stage.is_fresh).then_some("stale"))} aria-busy={(!props.stage.is_fresh).to_string()}>
            <div class={yard(props)} ref={frame}>{seen}</div>
            {refused(&props.stage)}
            {player(*at, until, *playing, &on_at, &on_play)}
            <div class="dials">{for dials}<div class="buttons">{sandbox(&props.stage)}</div></div>
        </div>
    }
}

fn yard(props: &Props) -> AttrValue {
    classes!("yard", (!props.show.contains(&Shown::Picture)).then_some("flat"))
}

/// All that is shown, one under the other.
fn drawn(props: &Props, now: Millis, width: f64) -> Html {
    let Some(played) = props.stage.played.as_ref().filter(|played| !played.frames.is_empty()) else {
        return Html::default();
    };
    let one = |shown: &Shown| match shown {
        Shown::Picture => played.frame(now).map_or_else(Html::default, |frame| {
            view::<LessonYard>("yard", lesson_yard::Props { frame: frame.clone(), lit: None, on_press: None })
        }),
        Shown::Pods => pods(played, now, width),
        Shown::Share => curves(played, Kind::Share, now, width),
        Shown::Errors => curves(played, Kind::Errors, now, width),
        Shown::Latency => curves(played, Kind::Latency, now, width),
    };
    html! { <>{for props.show.iter().map(one)}</> }
}

/// Without a program nothing fits it in: it is drawn for a desk and for a phone, and the style sheet shows one of them.
fn still(props: &Props, now: Millis, until: Millis) -> Html {
    let copy = |(class, screen, (width, _)): (&'static str, Screen, (i32, i32))| {
        html! {
            <div {class}>
                <ContextProvider<Screen> context={screen}><div class={yard(props)}>{drawn(props, now, width.into())}</div></ContextProvider<Screen>>
            </div>
        }
    };
    let copies = [("on-wide", Screen::Wide, SIZE.wide), ("on-narrow", Screen::Narrow, SIZE.narrow)];
    let instant = props.at.map(|at| html! { <p class="note">{words!("lesson-instant")}{" "}{clock(at, until)}</p> });
    html! { <div class="figure">{for copies.into_iter().map(copy)}{for instant}</div> }
}

fn clock(at: Millis, until: Millis) -> String {
    Axis { origin: 0, from: 0, until, now: at }.clock(at)
}

/// The way into the run, which is worked out once it is asked for.
fn sandbox(stage: &Stage) -> Html {
    let stage = stage.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(link) = stage.lesson.runs[stage.run].link(&stage.chosen) {
            go(&format!("#/sandbox?{link}"));
        }
    });
    html! { <button type="button" class="quiet" {onclick}>{words!("lesson-in-sandbox")}</button> }
}

/// Play, and the instant.
fn player(at: Millis, until: Millis, playing: bool, on_at: &Callback<Millis>, on_play: &Callback<MouseEvent>) -> Html {
    let oninput = {
        let on_at = on_at.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(at) = input::typed(&event).and_then(|text| text.parse().ok()) {
                on_at.emit(at);
            }
        })
    };
    let clock = clock(at, until);
    let (sign, word) =
        if playing { (Icon::Pause, words!("player-pause")) } else { (Icon::Play, words!("player-play")) };
    html! {
        <div class="figure-player">
            <button type="button" onclick={on_play.clone()}>{icon(sign)}{word}</button>
            <input type="range" min="0" max={until.to_string()} step="250" value={at.to_string()} {oninput}
                aria-label={words!("lesson-instant")} aria-valuetext={clock.clone()} />
            <output>{clock}</output>
        </div>
    }
}

fn axis(played: &Played, now: Millis) -> Axis {
    Axis { origin: played.origin, from: played.origin, until: played.origin + played.until, now: played.origin + now }
}

/// Pods up to the instant, and faintly what comes then.
fn pods(played: &Played, now: Millis, width: f64) -> Html {
    let axis = axis(played, now);
    let highest = played.samples.iter().map(Sample::highest).max().unwrap_or(0);
    let scale = Scale { axis, width: width - NUMBERS - NAMES, highest: highest + 1 + highest / 8 };
    let until = played.samples.partition_point(|sample| sample.at <= axis.now);
    plot(&played.samples[..until], &scale, Ghost { samples: &played.samples, ..Ghost::default() })
}

fn curves(played: &Played, kind: Kind, now: Millis, width: f64) -> Html {
    let scale = Scale { axis: axis(played, now), width: width - NUMBERS - NAMES, highest: 1 };
    let curves = played.curves.iter().find(|(of, _)| *of == kind);
    html! { <>{for curves.map(|(kind, curves)| chart(*kind, curves, &scale, Html::default()))}</> }
}
