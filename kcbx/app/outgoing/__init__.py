"""What leaves the house: a result's workbooks (:mod:`workbooks`), packed (:mod:`packing`), mailed (:mod:`mailing`)."""
