package dev.sluice.plugin.rate;

/** Whom or what is counted, in 128 bits: the network of an address, or a hash of a name. */
record Key(long high, long low) {}
