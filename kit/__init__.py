"""Tools that know no word of the domain: settings, log, database, outbox, bus, blobs, HTTP, Temporal."""
