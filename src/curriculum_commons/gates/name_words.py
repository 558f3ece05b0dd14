"""Words that tell a person's name from that of a body: common first names, and what bodies, events and days are called.

Knows nothing of sites; in English, as most of the first names are those of people who speak it.
"""

_BODIES = """
academic academy association award board building campus care center centre chapel church circle city clinic
club coalition collaborative college committee commons conference congress consortium council county course
curriculum day deaconess department district division drive education faculty family fellowship festival forum
foundation fund general graduate group guide hall health healthcare hospital house institute institutes international
israel journal lab labs laboratory lecture library medal medical medicine meeting memorial method ministry monday
museum national network newsletter nursing office organisation organization palliative park partners press prize
program programme project review river road roadmap room rounds school schools science sciences services society
square state states street student students summit survey team theatre theater toolkit tower trust tuesday union
united university village wednesday week workshop thursday friday saturday sunday january february march april
june july august september october november december north south east west new emeritus emerita of the a an and
or most many all some every our your their this that these those each both few several dear happy
"""
_GIVEN = """
aaron abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alice alicia allison amanda
amber amelia amy ana andrea andrew angela anita ann anna anne anthony antonio arjun arthur ashley atul barbara
benjamin beth betty beverly brandon brenda brian bruce bryan caitlin camila carl carla carlos carmen carol
caroline catherine charles cheryl christina christine christopher cynthia daniel danielle david deborah debra
denise dennis diana diane donald donna dorothy douglas edward eleanor elena elizabeth ellen emily emma eric
erica erin ethan eugene eva evelyn fatima fernando frances francisco gabriel gary george gerald gloria gregory
hannah harold harry heather helen henry hiroshi ibrahim ingrid isabel isabella jack jacob jacqueline james jamie
jane janet janice jason javier jeffrey jennifer jeremy jerry jesse jessica joan joanna john jonathan jose joseph
joshua josé joyce juan judith judy julia julie justin karen katherine kathleen kathryn katie keith kelly kenneth
kevin kimberly kristen kristin kyle larry laura lauren lawrence leila leslie linda lisa louise lucas lucia luis
maria mariana marie marilyn marissa martha martin mary matthew megan mei melissa michael michelle miguel mohamed
mohammed muhammad nancy natalie natasha nathan nicholas nicole noah olivia oscar pamela patricia patrick paul
paula peter philip priya rachel rafael raj ralph raymond rebecca richard robert roberto roger ronald ruth ryan
samantha samuel sandra sanjay sara sarah scott sean sergio sharon shirley sofia sophia sophie stephanie stephen
steven susan suzanne tamara teresa theodore theresa thomas timothy todd tyler valerie vanessa veronica victor
vikram vincent walter wei wendy william yolanda yusuf zachary
"""
BODIES = frozenset(_BODIES.split())
"""Words in the names of organisations, places, events and days, and words that begin a sentence."""
GIVEN = frozenset(_GIVEN.split())
"""Common first names that are no words, months or places, or hardly ever."""
