//! The marks over the timeline: what happened when. Focused or hovered, one is named; chosen, it is gone to.

use crate::text::say;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{Mark, MarkKind, Travel};
use crate::kube::time::Millis;
use crate::ui::parts::class::classes;

use crate::ui::parts::clock::clock;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::use_value;

/// Most marks that are drawn: the newest.
const MARKS: usize = 400;

/// What the marks are of.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub marks: Rc<[Mark]>,
    /// The timeline's end, ms of the clock.
    pub end: Millis,
    pub on_travel: Callback<Travel>,
}

/// The marks: one tab stop, as the pods of the picture are.
#[component]
pub(crate) fn Marks(props: &Props) -> Html {
    // Which one, and whether those that a pointer cannot tell from it are named too.
    let named = use_value(|| None::<(usize, bool)>);
    let stop = use_value(|| 0);
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
        let name = |name: Option<(usize, bool)>| {
            let named = named.clone();
            move |()| named.set(name)
        };
        let (on, off) = (Callback::from(name(Some((index, false)))), Callback::from(name(None)));
        let over = Callback::from(name(Some((index, true))));
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
                onmouseenter={over.reform(|_: MouseEvent| ())} onmouseleave={off.reform(|_: MouseEvent| ())}>
                <rect class="near" x={x.saturating_sub(4).to_string()} width="8" height="14" />
                <path d={format!("M{x} 13v-{height}")} />
            </g>
        }
    };
    let named =
        named.and_then(|(index, near)| named_words(&props.marks, index, if near { props.end / 330 } else { 0 }));
    html! {
        <>
            <svg key="marks" class="marks" viewBox="0 0 1000 14" preserveAspectRatio="none" role="group" aria-label={words!("page-marks")}
                onkeydown={Callback::from(|event| focus::among(&event, ".marks", ".mark-of"))}>
                {for props.marks.iter().enumerate().skip(first).map(mark)}
            </svg>
            {for named.map(|words| html! { <p key="name" class="mark-name" aria-hidden="true">{words}</p> })}
        </>
    }
}

/// One mark in words, with up to two others that are no further from it than `near` ms, and the number of the rest.
fn named_words(marks: &[Mark], index: usize, near: Millis) -> Option<String> {
    let mark = marks.get(index)?;
    let close = |(other, at): &(usize, &Mark)| *other != index && near > 0 && at.at.abs_diff(mark.at) <= near;
    let others: Vec<String> = marks.iter().enumerate().filter(close).map(|(_, other)| words(other)).collect();
    let more = others.len().saturating_sub(2);
    let mut said = vec![words(mark)];
    said.extend(others.into_iter().take(2));
    if more > 0 {
        said.push(say(&message!("and-more", more)));
    }
    Some(said.join("; "))
}

fn words(mark: &Mark) -> String {
    format!("{} {}", clock(mark.at), mark.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_names_what_it_cannot_tell_apart() {
        let mark = |at: Millis, words: &str| Mark { at, kind: MarkKind::Ready, words: words.into() };
        let marks = [mark(1_000, "a"), mark(1_100, "b"), mark(1_150, "c"), mark(1_200, "d"), mark(9_000, "e")];
        let cases = [
            (1, 0, Some("0:01.100 b")),
            (1, 60, Some("0:01.100 b; 0:01.150 c")),
            (1, 200, Some("0:01.100 b; 0:01.000 a; 0:01.150 c; and 1 more")),
            (4, 200, Some("0:09.000 e")),
            (5, 200, None),
        ];
        for (index, near, expected) in cases {
            assert_eq!(named_words(&marks, index, near).as_deref(), expected, "{index} within {near}");
        }
    }
}
