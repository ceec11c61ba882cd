use druid_client::Client;
use druid_core::{Config, Connection};

use super::*;
use crate::{ClientExtensionExt, ConnectionBuilderExt};

struct Greeter(ServiceClient);
struct GreeterRole;

struct Greeting(&'static str);

impl Extension for Greeting {
    fn about(&self) -> About {
        About::new(self.0, "greets")
    }

    fn parts(&self, parts: &mut Parts) {
        parts.client(Greeter);
        parts.role("greeter", |_| GreeterRole);
    }
}

struct Empty(&'static str);

impl Extension for Empty {
    fn about(&self) -> About {
        About::new(self.0, "does nothing")
    }

    fn parts(&self, _parts: &mut Parts) {}
}

fn builder() -> druid_core::ConnectionBuilder {
    Connection::builder(Config::new("http://localhost:1").unwrap())
}

#[test]
fn a_client_is_made_once_for_a_connection() {
    let connection = builder()
        .extension(Greeting("greeting"))
        .unwrap()
        .build()
        .unwrap();
    let client = Client::new(&connection);
    let (one, two) = (
        client.ext::<Greeter>().unwrap(),
        client.clone().ext::<Greeter>().unwrap(),
    );
    assert!(Arc::ptr_eq(&one, &two));
    assert_eq!(one.0.target(), &Target::any());
    assert_eq!(client.extensions(), [About::new("greeting", "greets")]);
}

#[test]
fn what_is_not_registered_is_refused_by_name() {
    let client = Client::new(&builder().build().unwrap());
    let error = client.ext::<Greeter>().map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotRegistered);
    assert!(error.to_string().contains("Greeter"));
    assert!(client.extensions().is_empty());
}

#[test]
fn one_name_cannot_be_claimed_twice() {
    let once = builder().extension(Empty("greeting")).unwrap();
    let error = once.extension(Greeting("greeting")).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Claimed);
    assert!(error.to_string().contains("greets") && error.to_string().contains("does nothing"));
}

#[test]
fn one_part_cannot_be_claimed_twice_and_the_second_leaves_nothing_behind() {
    let registry = Registry::default();
    registry.register(&Greeting("first")).unwrap();
    let error = registry.register(&Greeting("second")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Claimed);
    assert!(error.to_string().contains("first") && error.to_string().contains("second"));
    assert_eq!(registry.about().len(), 1);
}

#[test]
fn a_role_has_one_type() {
    let registry = Registry::default();
    registry.register(&Greeting("greeting")).unwrap();
    registry.check_role::<GreeterRole>("greeter").unwrap();
    let wrong = registry.check_role::<Greeter>("greeter").unwrap_err();
    assert!(wrong.to_string().contains("GreeterRole"), "{wrong}");
    assert!(registry.check_role::<GreeterRole>("nobody").is_err());
}
