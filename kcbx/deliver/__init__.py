"""Out of the house: workbooks are encrypted and packed, one recipient each, and mailed.

Passwords (:mod:`passwords`) pass through here and go nowhere but into the encryption and the password sheet.

- Packages: :mod:`parcels` of what :mod:`ownership` allows, closed by :mod:`sealing`, listed in the :mod:`manifest`.
- Mail: :mod:`posts` plans, :mod:`letters` writes, :mod:`mail` sends, :mod:`record` keeps what went to whom.
- A term put away: :mod:`archive`.
"""
