//! Components as one kind of component.
//!
//! Yew compiles about 5 KB for each type of component beside what it draws: how it is made, compared, put into the page and
//! taken out of it. Here there is one such type, which is told what to run, so that a view costs what it draws.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{FunctionProvider, Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

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
pub(super) struct Props {
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

/// The component `C`, as `<C …/>` would be. Its key tells it from any other that may come into its place.
pub(super) fn view<C>(key: impl Into<Key>, props: C::Properties) -> Html
where
    C: FunctionProvider,
    C::Properties: 'static,
{
    let run = |context: &mut HookContext, props: &dyn Any| match props.downcast_ref() {
        Some(props) => C::run(context, props),
        None => Ok(Html::default()),
    };
    VComp::new::<View>(Rc::new(Props { run, of: Rc::new(props) }), Some(key.into())).into()
}
