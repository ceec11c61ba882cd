use std::any::{Any, TypeId, type_name};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use druid_core::{ServiceClient, Target};

use crate::extension::{ClientPart, Extension, Make, Parts, RolePart};
use crate::{About, Error, ErrorKind, Result};

/// The extensions of a connection, and what they have made so far. It lies in the connection's
/// slots.
#[derive(Default)]
pub struct Registry {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    about: BTreeMap<&'static str, About>,
    clients: HashMap<TypeId, (&'static str, ClientPart)>,
    roles: HashMap<String, (&'static str, RolePart)>,
    made: HashMap<(TypeId, Target), Arc<dyn Any + Send + Sync>>,
}

impl Registry {
    /// Registers an extension, whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Claimed`] if something of it is taken; the message names both claimants.
    pub fn register(&self, extension: &dyn Extension) -> Result<()> {
        let about = extension.about();
        let mut parts = Parts::default();
        extension.parts(&mut parts);
        let mut state = self.state();
        state.check(&about, &parts)?;
        state.about.insert(about.name, about);
        for part in parts.clients {
            state.clients.insert(part.type_id, (about.name, part));
        }
        for part in parts.roles {
            state.roles.insert(part.role.to_owned(), (about.name, part));
        }
        Ok(())
    }

    /// What the registered extensions say of themselves, by name.
    #[must_use]
    pub fn about(&self) -> Vec<About> {
        self.state().about.values().copied().collect()
    }

    pub(crate) fn client<T: Send + Sync + 'static>(
        &self,
        service: &ServiceClient,
    ) -> Result<Arc<T>> {
        let mut state = self.state();
        let part = state.clients.get(&TypeId::of::<T>());
        let make = part.map(|(_, part)| Arc::clone(&part.make));
        let make = make.ok_or_else(|| not_registered(&format!("client {}", type_name::<T>())))?;
        Ok(state.get_or_make(service, &make))
    }

    /// Whether `role` is registered with handles of type `T`, before the cluster is asked.
    pub(crate) fn check_role<T: 'static>(&self, role: &str) -> Result<()> {
        match self.state().roles.get(role) {
            Some((_, part)) if part.type_id == TypeId::of::<T>() => Ok(()),
            Some((extension, part)) => Err(not_registered(&format!(
                "role {role:?} as {}; {extension} offers it as {}",
                type_name::<T>(),
                part.type_name
            ))),
            None => Err(not_registered(&format!("role {role:?}"))),
        }
    }

    pub(crate) fn role<T: Send + Sync + 'static>(
        &self,
        role: &str,
        service: &ServiceClient,
    ) -> Result<Arc<T>> {
        self.check_role::<T>(role)?;
        let mut state = self.state();
        let make = state
            .roles
            .get(role)
            .map(|(_, part)| Arc::clone(&part.make));
        let make = make.ok_or_else(|| not_registered(&format!("role {role:?}")))?;
        Ok(state.get_or_make(service, &make))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&self, about: &About, parts: &Parts) -> Result<()> {
        let claimed = |what: String, by: &str| {
            let message = format!("{} and {by} both claim {what}", about.name);
            Err(Error::new(ErrorKind::Claimed, message))
        };
        if let Some(other) = self.about.get(about.name) {
            let message = format!(
                "two extensions claim the name {:?}: {} / {}",
                about.name, other.summary, about.summary
            );
            return Err(Error::new(ErrorKind::Claimed, message));
        }
        for part in &parts.clients {
            if let Some((by, _)) = self.clients.get(&part.type_id) {
                return claimed(format!("the client {}", part.type_name), by);
            }
        }
        for part in &parts.roles {
            if let Some((by, _)) = self.roles.get(part.role) {
                return claimed(format!("the role {:?}", part.role), by);
            }
        }
        Ok(())
    }

    fn get_or_make<T: Send + Sync + 'static>(
        &mut self,
        service: &ServiceClient,
        make: &Make,
    ) -> Arc<T> {
        let key = (TypeId::of::<T>(), service.target().clone());
        let made = self
            .made
            .entry(key)
            .or_insert_with(|| make(service.clone()));
        Arc::clone(made)
            .downcast()
            .expect("a part is kept under its own type")
    }
}

fn not_registered(what: &str) -> Error {
    Error::new(
        ErrorKind::NotRegistered,
        format!("no registered extension offers the {what}"),
    )
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Registry")
            .field("extensions", &state.about.keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
