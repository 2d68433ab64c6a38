//! The playbook: each step with its kubectl line, and the buttons for what can be done now.

use yew::prelude::*;

use crate::session::{Action, Choice, Step, StepState};

/// The playbook and where its buttons lead.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its steps.
    pub steps: Vec<Step>,
    /// What can be done now.
    pub choices: Vec<Choice>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
}

/// The panel.
#[component]
pub fn StepsPanel(props: &Props) -> Html {
    let row = |step: &Step| {
        let (class, word) = match step.state {
            StepState::Done => ("done", "Done: "),
            StepState::Next => ("next", "Next: "),
            StepState::Later => ("later", ""),
        };
        html! {
            <li class={classes!("step", class)}>
                <span class="step-label"><span class="step-word">{word}</span>{&step.label}</span>
                {for step.lines.iter().map(|line| html! { <code title={line.clone()}>{line}</code> })}
            </li>
        }
    };
    let button = |choice: &Choice| {
        let id = choice.id;
        let onclick = props.on_action.reform(move |_: MouseEvent| Action::Do(id));
        let class = choice.primary.then_some("primary");
        html! { <button type="button" {class} {onclick} title={choice.lines.join("\n")}>{&choice.label}</button> }
    };
    html! {
        <section class="panel steps" aria-labelledby="steps-title">
            <h2 id="steps-title">{"Steps"}</h2>
            <ol class="step-list">{for props.steps.iter().map(row)}</ol>
            <div class="buttons">{for props.choices.iter().map(button)}</div>
        </section>
    }
}
