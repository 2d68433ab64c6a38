//! A prediction: first what one expects, then what happened beside it, with the reason.

use yew::prelude::*;

use crate::guide::datum::Datum;
use crate::learn::apart;
use crate::learn::filled::plain;
use crate::learn::lesson::{Drawn, Predict};
use crate::learn::played::Played;
use crate::learn::question::POINTS;
use crate::message::Message;
use crate::ui::learn::answering::use_lead;
use crate::ui::learn::lesson_curve::{self, LessonCurve, Point};
use crate::ui::learn::lesson_figure::{self, LessonFigure};
use crate::ui::learn::lesson_runs::Stage;
use crate::ui::learn::lesson_words::words;
use crate::ui::learn::marked::marked;
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::input;
use crate::ui::parts::view::view;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub stage: Stage,
    /// The place of its block.
    pub block: usize,
    /// It was made, or passed over.
    pub on_done: Callback<()>,
}

/// What somebody expects.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Guess {
    number: String,
    option: Option<usize>,
    curve: Option<Vec<Point>>,
}

impl Guess {
    /// It says something.
    fn is_made(&self) -> bool {
        self.number.trim().parse::<i64>().is_ok() || self.option.is_some() || self.curve.is_some()
    }
}

#[component]
pub(crate) fn LessonPredict(props: &Props) -> Html {
    let stage = &props.stage;
    let block = &stage.lesson.blocks[props.block];
    let guess = use_value(Guess::default);
    let open = use_value(|| true);
    let lead = use_lead();
    let Some(predict) = &block.predict else { return Html::default() };
    let id = format!("predict-{}", predict.id);
    let result = format!("{id}-result");
    let show = {
        let (open, on_done, lead, result) = (open.setter(), props.on_done.clone(), lead.clone(), result.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            on_done.emit(());
            lead.emit(result.clone().into());
        })
    };
    let skip = {
        let (show, guess) = (show.clone(), guess.setter());
        Callback::from(move |event: MouseEvent| {
            guess.set(Guess::default());
            show.emit(event);
        })
    };
    let again = {
        let (open, guess, lead, id) = (open.setter(), guess.setter(), lead.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            guess.set(Guess::default());
            open.set(true);
            lead.emit(id.clone().into());
        })
    };
    let on_guess = {
        let guess = guess.setter();
        Callback::from(move |now: Guess| guess.set(now))
    };
    let body = match (&stage.played, *open) {
        (Some(played), true) => html! {
            <>
                {asked(predict, played, &guess, &on_guess, &id)}
                <div class="buttons">
                    <button type="button" class="primary" disabled={!guess.is_made()} onclick={show}>{words!("lesson-expect")}</button>
                    <button type="button" onclick={skip}>{words!("lesson-skip")}</button>
                </div>
            </>
        },
        (Some(played), false) => html! {
            <div id={result} tabindex="-1">
                {came(stage, props.block, predict, played, &guess)}
                if !predict.show.is_empty() {
                    { view::<LessonFigure>("figure", lesson_figure::Props { stage: stage.clone(), id: id.clone(), show: predict.show.clone(), at: None, dials: Vec::new(), on_at: None }) }
                }
                <p class="because">{words(&predict.because, Some(stage))}</p>
                <div class="buttons"><button type="button" onclick={again}>{words!("lesson-again")}</button></div>
            </div>
        },
        (None, _) => Html::default(),
    };
    html! {
        <section class="doing predict" aria-labelledby={id.clone()}>
            <p class="kind">{words!("lesson-predict")}</p>
            <h3 id={id.clone()} tabindex="-1">{words(&predict.question, Some(stage))}</h3>
            {body}
        </section>
    }
}

