"""A text that is twice as long takes at most about twice the time, whatever it consists of."""

from __future__ import annotations

import gc
import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
import yaml

from curriculum_commons.content.load import load
from curriculum_commons.content.markdown import Markup
from curriculum_commons.content.markdown.engine import MOST_BRACKETS, too_deep
from curriculum_commons.model.problems import quiet
from curriculum_commons.model.unreadable import misused_turn
from curriculum_commons.render import signatures
from curriculum_commons.validation.gates.consent import _persons
from curriculum_commons.validation.gates.kinds import _active_parts
from curriculum_commons.validation.gates.patient_data import find_patient_data
from curriculum_commons.validation.gates.persons import Author, Names
from curriculum_commons.validation.gates.secrets import find_secrets
from curriculum_commons.validation.validate import validate

T = TypeVar("T")
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
    "depth": lambda text: list(too_deep(text, MOST_BRACKETS)),
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


def tokens(words: str) -> tuple[str, ...]:
    return tuple(word.replace(r"\n", "\n").replace(r"\t", "\t").replace("_", " ") for word in words.split())


TOKENS = (
    *dict.fromkeys(tokens(BEGINNINGS)),
    *("\u00a0", "\u200b", "\u00ad", "\u202e", "\u05d0", " "),
)
MORE = r"""
!!!_note\n  ???_a\n  ???+_  :::\n  :::  :::_{.a}\n  +++_a\n  ==a==  ++a++  ~~a~~  ~a~  ^a^  ^[a]  [[a]]  [a]:
[a]_(  (a)[b]  [TOC]  <div>  <span>  <a_href="b">  <img_src=a>  <br>  <hr/>  <svg>  <math>  <script>  <style>
<iframe>  <form>  <base>  <o:p>  <v:shape>  </span>  </a>  <a@b.c>  <http://a>  <mailto:a@b>  www.a.b  http://
https://a.b/c?d=e&f=g#h  ftp://  data:  mailto:  tel:  sms:  file:///  C:\\  \\\\a  //a  ../  ./a.md  a.md#
#a?b  %20  %E9  10.1000/  doi:  arXiv:  ISBN_  ISSN_  PMID:  1.1(a)  SIC-1  EPA_  PC_  >  >_  >>_  >_-_  -_-
*_*_  +_  1)_  a._  (a)_  i._  #._  •_  –_  —_  ▪_  |a  |a|b|  |:-:  |---\n  a|b\n  --|--\n  [x]_  -_[_]_
:smile:  :a:  <<<  >>>  <<<<<<<_  =======  >>>>>>>_  {{_a()  {{a("b")}}  {%_a_%}  {%_endraw_%}  {#_a_#}  ${a}
*|a|*  %%a%%  %a.b%  {a()}  [unsubscribe]  &#160;  &#xa0;  &nbsp  &lt;b&gt;  &amp;amp;  14/03/1952  1952-03-14
03-14-1952  14.03.1952  March_14,_1952  14MAR1952  Mar_14_  3/14  noon_  +1-617-555-0100  617.555.0100
617/555-0100  (617)_555-0100  x1234  ext._  555-0100  911  078-05-1120  000-00-0000  MRN4471829  MRN:_1
pat_mrn_id  birth_dt  CSN_1  FIN_1  acct_#1  account_number  enc_  visit_id  accession_  A12-3456  1EG4-TE5-MK73
Medicare_  member_id  policy_no  patient_name:  Patient:_  pt_  DOB_  D.O.B._  age_  y/o  year-old  Mr._  Mrs._A
Dr_  Jane_Doe  Doe,_Jane  Doe_J.  J._Doe  J_D  Smith-Jones  O'Brien  McDonald  von_Berg  José_  Müller_  李明  김철수
Иванов_  محمد  עברית  हिन्दी  ไทย  Ελλ  ١٢٣  １２３  ①②  Ⅳ  ½  ²  ﬀ  ａｂ  é́  ộ  ͏  ‌  ‍  ⁠  ﻿  ⁦  ⁩  ‪  ‮  👩‍👩  🏴
🇺🇸  ✈️  password=a  passwd:  pwd_is  secret:_  token=abc  Bearer_abc  Basic_YWJj  Authorization:_  x-api-key:
AKIAABCD  ASIA  aws_secret_access_key  ghp_abc  gho_  ghs_  glpat-abc  xoxp-  sk_live_  sk-proj-  rk_live
SG.abc  AIzaSy  ya29.  eyJhbGci  eyJ.  -----BEGIN_RSA  -----END  ssh-rsa_  AAAAB3  postgres://a:b@c
mongodb+srv://  redis://:a@  jdbc:  DefaultEndpointsProtocol=  sig=  SharedAccessSignature  hooks.slack.com/
npm_  pypi-  dckr_pat_  hvs.  a{}  a{b:c}  @media_  @import_  url(  expression(  /*_  */  //_  rgba(  #fff
!important  <?php  <?xml_  <!DOCTYPE_  <![endif]  <!--[if  on_click=  onload="  javascript&#58;  vbscript:
srcdoc=  xlink:href=  a:_b\n  -_a:_b\n  a:_|\n  a:_>-\n  &a_  *a\n  !!str_  <<:_  ---\n  ...\n  ?_a\n  a:_[b,
{a:_b}  "a"_  'a''  "\\"  \\n  \\u0041  $a$  $$  \\(  \\[  \\begin{  @team  GH-1  fixes_#1  closes_a/b#2
owner/repo#1  !1_  ~1_
"""
"""Further beginnings, of what a person or a program writes in texts, data, addresses and settings."""
SHAPES: dict[str, Callable[[str, int], str]] = {
    "again and again": lambda token, length: (token * (length // len(token) + 1))[:length],
    "once, and spaces": lambda token, length: token + " " * length,
    "once, and letters": lambda token, length: token + "a" * length,
    "on each line": lambda token, length: (f"{token}\n" * (length // len(token)))[:length],
}
NOTICEABLE = 0.04
"""Seconds; what takes less is measured too badly."""


def seconds(read: Callable[[T], object], subject: T) -> float:
    begun = time.process_time()
    read(subject)
    return time.process_time() - begun


def is_superlinear(read: Callable[[T], object], short: T, long: T) -> bool:
    """Return True if the longer one takes more than two and a half times as long, three times in a row."""
    return all(
        (taken := seconds(read, long)) > NOTICEABLE and taken > 2.5 * seconds(read, short) + NOTICEABLE / 2
        for _ in range(3)
    )


def superlinear(name: str, shape: str, length: int, tokens: Sequence[str] = TOKENS) -> list[str]:
    make, read = SHAPES[shape], READERS[name]
    gc.disable()
    try:
        return [token for token in tokens if is_superlinear(read, make(token, length), make(token, 2 * length))]
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


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_twice_of_whatever_is_written_takes_twice_the_time(name: str) -> None:
    further = tuple(dict.fromkeys(tokens(MORE)))
    assert len({*TOKENS, *further}) >= 400
    assert superlinear(name, "again and again", 8_000, further) == []


def with_competencies(root: Path, tiny: Path, number: int) -> Path:
    """Return a site in which so many more competencies have pages of their own."""
    shutil.copytree(tiny, root)
    file = root / "data/competencies.yaml"
    values = yaml.safe_load(file.read_text("utf-8"))
    for at in range(number):
        code, title = f"M-{at}", f"Make pot {at} of tea"
        values["competencies"].append(
            {"code": code, "uuid": str(uuid.UUID(int=at, version=4)), "domain": "water", "title": title}
            | {"statement": f"Make tea in pot {at}."}
        )
        top = f"title: {title}\ndescription: About pot {at}.\ncompetency: {code}"
        page = f"---\n{top}\n---\n\n# {title}\n\n## Why pot {at}\n\nIt is as good as any other.\n"
        (root / f"docs/competencies/{code.lower()}.md").write_text(page, "utf-8")
    file.write_text(yaml.safe_dump(values, sort_keys=False), "utf-8")
    return root


@pytest.mark.slow
def test_twice_the_competencies_take_twice_the_time(tiny: Path, tmp_path: Path) -> None:
    few, many = (with_competencies(tmp_path / str(number), tiny, number) for number in (150, 300))
    assert not is_superlinear(lambda root: validate(load(root), signatures()), few, many)
