//! Random operations on a campaign and on the directory that it is planned by.

use serde_json::{Value, json};
use tests::Random;

/// What is done with a proposal that is not accepted.
const DECISIONS: [&str; 2] = ["declineProposal", "withdrawProposal"];

/// What there is to do something with.
pub struct Things {
    pub campaign: String,
    pub tasks: Vec<String>,
    pub deleted: Vec<String>,
    pub anchors: Vec<String>,
    pub links: Vec<String>,
    pub baselines: Vec<String>,
    pub proposals: Vec<String>,
    /// Code and subject of findings.
    pub findings: Vec<(String, String)>,
    pub people: Vec<String>,
    pub departments: Vec<String>,
    pub calendars: Vec<String>,
    /// Days off that were created.
    pub days_off: Vec<String>,
    /// Numbers of the latest changes of the campaign.
    pub seqs: Vec<i64>,
    /// How many operations there were.
    pub step: usize,
}

/// A mutation with its input.
pub struct Operation {
    pub mutation: &'static str,
    pub input: Value,
}

impl Operation {
    /// The type of its input.
    pub fn input_type(&self) -> String {
        match self.mutation {
            "acceptProposal" | "declineProposal" | "withdrawProposal" => "DecideProposalInput".to_owned(),
            "activateBaseline" | "deleteBaseline" | "restoreBaseline" => "BaselineInput".to_owned(),
            name => format!("{}{}Input", name[..1].to_uppercase(), &name[1..]),
        }
    }

    /// Whether an undo turns it back: proposals are decided once, and the directory has no undo.
    pub fn is_undone(&self) -> bool {
        !matches!(
            self.mutation,
            "proposePlanEdits"
                | "declineProposal"
                | "withdrawProposal"
                | "updateWorkspace"
                | "createDayOff"
                | "deleteDayOff"
                | "updateDepartment"
                | "setCalendarExceptions"
        )
    }
}

const CATEGORIES: [&str; 3] = ["CHANNEL", "ESTIMATE", "PEOPLE"];

/// A day of the two months around the tests' today.
fn day(random: &mut Random) -> String {
    format!("2026-{}-{:02}", random.one_of(&["10", "11"]), 1 + random.below(30))
}

fn slip_reason(random: &mut Random) -> Value {
    json!({ "category": random.one_of(&CATEGORIES), "text": "it took longer" })
}

/// One of some things, or null; some id of nothing where there are none.
fn or_null(random: &mut Random, things: &[String]) -> Value {
    if random.below(3) == 0 { Value::Null } else { one(random, things) }
}

fn one(random: &mut Random, things: &[String]) -> Value {
    if things.is_empty() { json!("wp_0000000000000000000000none") } else { json!(random.one_of(things)) }
}

impl Things {
    /// An operation on the plan, or also on the directory.
    pub fn operation(&self, random: &mut Random, has_directory: bool) -> Operation {
        match random.below(10) {
            0 => self.turn_back(random),
            1 => self.baseline(random),
            2 => self.proposal(random),
            3 | 4 if has_directory => self.directory(random),
            _ => self.batch(random),
        }
    }

    /// Some edits of the plan at once.
    fn batch(&self, random: &mut Random) -> Operation {
        let edits: Vec<_> = (0..=random.below(3)).map(|at| self.edit(random, at)).collect();
        Operation {
            mutation: "applyPlanEdits",
            input: json!({ "campaignId": self.campaign, "edits": edits }),
        }
    }

    fn turn_back(&self, random: &mut Random) -> Operation {
        let seq = random.one_of(&self.seqs);
        let of_change = json!({ "campaignId": self.campaign, "changeSeq": seq });
        match random.below(4) {
            0 => Operation { mutation: "redoChange", input: of_change },
            1 => {
                let input = json!({ "workPackageId": one(random, &self.deleted) });
                Operation { mutation: "restoreWorkPackage", input }
            }
            _ => Operation { mutation: "undoChange", input: of_change },
        }
    }

    fn baseline(&self, random: &mut Random) -> Operation {
        let existing = json!({ "baselineId": one(random, &self.baselines) });
        match random.below(5) {
            0 => Operation { mutation: "activateBaseline", input: existing },
            1 => Operation { mutation: "deleteBaseline", input: existing },
            2 => Operation { mutation: "restoreBaseline", input: existing },
            3 => {
                let status = random.one_of(&["DRAFT", "PLANNED", "APPROVED", "RUNNING", "ENDED"]);
                let input = json!({ "campaignId": self.campaign, "status": status });
                Operation { mutation: "setCampaignStatus", input }
            }
            _ => {
                let input = json!({ "campaignId": self.campaign, "name": format!("Baseline {}", self.step) });
                Operation { mutation: "createBaseline", input }
            }
        }
    }

