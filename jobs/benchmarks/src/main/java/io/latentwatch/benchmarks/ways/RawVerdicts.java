package io.latentwatch.benchmarks.ways;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Verdicts as large as the job's, from the graph's outputs alone: nothing is calibrated, so p-value and suspicion are constants. */
final class RawVerdicts {
    private final String bundleId;
    private final List<String> classes;
    private final List<String> taps;
    private final int plainScores;
    private final int topFeatures;
    private final int squeezers;
    private final List<Feature> features;

    RawVerdicts(Bundle bundle) {
        Manifest manifest = bundle.manifest();
        this.bundleId = bundle.id();
        this.classes = manifest.classes();
        this.taps = manifest.taps().stream().map(Manifest.Tap::name).toList();
        this.plainScores = manifest.scores().plain().size();
        this.topFeatures = Math.min(manifest.scores().topFeatures(), manifest.features());
        this.squeezers = manifest.scores().squeezers().size();
        this.features = manifest.taps().stream()
                .flatMap(tap -> IntStream.range(0, tap.features()).mapToObj(i -> new Feature(tap.name(), i)))
                .toList();
    }

    /** The verdict on a row of the outputs. */
    Verdict of(ConsumerRecord<byte[], byte[]> record, Image image, MonitorRun.Outputs outputs, int row) {
        int predicted = largest(outputs.probabilities(), row * classes.size());
        boolean twinned = outputs.twinClasses().length > 0;
        Verdict verdict = new Verdict();
        verdict.setImageId(image.getId());
        verdict.setSource(image.getSource());
        verdict.setEventTimeMillis(record.timestamp());
        verdict.setPosition(new Position(record.topic(), record.partition(), record.offset()));
        verdict.setBundleId(bundleId);
        verdict.setRole(Role.ACTIVE);
        verdict.setPredictedClass(predicted);
        verdict.setPredictedName(classes.get(predicted));
        verdict.setConfidence(outputs.probabilities()[row * classes.size() + predicted]);
        verdict.setPValue(1);
        verdict.setFlagged(false);
        verdict.setSuspicion(0);
        verdict.setScoreSet(twinned ? ScoreSet.TWIN : ScoreSet.PLAIN);
        verdict.setTable("none");
        verdict.setLoudest("none");
        verdict.setDistortion(distortion(outputs, row));
        verdict.setTopFeatures(topFeatures(outputs, row));
        verdict.setTwinFlipped(twinned ? outputs.twinClasses()[row * squeezers] != predicted : null);
        verdict.setLabel(image.getLabel());
        verdict.setAttributes(image.getAttributes());
        verdict.setTimestampMillis(record.timestamp());
        verdict.setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()));
        verdict.setHeaders(List.of());
        return verdict;
    }

    private int largest(float[] probabilities, int from) {
        int largest = 0;
        for (int i = 1; i < classes.size(); i++) {
            largest = probabilities[from + i] > probabilities[from + largest] ? i : largest;
        }
        return largest;
    }

    private List<LayerDistortion> distortion(MonitorRun.Outputs outputs, int row) {
        List<LayerDistortion> layers = new ArrayList<>(taps.size());
        for (int i = 0; i < taps.size(); i++) {
            layers.add(new LayerDistortion(taps.get(i), outputs.scores()[row * plainScores + i]));
        }
        return layers;
    }

    private List<FeatureDeviation> topFeatures(MonitorRun.Outputs outputs, int row) {
        List<FeatureDeviation> deviations = new ArrayList<>(topFeatures);
        for (int i = row * topFeatures; i < (row + 1) * topFeatures; i++) {
            Feature feature = features.get((int) outputs.topFeatures()[i]);
            deviations.add(new FeatureDeviation(feature.layer(), feature.index(), outputs.topDeviations()[i]));
        }
        return deviations;
    }

    private record Feature(String layer, int index) {}
}
