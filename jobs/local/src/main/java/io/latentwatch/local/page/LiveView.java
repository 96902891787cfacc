package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What the page shows: the newest of what a job put out, within fixed bounds of memory. One thread or more write, any number of clients read; a snapshot is made once in {@value #FRESH_MILLIS} ms at most,
 * however many ask for it. Thread-safe.
 */
final class LiveView {
    static final int FRESH_MILLIS = 900;

    private static final JsonFactory JSON = new JsonFactory();

    private final LongSupplier clock;
    private final KnownBundles bundles;
    private final TimeSlots slots;
    private final Gallery gallery;
    private final AlarmRows alarms = new AlarmRows();
    private final WindowRows windows = new WindowRows();
    private final Map<String, String> troubles = new TreeMap<>();
    private String bundleId = "";
    private long verdicts;
    private long flagged;
    private long deadLetters;
    private long shadows;
    private long unreadable;
    private byte[] snapshot;
    private long snapshotMillis;

    /**
     * An empty one.
     *
     * @param span time that the charts show
     * @param clock milliseconds since 1970-01-01T00:00Z
     */
    LiveView(Duration span, KnownBundles bundles, LongSupplier clock) {
        this.clock = clock;
        this.bundles = bundles;
        this.slots = new TimeSlots(span, clock, bundles);
        this.gallery = new Gallery(bundles);
    }

    /** Those of shadows are only counted. {@code writtenMillis} is the record's timestamp in Kafka, here and below. */
    synchronized void verdict(Verdict verdict, long writtenMillis) {
        if (verdict.getRole() != Role.ACTIVE) {
            shadows++;
            return;
        }
        verdicts++;
        bundleId = verdict.getBundleId();
        slots.verdict(verdict, writtenMillis);
        if (verdict.getFlagged()) {
            flagged++;
            gallery.add(verdict, writtenMillis);
        }
    }

    synchronized void deadLetter(long writtenMillis) {
        deadLetters++;
        slots.deadLetter(writtenMillis);
    }

    /** With what raised it: an e-detector begins anew after an alarm, so its metric may never be seen at the limit. */
    synchronized void alarm(Alarm alarm, long writtenMillis) {
        alarms.add(alarm, writtenMillis);
        boolean ofAll = alarm.getLevel() == AlarmLevel.STREAM || alarm.getLevel() == AlarmLevel.WINDOW;
        if (ofAll && alarm.getEvent() == AlarmEvent.RAISED && alarm.getThreshold() > 0) {
            slots.evidence(Evidence.of(alarm), writtenMillis);
        }
    }

    synchronized void window(DistortionWindow window) {
        windows.add(window);
    }

    /** A record of a topic that holds something else than it should. */
    synchronized void unreadable() {
        unreadable++;
    }

    /** Images of the topic that have neither verdict nor dead letter. */
    synchronized void lag(long images) {
        slots.lag(images);
    }

    synchronized void evidence(List<Evidence> evidence) {
        slots.evidence(evidence);
    }

    /** Something that is asked does not answer; told until it does again. */
    synchronized void trouble(String with, String what) {
        troubles.put(with, Words.of(what));
    }

    synchronized void noTrouble(String with) {
        troubles.remove(with);
    }

    /** The newest flagged image that still waits for its picture. */
    synchronized Optional<Gallery.Wanted> wanted() {
        return gallery.wanted();
    }

    synchronized void picture(long number, byte[] png) {
        gallery.picture(number, png);
    }

    synchronized void withoutPicture(long number, String reason) {
        gallery.without(number, reason);
    }

    /** A flagged image as a PNG file; not a copy. */
    synchronized Optional<byte[]> picture(long number) {
        return gallery.picture(number);
    }

    /** A bundle's example of a class as a PNG file; not a copy. */
    Optional<byte[]> example(String bundle, int classIndex) {
        return bundles.example(bundle, classIndex);
    }

    /** All of it as JSON, for the page's script; not a copy. */
    synchronized byte[] snapshot() {
        long now = clock.getAsLong();
        if (snapshot == null || now - snapshotMillis >= FRESH_MILLIS || now < snapshotMillis) {
            snapshot = json(now);
            snapshotMillis = now;
        }
        return snapshot;
    }

    private byte[] json(long now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("nowMillis", now);
            Words.field(json, "bundleId", bundleId);
            Words.field(json, "bundleName", bundles.name(bundleId).orElse(""));
            json.writeBooleanField("bundleKnown", bundles.name(bundleId).isPresent());
            json.writeObjectFieldStart("totals");
            json.writeNumberField("verdicts", verdicts);
            json.writeNumberField("flagged", flagged);
            json.writeNumberField("deadLetters", deadLetters);
            json.writeNumberField("shadows", shadows);
            json.writeNumberField("unreadable", unreadable);
            json.writeEndObject();
            json.writeArrayFieldStart("troubles");
            for (Map.Entry<String, String> trouble : troubles.entrySet()) {
                json.writeString(trouble.getKey() + ": " + trouble.getValue());
            }
            json.writeEndArray();
            slots.write(json);
            alarms.write(json);
            windows.write(json);
            gallery.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written to memory", e);
        }
        return bytes.toByteArray();
    }
}
