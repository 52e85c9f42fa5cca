use async_graphql::{Context, ID, Object};
use entity::CampaignId;
use exchange::gantt::Theme;

use super::{CampaignFile, Wanted};
use crate::error::Error;
use crate::graphql::enums::{ExportFormat, PictureTheme};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::scalar::Date;

/// What is asked of campaigns as files.
#[derive(Default)]
pub(crate) struct CampaignFileQuery;

#[Object]
impl CampaignFileQuery {
    /// A campaign as a file of another program, or as a picture, in the language of the request.  Null if the
    /// viewer cannot see the campaign.  A document has 4 such files at most, and each costs 50 points; where
    /// only `fileName`, `mediaType` and `path` are selected, nothing is written.
    async fn export_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the campaign.")] campaign_id: ID,
        #[graphql(desc = "Format of the file.")] format: ExportFormat,
        #[graphql(
            desc = "The day whose close the campaign is looked at from; today where it runs, if left out.  \
                A plan file is the same as of every day."
        )]
        as_of: Option<Date>,
        #[graphql(desc = "Colours of SVG, PNG and PDF; LIGHT, if left out.  Other formats have no colours.")]
        theme: Option<PictureTheme>,
    ) -> Option<Answer<CampaignFile>> {
        let find = async || -> Answer<Option<CampaignFile>> {
            let request = request(ctx)?;
            let unknown = || Error::bad_input("campaignId", "expected the id of a campaign");
            let id = CampaignId::parse(&campaign_id).ok_or_else(unknown)?;
            let theme = theme.map_or(Theme::Light, Into::into);
            let wanted = Wanted { format: format.into(), as_of: as_of.map(|day| day.0), theme };
            let batch = request.campaigns_by_id([id]).await?;
            let Some(row) = batch.0.first() else { return Ok(None) };
            let look = ctx.look_ahead();
            let is_written = ["sizeBytes", "content", "text"].iter().any(|name| look.field(name).exists());
            let bytes = if is_written {
                request.plan(batch).await?;
                let Some(snapshot) = request.snapshot(row) else { return Ok(None) };
                request.export(snapshot, &wanted, Vec::new()).await?
            } else {
                Vec::new()
            };
            let as_of = request.as_of(wanted.as_of, &row.campaign);
            Ok(Some(CampaignFile {
                format: wanted.format,
                file_name: wanted.format.name(&row.campaign, as_of),
                path: wanted.path(request, &row.campaign.key),
                bytes,
            }))
        };
        find().await.transpose()
    }
}
