//! Questions: one at a time, every option explained once it is answered.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use crate::quiz::{Answer, Kind, Progress, Question, Quiz, embedded, order};
use crate::ui::learn::marked::marked;

use crate::ui::learn::quiz_reading;
use crate::ui::parts::class::classes;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{Value, use_memo, use_mut_ref, use_value};
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::storage;
use crate::ui::parts::view::view;

/// Where answers are remembered.
const ANSWERS: &str = "podyard.answers";
/// Where they are while a later Podyard has its own there, which this one cannot read.
const BESIDE: &str = "podyard.answers.1";
/// Where the order of options is remembered: one learner sees one order.
const SEED: &str = "podyard.seed";

/// Which quiz.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its id, from the address; the first one where none is given.
    #[prop_or_default]
    pub quiz: Option<AttrValue>,
}

/// A seed for this browser, chosen by chance the first time.
fn seed() -> u64 {
    if let Some(seed) = storage::get(SEED).and_then(|text| text.parse().ok()) {
        return seed;
    }
    #[cfg(target_arch = "wasm32")]
    let seed = (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
    #[cfg(not(target_arch = "wasm32"))]
    let seed = 1_u64;
    storage::set(SEED, &seed.to_string());
    seed
}

/// The key of the answers.
fn place() -> &'static str {
    if storage::get(ANSWERS).is_some_and(|text| Progress::is_later(&text)) { BESIDE } else { ANSWERS }
}

/// What is answered, in this tab and in others: a change is made to this, so that no tab takes another's answers away.
fn answered(quizzes: &[Quiz]) -> Progress {
    Progress::parse(&storage::get(place()).unwrap_or_default(), quizzes)
}

#[component]
pub fn QuizPage(props: &Props) -> Html {
    let quizzes = use_memo((), |()| embedded());
    let wanted = |quiz: &Quiz| props.quiz.as_deref() == Some(quiz.id.as_str());
    let shown = quizzes.iter().position(wanted).unwrap_or(0);
    let Some(quiz) = quizzes.get(shown) else {
        return html! { <main id="main" class="quiz"><h1 tabindex="-1">{words!("page-quizzes")}</h1><p>{words!("page-there-no-quiz-yet")}</p></main> };
    };
    // A quiz of its own for each key: what is chosen in one, and how far one is in it, is nothing to another.
    view::<OneQuiz>(quiz.id.clone(), OneProps { quizzes: quizzes.clone(), shown })
}

/// All quizzes, and which of them is shown.
#[derive(PartialEq, Properties)]
struct OneProps {
    quizzes: Rc<Vec<Quiz>>,
    shown: usize,
}

