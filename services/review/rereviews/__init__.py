"""复查: whoever was not elected has the result looked at again by the office whose meeting voted."""
