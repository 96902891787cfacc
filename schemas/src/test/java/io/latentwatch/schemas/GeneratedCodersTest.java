package io.latentwatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratedCodersTest {
    private static final Image IMAGE = Image.newBuilder()
            .setId("a")
            .setSource("camera")
            .setEventTimeMillis(5L)
            .setEncoding(Encoding.RAW_UINT8)
            .setHeight(1)
            .setWidth(2)
            .setChannels(1)
            .setBytes(ByteBuffer.wrap(new byte[] {7, 8}))
            .setLabel(3)
            .setAttributes(Map.of("attack", "none"))
            .build();
    private static final Verdict VERDICT = Verdict.newBuilder()
            .setImageId("a")
            .setEventTimeMillis(5)
            .setPosition(new Position("t", 1, 2L))
            .setBundleId("b")
            .setRole(Role.ACTIVE)
            .setPredictedClass(3)
            .setPredictedName("three")
            .setConfidence(0.75f)
            .setPValue(0.5)
            .setFlagged(true)
            .setSuspicion(1.5)
            .setScoreSet(ScoreSet.TWIN)
            .setTable("pooled")
            .setLoudest("distortion/relu1")
            .setDistortion(List.of(new LayerDistortion("relu1", 1.25f)))
            .setTopFeatures(List.of(new FeatureDeviation("relu1", 4, -2.5f)))
            .setTwinFlipped(false)
            .setAttributes(Map.of("attack", "none"))
            .build();

    @AfterEach
    void backToTheDefault() {
        SpecificData.getForClass(Image.class).setCustomCoders(false);
        SpecificData.getForClass(Verdict.class).setCustomCoders(false);
    }

    @Test
    void imagesAreWrittenAndReadAsThroughTheSchema() throws IOException {
        ByteBuffer throughTheSchema = IMAGE.toByteBuffer();
        GeneratedCoders.use(Image.class);

        assertThat(IMAGE.toByteBuffer()).isEqualTo(throughTheSchema);
        assertThat(Image.createDecoder(SchemaHistory.STORE).decode(throughTheSchema))
                .isEqualTo(IMAGE);
    }

    @Test
    void verdictsAreWrittenAndReadAsThroughTheSchema() throws IOException {
        ByteBuffer throughTheSchema = VERDICT.toByteBuffer();
        GeneratedCoders.use(Verdict.class);

        assertThat(VERDICT.toByteBuffer()).isEqualTo(throughTheSchema);
        assertThat(Verdict.createDecoder(SchemaHistory.STORE).decode(throughTheSchema))
                .isEqualTo(VERDICT);
    }
}
