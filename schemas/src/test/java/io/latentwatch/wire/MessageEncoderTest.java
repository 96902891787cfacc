package io.latentwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageEncoderTest {
    private final MessageEncoder<Verdict> encoder =
            new MessageEncoder<>(WireFormat.SINGLE_OBJECT, "verdicts", Verdict.class);

    @Test
    void writesTheBytesThatAvrosOwnEncoderWrites() throws IOException {
        Verdict verdict = verdict("Prüfbild 7", 7L);

        assertThat(encoder.encode(verdict)).isEqualTo(verdict.toByteBuffer().array());
    }

    @Test
    void writesEachRecordWhateverWentBefore() throws IOException {
        Verdict large = verdict("x".repeat(10_000), 1L << 40);
        Verdict small = verdict("", 0L);

        byte[] first = encoder.encode(large);
        byte[] second = encoder.encode(small);

        assertThat(first).isEqualTo(large.toByteBuffer().array());
        assertThat(second).isEqualTo(small.toByteBuffer().array());
    }

    private static Verdict verdict(String imageId, long offset) {
        return Verdict.newBuilder()
                .setImageId(imageId)
                .setEventTimeMillis(1_795_563_000_000L)
                .setPosition(new Position("images", 3, offset))
                .setBundleId("0123456789abcdef")
                .setRole(Role.ACTIVE)
                .setPredictedClass(9)
                .setPredictedName("Ankle boot")
                .setConfidence(0.75f)
                .setPValue(0.25)
                .setFlagged(true)
                .setSuspicion(3.5)
                .setScoreSet(ScoreSet.TWIN)
                .setTable("pooled")
                .setLoudest("activation/relu1")
                .setDistortion(List.of(new LayerDistortion("relu1", 1.5f)))
                .setTopFeatures(List.of(new FeatureDeviation("relu2", 8, -4.5f)))
                .setTwinFlipped(false)
                .setLabel(9)
                .setAttributes(Map.of("attack", "none"))
                .build();
    }
}
