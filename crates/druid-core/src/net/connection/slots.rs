use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One value of each type, made when it is first asked for.
///
/// Upper crates keep here what belongs to a connection: the cluster, the service cache, the
/// registered extensions. What is put here holds a [`Transport`](super::Transport) where it needs
/// to send, never the [`Connection`](super::Connection) itself, which would then never be dropped.
#[derive(Default)]
pub struct Slots {
    values: Mutex<HashMap<TypeId, Arc<OnceLock<Value>>>>,
}

type Value = Arc<dyn Any + Send + Sync>;

impl Slots {
    /// The value of type `T`, made by its `Default` if there is none yet. Two calls give the same
    /// `Arc`.
    pub fn get_or_init<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.get_or_init_with(T::default)
    }

    /// The value of type `T`, made by `make` if there is none yet. `make` may ask for other types;
    /// other callers of the same type wait for it.
    ///
    /// # Panics
    /// If `make` asks for its own type.
    pub fn get_or_init_with<T: Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let cell = {
            let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(values.entry(TypeId::of::<T>()).or_default())
        };
        let value = Arc::clone(cell.get_or_init(|| Arc::new(make())));
        value
            .downcast()
            .expect("a value is kept under its own type")
    }

    /// The value of type `T`, if there is one.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let value = Arc::clone(values.get(&TypeId::of::<T>())?.get()?);
        value.downcast().ok()
    }
}

impl fmt::Debug for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        write!(f, "Slots({})", values.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_calls_give_the_same_value_and_each_type_its_own() {
        let slots = Slots::default();
        assert!(slots.get::<String>().is_none());
        let first = slots.get_or_init::<String>();
        let second = slots.get_or_init_with(|| "never made".to_owned());
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(*slots.get_or_init_with(|| 7_u8), 7);
        assert_eq!(slots.get::<u8>().as_deref(), Some(&7));
    }

    #[test]
    fn a_value_may_be_made_of_another() {
        let slots = Slots::default();
        let sum = slots.get_or_init_with(|| u32::from(*slots.get_or_init_with(|| 1_u8)) + 1);
        assert_eq!(*sum, 2);
    }

    #[test]
    fn many_threads_see_one_value() {
        let slots = Slots::default();
        let ask = || slots.get_or_init::<Mutex<u8>>();
        let seen: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(seen.windows(2).all(|pair| Arc::ptr_eq(&pair[0], &pair[1])));
    }
}
