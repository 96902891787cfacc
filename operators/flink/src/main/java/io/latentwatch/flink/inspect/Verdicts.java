package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Feature;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.TwinComparison;
import io.latentwatch.flink.received.CarriedFields;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.GeneratedCoders;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Writes a detector's judgements as verdicts. */
final class Verdicts {
    static {
        GeneratedCoders.use(Verdict.class);
    }

    private final Detector detector;
    private final Role role;

    Verdicts(Detector detector, Role role) {
        this.detector = detector;
        this.role = role;
    }

    /**
     * The verdict on the image that came in the record.
     *
     * @param twinRate with which chance it had a twin, 0 to 1
     */
    Verdict of(ReceivedRecord record, Image image, Judgement judgement, double twinRate) {
        Verdict verdict = new Verdict();
        verdict.setImageId(image.getId());
        verdict.setSource(image.getSource());
        verdict.setEventTimeMillis(eventTimeMillis(record, image));
        verdict.setPosition(new Position(record.topic(), record.partition(), record.offset()));
        verdict.setBundleId(detector.bundleId());
        verdict.setRole(role);
        verdict.setPredictedClass(judgement.predictedClass());
        verdict.setPredictedName(detector.classes().get(judgement.predictedClass()));
        verdict.setConfidence(judgement.confidence());
        verdict.setPValue(judgement.pValue());
        verdict.setFlagged(judgement.flagged());
        verdict.setSuspicion(judgement.suspicion());
        verdict.setScoreSet(judgement.scoreSet());
        verdict.setTable(judgement.table());
        verdict.setLoudest(judgement.loudest());
        verdict.setDistortion(distortion(judgement));
        verdict.setTopFeatures(topFeatures(judgement));
        verdict.setTwinFlipped(judgement.twin().map(TwinComparison::flipped).orElse(null));
        verdict.setTwinRate((float) twinRate);
        verdict.setLabel(image.getLabel());
        verdict.setAttributes(image.getAttributes());
        verdict.setTimestampMillis(record.timestampMillis());
        verdict.setKey(CarriedFields.key(record));
        verdict.setHeaders(CarriedFields.headers(record));
        return verdict;
    }

    /** When the image was taken as its producer says, else the record's timestamp. */
    static long eventTimeMillis(ReceivedRecord record, Image image) {
        return image.getEventTimeMillis() == null ? record.timestampMillis() : image.getEventTimeMillis();
    }

    private List<LayerDistortion> distortion(Judgement judgement) {
        List<String> taps = detector.taps();
        List<LayerDistortion> layers = new ArrayList<>(taps.size());
        for (int i = 0; i < taps.size(); i++) {
            layers.add(new LayerDistortion(taps.get(i), judgement.distortion()[i]));
        }
        return layers;
    }

    private List<FeatureDeviation> topFeatures(Judgement judgement) {
        List<FeatureDeviation> features = new ArrayList<>(judgement.topFeatures().length);
        for (int i = 0; i < judgement.topFeatures().length; i++) {
            Feature feature = detector.feature(judgement.topFeatures()[i]);
            features.add(new FeatureDeviation(
                    feature.layer(), feature.index(), judgement.topDeviations()[i]));
        }
        return features;
    }
}