/// A quiz, at the question one is at.
#[component]
fn OneQuiz(props: &OneProps) -> Html {
    let quizzes = &props.quizzes;
    let quiz = &quizzes[props.shown];
    let progress = use_value(|| answered(quizzes));
    let seed = use_memo((), |()| seed());
    let at = use_value(|| 0_usize);
    let chosen = use_value(BTreeSet::<usize>::default);
    let focus_next = use_focus();
    let index = (*at).min(quiz.questions.len().saturating_sub(1));
    let Some(question) = quiz.questions.get(index) else { return Html::default() };
    let save = {
        let progress = progress.clone();
        Rc::new(move |changed: Progress| {
            storage::set(place(), &changed.to_json());
            progress.set(changed);
        })
    };
    let go = {
        let (at, chosen, focus_next) = (at.clone(), chosen.clone(), focus_next.clone());
        Callback::from(move |index: usize| {
            chosen.set(BTreeSet::new());
            at.set(index);
            focus_next.replace(Some("question"));
        })
    };
    let settled = progress.of(question).filter(|answer| !answer.open);
    let on_check = {
        let (save, quizzes, question, picked) = (save.clone(), quizzes.clone(), question.clone(), chosen.clone());
        let focus_next = focus_next.clone();
        Callback::from(move |_: MouseEvent| {
            let mut changed = answered(&quizzes);
            changed.answer(&question, &picked.now());
            save(changed);
            focus_next.replace(Some("verdict"));
        })
    };
    let on_retry = {
        let (save, quizzes, question, picked) = (save.clone(), quizzes.clone(), question.clone(), chosen.clone());
        let focus_next = focus_next.clone();
        Callback::from(move |_: MouseEvent| {
            let mut changed = answered(&quizzes);
            changed.retry(&question);
            picked.set(BTreeSet::new());
            save(changed);
            focus_next.replace(Some("question"));
        })
    };
    let options = Options { question, order: order(*seed, question), chosen: &chosen };
    // On to the next question that is not right yet, from the end back to the start.
    let not_right = |index: &usize| !is_right(&progress, &quiz.questions[*index]);
    let next = (index + 1..quiz.questions.len()).chain(0..index).find(not_right);
    let next = next.map(|next| go.reform(move |_: MouseEvent| next));
    html! {
        <main id="main" class="quiz">
            <h1 tabindex="-1">{&quiz.title}</h1>
            {for quiz.intro.as_ref().map(|intro| html! { <p class="intro">{marked(intro)}</p> })}
            {for (place() == BESIDE).then(|| html! {
                <p class="note">
                    {"A later version of Podyard has kept answers here. This one cannot read them and leaves them as they are; \
                      what you answer now is kept beside them."}
                </p>
            })}
            {quiz_reading::quizzes(quizzes, quiz)}
            {quiz_reading::before(quiz)}
            {map(quiz, &progress, index, &go)}
            <p class="topic">{question.topic.label()}</p>
            { match settled {
                None => html! {
                    <>
                        {options.to_choose()}
                        <div class="buttons">
                            <button type="button" class="primary" disabled={chosen.is_empty()} onclick={on_check}>{words!("page-check-answer")}</button>
                        </div>
                    </>
                },
                Some(answer) => options.answered(answer, on_retry, next),
            } }
        </main>
    }
}

/// Where the focus goes once the page is drawn anew: put an element's id in.
#[hook]
fn use_focus() -> Rc<RefCell<Option<&'static str>>> {
    let next = use_mut_ref(|| None::<&'static str>);
    let after = next.clone();
    use_effect(move || {
        if let Some(id) = after.take() {
            focus::element(id);
        }
    });
    next
}

fn is_right(progress: &Progress, question: &Question) -> bool {
    progress.of(question).is_some_and(|answer| answer.right && !answer.open)
}

/// How far one is, and a button for each question: answered right or wrong is said by sign and word.
fn map(quiz: &Quiz, progress: &Progress, current: usize, go: &Callback<usize>) -> Html {
    let settled = |question: &Question| progress.of(question).filter(|answer| !answer.open);
    let answered = quiz.questions.iter().filter(|question| settled(question).is_some()).count();
    let right = quiz.questions.iter().filter(|question| is_right(progress, question)).count();
    let button = |(index, question): (usize, &Question)| {
        let (class, sign, word) = match settled(question) {
            Some(answer) if answer.right => ("right", "✓", words!("quiz-right")),
            Some(_) => ("wrong", "✕", words!("page-not-right-yet")),
            None => ("", "", ""),
        };
        html! {
            <li key={question.id.clone()}>
                <button type="button" {class} aria-label={message!("quiz-question", number = index + 1, word)}
                    aria-current={(index == current).then_some("step")} onclick={go.reform(move |_: MouseEvent| index)}>
                    {index + 1}{sign}
                </button>
            </li>
        }
    };
    html! {
        <nav class="map" aria-label={words!("page-questions")}>
            <p>{message!("quiz-so-far", answered, all = quiz.questions.len(), right)}</p>
            <ol>{for quiz.questions.iter().enumerate().map(button)}</ol>
        </nav>
    }
}

