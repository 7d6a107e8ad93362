"""The linter: a lesson must hold what it promises, so everything in it that can run is run.

    manuscript.py  a lesson and its lines          formulas.py wording.py links.py standard.py  what it says
    asker.py       what runs expressions and runs  numbers.py answers.py designs.py             what it asks
    playing.py     runs, each played once          panes.py predictions.py challenges.py        what it shows
    course.py      between lessons                 lesson.py session.py cache.py                all of it, and kept

No module here loads torch or starts a process: whoever checks brings an `Asker`.
"""
