//! The program's root: the header, and one page under it.

use yew::prelude::*;

use crate::ui::learn::about::about;
use crate::ui::learn::exercise_page::{self, ExercisePage};
use crate::ui::learn::grade_page::GradePage;
use crate::ui::learn::learn_page::LearnPage;
use crate::ui::learn::lesson_page::{self, LessonPage};
use crate::ui::learn::practice::{self, Practice};
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{use_mut_ref, use_value};
use crate::ui::parts::route::{Route, use_route};
use crate::ui::parts::view::{panel, view};
use crate::ui::sandbox::{self, Sandbox};
use crate::ui::shell::header::{self, Header};

/// The page that the address asks for, and every page it asks for later.
#[component]
pub fn App() -> Html {
    let route = use_route();
    focus::use_lead(&route);
    view::<Page>("page", Props { route: (*route).clone() })
}

/// What a page is shown with.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which page.
    pub route: Route,
}

/// A page with its header. Pages that were shown once stay alive, hidden behind the others: going to a quiz and back
/// loses neither the run nor the question one was at.
#[component]
pub fn Page(props: &Props) -> Html {
    let themes = use_value(|| 0_u32);
    let sandbox = use_mut_ref(|| false);
    let reading = use_mut_ref(|| None::<Route>);
    let route = &props.route;
    match route {
        Route::Sandbox(_) | Route::Embed(_) | Route::Welcome | Route::Plan | Route::Compare => {
            *sandbox.borrow_mut() = true;
        }
        Route::Practice(_)
        | Route::Quiz(_)
        | Route::Learn
        | Route::Lesson(_)
        | Route::Exercise(_)
        | Route::Grade
        | Route::About => *reading.borrow_mut() = Some(route.clone()),
        Route::Drill => panic!("this is a drill: the address #/drill panics on purpose"),
    }
    let on_theme = {
        let themes = themes.clone();
        Callback::from(move |()| themes.change(|themes| themes + 1))
    };
    let shown = route.run().is_some();
    let of_sandbox = sandbox::Props {
        shown: shown && *route != Route::Compare,
        themes: *themes,
        run: route.run().unwrap_or_default().into(),
        welcome: *route == Route::Welcome,
        plan: *route == Route::Plan,
        compare: *route == Route::Compare,
        embed: matches!(route, Route::Embed(_)),
    };
    html! {
        <>
            // With `if` each has its place, as below.
            if !matches!(route, Route::Embed(_)) {
                <a class="skip" href="#main" onclick={Callback::from(skip)}>{words!("page-skip-content")}</a>
                { panel::<Header>("header", header::Props { route: route.clone(), on_theme }) }
            }
            // With `if` each has its place from the start: else the sandbox would begin anew once another page comes beside it.
            if *sandbox.borrow() {
                <div hidden={!shown}>{ panel::<Sandbox>("sandbox", of_sandbox) }</div>
            }
            if let Some(page) = &*reading.borrow() {
                <div hidden={shown}>{ read(page) }</div>
            }
        </>
    }
}

/// One of the pages one reads.
fn read(route: &Route) -> Html {
    match route {
        Route::Quiz(quiz) => {
            view::<Practice>("quiz", practice::Props { quiz: Some(quiz.clone().into()), wanted: AttrValue::default() })
        }
        Route::Practice(wanted) => {
            view::<Practice>("quiz", practice::Props { quiz: None, wanted: wanted.clone().into() })
        }
        Route::Learn => view::<LearnPage>("learn", ()),
        Route::Lesson(id) => view::<LessonPage>(format!("lesson-{id}"), lesson_page::Props { id: id.clone().into() }),
        Route::Exercise(id) => {
            view::<ExercisePage>(format!("exercise-{id}"), exercise_page::Props { id: id.clone().into() })
        }
        Route::Grade => view::<GradePage>("grade", ()),
        _ => about(),
    }
}

/// The fragment is the router's, so the skip link moves the focus itself.
fn skip(event: MouseEvent) {
    event.prevent_default();
    focus::main();
}
