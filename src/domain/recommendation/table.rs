//! The transition table (domain handbook 12.4; clearance steps from the quality unit's own checklist).
//!
//! The centre decides; the office mirrors, so each of the centre's steps names the centre's document. The agency side
//! may only file the execution report.

use super::codes::{Judgement, State, Transition};
use crate::domain::lifecycle::rows;

rows! {
    /// Every row, in the order of the way.
    TABLE: Judgement;

    [Draft] => QualityClearance, SubmitToQuality, [Resolution, Head], reasons [], starts [],
        "central document";
    [QualityClearance] => MemberClearance, ClearQuality, [Resolution, Head], reasons [], starts [],
        "central document";
    [MemberClearance] => Signed, Sign, [Resolution, Head], reasons [], starts [D08],
        "central document; number and date of the recommendation (UU 37/2008 art. 37)";
    [Signed] => Delivered, Deliver, [Resolution, Head], reasons [], starts [],
        "central document; delivered to reporter, respondent and superior; closes D08";
    [Delivered, AwaitingReport] => stays, RecordReceipt, [Resolution, Head], reasons [], starts [D09],
        "receipt by a party, on or after delivery; the superior's first receipt is a step of its own";
    [Delivered] => AwaitingReport, RecordSuperiorReceipt, [Resolution, Head], reasons [], starts [D09],
        "central document; D09 counts from the superior's receipt (UU 37/2008 art. 38(2))";
    [AwaitingReport] => Reported, FileReport, [Narahubung, Inspector, AgencyClient, Resolution, Head], reasons [],
        starts [], "report and the superior's own examination result (UU 37/2008 art. 38(2)); closes D09";
    [AwaitingReport] => NotCarriedOut, ConfirmLapse, [Resolution, Head], reasons [], starts [],
        "central document; D09 lapsed";
    [Reported] => UnderReview, Review, [Resolution, Head], reasons [], starts [],
        "central document; information or field visit (UU 37/2008 art. 38(3))";
    [UnderReview] => CarriedOut, FindCarriedOut, [Resolution, Head], reasons [], starts [],
        "central document, evidence; the verifier did not file the report";
    [UnderReview] => PartlyCarriedOut, FindPartlyCarriedOut, [Resolution, Head], reasons [Accepted, Refused], starts [],
        "central document, evidence, whether the reason is accepted; the verifier did not file the report";
    [UnderReview] => NotCarriedOut, FindNotCarriedOut, [Resolution, Head], reasons [], starts [],
        "central document, evidence; the verifier did not file the report";
    [PartlyCarriedOut, NotCarriedOut] => Published, Publish, [Resolution, Head], reasons [], starts [],
        "central document; a partial execution only when its reason was refused (UU 37/2008 art. 38(4))";
    [Published] => ReportedUpward, ReportUpward, [Resolution, Head], reasons [], starts [],
        "central document (UU 37/2008 art. 38(4); UU 23/2014 art. 351, PP 12/2017 art. 37 for heads of region)";
}
