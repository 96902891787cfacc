package io.latentwatch.evaluation.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What our exporter noted in a model's {@code metadata_props}. Models of others lack the notes, or use their keys for something
 * else: what cannot be read as a note is none.
 */
public final class ExportNotes {
    private static final String PRUNING = "pruning";
    private static final String TAPS = "taps";

    private ExportNotes() {}

    /**
     * How a network was pruned, by the paper's counting.
     *
     * @param sparsityPercent share of the gates that are off
     * @param weightSparsityPercent share of the weights that are zero
     * @param numbersPerWeight 2 where the paper counts a mean and a deviation, else 1
     * @param gateCountedFlops by the active gates of each layer (as the released code counts)
     * @param gateCountedSpeedup those of the unpruned network over these
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pruning(
            List<Gate> gates,
            Double sparsityPercent,
            Double weightSparsityPercent,
            Integer numbersPerWeight,
            MemoryPercent memoryPercent,
            Long gateCountedFlops,
            Double gateCountedSpeedup) {
        public Pruning {
            gates = gates == null ? List.of() : List.copyOf(gates);
        }
    }

    /**
     * The mask of one layer.
     *
     * @param total gates that it began with
     * @param kept those that are on
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Gate(String name, String layer, int total, int kept) {}

    /** The pruned network's memory against the unpruned one's, counted as the paper does, with every layer once, and in parameters. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemoryPercent(Double paper, Double once, Double parameters) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record TapWidth(String tensor, int features, int of) {}

    /** The note on pruning, if there is one. */
    public static Optional<Pruning> pruning(ModelProto model) {
        return read(model, PRUNING, new TypeReference<>() {});
    }

    /** For each tap that is noted, how many features the unpruned network has there. */
    public static Map<String, Integer> unprunedWidths(ModelProto model) {
        return read(model, TAPS, new TypeReference<List<TapWidth>>() {}).orElse(List.of()).stream()
                .filter(tap -> tap.tensor() != null && tap.of() >= tap.features())
                .collect(Collectors.toMap(TapWidth::tensor, TapWidth::of, (first, second) -> first));
    }

    private static <T> Optional<T> read(ModelProto model, String key, TypeReference<T> type) {
        return model.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .flatMap(text -> parse(text, type));
    }

    private static <T> Optional<T> parse(String text, TypeReference<T> type) {
        try {
            return Optional.ofNullable(new ObjectMapper().readValue(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // another program's note under the same key
        }
    }
}
