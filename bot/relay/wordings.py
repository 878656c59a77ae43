# ruff: noqa: RUF001 - words of other alphabets are what this module is about
"""How messages read that nobody may pass on: Telegram's own codes, and passwords. Pure; it keeps no text.

Telegram words its messages by the language of the account. What is known of them stands here as patterns,
matched against a text in its folded form: without invisible characters, accents and differences of width.
"""

from __future__ import annotations

import re
import unicodedata

_SAME_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "đ": "d",
        "ß": "ss",
        "ک": "ك",
        "ی": "ي",
        "ى": "ي",
        "’": "'",
        "ʼ": "'",
        "`": "'",
    }
)
"""Letters that no normal form makes one, though the same word is written with either."""


def fold(text: str) -> str:
    """Return a text in the form in which wordings are looked for; digits of any script become ASCII ones."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (character for character in decomposed if unicodedata.category(character) not in {"Mn", "Cf"})
    return "".join(_ascii_digit(character) for character in kept).translate(_SAME_LETTERS)


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Compile patterns that are written as people write; they are folded as the texts are."""
    return re.compile("|".join(f"(?:{fold(pattern)})" for pattern in patterns), re.IGNORECASE | re.MULTILINE)


_FIVE_DIGITS = r"(?<!\d)\d(?:[\s.\-\u2010-\u2015]{0,2}\d){4}(?![ .-]?\d)"
_WEB_CODE = r"(?-i:(?=[\w-]*[A-Za-z])(?=[\w-]*(?:\d|_|-|[a-z][A-Z]))[\w-]{9,16})\s*$"
_HEADINGS = (
    r"log ?-?in code",
    r"код (?:для )?вход[ау]",
    r"код (?:подтверждения|підтвердження)",
    r"(?:anmelde|login)-?\s?code",
    r"c[oó]digo de (?:inicio de sesi[oó]n|acceso|login|in[ií]cio de sess[aã]o|acesso|entrada)",
    r"code (?:de connexion|d'acc[eè]s)",
    r"codice (?:di accesso|di login)",
    r"kod (?:do )?logowania",
    r"cod(?:ul)? de (?:conectare|autentificare|login)",
    r"přihlašovací kód",
    r"prihlasovací kód",
    r"(?:bejelentkezési|belépési) kód",
    r"(?:giriş|oturum açma) kodu",
    r"(?:رمز|كود) (?:تسجيل )?الدخول",
    r"كد ورود",
)
_NAME = _any_of(
    r"telegr?am",
    r"телегр[ае]м",
    r"телеґрам",
    r"تلي?[قغج]رام",
    r"تيلي?[غج]رام",
    r"تلگرام",
    r"τελεγκραμ|τηλεγραμ",
    r"טלגרם",
)
_WITHOUT_NAME = _any_of(
    r"\b(?:t\.me|telegram\.(?:me|dog))/login/",
    r"\btg:(?://)?login\b",
    r"\bweb login code\b",
    r"\bby trying to log in on another device\b",
    rf"\b(?:log ?-?in code|код для входа)\s*:\s*{_WEB_CODE}",
)
_HEADED_BY_FIVE_DIGITS = _any_of(
    *(rf"^[^\w\n]{{0,8}}{heading}\s*:?\s*{_FIVE_DIGITS}" for heading in _HEADINGS)
)
_EVEN_IF_THEY_SAY = _any_of(
    r"even if (?:they|someone|somebody) (?:say|claim)",
    r"даже если (?:его |их |код |вам )?(?:требуют|просят|запрашивают|говорят|кто-то)",
    r"навіть якщо (?:його |її |код |вам )?(?:вимагають|просять|запитують|кажуть|хтось)",
    r"(?:auch|selbst)(?: dann)?(?: nicht)?,? wenn (?:jemand|diese|er|sie|man)",
    r"(?:aunque|ni siquiera si|incluso si) (?:te |le )?(?:dicen|digan|afirm[ae]n|aseguren)",
    r"m[eê]me (?:s'ils|si (?:on|quelqu'un|cette personne|elle|ils))",
    r"(?:anche|neanche|nemmeno|neppure) se (?:ti )?(?:dicono|dice|affermano|afferma|sostengono)",
    r"nawet (?:jeśli|jeżeli|gdy) (?:ktoś |będą )?(?:twierdz|mówi|podaje|podają|powie)",
    r"chiar dacă (?:spun|spune|susțin|susţin|pretind|afirmă)",
    r"(?:i|ani) když (?:tvrdí|říká|říkají|budou)|i kdyby (?:tvrdil|říkal)",
    r"(?:aj|ani) keď (?:tvrd|hovor|bud)|aj keby (?:tvrdil|hovoril)",
    r"akkor se[m]?,? ha (?:azt|valaki)|még ha (?:azt|valaki)",
    r"(?:nem )?mesmo (?:que|se) (?:eles |alguém )?(?:digam|diga|afirm)",
    r"(?:söyle\w*|iddia et\w*) bile",
    r"حتى (?:لو|وإن|إذا) (?:قال|ادع|زعم|أخبر)",
    r"حتی اگر (?:بگوی|ادعا|گفت|کسی)",
)
_PLATFORM = _any_of(r"only\s?fans", r"fansly")


