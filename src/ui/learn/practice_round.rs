//! One question of a practice, with its place among them.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::practice::Round;
use crate::learn::{Question, Quiz, grade};
use crate::ui::learn::answering::{Answering, Ids, use_answering};
use crate::ui::learn::question_answered::Answered;
use crate::ui::learn::question_form;
use crate::ui::parts::view::view;

/// The ids of this page.
pub(crate) const PAGE: Ids = Ids::fixed("practised", "practised-prompt", "practised-verdict");

/// Where the focus goes when another part of the practice comes.
pub(crate) const TITLE: &str = "practice-title";

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub quizzes: Rc<Vec<Quiz>>,
    pub round: Round,
    /// Notes an answer.
    pub on_note: Callback<Round>,
    /// Goes on, or begins anew.
    pub on_round: Callback<Option<Round>>,
}

/// A question of these quizzes by its id.
pub(crate) fn by_id<'a>(quizzes: &'a [Quiz], id: &str) -> Option<&'a Question> {
    quizzes.iter().flat_map(|quiz| &quiz.questions).find(|question| &*question.id == id)
}

#[component]
pub(crate) fn OneRound(props: &Props) -> Html {
    // What is practised was picked from these quizzes.
    let question = props.round.asked.get(props.round.at).and_then(|id| by_id(&props.quizzes, id)).cloned();
    let asked = question.map(|question| view::<Asked>("asked", AskedProps { question, of: props.clone() }));
    html! { <>{for asked}</> }
}

#[derive(PartialEq, Properties)]
struct AskedProps {
    question: Question,
    of: Props,
}

#[component]
fn Asked(props: &AskedProps) -> Html {
    let AskedProps { question, of: Props { quizzes, round, on_note, on_round } } = props;
    let mut answering = use_answering(quizzes, question, &PAGE);
    let (at, all) = (round.at, round.asked.len());
    answering.on_check = {
        let (check, note, round) = (answering.on_check.clone(), on_note.clone(), round.clone());
        let (question, now, sure) = (question.clone(), answering.now.clone(), answering.sure);
        Callback::from(move |()| {
            if !now.is_nothing() && now.fits(&question) {
                let mut round = round.clone();
                round.note(grade(&question, &now), sure == Some(true));
                note.emit(round);
            }
            check.emit(());
        })
    };
    let to = |at: usize| {
        let round = round.clone();
        on_round.reform(move |_: MouseEvent| Some(Round { at, ..round.clone() }))
    };
    let next = (if at + 1 < all { words!("page-next-question") } else { words!("practice-see-end") }, to(at + 1));
    let Answering { settled, .. } = &answering;
    // What was answered before this round is asked again.
    let settled = settled.as_ref().filter(|_| round.first[at].is_some());
    html! {
        <main id="main" class="quiz practice">
            <h1 tabindex="-1">{words!("page-practice")}</h1>
            <div class="place">
                <p>{message!("practice-place", number = at + 1, all)}</p>
                <progress max={all.to_string()} value={at.to_string()} aria-label={words!("practice-done")}></progress>
                <button type="button" onclick={to(all)}>{words!("practice-stop")}</button>
            </div>
            <p class="topic">{question.topic.label()}</p>
            { match settled {
                None => question_form::form(question, &answering, &PAGE),
                Some(answer) => Answered { question, order: &answering.order, kept: &answering.kept, answer, ids: &PAGE }.view(answering.on_retry.clone(), Some(next)),
            } }
        </main>
    }
}
