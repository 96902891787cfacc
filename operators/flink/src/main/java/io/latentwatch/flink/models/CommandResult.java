package io.latentwatch.flink.models;

import java.util.Locale;

/** What became of a command for a bundle: the reason of a refusal, the alarm's figure, and the label of the metric. */
public enum CommandResult {
    /** Carried out. */
    ACCEPTED,
    /** No ModelCommand, or one without what its action needs. */
    MALFORMED,
    /** Its sequence number is not above that of the last accepted one: sent again, or older. */
    REPLAYED,
    /** Names a bundle that was never accepted here. */
    UNKNOWN_BUNDLE,
    /** Cannot be done to that bundle now, such as to forget the one that judges. */
    CONFLICT,
    /** Its URI begins with none of the allowed ones. */
    FORBIDDEN_URI,
    /** The bundle could not be read from there. */
    UNREACHABLE,
    /** Must not be used: signature, another id, hashes, graphs, probes. */
    REJECTED,
    /** Takes other images or knows other classes than the bundle that judges. */
    INCOMPATIBLE,
    /** A shadow that was accepted failed on a batch later, and was dropped. */
    FAILED;

    /** As labels are written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
