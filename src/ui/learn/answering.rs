//! Answering a question: what is put together so far, how it is checked, where answers are kept.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::{Answer, Given, Kind, Progress, Question, Quiz, order};
use crate::ui::learn::answers::{Answers, use_answers};
use crate::ui::learn::lesson_runs::Kept;
use crate::ui::parts::clock;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{use_memo, use_mut_ref, use_value};
use crate::ui::parts::storage;

/// Where the order of options is remembered: one learner sees one order.
const SEED: &str = "podyard.seed";

/// The ids under which a question stands: two may be in one document.
#[derive(PartialEq)]
pub(crate) struct Ids {
    pub question: AttrValue,
    pub prompt: AttrValue,
    pub verdict: AttrValue,
}

impl Ids {
    /// Those of a page's only question.
    pub const fn fixed(question: &'static str, prompt: &'static str, verdict: &'static str) -> Self {
        let id = AttrValue::Static;
        Self { question: id(question), prompt: id(prompt), verdict: id(verdict) }
    }

    /// Those of one question among several.
    pub fn of(question: &str) -> Self {
        let id = |part: &str| AttrValue::from(format!("{part}-{question}"));
        Self { question: id("ask"), prompt: id("prompt"), verdict: id("verdict") }
    }
}

/// A seed for this browser, chosen by chance the first time.
pub(crate) fn seed() -> u64 {
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

/// A question as far as it is answered.
pub(crate) struct Answering {
    pub progress: Rc<Progress>,
    /// The answer that was given, unless it is tried again.
    pub settled: Option<Answer>,
    /// What is put together so far, and whether one says to be sure of it, to be unsure, or nothing.
    pub now: Given,
    pub sure: Option<bool>,
    /// The order in which options, steps or pairs are shown.
    pub order: Vec<usize>,
    /// The run it shows, if it is answered by looking.
    pub kept: Kept,
    pub on_given: Callback<Given>,
    pub on_sure: Callback<bool>,
    pub on_check: Callback<()>,
    pub on_retry: Callback<MouseEvent>,
    /// Leads the focus to an id once the page is drawn anew.
    pub lead: Callback<AttrValue>,
}

#[hook]
pub(crate) fn use_answering(quizzes: &Rc<Vec<Quiz>>, question: &Question, ids: &Ids) -> Answering {
    let Answers { progress, change } = use_answers(quizzes);
    let seed = use_memo((), |()| seed());
    // Of which question it is: what is chosen in one is nothing to the next.
    let given = use_value(|| None::<(Name, Given, Option<bool>)>);
    let lead = use_lead();
    let order = order(*seed, question);
    let own = (*given).as_ref().filter(|(id, ..)| *id == question.id).map(|(_, given, sure)| (given.clone(), *sure));
    let (now, sure) = own.unwrap_or_else(|| (begun(question, &order), None));
    let kept = use_memo(question.id.clone(), |_| Kept::of(Rc::new(question.staged())));
    let kept = (*kept).clone();
    let save = {
        let (given, lead) = (given.clone(), lead.clone());
        Rc::new(move |made: &dyn Fn(&mut Progress), to: &AttrValue| {
            change.by(made);
            given.set(None);
            lead.emit(to.clone());
        })
    };
    let on_check = {
        let (save, question, now, verdict) = (save.clone(), question.clone(), now.clone(), ids.verdict.clone());
        Callback::from(move |()| {
            if !now.is_nothing() && now.fits(&question) {
                let answer = |progress: &mut Progress| {
                    progress.answer(&question, &now, sure, clock::today());
                };
                save(&answer, &verdict);
            }
        })
    };
    let on_retry = {
        let (question, id) = (question.clone(), ids.question.clone());
        Callback::from(move |_: MouseEvent| save(&|progress| progress.retry(&question), &id))
    };
    let on_given = {
        let (given, id) = (given.clone(), question.id.clone());
        Callback::from(move |now: Given| given.set(Some((id.clone(), now, sure))))
    };
    let on_sure = {
        let (given, id, now) = (given.clone(), question.id.clone(), now.clone());
        Callback::from(move |said: bool| {
            let sure = (sure != Some(said)).then_some(said);
            given.set(Some((id.clone(), now.clone(), sure)));
        })
    };
    let settled = progress.of(question).filter(|answer| !answer.open).cloned();
    Answering { progress, settled, now, sure, order, kept, on_given, on_sure, on_check, on_retry, lead }
}

/// Leads the focus to an element once the page is drawn anew.
#[hook]
pub(crate) fn use_lead() -> Callback<AttrValue> {
    let next = use_mut_ref(|| None::<AttrValue>);
    let after = next.clone();
    use_effect(move || {
        if let Some(id) = after.take() {
            focus::element(&id);
        }
    });
    Callback::from(move |id: AttrValue| {
        next.replace(Some(id));
    })
}

/// An answer as it begins: steps stand in the order in which they are shown.
fn begun(question: &Question, order: &[usize]) -> Given {
    if question.kind == Kind::Order { Given::Placed(order.to_vec()) } else { Given::none(question.kind) }
}
