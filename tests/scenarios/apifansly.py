"""How the Fansly API's scenarios end, and what happens on the way: all logins by the form, and step-ups."""

from __future__ import annotations

from typing import Final

from tests.scenarios import words
from tests.scenarios.plot import Begins, Does, Plot
from tests.scenarios.words import EMAIL, NOT_SENT, ONCE_MORE, REJECTED, SOME_CODE

CODE, WRONG, CANNOT = Does.CODE, Does.WRONG, Does.CANNOT
FORM: Final = Begins.FORM
STEP_UP: Final = Begins.STEP_UP

PLOTS: Final = (
    Plot("plain", words.JOINED, (), FORM),
    Plot("email", words.JOINED, (EMAIL, CODE), FORM),
    Plot("email", words.JOINED, (EMAIL, Does.WRONG_ON_PAGE, REJECTED, Does.ON_PAGE), FORM),
    Plot("email", words.PASSWORD_TAKEN, (EMAIL, CODE), Begins.PASSWORD, core=True),
    Plot("authenticator", words.JOINED, (SOME_CODE, CODE), FORM),
    Plot("camel", words.JOINED, (EMAIL, CODE), FORM),
    Plot("mixed", words.JOINED, (EMAIL, CODE), FORM),
    Plot("nested", words.JOINED, (EMAIL, CODE), FORM),
    Plot("nested_camel", words.JOINED, (EMAIL, CODE), FORM),
    Plot("drifted", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("no_token", words.LOGIN_FAILED, (), FORM),
    Plot("wrong_once", words.JOINED, (EMAIL, CODE, REJECTED, CODE), FORM, core=True),
    Plot("wrong_once_inside", words.JOINED, (EMAIL, CODE, REJECTED, CODE), FORM),
    Plot("wrong_once_unsuccessful", words.JOINED, (EMAIL, CODE, REJECTED, CODE), FORM),
    Plot("wrong_once_asking", words.JOINED, (EMAIL, CODE, REJECTED, CODE), FORM),
    Plot(
        "wrong_until_failed",
        words.TOO_MANY_CODES,
        (EMAIL, CODE, REJECTED, CODE, REJECTED, CODE),
        FORM,
    ),
    Plot("wrong_ends", words.TOO_MANY_CODES, (EMAIL, CODE, REJECTED, WRONG, REJECTED, WRONG), FORM),
    Plot("expiring", words.DECLINED, (EMAIL, Does.LATE, REJECTED, CANNOT), FORM, core=True),
    Plot("vanishing", words.GONE, (EMAIL, Does.LATE), FORM, core=True),
    Plot("slow", words.JOINED, (EMAIL, CODE), FORM),
    Plot("refused", words.SIGN_IN_REFUSED, (), FORM, core=True),
    Plot("refused_inside", words.SIGN_IN_REFUSED, (), FORM),
    Plot("refused_unsuccessful", words.SIGN_IN_REFUSED, (), FORM),
    Plot("key_refused", words.KEY_REFUSED, (), FORM, core=True),
    Plot("plan_refused", words.PLAN_REFUSED, (), FORM),
    Plot("scope_refused", words.SCOPE_REFUSED, (), FORM),
    Plot("unknown", words.REQUEST_REFUSED, (), FORM),
    Plot("throttled", words.RATE_LIMITED, (), FORM),
    Plot("throttled_code", words.DECLINED, (EMAIL, CODE, NOT_SENT, CANNOT), FORM),
    Plot("down_code", words.DECLINED, (EMAIL, CODE, ONCE_MORE, CANNOT), FORM),
    Plot("error_500", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("down", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("down_and_back", words.JOINED, (EMAIL, CODE), FORM, before=words.OUTCOME_UNKNOWN, core=True),
    Plot("html", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("garbage", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("huge", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("hanging", words.OUTCOME_UNKNOWN, (), FORM),
    Plot("lost", words.JOINED, (), FORM, core=True),
    Plot("lost_asking", words.OUTCOME_UNKNOWN, (), FORM, core=True),
    Plot("lost_code", words.JOINED, (EMAIL, CODE), FORM),
    Plot("lost_wrong_code", words.DECLINED, (EMAIL, CODE, ONCE_MORE, CANNOT), FORM),
    Plot("plain", words.STEPPED_UP, (EMAIL, CODE), STEP_UP, core=True),
    Plot("plain", words.STEP_UP_TOO_MANY_CODES, (EMAIL, WRONG, REJECTED, WRONG, REJECTED, WRONG), STEP_UP),
    Plot("session_expired", words.STEP_UP_SIGNED_OUT, (), STEP_UP),
    Plot("session_expired_inside", words.STEP_UP_SIGNED_OUT, (), STEP_UP),
    Plot("step_up_wrong_once", words.STEPPED_UP, (EMAIL, CODE, REJECTED, CODE), STEP_UP),
    Plot("step_up_wrong_once_inside", words.STEPPED_UP, (EMAIL, CODE, REJECTED, CODE), STEP_UP),
    Plot("step_up_wrong_once_unsuccessful", words.STEPPED_UP, (EMAIL, CODE, REJECTED, CODE), STEP_UP),
    Plot(
        "step_up_wrong_until_failed",
        words.STEP_UP_TOO_MANY_CODES,
        (EMAIL, CODE, REJECTED, CODE, REJECTED, CODE),
        STEP_UP,
    ),
    Plot("step_up_refused", words.REQUEST_REFUSED, (), STEP_UP),
    Plot("step_up_scope_refused", words.SCOPE_REFUSED, (), STEP_UP),
    Plot("step_up_throttled", words.STEP_UP_RATE_LIMITED, (), STEP_UP),
    Plot("step_up_lost", words.STEP_UP_DECLINED, (EMAIL, CODE, ONCE_MORE, CANNOT), STEP_UP),
)
