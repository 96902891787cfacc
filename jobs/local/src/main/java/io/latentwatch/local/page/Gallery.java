package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest {@value #MOST} flagged images. Of those that come faster than one in {@value #SPACING_MILLIS} ms the ones with the smallest p-values are kept, so that there is time to
 * fetch and to look at them, and a burst is not shown by whichever image came first. Not thread-safe.
 */
final class Gallery {
    static final int MOST = 24;
    static final int SPACING_MILLIS = 200;

    private static final int MOST_FEATURES = 5;
    private static final int MOST_ATTRIBUTES = 6;

    private final KnownBundles bundles;
    private final List<Entry> newestFirst = new ArrayList<>();
    private long numbers;

    private static final class Entry {
        private final long number;
        private final Verdict verdict;
        private final long writtenMillis;
        private byte[] picture;
        private String without = "";

        private Entry(long number, Verdict verdict, long writtenMillis) {
            this.number = number;
            this.verdict = verdict;
            this.writtenMillis = writtenMillis;
        }

        private boolean waits() {
            return picture == null && without.isEmpty();
        }
    }

    /** An image whose picture is to be fetched. */
    record Wanted(long number, Position position) {}

    Gallery(KnownBundles bundles) {
        this.bundles = bundles;
    }

    void add(Verdict verdict, long writtenMillis) {
        List<Entry> near = newestFirst.stream()
                .filter(entry -> Math.abs(entry.writtenMillis - writtenMillis) < SPACING_MILLIS)
                .toList();
        if (near.stream().anyMatch(entry -> entry.verdict.getPValue() <= verdict.getPValue())) {
            return;
        }
        newestFirst.removeAll(near);
        boolean full = newestFirst.size() == MOST;
        if (full && newestFirst.get(MOST - 1).writtenMillis > writtenMillis) {
            return;
        }
        newestFirst.add(new Entry(numbers++, verdict, writtenMillis));
        newestFirst.sort(
                Comparator.comparingLong((Entry entry) -> entry.writtenMillis).reversed());
        if (newestFirst.size() > MOST) {
            newestFirst.remove(MOST);
        }
    }

    /** The newest one that still waits for its picture. */
    Optional<Wanted> wanted() {
        return newestFirst.stream()
                .filter(Entry::waits)
                .findFirst()
                .map(entry -> new Wanted(entry.number, entry.verdict.getPosition()));
    }

    /** Its picture, a PNG file; nothing happens if the image has been displaced since. */
    void picture(long number, byte[] png) {
        entry(number).ifPresent(entry -> entry.picture = png);
    }

    /** There is no picture of it, for this reason. */
    void without(long number, String reason) {
        entry(number).ifPresent(entry -> entry.without = Words.of(reason));
    }

    /** A PNG file; not a copy. */
    Optional<byte[]> picture(long number) {
        return entry(number).map(entry -> entry.picture);
    }

    private Optional<Entry> entry(long number) {
        return newestFirst.stream().filter(entry -> entry.number == number).findFirst();
    }

    /** As a field of the object that is open. */
    void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("gallery");
        for (Entry entry : newestFirst) {
            write(json, entry);
        }
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Entry entry) throws IOException {
        Verdict verdict = entry.verdict;
        json.writeStartObject();
        json.writeNumberField("number", entry.number);
        json.writeStringField("picture", entry.picture == null ? "" : PagePaths.flagged(entry.number));
        json.writeStringField("without", entry.without);
        boolean example = bundles.example(verdict.getBundleId(), verdict.getPredictedClass())
                .isPresent();
        json.writeStringField(
                "example", example ? PagePaths.example(verdict.getBundleId(), verdict.getPredictedClass()) : "");
        json.writeNumberField("millis", entry.writtenMillis);
        Words.field(json, "imageId", verdict.getImageId());
        Words.field(json, "source", verdict.getSource());
        Position position = verdict.getPosition();
        Words.field(json, "position", position.getTopic() + "/" + position.getPartition() + "/" + position.getOffset());
        Words.field(json, "predicted", verdict.getPredictedName());
        Words.field(json, "confidence", verdict.getConfidence());
        Words.field(json, "pValue", verdict.getPValue());
        Words.field(json, "loudest", verdict.getLoudest());
        json.writeObjectFieldStart("attributes");
        for (Map.Entry<String, String> attribute : verdict.getAttributes().entrySet().stream()
                .limit(MOST_ATTRIBUTES)
                .toList()) {
            Words.field(json, Words.of(attribute.getKey()), attribute.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("features");
        for (FeatureDeviation feature :
                verdict.getTopFeatures().stream().limit(MOST_FEATURES).toList()) {
            json.writeStartObject();
            Words.field(json, "name", feature.getLayer() + "/" + feature.getIndex());
            Words.field(json, "deviation", feature.getDeviation());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
