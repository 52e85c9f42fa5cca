//! Paging by keyset cursors: pages stay in step while rows come and go between them.

use async_graphql::OutputType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use macros::{SerialisedObject, serialised_object};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

use super::serialised::Write;

/// Items of a page where nobody says how many.
const DEFAULT: usize = 50;

/// Items of a page at most.
pub(crate) const MOST: usize = 100;

/// The four arguments of a list.
pub(crate) struct Arguments {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// Which part of a list is asked for; `C` is what its cursors hold.
pub(crate) struct Page<C> {
    /// Items at most.
    pub limit: usize,
    /// From the end backwards.
    pub is_backward: bool,
    /// Items after this one.
    pub after: Option<C>,
    /// Items before this one.
    pub before: Option<C>,
}

impl Arguments {
    /// Those of a list that is read forwards alone.
    pub(crate) const fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, last: None, before: None }
    }

    /// Reads the arguments of a list, whose cursors begin with `list`.
    pub(crate) fn read<C: DeserializeOwned>(self, list: &str) -> Result<Page<C>> {
        let Self { first, after, last, before } = self;
        if first.is_some() && last.is_some() {
            return Err(Error::bad_input("last", "give either first or last"));
        }
        let is_backward = last.is_some();
        let (name, count) = if is_backward { ("last", last) } else { ("first", first) };
        let limit = count.map_or(Ok(DEFAULT), |count| {
            usize::try_from(count)
                .ok()
                .filter(|count| *count <= MOST)
                .ok_or_else(|| Error::bad_input(name, format!("expected 0 to {MOST}")))
        });
        let read = |name, text: Option<String>| text.map(|text| parse(list, name, &text)).transpose();
        Ok(Page { limit: limit?, is_backward, after: read("after", after)?, before: read("before", before)? })
    }
}

/// The text of a cursor.
pub(crate) fn cursor<C: Serialize>(list: &str, place: &C) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(list, place)).unwrap_or_default())
}

fn parse<C: DeserializeOwned>(list: &str, argument: &str, text: &str) -> Result<C> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let read = bytes.and_then(|bytes| serde_json::from_slice::<(String, C)>(&bytes).ok());
    let own = read.filter(|(of, _)| of == list);
    own.map(|(_, place)| place).ok_or_else(|| Error::bad_input(argument, "is no cursor of this list"))
}

/// A page of a list: items with their cursors.
struct Items<T> {
    edges: Vec<(String, T)>,
    info: PageInfo,
    total_count: Option<i64>,
}

impl<T> Items<T> {
    /// From items in the list's order, with one more than the page holds where there are more.
    fn new<C>(page: &Page<C>, mut edges: Vec<(String, T)>, total_count: Option<i64>) -> Self {
        let has_more = edges.len() > page.limit;
        if has_more && page.is_backward {
            edges.drain(..edges.len() - page.limit);
        }
        edges.truncate(page.limit);
        let info = PageInfo {
            has_next_page: if page.is_backward { page.before.is_some() } else { has_more },
            has_previous_page: if page.is_backward { has_more } else { page.after.is_some() },
            start_cursor: edges.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: edges.last().map(|(cursor, _)| cursor.clone()),
        };
        Self { edges, info, total_count }
    }
}

/// A page of items.
pub(crate) struct Connection<T>(Items<T>);

impl<T> Connection<T> {
    /// From items in the list's order, with one more than the page holds where there are more.
    pub(crate) fn new<C>(page: &Page<C>, items: Vec<(String, T)>, total_count: Option<i64>) -> Self {
        Self(Items::new(page, items, total_count))
    }

    /// The same page, ending where its reader stopped looking rather than at its last item.
    pub(crate) fn stopped_at(mut self, cursor: String) -> Self {
        self.0.info.has_next_page = true;
        self.0.info.end_cursor = Some(cursor);
        self
    }
}

/// A page of a list.
#[serialised_object(name = format!("{}Connection", T::type_name()))]
impl<T: OutputType + Write + Copy> Connection<T> {
    /// The page's items, each with its cursor.
    fn edges(&self) -> Vec<Edge<T>> {
        self.0.edges.iter().cloned().map(Edge).collect()
    }

    /// The page's items.
    fn nodes(&self) -> Vec<T> {
        self.0.edges.iter().map(|(_, node)| *node).collect()
    }

    /// Where the page begins and ends.
    fn page_info(&self) -> PageInfo {
        self.0.info.clone()
    }

    /// Number of items of the whole list, counted only if this field is selected.  Null for findings, and for
    /// deadlines filtered by late status, which cannot be counted without planning every campaign.
    fn total_count(&self) -> Option<i64> {
        self.0.total_count
    }
}

/// An item of a page, after its cursor.
pub(crate) struct Edge<T>((String, T));

/// An item of a page, and its cursor.
#[serialised_object(name = format!("{}Edge", T::type_name()))]
impl<T: OutputType + Write + Copy> Edge<T> {
    /// What `after` and `before` take.
    fn cursor(&self) -> String {
        self.0.0.clone()
    }

    /// The item.
    fn node(&self) -> T {
        self.0.1
    }
}

/// Where a page begins and ends, as Relay has it.
#[derive(Clone, SerialisedObject)]
#[serialised_object(name = "PageInfo")]
pub(crate) struct PageInfo {
    /// Whether there is more after this page.
    has_next_page: bool,
    /// Whether there is more before this page.
    has_previous_page: bool,
    /// The cursor of the first item.
    start_cursor: Option<String>,
    /// The cursor to go on from.
    end_cursor: Option<String>,
}
