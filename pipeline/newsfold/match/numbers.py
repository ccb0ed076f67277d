"""Numbers as they are compared: 2.3 billion, 2.3 bln and 2,300 million are one, and so are 1,150 and 1.150, and ten and 10.

Languages disagree on which mark parts thousands, and each has its own words for them; but all write the same digits. So
a number's key is its digits without marks and without zeros at the end; but a number with one digit before its zeros keeps
them, for "5" would stand for too much.
"""

from __future__ import annotations

import unicodedata

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
    "tr": "iki üç dört beş altı yedi sekiz dokuz on",  # noqa: RUF001 Turkish has a letter of its own here
    "ar": "اثنان/اثنين/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني تسعة/تسع عشرة/عشر",
}
_BY_WORD = {
    lang: {form: str(value) for value, forms in enumerate(names.split(), 2) for form in forms.split("/")}
    for lang, names in _SPELLED.items()
}


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
