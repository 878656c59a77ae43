"""What people read in the plots, in the English texts' own words."""

from __future__ import annotations

from dataclasses import replace

from tests.scenarios.plot import Asked, Ending

SMS = Asked("Waiting for Stella · SMS", "an SMS")
EMAIL = Asked("Waiting for Stella · e-mail", "an e-mail")
AUTHENTICATOR = Asked("Waiting for Stella · authenticator app", "from your authenticator app")
SOME_CODE = Asked("Waiting for Stella · code", "your SMS")
REJECTED = Asked("Waiting for Stella", "❌ That code was not accepted. Look for a newer one")
NOT_SENT = Asked("Waiting for Stella", "🔁 Your answer did not get through")
ONCE_MORE = Asked("Waiting for Stella", "asks once more")
SELFIE = Asked("Waiting for Stella · selfie", "wants a selfie")
IN_APP = Asked("Waiting for Stella · app", "wants you to agree in its app")
PICTURE = Asked("Waiting for Stella · app", "Scan the picture on the page that you opened")
THEIR_PAGE = Asked("Waiting for Stella · sign-in page", "Sign in on the page that you opened")

ASKED = (
    SMS,
    EMAIL,
    AUTHENTICATOR,
    SOME_CODE,
    REJECTED,
    NOT_SENT,
    ONCE_MORE,
    SELFIE,
    IN_APP,
    PICTURE,
    THEIR_PAGE,
)
"""Whatever is asked of her in any plot."""

NOTHING_SHE_DID = "that is nothing you did"

CONNECTED = Ending(
    "connected", "✅ Connected", None, "signed in ·", "nothing was needed from you", page="Done"
)
JOINED = Ending("connected", "✅ Connected", None, " connected · ", page="Done")
PASSWORD_TAKEN = Ending("signed in by her password", "✅ Connected", None, " signed in · ", page="Done")
STEPPED_UP = Ending("stepped up", "✅ The code was accepted", None, "✅ Your code was accepted · Mia · ")
TOO_MANY_CODES = Ending(
    "too many codes",
    "❌ Too many codes (3) were not accepted, so the login was stopped.",
    "too many codes (3) were not accepted.",
    "Too many codes (3) were not accepted, so I stopped.",
)
CODES_EXHAUSTED = Ending(
    "codes exhausted",
    "takes no further code for this login. Give it some minutes",
    "takes no further code.",
    "takes no further code for this login.",
)
NO_CODE_ACCEPTED = Ending(
    "no code accepted",
    "accepted none of the codes and closed the login. Wait some minutes",
    "none of the codes was accepted.",
    "accepted none of the codes and closed this login.",
)
LOGIN_FAILED = Ending(
    "login failed", "❌ {platform} did not let {provider} in.", "did not let", "did not let"
)
GONE = Ending(
    "vanished",
    "lost track of this login. Send the command again.",
    "lost track of the login.",
    "lost track of this login. A code for it is of no use any more.",
)
CREDENTIALS_REFUSED = Ending(
    "credentials refused",
    "🔑 Needs the password of Stella: {platform} did not accept the stored one.",
    "the stored password was not accepted.",
    "did not accept the password that {provider} has stored. Press “Open the page”",
    "did not accept the password that {provider} has stored. Press “Open the page”",
)
SIGN_IN_REFUSED = Ending(
    "credentials refused",
    "❌ {platform} did not accept what Stella typed.",
    "did not accept what Stella typed.",
    "did not accept the user name or the password. Press “Open the page” to try again.",
)
NO_STORED_CREDENTIALS = Ending(
    "no stored credentials",
    "🔑 Needs the password of Stella: {provider} has none stored. Stella has a button for it.",
    "needs the password of Stella.",
    "has no password stored for this account.",
    "has no password stored for this account. Press “Open the page” to sign in with it.",
)
SESSION_EXPIRED = Ending(
    "session expired",
    "🔑 The session at {provider} is over: needs the password of Stella, who has a button for it.",
    "the session at {provider} is over.",
    "says that the session of this account is over",
    "says that the session of this account is over and has to be begun anew with your password.",
)
ALREADY_CONNECTED = Ending(
    "already connected",
    "says that it is connected already.",
    "says that it is connected already.",
    "says that this account is connected already.",
)
ALREADY_THERE = Ending(
    "connected for the first time though the vendor has it",
    "has this account already. If nobody linked it: /accounts Stella.",
    "says that it is connected already.",
    "says that this account is connected already.",
)
ACCOUNT_UNKNOWN = Ending(
    "account unknown",
    "does not know this account any more. Link the account of Stella again.",
    "does not know the account any more.",
    "does not know this account any more. You need to do nothing",
    is_blameless=True,
)
REQUEST_REFUSED = Ending(
    "request refused",
    "refused the request. The owner of this bot should look into its log.",
    "refused the request.",
    f"refused the request; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
KEY_REFUSED = Ending(
    "key refused",
    "refused this bot's key. The owner has to put a valid key into its settings.",
    "refused this bot's key.",
    f"The agency's access to {{provider}} does not work; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
PLAN_REFUSED = Ending(
    "plan refused",
    "says that the plan does not cover this or is not paid. The owner has to see to the plan.",
    "does not cover it.",
    f"The agency's plan at {{provider}} does not cover this; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
SCOPE_REFUSED = Ending(
    "scope refused",
    "says that this bot's key may not do this. The owner has to give the key that right.",
    "this bot's key may not do it.",
    f"The agency's access to {{provider}} does not allow this; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
RATE_LIMITED = Ending(
    "rate limited",
    "takes no more logins for now. Try again in a while.",
    "takes no more logins for now.",
    f"takes no more logins from the agency for now; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
DOWN = Ending(
    "provider down",
    "is not working at the moment. Try again in a while.",
    "is not working at the moment.",
    f"is not working at the moment; {NOTHING_SHE_DID}.",
    is_blameless=True,
)
OUTCOME_UNKNOWN = Ending(
    "outcome unknown",
    "❌ It is not known whether the login began.",
    "it is not known whether the login began.",
    "I could not find out whether the login began. A code may still arrive: please ignore it.",
    "I could not find out whether the login began. A code may still arrive: please ignore it.",
)
SILENT = Ending(
    "provider silent",
    "gave no answer in time. Try again in a while.",
    "gave no answer in time.",
    "gave no answer in time. A code that still arrives is of no use.",
    "gave no answer in time. A code that still arrives is of no use.",
)
DECLINED = Ending(
    "declined",
    "🚫 Stella can't now.",
    "not now, says Stella.",
    "sees that now is a bad time.",
    page="This link does not open anything",
)

NOT_ASKED_ANY_MORE = "Nothing came of it, and you need to do nothing. Ignore a code that may still arrive;"
STEP_UP_TOO_MANY_CODES = replace(TOO_MANY_CODES, hers=NOT_ASKED_ANY_MORE)
STEP_UP_RATE_LIMITED = replace(RATE_LIMITED, hers=NOT_ASKED_ANY_MORE)
STEP_UP_SIGNED_OUT = Ending(
    "session expired",
    "🔑 {provider} is not signed in to this account any more, so no code could be used.",
    "the session at {provider} is over.",
    NOT_ASKED_ANY_MORE,
)
STEP_UP_DECLINED = Ending(
    "declined", "🚫 Stella does not agree now.", "not now, says Stella.", "sees that you do not agree now."
)
