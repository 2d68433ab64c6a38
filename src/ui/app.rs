//! The first program: the header, and the sandbox under it. The pages one reads are the second: `reading.rs`.

use yew::prelude::*;

use super::focus;
use super::header::Header;
use super::route::{Route, use_route};
use super::sandbox::Sandbox;

/// The root of the page.
#[component]
pub fn App() -> Html {
    let route = use_route();
    let themes = use_state(|| 0_u32);
    focus::use_lead(&route, false);
    if *route == Route::Drill {
        panic!("This is a drill: the address #/drill panics on purpose.");
    }
    let on_theme = {
        let themes = themes.clone();
        Callback::from(move |()| themes.set(*themes + 1))
    };
    let sandbox = matches!(*route, Route::Sandbox(_));
    html! {
        <>
            <a class="skip" href="#main" onclick={Callback::from(skip)}>{"Skip to the content"}</a>
            <Header route={(*route).clone()} {on_theme} />
            // The sandbox stays alive behind the other pages: going to a quiz and back loses nothing.
            <div hidden={!sandbox}>
                <Sandbox shown={sandbox} themes={*themes}
                    run={if let Route::Sandbox(run) = &*route { run.clone() } else { String::new() }} />
            </div>
        </>
    }
}

/// The fragment is the router's, so the skip link moves the focus itself.
fn skip(event: MouseEvent) {
    event.prevent_default();
    focus::main();
}
