//! The declaration of a written type.

/// Declares an object of the schema whose values write themselves.  Doc comments become its descriptions.
///
/// ```text
/// written! {
///     /// One row of the table.
///     impl['a] Row<'a> as "ProgressRow" implements ["Node"] {
///         /// Its code in the outline.
///         wbsCode: &'a str = |row| row.wbs();
///     @objects {
///         /// What has to be resolved, so that a list with it is.
///         campaign: Campaign<'a> = |row| row.campaign();
///     }
///     @request {
///         /// What depends on who asks, so that it is resolved too.
///         viewerPermissions: Permissions = |row, request| Permissions::of(row, request);
///     }
/// }
/// ```
macro_rules! written {
    (
        $(#[doc = $doc:literal])*
        impl[$($generics:tt)*] $ty:ty as $name:expr $(, implements [$($interface:literal),+])? ;
        $(
            $(#[doc = $field_doc:literal])*
            $field:ident : $field_ty:ty = |$this:ident| $value:expr;
        )*
        $(@objects {
            $(
                $(#[doc = $object_doc:literal])*
                $object:ident : $object_ty:ty = |$object_this:ident| $object_value:expr;
            )*
        })?
        $(@request {
            $(
                $(#[doc = $asked_doc:literal])*
                $asked:ident : $asked_ty:ty = |$asked_this:ident, $request:ident| $asked_value:expr;
            )*
        })?
    ) => {
        impl<$($generics)*> $crate::graphql::written::Object for $ty {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::from($name)
            }

            fn select_field(
                name: &str,
                selection: &$crate::graphql::written::Selection<'_>,
            ) -> Option<(usize, $crate::graphql::written::Selected)> {
                let place = 0;
                $(
                    if name == stringify!($field) {
                        return <$field_ty as $crate::graphql::written::Write>::select(selection)
                            .map(|selected| (place, selected));
                    }
                    let place = place + 1;
                )*
                let _ = place;
                None
            }

            fn write_field(&self, at: usize, selected: &$crate::graphql::written::Selected, out: &mut Vec<u8>) {
                let place = 0;
                $(
                    if at == place {
                        let value = (|$this: &Self| -> $field_ty { $value })(self);
                        return $crate::graphql::written::Write::write(&value, selected, out);
                    }
                    let place = place + 1;
                )*
                let _ = place;
            }
        }

        impl<$($generics)*> $crate::graphql::written::Write for $ty {
            fn select(
                selection: &$crate::graphql::written::Selection<'_>,
            ) -> Option<$crate::graphql::written::Selected> {
                selection.object::<Self>()
            }

            fn write(&self, selected: &$crate::graphql::written::Selected, out: &mut Vec<u8>) {
                selected.write(self, out);
            }
        }

        impl<$($generics)*> async_graphql::OutputType for $ty {
            fn type_name() -> std::borrow::Cow<'static, str> {
                <Self as $crate::graphql::written::Object>::name()
            }

            fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
                $($(registry.add_implements(&Self::type_name(), $interface);)+)?
                $crate::graphql::written::create::<Self>(registry, concat!($($doc, "\n"),*), |_registry| {
                    vec![
                        $($crate::graphql::written::field::<$field_ty>(
                            _registry, stringify!($field), concat!($($field_doc, "\n"),*),
                        ),)*
                        $($($crate::graphql::written::field::<$object_ty>(
                            _registry, stringify!($object), concat!($($object_doc, "\n"),*),
                        ),)*)?
                        $($($crate::graphql::written::field::<$asked_ty>(
                            _registry, stringify!($asked), concat!($($asked_doc, "\n"),*),
                        ),)*)?
                    ]
                })
            }

            async fn resolve(
                &self,
                ctx: &async_graphql::ContextSelectionSet<'_>,
                _: &async_graphql::Positioned<async_graphql::parser::types::Field>,
            ) -> async_graphql::ServerResult<async_graphql::Value> {
                match $crate::graphql::written::write(self, ctx)? {
                    Some(value) => Ok(value),
                    None => async_graphql::resolver_utils::resolve_container(ctx, self).await,
                }
            }
        }

        impl<$($generics)*> async_graphql::ObjectType for $ty {}

        impl<$($generics)*> async_graphql::ContainerType for $ty {
            async fn resolve_field(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> async_graphql::ServerResult<Option<async_graphql::Value>> {
                let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
                let name = ctx.item.node.name.node.as_str();
                $(
                    if name == stringify!($field) {
                        let value = (|$this: &Self| -> $field_ty { $value })(self);
                        let value = async_graphql::OutputType::resolve(&value, &selection, ctx.item).await;
                        return value.map(Some).map_err(|error| ctx.set_error_path(error));
                    }
                )*
                $($(
                    if name == stringify!($object) {
                        let value = (|$object_this: &Self| -> $object_ty { $object_value })(self);
                        let value = async_graphql::OutputType::resolve(&value, &selection, ctx.item).await;
                        return value.map(Some).map_err(|error| ctx.set_error_path(error));
                    }
                )*)?
                $($(
                    if name == stringify!($asked) {
                        let Some($request) = ctx.data_opt::<$crate::graphql::Request>() else { return Ok(None) };
                        let $asked_this = self;
                        let value: $asked_ty = $asked_value;
                        let value = async_graphql::OutputType::resolve(&value, &selection, ctx.item).await;
                        return value.map(Some).map_err(|error| ctx.set_error_path(error));
                    }
                )*)?
                Ok(None)
            }
        }
    };
}
pub(crate) use written;
