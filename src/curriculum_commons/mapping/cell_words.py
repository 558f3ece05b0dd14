"""Words in the cells of a table of sessions, in several languages, as they are folded: all in small letters."""

from __future__ import annotations

YES = ("yes", "y", "true", "1", "x", "✓", "✔", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "s", "sim")
NO = ("no", "n", "false", "0", "-", "nein", "falsch", "non", "faux", "nao", "não", "nee")
REQUIRED = (
    *("required", "mandatory", "compulsory", "obligatory", "core", "pflicht", "verpflichtend"),
    *("obligatorisch", "obligatoire", "obligatorio", "obligatoria", "obrigatorio", "obrigatório", "verplicht"),
)
ELECTIVE = (
    *(
        "elective",
        "optional",
        "required in track",
        "selective",
        "voluntary",
        "wahl",
        "wahlpflicht",
        "fakultativ",
        "freiwillig",
        "option",
    ),
    *("facultatif", "optionnel", "opcional", "optativo", "optativa", "facoltativo", "opzionale", "keuze"),
)
"""Words for yes, for no, and for a session that every learner takes part in or that some choose."""
