package io.latentwatch.local.demo;

import static java.util.Objects.requireNonNull;

/**
 * What the demo remembers of a record that it sent.
 *
 * @param id the image's id, or the name of a malformed record
 * @param part of the demo that sent it
 * @param attack the image's attribute {@code attack}, else {@value #NO_ATTACK}; of malformed records {@value #MALFORMED}
 * @param nanoTime when it was handed to the producer, on the clock of {@link System#nanoTime()}
 */
record SentImage(String id, Part part, String attack, long nanoTime) {
    static final String NO_ATTACK = "none";
    static final String MALFORMED = "malformed";

    /** What the names of attacks start with whose images were made against another network. */
    static final String TRANSFER = "transfer-";

    /** The demo's two parts. */
    enum Part {
        /** Clean images as fast as they go: says how many a second. */
        SPEED,
        /** The sample at a steady pace: the table and the latency. */
        SAMPLE
    }

    SentImage {
        requireNonNull(id, "id is null");
        requireNonNull(part, "part is null");
        requireNonNull(attack, "attack is null");
    }

    /** Whether an attack made it. */
    boolean attacked() {
        return !attack.equals(NO_ATTACK) && !attack.equals(MALFORMED);
    }
}