    fn proposal(&self, random: &mut Random) -> Operation {
        let existing = json!({ "proposalId": one(random, &self.proposals) });
        match random.below(4) {
            0 => Operation { mutation: "acceptProposal", input: existing },
            1 => Operation { mutation: random.one_of::<&'static str>(&DECISIONS), input: existing },
            _ => {
                let edits = [self.edit(random, 0)];
                let input = json!({ "campaignId": self.campaign, "edits": edits });
                Operation { mutation: "proposePlanEdits", input }
            }
        }
    }

    fn directory(&self, random: &mut Random) -> Operation {
        match random.below(6) {
            0 => {
                let input = json!({ "daysOffMoveWork": random.below(2) == 0 });
                Operation { mutation: "updateWorkspace", input }
            }
            1 => {
                let (start, finish) = (day(random), day(random));
                let whose = if random.below(2) == 0 { "userId" } else { "departmentId" };
                let of = if whose == "userId" { &self.people } else { &self.departments };
                let input = json!({ whose: one(random, of), "start": (&start).min(&finish),
                    "finish": (&start).max(&finish) });
                Operation { mutation: "createDayOff", input }
            }
            2 => Operation {
                mutation: "deleteDayOff",
                input: json!({ "dayOffId": one(random, &self.days_off) }),
            },
            3 => {
                let input = json!({ "departmentId": one(random, &self.departments),
                    "calendarId": or_null(random, &self.calendars) });
                Operation { mutation: "updateDepartment", input }
            }
            _ => {
                let exception = json!({ "start": day(random), "isWorkingDay": random.below(2) == 0 });
                let input = json!({ "calendarId": one(random, &self.calendars), "exceptions": [exception] });
                Operation { mutation: "setCalendarExceptions", input }
            }
        }
    }

    /// An edit of the plan, by its name in `PlanEdit`.
    fn edit(&self, random: &mut Random, place: usize) -> Value {
        let id = |prefix: &str| format!("{prefix}_{:026}", self.step * 10 + place);
        let task = one(random, &self.tasks);
        match random.below(20) {
            0 | 1 => json!({ "createWorkPackage": {
                "id": id("wp"), "title": format!("Work {}", self.step), "parentId": or_null(random,
                &self.tasks),
                "kind": random.one_of(&["TASK", "TASK", "MILESTONE", "PHASE"]),
                "departmentId": or_null(random, &self.departments),
                "accountableId": or_null(random, &self.people),
            } }),
            2 | 3 => json!({ "updateWorkPackage": self.update(random, &task) }),
            4 => {
                json!({ "moveWorkPackage": { "workPackageId": task, "start": day(random),
                    "slipReason": slip_reason(random) } })
            }
            5 => json!({ "resizeWorkPackage": { "workPackageId": task, "durationDays": random.below(12) } }),
            6 => {
                let beside = random.one_of(&["afterId", "beforeId"]);
                if random.below(2) == 0 {
                    json!({ "reorderWorkPackage": { "workPackageId": task, *beside: one(random,
                        &self.tasks) } })
                } else {
                    json!({ "reorderWorkPackage": { "workPackageId": task, "parentId": or_null(random,
                        &self.tasks) } })
                }
            }
            7 => json!({ "deleteWorkPackage": { "workPackageId": task } }),
            8 | 9 => json!({ "reportProgress": self.report(random, &task) }),
            10 | 11 => json!({ "createDependency": {
                "id": id("lnk"), "predecessorId": task, "successorId": one(random, &self.tasks),
                "lagDays": i64::try_from(random.below(8)).unwrap() - 3,
                "type": random.one_of(&["FINISH_TO_START", "FINISH_TO_START", "START_TO_START",
                "FINISH_TO_FINISH", "START_TO_FINISH"]),
                "lagUnit": random.one_of(&["WORKING_DAY", "CALENDAR_DAY"]),
            } }),
            12 => {
                json!({ "updateDependency": { "dependencyId": one(random, &self.links),
                    "lagDays": random.below(5) } })
            }
            13 => json!({ "deleteDependency": { "dependencyId": one(random, &self.links) } }),
            14 => json!({ "updateCampaign": self.update_campaign(random) }),
            15 => json!({ "createAnchor": {
                "id": id("anc"), "kind": random.one_of(&["LAUNCH", "END", "CUSTOM"]),
                "name": format!("Anchor {}", self.step), "date": day(random),
                "origin": random.one_of(&["CHANNEL", "COMPANY"]),
            } }),
            16 => self.anchor_edit(random),
            17 => {
                json!({ "backPlan": { "anchorId": one(random, &self.anchors),
                    "bufferDays": random.below(3) } })
            }
            _ => self.finding_edit(random),
        }
    }

    fn update(&self, random: &mut Random, task: &Value) -> Value {
        let (field, value) = match random.below(14) {
            0 => ("title", json!(format!("Title {}", self.step))),
            1 => ("description", if random.below(2) == 0 { Value::Null } else { json!("what it is") }),
            2 => ("departmentId", or_null(random, &self.departments)),
            3 => ("accountableId", or_null(random, &self.people)),
            4 => ("collaboratorIds", json!([one(random, &self.people)])),
            5 => ("calendarId", or_null(random, &self.calendars)),
            6 => ("mode", json!("AUTOMATIC")),
            7 => ("direction", json!(random.one_of(&["ASAP", "ALAP"]))),
            8 => {
                let kinds =
                    ["START_NO_EARLIER_THAN", "FINISH_NO_LATER_THAN", "MUST_START_ON", "MUST_FINISH_ON"];
                ("constraint", json!({ "kind": random.one_of(&kinds), "date": day(random) }))
            }
            9 => ("constraint", Value::Null),
            10 => ("deadline", json!({ "date": day(random), "firmness": random.one_of(&["FIRM", "SOFT"]) })),
            11 => ("bufferDays", json!(random.below(4))),
            12 => ("anchorId", or_null(random, &self.anchors)),
            _ => ("externalId", or_null(random, &self.tasks)),
        };
        json!({ "workPackageId": task, field: value, "slipReason": slip_reason(random) })
    }

    fn report(&self, random: &mut Random, task: &Value) -> Value {
        let (field, value) = match random.below(6) {
            0 => ("actualStart", json!(day(random))),
            1 => ("actualFinish", json!(day(random))),
            2 => ("remainingDays", json!(random.below(6))),
            3 => ("blockedReason", or_null(random, &self.departments)),
            _ => ("progress", json!(*random.one_of(&[0, 20, 50, 80, 100]))),
        };
        json!({ "workPackageId": task, field: value, "note": format!("report {}", self.step) })
    }

    fn update_campaign(&self, random: &mut Random) -> Value {
        match random.below(5) {
            0 => json!({ "name": format!("Campaign {}", self.step), "theme": "new" }),
            1 => json!({ "start": day(random) }),
            2 => json!({ "requiredFinish": { "date": day(random) } }),
            3 => json!({ "calendarId": one(random, &self.calendars) }),
            _ => json!({ "requiredFinish": null, "goals": format!("goal {}", self.step) }),
        }
    }

    fn anchor_edit(&self, random: &mut Random) -> Value {
        let anchor = one(random, &self.anchors);
        let is_confirmed = random.below(4) > 0;
        match random.below(4) {
            0 => {
                json!({ "updateAnchor": { "anchorId": anchor, "name": format!("Name {}", self.step),
                    "edge": random.one_of(&["START_OF_DAY", "END_OF_DAY"]),
                    "confirmChannelChange": is_confirmed } })
            }
            1 => {
                json!({ "deleteAnchor": { "anchorId": anchor, "detachWorkPackages": random.below(2) == 0,
                    "confirmChannelChange": is_confirmed } })
            }
            _ => {
                json!({ "moveAnchor": { "anchorId": anchor, "date": day(random),
                    "slipReason": slip_reason(random), "confirmChannelChange": is_confirmed } })
            }
        }
    }

    fn finding_edit(&self, random: &mut Random) -> Value {
        if self.findings.is_empty() {
            return json!({ "updateCampaign": { "goals": "none" } });
        }
        let (code, subject) = random.one_of(&self.findings);
        if random.below(3) == 0 {
            json!({ "withdrawAcknowledgement": { "code": code, "subjectId": subject } })
        } else {
            json!({ "acknowledgeFinding": { "code": code, "subjectId": subject, "until": "2026-11-30",
                "note": "known" } })
        }
    }
}
