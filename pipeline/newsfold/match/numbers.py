"""Numbers as they are compared: 2.3 billion, 2.3 bln and 2,300 million are one, and so are 1,150 and 1.150, and ten and 10.

Languages disagree on which mark parts thousands, and each has its own words for them; but all write the same digits. So
a number's key is its digits without marks and without zeros at the end; but a number with one digit before its zeros keeps
them, for "5" would stand for too much.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A year stands in many texts of its time, so it says less than its four digits.
_YEARS = range(1980, 2051)
_YEAR_DIGITS = 4
_YEAR_WEIGHT = 0.625
# Weights of keys with one, two, and more digits.
_WEIGHTS = (0.25, 0.625, 0.875)
# Numbers that prose spells in one word, from 2 to at most 19; a stroke parts forms. "One" is rarely a number, and the tens from
# twenty on are often vague ("some twenty men").
_SPELLED = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze"
    " dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici"
    " diciassette diciotto diciannove",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "ru": "два/две/двух/двое три/трёх/трех/трое четыре/четырёх/четырех/четверо пять/пяти/пятеро шесть/шести семь/семи"
    " восемь/восьми девять/девяти десять/десяти одиннадцать/одиннадцати двенадцать/двенадцати тринадцать/тринадцати"
    " четырнадцать/четырнадцати пятнадцать/пятнадцати шестнадцать/шестнадцати семнадцать/семнадцати"
    " восемнадцать/восемнадцати девятнадцать/девятнадцати",
    "uk": "два/дві/двох/двоє три/трьох/троє чотири/чотирьох/четверо п'ять/п'яти шість/шести сім/семи вісім/восьми"
    " дев'ять/дев'яти десять/десяти одинадцять/одинадцяти дванадцять/дванадцяти тринадцять/тринадцяти"
    " чотирнадцять/чотирнадцяти п'ятнадцять/п'ятнадцяти шістнадцять/шістнадцяти сімнадцять/сімнадцяти"
    " вісімнадцять/вісімнадцяти дев'ятнадцять/дев'ятнадцяти",
    "pl": "dwa/dwie/dwóch/dwoje trzy/trzech cztery/czterech pięć/pięciu sześć/sześciu siedem/siedmiu osiem/ośmiu"
    " dziewięć/dziewięciu dziesięć/dziesięciu jedenaście/jedenastu dwanaście/dwunastu trzynaście/trzynastu"
    " czternaście/czternastu piętnaście/piętnastu szesnaście/szesnastu siedemnaście/siedemnastu osiemnaście/osiemnastu"
    " dziewiętnaście/dziewiętnastu",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on",
    "ar": "اثنان/اثنين/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني تسعة/تسع عشرة/عشر",
}
_BY_WORD = {
    lang: {form: str(value) for value, forms in enumerate(names.split(), 2) for form in forms.split("/")}
    for lang, names in _SPELLED.items()
}


# What prose rounds to, in words. It may stand for anything near, or for nothing ("half of them knew"), so it is heard only where the
# other text has a number that it rounds, and never counts against. A stroke parts forms, a colon what they say.
_VAGUE = {
    "en": "half/halves:50 quarter:25 twenty:20 thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 dozen:12",
    "de": "halb/halbe/halben/hälfte:50 viertel:25 zwanzig:20 dreißig/dreissig:30 vierzig:40 fünfzig:50 sechzig:60 siebzig:70"
    " achtzig:80 neunzig:90 hundert/hundertste:100 dutzend:12",
    "fr": "moitié/demi/demie:50 quart:25 vingt/vingtaine:20 trente/trentaine:30 quarante/quarantaine:40 cinquante/cinquantaine:50"
    " soixante/soixantaine:60 cent/cents/centaine:100 dizaine:10 douzaine:12",
    "es": "mitad/medio/media:50 cuarto:25 veinte/veintena:20 treinta/treintena:30 cuarenta/cuarentena:40 cincuenta/cincuentena:50"
    " sesenta:60 setenta:70 ochenta:80 noventa:90 cien/ciento/centenar:100 decena:10 docena:12",
    "pt": "metade/meio/meia:50 quarto:25 vinte/vintena:20 trinta:30 quarenta:40 cinquenta:50 sessenta:60 setenta:70 oitenta:80"
    " noventa:90 cem/cento/centena:100 dezena:10 dúzia:12",
    "it": "metà/mezzo/mezza:50 quarto:25 venti/ventina:20 trenta/trentina:30 quaranta/quarantina:40 cinquanta/cinquantina:50"
    " sessanta:60 settanta:70 ottanta:80 novanta:90 cento/centinaio:100 decina:10 dozzina:12",
    "nl": "helft/half/halve:50 kwart:25 twintig:20 dertig:30 veertig:40 vijftig:50 zestig:60 zeventig:70 tachtig:80 negentig:90"
    " honderd:100 dozijn:12",
    "ru": "половина/половину/половины:50 четверть/четверти:25 двадцать/двадцати:20 тридцать/тридцати:30 сорок/сорока:40"
    " пятьдесят/пятидесяти/полсотни:50 шестьдесят/шестидесяти:60 семьдесят/семидесяти:70 восемьдесят/восьмидесяти:80"
    " девяносто/девяноста:90 сто/ста/сотня/сотни:100 десяток/десятка:10 дюжина:12",
    "uk": "половина/половину/половини:50 чверть/чверті:25 двадцять/двадцяти:20 тридцять/тридцяти:30 сорок/сорока:40"
    " п'ятдесят/п'ятдесяти:50 шістдесят/шістдесяти:60 сімдесят/сімдесяти:70 вісімдесят/вісімдесяти:80 дев'яносто:90"
    " сто/ста/сотня/сотні:100 десяток/десятка:10",
    "pl": "połowa/połowę/połowy:50 ćwierć/ćwierci:25 dwadzieścia/dwudziestu:20 trzydzieści/trzydziestu:30 czterdzieści/czterdziestu:40"
    " pięćdziesiąt/pięćdziesięciu:50 sześćdziesiąt:60 siedemdziesiąt:70 osiemdziesiąt:80 dziewięćdziesiąt:90 sto/stu/setka:100",
    "tr": "yarı/yarısı/yarısını/yarım:50 çeyrek/çeyreği:25 yirmi:20 otuz:30 kırk:40 elli:50 altmış:60 yetmiş:70 seksen:80 doksan:90"
    " yüz:100",
    "ar": "نصف:50 ربع:25 عشرين/عشرون:20 ثلاثين/ثلاثون:30 أربعين/أربعون:40 خمسين/خمسون:50 ستين/ستون:60 سبعين/سبعون:70"
    " ثمانين/ثمانون:80 تسعين/تسعون:90 مئة/مائة:100",
    "zh": "一半/半数/半數:50 四分之一:25 数十/數十:50",
    "ja": "半分/半数/半数以上:50 四分の一:25",
}
_BY_VAGUE_WORD = {
    lang: {form: value for entry in entries.split() for forms, value in [entry.split(":")] for form in forms.split("/")}
    for lang, entries in _VAGUE.items()
}
# Where words are written without spaces, any place will do.
_VAGUE_WORDS = {
    lang: re.compile("|".join(sorted(known, key=len, reverse=True)) if lang in {"zh", "ja"} else rf"\b(?:{'|'.join(known)})\b")
    for lang, known in _BY_VAGUE_WORD.items()
}
# So much may a number differ from what it is rounded to.
_ROUNDED = 0.07
# Chinese and Japanese write numbers in characters too: two and more, with a digit among them.
HAN = "〇零一二三四五六七八九十百千万萬億亿兆"
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}


def han(characters: str) -> str | None:
    """The digits of a number written in Chinese characters; None for what is none, as 万一 ("in case")."""
    if len(characters) < 2 or not any(_HAN_DIGITS.get(character, 0) for character in characters) or characters[0] in _HAN_MYRIADS:  # noqa: PLR2004
        return None
    if all(character in _HAN_DIGITS for character in characters):
        return "".join(str(_HAN_DIGITS[character]) for character in characters)
    whole = part = digit = 0
    for character in characters:
        if character in _HAN_DIGITS:
            digit = digit * 10 + _HAN_DIGITS[character]
        elif character in _HAN_UNITS:
            part, digit = part + max(digit, 1) * _HAN_UNITS[character], 0
        else:
            whole, part, digit = whole + (part + digit) * _HAN_MYRIADS[character], 0, 0
    return str(whole + part + digit)


def vague(parts: Sequence[str], lang: str | None) -> Iterator[tuple[int, str]]:
    """The digits of what the words of a text's parts may round to, each with the index of its part."""
    known = _BY_VAGUE_WORD.get(lang or "", {})
    lower = [part.lower() for part in parts]
    whole = "\n".join(lower)
    # Few texts have more than two of these words, and looking for one takes a hundredth of the time of the pattern for all.
    said = [word for word in known if word in whole]
    for place, part in enumerate(lower if said else ()):
        if any([word in part for word in said]):  # noqa: C419 a list is faster
            yield from ((place, known[word]) for word in _VAGUE_WORDS[lang or ""].findall(part))


