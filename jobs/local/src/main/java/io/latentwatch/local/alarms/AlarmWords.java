package io.latentwatch.local.alarms;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.flink.received.Printable;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.Position;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An alarm in words: for people, or as a JSON object. What others wrote in it is harmless on a terminal. */
final class AlarmWords {
    private static final int MOST_CHARACTERS = 200;
    /** Some terminals take control characters beyond ASCII. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private AlarmWords() {}

    /** Some lines: the id, what it is, what speaks for it, and where that stands. */
    static String lines(AlarmState state, long nowMillis) {
        Alarm alarm = state.newest();
        StringBuilder lines = new StringBuilder(Printable.of(alarm.getId(), Integer.MAX_VALUE));
        lines.append("\n  ").append(headline(state, nowMillis)).append('\n');
        line(lines, "bundle", printable(alarm.getBundleId()));
        line(
                lines,
                "evidence",
                String.format(
                        Locale.ROOT,
                        "%.4g, limit %.4g; %,d of %,d images",
                        alarm.getEvidence(),
                        alarm.getThreshold(),
                        alarm.getFlagged(),
                        alarm.getImages()));
        line(
                lines,
                "figures",
                new TreeMap<>(alarm.getFigures())
                        .entrySet().stream()
                                .map(figure -> printable(figure.getKey()) + " "
                                        + String.format(Locale.ROOT, "%.4g", figure.getValue()))
                                .collect(joining(", ")));
        line(lines, "source", printable(alarm.getSource()));
        line(lines, "sources", printable(alarm.getSources()));
        line(lines, "layers", printable(alarm.getLayers()));
        line(lines, "features", printable(alarm.getFeatures()));
        line(lines, "raised by", Printable.of(position(alarm.getRaisedBy()), Integer.MAX_VALUE));
        line(lines, "examples", printable(positions(alarm.getExamples())));
        line(lines, "detail", Printable.of(alarm.getDetail(), Integer.MAX_VALUE));
        return lines.toString();
    }

    private static String headline(AlarmState state, long nowMillis) {
        Alarm alarm = state.newest();
        StringBuilder line = new StringBuilder("%s %s, %s, raised at %s"
                .formatted(alarm.getLevel(), alarm.getStatistic(), alarm.getKind(), time(state.raisedMillis())));
        if (state.raisedAs() != alarm.getKind()) {
            line.append(" as %s and called so since %s".formatted(state.raisedAs(), time(state.calledSoMillis())));
        }
        line.append(state.open() ? "; open" : "; over");
        if (!state.acknowledgedBy().isEmpty()) {
            line.append(", acknowledged by '%s'".formatted(printable(state.acknowledgedBy())));
        }
        if (state.silentUntilMillis() > nowMillis) {
            line.append(", silent until ").append(time(state.silentUntilMillis()));
        }
        return line.toString();
    }

    private static void line(StringBuilder lines, String name, String text) {
        if (!text.isEmpty()) {
            lines.append("  %-10s %s%n".formatted(name, text));
        }
    }

    /** One line: a JSON object with the alarm's fields and what became of it; times are ISO 8601, positions {@code topic/partition/offset}. */
    static String json(AlarmState state) {
        Alarm alarm = state.newest();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", alarm.getId());
        fields.put("open", state.open());
        fields.put("level", alarm.getLevel().name());
        fields.put("statistic", alarm.getStatistic().name());
        fields.put("kind", alarm.getKind().name());
        fields.put("raisedAt", time(state.raisedMillis()));
        fields.put("raisedAs", state.raisedAs().name());
        fields.put("calledSoSince", time(state.calledSoMillis()));
        fields.put("acknowledgedBy", state.acknowledgedBy());
        fields.put("silentUntil", state.silentUntilMillis() == 0 ? null : time(state.silentUntilMillis()));
        fields.put("bundleId", alarm.getBundleId());
        fields.put("evidence", alarm.getEvidence());
        fields.put("threshold", alarm.getThreshold());
        fields.put("images", alarm.getImages());
        fields.put("flagged", alarm.getFlagged());
        fields.put("figures", new TreeMap<>(alarm.getFigures()));
        fields.put("source", alarm.getSource());
        fields.put("sources", alarm.getSources());
        fields.put("layers", alarm.getLayers());
        fields.put("features", alarm.getFeatures());
        fields.put("raisedBy", position(alarm.getRaisedBy()));
        fields.put("examples", positions(alarm.getExamples()));
        fields.put("detail", alarm.getDetail());
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an alarm's fields cannot be written", e);
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static List<String> positions(List<Position> positions) {
        return positions.stream().map(AlarmWords::position).toList();
    }

    private static String position(Position position) {
        return position.getTopic() + "/" + position.getPartition() + "/" + position.getOffset();
    }

    private static String printable(List<String> texts) {
        return texts.stream().map(AlarmWords::printable).collect(joining(", "));
    }

    private static String printable(String text) {
        return Printable.of(text, MOST_CHARACTERS);
    }
}
