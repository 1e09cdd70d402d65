"""The whole life of a case, one row a move. Nothing else may change its state."""

from beebox.accounts.roles import Role as R
from beebox.cases import events as ev
from beebox.cases.states import Action as A
from beebox.cases.states import State as S
from beebox.kernel.state_table import Move, StateTable

# fmt: off
CASE_TABLE = StateTable(
    #    before            action                  after             who        event
    Move(S.DRAFT,          A.SUBMIT,               S.CHECKING,       R.CITIZEN, ev.CaseSubmitted),
    Move(S.CHECKING,       A.FINISH_CHECK,         S.REVIEWING,      R.SYSTEM,  ev.CaseChecked),
    Move(S.REVIEWING,      A.SEND_BACK,            S.SENT_BACK,      R.AUDITOR, ev.CaseSentBack),
    Move(S.SENT_BACK,      A.SUBMIT,               S.CHECKING,       R.CITIZEN, ev.CaseSubmitted),
    Move(S.SENT_BACK,      A.RECALL,               S.REVIEWING,      R.SUPERVISOR, ev.NoticeRecalled),
    Move(S.REVIEWING,      A.PASS,                 S.AWAITING_PAPER, R.AUDITOR, ev.CasePassed),
    Move(S.AWAITING_PAPER, A.RECEIVE,              S.RECEIVED,       R.CLERK,   ev.CaseReceived),
    Move(S.AWAITING_PAPER, A.RECEIVE,              S.RECEIVED,       R.SYSTEM,  ev.CaseReceived),
    Move(S.RECEIVED,       A.ASK_CORRECTION,       S.CORRECTING,     R.CLERK,   ev.CorrectionAsked),
    Move(S.CORRECTING,     A.SUBMIT,               S.RECEIVED,       R.CITIZEN, ev.CaseCorrected),
    Move(S.RECEIVED,       A.REFUSE,               S.REFUSED,        R.CLERK,   ev.CaseRefused),
    Move(S.RECEIVED,       A.ACCEPT,               S.ACCEPTED,       R.CLERK,   ev.CaseAccepted),
    Move(S.RECEIVED,       A.ACCEPT_BY_SILENCE,    S.ACCEPTED,       R.SYSTEM,  ev.CaseAccepted),
    Move(S.ACCEPTED,       A.DECIDE,               S.DECIDED,        R.CLERK,   ev.CaseDecided),
    Move(S.DECIDED,        A.POST_BACK,            S.RETURNING,      R.SYSTEM,  ev.CasePostedBack),
    Move(S.DECIDED,        A.HAND_OUT,             S.CLOSED,         R.CLERK,   ev.CaseClosed),
    Move(S.DECIDED,        A.FINISH_WITHOUT_PAPER, S.CLOSED,         R.SYSTEM,  ev.CaseClosed),
    Move(S.RETURNING,      A.CONFIRM_DELIVERY,     S.CLOSED,         R.SYSTEM,  ev.CaseClosed),
    Move(S.RETURNING,      A.END_AFTER_LOSS,       S.CLOSED,         R.SYSTEM,  ev.CaseEndedAfterLoss),
    Move(S.CLOSED,         A.REOPEN,               S.RETURNING,      R.SYSTEM,  ev.CaseReopened),
    Move(S.DRAFT,          A.WITHDRAW,             S.WITHDRAWN,      R.CITIZEN, ev.CaseWithdrawn),
    Move(S.SENT_BACK,      A.WITHDRAW,             S.WITHDRAWN,      R.CITIZEN, ev.CaseWithdrawn),
    Move(S.AWAITING_PAPER, A.WITHDRAW,             S.WITHDRAWN,      R.CITIZEN, ev.CaseWithdrawn),
    Move(S.CORRECTING,     A.WITHDRAW,             S.WITHDRAWN,      R.CITIZEN, ev.CaseWithdrawn),
    Move(S.DRAFT,          A.LAPSE,                S.LAPSED,         R.SYSTEM,  ev.CaseLapsed),
    Move(S.SENT_BACK,      A.LAPSE,                S.LAPSED,         R.SYSTEM,  ev.CaseLapsed),
    Move(S.CORRECTING,     A.LAPSE,                S.LAPSED,         R.SYSTEM,  ev.CaseLapsed),
)
# fmt: on
