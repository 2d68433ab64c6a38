//! Runs side by side: pods over time with the same scales, figures with their differences, and where they part.

use yew::prelude::*;

use crate::history::{Column, Comparison};
use crate::session::Sample;
use crate::sim::time::Millis;

use super::player::clock;

/// Size of each little chart, in its own units.
const WIDTH: u64 = 240;
const HEIGHT: i32 = 60;

/// The comparison.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub comparison: std::rc::Rc<Comparison>,
}

/// The view.
#[component]
pub(super) fn CompareView(props: &Props) -> Html {
    let Comparison { runs, figures, parts, end } = &*props.comparison;
    let highest = runs.iter().flat_map(|run| &run.samples).map(|sample| sample.total).max().unwrap_or(1).max(1);
    let chart = |run: &Column| {
        let sentence = format!("{}: pods from 0:00 to {}, at most {highest}", run.name, clock(*end));
        html! {
            <figure key={run.id}>
                <figcaption>{&run.name}</figcaption>
                <svg viewBox={format!("0 -2 {WIDTH} {}", HEIGHT + 4)} role="img" aria-label={sentence} preserveAspectRatio="none">
                    <path class="total" d={line(&run.samples, *end, highest, |sample| sample.total)} />
                    <path class="available" d={line(&run.samples, *end, highest, |sample| sample.available)} />
                </svg>
            </figure>
        }
    };
    let row = |(name, cells): &(&'static str, Vec<(String, String)>)| {
        html! {
            <tr key={*name}>
                <th scope="row">{*name}</th>
                {for cells.iter().map(|(value, difference)| html! {
                    <td class="number"><strong>{value}</strong>{" "}<span class="note">{difference}</span></td>
                })}
            </tr>
        }
    };
    html! {
        <section class="compare" aria-label="Comparison">
            <div class="charts">{for runs.iter().map(chart)}</div>
            <table>
                <caption>{"What each run came to, and the difference from the first"}</caption>
                <thead><tr><td></td>{for runs.iter().map(|run| html! { <th scope="col" class="number">{&run.name}</th> })}</tr></thead>
                <tbody>{for figures.iter().map(row)}</tbody>
            </table>
            <ul aria-label="Where they part">{for parts.iter().map(|words| html! { <li>{words}</li> })}</ul>
        </section>
    }
}

/// A line that holds each value until the next one; all runs have the same scales.
fn line(samples: &[Sample], end: Millis, highest: i32, pods: fn(&Sample) -> i32) -> String {
    let mut path = String::new();
    for sample in samples {
        let x = sample.at * WIDTH / end.max(1);
        let y = HEIGHT - pods(sample) * HEIGHT / highest;
        path.push_str(&if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    path + &format!("H{WIDTH}")
}