/// What there is to fill in.
fn asked(predict: &Predict, played: &Played, guess: &Guess, on_guess: &Callback<Guess>, id: &str) -> Html {
    if let Some(drawn) = predict.curve {
        let points = guess.curve.clone().unwrap_or_else(|| vec![(played.curve(drawn, POINTS)[0], false); POINTS]);
        let on_points = on_guess.reform(|points: Vec<Point>| Guess { curve: Some(points), ..Guess::default() });
        return html! { <><p class="note">{words!("lesson-draw")}</p>{curve(drawn, played, points, None, on_points)}</> };
    }
    if predict.number.is_some() {
        let on_guess = on_guess.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(number) = input::typed(&event) {
                on_guess.emit(Guess { number, ..Guess::default() });
            }
        });
        return html! {
            <label class="typed">
                <span class="label">{words!("lesson-your-number")}</span>
                <input type="text" class="short" inputmode="numeric" value={guess.number.clone()} {oninput} autocomplete="off" />
                { for predict.unit.as_ref().map(|unit| html! { <span>{&**unit}</span> }) }
            </label>
        };
    }
    let option = |(index, option): (usize, &crate::learn::lesson::Guess)| {
        let onchange = on_guess.reform(move |_: Event| Guess { option: Some(index), ..Guess::default() });
        html! {
            <label class="option" key={index}>
                <input type="radio" name={id.to_owned()} checked={guess.option == Some(index)} {onchange} />
                <span>{marked(&option.text)}</span>
            </label>
        }
    };
    html! { <fieldset aria-labelledby={id.to_owned()}>{for predict.options.iter().enumerate().map(option)}</fieldset> }
}

fn curve(
    drawn: Drawn,
    played: &Played,
    points: Vec<Point>,
    actual: Option<Vec<i64>>,
    on_points: Callback<Vec<Point>>,
) -> Html {
    view::<LessonCurve>("curve", lesson_curve::Props::of(drawn, played, points, actual, on_points))
}

/// What one expected and what happened, side by side.
pub(crate) fn came(stage: &Stage, block: usize, predict: &Predict, played: &Played, guess: &Guess) -> Html {
    if let Some(drawn) = predict.curve {
        let actual = played.curve(drawn, POINTS);
        let said = guess.curve.as_ref().map(|points| points.iter().map(|point| point.0).collect::<Vec<_>>());
        let tenths = said.as_ref().map(|said| apart(said, &actual));
        let verdict = tenths.map(|tenths| {
            verdict(tenths <= 5, message!("lesson-apart", far = format!("{}.{}", tenths / 10, tenths % 10)))
        });
        let points = guess.curve.clone().unwrap_or_else(|| actual.iter().map(|value| (*value, true)).collect());
        return html! { <>{for verdict}{curve(drawn, played, points, Some(actual), Callback::noop())}</> };
    }
    if let Some(number) = &predict.number {
        let datum = played.value(number);
        let came = datum.map_or_else(|| "–".into(), plain);
        let unit = predict.unit.as_deref().unwrap_or_default();
        return match guess.number.trim().parse::<i64>() {
            Ok(said) => {
                let right = datum == Some(&Datum::Number(said));
                let words = if right {
                    message!("lesson-number-right", came, unit)
                } else {
                    message!("lesson-number-wrong", said, came, unit)
                };
                verdict(right, words)
            }
            Err(_) => html! { <p class="verdict" role="status">{message!("lesson-number", came, unit)}</p> },
        };
    }
    let met = played.met(&stage.lesson, stage.run, &stage.lesson.blocks[block]);
    let right = guess.option.map(|option| met.get(option) == Some(&true));
    let row = |(index, option): (usize, &crate::learn::lesson::Guess)| {
        let came = met.get(index) == Some(&true);
        let own =
            (guess.option == Some(index)).then(|| html! { <span class="own">{words!("page-your-answer")}</span> });
        let (class, sign) = if came { ("right", Icon::Right) } else { ("wrong", Icon::Wrong) };
        let word = if came { words!("lesson-happened") } else { words!("lesson-not-happened") };
        html! {
            <li class={classes!("option", class)} key={index}>{icon(sign)}<div><p class="text">{marked(&option.text)}</p><p class="reason"><strong>{word}</strong>{for own}</p></div></li>
        }
    };
    html! {
        <>
            { for right.map(|right| verdict(right, if right { message!("lesson-as-you-said") } else { message!("lesson-otherwise") })) }
            <ul>{for predict.options.iter().enumerate().map(row)}</ul>
        </>
    }
}

/// By sign and words.
fn verdict(right: bool, words: Message) -> Html {
    let (class, sign) = if right { ("right", Icon::Right) } else { ("wrong", Icon::Wrong) };
    html! { <p class={classes!("verdict", class)} role="status">{icon(sign)}<span>{words}</span></p> }
}
