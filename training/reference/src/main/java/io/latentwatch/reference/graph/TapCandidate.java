package io.latentwatch.reference.graph;

import java.util.Optional;

/**
 * A tensor that might be watched.
 *
 * @param what it is, for people: an operator, or what several make together
 * @param objection why it is not watched unless it is named; empty: it is
 */
public record TapCandidate(String tensor, String what, Optional<String> objection) {
    TapCandidate(String tensor, String what) {
        this(tensor, what, Optional.empty());
    }

    /** The same with an objection, if it has none yet. */
    TapCandidate not(String reason) {
        return objection.isPresent() ? this : new TapCandidate(tensor, what, Optional.of(reason));
    }

    public boolean isWatched() {
        return objection.isEmpty();
    }
}
