//! The words on the command line.

use crate::error::{Error, Result};

pub(crate) const USAGE: &str = "\
druid-quickstart [--url URL] [options]

  --url URL          a Router (or a Broker) of the cluster; else DRUID_URL
  --worker-path P    the data's file or its folder, as the cluster's workers see it: it is then
                     loaded by SQL (MSQ); without it, it is sent inside index_parallel tasks
  --table NAME       the table to load it into: by default \"wikipedia\"
  --yes              replace the table without a question where there is one
  --throwaway        the cluster goes with this run: Ctrl-C need not end the task first

DRUID_USERNAME, DRUID_PASSWORD, DRUID_TOKEN, DRUID_TLS_CA_FILE and their like say how to connect.
Where the addresses that the cluster's processes have among themselves can not be reached from
here, DRUID_MAPPER_TABLE='{\"http://inner:8081\": \"http://outer:8081\"}' says which can.
";

/// What the user wants.
#[derive(Debug)]
pub(crate) enum Request {
    Run(Args),
    Help,
}

/// What to load, and where.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    /// Else the environment's.
    pub(crate) url: Option<String>,
    pub(crate) worker_path: Option<String>,
    pub(crate) table: String,
    pub(crate) yes: bool,
    pub(crate) throwaway: bool,
}

impl Args {
    pub(crate) fn parse(words: &[String]) -> Result<Request> {
        let mut args = Self {
            table: "wikipedia".to_owned(),
            ..Self::default()
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                let next = words.next().filter(|next| !next.is_empty());
                next.cloned()
                    .ok_or_else(|| Error::new(format!("{word} needs a value\n\n{USAGE}")))
            };
            match word.as_str() {
                "--url" => args.url = Some(value()?),
                "--worker-path" => args.worker_path = Some(value()?),
                "--table" => args.table = value()?,
                "--yes" => args.yes = true,
                "--throwaway" => args.throwaway = true,
                "--help" | "-h" => return Ok(Request::Help),
                other => return Err(Error::new(format!("no option {other}\n\n{USAGE}"))),
            }
        }
        Ok(Request::Run(args))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Args::parse(&words)
    }

    #[test]
    fn every_option_has_its_place() {
        let line = "--url http://h:8888 --worker-path /data --table t --yes --throwaway";
        let Request::Run(args) = parse(line).unwrap() else {
            panic!("no help was asked for")
        };
        let expected = Args {
            url: Some("http://h:8888".to_owned()),
            worker_path: Some("/data".to_owned()),
            table: "t".to_owned(),
            yes: true,
            throwaway: true,
        };
        assert_eq!(args, expected);
        assert!(matches!(parse("--yes -h").unwrap(), Request::Help));
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        for (line, named) in [
            ("--url", "--url needs a value"),
            ("--tabel t", "no option --tabel"),
        ] {
            let error = parse(line).unwrap_err().report();
            assert!(error.starts_with(named), "{line}: {error}");
        }
    }
}
