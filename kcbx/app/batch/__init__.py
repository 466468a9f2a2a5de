"""``kcbx run``: the batch before each term, taken up again where it stopped.

:mod:`running` is the story, :mod:`stages` their order and needs, :mod:`work` what each does, :mod:`home` where it lies,
:mod:`verdicts` what was decided between two runs, :mod:`shown` the last screen.
"""
