//! The marks over the timeline: what happened when. Focused or hovered, one is named; chosen, it is gone to.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{Mark, MarkKind, Travel};
use crate::sim::time::Millis;

use super::focus;
use super::player::clock;

/// Most marks that are drawn: the newest.
const MARKS: usize = 400;

/// What the marks are of.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub marks: Rc<[Mark]>,
    /// The timeline's end, ms of the clock.
    pub end: Millis,
    pub on_travel: Callback<Travel>,
}

/// The marks: one tab stop, as the pods of the picture are.
#[component]
pub(super) fn Marks(props: &Props) -> Html {
    let named = use_state_eq(|| None::<usize>);
    let stop = use_state_eq(|| 0);
    let first = props.marks.len().saturating_sub(MARKS);
    let stop_at = (*stop).max(first).min(props.marks.len().saturating_sub(1));
    let mark = |(index, mark): (usize, &Mark)| {
        let x = mark.at * 1_000 / props.end.max(1);
        let (class, height) = match mark.kind {
            MarkKind::Command => ("command", 12),
            MarkKind::Scaling => ("scaling", 8),
            MarkKind::Ready => ("ready", 5),
            MarkKind::Wrong => ("wrong", 12),
            MarkKind::Condition => ("condition", 6),
        };
        let name = |name: Option<usize>| {
            let named = named.clone();
            move |()| named.set(name)
        };
        let (on, off) = (Callback::from(name(Some(index))), Callback::from(name(None)));
        let onfocus = {
            let (on, stop) = (on.clone(), stop.clone());
            Callback::from(move |_: FocusEvent| {
                stop.set(index);
                on.emit(());
            })
        };
        let at = mark.at;
        let onkeydown = {
            let on_travel = props.on_travel.clone();
            Callback::from(move |event: KeyboardEvent| {
                if event.key() == "Enter" {
                    on_travel.emit(Travel::Seek(at));
                }
            })
        };
        html! {
            <g key={index} class={classes!("mark-of", class)} role="button" aria-label={words(mark)}
                tabindex={if index == stop_at { "0" } else { "-1" }} {onkeydown} {onfocus}
                onclick={props.on_travel.reform(move |_: MouseEvent| Travel::Seek(at))}
                onblur={off.reform(|_: FocusEvent| ())}
                onmouseenter={on.reform(|_: MouseEvent| ())} onmouseleave={off.reform(|_: MouseEvent| ())}>
                <path class="near" d={format!("M{x} 0v14")} />
                <path d={format!("M{x} 13v-{height}")} />
            </g>
        }
    };
    let named = named.and_then(|index| props.marks.get(index));
    html! {
        <>
            <svg class="marks" viewBox="0 0 1000 14" preserveAspectRatio="none" role="group" aria-label="Marks"
                onkeydown={Callback::from(|event| focus::among(&event, ".marks", ".mark-of"))}>
                {for props.marks.iter().enumerate().skip(first).map(mark)}
            </svg>
            {for named.map(|mark| html! { <p class="mark-name" aria-hidden="true">{words(mark)}</p> })}
        </>
    }
}

fn words(mark: &Mark) -> String {
    format!("{} {}", clock(mark.at), mark.words)
}
