//! From our errors to what clients see of them.

use std::sync::Arc;

use async_graphql::{ErrorExtensions, Pos, ServerError};

use crate::error::Error;

/// What resolvers answer.
pub(crate) type Answer<T> = Result<T, Failure>;

/// An error on its way to a client.
#[derive(Clone, Debug)]
pub(crate) struct Failure(Arc<Error>);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(Failure(error): Failure) -> Self {
        let answer = Self::new(error.to_string()).extend_with(|_, extensions| {
            extensions.set("code", error.code());
            extensions.set("retryable", error.is_retryable());
            if let Error::BadInput { field, .. } = &*error {
                extensions.set("field", field.as_str());
            }
        });
        // The door logs what is behind it, once, under the request's id.
        Self { source: Some(error), ..answer }
    }
}

/// An error at a place of the document.
pub(crate) fn located(error: Error, place: Pos) -> ServerError {
    async_graphql::Error::from(Failure::from(error)).into_server_error(place)
}
