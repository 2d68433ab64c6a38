//! Under the picture: the end of a rollout, or the most important thing now.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::message::Said;
use crate::session::Action;
use crate::text::Marked;
use crate::view::{Figure, Finish};

use crate::ui::parts::class::classes;

/// What stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Below {
    /// The most important thing now; nothing where nothing happened.
    pub sentence: Option<Marked>,
    /// The scorecard, once a rollout is over.
    pub finish: Option<Finish>,
    /// What to try next.
    pub next: Option<Next>,
    /// There is nothing else on the page: the way on stands here, too.
    pub welcome: bool,
}

/// One press: what it says, and all that it does, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    pub label: Said,
    pub actions: Vec<Action>,
}

/// The sentence, or the scorecard, with what to try next.
pub(crate) fn below(
    below: &Below,
    inspected: Option<Uid>,
    on_next: &Callback<Next>,
    on_counted: &Callback<Option<Rc<[u32]>>>,
) -> Html {
    let next = below.next.as_ref().map(|next| button(next, on_next));
    match (&below.finish, &below.sentence) {
        (Some(finish), _) => scorecard(finish, next, below.welcome),
        (None, Some(sentence)) => html! {
            <div class="invitation">{counted(sentence, inspected, on_counted)}{for next}</div>
        },
        (None, None) => html! { <p class="headline">{words!("page-time-runs-nothing-changed-yet")}</p> },
    }
}

/// The sentence, whose numbers show the pods that they count, and stand out where they count the pod one looks at.
fn counted(sentence: &Marked, inspected: Option<Uid>, on_counted: &Callback<Option<Rc<[u32]>>>) -> Html {
    let mut at = 0;
    let pieces = sentence.pods.iter().map(|(place, pods)| {
        let before = &sentence.text[at..place.start];
        at = place.end;
        let (show, show_focused) = (pods.clone(), pods.clone());
        let lit = inspected.is_some_and(|uid| pods.contains(&uid.0)).then_some("lit");
        html! {
            <>
                {before}
                <button type="button" class={classes!("counted", lit)} title={words!("below-counted")}
                    onmouseenter={on_counted.reform(move |_: MouseEvent| Some(show.clone()))}
                    onmouseleave={on_counted.reform(|_: MouseEvent| None)}
                    onfocus={on_counted.reform(move |_: FocusEvent| Some(show_focused.clone()))}
                    onblur={on_counted.reform(|_: FocusEvent| None)}>
                    {&sentence.text[place.clone()]}
                </button>
            </>
        }
    });
    let pieces: Html = pieces.collect();
    // With another sentence its numbers are others: else a button would jump to another place in it.
    html! { <><p key={sentence.text.clone()} class="headline">{pieces}{&sentence.text[at..]}</p></> }
}

fn button(next: &Next, on_next: &Callback<Next>) -> Html {
    let onclick = {
        let next = next.clone();
        on_next.reform(move |_: MouseEvent| next.clone())
    };
    html! { <button type="button" class="primary" {onclick}>{&next.label}</button> }
}

fn scorecard(finish: &Finish, next: Option<Html>, welcome: bool) -> Html {
    let figure = |figure: &Figure| {
        html! {
            <div class={figure.bad.then_some("loud")}>
                <dd>{ if figure.bad { "✕ " } else { "" } }{&figure.value}</dd>
                <dt>{&figure.label}</dt>
            </div>
        }
    };
    html! {
        <div class="scorecard" role="group" aria-label={finish.title.clone()}>
            <div class="outcome">
                <strong>{&finish.title}</strong>
                <details>
                    <summary>{words!("page-all-figures")}</summary>
                    <dl class="all-figures">
                        {for finish.lines.iter().map(|(label, value)| html! { <div><dt>{label}</dt><dd>{value}</dd></div> })}
                    </dl>
                </details>
            </div>
            <dl class="figures">{for finish.figures.iter().map(figure)}</dl>
            {for next}
            if welcome {
                <a class="go-on" href="#/sandbox">{words!("welcome-go-on")}</a>
            }
        </div>
    }
}
