//! What is promised, by which hours, what holds a clock up, and who is told.

use crate::choices;

choices! {
    /// What is promised by a time. Each has exactly one standard policy. Their places are on disk: another comes last.
    pub enum Target {
        FirstResponse: "first_response", "First response";
        NextReply: "next_reply", "Next reply";
        Resolution: "resolution", "Resolution";
        Stage: "stage", "Stage of an onboarding";
        Lead: "lead_response", "First contact with a lead";
        Complaint: "complaint", "Complaint settled";
        Approval: "approval", "Approval decided";
        Review: "client_review", "Client's review";
    }
}

impl Target {
    pub fn code(self) -> u8 {
        use crate::base::Choice;
        let at = Target::ALL.iter().position(|held| *held == self);
        at.unwrap_or(Target::ALL.len()) as u8
    }
}

choices! {
    /// By whose hours a promise is counted.
    pub enum HoursOf {
        House: "house", "The house";
        Department: "department", "The department that has it";
        Calendar: "calendar", "A calendar of its own";
    }
}

choices! {
    /// Why a clock stands still.
    pub enum PauseReason {
        WaitingForClient: "waiting_for_client", "Waiting for the client";
        OnHold: "on_hold", "On hold";
        Absent: "absent", "Nobody there";
    }
}

choices! {
    /// What makes an open clock begin anew, by the policy as it stands then.
    pub enum Restart {
        Priority: "priority", "Its priority changes";
        Hands: "hands", "It comes into other hands";
        Reopened: "reopened", "It is opened again";
    }
}

choices! {
    /// Whom a step of the ladder reaches.
    pub enum Whom {
        Owner: "owner", "Owner";
        Lead: "lead", "Team lead";
        Manager: "manager", "Department manager";
    }
}
