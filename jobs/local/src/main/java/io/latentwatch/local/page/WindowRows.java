package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Role;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The newest {@value #MOST} windows of the active bundle, as the job closed them. Not thread-safe. */
final class WindowRows {
    static final int MOST = 60;

    private static final int MOST_LAYERS = 64;

    private final NavigableMap<Long, Window> byStart = new TreeMap<>();

    private record Window(long endMillis, long images, long flagged, Map<String, Double> ratios) {}

    void add(DistortionWindow told) {
        if (told.getRole() != Role.ACTIVE) {
            return;
        }
        Window window = byStart.computeIfAbsent(
                told.getWindowStartMillis(),
                start -> new Window(told.getWindowEndMillis(), told.getImages(), told.getFlagged(), new TreeMap<>()));
        if (window.ratios.size() < MOST_LAYERS) {
            window.ratios.put(told.getLayer(), told.getCleanRatio());
        }
        if (byStart.size() > MOST) {
            byStart.pollFirstEntry();
        }
    }

    /** As a field of the object that is open. */
    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("windows");
        json.writeArrayFieldStart("spans");
        for (Map.Entry<Long, Window> window : byStart.entrySet()) {
            json.writeStartObject();
            json.writeNumberField("startMillis", window.getKey());
            json.writeNumberField("endMillis", window.getValue().endMillis);
            json.writeNumberField("images", window.getValue().images);
            json.writeNumberField("flagged", window.getValue().flagged);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("ratios");
        TreeSet<String> layers = byStart.values().stream()
                .flatMap(window -> window.ratios.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String layer : layers) {
            json.writeArrayFieldStart(Words.of(layer));
            for (Window window : byStart.values()) {
                Words.number(json, window.ratios.getOrDefault(layer, Double.NaN));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
