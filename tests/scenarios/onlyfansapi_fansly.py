"""How OnlyFansAPI's scenarios for Fansly end, and what happens on the way."""

from __future__ import annotations

from typing import Final

from tests.scenarios import words
from tests.scenarios.plot import Begins, Does, Plot
from tests.scenarios.words import AUTHENTICATOR, EMAIL, REJECTED, SOME_CODE

CODE, WRONG = Does.CODE, Does.WRONG
FORM: Final = Begins.FORM

PLOTS: Final = (
    Plot("plain", words.CONNECTED),
    Plot("email", words.CONNECTED, (EMAIL, CODE)),
    Plot("email", words.TOO_MANY_CODES, (EMAIL, WRONG, REJECTED, WRONG, REJECTED, WRONG)),
    Plot("authenticator", words.CONNECTED, (AUTHENTICATOR, CODE)),
    Plot("unknown_channel", words.CONNECTED, (SOME_CODE, CODE)),
    Plot("unknown_status", words.CONNECTED, (EMAIL, CODE)),
    Plot("slow", words.CONNECTED, (EMAIL, CODE)),
    Plot("stuck", words.SILENT),
    Plot("wrong_once", words.CONNECTED, (EMAIL, CODE, REJECTED, CODE), core=True),
    Plot("wrong_once_silent", words.CONNECTED, (EMAIL, CODE, REJECTED, CODE)),
    Plot("wrong_once_sticky", words.CONNECTED, (EMAIL, CODE, REJECTED, CODE)),
    Plot("wrong_until_failed", words.NO_CODE_ACCEPTED, (EMAIL, CODE, REJECTED, CODE, REJECTED, CODE)),
    Plot("wrong_until_failed_silent", words.SILENT, (EMAIL, CODE, REJECTED, CODE, REJECTED, CODE)),
    Plot("expiring", words.LOGIN_FAILED, (EMAIL,), core=True),
    Plot("vanishing", words.GONE, (EMAIL,)),
    Plot("refused", words.LOGIN_FAILED),
    Plot("refused_at_start", words.CREDENTIALS_REFUSED),
    Plot("session_expired", words.SESSION_EXPIRED),
    Plot("no_credentials", words.PASSWORD_TAKEN, (EMAIL, CODE), Begins.PASSWORD, core=True),
    Plot("already_connected", words.CONNECTED, (EMAIL, CODE)),
    Plot("key_refused", words.KEY_REFUSED),
    Plot("plan_refused", words.PLAN_REFUSED),
    Plot("scope_refused", words.SCOPE_REFUSED),
    Plot("unknown", words.ACCOUNT_UNKNOWN),
    Plot("throttled", words.RATE_LIMITED),
    Plot("error_500", words.OUTCOME_UNKNOWN),
    Plot("error_503", words.OUTCOME_UNKNOWN),
    Plot("down", words.OUTCOME_UNKNOWN),
    Plot("down_while_polled", words.CONNECTED, (EMAIL, CODE)),
    Plot("html", words.OUTCOME_UNKNOWN),
    Plot("garbage", words.OUTCOME_UNKNOWN),
    Plot("huge", words.OUTCOME_UNKNOWN),
    Plot("hanging", words.OUTCOME_UNKNOWN),
    Plot("lost", words.CONNECTED, (EMAIL, CODE), core=True),
    Plot("lost_code", words.CONNECTED, (EMAIL, CODE)),
    Plot("plain", words.JOINED, (), FORM),
    Plot("email", words.JOINED, (EMAIL, CODE), FORM),
    Plot("email", words.JOINED, (EMAIL, Does.WRONG_ON_PAGE, REJECTED, Does.ON_PAGE), FORM),
    Plot("refused", words.LOGIN_FAILED, (), FORM),
    Plot("refused_at_start", words.SIGN_IN_REFUSED, (), FORM, core=True),
    Plot("key_refused", words.KEY_REFUSED, (), FORM),
    Plot("plan_refused", words.PLAN_REFUSED, (), FORM),
    Plot("scope_refused", words.SCOPE_REFUSED, (), FORM),
    Plot("throttled", words.RATE_LIMITED, (), FORM),
    Plot("vanishing", words.GONE, (EMAIL,), FORM),
    Plot("lost", words.JOINED, (EMAIL, CODE), FORM),
    Plot("lost_unlisted", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("down_and_back", words.JOINED, (EMAIL, CODE), FORM, before=words.OUTCOME_UNKNOWN, core=True),
    Plot("down", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("already_connected", words.ALREADY_THERE, (), FORM, is_known=True),
    Plot(
        "already_connected",
        words.JOINED,
        (EMAIL, CODE),
        FORM,
        before=words.ALREADY_THERE,
        is_forced=True,
        is_known=True,
    ),
)