struct Options<'a> {
    question: &'a Question,
    order: Vec<usize>,
    chosen: &'a Value<BTreeSet<usize>>,
}

impl Options<'_> {
    /// The question with its options as radio buttons, or check boxes where several are right.
    fn to_choose(&self) -> Html {
        let several = self.question.kind == Kind::Multi;
        let option = |index: usize| {
            let chosen = self.chosen.clone();
            let onchange = Callback::from(move |_: Event| {
                let mut changed = if several { (*chosen.now()).clone() } else { BTreeSet::new() };
                if !changed.remove(&index) {
                    changed.insert(index);
                }
                chosen.set(changed);
            });
            html! {
                <label class="option" key={format!("{}-{index}", self.question.id)}>
                    <input type={if several { "checkbox" } else { "radio" }} name="option"
                        checked={self.chosen.contains(&index)} {onchange} />
                    <span>{marked(&self.question.options[index].text)}</span>
                </label>
            }
        };
        html! {
            <fieldset id="question" tabindex="-1">
                <legend>{marked(&self.question.prompt)}</legend>
                { several.then(|| html! { <p class="note">{words!("page-several-right-find-them")}</p> }) }
                {for self.order.iter().map(|index| option(*index))}
            </fieldset>
        }
    }

    /// The verdict, what every option is about, and where to go from here.
    fn answered(&self, answer: &Answer, on_retry: Callback<MouseEvent>, next: Option<Callback<MouseEvent>>) -> Html {
        let (class, sign, words) = if answer.right {
            ("right", Icon::Right, words!("page-right"))
        } else {
            ("wrong", Icon::Wrong, words!("page-not-quite"))
        };
        html! {
            <>
                {self.explained(&answer.chosen)}
                <p id="verdict" class={classes!("verdict", class)} role="status" tabindex="-1">{icon(sign)}{words}</p>
                {for self.question.try_strategy.map(|strategy| html! {
                    <p><a href={format!("#/sandbox?strategy={}", strategy.slug())}>{words!("page-try-sandbox")}</a></p>
                })}
                {for self.question.source.as_ref().map(|source| html! { <p class="note">{words!("page-source")}{" "}{source}</p> })}
                <div class="buttons">
                    { (!answer.right).then(|| html! { <button type="button" class="primary" onclick={on_retry}>{words!("page-try-again")}</button> }) }
                    { (answer.right && next.is_none()).then(|| html! {
                        <p>{words!("page-every-question-right")}{" "}<a href="#/sandbox">{words!("page-back-sandbox")}</a></p>
                    }) }
                    { for next.map(|onclick| html! {
                        <button type="button" class={answer.right.then_some("primary")} {onclick}>{words!("page-next-question")}</button>
                    }) }
                </div>
            </>
        }
    }

    /// The question with every option explained.
    fn explained(&self, chosen: &BTreeSet<usize>) -> Html {
        let option = |index: usize| {
            let option = &self.question.options[index];
            let (class, sign, word) = if option.right {
                ("right", Icon::Right, words!("quiz-option-right"))
            } else {
                ("wrong", Icon::Wrong, words!("quiz-option-wrong"))
            };
            html! {
                <li class={classes!("option", class)} key={index}>
                    {icon(sign)}
                    <div>
                        <p class="text">{marked(&option.text)}</p>
                        <p class="reason">
                            <strong>{word}</strong>{" "}
                            { chosen.contains(&index).then(|| html! { <span class="own">{words!("page-your-answer")}</span> }) }
                            {" "}{marked(&option.reason)}
                        </p>
                    </div>
                </li>
            }
        };
        html! {
            <section id="question" tabindex="-1" aria-labelledby="prompt">
                <h2 id="prompt">{marked(&self.question.prompt)}</h2>
                <ul>{for self.order.iter().map(|index| option(*index))}</ul>
            </section>
        }
    }
}
