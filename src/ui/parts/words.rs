//! Messages in the page: whatever stands in an element or in an attribute is said there.

use yew::AttrValue;
use yew::html::IntoPropValue;
use yew::virtual_dom::VNode;

use crate::message::{Message, Said};
use crate::text::{said, say};

macro_rules! in_elements {
    ($($kind:ty, $it:ident => $words:expr;)*) => {$(
        impl From<$kind> for VNode {
            fn from($it: $kind) -> Self {
                $words.into()
            }
        }

        impl IntoPropValue<VNode> for $kind {
            fn into_prop_value(self) -> VNode {
                self.into()
            }
        }
    )*};
}

in_elements! {
    Message, it => say(&it);
    &Message, it => say(it);
    Said, it => said(&it);
    &Said, it => said(it);
}

impl IntoPropValue<Option<AttrValue>> for Message {
    fn into_prop_value(self) -> Option<AttrValue> {
        Some(say(&self).into())
    }
}
