"""Out of the house: workbooks are encrypted and packed, one recipient each, and mailed.

Passwords pass through here and go nowhere but into the encryption and the password sheet.
"""