@lru_cache(maxsize=1 << 16)
def roundings(key: str) -> frozenset[str]:
    """What a number may be rounded to, as digits without zeros at the end: of 1,150 "11" and "12", of 38 "4"; nothing as exact as itself."""
    digits = key[1:]
    if len(digits) < 2:  # noqa: PLR2004 a digit alone is no rounding's source
        return frozenset()
    first = int(digits[:2])
    steps = {first // 10 * 10, first, first + 1, first // 10 * 10 + 10}
    value = float(f"{digits[:2]}.{digits[2:]}0")
    near = {step for step in steps if abs(step - value) <= _ROUNDED * value}
    exact = len(round_digits(digits))
    return frozenset(rounder for rounder in (round_digits(str(step)) for step in near) if len(rounder) < exact)


def round_digits(digits: str) -> str:
    """Digits without the zeros at their end."""
    return digits.rstrip("0")


def spelled(word: str, lang: str | None) -> str | None:
    """The digits of a number that is spelled as one word, or None."""
    return _BY_WORD.get(lang or "", {}).get(word.lower())


def number(token: str) -> tuple[str, float]:
    """The key and the weight of a number written in digits, with any marks between them."""
    digits = "".join(str(unicodedata.digit(character)) for character in token if character.isdigit())
    if len(digits) == _YEAR_DIGITS and int(digits) in _YEARS:
        return "#" + digits, _YEAR_WEIGHT
    bare = digits.lstrip("0")
    short = bare.rstrip("0")
    key = short if len(short) > 1 else bare
    return "#" + key, _WEIGHTS[min(len(key), len(_WEIGHTS)) - 1] if key else 0.0
