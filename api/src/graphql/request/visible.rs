//! What the viewer may see, as SQL.

use super::Request;
use crate::error::Result;
use crate::planning::RESTORABLE;
use crate::store::sql::Values;

impl Request {
    /// SQL for the campaigns `c` that the viewer may see: of the workspaces that the request is about, and of
    /// those that their token is limited to; not those that are deleted.
    pub(crate) fn visible_campaigns(&self, values: &mut Values) -> Result<String> {
        let (own, _) = self.own(values, "c.workspace_id", "c.id")?;
        Ok(format!("{own} and c.deleted_at is null"))
    }

    /// SQL for the campaigns `c` that the viewer could see and that are deleted, while they can be restored.
    pub(super) fn restorable_campaigns(&self, values: &mut Values) -> Result<String> {
        let (own, _) = self.own(values, "c.workspace_id", "c.id")?;
        Ok(format!("{own} and c.deleted_at > {}", values.bind(self.app.clock.now() - RESTORABLE)))
    }

    /// SQL for the work packages `p` that the viewer may see: those of the campaigns that they may see.
    pub(crate) fn visible_work(&self, values: &mut Values) -> Result<String> {
        let (own, workspaces) = self.own(values, "p.workspace_id", "p.campaign_id")?;
        let deleted = format!(
            "select id from campaign where workspace_id in ({workspaces}) and deleted_at is not null"
        );
        Ok(format!("{own} and p.campaign_id not in ({deleted})"))
    }

    /// SQL for rows of campaigns that are the viewer's, deleted or not, and for their workspaces.
    fn own(&self, values: &mut Values, workspace: &str, campaign: &str) -> Result<(String, String)> {
        let viewer = self.signed_in()?;
        let workspaces = values.bind_all(viewer.workspace_ids());
        let own = format!("{workspace} in ({workspaces})");
        let own = match viewer.campaign_ids() {
            [] => own,
            campaigns => format!("{own} and {campaign} in ({})", values.bind_all(campaigns.iter().copied())),
        };
        Ok((own, workspaces))
    }
}
