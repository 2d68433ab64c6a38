//! The end of a practice: how many were right at the first try, and what to read again.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::Quiz;
use crate::learn::practice::Round;
use crate::ui::learn::marked::marked;
use crate::ui::learn::practice_round::{TITLE, by_id};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub quizzes: Rc<Vec<Quiz>>,
    pub round: Round,
    pub on_round: Callback<Option<Round>>,
}

#[component]
pub(crate) fn End(props: &Props) -> Html {
    let round = &props.round;
    let (right, answered) = round.score();
    let (wrong, sure) = (round.wrong(false), round.wrong(true));
    let others: Vec<Name> = wrong.iter().filter(|id| !sure.contains(id)).cloned().collect();
    let again = {
        let round = round.clone();
        props.on_round.reform(move |_: MouseEvent| Some(round.again()))
    };
    let anew = props.on_round.reform(|_: MouseEvent| None);
    let all_right = answered > 0 && wrong.is_empty();
    html! {
        <main id="main" class="quiz practice">
            <h1 tabindex="-1">{words!("page-practice")}</h1>
            <h2 id={TITLE} class="score" tabindex="-1">{message!("practice-score", right, count = answered)}</h2>
            if all_right {
                <p>{words!("practice-all-right")}</p>
            }
            {list(props, words!("practice-sure-and-wrong"), &sure)}
            {list(props, words!("practice-wrong"), &others)}
            <div class="buttons">
                if !wrong.is_empty() {
                    <button type="button" class="primary" onclick={again}>{words!("practice-again")}</button>
                }
                <button type="button" class={wrong.is_empty().then_some("primary")} onclick={anew}>{words!("practice-else")}</button>
            </div>
        </main>
    }
}

/// What was asked, with the way to where it can be seen.
fn list(props: &Props, title: &'static str, ids: &[Name]) -> Html {
    if ids.is_empty() {
        return Html::default();
    }
    let one = |id: &Name| {
        let question = by_id(&props.quizzes, id)?;
        let link = question.link().map(|link| html! { <a href={link}>{words!("page-try-sandbox")}</a> });
        Some(html! { <li><p>{marked(&question.prompt)}</p>{for link}</li> })
    };
    html! { <section class="missed"><h3>{title}</h3><ul>{for ids.iter().filter_map(one)}</ul></section> }
}
