//! placeholder

use yew::prelude::*;

#[component]
fn Placeholder() -> Html {
    html! { <h1>{ "Podyard" }</h1> }
}

/// Mounts the page.
pub fn mount() {
    #[cfg(target_arch = "wasm32")]
    {
        let document = web_sys::window().and_then(|window| window.document());
        let root = document.and_then(|document| document.get_element_by_id("app"));
        yew::Renderer::<Placeholder>::with_root(root.expect("index.html has #app")).render();
    }
}
