"""How OnlyFansKit's scenarios end, and what happens on the way."""

from __future__ import annotations

from typing import Final

from tests.scenarios import words
from tests.scenarios.plot import Begins, Does, Plot
from tests.scenarios.words import AUTHENTICATOR, EMAIL, IN_APP, REJECTED, SELFIE, SMS

CODE, WRONG, CONFIRMS = Does.CODE, Does.WRONG, Does.CONFIRMS
FORM: Final = Begins.FORM

PLOTS: Final = (
    Plot("plain", words.CONNECTED),
    Plot("sms", words.CONNECTED, (SMS, CODE)),
    Plot("sms", words.CONNECTED, (SMS, WRONG, REJECTED, CODE)),
    Plot("sms", words.TOO_MANY_CODES, (SMS, WRONG, REJECTED, WRONG, REJECTED, WRONG), core=True),
    Plot("authenticator", words.CONNECTED, (AUTHENTICATOR, CODE)),
    Plot("email", words.CONNECTED, (EMAIL, CODE)),
    Plot("sms_email", words.CONNECTED, (SMS, CODE, EMAIL, CODE)),
    Plot("selfie", words.CONNECTED, (SELFIE, CONFIRMS)),
    Plot("selfie_no_link", words.CONNECTED, (SELFIE, CONFIRMS)),
    Plot("app", words.CONNECTED, (IN_APP, Does.APP)),
    Plot("wrong_once", words.CONNECTED, (SMS, CODE, REJECTED, CODE), core=True),
    Plot("wrong_until_failed", words.NO_CODE_ACCEPTED, (SMS, CODE, REJECTED, CODE, REJECTED, CODE)),
    Plot("code_first", words.CONNECTED, (SMS, CODE)),
    Plot("slow", words.CONNECTED, (SMS, CODE)),
    Plot("failed", words.LOGIN_FAILED),
    Plot("vanishing", words.GONE, (SMS,), core=True),
    Plot("vanishing_410", words.GONE, (SMS,)),
    Plot("dead", words.NO_STORED_CREDENTIALS),
    Plot("no_credentials", words.NO_STORED_CREDENTIALS),
    Plot("no_credentials", words.PASSWORD_TAKEN, (SMS, CODE), Begins.PASSWORD),
    Plot("refused", words.CREDENTIALS_REFUSED),
    Plot("key_refused", words.KEY_REFUSED, core=True),
    Plot("plan_refused", words.PLAN_REFUSED),
    Plot("scope_refused", words.SCOPE_REFUSED),
    Plot("unknown", words.ACCOUNT_UNKNOWN),
    Plot("bad_request", words.REQUEST_REFUSED),
    Plot("throttled", words.RATE_LIMITED, core=True),
    Plot("error_500", words.OUTCOME_UNKNOWN),
    Plot("error_502", words.OUTCOME_UNKNOWN),
    Plot("error_503", words.OUTCOME_UNKNOWN),
    Plot("down_and_back", words.CONNECTED, (SMS, CODE), before=words.OUTCOME_UNKNOWN, core=True),
    Plot("down_while_polled", words.CONNECTED, (SMS, CODE)),
    Plot("html", words.OUTCOME_UNKNOWN),
    Plot("garbage", words.OUTCOME_UNKNOWN),
    Plot("huge", words.OUTCOME_UNKNOWN),
    Plot("hanging", words.OUTCOME_UNKNOWN),
    Plot("lost", words.OUTCOME_UNKNOWN),
    Plot("lost_code", words.CONNECTED, (SMS, CODE)),
    Plot("plain", words.JOINED, (), FORM),
    Plot("sms", words.JOINED, (SMS, CODE), FORM, core=True),
    Plot("sms", words.JOINED, (SMS, Does.WRONG_ON_PAGE, REJECTED, Does.ON_PAGE), FORM),
    Plot("email", words.JOINED, (EMAIL, CODE), FORM),
    Plot("selfie", words.JOINED, (SELFIE, CONFIRMS), FORM),
    Plot("refused", words.SIGN_IN_REFUSED, (), FORM, core=True),
    Plot("key_refused", words.KEY_REFUSED, (), FORM),
    Plot("plan_refused", words.PLAN_REFUSED, (), FORM),
    Plot("scope_refused", words.SCOPE_REFUSED, (), FORM),
    Plot("throttled", words.RATE_LIMITED, (), FORM),
    Plot("vanishing", words.GONE, (SMS,), FORM),
    Plot("lost", words.OUTCOME_UNKNOWN, (), FORM),
)
