//! Practice: what to practise, then one question after the other, then how it went.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::Quiz;
use crate::learn::practice::{Practice, Round};
use crate::ui::learn::answering::use_lead;
use crate::ui::learn::practice_choose::{self, Choose};
use crate::ui::learn::practice_end::{self, End};
use crate::ui::learn::practice_round::{self, OneRound, TITLE};
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::view::view;

/// The questions, and what the address asks for.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// See [`Practice::of_link`].
    #[prop_or_default]
    pub wanted: AttrValue,
    pub quizzes: Rc<Vec<Quiz>>,
}

#[component]
pub fn PracticePage(props: &Props) -> Html {
    let quizzes = &props.quizzes;
    let wanted = use_value(|| Practice::of_link(&props.wanted));
    let round = use_value(|| None::<Round>);
    let lead = use_lead();
    let on_round = {
        let set = round.setter();
        Callback::from(move |next: Option<Round>| {
            let over = next.as_ref().is_none_or(|round| round.at >= round.asked.len());
            set.set(next);
            lead.emit(if over { TITLE.into() } else { practice_round::PAGE.question.clone() });
        })
    };
    let on_note = {
        let set = round.setter();
        Callback::from(move |round: Round| set.set(Some(round)))
    };
    match &*round {
        None => {
            let on_wanted = {
                let set = wanted.setter();
                Callback::from(move |wanted| set.set(wanted))
            };
            let wanted = (*wanted).clone();
            view::<Choose>("choose", practice_choose::Props { quizzes: quizzes.clone(), wanted, on_wanted, on_round })
        }
        Some(round) if round.at < round.asked.len() => view::<OneRound>(
            "round",
            practice_round::Props { quizzes: quizzes.clone(), round: round.clone(), on_note, on_round },
        ),
        Some(round) => {
            view::<End>("end", practice_end::Props { quizzes: quizzes.clone(), round: round.clone(), on_round })
        }
    }
}
