"""Where everyone stands: exactly one standing for every row of the :mod:`census` and of the :mod:`roll`.

:mod:`facts` answers the questions, :mod:`rules` decides by the answers, in order.
"""
