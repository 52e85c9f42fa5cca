//! What a document has to pass before anything is made of it.  A kilobyte of GraphQL can keep a server busy for ever: by
//! fragments that double with every step, by lists in lists that no stack holds, by pages of pages of pages.  So text is
//! measured before it is parsed, and documents before they are executed, each part once.

mod document;
mod text;
mod variables;

use async_graphql::Variables;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::parser::{Error as ParseError, parse_query};

use crate::error::Error;

/// A document that may be executed.
pub(super) struct Passed {
    pub document: ExecutableDocument,
    /// A response key stands twice where parts of it would have to be merged.
    pub has_repeated_keys: bool,
    /// It asks for the schema.
    pub asks_for_schema: bool,
}

/// Why a document is not executed.
pub(super) enum Refused {
    /// It is no GraphQL.
    Syntax(ParseError),
    /// It is too much.
    Limit(Error),
}

/// Looks at a document.
pub(super) fn pass(query: &str, variables: &Variables) -> Result<Passed, Refused> {
    text::check(query).map_err(Refused::Limit)?;
    variables::check(variables).map_err(Refused::Limit)?;
    let document = parse_query(query).map_err(Refused::Syntax)?;
    let document::Seen { has_repeated_keys, asks_for_schema } =
        document::check(&document, variables).map_err(Refused::Limit)?;
    Ok(Passed { document, has_repeated_keys, asks_for_schema })
}