def speaks_of_telegrams_code(folded: str) -> bool:
    """Tell whether a folded text is Telegram's own login code by its wording.

    Whatever names Telegram and has a digit counts: no platform's message does both. Without the name it
    takes a link or a sentence that Telegram alone sends. What stands in platforms' messages as well, the
    heading with a code of five digits and "even if they say", counts where no platform is named.
    """
    if _WITHOUT_NAME.search(folded):
        return True
    if not any(character.isdecimal() for character in folded):
        return False
    if _NAME.search(folded):
        return True
    if _PLATFORM.search(folded):
        return False
    return _HEADED_BY_FIVE_DIGITS.search(folded) is not None or _EVEN_IF_THEY_SAY.search(folded) is not None


_PASSWORD = _any_of(
    r"\bpass ?-?(?:word|phrase)s?\b",
    r"\b(?:pass|pw|pwd|psw|mdp|pwort)\b\s*[:=]",
    r"\b(?:passwort|passwörter|kennwort|kennwörter)\w*",
    r"\bcontraseñas?\b",
    r"\bmots? de passe\b",
    r"\bparola? d'ordine\b",
    r"\bhas(?:ło|ła|łem|łach|eł)\b",
    r"\bparola\b(?=\s*(?:[:=]|mea\b|este\b|e\b|contului\b|\S*\d))|\bparol(?:ei|ele|am|amı|anız|ası)\b",
    r"\bhesl(?:o|a|em|u|om|á)\b",
    r"\bjelsz(?:ó|av)\w*",
    r"\b(?:senhas?|palavras?-passe)\b",
    r"\bşifre\w*",
    r"\b(?:lozink[aeu]|wachtwoord(?:en)?|lösenord)\b",
    r"\bпарол(?:ь|я|ю|ем|і|и|ей|ями|у|ем|ата)?\b",
    r"كلم[ةه] (?:ال)?(?:مرور|سر)",
    r"رمز عبور|گذرواژه|پسورد|باسورد",
)
_NO_PASSWORD = _any_of(
    r"\b(?:one|single)[ -]?(?:time|use) pass(?:word|code)s?",
    r"\beinmal-?(?:passwort|kennwort)\w*",
    r"\bcontraseñas? (?:de un solo uso|temporal)",
    r"\bmots? de passe (?:à usage unique|temporaire)",
    r"\b(?:password|parola) (?:monouso|temporanea|usa e getta|unica)",
    r"\bhasł\w+ jednorazow\w+|\bjednorazow\w+ hasł\w+",
    r"\bparol[aăe] (?:unică|de unică folosință)",
    r"\bjednorázov\w+ hesl\w+",
    r"\begyszer (?:használatos|használható) jelsz\w+",
    r"\bsenha (?:de uso único|temporária|única)",
    r"\btek kullanımlık (?:şifre|parola)\w*",
    r"\bодноразов\w+ парол\w*",
    r"\b(?:change|reset|update|forgot|forgotten|share)(?: or share)? your password",
    r"\b(?:ändern?|ändere|zurücksetzen)\b(?: sie)?(?: bitte)?(?: sofort)? (?:ihr|dein|das) passwort",
    r"\b(?:ihr|dein) passwort\b(?: sofort)? (?:ändern|zurücksetzen)",
    r"\b(?:cambi\w+|restablec\w+) (?:tu|su|la) contraseña",
    r"\b(?:chang\w+|modifi\w+|réinitialis\w+) (?:votre|ton|le) mot de passe",
    r"\b(?:cambi\w+|modific\w+|reimposta\w*) (?:subito )?la (?:tua )?password",
    r"\bzmie[nń]\w* (?:swoje )?hasło",
    r"\b(?:schimb\w+|modific\w+|reset\w+) parola",
    r"\b(?:změňte|změň|zmeňte|zmeň)(?: si)?(?: své| svoje)? heslo",
    r"\bváltoztas\w+ meg (?:a )?jelsz\w+",
    r"\b(?:alter\w+|mud\w+|redefin\w+|troqu\w+) (?:a )?(?:sua )?senha",
    r"\bşifrenizi (?:değiştir|sıfırla)\w*",
    r"\b(?:смените|измените|сбросьте|змініть) (?:свой |ваш |свій )?пароль",
    r"(?:غير|بتغيير|تغيير) كلمة (?:ال)?مرور",
    r"رمز عبور یک ?بار ?مصرف",
)


def speaks_of_a_password(folded: str) -> bool:
    """Tell whether a folded text names a password; a one-time one and advice to change it are none."""
    return _PASSWORD.search(_NO_PASSWORD.sub(" ", folded)) is not None
