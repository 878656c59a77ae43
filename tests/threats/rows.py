"""The threats by number, as the suite prints them: what each is, and the figure that is to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    threat: str
    figure: str


ROWS: Final = {
    1: Row("a login she does not expect", "0 submissions without her act in 20,000 examples; seven facts"),
    2: Row("the code leaks", "0 canary hits in every disguise and place"),
    3: Row("fatigue", "caps hold over 3 managers x 100 starts; 0 prompts by a decline"),
    4: Row(
        '"Not me" without effect', "blocked within 1 s, and after a kill at every line; 0 lifts by others"
    ),
    5: Row("an impostor commands", "0 accepted of 40 identity variants"),
    6: Row("the code goes to the wrong attempt", "1 winner in each of 10,000 races; 0 wrong bindings"),
    7: Row("a code is sent twice", "at most 1 submission a code over 200 kill points"),
    8: Row("the API key goes to a stranger", "0 requests to another host"),
    9: Row("a forged or replayed event", "0 effects; a replay acts once"),
    10: Row("a Telegram code or a password is pasted", "0 forwarded; warned within 2 s"),
    11: Row("a stolen invitation", "0 enrolments without both halves; of 100 claims 1 wins"),
    12: Row("a phishing link through the provider", "0 of the URL corpus shown"),
    13: Row("the bot token leaks", "0 canary hits, also at DEBUG and in errors"),
    14: Row("a button pressed by another, altered, twice, late", "0 effects"),
    15: Row("an update lost in a crash", "told within 10 s of the restart"),
    16: Row("a code after cancel, decline, expiry", "0 submissions, an answer each time"),
    17: Row("the database is stolen", "nothing readable; a swapped blob refused; rotation loses 0 rows"),
    18: Row("names that inject markup, bidi, length", '0 unescaped in 10,000; 0 "can\'t parse entities"'),
    19: Row("look-alike names", "refused by skeleton; the id stands beside each name"),
    20: Row("a removed manager acts", "effect within 60 s"),
    21: Row("provider faults", "over within life + 60 s; 0 unhandled; 0 lost, 1 doubled at most"),
    22: Row("Telegram faults", "over within life + 60 s; 0 unhandled; 0 lost, 1 doubled at most"),
    23: Row("database faults", "over within life + 60 s; 0 unhandled; 0 lost, 1 doubled at most"),
    24: Row("guessing", "limits hold over resend, restart, provider"),
    25: Row("her Telegram is taken over", "0 codes left 5 s after; freeze, move and delays drilled"),
    26: Row("she cannot leave", "2 taps; 0 traces after /forget"),
    27: Row("history altered", "every change, drop, reorder found"),
    28: Row("abuse of a custom proxy", "owner only, never dialled, 0 private names accepted"),
    29: Row("probing for names or invitations", "equal answers for unknown, used, expired"),
    30: Row("a look-alike bot", "every prompt names handle and domain"),
    31: Row("a flood of strangers", "memory flat over 100,000; a prompt within 2 s meanwhile"),
    32: Row("a tampered dependency", "hashes in the lock; installs from it alone"),
    33: Row("the connect page attacked", "0 accepted: second browser, forged origin, framing, replay"),
    34: Row("endless gates, lures in hints", "0 shown outside the masks; stops at the fourth gate"),
    35: Row(
        "somebody else's account is linked",
        "0 links without her Yes; Undo works; another account never links",
    ),
}
