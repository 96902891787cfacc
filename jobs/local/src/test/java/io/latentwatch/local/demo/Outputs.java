package io.latentwatch.local.demo;

import io.latentwatch.local.demo.SentImage.Part;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.util.List;

/** Verdicts and dead letters as the job would give them. */
final class Outputs {
    private Outputs() {}

    static Position position(long offset) {
        return new Position("images", 0, offset);
    }

    static SentImage sample(String id, String attack, long nanoTime) {
        return new SentImage(id, Part.SAMPLE, attack, nanoTime);
    }

    static Verdict verdict(long offset, int predicted, int label, boolean flagged) {
        return Verdict.newBuilder()
                .setImageId("image-" + offset)
                .setEventTimeMillis(0)
                .setPosition(position(offset))
                .setBundleId("b")
                .setRole(Role.ACTIVE)
                .setPredictedClass(predicted)
                .setPredictedName("class-" + predicted)
                .setConfidence(0.5f)
                .setPValue(flagged ? 0.001 : 0.5)
                .setFlagged(flagged)
                .setSuspicion(1)
                .setScoreSet(ScoreSet.PLAIN)
                .setTable("pooled")
                .setLoudest("activation/relu1")
                .setDistortion(List.of())
                .setTopFeatures(List.of())
                .setLabel(label)
                .build();
    }

    static Verdict verdict(long offset) {
        return verdict(offset, 1, 1, false);
    }

    static DeadLetter deadLetter(long offset) {
        return DeadLetter.newBuilder()
                .setPosition(position(offset))
                .setTimestampMillis(0)
                .setReason(DeadLetterReason.CORRUPT_IMAGE)
                .setDetail("broken")
                .setValue(null)
                .setValueLength(-1)
                .setValueSha256("")
                .build();
    }
}
