"""Every line of the lexicon's tables of countries, groups, ranks, places and names is linted here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from conflictfacts.lexicon import default_lexicon, split_form
from conflictfacts.tokens import make_tokenizer

COUNTRY_KEYS = ("names", "adjectives", "people", "seats", "forces")
GROUP_LISTS = ("names", "people")
TABLE_KEYS = {
    "places": (
        "prepositions",
        "kinds_after",
        "kinds_before",
        "directions",
        "regions",
        "cities",
        "not_sides",
        "setting",
    ),
    "names": ("given", "particles", "suffixes", "titles", "not_names"),
}
SIZES = {
    "countries": (230, 300),
    "groups": (350, 700),
    "given": (600, 2000),
    "cities": (350, 1100),
    "rank forms": (400, 1000),
}

# Countries without an adjective or a word for their people: why.
NO_ADJECTIVE = {
    "Dominica": "'Dominican' is the Dominican Republic's",
    "Donetsk People's Republic": "its people are called Ukrainians, Russians or separatists",
    "Duchy of Warsaw": "its people are Poles",
    "Luhansk People's Republic": "its people are called Ukrainians, Russians or separatists",
    "Palestinian Authority": "'Palestinian' is Palestine's",
    "Republic of the Congo": "'Congolese' is the Democratic Republic's",
    "Republika Srpska": "its people are Bosnian Serbs: see groups",
    "Serbia and Montenegro": "its people are Yugoslavs, Serbs or Montenegrins",
}

# Forms that two owners use: the first one named is meant where nothing else decides.
SHARED: dict[str, tuple[tuple[str, ...], str]] = {}

UNITED_NATIONS = """
Afghanistan|Albania|Algeria|Andorra|Angola|Antigua and Barbuda|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahamas
Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia|Bosnia and Herzegovina|Botswana|Brazil|Brunei
Bulgaria|Burkina Faso|Burundi|Cambodia|Cameroon|Canada|Cape Verde|Central African Republic|Chad|Chile|China|Colombia
Comoros|Costa Rica|Croatia|Cuba|Cyprus|Czech Republic|Democratic Republic of the Congo|Denmark|Djibouti|Dominica
Dominican Republic|East Timor|Ecuador|Egypt|El Salvador|Equatorial Guinea|Eritrea|Estonia|Eswatini|Ethiopia|Fiji|Finland
France|Gabon|Gambia|Georgia|Germany|Ghana|Greece|Grenada|Guatemala|Guinea|Guinea-Bissau|Guyana|Haiti|Honduras|Hungary
Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Ivory Coast|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kiribati|Kuwait
Kyrgyzstan|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|Liechtenstein|Lithuania|Luxembourg|Madagascar|Malawi|Malaysia
Maldives|Mali|Malta|Marshall Islands|Mauritania|Mauritius|Mexico|Micronesia|Moldova|Monaco|Mongolia|Montenegro|Morocco
Mozambique|Myanmar|Namibia|Nauru|Nepal|Netherlands|New Zealand|Nicaragua|Niger|Nigeria|North Korea|North Macedonia
Norway|Oman|Pakistan|Palau|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Qatar|Republic of the Congo
Romania|Russia|Rwanda|Saint Kitts and Nevis|Saint Lucia|Saint Vincent and the Grenadines|Samoa|San Marino
Sao Tome and Principe|Saudi Arabia|Senegal|Serbia|Seychelles|Sierra Leone|Singapore|Slovakia|Slovenia|Solomon Islands
Somalia|South Africa|South Korea|South Sudan|Spain|Sri Lanka|Sudan|Suriname|Sweden|Switzerland|Syria
Tajikistan|Tanzania|Thailand|Togo|Tonga
Trinidad and Tobago|Tunisia|Turkey|Turkmenistan|Tuvalu|Uganda|Ukraine|United Arab Emirates|United Kingdom|United States
Uruguay|Uzbekistan|Vanuatu|Venezuela|Vietnam|Yemen|Zambia|Zimbabwe
"""

Table = dict[str, Any]


def table(name: str) -> Table:
    return default_lexicon().table(name)


def country_forms(entry: Table) -> Iterator[str]:
    for key in COUNTRY_KEYS:
        yield from entry.get(key, ())


def group_forms(entry: Table) -> Iterator[str]:
    for key in GROUP_LISTS:
        yield from entry.get(key, ())


def owners() -> dict[str, set[str]]:
    """Every form of a country or group, with the owners that claim it."""
    found: dict[str, set[str]] = {}
    for name, entry in table("countries").items():
        for form in {name, *country_forms(entry)}:
            found.setdefault(form, set()).add(name)
    for name, entry in table("groups").items():
        for form in {name, *group_forms(entry)}:
            found.setdefault(form, set()).add(name)
    return found


def every_list() -> Iterator[tuple[str, list[str]]]:
    for name in ("countries", "groups"):
        for key, entry in table(name).items():
            for field, value in entry.items():
                if isinstance(value, list):
                    yield f"{name}: {key}: {field}", value
    ranks = table("ranks")
    for rank in ranks["rank"]:
        yield f"ranks: {rank['name']}", rank["forms"]
    for field in ("services", "qualifiers", "plurals"):
        for key, value in ranks[field].items():
            yield f"ranks: {field}: {key}", value
    for name, keys in TABLE_KEYS.items():
        for key in keys:
            if key != "setting":
                yield f"{name}: {key}", table(name)[key]


def faults(forms: list[str]) -> list[str]:
    """What is wrong with a list of forms, in words; nothing if it is in order."""
    found = [f"twice: {form!r}" for form, times in Counter(forms).items() if times > 1]
    found += ["empty list"] if not forms else []
    for form in forms:
        if not form or form != form.strip() or re.search(r"\s\s|[^\S ]|[’“”;|]", form):
            found.append(f"not trimmed or not plain: {form!r}")
    return found


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        (["Iraq", "Iraq"], "twice"),
        ([" Iraq"], "not trimmed"),
        (["Iraq\n"], "not trimmed"),
        (["North  Korea"], "not trimmed"),
        (["Côte d’Ivoire"], "not plain"),
        ([""], "not trimmed"),
        ([], "empty"),
    ],
)
def test_the_lint_sees_a_fault(forms: list[str], fault: str) -> None:
    assert any(fault in found for found in faults(forms))


def test_every_list_is_in_order() -> None:
    assert [(where, found) for where, forms in every_list() if (found := faults(forms))] == []


def test_the_words_of_a_setting_are_in_order() -> None:
    """They are single tokens in lower case, each once a list, and every preposition has its cost."""
    setting = dict(table("places")["setting"])
    costs = setting.pop("cost")
    lists = {**setting, **setting.pop("capitals")}
    lists.pop("capitals")
    assert {key: found for key, forms in lists.items() if (found := faults(forms))} == {}
    assert [form for forms in lists.values() for form in forms if " " in form or form != form.lower()] == []
    assert all(isinstance(cost, int) and cost >= 0 for cost in costs.values())


def test_countries_have_only_known_keys_and_lists_of_words() -> None:
    for name, entry in table("countries").items():
        assert set(entry) <= {*COUNTRY_KEYS, "part_of", "meant"}, name
        assert {entry.get("part_of", name), *entry.get("meant", ())} <= set(table("countries")), name
        assert all(isinstance(form, str) for form in country_forms(entry)), name


def test_groups_have_only_known_keys() -> None:
    countries = table("countries")
    for name, entry in table("groups").items():
        assert set(entry) <= {"kind", "country", "meant", "short", *GROUP_LISTS}, name
        assert entry["kind"] in ("armed_group", "alliance"), name
        assert entry.get("country", "Iraq") in countries, name
        assert set(entry.get("meant", ())) <= set(table("groups")), name
        assert entry.get("short", name) in (name, *entry.get("names", ())), name


@pytest.mark.parametrize("name", TABLE_KEYS)
def test_places_and_names_have_just_their_keys(name: str) -> None:
    assert tuple(table(name)) == TABLE_KEYS[name]


@pytest.mark.parametrize("name", ["countries", "groups"])
def test_entries_stand_in_alphabetical_order(name: str) -> None:
    keys = list(table(name))
    assert keys == sorted(keys, key=lambda key: (key.casefold(), key))


def test_ranks_have_their_keys_and_levels() -> None:
    ranks = table("ranks")
    assert set(ranks) == {"rank", "services", "qualifiers", "plurals"}
    for rank in ranks["rank"]:
        assert set(rank) <= {"name", "level", "also_role", "forms"}, rank["name"]
        assert rank["level"] in ("officer", "enlisted", "police"), rank["name"]
        assert rank["name"] == rank["name"].lower()
    names = [rank["name"] for rank in ranks["rank"]]
    assert len(names) == len(set(names))


def test_a_rank_form_stands_in_one_entry() -> None:
    counted = Counter(form for rank in table("ranks")["rank"] for form in rank["forms"])
    assert [form for form, times in counted.items() if times > 1] == []


@pytest.mark.parametrize(
    ("form", "name", "level"),
    [
        ("Lt. Gen.", "lieutenant general", "officer"),
        ("Lt Col", "lieutenant colonel", "officer"),
        ("Brig", "brigadier", "officer"),
        ("Sgt. Maj.", "sergeant major", "enlisted"),
        ("Spc.", "specialist", "enlisted"),
        ("Superintendent", "superintendent", "police"),
        ("Commander", "commander", "officer"),
    ],
)
def test_a_rank_is_found_by_its_form(form: str, name: str, level: str) -> None:
    found = {f: rank for rank in table("ranks")["rank"] for f in rank["forms"]}[form]
    assert (found["name"], found["level"]) == (name, level)


def test_a_form_has_one_owner() -> None:
    shared = {form: set(names) for form, (names, _) in SHARED.items()}
    assert {form: names for form, names in owners().items() if len(names) > 1} == shared


def test_every_country_has_an_adjective_or_a_reason() -> None:
    bare = {name for name, entry in table("countries").items() if not (entry.get("adjectives") or entry.get("people"))}
    assert bare == set(NO_ADJECTIVE)


def test_every_member_of_the_united_nations_is_there() -> None:
    members = re.split(r"[|\n]", UNITED_NATIONS.strip())
    assert len(members) == 193
    assert sorted(set(members) - set(table("countries"))) == []


@pytest.mark.parametrize(
    ("form", "owner"),
    [
        ("U.S.", "United States"), ("Pentagon", "United States"), ("DPRK", "North Korea"), ("Kremlin", "Russia"),
        ("Britons", "United Kingdom"), ("IDF", "Israel"), ("Burmese", "Burma"), ("Soviets", "Soviet Union"),
        ("Ottomans", "Ottoman Empire"), ("Bundeswehr", "Germany"), ("ARVN", "South Vietnam"),
        ("Congo", "Democratic Republic of the Congo"), ("Hellenic Army", "Greece"),
        ("Al Shabaab", "al-Shabab"), ("Daesh", "Islamic State"), ("Taleban", "Taliban"), ("Hizbullah", "Hezbollah"),
        ("Confederates", "Confederacy"), ("LTTE", "Tamil Tigers"), ("Sendero Luminoso", "Shining Path"),
        ("U.N.", "United Nations"), ("Kemalists", "Turkish National Movement"), ("ECOWAS Monitoring Group", "ECOMOG"),
        ("Syrian Democratic Forces", "SDF"), ("Vietcong", "Viet Cong"), ("RSF", "Rapid Support Forces"),
        ("Naxalites", "Maoists"), ("FSA", "Free Syrian Army"),
    ],
)  # fmt: skip
def test_a_form_names_its_owner(form: str, owner: str) -> None:
    assert owners()[form] == {owner}


@pytest.mark.parametrize(
    "word",
    ["polish", "turkey", "china", "Army", "Forces", "Police", "Rebels", "Government", "union", "Guard", "the",
     "Federal", "Islamic", "North", "General"],
)  # fmt: skip
def test_a_common_word_names_no_side(word: str) -> None:
    assert word not in owners()


def test_alliances_are_no_armed_groups() -> None:
    kinds = {name: entry["kind"] for name, entry in table("groups").items()}
    alliances = (
        "NATO",
        "United Nations",
        "European Union",
        "African Union",
        "CIS",
        "Coalition",
        "Allies",
        "Axis",
        "ISAF",
    )
    assert {kinds[name] for name in alliances} == {"alliance"}
    assert {kinds[name] for name in ("Taliban", "Hamas", "FARC", "Wagner Group", "Union", "Kuomintang")} == {
        "armed_group"
    }


def test_a_city_is_no_given_name_and_no_region() -> None:
    places, names = table("places"), table("names")
    assert set(places["cities"]) & (set(names["given"]) | set(places["regions"])) == set()


def test_given_names_are_names_alone() -> None:
    names = table("names")
    given = set(names["given"])
    assert given & (set(names["not_names"]) | set(names["titles"]) | set(owners())) == set()
    assert all(name[0].isupper() and " " not in name for name in given)


def test_words_that_are_never_names_are_no_titles() -> None:
    names = table("names")
    assert set(names["not_names"]) & set(names["titles"]) == set()


def test_a_phrase_that_names_no_side_holds_more_than_a_side() -> None:
    assert set(table("places")["not_sides"]) & set(owners()) == set()


def test_sizes_are_sane() -> None:
    sizes = {
        "countries": len(table("countries")),
        "groups": len(table("groups")),
        "given": len(table("names")["given"]),
        "cities": len(table("places")["cities"]),
        "rank forms": sum(len(rank["forms"]) for rank in table("ranks")["rank"]),
    }
    assert [(k, n) for k, n in sizes.items() if not SIZES[k][0] <= n <= SIZES[k][1]] == []


def test_every_form_is_split_as_the_tokenizer_splits_it() -> None:
    """A form that the tokenizer cuts elsewhere could never be found in a text."""
    import spacy

    tokenize = make_tokenizer(spacy.blank("en").vocab)
    missed = []
    keys = ("keys", [*table("countries"), *table("groups")])
    for where, forms in [keys, *every_list()]:
        for form in forms:
            words = [token.text for token in tokenize(f"the {form} said")][1:-1]
            if tuple(words) != split_form(form):
                missed.append((where, form, words))
    assert missed == []


def word_lists(value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """Give each list of words in a table with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from word_lists(inner, f"{path}.{key}")
    elif isinstance(value, list) and all(isinstance(word, str) for word in value):
        yield path, value


@pytest.mark.parametrize("name", ["nouns", "verbs", "stance", "reporting", "roles", "grammar", "forces", "units"])
def test_a_list_of_words_has_each_once_and_clean(name: str) -> None:
    lists = dict(word_lists(table(name), name))
    assert lists
    for path, words in lists.items():
        assert [word for word in words if not word or word != " ".join(word.split())] == [], path
        assert [word for word, times in Counter(words).items() if times > 1] == [], path


def test_counted_nouns_are_in_lower_case_and_of_one_kind() -> None:
    nouns = table("nouns")
    kinds = {kind: set(nouns[kind]) for kind in ("troops", "people", "equipment")}
    assert all(word == word.lower() for words in kinds.values() for word in words)
    assert not kinds["troops"] & kinds["people"]
    # A tanker is one of a crew or a ship, a bomber a man or an aircraft: the words around tell.
    assert (kinds["troops"] | kinds["people"]) & kinds["equipment"] == {"tanker", "bomber"}
