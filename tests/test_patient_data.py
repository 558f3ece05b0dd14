"""Texts of each claimed kind are found however they are written, with their place, and innocent ones pass."""

from __future__ import annotations

import re

import pytest

from curriculum_commons.validation.gates.patient_data import find_patient_data
from curriculum_commons.validation.gates.plain_form import plain_form
from curriculum_commons.validation.gates.secrets import find_secrets

RECORDS = """
MRN 4471829
MRN: 4471829
MRN#4471829
MRN # 447-18-29
MRN (4471829)
mrn=4471829
MRN No. 4471829
MRN(s): 4471829
{"patientMRN": "4471829"}
HospitalAccountNumber: 600123456
MRN(s),age\\n4471829,71
MRN is 4471829
M.R.N. 4471829
MR# 4471829
MR No. 00447182
Med Rec # 4471829
Med. Rec. No. 4471829
medical record 4471829
Medical Record Number: E4471829
medical rec no 4471829
Patient ID: 4471829
pt id 4471829
Patient No. 4471829
patient number 00447182
Chart # 447182
Chart Number: 447182
Unit No. 447-18-29
Unit Number 4471829
hospital number 4471829
NHS number 943 476 5919
CSN: 100234567
CSN 100234567
HAR 6001234567
Acct #: 6001234567
Account Number 6001234567
FIN: 12345678901
FIN # 12345678
Encounter # 100234567
Encounter ID: 100234567
Visit number: 10023456
Accession # S24-12345
Accession No. 24-S-12345
accession number: 10234567
Specimen # 24-12345
Medicare number: 1EG4-TE5-MK73
Medicare No. 1EG4TE5MK73
her card, 1EG4-TE5-MK73, expired
Member ID: 123456789
Medicaid ID 123456789
MRN&nbsp;4471829
MRN&#160;4471829
M&#82;N 4471829
\uff2d\uff32\uff2e\uff1a\uff14\uff14\uff17\uff11\uff18\uff12\uff19
MRN \uff14\uff14\uff17\uff11\uff18\uff12\uff19
MR\u200bN 4471829
MRN 447\u200b1829
M\u00adRN 44\u206071829
<b>MRN</b>: 4471829
<td>MRN</td><td>4471829</td>
**MRN**: 4471829
| MRN | 4471829 |
pat_mrn_id: 4471829
"mrn": "4471829"
pat_mrn_id,birth_dt\\n4471829,x
PAT_MRN;AGE\\n4471829;71
Medical Record No.,Age\\n4471829,71
MedRecNo\\tAge\\n4471829\\t71
PAT_ENC_CSN_ID,AGE\\n100234567,71
patient_id,age\\n4471829,71
Patient Number|Age\\n4471829|71
acct_num,age\\n6001234567,71
"""
BIRTHS = """
Date_of_Birth: 3/14/1952
BirthDTS: 1952-03-14
BirthDateTime,sex\\n1952-03-14 00:00:00,F
fecha de nacimiento: 14/03/1952
Geburtsdatum: 14.03.1952
\u751f\u5e74\u6708\u65e5\uff1a1952\u5e743\u670814\u65e5
DOB: 3/14/1952
DOB: 14-Mar-1952
DOB 14MAR1952
DOB: 14 Mar 1952
DOB: Mar 14, 1952
DOB: Mar-14-1952
DOB 3.14.52
DOB 1952/03/14
DOB 19520314
DOB 03141952
DOB: 1952-Mar-14
DOB 03 14 1952
D.O.B.: 3-14-52
(dob 3/14/52)
DOB (MM/DD/YYYY): 03/14/1952
DOB/Sex: 03/14/1952 F
Date of Birth 3/14/1952
date of birth is March 14th, 1952
Birth Date: 3/14/1952
birthday: 14 March 1952
Birthdate 1952-03-14
birth_dt: 14-Mar-1952
born 3/14/1952
born in Boston on March 14, 1952
born on the 14th of March, 1952
b. 3/14/1952
DOB&colon; 3/14/1952
DOB: 3&#47;14&#47;1952
DOB\u00a0\uff13\uff0f\uff11\uff14\uff0f\uff11\uff19\uff15\uff12
DOB: 3/14/\u200d1952
DOB: \u0663/\u0661\u0664/\u0661\u0669\u0665\u0662
birth_dt,sex\\n14-Mar-1952,F
DateOfBirth,sex\\n3/14/1952,F
pat_dob,sex\\n1952-03-14 00:00:00,F
B_DATE;sex\\n14MAR1952;F
"""
SOCIALS = """
SSN 078-05-1120
SSN: 078051120
SS# 078-05-1120
SS # 078 05 1120
Soc Sec No. 078-05-1120
Social Security Number is 078-05-1120
social security no. 078.05.1120
Social: 078-05-1120
S.S.N. 078-05-1120
078-05-1120
078\u201105\u20111120
078 - 05 - 1120
078\u221205\u22121120
\uff10\uff17\uff18-05-1120
SSN,age\\n078051120,71
social_sec_no,age\\n078-05-1120,71
"""
PHONES = """
Home_Phone: 6174321000
617/432-1000
617-432-1000
617.432.1000
617 432 1000
(617)432-1000
(617) 432-1000
+1 617-432-1000
1-617-432-1000
617\u2013432\u20131000
617&#45;432&#45;1000
cell: 6174321000
\uff16\uff11\uff17-432-1000
617-\u200b432-1000
home_phone,age\\n6174321000,71
Phone;age\\n617/432-1000;71
"""
INNOCENT = """
Led by Clerkship Directors
Mr. Smith is played by an actor
MRN is the record number of a patient, a word of 3 letters
the medical record, written in 2018 and read by 12345 people
one record number a line
patient number one of 12
Patient 12 of 40 answered
chart 3, table 12345678
unit 4 of course 61700
Unit number 4
the encounter lasted 30 minutes
encounter 3 of 4, see 10.1002/14651858.cd001431
Visit 12345 Main Street
an account of 2018-2020
fin de siecle, 1890-1910
FIN 48, an accounting rule of 2006
har 12 apples
GEO accession GSE12345 was used
accession of 2018
Medicare began on July 30, 1965
Medicare pays 80 percent, Medicaid 20
members in 2019: 12,345
the policy of 2018-05-01
born in 1952
the Collaborative was born in 2018
patients born before 1950
born of a need that 12 schools had
b. 3 of 4
date of birth is not asked
DOB means date of birth
birthday cards, 12 for 20 dollars
on 2018-05-01 and 3/14/2018
In May 2018, from 2016 to 2018
SSN is short for social security number
social: 12 events
soc sec, 2 hours
ISBN 978-0-262-13472-9, ISSN 1472-6920
PMID: 36050708; PMCID: PMC9438111
https://doi.org/10.1186/s12909-022-03702-2
grant R25 CA190169-01, award #1234567
NCT01234567, IRB 2019-0456-12
ORCID 0000-0002-1825-0097
J Palliat Med 2024;27(1):39-46
Room 617-253, zip 02139-4307
call 911, or 1-800
version 1.2.3-4567; 192.168.10.1
555-0100, 617-555-0123, (617) 555-0199
morphine 2.5-5 mg every 4 hours
120/80 mmHg, SpO2 94
12-345-6789 and 1234-56-7890
3f2504e0-4f89-41d3-9a0c-0305e82c3301
the password is case sensitive
password: needed; the secret is listening
The passphrase is made of four words
id,title,minutes\\n12345678,Tea,30
phase,visits\\nclerkship,12345
code,name\\n1.10,Tea & cake
&nbsp;2018&ndash;2020&nbsp;
caf\u00e9 \u2013 2018\u20132019, 46\u202f%
see https://a.example/1EG4-TE5 and A1B2-C3D4-E5F6
"""


