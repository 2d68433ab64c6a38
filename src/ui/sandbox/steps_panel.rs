//! The playbook: each step with its kubectl line, and the buttons for what can be done now.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::message::{Message, Said};
use crate::playbook::{Choice, Step, StepState};
use crate::session::Action;
use crate::ui::parts::class::classes;

use crate::ui::parts::focus;
use crate::ui::parts::hooks::{use_mut_ref, use_value};
use crate::ui::parts::press::Presses;

/// The playbook and where its buttons lead.
#[derive(PartialEq, Properties)]
pub struct Props {
    pub steps: Vec<Step>,
    /// What can be done now.
    pub choices: Vec<Choice>,
    /// What who made the link asks for, in his words.
    pub task: Rc<str>,
    /// Where the controller that leads stands, if one does.
    pub judgement: Vec<Said>,
    /// What the dependencies in use offer.
    pub dependencies: Vec<Message>,
    /// How they can change.
    pub migrations: Vec<Choice>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
}

#[component]
pub fn StepsPanel(props: &Props) -> Html {
    let panel = use_node_ref();
    focus::use_kept(&panel);
    let (steps, migrations) = (use_mut_ref(Presses::default), use_mut_ref(Presses::default));
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
    // What takes something away is asked for twice; the question stands until another button is pressed.
    let asked = use_value(|| None::<Choice>);
    let button = |choice: &Choice, presses: &Rc<RefCell<Presses>>| {
        let sure = !choice.deletes || asked.as_ref() == Some(choice);
        let (presses, on_action) = (presses.clone(), props.on_action.clone());
        let onclick = {
            let (choice, asked) = (choice.clone(), asked.setter());
            Callback::from(move |event: MouseEvent| {
                if presses.borrow_mut().takes(event.time_stamp() as u64) {
                    asked.set((!sure).then(|| choice.clone()));
                    if sure {
                        on_action.emit(Action::Do(choice.id));
                    }
                }
            })
        };
        let class = (choice.primary && !choice.deletes).then_some("primary");
        let label = if choice.deletes && sure {
            Said::from(message!("page-really", what = choice.label.clone()))
        } else {
            choice.label.clone()
        };
        // With a key of its own no button becomes another one under the focus.
        html! {
            <button key={format!("{:?}", choice.id)} type="button" {class} {onclick} title={choice.lines.join("\n")}>{label}</button>
        }
    };
    html! {
        <section ref={panel} class="panel steps" aria-labelledby="steps-title">
            <h2 id="steps-title" tabindex="-1">{words!("page-steps")}</h2>
            { (!props.task.is_empty()).then(|| html! {
                <p class="task"><strong>{words!("page-your-task")}</strong>{" "}{&*props.task}</p>
            }) }
            <div class="buttons">{for props.choices.iter().map(|choice| button(choice, &steps))}</div>
            <ol class="step-list">{for props.steps.iter().map(row)}</ol>
            { (!props.judgement.is_empty()).then(|| html! {
                <ul class="judgement" aria-label={words!("page-controller-says")}>
                    {for props.judgement.iter().map(|line| html! { <li>{line}</li> })}
                </ul>
            }) }
            { (!props.dependencies.is_empty()).then(|| html! {
                <div class="migrations" role="group" aria-label={words!("page-migrations")}>
                    {for props.dependencies.iter().map(|line| html! { <p class="note">{line}</p> })}
                    <div class="buttons">{for props.migrations.iter().map(|choice| button(choice, &migrations))}</div>
                </div>
            }) }
        </section>
    }
}
