//! A picture in another site's page: its height is told to that page, and a link leads to the whole sandbox.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::ui::parts::hooks::use_effect_with;

/// Tells the page around it how high the content is, as `{"podyard": {"height": 480}}` by `postMessage`, whenever that changes.
#[hook]
pub(crate) fn use_height_told(embed: bool, content: &NodeRef) {
    let content = content.clone();
    use_effect_with(embed, move |embed| {
        let watch = content.cast::<Element>().filter(|_| *embed).and_then(told);
        move || {
            if let Some((observer, _heard)) = watch {
                observer.disconnect();
            }
        }
    });
}

fn told(content: Element) -> Option<(ResizeObserver, Closure<dyn Fn()>)> {
    let watched = content.clone();
    let heard = Closure::<dyn Fn()>::new(move || {
        let _heard_by_nobody = tell(content.scroll_height());
    });
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(&watched);
    Some((observer, heard))
}

/// There is nothing secret in a height: any page may hear it.
fn tell(height: i32) -> Option<()> {
    let parent = web_sys::window()?.parent().ok()??;
    let message = js_sys::JSON::parse(&format!("{{\"podyard\":{{\"height\":{height}}}}}")).ok()?;
    parent.post_message(&message, "*").ok()
}

/// What a teacher's link asks for: an embed has no steps above which it could stand.
pub(crate) fn task(embed: bool, task: &str) -> Html {
    let shown = embed && !task.is_empty();
    html! { <>{for shown.then(|| html! { <p class="task">{task}</p> })}</> }
}

/// The way from there into the sandbox, with the same run.
pub(crate) fn way_out(run: &str) -> Html {
    html! { <a class="way-out" target="_blank" rel="noopener" href={format!("#/sandbox?{run}")}>{words!("embed-open")}</a> }
}
