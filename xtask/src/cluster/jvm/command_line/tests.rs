use super::*;

#[test]
fn a_class_path_ends_with_the_jars() {
    let folders = [
        Path::new("/conf/broker-1"),
        Path::new("/conf/common"),
        Path::new("/lib"),
    ];
    assert_eq!(join(&folders), "/conf/broker-1:/conf/common:/lib/*");
}

#[test]
fn druid_is_told_its_role_last() {
    let launch = druid(
        Path::new("/bin/java"),
        Path::new("/own"),
        &[Path::new("/lib")],
        Kind::MiddleManager,
    );
    assert_eq!(launch.program, Path::new("/bin/java"));
    let last: Vec<_> = launch
        .args
        .iter()
        .rev()
        .take(4)
        .rev()
        .map(String::as_str)
        .collect();
    assert_eq!(
        last,
        [
            "/lib/*",
            "org.apache.druid.cli.Main",
            "server",
            "middleManager"
        ]
    );
    for wanted in ["-Xmx128m", "-Djava.io.tmpdir=/own/tmp", JAVA_OPENS[0]] {
        assert!(launch.args.iter().any(|arg| arg == wanted), "{wanted}");
    }
}

#[test]
fn kafka_is_formatted_before_it_starts_with_the_same_options() {
    let path = Path::new;
    let launch = kafka(path("/bin/java"), path("/own"), path("/lib"), path("/conf"));
    assert_eq!(
        (launch.program.as_path(), launch.args[0].as_str()),
        (path("sh"), "-c")
    );
    let words: Vec<_> = launch.args[2..].iter().map(String::as_str).collect();
    assert_eq!(words[..3], ["sh", "/bin/java", "/conf/server.properties"]);
    assert!(words.contains(&"-Xmx384m"));
    assert_eq!(words[words.len() - 2..], ["-cp", "/lib/*"]);
}
