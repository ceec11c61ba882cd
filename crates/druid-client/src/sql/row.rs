//! One line of an answer as a value of the caller's type: by name for structs and maps, by position
//! for tuples and sequences.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::Column;

/// Why a line is no row.
#[derive(Debug)]
pub(super) struct RowError {
    column: usize,
    what: &'static str,
}

impl RowError {
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Names row and column, never the value.
    pub(super) fn message(&self, row: u64, column: Option<&str>) -> String {
        match column {
            Some(column) => format!("row {row}, column {column:?}: {}", self.what),
            None => format!("row {row}: {}", self.what),
        }
    }
}

pub(super) fn typed<T: DeserializeOwned>(line: &[u8], columns: &[Column]) -> Result<T, RowError> {
    let place = Place::default();
    let mut json = serde_json::Deserializer::from_slice(line);
    let read = RowSeed {
        columns,
        place: &place,
        of: PhantomData,
    }
    .deserialize(&mut json);
    read.and_then(|row| json.end().map(|()| row))
        .map_err(|error| {
            if place.wrong_width.get() {
                RowError {
                    column: columns.len(),
                    what: "not as wide as the header",
                }
            } else {
                let syntax = !error.is_data();
                let what = if syntax {
                    "not valid JSON"
                } else {
                    "not of the type asked for"
                };
                RowError {
                    column: place.column.get(),
                    what,
                }
            }
        })
}

/// How far a row was read, for the error that says where it stopped.
#[derive(Default)]
struct Place {
    column: Cell<usize>,
    wrong_width: Cell<bool>,
}

impl Place {
    fn wrong_width<E: serde::de::Error>(&self) -> E {
        self.wrong_width.set(true);
        E::custom("the width is wrong")
    }
}

struct RowSeed<'a, T> {
    columns: &'a [Column],
    place: &'a Place,
    of: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for RowSeed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for RowSeed<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<T, A::Error> {
        let (columns, place) = (self.columns, self.place);
        let row = T::deserialize(Fields {
            values: &mut values,
            columns,
            place,
        })?;
        // A tuple may be narrower than the row: its rest is passed over, but must be there.
        while place.column.get() < columns.len() {
            next(&mut values, place, PhantomData::<IgnoredAny>)?
                .ok_or_else(|| place.wrong_width::<A::Error>())?;
        }
        match values.next_element::<IgnoredAny>()? {
            None => Ok(row),
            Some(_) => Err(place.wrong_width()),
        }
    }
}

fn next<'de, A: SeqAccess<'de>, S: DeserializeSeed<'de>>(
    values: &mut A,
    place: &Place,
    seed: S,
) -> Result<Option<S::Value>, A::Error> {
    let value = values.next_element_seed(seed)?;
    place.column.set(place.column.get() + 1);
    Ok(value)
}

/// The values of a row, to be read by name or by position, as the target type likes.
struct Fields<'a, A> {
    values: &'a mut A,
    columns: &'a [Column],
    place: &'a Place,
}

impl<'de, A: SeqAccess<'de>> Deserializer<'de> for Fields<'_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_seq(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_seq(self)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_seq(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Fields<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        if self.place.column.get() >= self.columns.len() {
            return Ok(None);
        }
        match next(self.values, self.place, seed)? {
            None => Err(self.place.wrong_width()),
            some => Ok(some),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.columns.len() - self.place.column.get())
    }
}

impl<'de, A: SeqAccess<'de>> MapAccess<'de> for Fields<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let Some(column) = self.columns.get(self.place.column.get()) else {
            return Ok(None);
        };
        seed.deserialize(StrDeserializer::new(&column.name))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        next(self.values, self.place, seed)?.ok_or_else(|| self.place.wrong_width())
    }
}
