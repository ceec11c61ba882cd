//! The command line of each process. Memory in all: about 1.5 GB for a plain cluster.

use std::path::Path;

use crate::cluster::launch::Launch;
use crate::cluster::properties::JAVA_OPENS;
use crate::cluster::role::Kind;

/// A process of Druid.
pub(crate) fn druid(java: &Path, own: &Path, class_path: &[&Path], kind: Kind) -> Launch {
    let mut args = basics(own);
    args.push("-Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager".to_owned());
    args.extend(
        memory(kind)
            .iter()
            .chain(&JAVA_OPENS)
            .map(|arg| (*arg).to_owned()),
    );
    let class_path = join(class_path);
    let main = [
        "-cp",
        &class_path,
        "org.apache.druid.cli.Main",
        "server",
        kind.as_str(),
    ];
    args.extend(main.map(str::to_owned));
    Launch {
        program: java.to_owned(),
        args,
    }
}

/// Options for memory and speed. A process that lives for minutes gains nothing from a second
/// compilation or from a collector with threads of its own: without them a plain cluster takes
/// half the processor time to start.
pub(crate) fn memory(kind: Kind) -> &'static [&'static str] {
    const SERIAL: &str = "-XX:+UseSerialGC";
    const QUICK: &str = "-XX:TieredStopAtLevel=1";
    match kind {
        Kind::Coordinator => &["-Xmx256m", SERIAL, QUICK],
        Kind::Historical => &["-Xmx256m", "-XX:MaxDirectMemorySize=300m", SERIAL, QUICK],
        Kind::Broker => &["-Xmx384m", "-XX:MaxDirectMemorySize=300m", SERIAL, QUICK],
        Kind::Indexer => &["-Xmx1g", "-XX:MaxDirectMemorySize=1g", SERIAL, QUICK],
        Kind::Router => &["-Xmx128m", "-XX:MaxDirectMemorySize=128m", SERIAL, QUICK],
        Kind::Kafka => &["-Xmx384m", SERIAL, QUICK],
        Kind::MiddleManager | Kind::Zookeeper | Kind::Derby => &["-Xmx128m", SERIAL, QUICK],
    }
}

pub(crate) fn zookeeper(java: &Path, own: &Path, class_path: &[&Path], conf: &Path) -> Launch {
    let mut args = basics(own);
    args.extend(memory(Kind::Zookeeper).iter().map(|arg| (*arg).to_owned()));
    args.extend(["-cp".to_owned(), join(class_path)]);
    args.push("org.apache.zookeeper.server.ZooKeeperServerMain".to_owned());
    args.push(conf.join("zoo.cfg").display().to_string());
    Launch {
        program: java.to_owned(),
        args,
    }
}

pub(crate) fn derby(
    java: &Path,
    own: &Path,
    lib: &Path,
    home: &Path,
    host: &str,
    port: u16,
) -> Launch {
    let mut args = basics(own);
    args.extend(memory(Kind::Derby).iter().map(|arg| (*arg).to_owned()));
    args.push(format!("-Dderby.system.home={}", home.display()));
    args.extend(["-cp".to_owned(), join(&[lib])]);
    args.push("org.apache.derby.drda.NetworkServerControl".to_owned());
    // Its own security manager is one that JDK 17 is about to lose.
    let port = port.to_string();
    args.extend(["start", "-h", host, "-p", &port, "-noSecurityManager"].map(str::to_owned));
    Launch {
        program: java.to_owned(),
        args,
    }
}

/// Kafka without ZooKeeper. Its folder is formatted at each start, which leaves alone what is
/// formatted already.
pub(crate) fn kafka(java: &Path, own: &Path, lib: &Path, conf: &Path) -> Launch {
    const SCRIPT: &str = r#"
java=$1 conf=$2; shift 2
"$java" "$@" kafka.tools.StorageTool format --ignore-formatted -t ZHJ1aWQtcnMtY2x1c3Rlcg -c "$conf" &&
exec "$java" "$@" kafka.Kafka "$conf""#;
    let mut args = vec!["-c".to_owned(), SCRIPT.to_owned(), "sh".to_owned()];
    args.push(java.display().to_string());
    args.push(conf.join("server.properties").display().to_string());
    args.extend(basics(own));
    args.extend(memory(Kind::Kafka).iter().map(|arg| (*arg).to_owned()));
    args.extend(["-cp".to_owned(), join(&[lib])]);
    Launch {
        program: "sh".into(),
        args,
    }
}

/// Kafka as its own controller, for itself alone.
pub(crate) fn kafka_properties(host: &str, port: u16, controller: u16, data: &str) -> String {
    format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.voters=1@{host}:{controller}\n\
         controller.listener.names=CONTROLLER\n\
         listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}\n\
         advertised.listeners=PLAINTEXT://{host}:{port}\n\
         listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
         log.dirs={data}\n\
         num.partitions=1\n\
         offsets.topic.replication.factor=1\n\
         offsets.topic.num.partitions=1\n\
         transaction.state.log.replication.factor=1\n\
         transaction.state.log.min.isr=1\n\
         group.initial.rebalance.delay.ms=0\n"
    )
}

fn basics(own: &Path) -> Vec<String> {
    vec![
        "-Duser.timezone=UTC".to_owned(),
        "-Dfile.encoding=UTF-8".to_owned(),
        format!("-Djava.io.tmpdir={}", own.join("tmp").display()),
        // Derby, wherever it runs, logs to its working directory otherwise.
        format!(
            "-Dderby.stream.error.file={}",
            own.join("derby.log").display()
        ),
        // Otherwise a killed process leaves a file in the system's folder.
        "-XX:-UsePerfData".to_owned(),
    ]
}

/// Folders as a class path: the last one holds jars.
fn join(folders: &[&Path]) -> String {
    let (jars, others) = folders.split_last().expect("a class path has jars");
    let mut parts: Vec<_> = others
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    parts.push(format!("{}/*", jars.display()));
    parts.join(":")
}

#[cfg(test)]
mod tests;
