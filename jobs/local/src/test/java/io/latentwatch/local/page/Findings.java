package io.latentwatch.local.page;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.util.List;
import java.util.Map;

/** What a job might have put out. */
final class Findings {
    static final String BUNDLE = "ab".repeat(32);

    private Findings() {}

    /** Of the image at an offset of partition 0, which was written 40 ms before. */
    static Verdict verdict(long offset, double pValue, boolean flagged, long writtenMillis) {
        return Verdict.newBuilder()
                .setImageId("image-" + offset)
                .setSource("camera")
                .setEventTimeMillis(0)
                .setPosition(new Position("latentwatch.images", 0, offset))
                .setBundleId(BUNDLE)
                .setRole(Role.ACTIVE)
                .setPredictedClass(1)
                .setPredictedName("Trouser")
                .setConfidence(0.9f)
                .setPValue(pValue)
                .setFlagged(flagged)
                .setSuspicion(1)
                .setScoreSet(ScoreSet.PLAIN)
                .setTable("pooled")
                .setLoudest("activation/relu1")
                .setDistortion(List.of(new LayerDistortion("relu1", 1.5f), new LayerDistortion("relu2", 0.5f)))
                .setTopFeatures(List.of(new FeatureDeviation("relu1", 3, -4.25f)))
                .setAttributes(Map.of("attack", "pgd"))
                .setTimestampMillis(writtenMillis - 40)
                .build();
    }

    static Alarm alarm(String id, AlarmEvent event) {
        return Alarm.newBuilder()
                .setId(id)
                .setEvent(event)
                .setLevel(AlarmLevel.STREAM)
                .setKind(AlarmKind.ATTACK_LIKE)
                .setBundleId(BUNDLE)
                .setEventTimeMillis(0)
                .setRaisedBy(new Position("latentwatch.images", 0, 7L))
                .setImages(100)
                .setFlagged(10)
                .setEvidence(20)
                .setThreshold(10)
                .setAlpha(0.01)
                .setStatistic(AlarmStatistic.FLAGS)
                .setSources(List.of("camera"))
                .build();
    }
}
