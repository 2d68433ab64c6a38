//! What a view remembers between two drawings, as one kind of state.
//!
//! Yew's `use_state_eq` compiles about 2 KB for each type of value and another half for each place that uses it. Here one
//! slot holds any value, and only the comparison with the next one is compiled for each type.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

/// Where a value stands, and who draws it.
struct Slot {
    value: RefCell<Option<Rc<dyn Any>>>,
    draw: UseForceUpdateHandle,
}

/// A value that is remembered. It reads as what is drawn; what lives longer than one drawing asks for the value [`now`](Self::now).
pub(crate) struct Value<T> {
    slot: Rc<Slot>,
    drawn: Rc<T>,
}

/// What can only set a value.
pub(crate) struct Setter<T>(Rc<Slot>, PhantomData<fn(T)>);

impl Slot {
    fn now(&self) -> Option<Rc<dyn Any>> {
        self.value.borrow().clone()
    }

    fn put(&self, value: Rc<dyn Any>) {
        let before = self.value.replace(Some(value));
        self.draw.force_update();
        drop(before);
    }

    /// Draws again where the value is another one.
    #[inline(never)]
    fn set<T: PartialEq + 'static>(&self, value: T) {
        if self.now().and_then(|now| now.downcast::<T>().ok()).is_none_or(|now| *now != value) {
            self.put(Rc::new(value));
        }
    }
}

impl<T: PartialEq + 'static> Value<T> {
    /// Draws again where the value is another one.
    pub fn set(&self, value: T) {
        self.slot.set(value);
    }

    /// Sets what becomes of the value there is now.
    pub fn change(&self, next: impl FnOnce(&T) -> T) {
        self.set(next(&self.now()));
    }

    /// What has been set last, drawn or not.
    pub fn now(&self) -> Rc<T> {
        self.slot.now().and_then(|now| now.downcast().ok()).unwrap_or_else(|| self.drawn.clone())
    }

    pub fn setter(&self) -> Setter<T> {
        Setter(self.slot.clone(), PhantomData)
    }
}

impl<T: PartialEq + 'static> Setter<T> {
    /// Draws again where the value is another one.
    pub fn set(&self, value: T) {
        self.0.set(value);
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self { slot: self.slot.clone(), drawn: self.drawn.clone() }
    }
}

impl<T> Clone for Setter<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> Deref for Value<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.drawn
    }
}

#[hook]
fn use_slot() -> Rc<Slot> {
    let draw = use_force_update();
    use_memo((), |()| Slot { value: RefCell::default(), draw })
}

/// A value that the view remembers; setting another one draws the view again.
#[hook]
pub(crate) fn use_value<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> Value<T> {
    let slot = use_slot();
    let drawn = slot.now().and_then(|now| now.downcast().ok()).unwrap_or_else(|| {
        let first = Rc::new(first());
        slot.value.replace(Some(first.clone()));
        first
    });
    Value { slot, drawn }
}
