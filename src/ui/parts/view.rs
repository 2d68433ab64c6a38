//! Components as one kind of component.
//!
//! Yew compiles about 5 KB for each type of component beside what it draws: how it is made, compared, put into the page and
//! taken out of it. Here there is one such type, which is told what to run, so that a view costs what it draws.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{FunctionProvider, Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

use crate::ui::parts::stage::use_turn;

/// Properties of any component.
trait Same: Any {
    fn is(&self, other: &dyn Same) -> bool;
}

impl<P: PartialEq + 'static> Same for P {
    fn is(&self, other: &dyn Same) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }
}

/// What runs, and with which properties.
#[derive(Clone, Properties)]
pub(crate) struct Props {
    run: fn(&mut HookContext, &dyn Any) -> HtmlResult,
    of: Rc<dyn Same>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.run, other.run) && self.of.is(&*other.of)
    }
}

/// A component's body as a hook: whatever hooks it runs are the surrounding component's.
struct Body(Props);

impl Hook for Body {
    type Output = HtmlResult;

    fn run(self, context: &mut HookContext) -> HtmlResult {
        (self.0.run)(context, &*self.0.of as &dyn Any)
    }
}

fn use_body(props: &Props) -> Body {
    Body(props.clone())
}

#[component]
fn View(props: &Props) -> HtmlResult {
    use_body(props)
}

/// Waits for its turn where the page is drawn in parts, then shows the view it is given.
#[component]
fn Turn(props: &Props) -> Html {
    if use_turn() { component(props.clone(), None) } else { Html::default() }
}

fn component(props: Props, key: Option<Key>) -> Html {
    VComp::new::<View>(Rc::new(props), key).into()
}

fn told<C>(of: C::Properties) -> Props
where
    C: FunctionProvider,
    C::Properties: 'static,
{
    let run = |context: &mut HookContext, props: &dyn Any| match props.downcast_ref() {
        Some(props) => C::run(context, props),
        None => Ok(Html::default()),
    };
    Props { run, of: Rc::new(of) }
}

/// The component `C`, as `<C …/>` would be. Its key tells it from any other that may come into its place.
pub(crate) fn view<C>(key: impl Into<Key>, props: C::Properties) -> Html
where
    C: FunctionProvider,
    C::Properties: 'static,
{
    component(told::<C>(props), Some(key.into()))
}

/// The same, drawn in a task of its own where the page comes.
pub(crate) fn panel<C>(key: impl Into<Key>, props: C::Properties) -> Html
where
    C: FunctionProvider,
    C::Properties: 'static,
{
    view::<Turn>(key, told::<C>(props))
}
