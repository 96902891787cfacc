package io.latentwatch.detector.alarm;

/** Puts the names of sources into a number of places, the same ones on every machine. */
public final class SourceHash {
    private SourceHash() {}

    /** {@link String#hashCode} is the same on every machine; its bits are mixed, as names that differ in their last digit are neighbours there. */
    public static int place(String source, int places) {
        return place(source, places, 0);
    }

    /** Other places for each salt, so that who does not know it cannot choose a name that shares another's. */
    public static int place(String source, int places, int salt) {
        int hash = (source.hashCode() ^ salt) * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), places);
    }
}
