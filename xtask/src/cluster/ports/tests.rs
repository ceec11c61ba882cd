use super::*;

/// A registry and clusters in a folder of the test's own.
struct World(PathBuf);

impl World {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xtask-ports-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn cluster(&self, name: &str) -> PathBuf {
        let directory = self.0.join(name);
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("cluster.json"), "{}").unwrap();
        directory
    }

    fn claim(&self, directory: &Path, free: impl Fn(u16) -> bool) -> Result<Block> {
        claim_in(&self.0.join("registry"), directory, free)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn clusters_share_no_port_as_long_as_they_stand() {
    let world = World::new("share");
    let clusters: Vec<_> = (0..BLOCKS)
        .map(|number| world.cluster(&format!("c{number}")))
        .collect();
    let mut bases: Vec<_> = clusters
        .iter()
        .map(|directory| world.claim(directory, |_| true).unwrap().base)
        .collect();
    bases.sort_unstable();
    let all: Vec<_> = (0..BLOCKS).map(|number| FIRST + number * BLOCK).collect();
    assert_eq!(bases, all);
    let late = world.cluster("late");
    assert!(
        world
            .claim(&late, |_| true)
            .unwrap_err()
            .report()
            .starts_with("no 200 ports")
    );

    let gone = world.claim(&clusters[7], |_| true).unwrap().base;
    fs::remove_file(clusters[7].join("cluster.json")).unwrap();
    assert_eq!(world.claim(&late, |_| true).unwrap().base, gone);
}

#[test]
fn a_cluster_gets_its_own_block_again() {
    let world = World::new("again");
    let directory = world.cluster("c");
    let first = world.claim(&directory, |_| true).unwrap().base;
    assert_eq!(world.claim(&directory, |_| true).unwrap().base, first);
}

#[test]
fn a_block_with_one_port_in_use_is_passed_over() {
    let world = World::new("used");
    let directory = world.cluster("c");
    let first = world.claim(&directory, |_| true).unwrap().base;
    let second = world
        .claim(&directory, |port| port != first + BLOCK - 1)
        .unwrap()
        .base;
    assert_ne!(second, first);
}

#[test]
fn a_port_where_somebody_listens_is_not_free() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    assert!(!is_free(port));
    drop(listener);
    assert!(is_free(port));
}

#[test]
fn ports_within_a_block_are_for_one_use_each() {
    let mut block = Block {
        base: FIRST,
        used: 0,
    };
    let mut ports: Vec<_> = (0..PEONS).map(|_| block.next()).collect();
    ports.extend((0..10).flat_map(|worker| {
        let first = block.peons(worker);
        first..first + PEONS_A_WORKER
    }));
    let expected: Vec<_> = (FIRST..FIRST + BLOCK).collect();
    assert_eq!(ports, expected);
}
