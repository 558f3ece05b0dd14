"""Set one text with Typst in a process of its own, so that a limit can end it; *typst* is the other end.

Reads files, options and limit of memory from its input; writes what is made to its output, or to its
errors why there is nothing.
"""

import pickle
import sys

import typst

from curriculum_commons.content.limits import limit_memory

if __name__ == "__main__":
    files, options, memory = pickle.load(sys.stdin.buffer)
    limit_memory(memory)
    try:
        made = typst.compile(files, ignore_system_fonts=True, **options)
        sys.stdout.buffer.write(made)
    except typst.TypstError as error:
        sys.stderr.buffer.write(str(error).encode())
