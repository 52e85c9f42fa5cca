//! Vectors indexed by the number of one kind of thing, so that a task's number never reads a node's row.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

/// A position in a [`Table`].
pub(crate) trait Id: Copy + PartialEq {
    /// Stands for no position at all.
    const NONE: Self;

    fn from_index(index: usize) -> Self;
    fn index(self) -> usize;

    fn some(self) -> Option<Self> {
        if self == Self::NONE { None } else { Some(self) }
    }
}

/// Declares a position: four bytes, of which the largest value stands for "none".
macro_rules! id {
    ($(#[$doc:meta])* $vis:vis $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        $vis struct $name(pub(crate) u32);

        impl crate::table::Id for $name {
            const NONE: Self = Self(u32::MAX);

            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;

/// A vector that only positions of type `I` index.
#[derive(Clone, Debug)]
pub(crate) struct Table<I, T> {
    rows: Vec<T>,
    position: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn with_capacity(len: usize) -> Self {
        Vec::with_capacity(len).into()
    }

    pub(crate) fn enumerate(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (I::from_index(index), row))
    }

    pub(crate) fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// The rows of a range of positions; empty if it is not in the table.
    pub(crate) fn slice(&self, range: Range<I>) -> &[T] {
        self.rows.get(range.start.index()..range.end.index()).unwrap_or_default()
    }
}

impl<I: Id, T: Clone> Table<I, T> {
    pub(crate) fn filled(row: T, len: usize) -> Self {
        vec![row; len].into()
    }
}

impl<I, T> From<Vec<T>> for Table<I, T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, position: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        rows.into_iter().collect::<Vec<_>>().into()
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "positions are made from the table that they index")]
    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    #[expect(clippy::indexing_slicing, reason = "positions are made from the table that they index")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}
