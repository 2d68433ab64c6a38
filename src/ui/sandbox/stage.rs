//! For the room: the picture, its sentence and the counts at twice the size, a code from which every phone comes to this
//! instant, and a dark screen while somebody talks.

use yew::prelude::*;

use crate::ui::details::qr_code;
use crate::ui::parts::icons::{Icon, icon};

/// What a teacher shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stage {
    /// Everything but the picture is away, and the picture is large.
    pub on: bool,
    /// What lies over it.
    over: Over,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Over {
    #[default]
    Nothing,
    Code,
    Blank,
}

/// A key of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// On it, or off.
    Stage,
    /// The code, or none.
    Code,
    /// Dark, or not.
    Blank,
    /// One thing less: what lies over the picture, then the stage.
    Less,
}

impl Reducible for Stage {
    type Action = Cue;

    fn reduce(self: std::rc::Rc<Self>, cue: Cue) -> std::rc::Rc<Self> {
        let Stage { on, over } = *self;
        let toggled = |wanted: Over| if over == wanted { Over::Nothing } else { wanted };
        let next = match cue {
            Cue::Stage => Stage { on: !on, over: Over::Nothing },
            Cue::Code if on => Stage { on, over: toggled(Over::Code) },
            Cue::Blank if on => Stage { on, over: toggled(Over::Blank) },
            Cue::Less if over != Over::Nothing => Stage { on, over: Over::Nothing },
            Cue::Less => Stage::default(),
            Cue::Code | Cue::Blank => *self,
        };
        next.into()
    }
}

/// The buttons of the stage, and what lies over it; `link` leads to this instant.
pub(crate) fn view(stage: Stage, link: impl FnOnce() -> Result<String, String>, on_cue: &Callback<Cue>) -> Html {
    if !stage.on {
        return Html::default();
    }
    let on = |cue: Cue| on_cue.reform(move |_: MouseEvent| cue);
    let over = match stage.over {
        Over::Nothing => Html::default(),
        Over::Blank => {
            html! { <button type="button" class="blank" onclick={on(Cue::Blank)} aria-label={words!("stage-light")}></button> }
        }
        Over::Code => html! {
            <div class="stage-code" role="dialog" aria-label={words!("stage-code")}>
                {match link() {
                    Ok(link) => qr_code::view(&link),
                    Err(why) => html! { <p>{why}</p> },
                }}
                <p>{words!("stage-code-says")}</p>
                <button type="button" onclick={on(Cue::Code)}>{words!("page-close")}</button>
            </div>
        },
    };
    html! {
        <>
            <div class="stage-bar" role="toolbar" aria-label={words!("stage-bar")}>
                <button type="button" onclick={on(Cue::Code)} aria-keyshortcuts="q">{words!("stage-code")}</button>
                <button type="button" onclick={on(Cue::Blank)} aria-keyshortcuts="b">{words!("stage-blank")}</button>
                <button type="button" onclick={on(Cue::Stage)} aria-keyshortcuts="f">{icon(Icon::Close)}{words!("stage-leave")}</button>
            </div>
            {over}
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn cues() {
        let cases: [(&str, &[Cue], (bool, Over)); 7] = [
            ("on", &[Cue::Stage], (true, Over::Nothing)),
            ("off again", &[Cue::Stage, Cue::Stage], (false, Over::Nothing)),
            ("a code needs the stage", &[Cue::Code], (false, Over::Nothing)),
            ("the code", &[Cue::Stage, Cue::Code], (true, Over::Code)),
            ("dark instead of the code", &[Cue::Stage, Cue::Code, Cue::Blank], (true, Over::Blank)),
            ("one thing less", &[Cue::Stage, Cue::Blank, Cue::Less], (true, Over::Nothing)),
            ("and the stage", &[Cue::Stage, Cue::Blank, Cue::Less, Cue::Less], (false, Over::Nothing)),
        ];
        for (name, cues, expected) in cases {
            let stage = cues.iter().fold(Rc::new(Stage::default()), |stage, cue| stage.reduce(*cue));
            assert_eq!((stage.on, stage.over), expected, "{name}");
        }
    }
}
