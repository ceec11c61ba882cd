//! Writes the little YAML that a compose file needs.

/// A value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Yaml {
    /// What stands on its key's line, already as YAML: a text, a list of texts, an alias.
    Inline(String),
    Map(Map),
}

/// Keys in the order in which they were put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Map {
    anchor: Option<&'static str>,
    /// An empty line between two entries.
    is_spaced: bool,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    comment: Option<&'static str>,
    key: String,
    value: Yaml,
}

impl Map {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A name by which other places of the document can take this map over.
    pub(super) fn anchored(name: &'static str) -> Self {
        Self {
            anchor: Some(name),
            ..Self::default()
        }
    }

    /// A map of long entries.
    pub(super) fn spaced() -> Self {
        Self {
            is_spaced: true,
            ..Self::default()
        }
    }

    pub(super) fn put(&mut self, key: impl Into<String>, value: impl Into<Yaml>) {
        self.entries.push(Entry {
            comment: None,
            key: key.into(),
            value: value.into(),
        });
    }

    /// Puts a key with a line above it that says why it is there.
    pub(super) fn explain(
        &mut self,
        comment: &'static str,
        key: impl Into<String>,
        value: impl Into<Yaml>,
    ) {
        self.entries.push(Entry {
            comment: Some(comment),
            key: key.into(),
            value: value.into(),
        });
    }

    /// The document whose top this map is.
    pub(super) fn document(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        for (place, entry) in self.entries.iter().enumerate() {
            if self.is_spaced && place > 0 {
                out.push('\n');
            }
            entry.write(out, depth);
        }
    }
}

impl Entry {
    fn write(&self, out: &mut String, depth: usize) {
        let margin = "  ".repeat(depth);
        if let Some(comment) = self.comment {
            out.push_str(&format!("{margin}# {comment}\n"));
        }
        out.push_str(&format!("{margin}{}:", self.key));
        match &self.value {
            Yaml::Map(map) => {
                if let Some(anchor) = map.anchor {
                    out.push_str(&format!(" &{anchor}"));
                }
                if map.entries.is_empty() {
                    out.push_str(" {}");
                }
                out.push('\n');
                map.write(out, depth + 1);
            }
            Yaml::Inline(text) => out.push_str(&format!(" {text}\n")),
        }
    }
}

impl Yaml {
    /// What an anchor names, taken over.
    pub(super) fn alias(anchor: &str) -> Self {
        Self::Inline(format!("*{anchor}"))
    }

    pub(super) fn number(number: u32) -> Self {
        Self::Inline(number.to_string())
    }

    fn list(items: &[String]) -> Self {
        let items: Vec<_> = items.iter().map(|item| scalar(item)).collect();
        Self::Inline(format!("[{}]", items.join(", ")))
    }
}

/// A text as YAML reads it back, whichever of its versions the reader speaks: what could be
/// anything else than a text stands in single quotes.
fn scalar(text: &str) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let is_word = words.contains(&text.to_ascii_lowercase().as_str());
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    if begins && !is_word && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Inline(scalar(text))
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Inline(scalar(&text))
    }
}

impl From<Map> for Yaml {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<Vec<String>> for Yaml {
    fn from(items: Vec<String>) -> Self {
        Self::list(&items)
    }
}

impl<const N: usize> From<[&str; N]> for Yaml {
    fn from(items: [&str; N]) -> Self {
        Self::list(&items.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_no_text_is_quoted() {
        let quoted = [
            ("", "''"),
            ("2181", "'2181'"),
            ("true", "'true'"),
            ("No", "'No'"),
            ("1g", "'1g'"),
            ("it's", "'it''s'"),
            ("[\"a\"]", "'[\"a\"]'"),
            ("a: b", "'a: b'"),
            ("-Xmx1g", "'-Xmx1g'"),
            ("*x", "'*x'"),
        ];
        for (text, expected) in quoted {
            assert_eq!(scalar(text), expected);
        }
        for plain in ["broker-1", "/opt/shared", "local", "druid.x"] {
            assert_eq!(scalar(plain), plain);
        }
    }

    #[test]
    fn a_document_keeps_the_order_of_its_keys() {
        let mut inner = Map::anchored("shared");
        inner.explain("why", "z", "last");
        inner.put("a", ["x", "1"]);
        let mut other = Map::new();
        other.put("<<", Yaml::alias("shared"));
        other.put("empty", Map::new());
        let mut top = Map::spaced();
        top.put("x-one", inner);
        top.put("two", other);
        assert_eq!(
            top.document(),
            "x-one: &shared\n  # why\n  z: last\n  a: [x, '1']\n\ntwo:\n  <<: *shared\n  empty: {}\n"
        );
    }
}
