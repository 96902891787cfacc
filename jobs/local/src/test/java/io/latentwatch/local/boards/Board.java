package io.latentwatch.local.boards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A board.
 *
 * @param name of its file
 */
public record Board(String name, String title, List<Panel> panels) {
    private static final Path FOLDER = Path.of("../../docker/grafana/dashboards");

    public Board {
        panels = List.copyOf(panels);
    }

    /** All boards, by name. */
    public static List<Board> all() throws IOException {
        List<Board> boards = new ArrayList<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                boards.add(read(file));
            }
        }
        return boards;
    }

    private static Board read(Path file) throws IOException {
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        List<Panel> panels = new ArrayList<>();
        json.get("panels").forEach(panel -> panels.add(Panel.of(panel)));
        return new Board(
                file.getFileName().toString().replace(".json", ""),
                json.get("title").asText(),
                panels);
    }

    /**
     * A panel.
     *
     * @param options of its kind, as they stand in the board
     * @param defaults of its fields
     */
    public record Panel(
            String title,
            String kind,
            int x,
            int y,
            int w,
            int h,
            List<Query> queries,
            JsonNode options,
            JsonNode defaults) {
        public Panel {
            queries = List.copyOf(queries);
        }

        private static Panel of(JsonNode json) {
            List<Query> queries = new ArrayList<>();
            json.get("targets")
                    .forEach(target -> queries.add(new Query(
                            target.get("expr").asText(),
                            target.get("legendFormat").asText())));
            JsonNode at = json.get("gridPos");
            return new Panel(
                    json.get("title").asText(),
                    json.get("type").asText(),
                    at.get("x").asInt(),
                    at.get("y").asInt(),
                    at.get("w").asInt(),
                    at.get("h").asInt(),
                    queries,
                    json.get("options"),
                    json.at("/fieldConfig/defaults"));
        }

        String unit() {
            return defaults.path("unit").asText("");
        }

        /** The highest threshold at or below the value gives the colour's name; the base's where there is none. */
        String colour(double value) {
            String colour = "green";
            for (JsonNode step : defaults.at("/thresholds/steps")) {
                if (step.get("value").isNull() || value >= step.get("value").asDouble()) {
                    colour = step.get("color").asText();
                }
            }
            return colour;
        }

        /** The lowest threshold above the base, where its line is drawn. */
        Optional<Double> threshold() {
            if (!defaults.at("/custom/thresholdsStyle/mode").asText().equals("dashed")) {
                return Optional.empty();
            }
            for (JsonNode step : defaults.at("/thresholds/steps")) {
                if (!step.get("value").isNull()) {
                    return Optional.of(step.get("value").asDouble());
                }
            }
            return Optional.empty();
        }

        /** The text that stands for a value; empty where none does. */
        Optional<String> mapped(double value) {
            for (JsonNode mapping : defaults.path("mappings")) {
                JsonNode options = mapping.get("options");
                if (mapping.get("type").asText().equals("value") && value == 0 && options.has("0")) {
                    return Optional.of(options.at("/0/text").asText());
                }
                if (mapping.get("type").asText().equals("range")
                        && value >= options.get("from").asDouble()) {
                    return Optional.of(options.at("/result/text").asText());
                }
            }
            return Optional.empty();
        }
    }

    /** What a panel asks for. */
    public record Query(String expression, String legend) {
        /** With the boards' variables filled in: the bundle that judges, and shares over so long. */
        public String filled(String window) {
            return expression.replace("$role", "active|").replace("$window", window);
        }

        /** The name of a series. */
        String name(Map<String, String> labels) {
            String name = legend;
            for (Map.Entry<String, String> label : labels.entrySet()) {
                name = name.replace("{{" + label.getKey() + "}}", label.getValue());
            }
            return name;
        }
    }

    /**
     * What Prometheus answers to a range query: values by name of the series, in the order of the times.
     *
     * @param secondsAgo times, ascending, 0 the end
     */
    @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
    public record Answer(double[] secondsAgo, Map<String, double[]> series) {
        /** Reads {@code data.result}; a time without a sample is NaN. */
        public static Answer of(JsonNode result, Query query, double startSeconds, double stepSeconds, int steps) {
            double[] times = new double[steps];
            for (int i = 0; i < steps; i++) {
                times[i] = (i - steps + 1) * stepSeconds;
            }
            Map<String, double[]> series = new LinkedHashMap<>();
            for (JsonNode one : result) {
                Map<String, String> labels = new LinkedHashMap<>();
                one.get("metric")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
                double[] values = new double[steps];
                Arrays.fill(values, Double.NaN);
                for (JsonNode sample : one.get("values")) {
                    int at = (int) Math.round((sample.get(0).asDouble() - startSeconds) / stepSeconds);
                    values[at] = Double.parseDouble(sample.get(1).asText().replace("Inf", "Infinity"));
                }
                series.put(query.name(labels), values);
            }
            return new Answer(times, series);
        }
    }
}
