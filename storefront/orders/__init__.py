"""From basket to parcel: one order per household under one checkout."""
