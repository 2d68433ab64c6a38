//! A lesson's texts as elements: words, code, what values of the run come to, dials that can be turned.

use yew::prelude::*;

use crate::guide::datum::Datum;
use crate::learn::filled::plain;
use crate::learn::lesson_text::{Span, lesson_spans};
use crate::text::{said, say};
use crate::ui::learn::lesson_dial::in_sentence;
use crate::ui::learn::lesson_runs::Stage;

/// A text of a run.
pub(crate) fn words(text: &str, stage: Option<&Stage>) -> Html {
    let piece = |span: Span<'_>| match (span, stage) {
        (Span::Text(text), _) => html! { {text.to_owned()} },
        (Span::Code(code), _) => html! { <code>{code.to_owned()}</code> },
        (Span::Value(value, noun), Some(stage)) => {
            html! { <span class="computed">{value_of(stage, value, noun)}</span> }
        }
        (Span::Dial(dial), Some(stage)) => in_sentence(stage, dial),
        (Span::Value(..) | Span::Dial(_), None) => Html::default(),
    };
    html! { <>{for lesson_spans(text).into_iter().map(piece)}</> }
}

/// What a value came to, with its noun, times to a tenth of a second; three points until it is known, a dash where it cannot be told.
fn value_of(stage: &Stage, value: &str, noun: Option<(&str, &str)>) -> String {
    let Some(played) = &stage.played else { return "…".into() };
    let Some(datum) = played.value(value) else { return "–".into() };
    let number = match datum {
        Datum::Time(time) => plain(&Datum::Time((time + 50) / 100 * 100)),
        datum => plain(datum),
    };
    match noun {
        Some((one, _)) if *datum == Datum::Number(1) => format!("{number} {one}"),
        Some((_, many)) => format!("{number} {many}"),
        None => number,
    }
}

/// What the API server says to the dials, where it refuses them.
pub(crate) fn refused(stage: &Stage) -> Html {
    let Some((what, fix)) = stage.refused.as_ref().and_then(|played| played.refused.as_ref()) else {
        return Html::default();
    };
    html! { <p class="error" role="status">{words!("lesson-refused")}{" "}{said(what)}{". "}{say(fix)}</p> }
}

/// It has dials.
pub(crate) fn has_dials(text: &str) -> bool {
    lesson_spans(text).iter().any(|span| matches!(span, Span::Dial(_)))
}
