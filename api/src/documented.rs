//! Enums that are documented where they are declared.

/// An enum that is documented where it is declared: [`macros::Documented`].
pub(crate) trait DocumentedEnum: Copy + Eq + Send + Sync + 'static {
    /// Name of the enum in the schema.
    const NAME: &'static str;
    /// Its documentation.
    const DESCRIPTION: &'static str;
    /// Each value with its name in the schema and its documentation.
    const VALUES: &'static [(Self, &'static str, &'static str)];

    /// The name of a value in the schema.
    fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(value, ..)| *value == self).map_or("", |(_, name, _)| name)
    }
}
