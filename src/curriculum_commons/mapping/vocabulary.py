"""Lists of values for the rows of a curriculum map.

Source:
    Methods: "Curriculum Inventory Standardized Instructional and Assessment Methods and Resource Types" of AAMC and
    MedBiquitous, November 2015, as Ilios carries it (ilios/ilios, config/dataimport/aamc_method.csv), with two slips of
    that file corrected: IM030 is "Workshop", and IM031 is included. AM015 is left out: AM019 has replaced it.
    Levels: introduced, reinforced, mastered, as usual in curriculum maps of higher education.
"""

from __future__ import annotations

SOURCE = (
    "Codes and names of methods: AAMC and MedBiquitous, Curriculum Inventory Standardized Instructional and Assessment "
    "Methods and Resource Types, November 2015, without AM015, which AM019 has replaced."
)
"""Source of the lists of methods, shown to users."""

LEVELS = ("Introduced", "Reinforced", "Mastered")
"""How far a session takes learners."""
REQUIRED, ELECTIVE = "Required", "Elective"
"""Whether every learner takes part."""
PURPOSES = ("Formative", "Summative")
"""What an assessment is for."""

INSTRUCTION = {
    "IM001": "Case-Based Instruction/Learning",
    "IM002": "Clinical Experience - Ambulatory",
    "IM003": "Clinical Experience - Inpatient",
    "IM004": "Concept Mapping",
    "IM005": "Conference",
    "IM006": "Demonstration",
    "IM007": "Discussion, Large Group (>12)",
    "IM008": "Discussion, Small Group (≤12)",
    "IM009": "Games",
    "IM010": "Independent Learning",
    "IM011": "Journal Club",
    "IM012": "Laboratory",
    "IM013": "Lecture",
    "IM014": "Mentorship",
    "IM015": "Patient Presentation - Faculty",
    "IM016": "Patient Presentation - Learner",
    "IM017": "Peer Teaching",
    "IM018": "Preceptorship",
    "IM019": "Problem-Based Learning (PBL)",
    "IM020": "Reflection",
    "IM021": "Research",
    "IM022": "Role Play/Dramatization",
    "IM023": "Self-Directed Learning",
    "IM024": "Service Learning Activity",
    "IM025": "Simulation",
    "IM026": "Team-Based Learning (TBL)",
    "IM027": "Team-Building",
    "IM028": "Tutorial",
    "IM029": "Ward Rounds",
    "IM030": "Workshop",
    "IM031": "Patient Presentation - Patient",
}
"""Instructional methods by code."""

ASSESSMENT = {
    "AM001": "Clinical Documentation Review",
    "AM002": "Clinical Performance Rating/Checklist",
    "AM003": "Exam - Institutionally Developed, Clinical Performance",
    "AM004": "Exam - Institutionally Developed, Written/Computer-based",
    "AM005": "Exam - Institutionally Developed, Oral",
    "AM006": "Exam - Licensure, Clinical Performance",
    "AM007": "Exam - Licensure, Written/Computer-based",
    "AM008": "Exam - Nationally Normed/Standardized, Subject",
    "AM009": "Multisource Assessment",
    "AM010": "Narrative Assessment",
    "AM011": "Oral Patient Presentation",
    "AM012": "Participation",
    "AM013": "Peer Assessment",
    "AM014": "Portfolio-Based Assessment",
    "AM016": "Research or Project Assessment",
    "AM017": "Self-Assessment",
    "AM018": "Stimulated Recall",
    "AM019": "Exam - Institutionally Developed, Laboratory Practical (Lab)",
}
"""Assessment methods by code."""

SEPARATOR = " · "
"""Text between the code and the name of an entry; no code contains a space."""
_LONGEST_ENTRY = 120


def entry(code: str, name: str) -> str:
    """Return the entry of a list for a code and its name; a long name is cut, because only the code counts."""
    text = f"{code}{SEPARATOR}{name}"
    return text if len(text) <= _LONGEST_ENTRY else f"{text[: _LONGEST_ENTRY - 1]}…"
