//! Yew's hooks, compiled once.
//!
//! Yew compiles 1 to 2 KB for each type that a view remembers, and half of one into each view that does. Here one slot holds
//! whatever is remembered, and only what differs is compiled for each type. `use_memo`, `use_mut_ref` and `use_effect_with`
//! do what Yew's do; `use_value` stands for `use_state_eq`.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional::TearDown;
use yew::prelude::{UseForceUpdateHandle, hook, use_force_update};

/// Where something is remembered between two drawings, and who draws it.
struct Slot {
    value: RefCell<Option<Rc<dyn Any>>>,
    draw: UseForceUpdateHandle,
}

#[hook]
fn use_slot() -> Rc<Slot> {
    let draw = use_force_update();
    yew::functional::use_memo((), |()| Slot { value: RefCell::default(), draw })
}

impl Slot {
    /// What is there, if anything is: a slot keeps the type it is first filled with.
    #[inline(never)]
    fn now<T: 'static>(&self) -> Option<Rc<T>> {
        self.value.borrow().clone()?.downcast().ok()
    }

    #[inline(never)]
    fn fill<T: 'static>(&self, value: T) -> Rc<T> {
        let value = Rc::new(value);
        self.put(value.clone());
        value
    }

    fn put(&self, value: Rc<dyn Any>) {
        // What was there goes once nothing is borrowed: it may be a view's whole world.
        drop(self.value.replace(Some(value)));
    }

    /// Draws again where the value is another one.
    #[inline(never)]
    fn set<T: PartialEq + 'static>(&self, value: T) {
        if self.now::<T>().is_none_or(|now| *now != value) {
            self.put(Rc::new(value));
            self.draw.force_update();
        }
    }

    /// What was made of the same.
    #[inline(never)]
    fn made<T: 'static, D: PartialEq + 'static>(&self, deps: &D) -> Option<Rc<T>> {
        self.now::<(D, Rc<T>)>().filter(|made| made.0 == *deps).map(|made| made.1.clone())
    }

    /// How often it has been something else.
    #[inline(never)]
    fn changes<D: PartialEq + 'static>(&self, deps: D) -> Rc<(D, u64)> {
        match self.now::<(D, u64)>() {
            Some(before) if before.0 == deps => before,
            before => self.fill((deps, before.map_or(0, |before| before.1 + 1))),
        }
    }
}

/// A value that is remembered. It reads as what is drawn; what lives longer than one drawing asks for the value [`now`](Self::now).
pub(crate) struct Value<T> {
    slot: Rc<Slot>,
    drawn: Rc<T>,
}

/// What can only set a value.
pub(crate) struct Setter<T>(Rc<Slot>, PhantomData<fn(T)>);

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
        self.slot.now().unwrap_or_else(|| self.drawn.clone())
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

/// A value that the view remembers; setting another one draws the view again.
#[hook]
pub(crate) fn use_value<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> Value<T> {
    let slot = use_slot();
    let drawn = slot.now().unwrap_or_else(|| slot.fill(first()));
    Value { slot, drawn }
}

/// What the view remembers and changes by itself: no change draws it again.
#[hook]
pub(crate) fn use_mut_ref<T: 'static>(first: impl FnOnce() -> T) -> Rc<RefCell<T>> {
    let slot = use_slot();
    slot.now().unwrap_or_else(|| slot.fill(RefCell::new(first())))
}

/// What is made anew only where what it is made of is something else.
#[hook]
pub(crate) fn use_memo<T: 'static, D: PartialEq + 'static>(deps: D, make: impl FnOnce(&D) -> T) -> Rc<T> {
    let slot = use_slot();
    slot.made(&deps).unwrap_or_else(|| {
        let made = Rc::new(make(&deps));
        slot.fill((deps, made.clone()));
        made
    })
}

/// What is done once the view is drawn, where that of which it depends is something else, and undone before the next time.
#[hook]
pub(crate) fn use_effect_with<D: PartialEq + 'static, R: TearDown>(deps: D, effect: impl FnOnce(&D) -> R + 'static) {
    let told = use_slot().changes(deps);
    let changes = told.1;
    use_done(
        changes,
        Box::new(move || {
            let undo = effect(&told.0);
            Box::new(move || undo.tear_down())
        }),
    );
}

type Undo = Box<dyn FnOnce()>;

#[hook]
fn use_done(changes: u64, effect: Box<dyn FnOnce() -> Undo>) {
    yew::functional::use_effect_with(changes, move |_| effect());
}
