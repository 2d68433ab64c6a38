//! Charts on the time axis: available and total pods with the band a rolling update must stay in, whose edges can be taken in
//! the hand; and, asked for by chips, share, errors and latency.

use crate::text::say;
use std::rc::Rc;

use yew::prelude::*;

use crate::kube::time::{Millis, SECOND};
use crate::session::Session;
use crate::view::Sample;

use crate::ui::draw::band::{Drag, Hands, hands};
use crate::ui::draw::lines::{More, chips, lines};
use crate::ui::draw::plot::{Ghost, NAMES, NUMBERS, ROWS, Scale, plot};
use crate::ui::parts::axis::Axis;
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::size::{First, use_size};
use crate::ui::parts::term::{Term, term};

/// The frame's size until it is measured.
const SIZE: First = First { wide: (758, 102), narrow: (366, 102) };

/// The samples that the axis shows, with the one in force at its left end.
pub fn window(session: &Session, axis: &Axis) -> Vec<Sample> {
    let samples = session.samples();
    let first = samples.partition_point(|sample| sample.at <= axis.from).saturating_sub(1);
    samples.since(first).iter().copied().collect()
}

/// What the chart shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Samples in order of time.
    pub samples: Rc<[Sample]>,
    /// The time axis.
    pub axis: Axis,
    /// What was seen to come, or came before the past was changed.
    #[prop_or_default]
    pub ghost: Option<Rc<[Sample]>>,
    /// A rollout before this one, to be drawn under it on the same axis.
    #[prop_or_default]
    pub earlier: Option<Rc<Earlier>>,
    /// The charts beside that of the pods.
    #[prop_or_default]
    pub more: More,
    /// The band's edges, where they can be moved.
    #[prop_or_default]
    pub hands: Option<Hands>,
}

/// A rollout that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    title: String,
    /// Their times count from the run's beginning.
    samples: Vec<Sample>,
    until: Millis,
}

impl Earlier {
    /// The one of a session; `None` where none is over.
    pub fn of(session: &Session) -> Option<Self> {
        let finish = session.finished()?;
        let origin = session.origin();
        let shifted = |sample: &Sample| Sample { at: sample.at.saturating_sub(origin), ..*sample };
        let figure = &finish.figures[0];
        let title =
            message!("chart-earlier", strategy = session.scenario().strategy().label(), failed = figure.value.clone());
        let samples = session.samples().iter().map(shifted).collect();
        Some(Self { title: say(&title), samples, until: session.elapsed() })
    }
}

/// The panel.
#[component]
pub fn PodsChart(props: &Props) -> Html {
    let samples = &props.samples;
    let frame = use_node_ref();
    let drag = use_value(|| None::<Drag>);
    let room = use_size(&frame, SIZE);
    let held = drag.as_ref().filter(|_| props.hands.is_some());
    let ghost = match held {
        Some(drag) => drag.ghost(),
        None => Ghost { samples: props.ghost.as_deref().unwrap_or_default(), ..Ghost::default() },
    };
    let axis = match ghost.samples.last() {
        Some(last) if held.is_some() => props.axis.as_far_as(last.at + AFTER),
        _ => props.axis,
    };
    let highest = samples.iter().chain(ghost.samples).map(Sample::highest).max().unwrap_or(0);
    let scale = Scale { axis, width: room.width - NUMBERS - NAMES, highest: highest + 1 + highest / 8 };
    let banded = samples.last().and_then(|sample| sample.band);
    html! {
        <section class={classes!("panel", "chart", props.more.shown.is_some().then_some("other"))} aria-labelledby="chart-title">
            <h2 id="chart-title">{words!("page-pods-over-time")}</h2>
            { banded.map(|_| html! { <span class="band-of">{term(Term::Band, words!("chart-band-of"))}</span> }) }
            {chips(&props.more)}
            <div ref={frame}>
                <div class="of-pods">
                    {plot(samples, &scale, ghost)}
                    {for props.hands.as_ref().zip(banded).map(|(all, band)| hands(all, band, &scale, room.scale, &drag))}
                    {for props.earlier.iter().map(|earlier| html! { <><h3>{&earlier.title}</h3>{below(earlier, &scale)}</> })}
                </div>
                if let Some((kind, curves)) = &props.more.shown {
                    {lines(*kind, curves, &scale)}
                }
            </div>
            <details>
                <summary>{words!("page-show-table")}</summary>
                {table(samples, &props.axis)}
            </details>
        </section>
    }
}

/// So much is shown behind the last thing that would happen, ms.
const AFTER: Millis = 5 * SECOND;

/// An earlier rollout, as long and as high as the present one is drawn.
fn below(earlier: &Earlier, scale: &Scale) -> Html {
    let origin = scale.axis.origin;
    let axis = Axis { now: origin + earlier.until, ..scale.axis };
    let samples: Vec<Sample> =
        earlier.samples.iter().map(|sample| Sample { at: sample.at + origin, ..*sample }).collect();
    plot(&samples, &Scale { axis, ..*scale }, Ghost::default())
}

fn table(samples: &[Sample], axis: &Axis) -> Html {
    let row = |sample: &Sample| {
        html! {
            <tr>
                <td>{axis.clock(sample.at)}</td>
                <td class="number">{sample.available}</td>
                <td class="number">{sample.total}</td>
                <td class="number">{sample.terminating}</td>
                <td>{sample.band.map_or_else(|| message!("chart-no-band"), |(least, most)| message!("chart-from-to", least, most))}</td>
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={words!("page-pods-over-time-table")}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words!("page-time")}</th>
                        <th scope="col" class="number">{words!("page-available")}</th>
                        <th scope="col" class="number">{words!("page-total")}</th>
                        <th scope="col" class="number">{words!("page-terminating")}</th>
                        <th scope="col">{words!("page-allowed")}</th>
                    </tr>
                </thead>
                <tbody>{for samples.iter().rev().take(ROWS).map(row)}</tbody>
            </table>
        </div>
    }
}
