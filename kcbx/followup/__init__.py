"""The follow-up room: the ledger of cases, the answers that come back, deadlines and the reports about them."""
