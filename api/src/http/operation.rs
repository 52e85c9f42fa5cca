//! An operation of a document that passed the limits, on its way to be executed.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{ServerError, Variables};

use super::documents::{Documents, KnownDocument};
use super::limits::{self, Refused};
use super::parameters::Parameters;
use crate::error::{Error, Result};
use crate::graphql::{Budget, Request, ResolveAll, Schema};

/// The schema in two forms of the same answers.
#[derive(Clone)]
pub(super) struct Schemas {
    /// Validates documents.
    pub all: Schema,
    /// Executes documents that were validated with the same variables.
    pub validated: Schema,
}

/// An operation with its variables.
#[derive(Clone)]
pub(super) struct Operation {
    query: String,
    name: Option<String>,
    variables: Variables,
    /// What is known of the document.
    pub known: Arc<KnownDocument>,
}

impl Operation {
    /// What is known of the document that is asked for.
    pub(super) fn find(documents: &Documents, parameters: Parameters) -> Result<Result<Self, Refused>> {
        let Parameters { query, operation_name, variables } = parameters;
        let as_sent = serde_json::to_vec(&variables).map_err(Error::internal)?;
        let variables = Variables::from_json(serde_json::Value::Object(variables));
        let known = documents.find(&query, operation_name.as_deref(), (&variables, &as_sent));
        Ok(known.map(|known| Self { query, name: operation_name, variables, known }))
    }

    /// Its name; none of an operation without one.
    pub(super) fn name(&self) -> Option<&str> {
        self.known.operation.as_ref().and_then(|(name, _)| name.as_deref())
    }

    /// Whether it follows something.
    pub(super) fn is_subscription(&self) -> bool {
        matches!(self.known.operation, Some((_, OperationType::Subscription)))
    }

    /// What executes it for a request; the error where its arguments are not of their types.
    pub(super) fn prepare(
        self,
        (documents, schemas): (&Documents, &Schemas),
        request: Request,
    ) -> Result<Result<(Schema, async_graphql::Request), ServerError>> {
        let Self { query, name, variables, known } = self;
        let parsed = documents.parse(&query);
        let parsed =
            parsed.map_err(|_refused| Error::internal("a document was found and cannot be parsed"))?;
        let mut parsed = ExecutableDocument::clone(&parsed);
        if known.checked.is_dry_run {
            limits::keep_only_weight(&mut parsed);
        }
        if !known.is_valid()
            && let Err(error) = limits::check_arguments(&parsed, name.as_deref(), &variables)
        {
            return Ok(Err(error));
        }
        let is_signed_in = request.signed_in().is_ok();
        let mut document =
            async_graphql::Request::new(query).variables(variables).data(Budget::default()).data(request);
        document.operation_name = name;
        document.set_parsed_query(parsed);
        if known.checked.has_repeated_keys {
            document = document.data(ResolveAll);
        }
        if !is_signed_in {
            // To nobody in particular there is no `__type` of any name, which is null.
            document = document.disable_introspection();
        }
        let schema = if known.is_valid() { &schemas.validated } else { &schemas.all };
        Ok(Ok((schema.clone(), document)))
    }
}
