"""A text that is twice as long takes at most about twice the time, whatever it consists of."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from curriculum_commons.content.markdown import Markup
from curriculum_commons.model.directions import misused_turn
from curriculum_commons.model.problems import quiet
from curriculum_commons.validation.gates.active_content import _active_parts
from curriculum_commons.validation.gates.consent import _persons
from curriculum_commons.validation.gates.patient_data import find_patient_data
from curriculum_commons.validation.gates.persons import Author, Names
from curriculum_commons.validation.gates.secrets import find_secrets

NAMES = Names((Author("Jane", "Doe"), Author("A. B.", "O'Neil")), "Tea Commons", "tea and cups")
READERS: dict[str, Callable[[str], object]] = {
    "patient data": find_patient_data,
    "secrets": lambda text: list(find_secrets(text)),
    "persons": lambda text: list(_persons(text, NAMES)),
    "links": lambda text: Markup(text, template=True).links,
    "headings": lambda text: Markup(text, template=False).headings,
    "active content": lambda text: list(_active_parts(text.encode())),
    "references": quiet,
    "directions": misused_turn,
}
BEGINNINGS = r"""
 MRN,DOB\n1,  MRN  MRN:  DOB:  DOB:1/  ssn  078-05-  617-  (617)  +1  tel:+1  phone:1  1EG4-  S24-  acct  csn
14-Mar-  Jan A  AKIA  eyJ  ghp_  github_pat_  glpat-  xoxb-  sk-ant-  SG.  AIza  Bearer  bearer  key:  secret=
token  api_key  aws  aws_key password  password_is  -----BEGIN  AccountKey=  TwilioAC  0123456789abcdef
_authToken=  https://a:  a://b:c  ://  a: Dr._  Dr._A  Mr._A  Prof._  A._  A.B._  Jane_  Doe_  Doe's_  ,_MD
Dean_A  van_  de_la_  A-  A'  O'Neil  a@b.  a.b@c.  @ [  ]  ![  []( [a](  [a]:  [a]:_  (  )  <a_  <img_  <  >
</  <!--  -->  <![CDATA[  `  ``  ```\n  ~~~\n  "  '  `a  {{  }}  {{a(" {%  {#  {%_raw_%}  {  }  {:  #  #_a\n
a\n=\n  a\n-\n  -_  *_  **  __  _a  *a*  \\  [^  [^1]:  *[  *[a]:  1._  :_a\n  >  |  || |---|\n  <p_  <p>
</div>  style=  on=  /_on  xml:  <?xml-  <!ENTITY  javascript:  close_#  fixes:  /issues/  GH-  ~  %  $  !1 \n
\t  &  &amp;  &#  &#x  &nbsp;  &a  ;  ,  .  -  =  /  :  ?  ^  a  1  Aa  aA  1a  0.  2024-01-  é  É  ａ  １  …  中
ﬁ  ß
"""
TOKENS = (
    *dict.fromkeys(word.replace(r"\n", "\n").replace(r"\t", "\t").replace("_", " ") for word in BEGINNINGS.split()),
    *("\u00a0", "\u200b", "\u00ad", "\u202e", "\u05d0", " "),
)
SHAPES: dict[str, Callable[[str, int], str]] = {
    "again and again": lambda token, length: (token * (length // len(token) + 1))[:length],
    "once, and spaces": lambda token, length: token + " " * length,
    "once, and letters": lambda token, length: token + "a" * length,
    "on each line": lambda token, length: (f"{token}\n" * (length // len(token)))[:length],
}
NOTICEABLE = 0.04
"""Seconds; what takes less is measured too badly."""


def seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def is_superlinear(read: Callable[[str], object], short: str, long: str) -> bool:
    """Return True if the longer text takes more than two and a half times as long, three times in a row."""
    return all(
        (taken := seconds(read, long)) > NOTICEABLE and taken > 2.5 * seconds(read, short) + NOTICEABLE / 2
        for _ in range(3)
    )


def superlinear(name: str, shape: str, length: int) -> list[str]:
    make, read = SHAPES[shape], READERS[name]
    gc.disable()
    try:
        return [token for token in TOKENS if is_superlinear(read, make(token, length), make(token, 2 * length))]
    finally:
        gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_twice_the_time(name: str, shape: str) -> None:
    assert superlinear(name, shape, 2_000) == []


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", READERS)
def test_twice_a_long_text_takes_twice_the_time(name: str, shape: str) -> None:
    assert superlinear(name, shape, 40_000) == []
