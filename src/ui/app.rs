//! The page as a whole: which part is shown, and the header above it.

use yew::prelude::*;

use super::about::about;
use super::header::Header;
use super::quiz_page::QuizPage;
use super::route::Route;
use super::sandbox::Sandbox;

fn current_route() -> Route {
    #[cfg(target_arch = "wasm32")]
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    #[cfg(not(target_arch = "wasm32"))]
    let hash = String::new();
    Route::parse(&hash)
}

/// The root of the page.
#[component]
pub fn App() -> Html {
    let route = use_state(current_route);
    let themes = use_state(|| 0_u32);
    {
        let route = route.clone();
        use_effect_with((), move |()| {
            let window = web_sys::window();
            let listener = window.map(|window| {
                gloo_events::EventListener::new(&window, "hashchange", move |_| {
                    route.set(current_route());
                    focus_main();
                })
            });
            move || drop(listener)
        });
    }
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
                    strategy={if let Route::Sandbox(strategy) = *route { strategy } else { None }} />
            </div>
            { match &*route {
                Route::Quiz(quiz) => html! { <QuizPage quiz={quiz.clone().map(AttrValue::from)} /> },
                Route::About => about(),
                Route::Sandbox(_) | Route::Drill => Html::default(),
            } }
        </>
    }
}

/// The fragment is the router's, so the skip link moves the focus itself.
fn skip(event: MouseEvent) {
    event.prevent_default();
    focus_main();
}

fn focus_main() {
    use wasm_bindgen::JsCast;
    let document = web_sys::window().and_then(|window| window.document());
    let headings = document.and_then(|document| document.query_selector_all("h1").ok());
    let Some(headings) = headings else { return };
    let shown = (0..headings.length()).filter_map(|index| headings.get(index)).filter_map(|heading| {
        heading.dyn_into::<web_sys::HtmlElement>().ok().filter(|heading| heading.offset_parent().is_some())
    });
    // The hidden sandbox has a heading of its own, before the one that is shown.
    if let Some(heading) = shown.reduce(|_, last| last) {
        // A heading that cannot take the focus leaves it where it is.
        drop(heading.focus());
    }
}
