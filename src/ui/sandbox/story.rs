//! The first rollout of who is new, and what to try after each: one picture, one sentence, one button.

use std::rc::Rc;

use yew::prelude::*;

use crate::playbook::ChoiceId;
use crate::scenario::{Control, StrategyKind};
use crate::session::{Action, Session};
use crate::text::{Marked, marked, said, say};
use crate::ui::draw::below::{Below, Next};
use crate::ui::draw::chart::Earlier;
use crate::ui::parts::hooks::{use_memo, use_mut_ref, use_value};
use crate::ui::visit::history::HistoryHandle;
use crate::view::{Finish, Lane, Rank};

/// Where the first visit stands.
#[derive(Clone)]
pub(crate) struct Story {
    /// There is the picture, its sentence and its button, and nothing else.
    pub welcome: bool,
    /// The rollout before this one, to be compared with it.
    pub earlier: Option<Rc<Earlier>>,
    /// Does what a next thing to try does.
    pub on_next: Callback<Next>,
}

/// Who came to the bare address and has nothing stored is welcomed until she goes elsewhere.
#[hook]
pub(crate) fn use_story(keeper: &HistoryHandle, welcome: bool) -> Story {
    let left = use_mut_ref(|| false);
    *left.borrow_mut() |= !welcome;
    let welcome = welcome && keeper.fresh && !*left.borrow();
    let earlier = use_value(|| None::<Rc<Earlier>>);
    let on_next = {
        let (history, on_action, set) = (keeper.history.clone(), keeper.on_action.clone(), earlier.setter());
        use_memo(welcome, move |welcome| {
            let welcome = *welcome;
            Callback::from(move |next: Next| {
                let over = Earlier::of(history.borrow().session());
                if let Some(over) = over.filter(|_| welcome) {
                    set.set(Some(Rc::new(over)));
                }
                next.actions.into_iter().for_each(|action| on_action.emit(action));
            })
        })
    };
    Story { welcome, earlier: (*earlier).clone().filter(|_| welcome), on_next: (*on_next).clone() }
}

/// The most important thing now.
#[derive(PartialEq)]
pub(crate) struct Spoken {
    pub sentence: Option<Marked>,
    rank: Option<Rank>,
    /// The way back is what most would want.
    pub wrong: bool,
}

impl Spoken {
    pub fn of(session: &Session) -> Self {
        let voice = session.view().voice();
        let rank = voice.as_ref().map(|(rank, _)| *rank);
        Self { sentence: voice.map(|(_, sentence)| marked(&sentence)), rank, wrong: session.view().wants_back() }
    }
}

/// What the screen reader is told, at most so often, ms of the wall clock.
const ALOUD_EVERY: f64 = 1_500.0;

/// The story for who does not see it: the first new pod, an outage and its end, what is wrong, the outcome. The same
/// sentences as under the picture; nothing is said twice, and nothing at every event.
#[hook]
pub(crate) fn use_aloud(session: &Session, spoken: &Spoken, lanes: &[Lane]) -> String {
    let told = use_mut_ref(|| (None::<Chapter>, f64::MIN, String::new()));
    let finish = session.finished();
    let serving = lanes.iter().find(|lane| lane.newest && lane.ready > 0 && lanes.len() > 1);
    let chapter = Chapter {
        trouble: spoken.rank.filter(|rank| *rank < Rank::Happened),
        outcome: finish.as_ref().map(|finish| say(&finish.title)),
        serving: serving.map(|lane| lane.version),
        milestone: session.milestone().map(said),
    };
    let mut told = told.borrow_mut();
    let (before, at, words) = &mut *told;
    if before.as_ref() != Some(&chapter) && (clock() - *at).abs() >= ALOUD_EVERY {
        if let Some(new) = chapter.words(before.as_ref(), finish.as_ref(), spoken) {
            (*at, *words) = (clock(), new);
        }
        *before = Some(chapter);
    }
    words.clone()
}

