"""The warnings of an article: language, capitals, marks left open, no sentences, garbled letters, what is cut."""

from __future__ import annotations

import pytest

from attribution.article import article_from_text
from attribution.checks import check, foreign_language
from attribution.decoding import find_garbled
from attribution.extract import extract
from attribution.lexicon import load_lexicon
from attribution.model import DEFAULT_ZONES, Document, ExtractionWarning, Span
from attribution.quotes import find_quotations


def warnings_of(text: str) -> list[ExtractionWarning]:
    article = article_from_text(text)
    quotations = find_quotations(text, [p.span for p in article.paragraphs])
    return [*article.warnings, *check(article, quotations, DEFAULT_ZONES)]


def codes(text: str) -> list[str]:
    return [w.code for w in warnings_of(text)]


ENGLISH = "The mayor of the town said on Monday that the bridge would stay shut until the spring. Nobody believed her, and most of the people who live by the river had heard it before."
FOREIGN = {
    "Spanish": "El alcalde de la ciudad dijo el lunes que el puente permanecerá cerrado hasta la primavera, porque los ingenieros han encontrado grietas en dos de sus pilares. “No vamos a correr riesgos”, afirmó.",
    "French": "Le maire de la ville a déclaré lundi que le pont resterait fermé jusqu'au printemps, parce que les ingénieurs ont trouvé des fissures dans deux de ses piliers. « Nous ne prendrons aucun risque », a-t-il dit.",
    "German": "Der Bürgermeister der Stadt sagte am Montag, die Brücke bleibe bis zum Frühjahr geschlossen, weil die Ingenieure in zwei ihrer Pfeiler Risse gefunden hätten. „Wir gehen kein Risiko ein“, sagte er vor der Presse.",
    "Dutch": "De burgemeester van de stad zei maandag dat de brug tot het voorjaar gesloten blijft, omdat ingenieurs scheuren hebben gevonden in twee van de pijlers. ‘We nemen geen enkel risico’, zei hij tegen de pers.",
    "Norwegian or Danish": "Byens borgmester sagde mandag, at broen forbliver lukket til foråret, fordi ingeniører har fundet revner i to af dens piller. ”Vi tager ingen chancer,” sagde han til journalister. Beboerne klager over, at ingen advarede dem.",
    "in Cyrillic script": "Мэр города заявил в понедельник, что мост останется закрытым до весны, потому что инженеры обнаружили трещины в двух его опорах.",
    "in Cjk script": "市长周一表示，由于工程师在两座桥墩上发现裂缝，大桥将关闭至春季。“我们不会冒险，”他对记者说。",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_a_foreign_text_is_told_by_its_language(language: str):
    (warning,) = [w for w in warnings_of(FOREIGN[language]) if w.code == "not-english"]
    assert f"it seems to be {language} and the lexicon is English" in warning.message
    assert warning.spans == (Span(0, len(FOREIGN[language])),)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "“No vamos a correr riesgos con la vida de los vecinos de esta ciudad, y el puente no se abre hasta que los ingenieros lo digan,” the mayor of Ronda said. “Que nadie venga a decirme lo contrario,” she added, as she left the town hall.",
        ENGLISH + " Le Monde and El País reported that Die Linke, La République en marche and Partido Popular had all refused.",
        "Juventus 2 Inter 1\nReal Madrid 3 Las Palmas 0\nDe Graafschap 1 Den Haag 1",
        "Ja, ich will",
        "THE MAYOR SAID THAT THE BRIDGE WAS SHUT AND THAT IT WOULD STAY SO UNTIL SPRING, AND NOBODY IN THE TOWN BELIEVED HER WHEN SHE DID.",
    ],
)
def test_an_english_text_is_not_foreign(text: str):
    assert "not-english" not in codes(text)


def test_a_foreign_page_with_english_quotations_stays_foreign():
    text = "“We are not going to take any risks with the lives of the people of this city,” dijo el alcalde de la ciudad a los periodistas, según la agencia, y añadió que el gobierno de la región no quiso dar más detalles."
    assert foreign_language(text, [Span(0, len(text))], find_quotations(text, [Span(0, len(text))])) == "Spanish"


def test_nothing_is_looked_for_in_a_foreign_text_unless_it_is_asked_for():
    article = article_from_text(FOREIGN["Spanish"])
    found = extract(Document(article, ()), load_lexicon())
    assert (found.attributions, found.unattributed, [w.code for w in found.warnings]) == ((), (), ["not-english"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH, []),
        ("", ["empty"]),
        (ENGLISH.upper(), ["all-capitals"]),
        (ENGLISH + "\n\nTHE END", []),
        ("“It leaks, she said.", ["unbalanced-quotation"]),
        ("“It leaks.\n\n“It always did,” she said.", []),
        ("He said \"no.\n\nShe said \"yes\" to him.", ["unbalanced-quotation"]),
        ("Apples\nPears\nPlums\nCherries", ["no-body-found"]),
        ("Team | Won | Lost\nRovers | 3 | 1\nUnited | 2 | 2\nCity | 0 | 4", ["no-body-found"]),
        ("UN: threat rises", []),
        ("Itâ€™s over, she said, and cafÃ© owners agreed.", ["mojibake"]),
        ("Caf\ufffd owners agreed, she said.", ["mojibake"]),
        (ENGLISH + " " + "x" * 1001, ["unreadable"]),
        ("x" * 200_000, ["unreadable"]),
        (". " * 10_000, ["unreadable"]),
        ("The council will meet on Monday to… [+2312 chars]", ["truncated"]),
        ("She said she would … Continue reading", ["truncated"]),
    ],
)  # fmt: skip
def test_codes(text: str, expected: list[str]):
    assert codes(text) == expected


def test_warnings_say_where():
    text = "It was late. She said: “It leaks.\n\nHe left."
    (warning,) = warnings_of(text)
    assert [span.of(text) for span in warning.spans] == ["“It leaks."]
    assert warning.message == "a quotation is never closed, as ““It leaks.”; taken to end with the paragraph"


@pytest.mark.parametrize(
    "text",
    ["SÃO PAULO and JOÃO", "“CAFÉ”, he said", "«ÉTÉ»", "Â", "naïve “Ça va”", "It is 20°C, £5 – €6… ½ ·", "Ã vida", "½Â¿?"[:1]],
)
def test_letters_that_are_right_are_not_called_garbled(text: str):
    assert find_garbled(text) == ()


@pytest.mark.parametrize("text", ["“Café,” he said – it’s £5…", "naïve", "À la carte", "😀"])
def test_utf_8_read_as_windows_1252_is_called_garbled(text: str):
    garbled = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert find_garbled(garbled) and not find_garbled(text)


def test_sentences_that_the_parser_cut_are_told_of():
    class Cut:
        article = article_from_text("He said no.")
        sentences = ()
        split = (Span(0, 11),)

    (warning,) = extract(Cut(), load_lexicon()).warnings
    assert (warning.code, warning.spans) == ("long-sentence-split", (Span(0, 11),))
