use super::*;

fn base(text: &str) -> BaseUrl {
    text.parse().unwrap()
}

#[test]
fn an_origin_always_knows_its_port() {
    assert_eq!(
        base("http://Druid.Example").origin().to_string(),
        "http://druid.example:80"
    );
    assert_eq!(
        base("https://[::1]").origin().to_string(),
        "https://[::1]:443"
    );
    assert_eq!(
        Origin::new(Scheme::Http, "::1", 8888).unwrap().host(),
        "[::1]"
    );
}

#[test]
fn a_base_path_is_kept_before_every_path() {
    let base = base("https://gate.example/druid/prod/");
    assert_eq!(base.path(), "/druid/prod");
    let joined = base.join("/status?x=1").unwrap();
    assert_eq!(joined, "https://gate.example:443/druid/prod/status?x=1");
    assert_eq!(base.join("status").unwrap().path(), "/druid/prod/status");
}

#[test]
fn origins_differ_by_scheme_host_and_port() {
    let origin = |text: &str| text.parse::<Origin>().unwrap();
    assert_eq!(origin("http://a:80"), origin("http://a"));
    assert_ne!(origin("http://a"), origin("https://a:80"));
    assert_ne!(origin("http://a:1"), origin("http://a:2"));
    assert_ne!(origin("http://a"), origin("http://b"));
}

#[test]
fn what_is_no_base_url_is_refused_without_repeating_it() {
    for bad in [
        "",
        "druid:8888",
        "ftp://x",
        "http://",
        "http://u:hunter2@x",
        "http://u:12/hunter2@x",
        "http://x?q",
        "x#f",
    ] {
        let error = bad.parse::<BaseUrl>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{bad}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    assert!("http://a/b".parse::<Origin>().is_err());
    assert!(Origin::new(Scheme::Http, "a b", 1).is_err());
    assert!(Origin::new(Scheme::Http, "u@a", 1).is_err());
}

#[test]
fn user_information_is_taken_out_and_decoded() {
    let (base, user) = BaseUrl::parse_with_user("http://me:p%40ss@host:1/x").unwrap();
    assert_eq!(base.to_string(), "http://host:1/x");
    let (name, password) = user.unwrap();
    assert_eq!((name.as_str(), password.expose()), ("me", "p@ss"));
    assert!(
        BaseUrl::parse_with_user("http://host:1")
            .unwrap()
            .1
            .is_none()
    );
}