/// What a new sentence is said for.
#[derive(PartialEq)]
struct Chapter {
    trouble: Option<Rank>,
    outcome: Option<String>,
    /// The new version that has a ready pod.
    serving: Option<u32>,
    milestone: Option<String>,
}

impl Chapter {
    fn words(&self, before: Option<&Self>, finish: Option<&Finish>, spoken: &Spoken) -> Option<String> {
        if let Some(finish) = finish.filter(|_| before.is_none_or(|it| it.outcome != self.outcome)) {
            let failed = &finish.figures[0];
            return Some(say(&message!(
                "story-outcome",
                title = finish.title.clone(),
                failed = failed.value.clone(),
                label = failed.label.clone()
            )));
        }
        if self.trouble != before.and_then(|it| it.trouble) {
            return match self.trouble {
                Some(_) => spoken.sentence.as_ref().map(|it| it.text.clone()),
                None => spoken.sentence.as_ref().map(|it| say(&message!("story-over", sentence = &it.text))),
            };
        }
        if let Some(version) = self.serving.filter(|_| before.is_none_or(|it| it.serving != self.serving)) {
            return Some(say(&message!("story-first-ready", version)));
        }
        self.milestone.clone().filter(|_| before.is_none_or(|it| it.milestone != self.milestone))
    }
}

#[cfg(target_arch = "wasm32")]
fn clock() -> f64 {
    js_sys::Date::now()
}

/// Natively views are drawn once.
#[cfg(not(target_arch = "wasm32"))]
fn clock() -> f64 {
    0.0
}

/// What stands under the picture.
pub(crate) fn below(session: &Session, headline: Option<Marked>, welcome: bool, embed: bool) -> Below {
    if embed && session.finished().is_none() {
        let sentence =
            headline.or_else(|| Some(words!("welcome-begin").to_string().into()).filter(|_| !session.started()));
        return Below { sentence, finish: None, next: next_step(session), welcome: false };
    }
    if session.started() {
        let finish = session.finished();
        let next = finish.as_ref().filter(|finish| finish.live).and_then(|finish| next(session, finish.fell_short));
        return Below { sentence: headline, finish, next, welcome };
    }
    let sentence = if welcome { words!("welcome-begin") } else { words!("page-version-1-serves") };
    let begin = || Next { label: message!("welcome-roll-out").into(), actions: roll_out().into() };
    Below { sentence: Some(sentence.to_string().into()), finish: None, next: welcome.then(begin), welcome }
}

/// The step that is next, which starts time; there is no panel for it.
fn next_step(session: &Session) -> Option<Next> {
    let guided = matches!(session.scenario().strategy(), StrategyKind::Canary | StrategyKind::BlueGreen);
    if session.started() && !guided && session.finished().is_none() {
        return None;
    }
    let choice = session.choices().into_iter().find(|choice| choice.primary)?;
    Some(Next { label: choice.label, actions: vec![Action::Do(choice.id), Action::Play] })
}

fn roll_out() -> [Action; 2] {
    [Action::Do(ChoiceId::Next), Action::Play]
}

/// What would have gone better: a rolling update instead of Recreate, and none of its pods missing.
fn next(session: &Session, fell_short: bool) -> Option<Next> {
    if session.scenario().assignment.locked {
        return None;
    }
    let change = match session.scenario().strategy() {
        StrategyKind::Recreate => {
            (message!("again-rolling-update"), vec![Action::ChooseStrategy(StrategyKind::RollingUpdate)])
        }
        StrategyKind::RollingUpdate if fell_short => {
            let none = Action::Set { control: Control::MaxUnavailable, text: "0".into() };
            (message!("again-none-missing"), vec![Action::Restart, none])
        }
        _ => return None,
    };
    let (label, first) = change;
    Some(Next { label: label.into(), actions: first.into_iter().chain(roll_out()).collect() })
}