def lines(text: str) -> list[str]:
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in text.strip().splitlines()]


LEAKING = [
    *((text, "record number") for text in lines(RECORDS)),
    *((text, "date of birth") for text in lines(BIRTHS)),
    *((text, "social security number") for text in lines(SOCIALS)),
    *((text, "phone") for text in lines(PHONES)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "what"), LEAKING)
def test_every_form_of_a_claimed_kind_is_found_where_it_is(text: str, what: str) -> None:
    hits = find_patient_data(f"Caf\u00e9 &amp; tea.\n\n{text}\n")
    assert [re.sub(r".*\d.*", "phone", hit.what) for hit in hits] == [what]
    assert re.search(r"\d", plain_form(f"Caf\u00e9 &amp; tea.\n\n{text}\n"[hits[0].start : hits[0].end]).text)


def test_innocent_texts_pass() -> None:
    innocent = lines(INNOCENT)
    assert (len(LEAKING) >= 86, len(innocent)) == (True, 60)
    assert [text for text in innocent if find_patient_data(f"{text}\n") or list(find_secrets(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        *("password is Hunter2026!", "The password was: hunter2026", "passphrase is 4correct-horses"),
        *(
            "**Password:** Hunter2026",
            "__Passcode__: Hunter2026",
            "| Password | Hunter2026 |",
            "wifi password – Hunter2026",
        ),
        *("The password for the site is Hunter2026!", "password (Zoom): 847261ab", "Passwort: Geheim2026"),
        *("contraseña: Secreta2026", "Пароль: Secret2026", "パスワード：Secret2026"),
    ],
)
def test_a_password_in_a_sentence_is_a_secret(text: str) -> None:
    assert [kind for _, kind in find_secrets(text)] == ["password"]


def test_offsets_lead_back_to_what_was_written() -> None:
    text = "a &amp; b\u200bc <b>\uff11</b> d"
    form = plain_form(text)
    assert form.text == "a & bc  1  d"
    assert [text[form.written(form.text.index(char))] for char in "abcd"] == list("abcd")
