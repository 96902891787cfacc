package io.latentwatch.detector;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.DeadLetterReason;

/** What became of one image: it was judged, or it could not be. */
public sealed interface Outcome {
    /** The image went through the network. */
    record Judged(Judgement judgement) implements Outcome {
        public Judged {
            requireNonNull(judgement, "judgement is null");
        }
    }

    /**
     * The image could not be judged; it belongs with the dead letters.
     *
     * @param detail expected, found and where, for people
     */
    record Refused(DeadLetterReason reason, String detail) implements Outcome {
        public Refused {
            requireNonNull(reason, "reason is null");
            requireNonNull(detail, "detail is null");
        }
    }
}
